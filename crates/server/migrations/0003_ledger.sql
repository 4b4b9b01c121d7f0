-- The ledger: who holds what, every movement of money, and the tips that caused them.
-- Amounts are fen. `journal` and `posting` only ever grow: their triggers refuse everything else.

CREATE TABLE ledger_account (
  id            BLOB    NOT NULL PRIMARY KEY CHECK (length(id) = 16),
  kind          TEXT    NOT NULL CHECK (kind IN ('person', 'escrow', 'sandbox', 'platform')),
  person_id     BLOB    UNIQUE,              -- whose; NULL for the house's own. No foreign key: money outlives profiles
  balance_minor INTEGER NOT NULL DEFAULT 0,  -- the sum of its postings, kept so that a check costs one row
  opened_at_us  INTEGER NOT NULL,
  CHECK ((kind = 'person') = (person_id IS NOT NULL)),
  CHECK (balance_minor >= 0 OR kind = 'sandbox')
) STRICT;

-- The house has one account of each kind, under an id that never changes.
CREATE UNIQUE INDEX ledger_account_of_house ON ledger_account (kind) WHERE person_id IS NULL;
INSERT INTO ledger_account (id, kind, person_id, opened_at_us) VALUES
  (x'00000000000000000000000000000001', 'escrow', NULL, 0),
  (x'00000000000000000000000000000002', 'sandbox', NULL, 0),
  (x'00000000000000000000000000000003', 'platform', NULL, 0);

CREATE TABLE journal (
  seq          INTEGER NOT NULL PRIMARY KEY CHECK (seq > 0),  -- 1, 2, 3, without gaps
  id           BLOB    NOT NULL UNIQUE CHECK (length(id) = 16),
  kind         TEXT    NOT NULL CHECK (kind IN ('top_up', 'tip_hold', 'tip_release', 'tip_return')),
  subject_id   BLOB    NOT NULL CHECK (length(subject_id) = 16),  -- the tip, or the provider's order
  booked_at_us INTEGER NOT NULL,
  prev_hash    BLOB    NOT NULL UNIQUE CHECK (length(prev_hash) = 32),  -- unique: the chain cannot fork
  hash         BLOB    NOT NULL CHECK (length(hash) = 32),
  UNIQUE (subject_id, kind)
) STRICT;
-- A tip is settled once, whichever way.
CREATE UNIQUE INDEX journal_settles_once ON journal (subject_id) WHERE kind IN ('tip_release', 'tip_return');

CREATE TABLE posting (
  account_id    BLOB    NOT NULL REFERENCES ledger_account (id),
  journal_seq   INTEGER NOT NULL REFERENCES journal (seq),
  amount_minor  INTEGER NOT NULL CHECK (amount_minor <> 0),  -- positive arrives, negative leaves
  currency      TEXT    NOT NULL CHECK (currency = 'CNY'),
  balance_minor INTEGER NOT NULL,                            -- of the account, after this
  PRIMARY KEY (account_id, journal_seq)
) STRICT, WITHOUT ROWID;
CREATE INDEX posting_of_journal ON posting (journal_seq);

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

CREATE TRIGGER posting_is_never_changed BEFORE UPDATE ON posting
BEGIN SELECT RAISE(ABORT, 'posting is append-only'); END;
CREATE TRIGGER posting_is_never_deleted BEFORE DELETE ON posting
BEGIN SELECT RAISE(ABORT, 'posting is append-only'); END;
CREATE TRIGGER posting_only_grows BEFORE INSERT ON posting
WHEN NEW.journal_seq <> (SELECT COALESCE(MAX(seq), 0) FROM journal)
  OR EXISTS (SELECT 1 FROM posting WHERE account_id = NEW.account_id AND journal_seq = NEW.journal_seq)
BEGIN SELECT RAISE(ABORT, 'posting is append-only'); END;

-- What the server bound a tip to, as the confirm page showed it.
CREATE TABLE quote (
  id            BLOB    NOT NULL PRIMARY KEY CHECK (length(id) = 16),
  payer_id      BLOB    NOT NULL REFERENCES person (id),
  tip_id        BLOB    NOT NULL CHECK (length(tip_id) = 16),
  payee_id      BLOB    NOT NULL REFERENCES person (id),
  post_id       BLOB    NOT NULL,
  amount_minor  INTEGER NOT NULL CHECK (amount_minor > 0),
  created_at_us INTEGER NOT NULL,
  expires_at_us INTEGER NOT NULL,
  replaced      INTEGER NOT NULL DEFAULT 0 CHECK (replaced IN (0, 1))  -- by a newer one of the same tip
) STRICT;
CREATE UNIQUE INDEX quote_newest ON quote (payer_id, tip_id) WHERE replaced = 0;
CREATE INDEX quote_expiry ON quote (expires_at_us);

