//! Topping up: by the page, however the platform, its notices and the network behave.

use circles_domain::{Money, PaymentId};
use circles_server::payments::reconcile_due;
use circles_tests::Result;
use circles_tests::alipay::{Fault, Status, Tale};
use reqwest::Method;

use crate::world::{World, number};

const QUERY: &str = "alipay.trade.query";

#[tokio::test]
async fn what_is_paid_on_the_page_arrives_once() -> Result {
    let world = World::start().await?;
    let (id, begun) = world.top_up(8_888).await?;
    assert_eq!((begun.word(), &begun.body["has_page"]), ("waiting", &true.into()));
    world.pass(60).await?;
    assert!(world.platform.trade(&number(id)).is_none(), "the platform hears of it when its page is opened");
    assert_eq!(world.stands(id).await?, "waiting", "nobody opened the page yet, and that is no failure");
    assert!(world.open_page(id).await?.contains(">88.88<"));
    world.pass(60).await?;
    assert_eq!((world.stands(id).await?, world.balance().await?), ("waiting".to_owned(), Money::fen(0)));
    world.platform.pay(&number(id))?;
    assert_eq!(world.platform.notify(&number(id), Tale::Truth).await?, "success");
    world.pass(0).await?;
    assert_eq!((world.stands(id).await?, world.balance().await?), ("arrived".to_owned(), Money::fen(8_888)));
    for _ in 0..3 {
        assert_eq!(world.platform.notify(&number(id), Tale::Truth).await?, "success");
        world.pass(10).await?;
    }
    assert_eq!(world.balance().await?, Money::fen(8_888));
    let listed = world.call(Method::GET, "/v1/wallet/payments", None).await?.body;
    assert_eq!((&listed["sandbox"], &listed["asks_payee"]), (&false.into(), &true.into()));
    assert_eq!(
        (&listed["payments"][0]["has_page"], listed["payments"].as_array().map(Vec::len)),
        (&false.into(), Some(1))
    );
    let page = world.call(Method::GET, &format!("/v1/wallet/payments/{id}/page"), None).await?;
    assert_eq!(page.status, 404, "what is paid has no page any more");
    let wallet = world.call(Method::GET, "/v1/wallet", None).await?.body;
    assert_eq!(
        (&wallet["sandbox"], &wallet["balance"]["amount"]),
        (&false.into(), &"8888".into()),
        "no test money"
    );
    Ok(())
}

#[tokio::test]
async fn it_arrives_without_any_notice_and_across_a_restart() -> Result {
    let world = World::start().await?;
    let (id, _) = world.top_up(1).await?;
    world.open_page(id).await?;
    let world = world.restarted().await?;
    world.platform.pay(&number(id))?;
    world.pass(600).await?;
    assert_eq!((world.stands(id).await?, world.balance().await?), ("arrived".to_owned(), Money::fen(1)));
    Ok(())
}

#[tokio::test]
async fn a_notice_is_only_a_reason_to_ask() -> Result {
    let world = World::start().await?;
    let (id, _) = world.top_up(500).await?;
    world.open_page(id).await?;
    world.pass(60).await?;
    // Nothing was paid, whatever is said and however it is signed. Whoever made one up learns nothing from the answer.
    for tale in [Tale::Paid, Tale::Sum("900000.00"), Tale::OtherSignature, Tale::OtherApp, Tale::Truth] {
        assert_eq!(world.platform.notify(&number(id), tale).await?, "success", "{tale:?}");
        world.pass(0).await?;
        assert_eq!(
            (world.stands(id).await?, world.balance().await?),
            ("waiting".to_owned(), Money::fen(0)),
            "{tale:?}"
        );
    }
    // Those that the platform did not sign, or not for us, are no reason to ask.
    let asked = world.platform.called(QUERY);
    for tale in [Tale::OtherSignature, Tale::OtherApp] {
        world.platform.notify(&number(id), tale).await?;
        world.pass(0).await?;
    }
    assert_eq!(world.platform.called(QUERY), asked);
    world.platform.pay(&number(id))?;
    assert_eq!(world.platform.notify(&number(id), Tale::Sum("900000.00")).await?, "success");
    world.pass(0).await?;
    assert_eq!((world.stands(id).await?, world.balance().await?), ("arrived".to_owned(), Money::fen(500)));
    Ok(())
}

#[tokio::test]
async fn an_answer_that_is_not_the_platforms_is_no_answer() -> Result {
    let world = World::start().await?;
    let (id, _) = world.top_up(500).await?;
    world.open_page(id).await?;
    world.platform.pay(&number(id))?;
    let wrong = [
        Fault::Lost,
        Fault::AnswerLost,
        Fault::OtherSignature,
        Fault::NoSignature,
        Fault::Page,
        Fault::Unknown,
        Fault::SystemError,
        Fault::Refused("ACQ.SYSTEM_ERROR"),
    ];
    world.platform.fails(QUERY, &wrong);
    for _ in 0..400 {
        if world.platform.called(QUERY) >= wrong.len() {
            break;
        }
        assert_eq!(world.balance().await?, Money::fen(0));
        world.pass(5).await?;
    }
    world.pass(600).await?;
    assert_eq!((world.stands(id).await?, world.balance().await?), ("arrived".to_owned(), Money::fen(500)));
    Ok(())
}

