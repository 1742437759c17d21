// SPDX-License-Identifier: Apache-2.0
/*
 * The names that the SQLite reader knows. Functions: those of SQLite up to 3.49 and of its FTS5 that only compute;
 * not load_extension, the file functions of the shell, sqlite_log, fts3_tokenizer, optimize and whatever else acts,
 * nor zeroblob and randomblob, whose one argument is how much memory to take, nor json_patch, whose time grows with the
 * square of its members and which nothing interrupts.
 */
#include "sql/sqlite_reader.h"

#include <stdlib.h>

/* clang-format off */
static const char *const functions[] = {
	"abs", "acos", "acosh", "asin", "asinh", "atan", "atan2", "atanh", "avg", "bm25", "ceil", "ceiling", "char",
	"coalesce", "concat", "concat_ws", "cos", "cosh", "count", "cume_dist", "date", "datetime", "degrees",
	"dense_rank", "exp", "first_value", "floor", "format", "glob", "group_concat", "hex", "highlight", "if",
	"ifnull", "iif", "instr", "json", "json_array", "json_array_length", "json_error_position", "json_extract",
	"json_group_array", "json_group_object", "json_insert", "json_object", "json_pretty",
	"json_quote", "json_remove", "json_replace", "json_set", "json_type", "json_valid", "jsonb", "jsonb_array",
	"jsonb_extract", "jsonb_group_array", "jsonb_group_object", "jsonb_insert", "jsonb_object", 
	"jsonb_remove", "jsonb_replace", "jsonb_set", "julianday", "lag", "last_value", "lead", "length", "like",
	"likelihood", "likely", "ln", "log", "log10", "log2", "lower", "ltrim", "max", "median", "min", "mod",
	"nth_value", "ntile", "nullif", "octet_length", "percent_rank", "percentile", "percentile_cont",
	"percentile_disc", "pi", "pow", "power", "printf", "quote", "radians", "random", "rank", "regexp", "replace",
	"round", "row_number", "rtrim", "sign", "sin", "sinh", "snippet", "soundex", "sqlite_source_id",
	"sqlite_version", "sqrt", "strftime", "string_agg", "substr", "substring", "sum", "tan", "tanh", "time",
	"timediff", "total", "trim", "trunc", "typeof", "unhex", "unicode", "unistr", "unistr_quote", "unixepoch",
	"unlikely", "upper",
};

/* Read-only PRAGMAs that may have an argument: the name of a table or an index. */
static const char *const pragmas_of[] = {
	"foreign_key_check", "foreign_key_list", "index_info", "index_list", "index_xinfo", "table_info", "table_list",
	"table_xinfo",
};

/* PRAGMAs that only read as long as they have no argument; with one they would set. */
static const char *const pragmas_plain[] = {
	"application_id", "collation_list", "compile_options", "data_version", "encoding", "freelist_count",
	"function_list", "page_count", "page_size", "schema_version", "user_version",
};

static const char *const table_functions[] = {
	"generate_series", "json_each", "json_tree", "jsonb_each", "jsonb_tree",
};

/* Virtual tables that exist without being created and show more than the data. */
static const char *const tables_refused[] = {
	"bytecode", "completion", "csv", "dbstat", "fsdir", "sqlite_dbdata", "sqlite_dbpage", "sqlite_dbptr",
	"sqlite_memstat", "sqlite_stmt", "tables_used", "zipfile",
};
/* clang-format on */

static int compare(const void *key, const void *item)
{
	const struct slice *name = key;
	const char *word = *(const char *const *)item;
	size_t i = 0;

	for (; i < name->n && word[i]; i++) {
		char c = name->p[i] >= 'A' && name->p[i] <= 'Z' ? (char)(name->p[i] + 32) : name->p[i];
		if (c != word[i])
			return (unsigned char)c < (unsigned char)word[i] ? -1 : 1;
	}
	return (i < name->n) - (word[i] != '\0');
}

#define IS_IN(words, name) ((name).n && bsearch(&(name), (words), ARRAY_LEN(words), sizeof *(words), compare))

bool sqlite_function_allowed(struct slice name)
{
	return IS_IN(functions, name);
}

bool sqlite_pragma_allowed(struct slice name, bool has_argument)
{
	return IS_IN(pragmas_of, name) || (!has_argument && IS_IN(pragmas_plain, name));
}

/* Cuts "pragma_" off the front of *name when it is there, in any case. */
static bool cut_pragma(struct slice *name)
{
	const struct slice prefix = SLICE_LIT("pragma_");

	if (name->n <= prefix.n || !slice_eq_nocase((struct slice){name->p, prefix.n}, prefix))
		return false;
	name->p += prefix.n;
	name->n -= prefix.n;
	return true;
}

bool sqlite_table_function_allowed(struct slice name, bool has_arguments)
{
	return cut_pragma(&name) ? sqlite_pragma_allowed(name, has_arguments) : IS_IN(table_functions, name);
}

bool sqlite_table_allowed(struct slice name)
{
	return cut_pragma(&name) ? sqlite_pragma_allowed(name, false) : !IS_IN(tables_refused, name);
}
