-- What this installation is, and who signed in on it.

CREATE TABLE device (
    row       INTEGER NOT NULL PRIMARY KEY CHECK (row = 1),
    device_id BLOB    NOT NULL CHECK (length(device_id) = 16),
    -- Whose data the app shows.
    current   BLOB    CHECK (current IS NULL OR length(current) = 16),
    -- JSON, owned by the app; empty until first saved.
    settings  TEXT    NOT NULL
) STRICT;

CREATE TABLE account (
    person_id       BLOB    NOT NULL PRIMARY KEY CHECK (length(person_id) = 16),
    -- Oneself, as the server last described it: JSON.
    me              TEXT    NOT NULL,
    -- Keys of receipts, pinned at the first sign-in: JSON.
    receipt_keys    TEXT    NOT NULL,
    signed_in_at_us INTEGER NOT NULL
) STRICT;
