-- What the provider's statement of a day was found to say, against the ledger. Every look is kept.
CREATE TABLE reconciliation (
  begins_at_us INTEGER NOT NULL,                        -- of the civil day of Asia/Shanghai
  run         INTEGER NOT NULL CHECK (run > 0),         -- 1, 2, 3: how often that day was looked at
  made_at_us  INTEGER NOT NULL,
  lines       INTEGER NOT NULL CHECK (lines >= 0),      -- of the statement
  matched     INTEGER NOT NULL CHECK (matched >= 0),    -- of these, booked to the fen
  differences TEXT    NOT NULL CHECK (json_valid(differences)),
  PRIMARY KEY (begins_at_us, run)
) STRICT, WITHOUT ROWID;
CREATE TRIGGER reconciliation_is_never_changed BEFORE UPDATE ON reconciliation
BEGIN SELECT RAISE(ABORT, 'reconciliation is append-only'); END;
CREATE TRIGGER reconciliation_is_never_deleted BEFORE DELETE ON reconciliation
BEGIN SELECT RAISE(ABORT, 'reconciliation is append-only'); END;
