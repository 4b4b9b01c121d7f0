//! Joining and leaving: at once, by asking, or with a code.

use axum::extract::State;
use circles_domain::circle::{AdmissionState, Joining, NOTE_MAX, Role, Standing};
use circles_domain::govern::{ActKind, Action};
use circles_domain::invitation::InvitationCode;
use circles_domain::post::check_text;
use circles_domain::{ActId, CircleId, Field, Invalid, PersonId, Rule};
use circles_faults::canary;
use circles_wire::ErrorCode;
use circles_wire::circle::{CircleResponse, JoinRequest, MEMBERSHIP};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::acting::{Acting, begin};
use super::administer::poke_all;
use super::extract::{Json, Path};
use super::govern;
use crate::auth::Signed;
use crate::error::{Error, Result};
use crate::state::AppState;
use crate::store::changes::Change;
use crate::store::govern::{self as acts, Act};
use crate::store::invitations::Worth;
use crate::store::members::Heir;
use crate::store::reading::Stands;
use crate::store::{administering, admissions, circles, gates, invitations, members, reading};

/// The routes of this file.
pub fn router() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(join, leave))
}

/// Joins, or asks to be let in; doing it twice is doing it once. Joining accepts the rules as they stand.
#[utoipa::path(put, path = MEMBERSHIP, tag = "joining", request_body = Option<JoinRequest>, responses((status = 200, body = CircleResponse)))]
async fn join(
    State(state): State<AppState>,
    signed: Signed,
    Path(id): Path<CircleId>,
    body: axum::body::Bytes,
) -> Result<Json<CircleResponse>> {
    let request = read(&body)?;
    let note = check_text(request.note.as_deref().unwrap_or_default(), Field::Note, NOTE_MAX)
        .map_err(|broken| Error::invalid(broken).subject(id))?;
    let mut acting = begin(&state, signed).await?;
    let stands = stands_in(&mut acting, id).await?;
    if stands.standing(acting.now) != Standing::None {
        return answer(&mut acting, id).await;
    }
    // Whom it is not launched to finds it with a code.
    if !stands.found && !leads_to(&mut acting, id, request.invitation.as_deref()).await? {
        return Err(Error::not_found(id));
    }
    govern::allow(stands.stance(acting.person.operator, acting.now), Action::Join, id)?;
    let asked = gates::find_asked(&mut *acting.tx, &acting.person, id, acting.now)
        .await?
        .ok_or_else(|| Error::not_found(id))?;
    if request.rules_version.is_some_and(|shown| shown != asked.acceptance.current) {
        return Err(Error::code(ErrorCode::Stale).subject(id));
    }
    let verdict = asked.gates.join.check(asked.asker);
    if !verdict.allowed {
        return Err(Error::gate_closed(verdict).subject(id));
    }
    if asked.gates.joining == Joining::Invitation || !stands.found {
        spend(&mut acting, id, request.invitation.as_deref()).await?;
    }
    match asked.gates.joining {
        Joining::Open | Joining::Invitation => enter(&state, acting, id).await,
        Joining::Request => ask(&state, acting, id, &note).await,
    }
}

/// Whether what was typed is a code that lets into this circle now.
async fn leads_to(acting: &mut Acting, id: CircleId, typed: Option<&str>) -> Result<bool> {
    let Ok(code) = InvitationCode::parse(typed.unwrap_or_default()) else { return Ok(false) };
    let worth = invitations::worth(&mut *acting.tx, &code, acting.now).await?;
    Ok(matches!(worth, Worth::Good(circle) if circle == id))
}

/// Uses up one of the uses of a code.
async fn spend(acting: &mut Acting, id: CircleId, typed: Option<&str>) -> Result<()> {
    let code = InvitationCode::parse(typed.unwrap_or_default())
        .map_err(|broken| Error::invalid(broken).subject(id))?;
    let broke = |rule| Err(Error::invalid(Invalid::new(Field::Invitation, rule)).subject(id));
    match invitations::worth(&mut *acting.tx, &code, acting.now).await? {
        Worth::Good(circle) if circle == id => {}
        Worth::Good(_) | Worth::None => return broke(Rule::NotFound),
        Worth::Over => return broke(Rule::Expired),
    }
    invitations::count_use(&mut acting.tx, &code).await?;
    Ok(())
}

/// Nothing, `null` or the parts that are given.
fn read(body: &[u8]) -> Result<JoinRequest> {
    if body.is_empty() {
        return Ok(JoinRequest::default());
    }
    let read: Option<JoinRequest> = serde_json::from_slice(body)
        .map_err(|_| Error::invalid(Invalid::new(Field::Unknown, Rule::Malformed)))?;
    Ok(read.unwrap_or_default())
}

