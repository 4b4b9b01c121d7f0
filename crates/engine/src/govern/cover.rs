//! A circle's wide picture.

use circles_wire::lifecycle::EditCircleRequest;

use crate::args::CoverArgs;
use crate::commands::circles::{keep, page};
use crate::commands::profile::send_photo;
use crate::engine::Engine;
use crate::error::Result;
use crate::view::CircleView;

impl Engine {
    /// Gives a circle another cover, for its admins.
    ///
    /// # Errors
    /// [`crate::Error::Invalid`] with what is wrong with the file; the server.
    pub async fn set_cover(&self, args: CoverArgs) -> Result<CircleView> {
        let account = self.connected_account().await?;
        let id = send_photo(&account, args.path).await?;
        let request = EditCircleRequest { cover: Some(id), ..EditCircleRequest::default() };
        let edited = account.remote()?.edit_circle(args.circle, &request).await?;
        keep(&account, &edited).await?;
        page(&account, args.circle).await
    }
}
