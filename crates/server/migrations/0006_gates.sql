-- Gates by version, how one joins, which rules were accepted, and what those outside are shown.

ALTER TABLE circle ADD COLUMN gate_version   INTEGER NOT NULL DEFAULT 1;  -- the row of gate_version that `gates` is
ALTER TABLE circle ADD COLUMN preview_pinned INTEGER NOT NULL DEFAULT 0 CHECK (preview_pinned IN (0, 1));  -- as in gates
ALTER TABLE circle ADD COLUMN escrow_hours   INTEGER NOT NULL DEFAULT 0 CHECK (escrow_hours >= 0);  -- tips wait at least this long
ALTER TABLE circle ADD COLUMN rules_version  INTEGER NOT NULL DEFAULT 0;  -- counts each change of the rules; 0 = there are none
ALTER TABLE circle ADD COLUMN rules_needed   INTEGER NOT NULL DEFAULT 0;  -- version of the last material change
UPDATE circle SET rules_version = 1, rules_needed = 1 WHERE rules <> '';

ALTER TABLE membership ADD COLUMN rules_version INTEGER NOT NULL DEFAULT 0;  -- of the rules that were accepted
-- Whoever is in came in under the rules of now.
UPDATE membership SET rules_version = 1 WHERE joined = 1;

ALTER TABLE post ADD COLUMN gate_version INTEGER NOT NULL DEFAULT 1;  -- of the circle's gates that let it in

-- Each change of a circle's gates. What was accepted under an older one stays.
CREATE TABLE gate_version (
  circle_id   BLOB    NOT NULL REFERENCES circle (id),
  version     INTEGER NOT NULL CHECK (version > 0),
  gates       TEXT    NOT NULL CHECK (json_valid(gates)),  -- circles_domain::circle::Gates
  made_by     BLOB    REFERENCES person (id),  -- NULL: founded with them
  approved_by BLOB    REFERENCES person (id),  -- the second approver, where one was needed
  made_at_us  INTEGER NOT NULL,                -- since when they hold
  PRIMARY KEY (circle_id, version)
) STRICT, WITHOUT ROWID;
INSERT INTO gate_version (circle_id, version, gates, made_at_us) SELECT id, 1, gates, created_at_us FROM circle;

-- Changes as they were asked for, under ids of the devices. What carries a risk waits for a second approver.
CREATE TABLE gate_proposal (
  id             BLOB    NOT NULL PRIMARY KEY CHECK (length(id) = 16),
  circle_id      BLOB    NOT NULL REFERENCES circle (id),
  request_hash   BLOB    NOT NULL CHECK (length(request_hash) = 32),
  gates          TEXT    NOT NULL CHECK (json_valid(gates)),
  state          TEXT    NOT NULL CHECK (state IN ('waiting', 'effective', 'refused', 'replaced')),
  proposed_by    BLOB    NOT NULL REFERENCES person (id),
  proposed_at_us INTEGER NOT NULL,
  decided_by     BLOB    REFERENCES person (id),
  decided_at_us  INTEGER
) STRICT;
CREATE UNIQUE INDEX gate_proposal_waiting ON gate_proposal (circle_id) WHERE state = 'waiting';

-- The circle's lists of people, for the clauses that ask for them.
CREATE TABLE gate_person (
  circle_id   BLOB    NOT NULL REFERENCES circle (id),
  person_id   BLOB    NOT NULL REFERENCES person (id),
  list        TEXT    NOT NULL CHECK (list IN ('allow', 'deny')),
  added_by    BLOB    NOT NULL REFERENCES person (id),
  added_at_us INTEGER NOT NULL,
  PRIMARY KEY (circle_id, person_id, list)
) STRICT, WITHOUT ROWID;

-- Who asked to be let in, and what was said to it. One a person and circle: the last.
CREATE TABLE admission (
  circle_id     BLOB    NOT NULL REFERENCES circle (id),
  person_id     BLOB    NOT NULL REFERENCES person (id),
  state         TEXT    NOT NULL CHECK (state IN ('pending', 'admitted', 'refused')),
  note          TEXT    NOT NULL,  -- words of who asks
  reason        TEXT    NOT NULL DEFAULT '',  -- words of who refused
  rules_version INTEGER NOT NULL,  -- of the rules that were accepted with it
  asked_at_us   INTEGER NOT NULL,
  decided_by    BLOB    REFERENCES person (id),
  decided_at_us INTEGER,
  again_at_us   INTEGER,  -- from when on one may ask again, after a refusal
  PRIMARY KEY (circle_id, person_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX admission_pending ON admission (circle_id, asked_at_us) WHERE state = 'pending';

-- Codes that let people in. Kept as they are: who runs the circle copies them again from the list.
CREATE TABLE invitation (
  id            BLOB    NOT NULL PRIMARY KEY CHECK (length(id) = 16),
  circle_id     BLOB    NOT NULL REFERENCES circle (id),
  code          TEXT    NOT NULL UNIQUE,
  request_hash  BLOB    NOT NULL CHECK (length(request_hash) = 32),
  made_by       BLOB    NOT NULL REFERENCES person (id),
  made_at_us    INTEGER NOT NULL,
  expires_at_us INTEGER NOT NULL,
  uses          INTEGER NOT NULL CHECK (uses > 0),
  used          INTEGER NOT NULL DEFAULT 0 CHECK (used BETWEEN 0 AND uses),
  revoked_at_us INTEGER
) STRICT;
CREATE INDEX invitation_of_circle ON invitation (circle_id, made_at_us);

-- Posts that a circle shows first, and to those outside where its preview says so; at most three.
CREATE TABLE pinned_post (
  circle_id    BLOB    NOT NULL REFERENCES circle (id),
  post_id      BLOB    NOT NULL REFERENCES post (id),
  ordinal      INTEGER NOT NULL CHECK (ordinal BETWEEN 1 AND 3),
  pinned_at_us INTEGER NOT NULL,
  PRIMARY KEY (circle_id, post_id),
  UNIQUE (circle_id, ordinal)
) STRICT, WITHOUT ROWID;
