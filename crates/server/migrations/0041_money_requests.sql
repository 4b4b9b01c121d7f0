-- Requests of money: asking moves none. A transfer pays one; when it comes back, the request is open again.
CREATE TABLE money_request (
  id            BLOB    NOT NULL PRIMARY KEY CHECK (length(id) = 16),
  asker_id      BLOB    NOT NULL REFERENCES person (id),
  asked_id      BLOB    NOT NULL REFERENCES person (id),
  amount_minor  INTEGER NOT NULL CHECK (amount_minor > 0),
  note          TEXT    NOT NULL,
  state         TEXT    NOT NULL CHECK (state IN ('open', 'paid', 'declined', 'withdrawn')),  -- an open one that is too old is expired
  transfer_id   BLOB    CHECK (length(transfer_id) = 16),  -- what pays it
  asked_day     INTEGER NOT NULL,                          -- yyyymmdd in Asia/Shanghai
  asked_at_us   INTEGER NOT NULL,
  expires_at_us INTEGER NOT NULL,
  CHECK (asker_id <> asked_id),
  CHECK ((state = 'paid') = (transfer_id IS NOT NULL))
) STRICT;
CREATE INDEX money_request_by_asker ON money_request (asker_id, asked_at_us);
CREATE INDEX money_request_by_asked ON money_request (asked_id, asked_at_us);
CREATE UNIQUE INDEX money_request_paid_by ON money_request (transfer_id) WHERE transfer_id IS NOT NULL;

-- The request that a transfer pays, as its confirm page showed it.
ALTER TABLE transfer_quote ADD COLUMN request_id BLOB CHECK (length(request_id) = 16);
