// SPDX-License-Identifier: Apache-2.0
/* What the files of this room share and nobody else needs: the drivers' tables, which registry.c lists. */
#pragma once

#include "db/driver.h"

extern const struct db_driver db_sqlite_driver, db_postgres_driver;
