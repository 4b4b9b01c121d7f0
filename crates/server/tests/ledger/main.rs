//! The ledger behind the routes: append-only, audited down to one fen and one byte, and sound whatever is done to it.
#![expect(clippy::unwrap_used, reason = "a test ends where it is wrong")]

mod checkpoints;
mod migrated;
#[expect(dead_code, reason = "other tests use the rest")]
#[path = "../money/mod.rs"]
mod money;

use std::path::{Path, PathBuf};

use circles_domain::ledger::{BookedJournal, Invariant};
use circles_domain::{Money, PaymentId, PersonId, PostId, Timestamp, TipId};
use circles_server::audit::{Audit, Report, audit};
use circles_server::export_ledger::{ExportLedger, export_ledger};
use circles_server::ledger::{TrustedKeys, list_keys};
use circles_server::payments::{
    Claimed, Direction, Letter, Movement, Notice, PaymentProvider, ProviderError, Sandbox, Settled,
    place_order, settle,
};
use circles_server::store::sandbox_books;
use circles_wire::tip::SignedReceipt;
use money::{Someone, World};
use serde_json::json;
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions, Connection, SqliteConnection};

/// A ledger with top-ups, released tips, refusals and one tip still held.
async fn busy_world() -> (World, Vec<Someone>, PostId) {
    let world = World::start(|limits| limits.escrow_s = 60).await;
    let people = vec![world.member(30).await, world.member(40).await, world.member(50).await];
    let post = world.post_by(&people[1]).await;
    for fen in [88, 1, 400, 7] {
        world.tip(&people[0], post, fen).await;
        world.tip(&people[2], post, fen + 1).await;
    }
    world.abandon(&people[0], TipId::mint()).await;
    world.pass_ms(60_000);
    circles_server::ledger::release::release_due(&world.server.state).await.unwrap();
    world.tip(&people[0], post, 99).await;
    world.is_sound().await;
    (world, people, post)
}

#[tokio::test]
async fn journals_and_postings_are_never_changed() {
    let (world, ..) = busy_world().await;
    let forbidden = [
        "UPDATE journal SET booked_at_us = booked_at_us + 1 WHERE seq = 1",
        "UPDATE journal SET hash = zeroblob(32)",
        "DELETE FROM journal WHERE seq = (SELECT MAX(seq) FROM journal)",
        "UPDATE posting SET amount_minor = amount_minor + 1 WHERE journal_seq = 1",
        "DELETE FROM posting",
        "INSERT OR REPLACE INTO journal SELECT seq, id, kind, subject_id, booked_at_us + 1, prev_hash, hash FROM journal WHERE seq = 1",
        "INSERT OR REPLACE INTO journal SELECT seq + 1000, id, kind, subject_id, booked_at_us, prev_hash, hash FROM journal WHERE seq = 1",
        "INSERT OR REPLACE INTO posting SELECT account_id, journal_seq, amount_minor + 1, currency, balance_minor FROM posting",
        "INSERT INTO posting SELECT account_id, 1, 5, 'CNY', 5 FROM posting WHERE journal_seq = 2 LIMIT 1",
        "UPDATE ledger_account SET balance_minor = -1 WHERE kind = 'person'",
        "UPDATE ledger_account SET balance_minor = -1 WHERE kind = 'escrow'",
    ];
    for sql in forbidden {
        let mut tx = world.server.state.db.write().await.unwrap();
        let refused = sqlx::query(sql).execute(&mut *tx).await;
        assert!(refused.is_err(), "{sql}");
    }
    world.is_sound().await;
}

/// A copy of a data directory in which everything that guards the ledger is gone.
struct Copied {
    dir: tempfile::TempDir,
    from: PathBuf,
}

