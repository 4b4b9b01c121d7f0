//! Changing who may, for those who administer a circle.

mod decide;
mod lists;
mod propose;
mod simulate;

use axum::extract::State;
use circles_domain::circle::PersonList;
use circles_domain::{CircleId, PersonId, Timestamp};
use circles_wire::gates::{GATES, GatesResponse};
use sqlx::SqliteConnection;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::administer::administrator;
use super::extract::{Json, Path};
use crate::auth::Signed;
use crate::error::{Error, Result};
use crate::state::AppState;
use crate::store::{administering, circles, gates};

/// The routes of this folder.
pub fn router() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(get))
        .routes(routes!(simulate::simulate))
        .routes(routes!(propose::propose, decide::refuse))
        .routes(routes!(decide::approve))
        .routes(routes!(lists::put, lists::delete))
}

/// The gates with their history and what waits.
#[utoipa::path(get, path = GATES, tag = "gates", responses((status = 200, body = GatesResponse)))]
async fn get(
    State(state): State<AppState>,
    signed: Signed,
    Path(id): Path<CircleId>,
) -> Result<Json<GatesResponse>> {
    administrator(&state, signed, id).await?;
    let mut tx = state.db.read().begin().await?;
    answer(&mut tx, signed.person, id, state.now()).await
}

/// How the gates of `id` stand, for `asker` who administers it.
async fn answer(
    db: &mut SqliteConnection,
    asker: PersonId,
    id: CircleId,
    now: Timestamp,
) -> Result<Json<GatesResponse>> {
    let held = circles::find_gates(&mut *db, id).await?.ok_or_else(|| Error::not_found(id))?;
    let version = gates::version(&mut *db, id).await?.unwrap_or_default();
    let risks = gates::risks_in(&mut *db, id, &held).await?;
    Ok(Json(GatesResponse {
        circle: id,
        version,
        escrow_hours: circles_domain::gate::risk::escrow_hours(&risks),
        risks,
        gates: held,
        proposal: gates::waiting(&mut *db, asker, id, now).await?,
        allow: gates::list_people(&mut *db, id, PersonList::Allow, now).await?,
        deny: gates::list_people(&mut *db, id, PersonList::Deny, now).await?,
        decides: administering::decides(&mut *db, asker, id, now).await?,
        history: gates::history(db, id, now).await?,
    }))
}
