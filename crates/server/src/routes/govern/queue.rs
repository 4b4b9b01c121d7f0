//! What waits for a moderator, and what was done.

use axum::extract::State;
use circles_domain::CircleId;
use circles_domain::govern::{Action, Permit, may};
use circles_wire::govern::{LOG, LogQuery, LogResponse, QUEUE, QueueResponse};

use super::readable;
use crate::auth::Signed;
use crate::error::Result;
use crate::routes::extract::{Json, Path, Query};
use crate::state::AppState;
use crate::store::govern;

const PAGE: i64 = 100;

/// Open reports by what they are about, and sanctions that wait for a second person.
#[utoipa::path(get, path = QUEUE, tag = "govern", responses((status = 200, body = QueueResponse)))]
pub(super) async fn queue(
    State(state): State<AppState>,
    signed: Signed,
    Path(circle): Path<CircleId>,
) -> Result<Json<QueueResponse>> {
    let stance = readable(&state, signed, circle, Action::DecideReports).await?;
    let now = state.now();
    let mut db = state.db.read().begin().await?;
    let cases = govern::cases(&mut db, circle, now).await?;
    let proposals = govern::proposals(&mut *db, signed.person, circle, now).await?;
    let decides = may(stance, Action::DecideAppeals) == Permit::Yes;
    let appeals = if decides { govern::count_waiting(&mut *db, circle).await? } else { 0 };
    Ok(Json(QueueResponse { cases, proposals, appeals }))
}

/// What was done, newest first: roles for members, names for those who decide appeals.
#[utoipa::path(get, path = LOG, tag = "govern", params(LogQuery), responses((status = 200, body = LogResponse)))]
pub(super) async fn log(
    State(state): State<AppState>,
    signed: Signed,
    Path(circle): Path<CircleId>,
    Query(query): Query<LogQuery>,
) -> Result<Json<LogResponse>> {
    let stance = readable(&state, signed, circle, Action::ReadLog).await?;
    let (now, names) = (state.now(), may(stance, Action::ReadNames) == Permit::Yes);
    let mut lines = govern::lines(state.db.read(), circle, query.before, PAGE + 1).await?;
    let page = usize::try_from(PAGE).unwrap_or(usize::MAX);
    let more = lines.len() > page;
    lines.truncate(page);
    // That somebody may be shut out is nobody's business until they are.
    let told = lines.into_iter().map(|line| line.told(names, now));
    let lines = told.filter(|line| names || !line.is_talk()).collect();
    Ok(Json(LogResponse { lines, more }))
}
