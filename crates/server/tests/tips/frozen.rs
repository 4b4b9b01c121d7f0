//! Frozen wallets: nothing leaves one, whoever owns it knows why, and what operators did stays on record.

use circles_domain::ledger::Invariant;
use circles_domain::payment::PaymentOutcome;
use circles_domain::tip::{TipOutcome, TipReturn};
use circles_domain::{ActId, Money, PaymentId, TipId};
use circles_server::ledger::release::release_due;
use circles_server::payments::run_due;
use circles_wire::finance::{FinanceAct, FinanceActKind, FinanceResponse, PersonFinanceResponse};
use circles_wire::payment::PaymentResponse;
use circles_wire::tip::TipResponse;
use reqwest::Method;
use serde_json::json;

use crate::money::{Answer, Someone, World};

const WHY: &str = "The bank asked about three cash-outs.";

impl World {
    async fn freeze(&self, operator: &Someone, who: &Someone, act: ActId, frozen: bool) -> Answer {
        let body = json!({ "frozen": frozen, "reason": WHY });
        let path = format!("/v1/operator/people/{}/wallet/freezes/{act}", who.id);
        self.call(operator, Method::PUT, &path, Some(&body)).await
    }

    pub async fn frozen(&self, operator: &Someone, who: &Someone) {
        self.freeze(operator, who, ActId::mint(), true).await.read::<FinanceAct>();
    }

    async fn lifted(&self, operator: &Someone, who: &Someone) {
        self.freeze(operator, who, ActId::mint(), false).await.read::<FinanceAct>();
    }

    async fn books(&self, operator: &Someone) -> FinanceResponse {
        self.call(operator, Method::GET, "/v1/operator/finance", None).await.read()
    }

    async fn pay(&self, who: &Someone, id: PaymentId, kind: &str, fen: i64) -> Answer {
        let body = json!({ "kind": kind, "amount": Money::fen(fen) });
        self.call(who, Method::PUT, &format!("/v1/wallet/payments/{id}"), Some(&body)).await
    }
}

#[tokio::test]
async fn nothing_leaves_a_frozen_wallet_and_the_refusals_are_for_ever() {
    let world = World::start(|_| {}).await;
    let (payer, author) = (world.member(30).await, world.member(40).await);
    let operator = world.operator().await;
    let (post, mine) = (world.post_by(&author).await, world.post_by(&payer).await);
    let received = world.tip(&author, mine, 10).await;
    let (tip, out, put_in) = (TipId::mint(), PaymentId::mint(), PaymentId::mint());
    let quote = world.quote(&payer, tip, post, 88).await;
    world.frozen(&operator, &payer).await;

    let wallet = world.wallet(&payer).await;
    let freeze = wallet.frozen.unwrap();
    assert_eq!((freeze.since, freeze.reason.as_str()), (world.now(), WHY));
    world.ask_quote(&payer, TipId::mint(), post, 88).await.refused(403, "wallet_frozen");
    let frozen = ("refused", "wallet_frozen");
    assert_eq!(world.confirm(&payer, tip, quote.quote).await.state(), frozen, "quoted before");
    assert_eq!(world.pay(&payer, out, "cash_out", 100).await.state(), frozen);
    assert_eq!(world.pay(&payer, put_in, "top_up", 100).await.state(), frozen);
    let back = format!("/v1/tips/{}/return", received.id);
    world.call(&payer, Method::POST, &back, None).await.refused(403, "wallet_frozen");
    assert_eq!(world.wallet(&payer).await.balance, wallet.balance);

    world.lifted(&operator, &payer).await;
    assert_eq!(world.wallet(&payer).await.frozen, None);
    assert_eq!(world.confirm(&payer, tip, quote.quote).await.state(), frozen, "a refusal is for ever");
    assert_eq!(world.pay(&payer, out, "cash_out", 100).await.state(), frozen);
    assert_eq!(world.tip(&payer, post, 88).await.outcome, TipOutcome::Released);
    assert_eq!(world.pay(&payer, PaymentId::mint(), "cash_out", 100).await.state().0, "waiting");
    assert_eq!(world.call(&payer, Method::POST, &back, None).await.status, 204);
    world.is_sound().await;
}

#[tokio::test]
async fn what_was_on_its_way_out_before_goes_on() {
    let world = World::start(|_| {}).await;
    let (who, operator) = (world.member(30).await, world.operator().await);
    world.wallet(&who).await;
    let out = PaymentId::mint();
    assert_eq!(world.pay(&who, out, "cash_out", 100).await.state().0, "waiting");
    world.frozen(&operator, &who).await;
    for _ in 0..5 {
        run_due(&world.server.state).await.unwrap();
        world.pass_ms(1_000);
    }
    let path = format!("/v1/wallet/payments/{out}");
    let stands = world.call(&who, Method::GET, &path, None).await.read::<PaymentResponse>();
    assert_eq!(stands.outcome, PaymentOutcome::Arrived);
    world.is_sound().await;
}

