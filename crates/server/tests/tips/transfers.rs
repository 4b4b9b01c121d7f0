//! Transfers: held until they are accepted, returned once, and never without the person at either end.

use circles_domain::{Money, PersonId, TransferId};
use circles_server::ledger::TrustedKeys;
use circles_server::ledger::transfer::expire_due;
use circles_wire::tip::KeysResponse;
use circles_wire::transfer::{TransferQuoteResponse, TransferResponse, TransferState, TransfersResponse};
use circles_wire::wallet::EntryKind;
use futures::future::join_all;
use reqwest::Method;
use serde_json::json;

use crate::money::{Answer, Someone, World};

const DAY_MS: i64 = 86_400_000;
const PIN: &str = "274913";

/// Two friends of `days`.
pub async fn friends(world: &World, days: i64) -> (Someone, Someone) {
    let (payer, payee) = (world.member(30).await, world.member(31).await);
    befriend(world, &payer, &payee, days).await;
    (payer, payee)
}

pub async fn befriend(world: &World, a: &Someone, b: &Someone, days: i64) {
    let mut tx = world.server.state.db.write().await.unwrap();
    for (one, other) in [(a, b), (b, a)] {
        sqlx::query("INSERT INTO friendship (person_id, friend_id, since_us) VALUES ($1, $2, $3)")
            .bind(one.id.0)
            .bind(other.id.0)
            .bind(world.now().plus_seconds(-days * 86_400).as_micros())
            .execute(&mut *tx)
            .await
            .unwrap();
    }
    tx.commit().await.unwrap();
}

async fn ask(world: &World, who: &Someone, id: TransferId, payee: PersonId, fen: i64) -> Answer {
    let body = json!({ "payee": payee, "amount": Money::fen(fen), "note": "lunch" });
    world.call(who, Method::POST, &format!("/v1/transfers/{id}/quote"), Some(&body)).await
}

async fn quote(
    world: &World,
    who: &Someone,
    id: TransferId,
    payee: PersonId,
    fen: i64,
) -> TransferQuoteResponse {
    let quote = ask(world, who, id, payee, fen).await.read();
    world.pass_ms(world.limits.confirm_delay_ms);
    quote
}

pub async fn confirm(world: &World, who: &Someone, quote: &TransferQuoteResponse) -> Answer {
    let body = json!({ "quote_id": quote.quote });
    world.call(who, Method::PUT, &format!("/v1/transfers/{}", quote.transfer), Some(&body)).await
}

async fn send(world: &World, who: &Someone, payee: PersonId, fen: i64) -> TransferResponse {
    let quote = quote(world, who, TransferId::mint(), payee, fen).await;
    confirm(world, who, &quote).await.read()
}

pub async fn answer(world: &World, who: &Someone, id: TransferId, accept: bool) -> Answer {
    let body = json!({ "accept": accept });
    world.call(who, Method::POST, &format!("/v1/transfers/{id}/answer"), Some(&body)).await
}

async fn take_back(world: &World, who: &Someone, id: TransferId) -> Answer {
    world.call(who, Method::POST, &format!("/v1/transfers/{id}/take-back"), None).await
}

async fn outcome(world: &World, who: &Someone, id: TransferId) -> Answer {
    world.call(who, Method::GET, &format!("/v1/transfers/{id}"), None).await
}

async fn list(world: &World, who: &Someone) -> Vec<TransferState> {
    let told: TransfersResponse = world.call(who, Method::GET, "/v1/transfers", None).await.read();
    told.transfers
}

