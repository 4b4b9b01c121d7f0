-- Whether the author of a post takes no tips; it comes with the numbers.
ALTER TABLE post ADD COLUMN tips_off INTEGER NOT NULL DEFAULT 0 CHECK (tips_off IN (0, 1));
