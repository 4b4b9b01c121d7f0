//! Two devices, and what one tells the other through the server.

use circles_tests::Result;
use circles_tests::device::Device;
use serde_json::{Value, json};

use crate::story::{self, feed, publish, sent, with_text};

#[tokio::test(flavor = "multi_thread")]
async fn a_post_an_edit_and_a_deletion_reach_the_other_device_by_poke() -> Result {
    let (server, mut one, circle) = story::demo("lin").await?;
    let (mut two, _) = story::member(&server.url(), "mei").await?;
    two.until("timeline", feed(&circle), |t| t["items"].as_array().is_some_and(|i| i.len() > 3)).await?;
    let post = publish(&mut one, &circle, "First words.").await?;
    // Nobody asks for a pull: the stream's poke does.
    assert_eq!(sent(&mut two, &circle, "First words.").await?, 1);
    one.call("edit_post", json!({"post": post, "text": "Better words."})).await?;
    assert_eq!(sent(&mut two, &circle, "Better words.").await?, 1);
    one.call("delete_post", json!({"post": post})).await?;
    two.until("timeline", feed(&circle), |t| with_text(t, "Better words.").is_empty()).await?;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn one_person_on_two_devices_sees_the_same() -> Result {
    let (server, mut one, circle) = story::demo("lin").await?;
    let mut two = Device::start(&server.url())?;
    two.sign_in("lin").await?;
    publish(&mut one, &circle, "From the first device.").await?;
    let text = "From the first device.";
    assert_eq!(sent(&mut two, &circle, text).await?, 1);
    assert_eq!(sent(&mut one, &circle, text).await?, 1);
    two.call("leave", json!({"circle": circle})).await?;
    one.until("get_circle", json!({"circle": circle}), |c| c["card"]["standing"] == "none").await?;
    one.until("timeline", feed(&circle), |t| {
        with_text(t, text).iter().all(|p| p["delivery"]["state"] == "sent")
    })
    .await?;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_device_tells_of_another_that_signs_in_until_its_person_knows() -> Result {
    let (server, mut one, circle) = story::demo("lin").await?;
    let mut two = Device::start(&server.url())?;
    two.sign_in("lin").await?;
    let told = |session: &Value| session["new_device"]["signed_in_at"].is_string();
    one.until("session", Value::Null, told).await?;
    let mut one = one.killed_and_restarted().await?;
    one.until("session", Value::Null, told).await?;
    one.call("know_device", Value::Null).await?;
    assert_eq!(one.call("session", Value::Null).await?["new_device"], Value::Null);
    // Nor does a later pull tell of it, and the new one is told of nobody.
    publish(&mut two, &circle, "From the new one.").await?;
    assert_eq!(sent(&mut one, &circle, "From the new one.").await?, 1);
    for device in [&mut one, &mut two] {
        assert_eq!(device.call("session", Value::Null).await?["new_device"], Value::Null);
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_gate_says_why() -> Result {
    let (_server, mut device, _) = story::demo("lin").await?;
    let campus = story::circle(&mut device, "Campus Diary").await?;
    assert_eq!(campus["rights"]["post"]["allowed"], false, "{campus}");
    let clauses = campus["rights"]["post"]["clauses"].as_array().cloned().unwrap_or_default();
    assert!(clauses.iter().any(|c| c["clause"]["kind"] == "student" && c["met"] == false), "{clauses:?}");
    let comment = &campus["rights"]["comment"];
    assert_eq!(
        (comment["allowed"].clone(), comment["clauses"][0]["yours"].clone()),
        (json!(false), json!(712))
    );
    Ok(())
}
