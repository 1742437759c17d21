// SPDX-License-Identifier: Apache-2.0
/* Foreign keys from names: "orders.customer_id" means customer's key. One edge a column at most, the best reading. */
#include "catalog/infer.h"

#include "base/vec.h"
#include "base/limits.h"

#include <ctype.h>

/* Lower-case letters and digits of a name, without a plural's s. */
static struct slice plain_name(struct arena *a, const char *name, bool singular)
{
	char *out = arena_alloc(a, strlen(name) + 1);
	size_t n = 0;

	for (const char *p = name; *p; p++) {
		if (*p != '_' && *p != ' ' && *p != '-')
			out[n++] = (char)tolower((unsigned char)*p);
	}
	if (singular && n > 3 && out[n - 1] == 's' && out[n - 2] != 's')
		n--;
	out[n] = '\0';
	return (struct slice){out, n};
}

/* The position of the only primary key column, or -1. */
static int32_t single_key(const struct cat_table *t)
{
	int32_t found = -1;

	for (size_t c = 0; c < t->n_columns; c++) {
		if (t->columns[c].pk_position && found >= 0)
			return -1;
		if (t->columns[c].pk_position)
			found = (int32_t)c;
	}
	return found;
}

struct inferring {
	struct slice name, key; /* of the candidate target, plain */
	int32_t key_column;
};

/* How well a column's plain name points at the target; 0 = not at all. */
static int match(struct slice column, const struct inferring *target)
{
	bool generic = target->key.n <= 3; /* "id", "no", "key" say nothing alone */
	size_t n = target->name.n;

	if (!generic && slice_eq(column, target->key))
		return 2;
	if (column.n > n && n >= 3 && memcmp(column.p, target->name.p, n) == 0) {
		struct slice rest = {column.p + n, column.n - n};
		if (slice_eq(rest, target->key) || slice_eq(rest, SLICE_LIT("id")))
			return 3;
	}
	return 0;
}

static bool same_kind(enum db_type x, enum db_type y)
{
	return x == y || (db_type_is_number(x) && db_type_is_number(y));
}

struct cat_edge *cat_infer_edges(struct arena *a, const struct cat_table *tables, size_t n_tables, size_t *n)
{
	struct inferring *targets = ARENA_ARRAY(a, struct inferring, n_tables);
	VEC(struct cat_edge) edges = {0};

	for (size_t t = 0; t < n_tables; t++) {
		targets[t].key_column = single_key(&tables[t]);
		if (targets[t].key_column < 0)
			continue;
		targets[t].name = plain_name(a, tables[t].name, true);
		targets[t].key = plain_name(a, tables[t].columns[targets[t].key_column].name, false);
	}
	for (size_t t = 0; t < n_tables; t++) {
		for (size_t c = 0; c < tables[t].n_columns; c++) {
			struct slice name = plain_name(a, tables[t].columns[c].name, false);
			int best = 0;
			size_t to = 0;
			for (size_t u = 0; u < n_tables; u++) {
				if (u == t || targets[u].key_column < 0 ||
					!same_kind(tables[t].columns[c].type,
						tables[u].columns[targets[u].key_column].type))
					continue;
				int m = match(name, &targets[u]);
				if (m > best) {
					best = m;
					to = u;
				}
			}
			if (best)
				vec_push(&edges, a,
					(struct cat_edge){.from_table = (uint32_t)t,
						.from_column = (uint32_t)c,
						.to_table = (uint32_t)to,
						.to_column = (uint32_t)targets[to].key_column,
						.key = (uint32_t)edges.n,
						.inferred = true});
		}
	}
	*n = edges.n;
	return edges.items;
}
