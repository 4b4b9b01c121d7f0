use std::path::Path;

use circles_domain::attachment::{AttachmentKind, Rendition};
use circles_domain::media::PHOTO_BYTES_MAX;
use circles_domain::person::{DisplayName, check_bio};
use circles_domain::{AttachmentId, Field, Invalid, Rule};
use circles_wire::media::UploadRequest;
use circles_wire::person::EditMeRequest;

use crate::account::Account;
use crate::args::{EditProfileArgs, SetAvatarArgs};
use crate::attachments;
use crate::engine::Engine;
use crate::error::{Error, Result};
use crate::media::prepare::{PreparedPhoto, prepare_photo};
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

    /// Makes a photograph one's picture, with the server's word.
    ///
    /// # Errors
    /// [`Error::Invalid`] with what is wrong with the file; the server.
    pub async fn set_avatar(&self, args: SetAvatarArgs) -> Result<ProfileView> {
        let account = self.connected_account().await?;
        let id = send_photo(&account, args.path).await?;
        let me = account.remote()?.set_avatar(Some(id)).await?;
        account.save_me(me).await?;
        profile_view(&account, account.person).await
    }

    /// Goes without a picture, with the server's word.
    ///
    /// # Errors
    /// The server.
    pub async fn remove_avatar(&self) -> Result<ProfileView> {
        let account = self.connected_account().await?;
        let me = account.remote()?.set_avatar(None).await?;
        account.save_me(me).await?;
        profile_view(&account, account.person).await
    }
}

/// Prepares a photograph like any other, so that nothing in it tells where it was taken, and sends it at once.
pub(crate) async fn send_photo(account: &Account, path: String) -> Result<AttachmentId> {
    let remote = account.remote()?;
    let photo = tokio::task::spawn_blocking(move || read_photo(Path::new(&path)))
        .await
        // Decoders meet files that were made to break them; a panic is a file that cannot be read.
        .unwrap_or_else(|_| Err(Invalid::new(Field::Photo, Rule::Damaged).into()))?;
    let id = AttachmentId::mint();
    let mut names = Vec::new();
    for (rendition, bytes) in [(Rendition::Large, photo.large), (Rendition::Small, photo.small)] {
        let (sha256, size) = attachments::keep(account, bytes).await?;
        let path = account.store.paths().attachments().join(&sha256);
        let size_bytes = u64::try_from(size).map_err(|_| Error::Internal("a size"))?;
        let what = UploadRequest { kind: AttachmentKind::Photo, size_bytes, sha256: sha256.clone() };
        names.push(sha256);
        let sent = remote.upload(id, rendition, &what, &path, &|_| ()).await;
        if let Err(error) = sent {
            attachments::release(account, names).await?;
            return Err(error.into());
        }
    }
    attachments::release(account, names).await?;
    Ok(id)
}

fn read_photo(path: &Path) -> Result<PreparedPhoto> {
    let unreadable = |_: std::io::Error| Error::from(Invalid::new(Field::Photo, Rule::NotFound));
    if std::fs::metadata(path).map_err(unreadable)?.len() > PHOTO_BYTES_MAX {
        return Err(Invalid::new(Field::Photo, Rule::TooManyBytes).into());
    }
    Ok(prepare_photo(&std::fs::read(path).map_err(unreadable)?)?)
}
