-- SPDX-License-Identifier: Apache-2.0
-- A lending library; a member's open loan has no date of return.
CREATE TABLE authors (author_id INTEGER PRIMARY KEY, author_name TEXT, nationality TEXT, born INTEGER);
CREATE TABLE books (book_id INTEGER PRIMARY KEY, title TEXT, author_id INTEGER REFERENCES authors(author_id), genre TEXT, pages INTEGER, published_year INTEGER);
CREATE TABLE members (member_id INTEGER PRIMARY KEY, full_name TEXT, phone TEXT, joined_on DATE, town TEXT);
CREATE TABLE loans (loan_id INTEGER PRIMARY KEY, book_id INTEGER REFERENCES books(book_id), member_id INTEGER REFERENCES members(member_id), loaned_on DATE, returned_on DATE, fine REAL);
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i+1 FROM n WHERE i<12) INSERT INTO authors SELECT i,'Author '||i,CASE i%3 WHEN 0 THEN 'Irish' WHEN 1 THEN 'Indian' ELSE 'Chilean' END,1920+(i*17)%70 FROM n;
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i+1 FROM n WHERE i<40) INSERT INTO books SELECT i,'Book '||printf('%02d',i),1+(i*i)%10,CASE i%7 WHEN 0 THEN 'Poetry' WHEN 1 THEN 'Crime' WHEN 2 THEN 'Crime' WHEN 3 THEN 'History' ELSE 'Novel' END,90+(i*67)%500,1950+(i*29)%73 FROM n;
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i+1 FROM n WHERE i<30) INSERT INTO members SELECT i,'Member '||printf('%02d',i),CASE WHEN i%5=0 THEN NULL ELSE '555-'||i END,date('2021-01-05','+'||(i*37)||' days'),CASE WHEN i%8<4 THEN 'Cork' WHEN i%8<7 THEN 'Galway' ELSE 'Sligo' END FROM n;
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i+1 FROM n WHERE i<150) INSERT INTO loans SELECT i,CASE WHEN i%12=3 THEN 7 WHEN i%17=2 THEN 11 ELSE 1+(i*i+i)%37 END,CASE WHEN i%9=4 THEN 6 WHEN i%14=1 THEN 12 ELSE 1+(i*i*3)%27 END,date('2022-02-01','+'||(i*6)||' days'),CASE WHEN i%11=0 THEN NULL ELSE date('2022-02-01','+'||(i*6+5+i%20)||' days') END,CASE WHEN i%6=0 THEN 0.5*(i%9) ELSE 0 END FROM n;
