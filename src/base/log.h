// SPDX-License-Identifier: Apache-2.0
/*
 * The process's log, one line an event on stderr, as text for people or JSON for machines. Only api/, jobs/, cli/
 * and main log; library rooms return errors. Fields are name/value pairs; a value is escaped, never interpreted.
 * Nothing secret may be passed. Locks internally (one write(2) a line).
 */
#pragma once

#include "base/defs.h"

enum log_level { LOG_ERROR, LOG_WARN, LOG_INFO, LOG_DEBUG };
enum log_format { LOG_TEXT, LOG_JSON };

/* Once, from main, before threads start. */
void log_setup(enum log_level level, enum log_format format);

/* Read "error", "warn", "info" or "debug"; false leaves *out alone. */
bool log_level_parse(const char *s, enum log_level *out);

/*
 * One event: msg is a short constant sentence; then pairs of (const char *) name and value, ended by NULL. A NULL
 * value is left out. Lines longer than LOG_LINE_MAX are cut. Any thread.
 */
void log_event(enum log_level level, const char *msg, ...) __attribute__((sentinel));
