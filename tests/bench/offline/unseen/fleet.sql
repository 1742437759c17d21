-- SPDX-License-Identifier: Apache-2.0
-- Vehicles, drivers with mentors, depots and trips: CamelCase, keys called Id.
CREATE TABLE Driver (Id INTEGER PRIMARY KEY, Name TEXT, LicenseClass TEXT, HomeDepotId INTEGER REFERENCES Depot(Id), MentorId INTEGER REFERENCES Driver(Id));
CREATE TABLE Depot (Id INTEGER PRIMARY KEY, City TEXT, Capacity INTEGER);
CREATE TABLE Vehicle (Id INTEGER PRIMARY KEY, Plate TEXT, Model TEXT, DepotId INTEGER REFERENCES Depot(Id), PurchasePrice REAL, PurchasedOn TEXT, IsElectric INTEGER);
CREATE TABLE Trip (Id INTEGER PRIMARY KEY, DriverId INTEGER REFERENCES Driver(Id), VehicleId INTEGER REFERENCES Vehicle(Id), StartedAt TEXT, DistanceKm REAL, FuelLiters REAL, Status TEXT);
INSERT INTO Depot VALUES (1,'Turin',40),(2,'Graz',25),(3,'Lille',60),(4,'Gdansk',15);
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i+1 FROM n WHERE i<22) INSERT INTO Driver SELECT i,'Driver '||printf('%02d',i),CASE i%3 WHEN 0 THEN 'B' WHEN 1 THEN 'C' ELSE 'CE' END,1+(i*i)%3,CASE WHEN i<4 THEN NULL ELSE 1+i%3 END FROM n;
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i+1 FROM n WHERE i<16) INSERT INTO Vehicle SELECT i,'PL-'||(100+i*7),CASE i%4 WHEN 0 THEN 'Swift' WHEN 1 THEN 'Mule' ELSE 'Titan' END,1+i%3,18000+(i*5317)%41000,date('2016-05-01','+'||(i*173)||' days'),i%5=0 FROM n;
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i+1 FROM n WHERE i<140) INSERT INTO Trip SELECT i,CASE WHEN i%10=7 THEN 5 WHEN i%13=6 THEN 9 ELSE 1+(i*i+2*i)%20 END,1+(i*3+i/9)%14,datetime('2023-03-01 06:00:00','+'||(i*4)||' days'),20+(i*83)%700,5+(i*29)%80,CASE WHEN i%12=0 THEN 'aborted' WHEN i%7=0 THEN 'delayed' ELSE 'completed' END FROM n;
