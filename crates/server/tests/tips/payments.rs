//! Top-ups and cash-outs: held, asked for, booked once, whatever the provider does.

use std::sync::Arc;

use circles_domain::payment::{PaymentFailure, PaymentKind, PaymentOutcome, PaymentRefusal};
use circles_domain::{Money, PaymentId, Timestamp, TipId};
use circles_server::audit::{Audit, audit};
use circles_server::payments::{
    Claimed, Conduct, Ends, Fault, Letter, Note, Notice, Sandbox, Says, When, run_due,
};
use circles_wire::dpop::DeviceKey;
use circles_wire::payment::{NOTICE_SIGNATURE, PaymentResponse, PaymentsResponse};
use circles_wire::wallet::EntryKind;
use futures::future::join_all;
use reqwest::Method;
use serde_json::{Value, json};

use crate::money::{Answer, Someone, World};

const PIN: &str = "271828";

fn path(id: PaymentId) -> String {
    format!("/v1/wallet/payments/{id}")
}

fn asked(kind: &str, fen: i64) -> Value {
    json!({ "kind": kind, "amount": Money::fen(fen) })
}

impl World {
    async fn begin(&self, who: &Someone, id: PaymentId, kind: &str, fen: i64) -> Answer {
        self.call(who, Method::PUT, &path(id), Some(&asked(kind, fen))).await
    }

    async fn cash_out_with(&self, who: &Someone, id: PaymentId, fen: i64, pin: &str) -> Answer {
        let mut asked = asked("cash_out", fen);
        asked["pin"] = pin.into();
        self.call(who, Method::PUT, &path(id), Some(&asked)).await
    }

    async fn stands(&self, who: &Someone, id: PaymentId) -> PaymentOutcome {
        self.call(who, Method::GET, &path(id), None).await.read::<PaymentResponse>().outcome
    }

    /// Lets so many seconds pass, one after the other, and the job run in each.
    async fn live(&self, seconds: i64) {
        for _ in 0..seconds {
            run_due(&self.server.state).await.unwrap();
            self.pass_ms(1_000);
        }
        run_due(&self.server.state).await.unwrap();
    }

    /// The ledger is sound, and the provider's statement says the same.
    async fn agrees(&self) {
        let (from, until) = (Timestamp::from_micros(0), Timestamp::from_micros(i64::MAX));
        let lines = self.server.state.payments.statement(from, until).await.unwrap();
        let lines: Vec<_> = lines.iter().map(|line| serde_json::to_string(line).unwrap()).collect();
        let file = self.dir.path().join("statement.jsonl");
        std::fs::write(&file, lines.join("\n")).unwrap();
        let report = audit(&Audit { statement: Some(file), ..self.audited() }, &self.limits).await.unwrap();
        assert!(report.holds, "{}", serde_json::to_string_pretty(&report).unwrap());
    }
}

#[tokio::test]
async fn a_top_up_arrives_once() {
    let world = World::start(|_| {}).await;
    let (who, other) = (world.member(30).await, world.member(30).await);
    world.wallet(&who).await;
    let id = PaymentId::mint();
    let begun = join_all((0..20).map(|_| world.begin(&who, id, "top_up", 500))).await;
    for answer in &begun {
        assert_eq!(answer.state().0, "waiting");
    }
    world.begin(&who, id, "top_up", 501).await.refused(409, "id_conflict");
    world.begin(&who, id, "cash_out", 500).await.refused(409, "id_conflict");
    let theirs = world.begin(&other, id, "top_up", 500).await;
    theirs.refused(409, "id_conflict");
    assert_eq!(theirs.body["stored"], Value::Null, "what it holds is not for others");
    assert_eq!(world.call(&other, Method::GET, &path(id), None).await.status, 404);
    world.live(4).await;
    assert_eq!(world.stands(&who, id).await, PaymentOutcome::Arrived);
    assert_eq!(world.begin(&who, id, "top_up", 500).await.state().0, "arrived");
    let wallet = world.wallet(&who).await;
    assert_eq!((wallet.balance, wallet.entries[0].kind), (Money::fen(20_500), EntryKind::TopUp));
    let listed: PaymentsResponse = world.call(&who, Method::GET, "/v1/wallet/payments", None).await.read();
    assert_eq!(listed.payments.len(), 1);
    assert_eq!((listed.payments[0].id, listed.payments[0].kind), (id, PaymentKind::TopUp));
    assert!(listed.sandbox);
    world.agrees().await;
}

