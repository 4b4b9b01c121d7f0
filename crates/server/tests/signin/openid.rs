//! An OpenID provider that lies, each time in another way. (One that does not is in the flows.)

use std::sync::{Arc, Mutex};

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use axum::{Form, Json, Router};
use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD as BASE64;
use circles_domain::{Clock as _, SystemClock};
use circles_server::identity::OpenIdArgs;
use ed25519_dalek::{Signer as _, SigningKey};
use hmac::{Hmac, KeyInit as _, Mac as _};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use super::browser::Browser;
use super::site::{App, Site};

/// What the provider says when; `lie` changes it.
#[derive(Clone, Debug)]
struct Provider {
    issuer: String,
    told: Arc<Mutex<Told>>,
}

#[derive(Debug, Default)]
struct Told {
    lie: &'static str,
    nonce: String,
    challenge: String,
}

impl Provider {
    async fn start() -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let issuer = format!("http://{}", listener.local_addr().unwrap());
        let provider = Self { issuer, told: Arc::default() };
        let app = Router::new()
            .route("/.well-known/openid-configuration", get(discovery))
            .route("/jwks", get(jwks))
            .route("/token", post(token))
            .route("/userinfo", get(userinfo))
            .with_state(provider.clone());
        #[expect(clippy::disallowed_methods, reason = "ends with the test")]
        tokio::spawn(async move { axum::serve(listener, app).await });
        provider
    }

    fn args(&self) -> OpenIdArgs {
        OpenIdArgs {
            openid_issuer: Some(self.issuer.clone()),
            openid_client_id: Some("circles".to_owned()),
            ..OpenIdArgs::default()
        }
    }

    fn lies(&self, lie: &'static str) {
        self.told.lock().unwrap().lie = lie;
    }

    fn lie(&self) -> &'static str {
        self.told.lock().unwrap().lie
    }
}

fn key(lie: &str) -> SigningKey {
    SigningKey::from_bytes(&[if lie == "other key" { 2 } else { 1 }; 32])
}

async fn discovery(State(provider): State<Provider>) -> Response {
    let issuer = &provider.issuer;
    match provider.lie() {
        "discovery elsewhere" => return Redirect::to("http://127.0.0.1:9/").into_response(),
        "discovery broken" => return "<html>Welcome to the hotel</html>".into_response(),
        _ => {}
    }
    let said = if provider.lie() == "discovery issuer" { "https://id.example" } else { issuer };
    Json(json!({
        "issuer": said,
        "authorization_endpoint": format!("{issuer}/authorize"),
        "token_endpoint": format!("{issuer}/token"),
        "userinfo_endpoint": format!("{issuer}/userinfo"),
        "jwks_uri": format!("{issuer}/jwks"),
        "response_types_supported": ["code"],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["EdDSA"],
    }))
    .into_response()
}

async fn jwks() -> Json<Value> {
    let x = BASE64.encode(key("").verifying_key().as_bytes());
    Json(
        json!({"keys": [{"kty": "OKP", "crv": "Ed25519", "use": "sig", "alg": "EdDSA", "kid": "1", "x": x}]}),
    )
}

async fn token(State(provider): State<Provider>, Form(form): Form<Vec<(String, String)>>) -> Response {
    let lie = provider.lie();
    let field =
        |name: &str| form.iter().find(|(key, _)| key == name).map_or("", |(_, value)| value).to_owned();
    let (nonce, challenge) = {
        let told = provider.told.lock().unwrap();
        (told.nonce.clone(), told.challenge.clone())
    };
    assert_eq!(BASE64.encode(Sha256::digest(field("code_verifier"))), challenge, "PKCE binds both requests");
    assert_eq!((field("code").as_str(), field("grant_type").as_str()), ("the-code", "authorization_code"));
    match lie {
        "token refused" => {
            return (StatusCode::BAD_REQUEST, Json(json!({"error": "invalid_grant"}))).into_response();
        }
        "token broken" => return "<html>".into_response(),
        "token failing" => return StatusCode::INTERNAL_SERVER_ERROR.into_response(),
        _ => {}
    }
    let now = SystemClock.now().as_micros() / 1_000_000;
    let mut claims = json!({
        "iss": provider.issuer, "sub": "somebody", "aud": "circles", "exp": now + 300, "iat": now, "nonce": nonce,
    });
    match lie {
        "other nonce" => claims["nonce"] = json!("another"),
        "no nonce" => drop(claims.as_object_mut().unwrap().remove("nonce")),
        "other audience" => claims["aud"] = json!("another-client"),
        "two audiences" => claims["aud"] = json!(["circles", "another-client"]),
        "other issuer" => claims["iss"] = json!("https://id.example"),
        "expired" => claims["exp"] = json!(now - 60),
        _ => {}
    }
    let id_token = signed(lie, &claims);
    let mut answer = json!({"access_token": "at", "token_type": "Bearer", "id_token": id_token});
    if lie == "no id token" {
        answer.as_object_mut().unwrap().remove("id_token");
    }
    Json(answer).into_response()
}

