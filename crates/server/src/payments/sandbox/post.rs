//! SANDBOX. Its notices on their way to a server elsewhere: posted until they are answered `success`.

use std::time::Duration;

use circles_domain::Timestamp;
use circles_wire::payment::{NOTICE_SIGNATURE, NOTICE_TAKEN};
use tokio::sync::Notify;
use url::Url;

use super::super::reach::{is_here, whole};
use super::super::{Letter, ProviderError};
use super::Sandbox;
use crate::store::sandbox_books as books;

/// The longest answer that is read, in bytes.
const ANSWER_MAX_BYTES: usize = 1 << 10;
/// How long after a notice that nobody took it is posted again, in seconds.
const AGAIN_S: i64 = 1;

/// Takes letters to a server on this machine.
#[derive(Debug)]
pub struct Post {
    to: Url,
    http: reqwest::Client,
    /// There may be another letter.
    pub(super) more: Notify,
}

/// An address that is not on this machine: test money has no business on a network.
#[derive(Debug, thiserror::Error)]
pub enum BadPost {
    /// Somewhere else.
    #[error(
        "--notify-url must be an http address on this machine (http://127.0.0.1:PORT/v1/payments/notices)"
    )]
    NotHere,
    /// No HTTP client.
    #[error("cannot post notices")]
    Http(#[from] reqwest::Error),
}

impl Post {
    /// To the address at which a server takes notices.
    ///
    /// # Errors
    /// [`BadPost`].
    pub fn to(to: Url) -> Result<Self, BadPost> {
        if to.scheme() != "http" || !is_here(&to) {
            return Err(BadPost::NotHere);
        }
        // A proxy of the environment is never the way to this machine.
        let http = reqwest::Client::builder()
            .no_proxy()
            .redirect(reqwest::redirect::Policy::none())
            .timeout(Duration::from_secs(5))
            .build()?;
        Ok(Self { to, http, more: Notify::new() })
    }

    /// Whether it was taken.
    pub(super) async fn take(&self, letter: &Letter) -> bool {
        let request = self
            .http
            .post(self.to.clone())
            .header(NOTICE_SIGNATURE, hex::encode(&letter.signature))
            .body(letter.body.clone());
        let Ok(answer) = request.send().await.and_then(reqwest::Response::error_for_status) else {
            return false;
        };
        whole(answer, ANSWER_MAX_BYTES).await.is_ok_and(|said| said == NOTICE_TAKEN.as_bytes())
    }
}

impl Sandbox {
    /// Posts every notice that is due, and says when to come back for the next one. Killed between the taking and the
    /// forgetting, it posts the same one again.
    ///
    /// # Errors
    /// When its books fail.
    pub async fn deliver(&self) -> Result<Option<Timestamp>, ProviderError> {
        let Some(post) = &self.post else { return Ok(None) };
        loop {
            let now = self.clock.now();
            let Some((seq, letter)) = books::find_letter(self.db.read(), now).await? else {
                return Ok(books::next_letter_at(self.db.read()).await?);
            };
            if !post.take(&letter).await {
                return Ok(Some(now.plus_seconds(AGAIN_S)));
            }
            let mut tx = self.db.write().await?;
            books::drop_letter(&mut *tx, seq).await?;
            tx.commit().await?;
        }
    }

    /// Waits until an order came that may be told of.
    pub async fn ordered(&self) {
        match &self.post {
            Some(post) => post.more.notified().await,
            None => std::future::pending().await,
        }
    }
}
