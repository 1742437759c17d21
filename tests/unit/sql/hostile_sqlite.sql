# Statements that the guard must refuse for SQLite, one a line. ␊ stands for a line feed, ␍ for a carriage return, ␀ for NUL.
# plain writes
INSERT INTO Artist VALUES (999, 'x')
INSERT OR REPLACE INTO Artist VALUES (1, 'x')
insert into Artist select * from Artist
INSERT INTO Artist DEFAULT VALUES
REPLACE INTO Artist VALUES (1, 'x')
UPDATE Artist SET Name = 'x'
UPDATE OR IGNORE Artist SET Name = 'x'
DELETE FROM Artist
delete from Artist where 1 = 1
DELETE FROM Artist RETURNING *
INSERT INTO Artist VALUES (998, 'x') RETURNING ArtistId
UPDATE Artist SET Name = 'x' RETURNING Name
# writes behind WITH
WITH x AS (SELECT 1) INSERT INTO Artist SELECT 998, 'x' FROM x
WITH x AS (SELECT 1) DELETE FROM Artist WHERE ArtistId IN x
WITH x AS (SELECT 1) UPDATE Artist SET Name = 'x'
WITH x AS (SELECT 1) REPLACE INTO Artist VALUES (1, 'x')
WITH RECURSIVE x(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM x WHERE n < 5) INSERT INTO Artist SELECT n + 900, 'x' FROM x
WITH x AS (DELETE FROM Artist RETURNING *) SELECT * FROM x
WITH x AS (INSERT INTO Artist VALUES (997, 'x') RETURNING *) SELECT * FROM x
# data definition
CREATE TABLE evil (a)
CREATE TABLE evil AS SELECT * FROM Artist
CREATE TEMP TABLE evil (a)
CREATE TEMPORARY VIEW v AS SELECT 1
CREATE VIEW v AS SELECT 1
CREATE INDEX i ON Artist (Name)
CREATE UNIQUE INDEX i ON Artist (ArtistId)
CREATE TRIGGER t AFTER INSERT ON Artist BEGIN DELETE FROM Album; END
CREATE VIRTUAL TABLE v USING fts5(a)
CREATE VIRTUAL TABLE v USING dbstat
DROP TABLE Artist
DROP TABLE IF EXISTS Artist
DROP VIEW v
DROP INDEX IFK_AlbumArtistId
DROP TRIGGER t
ALTER TABLE Artist RENAME TO Gone
ALTER TABLE Artist ADD COLUMN evil
ALTER TABLE Artist DROP COLUMN Name
ALTER TABLE Artist RENAME COLUMN Name TO x
# the session and the file
ATTACH DATABASE '/tmp/evil.db' AS evil
ATTACH ':memory:' AS m
attach 'file:evil?mode=rwc' as e
DETACH DATABASE main
VACUUM
VACUUM INTO '/tmp/evil.db'
vacuum main
REINDEX
REINDEX Artist
ANALYZE
ANALYZE Artist
BEGIN
BEGIN IMMEDIATE
BEGIN EXCLUSIVE TRANSACTION
COMMIT
END
END TRANSACTION
ROLLBACK
SAVEPOINT s
RELEASE s
ROLLBACK TO s
# pragmas
PRAGMA journal_mode = WAL
PRAGMA journal_mode
PRAGMA journal_mode(DELETE)
PRAGMA writable_schema = 1
PRAGMA writable_schema
PRAGMA user_version = 7
PRAGMA user_version(7)
PRAGMA main.user_version = 7
PRAGMA application_id(1)
PRAGMA schema_version = 99
PRAGMA encoding = 'UTF-16'
PRAGMA encoding('UTF-16')
PRAGMA page_size = 512
PRAGMA page_size(512)
PRAGMA wal_checkpoint(TRUNCATE)
PRAGMA incremental_vacuum(10)
PRAGMA optimize
PRAGMA shrink_memory
PRAGMA foreign_keys = OFF
PRAGMA foreign_keys
PRAGMA query_only = 0
PRAGMA trusted_schema = 1
PRAGMA temp_store_directory = '/tmp'
PRAGMA data_store_directory('/tmp')
PRAGMA database_list
PRAGMA locking_mode = EXCLUSIVE
PRAGMA hard_heap_limit = 1
PRAGMA cell_size_check = 1
PRAGMA auto_vacuum = FULL
PRAGMA secure_delete = 1
PRAGMA synchronous = OFF
PRAGMA mmap_size = 100000000
PRAGMA integrity_check
PRAGMA table_info = Artist
PRAGMA table_info(Artist); DROP TABLE Artist
PRAGMA table_info((SELECT 1))
EXPLAIN PRAGMA user_version = 7
SELECT * FROM pragma_journal_mode
SELECT * FROM pragma_journal_mode('wal')
SELECT * FROM pragma_wal_checkpoint
SELECT * FROM pragma_database_list
SELECT * FROM pragma_user_version(7)
SELECT * FROM "pragma_optimize"
SELECT * FROM 'pragma_database_list'
SELECT * FROM [pragma_database_list]
SELECT 1 WHERE 1 IN pragma_database_list
SELECT 1 WHERE 1 IN pragma_optimize()
# several statements
SELECT 1; DROP TABLE Artist
SELECT 1;DELETE FROM Artist;
; DROP TABLE Artist
SELECT 1; SELECT 2
SELECT 1;;SELECT 2
COMMIT; DROP TABLE Artist
SELECT ';' ; DROP TABLE Artist
SELECT 1 /* ; */ ; DELETE FROM Artist
SELECT 1 -- comment␊; DROP TABLE Artist
SELECT 1 --␍␊; DROP TABLE Artist
SELECT 'a''; SELECT '; DROP TABLE Artist; --'
SELECT "a""; SELECT "; DROP TABLE Artist
SELECT `a`; DROP TABLE Artist
SELECT [a]; DROP TABLE Artist
SELECT /* /* */ 1; DROP TABLE Artist /* */
SELECT 1 /* nested /* */ ; DROP TABLE Artist -- */
# functions that act
SELECT load_extension('evil')
SELECT load_extension('evil', 'entry')
SELECT LOAD_EXTENSION('evil')
SELECT "load_extension"('evil')
SELECT [load_extension]('evil')
SELECT `load_extension`('evil')
SELECT load_extension /* x */ ('evil')
SELECT load_extension␊('evil')
SELECT writefile('/tmp/evil', 'x')
SELECT readfile('/etc/passwd')
SELECT edit('x')
SELECT fts3_tokenizer('simple')
SELECT fts3_tokenizer('simple', x'0102030405060708')
SELECT fts5(NULL)
SELECT optimize(Artist) FROM Artist
SELECT matchinfo(Artist) FROM Artist
SELECT sqlite_log(1, 'x')
SELECT sqlite_compileoption_get(1)
SELECT sqlite_compileoption_used('x')
SELECT sqlite_offset(Name) FROM Artist
SELECT zeroblob(1000000000)
SELECT randomblob(1000000000)
SELECT last_insert_rowid()
SELECT changes()
SELECT total_changes()
SELECT sqlite_rename_table('main', 'a', 'b', 'c', 'd', 1, 1)
SELECT sqlite_drop_column(0, 'CREATE TABLE t(a,b)', 1)
SELECT rtreecheck('Artist')
SELECT shell_add_schema('x', 'y', 'z')
SELECT eval('DELETE FROM Artist')
SELECT sha3_query('DELETE FROM Artist')
SELECT my_own_function(1)
SELECT count(*) FILTER (WHERE load_extension('x')) FROM Artist
SELECT sum(load_extension('x')) OVER () FROM Artist
SELECT sum(1) OVER (PARTITION BY load_extension('x')) FROM Artist
SELECT sum(1) OVER (ORDER BY load_extension('x')) FROM Artist
SELECT sum(1) OVER w FROM Artist WINDOW w AS (ORDER BY load_extension('x'))
SELECT my_window(1) OVER () FROM Artist
SELECT Name FROM Artist ORDER BY load_extension('x')
SELECT Name FROM Artist GROUP BY load_extension('x')
SELECT Name FROM Artist GROUP BY 1 HAVING load_extension('x')
SELECT Name FROM Artist LIMIT load_extension('x')
SELECT Name FROM Artist LIMIT 1 OFFSET load_extension('x')
SELECT Name FROM Artist LIMIT 1, load_extension('x')
SELECT * FROM Artist JOIN Album ON load_extension('x')
SELECT CASE WHEN load_extension('x') THEN 1 END
SELECT CASE load_extension('x') WHEN 1 THEN 2 ELSE 3 END
SELECT CAST(load_extension('x') AS TEXT)
SELECT (1, load_extension('x')) = (1, 2)
SELECT 1 IN (1, load_extension('x'))
SELECT 1 BETWEEN 0 AND load_extension('x')
SELECT EXISTS (SELECT load_extension('x'))
SELECT -load_extension('x')
SELECT NOT load_extension('x')
SELECT 'a' || load_extension('x')
SELECT coalesce(NULL, load_extension('x'))
SELECT 'a' LIKE 'b' ESCAPE load_extension('x')
SELECT group_concat(DISTINCT load_extension('x')) FROM Artist
VALUES (load_extension('x'))
VALUES (1), (load_extension('x'))
SELECT * FROM (VALUES (load_extension('x')))
WITH x AS (SELECT load_extension('x')) SELECT * FROM x
SELECT 1 UNION SELECT load_extension('x')
EXPLAIN SELECT load_extension('x')
EXPLAIN QUERY PLAN SELECT load_extension('x')
# tables and table-valued functions that show more than the data
SELECT * FROM sqlite_dbpage
SELECT data FROM sqlite_dbpage WHERE pgno = 1
SELECT * FROM main.sqlite_dbpage
SELECT * FROM "sqlite_dbpage"
SELECT * FROM dbstat
SELECT * FROM sqlite_stmt
SELECT * FROM bytecode('SELECT 1')
SELECT * FROM fsdir('/')
SELECT * FROM fsdir WHERE path = '/'
SELECT * FROM zipfile('/tmp/x.zip')
SELECT * FROM main.json_each('[1]')
SELECT * FROM writefile('/tmp/x', 'y')
SELECT * FROM 'fsdir'('/')
SELECT 1 IN fsdir('/')
# EXPLAIN of what writes
EXPLAIN DELETE FROM Artist
EXPLAIN QUERY PLAN DELETE FROM Artist
EXPLAIN EXPLAIN SELECT 1
EXPLAIN
# SQL of other engines, half statements and noise
SELECT * INTO evil FROM Artist
SELECT RAISE(ABORT, 'x')
SELECT ?
SELECT ?1
SELECT :a
SELECT @a
SELECT $a
SELECT $a::b(c; DROP TABLE Artist)
SELECT #1
SELECT 1 FOR UPDATE
TRUNCATE Artist
CALL x()
DO 1
COPY Artist TO '/tmp/x'
GRANT ALL ON Artist TO x
SHOW tables
SET a = 1
EXEC x
.shell rm -rf /
.read evil.sql
SELECT 1 /* left open
SELECT 'left open
SELECT "left open
SELECT 1␀; DROP TABLE Artist
SELECT 1 --␀␊; DROP TABLE Artist
SELECT '␀'
SELECT ((1)
SELECT 1)
SELECT
SELECT * FROM
WITH x AS (SELECT 1)
VALUES
SELECT 1 UNION
SEL/**/ECT 1
DROP/**/TABLE Artist
-- only a comment
/* only a comment */
;
;;;
(SELECT 1)
1
# formats that write a text of any length, character by character
SELECT length(printf('%.*c', 60000000, 'x'))
SELECT printf('%60000000d', 1)
SELECT printf('%-60000000d', 1)
SELECT printf('%.60000000f', 1)
SELECT "printf"('%*s', 60000000, 'x')
SELECT format('%d%%%0!,-9999d', 1, 2)
SELECT printf('%' || '*s', 60000000, 'x')
SELECT printf((SELECT '%*s'), 60000000, 'x')
SELECT printf("%*s", 60000000, 'x')
SELECT printf(name, 1) FROM artist
SELECT json_patch('{}', '{}')
SELECT printf('%00060000000d', 1)
SELECT printf('%.0060000000f', 1)
SELECT printf('%1009d', 1)
