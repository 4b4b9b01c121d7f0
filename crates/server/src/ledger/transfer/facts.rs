//! Everything a decision about a transfer depends on, read in the transaction that posts it.

use circles_domain::transfer::{TransferFacts, waits_s};
use circles_domain::{Money, PersonId, Timestamp};
use sqlx::SqliteConnection;

use crate::ledger::account::{self, Purse};
use crate::ledger::confirmation::Lately;
use crate::ledger::{LedgerError, Terms};
use crate::store::people::{self, Person};
use crate::store::reading;

/// The facts, and what the page and the payment password depend on.
#[derive(Clone, Debug)]
pub(super) struct Facts {
    pub(super) transfer: TransferFacts,
    /// As the payer sees them.
    pub(super) payee: Option<Person>,
    /// Whether the payer's real name is proven and not expired.
    pub(super) payer_verified: bool,
    pub(super) paying: Purse,
    pub(super) receiving: Purse,
    /// Whether nothing was ever accepted by this payee.
    pub(super) is_first: bool,
    /// Seconds before it is offered.
    pub(super) wait_s: i64,
    pub(super) lately: Lately,
}

pub(super) async fn read(
    tx: &mut SqliteConnection,
    terms: &Terms,
    (payer, payee): (PersonId, PersonId),
    amount: Money,
    now: Timestamp,
) -> Result<Facts, LedgerError> {
    let paying = people::find(&mut *tx, payer).await?.ok_or(LedgerError::Row("a payer who is not there"))?;
    let receiving = reading::person(&mut *tx, payer, payee).await?;
    let can_receive = receiving.as_ref().is_some_and(|person| {
        person.verified(now) && person.claims(now).is_at_least(18, now) && person.delete_at.is_none()
    });
    let since: Option<i64> =
        sqlx::query_scalar("SELECT since_us FROM friendship WHERE person_id = $1 AND friend_id = $2")
            .bind(payer.0)
            .bind(payee.0)
            .fetch_optional(&mut *tx)
            .await?;
    let known_for_s = since.map(|since| now.seconds_since(Timestamp::from_micros(since)));
    let is_first: bool = sqlx::query_scalar(
        "SELECT NOT EXISTS (SELECT 1 FROM transfer WHERE payer_id = $1 AND payee_id = $2 AND state = 'accepted')",
    )
    .bind(payer.0)
    .bind(payee.0)
    .fetch_one(&mut *tx)
    .await?;
    let (spent, of_day, of_minute): (i64, i64, i64) = sqlx::query_as(
        "SELECT CAST(COALESCE(SUM(amount_minor), 0) AS INTEGER), COUNT(*),
                CAST(COALESCE(SUM(CASE WHEN answered_at_us > $3 THEN 1 ELSE 0 END), 0) AS INTEGER)
         FROM transfer WHERE payer_id = $1 AND spent_day = $2 AND state IN ('held', 'accepted')",
    )
    .bind(payer.0)
    .bind(now.shanghai_day())
    .bind(now.plus_seconds(-60).as_micros())
    .fetch_one(&mut *tx)
    .await?;
    let spent_without_pin = super::super::facts::day(tx, payer, now).await?.spent_without_pin;
    let (purse, payee_purse) = (account::purse(tx, payer).await?, account::purse(tx, payee).await?);
    let transfer = TransferFacts {
        payer,
        payee,
        // A proof that expired proves nothing: who cannot show to be 18 is treated as if they were not.
        payer_is_adult: paying.verified(now) && paying.claims(now).is_at_least(18, now),
        payer_is_frozen: purse.frozen,
        payee_can_receive: can_receive && !payee_purse.frozen,
        friends: since.is_some(),
        takes_from_others: receiving.as_ref().is_some_and(|person| person.transfers_from_others),
        balance: purse.balance,
        spent_today: Money::fen(spent),
        day_limit: terms.limits.transfer_day,
        amount,
    };
    Ok(Facts {
        transfer,
        payee: receiving,
        payer_verified: paying.verified(now),
        paying: purse,
        receiving: payee_purse,
        is_first,
        wait_s: waits_s(is_first, known_for_s, terms.transfer_known_s, terms.transfer_wait_s),
        lately: Lately { of_minute, of_day, spent_without_pin },
    })
}
