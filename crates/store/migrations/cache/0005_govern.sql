-- Keeping order: what a circle removed, and pages that the server answers whole.

-- The rule under which the circle removed a post, JSON; empty for one that is there. Such a post keeps its place.
ALTER TABLE post ADD COLUMN removed_rule TEXT NOT NULL DEFAULT '';

CREATE TABLE sheet (
    -- What it is, and of which circle: 'standings', 'queue/<circle>'.
    name     TEXT    NOT NULL PRIMARY KEY,
    -- As the server answered it, JSON.
    body     TEXT    NOT NULL,
    as_of_us INTEGER NOT NULL
) STRICT;