-- The answer that a tip got; there is no row before it. Kept for ever: the id is its idempotency key.
CREATE TABLE tip (
  payer_id             BLOB    NOT NULL REFERENCES person (id),
  id                   BLOB    NOT NULL CHECK (length(id) = 16),
  request_hash         BLOB    CHECK (length(request_hash) = 32),  -- of the confirmation; NULL when it was abandoned first
  post_id              BLOB,     -- these three are NULL when it was never quoted
  payee_id             BLOB,
  amount_minor         INTEGER,
  state                TEXT    NOT NULL CHECK (state IN ('held', 'released', 'returned', 'refused')),
  reason               TEXT    NOT NULL DEFAULT '',  -- of a refusal or a return, by its name on the wire
  spent_day            INTEGER NOT NULL,             -- yyyymmdd in Asia/Shanghai
  with_pin             INTEGER NOT NULL CHECK (with_pin IN (0, 1)),
  cancellable_until_us INTEGER,  -- these five are NULL when no money moved
  release_at_us        INTEGER,
  receipt              TEXT    CHECK (json_valid(receipt)),
  signature            BLOB    CHECK (length(signature) = 64),
  hold_seq             INTEGER UNIQUE REFERENCES journal (seq),
  settled_seq          INTEGER UNIQUE REFERENCES journal (seq),  -- release or return
  answered_at_us       INTEGER NOT NULL,
  PRIMARY KEY (payer_id, id),
  CHECK ((state = 'refused') = (hold_seq IS NULL)),
  CHECK ((state IN ('released', 'returned')) = (settled_seq IS NOT NULL)),
  CHECK ((reason = '') = (state IN ('held', 'released'))),
  CHECK (state = 'refused' OR (request_hash IS NOT NULL AND post_id IS NOT NULL AND payee_id IS NOT NULL
    AND amount_minor IS NOT NULL AND release_at_us IS NOT NULL AND receipt IS NOT NULL AND signature IS NOT NULL))
) STRICT;
-- An id moves money once, whoever pays.
CREATE UNIQUE INDEX tip_moved ON tip (id) WHERE state <> 'refused';
CREATE INDEX tip_of_day ON tip (payer_id, spent_day) WHERE state IN ('held', 'released');
CREATE INDEX tip_due ON tip (release_at_us) WHERE state = 'held';
CREATE INDEX tip_held ON tip (payer_id, amount_minor) WHERE state = 'held';

-- One confirmation of one quote may go without asking again.
CREATE TABLE step_up_token (
  hash          BLOB    NOT NULL PRIMARY KEY CHECK (length(hash) = 32),
  quote_id      BLOB    NOT NULL,
  person_id     BLOB    NOT NULL REFERENCES person (id),
  expires_at_us INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX step_up_token_expiry ON step_up_token (expires_at_us);

CREATE TABLE pin (
  person_id       BLOB    NOT NULL PRIMARY KEY REFERENCES person (id),
  hash            TEXT    NOT NULL,            -- argon2id, PHC form, peppered by a key outside the database
  tries           INTEGER NOT NULL DEFAULT 0,  -- wrong ones since the last right one; counted before they are judged
  paused_until_us INTEGER NOT NULL DEFAULT 0,
  set_at_us       INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Public halves of the keys that receipts are signed with, oldest first; each vouches for the next.
CREATE TABLE receipt_key (
  ordinal    INTEGER NOT NULL PRIMARY KEY CHECK (ordinal > 0),
  id         TEXT    NOT NULL UNIQUE CHECK (length(id) = 16),
  public     BLOB    NOT NULL CHECK (length(public) = 32),
  signed_by  TEXT    REFERENCES receipt_key (id),
  signature  BLOB    CHECK (length(signature) = 64),
  since_us   INTEGER NOT NULL,
  CHECK ((ordinal = 1) = (signed_by IS NULL)),
  CHECK ((ordinal = 1) = (signature IS NULL))
) STRICT;

-- What the server asked of the payment provider. Booked once its notice was verified, sum included.
CREATE TABLE payment_order (
  id            BLOB    NOT NULL PRIMARY KEY CHECK (length(id) = 16),
  person_id     BLOB    NOT NULL REFERENCES person (id),
  purpose       TEXT    NOT NULL CHECK (purpose IN ('sandbox_grant', 'top_up')),
  amount_minor  INTEGER NOT NULL CHECK (amount_minor > 0),
  state         TEXT    NOT NULL CHECK (state IN ('placed', 'booked', 'mismatched')),
  created_at_us INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX payment_order_one_grant ON payment_order (person_id) WHERE purpose = 'sandbox_grant';

-- SANDBOX: the embedded provider's own books, in which no real money stands.
CREATE TABLE sandbox_payment (
  order_id     BLOB    NOT NULL PRIMARY KEY,
  amount_minor INTEGER NOT NULL CHECK (amount_minor > 0),
  currency     TEXT    NOT NULL CHECK (currency = 'CNY'),
  paid_at_us   INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
