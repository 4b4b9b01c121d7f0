-- Circles now say which place oneself has in them, what was accepted and asked: all is pulled again.
DELETE FROM meta WHERE name = 'cursor';
