//! A network that fails on command: a proxy on 127.0.0.1 before one server, which knows where a request ends and
//! where its answer begins, so that it can cut *before*, *during* and *after* the server did its work.
//!
//! Promises: what no rule names passes unchanged; each request has a connection of its own, so that a fault hits one
//! request and no other; [`FaultyNetwork::down`] refuses connections, as a machine without network does.
//! Does not: speak HTTP/2 or TLS.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::JoinSet;

/// What happens to a request.
#[derive(Clone)]
pub enum Fault {
    /// The connection breaks before a byte reaches the server.
    CutBefore,
    /// The server gets the head and half of the body.
    CutDuring,
    /// The server does its work; its answer is lost.
    CutAfter,
    /// The connection breaks, and the request waits for [`FaultyNetwork::deliver_late`].
    HoldBack,
    /// As [`Fault::HoldBack`], but the connection stays, and stays silent.
    Hang,
    /// It passes, and a copy of it waits for [`FaultyNetwork::deliver_late`].
    Copy,
    /// It passes after a while.
    Delay(Duration),
    /// A captive portal answers instead of the server.
    Portal,
    /// The body of the answer is changed on its way.
    Forge(Arc<dyn Fn(Vec<u8>) -> Vec<u8> + Send + Sync>),
}

struct Rule {
    method: &'static str,
    path: String,
    fault: Fault,
    times: usize,
}

#[derive(Default)]
struct State {
    rules: Vec<Rule>,
    seen: Vec<String>,
    late: Vec<Vec<u8>>,
    server: Option<SocketAddr>,
}

#[derive(Default)]
struct Inner {
    state: Mutex<State>,
}

impl Inner {
    fn with<T>(&self, change: impl FnOnce(&mut State) -> T) -> T {
        change(&mut self.state.lock().unwrap_or_else(PoisonError::into_inner))
    }

    async fn connect(&self) -> std::io::Result<TcpStream> {
        let nowhere = || std::io::Error::from(std::io::ErrorKind::NotConnected);
        TcpStream::connect(self.with(|state| state.server).ok_or_else(nowhere)?).await
    }
}

/// The proxy. Gone when dropped.
pub struct FaultyNetwork {
    inner: Arc<Inner>,
    addr: SocketAddr,
    up: watch::Sender<bool>,
    _tasks: JoinSet<()>,
}

impl FaultyNetwork {
    /// Takes a free port. It leads nowhere until [`FaultyNetwork::lead_to`], because a server must know the address that
    /// devices reach it under before it starts.
    ///
    /// # Errors
    /// When there is no port.
    pub async fn open() -> std::io::Result<Self> {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
        let addr = listener.local_addr()?;
        let inner = Arc::new(Inner::default());
        let up = watch::Sender::new(true);
        let mut tasks = JoinSet::new();
        tasks.spawn(listen(inner.clone(), addr, listener, up.subscribe()));
        Ok(Self { inner, addr, up, _tasks: tasks })
    }

    /// Stands before `server` from now on.
    pub fn lead_to(&self, server: SocketAddr) {
        self.inner.with(|state| state.server = Some(server));
    }

    /// Where devices reach the server through this network.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://{}", self.addr)
    }

    /// The next `times` requests of `method` whose path contains `path` meet `fault`. Later rules come first.
    pub fn fail(&self, method: &'static str, path: impl Into<String>, fault: Fault, times: usize) {
        self.inner.with(|state| state.rules.insert(0, Rule { method, path: path.into(), fault, times }));
    }

    /// All rules are forgotten; what they held back is not.
    pub fn heal(&self) {
        self.inner.with(|state| state.rules.clear());
    }

    /// Refuses connections from now on, and breaks those that are open.
    pub fn down(&self) {
        self.up.send_replace(false);
    }

    /// Takes connections again.
    pub fn up(&self) {
        self.up.send_replace(true);
    }

    /// How many requests of `method` with `path` in theirs came here, whatever became of them.
    #[must_use]
    pub fn count(&self, method: &str, path: &str) -> usize {
        let is = |line: &&String| {
            line.split_once(' ').is_some_and(|(verb, at)| verb == method && at.contains(path))
        };
        self.inner.with(|state| state.seen.iter().filter(is).count())
    }

    /// Sends what was held back or copied, as a network may do much later. Returns the answers' status lines, which
    /// nobody else hears.
    ///
    /// # Errors
    /// When the server is not there.
    pub async fn deliver_late(&self) -> std::io::Result<Vec<String>> {
        let late = self.inner.with(|state| std::mem::take(&mut state.late));
        let mut answers = Vec::new();
        for request in late {
            let mut server = self.inner.connect().await?;
            server.write_all(&request).await?;
            let mut answer = Vec::new();
            server.read_to_end(&mut answer).await?;
            let line = answer.split(|byte| *byte == b'\r').next().unwrap_or_default();
            answers.push(String::from_utf8_lossy(line).into_owned());
        }
        Ok(answers)
    }
}

async fn listen(inner: Arc<Inner>, addr: SocketAddr, first: TcpListener, mut up: watch::Receiver<bool>) {
    let mut listener = Some(first);
    let mut open = JoinSet::new();
    loop {
        let taken = match &listener {
            Some(listener) => tokio::select! {
                taken = listener.accept() => taken.ok(),
                Ok(()) = up.changed() => None,
                else => return,
            },
            None if up.changed().await.is_err() => return,
            None => None,
        };
        if let Some((device, _)) = taken {
            open.spawn(relay(inner.clone(), device));
        }
        // Copied, because the borrow must not live across an await.
        let wanted = *up.borrow_and_update();
        if !wanted {
            listener = None;
            open.shutdown().await;
        } else if listener.is_none() {
            listener = TcpListener::bind(addr).await.ok();
        }
    }
}

