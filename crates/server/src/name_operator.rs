//! `circles-server name-operator`: who operates the platform is named by who runs it, and by nobody in the app.

use std::path::PathBuf;

use circles_domain::PersonId;

use crate::store::{Db, OpenError, people};

/// Who, and whether from now on or no longer.
#[derive(Clone, Debug, clap::Args)]
pub struct NameOperator {
    /// Directory of the database.
    #[arg(long, env = "CIRCLES_DATA_DIR")]
    pub data_dir: PathBuf,
    /// The person's id.
    #[arg(long)]
    pub person: PersonId,
    /// Takes the role away again.
    #[arg(long)]
    pub no_longer: bool,
}

/// Why it was not done.
#[derive(Debug, thiserror::Error)]
pub enum NameOperatorError {
    /// There is no database.
    #[error("{0}")]
    Missing(#[from] std::io::Error),
    /// The database.
    #[error("cannot open the database")]
    Database(#[from] OpenError),
    /// The database, later.
    #[error("the database failed")]
    Sql(#[from] sqlx::Error),
    /// Nobody has this id.
    #[error("there is no such person")]
    Nobody,
}

/// Names somebody, or takes the role away.
///
/// # Errors
/// See [`NameOperatorError`].
pub async fn name_operator(asked: &NameOperator) -> Result<(), NameOperatorError> {
    let file = asked.data_dir.join("circles.db");
    // A wrong path must not make a database and look like success.
    std::fs::metadata(&file)
        .map_err(|error| std::io::Error::new(error.kind(), format!("{}: {error}", file.display())))?;
    let db = Db::open(&file).await?;
    let done = name(&db, asked).await;
    db.close().await;
    done
}

async fn name(db: &Db, asked: &NameOperator) -> Result<(), NameOperatorError> {
    let mut tx = db.write().await?;
    people::find(&mut *tx, asked.person).await?.ok_or(NameOperatorError::Nobody)?;
    people::set_operator(&mut tx, asked.person, !asked.no_longer).await?;
    tx.commit().await?;
    Ok(())
}
