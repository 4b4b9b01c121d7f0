//! A network at its worst: a proxy before one server that does to each request what chance says, from a seed.
//!
//! ```text
//! device ──► storm ──► server       of 1,000 requests: 100 answers lost after the server's commit, 50 dropped, 50 answered
//!                                   by a gateway after the commit, 50 copied, 30 delivered late, 100 slower than any
//!                                   patience, 50 answers cut, 30 truncated, 20 portals, 20 "too many", 10 "who are you"
//! ```
//!
//! Promises: knows where requests end and answers begin, so that "after the commit" is that; counts what it did, and how
//! many answers were lost of confirmations that the server had taken; is calm until [`Storm::rage`] and after
//! [`Storm::calm`]. Does not: touch signing in or the stream; forge a proof: a copied confirmation is handed to whoever
//! can sign it anew (see [`Copied`]), because one that is sent twice ends before any handler.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc;
use tokio::task::JoinSet;

use crate::dice::Dice;
use crate::network::{Request, head_end, read_request, with_header};

/// A confirmation that comes a second time.
#[derive(Clone, Debug)]
pub struct Copied {
    /// Its path.
    pub path: String,
    /// Its body.
    pub body: Vec<u8>,
    /// When it comes, from now.
    pub after: Duration,
}

/// How long things take.
#[derive(Clone, Copy, Debug)]
pub struct Times {
    /// The latest that a held request is delivered.
    pub late: Duration,
    /// The latest that a copy comes.
    pub copies: Duration,
}

/// What happens to a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Blow {
    LostAfterCommit,
    Dropped,
    GatewayAfterCommit,
    Copied,
    HeldAndLate,
    TooSlow,
    CutInAnswer,
    Truncated,
    Portal,
    TooMany,
    WhoAreYou,
}

/// Mix v1: of a thousand requests.
const MIX: [(Blow, usize, &str); 11] = [
    (Blow::LostAfterCommit, 100, "lost_after_commit"),
    (Blow::Dropped, 50, "dropped"),
    (Blow::GatewayAfterCommit, 50, "gateway_error_after_commit"),
    (Blow::Copied, 50, "copied"),
    (Blow::HeldAndLate, 30, "held_and_late"),
    (Blow::TooSlow, 100, "too_slow"),
    (Blow::CutInAnswer, 50, "cut_in_answer"),
    (Blow::Truncated, 30, "truncated"),
    (Blow::Portal, 20, "portal"),
    (Blow::TooMany, 20, "too_many"),
    (Blow::WhoAreYou, 10, "who_are_you"),
];

struct State {
    dice: Dice,
    raging: bool,
    server: Option<SocketAddr>,
    tally: BTreeMap<&'static str, usize>,
    /// Requests that are still on their way.
    under_way: usize,
}

struct Inner {
    state: Mutex<State>,
    times: Times,
    copies: mpsc::UnboundedSender<Copied>,
}

impl Inner {
    fn with<T>(&self, change: impl FnOnce(&mut State) -> T) -> T {
        change(&mut self.state.lock().unwrap_or_else(PoisonError::into_inner))
    }

    fn count(&self, what: &'static str) {
        self.with(|state| *state.tally.entry(what).or_default() += 1);
    }
}

/// The proxy. Gone when dropped.
pub struct Storm {
    inner: Arc<Inner>,
    addr: SocketAddr,
    _tasks: JoinSet<()>,
}

impl Storm {
    /// Takes a free port; leads nowhere until [`Storm::lead_to`]. Also gives the copies that somebody has to send.
    ///
    /// # Errors
    /// When there is no port.
    pub async fn open(seed: u64, times: Times) -> std::io::Result<(Self, mpsc::UnboundedReceiver<Copied>)> {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
        let addr = listener.local_addr()?;
        let (copies, copied) = mpsc::unbounded_channel();
        let state = State {
            dice: Dice::new(seed),
            raging: false,
            server: None,
            tally: BTreeMap::new(),
            under_way: 0,
        };
        let inner = Arc::new(Inner { state: Mutex::new(state), times, copies });
        let mut tasks = JoinSet::new();
        let listening = inner.clone();
        tasks.spawn(async move {
            let mut open = JoinSet::new();
            while let Ok((device, _)) = listener.accept().await {
                while open.try_join_next().is_some() {}
                open.spawn(relay(listening.clone(), device));
            }
        });
        Ok((Self { inner, addr, _tasks: tasks }, copied))
    }

    /// Stands before `server` from now on.
    pub fn lead_to(&self, server: SocketAddr) {
        self.inner.with(|state| state.server = Some(server));
    }

    /// Where devices reach the server through it.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://{}", self.addr)
    }

    /// Begins.
    pub fn rage(&self) {
        self.inner.with(|state| state.raging = true);
    }

    /// Ends; what is on its way still arrives.
    pub fn calm(&self) {
        self.inner.with(|state| state.raging = false);
    }

    /// What was done, and how often.
    #[must_use]
    pub fn tally(&self) -> BTreeMap<&'static str, usize> {
        self.inner.with(|state| state.tally.clone())
    }

    /// Requests whose end nobody has seen yet: those that were held back, among others.
    #[must_use]
    pub fn under_way(&self) -> usize {
        self.inner.with(|state| state.under_way)
    }
}

/// What a request is spared from.
fn is_spared(path: &str) -> bool {
    ["/oauth", "/signin", "/.well-known", "/v1/stream"].iter().any(|begin| path.starts_with(begin))
}

