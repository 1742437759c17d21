// SPDX-License-Identifier: Apache-2.0
/*
 * One question, from text to checked SQL: five stages in a row, each announced when it begins and when it ends. A
 * candidate that fails is followed by the generator's next one, as often as the caller allows; when none is left the
 * answer is an abstention that says why, which is success too.
 */
#include "assistant/assistant.h"

#include "assistant/check.h"
#include "assistant/retrieve.h"
#include "base/arena.h"
#include "base/cancel.h"
#include "base/clock.h"
#include "base/limits.h"
#include "base/utf8.h"
#include "base/vec.h"
#include "catalog/snapshot.h"
#include "sql/format.h"

enum { CHUNK_BYTES = 48, FORMATTED_MAX = 2 * SQL_MAX };

struct ask {
	const struct assistant_request *req;
	struct assistant_request own; /* the same, its question trimmed and standing alone */
	struct arena *a;
	struct retrieved found;
	struct trier trier;
	struct assistant_answer answer;
	const char **candidates;
	size_t n_candidates;
	struct checked checked; /* of the candidate that was taken, or of the last that failed */
	const char *failure;    /* why the last candidate failed */
	int64_t stage_started;
	bool streamed; /* the generator sent pieces of its own */
	bool slow;     /* the candidate taken ran out of its trial's time */
};

const char *assistant_stage_name(enum assistant_stage stage)
{
	static const char *const names[] = {
		[STAGE_UNDERSTAND] = "understand",
		[STAGE_RETRIEVE] = "retrieve",
		[STAGE_GENERATE] = "generate",
		[STAGE_CHECK] = "check",
		[STAGE_TRY] = "try",
	};

	return names[stage];
}

static void begin_stage(struct ask *k, enum assistant_stage stage)
{
	const struct assistant_listener *l = &k->req->listener;

	k->stage_started = clock_mono_ms();
	if (l->stage)
		l->stage(l->ctx, stage, false, 0, NULL);
}

static void end_stage(struct ask *k, enum assistant_stage stage, const char *detail)
{
	const struct assistant_listener *l = &k->req->listener;

	if (l->stage)
		l->stage(l->ctx, stage, true, clock_mono_ms() - k->stage_started, detail);
}

/* Between steps: does anybody still want the answer? */
static int still_wanted(const struct assistant_request *req, struct err *err)
{
	if (cancel_is_set(req->cancel))
		return err_set(err, ERR_CANCELLED, "The question was withdrawn.");
	if (clock_left_ms(req->deadline_ms) == 0)
		return err_set(err, ERR_TIMEOUT, "There was not enough time to answer the question.");
	return 0;
}

/* --- understand --- */

static const char *script_of(struct slice s)
{
	bool han = false;

	for (size_t i = 0; i < s.n;) {
		uint32_t cp = utf8_next(s, &i);

		if (cp >= 0xAC00 && cp <= 0xD7A3)
			return "ko";
		if (cp >= 0x3040 && cp <= 0x30FF)
			return "ja";
		han = han || utf8_is_cjk(cp);
	}
	return han ? "ja" : "en";
}

static const struct generator *generator_of(const struct assistant_request *req)
{
	return req->generator ? req->generator : generator_offline();
}

int assistant_rewrite(const struct assistant_request *req, struct slice *out, struct err *err)
{
	const struct generator *g = generator_of(req);
	struct gen_request gen = {.question = req->question,
		.cat = req->cat,
		.dialect = req->cat->dialect,
		.cancel = req->cancel,
		.deadline_ms = req->deadline_ms,
		.a = req->a};

	if (req->n_turns && g->rewrite)
		return g->rewrite(g, &gen, req->turns, req->n_turns, out, err);
	*out = req->question;
	return 0;
}

/* What a question asks that leans on those before it in its conversation. */
static int rewrite(struct ask *k, struct err *err)
{
	struct slice alone;

	if (assistant_rewrite(k->req, &alone, err) < 0)
		return -1;
	if (!slice_eq(alone, k->req->question))
		k->answer.rewritten = arena_strndup(k->a, alone.p, alone.n);
	k->own.question = alone;
	return 0;
}

static int understand(struct ask *k, struct err *err)
{
	struct slice question = slice_trim(k->req->question);

	begin_stage(k, STAGE_UNDERSTAND);
	if (question.n == 0)
		return err_set(err, ERR_INVALID, "The question is empty; ask something about the data.");
	if (question.n > QUESTION_MAX)
		return err_set(err, ERR_INVALID,
			"The question is longer than %d bytes; ask for one thing at a time.", QUESTION_MAX);
	if (!utf8_is_valid(question))
		return err_set(err, ERR_INVALID, "The question is not valid UTF-8 text.");
	k->own.question = question;
	if (rewrite(k, err) < 0)
		return -1;
	end_stage(k, STAGE_UNDERSTAND, script_of(k->req->question));
	return 0;
}

