-- A circle that its owner offers to one of its members; it changes hands when they accept.
CREATE TABLE handover (
  circle_id BLOB    NOT NULL PRIMARY KEY REFERENCES circle (id),
  from_id   BLOB    NOT NULL REFERENCES person (id),
  to_id     BLOB    NOT NULL REFERENCES person (id),
  at_us     INTEGER NOT NULL,
  CHECK (from_id <> to_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX handover_to ON handover (to_id);
