// SPDX-License-Identifier: Apache-2.0
/* The weights come from tests/bench/offline/tune.py, which fits them to question and SQL pairs over many schemas. */
#include "assistant/offline/rank.h"

#include "assistant/offline/render.h"
#include "base/arena.h"

#include <math.h>

enum { VARIANTS_MAX = 12, JOINS_FITTED = 2 }; /* more joins are rare where the weights were fitted */

static const double score_weights[F_COUNT_] = {
	[F_UNPLACED] = -1.0,
	[F_LINK] = 1.0,
	[F_JOINS] = -0.05,
	[F_DISTINCT] = 0.05,
	[F_NO_GROUP] = -1.0,
	[F_LEAN] = -0.4,
	[F_SECOND] = -0.3,
	[F_DISCONNECTED] = -2.0,
	[F_EMPTY] = -0.75,
	[F_NULL] = -1.0,
};

static const double confidence_weights[F_COUNT_] = {
	[F_UNPLACED] = -1.65,
	[F_LINK] = 1.36,
	[F_JOINS] = -0.6,
	[F_NO_GROUP] = -1.0, /* fitted it is nothing, for who drops a group answers another question */
	[F_SECOND] = -0.25,
	[F_UNREAD] = -1.93,
	[F_DISCONNECTED] = -0.9,
	[F_NO_TARGET] = -1.5, /* too rare among real questions to be fitted */
	[F_CONDITIONS] = -0.09,
	[F_NESTED] = 0.09,
	[F_GROUPED] = -0.14,
	[F_EMPTY] = -1.2, /* less than fitted: those databases hold a row for every question */
	[F_NULL] = -1.2,
};

static const double confidence_bias = -0.35; /* fitted -0.15: rather too little than too much */

/* Words that carry no meaning of their own though no table lists them. */
static bool is_idle(struct slice w)
{
	static const char *const idle[] = {"use", "used", "using", "made", "make", "many", "much", "more",
		"most", "include", "including", "other", "own", "same", "than", "then", "when", "how", "year",
		"time", "name", "named", "called", "people", "person", "long", "value", "information",
		"recorded", "happened", "come", "came", "located", "given", "take", "taken", "been", "being",
		"will", "would", "could", "should", "may", "can", "want", "know", "like", "need"};

	for (size_t i = 0; i < ARRAY_LEN(idle); i++) {
		if (slice_eq(w, slice_of(idle[i])))
			return true;
	}
	return w.n < 3;
}

static double unread(const struct frame *f)
{
	double content = 0, missed = 0;
	bool defined = false; /* a measure of the documents, which says enough by itself */

	for (size_t i = 0; i < f->linked->n; i++) {
		const struct item *it = &f->linked->items[i];
		if (it->kind == ITEM_OP) {
			defined = defined || (it->op->hint && it->op->hint[0] == '=');
			continue;
		}
		const struct tok *t = &f->linked->tokens->items[it->start];
		if (it->kind == ITEM_WORD && (t->kind == TOK_PUNCT || is_idle(t->low)))
			continue;
		content += 1;
		if (it->kind == ITEM_WORD)
			missed += f->used[i] ? 0 : 1;
		else if (!f->used[i])
			missed += it->kind == ITEM_LINK ? 0.5 : 1.0;
	}
	return content > 0                                               ? missed / content
	       : defined || f->projections.n || f->shape.twin_table >= 0 ? 0
									 : 1.0;
}

static bool has_target(const struct frame *f)
{
	return f->projections.n || f->asked >= 0 || f->entities.n || f->groups.n || f->conds.n > 1 ||
	       f->shape.twin_table >= 0;
}

static double dot(const double *w, const double *f)
{
	double s = 0;

	for (size_t i = 0; i < F_COUNT_; i++)
		s += w[i] * f[i];
	return s;
}

