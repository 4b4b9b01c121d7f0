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
