//! One's devices: listed, signed out, and what the person is told.

use circles_domain::{Clock as _, DeviceId};
use circles_server::auth::Signed;
use circles_server::store::sessions;
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::support::{Somebody, Town, body, new_key, whole};

/// The same person on another device.
async fn also(town: &Town, who: &Somebody) -> Somebody {
    let (device, key) = (DeviceId::mint(), new_key());
    let signed = Signed { person: who.id, device };
    let mut tx = town.server.state.db.write().await.unwrap();
    let token =
        sessions::issue(&mut tx, signed, key.thumbprint(), town.watch.now(), 30 * 86_400).await.unwrap();
    tx.commit().await.unwrap();
    Somebody { device, token, key, ..who.clone() }
}

async fn devices(town: &Town, who: &Somebody) -> Vec<Value> {
    body(town.get(who, "/v1/me/devices").await).await["devices"].as_array().unwrap().clone()
}

async fn code(town: &Town, who: &Somebody) -> Value {
    whole(town.get(who, "/v1/me").await).await.1["code"].clone()
}

fn ids(devices: &[Value]) -> Vec<String> {
    devices.iter().map(|device| device["id"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn this_device_comes_first_and_others_by_when_they_signed_in() {
    let town = Town::found().await;
    let first = town.person().await;
    town.watch.turn(60);
    let second = also(&town, &first).await;
    town.watch.turn(60);
    let third = also(&town, &first).await;
    let stranger = town.person().await;
    let listed = devices(&town, &first).await;
    assert_eq!(ids(&listed), [first.device, third.device, second.device].map(|id| id.to_string()));
    assert_eq!(listed.iter().filter(|device| device["this"] == true).count(), 1);
    assert_eq!((&listed[0]["this"], &listed[0]["ended"]), (&json!(true), &Value::Null));
    assert_eq!(devices(&town, &stranger).await.len(), 1);
    town.watch.turn(30 * 86_400 - 200);
    assert_eq!(devices(&town, &third).await.len(), 3);
}

#[tokio::test]
async fn a_device_that_is_signed_out_is_refused_at_once() {
    let town = Town::found().await;
    let me = town.person().await;
    let (phone, tablet) = (also(&town, &me).await, also(&town, &me).await);
    let stranger = town.person().await;
    assert_eq!(town.get(&phone, "/v1/me").await.status(), StatusCode::OK);
    let path = format!("/v1/me/devices/{}", phone.device);
    let delete = |who: &Somebody, path: &str| town.request(Method::DELETE, who, path).send();
    assert_eq!(delete(&stranger, &path).await.unwrap().status(), StatusCode::NOT_FOUND, "not theirs");
    assert_eq!(town.get(&phone, "/v1/me").await.status(), StatusCode::OK);
    assert_eq!(delete(&me, &path).await.unwrap().status(), StatusCode::NO_CONTENT);
    assert_eq!(code(&town, &phone).await, "session_revoked");
    assert_eq!(delete(&me, &path).await.unwrap().status(), StatusCode::NOT_FOUND, "it is not there any more");
    assert_eq!(devices(&town, &me).await.len(), 2, "whoever signs a device out knows why it is gone");

    assert_eq!(delete(&tablet, "/v1/me/devices").await.unwrap().status(), StatusCode::NO_CONTENT);
    assert_eq!(code(&town, &me).await, "session_revoked");
    assert_eq!(ids(&devices(&town, &tablet).await), [tablet.device.to_string()]);
    assert_eq!(town.get(&stranger, "/v1/me").await.status(), StatusCode::OK);
}

#[tokio::test]
async fn a_person_is_told_of_a_stolen_token_until_they_have_seen_it() {
    let town = Town::found().await;
    let me = town.person().await;
    let phone = also(&town, &me).await;
    let told = || async { body(town.get(&me, "/v1/sync").await).await["look_at_devices"] == true };
    assert!(!told().await);
    let thief = Somebody { key: new_key(), ..phone.clone() };
    assert_eq!(code(&town, &thief).await, "invalid_dpop_proof");
    assert_eq!(code(&town, &phone).await, "session_revoked");
    assert!(told().await);
    let listed = devices(&town, &me).await;
    assert_eq!((&listed[1]["id"], &listed[1]["ended"]["reason"]), (&json!(phone.device), &json!("stolen")));
    let seen = town.send(Method::POST, &me, "/v1/me/devices/seen", json!(null)).await;
    assert_eq!(seen.status(), StatusCode::NO_CONTENT);
    assert!(!told().await);
    assert_eq!(devices(&town, &me).await.len(), 2, "it stays in the list for a month");
    // Signed in anew, because the tokens of these tests end with the month.
    town.watch.turn(29 * 86_400);
    let me = also(&town, &me).await;
    assert_eq!(devices(&town, &me).await.iter().filter(|device| !device["ended"].is_null()).count(), 1);
    town.watch.turn(86_400 + 1);
    assert_eq!(devices(&town, &me).await.iter().filter(|device| !device["ended"].is_null()).count(), 0);
}

#[tokio::test]
async fn other_devices_tell_of_one_that_signs_in_until_that_was_seen_there() {
    let town = Town::found().await;
    let me = town.person().await;
    let told = async |who: &Somebody| body(town.get(who, "/v1/sync").await).await["new_device"].clone();
    assert_eq!(told(&me).await, json!(null));
    town.watch.turn(60);
    let phone = also(&town, &me).await;
    let new = told(&me).await;
    assert_eq!(new["id"], json!(phone.device));
    assert!(new["name"].is_string() && new["signed_in_at"].is_string(), "{new}");
    assert_eq!(told(&phone).await, json!(null), "not of itself, and not of who was there before");
    assert_eq!(told(&town.person().await).await, json!(null), "it is nobody else's");
    // Seen on one device is not seen on the others.
    town.watch.turn(60);
    let tablet = also(&town, &me).await;
    assert_eq!(
        (&told(&me).await["id"], &told(&phone).await["id"]),
        (&json!(tablet.device), &json!(tablet.device))
    );
    town.watch.turn(1);
    let seen = town.send(Method::POST, &me, "/v1/me/devices/seen", json!(null)).await;
    assert_eq!(seen.status(), StatusCode::NO_CONTENT);
    assert_eq!((told(&me).await, told(&phone).await["id"].clone()), (json!(null), json!(tablet.device)));
    // Of one that was signed out there is nothing left to do.
    let path = format!("/v1/me/devices/{}", tablet.device);
    assert_eq!(
        town.request(Method::DELETE, &phone, &path).send().await.unwrap().status(),
        StatusCode::NO_CONTENT
    );
    assert_eq!(told(&phone).await, json!(null));
}
