// SPDX-License-Identifier: Apache-2.0
/*
 * A new master key for all secrets. The new key is on the disk before anything is sealed with it, the secrets change in
 * one transaction, and only then does the new file take the old one's place. Whoever dies in between leaves both keys:
 * source_key_settle() sees at the next start which of them opens the secrets, and that one stays.
 */
#include "source/source_int.h"

#include "base/arena.h"
#include "base/file.h"

#include <sodium.h>
#include <unistd.h>

static const char *path_of_new(struct arena *a, const struct sources *s)
{
	return arena_printf(a, "%s.new", s->key_file);
}

struct reseal {
	const unsigned char *from, *to;
};

static int reseal(
	void *ctx, struct arena *a, const char *source_id, struct store_secret *secret, struct err *err)
{
	const struct reseal *r = ctx;
	const char *plain;

	if (source_unseal(a, r->from, source_id, secret, &plain, err))
		return -1;
	secret->sealed = source_seal(a, r->to, source_id, secret->field, plain);
	return 0;
}

/* All secrets under the new key, or none; from here on it is the key of this process. */
static int change_key(struct sources *s, const unsigned char key[static SOURCE_KEY_BYTES], size_t *n_secrets,
	struct err *err)
{
	struct reseal r = {s->key, key};

	if (store_source_reseal(store_auto(s->store), reseal, &r, n_secrets, err))
		return -1;
	memcpy(s->key, key, SOURCE_KEY_BYTES);
	return 0;
}

int source_rotate_key(struct sources *s, const char *to_file, size_t *n_secrets, struct err *err)
{
	CLEANUP(arena_free_ptr) struct arena *a = arena_new();
	unsigned char key[SOURCE_KEY_BYTES];
	int rc;

	if (to_file) {
		rc = source_key_read(to_file, key, err) || change_key(s, key, n_secrets, err) ? -1 : 0;
	} else if (!s->key_file) {
		return err_set(err, ERR_INVALID,
			"the key is given by ENCRYPTION_KEY: put the new one into a file, rotate to that "
			"file, and give it to askdb from then on");
	} else {
		const char *fresh = path_of_new(a, s);
		rc = source_key_make(fresh, key, err) || change_key(s, key, n_secrets, err) ||
				     file_replace(fresh, s->key_file, err)
			     ? -1
			     : 0;
	}
	sodium_memzero(key, sizeof key);
	return rc;
}

/* The first secret there is, to try a key on. */
struct sample {
	struct arena *a;
	const char *source_id; /* NULL = there is none */
	struct store_secret secret;
};

static int take_first(void *ctx, UNUSED struct arena *a, const char *source_id, struct store_secret *secret,
	struct err *err)
{
	struct sample *s = ctx;

	s->source_id = arena_strdup(s->a, source_id);
	s->secret.field = arena_strdup(s->a, secret->field);
	s->secret.sealed =
		(struct slice){arena_strndup(s->a, secret->sealed.p, secret->sealed.n), secret->sealed.n};
	return err_set(err, ERR_CANCELLED, "one is enough");
}

static bool opens(const struct sample *sample, const unsigned char key[static SOURCE_KEY_BYTES])
{
	struct err ignored = ERR_INIT;
	const char *plain;

	return source_unseal(sample->a, key, sample->source_id, &sample->secret, &plain, &ignored) == 0;
}

int source_key_settle(struct sources *s, struct err *err)
{
	CLEANUP(arena_free_ptr) struct arena *a = arena_new();
	struct sample sample = {.a = a};
	unsigned char key[SOURCE_KEY_BYTES];
	struct err why = ERR_INIT;
	size_t n;

	if (!s->key_file || !file_is_readable(path_of_new(a, s)))
		return 0;
	if (store_source_reseal(store_auto(s->store), take_first, &sample, &n, &why) &&
		why.code != ERR_CANCELLED) {
		*err = why;
		return -1;
	}
	err_clear(&why);
	if (!sample.source_id || opens(&sample, s->key) || source_key_read(path_of_new(a, s), key, &why)) {
		unlink(path_of_new(a, s)); /* it was never used, or holds no key */
		return 0;
	}
	if (opens(&sample, key)) {
		if (file_replace(path_of_new(a, s), s->key_file, err))
			return -1;
		memcpy(s->key, key, sizeof key);
	}
	sodium_memzero(key, sizeof key);
	return 0;
}
