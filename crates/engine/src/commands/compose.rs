use circles_domain::PostId;
use circles_domain::post::{check, check_text};
use circles_domain::{Field, Invalid, Rule};
use circles_store::read::find_post;
use circles_store::table::draft::{self, Draft};
use circles_store::table::outbox_item::{self, Body};
use circles_store::table::{draft_attachment, outbox_file, post};
use circles_wire::post::PublishRequest;

use crate::account::Account;
use crate::args::{DescribeArgs, NewDraftArgs, PostArgs, ReorderArgs, SaveDraftArgs};
use crate::attachments;
use crate::engine::Engine;
use crate::error::{Error, Result};
use crate::queries::{draft_view, post_view};
use crate::view::{DraftView, PostView};

/// A draft may be longer than a post; it only has to be something that a person typed.
const DRAFT_MAX: usize = 100_000;

impl Engine {
    /// A new draft, with the id that its post will have.
    ///
    /// # Errors
    /// What the store says.
    pub async fn new_draft(&self, args: NewDraftArgs) -> Result<DraftView> {
        let account = self.account()?;
        let new = Draft {
            post: PostId::mint(),
            circle: args.circle,
            text: String::new(),
            saved_at: account.clock.now(),
        };
        let mut write = account.store.write_outbox().await?;
        draft::save(&mut write, &new).await?;
        write.commit().await?;
        view(&account, new.post).await
    }

    /// Keeps the words so far. On the disk when this returns.
    ///
    /// # Errors
    /// [`Error::NotFound`] when the post was published meanwhile; what the store says.
    pub async fn save_draft(&self, args: SaveDraftArgs) -> Result<DraftView> {
        let account = self.account()?;
        if args.text.len() > DRAFT_MAX {
            return Err(Invalid::new(Field::Text, Rule::TooLarge).into());
        }
        refuse_published(&account, args.post).await?;
        let saved =
            Draft { post: args.post, circle: args.circle, text: args.text, saved_at: account.clock.now() };
        let mut write = account.store.write_outbox().await?;
        draft::save(&mut write, &saved).await?;
        write.commit().await?;
        view(&account, args.post).await
    }

    /// Says in words what an attachment shows.
    ///
    /// # Errors
    /// [`Error::NotFound`]; [`Error::Invalid`]; what the store says.
    pub async fn describe_attachment(&self, args: DescribeArgs) -> Result<DraftView> {
        let account = self.account()?;
        let alt = check_text(&args.alt, Field::AltText, 1_000)?;
        let mut write = account.store.write_outbox().await?;
        if !draft_attachment::describe(&mut write, args.post, args.attachment, &alt).await? {
            return Err(Error::NotFound);
        }
        write.commit().await?;
        view(&account, args.post).await
    }

    /// Puts the attachments in a new order.
    ///
    /// # Errors
    /// What the store says.
    pub async fn reorder_attachments(&self, args: ReorderArgs) -> Result<DraftView> {
        let account = self.account()?;
        let mut write = account.store.write_outbox().await?;
        draft_attachment::reorder(&mut write, args.post, &args.order).await?;
        write.commit().await?;
        view(&account, args.post).await
    }

    /// Throws a draft away, with its files.
    ///
    /// # Errors
    /// What the store says.
    pub async fn discard_draft(&self, args: PostArgs) -> Result<()> {
        let account = self.account()?;
        let files = attachments::files_of(&account, args.post).await?;
        let mut write = account.store.write_outbox().await?;
        if !draft::delete(&mut write, args.post).await? {
            return Ok(());
        }
        draft_attachment::delete_all(&mut write, args.post).await?;
        outbox_file::delete_all(&mut write, args.post).await?;
        write.commit().await?;
        attachments::release(&account, files.into_iter().map(|file| file.sha256).collect()).await
    }

    /// Queues a draft: one transaction takes it out of the drafts and into the outbox.
    ///
    /// # Errors
    /// [`Error::NotFound`]; [`Error::Invalid`]; what the store says.
    pub async fn publish_post(&self, args: PostArgs) -> Result<PostView> {
        let account = self.account()?;
        let mut write = account.store.write_outbox().await?;
        if let Some(saved) = draft::find(&mut write, args.post).await? {
            let circle = saved.circle.ok_or(Invalid::new(Field::Circle, Rule::Required))?;
            let attachments: Vec<_> = draft_attachment::list(&mut write, args.post)
                .await?
                .into_iter()
                .map(|file| file.attachment)
                .collect();
            let text = check(&saved.text, &attachments)?;
            let body = Body::Publish(PublishRequest { circle, text, attachments });
            outbox_item::insert(&mut write, &body, args.post, Some(circle), account.clock.now()).await?;
            draft::delete(&mut write, args.post).await?;
        }
        write.commit().await?;
        account.outbox.wake.notify_one();
        // A second tap finds no draft, and what the first one made.
        let mut tx = account.store.read().await?;
        let queued = find_post(&mut tx, args.post, &account.me().byline).await?.ok_or(Error::NotFound)?;
        Ok(post_view(&account, queued))
    }
}

/// A save that comes after publishing would bring the draft back beside the post.
pub(super) async fn refuse_published(account: &Account, post: PostId) -> Result<()> {
    let mut tx = account.store.read().await?;
    let queued = outbox_item::find_for(&mut tx, "publish", post.as_bytes()).await?.is_some();
    let sent = post::find_circle(&mut tx, post).await?.is_some();
    if queued || sent { Err(Error::NotFound) } else { Ok(()) }
}

/// A draft as it is kept.
pub(super) async fn view(account: &Account, post: PostId) -> Result<DraftView> {
    let mut tx = account.store.read().await?;
    let found = draft::find(&mut tx, post).await?.ok_or(Error::NotFound)?;
    draft_view(&mut tx, found).await
}
