//! The stream that says "pull now", and nothing else.
//!
//! Promises: the first poke comes at once, so that nothing falls between a pull and the stream's opening; a listener
//! that lagged behind is poked; the stream ends when the server stops or the device is signed out.

use std::collections::HashSet;
use std::convert::Infallible;
use std::time::Duration;

use axum::extract::State;
use axum::http::{HeaderName, HeaderValue};
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use circles_domain::{CircleId, PersonId};
use circles_wire::ErrorCode;
use circles_wire::sync::STREAM;
use futures::Stream;
use tokio::sync::broadcast::Receiver;
use tokio::sync::broadcast::error::RecvError;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::auth::{Place, Signed};
use crate::error::{Error, Result};
use crate::state::{AppState, Poke};
use crate::store::{reading, sessions};

/// The routes of this file.
pub fn router() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(open))
}

/// Events named `poke`: there is something to pull.
#[utoipa::path(get, path = STREAM, tag = "sync", responses((status = 200, content_type = "text/event-stream", body = String)))]
async fn open(State(state): State<AppState>, signed: Signed) -> Result<Response> {
    let most = usize::try_from(state.config.limits.streams).unwrap_or(usize::MAX);
    let place = state
        .streams
        .take(signed.person, most)
        .ok_or_else(|| Error::code(ErrorCode::RateLimited).retry_after(30))?;
    // Listening begins before the circles are read: a poke in between is heard.
    let pokes = state.pokes.subscribe();
    let circles = circles_of(&state, signed.person).await?;
    let hidden = hidden_from(&state, signed.person).await?;
    let kept = kept_by(&state, signed.person).await?;
    let listener = Listener { state, signed, pokes, circles, hidden, kept, greeted: false, _place: place };
    let alive = KeepAlive::new().interval(Duration::from_secs(15));
    let mut response = Sse::new(events(listener)).keep_alive(alive).into_response();
    // Proxies that buffer would keep the pokes.
    response
        .headers_mut()
        .insert(HeaderName::from_static("x-accel-buffering"), HeaderValue::from_static("no"));
    Ok(response)
}

struct Listener {
    state: AppState,
    signed: Signed,
    pokes: Receiver<Poke>,
    circles: HashSet<CircleId>,
    hidden: HashSet<PersonId>,
    /// Where nobody is hidden from them.
    kept: HashSet<CircleId>,
    greeted: bool,
    _place: Place,
}

fn events(listener: Listener) -> impl Stream<Item = Result<Event, Infallible>> {
    futures::stream::unfold(listener, |mut listener| async move {
        listener.poked().await.then(|| (Ok(Event::default().event("poke").data("{}")), listener))
    })
}

impl Listener {
    /// Waits for something that concerns this person; `false` when the stream is over.
    async fn poked(&mut self) -> bool {
        if !self.greeted {
            self.greeted = true;
            return true;
        }
        loop {
            let poke = tokio::select! {
                () = self.state.stop.cancelled() => return false,
                poke = self.pokes.recv() => poke,
            };
            match poke {
                Ok(Poke::Circle(circle)) if self.circles.contains(&circle) => return true,
                Ok(Poke::Doing(circle, by))
                    if self.circles.contains(&circle)
                        && (!self.hidden.contains(&by) || self.kept.contains(&circle)) =>
                {
                    return true;
                }
                Ok(Poke::Person(person)) if person == self.signed.person => return self.look_again().await,
                Ok(Poke::Everyone) | Err(RecvError::Lagged(_)) => return self.look_again().await,
                Ok(Poke::Circle(_) | Poke::Doing(..) | Poke::Person(_)) => {}
                Err(RecvError::Closed) => return false,
            }
        }
    }

    /// What concerns the person may have changed what they read, and whether this device is signed in.
    async fn look_again(&mut self) -> bool {
        let signed_in = sessions::is_signed_in(self.state.db.read(), self.signed.device).await;
        let circles = circles_of(&self.state, self.signed.person).await;
        let hidden = hidden_from(&self.state, self.signed.person).await;
        let kept = kept_by(&self.state, self.signed.person).await;
        match (signed_in, circles, hidden, kept) {
            (Ok(true), Ok(circles), Ok(hidden), Ok(kept)) => {
                (self.circles, self.hidden, self.kept) = (circles, hidden, kept);
                true
            }
            (Ok(false), ..) => false,
            (Err(error), ..) | (_, Err(error), ..) | (_, _, Err(error), _) | (_, _, _, Err(error)) => {
                tracing::error!(%error, "a stream could not look again; it ends and the device comes back");
                false
            }
        }
    }
}

async fn circles_of(state: &AppState, person: PersonId) -> sqlx::Result<HashSet<CircleId>> {
    Ok(reading::circles_of(state.db.read(), person, state.now()).await?.into_iter().collect())
}

async fn kept_by(state: &AppState, person: PersonId) -> sqlx::Result<HashSet<CircleId>> {
    Ok(reading::kept_by(state.db.read(), person).await?.into_iter().collect())
}

async fn hidden_from(state: &AppState, person: PersonId) -> sqlx::Result<HashSet<PersonId>> {
    Ok(reading::hidden_from(state.db.read(), person).await?.into_iter().collect())
}
