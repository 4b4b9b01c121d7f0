//! The money of the platform at an operator's screen: the books, a freeze with its reason, and what two have to agree on.

use std::sync::Arc;

use circles_domain::SystemClock;
use circles_server::name_operator::{NameOperator, name_operator};
use circles_server::{Config, Server, jobs};
use circles_tests::Result;
use circles_tests::device::Device;
use serde_json::{Value, json};

use crate::journey::Journey;
use crate::payer::device;

const FREEZE: &str = "The bank asked about three cash-outs.";

/// Lin, whose money it is about, and Mei, who becomes the second operator.
pub struct Others {
    lin: Device,
    lin_id: String,
    mei: Device,
}

/// Both sign in on devices without a window.
pub async fn others(journey: &Journey) -> Result<Others> {
    let (lin, lin_id) = device(journey, "lin").await?;
    let (mei, mei_id) = device(journey, "mei").await?;
    let person = mei_id.parse()?;
    name_operator(&NameOperator { data_dir: journey.server.folder(), person, no_longer: false }).await?;
    Ok(Others { lin, lin_id, mei })
}

/// What the server does by itself every night, done now.
async fn a_night(journey: &mut Journey) -> Result {
    journey.server.stop().await?;
    let server = Server::start(Config::at(journey.server.folder()), Arc::new(SystemClock)).await?;
    let swept = jobs::sweep(&server.state).await;
    server.stop().await;
    swept.map_err(|error| format!("{error:?}"))?;
    journey.server.resume().await
}

/// The books add up, and every day was held against the provider's statement.
pub async fn the_books(journey: &mut Journey) -> Result {
    a_night(journey).await?;
    journey.go("#/finance").await?;
    journey.window()?.css("[data-testid=\"finance-adds-up\"][data-whole=\"true\"]").await?;
    journey.window()?.css("[data-testid^=\"finance-day-\"]").await?;
    journey.pictures_of("the-books").await?;
    journey.script("document.querySelector('[data-testid=\"finance-days\"]').scrollIntoView()").await?;
    journey.pictures_of("the-providers-statements").await
}

/// A wallet is frozen from its owner's page; who owns it reads why.
pub async fn a_freeze(journey: &mut Journey, others: &mut Others) -> Result {
    journey.go(&format!("#/person/{}", others.lin_id)).await?;
    journey.window()?.press_for("[data-testid=\"operator-freeze\"]", "finance-freeze-dialog").await?;
    journey.window()?.fill("operator-reason", "Too").await?;
    journey.window()?.press("finance-freeze-do").await?;
    journey.window()?.css("[data-testid=\"operator-reason\"][aria-invalid=\"true\"]").await?;
    journey.window()?.fill("operator-reason", FREEZE).await?;
    journey.pictures_of("a-freeze").await?;
    journey.window()?.press("finance-freeze-do").await?;
    journey.window()?.css("[data-testid=\"operator-wallet\"][data-frozen=\"true\"]").await?;
    journey.picture("frozen").await?;
    let told = |wallet: &Value| wallet["frozen"]["reason"] == FREEZE;
    others.lin.until("wallet", json!({"before": null}), told).await?;
    journey.go("#/finance").await?;
    let row = format!("[data-testid=\"finance-frozen-{}\"]", others.lin_id);
    journey.window()?.css(&row).await?;
    journey
        .window()?
        .press_for(&format!("{row} [data-testid=\"finance-lift\"]"), "finance-freeze-dialog")
        .await?;
    journey.window()?.fill("operator-reason", "The bank has its answer.").await?;
    journey.window()?.press("finance-freeze-do").await?;
    journey.window()?.gone(&row).await?;
    others.lin.until("wallet", json!({"before": null}), |wallet| wallet["frozen"].is_null()).await.map(|_| ())
}

/// Proposed at the window, decided by the other; and the other way about.
pub async fn two_agree(journey: &mut Journey, others: &mut Others) -> Result {
    journey.go(&format!("#/person/{}", others.lin_id)).await?;
    journey.window()?.press_for("[data-testid=\"operator-adjust\"]", "finance-adjust-dialog").await?;
    journey.window()?.fill("finance-amount", "7.00").await?;
    journey.window()?.fill("finance-reference", "case 4417").await?;
    journey.window()?.fill("operator-reason", "A top-up was missing after an outage.").await?;
    journey.pictures_of("an-adjustment").await?;
    journey.window()?.press("finance-propose").await?;
    journey.window()?.gone("[data-testid=\"finance-adjust-dialog\"]").await?;
    journey.go("#/finance").await?;
    journey.window()?.find("finance-own").await?;
    assert!(
        !journey.window()?.has("[data-testid=\"finance-approve\"]").await?,
        "who proposed does not decide"
    );
    journey.pictures_of("another-decides").await?;

    others.mei.call("load_sheet", json!({"sheet": "finance", "circle": null})).await?;
    let books = others.mei.call("finance", Value::Null).await?;
    let yes = json!({"id": books["read"]["proposals"][0]["id"], "approve": true, "answer": "I read the ticket, and it says so."});
    others.mei.call("decide_finance", yes).await?;
    let id = others.mei.call("new_id", Value::Null).await?["id"].clone();
    let ask = json!({"id": id, "person": others.lin_id, "amount": "2.00", "give": false, "reference": "case 4418",
                     "reason": "A test payment was left behind."});
    others.mei.call("propose_adjustment", ask).await?;
    journey.window()?.press("finance-again").await?;
    journey.window()?.css("[data-testid^=\"finance-proposal-\"][data-state=\"approved\"]").await?;
    journey.window()?.press_for("[data-testid=\"finance-approve\"]", "finance-decide-dialog").await?;
    journey.window()?.fill("operator-reason", "The ticket shows it, and nobody else paid.").await?;
    journey.pictures_of("approving").await?;
    journey.window()?.press("finance-decide-do").await?;
    journey.window()?.gone("[data-testid=\"finance-decide-dialog\"]").await?;
    let both = "return document.querySelectorAll('[data-testid^=\"finance-proposal-\"][data-state=\"approved\"]').length === 2 \
                && document.querySelector('[data-testid=\"finance-adds-up\"]')?.dataset.whole === 'true'";
    journey.window()?.until("both are done, and the books add up", both).await?;
    journey.pictures_of("agreed").await
}
