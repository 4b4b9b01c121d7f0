//! Cashing out: to an account in the person's own name, once, whatever goes wrong on the way.

use circles_domain::{Money, PaymentId};
use circles_tests::Result;
use circles_tests::alipay::Fault;
use reqwest::Method;

use crate::world::{ACCOUNT, NAME, World, number};

const TRANSFER: &str = "alipay.fund.trans.uni.transfer";
const QUERY: &str = "alipay.fund.trans.common.query";

#[tokio::test]
async fn it_goes_to_the_account_that_was_named_in_the_verified_name() -> Result {
    let world = World::start().await?;
    world.paid(1_000).await?;
    let id = PaymentId::mint();
    assert_eq!(world.cash_out(id, 900, None).await?.status, 422, "where to?");
    let wrong = world.cash_out(id, 900, Some("somewhere")).await?;
    assert_eq!((wrong.status, &wrong.body["fields"][0]["field"]), (422, &"payout_account".into()));
    assert_eq!(world.cash_out(id, 900, Some(ACCOUNT)).await?.word(), "waiting");
    assert_eq!(world.cash_out(id, 900, Some("13900139000")).await?.word(), "id_conflict");
    assert_eq!(world.balance().await?, Money::fen(100), "held at once");
    world.pass(20).await?;
    assert_eq!(world.stands(id).await?, "arrived");
    let transfer = world.platform.transfer(&number(id)).ok_or("no transfer")?;
    assert_eq!(transfer.trans_amount, "9.00");
    assert_eq!(transfer.payee, [ACCOUNT, "ALIPAY_LOGON_ID", NAME]);
    let listed = world.call(Method::GET, "/v1/wallet/payments", None).await?.body;
    assert_eq!(listed["last_payee"], ACCOUNT, "the next one need not be typed again");
    Ok(())
}

#[tokio::test]
async fn what_is_uncertain_is_asked_about_and_paid_once() -> Result {
    let uncertain = [
        Fault::Lost,
        Fault::AnswerLost,
        Fault::Unknown,
        Fault::SystemError,
        Fault::OtherSignature,
        Fault::NoSignature,
        Fault::Page,
    ];
    let world = World::start().await?;
    world.paid(10_000).await?;
    let mut left = 10_000;
    for fault in uncertain {
        world.platform.fails(TRANSFER, &[fault, fault]);
        world.platform.fails(QUERY, &[Fault::SystemError, Fault::Lost]);
        let id = PaymentId::mint();
        world.cash_out(id, 100, Some(ACCOUNT)).await?;
        left -= 100;
        world.pass(900).await?;
        assert_eq!(
            (world.stands(id).await?, world.balance().await?),
            ("arrived".to_owned(), Money::fen(left)),
            "{fault:?}"
        );
        assert_eq!(
            world.platform.transfer(&number(id)).map(|transfer| transfer.trans_amount),
            Some("1.00".to_owned())
        );
    }
    Ok(())
}

#[tokio::test]
async fn what_is_refused_comes_back_once_its_books_agree() -> Result {
    let world = World::start().await?;
    world.paid(1_000).await?;
    for sub_code in ["PAYEE_NOT_EXIST", "PAYEE_USER_INFO_ERROR", "PAYER_BALANCE_NOT_ENOUGH"] {
        world.platform.fails(TRANSFER, &[Fault::Refused(sub_code)]);
        let id = PaymentId::mint();
        world.cash_out(id, 300, Some(ACCOUNT)).await?;
        world.pass(60).await?;
        assert_eq!(
            (world.stands(id).await?, world.balance().await?),
            ("failed declined".to_owned(), Money::fen(1_000)),
            "{sub_code}"
        );
        assert!(world.platform.transfer(&number(id)).is_none());
    }
    // Nine fen are less than the platform pays out.
    let id = PaymentId::mint();
    world.cash_out(id, 9, Some(ACCOUNT)).await?;
    world.pass(60).await?;
    assert_eq!(
        (world.stands(id).await?, world.balance().await?),
        ("failed declined".to_owned(), Money::fen(1_000))
    );
    Ok(())
}

#[tokio::test]
async fn refused_yet_done_is_done_because_the_books_say_so() -> Result {
    let world = World::start().await?;
    world.paid(1_000).await?;
    let id = PaymentId::mint();
    world.platform.fails(TRANSFER, &[Fault::AnswerLost, Fault::Refused("PAYMENT_INFO_INCONSISTENCY")]);
    world.platform.fails(QUERY, &[Fault::Refused("ORDER_NOT_EXIST")]);
    world.cash_out(id, 300, Some(ACCOUNT)).await?;
    world.pass(60).await?;
    assert_eq!((world.stands(id).await?, world.balance().await?), ("arrived".to_owned(), Money::fen(700)));
    Ok(())
}

#[tokio::test]
async fn one_that_takes_its_time_is_waited_for() -> Result {
    for (ends, stands, left) in
        [("SUCCESS", "arrived", 700), ("FAIL", "failed failed", 1_000), ("REFUND", "failed failed", 1_000)]
    {
        let world = World::start().await?;
        world.paid(1_000).await?;
        let id = PaymentId::mint();
        world.platform.fails(QUERY, &[Fault::Lost]);
        world.cash_out(id, 300, Some(ACCOUNT)).await?;
        let change = |status| {
            world.platform.plant(|_, transfers| transfers.values_mut().for_each(|one| one.status = status))
        };
        world.pass(0).await?;
        change("DEALING");
        world.pass(3_600).await?;
        assert_eq!(
            (world.stands(id).await?, world.balance().await?),
            ("waiting".to_owned(), Money::fen(700))
        );
        change(ends);
        world.pass(3_600).await?;
        assert_eq!(
            (world.stands(id).await?, world.balance().await?),
            (stands.to_owned(), Money::fen(left)),
            "{ends}"
        );
    }
    Ok(())
}
