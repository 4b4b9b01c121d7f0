//! Everything a decision about a tip depends on, read in the transaction that posts it.

use circles_domain::govern::{Action, Permit, may};
use circles_domain::ledger::TipFacts;
use circles_domain::{Money, PersonId, PostId, Timestamp, TipAmount};
use circles_faults::canary;
use sqlx::SqliteConnection;
use uuid::Uuid;

use super::{LedgerError, Terms, account, frozen, own_limits, pin, transfer};
use crate::store::{people, reading};

/// The facts, and what the payment password and the rates depend on.
#[derive(Clone, Copy, Debug)]
pub(super) struct Facts {
    pub(super) tip: TipFacts,
    /// Today's tips that went without the payment password.
    pub(super) spent_without_pin: Money,
    /// Whether the payer's real name is proven and not expired.
    pub(super) payer_verified: bool,
    /// Whether the payer sees the post, be it only in a preview.
    pub(super) post_is_visible: bool,
    /// Whether the payer locked their payments.
    pub(super) locked: bool,
    pub(super) day: Day,
}

/// What a payer tipped on one Shanghai day. Returned tips no longer count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Day {
    pub(super) spent: Money,
    pub(super) spent_without_pin: Money,
    /// How many, and how many of them in the last minute.
    pub(super) tips: i64,
    pub(super) tips_of_minute: i64,
}

/// The facts of a tip; `None` when there never was such a post.
pub(super) async fn read(
    tx: &mut SqliteConnection,
    terms: &Terms,
    payer: PersonId,
    post: PostId,
    amount: TipAmount,
    now: Timestamp,
) -> Result<Option<Facts>, LedgerError> {
    let author: Option<Uuid> = sqlx::query_scalar("SELECT author_id FROM post WHERE id = $1")
        .bind(post.0)
        .fetch_optional(&mut *tx)
        .await?;
    let Some(payee) = author.map(PersonId) else { return Ok(None) };
    let (Some(paying), Some(receiving)) =
        (people::find(&mut *tx, payer).await?, people::find(&mut *tx, payee).await?)
    else {
        return Ok(None);
    };
    let day = day(tx, payer, now).await?;
    let own_limits = own_limits::in_force(tx, payer, now).await?;
    // Few set one, and only then the month is added up while others wait for the writer.
    let spent_this_month = match own_limits.month {
        Some(_) => own_limits::this_month(tx, payer, now).await?,
        None => Money::fen(0),
    };
    let readable = reading::post(tx, payer, post, now).await?;
    // Who keeps order sees through a block; money and words do not pass it.
    let apart = reading::person(&mut *tx, payer, payee).await?.is_none();
    let tip = TipFacts {
        payer,
        payee,
        // A proof that expired proves nothing: who cannot show to be 18 is treated as if they were not.
        payer_is_adult: paying.verified(now) && paying.claims(now).is_at_least(18, now),
        payer_is_frozen: frozen::is_frozen(tx, payer).await?,
        payee_is_adult: receiving.claims(now).is_at_least(18, now),
        post_is_open: readable.is_some_and(|post| may(post.stance, Action::Tip) == Permit::Yes),
        payee_takes_tips: !receiving.tips_off,
        // Nothing may arrive in an account that is about to go, nor be sent to one that it cannot reach.
        payee_can_receive: !apart
            && receiving.verified(now)
            && receiving.delete_at.is_none()
            && !frozen::is_frozen(tx, payee).await?,
        balance: if canary!("balance_checked_outside") {
            terms.sandbox_grant
        } else {
            account::balance(tx, payer).await?
        },
        spent_today: if canary!("day_checked_outside") { Money::fen(0) } else { day.spent },
        spent_this_month,
        own_limits,
        platform_day_limit: terms.limits.day,
        amount,
    };
    let spent_without_pin = day.spent_without_pin;
    let (payer_verified, post_is_visible) = (paying.verified(now), readable.is_some());
    let locked = pin::is_locked(tx, payer).await?;
    Ok(Some(Facts { tip, spent_without_pin, payer_verified, post_is_visible, locked, day }))
}

/// What `payer` tipped on the day of `now`.
pub(super) async fn day(
    tx: &mut SqliteConnection,
    payer: PersonId,
    now: Timestamp,
) -> Result<Day, LedgerError> {
    let (spent, without, tips, tips_of_minute): (i64, i64, i64, i64) = sqlx::query_as(
        "SELECT CAST(COALESCE(SUM(amount_minor), 0) AS INTEGER),
                CAST(COALESCE(SUM(CASE WHEN with_pin = 0 THEN amount_minor ELSE 0 END), 0) AS INTEGER),
                COUNT(*),
                CAST(COALESCE(SUM(CASE WHEN answered_at_us > $3 THEN 1 ELSE 0 END), 0) AS INTEGER)
         FROM tip WHERE payer_id = $1 AND spent_day = $2 AND state IN ('held', 'released')",
    )
    .bind(payer.0)
    .bind(now.shanghai_day())
    .bind(now.plus_seconds(-60).as_micros())
    .fetch_one(&mut *tx)
    .await?;
    // What a stolen, unlocked device could lose in a day, whichever way it leaves.
    let transferred = transfer::without_pin_today(tx, payer, now).await?;
    let spent_without_pin =
        Money::fen(without).checked_add(transferred).ok_or(LedgerError::Row("a sum past 64 bits"))?;
    Ok(Day { spent: Money::fen(spent), spent_without_pin, tips, tips_of_minute })
}
