// SPDX-License-Identifier: Apache-2.0
/* Statements of the store: running them within a transaction or each in its own, and reading cells. */
#include "store/store_int.h"

#include "base/arena.h"
#include "base/clock.h"
#include "base/limits.h"
#include "base/num.h"
#include "base/vec.h"

#include <assert.h>

struct run {
	const struct store_sql *sql;
	enum store_use use;
	db_row_fn *row;
	void *ctx;
	void (*restart)(
		void *ctx); /* forget the rows of an attempt that failed; NULL = there is nothing to forget */
	int64_t changes;
	uint64_t n_rows;
};

static int run_on(struct db_conn *c, struct run *r, struct err *err)
{
	CLEANUP(arena_free_ptr) struct arena *a = arena_new();
	struct db_query q = {.sql = r->sql->text, .params = r->sql->params, .n_params = r->sql->n, .a = a};
	int rc = db_query(c, &q, r->row, r->ctx, err);

	r->changes = q.changes;
	r->n_rows = q.n_rows;
	return rc;
}

static int run_in_tx(struct store_tx *tx, struct run *r, struct err *err)
{
	assert(!tx->reading || r->use == STORE_USE_READ);
	if (tx->failed)
		return err_set(err, ERR_INTERNAL, "askdb's store: a statement of the transaction had failed");
	if (run_on(tx->conn, r, err) == 0)
		return 0;
	tx->failed = err->code != ERR_CANCELLED || tx->s->driver->dialect == DB_DIALECT_POSTGRES;
	return store_fail(tx->conn, err);
}

/*
 * May the statement be repeated? Always when the engine said "busy"; when the connection broke only if it
 * reads.
 */
static bool may_repeat(const struct run *r, const struct err *err, bool alive)
{
	if (r->n_rows && !r->restart && r->row)
		return false;
	return err->code == ERR_BUSY ? alive || r->use == STORE_USE_READ
				     : !alive && r->use == STORE_USE_READ && err->code == ERR_UPSTREAM;
}

static int run_alone(struct store *s, struct run *r, struct err *err)
{
	int64_t until = clock_mono_ms() + STORE_RETRY_MS;

	for (unsigned n = 0;; n++) {
		struct db_conn *c = NULL;
		if (store_conn_get(s, r->use, &c, err) < 0)
			return -1;
		int rc = run_on(c, r, err);
		bool again = rc < 0 && may_repeat(r, err, db_is_alive(c));
		if (rc < 0)
			store_fail(c, err);
		store_conn_put(s, c);
		if (rc == 0 || !again || !store_backoff(n, until))
			return rc;
		err_clear(err);
		if (r->restart)
			r->restart(r->ctx);
	}
}

static int run(struct store_tx *tx, struct run *r, struct err *err)
{
	return tx->conn ? run_in_tx(tx, r, err) : run_alone(tx->s, r, err);
}

int store_exec(struct store_tx *tx, const struct store_sql *sql, int64_t *changes, struct err *err)
{
	struct run r = {.sql = sql, .use = STORE_USE_WRITE};

	if (run(tx, &r, err) < 0)
		return -1;
	if (changes)
		*changes = r.changes;
	return 0;
}

struct collector {
	struct arena *a;
	VEC(struct db_value) cells;
	size_t n_rows, columns;
	size_t max; /* 0 = any number */
	bool over;
};

static int collect_row(void *ctx, const struct db_row *row)
{
	struct collector *c = ctx;

	if (c->max && c->n_rows == c->max) {
		c->over = true;
		return 1;
	}
	for (size_t i = 0; i < row->n; i++) {
		struct db_value v = row->values[i];
		if (v.s.p)
			v.s.p = arena_strndup(c->a, v.s.p, v.s.n);
		vec_push(&c->cells, c->a, v);
	}
	c->columns = row->n;
	c->n_rows++;
	return 0;
}

static void collect_again(void *ctx)
{
	struct collector *c = ctx;

	c->cells.n = c->n_rows = 0;
}

static int fetch(
	struct store_tx *tx, struct collector *c, struct run *r, struct store_rows *out, struct err *err)
{

	r->row = collect_row;
	r->ctx = c;
	r->restart = collect_again;
	if (run(tx, r, err) < 0) {
		if (c->over) {
			err_clear(err);
			return err_set(err, ERR_LIMIT, "askdb's store: more than %zu rows at once", c->max);
		}
		return -1;
	}
	*out = (struct store_rows){.a = c->a, .cells = c->cells.items, .n = c->n_rows, .columns = c->columns};
	return 0;
}

