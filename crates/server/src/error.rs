//! What a handler answers when it does not succeed: a code of the shared enum as `application/problem+json`.
//!
//! Promises: one exhaustive table from code to status; an answer of 500 and above carries no detail, the log does, once.

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use circles_domain::gate::Verdict;
use circles_domain::govern::Cannot;
use circles_domain::{Invalid, circle};
use circles_wire::dpop::Flaw;
use circles_wire::{ErrorBody, ErrorCode};

/// A refusal or a failure.
#[derive(Debug, thiserror::Error)]
#[error("{}", .0.body.title)]
pub struct Error(Box<Inner>);

#[derive(Debug)]
struct Inner {
    body: ErrorBody,
    flaw: Option<Flaw>,
    cause: Option<Box<dyn std::error::Error + Send + Sync>>,
}

/// The answer of a handler.
pub type Result<T, E = Error> = std::result::Result<T, E>;

impl Error {
    /// A plain code.
    #[must_use]
    pub fn code(code: ErrorCode) -> Self {
        let (status, title) = describe(code);
        let body = ErrorBody {
            code,
            title: title.to_owned(),
            status: status.as_u16(),
            subject: None,
            fields: Vec::new(),
            retry_after: None,
            tries_left: None,
            gate: None,
            stored: None,
        };
        Self(Box::new(Inner { body, flaw: None, cause: None }))
    }
    /// A proof of possession that is not taken (RFC 9449 sections 7.1 and 9).
    #[must_use]
    pub fn proof(flaw: Flaw) -> Self {
        let code = if flaw == Flaw::Nonce { ErrorCode::UseDpopNonce } else { ErrorCode::InvalidDpopProof };
        let mut error = Self::code(code);
        error.0.flaw = Some(flaw);
        error
    }
    /// An input that broke a rule.
    #[must_use]
    pub fn invalid(invalid: Invalid) -> Self {
        let mut error = Self::code(ErrorCode::Invalid);
        error.0.body.fields.push(invalid);
        error
    }
    /// Not there, or not for this person.
    #[must_use]
    pub fn not_found(subject: impl ToString) -> Self {
        Self::code(ErrorCode::NotFound).subject(subject)
    }
    /// A gate that is closed, with its reasons.
    #[must_use]
    pub fn gate_closed(verdict: Verdict) -> Self {
        let mut error = Self::code(ErrorCode::GateClosed);
        error.0.body.gate = Some(verdict);
        error
    }
    /// What a standing that does not write answers.
    #[must_use]
    pub fn standing(standing: circle::Standing, subject: impl ToString) -> Self {
        match standing {
            circle::Standing::Muted => Self::code(ErrorCode::Muted).subject(subject),
            circle::Standing::Banned => Self::not_found(subject),
            circle::Standing::None | circle::Standing::Member | circle::Standing::Moderator => {
                Self::code(ErrorCode::Forbidden).subject(subject)
            }
        }
    }
    /// What is answered to somebody who may not.
    #[must_use]
    pub fn cannot(cannot: Cannot, subject: impl ToString) -> Self {
        match cannot {
            Cannot::Banned => Self::not_found(subject),
            Cannot::Muted => Self::code(ErrorCode::Muted).subject(subject),
            Cannot::Frozen => Self::code(ErrorCode::Frozen).subject(subject),
            Cannot::NotMember | Cannot::Role { .. } => Self::code(ErrorCode::Forbidden).subject(subject),
        }
    }
    /// The server is at fault; `cause` goes to the log only.
    #[must_use]
    pub fn internal(cause: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        Self::code(ErrorCode::Internal).because(cause)
    }
    /// Names the id that the request spoke of.
    #[must_use]
    pub fn subject(mut self, subject: impl ToString) -> Self {
        self.0.body.subject = Some(subject.to_string());
        self
    }
    /// Asks to wait.
    #[must_use]
    pub fn retry_after(mut self, seconds: u64) -> Self {
        self.0.body.retry_after = Some(seconds);
        self
    }
    /// Says how many tries are left before a pause.
    #[must_use]
    pub fn tries_left(mut self, tries: u64) -> Self {
        self.0.body.tries_left = Some(tries);
        self
    }
    /// Shows what an id holds already.
    #[must_use]
    pub fn stored(mut self, stored: &impl serde::Serialize) -> Self {
        self.0.body.stored = serde_json::to_value(stored).ok();
        self
    }
    fn because(mut self, cause: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        self.0.cause = Some(cause.into());
        self
    }
    /// Its code.
    #[must_use]
    pub fn error_code(&self) -> ErrorCode {
        self.0.body.code
    }
    /// What will be sent.
    #[must_use]
    pub fn body(&self) -> &ErrorBody {
        &self.0.body
    }
}

