//! The money of the platform, for its operators. All with the server's word.

use circles_domain::person::{check_reason, check_reference};
use circles_domain::{Field, Invalid, Money, PersonId, ProposalId, Rule};
use circles_wire::finance::{FinanceAct, FreezeRequest, PersonFinanceResponse};
use circles_wire::proposal::{
    Asks, DecideFinanceRequest, FinanceProposal, MadeTipsResponse, ProposeFinanceRequest,
};

use super::sheet::load_soon;
use crate::args::{
    DecideFinanceArgs, FreezeWalletArgs, LookAtTipsArgs, OtherArgs, ProposeAdjustmentArgs, ProposeRefundArgs,
    Sheet,
};
use crate::engine::Engine;
use crate::error::Result;

impl Engine {
    /// How the money of a person stands, for operators: asked of the server each time.
    ///
    /// # Errors
    /// The server.
    pub async fn person_finance(&self, args: OtherArgs) -> Result<PersonFinanceResponse> {
        let account = self.connected_account().await?;
        Ok(account.remote()?.person_finance(args.person).await?)
    }

    /// Freezes a person's wallet, or lifts that, for operators. The person reads the reason.
    ///
    /// # Errors
    /// [`crate::Error::Invalid`] without a reason; the server.
    pub async fn freeze_wallet(&self, args: FreezeWalletArgs) -> Result<FinanceAct> {
        let account = self.connected_account().await?;
        let request = FreezeRequest { frozen: args.frozen, reason: check_reason(&args.reason)? };
        let done = account.remote()?.freeze_wallet(args.person, args.id, &request).await;
        load_soon(&account, &[Sheet::Finance], None);
        Ok(done?)
    }

    /// The tips that a person made and that could go back, for operators. That one looked is on the record.
    ///
    /// # Errors
    /// [`crate::Error::Invalid`] without a reason; the server.
    pub async fn look_at_tips(&self, args: LookAtTipsArgs) -> Result<MadeTipsResponse> {
        let account = self.connected_account().await?;
        let reason = check_reason(&args.reason)?;
        let done = account.remote()?.look_at_tips(args.person, args.id, reason).await;
        load_soon(&account, &[Sheet::Finance], None);
        Ok(done?)
    }

    /// Proposes to give a person money, or to take it. Nothing moves before another operator agrees.
    ///
    /// # Errors
    /// [`crate::Error::Invalid`]; the server.
    pub async fn propose_adjustment(&self, args: ProposeAdjustmentArgs) -> Result<FinanceProposal> {
        let amount = Money::parse_yuan(&args.amount)?;
        if amount.minor < 1 {
            return Err(Invalid::new(Field::Amount, Rule::TooSmall).into());
        }
        let amount = if args.give { amount } else { Money { minor: -amount.minor, ..amount } };
        let asks = Asks::Adjustment { amount };
        self.propose_finance(args.id, (args.person, asks), &args.reference, &args.reason).await
    }

    /// Proposes to send tips back that somebody made under age. Nothing moves before another operator agrees.
    ///
    /// # Errors
    /// [`crate::Error::Invalid`]; the server.
    pub async fn propose_refund(&self, args: ProposeRefundArgs) -> Result<FinanceProposal> {
        if args.tips.is_empty() {
            return Err(Invalid::new(Field::Tips, Rule::Required).into());
        }
        let asks = Asks::Refund { tips: args.tips, ground: args.ground };
        self.propose_finance(args.id, (args.person, asks), &args.reference, &args.reason).await
    }

    async fn propose_finance(
        &self,
        id: ProposalId,
        (person, asks): (PersonId, Asks),
        reference: &str,
        reason: &str,
    ) -> Result<FinanceProposal> {
        let (reference, reason) = (check_reference(reference)?, check_reason(reason)?);
        let account = self.connected_account().await?;
        let request = ProposeFinanceRequest { person, asks, reference, reason };
        let done = account.remote()?.propose_finance(id, &request).await;
        load_soon(&account, &[Sheet::Finance], None);
        Ok(done?)
    }

    /// Decides what another operator proposed. Approved, it is done in the same moment.
    ///
    /// # Errors
    /// [`crate::Error::Invalid`] without an answer; the server.
    pub async fn decide_finance(&self, args: DecideFinanceArgs) -> Result<FinanceProposal> {
        let answer = check_reason(&args.answer)?;
        let account = self.connected_account().await?;
        let request = DecideFinanceRequest { approve: args.approve, answer };
        let done = account.remote()?.decide_finance(args.id, &request).await;
        load_soon(&account, &[Sheet::Finance], None);
        Ok(done?)
    }
}
