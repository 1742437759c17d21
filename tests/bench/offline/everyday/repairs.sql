-- SPDX-License-Identifier: Apache-2.0
-- A bicycle workshop: singular tables in camel case, keys that say their table. The rows are made by arithmetic.
PRAGMA foreign_keys = ON;
CREATE TABLE Owner (OwnerId INTEGER PRIMARY KEY, FullName TEXT NOT NULL, Email TEXT, Town TEXT NOT NULL, Since TEXT NOT NULL);
CREATE TABLE Bike (
  BikeId INTEGER PRIMARY KEY, OwnerId INTEGER NOT NULL REFERENCES Owner (OwnerId), Brand TEXT NOT NULL, Kind TEXT NOT NULL, Color TEXT,
  BuiltYear INTEGER NOT NULL, IsElectric INTEGER NOT NULL
);
CREATE TABLE Mechanic (MechanicId INTEGER PRIMARY KEY, FullName TEXT NOT NULL, Wage REAL NOT NULL, StartDate TEXT NOT NULL);
CREATE TABLE Repair (
  RepairId INTEGER PRIMARY KEY, BikeId INTEGER NOT NULL REFERENCES Bike (BikeId), MechanicId INTEGER NOT NULL REFERENCES Mechanic (MechanicId),
  ReceivedDate TEXT NOT NULL, FinishedDate TEXT, LaborMinutes INTEGER NOT NULL, Price REAL NOT NULL, State TEXT NOT NULL
);
CREATE TABLE Part (PartId INTEGER PRIMARY KEY, PartName TEXT NOT NULL, Maker TEXT NOT NULL, UnitPrice REAL NOT NULL, InStock INTEGER NOT NULL);
CREATE TABLE RepairPart (RepairId INTEGER NOT NULL REFERENCES Repair (RepairId), PartId INTEGER NOT NULL REFERENCES Part (PartId), Quantity INTEGER NOT NULL, PRIMARY KEY (RepairId, PartId));
WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 35)
INSERT INTO Owner SELECT i, 'Owner ' || printf('%02d', i), CASE WHEN i % 5 = 3 THEN NULL ELSE 'o' || i || '@example.org' END,
       CASE i % 6 WHEN 0 THEN 'Delft' WHEN 1 THEN 'Ghent' WHEN 2 THEN 'Bonn' WHEN 3 THEN 'Ghent' ELSE 'Utrecht' END, date('2020-05-01', '+' || (i * 37) || ' days') FROM n;
WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 50)
INSERT INTO Bike SELECT i, CASE WHEN i % 12 = 5 THEN 4 ELSE 1 + (i * i + i / 2) % 31 END, CASE i % 5 WHEN 0 THEN 'Gazelle' WHEN 1 THEN 'Trek' WHEN 2 THEN 'Canyon' WHEN 3 THEN 'Gazelle' ELSE 'Koga' END,
       CASE i % 4 WHEN 0 THEN 'road' WHEN 1 THEN 'city' WHEN 2 THEN 'mountain' ELSE 'city' END, CASE WHEN i % 8 = 6 THEN NULL WHEN i % 3 = 0 THEN 'red' WHEN i % 3 = 1 OR i % 10 = 5 THEN 'black' ELSE 'blue' END,
       2009 + (i * 7) % 16, i % 6 = 1 FROM n;
INSERT INTO Mechanic VALUES (1, 'Ada Voss', 24.5, '2018-03-01'), (2, 'Bram de Wit', 21, '2021-07-12'), (3, 'Cem Aksoy', 26, '2016-10-03'), (4, 'Dora Lam', 19.5, '2024-02-19'), (5, 'Egon Pohl', 22, '2022-05-30');
WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 180)
INSERT INTO Repair SELECT i, CASE WHEN i % 16 = 2 THEN 7 ELSE 1 + (i * i * 5 + i) % 44 END, CASE WHEN i % 9 < 3 THEN 3 ELSE 1 + (i + i / 7) % 4 END, date('2023-01-09', '+' || (i * 5) || ' days'),
       CASE WHEN i % 15 <> 4 THEN date('2023-01-09', '+' || (i * 5 + i % 9) || ' days') END, 15 + (i * 29) % 200, round(25 + (i * 53) % 310 + i / 10.0, 2),
       CASE WHEN i % 15 = 4 THEN 'open' WHEN i % 7 = 2 THEN 'warranty' ELSE 'paid' END FROM n;
WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 18)
INSERT INTO Part SELECT i, 'Part ' || printf('%02d', i), CASE i % 3 WHEN 0 THEN 'Shimano' WHEN 1 THEN 'Sram' ELSE 'Bosch' END, round(3.5 + (i * i * 11) % 95 + i / 20.0, 2), (i * 7) % 10 * 4 FROM n;
WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 260)
INSERT OR IGNORE INTO RepairPart SELECT 1 + (i * 3) % 178, 1 + (i * i + i / 5) % 16, 1 + i % 3 FROM n;
