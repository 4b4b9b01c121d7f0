-- A changed profile is told to those who hold what its person wrote, and a device knows when its person last signed in.

-- `changes` again, with one kind more: a table's CHECK cannot be changed in place.
CREATE TABLE changes_told (
  seq        INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  kind       TEXT    NOT NULL CHECK (kind IN ('circle', 'post', 'comment', 'person', 'standing', 'scope_removed', 'scope_reset', 'wallet')),
  person_id  BLOB,             -- for this person only; NULL = for all who may read
  circle_id  BLOB,             -- the circle it happened in
  subject_id BLOB,             -- post, comment or person
  at_us      INTEGER NOT NULL
) STRICT;
INSERT INTO changes_told (seq, kind, person_id, circle_id, subject_id, at_us)
  SELECT seq, kind, person_id, circle_id, subject_id, at_us FROM changes;
-- A cursor stands for a place: no place is given twice, also when every row before was swept.
DELETE FROM sqlite_sequence WHERE name = 'changes_told';
INSERT INTO sqlite_sequence (name, seq) SELECT 'changes_told', seq FROM sqlite_sequence WHERE name = 'changes';
DROP TABLE changes;
ALTER TABLE changes_told RENAME TO changes;

-- When the person of the device last stood at the sign-in pages.
ALTER TABLE device ADD COLUMN signed_in_at_us INTEGER NOT NULL DEFAULT 0;
UPDATE device SET signed_in_at_us = created_at_us;
