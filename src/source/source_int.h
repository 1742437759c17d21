// SPDX-License-Identifier: Apache-2.0
/*
 * What the files of this room share: the sources' state, a source's decoded configuration (config.c), sealed secrets
 * (seal.c, rotate.c) and the register's way to both (register.c).
 */
#pragma once

#include "base/hash.h"
#include "source/source.h"

#include <pthread.h>

enum { SOURCE_KEY_BYTES = 32 };

struct pool_entry {
	char id[UUID_LEN];
	struct db_pool *pool;
	enum db_dialect dialect;
	int64_t version;    /* updated_at of the source it was made from */
	int64_t checked_ms; /* monotonic: when the version was last compared with the store's */
	char status[16];    /* as last recorded */
};

struct sources {
	struct store *store;
	char *own_file; /* askdb's own store in the data directory */
	unsigned char key[SOURCE_KEY_BYTES];
	char *key_file; /* where the key stands; NULL = given by ENCRYPTION_KEY */
	struct {
		pthread_mutex_t
			lock; /* guards what follows; never held while the store or a database is asked */
		struct pool_entry *entries;
		size_t n;
		uint64_t
			generation; /* grows with every change of a source, so that a pool made meanwhile is not kept */
	} shared;
};

/* --- config.c --- */

struct source_config {
	const struct db_driver *driver;
	const char *path;                                                      /* sqlite */
	const char *host, *database, *username, *password, *ssl_mode, *schema; /* postgresql */
	const char *url; /* what it said is in the other members once it was read */
	int64_t port, connection_timeout, statement_timeout, pool_size,
		max_overflow; /* 0 = the default; seconds */
};

/* Decode and check what a client sent; texts in the arena. Errors as source_create(). */
NODISCARD int source_config_read(struct arena *a, const struct source_input *in, struct js_problems *problems,
	struct source_config *out, struct err *err);

/* The stored configuration of a type; the password is not in it. ERR_INTERNAL when it cannot be read. */
NODISCARD int source_config_parse(
	struct arena *a, const char *type, const char *json, struct source_config *out, struct err *err);

/* The configuration as stored and shown: JSON without secrets; in the arena. */
const char *source_config_text(struct arena *a, const struct source_config *c);

/* What to open; texts borrowed from c. */
struct db_options source_config_options(const struct source_config *c);

/* How many connections its pool may hold. */
int source_config_pool_size(const struct source_config *c);

/* -1 with ERR_DENIED when a sqlite source's path leads to askdb's own store. */
NODISCARD int source_config_check_path(
	const struct sources *s, const struct source_config *c, struct err *err);

/* --- seal.c --- */

/* Find the master key as sources_open() says. *file (in the arena or opt's) is where it stands; NULL = in no file. */
NODISCARD int source_key_load(struct arena *a, const struct sources_options *opt,
	unsigned char key[static SOURCE_KEY_BYTES], const char **file, struct err *err);

/* The key in a file. ERR_NOT_FOUND, ERR_INVALID (there is none in it). */
NODISCARD int source_key_read(const char *path, unsigned char key[static SOURCE_KEY_BYTES], struct err *err);

/* A new random key, written to path with mode 0600. */
NODISCARD int source_key_make(const char *path, unsigned char key[static SOURCE_KEY_BYTES], struct err *err);

/* Encrypt a secret of a source (XChaCha20-Poly1305; id and field are authenticated with it): nonce and ciphertext, in the arena. */
struct slice source_seal(struct arena *a, const unsigned char key[static SOURCE_KEY_BYTES], const char *id,
	const char *field, const char *secret);

/* The secret again, in the arena. ERR_DENIED when it was sealed with another key, for another field, or changed. */
NODISCARD int source_unseal(struct arena *a, const unsigned char key[static SOURCE_KEY_BYTES], const char *id,
	const struct store_secret *sealed, const char **out, struct err *err);

/* --- rotate.c --- */

/* Finish or undo a rotation that was interrupted: the key that opens the secrets becomes the key. */
NODISCARD int source_key_settle(struct sources *s, struct err *err);

/* --- register.c --- */

/* A stored source with its configuration and its secrets opened. ERR_NOT_FOUND. */
NODISCARD int source_load(struct sources *s, struct arena *a, const char *id, struct store_source *src,
	struct source_config *out, struct err *err);

/* --- pools.c --- */

/* The source changed or is gone: its pool is not lent any more. */
void source_pool_forget(struct sources *s, const char *id);

/* Record in the store how a contact went, when that is news. */
void source_note_status(struct sources *s, const char *id, const char *status, const char *last_error);

/* --- probe.c --- */

/* Test a configuration step by step; out->steps end with the first that fails. ERR_CANCELLED. */
NODISCARD int source_probe(struct arena *a, const struct source_config *c, struct cancel *cancel,
	struct source_test *out, struct err *err);
