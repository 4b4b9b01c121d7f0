//! The command line refuses whatever could have test money taken for real money, or the other way round.

use std::process::Stdio;

use circles_tests::Result;
use circles_tests::device::{Device, PATIENCE};
use circles_tests::program::built;
use circles_tests::server::Server;
use serde_json::json;
use tokio::io::AsyncReadExt as _;
use tokio::net::TcpListener;
use tokio::process::Command;

use super::Provider;

/// What the program says when it does not start.
async fn refused(args: &[&str]) -> Result<String> {
    let mut command = Command::new(built("circles-server")?);
    command.args(args).stdin(Stdio::null()).kill_on_drop(true);
    let ended = tokio::time::timeout(PATIENCE, command.output()).await.map_err(|_| "it started")??;
    assert!(!ended.status.success(), "{args:?} was not refused");
    Ok(String::from_utf8_lossy(&ended.stderr).into_owned())
}

#[tokio::test]
async fn test_money_stays_on_this_machine_and_out_of_a_servers_data() -> Result {
    let folder = tempfile::tempdir()?;
    let books = folder.path().join("books").to_string_lossy().into_owned();
    let here = "http://127.0.0.1:7420/v1/payments/notices";
    let start = ["sandbox-provider", "--data-dir", &books];
    for (more, why) in [
        (&["--notify-url", here, "--listen", "0.0.0.0:0"], "--listen must be on the loopback"),
        (
            &["--notify-url", "https://circles.example/v1/payments/notices", "--listen", "127.0.0.1:0"],
            "--notify-url must be",
        ),
        (
            &["--notify-url", "http://192.0.2.1/v1/payments/notices", "--listen", "127.0.0.1:0"],
            "--notify-url must be",
        ),
    ] {
        let said = refused(&[&start[..], more].concat()).await?;
        assert!(said.contains(why), "{said}");
    }
    let server = Server::start().await?;
    let theirs = server.folder().to_string_lossy().into_owned();
    let beside = ["sandbox-provider", "--listen", "127.0.0.1:0", "--notify-url", here, "--data-dir", &theirs];
    let said = refused(&beside).await?;
    assert!(said.contains("that of a server"), "{said}");
    assert!(!server.folder().join("sandbox.db").exists());
    Ok(())
}

#[tokio::test]
async fn one_provider_holds_the_money_of_a_servers_data() -> Result {
    let books = tempfile::tempdir()?;
    let provider =
        Provider::start(books.path(), "127.0.0.1:0", "http://127.0.0.1:1/v1/payments/notices", "good")
            .await?;
    let sandbox = format!("http://{}", provider.address);
    let fresh = tempfile::tempdir()?;
    let fresh = fresh.path().to_string_lossy().into_owned();
    let serve = ["serve", "--listen", "127.0.0.1:0", "--data-dir", &fresh, "--sandbox-url"];
    for (more, why) in [
        (
            &["https://openapi.alipay.com/gateway.do"][..],
            "--sandbox-url must be an http address on this machine",
        ),
        (&["http://192.0.2.1:7421"], "--sandbox-url must be an http address on this machine"),
        (&[&sandbox, "--demo"], "--demo lays out"),
        (&[&sandbox, "--alipay-app-id", "2021000000000000"], "belong together"),
        (&[&sandbox, "--sandbox-conduct", "good"], "cannot be used with"),
    ] {
        let said = refused(&[&serve[..], more].concat()).await?;
        assert!(said.contains(why), "{said}");
    }
    // What the embedded one has given out was never in the books of the other, and the other way round.
    let mut embedded = Server::start().await?;
    embedded.stop().await?;
    let theirs = embedded.folder().to_string_lossy().into_owned();
    let other = ["serve", "--listen", "127.0.0.1:0", "--data-dir", &theirs, "--sandbox-url", &sandbox];
    let said = refused(&other).await?;
    assert!(said.contains("another payment provider"), "{said}");
    Ok(())
}

/// Whatever listens there: what does not say that it means test money is not believed, and gets no order that it could take
/// for one of real money.
#[tokio::test(flavor = "multi_thread")]
async fn what_does_not_say_that_it_is_a_sandbox_is_not_believed() -> Result {
    let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
    let other = format!("http://{}", listener.local_addr()?);
    let server = Server::with(false, &[("CIRCLES_SANDBOX_URL", &other)]).await?;
    let mut device = Device::start(&server.url())?;
    device.sign_in("lin").await?;
    let id = device.call("new_id", json!({})).await?["id"].clone();
    let asked = json!({"payment": id, "kind": "top_up", "amount": "5", "payee": null});
    device.call("begin_payment", asked).await?;
    // It says yes to everything, and that five yuan were paid.
    for _ in 0..3 {
        let (mut asked, _) = tokio::time::timeout(PATIENCE, listener.accept()).await??;
        let mut head = vec![0; 4_096];
        let length = asked.read(&mut head).await?;
        let head = String::from_utf8_lossy(head.get(..length).unwrap_or_default()).to_lowercase();
        assert!(head.contains("circles-test-money: only"), "{head}");
        let body = if head.starts_with("put ") {
            "\"yes\""
        } else {
            r#"{"paid":{"amount":"500","currency":"CNY"}}"#
        };
        let answer = format!(
            "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{body}",
            body.len()
        );
        tokio::io::AsyncWriteExt::write_all(&mut asked, answer.as_bytes()).await?;
    }
    let wallet = device.call("wallet", json!({"before": null})).await?;
    assert_eq!((&wallet["sandbox"], &wallet["balance"]["amount"]), (&json!(true), &json!("0")), "{wallet}");
    let all = device.call("payments", json!({})).await?;
    let state = all["payments"][0]["outcome"]["state"].as_str();
    assert!(matches!(state, Some("waiting" | "checking")), "{all}");
    Ok(())
}
