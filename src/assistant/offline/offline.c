// SPDX-License-Identifier: Apache-2.0
/*
 * The generator without a model: token -> link -> read -> assemble -> rank -> try -> explain, all in the request's arena.
 * It would rather say that it did not understand than answer another question than the one that was asked.
 */
#include "assistant/generator.h"

#include "assistant/offline/clarify.h"
#include "assistant/offline/explain.h"
#include "assistant/offline/explain_phrases.h"
#include "assistant/offline/followup.h"
#include "assistant/offline/narrow.h"
#include "assistant/offline/rank.h"
#include "assistant/offline/read_twin.h"
#include "assistant/offline/render.h"
#include "assistant/offline/similar.h"
#include "base/arena.h"
#include "base/cancel.h"
#include "base/clock.h"
#include "base/limits.h"

enum { CANDIDATES_MAX = 8, TRIALS_MAX = 5, ALTERNATIVES_MAX = 3 };

static const double abstain_below = 0.3, sure_of_example = 0.97, sure_of_reading = 0.5;

struct asking {
	const struct gen_request *req;
	struct arena *a;
	const struct learnt *learnt;
	struct linked linked;
	struct frame frame;
	struct join_map *joins;
	struct candidate_query *c;
	size_t n;
	unsigned failed;
	struct reused reused; /* the accepted pair that fits best */
};

static const bool *allowed_tables(const struct gen_request *req)
{
	bool *use;

	if (!req->n_only_tables)
		return NULL;
	use = ARENA_ARRAY(req->a, bool, req->cat->n_tables + 1);
	for (size_t i = 0; i < req->n_only_tables; i++) {
		if (req->only_tables[i] < req->cat->n_tables)
			use[req->only_tables[i]] = true;
	}
	return use;
}

/* Tables that some word of the question points at, be it a verb: paths between others rather lead through them. */
static const bool *favoured_tables(struct arena *a, const struct linked *l)
{
	bool *out = ARENA_ARRAY(a, bool, l->names->cat->n_tables + 1);

	for (size_t i = 0; i < l->n; i++) {
		for (size_t k = 0; k < l->items[i].n_readings; k++) {
			if (l->items[i].readings[k].kind == READ_TABLE)
				out[l->items[i].readings[k].table] = true;
		}
	}
	return out;
}

static void read_question(struct asking *q)
{
	const bool *use = allowed_tables(q->req);
	struct tokens *t = ARENA_NEW(q->a, struct tokens);

	q->learnt = learnt_of(q->req->cat);
	*t = tok_split_known(q->a, q->req->question, &q->learnt->names->known);
	const bool *few = narrow_tables(q->a, q->learnt->names, t, use);
	use = few ? few : use;
	q->linked = link_question(q->a, t,
		use ? names_with(q->a, names_read(q->a, q->req->cat, use), q->learnt->names->glossary)
		    : q->learnt->names);
	q->frame = (struct frame){.linked = &q->linked,
		.habits = q->learnt->habits,
		.asked = -1,
		.shape = {.split = -1, .twin_table = -1, .twin_value = -1, .twin_by = -1},
		.used = ARENA_ARRAY(q->a, bool, q->linked.n + 1)};
	twin_read(q->a, &q->linked, &q->frame);
	if (t->japanese || t->korean)
		read_japanese(q->a, &q->linked, &q->frame);
	else
		read_english(q->a, &q->linked, &q->frame);
	q->joins = join_map_new(q->a, q->req->cat, use);
	q->joins->favoured = favoured_tables(q->a, &q->linked);
}

static int check_time(const struct gen_request *req, struct err *err)
{
	if (cancel_is_set(req->cancel))
		return err_set(err, ERR_CANCELLED, "the question was cancelled");
	if (req->deadline_ms && clock_mono_ms() > req->deadline_ms)
		return err_set(err, ERR_TIMEOUT, "no answer was found in the time given");
	return 0;
}

