-- SPDX-License-Identifier: Apache-2.0
-- A question that leans on those before it is stored with what it was read as, and conversations are listed by when
-- something was last said in them.

ALTER TABLE sql_generations ADD COLUMN rewritten_query TEXT;

DROP INDEX conversation_sessions_by_time;

CREATE INDEX conversation_sessions_by_time ON conversation_sessions (owner, updated_at, id);
