//! Limits on tries, which a restart does not forgive.

use circles_server::Limits;
use reqwest::header::{HeaderMap, HeaderValue};

use super::browser::Browser;
use super::site::{App, Site, number};

#[tokio::test(flavor = "multi_thread")]
async fn one_identity_has_five_tries_a_minute_across_browsers_and_restarts() {
    let mut site = Site::start_with(Limits { sign_in_per_address: 1_000, ..Limits::default() }).await;
    let typed = number("19950523", 41);
    for _ in 0..5 {
        let mut browser = Browser::sent_by(&site, &App::new()).await;
        browser.type_identity("林某某", &typed).await;
        assert_eq!(browser.path, "/signin/code");
        site.clock.pass(1);
    }
    site.restart().await;
    let mut browser = Browser::sent_by(&site, &App::new()).await;
    browser.type_identity("林某某", &typed).await;
    assert_eq!((browser.status, browser.headers["retry-after"].to_str().unwrap()), (429, "55"));
    assert!(browser.html.contains("Wait 55 seconds") && browser.html.contains("role=\"alert\""));
    assert_eq!(
        (browser.value("legal_name").as_str(), browser.value("identity_number")),
        ("林某某", typed.clone())
    );
    browser.type_identity("梅某某", &number("19950523", 42)).await;
    assert_eq!(browser.path, "/signin/code", "another identity is not held up");
    browser.get("/signin/who").await;
    site.clock.pass(54);
    browser.type_identity("林某某", &typed).await;
    assert_eq!(browser.status, 429);
    site.clock.pass(1);
    browser.type_identity("林某某", &typed).await;
    assert_eq!(browser.path, "/signin/code", "refused tries do not lengthen the wait");
    // A new code for a known identity is a try as well.
    browser.submit("/signin/again", &[]).await;
    assert_eq!(browser.status, 429);
}

#[tokio::test(flavor = "multi_thread")]
async fn one_address_has_twenty_tries_a_minute() {
    let mut site = Site::start_with(Limits::default()).await;
    let mut browser = Browser::sent_by(&site, &App::new()).await;
    for sequence in 0..20 {
        // Wrong ones count like right ones: numbers cannot be searched.
        browser.get("/signin/who").await;
        browser.type_identity("林某某", &number("19950523", sequence)).await;
        assert!(matches!(browser.status, 200 | 422), "{sequence}");
    }
    site.restart().await;
    let mut browser = Browser::sent_by(&site, &App::new()).await;
    browser.type_identity("林某某", &number("19950523", 50)).await;
    assert_eq!(browser.status, 429);
    browser.submit("/signin/sample", &[("key", "lin")]).await;
    assert_eq!(browser.status, 429);
    site.clock.pass(60);
    browser.submit("/signin/sample", &[("key", "lin")]).await;
    assert_eq!(browser.path, "/signin/code");
}

#[tokio::test(flavor = "multi_thread")]
async fn one_address_opens_sixty_pages_a_minute() {
    let site = Site::start_with(Limits::default()).await;
    let mut browser = Browser::new(&site);
    for _ in 0..60 {
        browser.authorize(&App::new().request()).await;
        assert_eq!(browser.status, 200);
    }
    browser.authorize(&App::new().request()).await;
    assert_eq!((browser.status, browser.error_code().as_str()), (429, "rate_limited"));
}

#[tokio::test(flavor = "multi_thread")]
async fn behind_a_proxy_each_client_has_its_own_tries() {
    let mut site = Site::start_with(Limits { sign_in_per_address: 1, ..Limits::default() }).await;
    let tries = async |site: &Site, client: &'static str, sequence| {
        let mut browser = Browser::new(site);
        let passed_on =
            HeaderMap::from_iter([("x-forwarded-for".parse().unwrap(), HeaderValue::from_static(client))]);
        browser.http = reqwest::Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .default_headers(passed_on)
            .build()
            .unwrap();
        browser.authorize(&App::new().request()).await;
        browser.type_identity("林某某", &number("19950523", sequence)).await;
        browser.status
    };
    assert_eq!(tries(&site, "198.51.100.1", 1).await, 200);
    assert_eq!(tries(&site, "198.51.100.2", 2).await, 429, "nobody is believed who says so themselves");
    site.believe_loopback().await;
    site.clock.pass(60);
    assert_eq!(tries(&site, "198.51.100.1", 3).await, 200);
    assert_eq!(tries(&site, "198.51.100.2", 4).await, 200);
    assert_eq!(tries(&site, "198.51.100.1", 5).await, 429);
}