async fn relay(inner: Arc<Inner>, mut device: TcpStream) {
    let Some(request) = read_request(&mut device).await else { return };
    let fault = inner.with(|state| {
        state.seen.push(format!("{} {}", request.method, request.path));
        let rule = state.rules.iter_mut().find(|rule| {
            rule.times > 0 && rule.method == request.method && request.path.contains(&rule.path)
        })?;
        rule.times -= 1;
        Some(rule.fault.clone())
    });
    // A broken connection is what this is for.
    let _ = play(&inner, device, request, fault).await;
}

async fn play(
    inner: &Inner,
    mut device: TcpStream,
    request: Request,
    fault: Option<Fault>,
) -> std::io::Result<()> {
    match fault {
        None => pass(inner, device, &request.bytes).await,
        Some(Fault::CutBefore) => Ok(()),
        Some(Fault::CutDuring) => {
            let half = request.head + (request.bytes.len() - request.head) / 2;
            let mut server = inner.connect().await?;
            server.write_all(request.bytes.get(..half).unwrap_or_default()).await?;
            server.shutdown().await
        }
        Some(Fault::CutAfter) => answer(inner, &request.bytes).await.map(|_| ()),
        Some(Fault::HoldBack) => {
            inner.with(|state| state.late.push(request.bytes));
            Ok(())
        }
        Some(Fault::Hang) => {
            inner.with(|state| state.late.push(request.bytes));
            // Until the device gives up.
            device.read_u8().await.map(|_| ())
        }
        Some(Fault::Copy) => {
            inner.with(|state| state.late.push(request.bytes.clone()));
            pass(inner, device, &request.bytes).await
        }
        Some(Fault::Delay(wait)) => {
            tokio::time::sleep(wait).await;
            pass(inner, device, &request.bytes).await
        }
        Some(Fault::Portal) => {
            let page = "<!doctype html><title>Welcome to the station's network</title>";
            let head = format!(
                "HTTP/1.1 200 OK\r\ncontent-type: text/html\r\ncontent-length: {}\r\nconnection: close\r\n\r\n",
                page.len()
            );
            device.write_all(head.as_bytes()).await?;
            device.write_all(page.as_bytes()).await?;
            device.shutdown().await
        }
        Some(Fault::Forge(forge)) => {
            let whole = answer(inner, &request.bytes).await?;
            let end = head_end(&whole).unwrap_or(whole.len());
            let (head, body) = whole.split_at(end);
            let body = forge(body.to_vec());
            let head = with_header(head, "content-length", &body.len().to_string());
            device.write_all(&head).await?;
            device.write_all(&body).await?;
            device.shutdown().await
        }
    }
}

/// Passes a request on, and its answer back as it comes: a stream stays one.
async fn pass(inner: &Inner, mut device: TcpStream, request: &[u8]) -> std::io::Result<()> {
    let mut server = inner.connect().await?;
    server.write_all(request).await?;
    tokio::io::copy_bidirectional(&mut server, &mut device).await.map(|_| ())
}

async fn answer(inner: &Inner, request: &[u8]) -> std::io::Result<Vec<u8>> {
    let mut server = inner.connect().await?;
    server.write_all(request).await?;
    let mut answer = Vec::new();
    server.read_to_end(&mut answer).await?;
    Ok(answer)
}

/// One request, whole.
pub(crate) struct Request {
    pub(crate) method: String,
    pub(crate) path: String,
    /// With `connection: close`, so that the end of its answer is the end of the connection.
    pub(crate) bytes: Vec<u8>,
    /// Length of the head in `bytes`.
    pub(crate) head: usize,
}

/// Reads one request with its body, whose length must be in its head: devices send no other.
pub(crate) async fn read_request(device: &mut TcpStream) -> Option<Request> {
    let mut bytes = Vec::new();
    let end = loop {
        if let Some(end) = head_end(&bytes) {
            break end;
        }
        if device.read_buf(&mut bytes).await.ok()? == 0 {
            return None;
        }
    };
    let head = String::from_utf8_lossy(bytes.get(..end)?).into_owned();
    let mut first = head.lines().next()?.split(' ');
    let (method, path) = (first.next()?.to_owned(), first.next()?.to_owned());
    let length = head.lines().find_map(|line| {
        let (name, value) = line.split_once(':')?;
        name.eq_ignore_ascii_case("content-length").then(|| value.trim().parse::<usize>().ok()).flatten()
    });
    let whole = end + length.unwrap_or(0);
    while bytes.len() < whole {
        if device.read_buf(&mut bytes).await.ok()? == 0 {
            return None;
        }
    }
    let mut sent = with_header(bytes.get(..end)?, "connection", "close");
    let head = sent.len();
    sent.extend_from_slice(bytes.get(end..whole)?);
    Some(Request { method, path, bytes: sent, head })
}

pub(crate) fn head_end(bytes: &[u8]) -> Option<usize> {
    bytes.windows(4).position(|four| four == b"\r\n\r\n").map(|at| at + 4)
}

/// The head with one header set, whatever it was.
pub(crate) fn with_header(head: &[u8], name: &str, value: &str) -> Vec<u8> {
    let text = String::from_utf8_lossy(head);
    let is_it = |line: &&str| line.split_once(':').is_some_and(|(named, _)| named.eq_ignore_ascii_case(name));
    let mut lines: Vec<&str> = text.split("\r\n").filter(|line| !line.is_empty() && !is_it(line)).collect();
    let header = format!("{name}: {value}");
    lines.push(&header);
    format!("{}\r\n\r\n", lines.join("\r\n")).into_bytes()
}
