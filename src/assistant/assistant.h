// SPDX-License-Identifier: Apache-2.0
/*
 * Stage 3: a question becomes SQL that cannot do harm. retrieve -> generate -> bind -> guard -> try, each step an event.
 * One call, straight-line, on the caller's thread and arena; who listens (SSE, JSON, a terminal) is the caller's business.
 */
#pragma once

#include "assistant/generator.h"
#include "base/err.h"
#include "sql/bind.h"
#include "sql/guard.h"

struct cat_snapshot;
struct db_conn;
struct js_writer;

enum assistant_stage { STAGE_UNDERSTAND, STAGE_RETRIEVE, STAGE_GENERATE, STAGE_CHECK, STAGE_TRY };

/* "understand", "retrieve", ...; static storage. */
const char *assistant_stage_name(enum assistant_stage stage);

struct assistant_listener {
	void *ctx; /* given to each; any of the functions may be NULL */
	void (*stage)(void *ctx, enum assistant_stage stage, bool done, int64_t ms, const char *detail);
	void (*sql_chunk)(void *ctx, struct slice piece);
};

struct assistant_request {
	struct slice question;        /* at most QUESTION_MAX bytes */
	const struct gen_turn *turns; /* what was asked before in this conversation, oldest first */
	size_t n_turns;
	const struct cat_snapshot *cat;
	struct db_conn *conn;              /* read-only; NULL = nothing is tried */
	const struct generator *generator; /* NULL = the offline engine */
	const uint32_t *only_tables;       /* positions; n 0 = free */
	size_t n_only_tables;
	unsigned max_repairs;
	struct assistant_listener listener;
	struct cancel *cancel;
	int64_t deadline_ms;
	struct arena *a;
};

enum assistant_reason {
	REASON_WORDS,   /* words of the question name it or its columns */
	REASON_JOIN,    /* it ties two others together */
	REASON_EXAMPLE, /* an accepted example like the question reads it */
	REASON_MEANING, /* close in meaning only */
	REASON_SMALL,   /* the schema is small enough to propose all of it */
};

struct assistant_table {
	const char *id, *name; /* id may be NULL */
	double score;
	const char *why; /* English: "country, customer" or "meaning" or "joins Customer, Album" */
	enum assistant_reason reason;
	const char *about; /* the words, or the two tables: "Customer, Album"; NULL for the other reasons */
	bool proposed;     /* whoever wrote the statement was given it; else it was beyond the budget */
	bool used;
};

struct assistant_validation {
	bool is_valid;
	const char *const *syntax_errors, *const *security_issues, *const *suggestions;
	size_t n_syntax_errors, n_security_issues, n_suggestions;
};

struct assistant_answer {
	struct gen_answer gen; /* sql, explanation, confidence, message, choices, assumptions */
	const char *model;     /* the generator's name */
	const char *rewritten; /* the question as it was read, where the turns before changed it; else NULL */
	struct assistant_validation validation;
	const struct assistant_table *tables; /* considered, best first; those used are marked */
	size_t n_tables;
	const char *sql;   /* gen.sql laid out, names corrected; NULL = abstained */
	size_t trial_rows; /* rows the trial saw, at most TRY_ROWS_MAX */
	int64_t ms;
};

/* Answer one question. Abstaining is success with sql NULL. Errors: ERR_INVALID (empty or too long), ERR_CANCELLED, ERR_TIMEOUT, ERR_UPSTREAM. */
NODISCARD int assistant_ask(
	const struct assistant_request *req, struct assistant_answer *out, struct err *err);

/*
 * The question of the request as it stands alone, where it leans on the turns before it; else itself. Borrowed from the
 * request or in its arena. Errors: ERR_CANCELLED, ERR_TIMEOUT, ERR_UPSTREAM.
 */
NODISCARD int assistant_rewrite(const struct assistant_request *req, struct slice *out, struct err *err);

/* Judge a person's own SQL: syntax, names against the snapshot (NULL = not bound), guard. Never fails; results in the arena. */
void assistant_validate(enum sql_dialect d, struct slice sql, const struct cat_snapshot *cat, struct arena *a,
	struct assistant_validation *out);

/* Up to `limit` questions that can be asked of this schema, in the language ("en", "ja", "ko"); in the arena. */
const char *const *assistant_suggest(
	const struct cat_snapshot *cat, const char *language, size_t limit, struct arena *a, size_t *n);

/* Write the validation object of the v1 contract. */
void assistant_write_validation(struct js_writer *w, const struct assistant_validation *v);
