// SPDX-License-Identifier: Apache-2.0
/*
 * A question that leans on the one before it ("and in France?", "by year", "which of them are companies?") becomes one that
 * stands alone, by editing the question before: a phrase takes the place of one of its kind, or is added; "them" becomes
 * what was asked about. Incomplete utterance rewriting by substitution and insertion of spans (Liu, Chen, Liu, Zhou: EMNLP
 * 2020), with the links to the schema in place of a trained model. In English, Japanese and Korean.
 */
#pragma once

#include "assistant/generator.h"

/*
 * The question of req as it stands alone; turns: what was asked before it, oldest first, as it stood alone. In the arena;
 * req->question itself where it does not lean on them, or how it does is not understood.
 */
struct slice followup_rewrite(
	struct arena *a, const struct gen_request *req, const struct gen_turn *turns, size_t n_turns);
