-- Top-ups and cash-outs that the server was asked for and has not definitely answered. A row goes with the answer.
CREATE TABLE payment_intent (
    payment_id   BLOB    NOT NULL PRIMARY KEY CHECK (length(payment_id) = 16),
    kind         TEXT    NOT NULL CHECK (kind IN ('top_up', 'cash_out')),
    amount_minor INTEGER NOT NULL CHECK (amount_minor > 0),
    -- How often the server was asked about it.
    checks       INTEGER NOT NULL,
    asked_at_us  INTEGER NOT NULL
) STRICT;
