//! Requests of money: asking moves none, one transfer pays one, and nobody is asked who must not be.

use circles_domain::money_request::MoneyRequestStanding as Stands;
use circles_domain::{Money, MoneyRequestId, PersonId, TransferId};
use circles_wire::money_request::{MoneyRequestState, MoneyRequestsResponse};
use circles_wire::transfer::TransferQuoteResponse;
use reqwest::Method;
use serde_json::json;

use crate::money::{Answer, Someone, World};
use crate::transfers::{answer, befriend, confirm, friends};

const DAY_MS: i64 = 86_400_000;

async fn ask(world: &World, who: &Someone, id: MoneyRequestId, of: PersonId, fen: i64) -> Answer {
    let body = json!({ "person": of, "amount": Money::fen(fen), "note": "tickets" });
    world.call(who, Method::PUT, &format!("/v1/money-requests/{id}"), Some(&body)).await
}

async fn asked(world: &World, who: &Someone, of: PersonId, fen: i64) -> MoneyRequestId {
    let id = MoneyRequestId::mint();
    assert_eq!(ask(world, who, id, of, fen).await.status, 200);
    id
}

async fn end(world: &World, who: &Someone, id: MoneyRequestId, how: &str) -> Answer {
    world.call(who, Method::POST, &format!("/v1/money-requests/{id}/{how}"), None).await
}

async fn list(world: &World, who: &Someone) -> Vec<MoneyRequestState> {
    let told: MoneyRequestsResponse = world.call(who, Method::GET, "/v1/money-requests", None).await.read();
    told.requests
}

async fn stands(world: &World, who: &Someone) -> Vec<Stands> {
    list(world, who).await.into_iter().map(|one| one.standing).collect()
}

async fn quote(world: &World, who: &Someone, to: PersonId, fen: i64, request: MoneyRequestId) -> Answer {
    let body = json!({ "payee": to, "amount": Money::fen(fen), "note": "here", "request": request });
    let path = format!("/v1/transfers/{}/quote", TransferId::mint());
    let quoted = world.call(who, Method::POST, &path, Some(&body)).await;
    world.pass_ms(world.limits.confirm_delay_ms);
    quoted
}

#[tokio::test]
async fn asking_moves_nothing_and_both_see_it() {
    let world = World::start(|_| {}).await;
    let (asker, payer) = friends(&world, 8).await;
    let before = (world.wallet(&asker).await.balance, world.wallet(&payer).await.balance);
    let id = asked(&world, &asker, payer.id, 300).await;
    assert_eq!(ask(&world, &asker, id, payer.id, 300).await.status, 200, "the same again");
    for (fen, who) in [(301, &asker), (300, &payer)] {
        let of = if who.id == payer.id { asker.id } else { payer.id };
        ask(&world, who, id, of, fen).await.refused(409, "id_conflict");
    }
    let (theirs, mine) = (list(&world, &payer).await, list(&world, &asker).await);
    assert_eq!((theirs.len(), mine.len()), (1, 1));
    assert_eq!((theirs[0].incoming, mine[0].incoming), (true, false));
    assert_eq!(
        (theirs[0].other_masked_name.as_deref(), mine[0].other_masked_name.as_deref()),
        (Some("林*"), None)
    );
    assert_eq!((theirs[0].note.as_str(), theirs[0].other.id), ("tickets", asker.id));
    let stranger = world.member(30).await;
    for who in [&asker, &stranger] {
        end(&world, who, id, "decline").await.refused(404, "not_found");
    }
    end(&world, &payer, id, "withdraw").await.refused(404, "not_found");
    for _ in 0..2 {
        assert_eq!(end(&world, &payer, id, "decline").await.status, 200);
        assert_eq!(stands(&world, &asker).await, [Stands::Declined]);
    }
    let second = asked(&world, &asker, payer.id, 200).await;
    assert_eq!(end(&world, &asker, second, "withdraw").await.status, 200);
    assert_eq!(end(&world, &payer, second, "decline").await.status, 200, "too late, and nothing changes");
    assert_eq!(stands(&world, &payer).await, [Stands::Withdrawn, Stands::Declined]);
    let after = (world.wallet(&asker).await.balance, world.wallet(&payer).await.balance);
    assert_eq!(before, after);
    assert_eq!(world.number("SELECT COUNT(*) FROM journal WHERE kind <> 'top_up'").await, 0);
    world.is_sound().await;
}

