//! Tips over HTTP, on a real server: exactly once, never more than there is, never without the person.
#![expect(clippy::unwrap_used, reason = "a test ends where it is wrong")]

mod agreed;
mod bad_input;
mod cancelled;
mod earned;
mod frozen;
mod limits;
#[path = "../money/mod.rs"]
mod money;
mod payments;
mod privacy;
mod reconciled;
mod refunded;
mod requests;
mod returned;
mod statement;
mod tips_off;
mod transfers;
mod woken;

use circles_domain::tip::{TipOutcome, TipRefusal};
use circles_domain::{Money, PostId, QuoteId, TipId};
use circles_server::ledger::TrustedKeys;
use circles_wire::tip::{KeysResponse, TipResponse};
use circles_wire::wallet::EntryKind;
use futures::future::join_all;
use money::{Someone, World};
use reqwest::Method;
use serde_json::json;

#[tokio::test]
async fn a_tip_reaches_the_author_with_a_receipt() {
    let world = World::start(|_| {}).await;
    let (payer, author) = (world.member(30).await, world.member(40).await);
    let post = world.post_by(&author).await;
    assert_eq!(world.wallet(&payer).await.balance, Money::fen(20_000), "the sandbox's grant");
    let tip = TipId::mint();
    let quote = world.quote(&payer, tip, post, 88).await;
    assert_eq!((quote.amount, quote.fee, quote.payee.id), (Money::fen(88), Money::fen(0), author.id));
    assert_eq!((quote.payee_masked_name.as_str(), quote.step_up), ("林*", false));
    assert_eq!((quote.balance, quote.spent_today), (Money::fen(20_000), Money::fen(0)));
    let answer: TipResponse = world.confirm(&payer, tip, quote.quote).await.read();
    assert_eq!(answer.outcome, TipOutcome::Released);
    let keys: KeysResponse = world.call(&payer, Method::GET, "/v1/keys", None).await.read();
    let receipt = answer.receipt.clone().unwrap();
    assert!(TrustedKeys::of(&keys.keys).signed(&receipt));
    assert_eq!((receipt.receipt.payer, receipt.receipt.payee), (payer.id, author.id));
    assert_eq!(
        (receipt.receipt.post, receipt.receipt.tip, receipt.receipt.amount),
        (post, tip, Money::fen(88))
    );

    let wallet = world.wallet(&payer).await;
    assert_eq!(
        (wallet.balance, wallet.held, wallet.spent_today),
        (Money::fen(19_912), Money::fen(0), Money::fen(88))
    );
    let sent = &wallet.entries[0];
    assert_eq!(
        (sent.kind, sent.amount, sent.balance),
        (EntryKind::TipSent, Money::fen(-88), Money::fen(19_912))
    );
    assert_eq!(
        (sent.counterparty.as_ref().unwrap().id, sent.tip, sent.post),
        (author.id, Some(tip), Some(post))
    );
    assert_eq!(sent.counterparty_masked_name.as_deref(), Some("林*"));
    let earned = world.wallet(&author).await;
    assert_eq!(earned.balance, Money::fen(20_088));
    let received = earned.entries.iter().find(|entry| entry.kind == EntryKind::TipReceived).unwrap();
    assert_eq!((received.amount, received.counterparty.as_ref().unwrap().id), (Money::fen(88), payer.id));
    assert_eq!(received.counterparty_masked_name, None, "a payee does not learn the payer's legal name");
    world.tip(&payer, post, 12).await;
    assert_eq!(world.number("SELECT tipper_count FROM post").await, 1, "a person counts once");
    assert_eq!(world.number("SELECT COUNT(*) FROM changes WHERE kind = 'wallet'").await, 4);
    world.is_sound().await;
}

#[tokio::test]
async fn fifty_copies_of_one_confirmation_are_one_tip() {
    let world = World::start(|_| {}).await;
    let (payer, author) = (world.member(30).await, world.member(40).await);
    let post = world.post_by(&author).await;
    let tip = TipId::mint();
    let quote = world.quote(&payer, tip, post, 88).await;
    let answers = join_all((0..50).map(|_| world.confirm(&payer, tip, quote.quote))).await;
    assert!(answers.iter().all(|answer| answer.status == 200 && answer.body == answers[0].body));
    assert_eq!(world.outcome(&payer, tip).await.body, answers[0].body);
    assert_eq!(world.number("SELECT COUNT(*) FROM journal WHERE kind = 'tip_hold'").await, 1);
    assert_eq!(world.wallet(&payer).await.balance, Money::fen(19_912));

    let other = world.confirm(&payer, tip, QuoteId::mint()).await;
    other.refused(409, "id_conflict");
    assert_eq!(other.body["stored"], answers[0].body);
    assert_eq!(other.body["subject"], tip.to_string());
    let again = world.ask_quote(&payer, tip, post, 99).await;
    again.refused(409, "id_conflict");
    assert_eq!(again.body["stored"], answers[0].body);
    world.is_sound().await;
}

