//! A server on a free port with a directory of its own, a clock to set, and people with names nobody has.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};

use circles_domain::circle::Gates;
use circles_domain::circle::Role;
use circles_domain::claim::{CivilDate, Claims};
use circles_domain::person::{DisplayName, LegalName};
use circles_domain::{CircleId, Clock, DeviceId, PersonId, PostId, Timestamp};
use circles_server::auth::Signed;
use circles_server::store::circles::NewCircle;
use circles_server::store::people::NewPerson;
use circles_server::store::{changes, circles, members, people, sessions};
use circles_server::{Config, Server};
use circles_wire::dpop::DeviceKey;
use reqwest::{Method, RequestBuilder, Response, StatusCode};
use serde_json::{Value, json};

use crate::proof::signed;

/// Everybody's name on paper.
pub const LEGAL_NAME: &str = "Planted Example";

/// Time as a test sets it.
#[derive(Debug)]
pub struct Watch(AtomicI64);

impl Clock for Watch {
    fn now(&self) -> Timestamp {
        Timestamp::from_micros(self.0.load(Ordering::SeqCst))
    }
}

impl Watch {
    pub fn turn(&self, seconds: i64) {
        self.0.fetch_add(seconds * 1_000_000, Ordering::SeqCst);
    }
}

pub struct Town {
    pub server: Server,
    pub watch: Arc<Watch>,
    pub dir: tempfile::TempDir,
    http: reqwest::Client,
    born: AtomicU64,
}

/// Somebody who is signed in.
#[derive(Clone, Debug)]
pub struct Somebody {
    pub id: PersonId,
    pub device: DeviceId,
    pub token: String,
    pub key: Arc<DeviceKey>,
}

pub fn nobody() -> Somebody {
    Somebody { id: PersonId::mint(), device: DeviceId::mint(), token: String::new(), key: new_key() }
}

pub fn new_key() -> Arc<DeviceKey> {
    Arc::new(DeviceKey::generate().unwrap())
}

/// A server that sweeps when a test says so.
fn at_rest(dir: &std::path::Path) -> Config {
    let mut config = Config::at(dir);
    config.limits.first_sweep_s = config.limits.sweep_s;
    config
}

impl Town {
    pub async fn found() -> Self {
        Self::with(|_| {}).await
    }

    pub async fn with(change: impl FnOnce(&mut Config)) -> Self {
        if std::env::var_os("RUST_LOG").is_some() {
            circles_server::log::start(circles_server::log::Format::Text);
        }
        let dir = tempfile::tempdir().unwrap();
        let watch = Arc::new(Watch(AtomicI64::new(1_795_305_600_000_000)));
        let mut config = at_rest(dir.path());
        change(&mut config);
        let server = Server::start(config, watch.clone()).await.unwrap();
        let http = reqwest::Client::builder().no_proxy().build().unwrap();
        Self { server, watch, dir, http, born: AtomicU64::new(0) }
    }

    /// The same data under a server that was started anew.
    pub async fn restarted(self) -> Self {
        let Self { server, watch, dir, http, born } = self;
        server.stop().await;
        let server = Server::start(at_rest(dir.path()), watch.clone()).await.unwrap();
        Self { server, watch, dir, http, born }
    }

    pub async fn person(&self) -> Somebody {
        let adult =
            Claims { birth_date: Some(CivilDate { year: 1990, month: 1, day: 1 }), ..Claims::default() };
        self.person_with(adult).await
    }

    pub async fn person_with(&self, claims: Claims) -> Somebody {
        let count = self.born.fetch_add(1, Ordering::SeqCst);
        let (now, who) = (self.watch.now(), Signed { person: PersonId::mint(), device: DeviceId::mint() });
        let state = &self.server.state;
        let legal_name = LegalName::parse(LEGAL_NAME).unwrap();
        let mut identity_hash = [0; 32];
        identity_hash[..8].copy_from_slice(&count.to_be_bytes());
        let person = NewPerson {
            id: who.person,
            display_name: Some(DisplayName::parse(&format!("Person {count}")).unwrap()),
            masked_name: "P*".to_owned(),
            name_sealed: state.keys.seal_name(&legal_name, who.person.as_bytes()).unwrap(),
            identity_hash,
            claims,
            verified_until: now.plus_seconds(365 * 86_400),
            created_at: now,
        };
        let mut tx = state.db.write().await.unwrap();
        people::insert(&mut tx, &person).await.unwrap();
        let key = new_key();
        let token = sessions::issue(&mut tx, who, key.thumbprint(), now, 30 * 86_400).await.unwrap();
        tx.commit().await.unwrap();
        Somebody { id: who.person, device: who.device, token, key }
    }

    pub async fn circle(&self) -> CircleId {
        self.circle_with(Gates::open()).await
    }

