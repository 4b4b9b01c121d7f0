-- Whose money this data speaks of: set at the first start, and never another's. What was there before was the sandbox's.
CREATE TABLE payment_provider (
  one  INTEGER NOT NULL PRIMARY KEY CHECK (one = 1),
  name TEXT    NOT NULL CHECK (name <> '')
) STRICT;
INSERT INTO payment_provider (one, name) SELECT 1, 'sandbox' WHERE EXISTS (SELECT 1 FROM payment_order);

-- Where a cash-out goes, where the provider asks: kept with the order, so that the same order is the same request for ever.
CREATE TABLE payout_account (
  order_id      BLOB    NOT NULL PRIMARY KEY CHECK (length(order_id) = 16),
  person_id     BLOB    NOT NULL REFERENCES person (id),
  sealed        BLOB    NOT NULL,  -- for the row of the order, by a key outside the database
  created_at_us INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX payout_account_of_person ON payout_account (person_id, created_at_us);

-- SANDBOX: when what was paid went back to whoever had paid it.
ALTER TABLE sandbox_order ADD COLUMN returned_at_us INTEGER;
