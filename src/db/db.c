// SPDX-License-Identifier: Apache-2.0
/*
 * What holds for every driver: preconditions, the ceilings, a deadline or a cancel that came before the statement,
 * and the hook that turns a set cancel token into db_cancel(). Drivers see only well-formed requests.
 */
#include "db/driver.h"

#include "base/arena.h"
#include "base/cancel.h"
#include "base/clock.h"
#include "base/limits.h"

#include <assert.h>

int db_open(
	const struct db_driver *driver, const struct db_options *opt, struct db_conn **out, struct err *err)
{
	assert(driver && opt);
	if (opt->create && !opt->writable)
		return err_set(err, ERR_INVALID, "a database that is opened read-only cannot be created");
	if (opt->port < 0 || opt->port > 65535)
		return err_set(err, ERR_INVALID, "the port must be between 1 and 65535");
	if (opt->connect_timeout_ms < 0 || opt->statement_timeout_ms < 0)
		return err_set(err, ERR_INVALID, "a timeout must not be negative");
	if (cancel_is_set(opt->cancel))
		return err_set(err, ERR_CANCELLED, "opening the database was cancelled");
	return driver->open(opt, out, err);
}

static void cancel_conn(void *p)
{
	db_cancel(p);
}

int db_query(struct db_conn *c, struct db_query *q, db_row_fn *row, void *ctx, struct err *err)
{
	assert(c && q->a && (q->params || q->n_params == 0));
	q->columns = NULL;
	q->n_columns = 0;
	q->n_rows = 0;
	q->changes = 0;
	q->truncated = false;
	q->server_message = NULL;
	q->error_position = 0;

	if (!q->sql || q->sql[0] == '\0')
		return err_set(err, ERR_INVALID, "there is no statement to run");
	if (strnlen(q->sql, SQL_MAX + 1) > SQL_MAX)
		return err_set(err, ERR_LIMIT, "the statement is longer than %d bytes", SQL_MAX);
	if (clock_left_ms(q->deadline_ms) == 0)
		return err_set(err, ERR_TIMEOUT, "the time for this query was over before it started");
	if (cancel_is_set(q->cancel))
		return err_set(err, ERR_CANCELLED, "the query was cancelled");

	struct cancel_hook hook = {.fn = cancel_conn, .p = c};
	cancel_hook(q->cancel, &hook);
	int rc = c->driver->query(c, q, row, ctx, err);
	cancel_unhook(q->cancel, &hook);
	return rc;
}

int db_exec(struct db_conn *c, const char *sql, const struct db_value *params, size_t n, struct err *err)
{
	CLEANUP(arena_free_ptr) struct arena *a = arena_new();
	struct db_query q = {.sql = sql, .params = params, .n_params = n, .a = a};

	return db_query(c, &q, NULL, NULL, err);
}

int db_introspect(struct db_conn *c, struct arena *a, struct db_schema *out, struct err *err)
{
	return c->driver->introspect(c, a, out, err);
}

int db_role(struct db_conn *c, struct arena *a, struct db_role *out, struct err *err)
{
	if (c->driver->role)
		return c->driver->role(c, a, out, err);
	*out = (struct db_role){.can_write = false};
	return 0;
}

void db_cancel(struct db_conn *c)
{
	if (c && c->driver->cancel)
		c->driver->cancel(c);
}

bool db_is_alive(struct db_conn *c)
{
	return c && c->driver->is_alive(c);
}

const char *db_server_version(struct db_conn *c)
{
	return c->driver->server_version(c);
}

void db_close(struct db_conn *c)
{
	if (c)
		c->driver->close(c);
}
