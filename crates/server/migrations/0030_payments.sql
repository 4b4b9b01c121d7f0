-- Top-ups and cash-outs: orders that go on from where they stood, whatever is lost on the way, and the books of the
-- embedded provider.
PRAGMA defer_foreign_keys = ON;

-- Kinds of journal, in a table: a new one is a row, and no reason to make the ledger anew.
CREATE TABLE journal_kind (name TEXT NOT NULL PRIMARY KEY) STRICT, WITHOUT ROWID;
INSERT INTO journal_kind (name) VALUES ('top_up'), ('tip_hold'), ('tip_release'), ('tip_return'), ('tip_refund'),
  ('advance'), ('repayment'), ('cash_out_hold'), ('cash_out'), ('cash_out_return');

CREATE TABLE journal_before AS SELECT seq, id, kind, subject_id, booked_at_us, prev_hash, hash FROM journal;
DROP TABLE journal;
CREATE TABLE journal (
  seq          INTEGER NOT NULL PRIMARY KEY CHECK (seq > 0),  -- 1, 2, 3, without gaps
  id           BLOB    NOT NULL UNIQUE CHECK (length(id) = 16),
  kind         TEXT    NOT NULL REFERENCES journal_kind (name),
  subject_id   BLOB    NOT NULL CHECK (length(subject_id) = 16),  -- the tip, the provider's order, or the journal that a debt was paid from
  booked_at_us INTEGER NOT NULL,
  prev_hash    BLOB    NOT NULL UNIQUE CHECK (length(prev_hash) = 32),  -- unique: the chain cannot fork
  hash         BLOB    NOT NULL CHECK (length(hash) = 32),
  UNIQUE (subject_id, kind)
) STRICT;
INSERT INTO journal (seq, id, kind, subject_id, booked_at_us, prev_hash, hash)
  SELECT seq, id, kind, subject_id, booked_at_us, prev_hash, hash FROM journal_before ORDER BY seq;
DROP TABLE journal_before;
-- What is held is settled once, whichever way.
CREATE UNIQUE INDEX journal_settles_once ON journal (subject_id)
  WHERE kind IN ('tip_release', 'tip_return', 'cash_out', 'cash_out_return');
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

-- What is asked of the provider. Each step is kept here before it is taken; what became of it is asked, never guessed.
CREATE TABLE payment_order_before AS SELECT id, person_id, purpose, amount_minor, state, created_at_us FROM payment_order;
DROP TABLE payment_order;
CREATE TABLE payment_order (
  id             BLOB    NOT NULL PRIMARY KEY CHECK (length(id) = 16),  -- the provider's idempotency key
  person_id      BLOB    NOT NULL REFERENCES person (id),
  purpose        TEXT    NOT NULL CHECK (purpose IN ('sandbox_grant', 'top_up', 'cash_out')),
  amount_minor   INTEGER NOT NULL CHECK (amount_minor > 0),
  state          TEXT    NOT NULL CHECK (state IN ('placed', 'ordered', 'closing', 'booked', 'failed', 'mismatched', 'refused')),
  reason         TEXT    NOT NULL DEFAULT '',  -- of a failure or a refusal, by its name on the wire
  reported_minor INTEGER,                      -- what the provider says it moved, where that is not what was asked
  declined       INTEGER NOT NULL DEFAULT 0 CHECK (declined IN (0, 1)),  -- the provider said no, and its books have not confirmed it yet
  unanswered     INTEGER NOT NULL DEFAULT 0 CHECK (unanswered >= 0),     -- calls begun since its last answer, counted before each
  next_at_us     INTEGER,                      -- when the next step is due; NULL when there is none
  created_at_us  INTEGER NOT NULL,
  changed_at_us  INTEGER NOT NULL,
  CHECK ((reason = '') = (state NOT IN ('failed', 'refused'))),
  CHECK ((reported_minor IS NULL) = (state <> 'mismatched')),
  CHECK (state NOT IN ('placed', 'ordered', 'closing') OR purpose = 'sandbox_grant' OR next_at_us IS NOT NULL)
) STRICT;
INSERT INTO payment_order (id, person_id, purpose, amount_minor, state, reported_minor, created_at_us, changed_at_us)
  SELECT id, person_id, purpose, amount_minor, state, CASE state WHEN 'mismatched' THEN 0 END, created_at_us, created_at_us
  FROM payment_order_before;
DROP TABLE payment_order_before;
CREATE UNIQUE INDEX payment_order_one_grant ON payment_order (person_id) WHERE purpose = 'sandbox_grant';
CREATE INDEX payment_order_due ON payment_order (next_at_us) WHERE next_at_us IS NOT NULL;
CREATE INDEX payment_order_of_person ON payment_order (person_id, created_at_us);

-- Notices of the provider whose signature was right: each has its effect once, however often it comes.
CREATE TABLE payment_notice (
  hash           BLOB    NOT NULL PRIMARY KEY CHECK (length(hash) = 32),  -- SHA-256 of its bytes
  order_id       BLOB    NOT NULL,
  received_at_us INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- SANDBOX: the embedded provider's own books, in which no real money stands. The ledger never reads them.
CREATE TABLE sandbox_order (
  order_id      BLOB    NOT NULL PRIMARY KEY CHECK (length(order_id) = 16),
  direction     TEXT    NOT NULL CHECK (direction IN ('in', 'out')),
  amount_minor  INTEGER NOT NULL CHECK (amount_minor > 0),
  state         TEXT    NOT NULL CHECK (state IN ('waiting', 'paid', 'failed', 'closed')),
  moves_minor   INTEGER NOT NULL CHECK (moves_minor > 0),  -- what moves if it is paid: all of it, unless it misbehaves
  ends_as       TEXT    NOT NULL CHECK (ends_as IN ('paid', 'failed')),
  ends_at_us    INTEGER,                                   -- when it leaves 'waiting' by itself; NULL for never
  settled_at_us INTEGER,
  CHECK ((settled_at_us IS NULL) = (state = 'waiting'))
) STRICT, WITHOUT ROWID;
CREATE INDEX sandbox_order_ending ON sandbox_order (ends_at_us) WHERE state = 'waiting' AND ends_at_us IS NOT NULL;

-- SANDBOX: its notices that are still to be sent.
CREATE TABLE sandbox_notice (
  seq       INTEGER NOT NULL PRIMARY KEY,
  due_at_us INTEGER NOT NULL,
  body      BLOB    NOT NULL,
  signature BLOB    NOT NULL
) STRICT;
CREATE INDEX sandbox_notice_due ON sandbox_notice (due_at_us, seq);
