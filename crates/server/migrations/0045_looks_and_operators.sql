-- A look at a circle from outside counts once a person and hour, so that nobody uses up the hour of everybody. What
-- operators of the platform do about people's access is kept.

DROP TABLE circle_hour;
CREATE TABLE circle_look (
  circle_id BLOB    NOT NULL REFERENCES circle (id),
  hour      INTEGER NOT NULL,  -- hours since the Unix epoch; rows of hours that are over are swept
  person_id BLOB    NOT NULL REFERENCES person (id),
  PRIMARY KEY (circle_id, hour, person_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX circle_look_of_person ON circle_look (person_id);

-- Who shut out whom or let them in again, and why. No foreign key: the record outlives accounts.
CREATE TABLE operator_act (
  seq         INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  kind        TEXT    NOT NULL CHECK (kind IN ('shut_out', 'let_in')),
  person_id   BLOB    NOT NULL CHECK (length(person_id) = 16),
  operator_id BLOB    NOT NULL CHECK (length(operator_id) = 16),
  reason      TEXT    NOT NULL CHECK (length(reason) >= 10),
  until_us    INTEGER NOT NULL,  -- of a 'shut_out'; 0 for 'let_in'
  at_us       INTEGER NOT NULL
) STRICT;
CREATE INDEX operator_act_about ON operator_act (person_id, seq);
CREATE TRIGGER operator_act_is_never_changed BEFORE UPDATE ON operator_act
BEGIN SELECT RAISE(ABORT, 'operator_act is append-only'); END;
CREATE TRIGGER operator_act_is_never_deleted BEFORE DELETE ON operator_act
BEGIN SELECT RAISE(ABORT, 'operator_act is append-only'); END;
-- INSERT OR REPLACE deletes without asking the trigger above.
CREATE TRIGGER operator_act_only_grows BEFORE INSERT ON operator_act
WHEN EXISTS (SELECT 1 FROM operator_act WHERE seq = NEW.seq)
BEGIN SELECT RAISE(ABORT, 'operator_act is append-only'); END;