#[tokio::test]
async fn an_accepted_transfer_reaches_the_payee_once() {
    let world = World::start(|_| {}).await;
    let (payer, payee) = friends(&world, 8).await;
    world.wallet(&payee).await;
    let quoted = quote(&world, &payer, TransferId::mint(), payee.id, 300).await;
    assert_eq!((quoted.payee_masked_name.as_str(), quoted.is_first, quoted.wait_seconds), ("林*", true, 0));
    assert_eq!((quoted.balance, quoted.spent_today), (Money::fen(20_000), Money::fen(0)));
    let sent: TransferResponse = confirm(&world, &payer, &quoted).await.read();
    let keys: KeysResponse = world.call(&payer, Method::GET, "/v1/keys", None).await.read();
    let receipt = sent.receipt.clone().unwrap();
    assert!(TrustedKeys::of(&keys.keys).signed_transfer(&receipt));
    assert_eq!((receipt.receipt.payee, receipt.receipt.amount), (payee.id, Money::fen(300)));
    let held = world.wallet(&payer).await;
    assert_eq!((held.balance, held.held), (Money::fen(19_700), Money::fen(300)));
    let seen = list(&world, &payee).await;
    assert_eq!((seen.len(), seen[0].incoming, seen[0].note.as_str()), (1, true, "lunch"));
    assert_eq!(
        (seen[0].other.as_ref().map(|one| one.id), seen[0].other_masked_name.clone()),
        (Some(payer.id), None)
    );
    // Nobody else can answer it, nor the payer.
    let other = world.member(33).await;
    for stranger in [&other, &payer] {
        answer(&world, stranger, sent.id, true).await.refused(404, "not_found");
    }
    let done = join_all((0..8).map(|_| answer(&world, &payee, sent.id, true))).await;
    assert!(done.iter().all(|answer| answer.status == 200));
    assert_eq!(answer(&world, &payee, sent.id, false).await.body["transfers"][0]["state"], "accepted");
    let again: TransferResponse = confirm(&world, &payer, &quoted).await.read();
    assert_eq!(
        (again.receipt, again.outcome),
        (sent.receipt, circles_domain::transfer::TransferOutcome::Accepted)
    );
    let (paid, got) = (world.wallet(&payer).await, world.wallet(&payee).await);
    assert_eq!(
        (paid.balance, paid.held, got.balance),
        (Money::fen(19_700), Money::fen(0), Money::fen(20_300))
    );
    assert_eq!(
        (paid.entries[0].kind, got.entries[0].kind),
        (EntryKind::TransferSent, EntryKind::TransferReceived)
    );
    assert_eq!(world.number("SELECT COUNT(*) FROM journal WHERE kind = 'transfer_release'").await, 1);
    assert!(!quote(&world, &payer, TransferId::mint(), payee.id, 1).await.is_first);
    world.is_sound().await;
}

#[tokio::test]
async fn the_first_to_a_new_friend_waits_and_can_be_taken_back_until_then() {
    let world = World::start(|_| {}).await;
    let (payer, payee) = friends(&world, 6).await;
    let quoted = quote(&world, &payer, TransferId::mint(), payee.id, 300).await;
    assert_eq!(quoted.wait_seconds, 86_400);
    let sent: TransferResponse = confirm(&world, &payer, &quoted).await.read();
    assert_eq!(sent.offered_at, Some(world.now().plus_seconds(86_400)));
    assert_eq!(list(&world, &payee).await, [], "the payee knows nothing yet");
    answer(&world, &payee, sent.id, true).await.refused(404, "not_found");
    take_back(&world, &payee, sent.id).await.refused(404, "not_found");
    world.pass_ms(DAY_MS - 1);
    for _ in 0..2 {
        assert_eq!(take_back(&world, &payer, sent.id).await.state(), ("returned", "taken_back"));
    }
    world.pass_ms(DAY_MS);
    assert_eq!(list(&world, &payee).await, [], "nor ever");
    assert_eq!(world.wallet(&payer).await.balance, Money::fen(20_000));

    // It was not accepted, so the next one is the first as well; once offered it cannot be taken back.
    befriend_again(&world, &payer, &payee).await;
    let second = send(&world, &payer, payee.id, 200).await;
    world.pass_ms(DAY_MS);
    assert_eq!(take_back(&world, &payer, second.id).await.state(), ("held", ""));
    assert_eq!(answer(&world, &payee, second.id, true).await.status, 200);
    assert_eq!(outcome(&world, &payer, second.id).await.state(), ("accepted", ""));
    let third = quote(&world, &payer, TransferId::mint(), payee.id, 1).await;
    assert_eq!(third.wait_seconds, 0);
    world.is_sound().await;
}

