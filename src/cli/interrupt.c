// SPDX-License-Identifier: Apache-2.0
/* See interrupt.h. The signals are blocked everywhere and taken by one thread, so that no code runs in a handler. */
#include "cli/interrupt.h"

#include "base/cancel.h"

#include <pthread.h>
#include <signal.h>

static void wanted_signals(sigset_t *set)
{
	sigemptyset(set);
	sigaddset(set, SIGINT);
	sigaddset(set, SIGTERM);
}

static void *wait_for_signal(void *arg)
{
	sigset_t set;
	int sig = 0;
	wanted_signals(&set);
	while (sigwait(&set, &sig) != 0)
		;
	cancel_set(arg);
	while (sigwait(&set, &sig) != 0)
		;
	signal(sig, SIG_DFL);
	pthread_sigmask(SIG_UNBLOCK, &set, NULL);
	raise(sig);
	return NULL;
}

int interrupt_watch(struct cancel **out, struct err *err)
{
	sigset_t set;
	pthread_t thread;
	struct cancel *c = cancel_new();
	wanted_signals(&set);
	pthread_sigmask(SIG_BLOCK, &set, NULL);
	if (pthread_create(&thread, NULL, wait_for_signal, c) != 0) {
		cancel_unref(c);
		return err_set(
			err, ERR_INTERNAL, "cannot start a thread: the system's limit of threads is met");
	}
	pthread_detach(thread);
	*out = c;
	return 0;
}
