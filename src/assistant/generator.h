// SPDX-License-Identifier: Apache-2.0
/*
 * The seam between the pipeline and whatever writes SQL: the offline engine today, a language model tomorrow. A
 * generator proposes; it never touches a database by itself: `try` runs a candidate through binding, both walls and
 * a short read-only trial, and tells what came of it.
 */
#pragma once

#include "base/err.h"
#include "base/str.h"
#include "db/types.h"
#include "sql/dialect.h"

struct arena;
struct cancel;
struct cat_snapshot;

struct gen_trial {
	bool ok;
	bool undecided;           /* !ok, but it may be right: it was slow, or the database was busy */
	const char *error;        /* the guard's or the database's own message when !ok; in the arena */
	size_t n_rows, n_columns; /* rows seen (at most TRY_ROWS_MAX) */
	bool all_null;            /* every cell seen was NULL, or there was no row */
};

/* A question of the conversation that was asked before, as it stands alone, and what it became. */
struct gen_turn {
	struct slice question;
	const char *sql; /* NULL = nothing */
};

struct gen_request {
	struct slice question;
	const struct cat_snapshot *cat;
	enum sql_dialect dialect;
	const uint32_t *tables; /* positions of the tables retrieval proposes, best first */
	size_t n_tables;
	const uint32_t *docs; /* positions of documents and examples, best first */
	size_t n_docs;
	const uint32_t *only_tables; /* the person's own selection: use no others; n 0 = free */
	size_t n_only_tables;
	/* Run one candidate; may be NULL (then nothing is run). Outputs live in the request's arena. */
	void (*try)(void *ctx, const char *sql, struct gen_trial *out);
	void *try_ctx;
	/* SQL as it is written, piece by piece; may be NULL. Non-zero = stop. */
	int (*on_delta)(void *ctx, struct slice piece);
	void *delta_ctx;
	struct cancel *cancel;
	int64_t deadline_ms; /* monotonic; 0 = none */
	struct arena *a;
};

struct gen_choice {
	const char *label;    /* "total of invoices (Invoice.Total)" */
	const char *question; /* the question rewritten so that asking it decides the matter */
};

struct gen_answer {
	const char *sql;         /* NULL = abstained */
	const char *explanation; /* what the SQL does, in the question's language */
	double confidence;       /* 0..1; the offline engine's is calibrated against held-out pairs */
	const char *message;     /* on abstaining: a helpful sentence */
	const struct gen_choice *choices; /* on abstaining: what may have been meant, 0 or 2 to 4 */
	size_t n_choices;
	const char *const *assumptions; /* "'most' means the highest count of rows" */
	size_t n_assumptions;
	const char *const *alternatives; /* further SQL that ran, next best first */
	size_t n_alternatives;
	unsigned repairs;              /* candidates that failed their trial before this one */
	int64_t tokens_in, tokens_out; /* 0 for the offline engine */
};

struct generator {
	const char *name; /* "offline", "openai:gpt-..." */
	/* Answer one question; outputs in the request's arena. Abstaining is success. ERR_CANCELLED, ERR_TIMEOUT, ERR_UPSTREAM. Any thread. */
	NODISCARD int (*generate)(const struct generator *g, const struct gen_request *req,
		struct gen_answer *out, struct err *err);
	/*
	 * The question made one that stands alone, where it leans on the turns before it (oldest first): "and in France?".
	 * *out is in the request's arena, or req->question itself. Errors as generate's. Any
	 * thread. NULL = each question is taken as it stands.
	 */
	NODISCARD int (*rewrite)(const struct generator *g, const struct gen_request *req,
		const struct gen_turn *turns, size_t n_turns, struct slice *out, struct err *err);
};

/* The generator without a model: static storage, no state. */
const struct generator *generator_offline(void);
