// SPDX-License-Identifier: Apache-2.0
/* Database URLs: what each part becomes, what is refused, and that no message repeats a secret. */
#include "base/arena.h"
#include "base/limits.h"
#include "db/driver.h"
#include "test.h"

static const char *text(const char *s)
{
	return s ? s : "-";
}

/* "driver path host port database user password ssl schema connect statement" */
static const char *parse(struct arena *a, const char *url)
{
	const struct db_driver *driver;
	struct db_options o;
	struct err err = ERR_INIT;

	if (db_url_parse(a, url, &driver, &o, &err))
		return arena_printf(a, "%s: %s", err_code_name(err.code), err.msg);
	return arena_printf(a, "%s %s %s %d %s %s %s %s %s %lld %lld", driver->name, text(o.path),
		text(o.host), o.port, text(o.database), text(o.user), text(o.password), text(o.ssl_mode),
		text(o.search_path), (long long)o.connect_timeout_ms, (long long)o.statement_timeout_ms);
}

static void test_parts(void)
{
	static const struct {
		const char *url, *want;
	} cases[] = {
		{"x.db", "sqlite x.db - 0 - - - - - 0 0"},
		{"/a b/%41?#.db", "sqlite /a b/%41?#.db - 0 - - - - - 0 0"},
		{"sqlite:///a/b.db", "sqlite /a/b.db - 0 - - - - - 0 0"},
		{"sqlite://b.db", "sqlite b.db - 0 - - - - - 0 0"},
		{"SQLite:///%E5%A3%B2.db", "sqlite /売.db - 0 - - - - - 0 0"},
		{"postgres://h/d", "postgresql - h 0 d - - - - 0 0"},
		{"postgresql://u:p@h:5433/d", "postgresql - h 5433 d u p - - 0 0"},
		{"postgresql://u%40x:p%3A%2F%40@h/d%20e", "postgresql - h 0 d e u@x p:/@ - - 0 0"},
		{"postgresql://u:p@ss@h/d", "postgresql - h 0 d u p@ss - - 0 0"},
		{"postgresql://u:@h/d", "postgresql - h 0 d u - - - 0 0"},
		{"postgresql://[::1]:5433/d", "postgresql - ::1 5433 d - - - - 0 0"},
		{"postgresql://[fe80::1]", "postgresql - fe80::1 0 - - - - - 0 0"},
		{"postgresql:///d?host=%2Frun%2Fpg&user=u", "postgresql - /run/pg 0 d u - - - 0 0"},
		{"postgresql://h/d?sslmode=require&connect_timeout=3&statement_timeout=1500&search_path=s",
			"postgresql - h 0 d - - require s 3000 1500"},
		{"postgresql://", "postgresql - - 0 - - - - - 0 0"},
	};

	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		CLEANUP(arena_free_ptr) struct arena *a = arena_new();
		const char *got = parse(a, cases[i].url);
		CHECK_MSG(strcmp(got, cases[i].want) == 0, "%s: %s", cases[i].url, got);
	}
}

static void test_refusals(void)
{
	static const char *const urls[] = {"", "mongodb://u:S3cret@h/d", "postgres://u:S3cret@h:x/d",
		"postgres://u:S3cret@h:0/d", "postgres://u:S3cret@h:65536/d", "postgres://u:S3cret%@h/d",
		"postgres://u:S3cret%4@h/d", "postgres://u:S3cret%zz@h/d", "postgres://u:S3cret%00@h/d",
		"postgres://u:S3cret%ff@h/d", "postgres://u:S3cret@h1,h2/d", "postgres://u:S3cret@[::1/d",
		"postgres://u:S3cret@[::1]x/d", "postgres://u:S3cret@h/d?S3cret=1",
		"postgres://u@h/d?password=S3cret&connect_timeout=0",
		"postgres://u@h/d?password=S3cret&port=abc", "sqlite://", "sqlite:///x?mode=S3cret",
		"postgres://u:S3cret\xff@h/d", "://x", "postgres ://h"};

	for (size_t i = 0; i < ARRAY_LEN(urls); i++) {
		CLEANUP(arena_free_ptr) struct arena *a = arena_new();
		const char *got = parse(a, urls[i]);
		CHECK_MSG(strncmp(got, "invalid: ", 9) == 0 && !strstr(got, "S3cret"), "%zu: %s", i, got);
	}
	CLEANUP(arena_free_ptr) struct arena *a = arena_new();
	char *url = arena_zalloc(a, DB_URL_MAX + 2, 1);
	memset(url, 'x', DB_URL_MAX + 1);
	CHECK(strncmp(parse(a, url), "limit: ", 7) == 0);
}

static void test_drivers_are_found(void)
{
	const char *const *scheme;

	for (const struct db_driver *const *d = db_drivers(); *d; d++) {
		CHECK(db_driver_find((*d)->name) == *d);
		for (scheme = (*d)->schemes; *scheme; scheme++)
			CHECK_MSG(db_driver_find(*scheme) == *d, "%s is %s", *scheme, (*d)->name);
	}
	CHECK(!db_driver_find("nonesuch") && !db_driver_find(NULL) && !db_driver_find(""));
	for (int t = 0; t <= DB_OTHER + 1; t++)
		CHECK(db_type_name((enum db_type)t)[0] != '\0');
	CHECK(db_type_is_number(DB_NUMERIC) && !db_type_is_number(DB_DATE));
}

TEST_MAIN(TEST(test_parts), TEST(test_refusals), TEST(test_drivers_are_found))