#[tokio::test]
async fn what_is_on_its_way_is_listed_whatever_came_after_it() {
    let world = World::start(|limits| limits.sandbox_grant_fen = 100).await;
    let who = world.member(30).await;
    world.wallet(&who).await;
    let under_way = PaymentId::mint();
    assert_eq!(world.begin(&who, under_way, "top_up", 500).await.state().0, "waiting");
    let mut over = Vec::new();
    for _ in 0..25 {
        world.pass_ms(1);
        let id = PaymentId::mint();
        assert_eq!(world.begin(&who, id, "cash_out", 200).await.state(), ("refused", "insufficient_balance"));
        over.insert(0, id);
    }
    let listed: PaymentsResponse = world.call(&who, Method::GET, "/v1/wallet/payments", None).await.read();
    let ids: Vec<_> = listed.payments.iter().map(|payment| payment.id).collect();
    assert_eq!(ids, [&over[..20], &[under_way]].concat());
}

#[tokio::test]
async fn what_is_cashed_out_is_held_first() {
    let world = World::start(|_| {}).await;
    let who = world.member(30).await;
    world.wallet(&who).await;
    world.set_pin(&who, None, PIN).await;
    let id = PaymentId::mint();
    assert_eq!(world.cash_out_with(&who, id, 19_000, PIN).await.state().0, "waiting");
    let wallet = world.wallet(&who).await;
    assert_eq!((wallet.balance, wallet.entries[0].kind), (Money::fen(1_000), EntryKind::CashOut));
    let more = PaymentId::mint();
    let refused = world.cash_out_with(&who, more, 1_001, PIN).await;
    assert_eq!(refused.state(), ("refused", "insufficient_balance"));
    world.live(4).await;
    assert_eq!(world.stands(&who, id).await, PaymentOutcome::Arrived);
    assert_eq!(world.wallet(&who).await.balance, Money::fen(1_000));
    world.begin(&who, PaymentId::mint(), "top_up", 5_000).await.state();
    world.live(4).await;
    let again = world.begin(&who, more, "cash_out", 1_001).await;
    assert_eq!(again.state(), ("refused", "insufficient_balance"), "a refusal is for ever");
    world.agrees().await;
}

#[tokio::test]
async fn fifty_cash_outs_at_once_take_out_what_there_is() {
    let world = World::start(|limits| limits.sandbox_grant_fen = 1_000).await;
    let who = world.member(30).await;
    world.wallet(&who).await;
    let tries =
        join_all((0..50).map(|_| async { world.begin(&who, PaymentId::mint(), "cash_out", 300).await }))
            .await;
    let begun = tries.iter().filter(|answer| answer.state().0 == "waiting").count();
    assert_eq!(begun, 3);
    world.live(4).await;
    assert_eq!(world.wallet(&who).await.balance, Money::fen(100));
    world.agrees().await;
}

#[tokio::test]
async fn a_cash_out_that_fails_comes_back_once() {
    let world = World::start(|_| {}).await;
    let who = world.member(30).await;
    world.wallet(&who).await;
    let id = PaymentId::mint();
    let note = Note { when: When::AfterEnd(0), says: Says::Truth };
    let fails = Conduct { ends: Ends::Failed(1), notes: vec![note; 5], ..Conduct::good(1) };
    world.server.sandbox.treat(id, fails);
    world.begin(&who, id, "cash_out", 500).await.state();
    world.live(6).await;
    let failed = PaymentOutcome::Failed { reason: PaymentFailure::Failed };
    assert_eq!(world.stands(&who, id).await, failed);
    let wallet = world.wallet(&who).await;
    assert_eq!((wallet.balance, wallet.entries[0].kind), (Money::fen(20_000), EntryKind::CashOutReturned));
    world.agrees().await;
}

