// SPDX-License-Identifier: Apache-2.0
/* The ceiling of every matrix product: what one core multiplies and adds in vector registers, nothing read or written. */
#pragma once

#include "base/cpu.h"

/* 1e9 floating-point operations a second of processor time, over about a millisecond, with the registers of isa, which this processor has. */
double fma_peak(enum cpu_isa isa);
