// SPDX-License-Identifier: Apache-2.0
/* What holds for every driver: keys that cannot lead out of their place, and sizes. */
#include "blob/blob.h"

#include "base/limits.h"

static bool key_char(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' ||
	       c == '_' || c == '-';
}

bool blob_key_is_valid(const char *key)
{
	struct slice rest = slice_of(key);

	if (rest.n == 0 || rest.n > BLOB_KEY_MAX || rest.p[rest.n - 1] == '/')
		return false;
	while (rest.n) {
		struct slice part = slice_cut(&rest, '/');
		if (part.n == 0 || part.p[0] == '.')
			return false;
		for (size_t i = 0; i < part.n; i++)
			if (!key_char(part.p[i]))
				return false;
	}
	return true;
}

static int check_key(const char *key, struct err *err)
{
	if (blob_key_is_valid(key))
		return 0;
	return err_set(err, ERR_INVALID,
		"\"%.100s\" is not an object's key: parts of letters, digits and ._- separated by '/', none "
		"beginning "
		"with '.', at most %d bytes",
		key ? key : "", BLOB_KEY_MAX);
}

int blob_put(struct blob_store *b, const char *key, struct slice bytes, struct err *err)
{
	if (check_key(key, err) < 0)
		return -1;
	if (bytes.n > BLOB_BYTES_MAX)
		return err_set(err, ERR_LIMIT, "an object has at most %d bytes, %s would have %zu",
			BLOB_BYTES_MAX, key, bytes.n);
	return b->driver->put(b, key, bytes, err);
}

int blob_get(struct blob_store *b, struct arena *a, const char *key, struct slice *out, struct err *err)
{
	return check_key(key, err) < 0 ? -1 : b->driver->get(b, a, key, out, err);
}

int blob_delete(struct blob_store *b, const char *key, struct err *err)
{
	return check_key(key, err) < 0 ? -1 : b->driver->delete (b, key, err);
}

int blob_list(
	struct blob_store *b, struct arena *a, const char *prefix, struct blob_list *out, struct err *err)
{
	if (prefix[0] && check_key(prefix, err) < 0)
		return -1;
	return b->driver->list(b, a, prefix, out, err);
}

int blob_ping(struct blob_store *b, struct err *err)
{
	return b->driver->ping(b, err);
}

void blob_close(struct blob_store *b)
{
	if (b)
		b->driver->close(b);
}
