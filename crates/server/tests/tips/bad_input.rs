//! Bad input, one row each: whatever is wrong, the answer is a definite refusal with its code, it is kept, it stays when
//! what was wrong is mended, and no fen has moved.

use circles_domain::tip::{TipOutcome, TipRefusal};
use circles_domain::{PostId, QuoteId, TipId};
use circles_wire::tip::TipResponse;
use reqwest::Method;

use crate::money::{Answer, Someone, World};

struct Scene {
    world: World,
    payer: Someone,
    author: Someone,
    post: PostId,
    journals: i64,
}

impl Scene {
    async fn open() -> Self {
        let world = World::start(|limits| limits.sandbox_grant_fen = 1_000).await;
        let (payer, author) = (world.member(30).await, world.member(40).await);
        let post = world.post_by(&author).await;
        for who in [&payer, &author] {
            world.wallet(who).await;
        }
        let journals = world.number("SELECT COUNT(*) FROM journal").await;
        Self { world, payer, author, post, journals }
    }

    /// The refusal of `tip`, kept: asked again in every way, it is the same, and nothing moved.
    async fn is_refused(&self, what: &str, (tip, quote): (TipId, QuoteId), by: &Someone, reason: TipRefusal) {
        let first = self.world.confirm(by, tip, quote).await;
        let read: TipResponse = first.read();
        assert_eq!(read.outcome, TipOutcome::Refused { reason }, "{what}");
        assert_eq!(read.receipt, None, "{what}");
        self.stays(what, (tip, quote), by, &first).await;
    }

    async fn stays(&self, what: &str, (tip, quote): (TipId, QuoteId), by: &Someone, first: &Answer) {
        for again in [
            self.world.confirm(by, tip, quote).await,
            self.world.outcome(by, tip).await,
            self.world.abandon(by, tip).await,
        ] {
            assert_eq!(again.body, first.body, "{what}: another answer the second time");
        }
        let journals = self.world.number("SELECT COUNT(*) FROM journal").await;
        assert_eq!(journals, self.journals, "{what}: money moved");
    }

    /// Quotes, breaks something, sees the refusal, mends it, sees the refusal again.
    async fn broken(&self, what: &str, sql: (&'static str, &'static str), who: &Someone, reason: TipRefusal) {
        let tip = TipId::mint();
        let quote = self.world.quote(&self.payer, tip, self.post, 88).await.quote;
        self.world.run(sql.0, &who.id.0, &self.post.0).await;
        self.is_refused(what, (tip, quote), &self.payer, reason).await;
        self.world.run(sql.1, &who.id.0, &self.post.0).await;
        let kept = self.world.outcome(&self.payer, tip).await;
        self.stays(what, (tip, quote), &self.payer, &kept).await;
    }
}

