//! What two operators agree on: adjustments, and refunds of tips that somebody made under age.

use circles_domain::ledger::Invariant;
use circles_domain::tip::{TipOutcome, TipReturn};
use circles_domain::{ActId, Money, PersonId, ProposalId, TipId};
use circles_server::ledger::release::release_due;
use circles_server::ledger::{TrustedKeys, list_keys};
use circles_wire::finance::{FinanceActKind, FinanceResponse, TrialKind};
use circles_wire::proposal::{EntryNote, FinanceProposal, FinanceProposalState, MadeTipsResponse};
use circles_wire::tip::TipResponse;
use circles_wire::wallet::EntryKind;
use reqwest::Method;
use serde_json::{Value, json};

use crate::money::{Answer, Someone, World};

const WHY: &str = "The same top-up was booked by hand twice.";
const YES: &str = "I read the letter, and it says so.";

fn adjustment(person: PersonId, fen: i64) -> Value {
    json!({ "person": person, "asks": { "kind": "adjustment", "amount": Money::fen(fen) },
            "reference": "case 4417", "reason": WHY })
}

fn refund(person: PersonId, tips: &[TipId], ground: &str) -> Value {
    json!({ "person": person, "asks": { "kind": "refund", "tips": tips, "ground": ground },
            "reference": "letter of 3 March", "reason": "A parent asked for what their child gave." })
}

impl World {
    async fn propose(&self, who: &Someone, id: ProposalId, body: &Value) -> Answer {
        self.call(who, Method::PUT, &format!("/v1/operator/proposals/{id}"), Some(body)).await
    }

    async fn decide(&self, who: &Someone, id: ProposalId, approve: bool) -> Answer {
        let body = json!({ "approve": approve, "answer": YES });
        self.call(who, Method::PUT, &format!("/v1/operator/proposals/{id}/decision"), Some(&body)).await
    }

    /// Proposed by the one, approved by the other.
    async fn agreed(&self, two: [&Someone; 2], body: &Value) -> FinanceProposal {
        let id = ProposalId::mint();
        self.propose(two[0], id, body).await.read::<FinanceProposal>();
        self.decide(two[1], id, true).await.read()
    }

    async fn look(&self, who: &Someone, of: &Someone, act: ActId) -> Answer {
        let path = format!("/v1/operator/people/{}/tips/{act}", of.id);
        self.call(who, Method::PUT, &path, Some(&json!({ "reason": "A parent has written." }))).await
    }
}

#[tokio::test]
async fn what_two_agree_on_is_booked_once_with_a_receipt() {
    let world = World::start(|_| {}).await;
    let (who, one, two) = (world.member(30).await, world.operator().await, world.operator().await);
    world.wallet(&who).await;
    let id = ProposalId::mint();
    let body = adjustment(who.id, 700);
    let open: FinanceProposal = world.propose(&one, id, &body).await.read();
    assert_eq!((open.state, open.amount), (FinanceProposalState::Open, Money::fen(700)));
    assert_eq!(world.wallet(&who).await.balance, Money::fen(20_000), "nothing moves before another agrees");
    world.decide(&one, id, true).await.refused(403, "forbidden");
    world.decide(&who, id, true).await.refused(403, "forbidden");
    let done: FinanceProposal = world.decide(&two, id, true).await.read();
    assert_eq!((done.state, done.decided_by.unwrap().id), (FinanceProposalState::Approved, two.id));
    for _ in 0..3 {
        let again: FinanceProposal = world.decide(&two, id, true).await.read();
        assert_eq!(again.state, FinanceProposalState::Approved);
        assert_eq!(world.propose(&one, id, &body).await.read::<FinanceProposal>().state, again.state);
    }
    world.decide(&two, id, false).await.refused(409, "stale");
    world.propose(&one, id, &adjustment(who.id, 701)).await.refused(409, "id_conflict");
    world.propose(&two, id, &body).await.refused(409, "id_conflict");

    let wallet = world.wallet(&who).await;
    let entry = &wallet.entries[0];
    assert_eq!((wallet.balance, entry.kind), (Money::fen(20_700), EntryKind::Adjusted));
    let Some(EntryNote::Adjusted { signed }) = &entry.note else { panic!("{:?}", entry.note) };
    let receipt = &signed.receipt;
    assert_eq!((receipt.journal, receipt.person, receipt.amount), (entry.journal, who.id, Money::fen(700)));
    assert_eq!((receipt.reference.as_str(), receipt.reason.as_str()), ("case 4417", WHY));
    let keys = list_keys(&mut world.server.state.db.read().acquire().await.unwrap()).await.unwrap();
    assert!(TrustedKeys::of(&keys).adjusted(signed));

    let books: FinanceResponse = world.call(&one, Method::GET, "/v1/operator/finance", None).await.read();
    let house = books.trial.iter().find(|line| line.kind == TrialKind::Adjustment).unwrap();
    assert_eq!((house.balance, books.sum), (Money::fen(-700), Money::fen(0)));
    let kinds: Vec<_> = books.acts.iter().map(|act| (act.kind, act.operator.id)).collect();
    assert_eq!(kinds, [(FinanceActKind::Approve, two.id), (FinanceActKind::ProposeAdjustment, one.id)]);
    world.is_sound().await;
}

