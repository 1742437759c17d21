// SPDX-License-Identifier: Apache-2.0
/* For any processor; on x86-64 the baseline, SSE2: sixteen registers of four floats. */
#include "embed/kernels/sets.h"

#include <stdint.h>
#include <string.h>

typedef float floats __attribute__((vector_size(16)));
typedef int32_t words __attribute__((vector_size(16)));
typedef uint16_t halves __attribute__((vector_size(8)));

/* A half's exponent and fraction where a float has them are a float 2^112 too small, subnormal ones included. */
static inline floats widen_bits(const void *p)
{
	halves h;

	memcpy(&h, p, sizeof h);
	words w = __builtin_convertvector(h, words);
	words magnitude = (words)((floats)((w & 0x7fff) << 13) * 0x1p112f);
	return (floats)(magnitude | (w & 0x8000) << 16);
}

/* Nearest, ties to even: in integers; where the half is subnormal by adding 0.5, whose last bit is worth the half's. */
static inline void narrow_bits(f16 *p, floats v)
{
	words sign = (words)v & INT32_MIN, w = (words)v ^ sign;
	words normal = (w + 0xfff + ((w >> 13) & 1) - (112 << 23)) >> 13;
	words subnormal = (words)((floats)w + 0.5f) - (words)((floats){} + 0.5f);
	words small = w < (113 << 23);
	words bits = (normal & ~small) | (subnormal & small) | ((sign >> 16) & 0x8000);
	halves h = __builtin_convertvector(bits, halves);

	memcpy(p, &h, sizeof h);
}

#define KERNEL_SET kernels_portable
#define KERNEL_ISA CPU_PORTABLE
#define LANES 4
#define TILE_VECS 2
#define TILE_ROWS 4
#define WIDEN(p) widen_bits(p)
#define NARROW(p, v) narrow_bits((p), (v))
#include "embed/kernels/body.h"