/* --- retrieve --- */

static int find_tables(struct ask *k, struct err *err)
{
	struct str detail = STR_INIT(512);

	begin_stage(k, STAGE_RETRIEVE);
	if (retrieve(k->req, &k->found, err) < 0)
		return -1;
	str_addf(&detail, "%zu tables", k->found.n_tables);
	for (size_t i = 0; i < k->found.n_tables && i < 4; i++)
		str_addf(&detail, "%s%s", i ? ", " : ": ", k->found.considered[i].name);
	if (k->found.n_tables > 4)
		str_adds(&detail, ", ...");
	end_stage(k, STAGE_RETRIEVE, str_to_arena(&detail, k->a));
	return 0;
}

/* --- generate --- */

static int on_delta(void *ctx, struct slice piece)
{
	struct ask *k = ctx;
	const struct assistant_listener *l = &k->req->listener;

	k->streamed = true;
	if (l->sql_chunk)
		l->sql_chunk(l->ctx, piece);
	return cancel_is_set(k->req->cancel);
}

static int generate(struct ask *k, struct err *err)
{
	const struct generator *g = generator_of(k->req);
	struct gen_request gen = {.question = k->req->question,
		.cat = k->req->cat,
		.dialect = k->req->cat->dialect,
		.tables = k->found.tables,
		.n_tables = k->found.n_tables,
		.docs = k->found.docs,
		.n_docs = k->found.n_docs,
		.only_tables = k->req->only_tables,
		.n_only_tables = k->req->n_only_tables,
		.try = k->req->conn ? trier_try : NULL,
		.try_ctx = &k->trier,
		.on_delta = on_delta,
		.delta_ctx = k,
		.cancel = k->req->cancel,
		.deadline_ms = k->req->deadline_ms,
		.a = k->a};

	begin_stage(k, STAGE_GENERATE);
	k->answer.model = g->name;
	if (g->generate(g, &gen, &k->answer.gen, err) < 0)
		return -1;
	if (k->trier.fatal.code != ERR_NONE) { /* what the generator made of it does not matter any more */
		*err = k->trier.fatal;
		return -1;
	}
	end_stage(k, STAGE_GENERATE, g->name);
	return 0;
}

/* --- check and try --- */

static void list_candidates(struct ask *k)
{
	const struct gen_answer *gen = &k->answer.gen;

	k->candidates = ARENA_ARRAY(k->a, const char *, gen->n_alternatives + 1);
	if (gen->sql)
		k->candidates[k->n_candidates++] = gen->sql;
	for (size_t i = 0; gen->sql && i < gen->n_alternatives && i < k->req->max_repairs; i++)
		k->candidates[k->n_candidates++] = gen->alternatives[i];
}

static bool check(struct ask *k, const char *sql)
{
	begin_stage(k, STAGE_CHECK);
	check_candidate(k->req, sql, &k->checked);
	if (!k->checked.ok)
		k->failure = k->checked.error;
	end_stage(k, STAGE_CHECK, k->checked.ok ? k->checked.corrections : k->checked.error);
	return k->checked.ok;
}

/* 1 = it ran, or was only slow; 0 = it failed, take the next; -1 = the whole question failed. */
static int try_candidate(struct ask *k, struct err *err)
{
	struct gen_trial trial;

	if (!k->req->conn)
		return 1;
	begin_stage(k, STAGE_TRY);
	if (trier_run(&k->trier, k->checked.sql, &trial) < 0) {
		*err = k->trier.fatal;
		return -1;
	}
	k->slow = trial.undecided;
	k->answer.trial_rows = trial.n_rows;
	if (trial.ok || trial.undecided) {
		end_stage(k, STAGE_TRY,
			trial.undecided ? "still running when the trial's time was over"
					: arena_printf(k->a, "%zu rows%s", trial.n_rows,
						  trial.n_rows == TRY_ROWS_MAX ? " or more" : ""));
		return 1;
	}
	k->failure = trial.error;
	end_stage(k, STAGE_TRY, trial.error);
	return 0;
}

/* Take the first candidate that passes; *taken is its position, or n_candidates when there is none. */
static int settle(struct ask *k, size_t *taken, struct err *err)
{
	for (*taken = 0; *taken < k->n_candidates; ++*taken) {
		int rc;

		if (still_wanted(k->req, err) < 0)
			return -1;
		if (!check(k, k->candidates[*taken]))
			continue;
		rc = try_candidate(k, err);
		if (rc != 0)
			return rc < 0 ? -1 : 0;
	}
	return 0;
}

