//! What the provider's statement of a day is found to say: each kind of difference, planted and named.

use circles_domain::{Money, PaymentId};
use circles_server::payments::{Conduct, reconcile_due, run_due};
use circles_wire::payment::{Difference, DifferenceKind, Reconciliation, ReconciliationsResponse};
use reqwest::Method;
use serde_json::json;

use crate::money::{Someone, World};

impl World {
    async fn settled(&self, who: &Someone, kind: &str, fen: i64, conduct: Conduct) -> PaymentId {
        let id = PaymentId::mint();
        self.server.sandbox.treat(id, conduct);
        let body = json!({ "kind": kind, "amount": Money::fen(fen) });
        self.call(who, Method::PUT, &format!("/v1/wallet/payments/{id}"), Some(&body)).await.state();
        for _ in 0..4 {
            run_due(&self.server.state).await.unwrap();
            self.pass_ms(1_000);
        }
        run_due(&self.server.state).await.unwrap();
        id
    }

    /// Writes into the provider's books what it never did for us.
    async fn plant_at_provider(&self, id: PaymentId, fen: i64) {
        let mut tx = self.server.state.db.write().await.unwrap();
        sqlx::query(
            "INSERT INTO sandbox_order (order_id, direction, amount_minor, state, moves_minor, ends_as, settled_at_us)
             VALUES ($1, 'in', $2, 'paid', $2, 'paid', $3)",
        )
        .bind(id.0)
        .bind(fen)
        .bind(self.now().as_micros())
        .execute(&mut *tx)
        .await
        .unwrap();
        tx.commit().await.unwrap();
    }

    /// The next morning: what the operators read of the day before.
    async fn looked_at(&self, operator: &Someone) -> Reconciliation {
        self.pass_ms(15 * 3_600_000);
        reconcile_due(&self.server.state).await.unwrap();
        let read = self.call(operator, Method::GET, "/v1/operator/reconciliations", None).await;
        read.read::<ReconciliationsResponse>().days.remove(0)
    }
}

#[tokio::test]
async fn a_day_without_a_difference_says_so() {
    let world = World::start(|_| {}).await;
    let (who, operator) = (world.member(30).await, world.operator().await);
    world.wallet(&who).await;
    world.settled(&who, "top_up", 500, Conduct::good(1)).await;
    world.settled(&who, "cash_out", 300, Conduct::good(1)).await;
    let day = world.looked_at(&operator).await;
    assert_eq!((day.lines, day.matched, day.differences), (3, 3, Vec::new()), "with the grant");
}

#[tokio::test]
async fn each_kind_of_difference_is_named_with_its_order_and_both_sums() {
    let world = World::start(|_| {}).await;
    let (who, operator) = (world.member(30).await, world.operator().await);
    world.wallet(&who).await;
    let fine = world.settled(&who, "top_up", 100, Conduct::good(1)).await;
    let another_sum = world.settled(&who, "top_up", 200, Conduct::good(1)).await;
    let not_there = world.settled(&who, "top_up", 300, Conduct::good(1)).await;
    let open = world.settled(&who, "top_up", 400, Conduct { moves_by: 7, ..Conduct::good(1) }).await;
    let nobody = PaymentId::mint();
    world.plant_at_provider(nobody, 500).await;
    // Given up here before it began; the provider moved money for it all the same.
    let given_up = PaymentId::mint();
    let body = json!({ "kind": "top_up", "amount": Money::fen(600) });
    let path = format!("/v1/wallet/payments/{given_up}/abandon");
    let answer = world.call(&who, Method::POST, &path, Some(&body)).await;
    assert_eq!(answer.state(), ("refused", "abandoned"));
    world.plant_at_provider(given_up, 600).await;
    world
        .run(
            "UPDATE sandbox_order SET moves_minor = 201 WHERE order_id = $1 AND order_id <> $2",
            &another_sum.0,
            &fine.0,
        )
        .await;
    world
        .run("DELETE FROM sandbox_order WHERE order_id = $1 AND order_id <> $2", &not_there.0, &fine.0)
        .await;

    let day = world.looked_at(&operator).await;
    let of = |order, kind, here: Option<i64>, there: Option<i64>| Difference {
        order,
        kind,
        here: here.map(Money::fen),
        there: there.map(Money::fen),
    };
    let mut due = vec![
        of(another_sum, DifferenceKind::AnotherSum, Some(200), Some(201)),
        of(not_there, DifferenceKind::NotAtProvider, Some(300), None),
        of(open, DifferenceKind::OpenCase, None, Some(407)),
        of(nobody, DifferenceKind::NoOrder, None, Some(500)),
        of(given_up, DifferenceKind::NotBooked, None, Some(600)),
    ];
    let mut found = day.differences;
    for differences in [&mut due, &mut found] {
        differences.sort_by_key(|difference| difference.order);
    }
    assert_eq!(found, due);
    // The grant and `fine` are booked to the fen; nothing was booked by looking.
    assert_eq!((day.lines, day.matched), (6, 2));
    assert_eq!(world.wallet(&who).await.balance, Money::fen(20_600));
}