#[tokio::test]
async fn a_stop_in_the_middle_is_gone_on_from() {
    let mut world = World::start(|_| {}).await;
    let who = world.member(30).await;
    world.wallet(&who).await;
    let (top_up, cash_out) = (PaymentId::mint(), PaymentId::mint());
    let lost = Conduct { order: vec![Fault::AnswerLost], notes: Vec::new(), ..Conduct::good(1) };
    for (id, kind) in [(top_up, "top_up"), (cash_out, "cash_out")] {
        world.server.sandbox.treat(id, lost.clone());
        world.begin(&who, id, kind, 400).await.state();
        run_due(&world.server.state).await.unwrap();
        assert_eq!(world.stands(&who, id).await, PaymentOutcome::Waiting, "nobody heard the answer");
        world = world.restarted().await;
    }
    world.live(5).await;
    for id in [top_up, cash_out] {
        assert_eq!(world.stands(&who, id).await, PaymentOutcome::Arrived);
    }
    assert_eq!(world.number("SELECT COUNT(*) FROM sandbox_order").await, 2, "asked for once each");
    assert_eq!(world.wallet(&who).await.balance, Money::fen(20_000));
    world.agrees().await;
}

#[tokio::test]
async fn a_provider_that_is_silent_is_being_checked() {
    let world = World::start(|_| {}).await;
    let who = world.member(30).await;
    world.wallet(&who).await;
    let id = PaymentId::mint();
    world.server.sandbox.treat(id, Conduct { order: vec![Fault::Lost; 3], ..Conduct::good(1) });
    world.begin(&who, id, "top_up", 400).await.state();
    world.live(5).await;
    assert_eq!(world.stands(&who, id).await, PaymentOutcome::Checking);
    world.live(30).await;
    assert_eq!(world.stands(&who, id).await, PaymentOutcome::Arrived);
    world.agrees().await;
}

#[tokio::test]
async fn another_sum_is_not_booked() {
    let world = World::start(|_| {}).await;
    let who = world.member(30).await;
    world.wallet(&who).await;
    let (top_up, cash_out) = (PaymentId::mint(), PaymentId::mint());
    for (id, kind, by) in [(top_up, "top_up", -1), (cash_out, "cash_out", 1)] {
        world.server.sandbox.treat(id, Conduct { moves_by: by, ..Conduct::good(1) });
        world.begin(&who, id, kind, 400).await.state();
    }
    world.live(5).await;
    assert_eq!(world.stands(&who, top_up).await, PaymentOutcome::Checking);
    assert_eq!(world.stands(&who, cash_out).await, PaymentOutcome::Checking);
    assert_eq!(world.wallet(&who).await.balance, Money::fen(19_600), "held, and nothing came in");
    world.agrees().await;
}

#[tokio::test]
async fn what_was_given_up_never_begins() {
    let world = World::start(|_| {}).await;
    let who = world.member(30).await;
    world.wallet(&who).await;
    let (late, begun) = (PaymentId::mint(), PaymentId::mint());
    let give_up = async |id| {
        let path = format!("{}/abandon", path(id));
        world.call(&who, Method::POST, &path, Some(&asked("cash_out", 300))).await
    };
    assert_eq!(give_up(late).await.state(), ("refused", "abandoned"));
    assert_eq!(world.begin(&who, late, "cash_out", 300).await.state(), ("refused", "abandoned"));
    world.begin(&who, begun, "cash_out", 300).await.state();
    assert_eq!(give_up(begun).await.state(), ("waiting", ""), "too late: it is on its way");
    world.live(4).await;
    let refused = PaymentOutcome::Refused { reason: PaymentRefusal::Abandoned };
    assert_eq!(
        (world.stands(&who, late).await, world.stands(&who, begun).await),
        (refused, PaymentOutcome::Arrived)
    );
    let listed: PaymentsResponse = world.call(&who, Method::GET, "/v1/wallet/payments", None).await.read();
    assert_eq!(listed.payments.len(), 1, "what was given up is nothing to look at");
    world.agrees().await;
}