/// The clock moved; they are new to each other again.
async fn befriend_again(world: &World, a: &Someone, b: &Someone) {
    world.run("DELETE FROM friendship WHERE person_id IN ($1, $2)", &a.id.0, &b.id.0).await;
    befriend(world, a, b, 0).await;
}

#[tokio::test]
async fn what_is_not_accepted_or_is_declined_goes_back_once() {
    let world = World::start(|_| {}).await;
    let (payer, payee) = friends(&world, 8).await;
    let (declined, late) =
        (send(&world, &payer, payee.id, 100).await, send(&world, &payer, payee.id, 50).await);
    for accept in [false, true] {
        answer(&world, &payee, declined.id, accept).await;
        assert_eq!(outcome(&world, &payer, declined.id).await.state(), ("returned", "declined"));
    }
    let expires = late.expires_at.unwrap();
    assert_eq!(expire_due(&world.server.state).await.unwrap(), Some(expires));
    world.pass_ms((expires.as_micros() - world.now().as_micros()) / 1_000);
    let (first, second, answered) = tokio::join!(
        expire_due(&world.server.state),
        expire_due(&world.server.state),
        answer(&world, &payee, late.id, true)
    );
    assert_eq!((first.unwrap(), second.unwrap()), (None, None));
    assert_eq!(answered.status, 200);
    assert_eq!(outcome(&world, &payer, late.id).await.state(), ("returned", "expired"));
    assert_eq!(world.number("SELECT COUNT(*) FROM journal WHERE kind = 'transfer_return'").await, 2);
    let wallet = world.wallet(&payer).await;
    assert_eq!((wallet.balance, wallet.held), (Money::fen(20_000), Money::fen(0)));
    assert_eq!(wallet.entries[0].kind, EntryKind::TransferReturned);
    world.is_sound().await;
}

#[tokio::test]
async fn who_may_send_to_whom_is_decided_at_the_quote_and_again_at_the_end() {
    let world = World::start(|_| {}).await;
    let (payer, payee) = friends(&world, 8).await;
    let (other, child) = (world.member(30).await, world.member(17).await);
    befriend(&world, &payer, &child, 30).await;
    let refused = async |who: &Someone, to: PersonId, status, code| {
        ask(&world, who, TransferId::mint(), to, 100).await.refused(status, code);
    };
    refused(&payer, payer.id, 403, "forbidden").await;
    refused(&payer, child.id, 403, "forbidden").await;
    refused(&child, payer.id, 403, "minor").await;
    refused(&other, payee.id, 403, "friends_only").await;
    // A stranger is told the same, whoever it is.
    let (frozen, leaving) = (world.member(31).await, world.member(32).await);
    world.frozen(&world.operator().await, &frozen).await;
    let give_up = json!({ "give_up": world.wallet(&leaving).await.balance });
    assert_eq!(world.call(&leaving, Method::PUT, "/v1/me/deletion", Some(&give_up)).await.status, 200);
    for somebody in [&child, &frozen, &leaving] {
        refused(&other, somebody.id, 403, "friends_only").await;
    }
    refused(&payer, PersonId::mint(), 404, "not_found").await;
    let allow = json!({ "transfers_from_others": true });
    world.call(&payee, Method::PATCH, "/v1/me", Some(&allow)).await;
    let quoted = quote(&world, &other, TransferId::mint(), payee.id, 100).await;
    assert_eq!(quoted.wait_seconds, 86_400, "somebody who is no friend is new");
    let allow = json!({ "transfers_from_others": false });
    world.call(&payee, Method::PATCH, "/v1/me", Some(&allow)).await;
    for _ in 0..2 {
        assert_eq!(confirm(&world, &other, &quoted).await.state(), ("refused", "friends_only"), "stored");
    }
    // A block between quote and confirmation.
    let quoted = quote(&world, &payer, TransferId::mint(), payee.id, 100).await;
    world.call(&payee, Method::PUT, &format!("/v1/people/{}/block", payer.id), None).await;
    assert_eq!(confirm(&world, &payer, &quoted).await.state(), ("refused", "friends_only"));
    assert_eq!(world.number("SELECT COUNT(*) FROM journal WHERE kind = 'transfer_hold'").await, 0);
    world.is_sound().await;
}

