-- SPDX-License-Identifier: Apache-2.0
-- Sales offices with Japanese names throughout.
PRAGMA foreign_keys = ON;
CREATE TABLE 支店 (支店番号 INTEGER PRIMARY KEY, 支店名 TEXT NOT NULL, 都道府県 TEXT NOT NULL);
CREATE TABLE 社員 (
  社員番号 INTEGER PRIMARY KEY, 氏名 TEXT NOT NULL, 支店番号 INTEGER NOT NULL REFERENCES 支店 (支店番号), 給与 INTEGER NOT NULL, 入社日 TEXT NOT NULL
);
CREATE TABLE 商品 (商品番号 INTEGER PRIMARY KEY, 商品名 TEXT NOT NULL, 分類 TEXT NOT NULL, 単価 INTEGER NOT NULL);
CREATE TABLE 売上 (
  売上番号 INTEGER PRIMARY KEY, 社員番号 INTEGER NOT NULL REFERENCES 社員 (社員番号), 商品番号 INTEGER NOT NULL REFERENCES 商品 (商品番号),
  数量 INTEGER NOT NULL, 金額 INTEGER NOT NULL, 売上日 TEXT NOT NULL
);
INSERT INTO 支店 VALUES (1, '札幌支店', '北海道'), (2, '仙台支店', '宮城県'), (3, '渋谷支店', '東京都'), (4, '新宿支店', '東京都'), (5, '博多支店', '福岡県');
WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 24)
INSERT INTO 社員 SELECT i, '社員' || printf('%02d', i), 1 + (i * i) % 5, 240000 + (i * 7310) % 190000, date('2012-04-01', '+' || (i * 131) || ' days') FROM n;
INSERT INTO 商品 VALUES (1, '万年筆', '文具', 12000), (2, 'ノート', '文具', 450), (3, '緑茶', '食品', 800), (4, '煎餅', '食品', 600),
  (5, '風呂敷', '雑貨', 2500), (6, '扇子', '雑貨', 1800), (7, '湯のみ', '雑貨', 1500);
WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 220)
INSERT INTO 売上
SELECT i, 1 + (i * i + i / 2) % 22, 商品番号, 1 + i % 8, (1 + i % 8) * 単価, date('2023-01-05', '+' || (i * 3) || ' days')
FROM n JOIN 商品 ON 商品番号 = 1 + (i * 3 + i / 5) % 6;
