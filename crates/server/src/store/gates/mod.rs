//! Gates: what they say to one person, their versions, proposals and lists, and what a change would do.

mod lists;
mod place;
mod proposals;
mod simulate;
mod under;
mod versions;

use circles_domain::circle::{Acceptance, Gates};
use circles_domain::gate::Asker;
use circles_domain::gate::risk::Around;
use circles_domain::{CircleId, Timestamp};
use sqlx::{FromRow, SqliteExecutor};

use super::people::Person;

pub use lists::{list_people, set_listed};
pub(super) use place::{PlaceRow, place_columns};
pub use proposals::{
    HeldProposal, ProposalState, close, find_proposal, insert_proposal, replace_waiting, waiting,
};
pub use simulate::simulate;
pub use under::find_under;
pub use versions::{Columns, history, risks_in, set, version};

/// What is open around every circle: members tip, and strangers may ask for friendship.
pub const AROUND: Around = Around { tips: true, friend_requests: true };

/// Gates, and who stands before them.
#[derive(Clone, Debug)]
pub struct Asked {
    /// The gates of now.
    pub gates: Gates,
    /// Who asks.
    pub asker: Asker,
    /// Which rules they accepted.
    pub acceptance: Acceptance,
}

#[derive(FromRow)]
struct AskedRow {
    gates: String,
    #[sqlx(flatten)]
    place: PlaceRow,
}

/// The gates of `circle` with `person` before them.
///
/// # Errors
/// When the database fails.
pub async fn find_asked(
    db: impl SqliteExecutor<'_>,
    person: &Person,
    circle: CircleId,
    now: Timestamp,
) -> sqlx::Result<Option<Asked>> {
    let row: Option<AskedRow> = sqlx::query_as(concat!(
        "SELECT c.gates, ",
        place_columns!(),
        " FROM circle c LEFT JOIN membership m ON m.circle_id = c.id AND m.person_id = $1 WHERE c.id = $2"
    ))
    .bind(person.id.0)
    .bind(circle.0)
    .fetch_optional(db)
    .await?;
    row.map(|row| {
        Ok(Asked {
            gates: read(&row.gates)?,
            asker: person.asker(now).at(row.place.place(), now),
            acceptance: row.place.acceptance(),
        })
    })
    .transpose()
}

/// Gates from their column.
pub(super) fn read(json: &str) -> sqlx::Result<Gates> {
    serde_json::from_str(json).map_err(|error| sqlx::Error::Decode(Box::new(error)))
}
