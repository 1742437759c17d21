// SPDX-License-Identifier: Apache-2.0
/*
 * The sample: a music shop with the tables of the Chinook schema, filled by a generator of our own, and what there is
 * to learn about it. Everything in it is made up; the same program writes the same content every time, on any machine.
 */
#pragma once

#include "base/err.h"

struct arena;
struct training_set;

/*
 * Write the sample database to path, a new SQLite file. It appears whole or not at all.
 * Errors     ERR_CONFLICT (path exists), ERR_NOT_FOUND (no such directory), those of db_open() and db_query().
 * Blocks     yes, well below a second.
 */
NODISCARD int sample_write(const char *path, struct err *err);

/* The sample's training items (12 statements, 11 documents, 70 pairs), from inside the binary; in the arena. */
NODISCARD int sample_training(struct arena *a, struct training_set *out, struct err *err);
