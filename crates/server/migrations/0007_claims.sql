-- What is known of people, by whose word and for how long; who opened a real name; what their score is made of; who may
-- not come back; and accounts on their way out.

-- One row a person and kind. Gates ask the valid ones alone.
CREATE TABLE claim (
  person_id       BLOB    NOT NULL REFERENCES person (id),
  kind            TEXT    NOT NULL CHECK (kind IN ('legal_name', 'birth_date', 'gender', 'student', 'employed', 'overseas')),
  value           TEXT    NOT NULL,  -- 'yyyy-mm-dd', 'female', 'true'; of a legal name its keyed hash; '' once withdrawn
  issuer          TEXT    NOT NULL,
  issued_at_us    INTEGER NOT NULL,
  expires_at_us   INTEGER NOT NULL,
  statement       TEXT    NOT NULL,  -- what the issuer signed, a compact JWS; '' until it is signed and once withdrawn
  withdrawn_at_us INTEGER,           -- by the person: signing in does not bring it back
  PRIMARY KEY (person_id, kind)
) STRICT, WITHOUT ROWID;
CREATE INDEX claim_unsigned ON claim (person_id) WHERE statement = '' AND withdrawn_at_us IS NULL;

INSERT INTO claim (person_id, kind, value, issuer, issued_at_us, expires_at_us, statement)
  SELECT id, 'legal_name', '', 'sandbox.register', created_at_us, verified_until_us, '' FROM person
  UNION ALL
  SELECT id, 'birth_date',
         substr(CAST(birth_date AS TEXT), 1, 4) || '-' || substr(CAST(birth_date AS TEXT), 5, 2) || '-' || substr(CAST(birth_date AS TEXT), 7, 2),
         'sandbox.register', created_at_us, verified_until_us, '' FROM person WHERE birth_date IS NOT NULL
  UNION ALL
  SELECT id, 'gender', gender, 'sandbox.register', created_at_us, verified_until_us, '' FROM person WHERE gender IS NOT NULL
  UNION ALL
  SELECT id, 'student', 'true', 'sandbox.university', created_at_us, verified_until_us, '' FROM person WHERE student = 1
  UNION ALL
  SELECT id, 'employed', 'true', 'sandbox.employer', created_at_us, verified_until_us, '' FROM person WHERE employed = 1
  UNION ALL
  SELECT id, 'overseas', 'true', 'sandbox.consulate', created_at_us, verified_until_us, '' FROM person WHERE overseas = 1;

ALTER TABLE person DROP COLUMN birth_date;
ALTER TABLE person DROP COLUMN gender;
ALTER TABLE person DROP COLUMN student;
ALTER TABLE person DROP COLUMN employed;
ALTER TABLE person DROP COLUMN overseas;

-- `verified_until_us` stays beside the name: every byline asks it. It is the end of the claim 'legal_name'.
ALTER TABLE person ADD COLUMN score_fixed INTEGER NOT NULL DEFAULT 0 CHECK (score_fixed IN (0, 1));  -- an invented history
ALTER TABLE person ADD COLUMN score_counted_at_us INTEGER NOT NULL DEFAULT 0;  -- when its parts were last counted
ALTER TABLE person ADD COLUMN show_name_to_friends INTEGER NOT NULL DEFAULT 0 CHECK (show_name_to_friends IN (0, 1));
ALTER TABLE person ADD COLUMN show_name_day INTEGER NOT NULL DEFAULT 0;      -- yyyymmdd in Asia/Shanghai of the last change
ALTER TABLE person ADD COLUMN show_name_changes INTEGER NOT NULL DEFAULT 0;  -- on that day
ALTER TABLE person ADD COLUMN delete_at_us INTEGER;   -- asked for; until then it can be undone
ALTER TABLE person ADD COLUMN deleted_at_us INTEGER;  -- done: what is left is an id that old rows point to
CREATE INDEX person_score_due ON person (score_counted_at_us) WHERE score_fixed = 0 AND deleted_at_us IS NULL;
CREATE INDEX person_delete_due ON person (delete_at_us) WHERE delete_at_us IS NOT NULL;
-- Until now a score was given, not counted.
UPDATE person SET score_fixed = 1 WHERE score IS NOT NULL;

-- What a score is made of, and how each part last changed.
CREATE TABLE score_part (
  person_id     BLOB    NOT NULL REFERENCES person (id),
  part          TEXT    NOT NULL CHECK (part IN ('identity', 'account_age', 'posts', 'praise', 'removed', 'sanctions')),
  points        INTEGER NOT NULL,
  points_before INTEGER NOT NULL,
  changed_at_us INTEGER NOT NULL,
  PRIMARY KEY (person_id, part)
) STRICT, WITHOUT ROWID;

-- Who opened a real name. No foreign key: the log outlives accounts.
CREATE TABLE name_access (
  seq         INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  person_id   BLOB    NOT NULL,  -- whose name
  reader_id   BLOB    NOT NULL,  -- who opened it; the person is told the role alone
  reader_role TEXT    NOT NULL,
  reason      TEXT    NOT NULL CHECK (length(reason) >= 10),
  at_us       INTEGER NOT NULL
) STRICT;
CREATE INDEX name_access_of_person ON name_access (person_id, seq);
CREATE TRIGGER name_access_is_never_changed BEFORE UPDATE ON name_access
BEGIN SELECT RAISE(ABORT, 'name_access is append-only'); END;
CREATE TRIGGER name_access_is_never_deleted BEFORE DELETE ON name_access
BEGIN SELECT RAISE(ABORT, 'name_access is append-only'); END;
-- INSERT OR REPLACE deletes without asking the trigger above.
CREATE TRIGGER name_access_only_grows BEFORE INSERT ON name_access
WHEN EXISTS (SELECT 1 FROM name_access WHERE seq = NEW.seq)
BEGIN SELECT RAISE(ABORT, 'name_access is append-only'); END;

-- A human who may not come back, under whatever name they sign in. Asked before an account is made or entered.
CREATE TABLE identity_ban (
  identity_hash BLOB    NOT NULL PRIMARY KEY CHECK (length(identity_hash) = 32),
  reason        TEXT    NOT NULL,  -- as the operator wrote it, for the banned person to read
  banned_at_us  INTEGER NOT NULL,
  until_us      INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- What circles imposed on a human whose account is gone: it waits for them, so that leaving lifts nothing.
CREATE TABLE kept_sanction (
  identity_hash     BLOB    NOT NULL CHECK (length(identity_hash) = 32),
  circle_id         BLOB    NOT NULL REFERENCES circle (id),
  sanction          TEXT    NOT NULL CHECK (sanction IN ('muted', 'banned')),
  sanction_until_us INTEGER NOT NULL,
  reason            TEXT    NOT NULL,
  PRIMARY KEY (identity_hash, circle_id)
) STRICT, WITHOUT ROWID;
