// SPDX-License-Identifier: Apache-2.0
/* Looking hosts up: addresses in text, names, and ends that do not wait for the resolver. */
#include "base/arena.h"
#include "base/cancel.h"
#include "base/clock.h"
#include "db/resolve.h"
#include "test.h"

static void test_addresses(void)
{
	static const struct {
		const char *host, *want;
		int family;
	} cases[] = {
		{"127.0.0.1", "127.0.0.1", AF_INET},
		{"::1", "::1", AF_INET6},
		{"2001:DB8::0:1", "2001:db8::1", AF_INET6},
	};

	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		CLEANUP(arena_free_ptr) struct arena *a = arena_new();
		struct db_addresses found = {0};
		struct err err = ERR_INIT;
		CHECK_MSG(db_resolve(a, cases[i].host, 0, NULL, &found, &err) == 0, "%s: %s", cases[i].host,
			err.msg);
		CHECK(found.n == 1 && found.items[0].family == cases[i].family);
		CHECK_STR(found.n ? found.items[0].text : NULL, cases[i].want);
	}
	CLEANUP(arena_free_ptr) struct arena *a = arena_new();
	struct db_addresses found = {0};
	struct err err = ERR_INIT;
	CHECK_MSG(db_resolve(a, "localhost", 0, NULL, &found, &err) == 0 && found.n >= 1, "localhost: %s",
		err.msg);
}

static void test_refusals(void)
{
	static char long_name[300];
	static const char *const hosts[] = {"", long_name, "no-such-host.invalid"};

	memset(long_name, 'x', sizeof long_name - 1);
	for (size_t i = 0; i < ARRAY_LEN(hosts); i++) {
		CLEANUP(arena_free_ptr) struct arena *a = arena_new();
		struct db_addresses found = {0};
		struct err err = ERR_INIT;
		int rc = db_resolve(a, hosts[i], clock_mono_ms() + 2000, NULL, &found, &err);
		CHECK_MSG(rc == -1 && (i < 2) == (err.code == ERR_INVALID) && !found.items, "%zu: %s", i,
			err.msg);
	}
}

static void test_it_does_not_wait(void)
{
	CLEANUP(cancel_unref_ptr) struct cancel *set = cancel_new();
	int64_t started = clock_mono_ms();

	cancel_set(set);
	for (int i = 0; i < 20; i++) {
		CLEANUP(arena_free_ptr) struct arena *a = arena_new();
		struct db_addresses found = {0};
		struct err err = ERR_INIT;
		int rc = db_resolve(a, "localhost", i % 2 ? 0 : started, i % 2 ? set : NULL, &found, &err);
		/* the lookup may be faster than the look at the clock */
		CHECK(rc == 0 || err.code == (i % 2 ? ERR_CANCELLED : ERR_TIMEOUT));
	}
	CHECK_MSG(clock_mono_ms() - started < 2000, "20 lookups that are over before they began");
}

TEST_MAIN(TEST(test_addresses), TEST(test_refusals), TEST(test_it_does_not_wait))
