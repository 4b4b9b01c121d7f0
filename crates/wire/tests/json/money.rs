//! Tips, transfers, the wallet, top-ups and cash-outs.

use circles_domain::ledger::{LimitKind, Raise, Receipt};
use circles_domain::payment::{PaymentFailure, PaymentKind, PaymentOutcome, PaymentRefusal};
use circles_domain::tip::{TipOutcome, TipPrivacy, TipRefusal, TipReturn};
use circles_domain::{CircleId, JournalId, Money, PaymentId, PersonId, PostId, QuoteId, TipId};
use circles_wire::earnings::{Earned, EarnedCircle, EarnedDay, EarnedPost, EarningsResponse};
use circles_wire::payment::{
    Difference, DifferenceKind, PaymentPageResponse, PaymentRequest, PaymentResponse, PaymentsResponse,
    Reconciliation, ReconciliationsResponse,
};
use circles_wire::proposal::EntryNote;
use circles_wire::tip::{
    ConfirmRequest, KeysResponse, PublicTip, QuoteRequest, QuoteResponse, ReceiptKey, SignedReceipt,
    TipResponse, TippersResponse,
};
use circles_wire::wallet::{
    Entry, EntryKind, LimitState, LimitsResponse, SetLimitRequest, Thanks, WalletFreeze, WalletResponse,
};

use crate::made::{at, both_ways, byline, id};

#[test]
fn tips_and_the_wallet() {
    let (tip, quote, post) = (TipId(id(8)), QuoteId(id(9)), PostId(id(4)));
    let limit = LimitState {
        kind: LimitKind::Day,
        limit: Some(Money::fen(500)),
        spent: Money::fen(176),
        ends_at: Some(at(600)),
        raise: Some(Raise { to: None, at: at(700) }),
    };
    let quoted = QuoteResponse {
        tip,
        quote,
        post,
        payee: byline(),
        payee_masked_name: "张*".into(),
        amount: Money::fen(88),
        fee: Money::fen(0),
        balance: Money::fen(10_000),
        spent_today: Money::fen(176),
        day_limit: Money::fen(100_000),
        privacy: TipPrivacy::Public,
        message: "Thank you".into(),
        tips_to_payee_today: 2,
        own_limits: vec![limit],
        step_up: false,
        escrow_seconds: 0,
        quoted_at: at(0),
        expires_at: at(300),
    };
    let receipt = Receipt {
        journal: JournalId(id(10)),
        payer: PersonId(id(11)),
        payee: PersonId(id(1)),
        post,
        amount: Money::fen(88),
        tip,
        held_at: at(1),
        key_id: "0123456789abcdef".into(),
    };
    let signed = SignedReceipt { receipt, signature: "c2lnbmF0dXJl".into() };
    let answer = |outcome, receipt| TipResponse {
        id: tip,
        post: Some(post),
        amount: Some(Money::fen(88)),
        outcome,
        cancellable_until: None,
        release_at: None,
        receipt,
    };
    let entry = Entry {
        journal: JournalId(id(10)),
        seq: 7,
        kind: EntryKind::TipSent,
        amount: Money::fen(-88),
        balance: Money::fen(9_912),
        counterparty: Some(byline()),
        counterparty_masked_name: Some("张*".into()),
        tip: Some(tip),
        transfer: None,
        post: Some(post),
        circle: Some(CircleId(id(1))),
        words: Some("First light".into()),
        booked_at: at(1),
        message: "Thank you".into(),
        can_return: false,
        thanked_at: Some(at(2)),
        note: Some(EntryNote::Refunded { reason: "A parent asked.".into(), reference: "letter".into() }),
        returned: Some(TipReturn::Breach),
    };
    let wallet = WalletResponse {
        balance: Money::fen(9_912),
        held: Money::fen(0),
        incoming: Money::fen(188),
        spent_today: Money::fen(264),
        day_limit: Money::fen(100_000),
        own_limits: vec![limit],
        locked: true,
        frozen: Some(WalletFreeze { since: at(3), reason: "The bank asked.".into() }),
        owed: Some(Money::fen(12)),
        pin_set: true,
        step_up_above: Money::fen(500),
        step_up_day_above: Money::fen(2_000),
        sandbox: true,
        entries: vec![entry],
        more: false,
        thanks: vec![Thanks { tip, at: at(2) }],
    };
    let earned = Earned { amount: Money::fen(188), tips: 2, people: 1 };
    let earnings = EarningsResponse {
        from: at(0),
        total: earned,
        days: vec![EarnedDay { from: at(0), earned }],
        posts: vec![EarnedPost { post, words: Some("First light".into()), earned }],
        circles: vec![EarnedCircle { circle: Some(CircleId(id(1))), earned }],
    };
    let key = ReceiptKey {
        id: "0123456789abcdef".into(),
        public: "cHVibGlj".into(),
        signed_by: None,
        signature: None,
    };
    insta::assert_json_snapshot!([
        both_ways(&QuoteRequest {
            post,
            amount: Money::fen(88),
            privacy: TipPrivacy::Anonymous,
            message: "Thank you".into(),
        }),
        both_ways(&quoted),
        both_ways(&ConfirmRequest { quote_id: quote }),
        both_ways(&answer(TipOutcome::Held, Some(signed))),
        both_ways(&answer(TipOutcome::Released, None)),
        both_ways(&answer(TipOutcome::Returned { reason: TipReturn::Breach }, None)),
        both_ways(&answer(TipOutcome::Refused { reason: TipRefusal::InsufficientBalance }, None)),
        both_ways(&wallet),
        both_ways(&KeysResponse { keys: vec![key] }),
        both_ways(&TippersResponse {
            tips: vec![PublicTip { person: byline(), message: "Thank you".into(), tipped_at: at(1) }],
            others: 2,
        }),
        both_ways(&SetLimitRequest { kind: LimitKind::Month, amount: None }),
        both_ways(&LimitsResponse { limits: vec![limit] }),
        both_ways(&earnings),
    ]);
}

