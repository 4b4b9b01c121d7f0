//! A client that costs little: it writes requests that were made before, and reads answers by their length.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use circles_tests::Result;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::task::JoinSet;

const CONNECTIONS: usize = 8;

/// Whom to ask, and what.
pub struct Asked {
    addr: SocketAddr,
    requests: Arc<Vec<String>>,
}

impl Asked {
    pub fn new(addr: SocketAddr, paths: impl Iterator<Item = String>, token: Option<&str>) -> Self {
        let bearer = token.map_or_else(String::new, |token| format!("authorization: Bearer {token}\r\n"));
        let request =
            |path| format!("GET {path} HTTP/1.1\r\nhost: {addr}\r\naccept: application/json\r\n{bearer}\r\n");
        Self { addr, requests: Arc::new(paths.map(request).collect()) }
    }
}

/// Answers a second, over all connections.
pub async fn rate(asked: &Asked, spell: Duration) -> Result<f64> {
    let mut clients = JoinSet::new();
    let began = Instant::now();
    for number in 0..CONNECTIONS {
        let (requests, addr) = (asked.requests.clone(), asked.addr);
        clients.spawn(async move {
            let mut connection = Connection::open(addr).await?;
            let mut answers = 0_u32;
            // Each connection begins elsewhere in the round.
            for request in requests.iter().cycle().skip(number * requests.len() / CONNECTIONS) {
                connection.get(request).await?;
                answers += 1;
                if began.elapsed() >= spell {
                    break;
                }
            }
            Ok::<_, Box<dyn std::error::Error + Send + Sync>>(answers)
        });
    }
    let mut answers = 0;
    while let Some(client) = clients.join_next().await {
        answers += client??;
    }
    Ok(f64::from(answers) / began.elapsed().as_secs_f64())
}

/// Each answer once.
pub async fn bodies(asked: &Asked) -> Result<Vec<Vec<u8>>> {
    let mut connection = Connection::open(asked.addr).await?;
    let mut bodies = Vec::new();
    for request in asked.requests.iter() {
        bodies.push(connection.get(request).await?.to_vec());
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
