// SPDX-License-Identifier: Apache-2.0
/*
 * The names that the PostgreSQL guard knows, each list sorted for a binary search: functions that only compute (of
 * PostgreSQL 15 and later, and of widespread extensions), settings without secrets, and the members of what those
 * functions return. Not on the first list, on purpose: what runs a text as SQL (query_to_xml, ts_stat, dblink), takes
 * locks, sends signals or notifications, touches files, large objects, sequences, settings or transaction ids.
 */
#include "sql/guard_int.h"

#include <stdlib.h>

/* clang-format off */
static const char *const functions[] = {
	"abbrev", "abs", "acos", "acosd", "acosh", "age", "akeys", "any_value", "approx_percentile", "area",
	"array_agg", "array_append", "array_cat", "array_dims", "array_fill", "array_length", "array_lower",
	"array_ndims", "array_position", "array_positions", "array_prepend", "array_remove", "array_replace",
	"array_reverse", "array_sample", "array_shuffle", "array_sort", "array_to_json", "array_to_string",
	"array_to_tsvector", "array_upper", "ascii", "asin", "asind", "asinh", "atan", "atan2", "atan2d",
	"atand", "atanh", "avals", "avg", "binary_quantize", "bit_and", "bit_count", "bit_length", "bit_or",
	"bit_xor", "bool", "bool_and", "bool_or", "bound_box", "box", "bpchar", "broadcast", "btrim",
	"cardinality", "casefold", "cbrt", "ceil", "ceiling", "center", "char", "char_length",
	"character_length", "chr", "circle", "clock_timestamp", "coalesce", "col_description", "concat",
	"concat_ws", "convert", "convert_from", "convert_to", "corr", "cos", "cosd", "cosh",
	"cosine_distance", "cot", "cotd", "count", "covar_pop", "covar_samp", "crc32", "crc32c", "cube",
	"cube_distance", "cume_dist", "current_database", "current_schema", "current_schemas", "current_user",
	"daitch_mokotoff", "date", "date_add", "date_bin", "date_part", "date_subtract", "date_trunc",
	"datemultirange", "daterange", "decode", "defined", "degrees", "dense_rank", "diagonal", "diameter",
	"difference", "digest", "div", "dmetaphone", "dmetaphone_alt", "each", "earth_distance", "encode",
	"enum_first", "enum_last", "enum_range", "erf", "erfc", "every", "exist", "exp", "extract",
	"factorial", "family", "first_value", "float4", "float8", "floor", "format", "format_type", "gamma",
	"gcd", "gen_random_uuid", "generate_series", "generate_subscripts", "get_bit", "get_byte",
	"get_current_ts_config", "grouping", "hamming_distance", "has_any_column_privilege",
	"has_column_privilege", "has_database_privilege", "has_function_privilege", "has_schema_privilege",
	"has_sequence_privilege", "has_table_privilege", "has_type_privilege", "height", "hll_cardinality",
	"hmac", "host", "hostmask", "hstore", "hstore_to_array", "hstore_to_json", "hstore_to_jsonb",
	"hstore_to_matrix", "idx", "inet_merge", "inet_same_family", "initcap", "inner_product", "int2",
	"int4", "int4multirange", "int4range", "int8", "int8multirange", "int8range", "interval",
	"is_normalized", "isclosed", "isempty", "isfinite", "ishorizontal", "isopen", "isparallel", "isperp",
	"isvertical", "jaccard_distance", "json", "json_agg", "json_array_agg", "json_array_elements",
	"json_array_elements_text", "json_array_length", "json_arrayagg", "json_build_array",
	"json_build_object", "json_each", "json_each_text", "json_exists", "json_extract_path",
	"json_extract_path_text", "json_object", "json_object_agg", "json_object_keys", "json_objectagg",
	"json_populate_record", "json_populate_recordset", "json_query", "json_scalar", "json_serialize",
	"json_strip_nulls", "json_to_record", "json_to_recordset", "json_to_tsvector", "json_typeof",
	"json_value", "jsonb", "jsonb_agg", "jsonb_array_elements", "jsonb_array_elements_text",
	"jsonb_array_length", "jsonb_build_array", "jsonb_build_object", "jsonb_each", "jsonb_each_text",
	"jsonb_extract_path", "jsonb_extract_path_text", "jsonb_insert", "jsonb_object", "jsonb_object_agg",
	"jsonb_object_keys", "jsonb_path_exists", "jsonb_path_exists_tz", "jsonb_path_match",
	"jsonb_path_match_tz", "jsonb_path_query", "jsonb_path_query_array", "jsonb_path_query_array_tz",
	"jsonb_path_query_first", "jsonb_path_query_first_tz", "jsonb_path_query_tz", "jsonb_populate_record",
	"jsonb_populate_recordset", "jsonb_pretty", "jsonb_set", "jsonb_set_lax", "jsonb_strip_nulls",
	"jsonb_to_record", "jsonb_to_recordset", "jsonb_to_tsvector", "jsonb_typeof", "justify_days",
	"justify_hours", "justify_interval", "l1_distance", "l2_distance", "l2_norm", "l2_normalize", "lag",
	"last_value", "lca", "lcm", "lead", "left", "length", "levenshtein", "levenshtein_less_equal",
	"lgamma", "like", "like_escape", "line", "ll_to_earth", "ln", "log", "log10", "lower", "lower_inc",
	"lower_inf", "lpad", "lseg", "ltree2text", "ltrim", "macaddr8_set7bit", "make_date", "make_interval",
	"make_time", "make_timestamp", "make_timestamptz", "masklen", "max", "md5", "metaphone", "min",
	"min_scale", "mod", "mode", "money", "multirange", "name", "netmask", "network", "nlevel",
	"normalize", "notlike", "now", "npoints", "nth_value", "ntile", "num_nonnulls", "num_nulls",
	"numeric", "nummultirange", "numnode", "numrange", "obj_description", "octet_length", "oid",
	"overlaps", "overlay", "parse_ident", "path", "pclose", "percent_rank", "percentile_cont",
	"percentile_disc", "pg_basetype", "pg_client_encoding", "pg_collation_for", "pg_column_compression",
	"pg_column_size", "pg_database_size", "pg_encoding_to_char", "pg_function_is_visible",
	"pg_get_constraintdef", "pg_get_expr", "pg_get_function_arguments",
	"pg_get_function_identity_arguments", "pg_get_function_result", "pg_get_functiondef",
	"pg_get_indexdef", "pg_get_partkeydef", "pg_get_serial_sequence", "pg_get_userbyid", "pg_get_viewdef",
	"pg_has_role", "pg_indexes_size", "pg_input_error_info", "pg_input_is_valid", "pg_is_in_recovery",
	"pg_my_temp_schema", "pg_postmaster_start_time", "pg_relation_size", "pg_size_bytes",
	"pg_size_pretty", "pg_table_is_visible", "pg_table_size", "pg_timezone_abbrevs", "pg_timezone_names",
	"pg_total_relation_size", "pg_type_is_visible", "pg_typeof", "phraseto_tsquery", "pi",
	"plainto_tsquery", "point", "polygon", "popen", "position", "pow", "power", "querytree",
	"quote_ident", "quote_literal", "quote_nullable", "radians", "radius", "random", "random_normal",
	"range_agg", "range_intersect_agg", "range_merge", "rank", "regexp_count", "regexp_instr",
	"regexp_like", "regexp_match", "regexp_matches", "regexp_replace", "regexp_split_to_array",
	"regexp_split_to_table", "regexp_substr", "regr_avgx", "regr_avgy", "regr_count", "regr_intercept",
	"regr_r2", "regr_slope", "regr_sxx", "regr_sxy", "regr_syy", "repeat", "replace", "reverse", "right",
	"round", "row_number", "row_to_json", "rpad", "rtrim", "scale", "session_user", "set_bit", "set_byte",
	"set_masklen", "setweight", "sha224", "sha256", "sha384", "sha512", "shobj_description", "show_trgm",
	"sign", "similar_escape", "similar_to_escape", "similarity", "sin", "sind", "sinh", "skeys", "slope",
	"sort", "soundex", "split_part", "sqrt", "st_area", "st_asewkt", "st_asgeojson", "st_astext",
	"st_azimuth", "st_boundary", "st_buffer", "st_centroid", "st_closestpoint", "st_collect",
	"st_contains", "st_convexhull", "st_coveredby", "st_covers", "st_crosses", "st_difference",
	"st_disjoint", "st_distance", "st_distancesphere", "st_distancespheroid", "st_dwithin", "st_endpoint",
	"st_envelope", "st_equals", "st_extent", "st_geogfromtext", "st_geographyfromtext", "st_geohash",
	"st_geometrytype", "st_geomfromgeojson", "st_geomfromtext", "st_intersection", "st_intersects",
	"st_isempty", "st_isvalid", "st_length", "st_line_locate_point", "st_lineinterpolatepoint",
	"st_linelocatepoint", "st_makeenvelope", "st_makeline", "st_makepoint", "st_makevalid", "st_npoints",
	"st_numpoints", "st_overlaps", "st_perimeter", "st_point", "st_pointfromtext", "st_pointn",
	"st_pointonsurface", "st_setsrid", "st_simplify", "st_snaptogrid", "st_srid", "st_startpoint",
	"st_touches", "st_transform", "st_union", "st_within", "st_x", "st_xmax", "st_xmin", "st_y",
	"st_ymax", "st_ymin", "st_z", "starts_with", "statement_timestamp", "stddev", "stddev_pop",
	"stddev_samp", "strict_word_similarity", "string_agg", "string_to_array", "string_to_table", "strip",
	"strpos", "subltree", "subpath", "substr", "substring", "subvector", "sum", "svals", "system_user",
	"tan", "tand", "tanh", "text", "text2ltree", "time", "time_bucket", "timeofday", "timestamp",
	"timestamptz", "timetz", "timezone", "to_ascii", "to_bin", "to_char", "to_date", "to_hex", "to_json",
	"to_jsonb", "to_number", "to_oct", "to_regclass", "to_regcollation", "to_regnamespace", "to_regoper",
	"to_regoperator", "to_regproc", "to_regprocedure", "to_regrole", "to_regtype", "to_timestamp",
	"to_tsquery", "to_tsvector", "transaction_timestamp", "translate", "trim_array", "trim_scale",
	"trunc", "ts_delete", "ts_filter", "ts_headline", "ts_lexize", "ts_parse", "ts_rank", "ts_rank_cd",
	"ts_token_type", "tsmultirange", "tsquery_phrase", "tsrange", "tstzmultirange", "tstzrange",
	"tsvector_to_array", "unaccent", "unicode_assigned", "uniq", "unistr", "unnest", "upper", "upper_inc",
	"upper_inf", "uuid", "uuid_extract_timestamp", "uuid_extract_version", "uuid_generate_v1",
	"uuid_generate_v4", "uuidv4", "uuidv7", "var_pop", "var_samp", "varchar", "variance", "vector_dims",
	"vector_norm", "version", "websearch_to_tsquery", "width", "width_bucket", "word_similarity", "xml",
	"xml_is_well_formed", "xml_is_well_formed_content", "xml_is_well_formed_document", "xmlagg",
	"xmlcomment", "xmlexists", "xmltext", "xpath", "xpath_exists",
};

