-- Signed receipts of payments that other devices of this person made.
CREATE TABLE receipt (
    tip_id BLOB NOT NULL PRIMARY KEY CHECK (length(tip_id) = 16),
    -- As the server gave it, JSON.
    body   TEXT NOT NULL
) STRICT;
-- What happened to one payment.
CREATE INDEX wallet_entry_by_tip ON wallet_entry (json_extract(body, '$.tip'));
