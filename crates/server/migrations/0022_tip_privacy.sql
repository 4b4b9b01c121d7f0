-- Who learns who gave a tip, and the words that go with it.
ALTER TABLE quote ADD COLUMN privacy TEXT NOT NULL DEFAULT 'author_only' CHECK (privacy IN ('public', 'author_only', 'anonymous'));
ALTER TABLE quote ADD COLUMN message TEXT NOT NULL DEFAULT '';
ALTER TABLE tip ADD COLUMN privacy TEXT NOT NULL DEFAULT 'author_only' CHECK (privacy IN ('public', 'author_only', 'anonymous'));
ALTER TABLE tip ADD COLUMN message TEXT NOT NULL DEFAULT '';
-- What everybody who reads a post sees of its tips.
CREATE INDEX tip_public ON tip (post_id, hold_seq) WHERE privacy = 'public' AND state IN ('held', 'released');
