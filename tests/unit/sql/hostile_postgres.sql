# Statements that the guard must refuse for PostgreSQL, one a line. ␊ stands for a line feed, ␍ for a carriage return, ␀ for NUL.
# plain writes
INSERT INTO artist VALUES (999, 'x')
INSERT INTO artist SELECT * FROM artist
INSERT INTO artist VALUES (999, 'x') ON CONFLICT DO NOTHING
INSERT INTO artist VALUES (999, 'x') RETURNING *
UPDATE artist SET name = 'x'
UPDATE ONLY artist SET name = 'x' RETURNING *
DELETE FROM artist
DELETE FROM artist USING album RETURNING *
MERGE INTO artist USING album ON true WHEN MATCHED THEN DELETE
TRUNCATE artist
TRUNCATE TABLE artist CASCADE
# writes inside WITH
WITH x AS (INSERT INTO artist VALUES (999, 'x') RETURNING *) SELECT * FROM x
WITH x AS (DELETE FROM artist RETURNING *) SELECT * FROM x
WITH x AS (UPDATE artist SET name = 'x' RETURNING *) SELECT count(*) FROM x
WITH x AS (SELECT 1) INSERT INTO artist SELECT 999, 'x' FROM x
WITH x AS (SELECT 1) DELETE FROM artist
WITH x AS (SELECT 1) UPDATE artist SET name = 'x'
WITH a AS (SELECT 1), b AS (DELETE FROM artist RETURNING 1) SELECT * FROM a
SELECT * FROM (WITH x AS (DELETE FROM artist RETURNING *) SELECT * FROM x) y
SELECT (WITH x AS (DELETE FROM artist RETURNING 1) SELECT * FROM x)
WITH RECURSIVE r AS (SELECT 1 UNION ALL (WITH d AS (DELETE FROM artist RETURNING 1) SELECT * FROM d)) SELECT * FROM r
# SELECT that makes tables or takes locks
SELECT * INTO evil FROM artist
SELECT 1 INTO TEMP evil
SELECT 1 INTO UNLOGGED TABLE evil
WITH x AS (SELECT 1) SELECT * INTO evil FROM x
SELECT * INTO evil FROM artist UNION SELECT * FROM artist
(SELECT * INTO evil FROM artist)
SELECT * FROM artist FOR UPDATE
SELECT * FROM artist FOR SHARE
SELECT * FROM artist FOR NO KEY UPDATE SKIP LOCKED
SELECT * FROM artist FOR KEY SHARE NOWAIT
SELECT * FROM (SELECT * FROM artist FOR UPDATE) x
SELECT (SELECT 1 FROM artist LIMIT 1 FOR UPDATE)
WITH x AS (SELECT * FROM artist FOR UPDATE) SELECT * FROM x
VALUES (1) FOR UPDATE
# data definition
CREATE TABLE evil (a int)
CREATE TABLE evil AS SELECT 1
CREATE TEMP TABLE evil (a int)
CREATE MATERIALIZED VIEW evil AS SELECT 1
REFRESH MATERIALIZED VIEW evil
CREATE VIEW evil AS SELECT 1
CREATE OR REPLACE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1'
CREATE PROCEDURE p() LANGUAGE sql AS 'DELETE FROM artist'
CREATE INDEX ON artist (name)
CREATE SEQUENCE evil
CREATE SCHEMA evil
CREATE TYPE evil AS ENUM ('a')
CREATE DOMAIN evil AS int
CREATE EXTENSION dblink
CREATE TRIGGER t AFTER INSERT ON artist EXECUTE FUNCTION f()
CREATE RULE r AS ON INSERT TO artist DO INSTEAD NOTHING
CREATE ROLE evil
CREATE DATABASE evil
CREATE TABLESPACE evil LOCATION '/tmp'
CREATE SERVER evil FOREIGN DATA WRAPPER postgres_fdw
CREATE FOREIGN TABLE evil (a int) SERVER s
CREATE PUBLICATION p FOR ALL TABLES
CREATE SUBSCRIPTION s CONNECTION 'host=evil' PUBLICATION p
CREATE STATISTICS s ON name FROM artist
CREATE AGGREGATE a (int) (sfunc = int4pl, stype = int)
CREATE OPERATOR + (leftarg = int, rightarg = int, function = f)
CREATE CAST (int AS text) WITH INOUT
ALTER TABLE artist ADD COLUMN evil int
ALTER ROLE postgres SUPERUSER
ALTER SYSTEM SET work_mem = '1GB'
ALTER DATABASE chinook SET work_mem = '1GB'
ALTER DEFAULT PRIVILEGES GRANT ALL ON TABLES TO PUBLIC
DROP TABLE artist
DROP SCHEMA public CASCADE
DROP OWNED BY CURRENT_USER
REASSIGN OWNED BY CURRENT_USER TO postgres
GRANT ALL ON artist TO PUBLIC
REVOKE ALL ON artist FROM PUBLIC
COMMENT ON TABLE artist IS 'x'
SECURITY LABEL ON TABLE artist IS 'x'
IMPORT FOREIGN SCHEMA public FROM SERVER s INTO public
# the session
SET work_mem = '1GB'
SET LOCAL work_mem = '1GB'
SET SESSION CHARACTERISTICS AS TRANSACTION READ WRITE
SET TRANSACTION READ WRITE
SET TRANSACTION ISOLATION LEVEL SERIALIZABLE
SET ROLE postgres
SET SESSION AUTHORIZATION postgres
SET transaction_read_only = off
SET default_transaction_read_only TO off
SET TIME ZONE 'UTC'
SET CONSTRAINTS ALL DEFERRED
RESET ALL
RESET work_mem
DISCARD ALL
DISCARD TEMP
BEGIN
BEGIN READ WRITE
START TRANSACTION
COMMIT
COMMIT AND CHAIN
END
ROLLBACK
ABORT
SAVEPOINT s
RELEASE s
ROLLBACK TO s
PREPARE TRANSACTION 'x'
COMMIT PREPARED 'x'
PREPARE p AS DELETE FROM artist
PREPARE p AS SELECT 1
EXECUTE p
DEALLOCATE ALL
DECLARE c CURSOR WITH HOLD FOR SELECT * FROM artist
FETCH ALL FROM c
MOVE c
CLOSE ALL
LISTEN x
NOTIFY x, 'y'
UNLISTEN *
LOCK TABLE artist
LOCK artist IN ACCESS SHARE MODE
LOAD 'evil'
CHECKPOINT
VACUUM
VACUUM FULL artist
ANALYZE artist
CLUSTER artist
REINDEX TABLE artist
COPY artist TO '/tmp/x'
COPY artist FROM '/tmp/x'
COPY artist TO STDOUT
COPY (SELECT 1) TO STDOUT
COPY artist TO PROGRAM 'sh'
COPY (DELETE FROM artist RETURNING *) TO STDOUT
DO 'BEGIN DELETE FROM artist; END'
DO $$ BEGIN DELETE FROM artist; END $$
CALL p()
SHOW ALL
SHOW primary_conninfo
SHOW ssl_key_file
SHOW hba_file
SHOW data_directory
SHOW my.secret
# EXPLAIN
EXPLAIN ANALYZE SELECT 1
EXPLAIN ANALYZE DELETE FROM artist
EXPLAIN (ANALYZE) SELECT 1
EXPLAIN (ANALYZE true, COSTS off) DELETE FROM artist
EXPLAIN (COSTS off, ANALYZE 1) SELECT 1
EXPLAIN ANALYZE VERBOSE SELECT 1
EXPLAIN ANALYZE CREATE TABLE evil AS SELECT 1
EXPLAIN CREATE TABLE evil AS SELECT 1
EXPLAIN DELETE FROM artist
EXPLAIN INSERT INTO artist VALUES (1, 'x')
EXPLAIN EXECUTE p
EXPLAIN DECLARE c CURSOR FOR SELECT 1
EXPLAIN (WAL) SELECT 1
EXPLAIN (ANALYZE, BUFFERS, WAL) SELECT 1
# several statements
SELECT 1; DROP TABLE artist
SELECT 1; SELECT 2
COMMIT; DROP SCHEMA public CASCADE; --
; DELETE FROM artist
SELECT 1 -- x␍; DELETE FROM artist
SELECT 1 -- x␊; DELETE FROM artist
SELECT /* /* */ */ 1; DELETE FROM artist
SELECT /* /* */ 1 */; DELETE FROM artist; /* */
SELECT 'a\'; DELETE FROM artist; --'
SELECT E'a\''; DELETE FROM artist; --'
SELECT e'\\'; DELETE FROM artist; --'
SELECT U&'\0027'; DELETE FROM artist; --'
SELECT $$a$$; DELETE FROM artist; --$$
SELECT $a$ $b$ $a$; DELETE FROM artist; --$b$
SELECT a$$; DELETE FROM artist; --$$
SELECT "a""b"; DELETE FROM artist; --"
SELECT 'a'␊'b'; DELETE FROM artist
SELECT E'a'␊'\''; DELETE FROM artist; --'
SELECT 1 \; DELETE FROM artist
SELECT 1␀; DELETE FROM artist
# functions that act
SELECT set_config('work_mem', '1GB', false)
SELECT pg_catalog.set_config('transaction_read_only', 'off', false)
SELECT "set_config"('work_mem', '1GB', false)
SELECT PG_CATALOG.SET_CONFIG('work_mem', '1GB', false)
SELECT "pg_catalog"."set_config"('work_mem', '1GB', false)
SELECT U&"set\005fconfig"('work_mem', '1GB', false)
SELECT U&"p!0067_sleep" UESCAPE '!' (1)
SELECT set_config /* x */ ('work_mem', '1GB', false)
SELECT set_config␊('work_mem', '1GB', false)
SELECT setseed(0.5)
SELECT current_setting('my.secret')
SELECT current_setting('data_' || 'directory')
SELECT pg_catalog.current_setting('ssl_key_file')
SELECT pg_notify('x', 'y')
SELECT pg_sleep(1)
SELECT "pg_sleep"(1)
SELECT pg_sleep_for('1 s')
SELECT pg_advisory_lock(1)
SELECT pg_try_advisory_lock(1)
SELECT pg_advisory_xact_lock(1, 2)
SELECT pg_advisory_unlock_all()
SELECT nextval('artist_seq')
SELECT setval('artist_seq', 1)
SELECT currval('artist_seq')
SELECT lastval()
SELECT txid_current()
SELECT pg_current_xact_id()
SELECT pg_export_snapshot()
SELECT lo_create(0)
SELECT lo_creat(-1)
SELECT lo_import('/etc/passwd')
SELECT lo_export(1, '/tmp/x')
SELECT lo_from_bytea(0, 'x')
SELECT lo_put(1, 0, 'x')
SELECT lo_unlink(1)
SELECT lo_get(1)
SELECT loread(0, 1)
SELECT lowrite(0, 'x')
SELECT (65536).lo_creat
SELECT (1.5::float8).pg_sleep
SELECT ('artist_seq'::regclass).nextval
SELECT ('/etc/passwd'::text).pg_read_file
SELECT (x).pg_sleep FROM (SELECT 1.5::float8 AS x) y
SELECT (SELECT 65536).lo_creat
SELECT (a.b).evil_function FROM a
SELECT (ARRAY[1])[1].lo_unlink
SELECT pg_read_file('/etc/passwd')
SELECT pg_read_binary_file('x')
SELECT pg_ls_dir('/')
SELECT pg_stat_file('x')
SELECT * FROM pg_ls_dir('/')
SELECT * FROM pg_read_file('/etc/passwd') AS t(x)
SELECT * FROM ROWS FROM (pg_ls_dir('/'), generate_series(1, 2)) AS x
SELECT pg_terminate_backend(1)
SELECT pg_cancel_backend(1)
SELECT pg_reload_conf()
SELECT pg_rotate_logfile()
SELECT pg_switch_wal()
SELECT pg_create_restore_point('x')
SELECT pg_backup_start('x')
SELECT pg_promote()
SELECT pg_wal_replay_pause()
SELECT pg_create_physical_replication_slot('x')
SELECT pg_create_logical_replication_slot('x', 'test_decoding')
SELECT pg_drop_replication_slot('x')
SELECT * FROM pg_logical_slot_get_changes('x', NULL, NULL)
SELECT pg_logical_emit_message(true, 'x', 'y')
SELECT pg_replication_origin_create('x')
SELECT pg_stat_reset()
SELECT pg_stat_reset_shared('bgwriter')
SELECT pg_import_system_collations('public')
SELECT pg_extension_config_dump('x', 'y')
SELECT brin_summarize_new_values('x')
SELECT gin_clean_pending_list('x')
SELECT binary_upgrade_set_next_pg_type_oid(1)
SELECT query_to_xml('DELETE FROM artist RETURNING *', true, true, '')
SELECT query_to_xmlschema('SELECT 1', true, true, '')
SELECT query_to_xml_and_xmlschema('SELECT 1', true, true, '')
SELECT cursor_to_xml('c', 1, true, true, '')
SELECT table_to_xml('artist', true, true, '')
SELECT schema_to_xml('public', true, true, '')
SELECT database_to_xml(true, true, '')
SELECT * FROM ts_stat('SELECT name FROM artist')
SELECT ts_rewrite('a'::tsquery, 'SELECT 1')
SELECT dblink('host=evil', 'SELECT 1')
SELECT * FROM dblink('host=evil', 'SELECT 1') AS t(a int)
SELECT dblink_exec('host=evil', 'DELETE FROM artist')
SELECT * FROM crosstab('SELECT 1') AS t(a int)
SELECT * FROM connectby('a', 'b', 'c', 'd', 0) AS t(a text)
SELECT xmlvalidate('<a/>', 'x')
SELECT xslt_process('x', 'y')
SELECT plpgsql_call_handler()
SELECT my_function(1)
SELECT public.my_function(1)
SELECT public.upper('x')
SELECT chinook.public.upper('x')
SELECT information_schema._pg_expandarray(ARRAY[1])
# functions in every place an expression can stand
SELECT 1 WHERE pg_sleep(1) IS NULL
SELECT 1 GROUP BY pg_sleep(1)
SELECT 1 HAVING pg_sleep(1) IS NULL
SELECT 1 ORDER BY pg_sleep(1)
SELECT 1 LIMIT lo_create(0)
SELECT 1 OFFSET lo_create(0)
SELECT 1 FETCH FIRST (lo_create(0)) ROWS ONLY
SELECT DISTINCT ON (pg_sleep(1)) 1
SELECT count(*) FILTER (WHERE pg_sleep(1) IS NULL)
SELECT string_agg('a', 'b' ORDER BY pg_sleep(1))
SELECT percentile_cont(lo_create(0)) WITHIN GROUP (ORDER BY 1)
SELECT sum(1) OVER (PARTITION BY pg_sleep(1))
SELECT sum(1) OVER (ORDER BY 1 ROWS lo_create(0) PRECEDING)
SELECT sum(1) OVER w WINDOW w AS (ORDER BY pg_sleep(1))
SELECT my_aggregate(1) OVER ()
SELECT * FROM artist JOIN album ON pg_sleep(1) IS NULL
SELECT * FROM artist, LATERAL pg_sleep(1)
SELECT * FROM artist, LATERAL (SELECT pg_sleep(1)) x
SELECT * FROM artist TABLESAMPLE bernoulli (lo_create(0)::real)
SELECT * FROM artist TABLESAMPLE system (1) REPEATABLE (lo_create(0))
SELECT CASE WHEN true THEN pg_sleep(1) END
SELECT COALESCE(NULL, pg_sleep(1)::text)
SELECT GREATEST(1, lo_create(0))
SELECT NULLIF(1, lo_create(0))
SELECT ARRAY[lo_create(0)]
SELECT ARRAY(SELECT lo_create(0))
SELECT ROW(lo_create(0))
SELECT (ARRAY[1])[lo_create(0)]
SELECT lo_create(0)::text
SELECT CAST(lo_create(0) AS text)
SELECT lo_create(0) IN (1)
SELECT 1 IN (1, lo_create(0))
SELECT 1 = ANY (ARRAY[lo_create(0)])
SELECT 1 BETWEEN 0 AND lo_create(0)
SELECT EXISTS (SELECT lo_create(0))
SELECT - lo_create(0)
SELECT NOT (lo_create(0) = 1)
SELECT lo_create(0) IS DISTINCT FROM 1
SELECT pg_sleep(1)::text COLLATE "C"
SELECT upper(pg_sleep(1)::text)
SELECT concat(VARIADIC ARRAY[lo_create(0)::text])
SELECT make_interval(days => lo_create(0)::int)
SELECT xmlelement(name a, lo_create(0))
SELECT xmlforest(lo_create(0) AS a)
SELECT * FROM xmltable('/a' PASSING xmlparse(document pg_read_file('x')) COLUMNS a int)
SELECT * FROM xmltable('/a' PASSING '<a/>' COLUMNS a int DEFAULT lo_create(0))
VALUES (lo_create(0))
VALUES (1), (lo_create(0))
SELECT 1 UNION SELECT lo_create(0)
SELECT 1 UNION ALL (SELECT 1 ORDER BY lo_create(0))
WITH x AS (SELECT lo_create(0)) SELECT * FROM x
WITH x AS (VALUES (lo_create(0))) TABLE x
TABLE artist; DELETE FROM artist
EXPLAIN SELECT * FROM artist; DELETE FROM artist
SELECT GROUPING(lo_create(0)) GROUP BY ROLLUP (1)
SELECT 1 GROUP BY GROUPING SETS ((lo_create(0)), ())
# operators that name another schema, and tables that hold secrets
SELECT 1 OPERATOR(public.+) 2
SELECT 1 OPERATOR(evil.=) ANY (ARRAY[1])
SELECT 1 OPERATOR(evil.=) ANY (SELECT 1)
SELECT OPERATOR(evil.-) 1
SELECT 1 ORDER BY 1 USING OPERATOR(evil.<)
SELECT * FROM pg_shadow
SELECT * FROM pg_catalog.pg_authid
SELECT * FROM "pg_authid"
TABLE pg_authid
SELECT * FROM pg_user_mapping
SELECT * FROM pg_largeobject
SELECT * FROM pg_hba_file_rules
SELECT * FROM pg_file_settings
SELECT * FROM pg_subscription
# half statements, placeholders and other engines
SELECT $1
SELECT 1 /* left open
SELECT 1 /* /* */
SELECT 'left open
SELECT "left open
SELECT $$left open
SELECT E'left open\'
SELECT 1)
SELECT (1
WITH x AS (SELECT 1)
SELECT * FROM
PRAGMA user_version
SELECT `a`
SELECT * FROM artist INDEXED BY i
-- only a comment
;
SEL/**/ECT 1
DROP/**/TABLE artist
SELECT @@version; SELECT 1
\copy artist to x
\! sh
VALUES (DEFAULT)
# a function in FROM gives a bare value, of which x.f is the call f(x)
SELECT x.lo_creat FROM generate_series(1, 1) AS x
SELECT x.pg_read_file FROM unnest(ARRAY['/etc/passwd']) AS x
SELECT x.pg_sleep FROM unnest(ARRAY[10.0]) AS x
SELECT x."pg_terminate_backend" FROM generate_series(1, 99) x
SELECT x.U&"pg_re\0061d_file" FROM unnest(ARRAY['/etc/passwd']) AS x
SELECT unnest.pg_read_file FROM unnest(ARRAY['/etc/passwd'])
SELECT x.pg_ls_dir FROM ROWS FROM (unnest(ARRAY['/'])) AS x
SELECT x.pg_advisory_lock FROM generate_series(1, 2) AS x
SELECT x.current_setting FROM unnest(ARRAY['data_directory']) AS x
SELECT x.ts_stat FROM unnest(ARRAY['DELETE FROM artist RETURNING NULL::tsvector']) AS x
SELECT pg_sleep.pg_sleep FROM unnest(ARRAY[10.0]) AS pg_sleep(a)
SELECT 1 FROM artist, LATERAL unnest(ARRAY[artist.name]) AS x WHERE x.pg_read_file IS NOT NULL
SELECT (SELECT x.pg_ls_dir) FROM unnest(ARRAY['/']) AS x
SELECT 1 FROM unnest(ARRAY['/']) AS x ORDER BY x.pg_ls_dir
SELECT text.pg_read_file FROM CAST('/etc/passwd' AS text)
SELECT text.pg_read_file FROM CAST('/etc/passwd' AS text) WHERE EXISTS (SELECT FROM artist AS text)
SELECT x.pg_read_file FROM COALESCE('/etc/passwd'::text) AS x
SELECT x.pg_read_file FROM artist AS x, LATERAL (SELECT x.pg_read_file FROM upper('/etc') AS x) AS y
# settings by the tables that hold them, where SHOW and current_setting() are refused
SELECT name, setting FROM pg_settings
SELECT setting FROM pg_catalog."pg_settings" WHERE name = 'primary_conninfo'
SELECT setconfig FROM pg_db_role_setting
SELECT rolname, rolconfig FROM pg_roles
SELECT useconfig FROM pg_user
SELECT * FROM information_schema.user_mapping_options
SELECT * FROM information_schema._pg_user_mappings
