//! A real server on a temporary directory, people with wallets, and a clock that only moves when it is told to.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use circles_domain::circle::Gates;
use circles_domain::claim::{CivilDate, Claims};
use circles_domain::person::DisplayName;
use circles_domain::{
    CircleId, Clock, DeviceId, Money, PersonId, PostId, QuoteId, SystemClock, Timestamp, TipId,
};
use circles_server::audit::{Audit, Report, audit};
use circles_server::auth::Signed;
use circles_server::store::people::NewPerson;
use circles_server::store::{people, sessions};
use circles_server::{Config, Limits, Server};
use circles_wire::dpop::DeviceKey;
use circles_wire::tip::{QuoteResponse, TipResponse};
use circles_wire::wallet::WalletResponse;
use reqwest::{Method, RequestBuilder, StatusCode};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

#[path = "../proof/mod.rs"]
mod proof;

/// How long somebody asks again while the writer is busy.
const BUSY_AT_MOST: Duration = Duration::from_secs(20);

/// A clock that stands still.
#[derive(Debug)]
pub struct Hands(AtomicI64);

impl Clock for Hands {
    fn now(&self) -> Timestamp {
        Timestamp::from_micros(self.0.load(Ordering::SeqCst))
    }
}

pub struct World {
    pub dir: tempfile::TempDir,
    pub server: Server,
    pub limits: Limits,
    pub circle: CircleId,
    clock: Arc<Hands>,
    http: reqwest::Client,
}

#[derive(Clone, Debug)]
pub struct Someone {
    pub id: PersonId,
    pub device: DeviceId,
    pub token: String,
    pub key: Arc<DeviceKey>,
}

pub struct Answer {
    pub status: StatusCode,
    pub body: Value,
}

impl Answer {
    pub fn code(&self) -> &str {
        self.body["code"].as_str().unwrap_or_default()
    }
    pub fn read<T: DeserializeOwned>(&self) -> T {
        assert!(self.status.is_success(), "{} {}", self.status, self.body);
        serde_json::from_value(self.body.clone()).unwrap()
    }
    pub fn state(&self) -> (&str, &str) {
        assert_eq!(self.status, 200, "{}", self.body);
        (self.body["state"].as_str().unwrap_or_default(), self.body["reason"].as_str().unwrap_or_default())
    }
    pub fn refused(&self, status: u16, code: &str) {
        assert_eq!((self.status.as_u16(), self.code()), (status, code), "{}", self.body);
    }
}

impl World {
    /// Rates are out of the way, and a tip arrives at once; everything else is as people get it, unless `change` says
    /// otherwise.
    pub async fn start(change: impl FnOnce(&mut Limits)) -> Self {
        let mut limits = Limits {
            tips_per_minute: 100_000,
            tips_per_day: 100_000,
            writes_per_minute: 100_000,
            grace_s: 0,
            escrow_s: 0,
            ..Limits::default()
        };
        limits.first_sweep_s = limits.sweep_s;
        change(&mut limits);
        let dir = tempfile::tempdir().unwrap();
        let clock = Arc::new(Hands(AtomicI64::new(noon())));
        let config = Config { limits, ..Config::at(dir.path()) };
        let server = Server::start(config, Arc::clone(&clock) as Arc<dyn Clock>).await.unwrap();
        let circle = CircleId::mint();
        let mut tx = server.state.db.write().await.unwrap();
        let gates = Gates::open();
        sqlx::query(
            "INSERT INTO circle (id, slug, name, introduction, category, gates, preview_count, created_at_us)
             VALUES ($1, $2, 'Circle', '', 'test', $3, 0, 0)",
        )
        .bind(circle.0)
        .bind(circle.to_string())
        .bind(serde_json::to_string(&gates).unwrap())
        .execute(&mut *tx)
        .await
        .unwrap();
        tx.commit().await.unwrap();
        let http = reqwest::Client::builder().build().unwrap();
        Self { dir, server, limits, circle, clock, http }
    }

    pub fn now(&self) -> Timestamp {
        self.clock.now()
    }

    pub fn pass_ms(&self, ms: i64) {
        self.clock.0.fetch_add(ms * 1_000, Ordering::SeqCst);
    }

