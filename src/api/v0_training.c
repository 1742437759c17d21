// SPDX-License-Identifier: Apache-2.0
/* /api/v0's training data: documents and question/SQL pairs, which live in the catalog of the data source. */
#include "api/v0_int.h"

#include "base/utf8.h"
#include "catalog/catalog.h"
#include "store/source.h"

enum { MADE_QUESTION_MAX = 200 };

/* SQL that comes without its question gets one from its own text, so that it can be found again. */
static const char *made_question(struct arena *a, const char *sql)
{
	struct str s = STR_INIT(2 * SQL_MAX);
	bool blank = false;

	for (const char *p = sql; *p; p++) {
		bool is_blank = *p == ' ' || *p == '\t' || *p == '\n' || *p == '\r';
		if (is_blank && !blank)
			str_addc(&s, ' ');
		else if (!is_blank)
			str_addc(&s, *p);
		blank = is_blank;
	}
	str_truncate(&s, utf8_cut(str_slice(&s), MIN(s.n, (size_t)MADE_QUESTION_MAX)));
	const char *question = arena_printf(a, "What does this show: %s", s.buf);
	str_free(&s);
	return question;
}

static int item_of(const struct v0_body *b, struct arena *a, struct catalog_training *item, struct err *err)
{
	if (b->question && b->question[0] && (!b->sql || !b->sql[0]))
		return err_set(err, ERR_INVALID, "Please also provide a SQL query");
	if (b->documentation && b->documentation[0])
		*item = (struct catalog_training){.kind = "documentation", .content = b->documentation};
	else if (b->sql && b->sql[0])
		*item = (struct catalog_training){.kind = "sql",
			.content = b->sql,
			.question = b->question && b->question[0] ? b->question : made_question(a, b->sql)};
	else if (b->ddl && b->ddl[0])
		*item = (struct catalog_training){.kind = "ddl", .content = b->ddl};
	return 0;
}

int v0_train(struct http_request *req, struct http_response *res, struct err *err)
{
	const struct v0_body *b = req->body;
	struct catalog_training item = {0};
	struct store_source src;
	const char *id = NULL;

	if (item_of(b, req->a, &item, err))
		return -1;
	if (item.kind && (api_source(req, b->source_id, &src, err) ||
				 catalog_train(api_of(req)->catalog, src.id, &item, req->a, &id, err)))
		return -1;
	struct js_writer *w =
		http_json(res, 200); /* no "type": the client would take it for something to draw */
	js_obj(w);
	js_kv_str(w, "id", id);
	if (id) {
		js_kv_str(w, "status", "success");
		js_kv_str(w, "message", "The training data was added.");
	}
	js_obj_end(w);
	return 0;
}

int v0_untrain(struct http_request *req, struct http_response *res, struct err *err)
{
	const struct v0_body *b = req->body;
	struct store_source src;

	if (!b->id || !b->id[0])
		return err_set(err, ERR_INVALID, "No id provided");
	if (api_source(req, b->source_id, &src, err))
		return -1;
	if (catalog_untrain(api_of(req)->catalog, src.id, b->id, err)) {
		if (err->code != ERR_NOT_FOUND)
			return -1;
		err_clear(err);
		return err_set(err, ERR_NOT_FOUND, "Couldn't remove training data");
	}
	struct js_writer *w = http_json(res, 200);
	js_obj(w);
	js_kv_bool(w, "success", true);
	js_kv_str(w, "status", "success");
	js_kv_str(w, "message", "The training data was removed.");
	js_obj_end(w);
	return 0;
}

static void write_items(struct js_writer *w, const struct catalog_training *items, size_t n)
{
	js_arr(w);
	for (size_t i = 0; i < n; i++) {
		js_obj(w);
		js_kv_str(w, "id", items[i].id);
		js_kv_str(w, "question", items[i].question);
		js_kv_str(w, "content", items[i].content);
		js_kv_str(w, "training_data_type", items[i].kind);
		js_obj_end(w);
	}
	js_arr_end(w);
}

int v0_get_training(struct http_request *req, struct http_response *res, struct err *err)
{
	const struct v0_query *in = req->query;
	const struct catalog_training *items;
	struct str df = STR_INIT(HTTP_ANSWER_MAX / 4);
	struct js_writer inner = JS_WRITER(&df);
	struct store_source src;
	size_t n;

	if (api_source(req, in->source_id, &src, err) ||
		catalog_training_list(api_of(req)->catalog, src.id, req->a, &items, &n, err))
		return -1;
	if (n == 0)
		return err_set(
			err, ERR_NOT_FOUND, "No training data found. Please add some training data first.");
	write_items(&inner, items, n);
	struct js_writer *w = http_json(res, 200);
	js_obj(w);
	js_kv_str(w, "type", "df");
	js_kv_str(w, "id", "training_data");
	js_kv_slice(w, "df", str_slice(&df));
	js_key(w, "training_data");
	write_items(w, items, n);
	js_kv_int(w, "count", (int64_t)n);
	js_obj_end(w);
	int rc = str_check(&df, "the training data", err);
	str_free(&df);
	return rc;
}
