// SPDX-License-Identifier: Apache-2.0
/*
 * The master key and the secrets sealed with it: XChaCha20-Poly1305 (draft-irtf-cfrg-xchacha, libsodium), a fresh random
 * nonce each time. The source's id and the field's name are associated data, so a sealed secret that is moved to
 * another row or field does not open.
 */
#include "source/source_int.h"

#include "base/arena.h"
#include "base/file.h"

#include <sodium.h>

enum {
	NONCE = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES,
	TAG = crypto_aead_xchacha20poly1305_ietf_ABYTES
};

static bool decode_key(struct slice text, unsigned char key[static SOURCE_KEY_BYTES])
{
	static const int variants[] = {sodium_base64_VARIANT_ORIGINAL,
		sodium_base64_VARIANT_ORIGINAL_NO_PADDING, sodium_base64_VARIANT_URLSAFE,
		sodium_base64_VARIANT_URLSAFE_NO_PADDING};
	size_t n;

	text = slice_trim(text);
	for (size_t i = 0; i < ARRAY_LEN(variants); i++)
		if (sodium_base642bin(key, SOURCE_KEY_BYTES, text.p, text.n, NULL, &n, NULL, variants[i]) ==
				0 &&
			n == SOURCE_KEY_BYTES)
			return true;
	return false;
}

int source_key_read(const char *path, unsigned char key[static SOURCE_KEY_BYTES], struct err *err)
{
	enum { KEY_FILE_MAX = 4096 };
	CLEANUP(arena_free_ptr) struct arena *a = arena_new();
	struct slice text;

	if (file_read(a, path, KEY_FILE_MAX, &text, err))
		return -1;
	bool ok = decode_key(text, key);
	sodium_memzero((void *)(uintptr_t)text.p, text.n);
	if (!ok)
		return err_set(err, ERR_INVALID,
			"%s does not hold a key: 32 random bytes in base64, as "
			"\"openssl rand -base64 32\" prints them",
			path);
	return 0;
}

/* Written before it is used, so that no secret is ever sealed with a key that a crash lost. */
int source_key_make(const char *path, unsigned char key[static SOURCE_KEY_BYTES], struct err *err)
{
	char text[sodium_base64_ENCODED_LEN(SOURCE_KEY_BYTES, sodium_base64_VARIANT_ORIGINAL)];

	hash_random(key, SOURCE_KEY_BYTES);
	sodium_bin2base64(text, sizeof text, key, SOURCE_KEY_BYTES, sodium_base64_VARIANT_ORIGINAL);
	int rc = file_write(path, slice_of(text), 0600, err);
	sodium_memzero(text, sizeof text);
	return rc;
}

int source_key_load(struct arena *a, const struct sources_options *opt,
	unsigned char key[static SOURCE_KEY_BYTES], const char **file, struct err *err)
{
	*file = NULL;
	if (opt->key_base64 && opt->key_base64[0]) {
		if (!decode_key(slice_of(opt->key_base64), key))
			return err_set(err, ERR_INVALID,
				"ENCRYPTION_KEY is not a key: it must be 32 random bytes in base64, "
				"as \"openssl rand -base64 32\" prints them");
		return 0;
	}
	if (opt->key_file && opt->key_file[0]) {
		*file = opt->key_file;
		return source_key_read(opt->key_file, key, err);
	}
	if (!opt->data_dir)
		return err_set(err, ERR_INVALID,
			"set ENCRYPTION_KEY or ENCRYPTION_KEY_FILE: without a data directory there is "
			"no place to keep a key");
	const char *path = *file = arena_printf(a, "%s/master.key", opt->data_dir);
	struct err missing = ERR_INIT;
	if (source_key_read(path, key, &missing) == 0)
		return 0;
	if (missing.code != ERR_NOT_FOUND) {
		*err = missing;
		return -1;
	}
	return source_key_make(path, key, err);
}

/* Neither part holds a NUL, so two different pairs never give the same bytes. */
static struct slice associated(struct arena *a, const char *id, const char *field)
{
	size_t n_id = strlen(id), n_field = strlen(field);
	char *p = arena_alloc(a, n_id + 1 + n_field + 1); /* the last NUL is not part of it */

	memcpy(p, id, n_id + 1);
	memcpy(p + n_id + 1, field, n_field + 1);
	return (struct slice){p, n_id + 1 + n_field};
}

struct slice source_seal(struct arena *a, const unsigned char key[static SOURCE_KEY_BYTES], const char *id,
	const char *field, const char *secret)
{
	struct slice ad = associated(a, id, field);
	size_t n = strlen(secret);
	unsigned char *out = arena_alloc(a, NONCE + n + TAG);
	unsigned long long written;

	hash_random(out, NONCE);
	crypto_aead_xchacha20poly1305_ietf_encrypt(out + NONCE, &written, (const unsigned char *)secret, n,
		(const unsigned char *)ad.p, ad.n, NULL, out, key);
	return (struct slice){(const char *)out, NONCE + (size_t)written};
}

static void wipe(void *p)
{
	sodium_memzero(p, strlen(p));
}

int source_unseal(struct arena *a, const unsigned char key[static SOURCE_KEY_BYTES], const char *id,
	const struct store_secret *sealed, const char **out, struct err *err)
{
	const unsigned char *p = (const unsigned char *)sealed->sealed.p;
	struct slice ad = associated(a, id, sealed->field);
	unsigned long long n = 0;

	unsigned char *plain = arena_zalloc(a, sealed->sealed.n + 1, 1);
	if (sealed->sealed.n < NONCE + TAG ||
		crypto_aead_xchacha20poly1305_ietf_decrypt(plain, &n, NULL, p + NONCE,
			sealed->sealed.n - NONCE, (const unsigned char *)ad.p, ad.n, p, key) != 0)
		return err_set_why(err, ERR_DENIED, "wrong_key",
			"the %s of this data source cannot be decrypted: start askdb with the ENCRYPTION_KEY "
			"it was stored "
			"with, or enter it again",
			sealed->field);
	plain[n] = '\0';
	arena_defer(a, wipe, plain);
	*out = (const char *)plain;
	return 0;
}