    /// A member of the circle, `age` years old.
    pub async fn member(&self, age: i16) -> Someone {
        let id = PersonId::mint();
        let year = i16::try_from(self.now().shanghai_day() / 10_000).unwrap() - age;
        let person = NewPerson {
            id,
            display_name: Some(DisplayName::parse("Someone").unwrap()),
            masked_name: "林*".into(),
            name_sealed: Vec::new(),
            identity_hash: {
                let mut hash = [0; 32];
                getrandom::fill(&mut hash).unwrap();
                hash
            },
            claims: Claims { birth_date: Some(CivilDate { year, month: 1, day: 1 }), ..Claims::default() },
            verified_until: self.now().plus_seconds(400 * 86_400),
            created_at: self.now(),
        };
        let mut tx = self.server.state.db.write().await.unwrap();
        people::insert(&mut tx, &person).await.unwrap();
        let signed = Signed { person: id, device: DeviceId::mint() };
        let key = Arc::new(DeviceKey::generate().unwrap());
        let token =
            sessions::issue(&mut tx, signed, key.thumbprint(), self.now(), 400 * 86_400).await.unwrap();
        tx.commit().await.unwrap();
        self.run(
            "INSERT INTO membership (person_id, circle_id, joined, joined_at_us) VALUES ($1, $2, 1, 0)",
            &id.0,
            &self.circle.0,
        )
        .await;
        Someone { id, device: signed.device, token, key }
    }

    /// Somebody who operates the platform.
    pub async fn operator(&self) -> Someone {
        let who = self.member(35).await;
        let mut tx = self.server.state.db.write().await.unwrap();
        people::set_operator(&mut tx, who.id, true).await.unwrap();
        tx.commit().await.unwrap();
        who
    }

    /// The same person, signed in now on another device.
    pub async fn signed_in_again(&self, who: &Someone) -> Someone {
        self.signed_in_with(who, DeviceId::mint(), Arc::new(DeviceKey::generate().unwrap())).await
    }

    /// The same person, signed in now by a device that calls itself so and holds this key.
    pub async fn signed_in_with(&self, who: &Someone, device: DeviceId, key: Arc<DeviceKey>) -> Someone {
        let mut tx = self.server.state.db.write().await.unwrap();
        let signed = Signed { person: who.id, device };
        let token =
            sessions::issue(&mut tx, signed, key.thumbprint(), self.now(), 400 * 86_400).await.unwrap();
        tx.commit().await.unwrap();
        Someone { id: who.id, device, token, key }
    }

    /// Stops the server, and starts it again on the same data.
    pub async fn restarted(self) -> Self {
        let Self { dir, server, limits, circle, clock, http } = self;
        server.stop().await;
        let config = Config { limits, ..Config::at(dir.path()) };
        let server = Server::start(config, Arc::clone(&clock) as Arc<dyn Clock>).await.unwrap();
        Self { dir, server, limits, circle, clock, http }
    }

    pub async fn post_by(&self, author: &Someone) -> PostId {
        let id = PostId::mint();
        let mut tx = self.server.state.db.write().await.unwrap();
        sqlx::query(
            "INSERT INTO post (id, circle_id, author_id, text, attachments, accepted_at_us, request_hash)
             VALUES ($1, $2, $3, 'hello', '[]', $4, zeroblob(32))",
        )
        .bind(id.0)
        .bind(self.circle.0)
        .bind(author.id.0)
        .bind(self.now().as_micros())
        .execute(&mut *tx)
        .await
        .unwrap();
        tx.commit().await.unwrap();
        id
    }

    /// Changes the database behind the server's back, as an operator would.
    pub async fn run(&self, sql: &'static str, a: &uuid::Uuid, b: &uuid::Uuid) {
        let mut tx = self.server.state.db.write().await.unwrap();
        sqlx::query(sql).bind(*a).bind(*b).execute(&mut *tx).await.unwrap();
        tx.commit().await.unwrap();
    }

    pub async fn number(&self, sql: &'static str) -> i64 {
        sqlx::query_scalar(sql).fetch_one(self.server.state.db.read()).await.unwrap()
    }

    pub async fn call(&self, who: &Someone, method: Method, path: &str, body: Option<&Value>) -> Answer {
        self.call_with(who, method, path, body, None).await
    }

    pub async fn call_with(
        &self,
        who: &Someone,
        method: Method,
        path: &str,
        body: Option<&Value>,
        token: Option<&str>,
    ) -> Answer {
        let latest = tokio::time::Instant::now() + BUSY_AT_MOST;
        loop {
            let mut request = self.request(who, &method, path);
            if let Some(body) = body {
                request = request.json(body);
            }
            if let Some(token) = token {
                request = request.header("circles-step-up", token);
            }
            let response = request.send().await.unwrap();
            let status = response.status();
            let text = response.text().await.unwrap();
            let answer = Answer { status, body: serde_json::from_str(&text).unwrap_or(Value::Null) };
            // Many at once on a slow machine: the writer was busy, nothing was decided, and whoever asks waits as told.
            if answer.body["code"] != "in_progress" || tokio::time::Instant::now() > latest {
                return answer;
            }
            let wait_s = answer.body["retry_after"].as_u64().unwrap();
            tokio::time::sleep(Duration::from_secs(wait_s)).await;
        }
    }

