//! What was under way when a person's sessions ended lets nobody in afterwards. Each row ends them in another way between
//! an authorization code and its use; the first ends nothing.

use circles_domain::PersonId;
use circles_server::store::{bans, deletion};
use reqwest::Method;
use serde_json::json;

use super::browser::Browser;
use super::known::{In, enter, enter_as, leave, limits};
use super::site::{App, Site, code, number};

/// What happens between the code and its use.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum End {
    Nothing,
    /// An operator shuts them out.
    Ban,
    /// An operator shuts them out, and lets them in again at once.
    BanLifted,
    /// The ban alone, as if nothing else had been done about it.
    BareBan,
    /// They ask for their account to be deleted.
    Leave,
    /// They ask for it, and keep the account on the pages.
    LeaveAndKeep,
    /// The date alone, as if nothing else had been done about it.
    BareLeave,
    /// Their account is gone.
    Gone,
    /// They sign all other devices out.
    OthersOut,
    /// They sign the device out that the code is for.
    ThisOut,
    /// They sign out another device than that.
    AnotherOut,
    /// They sign out on the device that the code is for.
    ItselfOut,
}

/// What the code gives, and whether the browser that got it gets another one without proving anything again.
#[rustfmt::skip]
const ENDS: &[(End, &str, bool)] = &[
    (End::Nothing,      "ok",            true),
    (End::AnotherOut,   "ok",            true),
    (End::Ban,          "invalid_grant", false),
    (End::BanLifted,    "invalid_grant", false),
    (End::BareBan,      "invalid_grant", false),
    (End::Leave,        "invalid_grant", false),
    (End::LeaveAndKeep, "invalid_grant", false),
    (End::BareLeave,    "invalid_grant", false),
    (End::Gone,         "invalid_grant", false),
    (End::OthersOut,    "invalid_grant", false),
    (End::ThisOut,      "invalid_grant", false),
    (End::ItselfOut,    "invalid_grant", false),
];

const NAME: &str = "林某某";

/// Somebody at home on one device, and a code for another one on which they were signed in before.
struct Scene {
    site: Site,
    operator: In,
    typed: String,
    home: In,
    away: In,
    browser: Browser,
}

impl Scene {
    async fn set() -> Self {
        let site = Site::start_with(limits()).await;
        let operator = enter_as(&site, "chen").await;
        site.promote(operator.person.byline.id).await;
        let typed = number("19900101", 71);
        let home = enter(&site, NAME, &typed, "Someone").await;
        let away = enter(&site, NAME, &typed, "x").await;
        let mut browser = Browser::sent_by(&site, &away.app).await;
        browser.walk(NAME, &typed, "x").await;
        Self { site, operator, typed, home, away, browser }
    }

    fn person(&self) -> PersonId {
        self.home.person.byline.id
    }

    async fn ban(&self) -> u16 {
        let path = format!("/v1/operator/people/{}/ban", self.person());
        self.operator.ask(&self.site, Method::PUT, &path, json!({ "reason": "sold contacts" })).await.0
    }

    async fn sign_out(&self, path: &str) -> u16 {
        self.home.ask(&self.site, Method::DELETE, path, json!(null)).await.0
    }

    async fn bare_ban(&self) {
        let state = &self.site.server().state;
        let mut tx = state.db.write().await.unwrap();
        let hash = bans::identity_of(&mut *tx, self.person()).await.unwrap().unwrap();
        let until = state.now().plus_seconds(60);
        bans::put(&mut tx, &hash, "sold contacts", until, state.now()).await.unwrap();
        tx.commit().await.unwrap();
    }

    async fn bare_leave(&self) {
        let state = &self.site.server().state;
        let mut tx = state.db.write().await.unwrap();
        deletion::set(&mut tx, self.person(), Some(state.now().plus_seconds(600))).await.unwrap();
        tx.commit().await.unwrap();
    }

