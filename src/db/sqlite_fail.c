// SPDX-License-Identifier: Apache-2.0
/* What went wrong in SQLite, in the words and codes of this room. */
#include "db/driver_int.h"
#include "db/sqlite_int.h"

#include "base/cancel.h"
#include "db/sqlite_temp.h"

static bool was_cancelled(const struct sqlite_conn *c)
{
	return atomic_load(&c->cancelled) || cancel_is_set(c->cancel);
}

static enum sqlite_temp_refusal temp_refusal(const struct sqlite_conn *c)
{
	return c->temp ? sqlite_temp_refused(c->temp) : SQLITE_TEMP_NONE;
}

enum err_code sqlite_code_of(const struct sqlite_conn *c, int rc)
{
	switch (rc & 0xff) {
	case SQLITE_INTERRUPT:
		return was_cancelled(c) ? ERR_CANCELLED : c->too_big ? ERR_LIMIT : ERR_TIMEOUT;
	case SQLITE_CONSTRAINT:
		return c->writable ? ERR_CONFLICT : ERR_UPSTREAM;
	case SQLITE_BUSY:
	case SQLITE_LOCKED:
		if (was_cancelled(c)) /* while it waited for the lock */
			return ERR_CANCELLED;
		return c->timed_out ? ERR_TIMEOUT : ERR_BUSY;
	case SQLITE_AUTH:
	case SQLITE_READONLY:
	case SQLITE_PERM:
		return ERR_DENIED;
	case SQLITE_TOOBIG:
		return ERR_LIMIT;
	case SQLITE_CANTOPEN:
		return ERR_NOT_FOUND;
	case SQLITE_FULL:
		if (temp_refusal(c) != SQLITE_TEMP_NONE)
			return temp_refusal(c) == SQLITE_TEMP_OWN ? ERR_LIMIT : ERR_BUSY;
		return c->writable ? ERR_INTERNAL : ERR_UPSTREAM;
	case SQLITE_IOERR:
		return c->writable ? ERR_INTERNAL : ERR_UPSTREAM;
	case SQLITE_NOMEM: /* from sqlite_heap.c, which cannot say why */
		return was_cancelled(c) ? ERR_CANCELLED
		       : c->timed_out   ? ERR_TIMEOUT
		       : c->too_big     ? ERR_LIMIT
					: ERR_INTERNAL;
	case SQLITE_MISUSE:
		return ERR_INTERNAL;
	default:
		return ERR_UPSTREAM;
	}
}

static int fail_temp(const struct sqlite_conn *c, enum err_code code, struct err *err)
{
	if (temp_refusal(c) == SQLITE_TEMP_TOTAL)
		return err_set(err, code,
			"the queries that run now fill all the room for temporary files; try again in a "
			"moment");
	return err_set(err, code, DB_TEMP_FULL);
}

int sqlite_fail(struct sqlite_conn *c, int rc, struct err *err)
{
	enum err_code code = sqlite_code_of(c, rc);

	if (code == ERR_TIMEOUT)
		return err_set(err, code, "the query took longer than it may and was stopped");
	if (code == ERR_CANCELLED)
		return err_set(err, code, "the query was cancelled");
	if (temp_refusal(c) != SQLITE_TEMP_NONE && (rc & 0xff) == SQLITE_FULL)
		return fail_temp(c, code, err);
	if (code == ERR_BUSY)
		return err_set(err, code, "the database is locked by another writer; try again");
	if (code == ERR_NOT_FOUND)
		return err_set(err, code,
			"SQLite cannot open the file or its journal; check that the path is right and "
			"that askdb may read it and its folder");
	if ((rc & 0xff) == SQLITE_NOTADB)
		return err_set(err, code,
			"the file is not a SQLite database, or it is encrypted; check the path, or export it "
			"unencrypted");
	if ((rc & 0xff) == SQLITE_CORRUPT)
		return err_set(err, code,
			"the SQLite file is damaged; run PRAGMA integrity_check on a copy and restore it "
			"from a backup");
	if ((rc & 0xff) == SQLITE_TOOBIG)
		return err_set(err, code, "a text or blob the query builds is larger than askdb allows");
	if (code == ERR_LIMIT)
		return err_set(err, code,
			"the query needs more memory than askdb gives it; ask for fewer rows, or for parts "
			"of "
			"them");
	if (code == ERR_DENIED)
		return err_set_why(
			err, code, "read_only", "the connection only reads: %s", sqlite3_errmsg(c->db));
	return err_set(err, code, "%s", sqlite3_errmsg(c->db));
}