#[tokio::test]
async fn a_child_puts_nothing_in_and_takes_out_what_is_theirs() {
    let world = World::start(|_| {}).await;
    let child = world.member(15).await;
    world.wallet(&child).await;
    let put_in = world.begin(&child, PaymentId::mint(), "top_up", 100).await;
    assert_eq!(put_in.state(), ("refused", "minor"));
    let out = PaymentId::mint();
    world.set_pin(&child, None, PIN).await;
    world.cash_out_with(&child, out, 20_000, PIN).await.state();
    world.live(4).await;
    assert_eq!(world.stands(&child, out).await, PaymentOutcome::Arrived);
    world.agrees().await;
}

#[tokio::test]
async fn locked_payments_let_nothing_out() {
    let world = World::start(|_| {}).await;
    let who = world.member(30).await;
    world.wallet(&who).await;
    world.set_pin(&who, None, "271828").await;
    let lock = json!({ "locked": true, "pin": null });
    assert_eq!(world.call(&who, Method::PUT, "/v1/wallet/lock", Some(&lock)).await.status, 204);
    let out = PaymentId::mint();
    world.begin(&who, out, "cash_out", 100).await.refused(403, "payments_locked");
    assert_eq!(world.call(&who, Method::GET, &path(out), None).await.status, 404, "nothing is kept");
    assert_eq!(world.begin(&who, PaymentId::mint(), "top_up", 100).await.state().0, "waiting");
    let open = json!({ "locked": false, "pin": "271828" });
    assert_eq!(world.call(&who, Method::PUT, "/v1/wallet/lock", Some(&open)).await.status, 204);
    assert_eq!(world.begin(&who, out, "cash_out", 100).await.state().0, "waiting");
}

#[tokio::test]
async fn a_cash_out_asks_for_the_payment_password_as_a_tip_does() {
    let world = World::start(|_| {}).await;
    let (who, author) = (world.member(30).await, world.member(40).await);
    let post = world.post_by(&author).await;
    world.wallet(&who).await;
    let listed = async || {
        let answer = world.call(&who, Method::GET, "/v1/wallet/payments", None).await;
        answer.read::<PaymentsResponse>().cash_out_without_pin
    };
    assert_eq!(listed().await, Some(Money::fen(500)));
    let out = PaymentId::mint();
    world.begin(&who, out, "cash_out", 501).await.refused(403, "step_up_required");
    world.cash_out_with(&who, out, 501, PIN).await.refused(409, "pin_not_set");
    world.set_pin(&who, None, PIN).await;
    let wrong = world.cash_out_with(&who, out, 501, "271829").await;
    wrong.refused(403, "pin_wrong");
    assert_eq!(wrong.body["tries_left"], 4);
    world.cash_out_with(&who, out, 501, "27182").await.refused(422, "invalid");
    assert_eq!(world.number("SELECT tries FROM pin").await, 1, "a slip of the form is no try");
    assert_eq!(world.call(&who, Method::GET, &path(out), None).await.status, 404, "nothing is kept");
    assert_eq!(world.cash_out_with(&who, out, 501, PIN).await.state().0, "waiting");
    assert_eq!(world.number("SELECT tries FROM pin").await, 0, "a right one forgets the wrong ones");
    // Asked for again it is the same payment, whatever password comes along.
    assert_eq!(world.begin(&who, out, "cash_out", 501).await.state().0, "waiting");
    assert_eq!(world.cash_out_with(&who, out, 501, "271829").await.state().0, "waiting");
    assert_eq!(world.number("SELECT tries FROM pin").await, 0);
    assert_eq!(listed().await, Some(Money::fen(500)), "what went with it does not count");

    // The sum of the day is one for all that leaves without it.
    for _ in 0..3 {
        assert_eq!(world.begin(&who, PaymentId::mint(), "cash_out", 500).await.state().0, "waiting");
    }
    world.tip(&who, post, 400).await;
    assert_eq!(listed().await, Some(Money::fen(100)));
    let next = PaymentId::mint();
    world.begin(&who, next, "cash_out", 101).await.refused(403, "step_up_required");
    assert!(world.quote(&who, TipId::mint(), post, 101).await.step_up, "a tip hears of what was taken out");
    let fails = Conduct { ends: Ends::Failed(1), ..Conduct::good(1) };
    world.server.sandbox.treat(next, fails);
    assert_eq!(world.begin(&who, next, "cash_out", 100).await.state().0, "waiting");
    assert_eq!(listed().await, Some(Money::fen(0)));
    world.live(6).await;
    assert_eq!(listed().await, Some(Money::fen(100)), "what came back does not count");
    world.pass_ms(86_400_000);
    assert_eq!(listed().await, Some(Money::fen(500)), "each day begins anew");

    // Wrong ones in a row pause it, for the right one too, and a lock holds against any.
    let later = PaymentId::mint();
    for _ in 0..5 {
        world.cash_out_with(&who, later, 600, "271829").await.refused(403, "pin_wrong");
        world.pass_ms(30_000);
    }
    world.cash_out_with(&who, later, 600, PIN).await.refused(429, "pin_paused");
    world.pass_ms(86_400_000);
    let lock = json!({ "locked": true, "pin": null });
    assert_eq!(world.call(&who, Method::PUT, "/v1/wallet/lock", Some(&lock)).await.status, 204);
    world.cash_out_with(&who, later, 600, PIN).await.refused(403, "payments_locked");
    assert_eq!(world.call(&who, Method::GET, &path(later), None).await.status, 404, "nothing is kept");
    world.agrees().await;
}

