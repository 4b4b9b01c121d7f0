//! Reporting, and hearing what came of it.

use axum::extract::State;
use axum::http::StatusCode;
use circles_domain::circle::{Role, Standing};
use circles_domain::govern::{Action, Permit, REASON_MAX, Subject, may};
use circles_domain::post::check_text;
use circles_domain::{Field, ReportId};
use circles_wire::ErrorCode;
use circles_wire::govern::{REPORT, REPORT_HEARD, ReportRequest, ReportResponse};

use crate::auth::Signed;
use crate::error::{Error, Result};
use crate::routes::acting::{Acting, begin};
use crate::routes::administer::poke_all;
use crate::routes::extract::{Json, Path};
use crate::state::{AppState, Poke};
use crate::store::govern::{self, NewReport};
use crate::store::{comments, reading};

/// Reports something. One open report a person and thing: a second one answers the first.
#[utoipa::path(put, path = REPORT, tag = "govern", responses((status = 200, body = ReportResponse)))]
pub(super) async fn report(
    State(state): State<AppState>,
    signed: Signed,
    Path(id): Path<ReportId>,
    Json(request): Json<ReportRequest>,
) -> Result<Json<ReportResponse>> {
    let note = check_text(&request.note, Field::Note, REASON_MAX)?;
    let mut acting = begin(&state, signed).await?;
    if let Some(held) = govern::find_report(&mut *acting.tx, signed.person, id).await? {
        return if held.subject == request.subject && held.circle == request.circle {
            Ok(Json(held))
        } else {
            Err(Error::code(ErrorCode::IdConflict).subject(id).stored(&held))
        };
    }
    if let Some(open) = govern::open_report(&mut *acting.tx, signed.person, request.subject).await? {
        return Ok(Json(open));
    }
    check_reportable(&mut acting, &request).await?;
    let stands = reading::stands(&mut *acting.tx, signed.person, request.circle, acting.now).await?;
    let new = NewReport {
        id,
        circle: request.circle,
        reporter: signed.person,
        subject: request.subject,
        reason: request.reason,
        note,
        trusted: stands.is_some_and(|stands| stands.role() >= Role::Trusted),
        at: acting.now,
    };
    govern::insert_report(&mut acting.tx, &new).await?;
    let answer = govern::find_report(&mut *acting.tx, signed.person, id).await?;
    let told = super::tell(&mut acting, request.circle).await?;
    acting.commit(&state, None).await?;
    state.poke(Poke::Person(signed.person));
    poke_all(&state, told);
    answer.map(Json).ok_or_else(|| Error::not_found(id))
}

/// Only what one sees can be reported, and not one's own.
async fn check_reportable(acting: &mut Acting, request: &ReportRequest) -> Result<()> {
    let missing = || Error::not_found(govern::columns(request.subject).1);
    let (me, now) = (acting.person.id, acting.now);
    let stance = super::stance(acting, request.circle).await?;
    let guest = match may(stance, Action::Report) {
        Permit::Yes => false,
        Permit::Preview => true,
        Permit::Gate | Permit::No(_) => return Err(missing()),
    };
    let author = match request.subject {
        Subject::Post(id) => {
            let post = reading::post(&mut acting.tx, me, id, now).await?.ok_or_else(missing)?;
            if post.circle != request.circle {
                return Err(missing());
            }
            post.author
        }
        Subject::Comment(id) => {
            let comment = comments::find(&mut *acting.tx, me, id, now).await?.ok_or_else(missing)?;
            let post = reading::post(&mut acting.tx, me, comment.post, now).await?.ok_or_else(missing)?;
            if post.circle != request.circle {
                return Err(missing());
            }
            comment.author.id
        }
        Subject::Person(id) => {
            let stands = reading::stands(&mut *acting.tx, id, request.circle, acting.now).await?;
            // As the list of members shows them: who is shut out is there for who keeps order.
            let listed = may(stance, Action::Mute) == Permit::Yes;
            let there = stands.is_some_and(|stands| match stands.standing(now) {
                Standing::None => false,
                Standing::Banned => listed,
                Standing::Member | Standing::Muted | Standing::Moderator => true,
            });
            if guest || !there || reading::is_hidden_in(&mut *acting.tx, me, id, request.circle).await? {
                return Err(missing());
            }
            id
        }
    };
    if author == me { Err(Error::code(ErrorCode::Forbidden).subject(me)) } else { Ok(()) }
}

/// The outcome was shown; it will not be shown again.
#[utoipa::path(put, path = REPORT_HEARD, tag = "govern", responses((status = 204)))]
pub(super) async fn heard(
    State(state): State<AppState>,
    signed: Signed,
    Path(id): Path<ReportId>,
) -> Result<StatusCode> {
    let mut acting = begin(&state, signed).await?;
    let now = acting.now;
    if govern::find_report(&mut *acting.tx, signed.person, id).await?.is_none() {
        return Err(Error::not_found(id));
    }
    govern::heard(&mut acting.tx, signed.person, id, now).await?;
    acting.commit(&state, None).await?;
    Ok(StatusCode::NO_CONTENT)
}
