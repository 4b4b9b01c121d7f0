//! What can go wrong in a file, told apart by SQLite's result codes and never by text.

/// The outcome of everything here.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// One of the files.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum DbFile {
    /// `outbox.db`.
    Outbox,
    /// `cache.db`.
    Cache,
    /// `device.db`.
    Device,
}

/// Why a read or a write did not happen.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Somebody else holds the file: a bug, since one process owns it and one connection writes it.
    #[error("the database is busy")]
    Busy,
    /// The disk is full; what was there is untouched.
    #[error("the disk is full")]
    Full,
    /// SQLite says that the file is damaged, or that it is no database.
    #[error("the database is damaged")]
    Damaged,
    /// A newer version of the app wrote this file; its bytes are untouched.
    #[error("{0:?} was written by a newer version")]
    NewerSchema(DbFile),
    /// A row holds what this version cannot read.
    #[error("a stored {0} cannot be read")]
    Row(&'static str),
    /// A file beside the databases.
    #[error("a file could not be read or written")]
    Io(#[source] std::io::Error),
    /// Anything else that SQLite or sqlx says.
    #[error("SQLite")]
    Sql(#[source] sqlx::Error),
}

impl From<sqlx::Error> for Error {
    fn from(error: sqlx::Error) -> Self {
        match primary_code(&error) {
            Some(5 | 6) => Self::Busy,
            Some(13) => Self::Full,
            Some(11 | 26) => Self::Damaged,
            Some(_) | None => Self::Sql(error),
        }
    }
}

impl From<std::io::Error> for Error {
    fn from(error: std::io::Error) -> Self {
        if error.kind() == std::io::ErrorKind::StorageFull { Self::Full } else { Self::Io(error) }
    }
}

impl From<sqlx::migrate::MigrateError> for Error {
    #[expect(
        clippy::wildcard_enum_match_arm,
        reason = "sqlx may add kinds, and all but these two are alike here"
    )]
    fn from(error: sqlx::migrate::MigrateError) -> Self {
        match error {
            sqlx::migrate::MigrateError::Execute(source)
            | sqlx::migrate::MigrateError::ExecuteMigration(source, _) => Self::from(source),
            other => Self::Sql(sqlx::Error::Migrate(Box::new(other))),
        }
    }
}

/// SQLite's primary result code: the low byte of the extended one.
fn primary_code(error: &sqlx::Error) -> Option<i32> {
    let extended: i32 = error.as_database_error()?.code()?.parse().ok()?;
    Some(extended & 0xff)
}
