-- The words that went with a tip or a transfer, in lower case, to be searched as the post's are.
ALTER TABLE wallet_entry ADD COLUMN folded_message TEXT NOT NULL DEFAULT '';
UPDATE wallet_entry SET folded_message = lower(json_extract(body, '$.message'))
WHERE json_extract(body, '$.message') IS NOT NULL;
