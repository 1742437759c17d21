-- SPDX-License-Identifier: Apache-2.0
-- A sports league: teams, players and matches, English names.
CREATE TABLE teams (team_id INTEGER PRIMARY KEY, team_name TEXT, city TEXT, founded_year INTEGER);
CREATE TABLE players (player_id INTEGER PRIMARY KEY, player_name TEXT, team_id INTEGER REFERENCES teams (team_id), position TEXT, height_cm INTEGER, birth_date TEXT, salary INTEGER);
CREATE TABLE matches (match_id INTEGER PRIMARY KEY, home_team_id INTEGER REFERENCES teams (team_id), match_date TEXT, attendance INTEGER, stadium TEXT);
CREATE TABLE goals (goal_id INTEGER PRIMARY KEY, match_id INTEGER REFERENCES matches (match_id), player_id INTEGER REFERENCES players (player_id), minute INTEGER);
INSERT INTO teams VALUES (1,'Falcons','Osaka',1968),(2,'Tides','Busan',1991),(3,'Miners','Leeds',1904),(4,'Comets','Osaka',2003),(5,'Herons','Porto',1986);
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i+1 FROM n WHERE i<40) INSERT INTO players SELECT i,'Player '||printf('%02d',i),1+(i*i)%5,CASE i%4 WHEN 0 THEN 'goalkeeper' WHEN 1 THEN 'defender' WHEN 2 THEN 'midfielder' ELSE 'forward' END,165+(i*7)%31,date('1985-01-15','+'||(i*197)||' days'),30000+(i*7919)%90000 FROM n;
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i+1 FROM n WHERE i<36) INSERT INTO matches SELECT i,1+(i*i+i)%4,date('2023-08-05','+'||(i*14)||' days'),4000+(i*2347)%21000,CASE i%3 WHEN 0 THEN 'North Park' WHEN 1 THEN 'River Ground' ELSE 'Dome' END FROM n;
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i+1 FROM n WHERE i<95) INSERT INTO goals SELECT i,1+(i*11)%36,CASE WHEN i%9=4 THEN 3 WHEN i%13=6 THEN 7 ELSE 1+(i*i+i)%34 END,1+(i*17)%90 FROM n;
