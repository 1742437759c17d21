// SPDX-License-Identifier: Apache-2.0
/*
 * Every ceiling of the program, by name. A number that bounds what a stranger can make us do lives here and not
 * beside its use, so that one page answers "how much can it take?". Bytes, milliseconds or counts, as named.
 */
#pragma once

enum {
	LOG_LINE_MAX = 8192,

	/* what comes in over HTTP */
	HTTP_BODY_MAX = 4 << 20,
	HTTP_HEADER_MAX = 16 << 10,
	HTTP_PARAMS_MAX = 64,
	HTTP_CONNECTIONS_MAX = 4096,
	HTTP_STREAMS_MAX = 2048,
	HTTP_STREAM_BYTES_MAX = 8 << 20, /* events kept for Last-Event-ID, a stream */
	HTTP_IDLE_TIMEOUT_S = 60,
	HTTP_HEARTBEAT_MS = 5000,
	HTTP_DRAIN_MS = 10000,
	HTTP_WORKERS_MIN = 8,
	HTTP_WORKERS_MAX = 64,
	HTTP_WORKER_IDLE_MS = 30000,           /* an extra worker without work for so long ends */
	HTTP_QUEUE_MAX = 1024,                 /* requests that wait for a worker */
	HTTP_URI_MAX = 8 << 10,
	HTTP_PATH_PARAMS_MAX = 4,
	HTTP_SEGMENTS_MAX = 16,                /* of a path */
	HTTP_ANSWER_MAX = 64 << 20,            /* one answer's body */
	HTTP_READ_MS = 90000,                  /* for a whole request to arrive */
	HTTP_REQUEST_MS = 120000,              /* a handler's default deadline */
	HTTP_LINGER_MS = 2000,                 /* a stream's work goes on so long without a reader: a page reload */
	HTTP_STREAM_WAIT_MS = 10000,           /* a full stream waits so long for its slowest reader */
	HTTP_CHANNEL_KEEP_MS = 120000,         /* an ended channel can still be attached to */
	HTTP_CHANNELS_BYTES_MAX = 64 << 20,    /* all channels that have ended */
	JSON_DEPTH_MAX = 32,
	JSON_TEXT_MAX = 8 << 20,

	/* what a person may say */
	QUESTION_MAX = 4096,
	SQL_MAX = 64 << 10,
	SQL_DEPTH_MAX = 200, /* nesting of parentheses and expressions */
	NAME_MAX_BYTES = 200,
	DESCRIPTION_MAX = 8192,
	PAGE_MAX = 200,
	PAGE_DEFAULT = 50,

	/* what a query may cost */
	RESULT_ROWS_MAX = 10000,
	RESULT_BYTES_MAX = 32 << 20,
	RESULT_CELL_MAX = 1 << 20,
	QUERY_TIMEOUT_MS = 30000,
	CONNECT_TIMEOUT_MS = 10000,
	TRY_TIMEOUT_MS = 3000, /* one trial run of a candidate */
	TRY_ROWS_MAX = 200,    /* rows looked at in a trial run */

	/* what a schema may hold */
	SCHEMA_TABLES_MAX = 20000,
	SCHEMA_COLUMNS_MAX = 400000,
	VALUES_PER_COLUMN_MAX = 500, /* distinct values of a column kept for linking */
	VALUES_TOTAL_MAX = 200000,
	VALUE_BYTES_MAX = 80,
	TRAINING_FILE_MAX = 4 << 20,
	TRAINING_ITEMS_MAX = 20000,

	/* pools and threads */
	POOL_SIZE_DEFAULT = 4,
	POOL_SIZE_MAX = 64,
	POOL_WAIT_MS = 10000,
	JOB_SLOTS = 2,
	JOB_PAYLOAD_MAX = 64 << 10,
	JOB_HEARTBEAT_S = 10,

	/* embeddings */
	EMBED_DIM = 384,
	EMBED_TOKENS_MAX = 256,
	EMBED_BATCH = 32,
	EMBED_TEXT_MAX = 32 << 10, /* bytes of one text that are looked at */
};