static void measure(struct candidate_query *c, const struct frame *f)
{
	const struct query *q = &c->as.q;
	bool nested = q->set != Q_SET_NONE;

	for (size_t i = 0; i < q->where.n; i++)
		nested = nested || q->where.items[i].a.query;
	c->f[F_UNPLACED] = (double)c->as.n_unplaced;
	c->f[F_LINK] = c->as.n_links ? c->as.link_score / (double)c->as.n_links : 0.9;
	c->f[F_JOINS] = (double)(q->from.n - 1);
	c->f[F_DISTINCT] = c->v.distinct_rows;
	c->f[F_NO_GROUP] = c->v.no_group;
	c->f[F_LEAN] = c->v.lean;
	c->f[F_SECOND] = c->v.skip_item >= 0;
	c->f[F_UNREAD] = unread(f);
	c->f[F_DISCONNECTED] = c->as.disconnected;
	c->f[F_NO_TARGET] = !has_target(f);
	c->f[F_CONDITIONS] = (double)(q->where.n + q->having.n);
	c->f[F_NESTED] = nested;
	c->f[F_GROUPED] = q->group.n > 0;
	c->score = dot(score_weights, c->f);
}

static void add(struct arena *a, const struct frame *f, struct join_map *joins, struct variant v,
	struct candidate_query *out, size_t *n)
{
	struct candidate_query c = {.v = v};

	if (!assemble(a, f, f->linked->names, joins, &v, &c.as))
		return;
	if (c.as.q.shaped)
		habits_round(f->habits, &c.as.q);
	else
		habits_apply(a, f->habits, &c.as.q);
	c.sql = render_sql(a, joins->cat, &c.as.q);
	for (size_t i = 0; i < *n; i++) {
		if (str_eq(out[i].sql, c.sql))
			return;
	}
	measure(&c, f);
	size_t at = (*n)++;
	while (at > 0 && out[at - 1].score < c.score) {
		out[at] = out[at - 1];
		at--;
	}
	out[at] = c;
}

/* Has the item another column nearly as good as the best? */
static bool is_open(const struct item *it)
{
	return item_role(it) == ROLE_COLUMN && it->n_readings > 1 && it->readings[1].kind == READ_COLUMN &&
	       it->readings[1].score > it->readings[0].score - 0.12;
}

struct candidate_query *rank_candidates(
	struct arena *a, const struct frame *f, struct join_map *joins, size_t max, size_t *n)
{
	struct candidate_query *out = ARENA_ARRAY(a, struct candidate_query, VARIANTS_MAX);

	*n = 0;
	add(a, f, joins, (struct variant){.skip_item = -1}, out, n);
	add(a, f, joins, (struct variant){.skip_item = -1, .distinct_rows = true}, out, n);
	add(a, f, joins, (struct variant){.skip_item = -1, .lean = true}, out, n);
	if (f->groups.n)
		add(a, f, joins, (struct variant){.skip_item = -1, .no_group = true}, out, n);
	for (size_t i = 0; i < f->linked->n && *n < VARIANTS_MAX; i++) {
		if (is_open(&f->linked->items[i]))
			add(a, f, joins, (struct variant){.skip_item = (int)i}, out, n);
	}
	*n = MIN(*n, max);
	return out;
}

void rank_note_trial(struct candidate_query *c)
{
	c->tried = true;
	c->f[F_EMPTY] = c->trial.ok && c->trial.n_rows == 0;
	c->f[F_NULL] = c->trial.ok && c->trial.n_rows > 0 && c->trial.all_null;
	c->score = dot(score_weights, c->f);
}

double rank_confidence(const struct candidate_query *c, size_t n)
{
	double z = confidence_bias + dot(confidence_weights, c->f);
	double more = c->f[F_JOINS] - JOINS_FITTED;

	if (n > 1 && c[1].tried && c[1].trial.ok && c[0].score - c[1].score < 0.1)
		z -= 0.3;
	if (more > 0) /* a chain of keys is no guess for being long: what lies beyond weighs nothing */
		z -= more * confidence_weights[F_JOINS];
	return 1.0 / (1.0 + exp(-z));
}
