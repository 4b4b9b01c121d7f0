CREATE TABLE known (
    -- What the server knows of oneself, each document as it was last read: 'claims', 'score', 'name_access', 'seen_as'.
    name     TEXT    NOT NULL PRIMARY KEY,
    body     TEXT    NOT NULL,
    as_of_us INTEGER NOT NULL
) STRICT;
