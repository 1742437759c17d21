-- SPDX-License-Identifier: Apache-2.0
-- What it takes to go on with an answer whose server died: how it was asked (JSON), which process works on it, for how
-- long nobody else may, and how often it was begun.

ALTER TABLE sql_generations ADD COLUMN asked TEXT;

ALTER TABLE sql_generations ADD COLUMN runner TEXT;

ALTER TABLE sql_generations ADD COLUMN lease_until BIGINT NOT NULL DEFAULT 0;

ALTER TABLE sql_generations ADD COLUMN attempt BIGINT NOT NULL DEFAULT 0;