#[tokio::test]
async fn a_day_and_the_balance_are_never_passed_however_many_come_at_once() {
    let world = World::start(|limits| {
        (limits.transfer_day_fen, limits.pin_tip_fen, limits.pin_day_fen) = (1_000, 20_000, 1_000_000);
    })
    .await;
    let (payer, payee) = friends(&world, 8).await;
    ask(&world, &payer, TransferId::mint(), payee.id, 1_001).await.refused(422, "invalid");
    ask(&world, &payer, TransferId::mint(), payee.id, 0).await.refused(422, "invalid");
    let mut quotes = Vec::new();
    for _ in 0..10 {
        quotes.push(quote(&world, &payer, TransferId::mint(), payee.id, 150).await);
    }
    let answers = join_all(quotes.iter().map(|quote| confirm(&world, &payer, quote))).await;
    let held = answers.iter().filter(|answer| answer.state().0 == "held").count();
    let refused = answers.iter().filter(|answer| answer.state().1 == "daily_limit").count();
    assert_eq!((held, refused), (6, 4));
    // A returned one no longer counts.
    let first = answers.iter().find(|answer| answer.state().0 == "held").unwrap();
    let id: TransferId = serde_json::from_value(first.body["id"].clone()).unwrap();
    answer(&world, &payee, id, false).await;
    assert_ne!(send(&world, &payer, payee.id, 250).await.receipt, None);
    world.is_sound().await;
    world.pass_ms(DAY_MS);
    let poor = world.member(30).await;
    befriend(&world, &poor, &payee, 8).await;
    world.pass_ms(1);
    let mut quotes = Vec::new();
    for _ in 0..3 {
        quotes.push(quote(&world, &poor, TransferId::mint(), payee.id, 1_000).await);
    }
    for quote in &quotes {
        confirm(&world, &poor, quote).await;
    }
    assert!(world.wallet(&poor).await.balance.minor >= 0);
    world.is_sound().await;
}

#[tokio::test]
async fn the_payment_password_the_lock_and_a_late_confirmation() {
    let world = World::start(|_| {}).await;
    let (payer, payee) = friends(&world, 8).await;
    assert_eq!(world.set_pin(&payer, None, PIN).await.status, 204);
    let quoted = quote(&world, &payer, TransferId::mint(), payee.id, 501).await;
    assert!(quoted.step_up);
    confirm(&world, &payer, &quoted).await.refused(403, "step_up_required");
    let token = world.step_up(&payer, quoted.quote, PIN).await;
    let token = token.body["token"].as_str().unwrap().to_owned();
    let body = json!({ "quote_id": quoted.quote });
    let path = format!("/v1/transfers/{}", quoted.transfer);
    assert_eq!(
        world.call_with(&payer, Method::PUT, &path, Some(&body), Some(&token)).await.state(),
        ("held", "")
    );

    let quoted = quote(&world, &payer, TransferId::mint(), payee.id, 10).await;
    let lock = json!({ "locked": true });
    world.call(&payer, Method::PUT, "/v1/wallet/lock", Some(&lock)).await;
    confirm(&world, &payer, &quoted).await.refused(403, "payments_locked");
    let given_up =
        world.call(&payer, Method::POST, &format!("/v1/transfers/{}/abandon", quoted.transfer), None).await;
    assert_eq!(given_up.state(), ("refused", "abandoned"));
    let open = json!({ "locked": false, "pin": PIN });
    assert_eq!(world.call(&payer, Method::PUT, "/v1/wallet/lock", Some(&open)).await.status, 204);
    assert_eq!(confirm(&world, &payer, &quoted).await.state(), ("refused", "abandoned"), "a late copy");
    // Tips and transfers share what a device may lose without the password.
    world.pass_ms(61_000);
    for _ in 0..4 {
        send(&world, &payer, payee.id, 500).await;
    }
    let post = world.post_by(&payee).await;
    let tip = world.ask_quote(&payer, circles_domain::TipId::mint(), post, 1).await;
    assert_eq!(tip.body["step_up"], true);
    world.is_sound().await;
}

