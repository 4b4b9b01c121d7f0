-- Refunds of released tips. What a payee no longer has is owed: a receivable, below zero by that much, is an account of
-- its own. SQLite changes no CHECK in place, so two tables are made anew; their references hold again before the commit.
PRAGMA defer_foreign_keys = ON;

CREATE TABLE ledger_account_before AS SELECT id, kind, person_id, balance_minor, opened_at_us FROM ledger_account;
DROP TABLE ledger_account;
CREATE TABLE ledger_account (
  id            BLOB    NOT NULL PRIMARY KEY CHECK (length(id) = 16),
  kind          TEXT    NOT NULL CHECK (kind IN ('person', 'escrow', 'sandbox', 'platform', 'receivable')),
  person_id     BLOB,                        -- whose; NULL for the house's own. No foreign key: money outlives profiles
  balance_minor INTEGER NOT NULL DEFAULT 0,  -- the sum of its postings, kept so that a check costs one row
  opened_at_us  INTEGER NOT NULL,
  UNIQUE (person_id, kind),
  CHECK ((kind IN ('person', 'receivable')) = (person_id IS NOT NULL)),
  CHECK (balance_minor >= 0 OR kind IN ('sandbox', 'receivable')),
  CHECK (balance_minor <= 0 OR kind <> 'receivable')
) STRICT;
INSERT INTO ledger_account (id, kind, person_id, balance_minor, opened_at_us)
  SELECT id, kind, person_id, balance_minor, opened_at_us FROM ledger_account_before;
DROP TABLE ledger_account_before;
-- The house has one account of each kind, under an id that never changes.
CREATE UNIQUE INDEX ledger_account_of_house ON ledger_account (kind) WHERE person_id IS NULL;

CREATE TABLE journal_before AS SELECT seq, id, kind, subject_id, booked_at_us, prev_hash, hash FROM journal;
DROP TABLE journal;
CREATE TABLE journal (
  seq          INTEGER NOT NULL PRIMARY KEY CHECK (seq > 0),  -- 1, 2, 3, without gaps
  id           BLOB    NOT NULL UNIQUE CHECK (length(id) = 16),
  kind         TEXT    NOT NULL CHECK (kind IN ('top_up', 'tip_hold', 'tip_release', 'tip_return', 'tip_refund', 'advance', 'repayment')),
  subject_id   BLOB    NOT NULL CHECK (length(subject_id) = 16),  -- the tip, the provider's order, or the journal that a debt was paid from
  booked_at_us INTEGER NOT NULL,
  prev_hash    BLOB    NOT NULL UNIQUE CHECK (length(prev_hash) = 32),  -- unique: the chain cannot fork
  hash         BLOB    NOT NULL CHECK (length(hash) = 32),
  UNIQUE (subject_id, kind)
) STRICT;
INSERT INTO journal (seq, id, kind, subject_id, booked_at_us, prev_hash, hash)
  SELECT seq, id, kind, subject_id, booked_at_us, prev_hash, hash FROM journal_before ORDER BY seq;
DROP TABLE journal_before;
-- A tip is settled once, whichever way.
CREATE UNIQUE INDEX journal_settles_once ON journal (subject_id) WHERE kind IN ('tip_release', 'tip_return');
CREATE TRIGGER journal_is_never_changed BEFORE UPDATE ON journal
BEGIN SELECT RAISE(ABORT, 'journal is append-only'); END;
CREATE TRIGGER journal_is_never_deleted BEFORE DELETE ON journal
BEGIN SELECT RAISE(ABORT, 'journal is append-only'); END;
-- INSERT OR REPLACE deletes without asking the trigger above, so it is refused before it gets there.
CREATE TRIGGER journal_only_grows BEFORE INSERT ON journal
WHEN NEW.seq <> (SELECT COALESCE(MAX(seq), 0) + 1 FROM journal)
  OR EXISTS (SELECT 1 FROM journal WHERE id = NEW.id OR prev_hash = NEW.prev_hash)
  OR EXISTS (SELECT 1 FROM journal WHERE subject_id = NEW.subject_id AND kind = NEW.kind)
BEGIN SELECT RAISE(ABORT, 'journal is append-only'); END;

-- The journal of a refund; a tip that has one is returned, and was released before.
ALTER TABLE tip ADD COLUMN refund_seq INTEGER REFERENCES journal (seq);
CREATE UNIQUE INDEX tip_refunded ON tip (refund_seq) WHERE refund_seq IS NOT NULL;
