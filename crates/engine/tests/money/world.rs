//! A server with a circle and a post, and devices of its people.

use std::future::Future;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use circles_domain::circle::Gates;
use circles_domain::claim::{CivilDate, Claims};
use circles_domain::person::DisplayName;
use circles_domain::tip::TipState;
use circles_domain::{CircleId, Clock, DeviceId, PersonId, PostId, SystemClock, Timestamp, TipId};
use circles_engine::args::{CommandCode, ConfirmTipArgs, PostArgs, QuoteTipArgs, TipArgs};
use circles_engine::keychain::Keychain;
use circles_engine::session::Opener;
use circles_engine::view::TipView;
use circles_engine::{Engine, Error, Options};
use circles_server::auth::token_hash;
use circles_server::store::codes::{self, Code};
use circles_server::store::{circles, members, people, posts};
use circles_server::{AppState, Config, Limits, Server};
use url::Url;

use crate::network::FaultyNetwork;

/// A clock that stands still until it is moved.
#[derive(Debug)]
pub struct Hands(AtomicI64);

impl Clock for Hands {
    fn now(&self) -> Timestamp {
        Timestamp::from_micros(self.0.load(Ordering::SeqCst))
    }
}

impl Hands {
    pub fn pass_ms(&self, ms: i64) {
        self.0.fetch_add(ms * 1_000, Ordering::SeqCst);
    }
}

pub struct World {
    pub server: Server,
    pub network: FaultyNetwork,
    pub clock: Arc<Hands>,
    /// By somebody whom everyone may tip.
    pub post: PostId,
    pub author: PersonId,
    pub circle: CircleId,
    _dir: tempfile::TempDir,
}

impl World {
    pub async fn start() -> Self {
        Self::with(|_| {}).await
    }

    pub async fn with(change: impl FnOnce(&mut Limits)) -> Self {
        // A tip arrives at once, unless a story is about the wait.
        let mut limits = Limits { grace_s: 0, escrow_s: 0, ..Limits::default() };
        change(&mut limits);
        let dir = tempfile::tempdir().unwrap();
        let clock = Arc::new(Hands(AtomicI64::new(SystemClock.now().as_micros())));
        let network = FaultyNetwork::open().await.unwrap();
        let config = Config { limits, public_urls: vec![network.url()], ..Config::at(dir.path()) };
        let server = Server::start(config, clock.clone()).await.unwrap();
        network.lead_to(server.addr);
        let circle = CircleId::mint();
        let gates = Gates::open();
        let both = |text: &str| [text.to_owned(), text.to_owned()];
        let new = circles::NewCircle {
            id: circle,
            slug: circle.to_string(),
            name: both("Circle"),
            introduction: both(""),
            rules: both(""),
            category: "test".into(),
            cover: None,
            icon: None,
            gates,
            created_at: clock.now(),
        };
        let mut tx = server.state.db.write().await.unwrap();
        circles::insert(&mut tx, &new).await.unwrap();
        tx.commit().await.unwrap();
        let mut world = Self {
            server,
            network,
            clock,
            post: PostId::mint(),
            author: PersonId::mint(),
            circle,
            _dir: dir,
        };
        world.author = world.person().await;
        world.post = world.post_by(world.author).await;
        world
    }

    /// A grown-up member of the circle.
    pub async fn person(&self) -> PersonId {
        let now = self.clock.now();
        let mut identity_hash = [0; 32];
        getrandom::fill(&mut identity_hash).unwrap();
        let person = people::NewPerson {
            id: PersonId::mint(),
            display_name: Some(DisplayName::parse("Someone").unwrap()),
            masked_name: "W*".into(),
            name_sealed: Vec::new(),
            identity_hash,
            claims: Claims {
                birth_date: Some(CivilDate { year: 1990, month: 1, day: 1 }),
                ..Claims::default()
            },
            verified_until: now.plus_seconds(400 * 86_400),
            created_at: now,
        };
        let mut tx = self.server.state.db.write().await.unwrap();
        people::insert(&mut tx, &person).await.unwrap();
        members::set_joined(&mut tx, person.id, self.circle, true, now).await.unwrap();
        tx.commit().await.unwrap();
        person.id
    }

