-- Signed receipts of transfers that other devices of this person made.
CREATE TABLE transfer_receipt (
    transfer_id BLOB NOT NULL PRIMARY KEY CHECK (length(transfer_id) = 16),
    -- As the server gave it, JSON.
    body        TEXT NOT NULL
) STRICT;
-- What happened to one transfer.
CREATE INDEX wallet_entry_by_transfer ON wallet_entry (json_extract(body, '$.transfer'));
