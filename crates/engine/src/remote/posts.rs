//! Posts, comments, praise, views and counts.

use circles_domain::{CommentId, EditId, PostId};
use circles_wire::comment::{
    COMMENT, COMMENT_EDIT, CommentRequest, CommentResponse, CommentsQuery, CommentsResponse, POST_COMMENTS,
};
use circles_wire::post::{
    COUNTS, CountsResponse, EditRequest, POST, POST_EDIT, PRAISE, PostIdsRequest, PostResponse,
    PublishRequest, VIEWS,
};
use reqwest::Method;

use super::client::{Remote, path};
use super::error::Error;

impl Remote {
    /// Publishes under an id of ours: as often as needed, once in effect.
    ///
    /// # Errors
    /// [`Error`]; `id_conflict` when something else is stored under the id.
    pub async fn publish(&self, id: PostId, request: &PublishRequest) -> Result<PostResponse, Error> {
        self.put(&path(POST, &[("id", &id.to_string())]), request).await
    }

    /// A post, newest.
    ///
    /// # Errors
    /// [`Error`].
    pub async fn post(&self, id: PostId) -> Result<PostResponse, Error> {
        self.get(&path(POST, &[("id", &id.to_string())])).await
    }

    /// Edits a post, once per edit id.
    ///
    /// # Errors
    /// [`Error`].
    pub async fn edit_post(
        &self,
        id: PostId,
        edit: EditId,
        request: &EditRequest,
    ) -> Result<PostResponse, Error> {
        self.put(&path(POST_EDIT, &[("id", &id.to_string()), ("edit_id", &edit.to_string())]), request).await
    }

    /// Deletes a post.
    ///
    /// # Errors
    /// [`Error`].
    pub async fn delete_post(&self, id: PostId) -> Result<(), Error> {
        self.done(self.request(Method::DELETE, &path(POST, &[("id", &id.to_string())]))).await
    }

    /// Sets or unsets praise.
    ///
    /// # Errors
    /// [`Error`].
    pub async fn praise(&self, id: PostId, on: bool) -> Result<(), Error> {
        let method = if on { Method::PUT } else { Method::DELETE };
        self.done(self.request(method, &path(PRAISE, &[("id", &id.to_string())]))).await
    }

    /// Comments under an id of ours.
    ///
    /// # Errors
    /// [`Error`].
    pub async fn comment(&self, id: CommentId, request: &CommentRequest) -> Result<CommentResponse, Error> {
        self.put(&path(COMMENT, &[("id", &id.to_string())]), request).await
    }

    /// Edits a comment, once per edit id.
    ///
    /// # Errors
    /// [`Error`].
    pub async fn edit_comment(
        &self,
        id: CommentId,
        edit: EditId,
        request: &EditRequest,
    ) -> Result<CommentResponse, Error> {
        self.put(&path(COMMENT_EDIT, &[("id", &id.to_string()), ("edit_id", &edit.to_string())]), request)
            .await
    }

    /// Deletes a comment.
    ///
    /// # Errors
    /// [`Error`].
    pub async fn delete_comment(&self, id: CommentId) -> Result<(), Error> {
        self.done(self.request(Method::DELETE, &path(COMMENT, &[("id", &id.to_string())]))).await
    }

    /// A page of comments, oldest first.
    ///
    /// # Errors
    /// [`Error`].
    pub async fn comments(&self, post: PostId, query: &CommentsQuery) -> Result<CommentsResponse, Error> {
        let path = path(POST_COMMENTS, &[("id", &post.to_string())]);
        self.json(self.request(Method::GET, &path).query(query)).await
    }

    /// Counts of up to 100 posts.
    ///
    /// # Errors
    /// [`Error`].
    pub async fn counts(&self, posts: Vec<PostId>) -> Result<CountsResponse, Error> {
        self.json(self.request(Method::POST, COUNTS).json(&PostIdsRequest { posts })).await
    }

    /// Tells which posts were on screen.
    ///
    /// # Errors
    /// [`Error`].
    pub async fn viewed(&self, posts: Vec<PostId>) -> Result<(), Error> {
        self.done(self.request(Method::POST, VIEWS).json(&PostIdsRequest { posts })).await
    }
}
