-- SPDX-License-Identifier: Apache-2.0
-- Estate agents: properties, agents, clients, viewings and leases.
CREATE TABLE agents (agent_id INTEGER PRIMARY KEY, agent_name TEXT, office TEXT, hired_on TEXT, commission_rate REAL);
CREATE TABLE properties (
  property_id INTEGER PRIMARY KEY, address TEXT, district TEXT, kind TEXT, bedrooms INTEGER, area_sqm REAL, rent INTEGER,
  built_year INTEGER, agent_id INTEGER REFERENCES agents (agent_id)
);
CREATE TABLE clients (client_id INTEGER PRIMARY KEY, client_name TEXT, email TEXT, budget INTEGER, occupation TEXT);
CREATE TABLE viewings (
  viewing_id INTEGER PRIMARY KEY, property_id INTEGER REFERENCES properties (property_id),
  client_id INTEGER REFERENCES clients (client_id), viewed_on TEXT, rating INTEGER
);
CREATE TABLE leases (
  lease_id INTEGER PRIMARY KEY, property_id INTEGER REFERENCES properties (property_id),
  client_id INTEGER REFERENCES clients (client_id), start_date TEXT, end_date TEXT, deposit INTEGER
);
INSERT INTO agents VALUES (1, 'Ines', 'North', '2012-04-01', 2.5), (2, 'Jonas', 'North', '2016-10-01', 3.0), (3, 'Kaori', 'Harbour', '2019-04-01', 2.0),
  (4, 'Luis', 'Harbour', '2021-07-15', 2.0), (5, 'Mira', 'Hill', '2023-01-10', 1.5);
WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 48)
INSERT INTO properties
SELECT i, i || ' Elm Street', CASE i % 4 WHEN 0 THEN 'Shibuya' WHEN 1 THEN 'Meguro' WHEN 2 THEN 'Setagaya' ELSE 'Nakano' END,
       CASE WHEN i % 5 < 3 THEN 'apartment' WHEN i % 5 = 3 THEN 'house' ELSE 'office' END, 1 + i % 5, 20 + (i * 37) % 110, 60000 + (i * 8311) % 240000,
       1975 + (i * 13) % 49, 1 + (i * i) % 4
FROM n;
WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 36)
INSERT INTO clients
SELECT i, 'Client ' || printf('%02d', i), CASE WHEN i % 6 = 0 THEN NULL ELSE 'client' || i || '@example.org' END, 70000 + (i * 9901) % 200000,
       CASE i % 4 WHEN 0 THEN 'nurse' WHEN 1 THEN 'engineer' WHEN 2 THEN 'teacher' ELSE 'student' END
FROM n;
WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 130)
INSERT INTO viewings
SELECT i, CASE WHEN i % 9 = 2 THEN 5 ELSE 1 + (i * i + i) % 44 END, CASE WHEN i % 8 = 3 THEN 7 ELSE 1 + (i * 5) % 33 END,
       date('2023-01-08', '+' || (i * 6) || ' days'), 1 + (i * 7) % 5
FROM n;
WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 30)
INSERT INTO leases
SELECT i, 1 + (i * 7) % 41, 1 + (i * 11) % 29, date('2022-04-01', '+' || (i * 31) || ' days'),
       CASE WHEN i % 4 = 0 THEN NULL ELSE date('2024-04-01', '+' || (i * 31) || ' days') END, 100000 + (i * 12345) % 300000
FROM n;
