//! One server, one storm before it, many signed-in devices, and somebody who sends copies of their confirmations.

use std::collections::{BTreeMap, HashMap};
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use circles_domain::{PersonId, PostId, TipId};
use circles_server::store::Db;
use circles_tests::Result;
use circles_tests::caller::Caller;
use circles_tests::device::Device;
use circles_tests::dice::Dice;
use circles_tests::server::Server;
use circles_tests::storm::{Copied, Storm, Times};
use reqwest::Method;
use serde_json::{Value, json};
use tokio::sync::{Mutex as AsyncMutex, mpsc};
use tokio::task::JoinSet;

use super::Plan;
use super::client::{Client, Told};
use super::history::History;
use crate::{race, stage};

/// Posts to tip; a device takes each once.
const POSTS: usize = 2_000;
/// Sample people of the sandbox who are grown up.
const SAMPLES: [&str; 3] = ["lin", "mei", "chen"];

pub struct Cluster {
    pub storm: Storm,
    pub clients: Vec<Client>,
    pub limits: Vec<(&'static str, String)>,
    server: AsyncMutex<Server>,
    server_kills: Mutex<usize>,
    posts: Vec<PostId>,
    owners: Owners,
    copying: Arc<Mutex<Copying>>,
    folder: PathBuf,
    histories: tempfile::TempDir,
    _copier: JoinSet<()>,
}

/// Which device a tip is of.
type Owners = Arc<Mutex<HashMap<TipId, usize>>>;

/// What became of copies.
#[derive(Debug, Default)]
pub struct Copying {
    pub answers: BTreeMap<String, usize>,
    pub waiting: usize,
}

fn locked<T>(of: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    of.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Cluster {
    pub async fn start(plan: &Plan, dice: &mut Dice) -> Result<Self> {
        let made = stage::with_posts(POSTS, 0).await?;
        let limits = limits(plan);
        let times = Times { late: plan.late, copies: plan.copies };
        let (storm, copied) = Storm::open(dice.any(), times).await?;
        let mut environment = race::environment(&limits);
        let mut server = Server::over(made.folder, false, &environment).await?;
        let own = format!("http://{}", server.addr()?);
        let both = format!("{own},{}", storm.url());
        environment.push(("CIRCLES_PUBLIC_URL", &both));
        server.restart_with(&environment).await?;
        storm.lead_to(server.addr()?);

        let (histories, folder) = (tempfile::tempdir()?, server.folder());
        let url = storm.url().parse()?;
        let (mut clients, mut people) = (Vec::new(), Vec::new());
        for number in 0..plan.clients {
            let mut device = Device::start(&url)?;
            let sample = SAMPLES.get(number % SAMPLES.len()).copied().unwrap_or_default();
            device.sign_in(sample).await?;
            device.call("join", json!({ "circle": made.circle })).await?;
            let session = device.call("session", json!({})).await?;
            people.push(serde_json::from_value::<PersonId>(session["me"]["byline"]["id"].clone())?);
            clients.push(Client::new(device, History::begin(histories.path(), number)?));
        }
        server.stop().await?;
        let callers = second_devices(&folder, &people).await?;
        server.resume().await?;
        let (owners, copying) = (Owners::default(), Arc::new(Mutex::new(Copying::default())));
        let mut copier = JoinSet::new();
        copier.spawn(send_copies(copied, own, Arc::new(callers), owners.clone(), copying.clone()));
        Ok(Self {
            storm,
            clients,
            limits,
            server: AsyncMutex::new(server),
            server_kills: Mutex::new(0),
            posts: made.posts,
            owners,
            copying,
            folder,
            histories,
            _copier: copier,
        })
    }

    pub fn client(&self, number: usize) -> Result<&Client> {
        self.clients.get(number).ok_or_else(|| "no such device".into())
    }

    pub fn post(&self, number: usize) -> Result<PostId> {
        self.posts.get(number % self.posts.len()).copied().ok_or_else(|| "no posts".into())
    }

    /// Notes whose a tip is.
    pub fn belongs(&self, tip: TipId, number: usize) {
        locked(&self.owners).insert(tip, number);
    }

    /// `kill -9`, and up again on the same port and data.
    pub async fn kill_server(&self) -> Result {
        let mut server = self.server.lock().await;
        server.kill().await?;
        server.resume().await?;
        *locked(&self.server_kills) += 1;
        Ok(())
    }

    pub fn server_kills(&self) -> usize {
        *locked(&self.server_kills)
    }

    /// Copies that still wait for their time, and what those that went were answered.
    pub fn copies(&self) -> (usize, BTreeMap<String, usize>) {
        let copying = locked(&self.copying);
        (copying.waiting, copying.answers.clone())
    }

    /// Stops the server as an operator would; gives its data and the folder of histories.
    pub async fn stop(&self) -> Result<(PathBuf, PathBuf)> {
        self.server.lock().await.stop().await?;
        Ok((self.folder.clone(), self.histories.path().to_owned()))
    }

    /// Whether the tip was answered by a device that is still there; for telling what is missing.
    pub async fn view(&self, tip: TipId, number: usize) -> Result<Value> {
        match self.client(number)?.call("get_tip", json!({ "tip": tip })).await? {
            Told::Ok(view) => Ok(view),
            Told::Refused(code) => Ok(json!(code)),
            Told::Gone => Ok(json!("gone")),
        }
    }
}

/// Rates and the payment password out of the way, much money, and a limit of the day that is reached.
fn limits(plan: &Plan) -> Vec<(&'static str, String)> {
    let much = "1000000".to_owned();
    let each = plan.attempts / SAMPLES.len();
    // 2.50 yuan a tip on average: the last tenth or so meets the limit.
    let day = (each * 250 * 7 / 10).max(1_000);
    vec![
        ("CIRCLES_LIMIT_SANDBOX_GRANT_FEN", "100000000".into()),
        ("CIRCLES_LIMIT_TIP_DAY_FEN", day.to_string()),
        ("CIRCLES_LIMIT_PIN_DAY_FEN", "100000000".into()),
        ("CIRCLES_LIMIT_TIPS_PER_MINUTE", much.clone()),
        ("CIRCLES_LIMIT_TIPS_PER_DAY", much.clone()),
        ("CIRCLES_LIMIT_WRITES_PER_MINUTE", much.clone()),
        ("CIRCLES_LIMIT_SIGN_IN_PER_MINUTE", much.clone()),
        ("CIRCLES_LIMIT_SIGN_IN_PER_ADDRESS", much.clone()),
        ("CIRCLES_LIMIT_SIGN_IN_PAGES_PER_ADDRESS", much.clone()),
        ("CIRCLES_LIMIT_STREAMS", much),
        // So that holds are released while it storms.
        ("CIRCLES_TTL_GRACE_S", "2".into()),
        ("CIRCLES_TTL_ESCROW_S", "5".into()),
    ]
}

/// Another device of each person, which can sign what it sends: a copy by the same device is no copy any more once its
/// proof was used.
async fn second_devices(folder: &std::path::Path, people: &[PersonId]) -> Result<Vec<Caller>> {
    let db = Db::open(&folder.join("circles.db")).await?;
    let mut tx = db.write().await?;
    let mut callers = Vec::new();
    for person in people {
        let now = circles_domain::Clock::now(&circles_domain::SystemClock);
        callers.push(stage::sign_in(&mut tx, *person, now).await?);
    }
    tx.commit().await?;
    db.close().await;
    Ok(callers)
}

async fn send_copies(
    mut copied: mpsc::UnboundedReceiver<Copied>,
    server: String,
    callers: Arc<Vec<Caller>>,
    owners: Owners,
    copying: Arc<Mutex<Copying>>,
) {
    let mut sending = JoinSet::new();
    while let Some(copy) = copied.recv().await {
        while sending.try_join_next().is_some() {}
        let (server, callers, owners, copying) =
            (server.clone(), callers.clone(), owners.clone(), copying.clone());
        locked(&copying).waiting += 1;
        sending.spawn(async move {
            tokio::time::sleep(copy.after).await;
            let told = send_copy(&copy, &server, &callers, &owners).await;
            let word = told.unwrap_or_else(|| "no answer".into());
            let mut copying = locked(&copying);
            *copying.answers.entry(word).or_default() += 1;
            copying.waiting -= 1;
        });
    }
}

async fn send_copy(copy: &Copied, server: &str, callers: &[Caller], owners: &Owners) -> Option<String> {
    let tip: TipId = copy.path.rsplit('/').next()?.parse::<uuid::Uuid>().ok().map(TipId)?;
    let owner = locked(owners).get(&tip).copied()?;
    let body: Value = serde_json::from_slice(&copy.body).ok()?;
    let answer = callers.get(owner)?.send(server, Method::PUT, &copy.path, Some(&body)).await.ok()?;
    Some(format!("{} {}", answer.status, answer.word()))
}
