// SPDX-License-Identifier: Apache-2.0
/*
 * The unit tests' framework: TAP on stdout, one line a check, the failing expression and its place on stderr. A test file
 * defines `static void test_x(void)` functions and ends with TEST_MAIN(test_x, ...).
 */
#pragma once

#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int test_count_, test_failed_;
static const char *test_name_ = "";

/* A label on one line, as TAP wants it: white space becomes blanks, a '#' is no directive; what is very long is cut. */
__attribute__((unused, format(printf, 1, 2))) static void test_print_label_(const char *fmt, ...)
{
	char text[4096];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof text, fmt, ap);
	va_end(ap);
	for (const char *p = text; *p; p++) {
		if (*p == '#')
			putchar('\\');
		putchar((unsigned char)*p < ' ' ? ' ' : *p);
	}
	putchar('\n');
}

/* One check; the label is printf-like and says what should hold. Goes on after a failure. */
#define CHECK_MSG(ok, ...)                                                                                 \
	do {                                                                                               \
		bool ok_ = (ok);                                                                           \
		printf("%sok %d - %s: ", ok_ ? "" : "not ", ++test_count_, test_name_);                    \
		test_print_label_(__VA_ARGS__);                                                            \
		if (!ok_) {                                                                                \
			test_failed_++;                                                                    \
			fprintf(stderr, "%s:%d: %s: not true: %s\n", __FILE__, __LINE__, test_name_, #ok); \
		}                                                                                          \
		fflush(stdout);                                                                            \
	} while (0)

#define CHECK(ok) CHECK_MSG(ok, "%s", #ok)

/* Same text, both shown when they differ. */
#define CHECK_STR(got, want)                                                              \
	do {                                                                              \
		const char *got_ = (got), *want_ = (want);                                \
		bool same_ = got_ && want_ ? strcmp(got_, want_) == 0 : got_ == want_;    \
		if (!same_)                                                               \
			fprintf(stderr, "  got:  %s\n  want: %s\n", got_ ? got_ : "NULL", \
				want_ ? want_ : "NULL");                                  \
		CHECK_MSG(same_, "%s", #got);                                             \
	} while (0)

/* Same integer, both shown when they differ. */
#define CHECK_INT(got, want)                                                          \
	do {                                                                          \
		long long got_ = (long long)(got), want_ = (long long)(want);         \
		if (got_ != want_)                                                    \
			fprintf(stderr, "  got:  %lld\n  want: %lld\n", got_, want_); \
		CHECK_MSG(got_ == want_, "%s", #got);                                 \
	} while (0)

/* Say why a whole test cannot run here, and go back to the caller. */
#define SKIP(why)                                                                   \
	do {                                                                        \
		printf("ok %d - %s # SKIP %s\n", ++test_count_, test_name_, (why)); \
		return;                                                             \
	} while (0)

struct test_case_ {
	const char *name;
	void (*fn)(void);
};

#define TEST(fn)        \
	{               \
#fn, fn \
	}

/* int main(): run the listed cases: TEST_MAIN(TEST(test_a), TEST(test_b)) */
#define TEST_MAIN(...)                                                        \
	int main(void)                                                        \
	{                                                                     \
		const struct test_case_ cases[] = {__VA_ARGS__};              \
		for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) { \
			test_name_ = cases[i].name;                           \
			cases[i].fn();                                        \
		}                                                             \
		printf("1..%d\n", test_count_);                               \
		return test_failed_ ? 1 : 0;                                  \
	}