#[tokio::test]
async fn amounts_that_are_none_never_become_a_tip() {
    let scene = Scene::open().await;
    let money = |text: &str| format!(r#"{{"amount":"{text}","currency":"CNY"}}"#);
    let mut bodies: Vec<String> = [
        "0",
        "0.001",
        "200.01",
        "20001",
        "-1",
        "1e2",
        "１.００",
        "1,00",
        "NaN",
        "Infinity",
        "9223372036854775808",
        "-9223372036854775809",
        "0x58",
        "088",
        " 88",
        "88 ",
        "+88",
        "８８",
        "",
    ]
    .map(|text| format!(r#"{{"post":"{}","amount":{}}}"#, scene.post, money(text)))
    .into();
    let raw = |amount: &str| format!(r#"{{"post":"{}","amount":{amount}}}"#, scene.post);
    bodies.extend(["NaN", "88", "0.88", "1e2", "null", "[]", r#""88""#].map(raw));
    bodies.extend([
        raw(r#"{"amount":"88","amount":"1","currency":"CNY"}"#),
        raw(r#"{"amount":"88","currency":"USD"}"#),
        raw(r#"{"amount":"88","currency":"CNY","fee":"0"}"#),
        format!(r#"{{"post":"{0}","post":"{0}","amount":{1}}}"#, scene.post, money("88")),
        format!(r#"{{"post":"{}","amount":{1},"amount":{1}}}"#, scene.post, money("88")),
    ]);
    for body in bodies {
        let tip = TipId::mint();
        let path = format!("/v1/tips/{tip}/quote");
        let answer = scene.world.call_raw(&scene.payer, Method::POST, &path, body.clone()).await;
        answer.refused(422, "invalid");
        scene.is_refused(&body, (tip, QuoteId::mint()), &scene.payer, TipRefusal::QuoteExpired).await;
    }
    assert_eq!(scene.world.number("SELECT COUNT(*) FROM quote").await, 0);
    scene.world.is_sound().await;
}

#[tokio::test]
async fn a_quote_pays_what_it_was_made_for_and_nothing_else() {
    let scene = Scene::open().await;
    let (world, payer) = (&scene.world, &scene.payer);
    let quoted = async || {
        let tip = TipId::mint();
        (tip, world.quote(payer, tip, scene.post, 88).await.quote)
    };
    let (tip, quote) = quoted().await;
    world.pass_ms(world.limits.quote_s * 1_000);
    scene.is_refused("expired", (tip, quote), payer, TipRefusal::QuoteExpired).await;

    let (tip, quote) = quoted().await;
    world.quote(payer, tip, scene.post, 89).await;
    scene.is_refused("replaced", (tip, quote), payer, TipRefusal::QuoteExpired).await;

    let (tip, quote) = quoted().await;
    let altered = QuoteId(uuid::Uuid::from_u128(quote.0.as_u128() ^ 1));
    scene.is_refused("one bit of the quote", (tip, altered), payer, TipRefusal::QuoteExpired).await;
    let (tip, quote) = quoted().await;
    let altered = TipId(uuid::Uuid::from_u128(tip.0.as_u128() ^ 1));
    scene.is_refused("one bit of the tip", (altered, quote), payer, TipRefusal::QuoteExpired).await;
    scene.is_refused("another payer", (tip, quote), &scene.author, TipRefusal::QuoteExpired).await;

    // A confirmation names the quote and nothing more: whatever else it brings, it is not read at all.
    let (tip, quote) = quoted().await;
    for more in [
        r#""amount":{"amount":"1","currency":"CNY"}"#.to_owned(),
        r#""amount":"89""#.to_owned(),
        format!(r#""payee":"{}""#, payer.id),
        format!(r#""payer":"{}""#, scene.author.id),
        format!(r#""post":"{}""#, PostId::mint()),
        r#""fee":"1""#.to_owned(),
        format!(r#""quote_id":"{quote}""#),
    ] {
        let body = format!(r#"{{"quote_id":"{quote}",{more}}}"#);
        let path = format!("/v1/tips/{tip}");
        world.call_raw(payer, Method::PUT, &path, body).await.refused(422, "invalid");
        world.outcome(payer, tip).await.refused(404, "not_found");
    }
    let given_up = world.abandon(payer, tip).await;
    assert_eq!(given_up.state(), ("refused", "abandoned"));
    scene.stays("more than a quote", (tip, quote), payer, &given_up).await;
    world.is_sound().await;
}

#[tokio::test]
async fn people_between_whom_no_tip_can_pass() {
    let scene = Scene::open().await;
    let (payer, author) = (&scene.payer, &scene.author);
    let child = "UPDATE claim SET value = '2020-01-01' WHERE person_id = $1 AND kind = 'birth_date'";
    let grown = "UPDATE claim SET value = '1980-01-01' WHERE person_id = $1 AND kind = 'birth_date'";
    let closed = "UPDATE person SET verified_until_us = 0 WHERE id = $1";
    let open = "UPDATE person SET verified_until_us = 9223372036854775807 WHERE id = $1";
    scene.broken("payer under age", (child, grown), payer, TipRefusal::Minor).await;
    scene.broken("payee under age", (child, grown), author, TipRefusal::PayeeCannotReceive).await;
    scene.broken("payee closed", (closed, open), author, TipRefusal::PayeeCannotReceive).await;
    let left = "UPDATE membership SET joined = 0 WHERE person_id = $1";
    let joined = "UPDATE membership SET joined = 1 WHERE person_id = $1";
    scene.broken("not a member", (left, joined), payer, TipRefusal::PostGone).await;
    let gone = "UPDATE post SET state = 'removed' WHERE id = $2 AND $1 IS NOT NULL";
    let kept = "UPDATE post SET state = 'kept' WHERE id = $2 AND $1 IS NOT NULL";
    scene.broken("the post is gone", (gone, kept), payer, TipRefusal::PostGone).await;
    // The quote was for somebody else's post; now it is the payer's own.
    let own = "UPDATE post SET author_id = $1 WHERE id = $2";
    let tip = TipId::mint();
    let quote = scene.world.quote(payer, tip, scene.post, 88).await.quote;
    scene.world.run(own, &payer.id.0, &scene.post.0).await;
    scene.is_refused("oneself", (tip, quote), payer, TipRefusal::QuoteExpired).await;
    scene.world.ask_quote(payer, TipId::mint(), scene.post, 88).await.refused(403, "forbidden");
    scene.world.run(own, &author.id.0, &scene.post.0).await;

    let poor = TipId::mint();
    let quote = scene.world.quote(payer, poor, scene.post, 1_001).await;
    assert!(quote.balance < quote.amount, "known before the tap");
    let quote = quote.quote;
    scene.world.confirm(payer, poor, quote).await.refused(403, "step_up_required");
    scene.world.set_pin(payer, None, "271828").await;
    let token = scene.world.step_up(payer, quote, "271828").await.body["token"].as_str().unwrap().to_owned();
    let refused = scene.world.confirm_with(payer, poor, quote, Some(&token)).await;
    assert_eq!(refused.state(), ("refused", "insufficient_balance"));
    scene.stays("more than there is", (poor, quote), payer, &refused).await;

    let blocked = TipId::mint();
    let quote = scene.world.quote(payer, blocked, scene.post, 88).await.quote;
    let block = "INSERT INTO block (blocker_id, blocked_id, created_at_us) VALUES ($1, $2, 0)";
    scene.world.run(block, &author.id.0, &payer.id.0).await;
    scene.is_refused("blocked", (blocked, quote), payer, TipRefusal::PostGone).await;
    scene.world.ask_quote(payer, TipId::mint(), scene.post, 88).await.refused(404, "not_found");
    scene.world.is_sound().await;
}

#[tokio::test]
async fn a_refusal_is_still_known_after_four_hundred_days() {
    let scene = Scene::open().await;
    let (tip, quote) = (TipId::mint(), QuoteId::mint());
    let refused = scene.world.confirm(&scene.payer, tip, quote).await;
    let paid = scene.world.tip(&scene.author, scene.world.post_by(&scene.payer).await, 88).await;
    scene.world.pass_ms(400 * 86_400_000);
    circles_server::jobs::sweep(&scene.world.server.state).await.unwrap();
    let payer = scene.world.signed_in_again(&scene.payer).await;
    assert_eq!(scene.world.confirm(&payer, tip, quote).await.body, refused.body);
    let author = scene.world.signed_in_again(&scene.author).await;
    let kept: TipResponse = scene.world.outcome(&author, paid.id).await.read();
    assert_eq!(kept, paid, "its receipt too");
}
