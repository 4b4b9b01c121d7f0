//! Money in and money out, at the sandbox that plays the bank: waiting, arrived, failed, and test money throughout.

use circles_tests::Result;

use crate::journey::Journey;
use crate::payer::{PIN, type_pin};

/// The newest payment first. A device that just signed in may cash out.
pub const TIMES: [(&str, &str); 1] = [("CIRCLES_TTL_CASH_OUT_REST_S", "0")];
const FAILS: [(&str, &str); 2] =
    [("CIRCLES_TTL_CASH_OUT_REST_S", "0"), ("CIRCLES_SANDBOX_CONDUCT", "failed_at_once")];

async fn newest(journey: &Journey, kind: &str, state: &str) -> Result {
    let script = format!(
        "const first = document.querySelector('[data-testid=\"wallet-payment\"]'); \
         return first?.dataset.kind === '{kind}' && first.dataset.state === '{state}'"
    );
    journey.window()?.until(&format!("a {kind} that is {state}"), &script).await
}

async fn booked(journey: &Journey, kind: &str) -> Result {
    journey
        .window()?
        .css(&format!("[data-testid^=\"wallet-entry-\"][data-kind=\"{kind}\"]"))
        .await
        .map(|_| ())
}

/// Put in: begun, and in the balance once the provider says so.
pub async fn top_up(journey: &mut Journey) -> Result {
    journey.go("#/wallet").await?;
    journey.window()?.find("wallet-sandbox").await?;
    journey.window()?.press_for("[data-testid=\"wallet-top-up\"]", "payment-dialog").await?;
    journey.window()?.find("payment-test-money").await?;
    journey.window()?.press("payment-chip-5000").await?;
    journey.pictures_of("top-up").await?;
    journey.window()?.press("payment-begin").await?;
    journey.window()?.gone("[data-testid=\"payment-dialog\"]").await?;
    journey.window()?.css("[data-testid=\"wallet-payment\"][data-kind=\"top_up\"]").await?;
    journey.picture("begun").await?;
    newest(journey, "top_up", "arrived").await?;
    booked(journey, "top_up").await?;
    journey.pictures_of("arrived").await
}

/// Taken out: held at once, more than there is refused where it is typed, and paid out.
pub async fn cash_out(journey: &mut Journey) -> Result {
    journey
        .window()?
        .press_for("[data-testid=\"wallet-cash-out\"]:not([disabled])", "payment-dialog")
        .await?;
    journey.window()?.fill("payment-amount", "9000.00").await?;
    journey.window()?.press("payment-after").await?;
    journey.window()?.find("payment-amount-error").await?;
    journey.picture("more-than-there-is").await?;
    journey.window()?.fill("payment-amount", "20.00").await?;
    journey.window()?.gone("[data-testid=\"payment-amount-error\"]").await?;
    // None is set yet: it is chosen here, and what was typed stays.
    let window = journey.window()?;
    window.find("pin-new").await?;
    journey.pictures_of("cash-out-first-password").await?;
    let window = journey.window()?;
    type_pin(window, "pin-new", PIN).await?;
    type_pin(window, "pin-again", PIN).await?;
    window.press("pin-save").await?;
    window.find("payment-pin").await?;
    journey.pictures_of("cash-out").await?;
    journey.window()?.press("payment-begin").await?;
    journey.window()?.gone("[data-testid=\"payment-dialog\"]").await?;
    newest(journey, "cash_out", "arrived").await?;
    booked(journey, "cash_out").await?;
    journey.picture("paid-out").await
}

/// The provider cannot pay it out: all of it is back, and the list says so.
pub async fn failed(journey: &mut Journey) -> Result {
    journey.server.restart_with(&FAILS).await?;
    journey
        .window()?
        .press_for("[data-testid=\"wallet-cash-out\"]:not([disabled])", "payment-dialog")
        .await?;
    let window = journey.window()?;
    window.fill("payment-amount", "7.00").await?;
    // Another password than the one that was set: nothing moves, and it is asked for again.
    type_pin(window, "payment-pin", "739165").await?;
    window.press("payment-begin").await?;
    window.find("payment-error").await?;
    journey.pictures_of("cash-out-wrong-password").await?;
    let window = journey.window()?;
    type_pin(window, "payment-pin", PIN).await?;
    window.press("payment-begin").await?;
    journey.window()?.gone("[data-testid=\"payment-dialog\"]").await?;
    newest(journey, "cash_out", "failed").await?;
    booked(journey, "cash_out_returned").await?;
    journey.pictures_of("failed-and-back").await
}
