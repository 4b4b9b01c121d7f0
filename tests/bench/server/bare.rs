//! The peer: one route, one query along the index, JSON of the same shape.

use std::net::SocketAddr;
use std::path::Path;

use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::routing::get;
use axum::{Json, Router};
use circles_domain::{AttachmentId, CircleId, PersonId, PostId, Timestamp};
use circles_tests::Result;
use circles_wire::circle::{PostsQuery, PostsResponse};
use circles_wire::person::Byline;
use circles_wire::post::{Counts, PostResponse};
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteRow};
use sqlx::{Row as _, SqlitePool};
use tokio::net::TcpListener;
use tokio::task::JoinSet;

use crate::content;

/// The bare server while it runs.
pub struct Bare {
    pub addr: SocketAddr,
    serving: JoinSet<std::io::Result<()>>,
    pool: SqlitePool,
}

impl Bare {
    pub async fn stop(mut self) {
        self.serving.shutdown().await;
        self.pool.close().await;
    }
}

pub async fn start(file: &Path, circle: CircleId) -> Result<Bare> {
    // The server's own settings for reading.
    let options = SqliteConnectOptions::new()
        .filename(file)
        .journal_mode(SqliteJournalMode::Wal)
        .pragma("temp_store", "MEMORY")
        .pragma("cache_size", "-32000")
        .pragma("mmap_size", "268435456")
        .pragma("query_only", "1");
    let pool = SqlitePoolOptions::new()
        .max_connections(6)
        .min_connections(1)
        .idle_timeout(None)
        .max_lifetime(None)
        .test_before_acquire(false)
        .connect_with(options)
        .await?;
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let addr = listener.local_addr()?;
    let app = Router::new().route("/posts", get(page)).with_state((pool.clone(), circle));
    let mut serving = JoinSet::new();
    serving.spawn(async move { axum::serve(listener, app).await });
    Ok(Bare { addr, serving, pool })
}

async fn page(
    State((pool, circle)): State<(SqlitePool, CircleId)>,
    Query(query): Query<PostsQuery>,
) -> std::result::Result<Json<PostsResponse>, StatusCode> {
    let limit = query.limit.unwrap_or(30) as usize;
    let mut posts =
        select(&pool, circle, &query, limit).await.map_err(|_| StatusCode::INTERNAL_SERVER_ERROR)?;
    let more = posts.len() > limit;
    posts.truncate(limit);
    Ok(Json(PostsResponse { posts, more }))
}

async fn select(
    pool: &SqlitePool,
    circle: CircleId,
    query: &PostsQuery,
    limit: usize,
) -> Result<Vec<PostResponse>> {
    let before_at = query.before_at.map_or(i64::MAX, Timestamp::as_micros);
    let before_id = query.before_id.map_or([0xff; 16], |id| *id.as_bytes());
    let rows = sqlx::query(
        "SELECT p.id, p.version, p.text, p.accepted_at_us, p.edited_at_us, p.praise_count, p.comment_count,
                p.tipper_count, p.view_count, a.id, a.display_name, a.verified_until_us, a.avatar_id
         FROM post p JOIN person a ON a.id = p.author_id
         WHERE p.state = 'kept' AND p.circle_id = ? AND (p.accepted_at_us, p.id) < (?, ?)
         ORDER BY p.accepted_at_us DESC, p.id DESC LIMIT ? + 0",
    )
    .bind(circle.as_bytes().as_slice())
    .bind(before_at)
    .bind(before_id.as_slice())
    .bind(i64::try_from(limit)? + 1)
    .fetch_all(pool)
    .await?;
    let now = content::now();
    rows.iter().map(|row| read(row, circle, now)).collect()
}

fn read(row: &SqliteRow, circle: CircleId, now: Timestamp) -> Result<PostResponse> {
    Ok(PostResponse {
        id: PostId::from_slice(row.try_get(0)?).ok_or("an id")?,
        version: row.try_get(1)?,
        circle,
        author: Byline {
            id: PersonId::from_slice(row.try_get(9)?).ok_or("an id")?,
            display_name: row.try_get(10)?,
            verified: now.as_micros() < row.try_get(11)?,
            avatar: row.try_get::<Option<&[u8]>, _>(12)?.and_then(AttachmentId::from_slice),
        },
        text: row.try_get(2)?,
        attachments: Vec::new(),
        accepted_at: Timestamp::from_micros(row.try_get(3)?),
        edited_at: row.try_get::<Option<i64>, _>(4)?.map(Timestamp::from_micros),
        counts: Counts {
            praise: row.try_get(5)?,
            comments: row.try_get(6)?,
            tippers: row.try_get(7)?,
            views: row.try_get(8)?,
            ..Counts::default()
        },
    })
}
