-- Decisions about somebody that they were shown, on whichever device: what is not here yet is told as new.
CREATE TABLE heard_act (
  act_id BLOB    NOT NULL PRIMARY KEY REFERENCES act (id),
  at_us  INTEGER NOT NULL  -- the last time: a decided appeal is new again
) STRICT, WITHOUT ROWID;
-- What was decided before is no news.
INSERT INTO heard_act (act_id, at_us)
  SELECT a.id, coalesce(e.decided_at_us, a.at_us) FROM act a LEFT JOIN appeal e ON e.act_id = a.id
  WHERE a.kind IN ('remove', 'mute', 'ban');
