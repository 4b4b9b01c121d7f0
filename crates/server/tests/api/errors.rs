//! Error bodies, as devices were told they are.

use circles_domain::{Field, Invalid, Rule};
use circles_server::Error;
use circles_wire::ErrorCode;
use reqwest::{Method, StatusCode};

use crate::support::{Town, nobody, whole};

#[test]
fn every_code_has_the_agreed_status_and_title() {
    let codes = [
        ErrorCode::Invalid,
        ErrorCode::Unauthenticated,
        ErrorCode::SessionRevoked,
        ErrorCode::InvalidDpopProof,
        ErrorCode::UseDpopNonce,
        ErrorCode::Forbidden,
        ErrorCode::GateClosed,
        ErrorCode::Muted,
        ErrorCode::RulesDue,
        ErrorCode::NotFound,
        ErrorCode::IdConflict,
        ErrorCode::InProgress,
        ErrorCode::Stale,
        ErrorCode::CursorExpired,
        ErrorCode::RateLimited,
        ErrorCode::QuotaExceeded,
        ErrorCode::OffsetMismatch,
        ErrorCode::HashMismatch,
        ErrorCode::PinWrong,
        ErrorCode::PinNotSet,
        ErrorCode::PinPaused,
        ErrorCode::StepUpRequired,
        ErrorCode::PaymentsLocked,
        ErrorCode::WalletFrozen,
        ErrorCode::CashOutRests,
        ErrorCode::TipsOff,
        ErrorCode::BalanceShort,
        ErrorCode::FriendsOnly,
        ErrorCode::SignInAgain,
        ErrorCode::QuoteExpired,
        ErrorCode::TooFast,
        ErrorCode::Minor,
        ErrorCode::StrongerHolds,
        ErrorCode::OwnerLeaves,
        ErrorCode::BalanceLeft,
        ErrorCode::DebtLeft,
        ErrorCode::AccountLeaving,
        ErrorCode::NameExpired,
        ErrorCode::Internal,
        ErrorCode::Unavailable,
    ];
    let bodies = codes.map(|code| serde_json::to_value(Error::code(code).body()).unwrap());
    insta::assert_json_snapshot!(bodies.as_slice());
}

#[test]
fn a_body_says_what_it_speaks_of() {
    let error = Error::invalid(Invalid::new(Field::Text, Rule::TooLarge))
        .subject("0197")
        .retry_after(7)
        .tries_left(3)
        .stored(&[1]);
    insta::assert_json_snapshot!(error.body());
}

#[tokio::test]
async fn problems_have_one_shape_wherever_they_come_from() {
    let town = Town::found().await;
    let me = town.person().await;
    let text = |request: reqwest::RequestBuilder| async { whole(request.send().await.unwrap()).await };
    for (request, status, code) in [
        (town.request(Method::GET, &nobody(), "/v1/me"), StatusCode::UNAUTHORIZED, "unauthenticated"),
        (town.request(Method::GET, &me, "/v1/nothing"), StatusCode::NOT_FOUND, "not_found"),
        (town.request(Method::GET, &me, "/v1/posts/not-an-id"), StatusCode::NOT_FOUND, "not_found"),
        (town.request(Method::POST, &me, "/v1/me"), StatusCode::METHOD_NOT_ALLOWED, "not_found"),
        (town.request(Method::PATCH, &me, "/v1/me").body("{"), StatusCode::UNPROCESSABLE_ENTITY, "invalid"),
        (
            town.request(Method::PATCH, &me, "/v1/me")
                .header("content-type", "application/json")
                .body("{\"bio\":"),
            StatusCode::UNPROCESSABLE_ENTITY,
            "invalid",
        ),
        (
            town.request(Method::PATCH, &me, "/v1/me").json(&"a".repeat(300_000)),
            StatusCode::UNPROCESSABLE_ENTITY,
            "invalid",
        ),
        (
            town.request(Method::GET, &me, &format!("/v1/people/{}/posts?limit=x", me.id)),
            StatusCode::UNPROCESSABLE_ENTITY,
            "invalid",
        ),
    ] {
        let (got, body) = text(request).await;
        assert_eq!((got, &body["code"]), (status, &serde_json::json!(code)), "{body}");
    }
    let answer = town.get(&nobody(), "/v1/me").await;
    assert_eq!(answer.headers()["content-type"], "application/problem+json");
    for header in [
        "www-authenticate",
        "x-content-type-options",
        "content-security-policy",
        "referrer-policy",
        "cache-control",
    ] {
        assert!(answer.headers().contains_key(header), "{header}");
    }
}

#[tokio::test]
async fn a_fault_of_the_server_tells_nothing() {
    let town = Town::found().await;
    let me = town.person().await;
    let mut tx = town.server.state.db.write().await.unwrap();
    sqlx::query("ALTER TABLE circle RENAME COLUMN slug TO secret").execute(&mut *tx).await.unwrap();
    tx.commit().await.unwrap();
    let (status, body) = whole(town.get(&me, "/v1/circles").await).await;
    assert_eq!(status, StatusCode::INTERNAL_SERVER_ERROR);
    assert_eq!(body, serde_json::json!({ "code": "internal", "title": "server error", "status": 500 }));
}

#[tokio::test]
async fn the_description_is_complete_and_the_page_asks_no_other_host() {
    let town = Town::found().await;
    let (_, api) = whole(town.get(&nobody(), "/openapi.json").await).await;
    assert!(api["openapi"].as_str().unwrap().starts_with("3.1"));
    for (path, item) in api["paths"].as_object().unwrap() {
        let wanted: Vec<&str> = path.split('{').skip(1).map(|rest| rest.split('}').next().unwrap()).collect();
        for (method, operation) in item.as_object().unwrap() {
            let given: Vec<&str> = operation["parameters"]
                .as_array()
                .into_iter()
                .flatten()
                .filter(|p| p["in"] == "path")
                .map(|p| p["name"].as_str().unwrap())
                .collect();
            assert_eq!(given, wanted, "{method} {path}");
            assert!(operation["summary"].as_str().is_some_and(|text| !text.is_empty()), "{method} {path}");
        }
    }
    for path in ["/docs", "/docs/docs.js", "/docs/docs.css"] {
        let answer = town.get(&nobody(), path).await;
        assert_eq!(answer.status(), StatusCode::OK);
        let text = answer.text().await.unwrap();
        assert!(!text.contains("//cdn") && !text.contains("https://") && !text.contains("http://"), "{path}");
    }
}