#[tokio::test]
async fn tips_wait_for_a_frozen_wallet_and_arrive_when_it_is_lifted() {
    let world = World::start(|limits| limits.escrow_s = 60).await;
    let (payer, author, operator) = (world.member(30).await, world.member(40).await, world.operator().await);
    let (other, post) = (world.member(41).await, world.post_by(&author).await);
    let elsewhere = world.post_by(&other).await;
    let tip = world.tip(&payer, post, 88).await;
    world.frozen(&operator, &author).await;
    let beside = world.tip(&payer, elsewhere, 12).await;

    // A payer is not told whose wallet is frozen.
    world.ask_quote(&payer, TipId::mint(), post, 88).await.refused(403, "forbidden");
    world.pass_ms(60_000);
    let next = release_due(&world.server.state).await.unwrap();
    assert_eq!(world.outcome(&payer, tip.id).await.state(), ("held", ""));
    assert_eq!(
        world.outcome(&payer, beside.id).await.state(),
        ("released", ""),
        "others are not kept waiting"
    );
    let back = tip.release_at.unwrap().plus_seconds(world.limits.frozen_tip_s);
    assert_eq!(next, Some(back), "nothing is due before it goes back");

    world.lifted(&operator, &author).await;
    release_due(&world.server.state).await.unwrap();
    assert_eq!(world.outcome(&payer, tip.id).await.state(), ("released", ""));
    world.is_sound().await;
}

#[tokio::test]
async fn a_tip_that_waited_too_long_for_a_frozen_wallet_goes_back() {
    let world = World::start(|limits| (limits.escrow_s, limits.frozen_tip_s) = (60, 600)).await;
    let (payer, author, operator) = (world.member(30).await, world.member(40).await, world.operator().await);
    let post = world.post_by(&author).await;
    let tip = world.tip(&payer, post, 88).await;
    world.frozen(&operator, &author).await;
    world.pass_ms(659_000);
    release_due(&world.server.state).await.unwrap();
    assert_eq!(world.outcome(&payer, tip.id).await.state(), ("held", ""));
    world.pass_ms(1_000);
    assert_eq!(release_due(&world.server.state).await.unwrap(), None);
    let outcome = world.outcome(&payer, tip.id).await.read::<TipResponse>().outcome;
    assert_eq!(outcome, TipOutcome::Returned { reason: TipReturn::PayeeCannotReceive });
    assert_eq!(world.wallet(&payer).await.balance, Money::fen(20_000));
    world.is_sound().await;
}

#[tokio::test]
async fn an_act_is_done_once_by_an_operator_about_somebody_else_and_with_a_reason() {
    let world = World::start(|_| {}).await;
    let (who, operator, second) = (world.member(30).await, world.operator().await, world.operator().await);
    let act = ActId::mint();
    world.freeze(&who, &operator, act, true).await.refused(403, "forbidden");
    world.freeze(&operator, &operator, act, true).await.refused(403, "forbidden");
    let path = format!("/v1/operator/people/{}/wallet/freezes/{act}", who.id);
    for bad in [json!({ "frozen": true, "reason": "  too few " }), json!({ "frozen": true, "reason": "" })] {
        let refused = world.call(&operator, Method::PUT, &path, Some(&bad)).await;
        refused.refused(422, "invalid");
        assert_eq!(refused.body["fields"][0]["field"], "note");
    }
    for bad in [json!({ "frozen": "yes", "reason": WHY }), json!({ "reason": WHY }), json!({})] {
        world.call(&operator, Method::PUT, &path, Some(&bad)).await.refused(422, "invalid");
    }
    let nobody = format!("/v1/operator/people/{}/wallet/freezes/{act}", circles_domain::PersonId::mint());
    let body = json!({ "frozen": true, "reason": WHY });
    world.call(&operator, Method::PUT, &nobody, Some(&body)).await.refused(404, "not_found");
    world.freeze(&operator, &who, act, false).await.refused(409, "stale");

    let first: FinanceAct = world.freeze(&operator, &who, act, true).await.read();
    assert_eq!((first.kind, first.operator.id), (FinanceActKind::Freeze, operator.id));
    world.freeze(&second, &who, act, true).await.refused(409, "id_conflict");
    world.freeze(&operator, &who, act, false).await.refused(409, "id_conflict");
    world.freeze(&operator, &who, ActId::mint(), true).await.refused(409, "stale");
    world.pass_ms(1_000);
    world.lifted(&second, &who).await;
    let again: FinanceAct = world.freeze(&operator, &who, act, true).await.read();
    assert_eq!(again, first, "a late copy gets the answer, and freezes nothing");
    assert_eq!(world.wallet(&who).await.frozen, None);

    let about = format!("/v1/operator/people/{}/wallet", who.id);
    let stands: PersonFinanceResponse = world.call(&operator, Method::GET, &about, None).await.read();
    let kinds: Vec<_> = stands.acts.iter().map(|act| (act.kind, act.operator.id)).collect();
    assert_eq!(kinds, [(FinanceActKind::Lift, second.id), (FinanceActKind::Freeze, operator.id)]);
    world.call(&who, Method::GET, &about, None).await.refused(403, "forbidden");
    for sql in ["UPDATE finance_act SET reason = 'another'", "DELETE FROM finance_act"] {
        let mut tx = world.server.state.db.write().await.unwrap();
        let refused = sqlx::query(sql).execute(&mut *tx).await.unwrap_err().to_string();
        assert!(refused.contains("append-only"), "{refused}");
    }
}

