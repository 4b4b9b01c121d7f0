//! Who operates the platform.

use circles_domain::PersonId;
use circles_server::name_operator::{NameOperator, NameOperatorError, name_operator};
use reqwest::StatusCode;

use super::status;
use crate::support::Town;

#[tokio::test]
async fn operators_are_named_beside_the_running_server_and_by_nobody_else() {
    let town = Town::found().await;
    let who = town.person().await;
    let named = |person, no_longer| NameOperator { data_dir: town.dir.path().to_owned(), person, no_longer };
    assert_eq!(status(&town, &who, "/v1/console").await, StatusCode::NOT_FOUND);
    name_operator(&named(who.id, false)).await.unwrap();
    assert_eq!(status(&town, &who, "/v1/console").await, StatusCode::OK);
    name_operator(&named(who.id, true)).await.unwrap();
    assert_eq!(status(&town, &who, "/v1/console").await, StatusCode::NOT_FOUND);
    let nobody = name_operator(&named(PersonId::mint(), false)).await;
    assert!(matches!(nobody, Err(NameOperatorError::Nobody)), "{nobody:?}");
    let elsewhere = NameOperator { data_dir: town.dir.path().join("no"), person: who.id, no_longer: false };
    assert!(matches!(name_operator(&elsewhere).await, Err(NameOperatorError::Missing(_))));
}
