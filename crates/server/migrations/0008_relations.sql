-- Friends, friend requests and blocks.

-- Whom a person lets ask to be their friend.
ALTER TABLE person ADD COLUMN who_may_ask TEXT NOT NULL DEFAULT 'circle_members'
  CHECK (who_may_ask IN ('nobody', 'friends_of_friends', 'circle_members'));

-- Kept when answered: a refusal holds for a time, and a day's requests are counted here.
CREATE TABLE friend_request (
  id             BLOB    NOT NULL PRIMARY KEY CHECK (length(id) = 16),
  asker_id       BLOB    NOT NULL REFERENCES person (id),
  asked_id       BLOB    NOT NULL REFERENCES person (id),
  note           TEXT    NOT NULL,
  -- 'ignored' is known to the asked person alone; 'ended' by a block
  state          TEXT    NOT NULL CHECK (state IN ('waiting', 'ignored', 'accepted', 'refused', 'withdrawn', 'expired', 'ended')),
  asked_at_us    INTEGER NOT NULL,
  asked_day      INTEGER NOT NULL,  -- yyyymmdd in Asia/Shanghai
  answered_at_us INTEGER,           -- when it left 'waiting'
  request_hash   BLOB    NOT NULL CHECK (length(request_hash) = 32),
  CHECK (asker_id <> asked_id),
  CHECK ((state = 'waiting') = (answered_at_us IS NULL))
) STRICT;
-- One open request from one person to another.
CREATE UNIQUE INDEX friend_request_open ON friend_request (asker_id, asked_id) WHERE state IN ('waiting', 'ignored');
CREATE INDEX friend_request_to ON friend_request (asked_id) WHERE state = 'waiting';
CREATE INDEX friend_request_of_day ON friend_request (asker_id, asked_day);
CREATE INDEX friend_request_refused ON friend_request (asker_id, asked_id, answered_at_us) WHERE state = 'refused';
CREATE INDEX friend_request_age ON friend_request (asked_at_us) WHERE state IN ('waiting', 'ignored');

-- Two rows a friendship, so that each side reads its own.
CREATE TABLE friendship (
  person_id BLOB    NOT NULL REFERENCES person (id),
  friend_id BLOB    NOT NULL REFERENCES person (id),
  since_us  INTEGER NOT NULL,
  PRIMARY KEY (person_id, friend_id)
) STRICT, WITHOUT ROWID;

-- Whether the blocker is shown this block in their list. One that was made of somebody who was hidden already is not,
-- for the list would tell that they exist; it is from when the other block is lifted.
ALTER TABLE block ADD COLUMN listed INTEGER NOT NULL DEFAULT 1 CHECK (listed IN (0, 1));

-- What a block hides is taken out of the numbers of a post.
CREATE INDEX comment_by_author ON comment (post_id, author_id) WHERE state = 'kept';

-- The kinds are those of `store::changes::Change`; they are no longer listed here, so that a new one needs no new table.
CREATE TABLE changes_of_any_kind (
  seq        INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  kind       TEXT    NOT NULL CHECK (kind <> ''),
  person_id  BLOB,             -- for this person only; NULL = for all who may read
  circle_id  BLOB,             -- the circle it happened in
  subject_id BLOB,             -- post, comment or the other person
  at_us      INTEGER NOT NULL
) STRICT;
INSERT INTO changes_of_any_kind (seq, kind, person_id, circle_id, subject_id, at_us)
  SELECT seq, kind, person_id, circle_id, subject_id, at_us FROM changes;
-- A place that was given out is never given out again, also when all rows behind it were pruned.
DELETE FROM sqlite_sequence WHERE name = 'changes_of_any_kind';
INSERT INTO sqlite_sequence (name, seq)
  SELECT 'changes_of_any_kind', seq FROM sqlite_sequence WHERE name = 'changes';
DROP TABLE changes;
ALTER TABLE changes_of_any_kind RENAME TO changes;
