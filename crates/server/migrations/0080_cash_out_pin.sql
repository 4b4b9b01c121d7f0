-- The payment password is asked for at cash-outs as at tips and transfers: what went without it counts together, by day.
ALTER TABLE payment_order ADD COLUMN with_pin INTEGER NOT NULL DEFAULT 0 CHECK (with_pin IN (0, 1));
ALTER TABLE payment_order ADD COLUMN spent_day INTEGER NOT NULL DEFAULT 0;  -- yyyymmdd in Asia/Shanghai of its beginning; 0 before this was kept
CREATE INDEX payment_order_of_day ON payment_order (person_id, spent_day) WHERE purpose = 'cash_out';
