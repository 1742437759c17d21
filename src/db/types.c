// SPDX-License-Identifier: Apache-2.0
/* Names of the value types. See types.h. */
#include "db/types.h"

static const char *const names[] = {
	[DB_NULL] = "null",
	[DB_BOOL] = "boolean",
	[DB_INT] = "integer",
	[DB_FLOAT] = "float",
	[DB_NUMERIC] = "numeric",
	[DB_TEXT] = "text",
	[DB_BLOB] = "blob",
	[DB_DATE] = "date",
	[DB_TIME] = "time",
	[DB_TIMESTAMP] = "timestamp",
	[DB_JSON] = "json",
	[DB_UUID] = "uuid",
	[DB_OTHER] = "other",
};

const char *db_type_name(enum db_type type)
{
	return (size_t)type < ARRAY_LEN(names) ? names[type] : "other";
}

bool db_type_is_number(enum db_type type)
{
	return type == DB_INT || type == DB_FLOAT || type == DB_NUMERIC;
}
