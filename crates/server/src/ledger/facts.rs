//! Everything a decision about a tip depends on, read in the transaction that posts it.

use circles_domain::govern::{Action, Permit, may};
use circles_domain::ledger::TipFacts;
use circles_domain::{Money, PersonId, PostId, Timestamp, TipAmount};
use circles_faults::canary;
use sqlx::SqliteConnection;
use uuid::Uuid;

use super::account::{self, Purse};
use super::confirmation::Lately;
use super::{LedgerError, Terms, own_limits};
use crate::store::reading::unblocked;
use crate::store::{people, reading};

/// The facts, and what the payment password and the rates depend on.
#[derive(Clone, Copy, Debug)]
pub(super) struct Facts {
    pub(super) tip: TipFacts,
    /// What went without the payment password today.
    pub(super) spent_without_pin: Money,
    /// Whether the payer's real name is proven and not expired.
    pub(super) payer_verified: bool,
    /// Whether the payer sees the post, be it only in a preview.
    pub(super) post_is_visible: bool,
    pub(super) paying: Purse,
    pub(super) receiving: Purse,
    /// Those of the circle: it may hold tips longer than the platform does.
    pub(super) terms: Terms,
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

impl Facts {
    /// What the payer did lately.
    pub(super) fn lately(&self) -> Lately {
        Lately {
            of_minute: self.day.tips_of_minute,
            of_day: self.day.tips,
            spent_without_pin: self.day.spent_without_pin,
        }
    }
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
    // Who keeps order sees through a block; money and words do not pass it.
    let found: Option<(Uuid, i64, bool)> = sqlx::query_as(concat!(
        "SELECT p.author_id, c.escrow_hours, ",
        unblocked!("p.author_id"),
        " FROM post p JOIN circle c ON c.id = p.circle_id WHERE p.id = $2"
    ))
    .bind(payer.0)
    .bind(post.0)
    .fetch_optional(&mut *tx)
    .await?;
    let Some((author, escrow_hours, together)) = found else { return Ok(None) };
    let payee = PersonId(author);
    let (Some(paying), Some(receiving)) =
        (people::find(&mut *tx, payer).await?, people::find(&mut *tx, payee).await?)
    else {
        return Ok(None);
    };
    let (purse, payee_purse) = (account::purse(tx, payer).await?, account::purse(tx, payee).await?);
    let day = day(tx, payer, now).await?;
    let own_limits = own_limits::in_force(tx, payer, now).await?;
    // Few set one, and only then the month is added up while others wait for the writer.
    let spent_this_month = match own_limits.month {
        Some(_) => own_limits::this_month(tx, payer, now).await?,
        None => Money::fen(0),
    };
    let readable = reading::post(tx, payer, post, now).await?;
    let tip = TipFacts {
        payer,
        payee,
        // A proof that expired proves nothing: who cannot show to be 18 is treated as if they were not.
        payer_is_adult: paying.verified(now) && paying.claims(now).is_at_least(18, now),
        payer_is_frozen: purse.frozen,
        payee_is_adult: receiving.claims(now).is_at_least(18, now),
        post_is_open: readable.is_some_and(|post| may(post.stance, Action::Tip) == Permit::Yes),
        payee_takes_tips: !receiving.tips_off,
        // Nothing may arrive in an account that is about to go, nor be sent to one that it cannot reach.
        payee_can_receive: together
            && !receiving.display_name.is_empty()
            && receiving.verified(now)
            && receiving.delete_at.is_none()
            && !payee_purse.frozen,
        balance: if canary!("balance_checked_outside") { terms.sandbox_grant } else { purse.balance },
        spent_today: if canary!("day_checked_outside") { Money::fen(0) } else { day.spent },
        spent_this_month,
        own_limits,
        platform_day_limit: terms.limits.day,
        amount,
    };
    let spent_without_pin = day.spent_without_pin;
    let (payer_verified, post_is_visible) = (paying.verified(now), readable.is_some());
    let terms = terms.longer(escrow_hours);
    Ok(Some(Facts {
        tip,
        spent_without_pin,
        payer_verified,
        post_is_visible,
        paying: purse,
        receiving: payee_purse,
        terms,
        day,
    }))
}

/// What `payer` tipped on the day of `now`. What went without the payment password counts transfers and cash-outs in: it is
/// what a stolen, unlocked device could lose in a day, whichever way it leaves.
pub(super) async fn day(
    tx: &mut SqliteConnection,
    payer: PersonId,
    now: Timestamp,
) -> Result<Day, LedgerError> {
    let (spent, without, tips, tips_of_minute): (i64, i64, i64, i64) = sqlx::query_as(
        "SELECT CAST(COALESCE(SUM(amount_minor), 0) AS INTEGER),
                CAST(COALESCE(SUM(CASE WHEN with_pin = 0 THEN amount_minor ELSE 0 END), 0)
                     + COALESCE((SELECT SUM(t.amount_minor) FROM transfer t
                                 WHERE t.payer_id = $1 AND t.spent_day = $2 AND t.with_pin = 0
                                 AND t.state IN ('held', 'accepted')), 0)
                     + COALESCE((SELECT SUM(o.amount_minor) FROM payment_order o
                                 WHERE o.person_id = $1 AND o.spent_day = $2 AND o.purpose = 'cash_out' AND o.with_pin = 0
                                 AND o.state NOT IN ('failed', 'refused')), 0) AS INTEGER),
                COUNT(*),
                CAST(COALESCE(SUM(CASE WHEN answered_at_us > $3 THEN 1 ELSE 0 END), 0) AS INTEGER)
         FROM tip WHERE payer_id = $1 AND spent_day = $2 AND state IN ('held', 'released')",
    )
    .bind(payer.0)
    .bind(now.shanghai_day())
    .bind(now.plus_seconds(-60).as_micros())
    .fetch_one(&mut *tx)
    .await?;
    Ok(Day { spent: Money::fen(spent), spent_without_pin: Money::fen(without), tips, tips_of_minute })
}