    fn request(&self, who: &Someone, method: &Method, path: &str) -> RequestBuilder {
        let request = self.http.request(method.clone(), format!("http://{}{path}", self.server.addr));
        proof::signed(request, &self.server, &who.key, method, path, Some(&who.token))
    }

    pub async fn call_raw(&self, who: &Someone, method: Method, path: &str, body: String) -> Answer {
        let request = self.request(who, &method, path);
        let response = request.header("content-type", "application/json").body(body).send().await.unwrap();
        let status = response.status();
        Answer { status, body: serde_json::from_str(&response.text().await.unwrap()).unwrap_or(Value::Null) }
    }

    pub async fn ask_quote(&self, who: &Someone, tip: TipId, post: PostId, fen: i64) -> Answer {
        let body = json!({ "post": post, "amount": Money::fen(fen) });
        self.call(who, Method::POST, &format!("/v1/tips/{tip}/quote"), Some(&body)).await
    }

    /// A quote that was shown long enough.
    pub async fn quote(&self, who: &Someone, tip: TipId, post: PostId, fen: i64) -> QuoteResponse {
        let quote = self.ask_quote(who, tip, post, fen).await.read();
        self.pass_ms(self.limits.confirm_delay_ms);
        quote
    }

    pub async fn confirm(&self, who: &Someone, tip: TipId, quote: QuoteId) -> Answer {
        self.confirm_with(who, tip, quote, None).await
    }

    pub async fn confirm_with(
        &self,
        who: &Someone,
        tip: TipId,
        quote: QuoteId,
        token: Option<&str>,
    ) -> Answer {
        let body = json!({ "quote_id": quote });
        self.call_with(who, Method::PUT, &format!("/v1/tips/{tip}"), Some(&body), token).await
    }

    /// Quotes and confirms.
    pub async fn tip(&self, who: &Someone, post: PostId, fen: i64) -> TipResponse {
        let tip = TipId::mint();
        let quote = self.quote(who, tip, post, fen).await;
        self.confirm(who, tip, quote.quote).await.read()
    }

    pub async fn outcome(&self, who: &Someone, tip: TipId) -> Answer {
        self.call(who, Method::GET, &format!("/v1/tips/{tip}"), None).await
    }

    pub async fn cancel(&self, who: &Someone, tip: TipId) -> Answer {
        self.call(who, Method::POST, &format!("/v1/tips/{tip}/cancel"), None).await
    }

    pub async fn abandon(&self, who: &Someone, tip: TipId) -> Answer {
        self.call(who, Method::POST, &format!("/v1/tips/{tip}/abandon"), None).await
    }

    pub async fn wallet(&self, who: &Someone) -> WalletResponse {
        self.call(who, Method::GET, "/v1/wallet", None).await.read()
    }

    pub async fn set_pin(&self, who: &Someone, current: Option<&str>, pin: &str) -> Answer {
        let mut body = json!({ "pin": pin });
        if let Some(current) = current {
            body["current"] = current.into();
        }
        self.call(who, Method::PUT, "/v1/wallet/pin", Some(&body)).await
    }

    pub async fn step_up(&self, who: &Someone, quote: QuoteId, pin: &str) -> Answer {
        let body = json!({ "quote_id": quote, "pin": pin });
        self.call(who, Method::POST, "/v1/step-up", Some(&body)).await
    }

    pub async fn audit(&self) -> Report {
        audit(&self.audited(), &self.limits).await.unwrap()
    }

    pub fn audited(&self) -> Audit {
        Audit { data_dir: self.dir.path().to_owned(), histories: None, statement: None, checkpoints: None }
    }

    /// Nothing is broken; the end of most tests.
    pub async fn is_sound(&self) {
        let report = self.audit().await;
        assert!(report.holds, "{}", serde_json::to_string_pretty(&report).unwrap());
    }
}

/// Noon of today in Shanghai, so that a test does not run into the next civil day.
fn noon() -> i64 {
    let day_us = 86_400_000_000;
    SystemClock.now().as_micros().div_euclid(day_us) * day_us + 4 * 3_600_000_000
}
