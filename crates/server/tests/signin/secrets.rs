//! What must never be found: planted names, numbers and tokens, in the database's files or in the log.

use std::io::Write;
use std::sync::{Arc, Mutex};

use reqwest::Method;

use super::browser::Browser;
use super::site::{App, Site, files, number};

#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }
    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

fn text_le(text: &str) -> Vec<u8> {
    text.encode_utf16().flat_map(u16::to_le_bytes).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn no_planted_secret_is_found() {
    let log = Log::default();
    let writer = log.clone();
    // Everything that this program itself can say, and more than an operator turns on of what others say.
    tracing_subscriber::fmt()
        .with_env_filter("trace,hyper=info,h2=info,reqwest=info,hyper_util=info,rustls=info,mio=info")
        .with_ansi(false)
        .with_writer(move || writer.clone())
        .init();

    let mut site = Site::start().await;
    let (name, typed) = ("罕见姓氏植入", number("19870605", 43));
    let wrong = format!("{}{}", &typed[..17], if typed.ends_with('1') { '2' } else { '1' });
    let app = App::new();
    let mut browser = Browser::sent_by(&site, &app).await;
    browser.type_identity(name, &wrong).await;
    let code = browser.walk(name, &typed, "Quiet name").await;
    let tokens = app.tokens(&site, &code).await;
    let refreshed: circles_wire::session::TokenResponse =
        app.refresh(&site, &tokens.refresh_token).await.json().await.unwrap();
    assert_eq!(app.me(&site, &refreshed.access_token).await, "ok");
    let person = refreshed.person.byline.id;
    site.promote(person).await;
    let opened = format!("/v1/operator/people/{person}/legal-name");
    let reason = serde_json::json!({ "reason": "to see that nothing of it is logged" });
    let (status, answered) = app.say(&site, Method::POST, &opened, &refreshed.access_token, reason).await;
    assert_eq!((status, answered["legal_name"].as_str()), (200, Some(name)));
    for path in ["/v1/me", "/v1/me/claims", "/v1/me/score", "/v1/me/name-access", "/v1/me/seen-as/friend"] {
        let (status, body) =
            app.say(&site, Method::GET, path, &refreshed.access_token, serde_json::json!(null)).await;
        assert_eq!(status, 200, "{path}");
        assert!(!body.to_string().contains(name) && !body.to_string().contains(&typed), "{path}: {body}");
    }
    let mut unfinished = Browser::sent_by(&site, &App::new()).await;
    unfinished.type_identity("未完植入", &number("19870605", 45)).await;

    let planted = [
        ("legal name", name.to_owned()),
        ("unfinished legal name", "未完植入".to_owned()),
        ("identity number", typed.clone()),
        ("mistyped number", wrong),
        ("unfinished number", number("19870605", 45)),
        ("authorization code", code),
        ("refresh token", tokens.refresh_token),
        ("access token", tokens.access_token),
        ("second access token", refreshed.access_token),
        ("device key", app.key.secret().unwrap()),
        ("cookie", browser.cookie.clone()),
        ("form token", unfinished.form_token()),
        ("verifier", app.verifier.clone()),
    ];
    let holds = |bytes: &[u8], text: &str| {
        let utf16: Vec<u16> = text.encode_utf16().collect();
        let spellings = [
            text.as_bytes().to_vec(),
            utf16.iter().flat_map(|unit| unit.to_le_bytes()).collect(),
            utf16.iter().flat_map(|unit| unit.to_be_bytes()).collect(),
            hex::encode(text).into_bytes(),
        ];
        spellings.iter().any(|spelling| bytes.windows(spelling.len()).any(|window| window == spelling))
    };
    for spelled in [text_le("罕见姓氏植入"), "罕见姓氏植入".as_bytes().to_vec()] {
        assert!(holds(&[b"..", spelled.as_slice()].concat(), name), "the search knows both spellings");
    }
    for stopped in [false, true] {
        if stopped {
            site.stop().await;
        }
        let found = files(&site.data());
        let there = |suffix: &str| found.iter().any(|(path, _)| path.to_string_lossy().ends_with(suffix));
        assert!(there(".db") && (stopped || there(".db-wal")), "the database and its log are looked at");
        for (path, bytes) in &found {
            for (what, text) in &planted {
                assert!(!holds(bytes, text), "{what} in {}", path.display());
            }
        }
        assert!(
            found.iter().any(|(_, bytes)| holds(bytes, "Quiet name")),
            "the search does find what is there"
        );
    }
    let log = log.0.lock().unwrap();
    assert!(holds(&log, "/signin/who"), "the log was listened to");
    for (what, text) in &planted {
        assert!(!holds(&log, text), "{what} in the log");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn data_without_its_keys_is_not_served() {
    let mut site = Site::start().await;
    site.restart().await;
    site.stop().await;
    std::fs::rename(site.keys(), site.data().with_file_name("kept safe")).unwrap();
    let config =
        circles_server::Config { keys_dir: Some(site.keys()), ..circles_server::Config::at(site.data()) };
    let started = circles_server::Server::start(config, Arc::new(site.clock.clone())).await;
    assert!(matches!(started, Err(circles_server::StartError::OtherKeys)));
    std::fs::remove_dir_all(site.keys()).unwrap();
    std::fs::rename(site.data().with_file_name("kept safe"), site.keys()).unwrap();
    site.restart().await;
}
