-- Which act imposed what a human finds again under their next account: an appeal names it.
ALTER TABLE kept_sanction ADD COLUMN act_id BLOB CHECK (act_id IS NULL OR length(act_id) = 16);

-- Who is shut out of a circle is not counted among its members.
CREATE INDEX membership_banned ON membership (circle_id, sanction_until_us) WHERE sanction = 'banned';
