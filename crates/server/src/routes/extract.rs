//! What handlers take from a request. A refusal is always an [`Error`] of ours: the same shape, the same codes.

use axum::extract::rejection::{JsonRejection, PathRejection, QueryRejection};
use axum::extract::{FromRequest, FromRequestParts};
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

/// A JSON body, or a JSON answer.
#[derive(Clone, Copy, Debug, FromRequest)]
#[from_request(via(axum::Json), rejection(Error))]
pub struct Json<T>(pub T);

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

impl From<JsonRejection> for Error {
    fn from(rejection: JsonRejection) -> Self {
        let rule = if rejection.status() == axum::http::StatusCode::PAYLOAD_TOO_LARGE {
            Rule::TooManyBytes
        } else {
            Rule::Malformed
        };
        Self::invalid(Invalid::new(Field::Unknown, rule))
    }
}
