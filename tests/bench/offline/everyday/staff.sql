-- SPDX-License-Identifier: Apache-2.0
-- A company's people and projects: CamelCase, singular tables, a table that refers to itself.
PRAGMA foreign_keys = ON;
CREATE TABLE Department (DepartmentId INTEGER PRIMARY KEY, Name TEXT NOT NULL, Location TEXT NOT NULL);
CREATE TABLE Employee (
  EmployeeId INTEGER PRIMARY KEY, FullName TEXT NOT NULL, JobTitle TEXT NOT NULL, Salary INTEGER NOT NULL, HireDate TEXT NOT NULL,
  DepartmentId INTEGER REFERENCES Department (DepartmentId), ManagerId INTEGER REFERENCES Employee (EmployeeId)
);
CREATE TABLE Project (ProjectId INTEGER PRIMARY KEY, Title TEXT NOT NULL, Budget REAL NOT NULL, StartDate TEXT NOT NULL, EndDate TEXT);
CREATE TABLE Assignment (
  EmployeeId INTEGER NOT NULL REFERENCES Employee (EmployeeId), ProjectId INTEGER NOT NULL REFERENCES Project (ProjectId),
  HoursWorked REAL NOT NULL, Role TEXT NOT NULL, PRIMARY KEY (EmployeeId, ProjectId)
);
INSERT INTO Department VALUES (1, 'Engineering', 'Berlin'), (2, 'Sales', 'London'), (3, 'Support', 'Berlin'), (4, 'Finance', 'Oslo'), (5, 'Legal', 'London');
WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 45)
INSERT INTO Employee
SELECT i, 'Person ' || printf('%02d', i),
       CASE WHEN i = 1 THEN 'Director' WHEN i < 5 THEN 'Manager' WHEN i % 3 = 0 THEN 'Engineer' WHEN i % 3 = 1 THEN 'Analyst' ELSE 'Clerk' END,
       38000 + (i * 2711) % 61000, date('2015-02-01', '+' || (i * 83) || ' days'),
       CASE WHEN i % 11 = 0 THEN NULL ELSE 1 + (i * i) % 4 END, CASE WHEN i = 1 THEN NULL WHEN i < 5 THEN 1 ELSE 2 + i % 3 END
FROM n;
INSERT INTO Project VALUES (1, 'Atlas', 120000, '2022-01-10', '2023-03-31'), (2, 'Beacon', 45000, '2022-06-01', '2022-12-20'),
  (3, 'Comet', 230000, '2023-02-15', NULL), (4, 'Delta', 78000, '2023-09-01', NULL), (5, 'Ember', 15000, '2024-01-05', '2024-02-28'),
  (6, 'Fjord', 99000, '2024-03-01', NULL), (7, 'Grove', 62000, '2024-05-20', NULL);
WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 90)
INSERT OR IGNORE INTO Assignment
SELECT 1 + (i * 7) % 41, 1 + (i * i) % 6, 10 + (i * 23) % 160, CASE i % 4 WHEN 0 THEN 'lead' WHEN 1 THEN 'developer' WHEN 2 THEN 'tester' ELSE 'advisor' END
FROM n;
