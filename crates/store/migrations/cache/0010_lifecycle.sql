-- Whether nothing is added to a circle for now, or any more.
ALTER TABLE circle ADD COLUMN read_only INTEGER NOT NULL DEFAULT 0 CHECK (read_only IN (0, 1));
