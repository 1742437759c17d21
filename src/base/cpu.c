// SPDX-License-Identifier: Apache-2.0
/* See cpu.h. On x86-64 libgcc also asks XGETBV whether the kernel saves the wide registers; on AArch64 we ask the kernel. */
#include "base/cpu.h"

#if defined(__x86_64__)
#include <cpuid.h>
#endif
#if defined(__aarch64__)
#include <asm/hwcap.h>
#include <sys/auxv.h>
#endif

#if defined(__x86_64__)
/* Conversion of halves: on every processor with AVX2, but a virtual machine may hide it. Clang's builtin does not know it. */
static bool has_f16c(void)
{
	unsigned a, b, c, d;

	return __get_cpuid(1, &a, &b, &c, &d) && (c & bit_F16C);
}
#endif

bool cpu_has(enum cpu_isa isa)
{
	switch (isa) {
	case CPU_PORTABLE:
		return true;
#if defined(__aarch64__)
	case CPU_NEON:
		return (getauxval(AT_HWCAP) & HWCAP_ASIMD) != 0;
	case CPU_AVX2:
	case CPU_AVX512:
		return false;
#elif defined(__x86_64__)
	case CPU_AVX2:
		return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") && has_f16c();
	case CPU_AVX512:
		return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") &&
		       __builtin_cpu_supports("avx512vl");
	case CPU_NEON:
		return false;
#else
	case CPU_NEON:
	case CPU_AVX2:
	case CPU_AVX512:
		return false;
#endif
	}
	return false;
}

const char *cpu_isa_name(enum cpu_isa isa)
{
	static const char *const names[] = {[CPU_PORTABLE] = "portable",
		[CPU_NEON] = "neon",
		[CPU_AVX2] = "avx2",
		[CPU_AVX512] = "avx512"};

	return names[isa];
}
