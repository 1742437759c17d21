// SPDX-License-Identifier: Apache-2.0
/* For AArch64: thirty-two registers of four floats. */
#include "embed/kernels/sets.h"

#include <arm_neon.h>

#define KERNEL_SET kernels_neon
#define KERNEL_ISA CPU_NEON
#define LANES 4
#define TILE_VECS 4
#define TILE_ROWS 6
#define WIDEN(p) ((vec)vcvt_f32_f16(vreinterpret_f16_u16(vld1_u16((const uint16_t *)(const void *)(p)))))
#define NARROW(p, v) vst1_u16((p), vreinterpret_u16_f16(vcvt_f16_f32((float32x4_t)(v))))
#include "embed/kernels/body.h"