int store_exec_fetch(struct store_tx *tx, struct arena *a, const struct store_sql *sql,
	struct store_rows *out, struct err *err)
{
	struct collector c = {.a = a, .max = STORE_ROWS_MAX};

	return fetch(tx, &c, &(struct run){.sql = sql, .use = STORE_USE_WRITE}, out, err);
}

int store_fetch(struct store_tx *tx, struct arena *a, const struct store_sql *sql, struct store_rows *out,
	struct err *err)
{
	struct collector c = {.a = a, .max = STORE_ROWS_MAX};

	return fetch(tx, &c, &(struct run){.sql = sql, .use = STORE_USE_READ}, out, err);
}

int store_fetch_all(struct store_tx *tx, struct arena *a, const struct store_sql *sql, struct store_rows *out,
	struct err *err)
{
	struct collector c = {.a = a};

	return fetch(tx, &c, &(struct run){.sql = sql, .use = STORE_USE_READ}, out, err);
}

int store_each(struct store_tx *tx, const struct store_sql *sql, store_row_fn *fn, void *ctx, struct err *err)
{
	return run(tx, &(struct run){.sql = sql, .use = STORE_USE_READ, .row = fn, .ctx = ctx}, err);
}

/* "head VALUES ($1, $2), ($3, $4) tail" for n rows. */
static char *insert_text(struct arena *a, const struct store_insert *into, size_t n)
{
	struct str text = STR_INIT(SQL_MAX);
	size_t at = 1;

	str_adds(&text, into->head);
	str_adds(&text, " VALUES ");
	for (size_t row = 0; row < n; row++) {
		str_adds(&text, row ? ", (" : "(");
		for (size_t i = 0; i < into->columns; i++)
			str_addf(&text, "%s$%zu", i ? ", " : "", at++);
		str_addc(&text, ')');
	}
	if (into->tail)
		str_addf(&text, " %s", into->tail);
	return str_to_arena(&text, a);
}

struct insert_many {
	const struct store_insert *into;
	const struct db_value *values;
	size_t n;
};

static int insert_chunks(struct store_tx *tx, void *ctx, struct err *err)
{
	CLEANUP(arena_free_ptr) struct arena *a = arena_new();
	const struct insert_many *m = ctx;
	size_t width = m->into->columns, most = STORE_PARAMS_MAX / width;
	char *text = NULL;
	size_t text_rows = 0;

	for (size_t at = 0; at < m->n;) {
		size_t rows = MIN(most, m->n - at);
		if (rows != text_rows) {
			text = insert_text(a, m->into, rows);
			text_rows = rows;
		}
		struct store_sql sql = {text, m->values + at * width, rows * width};
		if (store_exec(tx, &sql, NULL, err) < 0)
			return -1;
		at += rows;
	}
	return 0;
}

int store_insert_many(struct store_tx *tx, const struct store_insert *into, const struct db_value *values,
	size_t n, struct err *err)
{
	struct insert_many m = {into, values, n};

	assert(into->columns && into->columns <= STORE_PARAMS_MAX);
	return n ? store_atomic(tx, insert_chunks, &m, err) : 0;
}

/* Cells. */

static const struct db_value *cell(const struct store_rows *r, size_t row, size_t column)
{
	assert(row < r->n && column < r->columns);
	return &r->cells[row * r->columns + column];
}

bool store_is_null(const struct store_rows *r, size_t row, size_t column)
{
	return cell(r, row, column)->type == DB_NULL;
}

const char *store_text(const struct store_rows *r, size_t row, size_t column)
{
	const struct db_value *v = cell(r, row, column);

	return v->type == DB_NULL ? NULL : v->s.p ? v->s.p : "";
}

struct slice store_bytes(const struct store_rows *r, size_t row, size_t column)
{
	return cell(r, row, column)->s;
}

int64_t store_int(const struct store_rows *r, size_t row, size_t column)
{
	const struct db_value *v = cell(r, row, column);
	int64_t n = v->i;

	/* PostgreSQL's sum() of a BIGINT is an exact decimal. */
	if (v->type == DB_NUMERIC && !num_parse_i64(v->s, INT64_MIN, INT64_MAX, &n))
		return 0;
	return n;
}

double store_num(const struct store_rows *r, size_t row, size_t column)
{
	const struct db_value *v = cell(r, row, column);

	return v->type == DB_FLOAT ? v->f : (double)store_int(r, row, column);
}
