-- SPDX-License-Identifier: Apache-2.0
-- A hospital whose tables and columns have Japanese names.
CREATE TABLE 診療科 (科コード INTEGER PRIMARY KEY, 科名 TEXT, 階 INTEGER);
CREATE TABLE 医師 (医師番号 INTEGER PRIMARY KEY, 医師名 TEXT, 科コード INTEGER REFERENCES 診療科 (科コード), 専門 TEXT, 勤続年数 INTEGER);
CREATE TABLE 患者 (患者番号 INTEGER PRIMARY KEY, 患者名 TEXT, 性別 TEXT, 生年月日 TEXT, 住所 TEXT, 電話番号 TEXT);
CREATE TABLE 受診 (受診番号 INTEGER PRIMARY KEY, 患者番号 INTEGER REFERENCES 患者 (患者番号), 医師番号 INTEGER REFERENCES 医師 (医師番号), 受診日 TEXT, 診療費 INTEGER, 待ち時間 INTEGER);
INSERT INTO 診療科 VALUES (1,'内科',1),(2,'外科',2),(3,'小児科',1),(4,'眼科',3),(5,'皮膚科',3);
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i+1 FROM n WHERE i<14) INSERT INTO 医師 SELECT i,'医師'||printf('%02d',i),1+(i*i)%4,CASE i%3 WHEN 0 THEN '循環器' WHEN 1 THEN '消化器' ELSE '総合' END,2+(i*7)%25 FROM n;
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i+1 FROM n WHERE i<40) INSERT INTO 患者 SELECT i,'患者'||printf('%02d',i),CASE WHEN i%5<2 THEN '男' ELSE '女' END,date('1940-03-01','+'||(i*631)||' days'),CASE WHEN i%6<3 THEN '横浜市' WHEN i%6<5 THEN '川崎市' ELSE '鎌倉市' END,CASE WHEN i%7=0 THEN NULL ELSE '045-'||(1000+i) END FROM n;
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i+1 FROM n WHERE i<160) INSERT INTO 受診 SELECT i,CASE WHEN i%9=2 THEN 4 WHEN i%16=5 THEN 8 ELSE 1+(i*i+i)%36 END,CASE WHEN i%8=3 THEN 2 WHEN i%15=4 THEN 7 ELSE 1+(i*5)%12 END,date('2023-01-10','+'||(i*5)||' days'),1500+(i*377)%9000,5+(i*13)%70 FROM n;
