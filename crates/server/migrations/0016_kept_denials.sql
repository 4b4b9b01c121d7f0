-- Lists that shut a human out of a gate, while their account is gone: leaving takes nobody off.
CREATE TABLE kept_denial (
  identity_hash BLOB    NOT NULL CHECK (length(identity_hash) = 32),
  circle_id     BLOB    NOT NULL REFERENCES circle (id),
  added_by      BLOB    NOT NULL REFERENCES person (id),
  added_at_us   INTEGER NOT NULL,
  PRIMARY KEY (identity_hash, circle_id)
) STRICT, WITHOUT ROWID;
