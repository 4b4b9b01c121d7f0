//! A real server on a directory that survives it, with a clock that the test turns.

use std::net::{IpAddr, Ipv4Addr};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use circles_domain::identity_number::check_character;
use circles_domain::{Clock, DeviceId, SystemClock, Timestamp};
use circles_server::identity::OpenIdArgs;
use circles_server::{Config, Limits, Server};
use circles_wire::dpop::DeviceKey;
use circles_wire::session::TokenResponse;
use reqwest::{Client, Method, RequestBuilder, Response};
use sha2::{Digest as _, Sha256};

use crate::proof::signed;

#[derive(Clone, Debug)]
pub struct ManualClock(Arc<AtomicI64>);

impl ManualClock {
    pub fn starting_now() -> Self {
        Self(Arc::new(AtomicI64::new(SystemClock.now().as_micros())))
    }
    pub fn pass(&self, seconds: i64) {
        self.0.fetch_add(seconds * 1_000_000, Ordering::SeqCst);
    }
}

impl Clock for ManualClock {
    fn now(&self) -> Timestamp {
        Timestamp::from_micros(self.0.load(Ordering::SeqCst))
    }
}

pub struct Site {
    pub clock: ManualClock,
    pub base: String,
    pub http: Client,
    dir: tempfile::TempDir,
    limits: Limits,
    demo: bool,
    openid: OpenIdArgs,
    trusted_proxies: Vec<IpAddr>,
    server: Option<Server>,
}

impl Site {
    /// With limits that a test of something else does not meet.
    pub async fn start() -> Self {
        Self::start_with(Limits {
            sign_in_per_minute: 1_000,
            sign_in_per_address: 1_000,
            sign_in_pages_per_address: 1_000,
            ..Limits::default()
        })
        .await
    }

    pub async fn start_with(limits: Limits) -> Self {
        let http = Client::builder().redirect(reqwest::redirect::Policy::none()).build().unwrap();
        let mut site = Self {
            clock: ManualClock::starting_now(),
            base: String::new(),
            http,
            dir: tempfile::tempdir().unwrap(),
            limits,
            demo: false,
            openid: OpenIdArgs::default(),
            trusted_proxies: Vec::new(),
            server: None,
        };
        site.restart().await;
        site
    }

    /// Starts anew, sending people to an OpenID provider.
    pub async fn send_people_to(&mut self, openid: OpenIdArgs) {
        self.openid = openid;
        self.restart().await;
    }

    /// Starts anew, believing what requests from this machine say of who asks.
    pub async fn believe_loopback(&mut self) {
        self.trusted_proxies = vec![IpAddr::V4(Ipv4Addr::LOCALHOST)];
        self.restart().await;
    }

    /// Starts anew with the demo data.
    pub async fn fill_with_demo(&mut self) {
        self.demo = true;
        self.restart().await;
    }

    pub async fn restart(&mut self) {
        self.stop().await;
        let config = Config {
            limits: Limits { first_sweep_s: self.limits.sweep_s, ..self.limits },
            demo: self.demo,
            openid: self.openid.clone(),
            trusted_proxies: self.trusted_proxies.clone(),
            keys_dir: Some(self.keys()),
            ..Config::at(self.data())
        };
        let server = Server::start(config, Arc::new(self.clock.clone())).await.unwrap();
        self.base = format!("http://{}", server.addr);
        self.server = Some(server);
    }

    pub async fn stop(&mut self) {
        if let Some(server) = self.server.take() {
            server.stop().await;
        }
    }

    /// Makes the person of an account an operator.
    pub async fn promote(&self, person: circles_domain::PersonId) {
        let mut tx = self.server().state.db.write().await.unwrap();
        sqlx::query("UPDATE person SET role = 'operator' WHERE id = $1")
            .bind(person.0)
            .execute(&mut *tx)
            .await
            .unwrap();
        tx.commit().await.unwrap();
    }

    pub fn data(&self) -> PathBuf {
        self.dir.path().join("data")
    }
    pub fn keys(&self) -> PathBuf {
        self.dir.path().join("keys")
    }

    pub fn server(&self) -> &Server {
        self.server.as_ref().unwrap()
    }
}

/// The app's side of a sign-in.
#[derive(Clone, Debug)]
pub struct App {
    pub device: DeviceId,
    pub key: Arc<DeviceKey>,
    pub verifier: String,
    pub state: String,
    pub redirect_uri: String,
}

