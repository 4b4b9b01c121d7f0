//! From nobody to a verified person, and what Circles then knows of them: claims, score, how others see one, who opened
//! the real name.

use circles_domain::identity_number::check_character;
use circles_tests::Result;
use circles_tests::app::App;

use crate::journey::Journey;
use crate::relations::{go, id_of};

/// An invented number of a place that is not assigned, with its check character.
fn number() -> String {
    let body = "99000019960214078";
    format!("{body}{}", char::from(check_character(body)))
}

/// A person types who they are; a wrong digit is named; the badge stands beside their name in the end.
pub async fn from_start_to_badge(journey: &mut Journey) -> Result {
    journey.window()?.find("sign-in").await?;
    let browser = journey.app()?.open_browser().await?;
    let pictures = journey.pictures().to_owned();
    let right = number();
    let wrong = format!("{}{}", &right[..17], if right.ends_with('1') { '2' } else { '1' });
    browser.fill("signin-legal-name", "何示例").await?;
    browser.fill("signin-identity-number", &wrong).await?;
    browser.press("signin-continue").await?;
    browser.css("#identity_number_error").await?;
    browser.picture(&pictures.join("verify-1-wrong-digit.png")).await?;
    browser.fill("signin-identity-number", &right).await?;
    browser.press("signin-continue").await?;
    let code = browser.words("signin-sandbox-code").await?;
    browser.picture(&pictures.join("verify-2-code.png")).await?;
    browser.fill("signin-code", &code).await?;
    browser.press("signin-continue").await?;
    browser.fill("signin-display-name", "He by the river").await?;
    browser.picture(&pictures.join("verify-3-name.png")).await?;
    browser.press("signin-continue").await?;
    let closing = "return location.hostname === '127.0.0.1' && document.title === 'Circles'";
    browser.until("the closing page", closing).await?;
    browser.close().await?;

    journey.window()?.find("nav-discover").await?;
    journey.go("#/me").await?;
    let badge = "return document.querySelector('.verified, [data-testid=\"verified\"], .tag.ok') !== null \
                 && document.body.innerText.includes('何*')";
    journey.window()?.until("the badge and the masked name", badge).await?;
    journey.picture("badge").await
}

/// Every claim with its issuer; the score with its parts.
pub async fn what_is_known(journey: &mut Journey) -> Result {
    journey.window()?.press("profile-known").await?;
    journey.window()?.find("claim-legal_name").await?;
    let valid = "return [...document.querySelectorAll('[data-testid^=\"claim-\"][data-state]')] \
                 .every(claim => claim.dataset.state === 'valid')";
    journey.window()?.until("every claim is valid", valid).await?;
    journey
        .window()?
        .until(
            "the score of a newcomer",
            "return document.querySelector('[data-testid=\"score\"]')?.textContent === '510'",
        )
        .await?;
    journey.picture("what-circles-knows").await
}

/// The same person through three pairs of eyes; the name only once it is switched on.
pub async fn view_as(journey: &mut Journey) -> Result {
    let says = |name: &str, there: bool| {
        format!(
            "return document.querySelector('[data-testid=\"seen-panel\"]')?.innerText.includes('{name}') === {there}"
        )
    };
    journey.window()?.press("seen-stranger").await?;
    journey.window()?.until("a stranger sees no name", &says("何", false)).await?;
    journey.picture("seen-as-a-stranger").await?;
    journey.window()?.press("seen-friend").await?;
    journey.window()?.until("a friend sees the masked name", &says("何*", true)).await?;
    journey.picture("seen-as-a-friend").await?;
    journey.window()?.press("show-name").await?;
    journey.window()?.until("a friend sees the name", &says("何示例", true)).await?;
    journey.picture("seen-as-a-friend-with-the-name").await
}

/// Chen, who operates the demo's platform, opens the name on a device of their own; without a reason they cannot.
pub async fn somebody_opens_the_name(journey: &mut Journey) -> Result {
    journey.window()?.find("access-empty").await?;
    let person = id_of(journey.window()?).await?;
    let folder = tempfile::tempdir()?;
    let chen = App::start(&journey.server.url(), folder.path()).await?;
    let pictures = journey.pictures().join("operator");
    chen.sign_in("chen", &pictures).await?;
    chen.window.css("[data-testid^=\"post-\"]").await?;
    go(&chen.window, &format!("#/person/{person}")).await?;
    // What is known of a person arrives in steps, and moves what stands below.
    chen.window.press_for("[data-testid=\"operator-name\"]", "operator-reason").await?;
    chen.window.fill("operator-reason", "Too short").await?;
    chen.window.press("operator-name-open").await?;
    chen.window.find("operator-error").await?;
    chen.window.picture(&pictures.join("a-reason-is-needed.png")).await?;
    chen.window.fill("operator-reason", "Request 4417 of the district court").await?;
    chen.window.press("operator-name-open").await?;
    let opened =
        "return document.querySelector('[data-testid=\"operator-legal-name\"]')?.innerText === '何示例'";
    chen.window.until("the name is open", opened).await?;
    chen.window.picture(&pictures.join("the-name.png")).await?;
    chen.window.close().await
}

/// The person reads in which role, when and why.
pub async fn identity_access_log(journey: &mut Journey) -> Result {
    journey.window()?.find("access-log").await?;
    let why =
        "return document.querySelector('[data-testid=\"access-log\"]').innerText.includes('district court')";
    journey.window()?.until("the reason", why).await?;
    journey.script("document.querySelector('[data-testid=\"known-access\"]').scrollIntoView()").await?;
    journey.picture("who-opened-the-name").await
}

/// A claim is taken back; first it is told what that closes.
pub async fn withdraw(journey: &mut Journey) -> Result {
    journey.window()?.press("claim-withdraw-gender").await?;
    journey.window()?.find("claim-withdraw-dialog").await?;
    journey.picture("what-withdrawing-closes").await?;
    journey.window()?.press("claim-withdraw-do").await?;
    journey.window()?.css("[data-testid=\"claim-gender\"][data-state=\"withdrawn\"]").await?;
    journey.picture("withdrawn").await
}