impl Copied {
    async fn of(world: &World) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let from = dir.path().join("kept.db");
        let into = format!("VACUUM INTO '{}'", from.display());
        let mut db = connect(&world.dir.path().join("circles.db")).await;
        sqlx::query(sqlx::AssertSqlSafe(into)).execute(&mut db).await.unwrap();
        db.close().await.unwrap();
        let mut db = connect(&from).await;
        let guards: Vec<String> =
            sqlx::query_scalar("SELECT type || ' ' || name FROM sqlite_master WHERE type IN ('trigger', 'index') AND sql IS NOT NULL")
                .fetch_all(&mut db)
                .await
                .unwrap();
        for guard in guards {
            sqlx::query(sqlx::AssertSqlSafe(format!("DROP {guard}"))).execute(&mut db).await.unwrap();
        }
        db.close().await.unwrap();
        Self { dir, from }
    }

    async fn change(&self, sql: &str) -> Report {
        let file = self.dir.path().join("circles.db");
        std::fs::copy(&self.from, &file).unwrap();
        let mut db = connect(&file).await;
        let done = sqlx::query(sqlx::AssertSqlSafe(sql.to_owned())).execute(&mut db).await.unwrap();
        assert!(done.rows_affected() > 0, "changed nothing: {sql}");
        db.close().await.unwrap();
        self.audit().await
    }

    async fn audit(&self) -> Report {
        audit(&self.asked(), &circles_server::Limits::default()).await.unwrap()
    }

    fn asked(&self) -> Audit {
        Audit { data_dir: self.dir.path().to_owned(), histories: None, statement: None, checkpoints: None }
    }
}

async fn connect(file: &Path) -> SqliteConnection {
    let options = SqliteConnectOptions::new()
        .filename(file)
        .foreign_keys(false)
        .pragma("ignore_check_constraints", "1")
        .pragma("synchronous", "OFF");
    options.connect().await.unwrap()
}

fn broken(report: &Report) -> Vec<Invariant> {
    report.invariants.iter().filter(|line| line.holds == Some(false)).map(|line| line.id).collect()
}

#[tokio::test]
async fn the_audit_finds_what_was_planted() {
    let (world, ..) = busy_world().await;
    circles_server::ledger::checkpoint::run(&world.server.state).await.unwrap();
    let copy = Copied::of(&world).await;
    let planted = [
        (
            "UPDATE posting SET amount_minor = amount_minor + 1 WHERE journal_seq = 5 AND amount_minor > 0",
            Invariant::I1,
        ),
        (
            "UPDATE posting SET amount_minor = amount_minor + 1 WHERE journal_seq = 5 AND amount_minor > 0",
            Invariant::I2,
        ),
        ("UPDATE posting SET amount_minor = amount_minor * 100000 WHERE journal_seq = 6", Invariant::I3),
        (
            "UPDATE journal SET subject_id = (SELECT subject_id FROM journal WHERE seq = 6), kind = 'tip_return' WHERE seq = 7",
            Invariant::I9,
        ),
        // To the payee, who is not who paid.
        ("UPDATE journal SET kind = 'tip_return' WHERE kind = 'tip_release'", Invariant::I9),
        ("UPDATE ledger_account SET balance_minor = balance_minor + 1 WHERE kind = 'person'", Invariant::I10),
        (
            "UPDATE ledger_account SET balance_minor = balance_minor - 1 WHERE kind = 'sandbox'",
            Invariant::I10,
        ),
        (
            "UPDATE posting SET balance_minor = balance_minor + 1 WHERE journal_seq = 3 AND amount_minor < 0",
            Invariant::I10,
        ),
        ("UPDATE posting SET amount_minor = amount_minor * 100000 WHERE journal_seq = 6", Invariant::I11),
        ("UPDATE journal SET booked_at_us = booked_at_us + 1 WHERE seq = 4", Invariant::I13),
        ("UPDATE journal SET prev_hash = randomblob(32) WHERE seq = 4", Invariant::I13),
        (
            "UPDATE journal SET hash = randomblob(32) WHERE seq = (SELECT MAX(seq) FROM journal)",
            Invariant::I13,
        ),
        ("DELETE FROM journal WHERE seq = 3", Invariant::I13),
        ("DELETE FROM journal WHERE seq = (SELECT MAX(seq) FROM journal)", Invariant::I4),
        ("DELETE FROM posting WHERE journal_seq = 3", Invariant::I1),
        ("DELETE FROM tip WHERE state = 'held'", Invariant::I4),
        ("UPDATE tip SET payee_id = payer_id WHERE state = 'held'", Invariant::I4),
        ("UPDATE tip SET amount_minor = amount_minor + 1 WHERE state = 'held'", Invariant::I4),
        ("UPDATE tip SET state = 'released' WHERE state = 'held'", Invariant::I4),
        ("UPDATE tip SET spent_day = spent_day - 1 WHERE state = 'held'", Invariant::I4),
        ("UPDATE tip SET signature = randomblob(64) WHERE state = 'held'", Invariant::I4),
        (
            "UPDATE tip SET receipt = json_set(receipt, '$.amount.amount', '98') WHERE state = 'held'",
            Invariant::I4,
        ),
        ("UPDATE tipper SET tip_count = tip_count + 1", Invariant::I8),
        ("UPDATE post SET tipper_count = tipper_count + 1", Invariant::I8),
        ("UPDATE payment_order SET amount_minor = amount_minor + 1", Invariant::I4),
        ("DELETE FROM payment_order", Invariant::I4),
        ("UPDATE receipt_key SET public = randomblob(32)", Invariant::I4),
        ("UPDATE tip SET answered_at_us = answered_at_us + 1 WHERE state = 'held'", Invariant::I4),
        ("UPDATE journal SET kind = 'tip_helt' WHERE seq = 4", Invariant::I13),
        ("UPDATE posting SET currency = CAST(x'ff4e59' AS TEXT) WHERE journal_seq = 4", Invariant::I13),
        ("UPDATE ledger_account SET kind = 'person.' WHERE person_id IS NOT NULL", Invariant::I13),
        ("UPDATE checkpoint SET made_at_us = made_at_us + 1", Invariant::I13),
        ("UPDATE checkpoint SET hash = randomblob(32)", Invariant::I13),
    ];
    for (sql, invariant) in planted {
        let report = copy.change(sql).await;
        assert!(!report.holds, "{sql}");
        assert!(broken(&report).contains(&invariant), "{sql}: {:?}", broken(&report));
    }
    assert!(copy.change("UPDATE person SET bio = 'new'").await.holds, "and nothing else");
}

