//! The books, as operators see them.

use circles_domain::ledger::AdjustmentReceipt;
use circles_domain::{ActId, JournalId, Money, PersonId, PostId, ProposalId, TipId};
use circles_wire::finance::{
    Debtor, EscrowKind, EscrowLine, FinanceAct, FinanceActKind, FinanceResponse, FreezeRequest, FrozenWallet,
    LastCheckpoint, PersonFinanceResponse, TrialKind, TrialLine,
};
use circles_wire::proposal::{
    Asks, DecideFinanceRequest, EntryNote, FinanceProposal, FinanceProposalKind, FinanceProposalState,
    Ground, LookRequest, MadeTip, MadeTipsResponse, ProposeFinanceRequest, SignedAdjustment,
};
use circles_wire::wallet::WalletFreeze;

use crate::made::{at, both_ways, byline, id};

#[test]
fn the_books_of_operators() {
    let freeze = WalletFreeze { since: at(3), reason: "The bank asked.".into() };
    let act = FinanceAct {
        id: ActId(id(1)),
        kind: FinanceActKind::Freeze,
        operator: byline(),
        person: byline(),
        reason: "The bank asked.".into(),
        at: at(3),
    };
    let line = TrialLine {
        kind: TrialKind::Person,
        accounts: 3,
        arrived: Money::fen(500),
        left: Money::fen(300),
        balance: Money::fen(200),
        kept: Money::fen(200),
    };
    let proposal = FinanceProposal {
        id: ProposalId(id(2)),
        kind: FinanceProposalKind::Refund,
        person: byline(),
        amount: Money::fen(188),
        tips: 2,
        refunded: 1,
        ground: Some(Ground::Attested),
        reference: "letter of 3 March".into(),
        reason: "A parent asked.".into(),
        proposed_by: byline(),
        proposed_at: at(1),
        expires_at: at(9),
        state: FinanceProposalState::Approved,
        decided_by: Some(byline()),
        decided_at: Some(at(2)),
        answer: "I read the letter.".into(),
    };
    let receipt = AdjustmentReceipt {
        journal: JournalId(id(3)),
        proposal: ProposalId(id(2)),
        person: PersonId(id(4)),
        amount: Money::fen(-500),
        reference: "case 7".into(),
        reason: "Paid twice.".into(),
        booked_at: at(4),
        key_id: "0123456789abcdef".into(),
    };
    let signed = Box::new(SignedAdjustment { receipt, signature: "c2lnbmVk".into() });
    let made = MadeTip {
        tip: TipId(id(5)),
        post: PostId(id(6)),
        payee: byline(),
        amount: Money::fen(88),
        at: at(1),
        held: true,
    };
    let asks = Asks::Refund { tips: vec![TipId(id(5))], ground: Ground::Proven };
    let proposes = |asks| ProposeFinanceRequest {
        person: PersonId(id(4)),
        asks,
        reference: "case 7".into(),
        reason: "Paid twice.".into(),
    };
    let held = EscrowLine { kind: EscrowKind::Tip, count: 2, sum: Money::fen(100), oldest_at: at(1) };
    insta::assert_json_snapshot!([
        both_ways(&proposes(asks)),
        both_ways(&proposes(Asks::Adjustment { amount: Money::fen(-500) })),
        both_ways(&DecideFinanceRequest { approve: true, answer: "I read the letter.".into() }),
        both_ways(&LookRequest { reason: "A parent asked.".into() }),
        both_ways(&MadeTipsResponse { tips: vec![made], is_minor: true }),
        both_ways(&EntryNote::Adjusted { signed }),
        both_ways(&EntryNote::TakenBack),
        both_ways(&FreezeRequest { frozen: true, reason: "The bank asked.".into() }),
        both_ways(&FinanceResponse {
            trial: vec![line],
            sum: Money::fen(0),
            journals: 9,
            escrow: vec![held],
            debts: 1,
            owed: Money::fen(40),
            debtors: vec![Debtor { person: byline(), owed: Money::fen(40) }],
            checkpoint: Some(LastCheckpoint { seq: 8, made_at: at(2) }),
            frozen: vec![FrozenWallet { person: byline(), freeze: freeze.clone() }],
            proposals: vec![proposal],
            acts: vec![act.clone()],
            reconciliations: Vec::new(),
        }),
        both_ways(&PersonFinanceResponse { frozen: Some(freeze), owed: Money::fen(0), acts: vec![act] }),
    ]);
}
