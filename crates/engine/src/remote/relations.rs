//! Friends, friend requests and blocks.

use circles_domain::{FriendRequestId, PersonId};
use circles_wire::relation::{
    AnswerRequest, BLOCK, FRIEND_REQUEST, FRIEND_REQUEST_ANSWER, FRIENDSHIP, FriendRequest, RelationResponse,
};
use reqwest::Method;

use super::client::{Remote, path};
use super::error::Error;

impl Remote {
    /// Asks somebody to be one's friend.
    ///
    /// # Errors
    /// [`Error`]; `not_among_those`, `not_accepted`.
    pub async fn ask_friend(
        &self,
        id: FriendRequestId,
        request: &FriendRequest,
    ) -> Result<RelationResponse, Error> {
        self.put(&path(FRIEND_REQUEST, &[("id", &id.to_string())]), request).await
    }

    /// Answers a request.
    ///
    /// # Errors
    /// [`Error`]; `stale`.
    pub async fn answer_friend(
        &self,
        id: FriendRequestId,
        answer: AnswerRequest,
    ) -> Result<RelationResponse, Error> {
        self.put(&path(FRIEND_REQUEST_ANSWER, &[("id", &id.to_string())]), &answer).await
    }

    /// Takes one's own request back.
    ///
    /// # Errors
    /// [`Error`]; `stale`.
    pub async fn withdraw_friend(&self, id: FriendRequestId) -> Result<(), Error> {
        self.done(self.request(Method::DELETE, &path(FRIEND_REQUEST, &[("id", &id.to_string())]))).await
    }

    /// Ends a friendship.
    ///
    /// # Errors
    /// [`Error`].
    pub async fn end_friendship(&self, id: PersonId) -> Result<(), Error> {
        self.done(self.request(Method::DELETE, &path(FRIENDSHIP, &[("id", &id.to_string())]))).await
    }

    /// Blocks.
    ///
    /// # Errors
    /// [`Error`].
    pub async fn block(&self, id: PersonId) -> Result<(), Error> {
        self.done(self.request(Method::PUT, &path(BLOCK, &[("id", &id.to_string())]))).await
    }

    /// Lifts one's own block.
    ///
    /// # Errors
    /// [`Error`].
    pub async fn unblock(&self, id: PersonId) -> Result<(), Error> {
        self.done(self.request(Method::DELETE, &path(BLOCK, &[("id", &id.to_string())]))).await
    }
}