#[tokio::test]
async fn what_is_taken_and_not_there_is_owed() {
    let world = World::start(|limits| limits.sandbox_grant_fen = 500).await;
    let (who, one, two) = (world.member(30).await, world.operator().await, world.operator().await);
    world.wallet(&who).await;
    world.agreed([&one, &two], &adjustment(who.id, -800)).await;
    let wallet = world.wallet(&who).await;
    assert_eq!(wallet.balance, Money::fen(0));
    let kinds: Vec<_> = wallet.entries.iter().map(|entry| (entry.kind, entry.amount.minor)).collect();
    assert_eq!(kinds[..2], [(EntryKind::Adjusted, -800), (EntryKind::Owed, 300)]);
    let books: FinanceResponse = world.call(&one, Method::GET, "/v1/operator/finance", None).await.read();
    assert_eq!((books.debts, books.owed, books.sum), (1, Money::fen(300), Money::fen(0)));
    world.agreed([&two, &one], &adjustment(who.id, 1_000)).await;
    assert_eq!(world.wallet(&who).await.balance, Money::fen(700), "what is owed is paid first");
    world.is_sound().await;
}

#[tokio::test]
async fn refused_and_over_its_time_it_never_will_be() {
    let world = World::start(|limits| limits.proposal_s = 60).await;
    let (who, one, two) = (world.member(30).await, world.operator().await, world.operator().await);
    world.wallet(&who).await;
    let (no, late) = (ProposalId::mint(), ProposalId::mint());
    for id in [no, late] {
        world.propose(&one, id, &adjustment(who.id, 700)).await.read::<FinanceProposal>();
    }
    let refused: FinanceProposal = world.decide(&two, no, false).await.read();
    assert_eq!(refused.state, FinanceProposalState::Refused);
    world.decide(&two, no, true).await.refused(409, "stale");
    world.pass_ms(60_000);
    let over = world.decide(&two, late, true).await;
    over.refused(409, "stale");
    assert_eq!(over.body["stored"]["state"], "expired");
    world.decide(&two, ProposalId::mint(), true).await.refused(404, "not_found");
    assert_eq!(world.wallet(&who).await.balance, Money::fen(20_000));
    world.is_sound().await;
}