    pub async fn circle_with(&self, gates: Gates) -> CircleId {
        let (id, now) = (CircleId::mint(), self.watch.now());
        let two = |text: &str| [text.to_owned(), String::new()];
        let circle = NewCircle {
            id,
            slug: id.to_string(),
            name: two("Reading"),
            introduction: two("Books."),
            rules: two("Be kind."),
            category: "culture".to_owned(),
            cover: None,
            icon: None,
            gates,
            created_at: now,
        };
        let mut tx = self.server.state.db.write().await.unwrap();
        circles::insert(&mut tx, &circle).await.unwrap();
        changes::note(&mut tx, changes::Change::Circle(id), now).await.unwrap();
        tx.commit().await.unwrap();
        id
    }

    pub async fn member(&self, circle: CircleId) -> Somebody {
        let who = self.person().await;
        self.join(&who, circle).await;
        who
    }

    pub async fn join(&self, who: &Somebody, circle: CircleId) {
        let answer = self.put(who, &format!("/v1/circles/{circle}/membership"), json!(null)).await;
        assert_eq!(answer.status(), StatusCode::OK);
    }

    pub async fn sentence(
        &self,
        who: &Somebody,
        circle: CircleId,
        sanction: circles_server::store::reading::Sanction,
        seconds: Option<i64>,
    ) {
        let now = self.watch.now();
        let until = seconds.map(|seconds| now.plus_seconds(seconds));
        let sentence = members::Sentence { sanction, until, reason: "rule 1".to_owned(), act: None };
        let mut tx = self.server.state.db.write().await.unwrap();
        members::sentence(&mut tx, who.id, circle, &sentence, now).await.unwrap();
        tx.commit().await.unwrap();
        self.server.state.poke(circles_server::state::Poke::Person(who.id));
    }

    /// Somebody of age with this score.
    pub async fn scored(&self, score: i64) -> Somebody {
        let born = CivilDate { year: 1990, month: 1, day: 1 };
        self.person_with(Claims { birth_date: Some(born), score: Some(score), ..Claims::default() }).await
    }

    /// Somebody who operates the platform.
    pub async fn operator(&self) -> Somebody {
        let who = self.person().await;
        let mut tx = self.server.state.db.write().await.unwrap();
        people::set_operator(&mut tx, who.id, true).await.unwrap();
        tx.commit().await.unwrap();
        who
    }

    pub async fn role(&self, who: &Somebody, circle: CircleId, role: Role) {
        let mut tx = self.server.state.db.write().await.unwrap();
        members::set_role(&mut tx, who.id, circle, role, self.watch.now()).await.unwrap();
        tx.commit().await.unwrap();
    }

    /// Turns the clock on and gives `who` a token that is still good then.
    pub async fn keep_signed_in(&self, who: &Somebody, seconds: i64) {
        let hash = circles_server::auth::token_hash(&who.token);
        let until = self.watch.now().plus_seconds(2 * seconds).as_micros();
        let mut tx = self.server.state.db.write().await.unwrap();
        sqlx::query("UPDATE access_token SET expires_at_us = $2 WHERE hash = $1")
            .bind(hash.as_slice())
            .bind(until)
            .execute(&mut *tx)
            .await
            .unwrap();
        tx.commit().await.unwrap();
        self.watch.turn(seconds);
    }

    pub async fn ban(&self, who: &Somebody, circle: CircleId) {
        self.sentence(who, circle, circles_server::store::reading::Sanction::Banned, None).await;
    }

    pub async fn post(&self, who: &Somebody, circle: CircleId, text: &str) -> PostId {
        let id = PostId::mint();
        self.watch.turn(1);
        let answer = self.put(who, &format!("/v1/posts/{id}"), words(circle, text)).await;
        let status = answer.status();
        assert_eq!(status, StatusCode::OK, "{}", answer.text().await.unwrap());
        id
    }

    pub fn request(&self, method: Method, who: &Somebody, path: &str) -> RequestBuilder {
        let request = self.http.request(method.clone(), format!("http://{}{path}", self.server.addr));
        if who.token.is_empty() {
            return request;
        }
        signed(request, &self.server, &who.key, &method, path, Some(&who.token))
    }

    pub async fn get(&self, who: &Somebody, path: &str) -> Response {
        self.request(Method::GET, who, path).send().await.unwrap()
    }

    pub async fn put(&self, who: &Somebody, path: &str, body: Value) -> Response {
        self.request(Method::PUT, who, path).json(&body).send().await.unwrap()
    }

    pub async fn send(&self, method: Method, who: &Somebody, path: &str, body: Value) -> Response {
        self.request(method, who, path).json(&body).send().await.unwrap()
    }
}

pub fn words(circle: CircleId, text: &str) -> Value {
    json!({ "circle": circle, "text": text, "attachments": [] })
}

/// Status and body of an answer.
pub async fn whole(answer: Response) -> (StatusCode, Value) {
    let status = answer.status();
    let text = answer.text().await.unwrap();
    (status, serde_json::from_str(&text).unwrap_or(Value::String(text)))
}

pub async fn body(answer: Response) -> Value {
    let (status, body) = whole(answer).await;
    assert_eq!(status, StatusCode::OK, "{body}");
    body
}