static const char *const settings[] = {
	"application_name", "block_size", "bytea_output", "client_encoding", "cpu_tuple_cost", "datestyle",
	"default_statistics_target", "default_transaction_isolation", "default_transaction_read_only",
	"effective_cache_size", "enable_hashjoin", "enable_indexscan", "enable_mergejoin", "enable_nestloop",
	"enable_seqscan", "extra_float_digits", "in_hot_standby", "integer_datetimes", "intervalstyle",
	"is_superuser", "jit", "lc_collate", "lc_ctype", "lc_messages", "lc_monetary", "lc_numeric",
	"lc_time", "lock_timeout", "maintenance_work_mem", "max_connections", "max_identifier_length",
	"max_parallel_workers", "max_parallel_workers_per_gather", "random_page_cost", "role", "search_path",
	"seq_page_cost", "server_encoding", "server_version", "server_version_num", "session_authorization",
	"shared_buffers", "standard_conforming_strings", "statement_timeout", "timezone",
	"transaction_deferrable", "transaction_isolation", "transaction_read_only", "work_mem", "xmlbinary",
	"xmloption",
};

static const char *const fields[] = {
	"description", "dictionaries", "f1", "f2", "f3", "f4", "f5", "f6", "f7", "f8", "f9", "grantee", "grantor",
	"is_grantable", "key", "lexeme", "n", "positions", "privilege_type", "token", "tokid", "value", "weights", "x",
};
/* clang-format on */

static int compare(const void *key, const void *item)
{
	const struct slice *name = key;
	const char *word = *(const char *const *)item;
	size_t n = strlen(word);
	int order = memcmp(name->p, word, MIN(name->n, n));

	return order ? order : (name->n > n) - (name->n < n);
}

static bool is_in(const char *const *words, size_t n, struct slice name)
{
	return name.n && bsearch(&name, words, n, sizeof *words, compare);
}

bool guard_postgres_function_allowed(struct slice name)
{
	return is_in(functions, ARRAY_LEN(functions), name);
}

bool guard_postgres_setting_allowed(struct slice name)
{
	char lower[64];

	if (name.n > sizeof lower)
		return false;
	for (size_t i = 0; i < name.n; i++)
		lower[i] = name.p[i] >= 'A' && name.p[i] <= 'Z' ? (char)(name.p[i] + 32) : name.p[i];
	return is_in(settings, ARRAY_LEN(settings), (struct slice){lower, name.n});
}

bool guard_postgres_field_allowed(struct slice name)
{
	return is_in(fields, ARRAY_LEN(fields), name) || guard_postgres_function_allowed(name);
}
