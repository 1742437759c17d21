// SPDX-License-Identifier: Apache-2.0
/*
 * Building and sharing snapshots. Everything is copied into one arena that the last owner drops, so a reader holds
 * one reference and follows plain pointers. What an index needs is in index.c, guessed keys in infer.c.
 */
#include "catalog/snapshot.h"

#include "base/arena.h"
#include "base/cancel.h"
#include "base/clock.h"
#include "base/limits.h"
#include "base/vec.h"
#include "catalog/index.h"
#include "catalog/infer.h"
#include "catalog/values.h"

#include <assert.h>
#include <pthread.h>
#include <stdatomic.h>

struct owned { /* what is really allocated: the public part first */
	struct cat_snapshot s;
	struct arena *a;
	atomic_int refs;
	struct {
		pthread_mutex_t lock;
		cat_derive_fn *made_by; /* NULL = not made yet */
		const void *made;
		struct arena *a;
	} derived; /* under its lock */
};

static const char *const *copy_names(struct arena *a, const char *const *names, size_t n)
{
	const char **out = ARENA_ARRAY(a, const char *, n);

	for (size_t i = 0; i < n; i++)
		out[i] = arena_strdup(a, names[i]);
	return out;
}

static void copy_schema_table(struct arena *a, const struct db_schema_table *from, struct db_schema_table *to)
{
	*to = *from;
	to->schema = arena_strdup(a, from->schema);
	to->name = arena_strdup(a, from->name);
	to->comment = arena_strdup(a, from->comment);
	to->columns = ARENA_ARRAY(a, struct db_schema_column, from->n_columns);
	for (size_t c = 0; c < from->n_columns; c++) {
		const struct db_schema_column *col = &from->columns[c];
		to->columns[c] = *col;
		to->columns[c].name = arena_strdup(a, col->name);
		to->columns[c].type_name = arena_strdup(a, col->type_name);
		to->columns[c].default_value = arena_strdup(a, col->default_value);
		to->columns[c].comment = arena_strdup(a, col->comment);
	}
	to->fkeys = ARENA_ARRAY(a, struct db_schema_fkey, from->n_fkeys);
	for (size_t k = 0; k < from->n_fkeys; k++) {
		const struct db_schema_fkey *fk = &from->fkeys[k];
		to->fkeys[k] = *fk;
		to->fkeys[k].columns = copy_names(a, fk->columns, fk->n);
		to->fkeys[k].ref_schema = arena_strdup(a, fk->ref_schema);
		to->fkeys[k].ref_table = arena_strdup(a, fk->ref_table);
		to->fkeys[k].ref_columns = copy_names(a, fk->ref_columns, fk->n);
	}
}

static const struct db_schema *copy_schema(struct arena *a, const struct db_schema *from)
{
	struct db_schema *to = ARENA_NEW(a, struct db_schema);

	to->n_tables = from->n_tables;
	to->tables = ARENA_ARRAY(a, struct db_schema_table, from->n_tables);
	for (size_t t = 0; t < from->n_tables; t++)
		copy_schema_table(a, &from->tables[t], &to->tables[t]);
	return to;
}

static void copy_values(struct arena *a, const struct cat_column *from, struct cat_column *to)
{
	struct slice *values = ARENA_ARRAY(a, struct slice, from->n_values);

	for (size_t i = 0; i < from->n_values; i++)
		values[i] = (struct slice){
			arena_strndup(a, from->values[i].p, from->values[i].n), from->values[i].n};
	to->values = values;
	to->n_values = from->n_values;
	to->values_complete = from->values_complete;
}

static void fill_columns(struct arena *a, const struct db_schema_table *st, const struct cat_column *extra,
	struct cat_table *t)
{
	struct cat_column *columns = ARENA_ARRAY(a, struct cat_column, st->n_columns);

	for (size_t c = 0; c < st->n_columns; c++) {
		const struct db_schema_column *sc = &st->columns[c];
		columns[c] = (struct cat_column){
			.name = sc->name,
			.type_name = sc->type_name,
			.type = sc->type,
			.description = sc->comment,
			.nullable = sc->nullable,
			.pk_position = sc->pk_position,
			.fk_table = -1,
			.fk_column = -1,
		};
		if (!extra)
			continue;
		columns[c].id = arena_strdup(a, extra[c].id);
		if (extra[c].description)
			columns[c].description = arena_strdup(a, extra[c].description);
		copy_values(a, &extra[c], &columns[c]);
	}
	t->columns = columns;
	t->n_columns = st->n_columns;
}

static const struct cat_table *fill_tables(
	struct arena *a, const struct cat_input *in, const struct db_schema *schema)
{
	struct cat_table *tables = ARENA_ARRAY(a, struct cat_table, schema->n_tables);

