//! What a sign-in leaves behind: signed claims; and what stands in the way of one: another provider, a ban, an account on
//! its way out.

use circles_domain::PersonId;
use circles_domain::claim::ClaimKind;
use circles_server::Limits;
use circles_server::store::{claims, deletion};
use circles_wire::person::MeResponse;
use circles_wire::session::TokenResponse;
use reqwest::Method;
use serde_json::{Value, json};

use super::browser::Browser;
use super::site::{App, Site, number};

/// Somebody who signed in on a device.
pub(super) struct In {
    pub app: App,
    pub tokens: TokenResponse,
    pub person: MeResponse,
}

impl In {
    pub async fn by(site: &Site, app: App, code: &str) -> Self {
        let tokens = app.tokens(site, code).await;
        Self { app, person: tokens.person.clone(), tokens }
    }
    pub async fn ask(&self, site: &Site, method: Method, path: &str, body: Value) -> (u16, Value) {
        self.app.say(site, method, path, &self.tokens.access_token, body).await
    }
}

/// Signs in from a fresh device.
pub(super) async fn enter(site: &Site, name: &str, number: &str, display_name: &str) -> In {
    let app = App::new();
    let mut browser = Browser::sent_by(site, &app).await;
    let code = browser.walk(name, number, display_name).await;
    In::by(site, app, &code).await
}

pub(super) async fn enter_as(site: &Site, sample: &str) -> In {
    let app = App::new();
    let mut browser = Browser::sent_by(site, &app).await;
    browser.submit("/signin/sample", &[("key", sample)]).await;
    browser.type_code(&browser.shown_code()).await;
    if browser.left_to.is_none() {
        browser.submit("/signin/name", &[("display_name", sample)]).await;
    }
    In::by(site, app, &browser.answer()["code"]).await
}

async fn known(site: &Site, who: &In) -> Vec<Value> {
    let (status, body) = who.ask(site, Method::GET, "/v1/me/claims", json!(null)).await;
    assert_eq!(status, 200, "{body}");
    body["claims"].as_array().unwrap().clone()
}

pub(super) fn limits() -> Limits {
    Limits {
        sign_in_per_minute: 1_000,
        sign_in_per_address: 1_000,
        sign_in_pages_per_address: 1_000,
        claim_s: 600,
        ..Limits::default()
    }
}

fn brief(claims: &[Value]) -> Vec<(&str, &str, &str, bool)> {
    let text = |claim: &'_ Value, name: &str| -> &'static str {
        Box::leak(claim[name].as_str().unwrap().to_owned().into_boxed_str())
    };
    claims
        .iter()
        .map(|c| (text(c, "kind"), text(c, "state"), text(c, "issuer"), c["signed"].as_bool().unwrap()))
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn claims_are_signed_run_out_and_come_back_with_the_next_sign_in() {
    let site = Site::start_with(limits()).await;
    let first = enter_as(&site, "mei").await;
    assert_eq!(
        brief(&known(&site, &first).await),
        [
            ("legal_name", "valid", "sandbox.register", true),
            ("birth_date", "valid", "sandbox.register", true),
            ("gender", "valid", "sandbox.register", true),
            ("student", "valid", "sandbox.university", true),
        ]
    );
    let born = &known(&site, &first).await[1];
    assert_eq!(born["age_band"], "from18");
    assert!(!born.to_string().contains("2005"), "the band, never the date: {born}");
    site.clock.pass(600);
    assert_eq!(brief(&known(&site, &first).await)[3].1, "expired");
    let second = enter_as(&site, "mei").await;
    assert_eq!(second.person.student, Some(true));
    assert_eq!(brief(&known(&site, &second).await)[3].1, "valid");

    let gone = second.ask(&site, Method::DELETE, "/v1/me/claims/student", json!(null)).await;
    assert_eq!(gone.0, 204);
    let third = enter_as(&site, "mei").await;
    assert_eq!(third.person.student, None, "withdrawn stays withdrawn");
    assert_eq!(third.ask(&site, Method::PUT, "/v1/me/claims/student", json!(null)).await.0, 204);
    assert_eq!(enter_as(&site, "mei").await.person.student, Some(true), "asked for, and proven again");
}

#[tokio::test(flavor = "multi_thread")]
async fn claims_from_before_statements_are_signed_at_a_start_and_forged_ones_are_seen() {
    let mut site = Site::start_with(limits()).await;
    let tokens = enter_as(&site, "lin").await;
    let change = async |site: &Site, sql: &'static str| {
        let mut tx = site.server().state.db.write().await.unwrap();
        sqlx::query(sql).execute(&mut *tx).await.unwrap();
        tx.commit().await.unwrap();
    };
    change(
        &site,
        "UPDATE claim SET statement = '', value = CASE kind WHEN 'legal_name' THEN '' ELSE value END",
    )
    .await;
    assert!(brief(&known(&site, &tokens).await).iter().all(|(.., signed)| !signed));
    site.restart().await;
    assert!(brief(&known(&site, &tokens).await).iter().all(|(.., signed)| *signed));
    change(&site, "UPDATE claim SET value = 'female' WHERE kind = 'gender'").await;
    let seen = known(&site, &tokens).await;
    let (.., signed) = brief(&seen).into_iter().find(|(kind, ..)| *kind == "gender").unwrap();
    assert!(!signed, "what was not signed is not called signed");
}

