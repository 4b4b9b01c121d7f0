//! A circle's life in the real app: applied for in one window, approved, launched and frozen in another, its page
//! written by who owns it.

use std::path::{Path, PathBuf};

use circles_tests::Result;
use circles_tests::app::App;

use crate::journey::Journey;
use crate::relations::go;

/// Lin, who applies, on a second device.
pub struct Applicant {
    app: App,
    folder: tempfile::TempDir,
    pictures: PathBuf,
}

impl Applicant {
    async fn picture(&self, name: &str) -> Result {
        self.app.window.picture(&self.pictures.join(Path::new(name).with_extension("png"))).await
    }
}

/// Lin applies for a circle; what is missing is said before anything is made.
pub async fn somebody_applies(journey: &mut Journey) -> Result<Applicant> {
    let own = journey.pictures().to_owned();
    journey.app()?.sign_in("chen", &own.join("sign-in")).await?;
    journey.window()?.css("[data-testid^=\"post-\"]").await?;
    let folder = tempfile::tempdir()?;
    let pictures = own.join("applicant");
    let app = App::start(&journey.server.url(), folder.path()).await?;
    app.sign_in("lin", &pictures.join("sign-in")).await?;
    app.window.css("[data-testid^=\"post-\"]").await?;
    let applicant = Applicant { app, folder, pictures };
    let window = &applicant.app.window;
    go(window, "#/discover").await?;
    window.press_for("[data-testid=\"discover-apply\"]", "apply-open").await?;
    window.find("apply-empty").await?;
    applicant.picture("01-nothing-applied-for").await?;
    window.press_for("[data-testid=\"apply-open\"]", "apply-form").await?;
    window.fill("apply-name", "Window Gardens").await?;
    window.fill("apply-introduction", "What grows on a window sill.").await?;
    window.fill("apply-why", "There is none yet; a friend and I keep order.").await?;
    window.press("apply-send").await?;
    // Without rules nothing could be removed.
    window.find("apply-rules-error").await?;
    applicant.picture("02-rules-are-missing").await?;
    window.fill("apply-rules", "Be kind.\nYour own plants.").await?;
    window.press("apply-send").await?;
    window.find("application-state").await?;
    applicant.picture("03-applied").await?;
    Ok(applicant)
}

/// Chen, who operates the demo's platform, reads and approves it.
pub async fn an_operator_approves(journey: &mut Journey, applicant: &Applicant) -> Result {
    journey.go("#/settings").await?;
    journey.window()?.press_for("[data-testid=\"settings-console\"]", "console-answer").await?;
    journey.picture("an-application").await?;
    // The demo has one that waits as well, and for longer.
    let script = "const all = [...document.querySelectorAll('[data-testid^=\"console-application-\"]')]; \
                  const mine = all.find((one) => one.innerText.includes('Window Gardens')); return mine?.dataset.testid";
    let mine = journey.script(script).await?;
    let mine = format!("[data-testid=\"{}\"]", mine.as_str().ok_or("the application is not there")?);
    let answer = format!(
        "const answer = document.querySelector('{mine} [data-testid=\"console-answer\"]'); \
         answer.value = 'Find a second person to keep order.'; \
         answer.dispatchEvent(new Event('input', {{bubbles: true}})); return answer.value !== ''"
    );
    journey.window()?.until("an answer is typed", &answer).await?;
    journey.window()?.press_css(&format!("{mine} [data-testid=\"console-approve\"]")).await?;
    journey.window()?.gone(&mine).await?;
    let window = &applicant.app.window;
    go(window, "#/home").await?;
    go(window, "#/apply").await?;
    window.press_for("[data-testid=\"application-visit\"]", "circle-joined").await?;
    applicant.picture("04-approved").await?;
    journey.circle = circle_of(&applicant.app).await?;
    Ok(())
}

