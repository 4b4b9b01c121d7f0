use std::sync::Arc;

use circles_domain::CircleId;
use circles_store::read::newest_in_circle;
use circles_store::table::{circle, read_mark};
use circles_wire::circle::{CircleResponse, JoinRequest};

use crate::account::Account;
use crate::args::{CircleArgs, JoinArgs};
use crate::engine::Engine;
use crate::error::{Error, Result};
use crate::queries::circle_view;
use crate::sync;
use crate::view::CircleView;

impl Engine {
    /// Joins or asks to be let in, with the server's word.
    ///
    /// # Errors
    /// The server; `gate_closed`.
    pub async fn join(&self, args: JoinArgs) -> Result<CircleView> {
        let account = self.connected_account().await?;
        let JoinArgs { circle, rules_version, note, invitation } = args;
        let joined = account.remote()?.join(circle, &JoinRequest { rules_version, note, invitation }).await?;
        keep(&account, &joined).await?;
        // Its posts come with the pull.
        account.sync.wake.notify_one();
        page(&account, circle).await
    }

    /// Leaves, or takes one's asking back, with the server's word.
    ///
    /// # Errors
    /// The server.
    pub async fn leave(&self, args: CircleArgs) -> Result<CircleView> {
        let account = self.connected_account().await?;
        let left = account.remote()?.leave(args.circle).await?;
        keep(&account, &left).await?;
        account.sync.wake.notify_one();
        page(&account, args.circle).await
    }

    /// The circle's page opened: its posts are read from now on, and what the server says of it is asked for again.
    ///
    /// # Errors
    /// [`Error::SignedOut`]; what the store says.
    pub async fn open_circle(&self, args: CircleArgs) -> Result<()> {
        let account = self.account()?;
        let mut tx = account.store.read().await?;
        let newest = newest_in_circle(&mut tx, args.circle).await?;
        tx.end().await?;
        if let Some(newest) = newest {
            let mut write = account.store.write_outbox().await?;
            read_mark::advance(&mut write, args.circle, newest).await?;
            write.commit().await?;
        }
        look_again(&account, args.circle);
        Ok(())
    }
}

pub(crate) async fn keep(account: &Account, circle: &CircleResponse) -> Result<()> {
    let mut write = account.store.write_cache().await?;
    circle::save(&mut write, circle).await?;
    Ok(write.commit().await?)
}

pub(crate) async fn page(account: &Account, circle: CircleId) -> Result<CircleView> {
    let mut tx = account.store.read().await?;
    circle_view(account, &mut tx, circle).await?.ok_or(Error::NotFound)
}

fn look_again(account: &Arc<Account>, circle: CircleId) {
    if account.remote().is_err() {
        return;
    }
    let account = account.clone();
    account.tasks.clone().spawn(async move {
        let look = async {
            let newest = account.remote()?.circle(circle).await?;
            keep(&account, &newest).await?;
            sync::preview(&account, circle).await
        };
        if let Some(Err(error)) = account.stop.run_until_cancelled(look).await {
            tracing::debug!(code = ?error.code(), "a circle could not be read");
        }
    });
}
