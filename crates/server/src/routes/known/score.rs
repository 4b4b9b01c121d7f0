//! One's own score.

use axum::extract::State;
use circles_domain::score::{LEAST, MOST};
use circles_wire::known::{SCORE, ScorePart, ScoreResponse};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::auth::Signed;
use crate::error::{Error, Result};
use crate::routes::extract::Json;
use crate::state::{AppState, Poke};
use crate::store::scores;

/// The routes of this file.
pub(super) fn router() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(get))
}

/// How often in a minute one look counts anew: counting takes the one writer.
const COUNTED_PER_MINUTE: i64 = 12;

/// The score, what it is made of and how each part last changed. Counted anew for whoever looks, a few times a minute.
#[utoipa::path(get, path = SCORE, tag = "known", responses((status = 200, body = ScoreResponse)))]
async fn get(State(state): State<AppState>, signed: Signed) -> Result<Json<ScoreResponse>> {
    let now = state.now();
    if state.rates.count(signed.person, "score", COUNTED_PER_MINUTE, now).is_ok() {
        let mut tx = state.db.write().await?;
        let changed = scores::recount(&mut tx, signed.person, state.config.limits.score_post_s, now).await?;
        tx.commit().await?;
        if changed {
            state.poke(Poke::Person(signed.person));
        }
    }
    let found = scores::find(&mut *state.db.read().acquire().await?, signed.person).await?;
    let (score, parts) = found.ok_or_else(|| Error::not_found(signed.person))?;
    let part = |counted: scores::Counted| ScorePart {
        part: counted.part,
        points: counted.points,
        bound: counted.part.bound(),
        before: counted.before,
        changed_at: counted.changed_at,
    };
    Ok(Json(ScoreResponse { score, least: LEAST, most: MOST, parts: parts.into_iter().map(part).collect() }))
}