    pub async fn post_by(&self, author: PersonId) -> PostId {
        let post = posts::NewPost {
            id: PostId::mint(),
            circle: self.circle,
            author,
            text: "hello".into(),
            attachments: Vec::new(),
            accepted_at: self.clock.now(),
            request_hash: [0; 32],
        };
        let mut tx = self.server.state.db.write().await.unwrap();
        posts::insert(&mut tx, &post).await.unwrap();
        tx.commit().await.unwrap();
        post.id
    }

    /// A device that somebody signed in on.
    pub async fn device(&self) -> Device {
        let device = self.new_device(self.person().await).await;
        device.engine.sign_in().await.unwrap();
        device
    }

    /// A device on which `person` will sign in.
    pub async fn new_device(&self, person: PersonId) -> Device {
        let dir = tempfile::tempdir().unwrap();
        let keychain = Keychain::in_memory(DeviceId::mint());
        let engine = self.open(dir.path(), person, &keychain).await;
        Device { engine, person, keychain, dir }
    }

    pub async fn open(&self, dir: &Path, person: PersonId, keychain: &Keychain) -> Engine {
        self.open_at(dir, person, keychain, self.clock.clone()).await
    }

    /// With a clock of its own.
    pub async fn open_at(
        &self,
        dir: &Path,
        person: PersonId,
        keychain: &Keychain,
        clock: Arc<dyn Clock>,
    ) -> Engine {
        let keychain = keychain.clone();
        Engine::open(Options {
            data_dir: dir.to_owned(),
            server: Url::parse(&self.network.url()).unwrap(),
            clock,
            opener: self.browser_of(person),
            device_name: "test".into(),
            keychain: Box::new(move |_| keychain),
        })
        .await
        .unwrap()
    }

    /// Plays the browser of somebody who is known to the server already: the code comes back at once.
    fn browser_of(&self, person: PersonId) -> Box<Opener> {
        let (state, runtime) = (self.server.state.clone(), tokio::runtime::Handle::current());
        Box::new(move |url| {
            runtime.spawn(grant(state.clone(), person, url.clone()));
            Ok(())
        })
    }

    /// How many holds of the ledger there are.
    pub async fn holds(&self) -> i64 {
        self.number("SELECT count(*) FROM journal WHERE kind = 'tip_hold'").await
    }

    pub async fn number(&self, sql: &'static str) -> i64 {
        sqlx::query_scalar(sql).fetch_one(self.server.state.db.read()).await.unwrap()
    }
}

async fn grant(state: AppState, person: PersonId, url: Url) {
    let asked = |wanted: &str| {
        let mut pairs = url.query_pairs();
        pairs.find(|(name, _)| name == wanted).map(|(_, value)| value.into_owned()).unwrap()
    };
    let secret = PostId::mint().to_string();
    let code = Code {
        attempt: PostId::mint().0,
        person,
        device: asked("device_id").parse().unwrap(),
        device_name: asked("device_name"),
        redirect_uri: asked("redirect_uri"),
        code_challenge: asked("code_challenge"),
        key_thumbprint: asked("dpop_jkt"),
        expires_at: state.now().plus_seconds(60),
        refresh_hash: None,
    };
    let mut tx = state.db.write().await.unwrap();
    codes::put(&mut tx, &token_hash(&secret), &code).await.unwrap();
    tx.commit().await.unwrap();
    let mut redirect = Url::parse(&code.redirect_uri).unwrap();
    let answer = [("code", secret.as_str()), ("state", &asked("state")), ("iss", state.addresses.issuer())];
    redirect.query_pairs_mut().extend_pairs(answer);
    let http = circles_engine::remote::http().unwrap();
    assert!(http.get(redirect).send().await.unwrap().status().is_success());
}

/// An engine, and what outlives it.
pub struct Device {
    pub engine: Engine,
    pub person: PersonId,
    pub keychain: Keychain,
    pub dir: tempfile::TempDir,
}

