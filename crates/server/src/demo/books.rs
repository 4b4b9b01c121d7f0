//! Tips, each through quote and confirmation like any other: the demo's ledger is a real one.

use circles_domain::tip::TipPrivacy;
use circles_domain::{QuoteId, TipAmount, TipId};
use sqlx::SqliteConnection;

use super::{DemoError, Placed, Stage, fixed};
use crate::ledger::{Asked, Confirm, Quoted, Terms, confirm, quote};

/// Small enough that nobody is asked for a payment password.
const AMOUNTS: [i64; 5] = [88, 88, 88, 188, 320];

impl Stage<'_> {
    pub(super) async fn tip(&mut self, tx: &mut SqliteConnection, posts: &[Placed]) -> Result<(), DemoError> {
        // The waits are over: what is laid out here happened days ago.
        let terms = Terms { grace_s: 0, escrow_s: 0, ..Terms::of(&self.state.config.limits) };
        for post in posts {
            if self.now.seconds_since(post.at) < 3_600 || !self.dice.chance(34) {
                continue;
            }
            let members = self.circles.get(post.circle).map(|c| c.members.clone()).unwrap_or_default();
            let many = 1 + self.dice.below(3);
            for n in 0..many {
                // A little after the post, one after the other: the ledger is booked in the order of time.
                let at = post.at.plus_seconds(120 + 60 * i64::try_from(n).unwrap_or(0));
                let Some(payer) = self.dice.pick(&members).copied() else { continue };
                let payer_is_adult = self.people.get(payer).is_some_and(|p| p.claims.is_at_least(18, at));
                if payer == post.author || !payer_is_adult {
                    continue;
                }
                let fen = self.dice.pick(&AMOUNTS).copied().unwrap_or(88);
                let amount =
                    TipAmount::from_fen(fen).map_err(|broken| DemoError::Content(broken.to_string()))?;
                let tip = TipId(fixed("tip", &format!("{}/{n}", post.id)));
                let payer = self.id(payer);
                let privacy = TipPrivacy::ALL.get(n % 2).copied().unwrap_or_default();
                let asked = Asked { post: post.id, amount, privacy, message: String::new() };
                let bound = match quote(tx, &terms, payer, tip, &asked, at).await? {
                    Quoted::Quote(bound) => bound.quote,
                    Quoted::Answered(_) | Quoted::Taken | Quoted::Refused(_) => continue,
                };
                self.pay(tx, &terms, payer, tip, bound, at.plus_seconds(5)).await?;
            }
        }
        Ok(())
    }

    async fn pay(
        &self,
        tx: &mut SqliteConnection,
        terms: &Terms,
        payer: circles_domain::PersonId,
        tip: TipId,
        quote: QuoteId,
        at: circles_domain::Timestamp,
    ) -> Result<(), DemoError> {
        let asked = Confirm { payer, id: tip, quote, step_up: None };
        // Whatever the answer, it is one that the ledger stands for: a full day's limit refuses here too.
        confirm(tx, terms, &self.state.keys, asked, at).await?;
        Ok(())
    }
}