	for (size_t t = 0; t < schema->n_tables; t++) {
		const struct db_schema_table *st = &schema->tables[t];
		const char *said = in->table_descriptions ? in->table_descriptions[t] : NULL;
		tables[t].id = in->table_ids ? arena_strdup(a, in->table_ids[t]) : NULL;
		tables[t].schema = st->schema;
		tables[t].name = st->name;
		tables[t].description = said ? arena_strdup(a, said) : st->comment;
		tables[t].is_view = st->is_view;
		tables[t].row_count = st->row_count;
		fill_columns(a, st, in->extra ? in->extra[t] : NULL, &tables[t]);
	}
	return tables;
}

/* Position of the table that a foreign key refers to; the key's own schema goes before any other of the name. */
static int32_t find_referred(
	const struct db_schema *schema, const char *own_schema, const struct db_schema_fkey *fk)
{
	const char *wanted = fk->ref_schema ? fk->ref_schema : own_schema;
	int32_t any = -1;

	for (size_t t = 0; t < schema->n_tables; t++) {
		if (!str_eq_nocase(schema->tables[t].name, fk->ref_table))
			continue;
		if (wanted && schema->tables[t].schema && str_eq_nocase(schema->tables[t].schema, wanted))
			return (int32_t)t;
		any = (int32_t)t;
	}
	return any;
}

static int32_t find_schema_column(const struct db_schema_table *t, const char *name)
{
	for (size_t c = 0; name && c < t->n_columns; c++) {
		if (str_eq_nocase(t->columns[c].name, name))
			return (int32_t)c;
	}
	return -1;
}

static const struct cat_edge *declared_edges(struct arena *a, const struct db_schema *schema, size_t *n)
{
	VEC(struct cat_edge) edges = {0};
	uint32_t key = 0;

	for (size_t t = 0; t < schema->n_tables; t++) {
		const struct db_schema_table *st = &schema->tables[t];
		for (size_t k = 0; k < st->n_fkeys; k++, key++) {
			const struct db_schema_fkey *fk = &st->fkeys[k];
			int32_t to = find_referred(schema, st->schema, fk);
			for (size_t i = 0; to >= 0 && i < fk->n; i++) {
				int32_t fc = find_schema_column(st, fk->columns[i]);
				int32_t tc = find_schema_column(&schema->tables[to], fk->ref_columns[i]);
				if (fc < 0 || tc < 0)
					continue;
				vec_push(&edges, a,
					(struct cat_edge){.from_table = (uint32_t)t,
						.from_column = (uint32_t)fc,
						.to_table = (uint32_t)to,
						.to_column = (uint32_t)tc,
						.key = key});
			}
		}
	}
	*n = edges.n;
	return edges.items;
}

/* Write each edge's target into its column, where readers who look at one column expect it. */
static void mark_references(struct cat_snapshot *s, struct cat_table *tables)
{
	for (size_t e = 0; e < s->n_edges; e++) {
		const struct cat_edge *edge = &s->edges[e];
		const struct cat_table *from = &tables[edge->from_table];
		struct cat_column *columns =
			(struct cat_column *)(uintptr_t)from->columns; /* ours, not shared yet */
		if (columns[edge->from_column].fk_table >= 0)
			continue;
		columns[edge->from_column].fk_table = (int32_t)edge->to_table;
		columns[edge->from_column].fk_column = (int32_t)edge->to_column;
	}
}

static const struct cat_doc *copy_docs(struct arena *a, const struct cat_doc *docs, size_t n)
{
	struct cat_doc *out = ARENA_ARRAY(a, struct cat_doc, n);

	for (size_t i = 0; i < n; i++) {
		out[i].id = arena_strdup(a, docs[i].id);
		out[i].kind = docs[i].kind;
		out[i].text = arena_strdup(a, docs[i].text ? docs[i].text : "");
		out[i].question = arena_strdup(a, docs[i].question);
		out[i].sql = arena_strdup(a, docs[i].sql);
	}
	return out;
}

static int check_size(const struct db_schema *schema, struct err *err)
{
	size_t columns = 0;

	for (size_t t = 0; t < schema->n_tables; t++)
		columns += schema->tables[t].n_columns;
	if (schema->n_tables > SCHEMA_TABLES_MAX || columns > SCHEMA_COLUMNS_MAX)
		return err_set(err, ERR_LIMIT,
			"the database has %zu tables and %zu columns; at most %d and %d can be held: "
			"give the data source a schema or a table filter",
			schema->n_tables, columns, SCHEMA_TABLES_MAX, SCHEMA_COLUMNS_MAX);
	return 0;
}

