// SPDX-License-Identifier: Apache-2.0
/*
 * New statements out of the corpora's: spliced, with tokens lost, doubled and exchanged, with functions renamed and
 * hostile pieces put in. The same seed gives the same statements.
 */
#pragma once

#include "corpus.h"
#include "sql/lexer.h"

enum { MUTATE_TOKENS_MAX = 300 };

struct mutator {
	enum sql_dialect dialect;
	struct arena *a;
	uint64_t state;
	VEC(struct sql_tokens) sources; /* the corpora's statements, as far as they can be cut into tokens */
	const char *const *pieces;
	size_t n_pieces;
};

struct mutant {
	struct slice tokens[MUTATE_TOKENS_MAX];
	size_t n;
};

/* xorshift64* (Vigna 2016): at most n - 1. */
static inline size_t mutate_pick(struct mutator *m, size_t n)
{
	m->state ^= m->state >> 12;
	m->state ^= m->state << 25;
	m->state ^= m->state >> 27;
	return n ? (size_t)((m->state * 2685821657736338717u) >> 33) % n : 0;
}

static inline void mutate_add_corpus(struct mutator *m, const char *file)
{
	struct corpus all = corpus_read(m->a, file);

	VEC_EACH (struct slice, sql, &all) {
		struct sql_tokens tokens;
		struct err err = ERR_INIT;
		if (sql_lex_all(m->dialect, *sql, m->a, &tokens, &err) == 0 && tokens.n)
			vec_push(&m->sources, m->a, tokens);
	}
}

static inline const struct sql_tokens *mutate_source(struct mutator *m)
{
	return &m->sources.items[mutate_pick(m, m->sources.n)];
}

static inline struct slice mutate_token(struct mutator *m)
{
	const struct sql_tokens *from = mutate_source(m);

	return from->items[mutate_pick(m, from->n)].text;
}

/* Replace n_old tokens at `at` by the new ones; what does not fit is lost. */
static inline void mutant_replace(
	struct mutant *t, size_t at, size_t n_old, const struct sql_token *new_tokens, size_t n_new)
{
	struct mutant old = *t;

	t->n = at;
	for (size_t i = 0; i < n_new && t->n < MUTATE_TOKENS_MAX; i++)
		t->tokens[t->n++] = new_tokens[i].text;
	for (size_t i = at + n_old; i < old.n && t->n < MUTATE_TOKENS_MAX; i++)
		t->tokens[t->n++] = old.tokens[i];
}

static inline bool mutate_is_word(struct slice s)
{
	return s.n && ((s.p[0] | 0x20) >= 'a') && ((s.p[0] | 0x20) <= 'z');
}

/* A name before "(", or any place when none is found. */
static inline size_t mutate_call(struct mutator *m, const struct mutant *t)
{
	size_t start = mutate_pick(m, t->n);

	for (size_t k = 0; k + 1 < t->n; k++) {
		size_t i = (start + k) % (t->n - 1);
		if (mutate_is_word(t->tokens[i]) && slice_eq(t->tokens[i + 1], SLICE_LIT("(")))
			return i;
	}
	return start;
}

/* The tokens of the parenthesis that opens at `at`, both ends included; 1 when it opens none. */
static inline size_t mutate_group(const struct sql_tokens *from, size_t at)
{
	size_t depth = 0;

	for (size_t i = at; i < from->n; i++) {
		depth += sql_token_is_mark(&from->items[i], '(');
		depth -= depth && sql_token_is_mark(&from->items[i], ')');
		if (depth == 0)
			return i - at + 1;
	}
	return 1;
}

static inline void mutate_once(struct mutator *m, struct mutant *t)
{
	const struct sql_tokens *other = mutate_source(m);
	size_t at = mutate_pick(m, t->n + 1), from = mutate_pick(m, other->n);
	struct sql_token piece = {.text = slice_of(m->pieces[mutate_pick(m, m->n_pieces)])};
	struct sql_token token = {.text = mutate_token(m)};

	switch (mutate_pick(m, 8)) {
	case 0: /* the front of one and the back of another */
		mutant_replace(t, at, t->n - at, &other->items[from], other->n - from);
		break;
	case 1:
		mutant_replace(t, at, at < t->n, &token, 1);
		break;
	case 2:
		mutant_replace(t, at, MIN(1 + mutate_pick(m, 3), t->n - at), NULL, 0);
		break;
	case 3:
		mutant_replace(t, at, mutate_pick(m, 2) && at < t->n, &piece, 1);
		break;
	case 4:
	case 5: /* a parenthesis or a token of another statement */
		mutant_replace(t, at, at < t->n, &other->items[from], mutate_group(other, from));
		break;
	case 6:
		at = mutate_call(m, t);
		mutant_replace(t, at, at < t->n, &piece, 1);
		break;
	default:
		at = mutate_call(m, t);
		mutant_replace(t, at, at < t->n, &token, 1);
		break;
	}
}

/* The next statement, into *out (emptied first). */
static inline void mutate_next(struct mutator *m, struct str *out)
{
	static const char *const blanks[] = {
		" ", " ", " ", " ", " ", " ", " ", " ", " ", "\n", "/**/", " --\n", "\t", "\r", ""};
	const struct sql_tokens *base = mutate_source(m);
	struct mutant t = {.n = 0};

	mutant_replace(&t, 0, 0, base->items, base->n);
	for (size_t k = mutate_pick(m, 3) + mutate_pick(m, 2); k > 0; k--)
		mutate_once(m, &t);
	bool is_plain = mutate_pick(m, 2);
	str_truncate(out, 0);
	for (size_t i = 0; i < t.n; i++) {
		str_add(out, t.tokens[i].p, t.tokens[i].n);
		str_adds(out, is_plain ? " " : blanks[mutate_pick(m, ARRAY_LEN(blanks))]);
	}
}