#[test]
fn payments() {
    let told = |kind, outcome| {
        let (begun_at, changed_at) = (at(0), at(2));
        PaymentResponse {
            id: PaymentId(id(12)),
            kind,
            amount: Money::fen(500),
            outcome,
            has_page: outcome == PaymentOutcome::Waiting,
            begun_at,
            changed_at,
        }
    };
    let arrived = told(PaymentKind::TopUp, PaymentOutcome::Arrived);
    let (here, there) = (None, Some(Money::fen(501)));
    let difference = Difference { order: PaymentId(id(13)), kind: DifferenceKind::OpenCase, here, there };
    let differences = vec![difference];
    let reconciliation =
        Reconciliation { day: 20_261_122, made_at: at(9), lines: 3, matched: 2, differences };
    insta::assert_json_snapshot!([
        both_ways(&PaymentRequest {
            kind: PaymentKind::TopUp,
            amount: Money::fen(500),
            payee: None,
            pin: None
        }),
        both_ways(&PaymentRequest {
            kind: PaymentKind::CashOut,
            amount: Money::fen(500),
            payee: Some("13800138000".into()),
            pin: Some("271828".into())
        }),
        both_ways(&PaymentPageResponse { url: "https://openapi.alipay.com/gateway.do?sign=x".into() }),
        both_ways(&told(PaymentKind::TopUp, PaymentOutcome::Waiting)),
        both_ways(&told(PaymentKind::CashOut, PaymentOutcome::Checking)),
        both_ways(&told(PaymentKind::CashOut, PaymentOutcome::Failed { reason: PaymentFailure::Declined })),
        both_ways(&told(
            PaymentKind::CashOut,
            PaymentOutcome::Refused { reason: PaymentRefusal::InsufficientBalance }
        )),
        both_ways(&PaymentsResponse {
            payments: vec![arrived],
            top_up_max: Money::fen(500_000),
            cash_out_max: Money::fen(5_000_000),
            cash_out_from: Some(at(86_400)),
            cash_out_without_pin: Some(Money::fen(500)),
            sandbox: true,
            asks_payee: true,
            last_payee: Some("13800138000".into()),
        }),
        both_ways(&ReconciliationsResponse { days: vec![reconciliation] }),
    ]);
}