/* --- the answer --- */

static const char *lay_out(struct ask *k)
{
	struct str s = STR_INIT(FORMATTED_MAX);
	struct sql_verdict verdict;

	sql_format(&s, k->req->cat->dialect, slice_of(k->checked.sql));
	sql_guard(k->req->cat->dialect, str_slice(&s), k->a, &verdict);
	if (s.over || !verdict.allowed) { /* never trade a checked statement for a nicer one */
		str_free(&s);
		return k->checked.sql;
	}
	return str_to_arena(&s, k->a);
}

/* Pieces of lines, for a client that shows SQL as it comes. */
static void stream_sql(struct ask *k)
{
	const struct assistant_listener *l = &k->req->listener;
	struct slice rest = slice_of(k->answer.sql);

	if (!l->sql_chunk || k->streamed)
		return;
	while (rest.n > 0) {
		size_t n = utf8_cut(rest, CHUNK_BYTES);
		const char *line = memchr(rest.p, '\n', n);

		if (line)
			n = (size_t)(line - rest.p) + 1;
		l->sql_chunk(l->ctx, (struct slice){rest.p, n});
		rest.p += n;
		rest.n -= n;
	}
}

static void mark_used(struct ask *k)
{
	for (size_t i = 0; i < k->checked.binding.n_tables; i++) {
		int32_t at = cat_find_table(k->req->cat, slice_of(k->checked.binding.tables[i]));

		for (size_t t = 0; t < k->found.n_considered && at >= 0; t++)
			if (k->found.considered_at[t] == (uint32_t)at)
				k->found.considered[t].used = true;
	}
}

static void add_suggestion(struct ask *k, const char *text)
{
	const char **list = ARENA_ARRAY(k->a, const char *, k->answer.validation.n_suggestions + 1);

	for (size_t i = 0; i < k->answer.validation.n_suggestions; i++)
		list[i] = k->answer.validation.suggestions[i];
	list[k->answer.validation.n_suggestions++] = text;
	k->answer.validation.suggestions = list;
}

static void conclude_with(struct ask *k, size_t taken)
{
	struct gen_answer *gen = &k->answer.gen;

	gen->repairs += (unsigned)taken;
	if (taken > 0) { /* the explanation and the confidence were of the first candidate */
		gen->explanation = NULL;
		for (size_t i = 0; i < taken; i++)
			gen->confidence *= 0.7;
	}
	gen->sql = k->checked.sql;
	k->answer.sql = lay_out(k);
	k->answer.validation.is_valid = true;
	if (k->checked.corrections)
		add_suggestion(k, k->checked.corrections);
	if (k->slow)
		add_suggestion(k,
			arena_printf(k->a,
				"The trial run had not finished after %d ms; the whole query may take long.",
				TRY_TIMEOUT_MS));
	mark_used(k);
	stream_sql(k);
}

/* Nothing that passes: the reason of the last failure is what a person can act on. */
static void conclude_without(struct ask *k)
{
	struct assistant_validation *v = &k->answer.validation;
	const char **list;

	k->answer.sql = NULL;
	k->answer.gen.repairs += k->n_candidates ? (unsigned)(k->n_candidates - 1) : 0;
	k->answer.gen.sql = NULL;
	k->answer.gen.confidence = 0;
	if (!k->failure)
		return;
	list = ARENA_ARRAY(k->a, const char *, 1);
	list[0] = k->failure;
	if (k->checked.is_security) {
		v->security_issues = list;
		v->n_security_issues = 1;
	} else {
		v->syntax_errors = list;
		v->n_syntax_errors = 1;
	}
	if (!k->answer.gen.message)
		k->answer.gen.message = arena_printf(k->a,
			"No query that runs was found for this question. The last attempt failed: %s",
			k->failure);
}

int assistant_ask(const struct assistant_request *req, struct assistant_answer *out, struct err *err)
{
	struct ask k = {.own = *req, .a = req->a};
	int64_t start = clock_mono_ms();
	size_t taken;

	k.req = &k.own;
	trier_init(&k.trier, req);
	if (still_wanted(req, err) < 0 || understand(&k, err) < 0 || find_tables(&k, err) < 0 ||
		still_wanted(req, err) < 0 || generate(&k, err) < 0)
		return -1;
	list_candidates(&k);
	if (settle(&k, &taken, err) < 0)
		return -1;
	if (taken < k.n_candidates)
		conclude_with(&k, taken);
	else
		conclude_without(&k);
	k.answer.tables = k.found.considered;
	k.answer.n_tables = k.found.n_considered;
	k.answer.ms = clock_mono_ms() - start;
	*out = k.answer;
	return 0;
}