#[tokio::test]
async fn an_id_moves_money_for_one_thing_only() {
    let world = World::start(|_| {}).await;
    let (payer, payee) = friends(&world, 8).await;
    let post = world.post_by(&payee).await;
    let tip = world.tip(&payer, post, 88).await.id;
    ask(&world, &payer, TransferId(tip.0), payee.id, 1).await.refused(409, "id_conflict");
    let sent = send(&world, &payer, payee.id, 300).await.id;
    world.ask_quote(&payer, circles_domain::TipId(sent.0), post, 88).await.refused(409, "id_conflict");
    let out = json!({ "kind": "cash_out", "amount": Money::fen(100) });
    let path = format!("/v1/wallet/payments/{}", sent);
    world.call(&payer, Method::PUT, &path, Some(&out)).await.refused(409, "id_conflict");
    assert_eq!(answer(&world, &payee, sent, true).await.status, 200);
    world.is_sound().await;
}

#[tokio::test]
async fn the_payee_hears_of_it_when_it_is_offered_and_not_before() {
    let world = World::start(|_| {}).await;
    let (payer, payee) = friends(&world, 0).await;
    let heard = async || {
        world
            .number(
                "SELECT COUNT(*) FROM changes JOIN transfer ON transfer.payee_id = changes.person_id
                 WHERE changes.kind = 'wallet'",
            )
            .await
    };
    let first = send(&world, &payer, payee.id, 300).await;
    take_back(&world, &payer, first.id).await;
    send(&world, &payer, payee.id, 200).await;
    expire_due(&world.server.state).await.unwrap();
    assert_eq!(heard().await, 0);
    world.pass_ms(DAY_MS);
    for _ in 0..2 {
        expire_due(&world.server.state).await.unwrap();
        // Both transfers are to this payee.
        assert_eq!(heard().await, 2);
    }
    world.is_sound().await;
}

#[tokio::test]
async fn nothing_is_sent_from_a_frozen_wallet_nor_accepted_into_one() {
    let world = World::start(|_| {}).await;
    let (payer, payee) = friends(&world, 8).await;
    let operator = world.operator().await;
    let quoted = quote(&world, &payer, TransferId::mint(), payee.id, 300).await;
    let on_its_way = send(&world, &payer, payee.id, 200).await;
    let freeze = async |who: &Someone, frozen: bool| {
        let path = format!("/v1/operator/people/{}/wallet/freezes/{}", who.id, circles_domain::ActId::mint());
        let body = json!({ "frozen": frozen, "reason": "A court asked for it." });
        world.call(&operator, Method::PUT, &path, Some(&body)).await
    };
    assert_eq!(freeze(&payee, true).await.status, 200);
    answer(&world, &payee, on_its_way.id, true).await.refused(403, "wallet_frozen");
    assert_eq!(confirm(&world, &payer, &quoted).await.state(), ("refused", "payee_cannot_receive"));
    assert_eq!(freeze(&payee, false).await.status, 200);
    assert_eq!(answer(&world, &payee, on_its_way.id, true).await.status, 200);
    let quoted = quote(&world, &payer, TransferId::mint(), payee.id, 300).await;
    assert_eq!(freeze(&payer, true).await.status, 200);
    assert_eq!(confirm(&world, &payer, &quoted).await.state(), ("refused", "wallet_frozen"));
    ask(&world, &payer, TransferId::mint(), payee.id, 300).await.refused(403, "wallet_frozen");
    world.is_sound().await;
}