#[tokio::test]
async fn one_byte_anywhere_in_the_journals_is_found_where_it_is() {
    let (world, ..) = busy_world().await;
    let copy = Copied::of(&world).await;
    let last = world.number("SELECT MAX(seq) FROM journal").await;
    for _ in 0..100 {
        let mut bytes = [0; 4];
        getrandom::fill(&mut bytes).unwrap();
        let [row, column, byte, bit] = bytes.map(i64::from);
        let seq = row % last + 1;
        let blob = ["id", "subject_id", "hash", "prev_hash"].get(usize::try_from(column % 6).unwrap());
        let set = match blob {
            Some(name) => {
                let kept = format!("SELECT {name} FROM journal WHERE seq = {seq}");
                let kept = sqlx::query_scalar(sqlx::AssertSqlSafe(kept));
                let mut bytes: Vec<u8> = kept.fetch_one(world.server.state.db.read()).await.unwrap();
                let at = usize::try_from(byte).unwrap() % bytes.len();
                bytes[at] ^= 1 << (bit % 8);
                format!("{name} = x'{}'", hex::encode(bytes))
            }
            None if column % 6 == 4 => format!("booked_at_us = booked_at_us + {}", 1_i64 << (bit % 40)),
            None => "kind = CASE kind WHEN 'top_up' THEN 'tip_hold' WHEN 'tip_hold' THEN 'tip_return' ELSE 'top_up' END".into(),
        };
        let sql = format!("UPDATE journal SET {set} WHERE seq = {seq}");
        let report = copy.change(&sql).await;
        let chain = report.invariants.iter().find(|line| line.id == Invariant::I13).unwrap();
        assert_eq!(chain.holds, Some(false), "{sql}");
        let found = chain.detail.as_ref().unwrap().seq;
        assert!(found == seq || found == seq + 1, "{sql}: found at {found}");
    }
}

