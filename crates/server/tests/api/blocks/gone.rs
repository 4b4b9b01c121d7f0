//! What a block leaves of somebody in the records of one's money is what the end of their account leaves; and money on its
//! way between the two does not stay there.

use circles_domain::{PostId, TipId, TransferId};
use reqwest::Method;
use serde_json::{Value, json};

use super::scene::ask_for_money;
use crate::support::{Somebody, Town, body};

/// What somebody is known by in the records of one's money.
struct Known {
    who: Somebody,
    /// Tips and transfers, either way, in the order in which they were made.
    ids: Vec<String>,
}

async fn confirmed(town: &Town, who: &Somebody, path: &str, quote: Value) -> Value {
    let quoted = body(town.send(Method::POST, who, &format!("{path}/quote"), quote).await).await;
    town.watch.turn(1);
    body(town.put(who, path, json!({ "quote_id": quoted["quote"] })).await).await
}

async fn tip(town: &Town, who: &Somebody, post: PostId, privacy: &str) -> String {
    let id = TipId::mint().to_string();
    let amount = json!({ "amount": "88", "currency": "CNY" });
    let quote =
        json!({ "post": post, "amount": amount, "privacy": privacy, "message": "for the photographs" });
    confirmed(town, who, &format!("/v1/tips/{id}"), quote).await;
    id
}

async fn send(town: &Town, who: &Somebody, to: &Somebody) -> String {
    town.send(Method::PATCH, to, "/v1/me", json!({ "transfers_from_others": true })).await;
    let id = TransferId::mint().to_string();
    let quote =
        json!({ "payee": to.id, "amount": { "amount": "88", "currency": "CNY" }, "note": "for the tickets" });
    assert_eq!(confirmed(town, who, &format!("/v1/transfers/{id}"), quote).await["state"], "held");
    id
}

async fn accepted(town: &Town, who: &Somebody, to: &Somebody) -> String {
    let id = send(town, who, to).await;
    let path = format!("/v1/transfers/{id}/answer");
    body(town.send(Method::POST, to, &path, json!({ "accept": true })).await).await;
    id
}

/// Somebody with whom `one` had to do in every way in which money moves.
async fn known(town: &Town, circle: circles_domain::CircleId, one: &Somebody, mine: PostId) -> Known {
    let who = town.member(circle).await;
    let theirs = town.post(&who, circle, "of theirs").await;
    let given = tip(town, one, theirs, "author_only").await;
    let thanked = town.put(&who, &format!("/v1/tips/{given}/thanks"), json!(null)).await;
    assert!(thanked.status().is_success());
    let ids = vec![
        given,
        tip(town, &who, mine, "author_only").await,
        accepted(town, one, &who).await,
        accepted(town, &who, one).await,
    ];
    ask_for_money(town, one, &who).await;
    ask_for_money(town, &who, one).await;
    Known { who, ids }
}

/// Every record that `one` has of them, without what tells one record from another.
async fn records(town: &Town, one: &Somebody, of: &Known) -> Vec<Value> {
    let wallet = body(town.get(one, "/v1/wallet").await).await;
    let transfers = body(town.get(one, "/v1/transfers").await).await;
    let lists = [&wallet["entries"], &wallet["thanks"], &transfers["transfers"]];
    let mut found = Vec::new();
    for list in lists {
        for record in list.as_array().unwrap() {
            let text = record.to_string();
            if of.ids.iter().any(|id| text.contains(id)) {
                let mut record = record.clone();
                let parts = record.as_object_mut().unwrap();
                for name in ["journal", "seq", "balance", "booked_at", "tip", "transfer", "id", "at"] {
                    parts.remove(name);
                }
                for name in ["sent_at", "offered_at", "expires_at"] {
                    parts.remove(name);
                }
                found.push(record);
            }
        }
    }
    found
}

async fn requests(town: &Town, one: &Somebody) -> usize {
    let told = body(town.get(one, "/v1/money-requests").await).await;
    told["requests"].as_array().unwrap().len()
}

