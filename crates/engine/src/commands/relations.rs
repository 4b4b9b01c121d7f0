use std::sync::Arc;

use circles_domain::relation::check_note;
use circles_domain::{FriendRequestId, PersonId};
use circles_store::table::relation;
use circles_wire::person::EditMeRequest;
use circles_wire::relation::{AnswerRequest, FriendRequest, RelationResponse};

use crate::account::Account;
use crate::args::{
    AnswerFriendArgs, AskFriendArgs, FriendRequestArgs, OtherArgs, TakeTipsArgs, TakeTransfersArgs,
    WhoMayAskArgs,
};
use crate::engine::Engine;
use crate::error::Result;
use crate::sync;
use crate::view::NewFriendRequestView;

/// All of these need the server's word: who stands to whom is for two people to know alike. The server's answer is kept
/// at once; what else follows from it comes with the pull.
impl Engine {
    /// A friend request is begun.
    ///
    /// # Errors
    /// [`crate::Error::SignedOut`].
    pub async fn new_friend_request(&self, _args: OtherArgs) -> Result<NewFriendRequestView> {
        self.account()?;
        Ok(NewFriendRequestView { request: FriendRequestId::mint() })
    }

    /// Asks somebody to be one's friend.
    ///
    /// # Errors
    /// [`crate::Error::Invalid`]; the server, with `not_among_those`, `not_accepted` or `rate_limited`.
    pub async fn ask_friend(&self, args: AskFriendArgs) -> Result<()> {
        let note = check_note(&args.note)?;
        let account = self.connected_account().await?;
        let asked = FriendRequest { person: args.person, note };
        let relation = account.remote()?.ask_friend(args.request, &asked).await;
        // The server may have answered what the page did not know yet.
        sync::look_again(&account, args.person);
        keep(&account, &relation?).await
    }

    /// Accepts, refuses or ignores.
    ///
    /// # Errors
    /// The server; `stale` when it was withdrawn or ran out.
    pub async fn answer_friend(&self, args: AnswerFriendArgs) -> Result<()> {
        let account = self.connected_account().await?;
        let answer = AnswerRequest { answer: args.answer };
        let relation = account.remote()?.answer_friend(args.request, answer).await;
        account.sync.wake.notify_one();
        keep(&account, &relation?).await
    }

    /// Takes one's own request back.
    ///
    /// # Errors
    /// The server; `stale` when it was accepted meanwhile.
    pub async fn withdraw_friend(&self, args: FriendRequestArgs) -> Result<()> {
        let account = self.connected_account().await?;
        account.remote()?.withdraw_friend(args.request).await?;
        pulled(&account).await;
        Ok(())
    }

    /// Ends a friendship.
    ///
    /// # Errors
    /// The server.
    pub async fn end_friendship(&self, args: OtherArgs) -> Result<()> {
        let account = self.connected_account().await?;
        account.remote()?.end_friendship(args.person).await?;
        forget(&account, args.person).await
    }

    /// Blocks: what the other wrote leaves this device before the command ends.
    ///
    /// # Errors
    /// The server.
    pub async fn block(&self, args: OtherArgs) -> Result<()> {
        let account = self.connected_account().await?;
        account.remote()?.block(args.person).await?;
        pulled(&account).await;
        Ok(())
    }

    /// Lifts one's own block.
    ///
    /// # Errors
    /// The server.
    pub async fn unblock(&self, args: OtherArgs) -> Result<()> {
        let account = self.connected_account().await?;
        account.remote()?.unblock(args.person).await?;
        forget(&account, args.person).await?;
        pulled(&account).await;
        Ok(())
    }

    /// Chooses whom one lets ask to be one's friend.
    ///
    /// # Errors
    /// The server.
    pub async fn choose_who_may_ask(&self, args: WhoMayAskArgs) -> Result<()> {
        let account = self.connected_account().await?;
        let edit = EditMeRequest { who_may_ask: Some(args.who), ..EditMeRequest::default() };
        let me = account.remote()?.edit_me(&edit).await?;
        account.save_me(me).await
    }

    /// Takes transfers from others than friends as well, or from friends alone.
    ///
    /// # Errors
    /// The server.
    pub async fn take_transfers(&self, args: TakeTransfersArgs) -> Result<()> {
        let account = self.connected_account().await?;
        let edit =
            EditMeRequest { transfers_from_others: Some(args.from_others), ..EditMeRequest::default() };
        let me = account.remote()?.edit_me(&edit).await?;
        account.save_me(me).await
    }

    /// Takes tips from now on, or takes none.
    ///
    /// # Errors
    /// The server.
    pub async fn take_tips(&self, args: TakeTipsArgs) -> Result<()> {
        let account = self.connected_account().await?;
        let edit = EditMeRequest { tips_off: Some(!args.on), ..EditMeRequest::default() };
        let me = account.remote()?.edit_me(&edit).await?;
        account.save_me(me).await
    }
}

async fn keep(account: &Account, one: &RelationResponse) -> Result<()> {
    let mut write = account.store.write_cache().await?;
    relation::save(&mut write, one).await?;
    Ok(write.commit().await?)
}

async fn forget(account: &Account, person: PersonId) -> Result<()> {
    let mut write = account.store.write_cache().await?;
    relation::forget(&mut write, person).await?;
    Ok(write.commit().await?)
}

/// What was done is on the server; when the pull does not work now, the next one brings it.
async fn pulled(account: &Arc<Account>) {
    if let Err(error) = sync::pull(account).await {
        tracing::debug!(code = ?error.code(), "a pull did not work");
        account.sync.wake.notify_one();
    }
}
