//! Applying for a circle, and deciding that.

use axum::extract::State;
use circles_domain::circle::{RULES_MAX, Role};
use circles_domain::govern::{CATEGORIES, check_introduction, check_name, check_reason};
use circles_domain::post::check_text;
use circles_domain::{ApplicationId, CircleId, Field, Invalid, Rule};
use circles_wire::ErrorCode;
use circles_wire::lifecycle::{
    APPLICATION, APPLICATION_DECISION, APPLICATIONS, ApplicationDecisionRequest, ApplicationRequest,
    ApplicationResponse, ApplicationState, ApplicationsResponse,
};

use crate::auth::Signed;
use crate::error::{Error, Result};
use crate::routes::acting::{Acting, begin, reader};
use crate::routes::administer::poke_all;
use crate::routes::extract::{Json, Path};
use crate::state::{AppState, Poke};
use crate::store::circles::NewCircle;
use crate::store::{administering, circles, lifecycle, members};

fn check(asks: &ApplicationRequest) -> Result<ApplicationRequest, Invalid> {
    if !CATEGORIES.contains(&asks.category.as_str()) {
        return Err(Invalid::new(Field::Category, Rule::NotFound));
    }
    let rules = check_text(&asks.rules, Field::Rules, RULES_MAX)?;
    // Without rules nothing could ever be removed: a moderator has to cite one.
    if rules.trim().is_empty() {
        return Err(Invalid::new(Field::Rules, Rule::Required));
    }
    asks.gates.check_shape()?;
    Ok(ApplicationRequest {
        name: check_name(&asks.name, true)?,
        name_zh: check_name(&asks.name_zh, false)?,
        category: asks.category.clone(),
        introduction: check_introduction(&asks.introduction, true)?,
        introduction_zh: check_introduction(&asks.introduction_zh, false)?,
        rules,
        rules_zh: check_text(&asks.rules_zh, Field::Rules, RULES_MAX)?,
        why: check_reason(&asks.why)?,
        gates: asks.gates.clone(),
    })
}

/// Applies for a circle.
#[utoipa::path(put, path = APPLICATION, tag = "lifecycle", responses((status = 200, body = ApplicationResponse)))]
pub(super) async fn apply(
    State(state): State<AppState>,
    signed: Signed,
    Path(id): Path<ApplicationId>,
    Json(request): Json<ApplicationRequest>,
) -> Result<Json<ApplicationResponse>> {
    let asks = check(&request)?;
    let mut acting = begin(&state, signed).await?;
    let now = acting.now;
    if let Some(held) = lifecycle::find(&mut *acting.tx, signed.person, id, now).await? {
        return if held.own && held.asks.as_ref() == Some(&asks) {
            Ok(Json(held))
        } else {
            Err(Error::code(ErrorCode::IdConflict).subject(id))
        };
    }
    // Approved, it becomes a circle of the same id.
    if lifecycle::state_of(&mut *acting.tx, CircleId(id.0), now).await?.is_some() {
        return Err(Error::code(ErrorCode::IdConflict).subject(id));
    }
    let waiting = lifecycle::count_waiting(&mut *acting.tx, signed.person).await?;
    if waiting >= state.config.limits.applications_waiting {
        return Err(Error::invalid(Invalid::new(Field::Circle, Rule::TooMany)));
    }
    lifecycle::insert(&mut acting.tx, id, signed.person, &asks, now).await?;
    let answer = find(&mut acting, id).await?;
    let told = administering::tell_operators(&mut acting.tx, now).await?;
    acting.commit(&state, None).await?;
    poke_all(&state, told);
    Ok(Json(answer))
}

async fn find(acting: &mut Acting, id: ApplicationId) -> Result<ApplicationResponse> {
    let found = lifecycle::find(&mut *acting.tx, acting.person.id, id, acting.now).await?;
    found.ok_or_else(|| Error::not_found(id))
}

/// One's own applications; for operators of the platform also those that wait.
#[utoipa::path(get, path = APPLICATIONS, tag = "lifecycle", responses((status = 200, body = ApplicationsResponse)))]
pub(super) async fn list(
    State(state): State<AppState>,
    signed: Signed,
) -> Result<Json<ApplicationsResponse>> {
    let asker = reader(&state, signed).await?;
    let now = state.now();
    let mut db = state.db.read().begin().await?;
    let mut applications =
        if asker.operator { lifecycle::waiting(&mut *db, asker.id, now).await? } else { Vec::new() };
    let own = lifecycle::of_person(&mut *db, asker.id, now).await?;
    let listed: Vec<ApplicationId> = applications.iter().map(|one| one.id).collect();
    applications.extend(own.into_iter().filter(|one| !listed.contains(&one.id)));
    Ok(Json(ApplicationsResponse { applications }))
}

/// Decides an application, once. Approved, there is a circle of the same id that the applicant owns and that a small
/// share of people find; nobody decides their own.
#[utoipa::path(put, path = APPLICATION_DECISION, tag = "lifecycle", responses((status = 200, body = ApplicationResponse)))]
pub(super) async fn decide(
    State(state): State<AppState>,
    signed: Signed,
    Path(id): Path<ApplicationId>,
    Json(request): Json<ApplicationDecisionRequest>,
) -> Result<Json<ApplicationResponse>> {
    let answer = check_reason(&request.answer)?;
    let mut acting = begin(&state, signed).await?;
    if !acting.person.operator {
        return Err(Error::not_found(id));
    }
    let held = find(&mut acting, id).await?;
    if held.own {
        return Err(Error::code(ErrorCode::Forbidden).subject(id));
    }
    if held.state != ApplicationState::Open {
        let approved = held.state == ApplicationState::Approved;
        let same = approved == request.approve && held.answer == answer;
        return if same { Ok(Json(held)) } else { Err(Error::code(ErrorCode::Stale).subject(id)) };
    }
    let now = acting.now;
    lifecycle::decide(&mut acting.tx, id, request.approve, &answer, signed.person, now).await?;
    if request.approve {
        let asks = held.asks.as_ref().ok_or_else(|| Error::not_found(id))?;
        found(&state, &mut acting, &held, asks).await?;
    }
    let told = find(&mut acting, id).await?;
    administering::tell_operators(&mut acting.tx, now).await?;
    acting.commit(&state, None).await?;
    state.poke(Poke::Everyone);
    tracing::info!(application = %id, operator = %signed.person, approve = request.approve, "an application was decided");
    Ok(Json(told))
}

async fn found(
    state: &AppState,
    acting: &mut Acting,
    held: &ApplicationResponse,
    asks: &ApplicationRequest,
) -> Result<()> {
    let (circle, now) = (CircleId(held.id.0), acting.now);
    let new = NewCircle {
        id: circle,
        slug: circle.to_string(),
        name: [asks.name.clone(), asks.name_zh.clone()],
        introduction: [asks.introduction.clone(), asks.introduction_zh.clone()],
        rules: [asks.rules.clone(), asks.rules_zh.clone()],
        category: asks.category.clone(),
        cover: None,
        icon: None,
        gates: asks.gates.clone(),
        created_at: now,
    };
    circles::insert(&mut acting.tx, &new).await?;
    let limits = &state.config.limits;
    lifecycle::launch(&mut acting.tx, circle, limits.launch_find_percent, limits.launch_views_per_hour, now)
        .await?;
    // Nobody is asked for a gate that they made themselves, and whoever answers for it has to be inside.
    members::set_joined(&mut acting.tx, held.applicant.id, circle, true, now).await?;
    members::set_role(&mut acting.tx, held.applicant.id, circle, Role::Owner, now).await?;
    Ok(())
}
