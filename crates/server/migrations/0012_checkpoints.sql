-- Checkpoints: links of the journals' chain, signed hourly and exported beside the keys. They only ever grow.

CREATE TABLE checkpoint (
  seq        INTEGER NOT NULL PRIMARY KEY CHECK (seq > 0),  -- of the journal that was the newest. No foreign key: it proves that one is gone
  hash       BLOB    NOT NULL CHECK (length(hash) = 32),
  made_at_us INTEGER NOT NULL,
  key_id     TEXT    NOT NULL,
  signature  BLOB    NOT NULL CHECK (length(signature) = 64)
) STRICT;

CREATE TRIGGER checkpoint_is_never_changed BEFORE UPDATE ON checkpoint
BEGIN SELECT RAISE(ABORT, 'checkpoint is append-only'); END;
CREATE TRIGGER checkpoint_is_never_deleted BEFORE DELETE ON checkpoint
BEGIN SELECT RAISE(ABORT, 'checkpoint is append-only'); END;
-- INSERT OR REPLACE deletes without asking the trigger above.
CREATE TRIGGER checkpoint_only_grows BEFORE INSERT ON checkpoint
WHEN NEW.seq <= (SELECT COALESCE(MAX(seq), 0) FROM checkpoint)
BEGIN SELECT RAISE(ABORT, 'checkpoint is append-only'); END;

-- What is held on one post, for when it is removed.
CREATE INDEX tip_held_on ON tip (post_id) WHERE state = 'held';