#[tokio::test]
async fn parallel_tips_never_spend_more_than_there_is() {
    let world = World::start(|limits| limits.sandbox_grant_fen = 1_000).await;
    let (payer, author) = (world.member(30).await, world.member(40).await);
    let post = world.post_by(&author).await;
    let answers = race(&world, &payer, post, 128, 10).await;
    let released = answers.iter().filter(|answer| answer.outcome == TipOutcome::Released).count();
    let refused = TipOutcome::Refused { reason: TipRefusal::InsufficientBalance };
    assert_eq!(released, 100);
    assert_eq!(answers.iter().filter(|answer| answer.outcome == refused).count(), 28);
    assert_eq!(world.wallet(&payer).await.balance, Money::fen(0));
    assert_eq!(world.wallet(&author).await.balance, Money::fen(2_000));
    world.is_sound().await;
}

#[tokio::test]
async fn parallel_tips_never_pass_the_limit_of_the_day() {
    let world = World::start(|limits| limits.tip_day_fen = 1_000).await;
    let (payer, author) = (world.member(30).await, world.member(40).await);
    let post = world.post_by(&author).await;
    let answers = race(&world, &payer, post, 64, 30).await;
    assert_eq!(answers.iter().filter(|answer| answer.outcome == TipOutcome::Released).count(), 33);
    assert_eq!(world.wallet(&payer).await.spent_today, Money::fen(990));
    assert_eq!(world.tip(&payer, post, 10).await.outcome, TipOutcome::Released, "exactly the limit");
    let over = TipOutcome::Refused { reason: TipRefusal::DailyLimit };
    assert_eq!(world.tip(&payer, post, 1).await.outcome, over);
    world.is_sound().await;
    world.pass_ms(86_400_000);
    assert_eq!(world.wallet(&payer).await.spent_today, Money::fen(0));
    assert_eq!(world.tip(&payer, post, 1).await.outcome, TipOutcome::Released, "another day");
    world.is_sound().await;
}

/// `n` tips of `fen`, all confirmed at once. The payment password is out of the way.
async fn race(
    world: &World,
    payer: &Someone,
    post: circles_domain::PostId,
    n: usize,
    fen: i64,
) -> Vec<TipResponse> {
    let mut quotes = Vec::new();
    for _ in 0..n {
        let tip = TipId::mint();
        quotes.push((
            tip,
            world.ask_quote(payer, tip, post, fen).await.read::<circles_wire::tip::QuoteResponse>(),
        ));
    }
    world.pass_ms(500);
    let answers = quotes.iter().map(|(tip, quote)| world.confirm(payer, *tip, quote.quote));
    join_all(answers).await.iter().map(money::Answer::read).collect()
}

#[tokio::test]
async fn a_confirmation_waits_until_the_quote_can_have_been_read() {
    let world = World::start(|_| {}).await;
    let (payer, author) = (world.member(30).await, world.member(40).await);
    let post = world.post_by(&author).await;
    let tip = TipId::mint();
    let quote: circles_wire::tip::QuoteResponse = world.ask_quote(&payer, tip, post, 88).await.read();
    world.pass_ms(499);
    let early = world.confirm(&payer, tip, quote.quote).await;
    early.refused(425, "too_fast");
    assert_eq!(early.body["retry_after"], 1);
    world.outcome(&payer, tip).await.refused(404, "not_found");
    world.pass_ms(1);
    assert_eq!(world.confirm(&payer, tip, quote.quote).await.state(), ("released", ""));
}