/* Run the best few and put those first that ran and found something. */
static int try_candidates(struct asking *q, struct err *err)
{
	size_t kept = 0;

	for (size_t i = 0; i < q->n && i < TRIALS_MAX && q->req->try; i++) {
		struct candidate_query *c = &q->c[i];
		if (check_time(q->req, err) < 0)
			return -1;
		q->req->try(q->req->try_ctx, c->sql, &c->trial);
		rank_note_trial(c);
		if (i == 0 && c->trial.ok && c->trial.n_rows && !c->trial.all_null)
			break; /* the best one holds */
		if (c->trial.undecided)
			break; /* so would the others be, each after its time */
	}
	for (size_t i = 0; i < q->n; i++) {
		struct candidate_query c = q->c[i];
		if (c.tried && !c.trial.ok && !c.trial.undecided) {
			q->failed++;
			continue;
		}
		size_t at = kept++;
		while (at > 0 && q->c[at - 1].score < c.score) {
			q->c[at] = q->c[at - 1];
			at--;
		}
		q->c[at] = c;
	}
	q->n = kept;
	return 0;
}

/* Is the item a word that the person should hear was not understood? */
static bool is_unread(const struct asking *q, size_t i)
{
	const struct item *it = &q->linked.items[i];
	const struct tok *t = &q->linked.tokens->items[it->start];
	bool known = true;

	for (size_t k = 0; k < q->frame.unknown.n; k++)
		known = known && q->frame.unknown.items[k] != (int)i;
	if (tok_tongue(q->linked.tokens) != TONGUE_EN)
		return !known;
	return it->kind == ITEM_WORD && t->kind == TOK_WORD && t->raw.n >= 4;
}

/* The words that found no place, for telling the person. */
static const char *unread_words(const struct asking *q)
{
	static const char *const quoted[] = {
		[TONGUE_EN] = "\"%s\"", [TONGUE_JA] = "「%s」", [TONGUE_KO] = "'%s'"};
	enum tongue tongue = tok_tongue(q->linked.tokens);
	struct str out = STR_INIT(400);

	for (size_t i = 0; i < q->linked.n; i++) {
		struct slice word = q->linked.tokens->items[q->linked.items[i].start].raw;
		if (!is_unread(q, i))
			continue;
		str_adds(&out, out.n && tongue != TONGUE_JA ? ", " : "");
		phrases_add(&out, quoted[tongue], arena_strndup(q->a, word.p, word.n), NULL, NULL);
	}
	return str_to_arena(&out, q->a);
}

static void abstain(struct asking *q, struct gen_answer *out)
{
	static const struct {
		const char *nothing_for, *nothing; /* the words and the tables; the tables alone */
		const char *more, *none;
	} forms[] = {[TONGUE_EN] = {"I found nothing in this database for %s. It knows about %s%s; try "
				    "asking with "
				    "those words.",
			     "I could not tell what to show. This database knows about %s%s; try naming what "
			     "you want to see.",
			     " and more", "no tables"},
		[TONGUE_JA] = {"%sに当たる表や列が見つかりませんでした。データベースにあるのは%s%sです。"
			       "表や列の言葉を使って聞き直してください。",
			"この質問に答えられる表や列が見つかりませんでした。データベースにあるのは%s%sです。"
			"表や列の言葉を使って聞き直してください。",
			"など", "空の一覧"},
		[TONGUE_KO] = {
			"%s에 해당하는 표나 열을 찾지 못했습니다. 이 데이터베이스에는 %s%s이(가) 있습니다. "
			"그 말을 써서 다시 물어봐 주세요.",
			"무엇을 보여 드려야 할지 알 수 없습니다. 이 데이터베이스에는 %s%s이(가) 있습니다. "
			"보고 싶은 것의 이름을 넣어 다시 물어봐 주세요.",
			" 등", "빈 목록"}};
	const struct cat_snapshot *cat = q->req->cat;
	enum tongue tongue = tok_tongue(q->linked.tokens);
	struct str known = STR_INIT(300), message = STR_INIT(1200);
	const char *words = unread_words(q);

	for (size_t i = 0; i < cat->n_tables && i < 4; i++)
		str_addf(&known, "%s%s", !i ? "" : tongue == TONGUE_JA ? "、" : ", ", cat->tables[i].name);
	const char *names = known.n ? str_to_arena(&known, q->a) : forms[tongue].none;
	const char *more = cat->n_tables > 4 ? forms[tongue].more : "";
	if (*words)
		phrases_add(&message, forms[tongue].nothing_for, words, names, more);
	else
		phrases_add(&message, forms[tongue].nothing, names, more, NULL);
	out->message = phrases_settle(q->a, tongue, str_to_arena(&message, q->a));
}

