-- SPDX-License-Identifier: Apache-2.0
-- The first tables. One text for SQLite and PostgreSQL: times are Unix milliseconds, truth values 0 or 1, JSON is
-- TEXT, {{blob}} is the engine's word for bytes. A statement ends with a semicolon at the end of a line.

CREATE TABLE data_sources (
	id TEXT NOT NULL PRIMARY KEY,
	name TEXT NOT NULL UNIQUE,
	type TEXT NOT NULL,
	description TEXT,
	config TEXT NOT NULL,
	status TEXT NOT NULL CHECK (status IN ('connected', 'disconnected', 'error')),
	last_error TEXT,
	last_synced BIGINT,
	created_at BIGINT NOT NULL,
	updated_at BIGINT NOT NULL
);

CREATE INDEX data_sources_by_time ON data_sources (created_at, id);

CREATE TABLE data_source_secrets (
	source_id TEXT NOT NULL REFERENCES data_sources (id) ON DELETE CASCADE,
	field TEXT NOT NULL,
	sealed {{blob}} NOT NULL,
	PRIMARY KEY (source_id, field)
);

-- The catalog. What the name of a thing is within its parent identifies it from sync to sync.

CREATE TABLE schemas (
	id TEXT NOT NULL PRIMARY KEY,
	source_id TEXT NOT NULL REFERENCES data_sources (id) ON DELETE CASCADE,
	schema_name TEXT NOT NULL,
	created_at BIGINT NOT NULL,
	updated_at BIGINT NOT NULL,
	UNIQUE (source_id, schema_name)
);

CREATE TABLE tables (
	id TEXT NOT NULL PRIMARY KEY,
	schema_id TEXT NOT NULL REFERENCES schemas (id) ON DELETE CASCADE,
	table_name TEXT NOT NULL,
	table_type TEXT NOT NULL CHECK (table_type IN ('table', 'view')),
	row_count BIGINT NOT NULL,
	source_description TEXT,
	user_description TEXT,
	tags TEXT NOT NULL DEFAULT '',
	created_at BIGINT NOT NULL,
	updated_at BIGINT NOT NULL,
	UNIQUE (schema_id, table_name)
);

CREATE INDEX tables_by_name ON tables (table_name, id);

CREATE TABLE columns (
	id TEXT NOT NULL PRIMARY KEY,
	table_id TEXT NOT NULL REFERENCES tables (id) ON DELETE CASCADE,
	column_name TEXT NOT NULL,
	data_type TEXT NOT NULL,
	db_type INTEGER NOT NULL,
	is_nullable INTEGER NOT NULL,
	default_value TEXT,
	pk_position INTEGER NOT NULL,
	references_column TEXT,
	source_description TEXT,
	user_description TEXT,
	ordinal_position INTEGER NOT NULL,
	values_complete INTEGER NOT NULL DEFAULT 0,
	UNIQUE (table_id, column_name)
);

CREATE TABLE foreign_keys (
	table_id TEXT NOT NULL REFERENCES tables (id) ON DELETE CASCADE,
	key_no INTEGER NOT NULL,
	pair_no INTEGER NOT NULL,
	column_name TEXT NOT NULL,
	ref_schema TEXT NOT NULL,
	ref_table TEXT NOT NULL,
	ref_column TEXT NOT NULL,
	PRIMARY KEY (table_id, key_no, pair_no)
);

CREATE TABLE column_values (
	column_id TEXT NOT NULL REFERENCES columns (id) ON DELETE CASCADE,
	value_no INTEGER NOT NULL,
	value TEXT NOT NULL,
	PRIMARY KEY (column_id, value_no)
);

CREATE TABLE table_documents (
	id TEXT NOT NULL PRIMARY KEY,
	source_id TEXT NOT NULL REFERENCES data_sources (id) ON DELETE CASCADE,
	document_key TEXT NOT NULL,
	document_type TEXT NOT NULL CHECK (document_type IN ('ddl', 'doc', 'example')),
	is_training INTEGER NOT NULL,
	table_id TEXT REFERENCES tables (id) ON DELETE CASCADE,
	column_id TEXT REFERENCES columns (id) ON DELETE CASCADE,
	content TEXT NOT NULL,
	question TEXT,
	sql TEXT,
	content_hash TEXT NOT NULL,
	embedding {{blob}},
	embedding_model TEXT,
	created_at BIGINT NOT NULL,
	UNIQUE (source_id, document_key)
);

