//! Stopping with streams open, and the program itself.

use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use circles_domain::Clock as _;
use circles_server::store::{bans, deletion};
use circles_server::{Config, Server};

use crate::stream::{listen, next};
use crate::support::{Town, words};

#[tokio::test]
async fn a_stop_ends_streams_and_keeps_what_was_answered() {
    let town = Town::found().await;
    let circle = town.circle().await;
    let me = town.member(circle).await;
    let mut events = listen(&town, &me).await;
    let post = town.post(&me, circle, "kept").await;
    let path = format!("/v1/posts/{}", circles_domain::PostId::mint());
    let late = town.put(&me, &path, words(circle, "under way"));
    let (begun, Town { server, dir, .. }) = (Instant::now(), {
        late.await;
        town
    });
    server.stop().await;
    assert!(begun.elapsed() < Duration::from_secs(5), "{:?}", begun.elapsed());
    while let Some(event) = next(&mut events).await {
        assert_eq!(event, "poke");
    }
    let db = circles_server::store::Db::open(&dir.path().join("circles.db")).await.unwrap();
    let (count,): (i64,) = sqlx::query_as("SELECT count(*) FROM post").fetch_one(db.read()).await.unwrap();
    assert_eq!(count, 2);
    let (state,): (String,) = sqlx::query_as("SELECT state FROM post WHERE id = $1")
        .bind(post.0)
        .fetch_one(db.read())
        .await
        .unwrap();
    assert_eq!(state, "kept");
}

#[tokio::test]
async fn a_server_that_starts_more_often_than_it_sweeps_sweeps_all_the_same() {
    let town = Town::found().await;
    let leaving = town.person().await;
    let mut tx = town.server.state.db.write().await.unwrap();
    deletion::set(&mut tx, leaving.id, Some(town.watch.now())).await.unwrap();
    tx.commit().await.unwrap();
    let Town { server, watch, dir, .. } = town;
    server.stop().await;
    // The next turn is ten minutes away.
    let mut config = Config::at(dir.path());
    config.limits.first_sweep_s = 0;
    assert_eq!(config.limits.sweep_s, 600);
    let server = Server::start(config, watch).await.unwrap();
    let gone = async {
        while bans::identity_of(server.state.db.read(), leaving.id).await.unwrap().is_some() {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(20), gone).await.expect("the account goes soon after the start");
    server.stop().await;
}

#[cfg(unix)]
#[test]
fn the_program_says_where_it_listens_and_stops_when_told() {
    let dir = tempfile::tempdir().unwrap();
    let mut server = Command::new(env!("CARGO_BIN_EXE_circles-server"))
        .args(["serve", "--listen", "127.0.0.1:0", "--data-dir"])
        .arg(dir.path().join("data"))
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut line = String::new();
    BufReader::new(server.stdout.as_mut().unwrap()).read_line(&mut line).unwrap();
    let addr = line.trim().strip_prefix("listening on http://").expect("the address").to_owned();
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let health = runtime.block_on(async {
        reqwest::get(format!("http://{addr}/healthz")).await.unwrap().text().await.unwrap()
    });
    assert_eq!(health, "ok");
    assert!(Command::new("kill").args(["-TERM", &server.id().to_string()]).status().unwrap().success());
    let begun = Instant::now();
    assert!(server.wait().unwrap().success());
    assert!(begun.elapsed() < Duration::from_secs(10));
    use std::os::unix::fs::PermissionsExt;
    for private in ["data", "data/circles.db"] {
        let mode = std::fs::metadata(dir.path().join(private)).unwrap().permissions().mode();
        assert_eq!(mode & 0o077, 0, "only the owner reads {private}");
    }
}
