// SPDX-License-Identifier: Apache-2.0
/* See retention.h. Each statement deletes one batch and is repeated until nothing is left for it. */
#include "store/retention.h"

#include "base/cancel.h"
#include "base/limits.h"
#include "store/idempotency.h"
#include "store/store_int.h"

#define MS_PER_DAY INT64_C(86400000)

/* What a conversation shows is kept with it. */
#define GENERATION_IS_KEPT                                                                  \
	"(g.session_id IS NOT NULL OR EXISTS (SELECT 1 FROM conversation_messages m WHERE " \
	"m.generation_id = g.id))"

/* $1 is the moment before which rows are old, $2 how many go at once. */
static const char jobs[] =
	"DELETE FROM jobs WHERE id IN (SELECT id FROM jobs WHERE finished_at < $1 LIMIT $2)";

/* The last message stays: whoever attaches again to an old answer is given that. */
static const char events[] =
	"DELETE FROM generation_events WHERE type NOT IN ('generation_complete', 'error') AND generation_id "
	"IN "
	"(SELECT g.id FROM sql_generations g WHERE g.finished_at < $1 AND EXISTS (SELECT 1 FROM "
	"generation_events e WHERE e.generation_id = g.id AND e.type NOT IN ('generation_complete', "
	"'error')) "
	"LIMIT $2)";

/* Rows and insights go with their execution. */
static const char executions[] =
	"DELETE FROM analysis_executions WHERE id IN (SELECT x.id FROM analysis_executions x "
	"WHERE x.created_at < $1 AND x.status <> 'running' AND NOT EXISTS (SELECT 1 FROM sql_generations g "
	"WHERE g.id = x.generation_id AND " GENERATION_IS_KEPT ") LIMIT $2)";

/* One whose result is still there stays, for the result says where its SQL is from. */
static const char generations[] =
	"DELETE FROM sql_generations WHERE id IN (SELECT g.id FROM sql_generations g "
	"WHERE g.created_at < $1 AND g.status <> 'running' AND NOT " GENERATION_IS_KEPT " AND NOT EXISTS "
	"(SELECT 1 FROM analysis_executions x WHERE x.generation_id = g.id) LIMIT $2)";

static const char searches[] =
	"DELETE FROM search_history WHERE id IN (SELECT id FROM search_history WHERE created_at < $1 LIMIT "
	"$2)";

static int delete_old(struct store_tx *tx, const struct store_retention *opt, const char *sql, int64_t before,
	int64_t *count, struct err *err)
{
	int64_t gone;

	do {
		if (cancel_is_set(opt->cancel))
			return err_set(err, ERR_CANCELLED, "deleting what is old was interrupted");
		if (store_exec(tx, STORE_SQL(sql, DB_V_INT(before), DB_V_INT((int64_t)RETENTION_BATCH)),
			    &gone, err) < 0)
			return -1;
		*count += gone;
	} while (gone > 0);
	return 0;
}

int store_retention_run(
	struct store_tx *tx, const struct store_retention *opt, struct store_retired *out, struct err *err)
{
	int64_t old = opt->now_ms - opt->keep_days * MS_PER_DAY;

	*out = (struct store_retired){0};
	if (store_idempotency_expire(tx, &out->keys, err) < 0 ||
		delete_old(tx, opt, jobs, opt->now_ms - KEEP_JOBS_DAYS * MS_PER_DAY, &out->jobs, err) < 0 ||
		delete_old(tx, opt, events, opt->now_ms - KEEP_EVENTS_DAYS * MS_PER_DAY, &out->events, err) <
			0)
		return -1;
	if (opt->keep_days == 0)
		return 0;
	return delete_old(tx, opt, executions, old, &out->executions, err) < 0 ||
			       delete_old(tx, opt, generations, old, &out->generations, err) < 0 ||
			       delete_old(tx, opt, searches, old, &out->searches, err) < 0
		       ? -1
		       : 0;
}
