// SPDX-License-Identifier: Apache-2.0
/* The sample as a data source: written, registered, taught and synced once. */
#pragma once

#include "base/err.h"

struct api_services;

/*
 * Have the source called "sample" ready to be asked: write the database into data_dir, register it, add its training
 * items, wait for its first sync. Idempotent; a sample that a person deleted stays deleted (a marker in data_dir says so).
 * Errors     those of the rooms it calls; ERR_TIMEOUT when the sync does not end in DEMO_SYNC_MS.   Blocks: a second or so the first time.
 */
NODISCARD int demo_prepare(const struct api_services *s, const char *data_dir, struct err *err);
