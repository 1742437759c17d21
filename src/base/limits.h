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
	HTTP_DRAIN_MAX_MS = 3600000, /* that may be asked for */
	HTTP_DRAIN_MS = 10000,
	HTTP_WORKERS_MIN = 8,
	HTTP_WORKERS_MAX = 64,
	HTTP_WORKER_IDLE_MS = 30000, /* an extra worker without work for so long ends */
	HTTP_QUEUE_MAX = 1024,       /* requests that wait for a worker */
	HTTP_URI_MAX = 8 << 10,
	HTTP_PATH_PARAMS_MAX = 4,
	HTTP_SEGMENTS_MAX = 16,        /* of a path */
	HTTP_ANSWER_MAX = 64 << 20,    /* one answer's body */
	HTTP_READ_MS = 90000,          /* for a whole request to arrive */
	HTTP_REQUEST_MS = 120000,      /* a handler's default deadline */
	HTTP_LINGER_MS = 2000,         /* a stream's work goes on so long without a reader: a page reload */
	HTTP_STREAM_WAIT_MS = 10000,   /* a full stream waits so long for its slowest reader */
	HTTP_CHANNEL_KEEP_MS = 120000, /* an ended channel can still be attached to */
	GENERATION_GRACE_MS = 30000,   /* a generation may be recorded so long after its request's deadline */
	GENERATION_EVENTS_MAX = 1000000,    /* numbers of messages that one attempt at an answer has */
	HTTP_CHANNELS_BYTES_MAX = 64 << 20, /* all channels that have ended */
	JSON_DEPTH_MAX = 32,
	JSON_TEXT_MAX = 8 << 20,

	/* what we ask of another server */
	NET_TIMEOUT_MS = 60000,
	NET_ANSWER_MAX = 64 << 20,

	/* what a person may say */
	QUESTION_MAX = 4096,
	SQL_MAX = 64 << 10,
	SQL_DEPTH_MAX = 200, /* nesting of parentheses and expressions */
	SQL_CHAIN_MAX = 500, /* operators, joins and UNIONs that can stand above one another in its tree */
	SQL_COMMENTS_MAX = 1000,    /* libpg_query's time grows with the square of their number */
	BIND_SOURCES_MAX = 500,     /* tables in FROM that are looked up in the schema, a statement */
	BIND_REFERENCES_MAX = 5000, /* column names that are looked up, a statement */
	BIND_ISSUES_MAX = 20,
	NAME_MAX_BYTES = 200,
	DESCRIPTION_MAX = 8192,
	PAGE_MAX = 200,
	SESSION_MESSAGES_MAX = 2000, /* of one conversation */
	PAGE_DEFAULT = 50,

	/* what a query may cost */
	RESULT_ROWS_MAX = 10000,
	RESULT_BYTES_MAX = 32 << 20,
	RESULT_CELL_MAX = 1 << 20,
	RESULT_SCAN_ROWS_MAX = 1000000, /* rows counted into statistics, kept or not */
	RESULT_SCAN_MS = 2000,          /* time spent on rows that are counted but not kept */
	QUERY_TIMEOUT_MS = 30000,
	EXECUTE_INLINE_MS = 5000, /* a statement that runs longer goes on as a job; ASKDB_EXECUTE_INLINE_MS */
	EXECUTE_INLINE_MIN_MS = 50,
	EXECUTE_JOB_MS = 600 * 1000, /* how long it may run there */
	EXECUTE_JOBS_MAX = 100,      /* that run or wait at a time */
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

	/* connections to databases */
	DB_URL_MAX = 4096,
	DB_HOST_MAX = 253,
	DB_PASSWORD_MAX = 4096,
	DB_BUSY_WAIT_MS = 5000,         /* for another connection's lock on a SQLite file */
	DB_STATEMENTS_KEPT = 16,        /* prepared statements a store connection keeps */
	DB_COUNT_BUDGET_MS = 2000,      /* for the exact row counts of one introspection */
	DB_VIRTUAL_TABLES_MAX = 200,    /* connected when a SQLite file is opened */
	DB_SQLITE_HEAP_MAX = 512 << 20, /* SQLite's memory above which a person's query is stopped */
	DB_SQLITE_HEAP_STEP = 64 << 10, /* taken by a person's query before it is asked whether it must end */
	DB_SQLITE_COMPARE_MAX =
		1 << 30, /* bytes of a text times bytes of what LIKE, GLOB or trim() looks for */
	DB_SQLITE_VALUE_MAX = 64 << 20,     /* a value SQLite may build while it computes */
	DB_TEMP_MAX = 1 << 30,              /* temporary files of one session that a person asks through */
	DB_SQLITE_TEMP_TOTAL_MB_MAX = 4096, /* and of all such SQLite sessions together */
	DB_ROW_BYTES_MAX = 64 << 20,        /* of one row, as a server sends it */
	DB_TYPES_MAX = 2000,                /* types of a PostgreSQL database that are not built in */
	DB_ROW_FUNCTIONS_MAX =
		20000,            /* of a PostgreSQL database, with the relations that have such a column */
	WATCHDOG_REPEAT_MS = 20,  /* a call past its deadline is told to end again after so long */
	DB_CANCEL_WAIT_MS = 2000, /* for a server to confirm a cancel before its connection is given up */

	/* pools and threads */
	POOL_SIZE_DEFAULT = 4,
	POOL_SIZE_MAX = 64,
	POOL_WAIT_MS = 10000,
	JOB_SLOTS = 4, /* two long statements and a sync do not wait for each other */
	JOB_SLOTS_MAX = 64,
	JOB_STEPS_MAX = 16,
	JOB_LOSSES_MAX = 20, /* a step whose worker died so often is given up */
	JOB_PAYLOAD_MAX = 64 << 10,
	JOB_HEARTBEAT_S = 10,
	/*
	 * A beat comes every third of it and may have to wait for the writer of a SQLite store, which the sync of a
	 * very large schema holds for some seconds: two beats may come late before a living worker is taken for dead.
	 */
	SYNC_HEARTBEAT_S = 30,
	DEMO_SYNC_MS = 60000,  /* the sample's first sync, before the server says it is ready */
	JOB_POLL_MS = 1000,    /* how soon work submitted by another process is noticed */
	JOB_PROGRESS_MS = 500, /* how soon a step's details can be read by others */
	JOB_REPORT_MS = 60000, /* an outcome is reported again for so long, then left to the lease */

	/* how long things are kept; see store/retention.h */
	KEEP_DAYS_DEFAULT = 365, /* past questions, results and searches */
	KEEP_DAYS_MAX = 36500,
	KEEP_JOBS_DAYS = 7,         /* jobs that have ended */
	KEEP_EVENTS_DAYS = 2,       /* an answer's messages but the last one */
	RETENTION_BATCH = 200,      /* rows (answers, of messages) deleted in one transaction */
	DAILY_LOOK_MS = 600 * 1000, /* how often it is asked whether a new day has begun */

	/* askdb's own store */
	STORE_POOL = 4, /* readers on SQLite, connections on PostgreSQL */
	STORE_MIGRATE_MS = 3600 * 1000,
	STORE_TIMEOUT_MS = 10000, /* one statement, and waiting for the writer */
	STORE_RETRY_MS = 5000,    /* a busy transaction is tried again for so long */
	STORE_ROWS_MAX = 10000,   /* rows of one store_fetch() */
	STORE_PARAMS_MAX = 900,   /* parameters of one statement; every SQLite takes 999 */
	STORE_CONFIG_MAX = 64 << 10,
	STORE_DOCUMENT_MAX = 64 << 10, /* bytes of one document, example or DDL statement */
	STORE_EVENT_MAX = 256 << 10,   /* bytes of one event of a generation */
	STORE_TAGS_MAX = 32,
	STORE_CHUNK_ROWS = 200, /* result rows kept together */
	V0_QUESTIONS_MAX = 500, /* remembered for each caller; older ones are dropped */
	V0_FIELD_MAX = 4 << 20,
	IDEMPOTENCY_KEY_MAX = 200,
	IDEMPOTENCY_MS = 24 * 3600 * 1000,
	IDEMPOTENCY_CLAIM_MS = 60000, /* an unfinished request holds its key for so long */

	/* objects */
	BLOB_KEY_MAX = 512,
	BLOB_BYTES_MAX = 256 << 20,
	BLOB_LIST_MAX = 10000,

	/* embeddings */
	EMBED_DIM = 384,
	EMBED_TOKENS_MAX = 256,
	EMBED_BATCH = 32,
	EMBED_TEXT_MAX = 32 << 10, /* bytes of one text that are looked at */
	EMBED_OPEN_MS =
		10000, /* so long after the start, who needs a vector waits for the model to be open */
};