#[tokio::test]
async fn nothing_is_taken_out_for_a_day_after_another_device_or_another_password() {
    let world = World::start(|_| {}).await;
    let who = world.member(30).await;
    world.wallet(&who).await;
    world.set_pin(&who, None, "271828").await;
    let rests = async |who: &Someone| {
        let answer = world.call(who, Method::GET, "/v1/wallet/payments", None).await;
        answer.read::<PaymentsResponse>().cash_out_from
    };
    // Somebody's first device and first password are nobody's news.
    assert_eq!(rests(&who).await, None);
    assert_eq!(world.begin(&who, PaymentId::mint(), "cash_out", 100).await.state().0, "waiting");
    world.pass_ms(1_000);
    let again = world.signed_in_again(&who).await;
    let until = world.now().plus_seconds(86_400);
    let out = PaymentId::mint();
    for device in [&who, &again] {
        assert_eq!(rests(device).await, Some(until));
        world.begin(device, out, "cash_out", 100).await.refused(403, "cash_out_rests");
    }
    assert_eq!(world.call(&who, Method::GET, &path(out), None).await.status, 404, "nothing is kept");
    assert_eq!(world.begin(&again, PaymentId::mint(), "top_up", 100).await.state().0, "waiting");
    world.pass_ms(86_400_000);
    let now = world.signed_in_again(&who).await;
    assert_eq!(rests(&now).await, Some(world.now().plus_seconds(86_400)), "each sign-in is another device");
    world.pass_ms(86_400_000);
    assert_eq!(rests(&now).await, None);
    assert_eq!(world.set_pin(&now, Some("271828"), "314159").await.status, 204);
    assert_eq!(rests(&now).await, Some(world.now().plus_seconds(86_400)));
    world.begin(&now, out, "cash_out", 100).await.refused(403, "cash_out_rests");
    world.pass_ms(86_400_000);
    assert_eq!(world.begin(&now, out, "cash_out", 100).await.state().0, "waiting");
}