/// Somebody of the demo's *Slow Tea* owns it from now on, with a reason for its log.
async fn an_owner_is_named(journey: &mut Journey) -> Result {
    let script = "const all = [...document.querySelectorAll('[data-testid^=\"console-circle-\"]')]; \
                  return all.find((one) => one.innerText.includes('Slow Tea'))?.dataset.testid";
    let tea = journey.script(script).await?;
    let tea = format!("[data-testid=\"{}\"]", tea.as_str().ok_or("Slow Tea is not there")?);
    let window = journey.window()?;
    window.press_for(&format!("{tea} [data-testid=\"console-name-owner\"]"), "owner-who").await?;
    window.press("owner-do").await?;
    window.css("[data-testid=\"owner-reason\"][aria-invalid=\"true\"]").await?;
    let chosen = "const list = document.querySelector('[data-testid=\"owner-who\"]'); \
                  list.selectedIndex = 1; list.dispatchEvent(new Event('change', {bubbles: true})); \
                  return list.selectedIndex === 1";
    window.until("somebody is chosen", chosen).await?;
    let script = "return document.querySelector('[data-testid=\"owner-who\"]').selectedOptions[0].text.split(' · ')[0]";
    let heir = journey.script(script).await?;
    let heir = heir.as_str().ok_or("nobody is chosen")?.to_owned();
    journey.window()?.fill("owner-reason", "Its owner asked us to.").await?;
    journey.picture("naming-an-owner").await?;
    journey.window()?.press("owner-do").await?;
    journey.window()?.gone("[data-testid=\"owner-dialog\"]").await?;
    let named = format!(
        "return document.querySelector('{tea} [data-testid=\"console-owner\"]')?.innerText.includes({}) === true",
        serde_json::json!(heir)
    );
    journey.window()?.until("the owner is named", &named).await?;
    journey.picture("an-owner-is-named").await
}

async fn circle_of(app: &App) -> Result<String> {
    let at = app.window.client.execute("return location.hash.replace('#/circle/', '')", vec![]).await?;
    Ok(at.as_str().ok_or("no circle")?.to_owned())
}

/// Lin, who owns it now, writes what stands on its page for good.
pub async fn its_page_is_written(journey: &mut Journey, applicant: &Applicant) -> Result {
    let window = &applicant.app.window;
    go(window, &format!("#/order/{}", journey.circle)).await?;
    window.press_for("[data-testid=\"order-tab-circle\"]", "order-circle").await?;
    window.fill("module-edit-read_first", "Say hello, and tell us which way your window looks.").await?;
    window.fill("module-edit-how_it_works", "One plant a post. Ask before you give advice.").await?;
    window.fill("module-edit-penalties", "First a word, then a mute, then a ban.").await?;
    window.press("circle-save").await?;
    window.css("[data-testid=\"circle-save\"][aria-disabled=\"true\"]").await?;
    let photo = circles_tests::program::root().join("tests/fixtures/photos/gps.jpg");
    window.choose("cover-file", &[photo]).await?;
    window.find("cover-now").await?;
    applicant.picture("05-its-page").await?;
    go(window, &format!("#/circle/{}", journey.circle)).await?;
    window.press_for("[data-testid=\"module-read-first\"] summary", "module-penalties").await?;
    window.find("module-share").await?;
    applicant.picture("06-modules").await
}

/// Launched further, frozen with a reason, opened again, and in the end dissolved.
pub async fn steps_of_its_life(journey: &mut Journey, applicant: Applicant) -> Result {
    let line = format!("[data-testid=\"console-circle-{}\"]", journey.circle);
    journey.window()?.press_for("[data-testid=\"console-tab-console\"]", "console-share").await?;
    let window = journey.window()?;
    window.css(&line).await?;
    let see = format!("document.querySelector('{line}').scrollIntoView({{block: 'center'}})");
    journey.script(&see).await?;
    journey.picture("every-circle").await?;
    let share = format!(
        "const share = document.querySelector('{line} [data-testid=\"console-share\"]'); share.value = '100'; \
         share.dispatchEvent(new Event('input', {{bubbles: true}})); return share.value === '100'"
    );
    journey.window()?.until("a share is typed", &share).await?;
    journey.window()?.press_css(&format!("{line} [data-testid=\"console-launch\"]")).await?;
    let launched = format!("return document.querySelector('{line}').innerText.includes('100%')");
    journey.window()?.until("launched to all", &launched).await?;

    an_owner_is_named(journey).await?;
    let window = &applicant.app.window;
    for (step, shown, name) in [
        ("freeze", "circle-frozen", "07-frozen"),
        ("thaw", "circle-post", "08-open-again"),
        ("dissolve", "circle-dissolving", "09-dissolving"),
    ] {
        let control = format!("{line} [data-testid=\"console-{step}\"]");
        journey.window()?.press_for(&control, "console-reason").await?;
        journey.window()?.fill("console-reason", "We told its members why.").await?;
        journey.picture(step).await?;
        journey.window()?.press("console-do").await?;
        journey.window()?.gone("[data-testid=\"console-dialog\"]").await?;
        window.find(shown).await?;
        applicant.picture(name).await?;
    }
    window.press_for("[data-testid=\"circle-export\"]", "circle-taken").await?;
    applicant.picture("10-taken-along").await?;
    applicant.app.window.close().await?;
    drop(applicant.folder);
    Ok(())
}
