//! What happens to files that are damaged, foreign, or of a newer version.

use std::path::{Path, PathBuf};

use crate::support::{at, byline, open, post as new_post};
use circles_domain::payment::PaymentKind;
use circles_domain::{CircleId, Money, PaymentId, PostId, TipId};
use circles_store::table::draft::{self, Draft};
use circles_store::table::outbox_item::{self, Body};
use circles_store::table::payment_intent::{self, PaymentIntent};
use circles_store::table::tip_intent;
use circles_store::table::{meta, post};
use circles_store::{Changes, Error, Mended, Paths, Store};

fn paths(dir: &tempfile::TempDir) -> Paths {
    Paths::new(dir.path().to_owned())
}

async fn reopen(dir: &tempfile::TempDir) -> (Store, Mended) {
    Store::open(paths(dir), Changes::default(), at(77)).await.unwrap()
}

fn bytes_of(dir: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let mut files: Vec<_> = std::fs::read_dir(dir)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.is_file())
        .map(|path| (path.clone(), std::fs::read(&path).unwrap()))
        .collect();
    files.sort();
    files
}

async fn write_something(store: &Store) -> PostId {
    let draft = Draft { post: PostId::mint(), circle: None, text: "dear diary".into(), saved_at: at(3) };
    let mut write = store.write_outbox().await.unwrap();
    draft::save(&mut write, &draft).await.unwrap();
    write.commit().await.unwrap();
    let mut write = store.write_cache().await.unwrap();
    post::save(&mut write, &new_post(CircleId::mint(), &byline("a"), "cached", 1)).await.unwrap();
    meta::set_cursor(&mut write, "c1").await.unwrap();
    write.commit().await.unwrap();
    draft.post
}

#[tokio::test]
async fn a_damaged_cache_starts_empty_and_the_drafts_stay() {
    for damage in ["no database at all, only words", ""] {
        let dir = tempfile::tempdir().unwrap();
        let store = open(&dir).await;
        let draft = write_something(&store).await;
        store.close().await;
        if damage.is_empty() {
            // The first page is whole and the others are not: found when it is first used, not when it is opened.
            let mut bytes = std::fs::read(paths(&dir).cache()).unwrap();
            for byte in bytes.iter_mut().skip(4096) {
                *byte = 0xaa;
            }
            std::fs::write(paths(&dir).cache(), bytes).unwrap();
        } else {
            std::fs::write(paths(&dir).cache(), damage).unwrap();
        }
        let (store, mended) = match Store::open(paths(&dir), Changes::default(), at(77)).await {
            Ok(opened) if opened.1.cache_rebuilt => opened,
            Ok((store, _)) => {
                let mut reader = store.read().await.unwrap();
                let error = meta::cursor(&mut reader).await.unwrap_err();
                assert!(matches!(error, Error::Damaged), "{error:?}");
                drop(reader);
                assert_eq!(store.blame().await.unwrap(), circles_store::DbFile::Cache);
                store.close().await;
                reopen(&dir).await
            }
            Err(error) => panic!("{error:?}"),
        };
        assert_eq!(mended, Mended { cache_rebuilt: true, outbox_salvaged: false });
        let mut reader = store.read().await.unwrap();
        assert_eq!(meta::cursor(&mut reader).await.unwrap(), None);
        assert!(draft::find(&mut reader, draft).await.unwrap().is_some());
    }
}

#[tokio::test]
async fn a_damaged_outbox_is_salvaged_and_kept() {
    let dir = tempfile::tempdir().unwrap();
    let store = open(&dir).await;
    let first = write_something(&store).await;
    let mut write = store.write_outbox().await.unwrap();
    // Enough rows for many pages.
    for _ in 0..500 {
        let text = "words ".repeat(100);
        let draft = Draft { post: PostId::mint(), circle: None, text, saved_at: at(4) };
        draft::save(&mut write, &draft).await.unwrap();
    }
    let post = PostId::mint();
    let item = outbox_item::insert(&mut write, &Body::Praise { on: true }, post, None, at(5)).await.unwrap();
    let tip = tip(PostId::mint());
    tip_intent::save(&mut write, &tip).await.unwrap();
    let payment = PaymentIntent {
        id: PaymentId::mint(),
        kind: PaymentKind::CashOut,
        amount: Money::fen(500),
        checks: 2,
        asked_at: at(6),
    };
    payment_intent::save(&mut write, &payment).await.unwrap();
    write.commit().await.unwrap();
    store.close().await;

    let path = paths(&dir).outbox();
    let mut bytes = std::fs::read(&path).unwrap();
    let pages = bytes.len() / 4096;
    assert!(pages > 40, "{pages} pages");
    // One that drafts lie on, somewhere in the middle: what an index loses can be read from its table.
    let of_drafts = |page: &usize| {
        bytes[page * 4096..(page + 1) * 4096].windows(24).any(|seen| seen == b"words words words words ")
    };
    let page = (pages / 2..pages).find(of_drafts).unwrap();
    bytes[page * 4096..(page + 1) * 4096].fill(0x55);
    std::fs::write(&path, &bytes).unwrap();

    let (store, mended) = reopen(&dir).await;
    assert_eq!(mended, Mended { cache_rebuilt: false, outbox_salvaged: true });
    let mut reader = store.read().await.unwrap();
    assert!(draft::find(&mut reader, first).await.unwrap().is_some());
    let kept = draft::list(&mut reader).await.unwrap().len();
    assert!((400..501).contains(&kept), "{kept} of 501 drafts");
    assert_eq!(outbox_item::find(&mut reader, item).await.unwrap().unwrap().post, post);
    assert_eq!(tip_intent::find(&mut reader, tip.id).await.unwrap(), Some(tip));
    assert_eq!(payment_intent::list(&mut reader).await.unwrap(), [payment]);
    drop(reader);
    let quarantined = paths(&dir).quarantine().join("77/outbox.db");
    assert_eq!(std::fs::read(quarantined).unwrap(), bytes, "kept to the byte");
    store.close().await;
    assert_eq!(reopen(&dir).await.1, Mended::default(), "mended once");
}