#[tokio::test]
async fn what_is_no_proposal_is_refused_by_its_field() {
    let world = World::start(|_| {}).await;
    let (who, one) = (world.member(30).await, world.operator().await);
    let id = ProposalId::mint();
    let field = async |body: &Value| {
        let answer = world.propose(&one, id, body).await;
        answer.refused(422, "invalid");
        answer.body["fields"][0]["field"].as_str().unwrap_or_default().to_owned()
    };
    assert_eq!(field(&adjustment(who.id, 0)).await, "amount");
    assert_eq!(field(&adjustment(who.id, 5_000_001)).await, "amount");
    assert_eq!(field(&adjustment(who.id, -5_000_001)).await, "amount");
    let with = |part: &str, value: Value| {
        let mut body = adjustment(who.id, 1);
        body[part] = value;
        body
    };
    assert_eq!(field(&with("reference", json!(" "))).await, "reference");
    assert_eq!(field(&with("reference", json!("x".repeat(81)))).await, "reference");
    assert_eq!(field(&with("reason", json!("short"))).await, "note");
    assert_eq!(field(&refund(who.id, &[], "attested")).await, "tips");
    assert_eq!(field(&refund(who.id, &[TipId::mint()], "attested")).await, "tips");
    for raw in [r#"{"kind":"gift"}"#, r#"{"kind":"adjustment","amount":1}"#, r#"{"kind":"refund","tips":[]}"#]
    {
        field(&with("asks", serde_json::from_str(raw).unwrap())).await;
    }
    world.propose(&one, id, &adjustment(one.id, 1)).await.refused(403, "forbidden");
    world.propose(&who, id, &adjustment(one.id, 1)).await.refused(403, "forbidden");
    world.propose(&one, id, &adjustment(PersonId::mint(), 1)).await.refused(404, "not_found");
    assert_eq!(world.number("SELECT COUNT(*) FROM finance_proposal").await, 0);
}

#[tokio::test]
async fn tips_of_a_child_go_back_once_and_both_sides_read_of_it() {
    let world = World::start(|limits| {
        (limits.escrow_s, limits.sandbox_grant_fen) = (60, 500);
        (limits.pin_tip_fen, limits.pin_day_fen) = (20_000, 1_000_000);
    })
    .await;
    let (child, author, other) = (world.member(30).await, world.member(40).await, world.member(41).await);
    let (one, two) = (world.operator().await, world.operator().await);
    let (post, mine) = (world.post_by(&author).await, world.post_by(&other).await);
    let arrived = world.tip(&child, post, 300).await.id;
    world.pass_ms(60_000);
    release_due(&world.server.state).await.unwrap();
    // The author spends all of it.
    world.tip(&author, mine, 800).await;
    let held = world.tip(&child, post, 100).await.id;

    let act = ActId::mint();
    let made: MadeTipsResponse = world.look(&one, &child, act).await.read();
    assert_eq!(
        made.tips.iter().map(|tip| (tip.tip, tip.held)).collect::<Vec<_>>(),
        [(held, true), (arrived, false)]
    );
    world.look(&one, &child, act).await.read::<MadeTipsResponse>();
    assert_eq!(world.number("SELECT COUNT(*) FROM finance_act WHERE kind = 'look'").await, 1);
    world.look(&two, &child, act).await.refused(409, "id_conflict");
    world.look(&child, &author, ActId::mint()).await.refused(403, "forbidden");

    let all = [arrived, held];
    let proven = world.propose(&one, ProposalId::mint(), &refund(child.id, &all, "proven")).await;
    proven.refused(422, "invalid");
    assert_eq!(proven.body["fields"][0]["rule"], "mismatch", "the account says that they are of age");
    let done = world.agreed([&one, &two], &refund(child.id, &all, "attested")).await;
    assert_eq!((done.tips, done.refunded, done.amount), (2, 2, Money::fen(400)));
    for tip in all {
        let outcome = world.outcome(&child, tip).await.read::<TipResponse>().outcome;
        assert_eq!(outcome, TipOutcome::Returned { reason: TipReturn::Refunded });
    }
    let (theirs, authors) = (world.wallet(&child).await, world.wallet(&author).await);
    assert_eq!((theirs.balance, authors.balance), (Money::fen(500), Money::fen(0)));
    let notes: Vec<_> = theirs.entries.iter().filter_map(|entry| entry.note.clone()).collect();
    let due = EntryNote::Refunded {
        reason: "A parent asked for what their child gave.".into(),
        reference: "letter of 3 March".into(),
    };
    assert_eq!(notes, [due.clone(), due]);
    let notes: Vec<_> = authors.entries.iter().filter_map(|entry| entry.note.clone()).collect();
    assert_eq!(notes, [EntryNote::TakenBack, EntryNote::TakenBack], "what is owed, and what went back");

    // Each once: they are no longer there to be proposed, and what was proposed before finds them gone.
    let again = world.propose(&one, ProposalId::mint(), &refund(child.id, &all, "attested")).await;
    again.refused(422, "invalid");
    world.is_sound().await;
}

#[tokio::test]
async fn a_tip_that_two_proposals_name_goes_back_once() {
    let world = World::start(|_| {}).await;
    let (payer, author) = (world.member(30).await, world.member(40).await);
    let (one, two) = (world.operator().await, world.operator().await);
    let post = world.post_by(&author).await;
    let tip = world.tip(&payer, post, 100).await.id;
    let (first, second) = (ProposalId::mint(), ProposalId::mint());
    for id in [first, second] {
        world.propose(&one, id, &refund(payer.id, &[tip], "attested")).await.read::<FinanceProposal>();
    }
    assert_eq!(world.decide(&two, first, true).await.read::<FinanceProposal>().refunded, 1);
    assert_eq!(world.decide(&two, second, true).await.read::<FinanceProposal>().refunded, 0);
    assert_eq!(world.number("SELECT COUNT(*) FROM journal WHERE kind = 'tip_refund'").await, 1);
    world.is_sound().await;
}

#[tokio::test]
async fn the_audit_names_an_adjustment_that_one_alone_made() {
    let world = World::start(|_| {}).await;
    let (who, one, two) = (world.member(30).await, world.operator().await, world.operator().await);
    world.wallet(&who).await;
    world.agreed([&one, &two], &adjustment(who.id, 700)).await;
    world.is_sound().await;
    // As if the same operator had approved it.
    let mut tx = world.server.state.db.write().await.unwrap();
    for sql in [
        "DROP TRIGGER finance_act_is_never_changed",
        "UPDATE finance_act SET operator_id = (SELECT operator_id FROM finance_act WHERE seq = 1) WHERE seq = 2",
    ] {
        sqlx::query(sql).execute(&mut *tx).await.unwrap();
    }
    tx.commit().await.unwrap();
    let report = world.audit().await;
    let broken: Vec<_> =
        report.invariants.iter().filter(|line| line.holds == Some(false)).map(|line| line.id).collect();
    assert_eq!(broken, [Invariant::I4]);
}
