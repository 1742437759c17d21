// SPDX-License-Identifier: Apache-2.0
/*
 * The few compiler attributes and macros the whole tree shares. Everything here is a name for something the
 * language already has; a macro that hides control flow does not belong in this file.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The caller must look at the result. Where it really has nothing to do with it, it says err_ignore(). */
#define NODISCARD __attribute__((warn_unused_result))
#define PRINTF_LIKE(fmt, args) __attribute__((format(printf, fmt, args)))
#define NORETURN __attribute__((noreturn))
#define UNUSED __attribute__((unused))

/* CLEANUP(fn) T x: fn(&x) runs when x leaves its scope. TAKE(p) hands p over and leaves NULL behind. */
#define CLEANUP(fn) __attribute__((cleanup(fn)))
#define TAKE(p)                                     \
	__extension__({                             \
		__typeof__(p) *take_from_ = &(p);   \
		__typeof__(p) taken_ = *take_from_; \
		*take_from_ = NULL;                 \
		taken_;                             \
	})

#define ARRAY_LEN(a) (sizeof(a) / sizeof((a)[0]))
#define MIN(a, b) ((a) < (b) ? (a) : (b))
#define MAX(a, b) ((a) > (b) ? (a) : (b))

/* Defines static fn_ptr(T **p) for CLEANUP(), calling fn(*p). */
#define DEFINE_CLEANUP(type, fn)                    \
	static inline UNUSED void fn##_ptr(type *p) \
	{                                           \
		if (*p)                             \
			fn(*p);                     \
	}
