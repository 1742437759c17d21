// SPDX-License-Identifier: Apache-2.0
/* A pair's own values, which are slots and no concepts, are the literals of its statement. */
#include "assistant/offline/learnt.h"

#include "assistant/offline/glossary.h"
#include "base/arena.h"
#include "base/limits.h"

/* The statement in tokens; what stood between two of them is a blank or nothing. */
static void read_sql(struct arena *a, const struct cat_snapshot *cat, struct learnt_pair *p)
{
	struct err err = ERR_INIT;
	bool *blank;

	if (sql_lex_all(cat->dialect, slice_of(p->text), a, &p->sql, &err) < 0) {
		p->sql = (struct sql_tokens){.n = 0};
		return;
	}
	while (p->sql.n && sql_token_is_mark(&p->sql.items[p->sql.n - 1], ';'))
		p->sql.n--;
	blank = ARENA_ARRAY(a, bool, p->sql.n + 1);
	for (size_t i = 1; i < p->sql.n; i++) {
		const struct sql_token *before = &p->sql.items[i - 1];
		blank[i] = p->sql.items[i].offset > before->offset + before->text.n;
	}
	p->blank_before = blank;
}

static void read_concepts(struct arena *a, const struct names *ns, struct learnt_pair *p)
{
	struct slice *values = ARENA_ARRAY(a, struct slice, p->sql.n + 1);
	size_t n = 0;

	for (size_t i = 0; i < p->sql.n; i++) {
		struct slice text = concept_literal(p->sql.items[i].text);
		if (p->sql.items[i].kind == SQL_TOK_STRING && text.n)
			values[n++] = text;
	}
	p->concepts = concepts_read(a, &p->words, ns, values, n);
}

static const void *learn(struct arena *a, const struct cat_snapshot *cat)
{
	struct learnt *l = ARENA_NEW(a, struct learnt);
	struct learnt_pair *pairs =
		ARENA_ARRAY(a, struct learnt_pair, MIN(cat->n_docs, TRAINING_ITEMS_MAX) + 1);

	const struct names *ns = names_read(a, cat, NULL);
	l->names = names_with(a, ns, glossary_read(a, ns));
	l->habits = habits_read(a, l->names);
	l->pairs = pairs;
	for (size_t i = 0; i < cat->n_docs && l->n_pairs < TRAINING_ITEMS_MAX; i++) {
		const struct cat_doc *d = &cat->docs[i];
		if (d->kind != CAT_DOC_EXAMPLE || !d->question || !d->sql)
			continue;
		struct learnt_pair *p = &pairs[l->n_pairs++];
		*p = (struct learnt_pair){.question = d->question, .text = d->sql};
		p->words = tok_split_known(a, slice_of(d->question), &ns->known);
		read_sql(a, cat, p);
		if (l->n_pairs <= PAIRS_UNDERSTOOD_MAX)
			read_concepts(a, l->names, p);
	}
	return l;
}

const struct learnt *learnt_of(const struct cat_snapshot *cat)
{
	return cat_snapshot_derived(cat, learn);
}
