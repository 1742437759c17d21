// SPDX-License-Identifier: Apache-2.0
/*
 * What the files of this room share: the store's connections, and small helpers for entities. SQLite has one
 * writing connection, lent to one thread at a time, and a pool that reads beside it; PostgreSQL has one pool
 * for everything.
 */
#pragma once

#include "base/hash.h"
#include "db/driver.h"
#include "store/page.h"

#include <pthread.h>

struct db_pool;

enum { STORE_AFTER_MAX = 4 };

struct store_tx {
	struct store *s;
	struct db_conn *conn; /* NULL = store_auto(): a connection for each statement */
	bool reading;         /* may not write */
	bool failed;          /* a statement failed: nothing more happens but a rollback */
	struct {
		void (*fn)(void *);
		void *ctx;
	} after[STORE_AFTER_MAX];
	size_t n_after;
};

struct store {
	const struct db_driver *driver;
	struct db_options opt; /* texts in arena */
	struct arena *arena;
	struct db_pool *pool;
	struct db_conn *writer; /* SQLite; NULL on PostgreSQL */
	struct db_conn *alone;  /* PostgreSQL: holds the lock that keeps others out; NULL = others may come */
	int lock_fd;            /* of the data directory; -1 = none */
	struct store_tx auto_tx;
	char instance[UUID_LEN];
	char version[64];
	struct { /* under lock */
		pthread_mutex_t lock;
		pthread_cond_t freed;
		bool writer_taken;
	} shared;
};

enum store_use { STORE_USE_READ, STORE_USE_WRITE };

/* Borrow a connection; ERR_BUSY when none comes within STORE_TIMEOUT_MS or the engine cannot be reached. */
NODISCARD int store_conn_get(struct store *s, enum store_use use, struct db_conn **out, struct err *err);

/* Give it back. */
void store_conn_put(struct store *s, struct db_conn *c);

/*
 * Put err, as a driver left it, into the words of this room: what failed is ours, not a user's database.
 * Returns -1.
 */
int store_fail(struct db_conn *c, struct err *err);

/* Wait before attempt n (0..) at something busy; false when `until` (monotonic ms) is over. */
bool store_backoff(unsigned n, int64_t until);

/* Bring the tables up to date on this connection. ERR_CONFLICT "store_newer", "store_changed". */
NODISCARD int store_migrate(struct db_conn *c, struct err *err);

/*
 * ERR_NOT_FOUND with "there is no <what> with the id ..." unless the query (SELECT 1 ... WHERE id = $1) finds
 * a row.
 */
NODISCARD int store_need(
	struct store_tx *tx, const char *sql, const char *what, const char *id, struct err *err);

/* s itself when it is UTF-8, else a copy in the arena with U+FFFD for what is not; NULL stays NULL. PostgreSQL takes no other. */
const char *store_clean(struct arena *a, const char *s);

/* As store_fetch() without its ceiling, for tables whose own rows are bounded. */
NODISCARD int store_fetch_all(struct store_tx *tx, struct arena *a, const struct store_sql *sql,
	struct store_rows *out, struct err *err);

/* Record ERR_NOT_FOUND "there is no <what> with the id <id>"; returns -1. */
int store_missing(const char *what, const char *id, struct err *err);

/* As store_exec() for a statement that must touch a row, else store_missing(). */
NODISCARD int store_exec_one(
	struct store_tx *tx, const struct store_sql *sql, const char *what, const char *id, struct err *err);

/* ERR_LIMIT with a sentence when text is longer than max bytes. NULL is fine. */
NODISCARD int store_check_size(const char *text, size_t max, const char *what, struct err *err);

/* An entity: what errors call it, the size of its struct, and how one row fills one (which is zeroed). */
struct store_kind {
	const char *what;
	size_t size;
	void (*read)(const struct store_rows *r, size_t i, void *item);
};

/* The rows as an array of the kind's struct, in their arena. */
void *store_items(const struct store_rows *rows, const struct store_kind *kind)
	__attribute__((returns_nonnull));

/*
 * The row that sql finds, into the kind's struct; texts in the arena. store_missing() when there is none, by the
 * first parameter, which is the id.
 */
NODISCARD int store_fetch_one(struct store_tx *tx, struct arena *a, const struct store_sql *sql,
	const struct store_kind *kind, void *out, struct err *err);

/* "%text%" for LIKE ... ESCAPE '\'; NULL or empty gives NULL. In the arena. */
const char *store_like(struct arena *a, const char *text);

/* A list under construction: SELECT columns FROM from WHERE conditions, then the page's part. */
enum { STORE_QUERY_PARAMS = 12 };

struct store_query {
	struct arena *a;
	const char *columns, *from;
	struct str where;
	struct db_value params[STORE_QUERY_PARAMS];
	size_t n;
};

/* How a list is ordered: by a key and, where it is equal, the id. */
struct store_order {
	const char *key, *id; /* "created_at", "id" */
	bool descending, is_text;
	size_t key_column, id_column; /* where the two are among the selected columns */
};

/* Which part of which list. */
struct store_list {
	const struct store_order *order;
	const struct store_page *page; /* NULL = the first */
};

/* Start one: SELECT columns from, where from is "FROM ...". Borrowed texts; ends with store_query_page(). */
void store_query_init(struct store_query *q, struct arena *a, const char *columns, const char *from);

/*
 * Add a condition, in which each '?' stands for the value (borrowed); nothing when the value is the SQL NULL.
 */
void store_query_where(struct store_query *q, const char *condition, struct db_value value);

/*
 * Count (when wanted), skip to the cursor, order, limit and run: at most one page of rows in the arena, and
 * more->next when there are others behind it. Ends the query, also on failure.
 */
NODISCARD int store_query_page(struct store_query *q, struct store_tx *tx, const struct store_list *list,
	struct store_rows *out, struct store_more *more, struct err *err);