/* The column in which two candidates differ first, as each has it. */
static const struct q_expr *differing(const struct query *x, const struct query *y)
{
	for (size_t i = 0; i < x->select.n && i < y->select.n; i++) {
		if (x->select.items[i].table != y->select.items[i].table ||
			x->select.items[i].column != y->select.items[i].column)
			return &x->select.items[i];
	}
	for (size_t i = 0; i < x->where.n && i < y->where.n; i++) {
		if (x->where.items[i].lhs.table != y->where.items[i].lhs.table ||
			x->where.items[i].lhs.column != y->where.items[i].lhs.column)
			return &x->where.items[i].lhs;
	}
	return NULL;
}

/* Two readings so close that asking is better than guessing. */
static bool offer_choices(struct asking *q, struct gen_answer *out)
{
	if (q->n < 2)
		return false;
	for (size_t i = 1; i < q->n; i++) {
		int item = q->c[i].v.skip_item >= 0 ? q->c[i].v.skip_item : q->c[0].v.skip_item;
		const struct q_expr *x = differing(&q->c[0].as.q, &q->c[i].as.q),
				    *y = differing(&q->c[i].as.q, &q->c[0].as.q);
		if (item < 0 || !x || !y || x->table < 0 || y->table < 0)
			continue;
		struct gen_choice *choices = ARENA_ARRAY(q->a, struct gen_choice, 2);
		choices[0] = clarify_choice(q->a, q->req, &q->linked, x, item);
		choices[1] = clarify_choice(q->a, q->req, &q->linked, y, item);
		out->choices = choices;
		out->n_choices = 2;
		out->message = clarify_message(q->a, q->linked.tokens, choices, 2);
		return true;
	}
	return false;
}

static void add_alternatives(struct asking *q, size_t from, struct gen_answer *out)
{
	const char **alternatives = ARENA_ARRAY(q->a, const char *, ALTERNATIVES_MAX);

	for (size_t i = from; i < q->n && out->n_alternatives < ALTERNATIVES_MAX; i++) {
		if (from == 0 || q->c[i].trial.ok || !q->req->try)
			alternatives[out->n_alternatives++] = q->c[i].sql;
	}
	out->alternatives = alternatives;
}

static int deliver(struct asking *q, struct gen_answer *out, struct err *err)
{
	const struct candidate_query *best = &q->c[0];

	out->sql = best->sql;
	out->explanation = explain_query(q->a, q->req->cat, &best->as.q, tok_tongue(q->linked.tokens));
	out->assumptions =
		explain_assumptions(q->a, &q->frame, q->req->cat, &best->as.q, &out->n_assumptions);
	out->repairs = q->failed;
	add_alternatives(q, 1, out);
	if (q->req->on_delta && q->req->on_delta(q->req->delta_ctx, slice_of(out->sql)))
		return err_set(err, ERR_CANCELLED, "the question was cancelled");
	return 0;
}