fn signed(lie: &str, claims: &Value) -> String {
    let algorithm = match lie {
        "unsigned" => "none",
        "signed with the public key" => "HS256",
        _ => "EdDSA",
    };
    let part = |value: &Value| BASE64.encode(value.to_string());
    let message = format!("{}.{}", part(&json!({"alg": algorithm, "kid": "1", "typ": "JWT"})), part(claims));
    let signature = match lie {
        "unsigned" => Vec::new(),
        "signed with the public key" => {
            let mut mac = Hmac::<Sha256>::new_from_slice(key("").verifying_key().as_bytes()).unwrap();
            mac.update(message.as_bytes());
            mac.finalize().into_bytes().to_vec()
        }
        _ => key(lie).sign(message.as_bytes()).to_bytes().to_vec(),
    };
    format!("{message}.{}", BASE64.encode(signature))
}

async fn userinfo(State(provider): State<Provider>) -> Json<Value> {
    let born = if provider.lie() == "a child" { "2016-01-01" } else { "1990-01-01" };
    let name = if provider.lie() == "another name" { "Wen Example" } else { "Lin Example" };
    let claims = json!({"name": name, "birthdate": born});
    let subject = if provider.lie() == "other subject" { "somebody-else" } else { "somebody" };
    if provider.lie() == "nothing verified" {
        return Json(json!({"sub": subject, "name": "Lin Example", "birthdate": born}));
    }
    let verified = json!({"verification": {"trust_framework": "test"}, "claims": claims});
    Json(json!({"sub": subject, "verified_claims": verified}))
}

/// A browser that has been sent to the provider, and the query that came with it.
async fn sent(site: &Site, provider: &Provider) -> (Browser, std::collections::HashMap<String, String>) {
    sent_by(site, provider, &App::new()).await
}

async fn sent_by(
    site: &Site,
    provider: &Provider,
    app: &App,
) -> (Browser, std::collections::HashMap<String, String>) {
    let mut browser = Browser::sent_by(site, app).await;
    browser.get("/signin/provider").await;
    let asked = browser.left_to.take().unwrap();
    assert_eq!(asked.path(), "/authorize");
    let asked: std::collections::HashMap<_, _> = asked.query_pairs().into_owned().collect();
    assert_eq!(asked["code_challenge_method"], "S256");
    assert!(asked["claims"].contains("verified_claims"), "{}", asked["claims"]);
    let mut told = provider.told.lock().unwrap();
    (told.nonce, told.challenge) = (asked["nonce"].clone(), asked["code_challenge"].clone());
    drop(told);
    (browser, asked)
}

async fn site(provider: &Provider) -> Site {
    let mut site = Site::start().await;
    site.send_people_to(provider.args()).await;
    site
}

