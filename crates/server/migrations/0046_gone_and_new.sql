-- To whom a code showed a circle: their devices hold it, and are told when it is gone.
CREATE TABLE circle_shown (
  circle_id BLOB NOT NULL REFERENCES circle (id),
  person_id BLOB NOT NULL REFERENCES person (id),
  PRIMARY KEY (circle_id, person_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX circle_shown_to ON circle_shown (person_id);

-- Devices are told once of each other device that signs in after them.
ALTER TABLE device ADD COLUMN met_us INTEGER NOT NULL DEFAULT 0;  -- its person looked, here, at who signed in until then
-- When a payment password last took the place of another: cash-outs rest for a day.
ALTER TABLE pin ADD COLUMN changed_at_us INTEGER NOT NULL DEFAULT 0;
