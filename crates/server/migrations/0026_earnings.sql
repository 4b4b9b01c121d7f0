-- What somebody earned, by the time when it arrived.
CREATE INDEX tip_earned ON tip (payee_id, release_at_us) WHERE state = 'released';
