// SPDX-License-Identifier: Apache-2.0
/* See hash.h. */
#include "base/hash.h"

#include <pthread.h>
#include <sodium.h>
#include <string.h>

static uint64_t seed;
static pthread_once_t seeded = PTHREAD_ONCE_INIT;

static void make_seed(void)
{
	hash_random(&seed, sizeof seed);
}

uint64_t hash_seeded(const void *p, size_t n)
{
	const unsigned char *s = p;

	pthread_once(&seeded, make_seed);
	uint64_t h = 0xcbf29ce484222325U ^ seed;
	for (size_t i = 0; i < n; i++)
		h = (h ^ s[i]) * 0x100000001b3U;
	return h ^ (h >> 29); /* FNV's low bits alone are weak for power-of-two tables */
}

void hash_sha256_hex(const void *p, size_t n, char out[static HASH_HEX_LEN])
{
	unsigned char sum[crypto_hash_sha256_BYTES];

	crypto_hash_sha256(sum, n ? p : (const void *)"", n);
	sodium_bin2hex(out, HASH_HEX_LEN, sum, sizeof sum);
}

void hash_random(void *out, size_t n)
{
	randombytes_buf(out, n);
}

static void uuid_format(unsigned char b[static 16], unsigned version, char out[static UUID_LEN])
{
	static const char hex[] = "0123456789abcdef";
	size_t at = 0;

	b[6] = (unsigned char)((b[6] & 0x0F) | version << 4);
	b[8] = (unsigned char)((b[8] & 0x3F) | 0x80);
	for (size_t i = 0; i < 16; i++) {
		if (i == 4 || i == 6 || i == 8 || i == 10)
			out[at++] = '-';
		out[at++] = hex[b[i] >> 4];
		out[at++] = hex[b[i] & 15];
	}
	out[at] = '\0';
}

void uuid_make(char out[static UUID_LEN])
{
	unsigned char b[16];

	hash_random(b, sizeof b);
	uuid_format(b, 4, out);
}

void uuid_from(const void *p, size_t n, char out[static UUID_LEN])
{
	unsigned char sum[crypto_hash_sha256_BYTES];

	crypto_hash_sha256(sum, n ? p : (const void *)"", n);
	uuid_format(sum, 8, out);
}

bool uuid_is_valid(const char *s)
{
	size_t i;

	for (i = 0; s[i]; i++) {
		bool dash = i == 8 || i == 13 || i == 18 || i == 23;
		bool hex = (s[i] >= '0' && s[i] <= '9') || ((s[i] | 32) >= 'a' && (s[i] | 32) <= 'f');
		if (i >= UUID_LEN - 1 || (dash ? s[i] != '-' : !hex))
			return false;
	}
	return i == UUID_LEN - 1;
}
