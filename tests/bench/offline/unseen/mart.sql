-- SPDX-License-Identifier: Apache-2.0
-- A chain of supermarkets whose tables and columns have Korean names.
CREATE TABLE 매장 (매장번호 INTEGER PRIMARY KEY, 매장명 TEXT, 도시 TEXT, 면적 INTEGER);
CREATE TABLE 직원 (직원번호 INTEGER PRIMARY KEY, 이름 TEXT, 매장번호 INTEGER REFERENCES 매장 (매장번호), 직급 TEXT, 급여 INTEGER, 입사일 TEXT);
CREATE TABLE 상품 (상품번호 INTEGER PRIMARY KEY, 상품명 TEXT, 분류 TEXT, 가격 INTEGER);
CREATE TABLE 판매 (판매번호 INTEGER PRIMARY KEY, 매장번호 INTEGER REFERENCES 매장 (매장번호), 상품번호 INTEGER REFERENCES 상품 (상품번호), 수량 INTEGER, 금액 INTEGER, 판매일 TEXT);
INSERT INTO 매장 VALUES (1,'강남점','서울',820),(2,'홍대점','서울',540),(3,'해운대점','부산',910),(4,'동성로점','대구',430);
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i+1 FROM n WHERE i<26) INSERT INTO 직원 SELECT i,'직원'||printf('%02d',i),1+(i*i)%4,CASE i%3 WHEN 0 THEN '대리' WHEN 1 THEN '사원' ELSE '과장' END,2400000+(i*83100)%1900000,date('2014-05-01','+'||(i*127)||' days') FROM n;
INSERT INTO 상품 VALUES (1,'두부','식품',2500),(2,'김치','식품',9800),(3,'라면','식품',1200),(4,'세제','생활',7600),(5,'수건','생활',4300),(6,'우산','잡화',11000);
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i+1 FROM n WHERE i<180) INSERT INTO 판매 SELECT i,CASE WHEN i%7=3 THEN 3 ELSE 1+(i*i+i/3)%3 END,상품번호,1+i%5,(1+i%5)*가격,date('2023-02-01','+'||(i*4)||' days') FROM n JOIN 상품 ON 상품번호=1+(i*3+i/4)%5;