#[tokio::test]
async fn a_new_key_under_an_old_id_is_another_device() {
    let world = World::start(|_| {}).await;
    let who = world.member(30).await;
    world.wallet(&who).await;
    let rests = async |who: &Someone| {
        let answer = world.call(who, Method::GET, "/v1/wallet/payments", None).await;
        answer.read::<PaymentsResponse>().cash_out_from
    };
    let in_a_day = || world.now().plus_seconds(86_400);
    world.pass_ms(1_000);
    // The device itself, which only signs in once more.
    let same = world.signed_in_with(&who, who.device, Arc::clone(&who.key)).await;
    assert_eq!(rests(&same).await, None);
    // Whoever took the account over and calls their device as the one that is known.
    let thief = world.signed_in_with(&who, who.device, Arc::new(DeviceKey::generate().unwrap())).await;
    assert_eq!(rests(&thief).await, Some(in_a_day()));
    world.begin(&thief, PaymentId::mint(), "cash_out", 100).await.refused(403, "cash_out_rests");
    // Signing out in between, so that nobody is told, and coming back later with the same key gains nothing.
    world.pass_ms(3_600_000);
    assert_eq!(
        world.call(&thief, Method::DELETE, &format!("/v1/me/devices/{}", thief.device), None).await.status,
        204
    );
    world.pass_ms(2 * 86_400_000);
    let back = world.signed_in_with(&thief, thief.device, Arc::clone(&thief.key)).await;
    assert_eq!(rests(&back).await, Some(in_a_day()));
    world.begin(&back, PaymentId::mint(), "cash_out", 100).await.refused(403, "cash_out_rests");
    world.pass_ms(86_400_000);
    assert_eq!(world.begin(&back, PaymentId::mint(), "cash_out", 100).await.state().0, "waiting");
}

#[tokio::test]
async fn a_notice_is_a_reason_to_ask_and_nothing_more() {
    let world = World::start(|_| {}).await;
    let who = world.member(30).await;
    world.wallet(&who).await;
    let id = PaymentId::mint();
    world.server.sandbox.treat(id, Conduct { ends: Ends::Never, notes: Vec::new(), ..Conduct::good(1) });
    world.begin(&who, id, "top_up", 400).await.state();
    world.live(2).await;
    let at = world.now();
    let claim = Notice { order: id, status: Claimed::Paid, amount: Money::fen(400), at, number: 1 };
    let Letter { body, signature } = Sandbox::letter(&claim);
    let send = async |body: Vec<u8>, signature: String| {
        let url = format!("http://{}/v1/payments/notices", world.server.addr);
        let http = reqwest::Client::builder().build().unwrap();
        let sent = http.post(url).header(NOTICE_SIGNATURE, signature).body(body).send().await;
        let answer = sent.unwrap();
        (answer.status().as_u16(), answer.text().await.unwrap())
    };
    let taken = (200, "success".to_owned());
    assert_eq!(send(body.clone(), hex::encode([1; 32])).await, taken);
    assert_eq!(send(body.clone(), "no hexadecimal".into()).await, taken);
    assert_eq!(send(b"{".to_vec(), hex::encode(&signature)).await, taken);
    assert_eq!(world.number("SELECT COUNT(*) FROM payment_notice").await, 0, "nothing of these is kept");
    for _ in 0..3 {
        assert_eq!(send(body.clone(), hex::encode(&signature)).await, taken);
    }
    assert_eq!(world.number("SELECT COUNT(*) FROM payment_notice").await, 1);
    world.live(2).await;
    assert_eq!(world.stands(&who, id).await, PaymentOutcome::Waiting, "its books say otherwise");
    world.pass_ms(1_800_000);
    world.live(2).await;
    let expired = PaymentOutcome::Failed { reason: PaymentFailure::Expired };
    assert_eq!(world.stands(&who, id).await, expired);
    world.agrees().await;
}

#[tokio::test]
async fn money_that_comes_after_the_close_is_booked() {
    let world = World::start(|_| {}).await;
    let who = world.member(30).await;
    world.wallet(&who).await;
    let id = PaymentId::mint();
    world.server.sandbox.treat(id, Conduct::named("paid_after_the_close", 2).unwrap());
    world.begin(&who, id, "top_up", 400).await.state();
    world.live(2).await;
    world.pass_ms(1_800_000);
    world.live(3).await;
    let expired = PaymentOutcome::Failed { reason: PaymentFailure::Expired };
    assert_eq!(world.stands(&who, id).await, expired);
    world.pass_ms(3 * 3_600_000);
    world.live(2).await;
    assert_eq!(world.stands(&who, id).await, PaymentOutcome::Arrived);
    world.agrees().await;
}
