-- SPDX-License-Identifier: Apache-2.0
-- A clinic: keys that are not called id, and a link table.
PRAGMA foreign_keys = ON;
CREATE TABLE doctor (doctor_no INTEGER PRIMARY KEY, doctor_name TEXT NOT NULL, specialty TEXT NOT NULL, joined_year INTEGER NOT NULL);
CREATE TABLE patient (
  patient_no INTEGER PRIMARY KEY, patient_name TEXT NOT NULL, birth_date TEXT NOT NULL, gender TEXT NOT NULL, city TEXT NOT NULL
);
CREATE TABLE appointment (
  appointment_no INTEGER PRIMARY KEY, patient_no INTEGER NOT NULL REFERENCES patient (patient_no),
  doctor_no INTEGER NOT NULL REFERENCES doctor (doctor_no), visit_date TEXT NOT NULL, duration_minutes INTEGER NOT NULL,
  fee REAL NOT NULL, outcome TEXT
);
CREATE TABLE medicine (medicine_code TEXT PRIMARY KEY, medicine_name TEXT NOT NULL, unit_cost REAL NOT NULL);
CREATE TABLE prescription (
  appointment_no INTEGER NOT NULL REFERENCES appointment (appointment_no), medicine_code TEXT NOT NULL REFERENCES medicine (medicine_code),
  doses INTEGER NOT NULL, PRIMARY KEY (appointment_no, medicine_code)
);
INSERT INTO doctor VALUES (1, 'Dr Amber', 'Cardiology', 2009), (2, 'Dr Birch', 'Dermatology', 2015), (3, 'Dr Cedar', 'Cardiology', 2018),
  (4, 'Dr Dale', 'Pediatrics', 2012), (5, 'Dr Elm', 'Neurology', 2020), (6, 'Dr Fern', 'Pediatrics', 2021);
WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 50)
INSERT INTO patient
SELECT i, 'Patient ' || printf('%02d', i), date('1940-03-01', '+' || (i * 541) || ' days'), CASE WHEN i % 5 < 3 THEN 'female' ELSE 'male' END,
       CASE WHEN i % 9 < 4 THEN 'Porto' WHEN i % 9 < 7 THEN 'Lisbon' WHEN i % 9 = 7 THEN 'Braga' ELSE 'Faro' END
FROM n;
WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 180)
INSERT INTO appointment
SELECT i, 1 + (i * i + i) % 44, 1 + (i * 5 + i / 7) % 5, date('2023-01-02', '+' || (i * 3) || ' days'), 10 + (i * 7) % 50, 40 + (i * 31) % 160,
       CASE WHEN i % 9 = 0 THEN NULL WHEN i % 4 = 0 THEN 'follow-up' WHEN i % 13 = 0 THEN 'no show' ELSE 'treated' END
FROM n;
INSERT INTO medicine VALUES ('A1', 'Amoxil', 2.5), ('B2', 'Bentol', 11.0), ('C3', 'Cardex', 7.25), ('D4', 'Dermis', 4.1), ('E5', 'Exalt', 30.0);
WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 150)
INSERT OR IGNORE INTO prescription
SELECT 1 + (i * 7) % 175, CASE i * i % 4 WHEN 0 THEN 'A1' WHEN 1 THEN 'B2' WHEN 2 THEN 'C3' ELSE 'D4' END, 1 + i % 6 FROM n;
INSERT OR IGNORE INTO prescription SELECT appointment_no, 'D4', 2 + appointment_no % 3 FROM appointment WHERE appointment_no % 6 = 0;
INSERT OR IGNORE INTO prescription SELECT appointment_no, 'C3', 1 + appointment_no % 4 FROM appointment WHERE appointment_no % 10 = 3;
