//! The statement on a device: looked through without a network, and never believed when it does not add up.

use std::str::FromStr;

use circles_domain::{Money, Timestamp};
use circles_engine::args::{CommandCode, OtherArgs, StatementArgs, WalletArgs};
use circles_engine::view::{FaultKind, StatementFault, StatementView};
use circles_wire::wallet::EntryKind;
use sqlx::ConnectOptions;
use sqlx::sqlite::SqliteConnectOptions;

use crate::world::{Device, World, code, eventually};

fn all() -> StatementArgs {
    StatementArgs {
        from: None,
        until: None,
        kinds: Vec::new(),
        words: String::new(),
        months: Vec::new(),
        limit: 50,
    }
}

async fn statement(device: &Device, args: StatementArgs) -> StatementView {
    device.engine.statement(args).await.unwrap()
}

async fn found(device: &Device, words: &str) -> usize {
    statement(device, StatementArgs { words: words.into(), ..all() }).await.entries.len()
}

async fn tip(world: &World, device: &Device, amount: &str) {
    let quoted = device.quoted(world, amount).await;
    let view = device.confirm(&quoted).await.unwrap();
    assert!(view.receipt.is_some(), "{view:?}");
}

/// What the server told last has arrived: `count` entries.
async fn holds(device: &Device, count: i64) {
    eventually("the entries are here", || async { statement(device, all()).await.sums.count == count }).await;
}

/// Reads the wallet now, however fresh it is.
async fn read(device: &Device) -> Option<StatementFault> {
    // What it says of the entries is told by the statement.
    let _ = device.engine.read_statement_again().await;
    statement(device, all()).await.fault
}

