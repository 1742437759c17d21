// SPDX-License-Identifier: Apache-2.0
/* See checksum.h. Eight independent chains hide the multiplication's latency. */
#include "embed/checksum.h"

enum { LANES = 8 };

static const uint64_t odd_factor =
	0x9E3779B97F4A7C15u; /* 2^64 / golden ratio, odd: multiplication is invertible */

static uint64_t mix(uint64_t lane, uint64_t word)
{
	lane = (lane ^ word) * odd_factor;
	return lane ^ lane >> 32;
}

uint64_t checksum64(struct slice bytes)
{
	uint64_t lanes[LANES], word = 0, sum = bytes.n;
	size_t at = 0;

	for (size_t i = 0; i < LANES; i++)
		lanes[i] = i;
	for (; at + sizeof lanes <= bytes.n; at += sizeof lanes) {
		uint64_t words[LANES];
		memcpy(words, bytes.p + at, sizeof words);
		for (size_t i = 0; i < LANES; i++)
			lanes[i] = mix(lanes[i], words[i]);
	}
	for (; at < bytes.n; at += sizeof word) {
		word = 0;
		memcpy(&word, bytes.p + at, MIN(sizeof word, bytes.n - at));
		lanes[0] = mix(lanes[0], word);
	}
	for (size_t i = 0; i < LANES; i++)
		sum = mix(sum, lanes[i]);
	return sum;
}
