-- What somebody meant to send, kept before any byte is sent; its states are those of a tip.
CREATE TABLE transfer_intent (
    transfer_id      BLOB    NOT NULL PRIMARY KEY CHECK (length(transfer_id) = 16),
    payee_id         BLOB    NOT NULL CHECK (length(payee_id) = 16),
    state            TEXT    NOT NULL CHECK (state IN ('draft', 'quoted', 'confirming', 'unknown', 'held', 'released',
                                                       'returned', 'refused')),
    -- What was last typed; 0 until then.
    amount_minor     INTEGER NOT NULL,
    note             TEXT    NOT NULL,
    -- JSON as the server gave it; NULL until then.
    quote            TEXT,
    outcome          TEXT,
    -- When the quote was shown on this device.
    shown_at_us      INTEGER,
    confirmed_at_us  INTEGER,
    checks           INTEGER NOT NULL,
    next_check_at_us INTEGER,
    created_at_us    INTEGER NOT NULL,
    updated_at_us    INTEGER NOT NULL
) STRICT;
CREATE INDEX transfer_intent_by_payee ON transfer_intent (payee_id, created_at_us);