/// Changes a file of the device behind its back.
async fn plant(device: &Device, sql: &'static str) {
    let folder = std::fs::read_dir(device.dir.path().join("accounts")).unwrap().next().unwrap().unwrap();
    let path = folder.path().join("cache.db");
    let options = SqliteConnectOptions::from_str(&format!("sqlite://{}", path.display())).unwrap();
    let mut file = options.connect().await.unwrap();
    assert!(sqlx::query(sql).execute(&mut file).await.unwrap().rows_affected() > 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn entries_are_found_by_what_people_type_also_without_a_network() {
    let world = World::start().await;
    let mut device = world.device().await;
    let before = world.clock.now_at();
    for amount in ["0.88", "5.00", "1.88"] {
        tip(&world, &device, amount).await;
        world.clock.pass_ms(60_000);
    }
    holds(&device, 4).await;
    eventually("the circle is known here", || async { found(&device, "circle").await == 3 }).await;
    world.network.down();
    device.restart(&world).await;

    let view = statement(&device, StatementArgs { months: vec![before], ..all() }).await;
    let moved: Vec<(EntryKind, i64, i64)> = view
        .entries
        .iter()
        .map(|one| (one.entry.kind, one.entry.amount.minor, one.entry.balance.minor))
        .collect();
    assert_eq!(
        moved,
        [
            (EntryKind::TipSent, -188, 19_224),
            (EntryKind::TipSent, -500, 19_412),
            (EntryKind::TipSent, -88, 19_912),
            (EntryKind::TopUp, 20_000, 20_000)
        ]
    );
    assert_eq!((view.sums.came, view.sums.went), (Money::fen(20_000), Money::fen(-776)));
    assert_eq!(view.months.iter().map(|month| month.sums).collect::<Vec<_>>(), [view.sums]);
    assert!(view.complete && view.fault.is_none() && view.checked_at.is_some(), "{view:?}");

    for (typed, count) in [
        ("5", 1),
        ("¥5.00", 1),
        ("-0.88", 1),
        ("200", 1),
        ("HELLO", 3),
        ("someone", 3),
        ("w*", 3),
        ("Circle", 3),
        ("hello 1.88", 1),
        ("hello 2.88", 0),
        ("nobody", 0),
        ("", 4),
    ] {
        assert_eq!(found(&device, typed).await, count, "{typed}");
    }
    let kinds = StatementArgs { kinds: vec![EntryKind::TopUp], ..all() };
    assert_eq!(statement(&device, kinds).await.sums.count, 1);
    let newest = view.entries[0].entry.booked_at;
    let late = StatementArgs { from: Some(newest), ..all() };
    assert_eq!(statement(&device, late).await.entries.len(), 1);
    let early = StatementArgs { until: Some(newest), limit: 2, ..all() };
    let early = statement(&device, early).await;
    assert_eq!((early.entries.len(), early.sums.count), (2, 3));
    let wrong = device.engine.statement(StatementArgs { limit: 0, ..all() }).await;
    assert_eq!(code(wrong), CommandCode::Invalid);
}

#[tokio::test(flavor = "multi_thread")]
async fn words_that_went_with_a_tip_are_found_by_both_until_a_block_takes_them() {
    let world = World::start().await;
    let device = world.device().await;
    device.tip_saying(&world, "0.88", "Ferry at DAWN, 摆渡").await;
    tip(&world, &device, "1.88").await;
    let author = world.new_device(world.author).await;
    author.engine.sign_in().await.unwrap();
    for who in [&device, &author] {
        holds(who, 3).await;
        for (typed, count) in [("dawn", 1), ("摆渡", 1), ("ferry 0.88", 1), ("ferry 1.88", 0), ("", 3)] {
            assert_eq!(found(who, typed).await, count, "{typed}");
        }
    }
    device.engine.block(OtherArgs { person: world.author }).await.unwrap();
    assert_eq!((found(&device, "dawn").await, found(&device, "").await), (0, 3));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_missing_fen_is_seen_wherever_it_is_missing() {
    let world = World::start().await;
    let device = world.device().await;
    tip(&world, &device, "0.88").await;
    tip(&world, &device, "1.88").await;
    holds(&device, 3).await;

    // On the server, whose balance lacks one.
    let mut tx = world.server.state.db.write().await.unwrap();
    for sql in ["UPDATE ledger_account SET balance_minor = balance_minor - 1 WHERE person_id = $1"] {
        sqlx::query(sql).bind(device.person.0).execute(&mut *tx).await.unwrap();
    }
    tx.commit().await.unwrap();
    let fault = read(&device).await.expect("a finding");
    assert_eq!(
        (fault.kind, fault.counted, fault.told),
        (FaultKind::Balance, Money::fen(19_724), Money::fen(19_723))
    );
    let shown = device.engine.wallet(WalletArgs { before: None }).await.unwrap();
    assert_eq!(shown.balance, Some(Money::fen(19_724)), "what was told last is not believed");
    assert_eq!(read(&device).await, Some(fault), "found once, and it stays");
    let mut tx = world.server.state.db.write().await.unwrap();
    sqlx::query("UPDATE ledger_account SET balance_minor = balance_minor + 1 WHERE person_id = $1")
        .bind(device.person.0)
        .execute(&mut *tx)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    assert_eq!(read(&device).await, None, "it adds up again");

    // On the device, in an amount, in a balance, or with a whole entry.
    for (sql, kind) in [
        (
            "UPDATE wallet_entry SET amount_minor = amount_minor + 1 WHERE amount_minor = -88",
            FaultKind::Changed,
        ),
        (
            "UPDATE wallet_entry SET balance_minor = balance_minor - 1 WHERE amount_minor = -188",
            FaultKind::Changed,
        ),
        (
            "INSERT INTO wallet_entry SELECT seq + 1000, kind, -1, balance_minor - 1, booked_at_us, other_id, post_id, circle_id, words, body, folded_words, folded_name, folded_message FROM wallet_entry ORDER BY seq DESC LIMIT 1",
            FaultKind::Changed,
        ),
    ] {
        plant(&device, sql).await;
        device.engine.refresh().await.unwrap();
        tip(&world, &device, "0.01").await;
        eventually("it is found", || async {
            statement(&device, all()).await.fault.is_some_and(|fault| fault.kind == kind)
        })
        .await;
        assert_eq!(read(&device).await, None, "{sql}: read anew, it adds up");
        assert_eq!(statement(&device, all()).await.fault, None);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_long_statement_is_read_to_its_first_entry() {
    let world = World::with(|limits| {
        limits.tips_per_minute = 10_000;
        limits.tips_per_day = 10_000;
    })
    .await;
    let device = world.device().await;
    // Two more devices of the same person: one holds the first entry, one nothing.
    let mut early = world.new_device(device.person).await;
    early.engine.sign_in().await.unwrap();
    holds(&early, 1).await;
    early.engine.close().await;
    for _ in 0..55 {
        tip(&world, &device, "0.01").await;
    }
    early.engine = world.open(early.dir.path(), early.person, &early.keychain).await;
    early.signed_in().await;
    holds(&early, 56).await;
    let late = world.new_device(device.person).await;
    late.engine.sign_in().await.unwrap();
    for other in [&early, &late] {
        eventually("all of it is here", || async {
            let view = statement(other, StatementArgs { limit: 100, ..all() }).await;
            view.complete && view.entries.len() == 56
        })
        .await;
        let view = statement(other, StatementArgs { limit: 100, ..all() }).await;
        assert!(view.fault.is_none());
        assert_eq!(view.entries.last().map(|one| one.entry.kind), Some(EntryKind::TopUp));
        assert_eq!(view.sums.came.minor + view.sums.went.minor, 19_945);
    }
}

trait NowAt {
    fn now_at(&self) -> Timestamp;
}

impl NowAt for crate::world::Hands {
    fn now_at(&self) -> Timestamp {
        circles_domain::Clock::now(self)
    }
}