impl Device {
    /// Ends the engine, and starts another one on the same data.
    pub async fn restart(&mut self, world: &World) {
        self.engine.close().await;
        self.engine = world.open(self.dir.path(), self.person, &self.keychain).await;
        self.signed_in().await;
    }

    /// What a power cut would leave: a copy of the files as they are now, opened by another engine. The running one
    /// is gone for good; it hears of no answer any more.
    pub async fn lose_power(&mut self, world: &World) {
        let dir = tempfile::tempdir().unwrap();
        copy(self.dir.path(), dir.path());
        let lost =
            std::mem::replace(&mut self.engine, world.open(dir.path(), self.person, &self.keychain).await);
        self.dir = dir;
        // Its files are nobody's any more, so it may as well end well.
        lost.close().await;
        self.signed_in().await;
    }

    /// Waits for the keychain to have been read.
    pub async fn signed_in(&self) {
        eventually("the session is back", || async {
            self.engine.session().await.unwrap().state == circles_engine::view::SessionState::SignedIn
                && self.engine.session().await.unwrap().persistent == self.keychain.is_persistent()
        })
        .await;
    }

    pub async fn open_tip(&self, world: &World) -> TipView {
        self.engine.open_tip(PostArgs { post: world.post }).await.unwrap()
    }

    pub async fn quote(&self, tip: TipId, amount: &str) -> Result<TipView, Error> {
        self.engine.quote_tip(QuoteTipArgs { tip, amount: amount.into(), privacy: None, message: None }).await
    }

    /// Pays a tip that words go with.
    pub async fn tip_saying(&self, world: &World, amount: &str, message: &str) -> TipView {
        let tip = self.open_tip(world).await.id;
        let message = Some(message.into());
        let ask = QuoteTipArgs { tip, amount: amount.into(), privacy: None, message };
        let view = self.engine.quote_tip(ask).await.unwrap();
        world.clock.pass_ms(500);
        self.confirm(&view).await.unwrap()
    }

    /// A tip that was quoted, and shown for long enough.
    pub async fn quoted(&self, world: &World, amount: &str) -> TipView {
        let view = self.open_tip(world).await;
        let view = self.quote(view.id, amount).await.unwrap();
        world.clock.pass_ms(500);
        view
    }

    pub async fn confirm(&self, view: &TipView) -> Result<TipView, Error> {
        self.confirm_with(view, None).await
    }

    pub async fn confirm_with(&self, view: &TipView, pin: Option<&str>) -> Result<TipView, Error> {
        let quote = view.quote.as_ref().unwrap().quote;
        self.engine.confirm_tip(ConfirmTipArgs { tip: view.id, quote, pin: pin.map(str::to_owned) }).await
    }

    pub async fn abandon(&self, tip: TipId) -> Result<TipView, Error> {
        self.engine.abandon_tip(TipArgs { tip }).await
    }

    pub async fn get(&self, tip: TipId) -> TipView {
        self.engine.get_tip(TipArgs { tip }).await.unwrap()
    }

    /// Waits for a definite outcome.
    pub async fn settled(&self, tip: TipId) -> TipView {
        eventually("the tip is settled", || async { is_definite(self.get(tip).await.state) }).await;
        self.get(tip).await
    }
}

pub fn is_definite(state: TipState) -> bool {
    match state {
        TipState::Held | TipState::Released | TipState::Returned | TipState::Refused => true,
        TipState::Draft | TipState::Quoted | TipState::Confirming | TipState::Unknown => false,
    }
}

pub fn code<T>(result: Result<T, Error>) -> CommandCode {
    result.err().unwrap().code()
}

pub async fn eventually<F: Future<Output = bool>>(what: &str, is_so: impl Fn() -> F) {
    for _ in 0..1_200 {
        if is_so().await {
            return;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    panic!("never: {what}");
}

fn copy(from: &Path, to: &Path) {
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target: PathBuf = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            std::fs::create_dir(&target).unwrap();
            copy(&entry.path(), &target);
        } else {
            std::fs::copy(entry.path(), target).unwrap();
        }
    }
}
