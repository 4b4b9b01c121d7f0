//! Gates at the screen: a refusal that explains itself, a change tried before it is made, a danger that needs two.

use circles_tests::Result;
use circles_tests::app::App;

use crate::journey::Journey;

/// The address of the demo's circle of that name, as the app's search finds it.
async fn find(journey: &Journey, name: &str) -> Result<String> {
    journey.go("#/discover").await?;
    let window = journey.window()?;
    window.fill("discover-search", name).await?;
    window
        .until(
            "one circle is left",
            "return document.querySelectorAll('[data-testid^=\"circle-open-\"]').length === 1",
        )
        .await?;
    let id = "return document.querySelector('[data-testid^=\"circle-open-\"]').dataset.testid.replace('circle-open-', '')";
    Ok(journey.script(id).await?.as_str().ok_or("no circle")?.to_owned())
}

/// Somebody who may not post reads why, clause by clause, and what would open the gate.
pub async fn a_refusal_explains_itself(journey: &mut Journey) -> Result {
    let pictures = journey.pictures().to_owned();
    journey.window()?.find("sign-in").await?;
    journey.app()?.sign_in("lin", &pictures).await?;
    journey.window()?.css("[data-testid^=\"post-\"]").await?;
    let campus = find(journey, "Campus").await?;
    journey.go(&format!("#/circle/{campus}")).await?;
    journey.window()?.find("gate-post-reason").await?;
    if journey.window()?.has("[data-testid=\"circle-join\"]").await? {
        journey.window()?.press("circle-join").await?;
    }
    let window = journey.window()?;
    window.find("circle-joined").await?;
    window.press_for("[data-testid=\"circle-post\"]", "clauses").await?;
    let told = "return [...document.querySelectorAll('[data-testid=\"clause\"]')].map(c => c.dataset.met).join() === 'false,false'";
    window.until("both clauses are told", told).await?;
    journey.picture("refusal-explained").await?;

    // Where people are let in, one asks with a word.
    let sky = find(journey, "Night Sky").await?;
    journey.go(&format!("#/circle/{sky}")).await?;
    let window = journey.window()?;
    window.find("gate-post-reason").await?;
    if window.has("[data-testid=\"join-panel\"]").await? {
        window.fill("join-note", "I know three constellations.").await?;
        window.press("circle-join").await?;
        window.find("join-pending").await?;
        journey.picture("asked-to-join").await?;
    }
    Ok(())
}

/// Who runs a circle tries a change, reads what it would do and why it is dangerous, and asks for approval.
pub async fn a_gate_is_edited(journey: &mut Journey) -> Result {
    let campus = find(journey, "Campus").await?;
    let folder = tempfile::tempdir()?;
    let chen = App::start(&journey.server.url(), folder.path()).await?;
    let pictures = journey.pictures().join("second-device");
    chen.sign_in("chen", &pictures).await?;
    chen.window.css("[data-testid^=\"post-\"]").await?;
    chen.window.client.execute(&format!("location.hash = '#/circle/{campus}'"), vec![]).await?;
    chen.window.press("circle-run").await?;
    chen.window.find("gate-editor").await?;
    chen.window.find("gates-history").await?;
    chen.window.picture(&pictures.join("running-a-circle.png")).await?;
    // Only a score instead of two proofs: harmless, so it could be saved at once.
    for _ in 0..2 {
        chen.window.press("gate-remove").await?;
    }
    chen.window.css("[data-testid=\"gate-add\"]").await?.select_by_value("score_at_least").await?;
    chen.window.find("gates-impact-post").await?;
    chen.window.gone("[data-testid=\"gates-impact\"][aria-busy=\"true\"]").await?;
    assert!(!chen.window.has("[data-testid=\"gates-risk\"]").await?);
    chen.window.picture(&pictures.join("tried-a-score.png")).await?;
    // One gender: the danger is named, and it needs somebody else.
    chen.window.css("[data-testid=\"gate-add\"]").await?.select_by_value("gender").await?;
    chen.window.find("gates-risk").await?;
    chen.window.picture(&pictures.join("danger.png")).await?;
    chen.window.press("gates-save").await?;
    chen.window.find("gates-proposal").await?;
    chen.window.find("gates-withdraw").await?;
    chen.window.picture(&pictures.join("waits-for-a-second.png")).await?;
    chen.window.close().await
}

/// The second approver, on a device of their own.
pub async fn somebody_else_approves(journey: &mut Journey) -> Result {
    let campus = find(journey, "Campus").await?;
    let folder = tempfile::tempdir()?;
    let mei = App::start(&journey.server.url(), folder.path()).await?;
    let pictures = journey.pictures().join("third-device");
    mei.sign_in("mei", &pictures).await?;
    mei.window.css("[data-testid^=\"post-\"]").await?;
    mei.window.client.execute(&format!("location.hash = '#/run/{campus}'"), vec![]).await?;
    mei.window.find("gates-approve").await?;
    mei.window.picture(&pictures.join("second-approver.png")).await?;
    mei.window.press("gates-approve").await?;
    mei.window.gone("[data-testid=\"gates-proposal\"]").await?;
    mei.window
        .until(
            "two versions",
            "return document.querySelectorAll('[data-testid=\"gates-history\"] li').length === 2",
        )
        .await?;
    mei.window.picture(&pictures.join("approved.png")).await?;
    mei.window.close().await?;
    // Whoever looks at the circle reads the new gate.
    journey.go(&format!("#/circle/{campus}")).await?;
    journey
        .window()?
        .until(
            "the new gate",
            "return document.querySelector('[data-testid=\"gate-post\"]')?.textContent.includes('650')",
        )
        .await?;
    journey.picture("new-gate").await
}
