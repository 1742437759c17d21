// SPDX-License-Identifier: Apache-2.0
/* Ctrl-C as a cancel token, so that a running query or request is ended rather than left behind. */
#pragma once

#include "base/err.h"

struct cancel;

/*
 * A token that the first SIGINT or SIGTERM sets; the second one ends the process at once. Call once, before other
 * threads start; the token belongs to the process.
 */
NODISCARD int interrupt_watch(struct cancel **out, struct err *err);
