// SPDX-License-Identifier: Apache-2.0
/* Judging a person's own SQL by the same guard and binder that generated SQL passes, and the contract's object for it. */
#include "assistant/assistant.h"
#include "base/arena.h"
#include "base/limits.h"
#include "base/vec.h"
#include "catalog/snapshot.h"
#include "json/writer.h"

typedef VEC(const char *) text_list;

static void judge_names(const struct cat_snapshot *cat, enum sql_dialect d, struct slice sql, struct arena *a,
	text_list *errors, text_list *suggestions)
{
	struct sql_binding b;

	sql_bind(d, sql, cat->schema, a, &b);
	for (size_t i = 0; i < b.n_issues; i++) {
		vec_push(errors, a, b.issues[i].message);
		if (b.issues[i].suggestion)
			vec_push(suggestions, a,
				arena_printf(a, "Did you mean %s instead of %s?", b.issues[i].suggestion,
					b.issues[i].name));
	}
	if (b.corrected)
		vec_push(suggestions, a, arena_printf(a, "With the names corrected: %s", b.corrected));
}

void assistant_validate(enum sql_dialect d, struct slice sql, const struct cat_snapshot *cat, struct arena *a,
	struct assistant_validation *out)
{
	text_list errors = {0}, security = {0}, suggestions = {0};
	struct sql_verdict verdict = {0};

	if (sql.n > SQL_MAX) {
		vec_push(&errors, a, arena_printf(a, "The statement is longer than %d bytes.", SQL_MAX));
	} else {
		sql_guard(d, sql, a, &verdict);
		if (verdict.allowed && cat)
			judge_names(cat, d, verdict.sql, a, &errors, &suggestions);
		else if (!verdict.allowed && verdict.is_syntax)
			vec_push(&errors, a, verdict.message);
		else if (!verdict.allowed)
			vec_push(&security, a, verdict.message);
		if (!verdict.allowed && verdict.hint)
			vec_push(&suggestions, a, verdict.hint);
	}
	*out = (struct assistant_validation){.is_valid = verdict.allowed && errors.n == 0,
		.syntax_errors = errors.items,
		.security_issues = security.items,
		.suggestions = suggestions.items,
		.n_syntax_errors = errors.n,
		.n_security_issues = security.n,
		.n_suggestions = suggestions.n};
}

static void write_texts(struct js_writer *w, const char *key, const char *const *items, size_t n)
{
	js_key(w, key);
	js_arr(w);
	for (size_t i = 0; i < n; i++)
		js_str(w, items[i]);
	js_arr_end(w);
}

void assistant_write_validation(struct js_writer *w, const struct assistant_validation *v)
{
	js_obj(w);
	js_kv_bool(w, "is_valid", v->is_valid);
	write_texts(w, "syntax_errors", v->syntax_errors, v->n_syntax_errors);
	write_texts(w, "security_issues", v->security_issues, v->n_security_issues);
	write_texts(w, "suggestions", v->suggestions, v->n_suggestions);
	js_obj_end(w);
}
