-- Signing in at an OpenID provider: what is remembered while the browser is away. One a sign-in attempt, taken once.
CREATE TABLE sign_in_departure (
  attempt_id BLOB NOT NULL PRIMARY KEY REFERENCES sign_in_attempt (id),
  state      TEXT NOT NULL,
  nonce      TEXT NOT NULL,
  verifier   TEXT NOT NULL  -- of PKCE
) STRICT;
