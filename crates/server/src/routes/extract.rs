//! What handlers take from a request. A refusal is always an [`Error`] of ours: the same shape, the same codes.

use axum::body::Bytes;
use axum::extract::rejection::{PathRejection, QueryRejection};
use axum::extract::{FromRequest, FromRequestParts, Request};
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use circles_domain::{Field, Invalid, Rule};
use circles_wire::ErrorCode;

use crate::error::Error;

/// Parts of the path. One that is no id names nothing: not found.
#[derive(Clone, Copy, Debug, FromRequestParts)]
#[from_request(via(axum::extract::Path), rejection(Error))]
pub struct Path<T>(pub T);

/// The query.
#[derive(Clone, Copy, Debug, FromRequestParts)]
#[from_request(via(axum::extract::Query), rejection(Error))]
pub struct Query<T>(pub T);

/// A JSON object as the body, or a JSON answer.
#[derive(Clone, Copy, Debug)]
pub struct Json<T>(pub T);

impl<T: serde::de::DeserializeOwned, S: Send + Sync> FromRequest<S> for Json<T> {
    type Rejection = Error;

    async fn from_request(request: Request, state: &S) -> Result<Self, Error> {
        let JsonBytes(bytes) = JsonBytes::from_request(request, state).await?;
        // Members have names; serde would also take them from an array, in order.
        if bytes.trim_ascii_start().first() != Some(&b'{') {
            return Err(unread(StatusCode::BAD_REQUEST));
        }
        serde_json::from_slice(&bytes).map(Self).map_err(|_| unread(StatusCode::BAD_REQUEST))
    }
}

/// The bytes of a JSON body, for whoever wants to say which part of it is wrong.
#[derive(Clone, Debug)]
pub struct JsonBytes(pub Bytes);

impl<S: Send + Sync> FromRequest<S> for JsonBytes {
    type Rejection = Error;

    async fn from_request(request: Request, state: &S) -> Result<Self, Error> {
        let named = request.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok());
        // As `axum::Json` asks of every other route: what is called a form may come from a foreign page.
        let json = named
            .and_then(|named| named.split(';').next())
            .is_some_and(|named| named.trim().eq_ignore_ascii_case("application/json"));
        if !json {
            return Err(Error::invalid(Invalid::new(Field::Unknown, Rule::Malformed)));
        }
        Bytes::from_request(request, state).await.map(Self).map_err(|rejection| unread(rejection.status()))
    }
}

impl<T: serde::Serialize> axum::response::IntoResponse for Json<T> {
    fn into_response(self) -> axum::response::Response {
        axum::Json(self.0).into_response()
    }
}

impl From<PathRejection> for Error {
    fn from(_: PathRejection) -> Self {
        Self::code(ErrorCode::NotFound)
    }
}

impl From<QueryRejection> for Error {
    fn from(_: QueryRejection) -> Self {
        Self::invalid(Invalid::new(Field::Query, Rule::Malformed))
    }
}

/// A body that could not be read.
fn unread(status: StatusCode) -> Error {
    let rule = if status == StatusCode::PAYLOAD_TOO_LARGE { Rule::TooManyBytes } else { Rule::Malformed };
    Error::invalid(Invalid::new(Field::Unknown, rule))
}
