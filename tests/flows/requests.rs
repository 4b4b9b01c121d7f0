//! Money that a friend is asked for, on two devices: seen there, paid by one transfer, declined, withdrawn, too old, hidden
//! by a block, refused to who is no friend, and asked once whatever is lost on the way.

use circles_tests::Result;
use circles_tests::device::{Device, PATIENCE};
use circles_tests::network::Fault;
use serde_json::{Value, json};

use crate::story;
use crate::two::{Two, balance, behind_network, confirm, fen, friends, stands, times};

async fn id_of(device: &mut Device) -> Result<Value> {
    Ok(device.call("session", json!({})).await?["me"]["byline"]["id"].clone())
}

async fn request(asker: &mut Device, of: &Value, yuan: &str) -> Result<Value> {
    let id = asker.call("new_id", Value::Null).await?["id"].clone();
    Ok(json!({"request": id, "person": of, "amount": yuan, "note": "Boat tickets"}))
}

fn find<'a>(all: &'a Value, id: &Value) -> Option<&'a Value> {
    all["requests"].as_array()?.iter().find(|one| one["id"] == *id)
}

/// Until a request stands so in the list of `device`.
async fn listed(device: &mut Device, id: &Value, state: &str) -> Result<Value> {
    let all = device
        .until("money_requests", json!({}), |all| find(all, id).is_some_and(|one| one["state"] == state))
        .await?;
    find(&all, id).cloned().ok_or_else(|| "it went away".into())
}

/// The payer is asked by the payee, and has heard of it; gives the request's id and who asked.
async fn asked(two: &mut Two, yuan: &str) -> Result<Value> {
    let payer = id_of(&mut two.payer).await?;
    let ask = request(&mut two.payee, &payer, yuan).await?;
    two.payee.call("request_money", ask.clone()).await?;
    listed(&mut two.payer, &ask["request"], "open").await?;
    Ok(ask["request"].clone())
}

/// A quote of what was asked for.
async fn quoted(two: &mut Two, id: &Value, yuan: &str) -> Result<Value> {
    let opened = two.payer.call("open_transfer", json!({"person": two.to})).await?;
    let args = json!({"transfer": opened["id"], "amount": yuan, "note": "Boat tickets", "request": id});
    two.payer.call("quote_transfer", args).await
}

