-- What is on its way to somebody, for their wallet.
CREATE INDEX tip_incoming ON tip (payee_id, amount_minor) WHERE state = 'held';
