-- Tokens are bound to a key that their device holds (RFC 9449). Sessions from before have no such key: they end here,
-- and people sign in again.

ALTER TABLE device ADD COLUMN key_thumbprint BLOB CHECK (key_thumbprint IS NULL OR length(key_thumbprint) = 32);  -- RFC 7638; NULL before there were keys
ALTER TABLE device ADD COLUMN end_reason TEXT NOT NULL DEFAULT ''
  CHECK (end_reason IN ('', 'signed_out', 'remote', 'stolen', 'code_reused'));  -- why the session ended; '' while it has not
ALTER TABLE device ADD COLUMN end_unseen INTEGER NOT NULL DEFAULT 0 CHECK (end_unseen IN (0, 1));  -- the person should know and does not

UPDATE device SET revoked_at_us = last_seen_at_us WHERE revoked_at_us IS NULL;
UPDATE device SET end_reason = 'signed_out';
DELETE FROM access_token;
DELETE FROM refresh_token;
CREATE INDEX device_unseen ON device (person_id) WHERE end_unseen = 1;

-- The key that the tokens will be bound to (`dpop_jkt`); '' when the device did not say.
ALTER TABLE sign_in_attempt ADD COLUMN key_thumbprint TEXT NOT NULL DEFAULT '';
ALTER TABLE authorization_code ADD COLUMN key_thumbprint TEXT NOT NULL DEFAULT '';