#[tokio::test(flavor = "multi_thread")]
async fn no_lie_of_a_provider_opens_an_account() {
    let lies = [
        ("other nonce", "provider_unusable"),
        ("no nonce", "provider_unusable"),
        ("other audience", "provider_unusable"),
        ("two audiences", "provider_unusable"),
        ("other issuer", "provider_unusable"),
        ("expired", "provider_unusable"),
        ("other key", "provider_unusable"),
        ("unsigned", "provider_unusable"),
        ("signed with the public key", "provider_unusable"),
        ("no id token", "provider_unusable"),
        ("token refused", "provider_unusable"),
        ("token broken", "provider_unusable"),
        ("token failing", "provider_unusable"),
        ("other subject", "provider_mismatched"),
        ("nothing verified", "provider_unproven"),
        ("a child", "too_young"),
    ];
    let provider = Provider::start().await;
    let site = site(&provider).await;
    for (lie, code) in lies {
        provider.lies("");
        let (mut browser, asked) = sent(&site, &provider).await;
        provider.lies(lie);
        browser.get(&format!("/signin/provider/back?code=the-code&state={}", asked["state"])).await;
        assert_eq!((browser.error_code().as_str(), browser.left_to.take()), (code, None), "{lie}");
        browser.get("/signin/name").await;
        assert_eq!(browser.path, "/signin/who", "{lie} opened the way on");
    }
    provider.lies("");
    let (mut browser, asked) = sent(&site, &provider).await;
    browser.get(&format!("/signin/provider/back?code=the-code&state={}", asked["state"])).await;
    assert_eq!(browser.path, "/signin/name", "the truth does");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_belongs_to_one_question_of_one_browser() {
    let provider = Provider::start().await;
    let site = site(&provider).await;
    let back = |query: &str| format!("/signin/provider/back?{query}");
    let (_, asked) = sent(&site, &provider).await;
    let right = format!("code=the-code&state={}", asked["state"]);

    // Somebody else's browser with the right answer: without the cookie, and with that of another attempt.
    let mut other = Browser::new(&site);
    other.get(&back(&right)).await;
    assert_eq!(other.error_code(), "attempt_unknown");
    let (mut other, _) = sent(&site, &provider).await;
    other.get(&back(&right)).await;
    assert_eq!(other.error_code(), "provider_mismatched");

    for (query, code) in [
        ("code=the-code&state=STATEx", "provider_mismatched"),
        ("code=the-code", "provider_mismatched"),
        // RFC 9207: the answer of another issuer.
        ("code=the-code&state=STATE&iss=https%3A%2F%2Fid.example", "provider_mismatched"),
        ("error=server_error&state=STATE", "provider_unusable"),
        ("state=STATE", "provider_unusable"),
    ] {
        let (mut browser, asked) = sent(&site, &provider).await;
        browser.get(&back(&query.replace("STATE", &asked["state"]))).await;
        assert_eq!(browser.error_code(), code, "{query}");
        // An answer is taken once, wrong ones included.
        browser.get(&back(&format!("code=the-code&state={}", asked["state"]))).await;
        assert_eq!(browser.error_code(), "provider_mismatched", "after {query}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_provider_that_is_away_or_confused_is_told_apart_and_stops_no_start() {
    let provider = Provider::start().await;
    for (lie, code) in [
        ("discovery elsewhere", "provider_unusable"),
        ("discovery broken", "provider_unusable"),
        ("discovery issuer", "provider_unusable"),
    ] {
        provider.lies(lie);
        let site = site(&provider).await;
        let mut browser = Browser::sent_by(&site, &App::new()).await;
        browser.get("/signin/provider").await;
        assert_eq!((browser.error_code().as_str(), browser.left_to.take()), (code, None), "{lie}");
        // It is asked again, not remembered as broken.
        provider.lies("");
        sent(&site, &provider).await;
    }
    let mut site = Site::start().await;
    let away = OpenIdArgs { openid_issuer: Some("http://127.0.0.1:9".to_owned()), ..provider.args() };
    site.send_people_to(away).await;
    let mut browser = Browser::sent_by(&site, &App::new()).await;
    browser.get("/signin/provider").await;
    assert_eq!((browser.status, browser.error_code().as_str()), (502, "provider_unreachable"));
}

#[tokio::test(flavor = "multi_thread")]
async fn where_a_provider_is_asked_nobody_types_a_number() {
    let provider = Provider::start().await;
    let site = site(&provider).await;
    let mut browser = Browser::sent_by(&site, &App::new()).await;
    assert!(!browser.html.contains("identity_number"), "{}", browser.html);
    browser.submit("/signin/language", &[("to", "zh-Hans")]).await;
    assert!(browser.html.contains("lang=\"zh-Hans\"") && browser.html.contains("前往"), "{}", browser.html);
    browser.post("/signin/sample", &[("form", &browser.form_token()), ("key", "lin")]).await;
    assert_ne!(browser.path, "/signin/code");
    browser.get("/signin/code").await;
    assert_eq!(browser.path, "/signin/who");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_name_that_changed_there_takes_the_place_of_the_one_that_is_kept() {
    let provider = Provider::start().await;
    let site = site(&provider).await;
    let enter = async |lie: &'static str| {
        provider.lies(lie);
        let app = App::new();
        let (mut browser, asked) = sent_by(&site, &provider, &app).await;
        browser.get(&format!("/signin/provider/back?code=the-code&state={}", asked["state"])).await;
        if browser.left_to.is_none() {
            browser.submit("/signin/name", &[("display_name", "By the river")]).await;
        }
        let tokens = app.tokens(&site, &browser.answer()["code"]).await;
        (app, tokens)
    };
    let (_, before) = enter("").await;
    assert_eq!(before.person.masked_name, "L*");
    let (app, after) = enter("another name").await;
    assert_eq!(after.person.byline, before.person.byline, "the same account");
    assert_eq!(after.person.masked_name, "W*");
    let person = after.person.byline.id;
    site.promote(person).await;
    let path = format!("/v1/operator/people/{person}/legal-name");
    let reason = json!({ "reason": "to see which name is kept" });
    let (status, opened) = app.say(&site, reqwest::Method::POST, &path, &after.access_token, reason).await;
    assert_eq!((status, opened["legal_name"].as_str()), (200, Some("Wen Example")));
    let (_, claims) =
        app.say(&site, reqwest::Method::GET, "/v1/me/claims", &after.access_token, json!(null)).await;
    let claims = claims["claims"].as_array().unwrap();
    assert!(claims.iter().all(|claim| claim["signed"] == true), "{claims:?}");
    assert!(claims.iter().all(|claim| claim["issuer"].as_str().unwrap().starts_with(&provider.issuer)));
}
