//! One act: its id was minted when the form opened, and is the idempotency key.

use axum::extract::State;
use circles_domain::govern::{Action, Deed, Stance};
use circles_domain::{ActId, CircleId};
use circles_wire::ErrorCode;
use circles_wire::canonical::request_hash;
use circles_wire::govern::{ACT, ActRequest, ActResponse};

use super::deeds::{self, Doing};
use super::{allow, stance, tell};
use crate::auth::Signed;
use crate::error::{Error, Result};
use crate::routes::acting::{Acting, begin};
use crate::routes::extract::{Json, Path};
use crate::state::{AppState, Poke};
use crate::store::govern::{self, Act};

const fn action(deed: &Deed) -> Action {
    match deed {
        Deed::Remove { .. } | Deed::Restore { .. } => Action::Remove,
        Deed::Dismiss { .. } => Action::DecideReports,
        Deed::Pin { .. } | Deed::Unpin { .. } => Action::Pin,
        Deed::Mute { .. } | Deed::Lift { .. } => Action::Mute,
        Deed::Ban { .. } => Action::Ban,
    }
}

/// Does one thing to keep order. The same id with the same deed answers the same; with another one 409 `id_conflict`.
#[utoipa::path(put, path = ACT, tag = "govern", responses((status = 200, body = ActResponse)))]
pub(super) async fn act(
    State(state): State<AppState>,
    signed: Signed,
    Path((circle, id)): Path<(CircleId, ActId)>,
    Json(request): Json<ActRequest>,
) -> Result<Json<ActResponse>> {
    let request_hash = request_hash(&request)?;
    let mut acting = begin(&state, signed).await?;
    let stance = stance(&mut acting, circle).await?;
    allow(stance, action(&request.deed), circle)?;
    if let Some(held) = govern::find_act(&mut *acting.tx, id).await? {
        let same = held.actor == signed.person && held.circle == circle && held.request_hash == request_hash;
        return if same {
            Ok(Json(ActResponse { id, kind: held.kind, at: held.at }))
        } else {
            Err(Error::code(ErrorCode::IdConflict).subject(id))
        };
    }
    let mut doing = Doing { acting, circle, stance, id, request_hash, concerned: Vec::new() };
    let kind = deeds::run(&mut doing, request.deed).await?;
    let Doing { mut acting, mut concerned, .. } = doing;
    let at = acting.now;
    concerned.extend(tell(&mut acting, circle).await?);
    acting.commit(&state, None).await?;
    state.poke(Poke::Circle(circle));
    for person in concerned {
        state.poke(Poke::Person(person));
    }
    Ok(Json(ActResponse { id, kind, at }))
}

/// A line of the log by whoever acts, to be filled in.
pub(in crate::routes) fn line(
    acting: &Acting,
    stance: Stance,
    circle: CircleId,
    id: ActId,
    kind: circles_domain::govern::ActKind,
) -> Act {
    Act {
        id,
        circle,
        kind,
        actor: acting.person.id,
        actor_role: super::acts_as(stance).to_owned(),
        second: None,
        person: None,
        subject: None,
        rule: None,
        reason: String::new(),
        until: None,
        detail: String::new(),
        of: None,
        request_hash: [0; 32],
        at: acting.now,
    }
}
