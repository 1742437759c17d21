# Statements that the guard must let through for PostgreSQL, one a line. ␊ stands for a line feed, ␍ for a carriage return.
SELECT 1
select 1;
SELECT 1 ;;
  SELECT 1 -- tail
/* head /* nested */ */ SELECT 1 /* tail */
-- head␊SELECT 1
-- head␍SELECT 1
SELECT/**/1
SELECT * FROM artist
SELECT * FROM public.artist
SELECT * FROM ONLY artist
TABLE artist
SELECT a.*, b.title FROM artist AS a, album b
SELECT DISTINCT name FROM artist
SELECT DISTINCT ON (artist_id) * FROM album ORDER BY artist_id, title
SELECT 'DROP TABLE artist'
SELECT '; DELETE FROM artist; --'
SELECT E'it\'s; DROP TABLE x', U&'d\0061t\+000061', $$; DROP TABLE x$$, $tag$ $$ ' $tag$
SELECT 'a'␊'b'
SELECT B'101', X'1F', b'0', x'f'
SELECT "update", "delete" FROM (SELECT 1 AS "update", 2 AS "delete") x
SELECT 1 AS update, 2 AS delete, 3 AS select
SELECT x.drop FROM (SELECT 1 AS drop) x
SELECT 1 "double alias"
SELECT a$$ FROM (SELECT 1 AS a$$) x
SELECT 売上 FROM (SELECT 1 AS 売上) AS 表 WHERE 売上 > 0
SELECT name FROM artist WHERE name = 'x' OR name LIKE '%DROP%' AND NOT name ILIKE 'a%'
SELECT name FROM artist WHERE name LIKE 'a!_%' ESCAPE '!' AND name NOT SIMILAR TO 'a(b|c)'
SELECT name FROM artist WHERE name ~ '^a\d+' OR name ~* 'b' OR name !~ 'c' OR name !~* 'd'
SELECT name FROM artist WHERE artist_id BETWEEN 1 AND 5 AND artist_id NOT BETWEEN SYMMETRIC 4 AND 3
SELECT name FROM artist WHERE name IS NULL OR name IS NOT NULL OR name ISNULL OR name NOTNULL
SELECT name FROM artist WHERE name IS DISTINCT FROM 'x' AND (name = 'a') IS NOT TRUE
SELECT name FROM artist WHERE artist_id IN (SELECT artist_id FROM album)
SELECT name FROM artist WHERE artist_id = ANY (ARRAY[1, 2]) AND artist_id <> ALL (SELECT artist_id FROM album)
SELECT name FROM artist WHERE (artist_id, name) IN (SELECT artist_id, title FROM album)
SELECT name FROM artist WHERE ROW(artist_id, name) = (1, 'x')
SELECT name FROM artist WHERE EXISTS (SELECT 1 FROM album WHERE album.artist_id = artist.artist_id)
SELECT name COLLATE "C" FROM artist ORDER BY name COLLATE "de-x-icu" DESC NULLS LAST
SELECT name FROM artist ORDER BY name USING <
SELECT 1 + 2 * 3 / (4 % 5) ^ 2 - -6, ~1, @ -5, |/ 4, !! 'a'::tsquery, 5 # 3, 1 << 2, 7 & 3
SELECT 1 OPERATOR(pg_catalog.+) 2
SELECT 'a' || 'b', ARRAY[1] || 2, ARRAY[1, 2] @> ARRAY[1], ARRAY[1] && ARRAY[2]
SELECT NULL, TRUE, FALSE, CURRENT_DATE, CURRENT_TIME, CURRENT_TIMESTAMP(3), LOCALTIME, LOCALTIMESTAMP, CURRENT_USER, SESSION_USER
SELECT CASE WHEN true THEN 'a' ELSE 'c' END, CASE name WHEN 'a' THEN 1 END FROM artist
SELECT CAST('1' AS int), '1'::numeric(10, 2), int '1', date '2020-01-01', interval '1 day' * 2, '{1,2}'::int[], 'a'::varchar(10)
SELECT timestamp with time zone '2020-01-01 00:00' AT TIME ZONE 'UTC'
SELECT 'artist'::regclass, 'int4'::regtype
SELECT count(*), count(DISTINCT name), sum(artist_id), avg(artist_id), min(name), max(name), string_agg(name, ', ' ORDER BY name), array_agg(name) FROM artist
SELECT count(*) FILTER (WHERE artist_id > 5) FROM artist
SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY artist_id), mode() WITHIN GROUP (ORDER BY name) FROM artist
SELECT stddev(artist_id), variance(artist_id), corr(artist_id, artist_id), regr_slope(artist_id, artist_id) FROM artist
SELECT row_number() OVER (ORDER BY name), rank() OVER w, lag(name, 1) OVER w FROM artist WINDOW w AS (PARTITION BY artist_id ORDER BY name)
SELECT sum(album_id) OVER (ORDER BY album_id ROWS BETWEEN 2 PRECEDING AND CURRENT ROW EXCLUDE TIES) FROM album
SELECT sum(album_id) OVER (ORDER BY album_id RANGE BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING) FROM album
SELECT sum(album_id) OVER (ORDER BY album_id GROUPS 1 PRECEDING) FROM album
SELECT * FROM artist JOIN album USING (artist_id)
SELECT * FROM artist JOIN album USING (artist_id) AS j
SELECT * FROM artist NATURAL LEFT JOIN album
SELECT * FROM artist a LEFT OUTER JOIN album b ON a.artist_id = b.artist_id AND b.title > 'a'
SELECT * FROM artist CROSS JOIN album FULL JOIN track USING (album_id)
SELECT * FROM (artist JOIN album USING (artist_id)) AS j
SELECT * FROM artist a, LATERAL (SELECT title FROM album b WHERE b.artist_id = a.artist_id LIMIT 1) x
SELECT * FROM artist TABLESAMPLE bernoulli (10) REPEATABLE (1)
SELECT * FROM generate_series(1, 10) AS g(n)
SELECT * FROM generate_series(date '2020-01-01', date '2020-02-01', interval '1 day') WITH ORDINALITY
SELECT * FROM unnest(ARRAY[1, 2], ARRAY['a', 'b']) AS t(a, b)
SELECT * FROM ROWS FROM (generate_series(1, 2), unnest(ARRAY['a'])) AS t(a, b)
SELECT * FROM json_to_recordset('[{"a": 1}]') AS t(a int, b text)
SELECT * FROM jsonb_each('{"a": 1}'), jsonb_array_elements('[1]')
SELECT (jsonb_each('{"a": 1}')).key, (jsonb_each('{"a": 1}')).*
SELECT (ARRAY[1, 2, 3])[1], (ARRAY[1, 2, 3])[2:3]
SELECT '{"a": {"b": 1}}'::jsonb -> 'a' ->> 'b', '{"a": 1}'::jsonb #>> '{a}', '{"a": 1}'::jsonb ? 'a', '{"a": 1}'::jsonb @> '{}', '{"a":1}'::jsonb @? '$.a'
SELECT jsonb_path_query('{"a": [1, 2]}', '$.a[*]'), jsonb_build_object('a', 1), json_agg(artist), row_to_json(artist) FROM artist GROUP BY artist.*
WITH x AS (SELECT 1 AS a) SELECT * FROM x
WITH x(a, b) AS (VALUES (1, 2), (3, 4)) SELECT a FROM x
WITH x AS MATERIALIZED (SELECT 1), y AS NOT MATERIALIZED (SELECT 2) SELECT * FROM x, y
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 10) SELECT i FROM n
WITH RECURSIVE t(id, parent) AS (SELECT 1, 0 UNION ALL SELECT id + 1, id FROM t WHERE id < 3) SEARCH DEPTH FIRST BY id SET o CYCLE id SET c USING p SELECT * FROM t ORDER BY o
SELECT * FROM (WITH x AS (SELECT 1 AS a) SELECT * FROM x) y
SELECT 1 UNION SELECT 2 UNION ALL (SELECT 3 ORDER BY 1 LIMIT 1) INTERSECT SELECT 3 EXCEPT ALL SELECT 4 ORDER BY 1
VALUES (1)
VALUES (1, 'a'), (2, 'b') ORDER BY 1 LIMIT 1
(SELECT 1)
SELECT artist_id, count(*) AS n FROM album GROUP BY artist_id HAVING count(*) > 1 ORDER BY n DESC LIMIT 10 OFFSET 5
SELECT name FROM artist ORDER BY name FETCH FIRST 5 ROWS WITH TIES
SELECT name FROM artist ORDER BY 1 OFFSET 2 ROWS FETCH NEXT 3 ROWS ONLY
SELECT artist_id, title, count(*), GROUPING(artist_id) FROM album GROUP BY ROLLUP (artist_id, title)
SELECT artist_id, title, count(*) FROM album GROUP BY GROUPING SETS ((artist_id), CUBE (artist_id, title), ())
SELECT extract(year FROM current_date), date_trunc('month', now()), date_part('dow', now()), age(now()), to_char(now(), 'YYYY-MM')
SELECT overlay('abc' PLACING 'x' FROM 2), position('a' IN 'abc'), substring('abc' FROM 1 FOR 2), trim(BOTH 'x' FROM 'xax'), normalize('a', NFC)
SELECT (date '2020-01-01', date '2020-02-01') OVERLAPS (date '2020-01-15', interval '1 month')
SELECT upper(name), lower(name), length(name), left(name, 2), right(name, 2), initcap(name), lpad(name, 5), split_part(name, ' ', 1), regexp_replace(name, 'a', 'b', 'g') FROM artist
SELECT regexp_matches('abc', 'b'), regexp_split_to_array('a b', ' '), string_to_array('a,b', ','), format('%I %L', 'a', 'b'), concat_ws(',', 1, 2)
SELECT abs(-1), round(1.5), round(1.55, 1), ceil(1.5), floor(1.5), sqrt(4), power(2, 3), mod(5, 3), random(), greatest(1, 2), least(1, 2), width_bucket(1, 0, 10, 5)
SELECT coalesce(NULL, 1), nullif(1, 2), gen_random_uuid(), md5('a'), encode(sha256('a'), 'hex'), pg_typeof(1)
SELECT to_tsvector('english', 'a cat') @@ to_tsquery('cat'), ts_rank(to_tsvector('a'), to_tsquery('a')), ts_headline('a', to_tsquery('a'))
SELECT ts_rewrite('a & b'::tsquery, 'a'::tsquery, 'c'::tsquery)
SELECT int4range(1, 10) @> 5, lower(int4range(1, 10)), daterange('2020-01-01', '2020-02-01') && daterange('2020-01-15', NULL)
SELECT xmlelement(name a, xmlattributes('b' AS c), 'd'), xpath('/a/text()', '<a>1</a>'), xmlforest(1 AS a), xmlserialize(content '<a/>'::xml AS text)
SELECT * FROM xmltable('/r/a' PASSING ('<r><a>1</a></r>'::xml) COLUMNS a int PATH '.')
SELECT make_interval(days => 3), make_date(2020, 1, 1), concat(VARIADIC ARRAY['a', 'b'])
SELECT a.name, b.n FROM artist a JOIN (SELECT artist_id, count(*) AS n FROM album GROUP BY 1) b USING (artist_id) WHERE b.n > (SELECT avg(c) FROM (SELECT count(*) AS c FROM album GROUP BY artist_id) q)
SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = 'public'
SELECT relname, pg_size_pretty(pg_total_relation_size(oid)) FROM pg_catalog.pg_class WHERE relkind = 'r'
SELECT obj_description('artist'::regclass), col_description('artist'::regclass, 1), format_type(23, NULL), pg_get_viewdef('pg_tables'::regclass)
SELECT current_setting('server_version'), version(), current_database(), current_schema()
SELECT current_setting('TimeZone', true)
SHOW server_version
SHOW timezone
SHOW transaction_isolation
SHOW search_path;
EXPLAIN SELECT * FROM artist
EXPLAIN (FORMAT JSON, COSTS off, VERBOSE) SELECT * FROM artist
EXPLAIN VERBOSE WITH x AS (SELECT 1) SELECT * FROM x
EXPLAIN VALUES (1)
SELECT 1 WHERE 'a' <> 'b' -- 'unbalanced
SELECT 1 /* it's "unbalanced" */ FROM artist
SELECT␊␉name␍␊FROM␊artist
SELECT artist FROM artist
SELECT NULL::int IS NULL, (1, 2) IS NOT NULL, true IS UNKNOWN
SELECT inet '10.0.0.1' << inet '10.0.0.0/8', host(inet '10.0.0.1'), masklen(inet '10.0.0.0/8')
SELECT point(1, 2) <-> point(3, 4), box '((0,0),(1,1))', circle(point(0, 0), 1)
SELECT t.name, sum(il.unit_price * il.quantity) AS revenue FROM track t JOIN invoice_line il ON il.track_id = t.track_id GROUP BY t.track_id, t.name ORDER BY revenue DESC LIMIT 10
SELECT g.g, g.g + 1 FROM generate_series(1, 3) AS g
SELECT generate_series.generate_series FROM generate_series(1, 3)
SELECT d.day, d.n FROM unnest(ARRAY['a', 'b']) WITH ORDINALITY AS d(day, n) ORDER BY d.n
SELECT x.ordinality, x.x FROM unnest(ARRAY['a']) WITH ORDINALITY AS x
SELECT e.key, e.value FROM jsonb_each('{"a": 1}') AS e
SELECT i.a, i.b FROM json_to_recordset('[{"a": 1}]') AS i(a int, b text)
SELECT r.a FROM ROWS FROM (generate_series(1, 2), unnest(ARRAY['a'])) AS r(a, b)
SELECT m.m::date, count(i.invoice_id) FROM generate_series(date '2020-01-01', date '2020-03-01', interval '1 month') AS m LEFT JOIN invoice i ON date_trunc('month', i.invoice_date) = m.m GROUP BY m.m
SELECT t.name, t.pg_note FROM (SELECT name, 'x' AS pg_note FROM track) AS t
