//! What the pages refuse: the field is named in the page's language, the rest is kept, the cursor is where it is needed.

use super::browser::Browser;
use super::site::{App, Site, number};

async fn opened(site: &Site, language: &str) -> Browser {
    let mut browser = Browser { accept_language: language.to_owned(), ..Browser::new(site) };
    browser.authorize(&App::new().request()).await;
    browser
}

#[tokio::test(flavor = "multi_thread")]
async fn each_wrong_name_or_number_is_named() {
    let site = Site::start().await;
    let good = number("19950523", 31);
    let sample =
        circles_server::identity::samples()[0].identity_number(circles_domain::Clock::now(&site.clock));
    let wrong_check = format!("{}{}", &good[..17], if good.ends_with('1') { '2' } else { '1' });
    let long = "长".repeat(61);
    let (name, id) = ("legal_name", "identity_number");
    let cases: &[(&str, &str, &str, &str, &str)] = &[
        ("", &good, name, "Type your legal name.", "请输入真实姓名。"),
        ("林", &good, name, "at least 2 characters", "至少 2 个字符"),
        (&long, &good, name, "at most 60 characters", "最多 60 个字符"),
        ("R2-D2", &good, name, "letters, spaces, dots and hyphens", "只能包含文字"),
        ("林\u{202E}某", &good, name, "letters, spaces, dots and hyphens", "只能包含文字"),
        ("别人示例", &sample, name, "does not belong to this identity number", "姓名与身份证号码不符"),
        ("林某某", "", id, "Type your identity number.", "请输入身份证号码。"),
        ("林某某", &good[..17], id, "You typed 17.", "你输入了 17 位"),
        ("林某某", &format!("{good}0"), id, "You typed 19.", "你输入了 19 位"),
        ("林某某", "A1010519491231002X", id, "17 digits, then a digit or X", "17 位数字加 1 位数字或 X"),
        ("林某某", "01010519491231002X", id, "17 digits, then a digit or X", "17 位数字加 1 位数字或 X"),
        ("林某某", &number("19950000", 31), id, "not in the calendar", "此日期不存在"),
        ("林某某", &number("20230229", 31), id, "not in the calendar", "此日期不存在"),
        ("林某某", &wrong_check, id, "does not fit the others", "最后一位与前面的数字不符"),
        ("林某某", &number("20990101", 31), id, "has not come yet", "尚未到来"),
        ("林某某", &number("20200101", 31), id, "14 and over", "年满 14 岁"),
        ("林某某", &number("19950523", 0), id, "17 digits, then a digit or X", "17 位数字加 1 位数字或 X"),
    ];
    for (tag, chinese) in [("en", false), ("zh-CN", true)] {
        for (legal_name, identity_number, field, en, zh) in cases {
            let mut browser = opened(&site, tag).await;
            browser.type_identity(legal_name, identity_number).await;
            let sentence =
                browser.refusal(field).unwrap_or_else(|| panic!("{legal_name} {identity_number} passed"));
            assert!(sentence.contains(if chinese { zh } else { en }), "{sentence}");
            assert_eq!((browser.status, browser.focused(field)), (422, true), "{field}");
            assert_eq!(
                (browser.value(name).as_str(), browser.value(id).as_str()),
                (*legal_name, *identity_number)
            );
            let other = if *field == name { id } else { name };
            assert_eq!(browser.refusal(other), None);
            assert!(browser.html.contains(if chinese { "<title>有误：" } else { "<title>Error: " }));
        }
        let mut browser = opened(&site, tag).await;
        browser.type_identity("", "").await;
        assert!(browser.refusal(name).is_some() && browser.refusal(id).is_some(), "both are named at once");
        assert!(browser.focused(name), "the cursor is in the first");
        browser.type_identity("林某某", &good).await;
        assert_eq!(browser.path, "/signin/code");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_code_has_five_tries_and_five_minutes() {
    let site = Site::start().await;
    for (tag, chinese) in [("en", false), ("zh", true)] {
        let say = |en: &'static str, zh: &'static str| if chinese { zh } else { en };
        let mut browser = opened(&site, tag).await;
        browser.type_identity("林某某", &number("19950523", if chinese { 33 } else { 35 })).await;
        let shown = browser.shown_code();
        let wrong = if shown == "111111" { "222222" } else { "111111" };
        for (typed, en, zh) in [
            ("", "Type the code.", "请输入验证码。"),
            ("12345", "six digits", "6 位数字"),
            ("12345a", "six digits", "6 位数字"),
            (wrong, "4 tries are left", "还可以尝试 4 次"),
            (wrong, "3 tries are left", "还可以尝试 3 次"),
            (wrong, "2 tries are left", "还可以尝试 2 次"),
            (wrong, "1 try is left", "还可以尝试 1 次"),
            (wrong, "Get a new one", "请获取新的验证码"),
            (&shown, "Get a new one", "请获取新的验证码"),
        ] {
            browser.type_code(typed).await;
            let sentence = browser.refusal("code").unwrap();
            assert!(sentence.contains(say(en, zh)), "{sentence}");
            assert_eq!(
                (browser.status, browser.focused("code"), browser.value("code").as_str()),
                (422, true, typed)
            );
        }
        browser.submit("/signin/again", &[]).await;
        assert_ne!(browser.shown_code(), shown);
        browser.type_code(&shown).await;
        assert_eq!(
            browser.status, 429,
            "five wrong codes of one identity in a minute are enough, whichever code"
        );
        site.clock.pass(61);
        browser.type_code(&shown).await;
        assert!(browser.refusal("code").unwrap().contains(say("4 tries are left", "还可以尝试 4 次")));
        site.clock.pass(300);
        browser.type_code(&browser.shown_code()).await;
        assert!(browser.refusal("code").unwrap().contains(say("older than 5 minutes", "已超过 5 分钟")));
        browser.submit("/signin/again", &[]).await;
        browser.type_code(&browser.shown_code()).await;
        assert_eq!(browser.path, "/signin/name");
        for (typed, en, zh) in [
            ("  ", "Type a display name.", "请输入昵称。"),
            ("a\u{200B}b", "invisible or control", "不可见字符"),
            ("0123456789012345678901234", "at most 24", "最多 24"),
        ] {
            browser.submit("/signin/name", &[("display_name", typed)]).await;
            let sentence = browser.refusal("display_name").unwrap();
            assert!(sentence.contains(say(en, zh)), "{sentence}");
            assert_eq!((browser.status, browser.focused("display_name")), (422, true));
            assert_eq!(browser.value("display_name"), typed);
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn steps_cannot_be_skipped() {
    let site = Site::start().await;
    let mut browser = opened(&site, "en").await;
    for (path, lands) in
        [("/signin/code", "/signin/who"), ("/signin/name", "/signin/who"), ("/signin", "/signin/who")]
    {
        browser.get(path).await;
        assert_eq!((browser.path.as_str(), &browser.left_to), (lands, &None));
    }
    for action in ["/signin/code", "/signin/name", "/signin/again"] {
        browser.submit(action, &[("code", "000000"), ("display_name", "Early")]).await;
        assert_eq!((browser.path.as_str(), &browser.left_to), ("/signin/who", &None));
    }
    browser.type_identity("林某某", &number("19950523", 37)).await;
    browser.submit("/signin/name", &[("display_name", "Early")]).await;
    assert_eq!((browser.path.as_str(), &browser.left_to), ("/signin/code", &None), "the code comes first");
    browser.submit("/signin/sample", &[("key", "nobody")]).await;
    assert_eq!(browser.path, "/signin/who");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_form_must_come_from_its_own_page() {
    let site = Site::start().await;
    let typed = number("19950523", 39);
    let identity = [("legal_name", "林某某"), ("identity_number", typed.as_str())];
    let mut browser = opened(&site, "en").await;
    let other = opened(&site, "en").await;
    for token in ["", "0", other.form_token().as_str()] {
        let form = [identity.as_slice(), &[("form", token)]].concat();
        browser.post("/signin/who", &form).await;
        assert_eq!((browser.status, browser.error_code().as_str()), (403, "form_foreign"));
    }
    let mut stranger = Browser::new(&site);
    for cookie in ["", "x", "'; DROP TABLE person; --"] {
        stranger.cookie = cookie.to_owned();
        stranger.get("/signin/who").await;
        assert_eq!((stranger.status, stranger.error_code().as_str()), (400, "attempt_unknown"));
        stranger.post("/signin/who", &[("form", other.form_token().as_str())]).await;
        assert_eq!((stranger.status, stranger.error_code().as_str()), (400, "attempt_unknown"));
    }
    stranger.accept_language = "zh".to_owned();
    stranger.get("/signin/who").await;
    assert!(stranger.html.contains("无法继续登录"));
    let mut late = other;
    site.clock.pass(600);
    late.type_identity("林某某", &typed).await;
    assert_eq!((late.status, late.error_code().as_str()), (410, "attempt_expired"));
}
