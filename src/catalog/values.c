// SPDX-License-Identifier: Apache-2.0
/*
 * Distinct values of text columns, most frequent first. One GROUP BY a column, bounded by a deadline and by the count
 * of values; a column that holds more than the ceiling, long texts or secrets (judged by its name) gives none.
 */
#include "catalog/values.h"

#include "base/arena.h"
#include "base/clock.h"
#include "base/limits.h"
#include "base/utf8.h"
#include "base/vec.h"
#include "sql/dialect.h"

#include <ctype.h>

/* Parts of names whose columns are never read: their values have no business in an index, a prompt or a log. */
static const char *const secret_names[] = {
	"password",
	"passwd",
	"passphrase",
	"secret",
	"token",
	"apikey",
	"privatekey",
	"credential",
	"salt",
	"ssn",
	"creditcard",
	"cardnumber",
	"cvv",
	"pincode",
};

static bool is_secret(const char *name)
{
	char plain[NAME_MAX_BYTES + 1];
	size_t n = 0;

	for (const char *p = name; *p && n < NAME_MAX_BYTES; p++) {
		if (isalnum((unsigned char)*p))
			plain[n++] = (char)tolower((unsigned char)*p);
	}
	plain[n] = '\0';
	for (size_t i = 0; i < ARRAY_LEN(secret_names); i++) {
		if (strstr(plain, secret_names[i]))
			return true;
	}
	return false;
}

struct collecting {
	struct arena *a;
	VEC(struct slice) items;
	bool too_long; /* one value at least is no word but a text */
};

static int collect_row(void *ctx, const struct db_row *row)
{
	struct collecting *c = ctx;
	struct slice v = row->n ? row->values[0].s : (struct slice){NULL, 0};

	if (!v.n || row->values[0].type == DB_NULL || row->values[0].type == DB_BLOB)
		return 0;
	if (v.n > VALUE_BYTES_MAX) {
		c->too_long = true;
		return 0;
	}
	if (!utf8_is_valid(v))
		return 0;
	vec_push(&c->items, c->a, (struct slice){arena_strndup(c->a, v.p, v.n), v.n});
	return 0;
}

static char *values_sql(struct arena *a, enum sql_dialect d, const struct db_schema_table *t,
	const struct db_schema_column *col)
{
	struct str sql = STR_INIT(SQL_MAX);

	str_adds(&sql, "SELECT ");
	sql_add_ident(&sql, d, slice_of(col->name));
	str_adds(&sql, " FROM ");
	if (d == SQL_POSTGRES && t->schema) {
		sql_add_ident(&sql, d, slice_of(t->schema));
		str_addc(&sql, '.');
	}
	sql_add_ident(&sql, d, slice_of(t->name));
	str_addf(&sql, " GROUP BY 1 ORDER BY COUNT(*) DESC, 1 LIMIT %d", VALUES_PER_COLUMN_MAX + 1);
	return str_to_arena(&sql, a);
}

int cat_collect_values(struct db_conn *c, const struct db_schema_table *t, const struct db_schema_column *col,
	struct arena *a, struct cancel *cancel, struct cat_values *out, struct err *err)
{
	enum sql_dialect d = c->driver->dialect == DB_DIALECT_POSTGRES ? SQL_POSTGRES : SQL_SQLITE;
	struct collecting got = {.a = a};
	struct err local = ERR_INIT;
	struct db_query q = {
		.deadline_ms = clock_mono_ms() + TRY_TIMEOUT_MS,
		.cancel = cancel,
		.max_rows = VALUES_PER_COLUMN_MAX + 1,
		.a = a,
	};

	*out = (struct cat_values){.complete = false};
	if ((col->type != DB_TEXT && col->type != DB_OTHER) || is_secret(col->name))
		return 0;
	q.sql = values_sql(a, d, t, col);
	if (db_query(c, &q, collect_row, &got, &local) < 0) {
		if (local.code == ERR_CANCELLED || !db_is_alive(c)) {
			*err = local;
			return -1;
		}
		return 0; /* too slow or not readable: the column simply stays unknown */
	}
	if (got.items.n > VALUES_PER_COLUMN_MAX)
		return 0;
	out->items = got.items.items;
	out->n = got.items.n;
	out->complete = !got.too_long;
	return 0;
}
