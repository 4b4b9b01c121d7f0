use circles_store::read::find_post;
use circles_store::table::outbox_item::{self, Body, State};

use crate::args::PraiseArgs;
use crate::engine::Engine;
use crate::error::{Error, Result};

impl Engine {
    /// Sets or unsets praise. There is one item a post, whatever is tapped how often; one that was never tried and
    /// would change nothing goes.
    ///
    /// # Errors
    /// [`Error::NotFound`]; what the store says.
    pub async fn praise(&self, args: PraiseArgs) -> Result<()> {
        let account = self.account()?;
        let mut tx = account.store.read().await?;
        let shown = find_post(&mut tx, args.post, &account.me().byline).await?.ok_or(Error::NotFound)?;
        tx.end().await?;
        if shown.counts.praised == args.on {
            return Ok(());
        }
        let mut write = account.store.write_outbox().await?;
        match outbox_item::find_for(&mut write, "praise", args.post.as_bytes()).await? {
            // What is shown is what the item says, so the other way is what the server has.
            Some(item) if item.attempts == 0 && item.state == State::Queued => {
                outbox_item::remove(&mut write, &item).await?;
            }
            Some(item) => {
                outbox_item::revise(&mut write, &item, &Body::Praise { on: args.on }).await?;
                account.outbox.due_now(item.id);
            }
            None => {
                let body = Body::Praise { on: args.on };
                outbox_item::insert(&mut write, &body, args.post, Some(shown.circle), account.clock.now())
                    .await?;
            }
        }
        write.commit().await?;
        account.outbox.wake.notify_one();
        Ok(())
    }
}
