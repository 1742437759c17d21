// SPDX-License-Identifier: Apache-2.0
/*
 * See sqlite_temp.h. The file system is a copy of the default one with another xOpen: all its other functions find the
 * fields they know. Files that are not temporary are opened by the default one as if nobody stood between. A temporary
 * one gets methods of ours, which count how far it reaches and pass the rest on. SQLite removes the name of such a file
 * as soon as it is open, so its bytes are gone when the process is, however it ends.
 */
#include "db/sqlite_temp.h"

#include "base/mem.h"

#include <assert.h>
#include <sqlite3.h>
#include <stdatomic.h>
#include <stdio.h>

/* Of all connections. */
static _Atomic int64_t total_used;

struct sqlite_temp {
	sqlite3_vfs vfs; /* first: SQLite hands it back */
	sqlite3_vfs *real;
	int64_t used, max_bytes, total_bytes;
	enum sqlite_temp_refusal refused;
	char name[32]; /* "askdb-" and a pointer */
};

/* What SQLite allots szOsFile bytes for: ours, then the real file. */
struct temp_file {
	sqlite3_file base;
	struct sqlite_temp *temp;
	int64_t size;
	int64_t real[]; /* aligned as SQLite's allocator aligns, to eight bytes */
};

static struct temp_file *temp_of(sqlite3_file *f)
{
	return (struct temp_file *)f;
}

static sqlite3_file *real_of(sqlite3_file *f)
{
	return (sqlite3_file *)temp_of(f)->real;
}

/* The file reaches to size from now on; false = that is more than there is room for, and nothing has changed. */
static bool resize(struct temp_file *f, int64_t size)
{
	struct sqlite_temp *t = f->temp;
	int64_t more = size - f->size;

	if (more > 0 && t->used + more > t->max_bytes) {
		t->refused = SQLITE_TEMP_OWN;
		return false;
	}
	int64_t total = atomic_fetch_add(&total_used, more) + more;
	if (more > 0 && total > t->total_bytes) {
		atomic_fetch_sub(&total_used, more);
		t->refused = SQLITE_TEMP_TOTAL;
		return false;
	}
	t->used += more;
	f->size = size;
	return true;
}

static int temp_close(sqlite3_file *f)
{
	int rc = real_of(f)->pMethods->xClose(real_of(f));

	resize(temp_of(f), 0);
	return rc;
}

static int temp_read(sqlite3_file *f, void *to, int n, sqlite3_int64 at)
{
	return real_of(f)->pMethods->xRead(real_of(f), to, n, at);
}

static int temp_write(sqlite3_file *f, const void *from, int n, sqlite3_int64 at)
{
	if (at + n > temp_of(f)->size && !resize(temp_of(f), at + n))
		return SQLITE_FULL;
	return real_of(f)->pMethods->xWrite(real_of(f), from, n, at);
}

static int temp_truncate(sqlite3_file *f, sqlite3_int64 size)
{
	int rc = real_of(f)->pMethods->xTruncate(real_of(f), size);

	if (rc == SQLITE_OK && size < temp_of(f)->size)
		resize(temp_of(f), size);
	return rc;
}

static int temp_sync(sqlite3_file *f, int flags)
{
	return real_of(f)->pMethods->xSync(real_of(f), flags);
}

static int temp_size(sqlite3_file *f, sqlite3_int64 *size)
{
	return real_of(f)->pMethods->xFileSize(real_of(f), size);
}

/* Nobody else can open a file without a name. */
static int temp_lock(sqlite3_file *f, int level)
{
	(void)f, (void)level;
	return SQLITE_OK;
}

static int temp_is_reserved(sqlite3_file *f, int *is_reserved)
{
	(void)f;
	*is_reserved = 0;
	return SQLITE_OK;
}

/* Not passed on: a hint of the size to come would take the room without asking. */
static int temp_control(sqlite3_file *f, int op, void *arg)
{
	(void)f, (void)op, (void)arg;
	return SQLITE_NOTFOUND;
}

static int temp_sector_size(sqlite3_file *f)
{
	return real_of(f)->pMethods->xSectorSize(real_of(f));
}

static int temp_characteristics(sqlite3_file *f)
{
	return real_of(f)->pMethods->xDeviceCharacteristics(real_of(f));
}

static const sqlite3_io_methods temp_methods = {
	.iVersion = 1, /* no shared memory, no memory map */
	.xClose = temp_close,
	.xRead = temp_read,
	.xWrite = temp_write,
	.xTruncate = temp_truncate,
	.xSync = temp_sync,
	.xFileSize = temp_size,
	.xLock = temp_lock,
	.xUnlock = temp_lock,
	.xCheckReservedLock = temp_is_reserved,
	.xFileControl = temp_control,
	.xSectorSize = temp_sector_size,
	.xDeviceCharacteristics = temp_characteristics,
};

static int open_file(sqlite3_vfs *vfs, const char *name, sqlite3_file *f, int flags, int *out_flags)
{
	enum {
		TEMPORARY = SQLITE_OPEN_TEMP_DB | SQLITE_OPEN_TRANSIENT_DB | SQLITE_OPEN_TEMP_JOURNAL |
			    SQLITE_OPEN_SUBJOURNAL
	};
	struct sqlite_temp *t = (struct sqlite_temp *)vfs;

	if (!(flags & TEMPORARY))
		return t->real->xOpen(t->real, name, f, flags, out_flags);
	*temp_of(f) = (struct temp_file){.temp = t};
	int rc = t->real->xOpen(t->real, name, real_of(f), flags, out_flags);
	if (rc == SQLITE_OK)
		f->pMethods = &temp_methods;
	return rc;
}

struct sqlite_temp *sqlite_temp_new(int64_t max_bytes, int64_t total_bytes)
{
	struct sqlite_temp *t = mem_zalloc(1, sizeof *t);

	t->real = sqlite3_vfs_find(NULL);
	assert(t->real);
	t->max_bytes = max_bytes;
	t->total_bytes = total_bytes;
	t->vfs = *t->real;
	t->vfs.pNext = NULL;
	t->vfs.szOsFile += (int)sizeof(struct temp_file);
	t->vfs.zName = t->name;
	t->vfs.xOpen = open_file;
	snprintf(t->name, sizeof t->name, "askdb-%p", (void *)t);
	int rc = sqlite3_vfs_register(&t->vfs, 0);
	assert(rc == SQLITE_OK);
	return t;
}

const char *sqlite_temp_name(const struct sqlite_temp *t)
{
	return t->name;
}

void sqlite_temp_begin(struct sqlite_temp *t)
{
	t->refused = SQLITE_TEMP_NONE;
}

enum sqlite_temp_refusal sqlite_temp_refused(const struct sqlite_temp *t)
{
	return t->refused;
}

void sqlite_temp_free(struct sqlite_temp *t)
{
	if (!t)
		return;
	sqlite3_vfs_unregister(&t->vfs);
	mem_free(t);
}
