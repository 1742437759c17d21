// SPDX-License-Identifier: Apache-2.0
/* Reading training files: the kind comes from the folder, the order from the names, so a directory reads the same everywhere. */
#include "catalog/training.h"

#include "base/asset.h"
#include "base/file.h"
#include "base/limits.h"
#include "base/utf8.h"
#include "base/vec.h"
#include "json/read.h"
#include "json/schema.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>

struct folder {
	const char *name, *suffix;
	enum cat_doc_kind kind;
};

static const struct folder folders[] = {
	{"ddl", ".sql", CAT_DOC_DDL},
	{"docs", ".md", CAT_DOC_DOC},
	{"pairs", ".jsonl", CAT_DOC_EXAMPLE},
};

struct reader {
	struct arena *a;
	VEC(struct training_item) items;
};

struct pair {
	const char *question, *sql, *language;
};

static const struct js_field pair_fields[] = {
	{.name = "question",
		.kind = JS_STRING,
		.flags = JS_REQUIRED,
		.offset = offsetof(struct pair, question),
		.min = 1,
		.max = QUESTION_MAX,
		.doc = "The question as a person would ask it."},
	{.name = "sql",
		.kind = JS_STRING,
		.flags = JS_REQUIRED,
		.offset = offsetof(struct pair, sql),
		.min = 1,
		.max = SQL_MAX,
		.doc = "The statement that answers it."},
	{.name = "language",
		.kind = JS_STRING,
		.offset = offsetof(struct pair, language),
		.min = 2,
		.max = 16,
		.doc = "Language of the question, as in BCP 47: en, ja."},
};

static const struct js_shape pair_shape = {
	.name = "TrainingPair",
	.fields = pair_fields,
	.n = ARRAY_LEN(pair_fields),
};

static int add_item(struct reader *r, struct training_item item, struct err *err)
{
	if (r->items.n == TRAINING_ITEMS_MAX)
		return err_set(err, ERR_LIMIT, "more than %d training items: split them into several imports",
			TRAINING_ITEMS_MAX);
	vec_push(&r->items, r->a, item);
	return 0;
}

static int add_text(
	struct reader *r, enum cat_doc_kind kind, const char *path, struct slice text, struct err *err)
{
	text = slice_trim(text);
	if (text.n == 0)
		return 0;
	struct training_item item = {
		.origin = path, .doc.kind = kind, .doc.text = arena_strndup(r->a, text.p, text.n)};
	return add_item(r, item, err);
}

static int add_pair(struct reader *r, const char *origin, struct slice line, struct err *err)
{
	struct pair p = {0};
	struct js_problems problems = {0};
	json_t *doc;
	if (js_parse(r->a, line, &doc, err) < 0)
		return err_wrap(err, "%s", origin);
	if (js_decode(&pair_shape, doc, r->a, &p, &problems) < 0)
		return err_set(err, ERR_INVALID, "%s: %s: %s", origin, problems.items[0].field,
			problems.items[0].message);
	struct training_item item = {.origin = origin,
		.language = p.language,
		.doc = {.kind = CAT_DOC_EXAMPLE, .text = p.question, .question = p.question, .sql = p.sql}};
	return add_item(r, item, err);
}

static int add_pairs(struct reader *r, const char *path, struct slice text, struct err *err)
{
	for (int number = 1; text.n > 0; number++) {
		struct slice line = slice_trim(slice_cut(&text, '\n'));
		if (line.n > 0 && add_pair(r, arena_printf(r->a, "%s:%d", path, number), line, err) < 0)
			return -1;
	}
	return 0;
}

static int add_file(
	struct reader *r, const struct folder *f, const char *path, struct slice text, struct err *err)
{
	if (!utf8_is_valid(text))
		return err_set(err, ERR_INVALID, "%s is not UTF-8 text: save it as UTF-8", path);
	return f->kind == CAT_DOC_EXAMPLE ? add_pairs(r, path, text, err)
					  : add_text(r, f->kind, path, text, err);
}

static bool has_suffix(struct slice s, const char *suffix)
{
	struct slice x = slice_of(suffix);
	return s.n > x.n && s.p[0] != '.' && slice_eq((struct slice){s.p + s.n - x.n, x.n}, x);
}

static int compare_names(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

struct names {
	const char **items;
	size_t n, cap;
};

/* Names in a folder that end with its suffix, sorted; a folder that is not there has none. */
static int list_names(
	struct arena *a, const char *dir, const char *suffix, struct names *out, struct err *err)
{
	DIR *d = opendir(dir);
	if (!d && errno == ENOENT)
		return 0;
	if (!d)
		return err_set(err, ERR_DENIED, "cannot read the directory %s: %s", dir, strerror(errno));
	for (const struct dirent *e; (e = readdir(d));) {
		if (has_suffix(slice_of(e->d_name), suffix))
			vec_push(out, a, arena_strdup(a, e->d_name));
	}
	closedir(d);
	if (out->n > 1)
		qsort(out->items, out->n, sizeof *out->items, compare_names);
	return 0;
}

static int read_folder(struct reader *r, const char *path, const struct folder *f, struct err *err)
{
	struct names names = {0};
	const char *dir = arena_printf(r->a, "%s/%s", path, f->name);
	if (list_names(r->a, dir, f->suffix, &names, err) < 0)
		return -1;
	for (size_t i = 0; i < names.n; i++) {
		struct slice text;
		if (file_read(r->a, arena_printf(r->a, "%s/%s", dir, names.items[i]), TRAINING_FILE_MAX,
			    &text, err) < 0 ||
			add_file(r, f, arena_printf(r->a, "%s/%s", f->name, names.items[i]), text, err) < 0)
			return -1;
	}
	return 0;
}

int training_read_dir(struct arena *a, const char *path, struct training_set *out, struct err *err)
{
	struct reader r = {.a = a};
	for (size_t i = 0; i < ARRAY_LEN(folders); i++) {
		if (read_folder(&r, path, &folders[i], err) < 0)
			return -1;
	}
	if (r.items.n == 0)
		return err_set(err, ERR_NOT_FOUND,
			"no training files below %s: put statements in ddl/*.sql, prose in docs/*.md, "
			"question/SQL pairs in pairs/*.jsonl",
			path);
	*out = (struct training_set){r.items.items, r.items.n};
	return 0;
}

int training_read_assets(
	struct arena *a, const struct asset_set *assets, struct training_set *out, struct err *err)
{
	struct reader r = {.a = a};
	for (size_t i = 0; i < ARRAY_LEN(folders); i++) {
		for (size_t j = 0; j < assets->n; j++) {
			const struct asset *as = &assets->items[j];
			struct slice name = slice_of(as->path), folder = slice_cut(&name, '/');
			if (!slice_eq(folder, slice_of(folders[i].name)) ||
				!has_suffix(name, folders[i].suffix))
				continue;
			if (add_file(&r, &folders[i], as->path, (struct slice){as->data, as->size}, err) < 0)
				return -1;
		}
	}
	*out = (struct training_set){r.items.items, r.items.n};
	return 0;
}

const struct cat_doc *training_docs(struct arena *a, const struct training_set *set)
{
	struct cat_doc *docs = ARENA_ARRAY(a, struct cat_doc, set->n);
	for (size_t i = 0; i < set->n; i++)
		docs[i] = set->items[i].doc;
	return docs;
}
