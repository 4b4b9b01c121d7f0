//! Friends and blocks: what one device does, the other is told, and what is cached follows within one pull.

use circles_tests::Result;
use circles_tests::device::{Device, PATIENCE};
use serde_json::{Value, json};

use crate::story::{self, feed, publish, sent, with_text};

async fn id_of(device: &mut Device) -> Result<Value> {
    Ok(device.call("session", json!({})).await?["me"]["byline"]["id"].clone())
}

/// Asks, and waits until the other device has it; gives the request.
async fn ask(one: &mut Device, other: &mut Device, note: &str) -> Result<Value> {
    let person = id_of(other).await?;
    let request = one.call("new_friend_request", json!({"person": person})).await?["request"].clone();
    let ask = json!({"request": request, "person": person, "note": note});
    one.call("ask_friend", ask.clone()).await?;
    // A reply that was lost is asked for again.
    one.call("ask_friend", ask).await?;
    let told = other.until("relations", json!({}), |r| r["incoming"][0]["waiting"]["note"] == note).await?;
    assert_eq!(told["incoming"].as_array().map(Vec::len), Some(1), "{told}");
    Ok(request)
}

/// Makes the people of two devices friends.
pub async fn befriend(one: &mut Device, other: &mut Device) -> Result {
    let friend = id_of(other).await?;
    one.until("profile", json!({"person": friend}), |p| p["may_ask"]["kind"] == "yes").await?;
    let request = ask(one, other, "").await?;
    other.call("answer_friend", json!({"request": request, "answer": "accept"})).await?;
    let me = id_of(one).await?;
    for (device, of) in [(one, &friend), (other, &me)] {
        device.until("relations", json!({}), |r| r["friends"][0]["person"]["id"] == *of).await?;
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_is_accepted_on_the_other_device_and_the_lists_open_without_a_server() -> Result {
    let (mut server, mut one, _) = story::demo("lin").await?;
    let (mut two, _) = story::member(&server.url(), "mei").await?;
    let (me, friend) = (id_of(&mut one).await?, id_of(&mut two).await?);
    one.until("profile", json!({"person": friend}), |p| p["may_ask"]["kind"] == "yes").await?;
    let request = ask(&mut one, &mut two, "We met at the lake.").await?;
    one.until("profile", json!({"person": friend}), |p| p["relation"]["kind"] == "asked").await?;
    two.call("answer_friend", json!({"request": request, "answer": "accept"})).await?;
    for (device, of) in [(&mut one, &friend), (&mut two, &me)] {
        device.until("relations", json!({}), |r| r["friends"][0]["person"]["id"] == *of).await?;
        device.until("profile", json!({"person": of}), |p| p["relation"]["masked_name"].is_string()).await?;
    }
    assert_eq!(one.refused("withdraw_friend", json!({"request": request})).await?, "stale");

    server.stop().await?;
    let mut one = one.killed_and_restarted().await?;
    let kept = one.call("relations", json!({})).await?;
    assert_eq!(kept["friends"][0]["person"]["id"], friend, "{kept}");
    server.resume().await?;
    // A device that starts from nothing is told of the friend, and of the end.
    let (mut anew, _) = story::member(&server.url(), "lin").await?;
    anew.until("relations", json!({}), |r| r["friends"][0]["person"]["id"] == friend).await?;
    two.call("end_friendship", json!({"person": me})).await?;
    anew.until("relations", json!({}), |r| r["friends"].as_array().is_some_and(Vec::is_empty)).await?;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_block_empties_a_filled_cache_within_one_pull_and_lifting_it_fills_it_again() -> Result {
    let (server, mut one, circle) = story::demo("mei").await?;
    // Who keeps order in a circle of theirs would see them there through a block; this one keeps none.
    let (mut two, _) = story::member(&server.url(), "lin").await?;
    let (mut third, _) = story::member(&server.url(), "chen").await?;
    let (me, other) = (id_of(&mut one).await?, id_of(&mut two).await?);
    let (mine, theirs) = ("Apricots in the rain.", "Brambles at noon.");
    let (post, _) =
        (publish(&mut third, &circle, "Of the third.").await?, publish(&mut one, &circle, mine).await?);
    publish(&mut two, &circle, theirs).await?;
    for device in [&mut one, &mut two] {
        for text in [mine, theirs, "Of the third."] {
            assert_eq!(sent(device, &circle, text).await?, 1);
        }
    }
    let draft = two.call("save_comment_draft", json!({"post": post, "text": theirs})).await?["id"].clone();
    two.call("comment", json!({"comment": draft, "post": post, "text": theirs})).await?;
    let says =
        |p: &Value| p["comments"].as_array().is_some_and(|all| all.iter().any(|c| c["text"] == theirs));
    one.until("get_post", json!({"post": post}), says).await?;
    let request = ask(&mut two, &mut one, "May I?").await?;
    one.call("answer_friend", json!({"request": request, "answer": "accept"})).await?;

    one.call("block", json!({"person": other})).await?;
    // The command ends with the pull: nothing is waited for.
    let shown = one.call("timeline", feed(&circle)).await?;
    assert!(with_text(&shown, theirs).is_empty() && with_text(&shown, mine).len() == 1, "{shown}");
    let shown = one.call("get_post", json!({"post": post})).await?;
    assert!(!says(&shown), "{shown}");
    let stands = one.call("relations", json!({})).await?;
    assert_eq!((&stands["friends"], &stands["blocked"][0]["person"]["id"]), (&json!([]), &other));
    // The other's device forgets as much, and has no list that says why.
    two.until("timeline", feed(&circle), |t| with_text(t, mine).is_empty()).await?;
    let stands = two.call("relations", json!({})).await?;
    assert_eq!((&stands["friends"], &stands["blocked"]), (&json!([]), &json!([])));
    tokio::time::timeout(PATIENCE, async {
        while two.call("profile", json!({"person": me})).await.is_ok() {
            tokio::task::yield_now().await;
        }
    })
    .await?;
    assert_eq!(two.refused("profile", json!({"person": me})).await?, "not_found");
    publish(&mut two, &circle, "Unseen.").await?;
    assert_eq!(sent(&mut third, &circle, "Unseen.").await?, 1);
    one.call("refresh", json!({})).await?;
    assert!(with_text(&one.call("timeline", feed(&circle)).await?, "Unseen.").is_empty());

    one.call("unblock", json!({"person": other})).await?;
    for text in [theirs, "Unseen."] {
        assert_eq!(sent(&mut one, &circle, text).await?, 1);
    }
    assert_eq!(sent(&mut two, &circle, mine).await?, 1);
    one.call("load_comments", json!({"post": post})).await?;
    one.until("get_post", json!({"post": post}), says).await?;
    let stands = one.call("relations", json!({})).await?;
    assert_eq!((&stands["friends"], &stands["blocked"]), (&json!([]), &json!([])));
    Ok(())
}
