-- What two operators have to agree on: adjustments of a person's balance, and refunds of tips that somebody under age made.
PRAGMA defer_foreign_keys = ON;

-- Adjustments move against an account of the house. SQLite changes no CHECK in place, so the table is made anew; its
-- references hold again before the commit.
CREATE TABLE ledger_account_before AS SELECT id, kind, person_id, balance_minor, opened_at_us FROM ledger_account;
DROP TABLE ledger_account;
CREATE TABLE ledger_account (
  id            BLOB    NOT NULL PRIMARY KEY CHECK (length(id) = 16),
  kind          TEXT    NOT NULL CHECK (kind IN ('person', 'escrow', 'sandbox', 'platform', 'receivable', 'adjustment')),
  person_id     BLOB,                        -- whose; NULL for the house's own. No foreign key: money outlives profiles
  balance_minor INTEGER NOT NULL DEFAULT 0,  -- the sum of its postings, kept so that a check costs one row
  opened_at_us  INTEGER NOT NULL,
  UNIQUE (person_id, kind),
  CHECK ((kind IN ('person', 'receivable')) = (person_id IS NOT NULL)),
  CHECK (balance_minor >= 0 OR kind IN ('sandbox', 'receivable', 'adjustment')),
  CHECK (balance_minor <= 0 OR kind <> 'receivable')
) STRICT;
INSERT INTO ledger_account (id, kind, person_id, balance_minor, opened_at_us)
  SELECT id, kind, person_id, balance_minor, opened_at_us FROM ledger_account_before;
DROP TABLE ledger_account_before;
-- The house has one account of each kind, under an id that never changes.
CREATE UNIQUE INDEX ledger_account_of_house ON ledger_account (kind) WHERE person_id IS NULL;
INSERT INTO ledger_account (id, kind, person_id, opened_at_us) VALUES
  (x'00000000000000000000000000000004', 'adjustment', NULL, 0);

INSERT INTO journal_kind (name) VALUES ('adjustment_credit'), ('adjustment_debit');
-- A proposal is booked once, whichever way.
CREATE UNIQUE INDEX journal_adjusts_once ON journal (subject_id) WHERE kind IN ('adjustment_credit', 'adjustment_debit');

CREATE TABLE finance_proposal (
  id             BLOB    NOT NULL PRIMARY KEY CHECK (length(id) = 16),  -- minted on the device of who proposed
  kind           TEXT    NOT NULL CHECK (kind IN ('adjustment', 'refund')),
  person_id      BLOB    NOT NULL REFERENCES person (id),               -- whose balance, or who made the tips
  amount_minor   INTEGER NOT NULL CHECK (amount_minor <> 0),            -- below zero is taken; of a refund the tips together
  ground         TEXT    NOT NULL CHECK (ground IN ('', 'proven', 'attested')),  -- of a refund
  reference      TEXT    NOT NULL CHECK (reference <> ''),              -- what it rests on: a letter, a case
  reason         TEXT    NOT NULL CHECK (reason <> ''),                 -- the person reads it
  proposed_by    BLOB    NOT NULL REFERENCES person (id),
  proposed_at_us INTEGER NOT NULL,
  expires_at_us  INTEGER NOT NULL,
  state          TEXT    NOT NULL CHECK (state IN ('open', 'approved', 'refused')),  -- open and over its time is expired
  decided_by     BLOB    REFERENCES person (id),
  decided_at_us  INTEGER,
  answer         TEXT    NOT NULL DEFAULT '',
  journal_seq    INTEGER UNIQUE REFERENCES journal (seq),               -- of an adjustment that was booked
  receipt        TEXT    CHECK (json_valid(receipt)),
  signature      BLOB    CHECK (length(signature) = 64),
  CHECK (proposed_by <> person_id),
  CHECK (decided_by <> person_id AND decided_by <> proposed_by),
  CHECK ((state = 'open') = (decided_by IS NULL)),
  CHECK ((state = 'open') = (decided_at_us IS NULL)),
  CHECK ((state = 'approved' AND kind = 'adjustment') = (journal_seq IS NOT NULL)),
  CHECK ((journal_seq IS NULL) = (receipt IS NULL)),
  CHECK ((journal_seq IS NULL) = (signature IS NULL)),
  CHECK ((ground = '') = (kind = 'adjustment'))
) STRICT;
CREATE INDEX finance_proposal_by_time ON finance_proposal (proposed_at_us);
CREATE TRIGGER finance_proposal_is_decided_once BEFORE UPDATE ON finance_proposal
WHEN OLD.state <> 'open' OR NEW.kind <> OLD.kind OR NEW.person_id <> OLD.person_id OR NEW.amount_minor <> OLD.amount_minor
  OR NEW.proposed_by <> OLD.proposed_by OR NEW.reason <> OLD.reason OR NEW.reference <> OLD.reference
BEGIN SELECT RAISE(ABORT, 'finance_proposal is decided once'); END;
CREATE TRIGGER finance_proposal_is_never_deleted BEFORE DELETE ON finance_proposal
BEGIN SELECT RAISE(ABORT, 'finance_proposal is append-only'); END;

-- The tips that a refund is about, and what became of each.
CREATE TABLE finance_proposal_tip (
  proposal_id BLOB NOT NULL REFERENCES finance_proposal (id),
  tip_id      BLOB NOT NULL CHECK (length(tip_id) = 16),
  outcome     TEXT NOT NULL DEFAULT '' CHECK (outcome IN ('', 'returned', 'refunded', 'gone')),  -- gone: it was back before
  PRIMARY KEY (proposal_id, tip_id)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX finance_proposal_tip_once ON finance_proposal_tip (tip_id) WHERE outcome IN ('returned', 'refunded');

INSERT INTO finance_act_kind (name) VALUES ('look'), ('propose_adjustment'), ('propose_refund'), ('approve'), ('refuse');
-- Of what is proposed and decided.
ALTER TABLE finance_act ADD COLUMN proposal_id BLOB REFERENCES finance_proposal (id);
