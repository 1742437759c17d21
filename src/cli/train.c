// SPDX-License-Identifier: Apache-2.0
/* askdb train import: training files into a registered source. */
#include "catalog/catalog.h"
#include "catalog/training.h"
#include "cli/cli.h"
#include "cli/compose.h"
#include "source/source.h"

static const char *kind_name(enum cat_doc_kind kind)
{
	return kind == CAT_DOC_DDL ? "ddl" : kind == CAT_DOC_DOC ? "documentation" : "sql";
}

static int import(struct cli *cli, const struct api_services *s, const struct training_set *set,
	size_t *added, struct err *err)
{
	struct store_source src;
	if (source_find(s->sources, cli->a, cli_value(cli, "source"), &src, err) < 0)
		return err_wrap(err, "source \"%s\"", cli_value(cli, "source"));
	struct catalog_training *items = ARENA_ARRAY(cli->a, struct catalog_training, set->n);
	for (size_t i = 0; i < set->n; i++) {
		const struct cat_doc *doc = &set->items[i].doc;
		items[i] = (struct catalog_training){
			.kind = kind_name(doc->kind),
			.question = doc->question,
			.content = doc->kind == CAT_DOC_EXAMPLE ? doc->sql : doc->text,
		};
	}
	return catalog_import(s->catalog, src.id, items, set->n, added, err);
}

int cli_train_import(struct cli *cli)
{
	struct err err = ERR_INIT;
	struct training_set set = {0};
	size_t added = 0;
	struct composition c = {.data_dir = cli_value(cli, "data-dir"), .without_jobs = true};
	if (!cli_has(cli, "source"))
		return cli_usage(cli, "which source? --source NAME; 'askdb source list' shows them");
	if (training_read_dir(cli->a, cli->args[0], &set, &err) < 0)
		return cli_fail(cli, &err);
	int rc = composition_open(&c, &err);
	if (rc == 0)
		rc = import(cli, &c.services, &set, &added, &err);
	composition_close(&c);
	if (rc < 0)
		return cli_fail(cli, &err);
	fprintf(stderr, "Read %zu items, %zu of them new.\n", set.n, added);
	return CLI_OK;
}
