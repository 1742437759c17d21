// SPDX-License-Identifier: Apache-2.0
/* Hashes, random bytes and identifiers: libsodium where it matters who computed them, FNV-1a where only speed does. */
#pragma once

#include "base/defs.h"

enum { HASH_HEX_LEN = 65, UUID_LEN = 37 }; /* with the NUL */

/* Seeded 64-bit FNV-1a for hash tables; differs from process to process, never stored. Any thread. */
uint64_t hash_seeded(const void *p, size_t n);

/* SHA-256 (FIPS 180-4) of n bytes as 64 lower-case hex digits and a NUL in out. Any thread. */
void hash_sha256_hex(const void *p, size_t n, char out[static HASH_HEX_LEN]);

/* n bytes from the kernel's generator. Any thread. */
void hash_random(void *out, size_t n);

/* A random (version 4, RFC 9562) UUID in text and a NUL in out. Any thread. */
void uuid_make(char out[static UUID_LEN]);

/* A UUID derived from n bytes (version 8, RFC 9562, SHA-256 cut to 122 bits): the same bytes give the same id. */
void uuid_from(const void *p, size_t n, char out[static UUID_LEN]);

/* Is s a UUID in the canonical text form, either case? */
bool uuid_is_valid(const char *s);
