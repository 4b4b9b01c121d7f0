//! The second person's word about a sanction that was proposed.

use axum::extract::State;
use circles_domain::govern::{ActKind, Action, Subject};
use circles_domain::{ActId, CircleId};
use circles_wire::ErrorCode;
use circles_wire::govern::{ActResponse, SECOND, SecondRequest};

use super::act::line;
use super::deeds::impose;
use super::{allow, stance, tell};
use crate::auth::Signed;
use crate::error::{Error, Result};
use crate::routes::acting::begin;
use crate::routes::extract::{Json, Path};
use crate::state::{AppState, Poke};
use crate::store::changes::Change;
use crate::store::govern::{self, Act};
use crate::store::reading::{self, Sanction};

/// Agrees to a proposed sanction, which holds from then on, or declines it. Nobody seconds themselves, and nobody who is
/// not above the person.
#[utoipa::path(put, path = SECOND, tag = "govern", responses((status = 200, body = ActResponse)))]
pub(super) async fn second(
    State(state): State<AppState>,
    signed: Signed,
    Path((circle, id)): Path<(CircleId, ActId)>,
    Json(request): Json<SecondRequest>,
) -> Result<Json<ActResponse>> {
    let mut acting = begin(&state, signed).await?;
    let stance = stance(&mut acting, circle).await?;
    allow(stance, Action::Ban, circle)?;
    let missing = || Error::not_found(id);
    let proposal = govern::find_proposal(&mut *acting.tx, id).await?.ok_or_else(missing)?;
    let proposed = govern::find_act(&mut *acting.tx, id).await?.ok_or_else(missing)?;
    if proposal.circle != circle {
        return Err(missing());
    }
    if proposed.actor == signed.person || proposal.person == signed.person {
        return Err(Error::code(ErrorCode::Forbidden).subject(id));
    }
    if !proposal.open {
        let (id, kind, at) = govern::held(&mut *acting.tx, id).await?.ok_or_else(missing)?;
        let same = request.agree == (kind != ActKind::Decline);
        return if same {
            Ok(Json(ActResponse { id, kind, at }))
        } else {
            Err(Error::code(ErrorCode::Stale).subject(id))
        };
    }
    let theirs = reading::stands(&mut *acting.tx, proposal.person, circle, acting.now).await?;
    if theirs.is_some_and(|theirs| theirs.role() >= stance.role) {
        return Err(Error::code(ErrorCode::Forbidden).subject(proposal.person));
    }
    govern::close(&mut acting.tx, id, request.agree).await?;
    let kind = match (request.agree, proposal.sanction) {
        (false, _) => ActKind::Decline,
        (true, Sanction::Banned) => ActKind::Ban,
        (true, Sanction::Muted | Sanction::None) => ActKind::Mute,
    };
    let answer = ActId::mint();
    let now = acting.now;
    let until = proposal.seconds.map(|seconds| now.plus_seconds(seconds));
    let base = line(&acting, stance, circle, answer, kind);
    let mut concerned = Vec::new();
    let act = if request.agree {
        impose(&mut acting, circle, answer, proposal.person, proposal.sanction, until, &proposed.reason)
            .await?;
        concerned =
            govern::resolve(&mut acting.tx, circle, Subject::Person(proposal.person), true, now).await?;
        concerned.push(proposal.person);
        Act {
            actor: proposed.actor,
            actor_role: proposed.actor_role,
            second: Some(signed.person),
            person: Some(proposal.person),
            rule: proposed.rule,
            reason: proposed.reason,
            until: Some(until),
            of: Some(id),
            ..base
        }
    } else {
        Act { detail: proposal.sanction.as_str().to_owned(), of: Some(id), ..base }
    };
    govern::insert(&mut acting.tx, &act).await?;
    if request.agree {
        acting.note(Change::Standing(proposal.person, circle)).await?;
    }
    concerned.extend(tell(&mut acting, circle).await?);
    acting.commit(&state, None).await?;
    for person in concerned {
        state.poke(Poke::Person(person));
    }
    Ok(Json(ActResponse { id: answer, kind, at: now }))
}
