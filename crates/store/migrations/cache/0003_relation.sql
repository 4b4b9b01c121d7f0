-- How other people stand to oneself. Whoever stands in no way has no row.

CREATE TABLE relation (
    person_id BLOB    NOT NULL PRIMARY KEY CHECK (length(person_id) = 16),
    kind      TEXT    NOT NULL CHECK (kind IN ('asked', 'asks', 'not_accepted', 'friend', 'blocked')),
    -- Since when; when it was asked; until when it is not to be asked again.
    at_us     INTEGER NOT NULL,
    -- The relation, as the server gave it.
    body      TEXT    NOT NULL
) STRICT;

-- Those that were read before lack how the person stands to oneself; they are read again.
UPDATE person SET profile = NULL;
