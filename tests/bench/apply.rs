//! Pulled pages going into the cache, against nothing but the inserts.
//!
//! Both sides write the same posts and people into an empty `cache.db` of the app's schema, a transaction a page with
//! its cursor. Ours knows versions, the home feed and who is told; the peer knows its statements.

use std::path::Path;
use std::time::Instant;

use circles_domain::CircleId;
use circles_store::table::{meta, post};
use circles_store::{Paths, Store};
use circles_tests::Result;
use circles_wire::post::PostResponse;
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous};
use sqlx::{Connection, SqliteConnection};

use crate::content;
use crate::report::{Measured, Row, median};

pub const ROWS: &[Row] = &[Row {
    name: "apply_pulled_pages",
    unit: "posts/s",
    peer: "the same rows by prepared INSERTs through sqlx, same schema, pragmas and transactions, median of 3",
    aim: "at least 0.6",
}];
const TIMES: usize = 3;

pub async fn measure(count: usize) -> Result<Vec<Measured>> {
    let circle = CircleId::mint();
    let mut posts = content::posts(circle, count);
    // Changes are pulled oldest first.
    posts.reverse();
    let (mut ours, mut theirs) = (Vec::new(), Vec::new());
    for _ in 0..TIMES {
        let folder = tempfile::tempdir()?;
        let store = empty(&folder.path().join("ours"), circle).await?;
        let seconds = applied(&store, &posts).await?;
        ours.push(count as f64 / seconds);
        store.close().await;

        let store = empty(&folder.path().join("theirs"), circle).await?;
        let cache = store.paths().cache();
        store.close().await;
        theirs.push(count as f64 / inserted(&cache, &posts).await?);
    }
    Ok(vec![Measured::beside(median(&ours)?, median(&theirs)?, |ratio| ratio >= 0.6)])
}

async fn empty(folder: &Path, circle: CircleId) -> Result<Store> {
    let store = content::open(Paths::new(folder.to_owned())).await?;
    content::join(&store, circle).await?;
    Ok(store)
}

async fn applied(store: &Store, posts: &[PostResponse]) -> Result<f64> {
    let began = Instant::now();
    for (number, page) in posts.chunks(content::SYNC_PAGE).enumerate() {
        let mut write = store.write_cache().await?;
        for one in page {
            post::save(&mut write, one).await?;
        }
        meta::set_cursor(&mut write, &number.to_string()).await?;
        write.commit().await?;
    }
    Ok(began.elapsed().as_secs_f64())
}

async fn inserted(cache: &Path, posts: &[PostResponse]) -> Result<f64> {
    let options = SqliteConnectOptions::new()
        .filename(cache)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Normal)
        .foreign_keys(true)
        .pragma("temp_store", "MEMORY");
    let mut connection = SqliteConnection::connect_with(&options).await?;
    let began = Instant::now();
    let mut known = std::collections::HashSet::new();
    for (number, page) in posts.chunks(content::SYNC_PAGE).enumerate() {
        let mut tx = connection.begin().await?;
        for one in page {
            if known.insert(one.author.id) {
                insert_person(&mut tx, one).await?;
            }
            insert_post(&mut tx, one).await?;
        }
        sqlx::query("INSERT OR REPLACE INTO meta (name, value) VALUES ('cursor', ?)")
            .bind(number.to_string())
            .execute(&mut *tx)
            .await?;
        tx.commit().await?;
    }
    let seconds = began.elapsed().as_secs_f64();
    connection.close().await?;
    Ok(seconds)
}

async fn insert_person(connection: &mut SqliteConnection, post: &PostResponse) -> Result {
    sqlx::query(
        "INSERT INTO person (person_id, display_name, verified, avatar, profile) VALUES (?, ?, ?, ?, NULL)",
    )
    .bind(post.author.id.as_bytes().as_slice())
    .bind(&post.author.display_name)
    .bind(post.author.verified)
    .bind(post.author.avatar.map(|avatar| avatar.as_bytes().to_vec()))
    .execute(connection)
    .await?;
    Ok(())
}

async fn insert_post(connection: &mut SqliteConnection, post: &PostResponse) -> Result {
    sqlx::query(
        "INSERT INTO post (post_id, version, gone, home, circle_id, author_id, text, attachments, accepted_at_us,
                           edited_at_us, praise_count, comment_count, tipper_count, view_count, praised, tipped)
         VALUES (?, ?, 0, 1, ?, ?, ?, '', ?, NULL, ?, ?, ?, ?, ?, ?)",
    )
    .bind(post.id.as_bytes().as_slice())
    .bind(post.version)
    .bind(post.circle.as_bytes().as_slice())
    .bind(post.author.id.as_bytes().as_slice())
    .bind(&post.text)
    .bind(post.accepted_at.as_micros())
    .bind(post.counts.praise)
    .bind(post.counts.comments)
    .bind(post.counts.tippers)
    .bind(post.counts.views)
    .bind(post.counts.praised)
    .bind(post.counts.tipped)
    .execute(connection)
    .await?;
    Ok(())
}