#[tokio::test]
async fn what_was_not_seen_is_not_claimed() {
    let (world, ..) = busy_world().await;
    let report = serde_json::to_value(world.audit().await).unwrap();
    let unchecked: Vec<_> =
        report["invariants"].as_array().unwrap().iter().filter(|line| line["checked"] == false).collect();
    let ids: Vec<_> = unchecked.iter().map(|line| line["id"].as_str().unwrap()).collect();
    assert_eq!(ids, ["I5", "I6", "I7", "I12", "I14", "I15"]);
    assert!(unchecked.iter().all(|line| line["holds"].is_null()));
    assert_eq!(report["invariants"].as_array().unwrap().len(), 15);
}

#[tokio::test]
async fn receipts_cannot_be_forged_or_moved() {
    let (world, people, post) = busy_world().await;
    let mine = world.tip(&people[0], post, 3).await.receipt.unwrap();
    let other = world.tip(&people[2], post, 3).await.receipt.unwrap();
    let keys = list_keys(&mut world.server.state.db.read().acquire().await.unwrap()).await.unwrap();
    let keys = TrustedKeys::of(&keys);
    assert!(keys.signed(&mine) && keys.signed(&other));
    let forged = |change: &dyn Fn(&mut SignedReceipt)| {
        let mut receipt = mine.clone();
        change(&mut receipt);
        assert_ne!(receipt, mine);
        keys.signed(&receipt)
    };
    assert!(!forged(&|r| r.receipt.amount = Money::fen(4)));
    assert!(!forged(&|r| r.receipt.payer = people[2].id));
    assert!(!forged(&|r| r.receipt.payee = people[0].id));
    assert!(!forged(&|r| r.receipt.post = PostId::mint()));
    assert!(!forged(&|r| r.receipt.tip = TipId::mint()));
    assert!(!forged(&|r| r.receipt.held_at = r.receipt.held_at.plus_seconds(1)));
    assert!(!forged(&|r| r.receipt.key_id = "0000000000000000".into()));
    assert!(!forged(&|r| r.signature = other.signature.clone()));
    assert!(!forged(&|r| r.signature = String::new()));
    assert!(!TrustedKeys::default().signed(&mine));
}

#[tokio::test]
async fn the_provider_is_believed_once_and_to_the_fen() {
    let world = World::start(|_| {}).await;
    let person = world.member(30).await;
    world.wallet(&person).await;
    let (now, state) = (world.now(), &world.server.state);
    let mut tx = state.db.write().await.unwrap();
    let order = place_order(&mut tx, person.id, "top_up", Money::fen(500), now).await.unwrap();
    let at = now;
    let right = Notice { order: order.id, status: Claimed::Paid, amount: order.amount, at, number: 1 };
    let Letter { body, signature } = Sandbox::letter(&right);
    let sandbox = &world.server.sandbox;
    assert!(matches!(sandbox.read_notice(&body, b"made up"), Err(ProviderError::Forged)));
    let richer = String::from_utf8(body.clone()).unwrap().replace("500", "900");
    assert!(matches!(sandbox.read_notice(richer.as_bytes(), &signature), Err(ProviderError::Forged)));
    assert_eq!(sandbox.read_notice(&body, &signature).unwrap(), right.order);
    let paid = Movement { order: order.id, direction: Direction::In, amount: order.amount, paid_at: now };
    let wrong = Movement { amount: Money::fen(501), ..paid };
    let strange = Movement { order: PaymentId::mint(), ..paid };
    assert_eq!(settle(&mut tx, &wrong, now).await.unwrap(), Settled::Mismatched);
    assert_eq!(settle(&mut tx, &strange, now).await.unwrap(), Settled::Unknown);
    assert_eq!(settle(&mut tx, &paid, now).await.unwrap(), Settled::Booked(person.id));
    for _ in 0..10 {
        assert_eq!(settle(&mut tx, &paid, now).await.unwrap(), Settled::Again);
    }
    tx.commit().await.unwrap();
    assert_eq!(world.wallet(&person).await.balance, Money::fen(20_500));
    world.is_sound().await;
}

