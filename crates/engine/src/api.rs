//! The one table of commands. From it come [`Engine::call`] (for the shell and for `circles-device`) and the TypeScript
//! types of the page.
//!
//! To add a command: a method of [`Engine`], its arguments in `args`, its result in `view`, and a line here.

use std::panic::AssertUnwindSafe;
use std::sync::Arc;

use circles_wire::admission::{AdmissionsResponse, InvitationsResponse};
use circles_wire::circle::MembersResponse;
use circles_wire::finance::{FinanceAct, PersonFinanceResponse};
use circles_wire::gates::{GatesResponse, SimulationResponse};
use circles_wire::handover::HeirsResponse;
use circles_wire::known::BanResponse;
use circles_wire::money_request::MoneyRequestsResponse;
use circles_wire::proposal::{FinanceProposal, MadeTipsResponse};
use circles_wire::tip::TippersResponse;
use circles_wire::transfer::TransfersResponse;
use futures::FutureExt as _;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use ts_rs::{Config, ExportError, TS};

use crate::account::Account;
use crate::args::*;
use crate::engine::Engine;
use crate::error::{Error, Result};
use crate::view::*;

/// A command, for the generated TypeScript.
pub struct Command {
    /// Its name.
    pub name: &'static str,
    /// The type of its arguments; `None` when it takes none.
    pub args: Option<String>,
    /// The type of its result; `None` when it has none.
    pub result: Option<String>,
}

macro_rules! commands {
    (
        $($plain:ident() -> $plain_result:ty;)*
        ---
        $($name:ident($args:ty) -> $result:ty;)*
    ) => {
        impl Engine {
            /// The names of all commands, in the order of the table.
            pub const COMMANDS: &'static [&'static str] = &[$(stringify!($plain),)* $(stringify!($name)),*];

            /// Runs a command by name.
            ///
            /// # Errors
            /// [`CommandError`], as the page gets it.
            pub async fn call(&self, name: &str, args: Value) -> Result<Value, CommandError> {
                let account = self.find_account();
                let answer = async {
                    match name {
                        $(stringify!($plain) => answer(self.$plain().await),)*
                        $(stringify!($name) => match read::<$args>(args) {
                            Ok(args) => answer(self.$name(args).await),
                            Err(error) => Err(error),
                        },)*
                        _ => Err(Error::Malformed),
                    }
                };
                // Whoever asked must not wait for ever for one that panicked.
                let answer = AssertUnwindSafe(answer).catch_unwind().await;
                let answer = answer.unwrap_or(Err(Error::Internal("a command that panicked")));
                if let (Err(Error::Store(circles_store::Error::Damaged)), Some(account)) = (&answer, account) {
                    self.mend_in_background(account);
                }
                answer.map_err(CommandError::from)
            }
        }

        /// All commands, in the order of the table.
        #[must_use]
        pub fn commands(config: &Config) -> Vec<Command> {
            vec![
                $(Command { name: stringify!($plain), args: None, result: name_of::<$plain_result>(config) },)*
                $(Command {
                    name: stringify!($name),
                    args: name_of::<$args>(config),
                    result: name_of::<$result>(config),
                },)*
            ]
        }

        /// Writes the types that commands take and give, and all that these are made of.
        ///
        /// # Errors
        /// When a file cannot be written.
        pub fn export(config: &Config) -> Result<(), ExportError> {
            $(<$plain_result>::export_all(config).or_else(not_declared)?;)*
            $(<$args>::export_all(config)?; <$result>::export_all(config).or_else(not_declared)?;)*
            Ok(())
        }
    };
}

