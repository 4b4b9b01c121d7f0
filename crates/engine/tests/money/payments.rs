//! Top-ups and cash-outs through a network that fails: asked for once, answered for ever, never forgotten.

use circles_domain::PaymentId;
use circles_domain::payment::{PaymentKind, PaymentOutcome, PaymentRefusal};
use circles_engine::Error;
use circles_engine::args::{BeginPaymentArgs, CommandCode, SetPinArgs, SignOutArgs, WalletArgs};
use circles_engine::view::PaymentView;
use circles_server::payments::run_due;

use crate::network::Fault;
use crate::world::{Device, World, code, eventually};

const PATH: &str = "/v1/wallet/payments/";

impl Device {
    async fn begin(&self, payment: PaymentId, kind: PaymentKind, amount: &str) -> Result<PaymentView, Error> {
        self.begin_with(payment, kind, amount, None).await
    }

    async fn begin_with(
        &self,
        payment: PaymentId,
        kind: PaymentKind,
        amount: &str,
        pin: Option<&str>,
    ) -> Result<PaymentView, Error> {
        let (amount, pin) = (amount.into(), pin.map(str::to_owned));
        self.engine.begin_payment(BeginPaymentArgs { payment, kind, amount, payee: None, pin }).await
    }

    /// A wallet that was opened has the sandbox's grant in it.
    async fn with_money(self) -> Self {
        self.engine.wallet(WalletArgs { before: None }).await.unwrap();
        self
    }

    async fn payment(&self, id: PaymentId) -> Option<PaymentView> {
        let view = self.engine.check_payments().await.unwrap();
        view.payments.into_iter().find(|payment| payment.id == id)
    }

    async fn answered(&self, id: PaymentId) -> PaymentView {
        let is_answered = || async { self.payment(id).await.is_some_and(|payment| payment.answered) };
        eventually("the payment is answered", is_answered).await;
        self.payment(id).await.unwrap()
    }
}

async fn arrives(world: &World) {
    for _ in 0..5 {
        run_due(&world.server.state).await.unwrap();
        world.clock.pass_ms(1_000);
    }
    run_due(&world.server.state).await.unwrap();
}

async fn held(world: &World) -> i64 {
    world.number("SELECT count(*) FROM journal WHERE kind = 'cash_out_hold'").await
}

#[tokio::test(flavor = "multi_thread")]
async fn money_comes_in_and_goes_out() {
    let world = World::start().await;
    let device = world.device().await.with_money().await;
    let (put_in, out) = (PaymentId::mint(), PaymentId::mint());
    let begun = device.begin(put_in, PaymentKind::TopUp, "20").await.unwrap();
    assert_eq!((begun.outcome, begun.amount.minor, begun.answered), (PaymentOutcome::Waiting, 2_000, true));
    device.begin(out, PaymentKind::CashOut, "¥ 4.5").await.unwrap();
    // A double tap is the same payment.
    device.begin(out, PaymentKind::CashOut, "4.50").await.unwrap();
    assert_eq!(held(&world).await, 1);
    arrives(&world).await;
    for id in [put_in, out] {
        let has_arrived =
            || async { device.payment(id).await.is_some_and(|one| one.outcome == PaymentOutcome::Arrived) };
        eventually("it has arrived", has_arrived).await;
    }
    let whole = 20_000 + 2_000 - 450;
    let adds_up = || async {
        let wallet = device.engine.wallet(WalletArgs { before: None }).await.unwrap();
        wallet.balance.is_some_and(|balance| balance.minor == whole)
    };
    eventually("the wallet adds up", adds_up).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_that_was_lost_is_found_again() {
    let world = World::start().await;
    let device = world.device().await.with_money().await;
    let id = PaymentId::mint();
    world.network.fail("PUT", PATH, Fault::CutAfter, 1);
    world.network.fail("GET", PATH, Fault::Portal, 2);
    let begun = device.begin(id, PaymentKind::CashOut, "3").await.unwrap();
    assert_eq!((begun.outcome, begun.answered), (PaymentOutcome::Checking, false));
    assert_eq!(
        code(device.engine.sign_out(SignOutArgs { discard: true }).await),
        CommandCode::UnsettledPayment
    );
    assert_eq!(device.answered(id).await.outcome, PaymentOutcome::Waiting);
    assert_eq!((held(&world).await, world.network.count("PUT", PATH)), (1, 1));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_never_arrived_ends_without_moving_money() {
    for fault in [Fault::CutBefore, Fault::CutDuring, Fault::Portal] {
        let world = World::start().await;
        let mut device = world.device().await.with_money().await;
        let id = PaymentId::mint();
        world.network.fail("PUT", PATH, fault, 1);
        assert!(!device.begin(id, PaymentKind::CashOut, "3").await.unwrap().answered);
        // It is known after a restart too, and it is never sent again by itself.
        device.restart(&world).await;
        world.clock.pass_ms(60_000);
        let answered = || async { device.payment(id).await.is_none_or(|payment| payment.answered) };
        eventually("the payment is answered", answered).await;
        let kept = world.number("SELECT count(*) FROM payment_order WHERE reason = 'abandoned'").await;
        assert_eq!((kept, held(&world).await, world.network.count("PUT", PATH)), (1, 0, 1));
        let late = device.begin(id, PaymentKind::CashOut, "3").await.unwrap();
        assert_eq!(late.outcome, PaymentOutcome::Refused { reason: PaymentRefusal::Abandoned });
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn offline_nothing_is_sent_and_nothing_is_kept() {
    let world = World::start().await;
    let device = world.device().await.with_money().await;
    world.network.down();
    let id = PaymentId::mint();
    assert_eq!(code(device.begin(id, PaymentKind::TopUp, "3").await), CommandCode::Offline);
    assert!(device.payment(id).await.is_none());
    world.network.up();
    for (amount, refused) in [("0", true), ("1e2", true), ("１", true), ("", true), ("5000.01", true)] {
        assert_eq!(device.begin(id, PaymentKind::TopUp, amount).await.is_err(), refused, "{amount:?}");
        assert!(device.payment(id).await.is_none(), "{amount:?}");
    }
    assert_eq!(world.number("SELECT count(*) FROM payment_order WHERE purpose = 'top_up'").await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cash_out_that_needs_the_payment_password_keeps_its_id_until_it_was_right() {
    let world = World::start().await;
    let device = world.device().await.with_money().await;
    let id = PaymentId::mint();
    let asks = async |pin| device.begin_with(id, PaymentKind::CashOut, "12", pin).await;
    assert_eq!(code(asks(None).await), CommandCode::StepUpRequired);
    assert_eq!(code(asks(Some("27182")).await), CommandCode::Invalid);
    assert_eq!(code(asks(Some("271828")).await), CommandCode::PinNotSet);
    device.engine.set_pin(SetPinArgs { current: None, pin: "271828".into() }).await.unwrap();
    assert_eq!(code(asks(Some("271829")).await), CommandCode::PinWrong);
    assert!(device.payment(id).await.is_none(), "nothing of it is kept");
    assert_eq!(world.network.count("PUT", PATH), 3, "what cannot be one was never sent");
    let begun = asks(Some("271828")).await.unwrap();
    assert_eq!((begun.outcome, begun.answered), (PaymentOutcome::Waiting, true));
    let view = device.engine.payments().await.unwrap();
    assert_eq!(view.cash_out_without_pin.map(|sum| sum.minor), Some(500));
    assert_eq!(held(&world).await, 1);
}
