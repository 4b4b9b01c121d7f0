//! Transfers: money that one person sends another, held until its payee accepts it, sends it back, or lets the time pass.
//!
//! ```text
//! quote ──► confirm ─┬─► hold ─┬─► accept (by the payee)
//!                    │         └─► give back (taken back, declined, or the time is over; a block between the two)
//!                    └─► refused        abandon ──► refused
//! ```
//!
//! Promises: as the folder above; each transfer is settled once, whoever else tries.

mod answer;
mod confirm;
mod expire;
mod facts;
mod list;
mod outcome;
mod parted;
mod quote;
mod settle;

pub use answer::{Answered, abandon, answer, take_back};
pub use confirm::confirm;
pub use expire::{expire_due, start};
pub use list::list;
pub use outcome::find;
pub use quote::{Asked, Quoted, quote};

pub(super) use parted::return_between;

/// What is on its way from a person.
pub(super) async fn held(
    tx: &mut sqlx::SqliteConnection,
    person: circles_domain::PersonId,
) -> sqlx::Result<i64> {
    sqlx::query_scalar(
        "SELECT CAST(COALESCE(SUM(amount_minor), 0) AS INTEGER) FROM transfer WHERE payer_id = $1 AND state = 'held'",
    )
    .bind(person.0)
    .fetch_one(tx)
    .await
}