#[tokio::test(flavor = "multi_thread")]
async fn it_is_seen_by_the_other_and_paid_by_one_transfer() -> Result {
    let mut two = friends(&times("3600")).await?;
    let id = asked(&mut two, "3.00").await?;
    let theirs = listed(&mut two.payer, &id, "open").await?;
    assert_eq!((&theirs["incoming"], &theirs["note"]), (&json!(true), &json!("Boat tickets")), "{theirs}");
    assert_eq!((&theirs["other"]["id"], fen(&theirs["amount"])), (&two.to, Some(300)), "{theirs}");
    assert!(theirs["other_masked_name"].as_str().is_some_and(|name| name.ends_with('*')), "{theirs}");
    let own = listed(&mut two.payee, &id, "open").await?;
    assert_eq!((&own["incoming"], &own["other_masked_name"]), (&json!(false), &Value::Null), "{own}");
    balance(&mut two.payer, two.had).await?;

    let first = quoted(&mut two, &id, "3.00").await?;
    let sent = confirm(&mut two.payer, &first).await?;
    assert_eq!((&sent["state"], &first["quote"]["request"]), (&json!("held"), &id), "{sent}");
    for device in [&mut two.payer, &mut two.payee] {
        let paid = listed(device, &id, "paid").await?;
        assert_eq!(paid["transfer"], sent["id"], "{paid}");
    }
    balance(&mut two.payer, two.had - 300).await?;
    // What is paid cannot be paid again.
    let opened = two.payer.call("open_transfer", json!({"person": two.to})).await?;
    let again = json!({"transfer": opened["id"], "amount": "3.00", "note": "", "request": id});
    assert_eq!(two.payer.refused("quote_transfer", again.clone()).await?, "stale");

    // Sent back, it is open again; and what pays it then arrives.
    let answer = |accept: bool, transfer: &Value| json!({"transfer": transfer, "accept": accept});
    two.payee.call("answer_transfer", answer(false, &sent["id"])).await?;
    for device in [&mut two.payer, &mut two.payee] {
        listed(device, &id, "open").await?;
    }
    stands(&mut two.payer, &sent["id"], "returned").await?;
    balance(&mut two.payer, two.had).await?;
    let second = two.payer.call("quote_transfer", again).await?;
    let sent = confirm(&mut two.payer, &second).await?;
    listed(&mut two.payee, &id, "paid").await?;
    two.payee.call("answer_transfer", answer(true, &sent["id"])).await?;
    stands(&mut two.payer, &sent["id"], "released").await?;
    balance(&mut two.payer, two.had - 300).await?;
    let still = listed(&mut two.payer, &id, "paid").await?;
    assert_eq!(still["transfer"], sent["id"], "{still}");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn it_is_declined_withdrawn_and_too_old_and_no_money_moves() -> Result {
    let mut two = friends(&times("3600")).await?;
    let declined = asked(&mut two, "1.00").await?;
    let withdrawn = asked(&mut two, "2.00").await?;
    two.payer.call("decline_money_request", json!({"request": declined})).await?;
    listed(&mut two.payee, &declined, "declined").await?;
    // Each can only end what is theirs to end.
    let own = json!({"request": withdrawn});
    assert_eq!(two.payer.refused("withdraw_money_request", own.clone()).await?, "not_found");
    assert_eq!(two.payee.refused("decline_money_request", own.clone()).await?, "not_found");
    let quote = quoted(&mut two, &withdrawn, "2.00").await?;
    two.payee.call("withdraw_money_request", own).await?;
    listed(&mut two.payer, &withdrawn, "withdrawn").await?;
    // What was quoted before it ended pays nothing.
    let refused = confirm(&mut two.payer, &quote).await?;
    assert_eq!(
        (&refused["state"], &refused["refusal"]),
        (&json!("refused"), &json!("request_over")),
        "{refused}"
    );
    // An end stays the end that it was.
    two.payee.call("withdraw_money_request", json!({"request": declined})).await?;
    two.payer.call("decline_money_request", json!({"request": withdrawn})).await?;
    listed(&mut two.payer, &declined, "declined").await?;
    listed(&mut two.payee, &withdrawn, "withdrawn").await?;
    balance(&mut two.payer, two.had).await?;

    let mut short = times("3600").to_vec();
    short.push(("CIRCLES_TTL_MONEY_REQUEST_S", "0"));
    two.server.restart_with(&short).await?;
    let payer = id_of(&mut two.payer).await?;
    let ask = request(&mut two.payee, &payer, "3.00").await?;
    two.payee.call("request_money", ask.clone()).await?;
    let old = listed(&mut two.payer, &ask["request"], "expired").await?;
    assert_eq!(old["incoming"], true, "{old}");
    listed(&mut two.payee, &ask["request"], "expired").await?;
    let opened = two.payer.call("open_transfer", json!({"person": two.to})).await?;
    let late = json!({"transfer": opened["id"], "amount": "3.00", "note": "", "request": ask["request"]});
    assert_eq!(two.payer.refused("quote_transfer", late).await?, "stale");
    balance(&mut two.payer, two.had).await?;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_block_hides_it_from_both_and_a_stranger_asks_for_nothing() -> Result {
    let mut two = friends(&times("3600")).await?;
    let id = asked(&mut two, "3.00").await?;
    two.payer.call("block", json!({"person": two.to})).await?;
    let all = two.payer.call("money_requests", json!({})).await?;
    assert!(find(&all, &id).is_none(), "{all}");
    two.payee.until("money_requests", json!({}), |all| find(all, &id).is_none()).await?;
    assert_eq!(two.payer.refused("decline_money_request", json!({"request": id})).await?, "not_found");
    assert_eq!(two.payee.refused("withdraw_money_request", json!({"request": id})).await?, "not_found");
    let payer = id_of(&mut two.payer).await?;
    let ask = request(&mut two.payee, &payer, "3.00").await?;
    assert_eq!(two.payee.refused("request_money", ask).await?, "not_found", "nobody learns of a block");
    balance(&mut two.payer, two.had).await?;

    let (mut stranger, _) = story::member(&two.server.url(), "chen").await?;
    let ask = request(&mut stranger, &payer, "3.00").await?;
    assert_eq!(stranger.refused("request_money", ask).await?, "friends_only");
    let own = id_of(&mut stranger).await?;
    let ask = request(&mut stranger, &own, "3.00").await?;
    assert_eq!(stranger.refused("request_money", ask).await?, "forbidden");
    for typed in ["0", "0.001", "1e2", "１", "-1", "1000.01", ""] {
        let ask = request(&mut stranger, &payer, typed).await?;
        assert_eq!(stranger.refused("request_money", ask).await?, "invalid", "{typed}");
    }
    let all = two.payer.call("money_requests", json!({})).await?;
    assert_eq!(all["requests"].as_array().map(Vec::len), Some(0), "{all}");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reply_that_is_lost_and_asked_for_again_is_one_request() -> Result {
    // The device behind the network asks this time.
    let (mut two, network) = behind_network().await?;
    for (fault, kept) in [
        (Fault::CutAfter, true),
        (Fault::CutBefore, false),
        (Fault::CutDuring, false),
        (Fault::Portal, false),
    ] {
        let ask = request(&mut two.payer, &two.to, "3.00").await?;
        let id = &ask["request"];
        network.fail("PUT", "/v1/money-requests/", fault, 1);
        let told = two.payer.call("request_money", ask.clone()).await;
        network.heal();
        assert!(told.is_err(), "{told:?}");
        let theirs = two.payee.call("money_requests", json!({})).await?;
        assert_eq!(find(&theirs, id).is_some(), kept, "{theirs}");
        ask_until_answered(&mut two.payer, &ask).await?;
        listed(&mut two.payee, id, "open").await?;
        let mine = two.payer.call("money_requests", json!({})).await?;
        let same = mine["requests"].as_array().into_iter().flatten().filter(|one| one["id"] == *id).count();
        assert_eq!(same, 1, "{mine}");
        // Under the same id nothing else is asked for.
        let mut more = ask.clone();
        more["amount"] = json!("4.00");
        assert_eq!(two.payer.refused("request_money", more).await?, "id_conflict");
        two.payer.call("withdraw_money_request", json!({"request": id})).await?;
    }
    let theirs = two.payee.call("money_requests", json!({})).await?;
    assert_eq!(theirs["requests"].as_array().map(Vec::len), Some(4), "{theirs}");
    Ok(())
}

/// Asks again until the network is back for the device, as whoever pressed once more would.
async fn ask_until_answered(device: &mut Device, ask: &Value) -> Result {
    let again = async {
        while device.call("request_money", ask.clone()).await.is_err() {
            tokio::task::yield_now().await;
        }
    };
    Ok(tokio::time::timeout(PATIENCE, again).await?)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_transfer_that_pays_it_and_whose_answer_is_lost_pays_it_once() -> Result {
    let (mut two, network) = behind_network().await?;
    let id = asked(&mut two, "3.00").await?;
    let quote = quoted(&mut two, &id, "3.00").await?;
    network.fail("PUT", "/v1/transfers/", Fault::CutAfter, 1);
    let told = confirm(&mut two.payer, &quote).await;
    network.heal();
    let held = stands(&mut two.payer, &quote["id"], "held").await?;
    assert!(!held["receipt"].is_null(), "{told:?} {held}");
    let paid = listed(&mut two.payer, &id, "paid").await?;
    assert_eq!(paid["transfer"], quote["id"], "{paid}");
    balance(&mut two.payer, two.had - 300).await?;
    Ok(())
}

/// Whoever never was at a device hears of what was asked meanwhile.
#[tokio::test(flavor = "multi_thread")]
async fn a_device_that_starts_from_nothing_is_told() -> Result {
    let mut two = friends(&times("3600")).await?;
    let id = asked(&mut two, "3.00").await?;
    let (mut anew, _) = story::member(&two.server.url(), "lin").await?;
    listed(&mut anew, &id, "open").await?;
    anew.call("decline_money_request", json!({"request": id})).await?;
    listed(&mut two.payer, &id, "declined").await?;
    Ok(())
}