async fn relay(inner: Arc<Inner>, mut device: TcpStream) {
    let Some(request) = read_request(&mut device).await else { return };
    let drawn = inner.with(|state| {
        if !state.raging || is_spared(&request.path) {
            return None;
        }
        let mut at = state.dice.below(1_000);
        let blow = MIX.iter().find(|(_, share, _)| {
            let hit = at < *share;
            at = at.saturating_sub(*share);
            hit
        });
        let late = state.dice.any();
        let (blow, _, name) = blow?;
        *state.tally.entry(*name).or_default() += 1;
        Some((*blow, late))
    });
    let spared = is_spared(&request.path);
    inner.with(|state| state.under_way += usize::from(!spared));
    // A broken connection is what this is for.
    let _ = play(&inner, device, &request, drawn).await;
    inner.with(|state| state.under_way -= usize::from(!spared));
}

fn part(of: Duration, chance: u64) -> Duration {
    of.mul_f64((chance % 1_000_000) as f64 / 1_000_000.0)
}

fn is_confirmation(request: &Request) -> bool {
    request.method == "PUT" && request.path.starts_with("/v1/tips/")
}

async fn play(
    inner: &Inner,
    mut device: TcpStream,
    request: &Request,
    drawn: Option<(Blow, u64)>,
) -> std::io::Result<()> {
    let Some((blow, chance)) = drawn else { return pass(inner, device, request).await };
    match blow {
        Blow::Dropped => Ok(()),
        Blow::LostAfterCommit => commit(inner, request).await.map(|_| ()),
        Blow::GatewayAfterCommit => {
            commit(inner, request).await?;
            let status = ["502 Bad Gateway", "503 Service Unavailable", "504 Gateway Timeout"];
            let status = status.get((chance % 3) as usize).copied().unwrap_or_default();
            say(&mut device, status, "text/html", "", "<h1>the gateway has lost the server</h1>").await
        }
        Blow::Copied => {
            if is_confirmation(request) {
                let body = request.bytes.get(request.head..).unwrap_or_default().to_vec();
                let after = part(inner.times.copies, chance);
                // Nobody may be there to send it any more.
                let _ = inner.copies.send(Copied { path: request.path.clone(), body, after });
            }
            pass(inner, device, request).await
        }
        Blow::HeldAndLate => {
            drop(device);
            tokio::time::sleep(part(inner.times.late, chance)).await;
            answer(inner, request).await.map(|_| ())
        }
        Blow::TooSlow => {
            // A device waits 20 s for a confirmation, and 10 s for anything else about a tip.
            let seconds = if is_confirmation(request) { 21 } else { 11 };
            tokio::time::sleep(Duration::from_secs(seconds)).await;
            let _ = device.write_all(&commit(inner, request).await?).await;
            Ok(())
        }
        Blow::CutInAnswer => {
            let whole = commit(inner, request).await?;
            let end = head_end(&whole).unwrap_or(whole.len());
            let half = end + (whole.len() - end) / 2;
            device.write_all(whole.get(..half).unwrap_or_default()).await?;
            // Without a farewell: what the kernel sends then is a reset.
            device.set_zero_linger()?;
            Ok(())
        }
        Blow::Truncated => {
            let whole = commit(inner, request).await?;
            let end = head_end(&whole).unwrap_or(whole.len());
            let (head, body) = whole.split_at(end);
            let body = body.get(..body.len() / 2).unwrap_or_default();
            device.write_all(&with_header(head, "content-length", &body.len().to_string())).await?;
            device.write_all(body).await
        }
        Blow::Portal => {
            say(
                &mut device,
                "200 OK",
                "text/html",
                "",
                "<!doctype html><title>Welcome to the station</title>",
            )
            .await
        }
        Blow::TooMany => {
            let body = r#"{"code":"rate_limited","title":"too many","status":429,"retry_after":1}"#;
            say(&mut device, "429 Too Many Requests", "application/problem+json", "retry-after: 1\r\n", body)
                .await
        }
        Blow::WhoAreYou => {
            let body = r#"{"code":"unauthenticated","title":"who are you","status":401}"#;
            say(&mut device, "401 Unauthorized", "application/problem+json", "", body).await
        }
    }
}

async fn say(
    device: &mut TcpStream,
    status: &str,
    kind: &str,
    more: &str,
    body: &str,
) -> std::io::Result<()> {
    let length = body.len();
    let text = format!(
        "HTTP/1.1 {status}\r\ncontent-type: {kind}\r\n{more}content-length: {length}\r\nconnection: close\r\n\r\n{body}"
    );
    device.write_all(text.as_bytes()).await?;
    device.shutdown().await
}

async fn connect(inner: &Inner) -> std::io::Result<TcpStream> {
    let nowhere = || std::io::Error::from(std::io::ErrorKind::NotConnected);
    TcpStream::connect(inner.with(|state| state.server).ok_or_else(nowhere)?).await
}

/// Passes it on, and its answer back as it comes: a stream stays one.
async fn pass(inner: &Inner, mut device: TcpStream, request: &Request) -> std::io::Result<()> {
    let mut server = connect(inner).await?;
    server.write_all(&request.bytes).await?;
    tokio::io::copy_bidirectional(&mut server, &mut device).await.map(|_| ())
}

async fn answer(inner: &Inner, request: &Request) -> std::io::Result<Vec<u8>> {
    let mut server = connect(inner).await?;
    server.write_all(&request.bytes).await?;
    let mut answer = Vec::new();
    server.read_to_end(&mut answer).await?;
    Ok(answer)
}

/// The server's answer, of which the device will not hear all. Counts those that say that money moved.
async fn commit(inner: &Inner, request: &Request) -> std::io::Result<Vec<u8>> {
    let answer = answer(inner, request).await?;
    let says = |word: &str| answer.windows(word.len()).any(|part| part == word.as_bytes());
    if is_confirmation(request) && (says(r#""state":"held""#) || says(r#""state":"released""#)) {
        inner.count("confirmations_lost_after_commit");
    }
    Ok(answer)
}
