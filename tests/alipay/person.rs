//! A person, with the real engine and the real server as programs: the page opens in their browser, they pay, it arrives.

use std::sync::Arc;

use circles_domain::SystemClock;
use circles_tests::alipay::{Platform, Tale};
use circles_tests::device::Device;
use circles_tests::network::FaultyNetwork;
use circles_tests::server::Server;
use circles_tests::{Result, browser};
use serde_json::json;

#[tokio::test(flavor = "multi_thread")]
async fn a_person_pays_in_their_browser_and_is_paid_out() -> Result {
    let platform = Platform::start(Arc::new(SystemClock)).await?;
    let network = FaultyNetwork::open().await?;
    let environment = platform.environment(&format!("{}/v1/payments/notices", network.url()));
    let environment: Vec<(&str, &str)> =
        environment.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let server = Server::with(false, &environment).await?;
    network.lead_to(server.addr()?);
    let mut device = Device::start(&server.url())?;
    device.sign_in("lin").await?;
    let wallet = device.until("wallet", json!({"before": null}), |wallet| wallet["sandbox"] == false).await?;
    assert_eq!(wallet["balance"]["amount"], "0", "no test money beside real money");

    let id = device.call("new_id", json!({})).await?["id"].clone();
    let asked = json!({"payment": id, "kind": "top_up", "amount": "20", "payee": null});
    let begun = device.call("begin_payment", asked).await?;
    assert_eq!((&begun["outcome"]["state"], &begun["has_page"]), (&json!("waiting"), &json!(true)));
    device.call("open_payment_page", json!({"payment": id})).await?;
    let page = browser::recorded(&device.home()).await?;
    assert_eq!(page.origin(), url::Url::parse(&format!("http://{}", platform.address))?.origin());
    let shown =
        reqwest::Client::builder().build()?.get(page).send().await?.error_for_status()?.text().await?;
    assert!(shown.contains(">20.00<"), "{shown}");
    let number = id.as_str().ok_or("no id")?.replace('-', "");
    platform.pay(&number)?;
    assert_eq!(platform.notify(&number, Tale::Truth).await?, "success");
    let arrived = |wallet: &serde_json::Value| wallet["balance"]["amount"] == "2000";
    device.until("wallet", json!({"before": null}), arrived).await?;
    assert_eq!(device.refused("open_payment_page", json!({"payment": id})).await?, "not_found");

    let id = device.call("new_id", json!({})).await?["id"].clone();
    let out = |payee: &str| json!({"payment": id, "kind": "cash_out", "amount": "5", "payee": payee});
    assert_eq!(device.refused("begin_payment", out("nowhere")).await?, "invalid");
    device.call("begin_payment", out("lin@example.com")).await?;
    let paid = |all: &serde_json::Value| all["payments"][0]["outcome"]["state"] == "arrived";
    let all = device.until("payments", json!({}), paid).await?;
    assert_eq!((&all["asks_payee"], &all["last_payee"]), (&json!(true), &json!("lin@example.com")));
    let number = id.as_str().ok_or("no id")?.replace('-', "");
    let transfer = platform.transfer(&number).ok_or("no transfer")?;
    assert_eq!((transfer.trans_amount.as_str(), transfer.payee[0].as_str()), ("5.00", "lin@example.com"));
    Ok(())
}

#[tokio::test]
async fn real_money_and_test_money_are_never_over_the_same_data() -> Result {
    let platform = Platform::start(Arc::new(SystemClock)).await?;
    let environment = platform.environment("https://circles.example/v1/payments/notices");
    let mut sandbox = Server::start().await?;
    sandbox.stop().await?;
    let environment: Vec<(&str, &str)> =
        environment.iter().map(|(name, value)| (*name, value.as_str())).collect();
    assert!(sandbox.restart_with(&environment).await.is_err(), "test money would be paid out as real money");
    sandbox.restart_with(&[]).await?;
    assert!(Server::with(true, &environment).await.is_err(), "the demo gives money away");
    let both: Vec<_> =
        environment.iter().copied().chain([("CIRCLES_SANDBOX_URL", "http://127.0.0.1:7421")]).collect();
    assert!(Server::with(false, &both).await.is_err(), "one provider holds the money");
    let half = &environment[..4];
    assert!(Server::with(false, half).await.is_err(), "half a configuration");
    let mut real = Server::with(false, &environment).await?;
    assert!(real.restart_with(&[]).await.is_err(), "real money would become test money");
    Ok(())
}