#[tokio::test]
async fn the_statement_is_matched_line_by_line() {
    let (world, ..) = busy_world().await;
    let mut tx = world.server.state.db.write().await.unwrap();
    let (from, until) = (Timestamp::from_micros(0), Timestamp::from_micros(i64::MAX));
    let lines = sandbox_books::statement(&mut tx, from, until).await.unwrap();
    drop(tx);
    let file = world.dir.path().join("statement.jsonl");
    let audited = async |lines: &[Movement]| {
        let text: Vec<_> = lines.iter().map(|line| serde_json::to_string(line).unwrap()).collect();
        std::fs::write(&file, text.join("\n")).unwrap();
        let asked = Audit { statement: Some(file.clone()), ..world.audited() };
        broken(&audit(&asked, &world.limits).await.unwrap())
    };
    assert_eq!(audited(&lines).await, []);
    assert_eq!(audited(&lines[1..]).await, [Invariant::I14], "a line is missing");
    let mut changed = lines.clone();
    changed[0].amount = Money::fen(20_001);
    assert_eq!(audited(&changed).await, [Invariant::I14], "one fen");
    let mut more = lines.clone();
    more.push(Movement { order: PaymentId::mint(), ..lines[0] });
    assert_eq!(audited(&more).await, [Invariant::I14], "paid and not booked");
    more[lines.len()] = lines[0];
    assert_eq!(audited(&more).await, [Invariant::I14], "twice");
}

#[tokio::test]
async fn histories_are_held_against_the_ledger() {
    let world = World::start(|_| {}).await;
    let (payer, author) = (world.member(30).await, world.member(40).await);
    let post = world.post_by(&author).await;
    let (paid, silent) = (world.tip(&payer, post, 5).await.id, world.tip(&payer, post, 6).await.id);
    let refused = TipId::mint();
    world.abandon(&payer, refused).await;
    let dir = world.dir.path().join("histories");
    std::fs::create_dir(&dir).unwrap();
    let line = |id: TipId, fen: i64, payee: PersonId, outcome: &str| {
        json!({"t_us": 1, "device": "d", "id": id, "op": "confirm_tip", "amount": fen, "payee": payee, "subject": post, "outcome": outcome})
            .to_string()
    };
    let audited = async |lines: &[String]| {
        std::fs::write(dir.join("d.jsonl"), lines.join("\n")).unwrap();
        let asked = Audit { histories: Some(dir.clone()), ..world.audited() };
        broken(&audit(&asked, &world.limits).await.unwrap())
    };
    let whole = [
        line(paid, 5, author.id, "info"),
        line(paid, 5, author.id, "ok"),
        line(silent, 6, author.id, "ok"),
        line(refused, 9, author.id, "fail"),
    ];
    assert_eq!(audited(&whole).await, []);
    assert_eq!(
        audited(&[&whole[..2], &whole[3..]].concat()).await,
        [Invariant::I7],
        "a spend that nobody was told of"
    );
    let replaced = |at: usize, with: String| {
        let mut lines = whole.to_vec();
        lines[at] = with;
        lines
    };
    assert_eq!(
        audited(&replaced(2, line(silent, 7, author.id, "ok"))).await,
        [Invariant::I5],
        "another amount"
    );
    assert_eq!(
        audited(&replaced(2, line(silent, 6, payer.id, "ok"))).await,
        [Invariant::I5],
        "another payee"
    );
    assert_eq!(audited(&replaced(3, line(refused, 9, author.id, "ok"))).await, [Invariant::I5], "lost");
    assert_eq!(
        audited(&replaced(2, line(silent, 6, author.id, "fail"))).await,
        [Invariant::I6, Invariant::I7]
    );
}

#[tokio::test]
async fn the_export_is_the_chain() {
    let (world, ..) = busy_world().await;
    let mut out = Vec::new();
    export_ledger(&ExportLedger { data_dir: world.dir.path().to_owned() }, &mut out).await.unwrap();
    let text = String::from_utf8(out).unwrap();
    let journals: Vec<BookedJournal> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(journals.len() as i64, world.number("SELECT COUNT(*) FROM journal").await);
    let mut prev = circles_domain::ledger::GENESIS;
    for booked in journals {
        assert_eq!(BookedJournal::after(&prev, booked.journal.clone()), booked);
        prev = booked.hash;
    }
    assert_eq!(hex::encode(prev), world.audit().await.head);
}
