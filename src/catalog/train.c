// SPDX-License-Identifier: Apache-2.0
/*
 * Training data: statements, prose and question/SQL pairs that people add. An item's id is made from what it says, so
 * that the same item twice is one; every change is embedded and published before the call returns.
 */
#include "catalog/catalog_int.h"

#include "base/arena.h"
#include "base/limits.h"
#include "base/vec.h"
#include "embed/embed.h"
#include "sql/guard.h"

static const struct {
	const char *kind, *type, *suffix; /* ours and v0's word, the store's word, the end of the id */
} kinds[] = {
	{"sql", "example", "sql"},
	{"ddl", "ddl", "ddl"},
	{"documentation", "doc", "doc"},
};

static ptrdiff_t kind_index(const char *kind)
{
	for (size_t i = 0; i < ARRAY_LEN(kinds); i++)
		if (str_eq(kinds[i].kind, kind))
			return (ptrdiff_t)i;
	return -1;
}

/* NUL bytes keep the parts apart: no question and SQL share an id with another pair. */
static const char *id_of(struct arena *a, ptrdiff_t kind, const char *question, const char *content)
{
	struct str s = STR_INIT(2 * STORE_DOCUMENT_MAX + 64);
	char uuid[UUID_LEN];

	str_add(&s, kinds[kind].type, strlen(kinds[kind].type) + 1);
	str_add(&s, question ? question : "", question ? strlen(question) + 1 : 1);
	str_adds(&s, content);
	uuid_from(s.buf, s.n, uuid);
	str_free(&s);
	return arena_printf(a, "%s-%s", uuid, kinds[kind].suffix);
}

static const char *trimmed(struct arena *a, const char *s)
{
	struct slice t = slice_trim(slice_of(s));

	return t.n ? arena_strndup(a, t.p, t.n) : NULL;
}

/* A pair whose SQL could not be run would teach to write what the guard refuses. */
static int check_example(
	enum sql_dialect d, const char *question, const char *sql, struct arena *a, struct err *err)
{
	struct sql_verdict verdict;

	if (!question)
		return err_set(err, ERR_INVALID, "An example needs the question that its SQL answers.");
	if (strlen(question) > QUESTION_MAX)
		return err_set(err, ERR_INVALID, "The question has more than %d bytes.", QUESTION_MAX);
	sql_guard(d, slice_of(sql), a, &verdict);
	if (verdict.allowed)
		return 0;
	return err_set_why(err, ERR_DENIED, "sql_rejected", "%s", verdict.message);
}

static int make_document(const char *source_id, enum sql_dialect d, const struct catalog_training *item,
	struct arena *a, struct store_document *out, struct err *err)
{
	ptrdiff_t kind = item->kind ? kind_index(item->kind) : -1;
	const char *question = trimmed(a, item->question), *content = trimmed(a, item->content);

	if (kind < 0)
		return err_set(err, ERR_INVALID, "The kind of a training item is sql, ddl or documentation.");
	if (!content)
		return err_set(err, ERR_INVALID, "The training item is empty.");
	if (strlen(content) > STORE_DOCUMENT_MAX)
		return err_set(err, ERR_LIMIT, "A training item has at most %d bytes.", STORE_DOCUMENT_MAX);
	if (str_eq(kinds[kind].type, "example") && check_example(d, question, content, a, err) < 0)
		return -1;
	*out = (struct store_document){
		.source_id = source_id, .document_type = kinds[kind].type, .is_training = true};
	if (str_eq(kinds[kind].type, "example")) {
		out->question = question;
		out->sql = content;
		out->content = question;
	} else {
		question = NULL;
		out->content = content;
	}
	out->key = id_of(a, kind, question, content);
	return 0;
}

static int dialect_of(struct catalog *c, const char *source_id, enum sql_dialect *out, struct err *err)
{
	enum db_dialect d;

	if (source_dialect(c->opt.sources, source_id, &d, err) < 0)
		return -1;
	*out = d == DB_DIALECT_POSTGRES ? SQL_POSTGRES : SQL_SQLITE;
	return 0;
}

/* Items can be added before the first sync; they are searched from then on. */
static int publish_training(struct catalog *c, const char *source_id, struct err *err)
{
	struct catalog_watch watch = {0};

	if (catalog_documents_embed(c, source_id, &watch, err) < 0)
		return -1;
	if (catalog_publish(c, source_id, NULL, err) == 0)
		return 0;
	if (err->code != ERR_CONFLICT)
		return -1;
	err_clear(err);
	return 0;
}

int catalog_import(struct catalog *c, const char *source_id, const struct catalog_training *items, size_t n,
	size_t *added, struct err *err)
{
	CLEANUP(arena_free_ptr) struct arena *a = arena_new();
	struct store_document *docs = ARENA_ARRAY(a, struct store_document, MAX(n, (size_t)1));
	enum sql_dialect d;
	size_t changed = 0;

	if (dialect_of(c, source_id, &d, err) < 0)
		return -1;
	for (size_t i = 0; i < n; i++)
		if (make_document(source_id, d, &items[i], a, &docs[i], err) < 0)
			return n > 1 ? err_wrap(err, "item %zu", i + 1) : -1;
	if (n > 0 && store_document_put_many(store_auto(c->opt.store), docs, n, &changed, err) < 0)
		return -1;
	if (changed > 0 && publish_training(c, source_id, err) < 0)
		return -1;
	*added = changed;
	return 0;
}

int catalog_train(struct catalog *c, const char *source_id, const struct catalog_training *item,
	struct arena *a, const char **id, struct err *err)
{
	struct store_document doc;
	enum sql_dialect d;
	size_t added;

	if (dialect_of(c, source_id, &d, err) < 0 || make_document(source_id, d, item, a, &doc, err) < 0 ||
		catalog_import(c, source_id, item, 1, &added, err) < 0)
		return -1;
	*id = doc.key;
	return 0;
}

int catalog_untrain(struct catalog *c, const char *source_id, const char *id, struct err *err)
{
	if (store_training_delete(store_auto(c->opt.store), source_id, id, err) < 0)
		return -1;
	return publish_training(c, source_id, err);
}

static const char *kind_of_type(const char *document_type)
{
	for (size_t i = 0; i < ARRAY_LEN(kinds); i++)
		if (str_eq(kinds[i].type, document_type))
			return kinds[i].kind;
	return "documentation";
}

int catalog_training_list(struct catalog *c, const char *source_id, struct arena *a,
	const struct catalog_training **out, size_t *n, struct err *err)
{
	VEC(struct catalog_training) newest = {0};
	struct store_training_filter filter = {source_id, NULL};
	struct store_page page = {.limit = PAGE_MAX};
	struct catalog_training *list;

	do {
		struct store_document_list docs;

		if (store_training_list(store_auto(c->opt.store), a, &filter, &page, &docs, err) < 0)
			return -1;
		for (size_t i = 0; i < docs.n; i++) {
			const struct store_document *d = &docs.items[i];

			vec_push(&newest, a,
				(struct catalog_training){d->key, kind_of_type(d->document_type), d->question,
					d->sql ? d->sql : d->content});
		}
		page.cursor = docs.more.next;
	} while (page.cursor);
	list = ARENA_ARRAY(a, struct catalog_training, MAX(newest.n, (size_t)1));
	for (size_t i = 0; i < newest.n; i++)
		list[i] = newest.items[newest.n - 1 - i];
	*out = list;
	*n = newest.n;
	return 0;
}
