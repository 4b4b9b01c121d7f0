//! The peer: what a held tip writes, by prepared statements on one connection, a transaction each. Nothing is decided,
//! signed or hashed.

use std::path::Path;
use std::time::Instant;

use circles_domain::{JournalId, PersonId, PostId, TipId};
use circles_tests::Result;
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous};
use sqlx::{ConnectOptions as _, Connection as _, Row as _, SqliteConnection};

use crate::content;

const TIMES: i64 = 768;

/// What the rows are made of: whoever paid last, and what they were told.
struct Last {
    payer: PersonId,
    payee: PersonId,
    post: PostId,
    account: Vec<u8>,
    receipt: String,
    signature: Vec<u8>,
    seq: i64,
}

/// Transactions per second on `file`, which no server holds any more.
pub(super) async fn rate(file: &Path) -> Result<f64> {
    let mut db = SqliteConnectOptions::new()
        .filename(file)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .foreign_keys(true)
        .pragma("temp_store", "MEMORY")
        .pragma("cache_size", "-32000")
        .pragma("mmap_size", "268435456")
        .connect()
        .await?;
    let last = last(&mut db).await?;
    let began = Instant::now();
    for turn in 1..=TIMES {
        write(&mut db, &last, last.seq + turn).await?;
    }
    let seconds = began.elapsed().as_secs_f64();
    db.close().await?;
    #[expect(clippy::cast_precision_loss, reason = "far fewer than 2^53")]
    Ok(TIMES as f64 / seconds)
}

async fn last(db: &mut SqliteConnection) -> Result<Last> {
    let row = sqlx::query(
        "SELECT t.payer_id, t.payee_id, t.post_id, a.id, t.receipt, t.signature, (SELECT max(seq) FROM journal)
         FROM tip t JOIN ledger_account a ON a.person_id = t.payer_id
         WHERE t.state = 'held' ORDER BY t.hold_seq DESC LIMIT 1",
    )
    .fetch_one(db)
    .await?;
    let id =
        |place: usize| -> Result<[u8; 16]> { Ok(row.try_get::<Vec<u8>, _>(place)?.as_slice().try_into()?) };
    let person = |place| id(place).map(|id| PersonId::from_slice(&id).ok_or("an id"));
    Ok(Last {
        payer: person(0)??,
        payee: person(1)??,
        post: PostId::from_slice(&id(2)?).ok_or("an id")?,
        account: row.try_get(3)?,
        receipt: row.try_get(4)?,
        signature: row.try_get(5)?,
        seq: row.try_get(6)?,
    })
}

async fn write(db: &mut SqliteConnection, last: &Last, seq: i64) -> Result {
    const ESCROW: &[u8] = &[0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1];
    let now = content::now().as_micros();
    let (payer, payee, post) =
        (last.payer.as_bytes().as_slice(), last.payee.as_bytes().as_slice(), last.post);
    let tip = TipId::mint();
    let hash = |salt: u8| [tip.as_bytes().as_slice(), &[salt; 16]].concat();
    let mut tx = db.begin_with("BEGIN IMMEDIATE").await?;
    sqlx::query("INSERT INTO sign_in_try (key, at_us) VALUES (?, ?)")
        .bind(hash(3))
        .bind(now)
        .execute(&mut *tx)
        .await?;
    sqlx::query(
        "INSERT INTO journal (seq, id, kind, subject_id, booked_at_us, prev_hash, hash)
         VALUES (?, ?, 'tip_hold', ?, ?, ?, ?)",
    )
    .bind(seq)
    .bind(JournalId::mint().as_bytes().to_vec())
    .bind(tip.as_bytes().as_slice())
    .bind(now)
    .bind(hash(1))
    .bind(hash(2))
    .execute(&mut *tx)
    .await?;
    for (account, amount) in [(last.account.as_slice(), -1_i64), (ESCROW, 1)] {
        sqlx::query("UPDATE ledger_account SET balance_minor = balance_minor + ? WHERE id = ?")
            .bind(amount)
            .bind(account)
            .execute(&mut *tx)
            .await?;
        sqlx::query(
            "INSERT INTO posting (account_id, journal_seq, amount_minor, currency, balance_minor)
             VALUES (?, ?, ?, 'CNY', 0)",
        )
        .bind(account)
        .bind(seq)
        .bind(amount)
        .execute(&mut *tx)
        .await?;
    }
    sqlx::query(
        "INSERT INTO tip (payer_id, id, request_hash, post_id, payee_id, amount_minor, state, spent_day, with_pin,
                          cancellable_until_us, release_at_us, receipt, signature, hold_seq, answered_at_us)
         VALUES (?, ?, ?, ?, ?, 1, 'held', 20260101, 0, ?, ?, ?, ?, ?, ?)",
    )
    .bind(payer)
    .bind(tip.as_bytes().as_slice())
    .bind(hash(4))
    .bind(post.as_bytes().as_slice())
    .bind(payee)
    .bind(now)
    .bind(now)
    .bind(&last.receipt)
    .bind(&last.signature)
    .bind(seq)
    .bind(now)
    .execute(&mut *tx)
    .await?;
    sqlx::query("UPDATE tipper SET tip_count = tip_count + 1 WHERE post_id = ? AND person_id = ?")
        .bind(post.as_bytes().as_slice())
        .bind(payer)
        .execute(&mut *tx)
        .await?;
    for person in [payer, payee] {
        sqlx::query("INSERT INTO changes (kind, person_id, at_us) VALUES ('wallet', ?, ?)")
            .bind(person)
            .bind(now)
            .execute(&mut *tx)
            .await?;
    }
    Ok(tx.commit().await?)
}
