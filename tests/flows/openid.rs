//! Signing in at a certified OpenID provider that nobody here wrote (the npm package `oidc-provider`).

use circles_tests::Result;
use circles_tests::device::{Device, TURNS_BACK};
use circles_tests::program::{Program, root};
use circles_tests::server::Server;
use serde_json::json;
use tokio::io::{BufReader, Lines};
use tokio::process::{ChildStdout, Command};

/// The server, sent to the provider by configuration alone; and the provider, with its output, which must stay open.
async fn start() -> Result<(Server, Program, Lines<BufReader<ChildStdout>>)> {
    let port = std::net::TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
    let folder = tempfile::tempdir()?;
    let secret = folder.path().join("secret");
    std::fs::write(&secret, "a secret of this test alone\n")?;
    let secret = secret.display().to_string();
    let server = Server::with(
        true,
        &[
            ("CIRCLES_OPENID_ISSUER", &format!("http://127.0.0.1:{port}")),
            ("CIRCLES_OPENID_CLIENT_ID", "circles"),
            ("CIRCLES_OPENID_CLIENT_SECRET_FILE", &secret),
            ("CIRCLES_OPENID_NAME", "City Identity"),
            ("CIRCLES_OPENID_TRUST_FRAMEWORKS", "cn_resident_identity"),
        ],
    )
    .await?;
    let mut command = Command::new("node");
    command
        .arg(root().join("tests/openid/provider.mjs"))
        .arg(port.to_string())
        .arg(server.url().join("/signin/provider/back")?.as_str())
        .env("NODE_NO_WARNINGS", "1");
    let (provider, mut lines) = Program::start(&mut command)?;
    lines.next_line().await?.ok_or("the provider ended before it listened")?;
    Ok((server, provider, lines))
}

#[tokio::test]
async fn a_verified_name_comes_from_a_provider_and_nothing_else_does() -> Result {
    let (server, _provider, _lines) = start().await?;
    let mut device = Device::start(&server.url())?;
    let session = device.sign_in_elsewhere("ouyang").await?.map_err(|code| format!("refused: {code}"))?;
    let me = &session["me"];
    assert_eq!(me["byline"]["display_name"], "ouyang");
    assert_eq!(me["byline"]["verified"], true);
    assert_eq!((&me["masked_name"], &me["gender"]), (&json!("欧*"), &json!("female")));
    assert_eq!((&me["adult"], &me["student"]), (&json!(true), &json!(null)));

    // The same account there is the same person here, on any device, without a page for a name.
    let mut second = Device::start(&server.url())?;
    let again = second.sign_in_elsewhere("ouyang").await?.map_err(|code| format!("refused: {code}"))?;
    assert_eq!(again["me"]["byline"]["id"], me["byline"]["id"]);
    Ok(())
}

#[tokio::test]
async fn what_a_provider_did_not_verify_opens_no_account() -> Result {
    let (server, _provider, _lines) = start().await?;
    let mut device = Device::start(&server.url())?;
    for (login, code) in [
        ("plain", "provider_unproven"),
        ("nobody", "provider_unproven"),
        ("elsewhere", "provider_unproven"),
        ("child", "too_young"),
        (TURNS_BACK, ""),
    ] {
        let outcome = device.sign_in_elsewhere(login).await?;
        assert_eq!(outcome.err().as_deref(), Some(code), "{login}");
        let session = device.call("session", json!({})).await?;
        assert_eq!((&session["state"], &session["me"]), (&json!("signed_out"), &json!(null)), "{login}");
    }
    Ok(())
}