int cat_snapshot_build(
	const struct cat_input *in, struct cancel *cancel, struct cat_snapshot **out, struct err *err)
{
	if (check_size(in->schema, err) < 0)
		return -1;

	struct arena *a = arena_new();
	struct owned *o = ARENA_NEW(a, struct owned);
	struct cat_snapshot *s = &o->s;
	o->a = a;
	atomic_init(&o->refs, 1);
	pthread_mutex_init(&o->derived.lock, NULL);
	s->dialect = in->dialect;
	s->schema = copy_schema(a, in->schema);
	s->n_tables = s->schema->n_tables;
	struct cat_table *tables = (struct cat_table *)(uintptr_t)fill_tables(a, in, s->schema);
	s->tables = tables;
	s->edges = declared_edges(a, s->schema, &s->n_edges);
	if (!s->n_edges)
		s->edges = cat_infer_edges(a, s->tables, s->n_tables, &s->n_edges);
	mark_references(s, tables);
	s->docs = copy_docs(a, in->docs, in->n_docs);
	s->n_docs = in->n_docs;
	s->embedder = in->embedder;
	s->built_at = clock_unix_ms();
	if (cat_index_build(s, in->vectors, cancel, &s->index, err) < 0) {
		cat_snapshot_unref(s);
		return -1;
	}
	*out = s;
	return 0;
}

/* Values of every column worth it, within the total; returns per table the array cat_input wants. */
static int collect_all(struct db_conn *c, const struct db_schema *schema, struct arena *a,
	struct cancel *cancel, const struct cat_column ***out, struct err *err)
{
	const struct cat_column **extra = ARENA_ARRAY(a, const struct cat_column *, schema->n_tables);
	size_t total = 0;

	for (size_t t = 0; t < schema->n_tables; t++) {
		const struct db_schema_table *st = &schema->tables[t];
		struct cat_column *columns = ARENA_ARRAY(a, struct cat_column, st->n_columns);
		for (size_t k = 0; k < st->n_columns && total < VALUES_TOTAL_MAX; k++) {
			struct cat_values got;
			if (cat_collect_values(c, st, &st->columns[k], a, cancel, &got, err) < 0)
				return -1;
			columns[k].values = got.items;
			columns[k].n_values = got.n;
			columns[k].values_complete = got.complete;
			total += got.n;
		}
		extra[t] = columns;
	}
	*out = extra;
	return 0;
}

int cat_snapshot_from_conn(struct db_conn *c, const struct cat_doc *docs, size_t n_docs,
	const struct embedder *embedder, struct cancel *cancel, struct cat_snapshot **out, struct err *err)
{
	CLEANUP(arena_free_ptr) struct arena *a = arena_new();
	struct db_schema schema = {0};
	const struct cat_column **extra = NULL;

	if (db_introspect(c, a, &schema, err) < 0 || collect_all(c, &schema, a, cancel, &extra, err) < 0)
		return -1;
	struct cat_input in = {
		.dialect = c->driver->dialect == DB_DIALECT_POSTGRES ? SQL_POSTGRES : SQL_SQLITE,
		.schema = &schema,
		.extra = extra,
		.docs = docs,
		.n_docs = n_docs,
		.embedder = embedder,
	};
	return cat_snapshot_build(&in, cancel, out, err);
}

struct cat_snapshot *cat_snapshot_ref(struct cat_snapshot *s)
{
	struct owned *o = (struct owned *)s;

	if (o)
		atomic_fetch_add_explicit(&o->refs, 1, memory_order_relaxed);
	return s;
}

void cat_snapshot_unref(struct cat_snapshot *s)
{
	struct owned *o = (struct owned *)s;

	if (!o || atomic_fetch_sub_explicit(&o->refs, 1, memory_order_acq_rel) != 1)
		return;
	search_unref(s->index);
	arena_free(o->derived.a);
	pthread_mutex_destroy(&o->derived.lock);
	arena_free(o->a);
}

const void *cat_snapshot_derived(const struct cat_snapshot *s, cat_derive_fn *derive)
{
	struct owned *o = (struct owned *)(uintptr_t)s; /* its public part never changes */

	pthread_mutex_lock(&o->derived.lock);
	if (!o->derived.made_by) {
		o->derived.a = arena_new();
		o->derived.made = derive(o->derived.a, s);
		o->derived.made_by = derive;
	}
	assert(o->derived.made_by == derive);
	const void *made = o->derived.made;
	pthread_mutex_unlock(&o->derived.lock);
	return made;
}

int32_t cat_find_table(const struct cat_snapshot *s, struct slice name)
{
	struct slice rest = name;
	struct slice schema = slice_cut(&rest, '.');

	for (size_t t = 0; t < s->n_tables; t++) {
		if (slice_eq_nocase(name, slice_of(s->tables[t].name)))
			return (int32_t)t;
	}
	for (size_t t = 0; rest.n && t < s->n_tables; t++) {
		if (slice_eq_nocase(rest, slice_of(s->tables[t].name)) &&
			slice_eq_nocase(schema, slice_of(s->tables[t].schema)))
			return (int32_t)t;
	}
	return -1;
}

int32_t cat_find_column(const struct cat_table *t, struct slice name)
{
	for (size_t c = 0; c < t->n_columns; c++) {
		if (slice_eq_nocase(name, slice_of(t->columns[c].name)))
			return (int32_t)c;
	}
	return -1;
}