#[tokio::test(flavor = "multi_thread")]
async fn one_human_has_one_account_through_one_provider() {
    let site = Site::start_with(limits()).await;
    let typed = number("19900101", 51);
    let first = enter(&site, "林某某", &typed, "First").await;
    let second = enter(&site, "林某某", &typed, "Never asked").await;
    assert_eq!(first.person.byline.id, second.person.byline.id, "the same account");
    assert_eq!(second.person.byline.display_name, "First");

    let person = first.person.byline.id;
    let kept = claims::list(site.server().state.db.read(), person).await.unwrap();
    let mut elsewhere = kept.into_iter().find(|kept| kept.claim.kind == ClaimKind::LegalName).unwrap().claim;
    elsewhere.issuer = "elsewhere.register".to_owned();
    let mut tx = site.server().state.db.write().await.unwrap();
    claims::put(&mut tx, person, &elsewhere, "x").await.unwrap();
    tx.commit().await.unwrap();
    for (language, sentence) in [("en", "another provider proved"), ("zh-CN", "另一家机构")] {
        let mut browser = Browser { accept_language: language.to_owned(), ..Browser::new(&site) };
        browser.authorize(&App::new().request()).await;
        browser.type_identity("林某某", &typed).await;
        assert_eq!(browser.status, 422);
        let refusal = browser.refusal("identity_number").unwrap();
        assert!(refusal.contains(sentence), "{refusal}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_ban_meets_the_human_under_any_account() {
    let site = Site::start_with(limits()).await;
    let typed = number("19900101", 53);
    let banned = enter(&site, "林某某", &typed, "Banned soon").await;
    let (person, now) = (banned.person.byline.id, site.server().state.now());
    let operator = enter_as(&site, "chen").await;
    let path = format!("/v1/operator/people/{person}/ban");
    let sentence = json!({ "reason": "sold contacts of members", "until": now.plus_seconds(86_400) });
    assert_eq!(operator.ask(&site, Method::PUT, &path, sentence.clone()).await.0, 403, "not an operator");
    site.promote(operator.person.byline.id).await;
    assert_eq!(operator.ask(&site, Method::PUT, &path, json!({ "reason": "short" })).await.0, 422);
    assert_eq!(operator.ask(&site, Method::PUT, &path, sentence.clone()).await.0, 204);
    assert_eq!(banned.app.me(&site, &banned.tokens.access_token).await, "session_revoked");
    // An end that is over shuts nobody out, and lifts nothing either.
    for seconds in [0, -1, -86_400] {
        let over = json!({ "reason": "sold contacts of members", "until": now.plus_seconds(seconds) });
        let (status, body) = operator.ask(&site, Method::PUT, &path, over).await;
        let field = (&body["code"], &body["fields"][0]["field"]);
        assert_eq!((status, field), (422, (&json!("invalid"), &json!("duration"))), "{seconds}");
    }
    let (_, record) = operator.ask(&site, Method::GET, &path, json!(null)).await;
    assert_eq!((&record["ban"]["until"], record["acts"].as_array().unwrap().len()), (&sentence["until"], 1));
    let own = format!("/v1/operator/people/{}/ban", operator.person.byline.id);
    assert_eq!(
        operator.ask(&site, Method::PUT, &own, sentence.clone()).await.0,
        403,
        "nobody locks themselves out"
    );
    let lift = format!("{path}/lift");
    let again = json!({ "reason": "the report was false" });
    assert_eq!(operator.ask(&site, Method::PUT, &lift, json!({ "reason": "short" })).await.0, 422);
    assert_eq!(operator.ask(&site, Method::PUT, &lift, again.clone()).await.0, 204);
    assert_eq!(operator.ask(&site, Method::PUT, &lift, again).await.0, 409, "they are in");
    // Who did what, when and why stays.
    let (status, record) = operator.ask(&site, Method::GET, &path, json!(null)).await;
    assert_eq!((status, &record["ban"]), (200, &json!(null)), "{record}");
    let by = json!(operator.person.byline.id);
    let told: Vec<_> = record["acts"].as_array().unwrap().iter().collect();
    assert_eq!(told.len(), 2, "{record}");
    for (line, kind, reason, until) in [
        (told[0], "let_in", "the report was false", json!(null)),
        (told[1], "shut_out", "sold contacts of members", sentence["until"].clone()),
    ] {
        assert_eq!((&line["kind"], &line["reason"]), (&json!(kind), &json!(reason)));
        assert_eq!((&line["operator"]["id"], &line["until"]), (&by, &until));
        assert!(line["at"].is_string());
    }
    for spoilt in ["UPDATE operator_act SET reason = 'something else'", "DELETE FROM operator_act"] {
        let mut tx = site.server().state.db.write().await.unwrap();
        assert!(sqlx::query(spoilt).execute(&mut *tx).await.is_err(), "{spoilt}");
    }
    enter(&site, "林某某", &typed, "x").await;
    assert_eq!(operator.ask(&site, Method::PUT, &path, sentence).await.0, 204);
    let refused = async |site: &Site, language: &str| {
        let mut browser = Browser { accept_language: language.to_owned(), ..Browser::new(site) };
        browser.authorize(&App::new().request()).await;
        browser.type_identity("林某某", &typed).await;
        browser.type_code(&browser.shown_code()).await;
        assert_eq!((browser.status, browser.error_code().as_str()), (403, "banned"), "{}", browser.html);
        assert!(browser.html.contains("sold contacts of members"));
        browser.html
    };
    assert!(refused(&site, "en").await.contains("until"));
    let (_, record) = operator.ask(&site, Method::GET, &path, json!(null)).await;
    assert_eq!(record["ban"]["reason"], "sold contacts of members");
    let mut tx = site.server().state.db.write().await.unwrap();
    deletion::erase(&mut tx, person, now).await.unwrap();
    tx.commit().await.unwrap();
    assert!(refused(&site, "zh-CN").await.contains("禁止使用"), "a new account changes nothing");
    let left: i64 = sqlx::query_scalar("SELECT COUNT(*) FROM person WHERE deleted_at_us IS NULL")
        .fetch_one(site.server().state.db.read())
        .await
        .unwrap();
    assert_eq!(left, 1, "only the operator: none was made");
    site.clock.pass(86_400);
    enter(&site, "林某某", &typed, "Back").await;
}

pub(super) async fn leave(site: &Site, who: &In) -> PersonId {
    let give_up = json!({ "give_up": { "amount": "0", "currency": "CNY" } });
    let (status, body) = who.ask(site, Method::PUT, "/v1/me/deletion", give_up).await;
    assert_eq!(status, 200, "{body}");
    assert_eq!(who.app.me(site, &who.tokens.access_token).await, "session_revoked");
    who.person.byline.id
}

async fn owes(site: &Site, person: PersonId, fen: i64) {
    let mut tx = site.server().state.db.write().await.unwrap();
    sqlx::query(
        "INSERT INTO ledger_account (id, kind, person_id, balance_minor, opened_at_us)
         VALUES (randomblob(16), 'receivable', $1, -$2, 0)
         ON CONFLICT (person_id, kind) DO UPDATE SET balance_minor = excluded.balance_minor",
    )
    .bind(person.0)
    .bind(fen)
    .execute(&mut *tx)
    .await
    .unwrap();
    tx.commit().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn signing_in_within_seven_days_keeps_the_account() {
    let site = Site::start_with(limits()).await;
    let typed = number("19900101", 55);
    let person = leave(&site, &enter(&site, "林某某", &typed, "Leaving").await).await;
    let app = App::new();
    let mut browser = Browser::sent_by(&site, &app).await;
    browser.type_identity("林某某", &typed).await;
    browser.type_code(&browser.shown_code()).await;
    assert_eq!(browser.path, "/signin/keep", "{}", browser.html);
    browser.get("/signin/code").await;
    browser.type_code(&browser.shown_code()).await;
    assert_eq!(browser.path, "/signin/keep", "a second press does not slip past the question");
    browser.submit("/signin/keep", &[("answer", "leave")]).await;
    assert_eq!(browser.answer()["error"], "access_denied");

    let mut browser = Browser::sent_by(&site, &app).await;
    browser.type_identity("林某某", &typed).await;
    browser.type_code(&browser.shown_code()).await;
    browser.submit("/signin/keep", &[("answer", "keep")]).await;
    let tokens = app.tokens(&site, &browser.answer()["code"]).await;
    assert_eq!((tokens.person.byline.id, tokens.person.delete_at), (person, None));
    site.clock.pass(8 * 86_400);
    circles_server::jobs::sweep(&site.server().state).await.unwrap();
    let again = enter(&site, "林某某", &typed, "x").await;
    assert_eq!(again.person.byline.id, person, "it stayed");

    leave(&site, &again).await;
    // Meanwhile money that had reached it was taken back, and it owes: it stays, and the page says what there is to do.
    owes(&site, person, 1_205).await;
    site.clock.pass(8 * 86_400);
    circles_server::jobs::sweep(&site.server().state).await.unwrap();
    let mut browser = Browser::sent_by(&site, &app).await;
    browser.type_identity("林某某", &typed).await;
    browser.type_code(&browser.shown_code()).await;
    assert_eq!(browser.path, "/signin/keep");
    assert!(browser.html.contains("¥12.05") && browser.html.contains("signin-keep-owed"), "{}", browser.html);
    owes(&site, person, 0).await;
    circles_server::jobs::sweep(&site.server().state).await.unwrap();
    let anew = enter(&site, "林某某", &typed, "Somebody new").await;
    assert_ne!(anew.person.byline.id, person, "afterwards they are somebody new");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_real_name_is_opened_on_the_record_or_not_at_all() {
    let site = Site::start_with(limits()).await;
    let (whose, reader) =
        (enter(&site, "林某某", &number("19900101", 57), "Whose").await, enter_as(&site, "chen").await);
    let path = format!("/v1/operator/people/{}/legal-name", whose.person.byline.id);
    let good = json!({ "reason": "a court has asked for it" });
    assert_eq!(reader.ask(&site, Method::POST, &path, good.clone()).await.0, 403, "not an operator");
    site.promote(reader.person.byline.id).await;
    for bad in ["", "too short", "a reason\u{202E}turned round"] {
        let (status, body) = reader.ask(&site, Method::POST, &path, json!({ "reason": bad })).await;
        assert_eq!((status, body["fields"][0]["field"].as_str()), (422, Some("note")), "{bad}");
    }
    let log = async || whose.ask(&site, Method::GET, "/v1/me/name-access", json!(null)).await.1;
    assert_eq!(log().await["entries"], json!([]));
    let (status, opened) = reader.ask(&site, Method::POST, &path, good).await;
    assert_eq!((status, opened["legal_name"].as_str()), (200, Some("林某某")));
    let entries = log().await;
    let entry = &entries["entries"][0];
    assert_eq!(
        (entry["role"].as_str(), entry["reason"].as_str()),
        (Some("operator"), Some("a court has asked for it"))
    );
    let text = entries.to_string();
    assert!(
        !text.contains(&reader.person.byline.id.to_string()) && !text.contains("chen"),
        "the role, never the name"
    );
}
