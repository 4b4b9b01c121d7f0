//! Circles, membership and people.

use circles_domain::{AttachmentId, CircleId, PersonId};
use circles_wire::circle::{
    CIRCLE, CIRCLE_POSTS, CircleResponse, JoinRequest, MEMBERSHIP, PostsQuery, PostsResponse,
};
use circles_wire::person::{AVATAR, AvatarRequest, EditMeRequest, ME, MeResponse, PERSON, PersonResponse};
use circles_wire::post::PERSON_POSTS;
use reqwest::Method;

use super::client::{Remote, path};
use super::error::Error;

impl Remote {
    /// A circle, newest.
    ///
    /// # Errors
    /// [`Error`].
    pub async fn circle(&self, id: CircleId) -> Result<CircleResponse, Error> {
        self.get(&path(CIRCLE, &[("id", &id.to_string())])).await
    }

    /// Joins, or asks to be let in.
    ///
    /// # Errors
    /// [`Error`]; `gate_closed` with its clauses.
    pub async fn join(&self, id: CircleId, request: &JoinRequest) -> Result<CircleResponse, Error> {
        self.put(&path(MEMBERSHIP, &[("id", &id.to_string())]), request).await
    }

    /// Leaves.
    ///
    /// # Errors
    /// [`Error`].
    pub async fn leave(&self, id: CircleId) -> Result<CircleResponse, Error> {
        self.json(self.request(Method::DELETE, &path(MEMBERSHIP, &[("id", &id.to_string())]))).await
    }

    /// A page of a circle's posts, newest first.
    ///
    /// # Errors
    /// [`Error`].
    pub async fn circle_posts(&self, id: CircleId, query: &PostsQuery) -> Result<PostsResponse, Error> {
        let path = path(CIRCLE_POSTS, &[("id", &id.to_string())]);
        self.json(self.request(Method::GET, &path).query(query)).await
    }

    /// A page of a person's posts, newest first.
    ///
    /// # Errors
    /// [`Error`].
    pub async fn person_posts(&self, id: PersonId, query: &PostsQuery) -> Result<PostsResponse, Error> {
        let path = path(PERSON_POSTS, &[("id", &id.to_string())]);
        self.json(self.request(Method::GET, &path).query(query)).await
    }

    /// Another person.
    ///
    /// # Errors
    /// [`Error`].
    pub async fn person(&self, id: PersonId) -> Result<PersonResponse, Error> {
        self.get(&path(PERSON, &[("id", &id.to_string())])).await
    }

    /// Oneself.
    ///
    /// # Errors
    /// [`Error`].
    pub async fn me(&self) -> Result<MeResponse, Error> {
        self.get(ME).await
    }

    /// Changes one's own profile.
    ///
    /// # Errors
    /// [`Error`].
    pub async fn edit_me(&self, edit: &EditMeRequest) -> Result<MeResponse, Error> {
        self.json(self.request(Method::PATCH, ME).json(edit)).await
    }

    /// Chooses one's picture of what was uploaded, or none.
    ///
    /// # Errors
    /// [`Error`].
    pub async fn set_avatar(&self, avatar: Option<AttachmentId>) -> Result<MeResponse, Error> {
        match avatar {
            Some(attachment) => self.put(AVATAR, &AvatarRequest { attachment }).await,
            None => self.json(self.request(Method::DELETE, AVATAR)).await,
        }
    }
}
