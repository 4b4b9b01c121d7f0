-- The statement: entries of the wallet as the server told them, one unbroken run from the newest down.
CREATE TABLE wallet_entry (
    seq           INTEGER NOT NULL PRIMARY KEY,
    kind          TEXT    NOT NULL,
    amount_minor  INTEGER NOT NULL,
    balance_minor INTEGER NOT NULL,  -- after it
    booked_at_us  INTEGER NOT NULL,
    -- The next four may be taken away again: by a block, and with the post.
    other_id      BLOB    CHECK (other_id IS NULL OR length(other_id) = 16),
    post_id       BLOB    CHECK (post_id IS NULL OR length(post_id) = 16),
    circle_id     BLOB    CHECK (circle_id IS NULL OR length(circle_id) = 16),
    words         TEXT,
    -- The entry as it was told, JSON, without those four.
    body          TEXT    NOT NULL,
    -- What is searched, in lower case: the post's words, and the masked name.
    folded_words  TEXT    NOT NULL,
    folded_name   TEXT    NOT NULL
) STRICT;
CREATE INDEX wallet_entry_by_time ON wallet_entry (booked_at_us);
CREATE INDEX wallet_entry_by_post ON wallet_entry (post_id) WHERE words IS NOT NULL;
CREATE INDEX wallet_entry_by_other ON wallet_entry (other_id) WHERE other_id IS NOT NULL;

CREATE TABLE statement (
    -- One row: what the last check of the entries found.
    statement_id  INTEGER NOT NULL PRIMARY KEY CHECK (statement_id = 1),
    -- The oldest entry here is the first there is.
    complete      INTEGER NOT NULL CHECK (complete IN (0, 1)),
    checked_at_us INTEGER NOT NULL,
    -- JSON; empty when the entries add up to the balance.
    fault         TEXT    NOT NULL
) STRICT;
