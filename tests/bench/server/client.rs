//! A client that costs little: it writes requests that were made before, and reads answers by their length.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use circles_server::AppState;
use circles_tests::Result;
use circles_wire::dpop::DeviceKey;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::task::JoinSet;

const CONNECTIONS: usize = 8;

/// Requests that are signed before a spell begins, so that the measured time holds none of a device's work.
const SIGNED_BEFORE: usize = 96_000;

/// Whom to ask, and what.
pub struct Asked {
    addr: SocketAddr,
    paths: Vec<String>,
    device: Option<Device>,
    bearer: Option<String>,
}

/// A device that proves each of its requests (RFC 9449).
pub struct Device {
    pub key: DeviceKey,
    pub token: String,
    pub state: AppState,
}

impl Asked {
    pub fn new(addr: SocketAddr, paths: impl Iterator<Item = String>, device: Option<Device>) -> Self {
        Self { addr, paths: paths.collect(), device, bearer: None }
    }

    /// With a token that anybody could use who has it.
    pub fn with_bearer(addr: SocketAddr, paths: impl Iterator<Item = String>, token: String) -> Self {
        Self { addr, paths: paths.collect(), device: None, bearer: Some(token) }
    }

    /// `count` requests, path after path. Without a device they are the same each time round.
    fn requests(&self, count: usize) -> Result<Vec<String>> {
        let count = if self.device.is_some() { count } else { self.paths.len() };
        self.paths.iter().cycle().take(count).map(|path| self.request(path)).collect()
    }

    fn request(&self, path: &str) -> Result<String> {
        let addr = self.addr;
        let begin = format!("GET {path} HTTP/1.1\r\nhost: {addr}\r\naccept: application/json\r\n");
        let Some(Device { key, token, state }) = &self.device else {
            let bearer = self.bearer.as_ref().map(|token| format!("authorization: Bearer {token}\r\n"));
            return Ok(format!("{begin}{}\r\n", bearer.unwrap_or_default()));
        };
        let (now, address) = (state.now(), format!("{}{path}", state.addresses.issuer()));
        let (seconds, nonce) = (now.as_micros() / 1_000_000, state.nonces.newest(now));
        let proof = key.prove_request("GET", &address, seconds, Some(&nonce), Some(token))?;
        Ok(format!("{begin}authorization: DPoP {token}\r\ndpop: {proof}\r\n\r\n"))
    }
}

/// Answers a second, over all connections.
pub async fn rate(asked: &Asked, spell: Duration) -> Result<f64> {
    let (requests, again) = (Arc::new(asked.requests(SIGNED_BEFORE)?), asked.device.is_none());
    let mut clients = JoinSet::new();
    let began = Instant::now();
    for number in 0..CONNECTIONS {
        let (requests, addr) = (requests.clone(), asked.addr);
        clients.spawn(async move {
            let mut connection = Connection::open(addr).await?;
            let mut answers = 0_usize;
            // Each connection begins elsewhere in the round, and no proof is sent twice.
            let part = requests.len() / CONNECTIONS;
            while began.elapsed() < spell {
                if !again && answers == part {
                    return Err("more answers than signed requests".into());
                }
                let at = (number * part + answers) % requests.len();
                connection.get(requests.get(at).ok_or("no requests")?).await?;
                answers += 1;
            }
            Ok::<_, Box<dyn std::error::Error + Send + Sync>>(answers)
        });
    }
    let mut answers = 0;
    while let Some(client) = clients.join_next().await {
        answers += client??;
    }
    Ok(f64::from(u32::try_from(answers)?) / began.elapsed().as_secs_f64())
}

/// Each answer once.
pub async fn bodies(asked: &Asked) -> Result<Vec<Vec<u8>>> {
    let mut connection = Connection::open(asked.addr).await?;
    let mut bodies = Vec::new();
    for request in asked.requests(asked.paths.len())? {
        bodies.push(connection.get(&request).await?.to_vec());
    }
    Ok(bodies)
}

struct Connection {
    stream: TcpStream,
    buffer: Vec<u8>,
}

impl Connection {
    async fn open(addr: SocketAddr) -> Result<Self> {
        let stream = TcpStream::connect(addr).await?;
        stream.set_nodelay(true)?;
        Ok(Self { stream, buffer: Vec::with_capacity(64 * 1024) })
    }

    /// The body of one answer, which must be a 200 with a length.
    async fn get(&mut self, request: &str) -> Result<&[u8]> {
        self.stream.write_all(request.as_bytes()).await?;
        self.buffer.clear();
        let (head, length) = loop {
            if self.stream.read_buf(&mut self.buffer).await? == 0 {
                return Err("the server closed the connection".into());
            }
            if let Some(end) = self.buffer.windows(4).position(|four| four == b"\r\n\r\n") {
                break (end + 4, length(std::str::from_utf8(&self.buffer[..end])?)?);
            }
        };
        while self.buffer.len() < head + length {
            if self.stream.read_buf(&mut self.buffer).await? == 0 {
                return Err("the server closed the connection".into());
            }
        }
        self.buffer.get(head..head + length).ok_or_else(|| "an answer without its body".into())
    }
}

fn length(head: &str) -> Result<usize> {
    if !head.starts_with("HTTP/1.1 200 ") {
        return Err(format!("the server answered {}", head.lines().next().unwrap_or_default()).into());
    }
    let header = |line: &str| {
        let (name, value) = line.split_once(':')?;
        if name.eq_ignore_ascii_case("content-length") { value.trim().parse().ok() } else { None }
    };
    head.lines().find_map(header).ok_or_else(|| "an answer without its length".into())
}
