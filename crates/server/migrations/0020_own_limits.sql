-- What people allow themselves, and the lock of their payments.

CREATE TABLE own_limit (
  person_id     BLOB    NOT NULL REFERENCES person (id),
  kind          TEXT    NOT NULL CHECK (kind IN ('tip', 'day', 'month')),
  amount_minor  INTEGER CHECK (amount_minor >= 0),      -- NULL: none
  raise_to_minor INTEGER CHECK (raise_to_minor >= 0),   -- what it becomes at `raise_at_us`; NULL: none
  raise_at_us   INTEGER,                                -- NULL: nothing waits
  PRIMARY KEY (person_id, kind),
  CHECK (raise_at_us IS NOT NULL OR raise_to_minor IS NULL)
) STRICT, WITHOUT ROWID;

-- Since when this person's payments are locked; the payment password opens them.
ALTER TABLE pin ADD COLUMN locked_at_us INTEGER;