/// Status and title of each code.
fn describe(code: ErrorCode) -> (StatusCode, &'static str) {
    match code {
        ErrorCode::Invalid => (StatusCode::UNPROCESSABLE_ENTITY, "an input broke a rule"),
        ErrorCode::Unauthenticated => (StatusCode::UNAUTHORIZED, "no valid access token"),
        ErrorCode::SessionRevoked => (StatusCode::UNAUTHORIZED, "the session was ended"),
        ErrorCode::InvalidDpopProof => (StatusCode::UNAUTHORIZED, "no valid proof of possession"),
        ErrorCode::UseDpopNonce => (StatusCode::UNAUTHORIZED, "the proof needs the newest nonce"),
        ErrorCode::Forbidden => (StatusCode::FORBIDDEN, "not allowed"),
        ErrorCode::GateClosed => (StatusCode::FORBIDDEN, "a gate is closed"),
        ErrorCode::Muted => (StatusCode::FORBIDDEN, "muted in this circle"),
        ErrorCode::RulesDue => (StatusCode::FORBIDDEN, "the circle's rules await acceptance"),
        ErrorCode::Frozen => (StatusCode::FORBIDDEN, "the circle is read-only for now"),
        ErrorCode::NotFound => (StatusCode::NOT_FOUND, "not found"),
        ErrorCode::IdConflict => (StatusCode::CONFLICT, "the id is taken by another request"),
        ErrorCode::InProgress => (StatusCode::CONFLICT, "the same request is being worked on"),
        ErrorCode::Stale => (StatusCode::CONFLICT, "changed since it was read"),
        ErrorCode::CursorExpired => (StatusCode::GONE, "the cursor is too old or unknown"),
        ErrorCode::RateLimited => (StatusCode::TOO_MANY_REQUESTS, "too many requests"),
        ErrorCode::Crowded => (StatusCode::TOO_MANY_REQUESTS, "enough looks from outside in this hour"),
        ErrorCode::QuotaExceeded => (StatusCode::PAYLOAD_TOO_LARGE, "over the quota"),
        ErrorCode::OffsetMismatch => (StatusCode::CONFLICT, "the upload does not continue here"),
        ErrorCode::HashMismatch => (StatusCode::UNPROCESSABLE_ENTITY, "the bytes are not what was announced"),
        ErrorCode::PinWrong => (StatusCode::FORBIDDEN, "wrong payment password"),
        ErrorCode::PinNotSet => (StatusCode::CONFLICT, "no payment password is set"),
        ErrorCode::PinPaused => (StatusCode::TOO_MANY_REQUESTS, "too many wrong payment passwords"),
        ErrorCode::StepUpRequired => (StatusCode::FORBIDDEN, "a payment password is needed"),
        ErrorCode::CashOutRests => (StatusCode::FORBIDDEN, "cash-outs rest for a while"),
        ErrorCode::PaymentsLocked => (StatusCode::FORBIDDEN, "payments are locked"),
        ErrorCode::WalletFrozen => (StatusCode::FORBIDDEN, "the wallet is frozen"),
        ErrorCode::TipsOff => (StatusCode::FORBIDDEN, "the author takes no tips"),
        ErrorCode::FriendsOnly => (StatusCode::FORBIDDEN, "takes transfers from friends only"),
        ErrorCode::BalanceShort => (StatusCode::CONFLICT, "the balance does not cover it"),
        ErrorCode::SignInAgain => (StatusCode::FORBIDDEN, "the sign-in is too long ago"),
        ErrorCode::QuoteExpired => (StatusCode::CONFLICT, "the quote is not valid any more"),
        ErrorCode::TooFast => (StatusCode::TOO_EARLY, "confirmed too soon"),
        ErrorCode::Minor => (StatusCode::FORBIDDEN, "under 18"),
        ErrorCode::NotAmongThose => (StatusCode::FORBIDDEN, "not among those who may ask"),
        ErrorCode::NotAccepted => (StatusCode::CONFLICT, "not accepted lately"),
        ErrorCode::NameExpired => (StatusCode::FORBIDDEN, "the proof of the real name has expired"),
        ErrorCode::StrongerHolds => (StatusCode::CONFLICT, "a stronger sanction holds"),
        ErrorCode::OwnerLeaves => (StatusCode::CONFLICT, "nobody can take the circle over"),
        ErrorCode::BalanceLeft => (StatusCode::CONFLICT, "money is left on the account"),
        ErrorCode::DebtLeft => (StatusCode::CONFLICT, "money is owed"),
        ErrorCode::AccountLeaving => (StatusCode::CONFLICT, "whoever gave it is leaving, or gone"),
        ErrorCode::Unavailable => (StatusCode::SERVICE_UNAVAILABLE, "too busy or stopping"),
        ErrorCode::Internal | ErrorCode::Unknown => (StatusCode::INTERNAL_SERVER_ERROR, "server error"),
    }
}

