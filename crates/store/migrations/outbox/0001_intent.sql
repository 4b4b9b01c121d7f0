-- What a person made on this device and nobody else has. Nothing here is ever dropped by the program.

CREATE TABLE draft (
    -- The id that the post will have: minted when the composer opened.
    post_id       BLOB    NOT NULL PRIMARY KEY CHECK (length(post_id) = 16),
    circle_id     BLOB    CHECK (circle_id IS NULL OR length(circle_id) = 16),
    text          TEXT    NOT NULL,
    saved_at_us   INTEGER NOT NULL
) STRICT;

CREATE TABLE draft_attachment (
    attachment_id    BLOB    NOT NULL PRIMARY KEY CHECK (length(attachment_id) = 16),
    -- No reference to draft: the rows stay while the post is in the outbox, so that giving up sending gives the
    -- draft back as it was.
    post_id          BLOB    NOT NULL CHECK (length(post_id) = 16),
    position         INTEGER NOT NULL,
    kind             TEXT    NOT NULL CHECK (kind IN ('photo', 'video')),
    name             TEXT    NOT NULL,
    width            INTEGER NOT NULL,
    height           INTEGER NOT NULL,
    thumbhash        TEXT    NOT NULL,
    alt              TEXT    NOT NULL,
    duration_ms      INTEGER NOT NULL,
    removed_metadata INTEGER NOT NULL CHECK (removed_metadata IN (0, 1))
) STRICT;
CREATE INDEX draft_attachment_by_post ON draft_attachment (post_id, position);

CREATE TABLE comment_draft (
    post_id     BLOB    NOT NULL PRIMARY KEY CHECK (length(post_id) = 16),
    comment_id  BLOB    NOT NULL CHECK (length(comment_id) = 16),
    text        TEXT    NOT NULL,
    saved_at_us INTEGER NOT NULL
) STRICT;

CREATE TABLE outbox_item (
    -- Order within a lane; never used twice.
    position           INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    item_id            BLOB    NOT NULL UNIQUE CHECK (length(item_id) = 16),
    kind               TEXT    NOT NULL CHECK (kind IN ('publish', 'edit_post', 'delete_post', 'comment',
                                                        'edit_comment', 'delete_comment', 'praise')),
    -- The circle for a post; the post for what is said about it.
    lane               BLOB    NOT NULL CHECK (length(lane) = 16),
    state              TEXT    NOT NULL CHECK (state IN ('queued', 'sending', 'failed')),
    -- Why it failed; empty otherwise.
    code               TEXT    NOT NULL,
    attempts           INTEGER NOT NULL,
    -- Counts up with each change by the person, so that an answer to older words is known as such.
    revision           INTEGER NOT NULL,
    post_id            BLOB    NOT NULL CHECK (length(post_id) = 16),
    circle_id          BLOB    CHECK (circle_id IS NULL OR length(circle_id) = 16),
    -- What it makes, changes or removes: a post or a comment.
    subject_id         BLOB    NOT NULL CHECK (length(subject_id) = 16),
    body               TEXT    NOT NULL,
    created_at_us      INTEGER NOT NULL,
    next_attempt_at_us INTEGER NOT NULL
) STRICT;
CREATE INDEX outbox_item_by_post ON outbox_item (post_id);

CREATE TABLE outbox_file (
    -- A file of a draft or of what waits to be sent; its bytes are at attachments/<sha256>.
    attachment_id BLOB    NOT NULL CHECK (length(attachment_id) = 16),
    rendition     TEXT    NOT NULL CHECK (rendition IN ('large', 'small', 'video', 'poster')),
    post_id       BLOB    NOT NULL CHECK (length(post_id) = 16),
    sha256        BLOB    NOT NULL CHECK (length(sha256) = 32),
    size_bytes    INTEGER NOT NULL,
    uploaded      INTEGER NOT NULL CHECK (uploaded IN (0, 1)),
    PRIMARY KEY (attachment_id, rendition)
) STRICT;
CREATE INDEX outbox_file_by_post ON outbox_file (post_id);

CREATE TABLE tip_intent (
    tip_id           BLOB    NOT NULL PRIMARY KEY CHECK (length(tip_id) = 16),
    post_id          BLOB    NOT NULL CHECK (length(post_id) = 16),
    state            TEXT    NOT NULL CHECK (state IN ('draft', 'quoted', 'confirming', 'unknown', 'held', 'released',
                                                       'returned', 'refused')),
    amount_minor     INTEGER NOT NULL,
    -- JSON as the server gave it; NULL until then.
    quote            TEXT,
    outcome          TEXT,
    -- When the quote was shown on this device.
    shown_at_us      INTEGER,
    confirmed_at_us  INTEGER,
    checks           INTEGER NOT NULL,
    next_check_at_us INTEGER,
    created_at_us    INTEGER NOT NULL,
    updated_at_us    INTEGER NOT NULL
) STRICT;
CREATE INDEX tip_intent_by_post ON tip_intent (post_id, created_at_us);

CREATE TABLE read_mark (
    -- Up to where a circle was read; a full resync keeps it.
    circle_id      BLOB    NOT NULL PRIMARY KEY CHECK (length(circle_id) = 16),
    accepted_at_us INTEGER NOT NULL
) STRICT;
