//! axe-core (WCAG 2.1 A and AA) on every screen, in both themes and both languages, wide and narrow.

use std::collections::BTreeSet;

use circles_tests::Result;
use circles_tests::app::Window;
use circles_tests::program::root;
use serde_json::{Value, json};

use crate::journey::Journey;

/// Visits every screen in every way, and collects what is serious or critical.
pub async fn every_screen(journey: &mut Journey) -> Result {
    let axe = checker()?;
    let routes = routes(journey).await?;
    let mut findings = BTreeSet::new();
    for (theme, language) in [("light", "en"), ("dark", "en"), ("light", "zh-Hans"), ("dark", "zh-Hans")] {
        appear(journey, theme, language).await?;
        for (name, route, ready) in &routes {
            for width in [1440_u32, 390] {
                journey.window()?.client.set_window_size(width, 960).await?;
                journey.go(route).await?;
                journey.window()?.css(ready).await?;
                journey.picture(&format!("{name}-{theme}-{language}-{width}")).await?;
                for finding in serious(journey.window()?, &axe).await? {
                    findings.insert(format!("{name} ({theme}, {language}, {width}): {finding}"));
                }
            }
        }
    }
    let told: Vec<&str> = findings.iter().map(String::as_str).collect();
    assert!(findings.is_empty(), "{} findings:\n{}", findings.len(), told.join("\n"));
    Ok(())
}

/// Every screen: its name, its address, and what shows that it is there.
async fn routes(journey: &Journey) -> Result<Vec<(&'static str, String, &'static str)>> {
    let post = journey
        .script("return document.querySelector('[data-testid=\"post-open\"]')?.getAttribute('href')")
        .await?;
    let post = post.as_str().ok_or("no post in the feed")?.to_owned();
    let tip = "return [...document.querySelectorAll('[data-testid=\"post-tip\"]')][0]?.getAttribute('href')";
    let tip = journey.script(tip).await?.as_str().map(ToOwned::to_owned);
    let circle = "return document.querySelector('[data-testid^=\"rail-circle-\"]')?.getAttribute('href')";
    let circle = journey.script(circle).await?.as_str().ok_or("no circle in the rail")?.to_owned();
    Ok(vec![
        ("home", "#/home".into(), "[data-testid^=\"post-\"]"),
        ("discover", "#/discover".into(), "[data-testid^=\"circle-card-\"]"),
        ("order", circle.replace("#/circle/", "#/order/"), "[data-testid=\"order-members\"]"),
        ("standings", "#/standings".into(), "[data-testid=\"standings-good\"]"),
        ("circle", circle, "[data-testid=\"gates\"], [data-testid^=\"post-\"]"),
        ("post", post.clone(), "[data-testid=\"comment-input\"], [data-testid=\"post-text\"]"),
        (
            "tip",
            tip.unwrap_or_else(|| post.replace("#/post/", "#/tip/")),
            "[data-testid=\"tip-continue\"], [data-testid=\"tip-hindered\"]",
        ),
        ("friends", "#/friends".into(), "[data-testid=\"friends-none\"]"),
        ("compose", "#/compose".into(), "[data-testid=\"composer-text\"]"),
        ("wallet", "#/wallet".into(), "[data-testid=\"wallet-balance\"]"),
        ("outbox", "#/outbox".into(), "[data-testid=\"outbox-empty\"]"),
        ("me", "#/me".into(), "[data-testid=\"profile-edit\"]"),
        ("known", "#/known".into(), "[data-testid=\"known-claims\"]"),
        ("settings", "#/settings".into(), "[data-testid=\"sign-out\"]"),
    ])
}

async fn appear(journey: &Journey, theme: &str, language: &str) -> Result {
    journey.window()?.client.set_window_size(1440, 960).await?;
    journey.go("#/settings").await?;
    let window = journey.window()?;
    // A press while the page still widens lands where the button was.
    window
        .until("a wide page", "return innerWidth > 1200 && document.querySelector('.settings nav') !== null")
        .await?;
    let still = "const [done] = arguments; const at = () => JSON.stringify(document.querySelector('[data-testid=\"settings-theme-dark\"]')?.getBoundingClientRect()); \
         let last; const look = () => { const now = at(); if (now && now === last) done(true); \
         else { last = now; requestAnimationFrame(() => requestAnimationFrame(look)); } }; look();";
    window.client.execute_async(still, vec![]).await?;
    window.press(&format!("settings-theme-{theme}")).await?;
    window.press(&format!("settings-language-{language}")).await?;
    let there = format!(
        "return document.documentElement.dataset.theme === '{theme}' && document.documentElement.lang === '{language}'"
    );
    window.until("theme and language", &there).await
}

/// The checker, to be put into a page.
pub fn checker() -> Result<String> {
    Ok(std::fs::read_to_string(root().join("ui/node_modules/axe-core/axe.min.js"))?)
}

/// What the checker finds in the page of a window that is serious or critical.
pub async fn serious(window: &Window, axe: &str) -> Result<Vec<String>> {
    let script = format!(
        "const done = arguments[arguments.length - 1]; if (!window.axe) {{ {axe} }} \
         axe.run(document, {{runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'best-practice'], resultTypes: ['violations']}}) \
           .then(r => done(r.violations.filter(v => ['serious', 'critical'].includes(v.impact)) \
             .map(v => ({{id: v.id, nodes: v.nodes.slice(0, 3).map(n => n.target.join(' ') + ' ' + (n.any[0]?.message ?? n.failureSummary))}})))) \
           .catch(e => done([{{id: 'axe failed: ' + e, nodes: []}}]))"
    );
    let found = window.client.execute_async(&script, vec![json!(null)]).await?;
    let found = found.as_array().cloned().unwrap_or_default();
    Ok(found.iter().map(|v| format!("{} {}", v["id"].as_str().unwrap_or_default(), nodes(v))).collect())
}

fn nodes(violation: &Value) -> String {
    let nodes = violation["nodes"].as_array().cloned().unwrap_or_default();
    nodes.iter().filter_map(Value::as_str).collect::<Vec<_>>().join(" | ")
}