#[tokio::test]
async fn abandoning_settles_a_tip_for_good() {
    let world = World::start(|_| {}).await;
    let (payer, author) = (world.member(30).await, world.member(40).await);
    let post = world.post_by(&author).await;
    let tip = TipId::mint();
    let quote = world.quote(&payer, tip, post, 88).await;
    world.outcome(&payer, tip).await.refused(404, "not_found");
    let abandoned = world.abandon(&payer, tip).await;
    assert_eq!(abandoned.state(), ("refused", "abandoned"));
    assert_eq!(abandoned.body["amount"]["amount"], "88");
    let late = world.confirm(&payer, tip, quote.quote).await;
    assert_eq!(late.body, abandoned.body, "the late copy moves nothing");
    assert_eq!(world.confirm(&payer, tip, QuoteId::mint()).await.body, abandoned.body);
    assert_eq!(world.wallet(&payer).await.balance, Money::fen(20_000));

    let paid = TipId::mint();
    let quote = world.quote(&payer, paid, post, 88).await;
    let answer = world.confirm(&payer, paid, quote.quote).await;
    assert_eq!(world.abandon(&payer, paid).await.body, answer.body, "what happened, happened");

    let unseen = TipId::mint();
    let abandoned = world.abandon(&payer, unseen).await;
    assert_eq!((abandoned.state(), abandoned.body["amount"].is_null()), (("refused", "abandoned"), true));
    world.ask_quote(&payer, unseen, post, 88).await.refused(409, "id_conflict");

    let contested = TipId::mint();
    let quote = world.quote(&payer, contested, post, 88).await;
    let (confirmed, given_up) =
        tokio::join!(world.confirm(&payer, contested, quote.quote), world.abandon(&payer, contested));
    assert_eq!(confirmed.body, given_up.body, "both sides of a race hear the same");
    world.is_sound().await;
}

#[tokio::test]
async fn refusals_are_final_and_say_why() {
    let world = World::start(|limits| limits.sandbox_grant_fen = 100).await;
    let (payer, author) = (world.member(30).await, world.member(40).await);
    let post = world.post_by(&author).await;

    let poor = TipId::mint();
    let quote = world.quote(&payer, poor, post, 101).await;
    let refused = world.confirm(&payer, poor, quote.quote).await;
    assert_eq!(refused.state(), ("refused", "insufficient_balance"));
    let friend = world.member(30).await;
    let own = world.post_by(&payer).await;
    world.tip(&friend, own, 50).await;
    assert_eq!(world.wallet(&payer).await.balance, Money::fen(150));
    assert_eq!(
        world.confirm(&payer, poor, quote.quote).await.body,
        refused.body,
        "now there would be enough"
    );

    let slow = TipId::mint();
    let quote = world.quote(&payer, slow, post, 1).await;
    world.pass_ms(300_000);
    assert_eq!(world.confirm(&payer, slow, quote.quote).await.state(), ("refused", "quote_expired"));
    let replaced = TipId::mint();
    let first = world.quote(&payer, replaced, post, 1).await;
    world.quote(&payer, replaced, post, 2).await;
    assert_eq!(world.confirm(&payer, replaced, first.quote).await.state(), ("refused", "quote_expired"));
    let never = world.confirm(&payer, TipId::mint(), QuoteId::mint()).await;
    assert_eq!(never.state(), ("refused", "quote_expired"));

    for (sql, undo, reason) in [
        (
            "UPDATE post SET state = 'removed' WHERE id = $1",
            "UPDATE post SET state = 'kept' WHERE id = $1",
            "post_gone",
        ),
        (
            "UPDATE membership SET sanction = 'banned', sanction_until_us = 9223372036854775807 WHERE person_id = $2",
            "UPDATE membership SET sanction = 'none' WHERE person_id = $2",
            "post_gone",
        ),
        (
            "UPDATE membership SET joined = 0 WHERE person_id = $2",
            "UPDATE membership SET joined = 1 WHERE person_id = $2",
            "post_gone",
        ),
        (
            "UPDATE claim SET value = '2020-01-01' WHERE person_id = $2 AND kind = 'birth_date'",
            "UPDATE claim SET value = '1980-01-01' WHERE person_id = $2 AND kind = 'birth_date'",
            "minor",
        ),
        (
            "UPDATE person SET verified_until_us = 0 WHERE id = $2",
            "UPDATE person SET verified_until_us = 9223372036854775807 WHERE id = $2",
            "minor",
        ),
    ] {
        let tip = TipId::mint();
        let quote = world.quote(&payer, tip, post, 1).await;
        world.run(sql, &post.0, &payer.id.0).await;
        let refused = world.confirm(&payer, tip, quote.quote).await;
        assert_eq!(refused.state(), ("refused", reason), "{sql}");
        world.run(undo, &post.0, &payer.id.0).await;
        assert_eq!(world.confirm(&payer, tip, quote.quote).await.body, refused.body, "{sql}");
    }
    for (sql, undo) in [
        (
            "UPDATE claim SET value = '2020-01-01' WHERE person_id = $2 AND kind = 'birth_date'",
            "UPDATE claim SET value = '1980-01-01' WHERE person_id = $2 AND kind = 'birth_date'",
        ),
        (
            "UPDATE person SET verified_until_us = 0 WHERE id = $2",
            "UPDATE person SET verified_until_us = 9223372036854775807 WHERE id = $2",
        ),
    ] {
        let tip = TipId::mint();
        let quote = world.quote(&payer, tip, post, 1).await;
        world.run(sql, &post.0, &author.id.0).await;
        assert_eq!(
            world.confirm(&payer, tip, quote.quote).await.state(),
            ("refused", "payee_cannot_receive"),
            "{sql}"
        );
        world.run(undo, &post.0, &author.id.0).await;
    }
    let tip = TipId::mint();
    let quote = world.quote(&payer, tip, post, 1).await;
    world
        .run(
            "INSERT INTO block (blocker_id, blocked_id, created_at_us) VALUES ($1, $2, 0)",
            &author.id.0,
            &payer.id.0,
        )
        .await;
    assert_eq!(
        world.confirm(&payer, tip, quote.quote).await.state(),
        ("refused", "post_gone"),
        "a block looks like no post"
    );
    world.is_sound().await;
}

