// SPDX-License-Identifier: Apache-2.0
/*
 * What an earlier process left behind when it was killed: executions that will never end by themselves. Only where no
 * other server shares the store, for then nothing can be running. Generations are not touched: resume.c takes them up.
 */
#include "api/api.h"
#include "store/analysis.h"
#include "store/idempotency.h"
#include "store/store.h"

int api_recover(const struct api_services *s, struct err *err)
{
	struct store_tx *tx = store_auto(s->store);
	int64_t closed, dropped;

	if (store_idempotency_expire(tx, &dropped, err))
		return -1;
	if (!store_is_exclusive(s->store))
		return 0;
	return store_execution_close_stale(tx, s->started_at, &closed, err);
}
