-- What operators of the platform do about people's money: who, what, about whom, why and when. Only ever added to.
CREATE TABLE finance_act_kind (name TEXT NOT NULL PRIMARY KEY) STRICT, WITHOUT ROWID;
INSERT INTO finance_act_kind (name) VALUES ('freeze'), ('lift');

CREATE TABLE finance_act (
  seq         INTEGER NOT NULL PRIMARY KEY CHECK (seq > 0),                 -- 1, 2, 3, without gaps
  id          BLOB    NOT NULL UNIQUE CHECK (length(id) = 16),              -- minted on the operator's device
  kind        TEXT    NOT NULL REFERENCES finance_act_kind (name),
  operator_id BLOB    NOT NULL REFERENCES person (id),
  person_id   BLOB    NOT NULL REFERENCES person (id),
  reason      TEXT    NOT NULL CHECK (reason <> ''),                        -- of a freeze and of a lift, the person reads it
  at_us       INTEGER NOT NULL,
  journal_seq INTEGER NOT NULL CHECK (journal_seq >= 0),                    -- the newest journal then: what came before it and what after
  CHECK (operator_id <> person_id)
) STRICT;
CREATE INDEX finance_act_of_person ON finance_act (person_id, seq);
CREATE TRIGGER finance_act_is_never_changed BEFORE UPDATE ON finance_act
BEGIN SELECT RAISE(ABORT, 'finance_act is append-only'); END;
CREATE TRIGGER finance_act_is_never_deleted BEFORE DELETE ON finance_act
BEGIN SELECT RAISE(ABORT, 'finance_act is append-only'); END;
-- INSERT OR REPLACE deletes without asking the trigger above, so it is refused before it gets there.
CREATE TRIGGER finance_act_only_grows BEFORE INSERT ON finance_act
WHEN NEW.seq <> (SELECT COALESCE(MAX(seq), 0) + 1 FROM finance_act)
  OR EXISTS (SELECT 1 FROM finance_act WHERE id = NEW.id)
BEGIN SELECT RAISE(ABORT, 'finance_act is append-only'); END;

-- Wallets that nothing leaves, and into which no tip is released, as the newest act says.
CREATE TABLE wallet_freeze (
  person_id BLOB    NOT NULL PRIMARY KEY REFERENCES person (id),
  act_seq   INTEGER NOT NULL UNIQUE REFERENCES finance_act (seq)
) STRICT, WITHOUT ROWID;
