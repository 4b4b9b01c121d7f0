use circles_domain::PostId;

use crate::args::{GapArgs, PostArgs, SeenArgs};
use crate::engine::Engine;
use crate::error::{Error, Result};
use crate::sync;

/// Posts that one `seen` may name: more than any screen holds.
const SEEN_MAX: usize = 500;

impl Engine {
    /// Pulls now, and returns when it is done.
    ///
    /// # Errors
    /// The server.
    pub async fn refresh(&self) -> Result<()> {
        sync::pull(&self.connected_account().await?).await
    }

    /// Fills a gap by one page.
    ///
    /// # Errors
    /// The server.
    pub async fn fill_gap(&self, args: GapArgs) -> Result<()> {
        let account = self.connected_account().await?;
        let gap = args.id.parse().map_err(|_| Error::NotFound)?;
        sync::fill(&account, gap).await
    }

    /// Reads the next page of a post's comments, and its numbers.
    ///
    /// # Errors
    /// The server.
    pub async fn load_comments(&self, args: PostArgs) -> Result<()> {
        sync::load_comments(&self.connected_account().await?, args.post).await
    }

    /// Posts were on screen: their views count, and their numbers are read again, now and then.
    ///
    /// # Errors
    /// [`Error::SignedOut`].
    pub async fn seen(&self, args: SeenArgs) -> Result<()> {
        let account = self.account()?;
        let posts: Vec<PostId> = args.posts.into_iter().take(SEEN_MAX).collect();
        sync::count_views(&account, posts);
        Ok(())
    }
}
