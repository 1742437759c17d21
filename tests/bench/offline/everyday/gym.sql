-- SPDX-License-Identifier: Apache-2.0
-- A gym: snake_case, plural tables, a price list, dates as text. The rows are made by arithmetic, so every run has the same ones.
PRAGMA foreign_keys = ON;
CREATE TABLE plans (id INTEGER PRIMARY KEY, name TEXT NOT NULL, monthly_fee REAL NOT NULL);
CREATE TABLE members (
  id INTEGER PRIMARY KEY, first_name TEXT NOT NULL, last_name TEXT NOT NULL, email TEXT, phone TEXT, birth_date TEXT NOT NULL,
  gender TEXT NOT NULL, city TEXT NOT NULL, plan_id INTEGER NOT NULL REFERENCES plans (id), joined_on TEXT NOT NULL, cancelled_on TEXT
);
CREATE TABLE trainers (id INTEGER PRIMARY KEY, name TEXT NOT NULL, specialty TEXT NOT NULL, hourly_rate REAL NOT NULL, hired_on TEXT NOT NULL);
CREATE TABLE courses (
  id INTEGER PRIMARY KEY, title TEXT NOT NULL, level TEXT NOT NULL, trainer_id INTEGER REFERENCES trainers (id),
  duration_minutes INTEGER NOT NULL, capacity INTEGER NOT NULL
);
CREATE TABLE bookings (
  id INTEGER PRIMARY KEY, course_id INTEGER NOT NULL REFERENCES courses (id), member_id INTEGER NOT NULL REFERENCES members (id),
  booked_on TEXT NOT NULL, attended INTEGER NOT NULL
);
INSERT INTO plans VALUES (1, 'Basic', 19.9), (2, 'Plus', 34.5), (3, 'Premium', 59), (4, 'Student', 14.9);
WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 60)
INSERT INTO members
SELECT i, CASE i % 8 WHEN 0 THEN 'Anna' WHEN 1 THEN 'Ben' WHEN 2 THEN 'Clara' WHEN 3 THEN 'David' WHEN 4 THEN 'Emma' WHEN 5 THEN 'Felix' WHEN 6 THEN 'Anna' ELSE 'Hugo' END,
       'Member' || printf('%02d', i), CASE WHEN i % 6 = 2 THEN NULL ELSE 'm' || i || '@example.org' END, CASE WHEN i % 4 = 1 THEN NULL ELSE '555-01' || printf('%02d', i) END,
       date('1965-03-01', '+' || (i * 241) || ' days'), CASE i % 5 WHEN 0 THEN 'female' WHEN 3 THEN 'female' ELSE 'male' END,
       CASE i % 7 WHEN 0 THEN 'Bristol' WHEN 1 THEN 'Leeds' WHEN 2 THEN 'York' WHEN 3 THEN 'Leeds' ELSE 'Bath' END,
       CASE WHEN i % 9 = 4 THEN 4 WHEN i % 20 = 9 THEN 3 ELSE 1 + i % 3 END, date('2022-02-03', '+' || (i * 17) || ' days'),
       CASE WHEN i % 10 = 7 THEN date('2025-01-05', '+' || (i * 3) || ' days') END
FROM n;
INSERT INTO trainers VALUES (1, 'Rita Moss', 'yoga', 32, '2019-04-01'), (2, 'Sam Okoro', 'boxing', 41.5, '2021-09-15'), (3, 'Tess Lind', 'pilates', 38, '2020-01-20'),
  (4, 'Udo Kranz', 'yoga', 29, '2023-06-05'), (5, 'Vera Blum', 'cycling', 35, '2022-11-11'), (6, 'Will Hart', 'boxing', 44, '2018-02-28');
INSERT INTO courses VALUES (1, 'Morning Yoga', 'beginner', 1, 60, 20), (2, 'Power Yoga', 'advanced', 1, 75, 15), (3, 'Boxing Basics', 'beginner', 2, 45, 12),
  (4, 'Sparring', 'advanced', 2, 90, 8), (5, 'Pilates Core', 'intermediate', 3, 50, 16), (6, 'Spin', 'intermediate', 5, 45, 25), (7, 'Evening Yoga', 'beginner', 4, 60, 18),
  (8, 'Hill Ride', 'advanced', 5, 80, 25), (9, 'Open Floor', 'beginner', NULL, 120, 40), (10, 'Stretch', 'beginner', 3, 30, 30);
WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 240)
INSERT INTO bookings SELECT i, CASE WHEN i % 11 < 3 THEN 6 WHEN i % 5 = 1 THEN 1 ELSE 1 + (i * i + i / 4) % 9 END, CASE WHEN i % 14 = 3 THEN 9 ELSE 1 + (i * i * 3 + i) % 53 END,
       date('2024-01-02', '+' || (i * 3) || ' days'), i % 4 <> 2 FROM n;