impl App {
    pub fn new() -> Self {
        let random = || {
            BASE64_URL_SAFE_NO_PAD
                .encode([*DeviceId::mint().as_bytes(), *uuid::Uuid::new_v4().as_bytes()].concat())
        };
        Self {
            device: DeviceId::mint(),
            key: Arc::new(DeviceKey::generate().unwrap()),
            verifier: random(),
            state: random(),
            redirect_uri: "http://127.0.0.1:49152/callback".to_owned(),
        }
    }

    pub fn challenge(&self) -> String {
        BASE64_URL_SAFE_NO_PAD.encode(Sha256::digest(self.verifier.as_bytes()))
    }

    /// The authorization request, each parameter as it should be.
    pub fn request(&self) -> Vec<(&'static str, String)> {
        vec![
            ("response_type", "code".to_owned()),
            ("client_id", "circles-app".to_owned()),
            ("redirect_uri", self.redirect_uri.clone()),
            ("state", self.state.clone()),
            ("code_challenge", self.challenge()),
            ("code_challenge_method", "S256".to_owned()),
            ("device_id", self.device.to_string()),
            ("device_name", "Test device".to_owned()),
            ("dpop_jkt", self.key.thumbprint().to_string()),
        ]
    }

    pub fn exchange(&self, code: &str) -> Vec<(&'static str, String)> {
        vec![
            ("grant_type", "authorization_code".to_owned()),
            ("client_id", "circles-app".to_owned()),
            ("code", code.to_owned()),
            ("redirect_uri", self.redirect_uri.clone()),
            ("code_verifier", self.verifier.clone()),
        ]
    }

    pub async fn redeem(&self, site: &Site, code: &str) -> Response {
        let form = self.exchange(code);
        let form: Vec<_> = form.iter().map(|(name, value)| (*name, value.as_str())).collect();
        self.token(site, &form).await
    }

    pub async fn token(&self, site: &Site, form: &[(&str, &str)]) -> Response {
        let request = site.http.post(format!("{}/oauth/token", site.base)).form(form);
        let request = signed(request, site.server(), &self.key, &Method::POST, "/oauth/token", None);
        request.send().await.unwrap()
    }

    pub async fn refresh(&self, site: &Site, refresh_token: &str) -> Response {
        let form =
            [("grant_type", "refresh_token"), ("client_id", "circles-app"), ("refresh_token", refresh_token)];
        self.token(site, &form).await
    }

    /// A request to the API.
    pub fn ask(&self, site: &Site, method: &Method, path: &str, access_token: &str) -> RequestBuilder {
        let request = site.http.request(method.clone(), format!("{}{path}", site.base));
        signed(request, site.server(), &self.key, method, path, Some(access_token))
    }

    /// A request with a body: status and body of the answer.
    pub async fn say(
        &self,
        site: &Site,
        method: Method,
        path: &str,
        access_token: &str,
        body: serde_json::Value,
    ) -> (u16, serde_json::Value) {
        let answer = self.ask(site, &method, path, access_token).json(&body).send().await.unwrap();
        let status = answer.status().as_u16();
        (status, serde_json::from_str(&answer.text().await.unwrap()).unwrap_or_default())
    }

    /// The error code of `/v1/me`, or `ok`.
    pub async fn me(&self, site: &Site, access_token: &str) -> String {
        code(self.ask(site, &Method::GET, "/v1/me", access_token).send().await.unwrap()).await
    }

    pub async fn tokens(&self, site: &Site, code: &str) -> TokenResponse {
        let answer = self.redeem(site, code).await;
        assert_eq!(answer.status(), 200);
        assert_eq!(answer.headers()["cache-control"], "no-store");
        answer.json().await.unwrap()
    }
}

/// The error code of an answer, or `ok`.
pub async fn code(answer: Response) -> String {
    if answer.status().is_success() {
        return "ok".to_owned();
    }
    let body: serde_json::Value = answer.json().await.unwrap();
    body["code"].as_str().or(body["error"].as_str()).unwrap_or_default().to_owned()
}

/// A number of an unassigned place, with its check character.
pub fn number(birth_date: &str, sequence: u16) -> String {
    let body = format!("990000{birth_date}{sequence:03}");
    let check = char::from(check_character(&body));
    format!("{body}{check}")
}

/// Every file under `dir`, with its bytes.
pub fn files(dir: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files(&path));
        } else {
            found.push((path.clone(), std::fs::read(&path).unwrap()));
        }
    }
    found
}
