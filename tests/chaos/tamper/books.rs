//! A ledger to tamper with: top-ups, tips in every state, two keys of receipts, checkpoints; and then without everything
//! that guards it, as somebody has it who can write the whole file.

use circles_domain::ledger::StepUpThresholds;
use circles_domain::tip::{TipPrivacy, TipReturn};
use circles_domain::{CircleId, Money, PersonId, PostId, Timestamp, TipAmount, TipId};
use circles_server::identity::{Keys, rotate_receipt_key};
use circles_server::ledger::{
    Asked, Confirm, Confirmation, Quoted, Terms, checkpoint, confirm, open_wallet, quote, refund_tip,
    register_keys, release_tip, return_held_on,
};
use circles_server::{Limits, Server};
use circles_tests::Result;
use sqlx::SqliteConnection;

use crate::stage;
use circles_tests::dice::Dice;

const PEOPLE: usize = 6;
const TIPS: usize = 12;

/// Writes them; the folder goes when it is dropped.
pub async fn write(dice: &mut Dice) -> Result<tempfile::TempDir> {
    let (folder, server) = stage::server(Limits::default()).await?;
    let keys_dir = server.state.config.keys_dir();
    let mut made = Made::begin(&server).await?;
    made.tips(&server, &server.state.keys, dice).await?;
    checkpoint::run(&server.state).await?;
    // From here on another key signs.
    rotate_receipt_key(&keys_dir)?;
    let keys = Keys::open_or_create(&keys_dir)?;
    let mut tx = server.state.db.write().await?;
    register_keys(&mut tx, &keys.receipt_keys(), made.now).await?;
    tx.commit().await?;
    made.tips(&server, &keys, dice).await?;
    let mut tx = server.state.db.write().await?;
    checkpoint::make(&mut tx, &keys, made.now).await?;
    tx.commit().await?;
    server.stop().await;
    super::unguard(folder.path()).await?;
    Ok(folder)
}

struct Made {
    people: Vec<PersonId>,
    posts: Vec<(PersonId, PostId)>,
    circle: CircleId,
    now: Timestamp,
}

impl Made {
    async fn begin(server: &Server) -> Result<Self> {
        // A week ago, so that nothing of it is in the future.
        let now = server.state.now().plus_seconds(-7 * 86_400);
        let terms = Terms::of(&server.state.config.limits);
        let mut tx = server.state.db.write().await?;
        let circle = stage::add_circle(&mut tx, now).await?;
        let (mut people, mut posts) = (Vec::new(), Vec::new());
        for _ in 0..PEOPLE {
            let person = stage::add_member(&mut tx, circle, now).await?;
            open_wallet(&mut tx, person, terms.sandbox_grant, now).await?;
            posts.push((person, stage::add_post(&mut tx, circle, person, now).await?));
            people.push(person);
        }
        tx.commit().await?;
        Ok(Self { people, posts, circle, now })
    }

    async fn tips(&mut self, server: &Server, keys: &Keys, dice: &mut Dice) -> Result {
        // Nobody is here to be asked for a payment password.
        let asked = StepUpThresholds { per_tip: TipAmount::MAX.money(), per_day: Money::fen(i64::MAX) };
        let terms = Terms { step_up: asked, ..Terms::of(&server.state.config.limits) };
        let mut tx = server.state.db.write().await?;
        let mut held = Vec::new();
        for _ in 0..TIPS {
            self.now = self.now.plus_seconds(60);
            let payer = *dice.pick(&self.people).ok_or("nobody")?;
            let (author, post) = *dice.pick(&self.posts).ok_or("no post")?;
            if payer != author {
                let amount = TipAmount::from_fen(i64::try_from(1 + dice.below(400))?)?;
                held.push((payer, self.tip(&mut tx, (&terms, keys), payer, (post, amount)).await?));
            }
        }
        for (payer, tip) in held.iter().skip(3) {
            self.now = self.now.plus_seconds(60);
            release_tip(&mut tx, *payer, *tip, self.now).await?;
        }
        // One more that goes back, with the post that it was for.
        let author = *self.people.first().ok_or("nobody")?;
        let payer = *self.people.last().ok_or("nobody")?;
        let post = stage::add_post(&mut tx, self.circle, author, self.now).await?;
        self.tip(&mut tx, (&terms, keys), payer, (post, TipAmount::DEFAULT)).await?;
        return_held_on(&mut tx, post, TipReturn::Breach, self.now).await?;
        // And some that were released already, and are refunded; what lacks is owed.
        for (_, tip) in held.iter().skip(3).step_by(4) {
            self.now = self.now.plus_seconds(60);
            refund_tip(&mut tx, *tip, (TipReturn::Refunded, true), self.now).await?;
        }
        Ok(tx.commit().await?)
    }

    async fn tip(
        &self,
        tx: &mut SqliteConnection,
        (terms, keys): (&Terms, &Keys),
        payer: PersonId,
        (post, amount): (PostId, TipAmount),
    ) -> Result<TipId> {
        let tip = TipId::mint();
        let asked = Asked { post, amount, privacy: TipPrivacy::default(), message: String::new() };
        let Quoted::Quote(bound) = quote(tx, terms, payer, tip, &asked, self.now).await? else {
            return Err("no quote".into());
        };
        let asked = Confirm { payer, id: tip, quote: bound.quote, step_up: None };
        let later = self.now.plus_seconds(5);
        let done = confirm(tx, terms, keys, asked, later).await?;
        let is_paid = matches!(&done, Confirmation::Answer { moved, .. } if !moved.is_empty());
        if is_paid { Ok(tip) } else { Err(format!("no tip: {done:?}").into()) }
    }
}