CREATE INDEX table_documents_training ON table_documents (source_id, is_training, created_at, id);

CREATE INDEX table_documents_by_table ON table_documents (table_id);

CREATE INDEX table_documents_by_column ON table_documents (column_id);

CREATE TABLE search_history (
	id TEXT NOT NULL PRIMARY KEY,
	owner TEXT NOT NULL,
	source_id TEXT REFERENCES data_sources (id) ON DELETE SET NULL,
	query TEXT NOT NULL,
	search_type TEXT NOT NULL,
	filters TEXT,
	result_count BIGINT NOT NULL,
	search_time_ms BIGINT NOT NULL,
	created_at BIGINT NOT NULL
);

CREATE INDEX search_history_by_time ON search_history (owner, created_at, id);

CREATE INDEX search_history_by_source ON search_history (source_id);

-- Conversations and what was generated.

CREATE TABLE conversation_sessions (
	id TEXT NOT NULL PRIMARY KEY,
	owner TEXT NOT NULL,
	title TEXT,
	source_id TEXT REFERENCES data_sources (id) ON DELETE SET NULL,
	created_at BIGINT NOT NULL,
	updated_at BIGINT NOT NULL
);

CREATE INDEX conversation_sessions_by_time ON conversation_sessions (owner, created_at, id);

CREATE INDEX conversation_sessions_by_source ON conversation_sessions (source_id);

CREATE TABLE sql_generations (
	id TEXT NOT NULL PRIMARY KEY,
	owner TEXT NOT NULL,
	source_id TEXT REFERENCES data_sources (id) ON DELETE SET NULL,
	session_id TEXT REFERENCES conversation_sessions (id) ON DELETE SET NULL,
	query TEXT NOT NULL,
	status TEXT NOT NULL CHECK (status IN ('running', 'complete', 'error', 'cancelled')),
	sql TEXT,
	explanation TEXT,
	model TEXT,
	error TEXT,
	answer TEXT,
	confidence_score DOUBLE PRECISION,
	tokens_in BIGINT NOT NULL DEFAULT 0,
	tokens_out BIGINT NOT NULL DEFAULT 0,
	ms BIGINT NOT NULL DEFAULT 0,
	created_at BIGINT NOT NULL,
	finished_at BIGINT
);

CREATE INDEX sql_generations_by_time ON sql_generations (owner, created_at, id);

CREATE INDEX sql_generations_by_source ON sql_generations (source_id);

CREATE INDEX sql_generations_by_session ON sql_generations (session_id);

CREATE INDEX sql_generations_running ON sql_generations (created_at) WHERE status = 'running';

CREATE TABLE generation_events (
	generation_id TEXT NOT NULL REFERENCES sql_generations (id) ON DELETE CASCADE,
	seq BIGINT NOT NULL,
	type TEXT NOT NULL,
	payload TEXT NOT NULL,
	PRIMARY KEY (generation_id, seq)
);

CREATE TABLE conversation_messages (
	session_id TEXT NOT NULL REFERENCES conversation_sessions (id) ON DELETE CASCADE,
	seq BIGINT NOT NULL,
	role TEXT NOT NULL CHECK (role IN ('user', 'assistant')),
	content TEXT NOT NULL,
	sql TEXT,
	generation_id TEXT REFERENCES sql_generations (id) ON DELETE SET NULL,
	created_at BIGINT NOT NULL,
	PRIMARY KEY (session_id, seq)
);

CREATE INDEX conversation_messages_by_generation ON conversation_messages (generation_id);

-- Executions and their results.

CREATE TABLE analysis_executions (
	id TEXT NOT NULL PRIMARY KEY,
	owner TEXT NOT NULL,
	source_id TEXT REFERENCES data_sources (id) ON DELETE SET NULL,
	generation_id TEXT REFERENCES sql_generations (id) ON DELETE SET NULL,
	job_id TEXT,
	sql TEXT NOT NULL,
	status TEXT NOT NULL CHECK (status IN ('running', 'completed', 'failed', 'cancelled')),
	error TEXT,
	options TEXT,
	columns TEXT,
	statistics TEXT,
	visualizations TEXT,
	execution_time_ms BIGINT NOT NULL DEFAULT 0,
	row_count BIGINT NOT NULL DEFAULT 0,
	truncated INTEGER NOT NULL DEFAULT 0,
	created_at BIGINT NOT NULL,
	finished_at BIGINT
);

