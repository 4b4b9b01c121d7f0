//! A decision about oneself was shown.

use axum::extract::State;
use axum::http::StatusCode;
use circles_domain::ActId;
use circles_domain::govern::ActKind;
use circles_wire::govern::STATEMENT_HEARD;

use super::appeal::concerns;
use crate::auth::Signed;
use crate::error::{Error, Result};
use crate::routes::acting::begin_guarding;
use crate::routes::extract::Path;
use crate::state::AppState;
use crate::store::changes::Change;
use crate::store::govern;

/// It was shown; one's other devices do not tell it as new. Also who is banned, or whose name has to be proven anew.
#[utoipa::path(put, path = STATEMENT_HEARD, tag = "govern", responses((status = 204)))]
pub(super) async fn hear(
    State(state): State<AppState>,
    signed: Signed,
    Path(id): Path<ActId>,
) -> Result<StatusCode> {
    let mut acting = begin_guarding(&state, signed).await?;
    let act = govern::find_act(&mut *acting.tx, id).await?;
    let act = act.filter(|act| matches!(act.kind, ActKind::Remove | ActKind::Mute | ActKind::Ban));
    let act = act.ok_or_else(|| Error::not_found(id))?;
    if !concerns(&mut acting, &act, id).await? {
        return Err(Error::not_found(id));
    }
    govern::hear(&mut acting.tx, id, acting.now).await?;
    let change = Change::Standing(signed.person, act.circle);
    acting.note(change).await?;
    acting.commit(&state, Some(change)).await?;
    Ok(StatusCode::NO_CONTENT)
}
