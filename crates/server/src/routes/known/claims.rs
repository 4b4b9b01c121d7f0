//! One's own claims: who said what until when, which gates ask for it, and taking one back.

use axum::extract::State;
use axum::http::StatusCode;
use circles_domain::Timestamp;
use circles_domain::circle::Gates;
use circles_domain::claim::{AgeBand, CivilDate, ClaimKind, Claims, Gender};
use circles_domain::gate::Asker;
use circles_domain::gate::simulation::Right;
use circles_wire::ErrorCode;
use circles_wire::circle::CircleResponse;
use circles_wire::known::{CLAIM, CLAIMS, ClaimResponse, ClaimState, ClaimUse, ClaimsResponse};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::auth::Signed;
use crate::error::{Error, Result};
use crate::identity;
use crate::routes::acting::{begin_guarding, reader};
use crate::routes::extract::{Json, Path};
use crate::state::{AppState, Poke};
use crate::store::claims::Kept;
use crate::store::people::Person;
use crate::store::{changes, circles, claims, scores};

/// The routes of this file.
pub(super) fn router() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(list)).routes(routes!(withdraw, welcome))
}

/// One's own claims, each with the gates that ask for it.
#[utoipa::path(get, path = CLAIMS, tag = "known", responses((status = 200, body = ClaimsResponse)))]
async fn list(State(state): State<AppState>, signed: Signed) -> Result<Json<ClaimsResponse>> {
    let now = state.now();
    let person = reader(&state, signed).await?;
    let circles = circles::list(state.db.read(), &person, now).await?;
    let kept = claims::list(state.db.read(), person.id).await?;
    let claims = kept.iter().map(|kept| describe(&state, &person, &circles, kept, now)).collect();
    Ok(Json(ClaimsResponse { claims }))
}

/// Withdraws a claim: what was said and signed goes, and no gate hears of it again. The legal name cannot be withdrawn
/// while there is an account, because the account stands on it.
#[utoipa::path(delete, path = CLAIM, tag = "known", responses((status = 204, description = "withdrawn"),
    (status = 403, description = "`forbidden`: the legal name", body = circles_wire::ErrorBody),
    (status = 404, description = "never proven", body = circles_wire::ErrorBody)))]
async fn withdraw(
    State(state): State<AppState>,
    signed: Signed,
    Path(kind): Path<ClaimKind>,
) -> Result<StatusCode> {
    if kind == ClaimKind::LegalName {
        return Err(Error::code(ErrorCode::Forbidden));
    }
    let mut acting = begin_guarding(&state, signed).await?;
    let known = claims::list(&mut *acting.tx, signed.person).await?;
    if !known.iter().any(|kept| kept.claim.kind == kind) {
        return Err(Error::not_found(kind.as_str()));
    }
    if claims::withdraw(&mut acting.tx, signed.person, kind, acting.now).await? {
        scores::recount(&mut acting.tx, signed.person, state.config.limits.score_post_s, acting.now).await?;
        changes::note_gates(&mut acting.tx, signed.person, acting.now).await?;
    }
    acting.commit(&state, None).await?;
    state.poke(Poke::Person(signed.person));
    Ok(StatusCode::NO_CONTENT)
}

/// Lets the next sign-in prove again what was withdrawn.
#[utoipa::path(put, path = CLAIM, tag = "known", responses((status = 204, description = "it may come back")))]
async fn welcome(
    State(state): State<AppState>,
    signed: Signed,
    Path(kind): Path<ClaimKind>,
) -> Result<StatusCode> {
    let mut acting = begin_guarding(&state, signed).await?;
    claims::welcome(&mut acting.tx, signed.person, kind).await?;
    acting.commit(&state, None).await?;
    Ok(StatusCode::NO_CONTENT)
}

fn describe(
    state: &AppState,
    person: &Person,
    circles: &[CircleResponse],
    kept: &Kept,
    now: Timestamp,
) -> ClaimResponse {
    let claim = &kept.claim;
    let valid = kept.withdrawn_at.is_none() && claim.is_valid(now);
    let claim_state = match (kept.withdrawn_at, valid) {
        (Some(_), _) => ClaimState::Withdrawn,
        (None, true) => ClaimState::Valid,
        (None, false) => ClaimState::Expired,
    };
    let born = Some(&claim.value).filter(|_| claim.kind == ClaimKind::BirthDate);
    let signed = identity::read(&state.keys, person.id, &kept.statement);
    ClaimResponse {
        kind: claim.kind,
        state: claim_state,
        age_band: born.and_then(|born| CivilDate::parse(born)).map(|born| AgeBand::of(born.age_at(now))),
        gender: if claim.kind == ClaimKind::Gender { Gender::from_name(&claim.value) } else { None },
        issuer: claim.issuer.clone(),
        issued_at: claim.issued_at,
        expires_at: claim.expires_at,
        withdrawn_at: kept.withdrawn_at,
        signed: signed.is_ok_and(|signed| signed.claim == *claim),
        used_by: circles.iter().flat_map(|circle| uses(person, circle, claim.kind, now)).collect(),
        money: matches!(claim.kind, ClaimKind::LegalName | ClaimKind::BirthDate),
    }
}

/// The gates of `circle` that ask for `kind`.
fn uses(person: &Person, circle: &CircleResponse, kind: ClaimKind, now: Timestamp) -> Vec<ClaimUse> {
    let Gates { join, post, comment, .. } = &circle.gates;
    let with = person.claims(now);
    let asker = |claims: &Claims| Asker::new(claims, person.created_at, now).at(circle.place, now);
    [(Right::Join, join), (Right::Post, post), (Right::Comment, comment)]
        .into_iter()
        .filter(|(_, gate)| gate.clauses().any(|clause| kind.is_asked_by(&clause)))
        .map(|(right, gate)| {
            // Joining closes for those outside, posting and commenting for those inside.
            let concerns = circle.standing.reads() != (right == Right::Join);
            let rests = gate.allows(&asker(&with)) && !gate.allows(&asker(&with.without(kind)));
            ClaimUse {
                circle: circle.id,
                circle_name: circle.name.clone(),
                circle_name_zh: circle.name_zh.clone(),
                right,
                closes: concerns && rests,
            }
        })
        .collect()
}