#[tokio::test]
async fn one_transfer_pays_it_and_one_that_comes_back_does_not() {
    let world = World::start(|_| {}).await;
    let (asker, payer) = friends(&world, 8).await;
    let id = asked(&world, &asker, payer.id, 300).await;
    quote(&world, &payer, asker.id, 299, id).await.refused(422, "invalid");
    quote(&world, &asker, payer.id, 300, id).await.refused(404, "not_found");
    let (first, second): (TransferQuoteResponse, TransferQuoteResponse) = (
        quote(&world, &payer, asker.id, 300, id).await.read(),
        quote(&world, &payer, asker.id, 300, id).await.read(),
    );
    assert_eq!(first.request, Some(id));
    assert_eq!(confirm(&world, &payer, &first).await.state(), ("held", ""));
    assert_eq!(stands(&world, &payer).await, [Stands::Paid { transfer: first.transfer }]);
    for _ in 0..2 {
        assert_eq!(confirm(&world, &payer, &second).await.state(), ("refused", "request_over"), "stored");
    }
    quote(&world, &payer, asker.id, 300, id).await.refused(409, "stale");
    for how in ["decline", "withdraw"] {
        end(&world, if how == "decline" { &payer } else { &asker }, id, how).await;
    }
    assert_eq!(stands(&world, &asker).await, [Stands::Paid { transfer: first.transfer }]);
    assert_eq!(answer(&world, &asker, first.transfer, false).await.status, 200);
    assert_eq!(stands(&world, &asker).await, [Stands::Open]);
    let third: TransferQuoteResponse = quote(&world, &payer, asker.id, 300, id).await.read();
    confirm(&world, &payer, &third).await;
    assert_eq!(answer(&world, &asker, third.transfer, true).await.status, 200);
    assert_eq!(stands(&world, &payer).await, [Stands::Paid { transfer: third.transfer }]);
    assert_eq!(world.wallet(&asker).await.balance, Money::fen(20_300));

    let withdrawn = asked(&world, &asker, payer.id, 100).await;
    let quoted: TransferQuoteResponse = quote(&world, &payer, asker.id, 100, withdrawn).await.read();
    end(&world, &asker, withdrawn, "withdraw").await;
    assert_eq!(confirm(&world, &payer, &quoted).await.state(), ("refused", "request_over"));
    world.is_sound().await;
}

#[tokio::test]
async fn who_may_be_asked_how_often_and_for_how_long() {
    let world = World::start(|limits| limits.money_requests_per_day = 3).await;
    let (asker, payer) = friends(&world, 8).await;
    let (stranger, child) = (world.member(30).await, world.member(17).await);
    befriend(&world, &asker, &child, 30).await;
    let refused = async |who: &Someone, of: PersonId, status, code| {
        ask(&world, who, MoneyRequestId::mint(), of, 100).await.refused(status, code);
    };
    refused(&asker, asker.id, 403, "forbidden").await;
    refused(&asker, child.id, 403, "forbidden").await;
    refused(&child, asker.id, 403, "minor").await;
    refused(&asker, stranger.id, 403, "friends_only").await;
    refused(&asker, PersonId::mint(), 404, "not_found").await;
    for fen in [0, 100_001] {
        ask(&world, &asker, MoneyRequestId::mint(), payer.id, fen).await.refused(422, "invalid");
    }
    let mut kept = Vec::new();
    for _ in 0..3 {
        kept.push(asked(&world, &asker, payer.id, 100).await);
    }
    refused(&asker, payer.id, 429, "rate_limited").await;
    // Taking one back makes no room: whoever is asked was asked.
    end(&world, &asker, kept[0], "withdraw").await;
    refused(&asker, payer.id, 429, "rate_limited").await;
    world.pass_ms(DAY_MS);
    let late = asked(&world, &asker, payer.id, 100).await;

    // A block hides them from both, and lifts nothing when it is lifted.
    world.call(&payer, Method::PUT, &format!("/v1/people/{}/block", asker.id), None).await;
    assert_eq!((list(&world, &asker).await, list(&world, &payer).await), (Vec::new(), Vec::new()));
    end(&world, &payer, late, "decline").await.refused(404, "not_found");
    quote(&world, &payer, asker.id, 100, late).await.refused(404, "not_found");
    refused(&asker, payer.id, 404, "not_found").await;
    world.call(&payer, Method::DELETE, &format!("/v1/people/{}/block", asker.id), None).await;
    assert_eq!(stands(&world, &payer).await.len(), 4);
    world.pass_ms(8 * DAY_MS);
    assert_eq!(stands(&world, &payer).await[0], Stands::Expired);
    end(&world, &payer, late, "decline").await;
    befriend_anew(&world, &asker, &payer).await;
    quote(&world, &payer, asker.id, 100, late).await.refused(409, "stale");
    assert_eq!(stands(&world, &asker).await[0], Stands::Expired);
    world.is_sound().await;
}

/// A block ended the friendship.
async fn befriend_anew(world: &World, a: &Someone, b: &Someone) {
    world.run("DELETE FROM friendship WHERE person_id IN ($1, $2)", &a.id.0, &b.id.0).await;
    befriend(world, a, b, 8).await;
}
