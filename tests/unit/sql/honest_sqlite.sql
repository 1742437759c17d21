# Statements that the guard must let through for SQLite, one a line. ␊ stands for a line feed, ␍ for a carriage return.
SELECT 1
select 1;
SELECT 1 ; ; -- twice
  SELECT 1 -- tail
/* head */ SELECT 1 /* tail */
-- head␊SELECT 1
SELECT/**/1
SELECT * FROM Artist
SELECT * FROM main.Artist
SELECT Artist.* FROM Artist
SELECT a.*, b.Title FROM Artist AS a, Album b
SELECT DISTINCT Name FROM Artist
SELECT ALL Name FROM Artist
SELECT 'DROP TABLE Artist'
SELECT '; DELETE FROM Artist; --'
SELECT 'it''s /* not */ a -- comment'
SELECT "Name", [Name], `Name`, Artist."Name" FROM "Artist"
SELECT "update", "delete" FROM (SELECT 1 AS "update", 2 AS "delete")
SELECT [drop], [insert] FROM (SELECT 1 AS [drop], 2 AS [insert])
SELECT `select` FROM (SELECT 1 AS `select`)
SELECT 1 AS 'text alias'
SELECT 1 "double alias"
SELECT x.key, x.value FROM json_each('{"a": 1}') AS x
SELECT key FROM json_tree('[1, [2]]')
SELECT "no such column is text" FROM Artist
SELECT Name FROM Artist WHERE Name = 'x' OR Name LIKE '%DROP%' AND NOT Name GLOB 'a*'
SELECT Name FROM Artist WHERE Name LIKE 'a\_%' ESCAPE '\'
SELECT Name FROM Artist WHERE Name NOT LIKE 'a%' AND Name NOT GLOB 'b*' AND Name NOT IN ('a', 'b')
SELECT Name FROM Artist WHERE Name REGEXP 'a.*'
SELECT Name FROM Artist WHERE ArtistId BETWEEN 1 AND 5 AND ArtistId NOT BETWEEN 3 AND 4
SELECT Name FROM Artist WHERE Name IS NULL OR Name IS NOT NULL OR Name ISNULL OR Name NOTNULL OR Name NOT NULL
SELECT Name FROM Artist WHERE Name IS NOT DISTINCT FROM 'x' OR Name IS DISTINCT FROM 'y'
SELECT Name FROM Artist WHERE ArtistId IN (SELECT ArtistId FROM Album)
SELECT Name FROM Artist WHERE ArtistId IN ()
SELECT Name FROM Artist WHERE (ArtistId, Name) IN (SELECT ArtistId, Title FROM Album)
SELECT Name FROM Artist WHERE (ArtistId, Name) = (1, 'x')
SELECT Name FROM Artist WHERE EXISTS (SELECT 1 FROM Album WHERE Album.ArtistId = Artist.ArtistId)
SELECT Name FROM Artist WHERE NOT EXISTS (SELECT 1 FROM Album)
SELECT Name FROM Artist WHERE Name COLLATE NOCASE = 'x' ORDER BY Name COLLATE NOCASE
SELECT Name FROM Artist WHERE ArtistId IN Album
SELECT 5 IN (VALUES (1), (5))
SELECT 1 + 2 * 3 / 4 % 5 - -6, ~1, +2, - - 3, 1 << 2 | 3 & 4 >> 1
SELECT 1 < 2, 1 <= 2, 1 > 2, 1 >= 2, 1 = 1, 1 == 1, 1 != 2, 1 <> 2
SELECT 'a' || 'b' || x'41' || X'42'
SELECT 0x1F, 1.5, .5, 1., 1e10, 1.5E-3
SELECT NULL, TRUE, FALSE, CURRENT_DATE, CURRENT_TIME, CURRENT_TIMESTAMP
SELECT CASE WHEN 1 THEN 'a' WHEN 2 THEN 'b' ELSE 'c' END
SELECT CASE Name WHEN 'a' THEN 1 END AS c FROM Artist
SELECT CAST('1' AS INTEGER), CAST(1 AS VARCHAR(10)), CAST(1 AS DECIMAL(10, 2)), CAST(x'41' AS TEXT), CAST(1 AS UNSIGNED BIG INT)
SELECT count(*), count(DISTINCT Name), sum(ArtistId), total(ArtistId), avg(ArtistId), min(Name), max(Name), group_concat(Name, ', ') FROM Artist
SELECT count(*) FILTER (WHERE ArtistId > 5) FROM Artist
SELECT ArtistId, row_number() OVER (ORDER BY Name DESC NULLS LAST) FROM Artist
SELECT rank() OVER (PARTITION BY ArtistId ORDER BY Title), dense_rank() OVER w, ntile(4) OVER w FROM Album WINDOW w AS (ORDER BY Title)
SELECT sum(AlbumId) OVER (ORDER BY AlbumId ROWS BETWEEN 2 PRECEDING AND CURRENT ROW) FROM Album
SELECT sum(AlbumId) OVER (ORDER BY AlbumId ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING EXCLUDE CURRENT ROW) FROM Album
SELECT sum(AlbumId) OVER (ORDER BY AlbumId RANGE BETWEEN 1 PRECEDING AND 1 FOLLOWING EXCLUDE TIES) FROM Album
SELECT sum(AlbumId) OVER (ORDER BY AlbumId GROUPS 2 PRECEDING EXCLUDE GROUP) FROM Album
SELECT sum(AlbumId) OVER (ORDER BY AlbumId ROWS UNBOUNDED PRECEDING EXCLUDE NO OTHERS) FROM Album
SELECT lag(Title, 1, 'none') OVER w, lead(Title) OVER w, first_value(Title) OVER w, nth_value(Title, 2) OVER w FROM Album WINDOW w AS (PARTITION BY ArtistId ORDER BY AlbumId), v AS (w ROWS 1 PRECEDING)
SELECT sum(AlbumId) FILTER (WHERE AlbumId > 3) OVER (PARTITION BY ArtistId) FROM Album
SELECT percent_rank() OVER (ORDER BY Title), cume_dist() OVER (ORDER BY Title) FROM Album
SELECT * FROM Artist JOIN Album USING (ArtistId)
SELECT * FROM Artist INNER JOIN Album ON Artist.ArtistId = Album.ArtistId
SELECT * FROM Artist LEFT JOIN Album ON Artist.ArtistId = Album.ArtistId LEFT OUTER JOIN Track USING (AlbumId)
SELECT * FROM Artist NATURAL JOIN Album
SELECT * FROM Artist NATURAL LEFT OUTER JOIN Album
SELECT * FROM Artist CROSS JOIN Album
SELECT * FROM Artist RIGHT JOIN Album USING (ArtistId)
SELECT * FROM Artist FULL OUTER JOIN Album USING (ArtistId)
SELECT * FROM (Artist JOIN Album USING (ArtistId)) JOIN Track USING (AlbumId)
SELECT * FROM ((SELECT 1 AS a)) AS x
SELECT * FROM Album INDEXED BY IFK_AlbumArtistId WHERE ArtistId = 1
SELECT * FROM Album NOT INDEXED WHERE ArtistId = 1
SELECT * FROM (SELECT Name AS n FROM Artist) AS sub WHERE n > 'a'
SELECT (SELECT max(Title) FROM Album WHERE Album.ArtistId = a.ArtistId) FROM Artist a
WITH x AS (SELECT 1 AS a) SELECT * FROM x
WITH x(a, b) AS (VALUES (1, 2), (3, 4)) SELECT a FROM x
WITH x AS MATERIALIZED (SELECT 1), y AS NOT MATERIALIZED (SELECT 2) SELECT * FROM x, y
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 10) SELECT i FROM n
WITH RECURSIVE n(i) AS (VALUES (1) UNION SELECT i + 1 FROM n LIMIT 10) SELECT sum(i) FROM n
SELECT * FROM (WITH x AS (SELECT 1) SELECT * FROM x)
SELECT 1 UNION SELECT 2 UNION ALL SELECT 3 INTERSECT SELECT 3 EXCEPT SELECT 4 ORDER BY 1 LIMIT 1
SELECT Name FROM Artist UNION VALUES ('x')
VALUES (1)
VALUES (1, 'a'), (2, 'b')
SELECT ArtistId, count(*) AS n FROM Album GROUP BY ArtistId HAVING count(*) > 1 ORDER BY n DESC, ArtistId ASC LIMIT 10 OFFSET 5
SELECT ArtistId FROM Album GROUP BY 1 ORDER BY 1 LIMIT 5, 10
SELECT Name FROM Artist LIMIT (SELECT 2)
SELECT json_extract('{"a": [1, 2]}', '$.a[0]'), '{"a": 1}' -> '$.a', '{"a": 1}' ->> 'a'
SELECT json_group_array(Name), json_object('a', 1), json_array(1, 2), json_valid('{}') FROM Artist
SELECT date('now'), time('now'), datetime('now', '-1 day'), julianday('now'), strftime('%Y', 'now'), unixepoch()
SELECT upper(Name), lower(Name), length(Name), substr(Name, 1, 3), trim(Name), replace(Name, 'a', 'b'), instr(Name, 'a') FROM Artist
SELECT abs(-1), round(1.5), sqrt(2), power(2, 3), pi(), floor(1.5), ceil(1.5), ln(2), log10(100), mod(5, 3), sign(-2)
SELECT coalesce(NULL, 1), ifnull(NULL, 1), nullif(1, 2), iif(1, 2, 3), typeof(1), quote('a'), hex('a'), unicode('a'), char(65)
SELECT printf('%d', 1), format('%s', 'a'), random(), max(1, 2), min(1, 2), likely(1), unlikely(0)
SELECT replace('a', 'b', 'c') AS replace
SELECT * FROM pragma_table_info('Artist')
SELECT name FROM pragma_table_list WHERE type = 'table'
SELECT m.name, c.name FROM sqlite_master AS m JOIN pragma_table_info(m.name) AS c WHERE m.type = 'table'
SELECT name, sql FROM sqlite_master WHERE type = 'table'
SELECT * FROM sqlite_schema
PRAGMA table_info(Artist)
PRAGMA table_info('Artist')
PRAGMA main.table_info("Artist");
PRAGMA foreign_key_list(Album)
PRAGMA index_list(Album)
PRAGMA user_version
PRAGMA encoding
EXPLAIN SELECT * FROM Artist
EXPLAIN QUERY PLAN SELECT * FROM Artist WHERE ArtistId = 1
explain query plan with x as (select 1) select * from x
SELECT rowid, _rowid_, oid FROM Artist
SELECT 1 AS abort, 2 AS action, 3 AS key, 4 AS "order"
SELECT date, time, year, month, day, value, type, status FROM (SELECT 1 AS date, 2 AS time, 3 AS year, 4 AS month, 5 AS day, 6 AS value, 7 AS type, 8 AS status)
SELECT 売上 FROM (SELECT 1 AS 売上) AS 表 WHERE 売上 > 0
SELECT "Prénom" FROM (SELECT 'é' AS "Prénom")
SELECT a$b FROM (SELECT 1 AS a$b)
SELECT 1 WHERE 'a' <> 'b' -- 'unbalanced
SELECT 1 /* it's "unbalanced" */ FROM Artist
SELECT␊␉Name␍␊FROM␊Artist
SELECT t.Name, count(il.InvoiceLineId) AS sold, sum(il.UnitPrice * il.Quantity) AS revenue FROM Track t JOIN InvoiceLine il ON il.TrackId = t.TrackId GROUP BY t.TrackId ORDER BY revenue DESC LIMIT 10
SELECT BillingCountry, round(sum(Total), 2) FROM Invoice WHERE InvoiceDate >= '2009-01-01' AND InvoiceDate < '2010-01-01' GROUP BY BillingCountry
SELECT printf('%.2f %% of %,d', 1.5, 12000), format('%05d-%-20s|%+.3e', 1, 'a', 2.0), printf('2026 * %d', 1)
SELECT printf('%0900d', 1), printf('%-3.2f', 1.0)
