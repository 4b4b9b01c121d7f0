//! The bill of a day against the ledger: it agrees, and every planted difference is found by name.

use circles_domain::{Money, PaymentId, Timestamp};
use circles_server::payments::reconcile_due;
use circles_tests::Result;
use circles_tests::alipay::{Fault, Status, Transfer};
use circles_wire::payment::{Difference, DifferenceKind};

use crate::world::{ACCOUNT, World, number};

const BILL: &str = "alipay.data.dataservice.bill.downloadurl.query";

/// Where the civil day of now begins.
fn today(world: &World) -> Timestamp {
    world.now().end_of_shanghai_day().plus_seconds(-86_400)
}

#[tokio::test]
async fn a_day_agrees_line_by_line() -> Result {
    let world = World::start().await?;
    let begins = today(&world);
    let first = world.paid(1_234).await?;
    let second = world.paid(1).await?;
    let out = PaymentId::mint();
    world.cash_out(out, 777, Some(ACCOUNT)).await?;
    world.pass(60).await?;
    assert!(
        world.server.state.payments.statement(begins, begins.plus_seconds(86_400)).await.is_err(),
        "not before the day is over"
    );
    world.pass(86_400 + 3_600).await?;
    let lines = world.server.state.payments.statement(begins, begins.plus_seconds(86_400)).await?;
    let mut told: Vec<(PaymentId, i64)> = lines.iter().map(|line| (line.order, line.amount.minor)).collect();
    told.sort_unstable();
    let mut booked = vec![(first, 1_234), (second, 1), (out, 777)];
    booked.sort_unstable();
    assert_eq!(told, booked);
    world.agrees(begins, begins.plus_seconds(86_400)).await?;
    let days = reconcile_due(&world.server.state).await?;
    assert_eq!((days.len(), days[0].lines, days[0].matched), (1, 3, 3));
    assert!(days[0].differences.is_empty(), "{:?}", days[0].differences);
    Ok(())
}

#[tokio::test]
async fn planted_differences_are_found() -> Result {
    let world = World::start().await?;
    let right = world.paid(100).await?;
    let more = world.paid(200).await?;
    let gone = world.paid(300).await?;
    let back = world.paid(400).await?;
    let (nobodys, transfer) = (PaymentId::mint(), PaymentId::mint());
    let now = world.now();
    world.platform.plant(|trades, transfers| {
        let mut strange = trades[&number(right)].clone();
        strange.total_amount = "9.99".to_owned();
        trades.insert(number(nobodys), strange);
        trades.entry(number(more)).and_modify(|trade| trade.total_amount = "2.01".to_owned());
        trades.remove(&number(gone));
        // Given back by hand, past this server.
        trades.entry(number(back)).and_modify(|trade| {
            (trade.status, trade.refund) = (Status::Closed, Some(("by hand".to_owned(), now)));
        });
        let payee = [ACCOUNT, "ALIPAY_LOGON_ID", "somebody"].map(str::to_owned);
        let order_id = "1".to_owned();
        let stolen =
            Transfer { order_id, trans_amount: "50.00".to_owned(), payee, status: "SUCCESS", at: now };
        transfers.insert(number(transfer), stolen);
    });
    world.pass(86_400 + 3_600).await?;
    let days = reconcile_due(&world.server.state).await?;
    let of = |order, kind, here: Option<i64>, there: Option<i64>| Difference {
        order,
        kind,
        here: here.map(Money::fen),
        there: there.map(Money::fen),
    };
    let planted = [
        of(nobodys, DifferenceKind::NoOrder, None, Some(999)),
        of(more, DifferenceKind::AnotherSum, Some(200), Some(201)),
        of(gone, DifferenceKind::NotAtProvider, Some(300), None),
        of(back, DifferenceKind::NoOrder, None, Some(400)),
        of(transfer, DifferenceKind::NoOrder, None, Some(5_000)),
    ];
    let found = &days[0].differences;
    for difference in planted {
        assert!(found.contains(&difference), "{difference:?} is not among {found:?}");
    }
    assert_eq!(found.len(), planted.len(), "{found:?}");
    // `right`, and the payment of `back` before it went.
    assert_eq!(days[0].matched, 2);
    Ok(())
}

#[tokio::test]
async fn a_bill_that_is_not_made_yet_is_waited_for() -> Result {
    let world = World::start().await?;
    world.paid(100).await?;
    world.pass(15 * 3_600).await?;
    world.platform.fails(BILL, &[Fault::Refused("isp.bill_not_exist")]);
    assert!(
        reconcile_due(&world.server.state).await.is_err(),
        "at three in the morning there may be one yet"
    );
    let days = reconcile_due(&world.server.state).await?;
    assert_eq!((days.len(), days[0].matched, days[0].differences.len()), (1, 1, 0));
    // A day on which nothing moved has none, and that is known at noon of the next.
    world.pass(86_400).await?;
    assert!(reconcile_due(&world.server.state).await.is_err());
    world.pass(10 * 3_600).await?;
    let days = reconcile_due(&world.server.state).await?;
    assert_eq!((days.len(), days[0].lines, days[0].differences.len()), (1, 0, 0));
    Ok(())
}