#[tokio::test]
async fn what_nobody_pays_is_closed_and_its_page_with_it() -> Result {
    let world = World::start().await?;
    let (opened, _) = world.top_up(500).await?;
    world.open_page(opened).await?;
    let (never_opened, _) = world.top_up(600).await?;
    let kept = world.call(Method::GET, &format!("/v1/wallet/payments/{opened}/page"), None).await?;
    let kept = kept.body["url"].as_str().ok_or("no page")?.to_owned();
    world.platform.fails("alipay.trade.close", &[Fault::AnswerLost, Fault::Lost]);
    world.pass(2_400).await?;
    for id in [opened, never_opened] {
        assert_eq!(world.stands(id).await?, "failed expired");
    }
    assert_eq!(world.platform.trade(&number(opened)).map(|trade| trade.status), Some(Status::Closed));
    assert!(world.platform.trade(&number(never_opened)).is_none());
    // Somebody who left the page open gets nowhere.
    let shown = reqwest::Client::builder().build()?.get(kept).send().await?;
    assert_eq!(shown.status(), 400);
    Ok(())
}

#[tokio::test]
async fn closed_and_paid_all_the_same_it_arrives() -> Result {
    let world = World::start().await?;
    let (id, _) = world.top_up(500).await?;
    world.open_page(id).await?;
    world.pass(2_400).await?;
    assert_eq!(world.stands(id).await?, "failed expired");
    let now = world.now();
    world.platform.plant(|trades, _| {
        for trade in trades.values_mut() {
            (trade.status, trade.paid_at) = (Status::Success, Some(now));
        }
    });
    world.pass(90_000).await?;
    assert_eq!(world.platform.notify(&number(id), Tale::Truth).await?, "success", "25 hours late");
    world.pass(0).await?;
    assert_eq!((world.stands(id).await?, world.balance().await?), ("arrived".to_owned(), Money::fen(500)));
    Ok(())
}

#[tokio::test]
async fn another_sum_is_booked_nowhere_and_goes_back_once() -> Result {
    let world = World::start().await?;
    let (id, _) = world.top_up(500).await?;
    world.open_page(id).await?;
    world.platform.plant(|trades, _| {
        for trade in trades.values_mut() {
            trade.total_amount = "5.01".to_owned();
        }
    });
    world.platform.pay(&number(id))?;
    world.pass(60).await?;
    assert_eq!((world.stands(id).await?, world.balance().await?), ("checking".to_owned(), Money::fen(0)));
    world.platform.fails("alipay.trade.refund", &[Fault::AnswerLost]);
    assert!(world.give_back(id).await.is_err(), "nobody knows whether it went back");
    let done = world.give_back(id).await?;
    assert_eq!((done.returned, done.amount), (true, Some(Money::fen(501))));
    assert_eq!(
        (world.stands(id).await?, world.balance().await?),
        ("failed returned".to_owned(), Money::fen(0))
    );
    let again = world.give_back(id).await?;
    assert_eq!((again.returned, again.amount), (false, None), "once");
    let booked = world.paid(100).await?;
    assert!(!world.give_back(booked).await?.returned, "what is booked is not touched");
    assert_eq!(world.balance().await?, Money::fen(100));
    let begins = world.now().end_of_shanghai_day().plus_seconds(-86_400);
    world.pass(86_400 + 3_600).await?;
    let days = reconcile_due(&world.server.state).await?;
    assert_eq!((days[0].lines, days[0].matched, days[0].differences.len()), (3, 3, 0), "it came, it went");
    world.agrees(begins, begins.plus_seconds(86_400)).await
}

#[tokio::test]
async fn what_was_given_back_past_us_is_heard_of() -> Result {
    let world = World::start().await?;
    let (id, _) = world.top_up(500).await?;
    world.open_page(id).await?;
    world
        .platform
        .plant(|trades, _| trades.values_mut().for_each(|trade| trade.total_amount = "5.01".to_owned()));
    world.platform.pay(&number(id))?;
    world.pass(60).await?;
    assert_eq!(world.stands(id).await?, "checking");
    let now = world.now();
    world.platform.plant(|trades, _| {
        for trade in trades.values_mut() {
            (trade.status, trade.refund) = (Status::Closed, Some((number(id), now)));
        }
    });
    world.pass(7_200).await?;
    assert_eq!(
        (world.stands(id).await?, world.balance().await?),
        ("failed returned".to_owned(), Money::fen(0))
    );
    Ok(())
}

#[tokio::test]
async fn a_page_is_of_its_person_and_of_no_other_payment() -> Result {
    let world = World::start().await?;
    for id in [PaymentId::mint(), world.paid(100).await?] {
        assert_eq!(
            world.call(Method::GET, &format!("/v1/wallet/payments/{id}/page"), None).await?.status,
            404
        );
    }
    Ok(())
}