commands! {
    session() -> SessionView;
    sign_in() -> SessionView;
    cancel_sign_in() -> ();
    refresh() -> ();
    remove_avatar() -> ProfileView;
    list_drafts() -> DraftsView;
    outbox() -> OutboxView;
    relations() -> RelationsView;
    settings() -> SettingsView;
    storage() -> StorageView;
    clear_media() -> StorageView;
    devices() -> DevicesView;
    know_device() -> ();
    sign_out_other_devices() -> ();
    list_accounts() -> AccountsView;
    standings() -> StandingsView;
    cancellable_tips() -> CancellableTipsView;
    payments() -> PaymentsView;
    check_payments() -> PaymentsView;
    applications() -> ApplicationsView;
    console() -> ConsoleView;
    finance() -> FinanceView;
    new_id() -> NewIdView;
    known() -> KnownView;
    read_statement_again() -> ();
    transfers() -> TransfersResponse;
    money_requests() -> MoneyRequestsResponse;
    ---
    sign_out(SignOutArgs) -> SessionView;
    sign_out_device(DeviceArgs) -> ();
    switch_account(AccountArgs) -> SessionView;
    list_circles(ListCirclesArgs) -> CirclesView;
    get_circle(CircleArgs) -> CircleView;
    open_circle(CircleArgs) -> ();
    join(JoinArgs) -> CircleView;
    leave(CircleArgs) -> CircleView;
    accept_rules(AcceptRulesArgs) -> CircleView;
    edit_circle(EditCircleArgs) -> CircleView;
    set_cover(CoverArgs) -> CircleView;
    export_posts(ExportPostsArgs) -> TakenView;
    apply_for_circle(ApplyArgs) -> ();
    decide_application(DecideApplicationArgs) -> ();
    step_circle(StepArgs) -> ();
    edit_rules(EditRulesArgs) -> CircleView;
    find_invited(InvitedArgs) -> CircleView;
    members(CircleArgs) -> MembersResponse;
    get_gates(CircleArgs) -> GatesResponse;
    simulate_gates(SimulateGatesArgs) -> SimulationResponse;
    propose_gates(ProposeGatesArgs) -> GatesResponse;
    decide_gates(DecideGatesArgs) -> GatesResponse;
    list_person(ListPersonArgs) -> GatesResponse;
    admissions(CircleArgs) -> AdmissionsResponse;
    decide_admission(DecideAdmissionArgs) -> AdmissionsResponse;
    invitations(CircleArgs) -> InvitationsResponse;
    invite(InviteArgs) -> InvitationsResponse;
    revoke_invitation(RevokeInvitationArgs) -> InvitationsResponse;
    timeline(TimelineArgs) -> TimelineView;
    fill_gap(GapArgs) -> ();
    get_post(PostArgs) -> PostDetailView;
    load_comments(PostArgs) -> ();
    seen(SeenArgs) -> ();
    new_draft(NewDraftArgs) -> DraftView;
    get_draft(PostArgs) -> DraftView;
    save_draft(SaveDraftArgs) -> DraftView;
    attach(AttachArgs) -> DraftView;
    detach(DetachArgs) -> DraftView;
    describe_attachment(DescribeArgs) -> DraftView;
    reorder_attachments(ReorderArgs) -> DraftView;
    set_poster(PosterArgs) -> DraftView;
    discard_draft(PostArgs) -> ();
    publish_post(PostArgs) -> PostView;
    edit_post(EditPostArgs) -> ();
    delete_post(PostArgs) -> ();
    save_comment_draft(SaveCommentDraftArgs) -> CommentDraftView;
    comment(CommentArgs) -> CommentView;
    edit_comment(EditCommentArgs) -> ();
    delete_comment(CommentIdArgs) -> ();
    praise(PraiseArgs) -> ();
    open_tip(PostArgs) -> TipView;
    quote_tip(QuoteTipArgs) -> TipView;
    confirm_tip(ConfirmTipArgs) -> TipView;
    abandon_tip(TipArgs) -> TipView;
    cancel_tip(TipArgs) -> TipView;
    check_tip(TipArgs) -> TipView;
    return_tip(TipArgs) -> ();
    tippers(PostArgs) -> TippersResponse;
    get_tip(TipArgs) -> TipView;
    wallet(WalletArgs) -> WalletView;
    statement(StatementArgs) -> StatementView;
    receipt(TipArgs) -> ReceiptView;
    transfer_receipt(TransferArgs) -> TransferReceiptView;
    earnings(EarningsArgs) -> EarningsView;
    thank(TipArgs) -> ();
    export(ExportArgs) -> ExportView;
    set_pin(SetPinArgs) -> ();
    set_limit(SetLimitArgs) -> ();
    lock_payments(LockPaymentsArgs) -> ();
    begin_payment(BeginPaymentArgs) -> PaymentView;
    open_payment_page(PaymentArgs) -> ();
    retry(OutboxArgs) -> ();
    discard(OutboxArgs) -> ();
    profile(PersonArgs) -> ProfileView;
    edit_profile(EditProfileArgs) -> ProfileView;
    new_friend_request(OtherArgs) -> NewFriendRequestView;
    ask_friend(AskFriendArgs) -> ();
    answer_friend(AnswerFriendArgs) -> ();
    withdraw_friend(FriendRequestArgs) -> ();
    end_friendship(OtherArgs) -> ();
    block(OtherArgs) -> ();
    unblock(OtherArgs) -> ();
    choose_who_may_ask(WhoMayAskArgs) -> ();
    take_tips(TakeTipsArgs) -> ();
    take_transfers(TakeTransfersArgs) -> ();
    request_money(RequestMoneyArgs) -> MoneyRequestsResponse;
    decline_money_request(MoneyRequestArgs) -> MoneyRequestsResponse;
    withdraw_money_request(MoneyRequestArgs) -> MoneyRequestsResponse;
    open_transfer(OtherArgs) -> TransferView;
    quote_transfer(QuoteTransferArgs) -> TransferView;
    confirm_transfer(ConfirmTransferArgs) -> TransferView;
    check_transfer(TransferArgs) -> TransferView;
    abandon_transfer(TransferArgs) -> TransferView;
    get_transfer(TransferArgs) -> TransferView;
    take_back_transfer(TransferArgs) -> TransfersResponse;
    answer_transfer(AnswerTransferArgs) -> TransfersResponse;
    save_settings(SaveSettingsArgs) -> SettingsView;
    load_sheet(LoadSheetArgs) -> ();
    queue(CircleArgs) -> QueueView;
    appeals(CircleArgs) -> AppealsView;
    moderation_log(CircleArgs) -> LogView;
    member_list(CircleArgs) -> MembersView;
    act(ActArgs) -> ActView;
    second(SecondArgs) -> ActView;
    report(ReportArgs) -> ();
    hear_report(ReportIdArgs) -> ();
    appeal(AppealArgs) -> ();
    decide_appeal(DecideAppealArgs) -> ();
    give_role(GiveRoleArgs) -> ();
    hear_statement(StatementIdArgs) -> ();
    offer_circle(CircleMemberArgs) -> CircleView;
    end_handover(CircleArgs) -> CircleView;
    take_over(CircleArgs) -> CircleView;
    heirs(CircleArgs) -> HeirsResponse;
    name_owner(NameOwnerArgs) -> ();
    withdraw_claim(ClaimArgs) -> ();
    welcome_claim(ClaimArgs) -> ();
    show_name(ShowNameArgs) -> ();
    delete_account(DeleteAccountArgs) -> SessionView;
    set_avatar(SetAvatarArgs) -> ProfileView;
    open_name(OpenNameArgs) -> OpenedNameView;
    shut_out(ShutOutArgs) -> ();
    let_in(LetInArgs) -> ();
    operator_record(OtherArgs) -> BanResponse;
    person_finance(OtherArgs) -> PersonFinanceResponse;
    freeze_wallet(FreezeWalletArgs) -> FinanceAct;
    look_at_tips(LookAtTipsArgs) -> MadeTipsResponse;
    propose_adjustment(ProposeAdjustmentArgs) -> FinanceProposal;
    propose_refund(ProposeRefundArgs) -> FinanceProposal;
    decide_finance(DecideFinanceArgs) -> FinanceProposal;
}

impl Engine {
    /// Not awaited by the command that met the damage: it has its error, and a change tells when to read again.
    fn mend_in_background(&self, account: Arc<Account>) {
        let engine = self.clone();
        self.inner.tasks.spawn(async move {
            if let Err(error) = engine.mend_account(&account).await {
                tracing::error!(error = ?error, "a damaged account could not be opened again");
            }
        });
    }
}

fn read<T: DeserializeOwned>(args: Value) -> Result<T> {
    serde_json::from_value(args).map_err(|_| Error::Malformed)
}

fn answer<T: Serialize>(outcome: Result<T>) -> Result<Value> {
    serde_json::to_value(outcome?).map_err(|_| Error::Internal("a result"))
}

fn name_of<T: TS>(config: &Config) -> Option<String> {
    let name = T::name(config);
    if name == "null" { None } else { Some(name) }
}

/// `()` has no declaration to write.
fn not_declared(error: ExportError) -> Result<(), ExportError> {
    if let ExportError::CannotBeExported(_) = error { Ok(()) } else { Err(error) }
}
