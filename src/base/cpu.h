// SPDX-License-Identifier: Apache-2.0
/*
 * Which vector instructions this processor has. Rooms that compute keep one kernel file built with the flags of each
 * level and choose at run time, so that one binary runs everywhere and fast where it can.
 */
#pragma once

#include "base/defs.h"

enum cpu_isa {
	CPU_PORTABLE, /* what the compiler assumes anyway */
	CPU_NEON,     /* AArch64 Advanced SIMD */
	CPU_AVX2,     /* x86-64 AVX2 and FMA */
	CPU_AVX512,   /* x86-64 AVX-512 F, DQ and VL */
};

/* Can this processor, under this kernel, run code built for isa? CPU_PORTABLE: always. Any thread. */
bool cpu_has(enum cpu_isa isa);

/* "portable", "neon", "avx2" or "avx512"; static storage. */
const char *cpu_isa_name(enum cpu_isa isa);
