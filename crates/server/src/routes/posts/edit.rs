//! Editing: each edit has an id of its own, minted when the editor opened.

use axum::extract::State;
use circles_domain::post::{TEXT_MAX, check_text};
use circles_domain::{EditId, Field, Invalid, PostId, Rule};
use circles_wire::ErrorCode;
use circles_wire::canonical::request_hash;
use circles_wire::post::{EditRequest, POST_EDIT, PostResponse};

use super::publish::{find, may_post};
use super::readable;
use crate::auth::Signed;
use crate::error::{Error, Result};
use crate::routes::acting::begin;
use crate::routes::extract::{Json, Path};
use crate::state::AppState;
use crate::store::changes::Change;
use crate::store::posts::{self, TakenEdit};

/// Changes the words of one's own post. That is writing: standing, rules and gate of now are asked as for a new one.
#[utoipa::path(put, path = POST_EDIT, tag = "posts", responses((status = 200, body = PostResponse)))]
pub(super) async fn edit(
    State(state): State<AppState>,
    signed: Signed,
    Path((id, edit_id)): Path<(PostId, EditId)>,
    Json(request): Json<EditRequest>,
) -> Result<Json<PostResponse>> {
    let text = check_text(&request.text, Field::Text, TEXT_MAX)
        .map_err(|broken| Error::invalid(broken).subject(id))?;
    let this = TakenEdit { author: signed.person, subject: id.0, request_hash: request_hash(&request)? };
    let mut acting = begin(&state, signed).await?;
    let post = readable(&mut acting.tx, &state, signed, id).await?;
    if post.author != signed.person {
        return Err(Error::code(ErrorCode::Forbidden).subject(id));
    }
    let stored = find(&mut acting, id).await?;
    if let Some(taken) = posts::find_edit(&mut *acting.tx, edit_id).await? {
        return if taken.same_as(&this) {
            Ok(stored)
        } else {
            Err(Error::code(ErrorCode::IdConflict).subject(edit_id).stored(&stored.0))
        };
    }
    if text.trim().is_empty() && stored.0.attachments.is_empty() {
        return Err(Error::invalid(Invalid::new(Field::Text, Rule::Required)).subject(id));
    }
    may_post(&mut acting, post.circle).await?;
    posts::put_edit(&mut acting.tx, edit_id, this, acting.now).await?;
    posts::edit(&mut acting.tx, post.circle, id, &text, acting.now).await?;
    let answer = find(&mut acting, id).await?;
    acting.commit(&state, Some(Change::Post(post.circle, id))).await?;
    Ok(answer)
}