/* An accepted pair that fits; true when it answers. */
static bool answer_from_example(struct asking *q, struct gen_answer *out)
{
	struct reused r = q->reused;
	struct gen_trial trial = {.ok = true};

	if (!r.sql)
		return false;
	if (q->req->try)
		q->req->try(q->req->try_ctx, r.sql, &trial);
	if (!trial.ok && !trial.undecided)
		return false;
	out->sql = r.sql;
	out->confidence = r.likeness >= 1.0 ? sure_of_example : 0.75 + 0.15 * r.likeness;
	static const char *const follows[] = {[TONGUE_EN] = "Follows the accepted answer to \"%s\".",
		[TONGUE_JA] = "承認済みの質問「%s」と同じ形の問い合わせです。",
		[TONGUE_KO] = "승인된 질문 '%s'과(와) 같은 형태의 조회입니다."};
	enum tongue tongue = tok_tongue(q->linked.tokens);
	struct str text = STR_INIT(QUESTION_MAX + 200);
	phrases_add(&text, follows[tongue], r.question, NULL, NULL);
	out->explanation = phrases_settle(q->a, tongue, str_to_arena(&text, q->a));
	return true;
}

/* Does the best reading leave no word of the question out, and is it likely? */
static bool reads_well(const struct asking *q, double confidence)
{
	const double *f = q->n ? q->c[0].f : NULL;

	return f && confidence >= sure_of_reading && f[F_UNREAD] <= 0 && f[F_UNPLACED] <= 0 &&
	       f[F_DISCONNECTED] <= 0;
}

/* The pair's answer, told as far as it is one. */
static int follow_example(struct asking *q, struct gen_answer *out, struct err *err)
{
	return q->req->on_delta && q->req->on_delta(q->req->delta_ctx, slice_of(out->sql))
		       ? err_set(err, ERR_CANCELLED, "the question was cancelled")
		       : 0;
}

static int generate(
	const struct generator *g, const struct gen_request *req, struct gen_answer *out, struct err *err)
{
	struct asking q = {.req = req, .a = req->a};
	(void)g;

	*out = (struct gen_answer){.confidence = 0};
	if (check_time(req, err) < 0)
		return -1;
	read_question(&q);
	q.reused = reuse_example(q.a, req, &q.linked, q.learnt);
	if (!q.reused.sql)
		q.reused = similar_example(q.a, req, &q.linked, q.learnt);
	bool waits = q.reused.yields || q.reused.last_resort;
	if (!waits && answer_from_example(&q, out))
		return follow_example(&q, out, err);
	q.c = rank_candidates(q.a, &q.frame, q.joins, CANDIDATES_MAX, &q.n);
	if (try_candidates(&q, err) < 0)
		return -1;
	double confidence = q.n ? rank_confidence(q.c, q.n) : 0;
	if (waits && !q.reused.last_resort && !reads_well(&q, confidence) && answer_from_example(&q, out))
		return follow_example(&q, out, err);
	out->confidence = confidence;
	bool asks = q.n && clarify_tables(q.a, req, &q.frame, &q.c[0].as.q, out);
	if (q.n && !asks && out->confidence >= abstain_below)
		return deliver(&q, out, err);
	if (q.reused.last_resort && answer_from_example(&q, out)) {
		out->n_choices = 0;
		out->message = NULL;
		return follow_example(&q, out, err);
	}
	add_alternatives(&q, 0, out);
	if (asks)
		return 0;
	if (!offer_choices(&q, out) || out->confidence < abstain_below / 2) {
		out->n_choices = 0;
		abstain(&q, out);
	}
	return 0;
}

static int rewrite(UNUSED const struct generator *g, const struct gen_request *req,
	const struct gen_turn *turns, size_t n_turns, struct slice *out, struct err *err)
{
	if (check_time(req, err) < 0)
		return -1;
	*out = followup_rewrite(req->a, req, turns, n_turns);
	return 0;
}

static const struct generator offline = {.name = "offline", .rewrite = rewrite, .generate = generate};

const struct generator *generator_offline(void)
{
	return &offline;
}