CREATE INDEX analysis_executions_by_time ON analysis_executions (owner, created_at, id);

CREATE INDEX analysis_executions_by_source ON analysis_executions (source_id);

CREATE INDEX analysis_executions_by_generation ON analysis_executions (generation_id);

CREATE INDEX analysis_executions_running ON analysis_executions (created_at) WHERE status = 'running';

-- Rows as JSON lines, STORE_CHUNK_ROWS at most in a chunk.
CREATE TABLE analysis_results (
	execution_id TEXT NOT NULL REFERENCES analysis_executions (id) ON DELETE CASCADE,
	first_row BIGINT NOT NULL,
	n_rows INTEGER NOT NULL,
	bytes BIGINT NOT NULL,
	lines TEXT NOT NULL,
	PRIMARY KEY (execution_id, first_row)
);

CREATE TABLE analysis_insights (
	execution_id TEXT NOT NULL REFERENCES analysis_executions (id) ON DELETE CASCADE,
	insight_no INTEGER NOT NULL,
	insight_type TEXT NOT NULL,
	insight_text TEXT NOT NULL,
	confidence_score DOUBLE PRECISION NOT NULL,
	evidence TEXT,
	PRIMARY KEY (execution_id, insight_no)
);

-- What hangs off the ids of /api/v0.

CREATE TABLE v0_questions (
	id TEXT NOT NULL PRIMARY KEY,
	owner TEXT NOT NULL,
	source_id TEXT REFERENCES data_sources (id) ON DELETE SET NULL,
	question TEXT,
	sql TEXT,
	df TEXT,
	fig TEXT,
	summary TEXT,
	followups TEXT,
	created_at BIGINT NOT NULL
);

CREATE INDEX v0_questions_by_time ON v0_questions (owner, created_at, id);

CREATE INDEX v0_questions_by_source ON v0_questions (source_id);

CREATE TABLE idempotency_keys (
	owner TEXT NOT NULL,
	request_key TEXT NOT NULL,
	route TEXT NOT NULL,
	body_hash TEXT NOT NULL,
	status INTEGER,
	content_type TEXT,
	response {{blob}},
	expires_at BIGINT NOT NULL,
	PRIMARY KEY (owner, request_key)
);

CREATE INDEX idempotency_keys_by_time ON idempotency_keys (expires_at);

-- Jobs. A job's plan is stored with it; job_tasks holds one row for each step that was begun.

CREATE TABLE jobs (
	id TEXT NOT NULL PRIMARY KEY,
	kind TEXT NOT NULL,
	plan TEXT NOT NULL,
	args TEXT NOT NULL,
	state INTEGER NOT NULL,
	cancel_requested INTEGER NOT NULL DEFAULT 0,
	n_steps INTEGER NOT NULL,
	result TEXT,
	error TEXT,
	created_at BIGINT NOT NULL,
	started_at BIGINT,
	finished_at BIGINT
);

CREATE INDEX jobs_by_time ON jobs (created_at, id);

-- state 0 waiting, 1 running, 2 ended. wake_at is when a waiting task is ready and when a running one's lease ends; NULL
-- when ended. attempt is the fence: whoever holds an older number has lost the task. what is "Kind.step": a runner
-- claims only what its build knows.
CREATE TABLE job_tasks (
	job_id TEXT NOT NULL REFERENCES jobs (id) ON DELETE CASCADE,
	step_no INTEGER NOT NULL,
	step TEXT NOT NULL,
	what TEXT NOT NULL,
	state INTEGER NOT NULL,
	attempt INTEGER NOT NULL DEFAULT 0,
	failures INTEGER NOT NULL DEFAULT 0,
	losses INTEGER NOT NULL DEFAULT 0,
	wake_at BIGINT,
	heartbeat_ms BIGINT NOT NULL DEFAULT 0,
	worker TEXT,
	details TEXT,
	result TEXT,
	error TEXT,
	PRIMARY KEY (job_id, step_no)
);

CREATE INDEX job_tasks_by_wake ON job_tasks (wake_at) WHERE wake_at IS NOT NULL;
