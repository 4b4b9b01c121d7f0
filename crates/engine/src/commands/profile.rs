use circles_domain::person::{DisplayName, check_bio};
use circles_wire::person::EditMeRequest;

use crate::args::EditProfileArgs;
use crate::engine::Engine;
use crate::error::{Error, Result};
use crate::queries::profile_view;
use crate::view::ProfileView;

impl Engine {
    /// Changes one's own profile, with the server's word.
    ///
    /// # Errors
    /// [`Error::Invalid`]; the server.
    pub async fn edit_profile(&self, args: EditProfileArgs) -> Result<ProfileView> {
        let account = self.connected_account().await?;
        let (name, bio) = match (DisplayName::parse(&args.display_name), check_bio(&args.bio)) {
            (Ok(name), Ok(bio)) => (name, bio),
            (name, bio) => return Err(Error::Invalid(name.err().into_iter().chain(bio.err()).collect())),
        };
        let edit =
            EditMeRequest { display_name: Some(name.into()), bio: Some(bio), ..EditMeRequest::default() };
        let me = account.remote()?.edit_me(&edit).await?;
        account.save_me(me).await?;
        profile_view(&account, account.person).await
    }
}
