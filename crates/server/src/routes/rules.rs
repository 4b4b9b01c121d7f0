//! A circle's rules: changing and accepting them.

use axum::extract::State;
use circles_domain::circle::RULES_MAX;
use circles_domain::govern::CitedRule;
use circles_domain::post::check_text;
use circles_domain::{CircleId, Field, Invalid, Rule};
use circles_faults::canary;
use circles_wire::ErrorCode;
use circles_wire::circle::CircleResponse;
use circles_wire::rules::{AcceptRulesRequest, EditRulesRequest, RULES, RULES_ACCEPTANCE};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::acting::{Acting, begin};
use super::administer::decide;
use super::extract::{Json, Path};
use crate::auth::Signed;
use crate::error::{Error, Result};
use crate::state::AppState;
use crate::store::changes::Change;
use crate::store::{circles, reading, rules};

/// The routes of this file.
pub fn router() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(edit)).routes(routes!(accept))
}

/// Changes the rules, of which there is at least one; for admins. After a material change everyone is asked again before they write, who changed them too.
#[utoipa::path(put, path = RULES, tag = "circles", responses((status = 200, body = CircleResponse)))]
async fn edit(
    State(state): State<AppState>,
    signed: Signed,
    Path(id): Path<CircleId>,
    Json(request): Json<EditRulesRequest>,
) -> Result<Json<CircleResponse>> {
    let checked = |text: &str| {
        check_text(text, Field::Rules, RULES_MAX).map_err(|broken| Error::invalid(broken).subject(id))
    };
    let (text, text_zh) = (checked(&request.rules)?, checked(&request.rules_zh)?);
    // Without a rule to cite, nothing could be removed and nobody muted.
    if CitedRule::find(&text, &text_zh, 1).is_none() && !canary!("rules_are_blank") {
        return Err(Error::invalid(Invalid::new(Field::Rules, Rule::Required)).subject(id));
    }
    let mut acting = decide(&state, signed, id).await?;
    current(&mut acting, id, request.version).await?;
    rules::edit(&mut acting.tx, id, [&text, &text_zh], request.material, acting.now).await?;
    let answer = answer(&mut acting, id).await?;
    acting.commit(&state, Some(Change::Circle(id))).await?;
    Ok(answer)
}

/// Accepts the rules, for members.
#[utoipa::path(put, path = RULES_ACCEPTANCE, tag = "circles", responses((status = 200, body = CircleResponse)))]
async fn accept(
    State(state): State<AppState>,
    signed: Signed,
    Path(id): Path<CircleId>,
    Json(request): Json<AcceptRulesRequest>,
) -> Result<Json<CircleResponse>> {
    let mut acting = begin(&state, signed).await?;
    let stands = reading::stands(&mut *acting.tx, signed.person, id, acting.now)
        .await?
        .filter(|stands| stands.found)
        .ok_or_else(|| Error::not_found(id))?;
    let standing = stands.standing(acting.now);
    if !standing.reads() {
        return Err(Error::standing(standing, id));
    }
    current(&mut acting, id, request.version).await?;
    rules::accept(&mut acting.tx, id, signed.person, request.version, acting.now).await?;
    let answer = answer(&mut acting, id).await?;
    acting.commit(&state, Some(Change::CircleFor(signed.person, id))).await?;
    Ok(answer)
}

/// Nobody accepts or replaces what they were not shown.
async fn current(acting: &mut Acting, id: CircleId, version: i64) -> Result<()> {
    match rules::version(&mut *acting.tx, id).await? {
        Some(now) if now == version => Ok(()),
        Some(_) => Err(Error::code(ErrorCode::Stale).subject(id)),
        None => Err(Error::not_found(id)),
    }
}

async fn answer(acting: &mut Acting, id: CircleId) -> Result<Json<CircleResponse>> {
    let circle = circles::find(&mut *acting.tx, &acting.person, id, acting.now).await?;
    circle.map(Json).ok_or_else(|| Error::not_found(id))
}