    async fn happen(&self, end: End) {
        let (site, person) = (&self.site, self.person());
        match end {
            End::Nothing => {}
            End::Ban => assert_eq!(self.ban().await, 204),
            End::BanLifted => {
                assert_eq!(self.ban().await, 204);
                let lift = format!("/v1/operator/people/{person}/ban/lift");
                let lifted =
                    self.operator.ask(site, Method::PUT, &lift, json!({ "reason": "it was not so" }));
                assert_eq!(lifted.await.0, 204);
            }
            End::BareBan => self.bare_ban().await,
            End::Leave => assert_eq!(leave(site, &self.home).await, person),
            End::LeaveAndKeep => {
                leave(site, &self.home).await;
                let app = App::new();
                let mut browser = Browser::sent_by(site, &app).await;
                browser.type_identity(NAME, &self.typed).await;
                browser.type_code(&browser.shown_code()).await;
                browser.submit("/signin/keep", &[("answer", "keep")]).await;
                let kept = In::by(site, app, &browser.answer()["code"]).await;
                assert_eq!(kept.person.byline.id, person);
            }
            End::BareLeave => self.bare_leave().await,
            End::Gone => {
                let state = &site.server().state;
                let mut tx = state.db.write().await.unwrap();
                deletion::erase(&mut tx, person, state.now()).await.unwrap();
                tx.commit().await.unwrap();
            }
            End::OthersOut => assert_eq!(self.sign_out("/v1/me/devices").await, 204),
            End::ThisOut => {
                let path = format!("/v1/me/devices/{}", self.away.app.device);
                assert_eq!(self.sign_out(&path).await, 204);
            }
            End::AnotherOut => {
                let another = enter(site, NAME, &self.typed, "x").await;
                let path = format!("/v1/me/devices/{}", another.app.device);
                assert_eq!(self.sign_out(&path).await, 204);
            }
            End::ItselfOut => {
                let form = [("token", self.away.tokens.refresh_token.as_str()), ("client_id", "circles-app")];
                let answer = site.http.post(format!("{}/oauth/revoke", site.base)).form(&form).send().await;
                assert_eq!(answer.unwrap().status(), 200);
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_code_does_not_outlive_what_ended_the_sessions() {
    for (end, given, _) in ENDS {
        let scene = Scene::set().await;
        scene.happen(*end).await;
        let answer = scene.away.app.redeem(&scene.site, &scene.browser.answer()["code"]).await;
        assert_eq!(code(answer).await, *given, "{end:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_proven_does_not_outlive_what_ended_the_sessions() {
    for (end, _, again) in ENDS {
        let mut scene = Scene::set().await;
        scene.happen(*end).await;
        // A second press of the button: whoever proved who they are gets another code, while that holds.
        let form = scene.browser.form_token();
        assert_eq!(form, "", "the page with the form is behind");
        scene.browser.get("/signin/code").await;
        if scene.browser.path == "/signin/code" {
            let shown = scene.browser.shown_code();
            scene.browser.type_code(&shown).await;
        }
        let sent = scene.browser.left_to.is_some();
        assert_eq!(sent, *again, "{end:?}: {} {}", scene.browser.path, scene.browser.html);
        if sent {
            let answer = scene.away.app.redeem(&scene.site, &scene.browser.answer()["code"]).await;
            assert_eq!(code(answer).await, "ok", "{end:?}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refresh_token_gives_nothing_to_who_is_shut_out_or_leaving() {
    let scene = Scene::set().await;
    let refreshed = async || {
        let answer = scene.home.app.refresh(&scene.site, &scene.home.tokens.refresh_token).await;
        code(answer).await
    };
    assert_eq!(refreshed().await, "ok");
    scene.bare_ban().await;
    assert_eq!(refreshed().await, "invalid_grant", "shut out");
    scene.site.clock.pass(60);
    assert_eq!(refreshed().await, "ok", "a ban that is over");
    scene.bare_leave().await;
    assert_eq!(refreshed().await, "invalid_grant", "leaving");
}