async fn enter(state: &AppState, mut acting: Acting, id: CircleId) -> Result<Json<CircleResponse>> {
    let person = acting.person.id;
    members::set_joined(&mut acting.tx, person, id, true, acting.now).await?;
    let circle = answer(&mut acting, id).await?;
    acting.commit(state, Some(Change::Standing(person, id))).await?;
    Ok(circle)
}

async fn ask(state: &AppState, mut acting: Acting, id: CircleId, note: &str) -> Result<Json<CircleResponse>> {
    let (person, now) = (acting.person.id, acting.now);
    let before = admissions::find(&mut *acting.tx, id, person).await?;
    if let Some(refused) = before.filter(|before| before.state == AdmissionState::Refused)
        && let Some(again_at) = refused.again_at.filter(|again_at| *again_at > now)
    {
        let wait = again_at.seconds_since(now).unsigned_abs().max(1);
        return Err(Error::code(ErrorCode::RateLimited).subject(id).retry_after(wait));
    }
    admissions::ask(&mut acting.tx, id, person, note, now).await?;
    let told = administering::tell(&mut acting.tx, id, now).await?;
    changed(state, acting, id, told).await
}

/// Leaves, or takes one's asking back; what one wrote stays. When the owner leaves, the admin who is there for the
/// longest owns the circle; where there is none, 409 `owner_leaves`.
#[utoipa::path(delete, path = MEMBERSHIP, tag = "joining", responses((status = 200, body = CircleResponse)))]
async fn leave(
    State(state): State<AppState>,
    signed: Signed,
    Path(id): Path<CircleId>,
) -> Result<Json<CircleResponse>> {
    let mut acting = begin(&state, signed).await?;
    let (person, now) = (acting.person.id, acting.now);
    if stands_in(&mut acting, id).await?.standing(now) == Standing::None {
        // Read before: of a circle that few may find, the asking may be all that makes it known.
        let Json(seen) = answer(&mut acting, id).await?;
        if !admissions::withdraw(&mut acting.tx, id, person, now).await? {
            return Ok(Json(seen));
        }
        let mut told = administering::tell(&mut acting.tx, id, now).await?;
        told.push(person);
        acting.commit(&state, None).await?;
        poke_all(&state, told);
        return Ok(Json(CircleResponse { admission: None, ..seen }));
    }
    let heir = pass_on(&mut acting, id).await?;
    members::set_joined(&mut acting.tx, person, id, false, now).await?;
    let circle = answer(&mut acting, id).await?;
    acting.commit(&state, Some(Change::Standing(person, id))).await?;
    poke_all(&state, heir.into_iter().collect());
    Ok(circle)
}

/// Gives the circle to somebody, when its owner is about to leave; says to whom.
async fn pass_on(acting: &mut Acting, id: CircleId) -> Result<Option<PersonId>> {
    let (person, now) = (acting.person.id, acting.now);
    match members::heir(&mut *acting.tx, id, person, now).await? {
        Heir::Same => Ok(None),
        Heir::Nobody if canary!("nobody_owns_it") => Ok(None),
        Heir::Nobody => Err(Error::code(ErrorCode::OwnerLeaves).subject(id)),
        Heir::Admin(heir) => {
            let stance = govern::stance(acting, id).await?;
            members::name_owner(&mut acting.tx, heir, id, now).await?;
            let line = govern::line(acting, stance, id, ActId::mint(), ActKind::Role);
            let detail = Role::Owner.as_str().to_owned();
            acts::insert(&mut acting.tx, &Act { person: Some(heir), detail, ..line }).await?;
            Ok(Some(heir))
        }
    }
}

/// Answers, commits, and wakes the person and those who were told.
async fn changed(
    state: &AppState,
    mut acting: Acting,
    id: CircleId,
    mut told: Vec<PersonId>,
) -> Result<Json<CircleResponse>> {
    told.push(acting.person.id);
    let circle = answer(&mut acting, id).await?;
    acting.commit(state, None).await?;
    poke_all(state, told);
    Ok(circle)
}

async fn stands_in(acting: &mut Acting, id: CircleId) -> Result<Stands> {
    let stands = reading::stands(&mut *acting.tx, acting.person.id, id, acting.now)
        .await?
        .ok_or_else(|| Error::not_found(id))?;
    let banned = stands.standing(acting.now) == Standing::Banned;
    if banned { Err(Error::not_found(id)) } else { Ok(stands) }
}

async fn answer(acting: &mut Acting, id: CircleId) -> Result<Json<CircleResponse>> {
    let circle = circles::find(&mut *acting.tx, &acting.person, id, acting.now).await?;
    circle.map(Json).ok_or_else(|| Error::not_found(id))
}
