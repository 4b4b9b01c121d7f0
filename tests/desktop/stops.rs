//! What stops payments: limits of one's own, the quick lock, and operators.

use circles_tests::Result;
use serde_json::{Value, json};

use crate::journey::Journey;
use crate::payer::{Author, PIN, device, last_look, pay, quoted, stands, type_amount, type_pin};
use crate::relations::{id_of, invoke};

async fn limit(journey: &mut Journey, kind: &str, yuan: &str) -> Result {
    let window = journey.window()?;
    window.press_for(&format!("[data-testid=\"limit-{kind}-change\"]"), "limit-dialog").await?;
    window.fill("limit-amount", yuan).await?;
    journey.picture("a-limit").await?;
    journey.window()?.press("limit-save").await?;
    journey.window()?.gone("[data-testid=\"limit-dialog\"]").await
}

async fn in_sight(journey: &Journey) -> Result {
    journey.script("document.getElementById('settings-payments').scrollIntoView()").await?;
    Ok(())
}

/// Less holds at once, more after a day; and the meter says how much of it is used.
pub async fn own_limits(journey: &mut Journey, author: &Author) -> Result {
    journey.go("#/settings").await?;
    limit(journey, "day", "12.00").await?;
    let now = "return document.querySelector('[data-testid=\"limit-day\"]').innerText === '¥12.00'";
    journey.window()?.until("it holds at once", now).await?;
    limit(journey, "day", "50.00").await?;
    journey.window()?.find("limit-day-raise").await?;
    journey.window()?.until("the old one still holds", now).await?;

    journey.go(&author.tip_page()).await?;
    let window = journey.window()?;
    type_amount(window, "4.20").await?;
    last_look(window).await?;
    pay(window).await?;
    stands(window, "held").await?;
    journey.go("#/settings").await?;
    journey.window()?.css("[data-testid=\"limit-day-raise\"]").await?;
    let used = "return document.querySelector('#settings-payments [role=\"meter\"]')?.getAttribute('aria-valuenow') === '4.2'";
    journey.window()?.until("the meter", used).await?;
    in_sight(journey).await?;
    journey.pictures_of("own-limits").await?;

    journey.go(&author.tip_page()).await?;
    let window = journey.window()?;
    type_amount(window, "9.00").await?;
    window.css("[data-testid=\"tip-hindered\"][data-kind=\"day\"]").await?;
    journey.pictures_of("a-limit-hinders").await?;
    journey.go("#/wallet").await?;
    journey.window()?.find("wallet-own-day").await?;
    journey.picture("the-wallet-counts").await
}

/// One tap locks every payment; the payment password opens them where somebody wanted to pay.
pub async fn locked(journey: &mut Journey, author: &Author) -> Result {
    invoke(journey.window()?, "set_pin", json!({"current": null, "pin": PIN})).await?;
    journey.window()?.press("payments-lock-now").await?;
    journey.window()?.css("[data-testid=\"payments-lock\"][data-locked=\"true\"]").await?;
    journey.pictures_of("locked").await?;
    journey.go(&author.tip_page()).await?;
    journey.window()?.find("tip-unlock").await?;
    journey.pictures_of("nothing-can-be-paid").await?;
    journey.window()?.press_for("[data-testid=\"tip-unlock\"]", "unlock-dialog").await?;
    type_pin(journey.window()?, "unlock-pin", PIN).await?;
    journey.picture("unlock").await?;
    journey.window()?.press("unlock-save").await?;
    journey.window()?.gone("[data-testid=\"unlock-dialog\"]").await?;
    quoted(journey.window()?).await
}

/// An operator freezes the wallet: who owns it reads why, and is told before anything is pressed.
pub async fn frozen(journey: &mut Journey, author: &Author) -> Result {
    let (mut operator, _) = device(journey, "chen").await?;
    let act = operator.call("new_id", Value::Null).await?["id"].clone();
    let own = id_of(journey.window()?).await?;
    let why = "The bank asked about three cash-outs.";
    let freeze = json!({"id": act, "person": own, "frozen": true, "reason": why});
    operator.call("freeze_wallet", freeze).await?;
    journey.go("#/wallet").await?;
    let told = format!(
        "return document.querySelector('[data-testid=\"wallet-frozen\"]')?.innerText.includes('{why}') === true"
    );
    journey.window()?.until("why", &told).await?;
    journey.pictures_of("frozen").await?;
    journey.go(&author.tip_page()).await?;
    journey.window()?.find("tip-frozen").await?;
    journey.picture("nothing-is-paid-from-it").await?;
    // Nor does its owner leave meanwhile.
    journey.go("#/known").await?;
    journey.window()?.find("delete-account-frozen").await?;
    journey.window()?.css("[data-testid=\"delete-account\"][disabled]").await?;
    journey.script("document.querySelector('[data-testid=known-leaving]').scrollIntoView()").await?;
    journey.pictures_of("an-account-that-stays").await
}
