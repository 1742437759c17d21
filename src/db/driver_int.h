// SPDX-License-Identifier: Apache-2.0
/* What the files of this room share and nobody else needs: the drivers' tables, which registry.c lists. */
#pragma once

#include "db/driver.h"

/* Said where a query has filled its temporary files, on every engine. */
#define DB_TEMP_FULL                                                                                      \
	"the query needs more temporary space to sort or group than askdb gives it: sort or group fewer " \
	"rows "                                                                                           \
	"and columns, filter with WHERE, and check that each table is joined ON its key"

extern const struct db_driver db_sqlite_driver, db_postgres_driver;
