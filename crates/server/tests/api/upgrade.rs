//! A database that an earlier version filled is brought to this one with everything in it.

use circles_server::store::Db;
use sqlx::migrate::Migrator;
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions as _, Connection as _, SqliteConnection};

static ALL: Migrator = sqlx::migrate!("./migrations");

/// Rows that every version could hold; the ledger's only from where there is one.
const ROWS: &str = "
    INSERT INTO person (id, display_name, masked_name, name_sealed, identity_hash, verified_until_us, created_at_us)
    VALUES (x'a1000000000000000000000000000000', 'Lin', '林*', x'00', randomblob(32), 9, 1),
           (x'a2000000000000000000000000000000', 'Mei', '梅*', x'00', randomblob(32), 9, 1);
    INSERT INTO circle (id, slug, name, introduction, category, gates, preview_count, created_at_us, member_count, post_count)
    VALUES (x'c1000000000000000000000000000000', 'reading', 'Reading', '', 'culture',
            '{\"join\":{\"all\":[]},\"post\":{\"all\":[]},\"comment\":{\"all\":[]},\"preview\":{\"kind\":\"nothing\"}}', 0, 1, 2, 1);
    INSERT INTO membership (person_id, circle_id, joined, moderator, sanction, sanction_until_us, reason, joined_at_us)
    VALUES (x'a1000000000000000000000000000000', x'c1000000000000000000000000000000', 1, 1, 'none', 0, '', 1),
           (x'a2000000000000000000000000000000', x'c1000000000000000000000000000000', 1, 0, 'muted', 9, 'spam', 1);
    INSERT INTO post (id, circle_id, author_id, text, attachments, accepted_at_us, request_hash)
    VALUES (x'b1000000000000000000000000000000', x'c1000000000000000000000000000000',
            x'a1000000000000000000000000000000', 'hello', '[]', 1, randomblob(32));
    INSERT INTO block (blocker_id, blocked_id, created_at_us)
    VALUES (x'a1000000000000000000000000000000', x'a2000000000000000000000000000000', 1);";
const MONEY: &str = "
    INSERT INTO ledger_account (id, kind, person_id, balance_minor, opened_at_us)
    VALUES (x'e1000000000000000000000000000000', 'person', x'a1000000000000000000000000000000', 88, 1);
    UPDATE ledger_account SET balance_minor = -88 WHERE kind = 'sandbox';
    INSERT INTO journal (seq, id, kind, subject_id, booked_at_us, prev_hash, hash)
    VALUES (1, randomblob(16), 'top_up', randomblob(16), 1, zeroblob(32), randomblob(32));
    INSERT INTO posting (account_id, journal_seq, amount_minor, currency, balance_minor)
    VALUES (x'e1000000000000000000000000000000', 1, 88, 'CNY', 88),
           (x'00000000000000000000000000000002', 1, -88, 'CNY', -88);";
/// What was proven of a person, before claims had a table of their own.
const PROVEN: &str =
    "UPDATE person SET birth_date = 19950101, gender = 'female', student = 1 WHERE display_name = 'Lin'";
/// The first version with claims.
const CLAIMS: i64 = 7;
/// The first version with a ledger.
const LEDGER: i64 = 3;

async fn as_of(version: i64, options: &SqliteConnectOptions) {
    let migrations = ALL.iter().filter(|one| one.version <= version).cloned().collect::<Vec<_>>();
    let earlier = Migrator { migrations: migrations.into(), ..Migrator::DEFAULT };
    let mut db = options.connect().await.unwrap();
    earlier.run(&mut db).await.unwrap();
    sqlx::raw_sql(ROWS).execute(&mut db).await.unwrap();
    if version < CLAIMS {
        sqlx::raw_sql(PROVEN).execute(&mut db).await.unwrap();
    }
    if version >= LEDGER {
        sqlx::raw_sql(MONEY).execute(&mut db).await.unwrap();
    }
    db.close().await.unwrap();
}

async fn number(db: &mut SqliteConnection, sql: &'static str) -> i64 {
    sqlx::query_scalar(sql).fetch_one(db).await.unwrap()
}

#[tokio::test]
async fn what_an_earlier_version_kept_is_there_in_this_one() {
    let versions: Vec<i64> = ALL.iter().map(|one| one.version).collect();
    assert!(versions.len() > 10, "{versions:?}");
    for version in versions {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("circles.db");
        let options = SqliteConnectOptions::new().filename(&file).create_if_missing(true).foreign_keys(true);
        as_of(version, &options).await;
        drop(Db::open(&file).await.unwrap_or_else(|error| panic!("from {version}: {error:?}")));
        let mut db = options.connect().await.unwrap();
        let broken = sqlx::query("PRAGMA foreign_key_check").fetch_all(&mut db).await.unwrap();
        assert!(broken.is_empty(), "from {version}: {} rows point to nothing", broken.len());
        for (sql, rows) in [
            ("SELECT count(*) FROM person WHERE display_name IN ('Lin', 'Mei')", 2),
            ("SELECT count(*) FROM circle WHERE slug = 'reading' AND member_count = 2", 1),
            ("SELECT count(*) FROM membership WHERE moderator = 1 OR sanction = 'muted'", 2),
            ("SELECT count(*) FROM post WHERE text = 'hello'", 1),
            ("SELECT count(*) FROM block", 1),
            (
                "SELECT count(*) FROM claim WHERE kind IN ('birth_date', 'gender', 'student')",
                if version < CLAIMS { 3 } else { 0 },
            ),
            ("SELECT sum(balance_minor) FROM ledger_account", 0),
            ("SELECT count(*) FROM posting WHERE journal_seq = 1", if version >= LEDGER { 2 } else { 0 }),
        ] {
            assert_eq!(number(&mut db, sql).await, rows, "from {version}: {sql}");
        }
        if version >= LEDGER {
            let changed = sqlx::query("UPDATE journal SET booked_at_us = 2").execute(&mut db).await;
            assert!(changed.is_err(), "from {version}: the journal still only grows");
        }
        db.close().await.unwrap();
    }
}
