-- SPDX-License-Identifier: Apache-2.0
-- A private school with Korean names throughout.
CREATE TABLE 강사 (강사번호 INTEGER PRIMARY KEY, 강사명 TEXT NOT NULL, 과목 TEXT NOT NULL, 월급 INTEGER NOT NULL, 입사일 TEXT NOT NULL);
CREATE TABLE 강좌 (강좌번호 INTEGER PRIMARY KEY, 강좌명 TEXT NOT NULL, 강사번호 INTEGER REFERENCES 강사 (강사번호), 수강료 INTEGER NOT NULL, 정원 INTEGER NOT NULL);
CREATE TABLE 학생 (학생번호 INTEGER PRIMARY KEY, 이름 TEXT NOT NULL, 학년 INTEGER NOT NULL, 거주지 TEXT NOT NULL, 연락처 TEXT);
CREATE TABLE 수강 (
  수강번호 INTEGER PRIMARY KEY, 학생번호 INTEGER REFERENCES 학생 (학생번호), 강좌번호 INTEGER REFERENCES 강좌 (강좌번호),
  등록일 TEXT NOT NULL, 점수 INTEGER
);
INSERT INTO 강사 VALUES (1, '김하늘', '수학', 3200000, '2015-03-02'), (2, '이바다', '영어', 2900000, '2018-09-01'), (3, '박구름', '수학', 2600000, '2021-03-02'),
  (4, '최노을', '과학', 3500000, '2012-01-15'), (5, '정이슬', '국어', 2500000, '2022-08-20');
INSERT INTO 강좌 VALUES (1, '기초수학', 1, 150000, 20), (2, '심화수학', 1, 220000, 12), (3, '영어회화', 2, 180000, 15), (4, '중등수학', 3, 160000, 18),
  (5, '물리', 4, 240000, 10), (6, '화학', 4, 230000, 10), (7, '논술', NULL, 200000, 8);
WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 40)
INSERT INTO 학생
SELECT i, '학생' || printf('%02d', i), 1 + i % 3, CASE WHEN i % 5 < 2 THEN '서울' WHEN i % 5 < 4 THEN '인천' ELSE '수원' END,
       CASE WHEN i % 7 = 0 THEN NULL ELSE '010-' || (1000 + i) END
FROM n;
WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 130)
INSERT INTO 수강
SELECT i, CASE WHEN i % 9 = 2 THEN 4 ELSE 1 + (i * i + i) % 37 END, 1 + (i * 3 + i / 5) % 6, date('2023-01-05', '+' || (i * 5) || ' days'),
       CASE WHEN i % 10 = 0 THEN NULL ELSE 40 + (i * 17) % 61 END
FROM n;
