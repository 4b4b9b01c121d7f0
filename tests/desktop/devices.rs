//! Where one is signed in, and several accounts side by side.

use circles_tests::Result;
use circles_tests::device::Device;
use serde_json::json;

use crate::journey::Journey;

/// Another device appears in the list and is signed out from here; the person may change their mind.
pub async fn devices(journey: &mut Journey) -> Result {
    let mut other = Device::start(&journey.server.url())?;
    other.sign_in("lin").await?;
    journey.go("#/settings").await?;
    journey.window()?.find("device-this").await?;
    journey.window()?.css("[data-testid^=\"device-sign-out-\"]").await?;
    journey.script("document.getElementById('settings-devices').scrollIntoView()").await?;
    journey.picture("devices").await?;

    let window = journey.window()?;
    window.press_css("[data-testid^=\"device-sign-out-\"]").await?;
    window.gone("[data-testid^=\"device-sign-out-\"]").await?;
    window.press("toast-action").await?;
    window.css("[data-testid^=\"device-sign-out-\"]").await?;
    other.call("wallet", json!({"before": 9})).await?;

    window.press_css("[data-testid^=\"device-sign-out-\"]").await?;
    window.find("devices-alone").await?;
    journey.picture("device-signed-out").await?;
    other.until("session", json!(null), |session| session["state"] == "expired").await?;
    let refused = other.refused("wallet", json!({"before": 9})).await?;
    assert_eq!(refused, "session_expired");
    Ok(())
}

/// A second account comes in, is told apart where one writes, and makes room for the first again.
pub async fn accounts(journey: &mut Journey) -> Result {
    journey.go("#/settings").await?;
    journey.window()?.find("account-active").await?;
    let pictures = journey.pictures().join("second-account");
    journey.app()?.sign_in_by("account-add", "chen", &pictures).await?;
    journey.go("#/settings").await?;
    journey.window()?.css("[data-testid^=\"account-switch-\"]").await?;
    journey.script("document.getElementById('settings-accounts').scrollIntoView()").await?;
    journey.picture("accounts").await?;
    let name = journey
        .script("return document.querySelector('[data-testid=\"settings-profile\"] .name').textContent")
        .await?;
    journey.go("#/compose").await?;
    let named = format!(
        "return document.querySelector('[data-testid=\"account-tag\"]')?.textContent.includes({name}) === true"
    );
    journey.window()?.until("the composer names the account", &named).await?;
    journey.picture("writing-as").await?;
    journey.go("#/settings").await?;
    journey.window()?.press_css("[data-testid^=\"account-switch-\"]").await?;
    journey
        .window()?
        .until(
            "the first account is back",
            "return document.querySelectorAll('[data-testid^=\"account-switch-\"]').length === 1 \
             && document.querySelector('[data-testid=\"sign-out\"]') !== null",
        )
        .await?;
    journey.picture("switched-back").await
}
