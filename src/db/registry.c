// SPDX-License-Identifier: Apache-2.0
/* The list of drivers: a new one is one line here. */
#include "db/driver_int.h"

static const struct db_driver *const drivers[] = {&db_sqlite_driver, &db_postgres_driver, NULL};

const struct db_driver *const *db_drivers(void)
{
	return drivers;
}

const struct db_driver *db_driver_find(const char *name)
{
	for (const struct db_driver *const *d = drivers; name && *d; d++) {
		if (str_eq((*d)->name, name))
			return *d;
		for (const char *const *s = (*d)->schemes; *s; s++)
			if (str_eq_nocase(*s, name))
				return *d;
	}
	return NULL;
}