fn tip(post: PostId) -> tip_intent::TipIntent {
    tip_intent::TipIntent {
        state: circles_domain::tip::TipState::Unknown,
        confirmed_at: Some(at(6)),
        checks: 2,
        next_check_at: Some(at(9)),
        updated_at: at(6),
        ..tip_intent::TipIntent::draft(TipId::mint(), post, 88, at(5))
    }
}

#[tokio::test]
async fn a_foreign_file_in_the_place_of_the_outbox_is_kept_apart() {
    let dir = tempfile::tempdir().unwrap();
    open(&dir).await.close().await;
    std::fs::write(paths(&dir).outbox(), b"not a database, but somebody's").unwrap();
    let (store, mended) = reopen(&dir).await;
    assert!(mended.outbox_salvaged);
    assert!(draft::list(&mut store.read().await.unwrap()).await.unwrap().is_empty());
    let kept = std::fs::read(paths(&dir).quarantine().join("77/outbox.db")).unwrap();
    assert_eq!(kept, b"not a database, but somebody's");
}

#[tokio::test]
async fn a_newer_schema_is_refused_with_every_byte_as_it_was() {
    for newer in ["outbox.db", "cache.db"] {
        let dir = tempfile::tempdir().unwrap();
        let store = open(&dir).await;
        write_something(&store).await;
        store.close().await;
        let url = format!("sqlite://{}", dir.path().join(newer).display());
        let pool = sqlx::SqlitePool::connect(&url).await.unwrap();
        sqlx::query(
            "INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time)
             VALUES (9999, 'of tomorrow', 1, x'00', 0)",
        )
        .execute(&pool)
        .await
        .unwrap();
        pool.close().await;
        let before: Vec<_> =
            bytes_of(dir.path()).into_iter().filter(|(path, _)| path.ends_with(newer)).collect();
        let refused = Store::open(paths(&dir), Changes::default(), at(77)).await.err();
        assert!(matches!(refused, Some(Error::NewerSchema(_))), "{newer}: {refused:?}");
        let after: Vec<_> =
            bytes_of(dir.path()).into_iter().filter(|(path, _)| path.ends_with(newer)).collect();
        assert!(before == after, "{newer} changed");
    }
}

/// `max_page_count` is a disk that is full for one file.
#[tokio::test]
async fn a_full_disk_is_told_and_loses_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let store = open(&dir).await;
    let kept = write_something(&store).await;
    let mut write = store.write_outbox().await.unwrap();
    sqlx::query("PRAGMA max_page_count = 1").execute(&mut *write).await.unwrap();
    let huge = Draft { post: PostId::mint(), circle: None, text: "x".repeat(500_000), saved_at: at(4) };
    let error = draft::save(&mut write, &huge).await.unwrap_err();
    assert!(matches!(error, Error::Full), "{error:?}");
    drop(write);
    assert!(draft::find(&mut store.read().await.unwrap(), kept).await.unwrap().is_some());
    // Space again: the same program goes on, on another connection, whose limit is the usual one.
    let mut write = store.write_outbox().await.unwrap();
    draft::save(&mut write, &huge).await.unwrap();
    write.commit().await.unwrap();
    assert!(draft::find(&mut store.read().await.unwrap(), huge.post).await.unwrap().is_some());
}

#[cfg(unix)]
#[tokio::test]
async fn nobody_else_can_read_the_files() {
    use std::os::unix::fs::PermissionsExt;
    let outer = tempfile::tempdir().unwrap();
    let dir = outer.path().join("accounts").join("one");
    let (store, _) = Store::open(Paths::new(dir.clone()), Changes::default(), at(1)).await.unwrap();
    write_something(&store).await;
    let mode = |path: &Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(&dir), 0o700);
    for (path, _) in bytes_of(&dir) {
        assert_eq!(mode(&path), 0o600, "{}", path.display());
    }
}

#[tokio::test]
async fn a_reader_cannot_write_and_a_dropped_write_never_was() {
    let dir = tempfile::tempdir().unwrap();
    let store = open(&dir).await;
    let mut heard = store.changes().listen();
    let mut write = store.write_outbox().await.unwrap();
    let draft = Draft { post: PostId::mint(), circle: None, text: "lost".into(), saved_at: at(4) };
    draft::save(&mut write, &draft).await.unwrap();
    drop(write);
    assert!(draft::list(&mut store.read().await.unwrap()).await.unwrap().is_empty());
    assert!(heard.try_recv().is_err(), "nothing is announced before its commit");
    let mut reader = store.read().await.unwrap();
    for sql in ["DELETE FROM main.draft", "DELETE FROM cache.post"] {
        assert!(sqlx::query(sql).execute(&mut *reader).await.is_err(), "{sql}");
    }
}
