//! The way back: a code, an ID token, verified claims.

use std::time::{Duration, UNIX_EPOCH};

use circles_domain::Timestamp;
use openidconnect::core::CoreGenderClaim;
use openidconnect::{
    AuthorizationCode, Nonce, OAuth2TokenResponse as _, PkceCodeVerifier, RequestTokenError,
    TokenResponse as _, UserInfoClaims, UserInfoError,
};

use super::verified::VerifiedClaims;
use super::{OpenId, unusable};
use crate::identity::provider::{Answer, Departure, Proven, Subject, Unproven};

pub(super) async fn arrive(
    provider: &OpenId,
    back: &str,
    departure: Departure,
    answer: Answer<'_>,
    now: Timestamp,
) -> Result<Proven, Unproven> {
    // RFC 9207: an answer of another issuer must not be redeemed here.
    if !answer.issuer.is_empty() && answer.issuer != provider.config.issuer.as_str() {
        return Err(Unproven::Mismatched);
    }
    match answer.error {
        "" if answer.code.is_empty() => return Err(Unproven::Unusable("no code".into())),
        "" => {}
        "access_denied" => return Err(Unproven::Cancelled),
        other => return Err(Unproven::Unusable(format!("error={other}").into())),
    }
    let client = provider.client(back).await?;
    let http = provider.http.client();
    let tokens = client
        .exchange_code(AuthorizationCode::new(answer.code.to_owned()))
        .map_err(unusable)?
        .set_pkce_verifier(PkceCodeVerifier::new(departure.verifier))
        .request_async(&http)
        .await
        .map_err(|error| match error {
            RequestTokenError::Request(error) => Unproven::Unreachable(Box::new(error)),
            RequestTokenError::ServerResponse(refused) => {
                Unproven::Unusable(format!("token endpoint: {}", refused.error()).into())
            }
            // What could not be parsed may hold tokens: it is not told.
            RequestTokenError::Parse(..) | RequestTokenError::Other(_) => {
                Unproven::Unusable("the token endpoint's answer is malformed".into())
            }
        })?;
    let id_token = tokens.id_token().ok_or_else(|| Unproven::Unusable("no ID token".into()))?;
    let at = UNIX_EPOCH + Duration::from_micros(now.as_micros().unsigned_abs());
    let verifier = client.id_token_verifier().set_time_fn(move || at.into());
    let claims = id_token.claims(&verifier, &Nonce::new(departure.nonce)).map_err(unusable)?;
    let subject = claims.subject().clone();
    let told: UserInfoClaims<VerifiedClaims, CoreGenderClaim> = client
        .user_info(tokens.access_token().clone(), Some(subject.clone()))
        .map_err(unusable)?
        .request_async(&http)
        .await
        .map_err(|error| {
            if let UserInfoError::Request(error) = error {
                Unproven::Unreachable(Box::new(error))
            } else if matches!(error, UserInfoError::ClaimsVerification(_)) {
                Unproven::Mismatched
            } else {
                // The bodies of the others hold names.
                Unproven::Unusable("the userinfo endpoint's answer is malformed".into())
            }
        })?;
    let (legal_name, claims) = told.additional_claims().prove(&provider.config.trust_frameworks, now)?;
    let issuer = provider.config.issuer.to_string();
    Ok(Proven { subject: Subject::Account { issuer, subject: subject.to_string() }, legal_name, claims })
}
