//! The way there.

use openidconnect::core::CoreResponseType;
use openidconnect::{AuthenticationFlow, CsrfToken, Nonce, PkceCodeChallenge};
use serde_json::json;

use super::OpenId;
use crate::identity::provider::{Departure, Unproven};

pub(super) async fn leave(provider: &OpenId, back: &str) -> Result<(String, Departure), Unproven> {
    let client = provider.client(back).await?;
    let (challenge, verifier) = PkceCodeChallenge::new_random_sha256();
    let (url, state, nonce) = client
        .authorize_url(
            AuthenticationFlow::<CoreResponseType>::AuthorizationCode,
            CsrfToken::new_random,
            Nonce::new_random,
        )
        .set_pkce_challenge(challenge)
        .add_extra_param("claims", wanted(&provider.config.trust_frameworks).to_string())
        .url();
    let departure = Departure {
        state: state.into_secret(),
        nonce: nonce.secret().clone(),
        verifier: verifier.into_secret(),
    };
    Ok((url.into(), departure))
}

/// The `claims` parameter (OpenID Connect Core section 5.5; for Identity Assurance section 6): what is needed, no more.
fn wanted(trust_frameworks: &[String]) -> serde_json::Value {
    let framework = match trust_frameworks {
        [] => serde_json::Value::Null,
        [one] => json!({ "value": one }),
        several => json!({ "values": several }),
    };
    json!({
        "userinfo": {
            "verified_claims": {
                "verification": { "trust_framework": framework, "time": null },
                "claims": {
                    "name": null, "family_name": null, "given_name": null, "birthdate": { "essential": true },
                    "gender": null
                }
            }
        }
    })
}
