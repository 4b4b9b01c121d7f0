//! What must be refused, each with its code. Each row starts from a request that would be taken and changes one thing, so
//! that a row fails when its guard is gone; the first row of each table changes nothing.

use circles_wire::session::TokenResponse;
use reqwest::{Method, Response};
use serde_json::{Value, json};

use super::browser::Browser;
use super::forge::{Forge, head_of};
use super::site::{App, Site, code, number};

async fn code_for(site: &Site, app: &App, sequence: u16) -> String {
    Browser::sent_by(site, app).await.walk("林某某", &number("19900101", sequence), "Someone").await
}

async fn signed_in(site: &Site, app: &App) -> TokenResponse {
    app.tokens(site, &code_for(site, app, 61).await).await
}

/// What the server said besides the code.
fn said(answer: &Response) -> String {
    let challenge = answer.headers().get("www-authenticate").and_then(|value| value.to_str().ok());
    let quoted = challenge.and_then(|text| text.split("error_description=\"").nth(1)?.split('"').next());
    quoted.unwrap_or_default().to_owned()
}

type Change = fn(&mut Forge);
const REPEATED: Change = |_| {};

/// What is changed, how, the code, and what is said of the proof.
#[rustfmt::skip]
const API: &[(&str, Change, &str, &str)] = &[
    ("nothing",                       |_| {},                                             "ok", ""),
    ("a clock two days late",         |f| f.claims["iat"] = shifted(f, -172_800),         "ok", ""),
    ("a clock two days early",        |f| f.claims["iat"] = shifted(f, 172_800),          "ok", ""),
    ("an address with a query",       |f| append(f, "htu", "?before=1#x"),                "ok", ""),
    ("no token",                      |f| f.authorization = None,                         "unauthenticated", ""),
    ("bearer use of a bound token",   |f| scheme(f, "Bearer"),                            "unauthenticated", ""),
    ("basic credentials",             |f| scheme(f, "Basic"),                             "unauthenticated", ""),
    ("an unknown token",              |f| f.authorization = Some("DPoP unknown".into()),  "unauthenticated", ""),
    ("no proof",                      |f| f.times = 0,                                    "invalid_dpop_proof", "a proof is required"),
    ("two proofs",                    |f| f.times = 2,                                    "invalid_dpop_proof", "one proof only"),
    ("no token of three parts",       |f| f.after = |_| "proof".into(),                   "invalid_dpop_proof", "the proof is malformed"),
    ("four parts",                    |f| f.after = |p| format!("{p}.e30"),               "invalid_dpop_proof", "the proof is malformed"),
    ("padding",                       |f| f.after = |p| format!("{p}=="),                 "invalid_dpop_proof", "the proof is malformed"),
    ("5,000 bytes",                   |f| f.claims["x"] = "x".repeat(5_000).into(),       "invalid_dpop_proof", "the proof is malformed"),
    ("an extension to understand",    |f| f.head["crit"] = json!(["exp"]),                "invalid_dpop_proof", "the proof is malformed"),
    ("no id",                         |f| remove(f, "jti"),                               "invalid_dpop_proof", "the proof is malformed"),
    ("an empty id",                   |f| f.claims["jti"] = "".into(),                    "invalid_dpop_proof", "the proof is malformed"),
    ("an id without end",             |f| f.claims["jti"] = "x".repeat(129).into(),       "invalid_dpop_proof", "the proof is malformed"),
    ("no time",                       |f| remove(f, "iat"),                               "invalid_dpop_proof", "the proof is malformed"),
    ("no method",                     |f| remove(f, "htm"),                               "invalid_dpop_proof", "the proof is malformed"),
    ("no address",                    |f| remove(f, "htu"),                               "invalid_dpop_proof", "the proof is malformed"),
    ("another type",                  |f| f.head["typ"] = "JWT".into(),                   "invalid_dpop_proof", "the proof has another type"),
    ("no type",                       |f| drop_head(f, "typ"),                            "invalid_dpop_proof", "the proof has another type"),
    ("alg none",                      |f| f.head["alg"] = "none".into(),                  "invalid_dpop_proof", "the proof has another algorithm"),
    ("alg none, unsigned",            |f| { f.head["alg"] = "none".into(); f.after = unsigned; }, "invalid_dpop_proof", "the proof has another algorithm"),
    ("alg HS256",                     |f| f.head["alg"] = "HS256".into(),                 "invalid_dpop_proof", "the proof has another algorithm"),
    ("alg RS256",                     |f| f.head["alg"] = "RS256".into(),                 "invalid_dpop_proof", "the proof has another algorithm"),
    ("a private key",                 |f| f.head["jwk"]["d"] = "c2VjcmV0".into(),         "invalid_dpop_proof", "the proof carries a private key"),
    ("no key",                        |f| drop_head(f, "jwk"),                            "invalid_dpop_proof", "the proof names no usable key"),
    ("a key on another curve",        |f| f.head["jwk"]["crv"] = "P-384".into(),          "invalid_dpop_proof", "the proof names no usable key"),
    ("a symmetric key",               |f| f.head["jwk"] = json!({"kty": "oct", "k": "AA"}), "invalid_dpop_proof", "the proof names no usable key"),
    ("a point off the curve",         |f| f.head["jwk"]["x"] = f.head["jwk"]["y"].clone(), "invalid_dpop_proof", "the signature does not hold"),
    ("signed by another key",         |f| f.signer = App::new().key,                      "invalid_dpop_proof", "the signature does not hold"),
    ("unsigned",                      |f| f.after = unsigned,                             "invalid_dpop_proof", "the signature does not hold"),
    ("another method",                |f| f.claims["htm"] = "POST".into(),                "invalid_dpop_proof", "the proof is for another method"),
    ("a method in small letters",     |f| f.claims["htm"] = "get".into(),                 "invalid_dpop_proof", "the proof is for another method"),
    ("another path",                  |f| append(f, "htu", "/standings"),                 "invalid_dpop_proof", "the proof is for another address"),
    ("another host",                  |f| swap(f, "127.0.0.1", "evil.example"),           "invalid_dpop_proof", "the proof is for another address"),
    ("a name for this computer",      |f| swap(f, "127.0.0.1", "localhost"),              "invalid_dpop_proof", "the proof is for another address"),
    ("another scheme",                |f| swap(f, "http:", "https:"),                     "invalid_dpop_proof", "the proof is for another address"),
    ("another port",                  |f| swap(f, "/v1/", "1/v1/"),                       "invalid_dpop_proof", "the proof is for another address"),
    ("no token hash",                 |f| remove(f, "ath"),                               "invalid_dpop_proof", "the proof is for another token"),
    ("another token's hash",          |f| f.claims["ath"] = circles_wire::dpop::token_hash("other").into(), "invalid_dpop_proof", "the proof is for another token"),
    ("no nonce",                      |f| remove(f, "nonce"),                             "use_dpop_nonce", ""),
    ("an invented nonce",             |f| f.claims["nonce"] = "AAAAAAAAAAAAAAAAAAAAAA".into(), "use_dpop_nonce", ""),
    ("a proof that came before",      REPEATED,                                           "invalid_dpop_proof", "the proof was used before"),
];

