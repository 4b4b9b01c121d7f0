//! The words and the picture on a circle's page.

use axum::extract::State;
use circles_domain::govern::{ActKind, Action, check_introduction};
use circles_domain::{ActId, CircleId};
use circles_wire::circle::{CIRCLE, CircleResponse};
use circles_wire::lifecycle::EditCircleRequest;

use crate::auth::Signed;
use crate::error::{Error, Result};
use crate::routes::acting::begin;
use crate::routes::extract::{Json, Path};
use crate::routes::govern::{allow, line, stance};
use crate::state::{AppState, Poke};
use crate::store::{circles, govern, lifecycle, uploads};

/// Changes introduction, cover and modules of a circle; for its admins.
#[utoipa::path(patch, path = CIRCLE, tag = "circles", responses((status = 200, body = CircleResponse)))]
pub(super) async fn edit(
    State(state): State<AppState>,
    signed: Signed,
    Path(circle): Path<CircleId>,
    Json(request): Json<EditCircleRequest>,
) -> Result<Json<CircleResponse>> {
    let words =
        |typed: Option<&str>, required| typed.map(|typed| check_introduction(typed, required)).transpose();
    let (english, chinese) =
        (words(request.introduction.as_deref(), true)?, words(request.introduction_zh.as_deref(), false)?);
    let modules = request.modules.map(circles_domain::govern::Modules::check).transpose()?;
    let mut acting = begin(&state, signed).await?;
    let stance = stance(&mut acting, circle).await?;
    allow(stance, Action::EditCircle, circle)?;
    if let Some(cover) = request.cover {
        uploads::check_picture(&mut acting.tx, signed.person, cover).await?;
    }
    let now = acting.now;
    let introduction = [english.as_deref(), chinese.as_deref()];
    lifecycle::edit_page(&mut acting.tx, circle, introduction, request.cover, modules.as_ref(), now).await?;
    let act = line(&acting, stance, circle, ActId::mint(), ActKind::Edit);
    govern::insert(&mut acting.tx, &act).await?;
    let answer = circles::find(&mut *acting.tx, &acting.person, circle, now).await?;
    acting.commit(&state, None).await?;
    state.poke(Poke::Everyone);
    answer.map(Json).ok_or_else(|| Error::not_found(circle))
}
