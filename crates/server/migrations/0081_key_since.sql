-- Cash-outs rest after a new key, whatever the device that brings it calls itself.
ALTER TABLE device ADD COLUMN key_since_us INTEGER NOT NULL DEFAULT 0;  -- since when it holds its key without having been signed out
UPDATE device SET key_since_us = signed_in_at_us;
