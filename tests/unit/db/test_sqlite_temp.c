// SPDX-License-Identifier: Apache-2.0
/* The ceilings on SQLite's temporary files: each connection's own, that of all, and what is left when they are gone. */
#include "base/defs.h"
#include "db/sqlite_temp.h"
#include "test.h"

#include <dirent.h>
#include <sqlite3.h>
#include <unistd.h>

enum { OWN_MAX = 4 << 20, TOTAL_MAX = 6 << 20 };

static char dir[] = "/tmp/askdb-temp-XXXXXX";

struct session {
	struct sqlite_temp *temp;
	sqlite3 *db;
	sqlite3_stmt *stmt;
};

static struct session session_open(void)
{
	struct session s = {.temp = sqlite_temp_new(OWN_MAX, TOTAL_MAX)};

	CHECK(sqlite3_open_v2(":memory:", &s.db, SQLITE_OPEN_READWRITE, sqlite_temp_name(s.temp)) ==
		SQLITE_OK);
	return s;
}

static void session_close(struct session *s)
{
	sqlite3_finalize(s->stmt);
	CHECK(sqlite3_close(s->db) == SQLITE_OK);
	sqlite_temp_free(s->temp);
}

/* Step once through a sort of n texts of 1000 bytes: from then on its files are full, until the statement ends. */
static int sort(struct session *s, int n)
{
	sqlite_temp_begin(s->temp);
	sqlite3_finalize(s->stmt);
	CHECK(sqlite3_prepare_v2(s->db,
		      "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?1) "
		      "SELECT printf('%.*c', 1000, 'x') || (i * 7919 % 10007) AS t FROM n ORDER BY t",
		      -1, &s->stmt, NULL) == SQLITE_OK);
	CHECK(sqlite3_exec(s->db, "PRAGMA cache_size = 10", NULL, NULL, NULL) == SQLITE_OK);
	sqlite3_bind_int(s->stmt, 1, n);
	return sqlite3_step(s->stmt);
}

static int count_files(void)
{
	DIR *d = opendir(dir);
	int n = 0;

	CHECK(d != NULL);
	while (d && readdir(d)) /* NOLINT(concurrency-mt-unsafe): the folder is the test's own */
		n++;
	if (d)
		closedir(d);
	return n - 2;
}

static void test_own_ceiling(void)
{
	struct session s = session_open();

	CHECK_INT(sort(&s, 1500), SQLITE_ROW);
	CHECK_INT(sqlite_temp_refused(s.temp), SQLITE_TEMP_NONE);
	CHECK_INT(sort(&s, 20000), SQLITE_FULL);
	CHECK_INT(sqlite_temp_refused(s.temp), SQLITE_TEMP_OWN);
	CHECK_INT(sort(&s, 1500), SQLITE_ROW); /* what the failed one held is free again */
	CHECK_INT(sqlite_temp_refused(s.temp), SQLITE_TEMP_NONE);
	session_close(&s);
}

static void test_ceiling_of_all(void)
{
	struct session s[] = {session_open(), session_open(), session_open()};

	CHECK_INT(sort(&s[0], 3600), SQLITE_ROW);
	CHECK_INT(sort(&s[1], 3600), SQLITE_FULL);
	CHECK_INT(sqlite_temp_refused(s[1].temp), SQLITE_TEMP_TOTAL);
	session_close(&s[0]);
	CHECK_INT(sort(&s[2], 3600), SQLITE_ROW);
	session_close(&s[1]);
	session_close(&s[2]);
}

/* A killed process leaves nothing behind: the files have no name while they are in use. */
static void test_files_have_no_name(void)
{
	struct session s = session_open();

	CHECK_INT(sort(&s, 3600), SQLITE_ROW);
	CHECK_INT(count_files(), 0);
	session_close(&s);
}

static void set_up(void)
{
	CHECK(mkdtemp(dir) != NULL);
	CHECK(setenv("SQLITE_TMPDIR", dir, 1) == 0);
}

static void tear_down(void)
{
	CHECK(rmdir(dir) == 0);
}

TEST_MAIN(TEST(set_up), TEST(test_own_ceiling), TEST(test_ceiling_of_all), TEST(test_files_have_no_name),
	TEST(tear_down))
