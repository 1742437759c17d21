-- SPDX-License-Identifier: Apache-2.0
-- Guests with two names, rooms by type, bookings with one amount.
CREATE TABLE guest (guest_id INTEGER PRIMARY KEY, first_name TEXT, last_name TEXT, home_country TEXT);
CREATE TABLE room_type (type_id INTEGER PRIMARY KEY, type_name TEXT, nightly_rate REAL, max_guests INTEGER);
CREATE TABLE room (room_number INTEGER PRIMARY KEY, floor INTEGER, type_id INTEGER REFERENCES room_type(type_id));
CREATE TABLE booking (booking_id INTEGER PRIMARY KEY, guest_id INTEGER REFERENCES guest(guest_id), room_number INTEGER REFERENCES room(room_number), check_in TEXT, nights INTEGER, amount REAL, channel TEXT, cancelled INTEGER);
INSERT INTO room_type VALUES (1,'Single',60,1),(2,'Double',95,2),(3,'Suite',210,4),(4,'Penthouse',480,6);
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i+1 FROM n WHERE i<25) INSERT INTO room SELECT 100+i,1+i/8,CASE WHEN i%9=0 THEN 3 WHEN i%2=0 THEN 2 ELSE 1 END FROM n;
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i+1 FROM n WHERE i<35) INSERT INTO guest SELECT i,'First'||i,'Last'||i,CASE WHEN i%7<3 THEN 'Norway' WHEN i%7<5 THEN 'Spain' ELSE 'Chile' END FROM n;
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i+1 FROM n WHERE i<170) INSERT INTO booking SELECT i,CASE WHEN i%11=5 THEN 3 ELSE 1+(i*i+i/2)%31 END,room_number,date('2023-01-01','+'||(i*4)||' days'),1+i%6,(1+i%6)*nightly_rate,CASE i%5 WHEN 0 THEN 'phone' WHEN 1 THEN 'website' WHEN 2 THEN 'website' ELSE 'agency' END,i%13=0 FROM n JOIN room ON room_number=CASE WHEN i%14=3 THEN 104 ELSE 101+(i*5)%23 END JOIN room_type USING(type_id);
