-- SPDX-License-Identifier: Apache-2.0
-- A web shop: snake_case, plural tables. The rows are made by arithmetic, so every run has the same ones.
PRAGMA foreign_keys = ON;
CREATE TABLE categories (id INTEGER PRIMARY KEY, name TEXT NOT NULL);
CREATE TABLE customers (id INTEGER PRIMARY KEY, name TEXT NOT NULL, email TEXT, city TEXT, country TEXT, created_at TEXT NOT NULL);
CREATE TABLE products (
  id INTEGER PRIMARY KEY, name TEXT NOT NULL, category_id INTEGER NOT NULL REFERENCES categories (id),
  price REAL NOT NULL, stock INTEGER NOT NULL, discontinued INTEGER NOT NULL DEFAULT 0
);
CREATE TABLE orders (
  id INTEGER PRIMARY KEY, customer_id INTEGER NOT NULL REFERENCES customers (id),
  ordered_at TEXT NOT NULL, status TEXT NOT NULL, shipping_cost REAL NOT NULL
);
CREATE TABLE order_items (
  order_id INTEGER NOT NULL REFERENCES orders (id), product_id INTEGER NOT NULL REFERENCES products (id),
  quantity INTEGER NOT NULL, unit_price REAL NOT NULL, PRIMARY KEY (order_id, product_id)
);
CREATE TABLE reviews (
  id INTEGER PRIMARY KEY, product_id INTEGER NOT NULL REFERENCES products (id),
  customer_id INTEGER NOT NULL REFERENCES customers (id), rating INTEGER NOT NULL, written_at TEXT NOT NULL
);
INSERT INTO categories VALUES (1, 'Kitchen'), (2, 'Garden'), (3, 'Books'), (4, 'Toys'), (5, 'Outdoor');
WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 40)
INSERT INTO customers
SELECT i, 'Customer ' || printf('%02d', i), CASE WHEN i % 7 = 0 THEN NULL ELSE 'c' || i || '@example.org' END,
       CASE i % 6 WHEN 0 THEN 'Berlin' WHEN 1 THEN 'Lyon' WHEN 2 THEN 'Osaka' WHEN 3 THEN 'Paris' WHEN 4 THEN 'Munich' ELSE 'Tokyo' END,
       CASE i % 6 WHEN 0 THEN 'Germany' WHEN 1 THEN 'France' WHEN 2 THEN 'Japan' WHEN 3 THEN 'France' WHEN 4 THEN 'Germany' ELSE 'Japan' END,
       date('2023-01-10', '+' || (i * 11) || ' days')
FROM n;
WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 30)
INSERT INTO products
SELECT i, 'Product ' || printf('%02d', i), 1 + (i + i * i / 7) % 5, round(4.5 + (i * 37) % 90 + i / 100.0, 2), (i * 13) % 12 * 3, i % 9 = 0
FROM n;
WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 160)
INSERT INTO orders
SELECT i, CASE WHEN i % 13 = 5 THEN 8 WHEN i % 21 = 3 THEN 17 WHEN i % 27 = 1 THEN 30 ELSE 1 + (i * i + i / 3) % 36 END, datetime('2023-06-01 09:00:00', '+' || (i * 4) || ' days', '+' || (i * 17 % 600) || ' minutes'),
       CASE WHEN i % 10 < 6 THEN 'delivered' WHEN i % 10 < 8 THEN 'shipped' WHEN i % 10 = 8 THEN 'cancelled' ELSE 'pending' END,
       round(3.9 + i % 7, 2)
FROM n;
WITH RECURSIVE n (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < 399)
INSERT OR IGNORE INTO order_items
SELECT 1 + i * 2 % 160 + (i / 200), p.id, 1 + (i * 7) % 5, p.price
FROM n JOIN products AS p ON p.id = 1 + (i * i * 3 + i) % 28;
WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 90)
INSERT INTO reviews SELECT i, 1 + (i * 5) % 26, 1 + (i * i) % 36, 1 + (i * 3 + i / 4) % 5, date('2023-07-01', '+' || (i * 6) || ' days') FROM n;
