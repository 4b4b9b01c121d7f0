//! Frozen wallets: nothing leaves one, and no tip is released into one, from the act on that says so until another lifts
//! it. Both are lines of a record that only grows; what holds now is read in the posting transaction.

use circles_domain::{ActId, PersonId, Timestamp};
use circles_wire::finance::FinanceAct;
use circles_wire::wallet::WalletFreeze;
use sqlx::SqliteConnection;
use uuid::Uuid;

use super::LedgerError;
use super::finance::{NewAct, find_act, write_act};

/// Whether an operator froze the wallet of `person`.
///
/// # Errors
/// When the database fails.
pub async fn is_frozen(tx: &mut SqliteConnection, person: PersonId) -> Result<bool, LedgerError> {
    let is = sqlx::query_scalar("SELECT EXISTS (SELECT 1 FROM wallet_freeze WHERE person_id = $1)")
        .bind(person.0)
        .fetch_one(tx)
        .await?;
    Ok(is)
}

/// Since when the wallet of `person` is frozen, and why; `None` when it is not.
///
/// # Errors
/// When the database fails.
pub async fn find_freeze(
    tx: &mut SqliteConnection,
    person: PersonId,
) -> Result<Option<WalletFreeze>, LedgerError> {
    let row: Option<(i64, String)> = sqlx::query_as(
        "SELECT act.at_us, act.reason FROM wallet_freeze AS freeze
         JOIN finance_act AS act ON act.seq = freeze.act_seq
         WHERE freeze.person_id = $1",
    )
    .bind(person.0)
    .fetch_optional(tx)
    .await?;
    Ok(row.map(|(at, reason)| WalletFreeze { since: Timestamp::from_micros(at), reason }))
}

/// What an operator wants of a wallet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Freezing {
    /// The id of the act.
    pub id: ActId,
    /// Who wants it.
    pub operator: PersonId,
    /// Whose wallet.
    pub person: PersonId,
    /// Frozen, or no longer.
    pub frozen: bool,
    /// Why.
    pub reason: String,
}

/// What became of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Frozen {
    /// The line of the record; `moved` when it was written just now.
    Done {
        /// The line.
        act: Box<FinanceAct>,
        /// Whether it is new.
        moved: bool,
    },
    /// The id holds another act.
    Conflict(Box<FinanceAct>),
    /// It stands like that already, by another act.
    Already,
}

/// Freezes a wallet, or lifts that. The same act asked for again is answered as it was, whatever came after it.
///
/// # Errors
/// When the database fails.
pub async fn freeze(
    tx: &mut SqliteConnection,
    asked: &Freezing,
    now: Timestamp,
) -> Result<Frozen, LedgerError> {
    let Freezing { id, operator, person, frozen, reason } = asked;
    let kind = if *frozen { "freeze" } else { "lift" };
    let kept: Option<(String, Uuid, Uuid, String)> =
        sqlx::query_as("SELECT kind, operator_id, person_id, reason FROM finance_act WHERE id = $1")
            .bind(id.0)
            .fetch_optional(&mut *tx)
            .await?;
    if let Some((kept_kind, kept_operator, kept_person, kept_reason)) = kept {
        let act = Box::new(find_act(tx, *id, now).await?);
        let same = (kept_kind.as_str(), kept_operator, kept_person, &kept_reason)
            == (kind, operator.0, person.0, reason);
        return Ok(if same { Frozen::Done { act, moved: false } } else { Frozen::Conflict(act) });
    }
    if is_frozen(tx, *person).await? == *frozen {
        return Ok(Frozen::Already);
    }
    let act = NewAct {
        id: *id,
        kind,
        operator: *operator,
        person: *person,
        reason: reason.clone(),
        proposal: None,
    };
    let seq = write_act(tx, &act, now).await?;
    if *frozen {
        sqlx::query("INSERT INTO wallet_freeze (person_id, act_seq) VALUES ($1, $2)")
            .bind(person.0)
            .bind(seq)
            .execute(&mut *tx)
            .await?;
    } else {
        sqlx::query("DELETE FROM wallet_freeze WHERE person_id = $1")
            .bind(person.0)
            .execute(&mut *tx)
            .await?;
    }
    Ok(Frozen::Done { act: Box::new(find_act(tx, *id, now).await?), moved: true })
}