#[tokio::test]
async fn no_quote_for_what_can_never_be_a_tip() {
    let world = World::start(|_| {}).await;
    let (payer, author, child) = (world.member(30).await, world.member(40).await, world.member(17).await);
    let post = world.post_by(&author).await;
    world.ask_quote(&author, TipId::mint(), post, 88).await.refused(403, "forbidden");
    world.ask_quote(&child, TipId::mint(), post, 88).await.refused(403, "minor");
    let by_child = world.post_by(&child).await;
    world.ask_quote(&payer, TipId::mint(), by_child, 88).await.refused(403, "forbidden");
    world
        .ask_quote(&payer, TipId::mint(), circles_domain::PostId::mint(), 88)
        .await
        .refused(404, "not_found");
    world
        .run(
            "INSERT INTO block (blocker_id, blocked_id, created_at_us) VALUES ($1, $2, 0)",
            &author.id.0,
            &payer.id.0,
        )
        .await;
    world.ask_quote(&payer, TipId::mint(), post, 88).await.refused(404, "not_found");
    assert_eq!(world.number("SELECT COUNT(*) FROM quote").await, 0);
    let nobody = Someone { token: "nothing".into(), ..payer.clone() };
    world.ask_quote(&nobody, TipId::mint(), post, 88).await.refused(401, "unauthenticated");
    world.confirm(&nobody, TipId::mint(), QuoteId::mint()).await.refused(401, "unauthenticated");
    assert_eq!(world.number("SELECT COUNT(*) FROM tip").await, 0, "401 leaves a tip unknown");
}

#[tokio::test]
async fn a_tip_is_its_payers_alone() {
    let world = World::start(|_| {}).await;
    let (payer, author, other) = (world.member(30).await, world.member(40).await, world.member(50).await);
    let post = world.post_by(&author).await;
    let tip = TipId::mint();
    let quote = world.quote(&payer, tip, post, 88).await;
    let stolen = world.confirm(&other, tip, quote.quote).await;
    assert_eq!(stolen.state(), ("refused", "quote_expired"), "somebody else's quote is none");
    assert_eq!(
        world.confirm(&payer, tip, quote.quote).await.state(),
        ("released", ""),
        "and does not harm it"
    );
    world.outcome(&author, tip).await.refused(404, "not_found");
    world.ask_quote(&author, tip, post, 88).await.refused(409, "id_conflict");
    world.confirm(&author, tip, QuoteId::mint()).await.refused(409, "id_conflict");
    world.is_sound().await;
}