fn shifted(forge: &Forge, seconds: i64) -> Value {
    (forge.claims["iat"].as_i64().unwrap() + seconds).into()
}
fn append(forge: &mut Forge, claim: &str, more: &str) {
    forge.claims[claim] = format!("{}{more}", forge.claims[claim].as_str().unwrap()).into();
}
fn swap(forge: &mut Forge, from: &str, to: &str) {
    let changed = forge.claims["htu"].as_str().unwrap().replacen(from, to, 1);
    assert_ne!(forge.claims["htu"], changed);
    forge.claims["htu"] = changed.into();
}
fn remove(forge: &mut Forge, claim: &str) {
    forge.claims.as_object_mut().unwrap().remove(claim).unwrap();
}
fn drop_head(forge: &mut Forge, member: &str) {
    forge.head.as_object_mut().unwrap().remove(member).unwrap();
}
fn scheme(forge: &mut Forge, scheme: &str) {
    let token = forge.authorization.take().unwrap();
    forge.authorization = Some(token.replace("DPoP", scheme));
}
fn unsigned(proof: String) -> String {
    format!("{}.", proof.rsplit_once('.').unwrap().0)
}

#[tokio::test(flavor = "multi_thread")]
async fn no_request_is_taken_without_the_proof_that_belongs_to_it() {
    let site = Site::start().await;
    let app = App::new();
    let tokens = signed_in(&site, &app).await;
    let (get, me) = (Method::GET, "/v1/me");
    for (what, change, expected, reason) in API {
        let mut forge = Forge::good(&site, &app, &get, me, Some(&tokens.access_token));
        change(&mut forge);
        if *what == "a proof that came before" {
            assert_eq!(forge.send(&site, get.clone(), me, &[]).await.status(), 200);
        }
        let answer = forge.send(&site, get.clone(), me, &[]).await;
        let status = if *expected == "ok" { 200 } else { 401 };
        assert_eq!((answer.status().as_u16(), said(&answer).as_str()), (status, *reason), "{what}");
        let challenge =
            answer.headers().get("www-authenticate").map(|value| value.to_str().unwrap().to_owned());
        assert_eq!(challenge.is_some_and(|text| text.starts_with("DPoP ")), status == 401, "{what}");
        let nonce = answer.headers().get("dpop-nonce").is_some();
        assert!(nonce || forge.authorization.is_none(), "{what}: the next proof needs a nonce");
        assert_eq!(code(answer).await, *expected, "{what}");
        assert_eq!(app.me(&site, &tokens.access_token).await, "ok", "{what} ended the session");
    }
    assert!(API.len() >= 30);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_too_old_is_refused_and_a_fresh_one_taken() {
    let site = Site::start().await;
    let app = App::new();
    let tokens = signed_in(&site, &app).await;
    let (get, me, access) = (Method::GET, "/v1/me", Some(tokens.access_token.as_str()));
    let old = Forge::good(&site, &app, &get, me, access);
    site.clock.pass(300);
    assert_eq!(code(old.send(&site, get.clone(), me, &[]).await).await, "use_dpop_nonce", "an old nonce");
    assert_eq!(app.me(&site, &tokens.access_token).await, "ok");
    site.clock.pass(600);
    assert_eq!(app.me(&site, &tokens.access_token).await, "unauthenticated", "an expired token");
    let renewed: TokenResponse = app.refresh(&site, &tokens.refresh_token).await.json().await.unwrap();
    assert_eq!(app.me(&site, &renewed.access_token).await, "ok");
    assert_eq!(
        app.me(&site, &tokens.refresh_token).await,
        "unauthenticated",
        "a refresh token opens nothing"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stolen_token_is_worth_nothing_and_ends_its_session() {
    let site = Site::start().await;
    let (get, me) = (Method::GET, "/v1/me");
    for refreshing in [true, false] {
        let (app, bystander) = (App::new(), App::new());
        let tokens = signed_in(&site, &app).await;
        let other = signed_in(&site, &bystander).await;
        let thief = App { key: App::new().key, ..app.clone() };
        if refreshing {
            assert_eq!(code(thief.refresh(&site, &tokens.refresh_token).await).await, "invalid_grant");
        } else {
            let mut forge = Forge::good(&site, &app, &get, me, Some(&tokens.access_token));
            (forge.signer, forge.head) = (thief.key.clone(), head_of(&thief.key));
            let answer = forge.send(&site, get.clone(), me, &[]).await;
            assert_eq!(said(&answer), "the token is bound to another key");
            assert_eq!(code(answer).await, "invalid_dpop_proof");
        }
        assert_eq!(app.me(&site, &tokens.access_token).await, "session_revoked");
        assert_eq!(code(app.refresh(&site, &tokens.refresh_token).await).await, "invalid_grant");
        assert_eq!(bystander.me(&site, &other.access_token).await, "ok", "the person's other device stays");
    }
}

/// As [`API`], at the token endpoint with a good refresh token.
#[rustfmt::skip]
const TOKEN: &[(&str, Change, &str)] = &[
    ("nothing",                  |_| {},                                        "ok"),
    ("no proof",                 |f| f.times = 0,                               "invalid_dpop_proof"),
    ("two proofs",               |f| f.times = 2,                               "invalid_dpop_proof"),
    ("another method",           |f| f.claims["htm"] = "GET".into(),            "invalid_dpop_proof"),
    ("another address",          |f| append(f, "htu", "x"),                     "invalid_dpop_proof"),
    ("alg none",                 |f| f.head["alg"] = "none".into(),             "invalid_dpop_proof"),
    ("a private key",            |f| f.head["jwk"]["d"] = "c2VjcmV0".into(),    "invalid_dpop_proof"),
    ("signed by another key",    |f| f.signer = App::new().key,                 "invalid_dpop_proof"),
    ("no nonce",                 |f| remove(f, "nonce"),                        "use_dpop_nonce"),
    ("a proof that came before", REPEATED,                                      "invalid_dpop_proof"),
];

#[tokio::test(flavor = "multi_thread")]
async fn no_tokens_without_the_proof_that_belongs_to_the_request() {
    let site = Site::start().await;
    let app = App::new();
    let tokens = signed_in(&site, &app).await;
    let (post, path) = (Method::POST, "/oauth/token");
    let form = [
        ("grant_type", "refresh_token"),
        ("client_id", "circles-app"),
        ("refresh_token", tokens.refresh_token.as_str()),
    ];
    for (what, change, expected) in TOKEN {
        let mut forge = Forge::good(&site, &app, &post, path, None);
        change(&mut forge);
        if *what == "a proof that came before" {
            assert_eq!(forge.send(&site, post.clone(), path, &form).await.status(), 200);
        }
        let answer = forge.send(&site, post.clone(), path, &form).await;
        assert_eq!(answer.status().as_u16(), if *expected == "ok" { 200 } else { 400 }, "{what}");
        assert!(answer.headers().contains_key("dpop-nonce"), "{what}");
        assert_eq!(code(answer).await, *expected, "{what}");
        assert_eq!(app.refresh(&site, &tokens.refresh_token).await.status(), 200, "{what} ended the session");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_code_is_worth_nothing_to_whoever_did_not_ask_for_it() {
    let site = Site::start().await;
    let (app, thief) = (App::new(), App::new());
    let stolen = code_for(&site, &app, 62).await;
    let refused = |answer: Response| async { assert_eq!(code(answer).await, "invalid_grant") };
    // Injected into the thief's own sign-in: their verifier and key, a code that answers another question.
    refused(thief.redeem(&site, &stolen).await).await;
    // With the verifier, but another key than the one that the device announced.
    refused(App { key: thief.key.clone(), ..app.clone() }.redeem(&site, &stolen).await).await;
    // With the key, but another verifier.
    refused(App { verifier: thief.verifier.clone(), ..app.clone() }.redeem(&site, &stolen).await).await;
    // Sent elsewhere.
    let elsewhere = App { redirect_uri: "http://127.0.0.1:49153/callback".into(), ..app.clone() };
    refused(elsewhere.redeem(&site, &stolen).await).await;
    let tokens = app.tokens(&site, &stolen).await;
    assert_eq!(app.me(&site, &tokens.access_token).await, "ok", "none of that used it up");
    // A second use ends what the first one got.
    refused(app.redeem(&site, &stolen).await).await;
    assert_eq!(app.me(&site, &tokens.access_token).await, "session_revoked");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sign_in_begins_and_ends_where_the_device_is() {
    let site = Site::start().await;
    let page: &[(&str, &str)] = &[
        ("redirect_uri", "circles://callback"),
        ("redirect_uri", "app.circles:/callback"),
        ("redirect_uri", "http://127.0.0.1:0/callback"),
        ("redirect_uri", "http://127.0.0.1/callback"),
        ("redirect_uri", "http://localhost:49152/callback"),
        ("redirect_uri", "http://[::1]:49152/callback"),
        ("redirect_uri", "https://127.0.0.1:49152/callback"),
        ("redirect_uri", "http://127.0.0.1:49152/callback/../other"),
        ("redirect_uri", "http://127.0.0.1:49152/Callback"),
        ("redirect_uri", "http://127.0.0.1:49152/callback#fragment"),
        ("redirect_uri", "http://10.0.0.1:49152/callback"),
        ("client_id", "circles-app "),
    ];
    for (parameter, value) in page {
        let (mut browser, app) = (Browser::new(&site), App::new());
        let mut request = app.request();
        request.retain(|(name, _)| name != parameter);
        request.push((parameter, (*value).to_owned()));
        browser.authorize(&request).await;
        assert_eq!((browser.status, browser.left_to.is_none()), (400, true), "{value}");
    }
    for (parameter, value) in [
        ("code_challenge_method", "plain"),
        ("response_type", "code token"),
        ("state", ""),
        ("dpop_jkt", "short"),
        ("dpop_jkt", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"),
    ] {
        let (mut browser, app) = (Browser::new(&site), App::new());
        let mut request = app.request();
        request.retain(|(name, _)| *name != parameter);
        request.push((parameter, value.to_owned()));
        browser.authorize(&request).await;
        let answer = browser.answer();
        assert!(
            !answer.contains_key("code") && answer["error"].starts_with("invalid")
                || answer["error"] == "unsupported_response_type",
            "{parameter}={value}"
        );
        assert_eq!(answer["iss"], site.base, "a refusal says who gives it, too");
    }
    let app = App::new();
    let mut browser = Browser::sent_by(&site, &app).await;
    browser.walk("林某某", &number("19900101", 63), "Someone").await;
    let answer = browser.answer();
    assert_eq!((&answer["iss"], &answer["state"]), (&site.base, &app.state));
}
