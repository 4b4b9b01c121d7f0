-- Keeping order in circles: roles, what was done and why, reports, appeals.

ALTER TABLE membership ADD COLUMN role TEXT NOT NULL DEFAULT 'member'
  CHECK (role IN ('member', 'trusted', 'moderator', 'admin', 'owner'));  -- `moderator` is 1 for the last three
ALTER TABLE membership ADD COLUMN act_id BLOB;  -- what imposed the sanction; NULL without one
UPDATE membership SET role = 'moderator' WHERE moderator = 1;

-- The log. Lines are only ever added; what undoes a line is a line that names it.
CREATE TABLE act (
  seq           INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  id            BLOB    NOT NULL UNIQUE CHECK (length(id) = 16),
  circle_id     BLOB    NOT NULL REFERENCES circle (id),
  kind          TEXT    NOT NULL,  -- circles_domain::govern::ActKind
  actor_id      BLOB    NOT NULL REFERENCES person (id),
  actor_role    TEXT    NOT NULL,  -- at that time; 'operator' for the platform's
  second_id     BLOB    REFERENCES person (id),  -- who agreed
  person_id     BLOB    REFERENCES person (id),  -- whom it concerns
  post_id       BLOB,              -- what it concerns, if not the person
  comment_id    BLOB,
  rule_number   INTEGER NOT NULL DEFAULT 0,  -- 0 when none is cited; the words are those of that time
  rule_text     TEXT    NOT NULL DEFAULT '',
  rule_text_zh  TEXT    NOT NULL DEFAULT '',
  reason        TEXT    NOT NULL DEFAULT '',
  until_us      INTEGER,           -- of a sanction
  detail        TEXT    NOT NULL DEFAULT '',  -- a role that was given, a sanction that was proposed, a step of the launch
  of_id         BLOB,              -- the act that this one undoes or answers
  request_hash  BLOB    NOT NULL CHECK (length(request_hash) = 32),
  at_us         INTEGER NOT NULL
) STRICT;
CREATE INDEX act_of_circle ON act (circle_id, seq);
CREATE INDEX act_of_person ON act (person_id, seq) WHERE person_id IS NOT NULL;
CREATE INDEX act_of_post ON act (post_id, seq) WHERE post_id IS NOT NULL;
CREATE INDEX act_of_comment ON act (comment_id, seq) WHERE comment_id IS NOT NULL;
CREATE TRIGGER act_never_changes BEFORE UPDATE ON act BEGIN SELECT RAISE(ABORT, 'acts are only ever added'); END;
CREATE TRIGGER act_never_goes BEFORE DELETE ON act BEGIN SELECT RAISE(ABORT, 'acts are only ever added'); END;

-- A sanction that waits for a second person; its id is that of the act that proposed it.
CREATE TABLE proposal (
  id        BLOB    NOT NULL PRIMARY KEY REFERENCES act (id),
  circle_id BLOB    NOT NULL REFERENCES circle (id),
  person_id BLOB    NOT NULL REFERENCES person (id),
  sanction  TEXT    NOT NULL CHECK (sanction IN ('muted', 'banned')),
  seconds   INTEGER NOT NULL,  -- from when it is agreed; 0 for one without end
  state     TEXT    NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'agreed', 'declined'))
) STRICT;
CREATE UNIQUE INDEX proposal_open ON proposal (circle_id, person_id) WHERE state = 'open';

CREATE TABLE report (
  id            BLOB    NOT NULL PRIMARY KEY CHECK (length(id) = 16),
  circle_id     BLOB    NOT NULL REFERENCES circle (id),
  reporter_id   BLOB    NOT NULL REFERENCES person (id),
  kind          TEXT    NOT NULL CHECK (kind IN ('post', 'comment', 'person')),
  subject_id    BLOB    NOT NULL CHECK (length(subject_id) = 16),
  reason        TEXT    NOT NULL,  -- circles_domain::govern::ReportReason
  note          TEXT    NOT NULL,
  trusted       INTEGER NOT NULL CHECK (trusted IN (0, 1)),  -- whether the reporter was, at that time
  state         TEXT    NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'upheld', 'dismissed')),
  at_us         INTEGER NOT NULL,
  decided_at_us INTEGER,
  told_at_us    INTEGER,           -- when the reporter's device had the outcome
  CHECK ((state = 'open') = (decided_at_us IS NULL))
) STRICT;
-- One open report a person and thing.
CREATE UNIQUE INDEX report_once ON report (reporter_id, subject_id) WHERE state = 'open';
-- What somebody reported stays out of their sight, unless it was found to be no breach.
CREATE INDEX report_hides ON report (reporter_id, subject_id) WHERE state <> 'dismissed';
CREATE INDEX report_queue ON report (circle_id, subject_id) WHERE state = 'open';

CREATE TABLE appeal (
  id            BLOB    NOT NULL PRIMARY KEY CHECK (length(id) = 16),
  act_id        BLOB    NOT NULL UNIQUE REFERENCES act (id),  -- one an act
  circle_id     BLOB    NOT NULL REFERENCES circle (id),
  person_id     BLOB    NOT NULL REFERENCES person (id),
  text          TEXT    NOT NULL,
  state         TEXT    NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'accepted', 'refused')),
  answer        TEXT    NOT NULL DEFAULT '',
  decided_by    BLOB    REFERENCES person (id),  -- never who acted
  at_us         INTEGER NOT NULL,
  decided_at_us INTEGER
) STRICT;
CREATE INDEX appeal_of_circle ON appeal (circle_id, at_us);
CREATE INDEX appeal_of_person ON appeal (person_id);