#[tokio::test]
async fn bad_amounts_are_refused_with_the_field_named() {
    let world = World::start(|_| {}).await;
    let (payer, author) = (world.member(30).await, world.member(40).await);
    let post = world.post_by(&author).await;
    let amounts = [
        r#"{"amount":"0","currency":"CNY"}"#,
        r#"{"amount":"-1","currency":"CNY"}"#,
        r#"{"amount":"20001","currency":"CNY"}"#,
        r#"{"amount":"9223372036854775808","currency":"CNY"}"#,
        r#"{"amount":"1e2","currency":"CNY"}"#,
        r#"{"amount":"1.0","currency":"CNY"}"#,
        r#"{"amount":"088","currency":"CNY"}"#,
        r#"{"amount":"１","currency":"CNY"}"#,
        r#"{"amount":"88","currency":"USD"}"#,
        r#"{"amount":"88","amount":"89","currency":"CNY"}"#,
        r#"{"amount":88,"currency":"CNY"}"#,
        "9223372036854775808",
        "88",
        r#""88""#,
        "1e400",
    ];
    for amount in amounts {
        let body = format!(r#"{{"post":"{post}","amount":{amount}}}"#);
        let path = format!("/v1/tips/{}/quote", TipId::mint());
        let answer = world.call_raw(&payer, Method::POST, &path, body).await;
        answer.refused(422, "invalid");
        assert!(
            answer.body["fields"][0]["field"] == "amount" || amount == "1e400",
            "{amount}: {}",
            answer.body
        );
    }
    for body in ["", "{", "[]", "null", "\u{0}", "{\"quote_id\":1}", "{\"quote_id\":\"x\",\"amount\":1}"] {
        let path = format!("/v1/tips/{}", TipId::mint());
        let answer = world.call_raw(&payer, Method::PUT, &path, body.into()).await;
        assert!(answer.status.is_client_error(), "{body:?}: {}", answer.status);
    }
    world.call(&payer, Method::GET, "/v1/tips/not-an-id", None).await.refused(404, "not_found");
    assert_eq!(world.number("SELECT COUNT(*) FROM quote").await, 0);
}

#[tokio::test]
async fn the_payment_password_is_asked_above_the_thresholds() {
    let world = World::start(|_| {}).await;
    let (payer, author) = (world.member(30).await, world.member(40).await);
    let post = world.post_by(&author).await;
    assert_eq!(
        world.tip(&payer, post, 500).await.outcome,
        TipOutcome::Released,
        "exactly the threshold goes without"
    );
    let tip = TipId::mint();
    let quote = world.quote(&payer, tip, post, 501).await;
    assert!(quote.step_up);
    world.confirm(&payer, tip, quote.quote).await.refused(403, "step_up_required");
    world.outcome(&payer, tip).await.refused(404, "not_found");
    world.confirm_with(&payer, tip, quote.quote, Some("made up")).await.refused(403, "step_up_required");
    world.step_up(&payer, quote.quote, "271828").await.refused(409, "pin_not_set");
    assert!(world.set_pin(&payer, None, "271828").await.status.is_success());
    assert!(world.wallet(&payer).await.pin_set);
    world.step_up(&payer, quote.quote, "314159").await.refused(403, "pin_wrong");
    world.step_up(&payer, QuoteId::mint(), "271828").await.refused(409, "quote_expired");
    world.step_up(&author, quote.quote, "271828").await.refused(409, "quote_expired");
    let token = world.step_up(&payer, quote.quote, "271828").await.body["token"].as_str().unwrap().to_owned();

    let other = TipId::mint();
    let other_quote = world.quote(&payer, other, post, 501).await;
    world.confirm_with(&payer, other, other_quote.quote, Some(&token)).await.refused(403, "step_up_required");
    let paid = world.confirm_with(&payer, tip, quote.quote, Some(&token)).await;
    assert_eq!(paid.state(), ("released", ""));
    assert_eq!(
        world.confirm(&payer, tip, quote.quote).await.body,
        paid.body,
        "the token is no part of the request"
    );

    let token =
        world.step_up(&payer, other_quote.quote, "271828").await.body["token"].as_str().unwrap().to_owned();
    world.pass_ms(world.limits.step_up_s * 1_000);
    world.confirm_with(&payer, other, other_quote.quote, Some(&token)).await.refused(403, "step_up_required");

    for _ in 0..3 {
        assert_eq!(world.tip(&payer, post, 500).await.outcome, TipOutcome::Released);
    }
    let small = TipId::mint();
    let quote = world.quote(&payer, small, post, 1).await;
    assert!(quote.step_up, "20 yuan went without the password; the 5.01 that went with it do not count");
    world.confirm(&payer, small, quote.quote).await.refused(403, "step_up_required");
    world.is_sound().await;
}

#[tokio::test]
async fn a_session_alone_sets_no_payment_password() {
    let world = World::start(|_| {}).await;
    let (person, fresh_ms) = (world.member(30).await, world.limits.fresh_sign_in_s * 1_000);
    world.pass_ms(fresh_ms);
    world.set_pin(&person, None, "271828").await.refused(403, "sign_in_again");
    world.set_pin(&person, Some("271828"), "314159").await.refused(409, "pin_not_set");
    assert!(!world.wallet(&person).await.pin_set);

    // Signing in again counts, and only on the device where it was done.
    let again = world.signed_in_again(&person).await;
    world.set_pin(&person, None, "271828").await.refused(403, "sign_in_again");
    world.pass_ms(fresh_ms - 1);
    assert_eq!(world.set_pin(&again, None, "271828").await.status, 204);
    // So one that was forgotten, and guessed at until the pause, is replaced.
    for _ in 0..world.limits.pin_tries {
        world.set_pin(&person, Some("141421"), "314159").await.refused(403, "pin_wrong");
    }
    world.set_pin(&person, Some("271828"), "314159").await.refused(429, "pin_paused");
    world.set_pin(&person, None, "314159").await.refused(403, "step_up_required");
    assert_eq!(world.set_pin(&again, None, "314159").await.status, 204);
    assert_eq!(world.set_pin(&person, Some("314159"), "161803").await.status, 204);
    world.pass_ms(1);
    world.set_pin(&again, None, "271828").await.refused(403, "step_up_required");
}

#[tokio::test]
async fn wrong_payment_passwords_run_into_a_pause() {
    let world = World::start(|_| {}).await;
    let (payer, author) = (world.member(30).await, world.member(40).await);
    let post = world.post_by(&author).await;
    for (pin, rule) in [("123456", "too_simple"), ("12345", "malformed"), ("１２３４５６", "malformed")]
    {
        let refused = world.set_pin(&payer, None, pin).await;
        refused.refused(422, "invalid");
        assert_eq!(
            (&refused.body["fields"][0]["field"], &refused.body["fields"][0]["rule"]),
            (&json!("pin"), &json!(rule))
        );
    }
    assert_eq!(world.set_pin(&payer, None, "271828").await.status, 204);
    world.pass_ms(world.limits.fresh_sign_in_s * 1_000);
    world.set_pin(&payer, None, "314159").await.refused(403, "step_up_required");
    let wrong = world.set_pin(&payer, Some("141421"), "314159").await;
    wrong.refused(403, "pin_wrong");
    assert_eq!(wrong.body["tries_left"], 4);
    assert_eq!(world.set_pin(&payer, Some("271828"), "314159").await.status, 204);

    let tip = TipId::mint();
    let quote = world.quote(&payer, tip, post, 501).await;
    let guesses = join_all((0..12).map(|_| world.step_up(&payer, quote.quote, "271828"))).await;
    let judged = guesses.iter().filter(|answer| answer.code() == "pin_wrong").count();
    assert_eq!(judged, 5, "guesses at once do not share a try");
    assert_eq!(guesses.iter().filter(|answer| answer.code() == "pin_paused").count(), 7);
    assert_eq!(
        guesses.iter().filter(|answer| answer.body["retry_after"] == 900).count(),
        1,
        "one of them began the pause"
    );
    let mut left: Vec<_> = guesses.iter().filter_map(|answer| answer.body["tries_left"].as_u64()).collect();
    left.sort_unstable();
    assert_eq!(left, [0, 1, 2, 3, 4], "each was told what it left");
    let paused = world.step_up(&payer, quote.quote, "314159").await;
    paused.refused(429, "pin_paused");
    world.set_pin(&payer, Some("314159"), "271828").await.refused(429, "pin_paused");
    world.outcome(&payer, tip).await.refused(404, "not_found");
    world.pass_ms(900_000);
    let quote = world.quote(&payer, tip, post, 501).await;
    let token = world.step_up(&payer, quote.quote, "314159").await.body["token"].as_str().unwrap().to_owned();
    assert_eq!(world.confirm_with(&payer, tip, quote.quote, Some(&token)).await.state(), ("released", ""));
    for _ in 0..4 {
        world.step_up(&payer, quote.quote, "271828").await.refused(403, "pin_wrong");
    }
}

#[tokio::test]
async fn rates_refuse_without_keeping_anything() {
    let world = World::start(|limits| limits.tips_per_minute = 2).await;
    let (payer, author) = (world.member(30).await, world.member(40).await);
    let post = world.post_by(&author).await;
    world.tip(&payer, post, 1).await;
    world.tip(&payer, post, 1).await;
    let tip = TipId::mint();
    let quote = world.quote(&payer, tip, post, 1).await;
    world.confirm(&payer, tip, quote.quote).await.refused(429, "rate_limited");
    world.outcome(&payer, tip).await.refused(404, "not_found");
    world.pass_ms(61_000);
    assert_eq!(world.confirm(&payer, tip, quote.quote).await.state(), ("released", ""));
}

#[tokio::test]
async fn a_restart_forgives_no_step_of_a_tip() {
    let world = World::start(|limits| limits.writes_per_minute = 3).await;
    let (payer, author) = (world.member(30).await, world.member(40).await);
    let post = world.post_by(&author).await;
    for _ in 0..2 {
        world.ask_quote(&payer, TipId::mint(), post, 88).await.read::<circles_wire::tip::QuoteResponse>();
        world.abandon(&payer, TipId::mint()).await;
        world.confirm(&payer, TipId::mint(), QuoteId::mint()).await;
    }
    // One that is refused counts as well.
    world.ask_quote(&payer, TipId::mint(), PostId::mint(), 88).await.refused(404, "not_found");
    assert_eq!(world.abandon(&payer, TipId::mint()).await.state(), ("refused", "abandoned"));
    assert_eq!(
        world.confirm(&payer, TipId::mint(), QuoteId::mint()).await.state(),
        ("refused", "quote_expired")
    );
    let world = world.restarted().await;
    let limited = world.ask_quote(&payer, TipId::mint(), post, 88).await;
    limited.refused(429, "rate_limited");
    assert_eq!(limited.body["retry_after"], 60);
    world.abandon(&payer, TipId::mint()).await.refused(429, "rate_limited");
    let tip = TipId::mint();
    world.confirm(&payer, tip, QuoteId::mint()).await.refused(429, "rate_limited");
    world.outcome(&payer, tip).await.refused(404, "not_found");
    assert_eq!(
        world.ask_quote(&author, TipId::mint(), post, 88).await.code(),
        "forbidden",
        "others are free"
    );
    world.pass_ms(60_000);
    world.ask_quote(&payer, TipId::mint(), post, 88).await.read::<circles_wire::tip::QuoteResponse>();
}

#[tokio::test]
async fn a_rotated_key_signs_from_the_next_start_on_and_the_chain_is_told() {
    let world = World::start(|_| {}).await;
    let (payer, author) = (world.member(30).await, world.member(40).await);
    let post = world.post_by(&author).await;
    let before = world.tip(&payer, post, 3).await.receipt.unwrap();
    let second = circles_server::identity::rotate_receipt_key(&world.dir.path().join("keys")).unwrap();
    assert_eq!(world.tip(&payer, post, 3).await.receipt.unwrap().receipt.key_id, before.receipt.key_id);
    let world = world.restarted().await;
    let after = world.tip(&payer, post, 3).await.receipt.unwrap();
    assert_eq!(after.receipt.key_id, second);
    let keys: KeysResponse = world.call(&payer, Method::GET, "/v1/keys", None).await.read();
    let ids: Vec<_> = keys.keys.iter().map(|key| key.id.as_str()).collect();
    assert_eq!(ids, [&before.receipt.key_id, &second]);
    assert_eq!(keys.keys[1].signed_by.as_ref(), Some(&before.receipt.key_id));
    let trusted = TrustedKeys::of(&keys.keys);
    assert!(trusted.signed(&before) && trusted.signed(&after));
    assert!(!TrustedKeys::of(&keys.keys[..1]).signed(&after));
    world.is_sound().await;
}

#[tokio::test]
async fn a_held_tip_is_released_when_its_time_has_come() {
    let world = World::start(|limits| (limits.grace_s, limits.escrow_s) = (60, 3_600)).await;
    let (payer, author) = (world.member(30).await, world.member(40).await);
    let post = world.post_by(&author).await;
    let answer = world.tip(&payer, post, 88).await;
    assert_eq!(answer.outcome, TipOutcome::Held);
    assert!(answer.receipt.is_some(), "signed at the hold");
    let held_at = answer.receipt.unwrap().receipt.held_at;
    assert_eq!(answer.cancellable_until, Some(held_at.plus_seconds(60)));
    assert_eq!(answer.release_at, Some(held_at.plus_seconds(3_600)));
    let wallet = world.wallet(&payer).await;
    assert_eq!(
        (wallet.balance, wallet.held, wallet.spent_today),
        (Money::fen(19_912), Money::fen(88), Money::fen(88))
    );
    assert_eq!(world.number("SELECT tipper_count FROM post").await, 1, "held tips count");
    world.is_sound().await;

    world.pass_ms(3_599_999);
    let state = &world.server.state;
    let due = circles_server::ledger::release::release_due(state).await.unwrap();
    assert_eq!(due, Some(held_at.plus_seconds(3_600)));
    world.pass_ms(1);
    let both = tokio::join!(
        circles_server::ledger::release::release_due(state),
        circles_server::ledger::release::release_due(state)
    );
    assert_eq!((both.0.unwrap(), both.1.unwrap()), (None, None));
    assert_eq!(world.outcome(&payer, answer.id).await.state(), ("released", ""));
    assert_eq!(world.wallet(&author).await.balance, Money::fen(20_088));
    assert_eq!(world.wallet(&payer).await.held, Money::fen(0));
    assert_eq!(world.number("SELECT COUNT(*) FROM journal WHERE kind = 'tip_release'").await, 1);
    world.is_sound().await;

    let second = world.tip(&payer, post, 5).await;
    world.pass_ms(3_600_000);
    let third = world.tip(&payer, post, 6).await;
    let released = async {
        while world.outcome(&payer, second.id).await.state().0 != "released" {
            tokio::time::sleep(std::time::Duration::from_millis(10)).await;
        }
    };
    tokio::time::timeout(std::time::Duration::from_secs(10), released).await.unwrap();
    assert_eq!(world.outcome(&payer, third.id).await.state(), ("held", ""), "its own time has not come");
}

#[tokio::test]
async fn a_device_that_hangs_up_does_not_stop_its_tip() {
    let world = World::start(|_| {}).await;
    let (payer, author) = (world.member(30).await, world.member(40).await);
    let post = world.post_by(&author).await;
    let tip = TipId::mint();
    let quote = world.quote(&payer, tip, post, 88).await;
    // The writer is busy, so that the confirmation waits; then the device is gone.
    let busy = world.server.state.db.write().await.unwrap();
    let hung_up =
        tokio::time::timeout(std::time::Duration::from_millis(300), world.confirm(&payer, tip, quote.quote))
            .await;
    assert!(hung_up.is_err());
    world.outcome(&payer, tip).await.refused(404, "not_found");
    drop(busy);
    let settled = async {
        while world.outcome(&payer, tip).await.status != 200 {
            tokio::time::sleep(std::time::Duration::from_millis(10)).await;
        }
    };
    tokio::time::timeout(std::time::Duration::from_secs(10), settled).await.unwrap();
    assert_eq!(world.confirm(&payer, tip, quote.quote).await.state(), ("released", ""));
    world.is_sound().await;
}

#[tokio::test]
async fn a_statement_is_paged_and_adds_up() {
    let world = World::start(|_| {}).await;
    let (payer, author) = (world.member(30).await, world.member(40).await);
    let post = world.post_by(&author).await;
    for _ in 0..60 {
        world.tip(&payer, post, 7).await;
    }
    let first = world.wallet(&payer).await;
    assert_eq!((first.entries.len(), first.more), (50, true));
    let before = first.entries[49].seq;
    let path = format!("/v1/wallet?before={before}");
    let second: circles_wire::wallet::WalletResponse =
        world.call(&payer, Method::GET, &path, None).await.read();
    assert_eq!((second.entries.len(), second.more), (11, false));
    let all: Vec<_> = first.entries.iter().chain(&second.entries).collect();
    assert!(all.windows(2).all(|pair| pair[0].seq > pair[1].seq));
    assert!(all.windows(2).all(|pair| pair[0].balance.minor == pair[1].balance.minor + pair[0].amount.minor));
    assert_eq!(all.iter().map(|entry| entry.amount.minor).sum::<i64>(), first.balance.minor);
    assert_eq!(all.last().unwrap().kind, EntryKind::TopUp);
    world.call(&payer, Method::GET, "/v1/wallet?before=x", None).await.refused(422, "invalid");
}
