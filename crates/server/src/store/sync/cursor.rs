//! Cursors: a place in `changes`, signed for one person, so that nobody makes one up or borrows another's.

use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use circles_domain::{PersonId, Timestamp};
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;
use sqlx::SqliteConnection;

const MAC_BYTES: usize = 16;

/// Makes and reads cursors under the database's own key.
#[derive(Clone)]
pub struct Cursors([u8; 64]);

impl std::fmt::Debug for Cursors {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Cursors(..)")
    }
}

impl Cursors {
    /// Reads the key, making it the first time. A restored or new database has another: old cursors are unknown there.
    ///
    /// # Errors
    /// When the database or the system's randomness fails.
    pub async fn open(db: &mut SqliteConnection) -> sqlx::Result<Self> {
        let mut fresh = [0; 64];
        getrandom::fill(&mut fresh[..32]).map_err(|error| sqlx::Error::Io(std::io::Error::other(error)))?;
        sqlx::query("INSERT INTO meta (name, value) VALUES ('cursor_key', $1) ON CONFLICT (name) DO NOTHING")
            .bind(fresh.as_slice())
            .execute(&mut *db)
            .await?;
        let (key,): (Vec<u8>,) =
            sqlx::query_as("SELECT value FROM meta WHERE name = 'cursor_key'").fetch_one(db).await?;
        key.try_into()
            .map(Self)
            .map_err(|_| sqlx::Error::Protocol("the cursor key has a wrong length".to_owned()))
    }

    fn mac(&self, person: PersonId, seq: i64) -> Hmac<Sha256> {
        let mut mac = Hmac::<Sha256>::new(&self.0.into());
        mac.update(person.as_bytes());
        mac.update(&seq.to_be_bytes());
        mac
    }

    /// The cursor that stands for `seq`.
    #[must_use]
    pub fn write(&self, person: PersonId, seq: i64) -> String {
        let tag = self.mac(person, seq).finalize().into_bytes();
        BASE64_URL_SAFE_NO_PAD.encode([seq.to_be_bytes().as_slice(), &tag[..MAC_BYTES]].concat())
    }

    /// The place that a cursor of this person stands for.
    #[must_use]
    pub fn read(&self, person: PersonId, cursor: &str) -> Option<i64> {
        let bytes: [u8; 8 + MAC_BYTES] = BASE64_URL_SAFE_NO_PAD.decode(cursor).ok()?.try_into().ok()?;
        let (seq, tag) = bytes.split_at(8);
        let seq = i64::from_be_bytes(seq.try_into().ok()?);
        self.mac(person, seq).verify_truncated_left(tag).is_ok().then_some(seq)
    }
}

/// The place behind everything.
pub(super) async fn end(db: &mut SqliteConnection) -> sqlx::Result<i64> {
    let (last,): (i64,) =
        sqlx::query_as("SELECT coalesce(max(seq), 0) FROM changes").fetch_one(&mut *db).await?;
    Ok(last.max(floor(db).await?))
}

async fn floor(db: &mut SqliteConnection) -> sqlx::Result<i64> {
    let row: Option<(Vec<u8>,)> =
        sqlx::query_as("SELECT value FROM meta WHERE name = 'changes_floor'").fetch_optional(db).await?;
    Ok(row.and_then(|(value,)| value.try_into().ok()).map_or(0, i64::from_be_bytes))
}

/// Remembers up to which place changes were forgotten.
///
/// # Errors
/// When the database fails.
pub async fn set_floor(db: &mut SqliteConnection, seq: i64) -> sqlx::Result<()> {
    sqlx::query("INSERT INTO meta (name, value) VALUES ('changes_floor', $1) ON CONFLICT (name) DO UPDATE SET value = excluded.value")
        .bind(seq.to_be_bytes().as_slice())
        .execute(db)
        .await?;
    Ok(())
}

/// Whether everything behind `since` is still there and not older than `oldest`.
pub(super) async fn is_known(db: &mut SqliteConnection, since: i64, oldest: Timestamp) -> sqlx::Result<bool> {
    if since < floor(db).await? || since > end(db).await? {
        return Ok(false);
    }
    let next: Option<(i64,)> =
        sqlx::query_as("SELECT at_us FROM changes WHERE seq > $1 ORDER BY seq LIMIT 1")
            .bind(since)
            .fetch_optional(db)
            .await?;
    Ok(next.is_none_or(|(at_us,)| at_us >= oldest.as_micros()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_is_for_one_person_and_one_place() {
        let (cursors, other) = (Cursors([7; 64]), Cursors([8; 64]));
        let (me, you) = (PersonId::mint(), PersonId::mint());
        let cursor = cursors.write(me, 41);
        assert_eq!(cursors.read(me, &cursor), Some(41));
        assert_eq!((cursors.read(you, &cursor), other.read(me, &cursor)), (None, None));
        for bad in
            ["", "AAAA", "not base64!", &cursors.write(me, 42).replace(|c: char| c.is_ascii_digit(), "A")]
        {
            assert!(cursors.read(me, bad).is_none_or(|seq| seq == 42), "{bad}");
        }
        let mut bytes = BASE64_URL_SAFE_NO_PAD.decode(&cursor).unwrap();
        bytes[7] += 1;
        assert_eq!(cursors.read(me, &BASE64_URL_SAFE_NO_PAD.encode(bytes)), None);
    }
}
