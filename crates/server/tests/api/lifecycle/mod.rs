//! The life of a circle: applied for, launched to a share of people, looked at, frozen, dissolved.

mod apply;
mod end;
mod frozen;
mod gone;
mod launch;
mod looks;
mod operator;
mod page;

use circles_domain::govern::finds;
use circles_domain::{ActId, ApplicationId, CircleId};
use reqwest::StatusCode;
use serde_json::{Value, json};

use crate::support::{Somebody, Town, body, whole};

pub fn asks(name: &str) -> Value {
    json!({
        "name": name, "name_zh": "", "category": "food", "introduction": "Tea, and no hurry.",
        "introduction_zh": "", "rules": "Be kind.\nNo advertising.", "rules_zh": "",
        "why": "There is none yet; two friends and I keep order.",
        "gates": { "join": { "all": [] }, "post": { "all": [] }, "comment": { "all": [] },
                   "preview": { "kind": "latest", "count": 3 } }
    })
}

pub async fn apply(town: &Town, who: &Somebody, id: ApplicationId, asks: Value) -> (StatusCode, Value) {
    whole(town.put(who, &format!("/v1/applications/{id}"), asks).await).await
}

pub async fn decide(town: &Town, who: &Somebody, id: ApplicationId, approve: bool) -> (StatusCode, Value) {
    let said = json!({ "approve": approve, "answer": "We read it." });
    whole(town.put(who, &format!("/v1/applications/{id}/decision"), said).await).await
}

pub async fn step(town: &Town, who: &Somebody, circle: CircleId, step: Value) -> (StatusCode, Value) {
    let path = format!("/v1/circles/{circle}/steps/{}", ActId::mint());
    whole(town.put(who, &path, json!({ "step": step })).await).await
}

pub async fn status(town: &Town, who: &Somebody, path: &str) -> StatusCode {
    town.get(who, path).await.status()
}

pub async fn finds_it(town: &Town, who: &Somebody, circle: CircleId) -> bool {
    let list = body(town.get(who, "/v1/circles").await).await;
    let listed = list["circles"].as_array().unwrap().iter().any(|one| one["id"] == json!(circle));
    assert_eq!(listed, status(town, who, &format!("/v1/circles/{circle}")).await == StatusCode::OK);
    listed
}

/// Somebody whom a share of this many percent holds, or does not.
pub async fn somebody_who(town: &Town, circle: CircleId, percent: i64, found: bool) -> Somebody {
    loop {
        let who = town.person().await;
        if finds(circle, who.id, percent) == found {
            return who;
        }
    }
}
