//! Publishing: the id was minted when the composer opened, and is the idempotency key.

use axum::extract::State;
use circles_domain::govern::Action;
use circles_domain::{CircleId, PostId, post};
use circles_wire::ErrorCode;
use circles_wire::canonical::request_hash;
use circles_wire::post::{POST, PostResponse, PublishRequest};

use crate::auth::Signed;
use crate::error::{Error, Result};
use crate::routes::acting::{Acting, begin};
use crate::routes::extract::{Json, Path};
use crate::routes::govern;
use crate::state::AppState;
use crate::store::changes::Change;
use crate::store::posts::{NewPost, State as Kept};
use crate::store::{gates, posts, reading, uploads};

/// Publishes. The same id with the same body answers the same; with another body 409 `id_conflict` and what it holds.
#[utoipa::path(put, path = POST, tag = "posts", responses((status = 200, body = PostResponse)))]
pub(super) async fn publish(
    State(state): State<AppState>,
    signed: Signed,
    Path(id): Path<PostId>,
    Json(request): Json<PublishRequest>,
) -> Result<Json<PostResponse>> {
    let request_hash = request_hash(&request)?;
    let text = post::check(&request.text, &request.attachments)
        .map_err(|broken| Error::invalid(broken).subject(id))?;
    let mut acting = begin(&state, signed).await?;
    if let Some(held) = posts::find_held(&mut *acting.tx, id).await? {
        return again(&mut acting, id, held, request_hash).await;
    }
    may_post(&mut acting, request.circle).await?;
    for attachment in &request.attachments {
        uploads::check_attachable(&mut acting.tx, signed.person, attachment).await?;
    }
    let new = NewPost {
        id,
        circle: request.circle,
        author: signed.person,
        text,
        attachments: request.attachments,
        accepted_at: acting.now,
        request_hash,
    };
    posts::insert(&mut acting.tx, &new).await?;
    let answer = find(&mut acting, id).await?;
    acting.commit(&state, Some(Change::Post(request.circle, id))).await?;
    Ok(answer)
}

/// The id is known: the same request again, or another one.
async fn again(
    acting: &mut Acting,
    id: PostId,
    held: posts::Held,
    request_hash: [u8; 32],
) -> Result<Json<PostResponse>> {
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

/// Whether whoever acts may write a post in `circle` now: their standing, its rules and its gate.
pub(super) async fn may_post(acting: &mut Acting, circle: CircleId) -> Result<()> {
    let stands = reading::stands(&mut *acting.tx, acting.person.id, circle, acting.now)
        .await?
        .filter(|stands| stands.found)
        .ok_or_else(|| Error::not_found(circle))?;
    let stance = stands.stance(acting.person.operator, acting.now);
    govern::allow(stance, Action::Post, circle)?;
    let asked = gates::find_asked(&mut *acting.tx, &acting.person, circle, acting.now)
        .await?
        .ok_or_else(|| Error::not_found(circle))?;
    if asked.acceptance.is_due() {
        return Err(Error::code(ErrorCode::RulesDue).subject(circle));
    }
    let verdict = asked.gates.post.check(asked.asker);
    if verdict.allowed { Ok(()) } else { Err(Error::gate_closed(verdict).subject(circle)) }
}

pub(super) async fn find(acting: &mut Acting, id: PostId) -> Result<Json<PostResponse>> {
    let post = posts::find(&mut *acting.tx, acting.person.id, id, acting.now).await?;
    post.map(Json).ok_or_else(|| Error::not_found(id))
}
