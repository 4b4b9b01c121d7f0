-- People, devices, circles, posts, and what the devices are told of them.
-- Ids are the 16 bytes of a UUID, times Unix microseconds, flags 0 or 1. `9223372036854775807` means "without end".

CREATE TABLE meta (
  name  TEXT NOT NULL PRIMARY KEY,  -- 'cursor_key' (signs sync cursors), 'changes_floor' (seq up to which changes were pruned)
  value BLOB NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE person (
  id                BLOB    NOT NULL PRIMARY KEY CHECK (length(id) = 16),
  display_name      TEXT    NOT NULL DEFAULT '',  -- '' until chosen
  bio               TEXT    NOT NULL DEFAULT '',
  masked_name       TEXT    NOT NULL,             -- first character of the legal name and '*'
  name_sealed       BLOB    NOT NULL,             -- the legal name, encrypted under a key outside the database
  identity_hash     BLOB    NOT NULL UNIQUE,      -- keyed hash of the identity number: one account a human
  birth_date        INTEGER,                      -- yyyymmdd
  gender            TEXT    CHECK (gender IN ('female', 'male')),
  student           INTEGER CHECK (student IN (0, 1)),
  employed          INTEGER CHECK (employed IN (0, 1)),
  overseas          INTEGER CHECK (overseas IN (0, 1)),
  score             INTEGER,
  verified_until_us INTEGER NOT NULL,             -- afterwards the account is read-only
  avatar_id         BLOB,
  role              TEXT    NOT NULL DEFAULT 'person' CHECK (role IN ('person', 'operator')),
  created_at_us     INTEGER NOT NULL,
  version           INTEGER NOT NULL DEFAULT 1
) STRICT;

CREATE INDEX person_by_avatar ON person (avatar_id) WHERE avatar_id IS NOT NULL;

CREATE TABLE device (
  id              BLOB    NOT NULL PRIMARY KEY CHECK (length(id) = 16),
  person_id       BLOB    NOT NULL REFERENCES person (id),
  name            TEXT    NOT NULL,
  created_at_us   INTEGER NOT NULL,
  last_seen_at_us INTEGER NOT NULL,
  revoked_at_us   INTEGER
) STRICT;
CREATE INDEX device_of_person ON device (person_id);

-- Tokens are kept as their SHA-256 only.
CREATE TABLE access_token (
  hash          BLOB    NOT NULL PRIMARY KEY CHECK (length(hash) = 32),
  device_id     BLOB    NOT NULL REFERENCES device (id),
  expires_at_us INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX access_token_of_device ON access_token (device_id);
CREATE INDEX access_token_expiry ON access_token (expires_at_us);

CREATE TABLE refresh_token (
  hash          BLOB    NOT NULL PRIMARY KEY CHECK (length(hash) = 32),
  device_id     BLOB    NOT NULL REFERENCES device (id),
  created_at_us INTEGER NOT NULL,
  expires_at_us INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX refresh_token_of_device ON refresh_token (device_id);

-- Neither of the two sees the other. Read by the one predicate of `store::reading`.
CREATE TABLE block (
  blocker_id    BLOB    NOT NULL REFERENCES person (id),
  blocked_id    BLOB    NOT NULL REFERENCES person (id),
  created_at_us INTEGER NOT NULL,
  PRIMARY KEY (blocker_id, blocked_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX block_by_blocked ON block (blocked_id);

CREATE TABLE circle (
  id              BLOB    NOT NULL PRIMARY KEY CHECK (length(id) = 16),
  version         INTEGER NOT NULL DEFAULT 1,
  slug            TEXT    NOT NULL UNIQUE,
  name            TEXT    NOT NULL,
  name_zh         TEXT    NOT NULL DEFAULT '',
  introduction    TEXT    NOT NULL,
  introduction_zh TEXT    NOT NULL DEFAULT '',
  rules           TEXT    NOT NULL DEFAULT '',
  rules_zh        TEXT    NOT NULL DEFAULT '',
  category        TEXT    NOT NULL,
  cover_id        BLOB,
  icon_id         BLOB,
  gates           TEXT    NOT NULL CHECK (json_valid(gates)),  -- circles_domain::circle::Gates
  preview_count   INTEGER NOT NULL,  -- newest posts that everyone sees; as in gates
  created_at_us   INTEGER NOT NULL,
  member_count    INTEGER NOT NULL DEFAULT 0,
  view_count      INTEGER NOT NULL DEFAULT 0,
  post_count      INTEGER NOT NULL DEFAULT 0
) STRICT;

-- Joining and being sanctioned are kept apart, so that leaving and coming back does not lift a mute or a ban.
CREATE TABLE membership (
  person_id         BLOB    NOT NULL REFERENCES person (id),
  circle_id         BLOB    NOT NULL REFERENCES circle (id),
  joined            INTEGER NOT NULL CHECK (joined IN (0, 1)),
  moderator         INTEGER NOT NULL DEFAULT 0 CHECK (moderator IN (0, 1)),
  sanction          TEXT    NOT NULL DEFAULT 'none' CHECK (sanction IN ('none', 'muted', 'banned')),
  sanction_until_us INTEGER NOT NULL DEFAULT 0,
  reason            TEXT    NOT NULL DEFAULT '',  -- as the moderator wrote it
  joined_at_us      INTEGER NOT NULL,
  PRIMARY KEY (person_id, circle_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX membership_of_circle ON membership (circle_id, joined, moderator, joined_at_us);
CREATE INDEX membership_sanction_end ON membership (sanction_until_us) WHERE sanction <> 'none';

CREATE TABLE post (
  id             BLOB    NOT NULL PRIMARY KEY CHECK (length(id) = 16),
  circle_id      BLOB    NOT NULL REFERENCES circle (id),
  author_id      BLOB    NOT NULL REFERENCES person (id),
  version        INTEGER NOT NULL DEFAULT 1,
  state          TEXT    NOT NULL DEFAULT 'kept' CHECK (state IN ('kept', 'deleted', 'removed')),
  text           TEXT    NOT NULL,  -- '' once it is gone
  attachments    TEXT    NOT NULL CHECK (json_valid(attachments)),  -- [AttachmentDraft] in order, so that a page is one query
  accepted_at_us INTEGER NOT NULL,
  edited_at_us   INTEGER,
  request_hash   BLOB    NOT NULL CHECK (length(request_hash) = 32),
  praise_count   INTEGER NOT NULL DEFAULT 0,
  comment_count  INTEGER NOT NULL DEFAULT 0,
  tipper_count   INTEGER NOT NULL DEFAULT 0,
  view_count     INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX post_of_circle ON post (circle_id, accepted_at_us DESC, id DESC) WHERE state = 'kept';
CREATE INDEX post_of_author ON post (author_id, accepted_at_us DESC, id DESC) WHERE state = 'kept';

CREATE TABLE comment (
  id             BLOB    NOT NULL PRIMARY KEY CHECK (length(id) = 16),
  post_id        BLOB    NOT NULL REFERENCES post (id),
  author_id      BLOB    NOT NULL REFERENCES person (id),
  version        INTEGER NOT NULL DEFAULT 1,
  state          TEXT    NOT NULL DEFAULT 'kept' CHECK (state IN ('kept', 'deleted', 'removed')),
  text           TEXT    NOT NULL,
  accepted_at_us INTEGER NOT NULL,
  edited_at_us   INTEGER,
  request_hash   BLOB    NOT NULL CHECK (length(request_hash) = 32)
) STRICT;
CREATE INDEX comment_of_post ON comment (post_id, accepted_at_us, id) WHERE state = 'kept';

-- Edits that were taken, so that a repeated one is known.
CREATE TABLE edit (
  id             BLOB    NOT NULL PRIMARY KEY CHECK (length(id) = 16),
  author_id      BLOB    NOT NULL REFERENCES person (id),
  subject_id     BLOB    NOT NULL,  -- a post or a comment
  request_hash   BLOB    NOT NULL CHECK (length(request_hash) = 32),
  accepted_at_us INTEGER NOT NULL
) STRICT;

CREATE TABLE praise (
  post_id       BLOB    NOT NULL REFERENCES post (id),
  person_id     BLOB    NOT NULL REFERENCES person (id),
  created_at_us INTEGER NOT NULL,
  PRIMARY KEY (post_id, person_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE post_view (
  post_id   BLOB NOT NULL REFERENCES post (id),
  person_id BLOB NOT NULL REFERENCES person (id),
  PRIMARY KEY (post_id, person_id)
) STRICT, WITHOUT ROWID;

-- Who has a tip on a post that is held or released, and how many.
CREATE TABLE tipper (
  post_id   BLOB    NOT NULL REFERENCES post (id),
  person_id BLOB    NOT NULL REFERENCES person (id),
  tip_count INTEGER NOT NULL CHECK (tip_count > 0),
  PRIMARY KEY (post_id, person_id)
) STRICT, WITHOUT ROWID;

-- One rendition of an attachment. How far an incomplete one has come is the length of its file.
CREATE TABLE upload (
  attachment_id BLOB    NOT NULL CHECK (length(attachment_id) = 16),
  rendition     TEXT    NOT NULL CHECK (rendition IN ('large', 'small', 'video', 'poster')),
  owner_id      BLOB    NOT NULL REFERENCES person (id),
  kind          TEXT    NOT NULL CHECK (kind IN ('photo', 'video')),
  size_bytes    INTEGER NOT NULL CHECK (size_bytes > 0),
  sha256        BLOB    NOT NULL CHECK (length(sha256) = 32),
  complete      INTEGER NOT NULL DEFAULT 0 CHECK (complete IN (0, 1)),
  media_type    TEXT    NOT NULL DEFAULT '',  -- from the bytes, once complete
  width         INTEGER NOT NULL DEFAULT 0,
  height        INTEGER NOT NULL DEFAULT 0,
  duration_ms   INTEGER NOT NULL DEFAULT 0,
  created_at_us INTEGER NOT NULL,
  PRIMARY KEY (attachment_id, rendition)
) STRICT, WITHOUT ROWID;
CREATE INDEX upload_of_owner ON upload (owner_id);
CREATE INDEX upload_by_hash ON upload (sha256);

-- Which post an attachment belongs to; an attachment belongs to one post.
CREATE TABLE post_attachment (
  attachment_id BLOB NOT NULL PRIMARY KEY,
  post_id       BLOB NOT NULL REFERENCES post (id)
) STRICT, WITHOUT ROWID;
CREATE INDEX post_attachment_of_post ON post_attachment (post_id);

-- What devices pull. One writer at a time, so `seq` is the order of commits.
CREATE TABLE changes (
  seq        INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  kind       TEXT    NOT NULL CHECK (kind IN ('circle', 'post', 'comment', 'standing', 'scope_removed', 'scope_reset', 'wallet')),
  person_id  BLOB,             -- for this person only; NULL = for all who may read
  circle_id  BLOB,             -- the circle it happened in
  subject_id BLOB,             -- post or comment
  at_us      INTEGER NOT NULL
) STRICT;
