//! Writing a comment: the id was minted when the field opened, and is the idempotency key.

use axum::extract::State;
use circles_domain::govern::{Action, Permit, may};
use circles_domain::{CommentId, Timestamp, comment};
use circles_wire::ErrorCode;
use circles_wire::canonical::request_hash;
use circles_wire::comment::{COMMENT, CommentRequest, CommentResponse};
use sqlx::SqliteConnection;

use super::find;
use crate::auth::Signed;
use crate::error::{Error, Result};
use crate::routes::acting::{Acting, begin};
use crate::routes::extract::{Json, Path};
use crate::routes::posts::readable;
use crate::state::AppState;
use crate::store::changes::Change;
use crate::store::comments::NewComment;
use crate::store::people::Person;
use crate::store::posts::State as Kept;
use crate::store::reading::ReadablePost;
use crate::store::{comments, gates};

/// Comments. The same id with the same body answers the same; with another body 409 `id_conflict` and what it holds.
#[utoipa::path(put, path = COMMENT, tag = "comments", responses((status = 200, body = CommentResponse)))]
pub(super) async fn write(
    State(state): State<AppState>,
    signed: Signed,
    Path(id): Path<CommentId>,
    Json(request): Json<CommentRequest>,
) -> Result<Json<CommentResponse>> {
    let request_hash = request_hash(&request)?;
    let text = comment::check(&request.text).map_err(|broken| Error::invalid(broken).subject(id))?;
    let mut acting = begin(&state, signed).await?;
    if let Some(held) = comments::find_held(&mut *acting.tx, id).await? {
        return again(&mut acting, id, held, request_hash).await;
    }
    let post = readable(&mut acting.tx, &state, signed, request.post).await?;
    may_comment(&mut acting.tx, &acting.person, post, acting.now).await?;
    let (author, accepted_at) = (signed.person, acting.now);
    let new =
        NewComment { id, post: request.post, circle: post.circle, author, text, accepted_at, request_hash };
    comments::insert(&mut acting.tx, &new).await?;
    let answer = find(&mut acting, id).await?;
    acting.commit(&state, Some(Change::Comment(post.circle, id))).await?;
    Ok(answer)
}

async fn again(
    acting: &mut Acting,
    id: CommentId,
    held: comments::Held,
    request_hash: [u8; 32],
) -> Result<Json<CommentResponse>> {
    if held.author != acting.person.id {
        return Err(Error::code(ErrorCode::IdConflict).subject(id));
    }
    if held.state != Kept::Kept {
        return Err(Error::not_found(id));
    }
    let stored = find(acting, id).await?;
    if held.request_hash == request_hash {
        Ok(stored)
    } else {
        Err(Error::code(ErrorCode::IdConflict).subject(id).stored(&stored.0))
    }
}

/// Whether `person` may comment under `post`: their standing, the circle's rules and its gate.
pub(in crate::routes) async fn may_comment(
    db: &mut SqliteConnection,
    person: &Person,
    post: ReadablePost,
    now: Timestamp,
) -> Result<()> {
    let permit = may(post.stance, Action::Comment);
    if let Permit::No(cannot) = permit {
        return Err(Error::cannot(cannot, post.circle));
    }
    let asked = gates::find_asked(&mut *db, person, post.circle, now)
        .await?
        .ok_or_else(|| Error::not_found(post.circle))?;
    if asked.acceptance.is_due() {
        return Err(Error::code(ErrorCode::RulesDue).subject(post.circle));
    }
    let verdict = asked.gates.comment.check(asked.asker);
    // Whoever keeps order passes the gate, under the rules like everybody.
    if permit == Permit::Yes || verdict.allowed {
        Ok(())
    } else {
        Err(Error::gate_closed(verdict).subject(post.circle))
    }
}
