//! Turning the key of legal names: while the server runs, broken off, and with the old key destroyed.

use circles_server::rewrap_names::{RewrapError, RewrapNames, rewrap_names};

use super::browser::Browser;
use super::site::{App, Site, number};

fn asked(site: &Site) -> RewrapNames {
    RewrapNames { data_dir: site.data(), keys_dir: Some(site.keys()) }
}

async fn enter(site: &Site, name: &str, number: &str) {
    let app = App::new();
    let mut browser = Browser::sent_by(site, &app).await;
    let code = browser.walk(name, number, "Somebody").await;
    app.tokens(site, &code).await;
}

fn old_keys(site: &Site) -> Vec<std::path::PathBuf> {
    let named = |path: &std::path::PathBuf| path.file_name().unwrap().to_string_lossy().starts_with("name-");
    std::fs::read_dir(site.keys()).unwrap().map(|entry| entry.unwrap().path()).filter(named).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_served_server_follows_and_the_old_key_may_be_destroyed() {
    let mut site = Site::start().await;
    let (first, second) = (number("19900101", 61), number("19900101", 63));
    enter(&site, "林某某", &first).await;
    let mut under_way = Browser::sent_by(&site, &App::new()).await;
    under_way.type_identity("梅某某", &second).await;

    let done = rewrap_names(&asked(&site)).await.unwrap();
    assert!(done.names >= 2, "the account and the sign-in under way: {done:?}");
    for old in old_keys(&site) {
        std::fs::remove_file(old).unwrap();
    }
    enter(&site, "林某某", &first).await;
    under_way.type_code(&under_way.shown_code()).await;
    under_way.submit("/signin/name", &[("display_name", "Second")]).await;
    assert!(under_way.left_to.is_some(), "{}", under_way.html);
    site.restart().await;
    enter(&site, "林某某", &first).await;
    enter(&site, "梅某某", &second).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn broken_off_after_the_turn_it_goes_on() {
    let mut site = Site::start().await;
    let typed = number("19900101", 65);
    enter(&site, "林某某", &typed).await;
    // What a crash between the turn of the key and the write of the names leaves.
    circles_server::identity::Keys::open_or_create(&site.keys()).unwrap().turn_name_key().unwrap();
    site.stop().await;
    let done = rewrap_names(&asked(&site)).await.unwrap();
    assert!(done.names >= 1);
    assert_eq!(old_keys(&site).len(), 1, "it did not turn a second time");
    site.restart().await;
    enter(&site, "林某某", &typed).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn foreign_keys_and_missing_data_are_refused() {
    let mut site = Site::start().await;
    enter(&site, "林某某", &number("19900101", 67)).await;
    site.stop().await;
    let foreign = site.data().with_file_name("foreign");
    circles_server::identity::Keys::open_or_create(&foreign).unwrap();
    let asked = RewrapNames { keys_dir: Some(foreign), ..asked(&site) };
    assert!(matches!(rewrap_names(&asked).await, Err(RewrapError::OtherKeys)));
    let nowhere = RewrapNames { data_dir: site.data().join("nowhere"), keys_dir: None };
    assert!(matches!(rewrap_names(&nowhere).await, Err(RewrapError::Keys(_))));
    assert!(!site.data().join("nowhere").exists(), "nothing was made");
    site.restart().await;
}
