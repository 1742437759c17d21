// SPDX-License-Identifier: Apache-2.0
/*
 * A checksum as fast as memory, for finding damage (a torn download, a bad disk), not tampering: where it matters who
 * made a file, tools/fetch-model has compared its SHA-256.
 */
#pragma once

#include "base/str.h"

/*
 * 64 bits over all bytes. Each of eight lanes multiplies and mixes every eighth word; both steps are invertible, so any
 * change within one word always shows and others do with probability 1 - 2^-64. Any thread.
 */
uint64_t checksum64(struct slice bytes);
