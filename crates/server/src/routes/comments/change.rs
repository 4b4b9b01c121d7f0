//! Changing one's own comment, or taking it back.

use axum::extract::State;
use axum::http::StatusCode;
use circles_domain::{CommentId, EditId, comment};
use circles_wire::ErrorCode;
use circles_wire::canonical::request_hash;
use circles_wire::comment::{COMMENT, COMMENT_EDIT, CommentResponse};
use circles_wire::post::EditRequest;

use super::{find, may_comment};
use crate::auth::Signed;
use crate::error::{Error, Result};
use crate::routes::acting::{Acting, begin};
use crate::routes::extract::{Json, Path};
use crate::routes::posts::readable;
use crate::state::AppState;
use crate::store::changes::Change;
use crate::store::comments::{self, Held};
use crate::store::posts::{self, State as Kept, TakenEdit};
use crate::store::reading::ReadablePost;

/// A comment that is there, under a post that the asker may read, and theirs.
async fn own(
    acting: &mut Acting,
    state: &AppState,
    signed: Signed,
    id: CommentId,
) -> Result<(Held, ReadablePost)> {
    let missing = || Error::not_found(id);
    let held = comments::find_held(&mut *acting.tx, id).await?.ok_or_else(missing)?;
    let post = readable(&mut acting.tx, state, signed, held.post).await.map_err(|_| missing())?;
    // What is gone, or behind a block, is not there for anyone but its author.
    comments::find(&mut *acting.tx, signed.person, id, acting.now).await?.ok_or_else(missing)?;
    if held.author == signed.person {
        Ok((held, post))
    } else {
        Err(Error::code(ErrorCode::Forbidden).subject(id))
    }
}

/// Changes the words of one's own comment, as far as one might write it now.
#[utoipa::path(put, path = COMMENT_EDIT, tag = "comments", responses((status = 200, body = CommentResponse)))]
pub(super) async fn edit(
    State(state): State<AppState>,
    signed: Signed,
    Path((id, edit_id)): Path<(CommentId, EditId)>,
    Json(request): Json<EditRequest>,
) -> Result<Json<CommentResponse>> {
    let text = comment::check(&request.text).map_err(|broken| Error::invalid(broken).subject(id))?;
    let this = TakenEdit { author: signed.person, subject: id.0, request_hash: request_hash(&request)? };
    let mut acting = begin(&state, signed).await?;
    let (_, post) = own(&mut acting, &state, signed, id).await?;
    if let Some(taken) = posts::find_edit(&mut *acting.tx, edit_id).await? {
        let stored = find(&mut acting, id).await?;
        return if taken.same_as(&this) {
            Ok(stored)
        } else {
            Err(Error::code(ErrorCode::IdConflict).subject(edit_id).stored(&stored.0))
        };
    }
    may_comment(&mut acting.tx, &acting.person, post, acting.now).await?;
    posts::put_edit(&mut acting.tx, edit_id, this, acting.now).await?;
    comments::edit(&mut acting.tx, post.circle, id, &text, acting.now).await?;
    let answer = find(&mut acting, id).await?;
    acting.commit(&state, Some(Change::Comment(post.circle, id))).await?;
    Ok(answer)
}

/// Takes one's own comment back; twice is once. Also where its author no longer reads: words stay theirs behind a block,
/// and after leaving.
#[utoipa::path(delete, path = COMMENT, tag = "comments", responses((status = 204)))]
pub(super) async fn delete(
    State(state): State<AppState>,
    signed: Signed,
    Path(id): Path<CommentId>,
) -> Result<StatusCode> {
    let mut acting = begin(&state, signed).await?;
    let held = comments::find_held(&mut *acting.tx, id).await?;
    let mine = held.filter(|held| held.author == signed.person);
    let held = match mine.map(|held| (held.state, held)) {
        Some((Kept::Deleted, _)) => return Ok(StatusCode::NO_CONTENT),
        Some((Kept::Kept, held)) => held,
        _ => own(&mut acting, &state, signed, id).await?.0,
    };
    comments::bury(&mut acting.tx, held.circle, id, held.post, acting.now).await?;
    acting.commit(&state, Some(Change::Comment(held.circle, id))).await?;
    Ok(StatusCode::NO_CONTENT)
}
