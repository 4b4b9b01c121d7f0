-- Several accounts side by side: which of those known are signed in, and how each is told apart.

ALTER TABLE account ADD COLUMN signed_in INTEGER NOT NULL DEFAULT 0 CHECK (signed_in IN (0, 1));
ALTER TABLE account ADD COLUMN colour    INTEGER NOT NULL DEFAULT 0 CHECK (colour BETWEEN 0 AND 7);
-- What waited to be sent when the account was last in use.
ALTER TABLE account ADD COLUMN waiting   INTEGER NOT NULL DEFAULT 0 CHECK (waiting >= 0);

UPDATE account SET signed_in = 1 WHERE person_id = (SELECT current FROM device);
