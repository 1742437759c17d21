// SPDX-License-Identifier: Apache-2.0
/* The generator without a model: token -> link -> read -> assemble -> rank -> try -> explain, all in the request's arena. */
#include "assistant/generator.h"

#include "assistant/offline/assemble.h"
#include "assistant/offline/render.h"
#include "base/arena.h"

static const bool *allowed_tables(const struct gen_request *req)
{
	bool *use;

	if (!req->n_only_tables)
		return NULL;
	use = ARENA_ARRAY(req->a, bool, req->cat->n_tables);
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

static int generate(
	const struct generator *g, const struct gen_request *req, struct gen_answer *out, struct err *err)
{
	struct arena *a = req->a;
	(void)g;
	(void)err;

	*out = (struct gen_answer){.confidence = 0};
	const bool *use = allowed_tables(req);
	struct tokens t = tok_split(a, req->question);
	const struct names *ns = names_read(a, req->cat, use);
	struct linked l = link_question(a, &t, ns);
	struct frame f = {.linked = &l, .asked = -1, .used = ARENA_ARRAY(a, bool, l.n + 1)};
	if (t.japanese)
		read_japanese(a, &l, &f);
	else
		read_english(a, &l, &f);
	struct join_map *joins = join_map_new(a, req->cat, use);
	joins->favoured = favoured_tables(a, &l);
	struct assembled best;
	struct variant v = {.skip_item = -1};
	if (!assemble(a, &f, ns, joins, &v, &best))
		return 0;
	out->sql = render_sql(a, req->cat, &best.q);
	out->confidence = 0.5;
	return 0;
}

static const struct generator offline = {.name = "offline", .generate = generate};

const struct generator *generator_offline(void)
{
	return &offline;
}
