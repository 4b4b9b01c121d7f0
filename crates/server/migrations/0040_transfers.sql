-- Transfers between people.
INSERT INTO journal_kind (name) VALUES ('transfer_hold'), ('transfer_release'), ('transfer_return');

-- What is held is settled once, whichever way.
DROP INDEX journal_settles_once;
CREATE UNIQUE INDEX journal_settles_once ON journal (subject_id)
  WHERE kind IN ('tip_release', 'tip_return', 'cash_out', 'cash_out_return', 'transfer_release', 'transfer_return');

-- Whether somebody who is no friend may send this person money.
ALTER TABLE person ADD COLUMN transfers_from_others INTEGER NOT NULL DEFAULT 0 CHECK (transfers_from_others IN (0, 1));

-- What the server bound a transfer to, as the confirm page showed it.
CREATE TABLE transfer_quote (
  id            BLOB    NOT NULL PRIMARY KEY CHECK (length(id) = 16),
  payer_id      BLOB    NOT NULL REFERENCES person (id),
  transfer_id   BLOB    NOT NULL CHECK (length(transfer_id) = 16),
  payee_id      BLOB    NOT NULL REFERENCES person (id),
  amount_minor  INTEGER NOT NULL CHECK (amount_minor > 0),
  note          TEXT    NOT NULL,
  wait_s        INTEGER NOT NULL CHECK (wait_s >= 0),  -- before it is offered to the payee
  created_at_us INTEGER NOT NULL,
  expires_at_us INTEGER NOT NULL,
  replaced      INTEGER NOT NULL DEFAULT 0 CHECK (replaced IN (0, 1))  -- by a newer one of the same transfer
) STRICT;
CREATE UNIQUE INDEX transfer_quote_newest ON transfer_quote (payer_id, transfer_id) WHERE replaced = 0;
CREATE INDEX transfer_quote_expiry ON transfer_quote (expires_at_us);

-- The answer that a transfer got; there is no row before it. Kept for ever: the id is its idempotency key.
CREATE TABLE transfer (
  payer_id       BLOB    NOT NULL REFERENCES person (id),
  id             BLOB    NOT NULL CHECK (length(id) = 16),
  request_hash   BLOB    CHECK (length(request_hash) = 32),  -- of the confirmation; NULL when it was abandoned first
  payee_id       BLOB,     -- these two are NULL when it was never quoted
  amount_minor   INTEGER,
  note           TEXT    NOT NULL,
  state          TEXT    NOT NULL CHECK (state IN ('held', 'accepted', 'returned', 'refused')),
  reason         TEXT    NOT NULL DEFAULT '',  -- of a refusal or a return, by its name on the wire
  spent_day      INTEGER NOT NULL,             -- yyyymmdd in Asia/Shanghai
  with_pin       INTEGER NOT NULL CHECK (with_pin IN (0, 1)),
  offered_at_us  INTEGER,  -- these five are NULL when no money moved: until this it can be taken back
  expires_at_us  INTEGER,  -- and from this on it goes back by itself
  receipt        TEXT    CHECK (json_valid(receipt)),
  signature      BLOB    CHECK (length(signature) = 64),
  hold_seq       INTEGER UNIQUE REFERENCES journal (seq),
  settled_seq    INTEGER UNIQUE REFERENCES journal (seq),  -- release or return
  answered_at_us INTEGER NOT NULL,
  announced      INTEGER NOT NULL DEFAULT 0 CHECK (announced IN (0, 1)),  -- its payee's devices were told that it is offered
  PRIMARY KEY (payer_id, id),
  CHECK ((state = 'refused') = (hold_seq IS NULL)),
  CHECK ((state IN ('accepted', 'returned')) = (settled_seq IS NOT NULL)),
  CHECK ((reason = '') = (state IN ('held', 'accepted'))),
  CHECK (state = 'refused' OR (request_hash IS NOT NULL AND payee_id IS NOT NULL AND amount_minor IS NOT NULL
    AND offered_at_us IS NOT NULL AND expires_at_us IS NOT NULL AND receipt IS NOT NULL AND signature IS NOT NULL))
) STRICT;
-- An id moves money once, whoever pays.
CREATE UNIQUE INDEX transfer_moved ON transfer (id) WHERE state <> 'refused';
CREATE INDEX transfer_of_day ON transfer (payer_id, spent_day) WHERE state IN ('held', 'accepted');
CREATE INDEX transfer_between ON transfer (payer_id, payee_id) WHERE state = 'accepted';
CREATE INDEX transfer_due ON transfer (expires_at_us) WHERE state = 'held';
CREATE INDEX transfer_unannounced ON transfer (offered_at_us) WHERE state = 'held' AND announced = 0;
CREATE INDEX transfer_to ON transfer (payee_id, hold_seq) WHERE state <> 'refused';
