//! OAuth 2.1: what a stranger, a thief or a confused app sends is refused; what a patient app sends is answered.

use circles_wire::session::TokenError;

use super::browser::Browser;
use super::site::{App, Site, number};

async fn code_for(site: &Site, app: &App, sequence: u16) -> String {
    Browser::sent_by(site, app).await.walk("林某某", &number("19900101", sequence), "Someone").await
}

#[tokio::test(flavor = "multi_thread")]
async fn authorization_requests_are_judged_before_anybody_is_asked() {
    let site = Site::start().await;
    let long = "s".repeat(513);
    // (parameter, value or `None` for missing, error page or `redirect:` error)
    let cases: &[(&str, Option<&str>, &str)] = &[
        ("client_id", None, "invalid_client"),
        ("client_id", Some("other-app"), "invalid_client"),
        ("redirect_uri", None, "invalid_redirect_uri"),
        ("redirect_uri", Some("http://localhost:49152/callback"), "invalid_redirect_uri"),
        ("redirect_uri", Some("http://127.0.0.1:49152/elsewhere"), "invalid_redirect_uri"),
        ("redirect_uri", Some("http://127.0.0.1:49152/callback?next=x"), "invalid_redirect_uri"),
        ("redirect_uri", Some("http://127.0.0.1:80/callback"), "invalid_redirect_uri"),
        ("redirect_uri", Some("https://evil.example/callback"), "invalid_redirect_uri"),
        ("redirect_uri", Some("http://127.0.0.1:49152@evil.example/callback"), "invalid_redirect_uri"),
        ("response_type", None, "redirect:unsupported_response_type"),
        ("response_type", Some("token"), "redirect:unsupported_response_type"),
        ("state", None, "redirect:invalid_request"),
        ("state", Some(""), "redirect:invalid_request"),
        ("state", Some("with space"), "redirect:invalid_request"),
        ("state", Some(&long), "redirect:invalid_request"),
        ("code_challenge", None, "redirect:invalid_request"),
        ("code_challenge", Some("short"), "redirect:invalid_request"),
        ("code_challenge", Some("+AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"), "redirect:invalid_request"),
        ("code_challenge_method", None, "redirect:invalid_request"),
        ("code_challenge_method", Some("plain"), "redirect:invalid_request"),
        ("device_id", None, "redirect:invalid_request"),
        ("device_id", Some("1"), "redirect:invalid_request"),
        ("device_id", Some("00000000-0000-0000-0000-000000000000"), "redirect:invalid_request"),
    ];
    for (parameter, value, expected) in cases {
        let app = App::new();
        let mut request = app.request();
        request.retain(|(name, _)| name != parameter);
        request.extend(value.map(|value| (*parameter, value.to_owned())));
        let mut browser = Browser::new(&site);
        browser.authorize(&request).await;
        assert_eq!(browser.cookie, "", "{parameter}={value:?} began an attempt");
        match expected.strip_prefix("redirect:") {
            Some(error) => {
                let answer = browser.answer();
                assert_eq!(answer["error"], error, "{parameter}={value:?}");
                let state = (*parameter != "state").then_some(&app.state);
                assert_eq!(answer.get("state"), state);
            }
            None => {
                assert_eq!((browser.left_to.is_none(), browser.status), (true, 400), "{parameter}={value:?}");
                assert_eq!(browser.error_code(), *expected);
            }
        }
    }
    for doubled in ["state", "code_challenge", "device_id"] {
        let mut request = App::new().request();
        request.push((doubled, "x".to_owned()));
        let mut browser = Browser::new(&site);
        browser.authorize(&request).await;
        assert_eq!(browser.answer()["error"], "invalid_request");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn token_requests_are_judged_without_using_the_code_up() {
    let site = Site::start().await;
    let app = App::new();
    let code = code_for(&site, &app, 21).await;
    let other = App::new();
    let challenge = app.challenge();
    let cases: &[(&str, Option<&str>, u16, &str)] = &[
        ("grant_type", None, 400, "invalid_request"),
        ("grant_type", Some("password"), 400, "unsupported_grant_type"),
        ("client_id", None, 401, "invalid_client"),
        ("client_id", Some("other-app"), 401, "invalid_client"),
        ("code", None, 400, "invalid_request"),
        ("code", Some("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"), 400, "invalid_grant"),
        ("redirect_uri", None, 400, "invalid_request"),
        ("redirect_uri", Some("http://127.0.0.1:49153/callback"), 400, "invalid_grant"),
        ("code_verifier", None, 400, "invalid_request"),
        ("code_verifier", Some("short"), 400, "invalid_request"),
        ("code_verifier", Some(&other.verifier), 400, "invalid_grant"),
        ("code_verifier", Some(&challenge), 400, "invalid_grant"),
    ];
    for (parameter, value, status, error) in cases {
        let mut form = app.exchange(&code);
        form.retain(|(name, _)| name != parameter);
        form.extend(value.map(|value| (*parameter, value.to_owned())));
        let form: Vec<_> = form.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let answer = app.token(&site, &form).await;
        assert_eq!(
            (answer.status().as_u16(), &answer.headers()["cache-control"]),
            (*status, &"no-store".parse().unwrap())
        );
        assert_eq!(answer.json::<TokenError>().await.unwrap().error, *error, "{parameter}={value:?}");
    }
    let mut doubled = app.exchange(&code);
    doubled.push(("code_verifier", other.verifier.clone()));
    let doubled: Vec<_> = doubled.iter().map(|(name, value)| (*name, value.as_str())).collect();
    assert_eq!(app.token(&site, &doubled).await.json::<TokenError>().await.unwrap().error, "invalid_request");
    let json = site.http.post(format!("{}/oauth/token", site.base)).json(&serde_json::json!({"code": code}));
    assert_eq!(json.send().await.unwrap().status(), 400, "a form, nothing else");
    let got = site.http.get(format!("{}/oauth/token?code={code}", site.base)).send().await.unwrap();
    assert_eq!(got.status(), 405, "secrets do not travel in an address");
    app.tokens(&site, &code).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_code_that_comes_twice_ends_the_session() {
    let site = Site::start().await;
    let (app, bystander) = (App::new(), App::new());
    let code = code_for(&site, &app, 22).await;
    let tokens = app.tokens(&site, &code).await;
    let other = bystander.tokens(&site, &code_for(&site, &bystander, 22).await).await;
    assert_eq!(app.me(&site, &tokens.access_token).await, "ok");
    site.clock.pass(3_600 * 24 * 30);
    let tokens: circles_wire::session::TokenResponse =
        app.refresh(&site, &tokens.refresh_token).await.json().await.unwrap();
    let thief = App { verifier: App::new().verifier, ..app.clone() };
    assert_eq!(thief.redeem(&site, &code).await.json::<TokenError>().await.unwrap().error, "invalid_grant");
    assert_eq!(app.me(&site, &tokens.access_token).await, "session_revoked");
    assert_eq!(app.refresh(&site, &tokens.refresh_token).await.status(), 400);
    assert_eq!(
        bystander.refresh(&site, &other.refresh_token).await.status(),
        200,
        "the person's other device stays"
    );

    // A code of an older sign-in does not end the newer one.
    let tokens = app.tokens(&site, &code_for(&site, &app, 22).await).await;
    assert_eq!(app.redeem(&site, &code).await.status(), 400);
    assert_eq!(app.me(&site, &tokens.access_token).await, "ok");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_code_lives_a_minute() {
    let site = Site::start().await;
    let app = App::new();
    let code = code_for(&site, &app, 23).await;
    site.clock.pass(60);
    assert_eq!(app.redeem(&site, &code).await.json::<TokenError>().await.unwrap().error, "invalid_grant");
    let code = code_for(&site, &app, 23).await;
    site.clock.pass(59);
    app.tokens(&site, &code).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refresh_token_survives_lost_answers_and_ends_after_ninety_days() {
    let mut site = Site::start().await;
    let app = App::new();
    let first = app.tokens(&site, &code_for(&site, &app, 24).await).await;
    let mut latest = first.clone();
    for _ in 0..3 {
        // The answers of two tries are lost; the third is heard. Nothing was used up.
        app.refresh(&site, &first.refresh_token).await;
        app.refresh(&site, &first.refresh_token).await;
        latest = app.refresh(&site, &first.refresh_token).await.json().await.unwrap();
        assert_eq!(latest.refresh_token, first.refresh_token);
        site.restart().await;
    }
    assert_eq!(app.me(&site, &latest.access_token).await, "ok");
    site.clock.pass(899);
    assert_eq!(app.me(&site, &latest.access_token).await, "ok");
    site.clock.pass(1);
    assert_eq!(app.me(&site, &latest.access_token).await, "unauthenticated");
    site.clock.pass(90 * 86_400 - 901);
    let last: circles_wire::session::TokenResponse =
        app.refresh(&site, &first.refresh_token).await.json().await.unwrap();
    assert_eq!(last.expires_in, 1, "an access token does not outlive it");
    site.clock.pass(1);
    assert_eq!(
        app.refresh(&site, &first.refresh_token).await.json::<TokenError>().await.unwrap().error,
        "invalid_grant"
    );
    for bad in ["", "x", first.access_token.as_str()] {
        assert_eq!(app.refresh(&site, bad).await.status(), 400);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn signing_out_ends_both_tokens_for_good() {
    let site = Site::start().await;
    let app = App::new();
    let revoke = |token: String| {
        let form = [("token", token), ("client_id", "circles-app".to_owned())];
        site.http.post(format!("{}/oauth/revoke", site.base)).form(&form).send()
    };
    for by_refresh_token in [true, false] {
        let tokens = app.tokens(&site, &code_for(&site, &app, 25).await).await;
        let token = if by_refresh_token { &tokens.refresh_token } else { &tokens.access_token };
        assert_eq!(revoke(token.clone()).await.unwrap().status(), 200);
        assert_eq!(revoke(token.clone()).await.unwrap().status(), 200, "asked again, answered again");
        assert_eq!(app.me(&site, &tokens.access_token).await, "session_revoked");
        assert_eq!(app.refresh(&site, &tokens.refresh_token).await.status(), 400);
        // Signing in again on the same device does not bring the old tokens back.
        let again = app.tokens(&site, &code_for(&site, &app, 25).await).await;
        assert_eq!(app.me(&site, &again.access_token).await, "ok");
        assert_ne!(app.me(&site, &tokens.access_token).await, "ok");
    }
    assert_eq!(revoke("unknown".to_owned()).await.unwrap().status(), 200);
    assert_eq!(revoke(String::new()).await.unwrap().status(), 400);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_server_says_what_it_offers() {
    let site = Site::start().await;
    let found =
        site.http.get(format!("{}/.well-known/oauth-authorization-server", site.base)).send().await.unwrap();
    let found: serde_json::Value = found.json().await.unwrap();
    assert_eq!(found["issuer"], site.base);
    assert_eq!(found["authorization_endpoint"], format!("{}/oauth/authorize", site.base));
    assert_eq!(found["code_challenge_methods_supported"], serde_json::json!(["S256"]));
    assert_eq!(found["grant_types_supported"], serde_json::json!(["authorization_code", "refresh_token"]));
}
