//! The way in: sample people, typed people, and what leads astray.

use circles_domain::claim::Gender;
use circles_server::identity::samples;

use super::browser::Browser;
use super::site::{App, Site, number};

#[tokio::test(flavor = "multi_thread")]
async fn a_known_sample_person_is_inside_in_two_clicks() {
    let site = Site::start().await;
    for (key, adult, gender, student, score) in [
        ("lin", true, Gender::Male, false, 712),
        ("mei", true, Gender::Female, true, 768),
        ("chen", true, Gender::Female, false, 845),
        ("xiao", false, Gender::Male, true, 640),
    ] {
        let app = App::new();
        let mut browser = Browser::sent_by(&site, &app).await;
        assert!(browser.html.contains(&format!("data-testid=\"signin-sample-{key}\"")));
        browser.submit("/signin/sample", &[("key", key)]).await;
        let code = browser.value("code");
        assert_eq!((code.len(), &code), (6, &browser.shown_code()), "the code is filled in");
        browser.type_code(&code).await;
        assert_eq!((browser.path.as_str(), browser.value("display_name").as_str()), ("/signin/name", ""));
        browser.submit("/signin/name", &[("display_name", key)]).await;
        let answer = browser.answer();
        assert_eq!(answer["state"], app.state);
        let first = app.tokens(&site, &answer["code"]).await;

        let again = App::new();
        let mut browser = Browser::sent_by(&site, &again).await;
        browser.submit("/signin/sample", &[("key", key)]).await;
        browser.type_code(&browser.value("code")).await;
        let second = again.tokens(&site, &browser.answer()["code"]).await;
        assert_eq!(first.person, second.person, "one account a human");
        let person = second.person;
        assert_eq!((person.byline.display_name.as_str(), person.byline.verified), (key, true));
        assert_eq!(
            (person.adult, person.gender, person.student),
            (adult, Some(gender), student.then_some(true)),
            "{key}"
        );
        assert_eq!((person.score, person.age == Some(16)), (Some(score), key == "xiao"));
        assert_eq!(again.me(&site, &second.access_token).await, "ok");
    }
    assert_eq!(samples().len(), 4);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_newcomer_to_the_demo_is_inside_in_two_clicks() {
    let mut site = Site::start().await;
    site.fill_with_demo().await;
    for sample in samples() {
        let app = App::new();
        let mut browser = Browser::sent_by(&site, &app).await;
        browser.submit("/signin/sample", &[("key", sample.key)]).await;
        browser.type_code(&browser.value("code")).await;
        let person = app.tokens(&site, &browser.answer()["code"]).await.person;
        assert_eq!(
            (person.byline.display_name.as_str(), person.score),
            (sample.display_name, Some(sample.score))
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_typed_person_is_who_their_number_says() {
    let site = Site::start().await;
    let app = App::new();
    let mut browser = Browser::sent_by(&site, &app).await;
    let typed = number("19990307", 24);
    let spaced = format!(" {} {} {} ", &typed[..6], &typed[6..14], &typed[14..]);
    let code = browser.walk("欧阳示例", &spaced, "Momo in Rome").await;
    let first = app.tokens(&site, &code).await;
    assert_eq!((first.person.masked_name.as_str(), first.person.gender), ("欧*", Some(Gender::Female)));
    assert_eq!((first.person.student, first.person.score, first.person.adult), (None, Some(510), true));
    assert_eq!((first.token_type.as_str(), first.expires_in), ("DPoP", 900));
    assert_eq!(first.receipt_keys.len(), 1);

    let full_width: String = typed.chars().map(|c| char::from_u32(u32::from(c) + 0xFEE0).unwrap()).collect();
    let other = App::new();
    let mut browser = Browser::sent_by(&site, &other).await;
    let code = browser.walk("欧阳示例", &full_width, "never asked").await;
    assert_eq!(other.tokens(&site, &code).await.person, first.person);

    // The number alone opens nothing.
    let mut browser = Browser::sent_by(&site, &App::new()).await;
    browser.type_identity("欧阳别人", &typed).await;
    assert!(browser.refusal("legal_name").is_some());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_press_leads_on() {
    let site = Site::start().await;
    let app = App::new();
    let mut browser = Browser::sent_by(&site, &app).await;
    let page = {
        browser.type_identity("林某某", &number("19900101", 11)).await;
        browser.clone()
    };
    let shown = browser.shown_code();
    browser.type_code(&shown).await;
    let name_page = browser.clone();
    browser.submit("/signin/name", &[("display_name", "Twice")]).await;
    let lost = browser.answer()["code"].clone();
    for mut pressed in [name_page, page] {
        let action = pressed.path.clone();
        pressed.submit(&action, &[("display_name", "Thrice"), ("code", &shown)]).await;
        browser = pressed;
    }
    let kept = browser.answer()["code"].clone();
    assert_ne!(lost, kept);
    assert_eq!(app.redeem(&site, &lost).await.status(), 400, "an unused code is void once another is given");
    assert_eq!(app.tokens(&site, &kept).await.person.byline.display_name, "Twice");
    browser.get("/signin/code").await;
    assert_eq!(browser.status, 200);
    assert!(browser.html.contains("You are signed in") && !browser.html.contains("<form"));
}

#[tokio::test(flavor = "multi_thread")]
async fn two_windows_make_one_account() {
    let site = Site::start().await;
    let (apps, typed) = ([App::new(), App::new()], number("19900101", 13));
    let mut windows = Vec::new();
    for app in &apps {
        let mut browser = Browser::sent_by(&site, app).await;
        browser.type_identity("林某某", &typed).await;
        browser.type_code(&browser.shown_code()).await;
        assert_eq!(browser.path, "/signin/name");
        windows.push(browser);
    }
    let mut people = Vec::new();
    for (app, mut browser) in apps.iter().zip(windows) {
        browser.submit("/signin/name", &[("display_name", "One of us")]).await;
        people.push(app.tokens(&site, &browser.answer()["code"]).await.person);
    }
    assert_eq!(people[0], people[1]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_device_is_one_persons() {
    let site = Site::start().await;
    let app = App::new();
    let code = Browser::sent_by(&site, &app).await.walk("林某某", &number("19900101", 15), "First").await;
    app.tokens(&site, &code).await;
    let same_device = App { device: app.device, ..App::new() };
    let mut browser = Browser::sent_by(&site, &same_device).await;
    browser.type_identity("梅某某", &number("19900101", 16)).await;
    browser.type_code(&browser.shown_code()).await;
    browser.submit("/signin/name", &[("display_name", "Second")]).await;
    let answer = browser.answer();
    assert_eq!((answer["error"].as_str(), &answer["state"]), ("access_denied", &same_device.state));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_language_can_change_without_losing_a_letter() {
    let site = Site::start().await;
    let mut browser =
        Browser { accept_language: "zh-CN,zh;q=0.9,en;q=0.8".to_owned(), ..Browser::new(&site) };
    browser.authorize(&App::new().request()).await;
    assert!(browser.html.contains("<html lang=\"zh-Hans\">") && browser.html.contains("真实姓名"));
    let typed = [("legal_name", "a <b> \"c\" & 'd'"), ("identity_number", "12 34"), ("to", "en")];
    browser.submit("/signin/language", &typed).await;
    assert!(browser.html.contains("<html lang=\"en\">") && browser.html.contains("Legal name"));
    assert_eq!(
        (browser.value("legal_name").as_str(), browser.value("identity_number").as_str()),
        (typed[0].1, "12 34")
    );
    browser.path = "/signin/who".to_owned();
    browser.type_identity("林某某", &number("19900101", 17)).await;
    assert!(browser.html.contains("Enter the code"), "it stays changed");
    browser.submit("/signin/language", &[("code", "12"), ("to", "zh-Hans")]).await;
    assert!(browser.html.contains("输入验证码"));
    assert_eq!(browser.value("code"), "12");
    browser.path = "/signin/code".to_owned();
    browser.type_code(&browser.shown_code()).await;
    browser.submit("/signin/language", &[("display_name", "half a na"), ("to", "en")]).await;
    assert_eq!(
        (browser.value("display_name").as_str(), browser.html.contains("Display name")),
        ("half a na", true)
    );

    let mut asked = App::new().request();
    asked.push(("ui_locales", "en".to_owned()));
    browser.authorize(&asked).await;
    assert!(browser.html.contains("<html lang=\"en\">"), "the app's wish is stronger than the browser's");
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_are_plain_and_closed() {
    let site = Site::start().await;
    let mut browser = Browser::sent_by(&site, &App::new()).await;
    let mut seen = vec![browser.clone()];
    browser.type_identity("林某某", &number("19900101", 19)).await;
    seen.push(browser.clone());
    browser.type_code(&browser.shown_code()).await;
    seen.push(browser.clone());
    browser.cookie = "unknown".to_owned();
    browser.get("/signin/who").await;
    seen.push(browser.clone());
    for page in &seen {
        let csp = page.headers["content-security-policy"].to_str().unwrap();
        for part in [
            "default-src 'none'",
            "style-src 'self'",
            "frame-ancestors 'none'",
            "form-action 'self' http://127.0.0.1:*",
        ] {
            assert!(csp.contains(part), "{csp}");
        }
        assert_eq!(page.headers["cache-control"], "no-store");
        assert_eq!(page.headers["x-content-type-options"], "nosniff");
        for forbidden in ["<script", " style=\"", "javascript:", " onclick", "http://", "https://"] {
            assert!(!page.html.contains(forbidden), "{forbidden} in {}", page.html);
        }
    }
    let controls = |page: &Browser, wanted: &[&str]| {
        for control in wanted {
            assert!(page.html.contains(&format!("data-testid=\"signin-{control}\"")), "{control}");
        }
    };
    controls(
        &seen[0],
        &[
            "sample-lin",
            "sample-mei",
            "sample-chen",
            "sample-xiao",
            "legal-name",
            "identity-number",
            "continue",
            "language",
        ],
    );
    controls(&seen[1], &["code", "continue", "again", "language"]);
    controls(&seen[2], &["display-name", "continue", "language"]);
    // Enter in a field presses the first button of its form in document order: never that of the language.
    for page in &seen[..3] {
        assert!(page.html.find("signin-continue").unwrap() < page.html.find("signin-language").unwrap());
    }
    for asset in ["signin.css", "mark.svg", "fig.jpg"] {
        browser.get(&format!("/signin/assets/{asset}")).await;
        assert_eq!(
            (browser.status, browser.headers["x-content-type-options"].to_str().unwrap()),
            (200, "nosniff")
        );
    }
    browser.get("/signin/assets/messages.en.json").await;
    assert_eq!(browser.status, 404);
}
