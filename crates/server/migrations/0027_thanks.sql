-- Payees who thanked for a tip, once. It says who was paid by the tip's own row; the payer is here for their wallet alone.
CREATE TABLE tip_thanks (
  tip_id        BLOB    NOT NULL PRIMARY KEY CHECK (length(tip_id) = 16),
  payer_id      BLOB    NOT NULL REFERENCES person (id),
  payee_id      BLOB    NOT NULL REFERENCES person (id),
  thanked_at_us INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX tip_thanks_of ON tip_thanks (payer_id, thanked_at_us);
