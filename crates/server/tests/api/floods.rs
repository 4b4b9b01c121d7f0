//! Who asks for too much holds up nobody else.

use std::time::Duration;

use reqwest::StatusCode;
use serde_json::json;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::timeout;

use super::support::{Town, nobody, whole};

const HEALTH: &[u8] = b"GET /healthz HTTP/1.1\r\nhost: circles\r\n\r\n";
const MOMENT: Duration = Duration::from_millis(300);

async fn answered(connection: &mut TcpStream) -> String {
    let mut begin = [0; 12];
    connection.read_exact(&mut begin).await.unwrap();
    String::from_utf8(begin.to_vec()).unwrap()
}

#[tokio::test]
async fn there_are_never_more_connections_than_so_many() {
    let town = Town::with(|config| config.limits.connections = 2).await;
    let mut open = Vec::new();
    for _ in 0..2 {
        let mut connection = TcpStream::connect(town.server.addr).await.unwrap();
        connection.write_all(HEALTH).await.unwrap();
        assert_eq!(answered(&mut connection).await, "HTTP/1.1 200");
        open.push(connection);
    }
    let mut third = TcpStream::connect(town.server.addr).await.unwrap();
    third.write_all(HEALTH).await.unwrap();
    assert!(timeout(MOMENT, answered(&mut third)).await.is_err(), "there was room for a third");
    open.pop();
    assert_eq!(answered(&mut third).await, "HTTP/1.1 200");
}

#[tokio::test]
async fn an_endless_head_is_refused() {
    let town = Town::found().await;
    let mut connection = TcpStream::connect(town.server.addr).await.unwrap();
    connection.write_all(b"GET /healthz HTTP/1.1\r\nhost: circles\r\nx-long: ").await.unwrap();
    // It may close before all is written.
    let _ = connection.write_all(&vec![b'a'; 300 * 1024]).await;
    let mut answer = Vec::new();
    let _ = connection.read_to_end(&mut answer).await;
    let answer = String::from_utf8_lossy(&answer);
    assert!(answer.is_empty() || answer.starts_with("HTTP/1.1 431"), "{answer}");
}

/// The caches of sessions and standings live as long as nothing is written.
#[tokio::test]
async fn a_token_that_nobody_has_takes_no_writer_and_empties_no_cache() {
    let town = Town::found().await;
    let writing = town.server.state.db.write().await.unwrap();
    let epoch = town.server.state.db.epoch();
    let revoke = || {
        town.request(reqwest::Method::POST, &nobody(), "/oauth/revoke")
            .header("content-type", "application/x-www-form-urlencoded")
            .body("token=nobody-has-this-one")
            .send()
    };
    let answer = timeout(Duration::from_secs(5), revoke()).await.expect("it waits for the writer").unwrap();
    assert_eq!(answer.status(), StatusCode::OK);
    drop(writing);
    assert_eq!(town.server.state.db.epoch(), epoch, "a write that was given up began an epoch");
}

#[tokio::test]
async fn passwords_are_hashed_a_few_times_a_minute() {
    let town = Town::with(|config| config.limits.pins_per_minute = 2).await;
    let who = town.person().await;
    let change =
        || town.put(&who, circles_wire::wallet::PIN, json!({ "current": "271828", "pin": "314159" }));
    for _ in 0..2 {
        let (status, body) = whole(change().await).await;
        assert_eq!((status.as_u16(), &body["code"]), (409, &json!("pin_not_set")), "{body}");
    }
    let (status, body) = whole(change().await).await;
    assert_eq!((status.as_u16(), &body["code"]), (429, &json!("rate_limited")), "{body}");
}

/// Counting anew takes the one writer; a look that does not, shows what was counted.
#[tokio::test]
async fn ones_score_can_be_looked_at_without_the_writer() {
    let town = Town::found().await;
    let who = town.person().await;
    for _ in 0..12 {
        assert_eq!(town.get(&who, circles_wire::known::SCORE).await.status(), StatusCode::OK);
    }
    let writing = town.server.state.db.write().await.unwrap();
    let look = timeout(Duration::from_secs(5), town.get(&who, circles_wire::known::SCORE)).await;
    assert_eq!(look.expect("it waits for the writer").status(), StatusCode::OK);
    drop(writing);
}
