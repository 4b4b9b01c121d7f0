-- Under which gates somebody asked to be let in, and on which lists they stood: whoever decides later is answered by
-- these, so that moving the gate while somebody waits tells nothing of them.
ALTER TABLE admission ADD COLUMN gate_version INTEGER NOT NULL DEFAULT 1;
ALTER TABLE admission ADD COLUMN allow_listed INTEGER NOT NULL DEFAULT 0 CHECK (allow_listed IN (0, 1));
ALTER TABLE admission ADD COLUMN deny_listed INTEGER NOT NULL DEFAULT 0 CHECK (deny_listed IN (0, 1));
-- What waited before was held against the gates and lists of now.
UPDATE admission SET
  gate_version = (SELECT gate_version FROM circle c WHERE c.id = admission.circle_id),
  allow_listed = (SELECT count(*) FROM gate_person g WHERE g.circle_id = admission.circle_id
                    AND g.person_id = admission.person_id AND g.list = 'allow'),
  deny_listed = (SELECT count(*) FROM gate_person g WHERE g.circle_id = admission.circle_id
                   AND g.person_id = admission.person_id AND g.list = 'deny');
