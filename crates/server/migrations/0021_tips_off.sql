-- Authors who take no tips.
ALTER TABLE person ADD COLUMN tips_off INTEGER NOT NULL DEFAULT 0 CHECK (tips_off IN (0, 1));
-- How often one person tipped another on a day.
CREATE INDEX tip_between ON tip (payer_id, payee_id, spent_day) WHERE state IN ('held', 'released');
