-- What the server can give again. This file may be deleted at any time.

CREATE TABLE meta (
    name  TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL
) STRICT;

CREATE TABLE circle (
    circle_id   BLOB    NOT NULL PRIMARY KEY CHECK (length(circle_id) = 16),
    version     INTEGER NOT NULL,
    name        TEXT    NOT NULL,
    name_zh     TEXT    NOT NULL,
    -- What the comment gate says to oneself; standing decides too.
    may_comment INTEGER NOT NULL CHECK (may_comment IN (0, 1)),
    -- The whole circle, as the server gave it.
    body        TEXT    NOT NULL
) STRICT;

CREATE TABLE standing (
    circle_id BLOB NOT NULL PRIMARY KEY CHECK (length(circle_id) = 16),
    standing  TEXT NOT NULL CHECK (standing IN ('none', 'member', 'muted', 'moderator', 'banned'))
) STRICT;

CREATE TABLE person (
    person_id    BLOB    NOT NULL PRIMARY KEY CHECK (length(person_id) = 16),
    display_name TEXT    NOT NULL,
    verified     INTEGER NOT NULL CHECK (verified IN (0, 1)),
    avatar       BLOB    CHECK (avatar IS NULL OR length(avatar) = 16),
    -- The profile page, once it was read.
    profile      TEXT
) STRICT;

CREATE TABLE post (
    post_id        BLOB    NOT NULL PRIMARY KEY CHECK (length(post_id) = 16),
    version        INTEGER NOT NULL,
    -- A gone post keeps its row, without content, so that an older page cannot bring it back.
    gone           INTEGER NOT NULL CHECK (gone IN (0, 1)),
    -- Whether it shows in the home feed: not gone, and its circle is joined.
    home           INTEGER NOT NULL CHECK (home IN (0, 1)),
    circle_id      BLOB    NOT NULL CHECK (length(circle_id) = 16),
    author_id      BLOB    NOT NULL CHECK (length(author_id) = 16),
    text           TEXT    NOT NULL,
    -- JSON: the attachments in order; empty string for none.
    attachments    TEXT    NOT NULL,
    accepted_at_us INTEGER NOT NULL,
    edited_at_us   INTEGER,
    praise_count   INTEGER NOT NULL,
    comment_count  INTEGER NOT NULL,
    tipper_count   INTEGER NOT NULL,
    view_count     INTEGER NOT NULL,
    praised        INTEGER NOT NULL CHECK (praised IN (0, 1)),
    tipped         INTEGER NOT NULL CHECK (tipped IN (0, 1))
) STRICT;
CREATE INDEX post_home ON post (accepted_at_us, post_id) WHERE home = 1;
CREATE INDEX post_by_circle ON post (circle_id, accepted_at_us, post_id) WHERE gone = 0;
CREATE INDEX post_by_author ON post (author_id, accepted_at_us, post_id) WHERE gone = 0;

CREATE TABLE comment (
    comment_id     BLOB    NOT NULL PRIMARY KEY CHECK (length(comment_id) = 16),
    version        INTEGER NOT NULL,
    gone           INTEGER NOT NULL CHECK (gone IN (0, 1)),
    post_id        BLOB    NOT NULL CHECK (length(post_id) = 16),
    author_id      BLOB    NOT NULL CHECK (length(author_id) = 16),
    text           TEXT    NOT NULL,
    accepted_at_us INTEGER NOT NULL,
    edited_at_us   INTEGER
) STRICT;
CREATE INDEX comment_by_post ON comment (post_id, accepted_at_us, comment_id) WHERE gone = 0;
CREATE INDEX comment_by_author ON comment (author_id) WHERE gone = 0;

CREATE TABLE comment_page (
    -- How far the comments of a post were read from the server.
    post_id  BLOB    NOT NULL PRIMARY KEY CHECK (length(post_id) = 16),
    after_us INTEGER NOT NULL,
    after_id BLOB    NOT NULL,
    more     INTEGER NOT NULL CHECK (more IN (0, 1))
) STRICT;

CREATE TABLE gap (
    -- Posts of the circle between the two positions (both exclusive) may be missing here.
    gap_id    INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    circle_id BLOB    NOT NULL CHECK (length(circle_id) = 16),
    upper_us  INTEGER NOT NULL,
    upper_id  BLOB    NOT NULL CHECK (length(upper_id) = 16),
    lower_us  INTEGER NOT NULL,
    lower_id  BLOB    NOT NULL CHECK (length(lower_id) = 16)
) STRICT;
CREATE INDEX gap_by_circle ON gap (circle_id, upper_us);

CREATE TABLE person_page (
    -- How far back a person's posts were read from the server.
    person_id BLOB    NOT NULL PRIMARY KEY CHECK (length(person_id) = 16),
    before_us INTEGER NOT NULL,
    before_id BLOB    NOT NULL,
    more      INTEGER NOT NULL CHECK (more IN (0, 1))
) STRICT;

CREATE TABLE media_file (
    attachment_id BLOB    NOT NULL CHECK (length(attachment_id) = 16),
    rendition     TEXT    NOT NULL CHECK (rendition IN ('large', 'small', 'video', 'poster')),
    size_bytes    INTEGER NOT NULL,
    used_at_us    INTEGER NOT NULL,
    PRIMARY KEY (attachment_id, rendition)
) STRICT;
CREATE INDEX media_file_by_use ON media_file (used_at_us);

CREATE TABLE wallet (
    -- One row: the wallet as it was last read, JSON.
    wallet_id   INTEGER NOT NULL PRIMARY KEY CHECK (wallet_id = 1),
    body        TEXT    NOT NULL,
    as_of_us    INTEGER NOT NULL
) STRICT;
