//! Which keys the data was made with.

use sqlx::SqliteConnection;

/// Notes `fingerprint` in a new database; says whether it is the one noted there.
///
/// With other keys everybody's next sign-in would make a second account, and no legal name could be read: better not
/// to start.
///
/// # Errors
/// When the database fails.
pub async fn is_known(db: &mut SqliteConnection, fingerprint: &[u8; 32]) -> sqlx::Result<bool> {
    sqlx::query("INSERT INTO meta (name, value) VALUES ('keys', $1) ON CONFLICT (name) DO NOTHING")
        .bind(fingerprint.as_slice())
        .execute(&mut *db)
        .await?;
    let (noted,): (Vec<u8>,) =
        sqlx::query_as("SELECT value FROM meta WHERE name = 'keys'").fetch_one(db).await?;
    Ok(noted == fingerprint)
}

/// The fingerprint of the keys that the data was made with.
///
/// # Errors
/// When the database fails.
pub async fn noted(db: &mut SqliteConnection) -> sqlx::Result<Option<Vec<u8>>> {
    let noted: Option<(Vec<u8>,)> =
        sqlx::query_as("SELECT value FROM meta WHERE name = 'keys'").fetch_optional(db).await?;
    Ok(noted.map(|(noted,)| noted))
}

/// Notes that the data goes with other keys from now on.
///
/// # Errors
/// When the database fails.
pub async fn note(db: &mut SqliteConnection, fingerprint: &[u8; 32]) -> sqlx::Result<()> {
    sqlx::query("UPDATE meta SET value = $1 WHERE name = 'keys'")
        .bind(fingerprint.as_slice())
        .execute(db)
        .await?;
    Ok(())
}
