//! Proposing what another operator has to agree on, and deciding it.

use axum::extract::State;
use circles_domain::person::{check_reason, check_reference};
use circles_domain::{Field, Invalid, Money, ProposalId, Rule, TipId};
use circles_wire::ErrorCode;
use circles_wire::proposal::{
    Asks, DECISION, DecideFinanceRequest, FinanceProposal, Ground, MOST_TIPS, PROPOSAL, ProposeFinanceRequest,
};

use super::operate;
use crate::auth::Signed;
use crate::error::{Error, Result};
use crate::ledger::{self, Decided, Deciding, Proposed, Proposing};
use crate::routes::acting::begin;
use crate::routes::extract::{Json, Path};
use crate::state::{AppState, Poke};

/// Proposes an adjustment of a person's balance, or a refund of tips that they made under age. Nothing moves before another
/// operator agrees. The same proposal gets the same answer.
#[utoipa::path(put, path = PROPOSAL, tag = "operator", responses((status = 200, body = FinanceProposal),
    (status = 403, description = "`forbidden`: not an operator, or about oneself", body = circles_wire::ErrorBody),
    (status = 404, description = "no such person", body = circles_wire::ErrorBody),
    (status = 409, description = "`id_conflict`", body = circles_wire::ErrorBody),
    (status = 422, description = "`invalid`: `amount`, `tips`, `reference` or `note`", body = circles_wire::ErrorBody)))]
pub(super) async fn propose(
    State(state): State<AppState>,
    signed: Signed,
    Path(id): Path<ProposalId>,
    Json(request): Json<ProposeFinanceRequest>,
) -> Result<Json<FinanceProposal>> {
    let mut acting = operate(&state, signed, request.person).await?;
    let limits = &state.config.limits;
    let (amount, tips, ground) = read(request.asks, Money::fen(limits.adjustment_max_fen))?;
    let asked = Proposing {
        id,
        operator: signed.person,
        person: request.person,
        amount,
        tips,
        ground,
        reference: check_reference(&request.reference)?,
        reason: check_reason(&request.reason)?,
        expires_at: acting.now.plus_seconds(limits.proposal_s),
    };
    match ledger::propose(&mut acting.tx, &asked, acting.now).await? {
        Proposed::Done(proposal) => {
            acting.commit(&state, None).await?;
            Ok(Json(*proposal))
        }
        Proposed::Conflict(stored) => Err(Error::code(ErrorCode::IdConflict).subject(id).stored(&*stored)),
        Proposed::NotRefundable => Err(Invalid::new(Field::Tips, Rule::NotFound).into()),
        Proposed::NotMinor => Err(Invalid::new(Field::Tips, Rule::Mismatch).into()),
    }
}

/// How much, of an adjustment; which tips and why, of a refund.
type Read = (Option<Money>, Vec<TipId>, Option<Ground>);

fn read(asks: Asks, most: Money) -> Result<Read, Invalid> {
    match asks {
        Asks::Adjustment { amount } if amount.minor == 0 => Err(Invalid::new(Field::Amount, Rule::TooSmall)),
        Asks::Adjustment { amount } if amount.minor.unsigned_abs() > most.minor.unsigned_abs() => {
            Err(Invalid::new(Field::Amount, Rule::TooLarge))
        }
        Asks::Adjustment { amount } => Ok((Some(amount), Vec::new(), None)),
        Asks::Refund { tips, .. } if tips.is_empty() => Err(Invalid::new(Field::Tips, Rule::Required)),
        Asks::Refund { tips, .. } if tips.len() > MOST_TIPS => Err(Invalid::new(Field::Tips, Rule::TooMany)),
        Asks::Refund { mut tips, ground } => {
            tips.sort_unstable();
            tips.dedup();
            Ok((None, tips, Some(ground)))
        }
    }
}

/// Approves or refuses what somebody else proposed. Approved, it is done in the same moment; the same decision gets the
/// same answer.
#[utoipa::path(put, path = DECISION, tag = "operator", responses((status = 200, body = FinanceProposal),
    (status = 403, description = "`forbidden`: not an operator, proposed by oneself, or about oneself", body = circles_wire::ErrorBody),
    (status = 404, description = "no such proposal", body = circles_wire::ErrorBody),
    (status = 409, description = "`stale`: decided otherwise, or its time is over; `stored` is how it stands", body = circles_wire::ErrorBody),
    (status = 422, description = "`invalid`: the field `note` without a reason", body = circles_wire::ErrorBody)))]
pub(super) async fn decide(
    State(state): State<AppState>,
    signed: Signed,
    Path(id): Path<ProposalId>,
    Json(request): Json<DecideFinanceRequest>,
) -> Result<Json<FinanceProposal>> {
    let mut acting = begin(&state, signed).await?;
    if !acting.person.operator {
        return Err(Error::code(ErrorCode::Forbidden));
    }
    let answer = check_reason(&request.answer)?;
    let asked = Deciding { id, operator: signed.person, approve: request.approve, answer };
    match ledger::decide(&mut acting.tx, &state.keys, &asked, acting.now).await? {
        Decided::Done { proposal, moved } => {
            acting.commit(&state, None).await?;
            moved.into_iter().for_each(|person| state.poke(Poke::Person(person)));
            Ok(Json(*proposal))
        }
        Decided::NotTheirs => Err(Error::code(ErrorCode::Forbidden).subject(id)),
        Decided::Over(stored) => Err(Error::code(ErrorCode::Stale).subject(id).stored(&*stored)),
        Decided::Missing => Err(Error::not_found(id)),
    }
}