impl IntoResponse for Error {
    fn into_response(self) -> Response {
        let Inner { body, flaw, cause } = *self.0;
        if let Some(cause) = cause {
            tracing::error!(code = ?body.code, cause = %chain(&*cause), "request failed");
        }
        let status = StatusCode::from_u16(body.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let mut response = (status, axum::Json(&body)).into_response();
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        if let Some(seconds) = body.retry_after {
            headers.insert(header::RETRY_AFTER, seconds.into());
        }
        if status == StatusCode::UNAUTHORIZED {
            headers.insert(header::WWW_AUTHENTICATE, challenge(body.code, flaw));
        }
        response
    }
}

/// What a request without a good token and proof is told (RFC 9449 section 7.1).
fn challenge(code: ErrorCode, flaw: Option<Flaw>) -> HeaderValue {
    let said = match (code, flaw) {
        (ErrorCode::UseDpopNonce, _) => r#"DPoP error="use_dpop_nonce", "#.to_owned(),
        (_, Some(flaw)) => format!(r#"DPoP error="invalid_dpop_proof", error_description="{flaw}", "#),
        (_, None) => r#"DPoP error="invalid_token", "#.to_owned(),
    };
    HeaderValue::try_from(format!(r#"{said}algs="ES256""#)).unwrap_or(HeaderValue::from_static("DPoP"))
}

fn chain(error: &(dyn std::error::Error + 'static)) -> String {
    let mut text = error.to_string();
    let mut next = error.source();
    while let Some(source) = next {
        text.push_str(": ");
        text.push_str(&source.to_string());
        next = source.source();
    }
    text
}

impl From<Invalid> for Error {
    fn from(invalid: Invalid) -> Self {
        Self::invalid(invalid)
    }
}

impl From<sqlx::Error> for Error {
    fn from(error: sqlx::Error) -> Self {
        // A full disk or an exhausted pool passes; the device may try again.
        let full = error.as_database_error().and_then(|e| e.code()).is_some_and(|code| code == "13");
        let code = if full || matches!(error, sqlx::Error::PoolTimedOut | sqlx::Error::PoolClosed) {
            ErrorCode::Unavailable
        } else {
            ErrorCode::Internal
        };
        Self::code(code).because(error)
    }
}

impl From<serde_json::Error> for Error {
    fn from(error: serde_json::Error) -> Self {
        Self::internal(error)
    }
}

impl From<std::io::Error> for Error {
    fn from(error: std::io::Error) -> Self {
        let full =
            matches!(error.kind(), std::io::ErrorKind::StorageFull | std::io::ErrorKind::QuotaExceeded);
        let code = if full { ErrorCode::Unavailable } else { ErrorCode::Internal };
        Self::code(code).because(error)
    }
}
