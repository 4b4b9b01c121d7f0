-- Why a gate was closed for what failed, clause by clause, as JSON; empty otherwise.
ALTER TABLE outbox_item ADD COLUMN gate TEXT NOT NULL DEFAULT '';
