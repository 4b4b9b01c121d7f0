-- The life of a circle: applied for, launched in steps, frozen, dissolved. What stands on its page for good.

ALTER TABLE circle ADD COLUMN state TEXT NOT NULL DEFAULT 'open'
  CHECK (state IN ('open', 'frozen', 'dissolving', 'dissolved'));
ALTER TABLE circle ADD COLUMN state_reason    TEXT    NOT NULL DEFAULT '';   -- as members read it
ALTER TABLE circle ADD COLUMN export_until_us INTEGER NOT NULL DEFAULT 0;    -- while dissolving
ALTER TABLE circle ADD COLUMN find_percent    INTEGER NOT NULL DEFAULT 100 CHECK (find_percent BETWEEN 0 AND 100);
ALTER TABLE circle ADD COLUMN views_per_hour  INTEGER NOT NULL DEFAULT 0;    -- by people outside; 0 for no cap
ALTER TABLE circle ADD COLUMN modules TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(modules));  -- circles_domain::govern::Modules
CREATE INDEX circle_dissolving ON circle (export_until_us) WHERE state = 'dissolving';

-- Looks at a circle from outside, in the hour that runs.
CREATE TABLE circle_hour (
  circle_id  BLOB    NOT NULL PRIMARY KEY REFERENCES circle (id),
  hour       INTEGER NOT NULL,  -- hours since the Unix epoch
  view_count INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE application (
  id            BLOB    NOT NULL PRIMARY KEY CHECK (length(id) = 16),  -- also the circle's, once it is approved
  applicant_id  BLOB    NOT NULL REFERENCES person (id),
  body          TEXT    NOT NULL CHECK (json_valid(body)),  -- circles_wire::lifecycle::ApplicationRequest
  state         TEXT    NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'approved', 'refused')),
  answer        TEXT    NOT NULL DEFAULT '',
  decided_by    BLOB    REFERENCES person (id),
  at_us         INTEGER NOT NULL,
  decided_at_us INTEGER
) STRICT;
CREATE TRIGGER application_is_decided_once BEFORE UPDATE OF state, answer, decided_by, decided_at_us ON application
  WHEN OLD.state <> 'open' BEGIN SELECT RAISE(ABORT, 'applications are decided once'); END;
CREATE INDEX application_open ON application (at_us) WHERE state = 'open';
CREATE INDEX application_of_person ON application (applicant_id, at_us);
