//! A page of the home feed, as the screen asks for it, against its one statement.
//!
//! Twice: at the newest post, and at places all through the feed, where the engine also counts what is newer.

use std::path::Path;
use std::sync::Arc;
use std::time::Instant;

use circles_domain::page::Position;
use circles_domain::{CircleId, PersonId, SystemClock};
use circles_engine::args::{Feed, TimelineArgs};
use circles_engine::keychain::Keychain;
use circles_engine::view::TimelineView;
use circles_engine::{Engine, Options};
use circles_store::read::HOT;
use circles_store::{Account, Device, Paths};
use circles_tests::Result;
use circles_wire::person::{Byline, MeResponse};
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteRow};
use sqlx::{Connection, Row as _, SqliteConnection};

use crate::content;
use crate::report::{Measured, Row, percentile};

const PEER: &str =
    "the same SELECT by bare sqlx on one connection with the same pragmas, its columns read by place";
const AIM: &str = "ratio at most 1.3";
const AIM_99: &str = "ratio at most 1.3 and p99 at most 5 ms";
pub const ROWS: &[Row] = &[
    Row { name: "timeline_newest_p50", unit: "ms", peer: PEER, aim: AIM },
    Row { name: "timeline_newest_p99", unit: "ms", peer: PEER, aim: AIM_99 },
    Row { name: "timeline_scrolled_p50", unit: "ms", peer: PEER, aim: AIM },
    Row { name: "timeline_scrolled_p99", unit: "ms", peer: PEER, aim: AIM_99 },
];
const PAGE: u32 = 30;
const TIMES: usize = 1_000;

pub async fn measure(count: usize) -> Result<Vec<Measured>> {
    let folder = tempfile::tempdir()?;
    let me = me();
    let device = Device::open(folder.path(), content::now()).await?;
    let account = Account { me: me.clone(), receipt_keys: Vec::new(), signed_in_at: content::now() };
    device.save_account(&account).await?;
    device.set_current(Some(me.byline.id)).await?;
    device.close().await;

    let paths = Paths::new(folder.path().join("accounts").join(me.byline.id.to_string()));
    let store = content::open(paths.clone()).await?;
    let circle = CircleId::mint();
    content::join(&store, circle).await?;
    let posts = content::posts(circle, count);
    content::fill(&store, &posts).await?;
    store.close().await;
    // The last page of the feed would be short.
    let reach = count - PAGE as usize - 1;
    let places: Vec<Position> = (1..=TIMES)
        .map(|turn| &posts[turn * reach / TIMES])
        .map(|post| Position { accepted_at: post.accepted_at, id: post.id })
        .collect();

    let engine = open_engine(folder.path()).await?;
    let mut bare = connect(&paths).await?;
    let newest = walk(&engine, &mut bare, &[None; TIMES]).await?;
    let scrolled = walk(&engine, &mut bare, &places.into_iter().map(Some).collect::<Vec<_>>()).await?;
    bare.close().await?;
    engine.close().await;
    let mut measured = Vec::new();
    for (ours, theirs) in [newest, scrolled] {
        for percent in [50, 99] {
            let (value, peer) = (percentile(&ours, percent)?, percentile(&theirs, percent)?);
            let fast = percent < 99 || value <= 5.0;
            measured.push(Measured::beside(value, peer, |ratio| ratio <= 1.3).and(fast));
        }
    }
    Ok(measured)
}

/// Both sides by turns at each place, in milliseconds.
async fn walk(
    engine: &Engine,
    bare: &mut SqliteConnection,
    places: &[Option<Position>],
) -> Result<(Vec<f64>, Vec<f64>)> {
    let (mut ours, mut theirs) = (Vec::new(), Vec::new());
    // Ten unmeasured ones prepare the statements and warm the pages of both.
    for (turn, from) in places.iter().take(10).chain(places).enumerate() {
        let began = Instant::now();
        let TimelineView { items, .. } =
            engine.timeline(TimelineArgs { feed: Feed::Home, from: *from, limit: PAGE }).await?;
        let engine_ms = began.elapsed().as_secs_f64() * 1_000.0;
        let began = Instant::now();
        let columns = select(bare, *from).await?;
        let bare_ms = began.elapsed().as_secs_f64() * 1_000.0;
        // The statement reads one row more, to know whether there are older ones.
        if items.len() != PAGE as usize || columns != PAGE as usize + 1 {
            return Err(format!("{} rows against {columns}", items.len()).into());
        }
        if turn >= 10 {
            ours.push(engine_ms);
            theirs.push(bare_ms);
        }
    }
    Ok((ours, theirs))
}

async fn open_engine(data_dir: &Path) -> Result<Engine> {
    Ok(Engine::open(Options {
        data_dir: data_dir.to_owned(),
        // Nothing listens there, and without a session nothing is asked.
        server: "http://127.0.0.1:9/".parse()?,
        clock: Arc::new(SystemClock),
        opener: Box::new(|_| Ok(())),
        device_name: "bench".into(),
        keychain: Box::new(Keychain::in_memory),
    })
    .await?)
}

async fn connect(paths: &Paths) -> Result<SqliteConnection> {
    let options = SqliteConnectOptions::new()
        .filename(paths.outbox())
        .journal_mode(SqliteJournalMode::Wal)
        .foreign_keys(true)
        .pragma("temp_store", "MEMORY");
    let mut connection = SqliteConnection::connect_with(&options).await?;
    let cache = paths.cache().to_string_lossy().into_owned();
    sqlx::query("ATTACH DATABASE ? AS cache").bind(cache).execute(&mut connection).await?;
    sqlx::query("PRAGMA cache.cache_size = -16000").execute(&mut connection).await?;
    sqlx::query("PRAGMA query_only = ON").execute(&mut connection).await?;
    Ok(connection)
}

/// How many rows were read.
async fn select(connection: &mut SqliteConnection, from: Option<Position>) -> Result<usize> {
    let [(_, home), ..] = HOT;
    let (from_us, from_id) =
        from.map_or((i64::MAX, [0xff; 16]), |at| (at.accepted_at.as_micros(), *at.id.as_bytes()));
    let rows: Vec<SqliteRow> = sqlx::query(home)
        .bind(None::<Vec<u8>>)
        .bind(from_us)
        .bind(from_id.to_vec())
        .bind(i64::from(PAGE) + 1)
        .fetch_all(connection)
        .await?;
    rows.iter().map(read).collect::<sqlx::Result<Vec<_>>>().map(|read| read.len()).map_err(Into::into)
}

type Columns = ([Vec<u8>; 3], [String; 2], [i64; 5], [bool; 2], Option<String>, Option<Vec<u8>>);

fn read(row: &SqliteRow) -> sqlx::Result<Columns> {
    Ok((
        [row.try_get(0)?, row.try_get(1)?, row.try_get(2)?],
        [row.try_get(3)?, row.try_get(4)?],
        [row.try_get(5)?, row.try_get(7)?, row.try_get(8)?, row.try_get(9)?, row.try_get(10)?],
        [row.try_get(11)?, row.try_get(12)?],
        row.try_get(13)?,
        row.try_get(15)?,
    ))
}

fn me() -> MeResponse {
    MeResponse {
        byline: Byline { id: PersonId::mint(), display_name: "Bench".into(), verified: true, avatar: None },
        bio: String::new(),
        masked_name: "B*".into(),
        gender: None,
        adult: true,
        student: None,
        employed: None,
        overseas: None,
        score: None,
        age: None,
        joined_at: content::now(),
        who_may_ask: Default::default(),
        operator: false,
        shows_name: false,
        delete_at: None,
        tips_off: false,
        transfers_from_others: false,
    }
}
