// SPDX-License-Identifier: Apache-2.0
/*
 * Cursors and the one way a list is queried. A cursor is "<kind><key>\n<id>" in hexadecimal: opaque to
 * clients, so that it can change, and no secret: whoever forges one only skips rows of a list he may read
 * anyway.
 */
#include "store/store_int.h"

#include "base/arena.h"
#include "base/limits.h"
#include "base/num.h"
#include "base/utf8.h"
#include "json/writer.h"

#include <assert.h>

enum { CURSOR_MAX = 4 * NAME_MAX_BYTES + 256 };

size_t store_page_limit(const struct store_page *page)
{
	size_t limit = page && page->limit ? page->limit : PAGE_DEFAULT;

	return MIN(limit, (size_t)PAGE_MAX);
}

static int hex_digit(char c)
{
	return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static bool unhex(struct arena *a, struct slice hex, struct slice *out)
{
	char *buf = arena_alloc(a, hex.n / 2 + 1);

	for (size_t i = 0; i + 1 < hex.n; i += 2) {
		int high = hex_digit(hex.p[i]), low = hex_digit(hex.p[i + 1]);
		if (high < 0 || low < 0)
			return false;
		buf[i / 2] = (char)(high << 4 | low);
	}
	buf[hex.n / 2] = '\0';
	*out = (struct slice){buf, hex.n / 2};
	return hex.n % 2 == 0;
}

int store_cursor_parse(
	struct arena *a, const struct store_page *page, struct store_cursor *out, struct err *err)
{
	struct store_cursor c = {.set = true};
	struct slice hex = slice_of(page ? page->cursor : NULL), plain;

	if (hex.n == 0) {
		*out = (struct store_cursor){.set = false};
		return 0;
	}
	bool ok = hex.n <= 2 * CURSOR_MAX && unhex(a, hex, &plain) && plain.n > 1 && utf8_is_valid(plain) &&
		  strlen(plain.p) == plain.n;
	if (ok) {
		bool number = plain.p[0] == 'n';
		struct slice rest = {plain.p + 1, plain.n - 1}, key = slice_cut(&rest, '\n');
		ok = rest.n > 0 &&
		     (number ? num_parse_i64(key, INT64_MIN, INT64_MAX, &c.number) : plain.p[0] == 't');
		c.text = number ? NULL : arena_strndup(a, key.p, key.n);
		c.id = arena_strndup(a, rest.p, rest.n);
	}
	if (!ok)
		return err_set(err, ERR_INVALID,
			"the cursor is not one of this list: take it from `next` of the page before");
	*out = c;
	return 0;
}

const char *store_cursor_make(struct arena *a, int64_t number, const char *text, const char *id)
{
	char *plain = text ? arena_printf(a, "t%s\n%s", text, id)
			   : arena_printf(a, "n%lld\n%s", (long long)number, id);
	struct str hex = STR_INIT(2 * CURSOR_MAX);

	for (const char *p = plain; *p; p++)
		str_addf(&hex, "%02x", (unsigned)(unsigned char)*p);
	return str_to_arena(&hex, a);
}

void store_list_begin(struct js_writer *w)
{
	js_obj(w);
	js_key(w, "items");
	js_arr(w);
}

void store_list_end(struct js_writer *w, const struct store_more *more)
{
	js_arr_end(w);
	js_kv_str(w, "next", more->next);
	if (more->total >= 0)
		js_kv_int(w, "total", more->total);
	js_obj_end(w);
}

/* Queries of lists. */

void store_query_init(struct store_query *q, struct arena *a, const char *columns, const char *from)
{
	*q = (struct store_query){.a = a, .columns = columns, .from = from, .where = STR_INIT(SQL_MAX)};
}

static size_t add_param(struct store_query *q, struct db_value value)
{
	assert(q->n < STORE_QUERY_PARAMS);
	q->params[q->n++] = value;
	return q->n;
}

void store_query_where(struct store_query *q, const char *condition, struct db_value value)
{
	if (value.type == DB_NULL)
		return;
	size_t number = add_param(q, value);
	str_adds(&q->where, q->where.n ? " AND (" : " WHERE (");
	for (const char *p = condition; *p; p++) {
		if (*p == '?')
			str_addf(&q->where, "$%zu", number);
		else
			str_addc(&q->where, *p);
	}
	str_addc(&q->where, ')');
}

static int count_all(struct store_query *q, struct store_tx *tx, int64_t *total, struct err *err)
{
	struct store_rows rows;
	char *text = arena_printf(q->a, "SELECT count(*) %s%s", q->from, q->where.buf);

	if (store_fetch(tx, q->a, &(struct store_sql){text, q->params, q->n}, &rows, err) < 0)
		return -1;
	*total = store_int(&rows, 0, 0);
	return 0;
}

static void skip_to_cursor(
	struct store_query *q, const struct store_order *order, const struct store_cursor *c)
{
	size_t key = add_param(q, order->is_text ? db_v_text(c->text ? c->text : "") : DB_V_INT(c->number));
	size_t id = add_param(q, db_v_text(c->id));

	str_addf(&q->where, "%s (%s, %s) %c ($%zu, $%zu)", q->where.n ? " AND" : " WHERE", order->key,
		order->id, order->descending ? '<' : '>', key, id);
}

static int run_page(struct store_query *q, struct store_tx *tx, const struct store_order *order, size_t limit,
	struct store_rows *out, struct err *err)
{
	const char *direction = order->descending ? "DESC" : "ASC";
	size_t at = add_param(q, DB_V_INT((int64_t)limit + 1));
	char *text = arena_printf(q->a, "SELECT %s %s%s ORDER BY %s %s, %s %s LIMIT $%zu", q->columns,
		q->from, q->where.buf, order->key, direction, order->id, direction, at);

	return store_fetch(tx, q->a, &(struct store_sql){text, q->params, q->n}, out, err);
}

int store_query_page(struct store_query *q, struct store_tx *tx, const struct store_list *list,
	struct store_rows *out, struct store_more *more, struct err *err)
{
	const struct store_order *order = list->order;
	size_t limit = store_page_limit(list->page);
	struct store_more result = {.next = NULL, .total = -1};
	struct store_cursor cursor;
	int rc = store_cursor_parse(q->a, list->page, &cursor, err);

	if (rc == 0 && list->page && list->page->want_total)
		rc = count_all(q, tx, &result.total, err);
	if (rc == 0) {
		if (cursor.set)
			skip_to_cursor(q, order, &cursor);
		rc = run_page(q, tx, order, limit, out, err);
	}
	str_free(&q->where);
	if (rc < 0)
		return -1;
	if (out->n > limit) {
		out->n = limit;
		const char *text = order->is_text ? store_text(out, limit - 1, order->key_column) : NULL;
		int64_t number = order->is_text ? 0 : store_int(out, limit - 1, order->key_column);
		result.next =
			store_cursor_make(q->a, number, text, store_text(out, limit - 1, order->id_column));
	}
	*more = result;
	return 0;
}

/* Helpers of the entities. */

const char *store_like(struct arena *a, const char *text)
{
	struct str out = STR_INIT(4 * DESCRIPTION_MAX);

	if (!text || !text[0])
		return NULL;
	str_addc(&out, '%');
	for (const char *p = text; *p; p++) {
		if (*p == '%' || *p == '_' || *p == '\\')
			str_addc(&out, '\\');
		str_addc(&out, *p);
	}
	str_addc(&out, '%');
	return str_to_arena(&out, a);
}

const char *store_clean(struct arena *a, const char *s)
{
	struct str out = STR_INIT(SIZE_MAX / 2);
	struct slice text = slice_of(s);

	if (!s || utf8_is_valid(text))
		return s;
	for (size_t i = 0; i < text.n;)
		utf8_add(&out, utf8_next(text, &i));
	return str_to_arena(&out, a);
}

int store_missing(const char *what, const char *id, struct err *err)
{
	return err_set(err, ERR_NOT_FOUND, "there is no %s with the id %.64s", what, id);
}

void *store_items(const struct store_rows *rows, const struct store_kind *kind)
{
	char *items = arena_zalloc(rows->a, rows->n, kind->size);

	for (size_t i = 0; i < rows->n; i++)
		kind->read(rows, i, items + i * kind->size);
	return items;
}

int store_fetch_one(struct store_tx *tx, struct arena *a, const struct store_sql *sql,
	const struct store_kind *kind, void *out, struct err *err)
{
	struct store_rows rows;

	if (store_fetch(tx, a, sql, &rows, err) < 0)
		return -1;
	if (rows.n == 0)
		return store_missing(kind->what, sql->params[0].s.p, err);
	kind->read(&rows, 0, out);
	return 0;
}

int store_need(struct store_tx *tx, const char *sql, const char *what, const char *id, struct err *err)
{
	CLEANUP(arena_free_ptr) struct arena *a = arena_new();
	struct store_rows rows;

	if (store_fetch(tx, a, STORE_SQL(sql, db_v_text(id)), &rows, err) < 0)
		return -1;
	return rows.n ? 0 : store_missing(what, id, err);
}

int store_exec_one(
	struct store_tx *tx, const struct store_sql *sql, const char *what, const char *id, struct err *err)
{
	int64_t changes = 0;

	if (store_exec(tx, sql, &changes, err) < 0)
		return -1;
	return changes ? 0 : store_missing(what, id, err);
}

int store_check_size(const char *text, size_t max, const char *what, struct err *err)
{
	if (text && strnlen(text, max + 1) > max)
		return err_set(err, ERR_LIMIT, "%s is longer than %zu bytes", what, max);
	return 0;
}