#[tokio::test]
async fn whoever_is_blocked_reads_what_they_would_of_an_account_that_is_gone() {
    let town = Town::with(|config| {
        let limits = &mut config.limits;
        (limits.grace_s, limits.escrow_s, limits.transfer_wait_s) = (0, 0, 0);
    })
    .await;
    let circle = town.circle().await;
    let one = town.member(circle).await;
    let mine = town.post(&one, circle, "of mine").await;
    let (blocks, goes) = (known(&town, circle, &one, mine).await, known(&town, circle, &one, mine).await);
    let before = records(&town, &one, &blocks).await;
    assert_eq!(before.len(), 4 + 1 + 2, "entries, thanks, transfers: {before:?}");
    assert_eq!(requests(&town, &one).await, 4);

    let path = format!("/v1/people/{}/block", one.id);
    assert!(town.put(&blocks.who, &path, json!(null)).await.status().is_success());
    let left = body(town.get(&goes.who, "/v1/wallet").await).await["balance"].clone();
    body(town.put(&goes.who, "/v1/me/deletion", json!({ "give_up": left })).await).await;
    town.watch.turn(7 * 86_400);
    circles_server::jobs::sweep(&town.server.state).await.unwrap();

    let (blocked, gone) = (records(&town, &one, &blocks).await, records(&town, &one, &goes).await);
    assert_eq!(blocked, gone);
    assert_eq!(requests(&town, &one).await, 0);
    for record in &blocked {
        for name in ["counterparty", "counterparty_masked_name", "other", "other_masked_name"] {
            assert!(record.get(name).is_none_or(Value::is_null), "{record}");
        }
    }
    // What one wrote oneself, and how much, is one's own.
    assert!(blocked.iter().any(|record| record["message"] == "for the photographs"), "{blocked:?}");
    assert!(blocked.iter().any(|record| record["note"] == "for the tickets"), "{blocked:?}");
    // Whoever blocks keeps the masked name of whom they paid.
    let own = records(&town, &blocks.who, &Known { who: one.clone(), ids: blocks.ids.clone() }).await;
    let named = |name: &str| own.iter().filter(|record| record[name].is_string()).count();
    assert_eq!((named("counterparty_masked_name"), named("other_masked_name")), (2, 1), "{own:?}");
}

#[tokio::test]
async fn a_block_brings_back_what_can_come_back_without_telling_of_it() {
    let town = Town::with(|config| {
        let limits = &mut config.limits;
        (limits.grace_s, limits.transfer_wait_s) = (0, 3_600);
    })
    .await;
    let circle = town.circle().await;
    let (one, other) = (town.member(circle).await, town.member(circle).await);
    let posts = [town.post(&one, circle, "mine").await, town.post(&other, circle, "theirs").await];
    let wallet = async |who: &Somebody| body(town.get(who, "/v1/wallet").await).await;
    let money =
        async |who: &Somebody, what: &str| wallet(who).await[what]["amount"].as_str().unwrap().to_owned();
    let stands = async |who: &Somebody, path: &str| {
        let told = body(town.get(who, path).await).await;
        format!("{} {}", told["state"].as_str().unwrap(), told["reason"].as_str().unwrap_or_default())
    };
    let (named, unnamed) =
        (tip(&town, &other, posts[0], "author_only").await, tip(&town, &other, posts[0], "anonymous").await);
    let from_me = tip(&town, &one, posts[1], "author_only").await;
    let offered = [send(&town, &one, &other).await, send(&town, &other, &one).await];
    town.watch.turn(3_600);
    let waiting = [send(&town, &one, &other).await, send(&town, &other, &one).await];
    assert_eq!(money(&one, "incoming").await, "176");

    let path = format!("/v1/people/{}/block", other.id);
    for _ in 0..2 {
        assert!(town.put(&one, &path, json!(null)).await.status().is_success());
    }
    // As if the post were deleted, which is how its payer finds it; but not the one without a name, whose giver anybody
    // could find out by blocking one after the other.
    assert_eq!(stands(&other, &format!("/v1/tips/{named}")).await, "returned deleted");
    assert_eq!(stands(&other, &format!("/v1/tips/{unnamed}")).await, "held ");
    assert_eq!(money(&one, "incoming").await, "88");
    // A block is no second way to take a tip back.
    assert_eq!(stands(&one, &format!("/v1/tips/{from_me}")).await, "held ");
    // What its payee may decline and what its payer may take back; the others could not have come back now.
    let [mine, theirs] =
        [&offered, &waiting].map(|ids| ids.each_ref().map(|id| format!("/v1/transfers/{id}")));
    assert_eq!(stands(&one, &mine[0]).await, "held ");
    assert_eq!(stands(&other, &mine[1]).await, "returned declined");
    assert_eq!(stands(&one, &theirs[0]).await, "returned taken_back");
    assert_eq!(stands(&other, &theirs[1]).await, "held ");

    // Nobody is gone while something of theirs is on its way: until then, a name that was there stays.
    let transfers =
        async |who: &Somebody| body(town.get(who, "/v1/transfers").await).await["transfers"].clone();
    let find = |list: &Value, id: &str| {
        list.as_array().unwrap().iter().find(|transfer| transfer["id"] == id).cloned().unwrap_or_default()
    };
    let told = transfers(&other).await;
    for id in [&offered[0], &waiting[1]] {
        assert_eq!(find(&told, id)["other"]["id"], json!(one.id), "{told}");
    }
    assert_eq!(find(&told, &offered[1])["other"], Value::Null, "over");
    let accept = format!("{}/answer", mine[0]);
    body(town.send(Method::POST, &other, &accept, json!({ "accept": true })).await).await;
    assert_eq!(find(&transfers(&other).await, &offered[0])["other"], Value::Null, "over");
    // Whoever blocks is offered nothing more; it comes back in time.
    town.watch.turn(3_600);
    circles_server::ledger::transfer::expire_due(&town.server.state).await.unwrap();
    assert_eq!(find(&transfers(&one).await, &waiting[1]), Value::Null);
    town.watch.turn(86_400);
    circles_server::ledger::transfer::expire_due(&town.server.state).await.unwrap();
    assert_eq!(stands(&other, &theirs[1]).await, "returned expired");
}
