// SPDX-License-Identifier: Apache-2.0
/* sample_loo PATH [--no-pairs] [--no-documents] [--same-language]: the sample's pairs, each asked without itself. PATH is a new file for the database. */
#include "loo.h"

#include <string.h>

int main(int argc, char **argv)
{
	static const char *const languages[] = {[LOO_EN] = "en", [LOO_JA] = "ja"};
	struct loo_options opt = {.failures = stdout};
	struct loo_tally tally[LOO_LANGUAGES_], all = {0};
	struct err err = ERR_INIT;

	if (argc < 2) {
		fprintf(stderr, "usage: %s PATH [--no-pairs] [--no-documents] [--same-language]\n", argv[0]);
		return 2;
	}
	for (int i = 2; i < argc; i++) {
		opt.no_pairs = opt.no_pairs || strcmp(argv[i], "--no-pairs") == 0;
		opt.same_language = opt.same_language || strcmp(argv[i], "--same-language") == 0;
		opt.no_documents = opt.no_documents || strcmp(argv[i], "--no-documents") == 0;
	}
	if (loo_run(argv[1], &opt, tally, &err) < 0) {
		fprintf(stderr, "%s\n", err.msg);
		return 1;
	}
	for (int i = 0; i < LOO_LANGUAGES_; i++) {
		const struct loo_tally *t = &tally[i];
		printf("%s  %zu/%zu right, %zu in any row order, %zu answered\n", languages[i], t->right,
			t->n, t->any_row_order, t->answered);
		all.n += t->n;
		all.right += t->right;
		all.any_row_order += t->any_row_order;
	}
	printf("execution accuracy %zu/%zu %.1f%%  (rows in any order %zu)\n", all.right, all.n,
		all.n ? 100.0 * (double)all.right / (double)all.n : 0.0, all.any_row_order);
	return 0;
}