#[tokio::test]
async fn the_books_sum_to_zero_and_name_what_is_held_owed_and_frozen() {
    let world = World::start(|limits| limits.escrow_s = 60).await;
    let (payer, author, operator) = (world.member(30).await, world.member(40).await, world.operator().await);
    let post = world.post_by(&author).await;
    let empty = world.books(&operator).await;
    assert_eq!((empty.sum, empty.journals, empty.escrow.len()), (Money::fen(0), 0, 0));
    world.tip(&payer, post, 88).await;
    world.tip(&payer, post, 12).await;
    world.frozen(&operator, &author).await;
    let books = world.books(&operator).await;
    assert_eq!((books.sum, books.debts, books.owed), (Money::fen(0), 0, Money::fen(0)));
    assert!(books.trial.iter().all(|line| line.balance == line.kept));
    let balances: Vec<_> = books.trial.iter().map(|line| line.balance.minor).collect();
    assert_eq!(balances.iter().sum::<i64>(), 0);
    let [held] = books.escrow.as_slice() else { panic!("{:?}", books.escrow) };
    assert_eq!((held.count, held.sum), (2, Money::fen(100)));
    assert!(held.oldest_at < world.now());
    let frozen: Vec<_> = books.frozen.iter().map(|one| (one.person.id, one.freeze.reason.as_str())).collect();
    assert_eq!(frozen, [(author.id, WHY)]);
    world.call(&payer, Method::GET, "/v1/operator/finance", None).await.refused(403, "forbidden");
}

#[tokio::test]
async fn the_audit_names_what_left_a_frozen_wallet() {
    let world = World::start(|_| {}).await;
    let (payer, author, operator) = (world.member(30).await, world.member(40).await, world.operator().await);
    let post = world.post_by(&author).await;
    world.tip(&payer, post, 88).await;
    let broken = async || {
        let report = world.audit().await;
        report.invariants.into_iter().find(|line| line.holds == Some(false)).map(|line| line.id)
    };
    assert_eq!(broken().await, None);
    // As if the wallet had been frozen before it paid.
    world
        .run(
            "INSERT INTO finance_act (seq, id, kind, operator_id, person_id, reason, at_us, journal_seq)
             VALUES (1, zeroblob(16), 'freeze', $1, $2, 'planted', 0, 1)",
            &operator.id.0,
            &payer.id.0,
        )
        .await;
    assert_eq!(broken().await, Some(Invariant::I11), "nothing is kept of the act");
    world
        .run(
            "INSERT INTO wallet_freeze (person_id, act_seq) SELECT $1, 1 WHERE $2 <> $1",
            &payer.id.0,
            &author.id.0,
        )
        .await;
    assert_eq!(broken().await, Some(Invariant::I11));
    let report = world.audit().await;
    let found = report.invariants.into_iter().find_map(|line| line.detail).unwrap();
    assert_eq!((found.seq, found.why.as_str()), (2, "it left a wallet that was frozen"));
}

#[tokio::test]
async fn whoever_owns_a_frozen_wallet_stays_until_it_is_lifted() {
    let world = World::start(|_| {}).await;
    let (who, leaving, operator) = (world.member(30).await, world.member(31).await, world.operator().await);
    let ask = async |who: &Someone| {
        let body = json!({ "give_up": world.wallet(who).await.balance });
        world.call(who, Method::PUT, "/v1/me/deletion", Some(&body)).await
    };
    assert_eq!(ask(&leaving).await.status, 200, "before it is frozen");
    world.frozen(&operator, &leaving).await;
    world.frozen(&operator, &who).await;
    ask(&who).await.refused(403, "wallet_frozen");
    let there = "SELECT COUNT(*) FROM person WHERE deleted_at_us IS NULL";
    let all = world.number(there).await;
    world.pass_ms(world.limits.deletion_s * 1_000);
    circles_server::jobs::sweep(&world.server.state).await.unwrap();
    assert_eq!(world.number(there).await, all, "what was asked for before waits as well");
    world.lifted(&operator, &leaving).await;
    world.lifted(&operator, &who).await;
    circles_server::jobs::sweep(&world.server.state).await.unwrap();
    assert_eq!(world.number(there).await, all - 1);
    assert_eq!(ask(&who).await.status, 200);
    world.is_sound().await;
}
