-- Signing in: what stands between the first page and the tokens. Nothing here outlives the sign-in by more than it must:
-- attempts and proofs go after minutes, codes when the tokens that they gave can no longer live.

-- A browser that was sent here by a device.
CREATE TABLE sign_in_attempt (
  id             BLOB    NOT NULL PRIMARY KEY CHECK (length(id) = 16),
  cookie_hash    BLOB    NOT NULL UNIQUE CHECK (length(cookie_hash) = 32),
  redirect_uri   TEXT    NOT NULL,
  state          TEXT    NOT NULL,  -- the device's; goes back untouched
  code_challenge TEXT    NOT NULL,
  device_id      BLOB    NOT NULL CHECK (length(device_id) = 16),
  device_name    TEXT    NOT NULL,
  language       TEXT    NOT NULL CHECK (language IN ('en', 'zh-Hans')),
  expires_at_us  INTEGER NOT NULL
) STRICT;
CREATE INDEX sign_in_attempt_expiry ON sign_in_attempt (expires_at_us);

-- What the register said in an attempt; gone when the attempt is over.
CREATE TABLE sign_in_proof (
  attempt_id       BLOB    NOT NULL PRIMARY KEY REFERENCES sign_in_attempt (id),
  identity_hash    BLOB    NOT NULL CHECK (length(identity_hash) = 32),
  name_sealed      BLOB    NOT NULL,  -- sealed for the attempt's id
  masked_name      TEXT    NOT NULL,
  claims           TEXT    NOT NULL CHECK (json_valid(claims)),  -- circles_domain::claim::Claims
  challenge_id     BLOB    NOT NULL CHECK (length(challenge_id) = 16),  -- another one with each one-time code
  challenged_at_us INTEGER NOT NULL,
  wrong_tries      INTEGER NOT NULL DEFAULT 0,  -- of this code
  prefilled        INTEGER NOT NULL CHECK (prefilled IN (0, 1)),  -- a sample person: the page fills the code in
  confirmed        INTEGER NOT NULL DEFAULT 0 CHECK (confirmed IN (0, 1))
) STRICT;

CREATE TABLE authorization_code (
  hash           BLOB    NOT NULL PRIMARY KEY CHECK (length(hash) = 32),
  attempt_id     BLOB    NOT NULL CHECK (length(attempt_id) = 16),  -- the attempt itself may be gone
  person_id      BLOB    NOT NULL REFERENCES person (id),
  device_id      BLOB    NOT NULL CHECK (length(device_id) = 16),
  device_name    TEXT    NOT NULL,
  redirect_uri   TEXT    NOT NULL,
  code_challenge TEXT    NOT NULL,
  expires_at_us  INTEGER NOT NULL,
  redeemed_at_us INTEGER,                                        -- a second use after this revokes
  refresh_hash   BLOB    CHECK (length(refresh_hash) = 32)       -- the token that the first use got
) STRICT, WITHOUT ROWID;
CREATE INDEX authorization_code_of_attempt ON authorization_code (attempt_id);
CREATE INDEX authorization_code_expiry ON authorization_code (expires_at_us);

-- Tries of the last minute, so that a restart forgives nobody.
CREATE TABLE sign_in_try (
  key   BLOB    NOT NULL CHECK (length(key) = 32),  -- keyed hash of an identity or of a network address
  at_us INTEGER NOT NULL
) STRICT;
CREATE INDEX sign_in_try_by_key ON sign_in_try (key, at_us);
CREATE INDEX sign_in_try_by_time ON sign_in_try (at_us);
