//! What commands and queries take, and the error that they give. Names and types are the same in the app, in
//! `circles-device` and in the generated TypeScript.

use circles_domain::circle::{Gates, PersonList, Role};
use circles_domain::claim::ClaimKind;
use circles_domain::gate::Verdict;
use circles_domain::govern::{Deed, ReportReason, Subject};
use circles_domain::page::Position;
use circles_domain::relation::WhoMayAsk;
use circles_domain::{
    ActId, AppealId, AttachmentId, CircleId, CommentId, DeviceId, FriendRequestId, Invalid, InvitationId,
    Money, OutboxItemId, PersonId, PostId, ProposalId, QuoteId, ReportId, TipId,
};
use circles_wire::relation::Answer;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::view::SettingsView;

/// Why a command did not work: the server's codes and the device's own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum CommandCode {
    /// Inputs broke rules; `fields` says which.
    Invalid,
    /// The server cannot be reached; nothing was sent.
    Offline,
    /// The server did not answer in time.
    Timeout,
    /// Something else than the server answered (a captive portal).
    Protocol,
    /// Nobody is signed in.
    SignedOut,
    /// The session ended; sign in again.
    SessionExpired,
    /// Signing in was given up.
    SignInCancelled,
    /// The browser's answer did not belong to this sign-in.
    SignInRefused,
    /// Unsent things exist; sign out with `discard`, or send them first.
    Unsent,
    /// A payment is not decided yet; it cannot be discarded.
    UnsettledPayment,
    /// Not there, or not for this person.
    NotFound,
    /// A gate is closed.
    GateClosed,
    /// Muted in this circle.
    Muted,
    /// The circle's rules changed; they have to be accepted before writing.
    RulesDue,
    /// The circle is read-only for now.
    Frozen,
    /// It changed on the server since it was shown.
    Stale,
    /// Not allowed.
    Forbidden,
    /// The id is taken by something else.
    IdConflict,
    /// Too many requests.
    RateLimited,
    /// A quota of storage is full.
    QuotaExceeded,
    /// A wrong payment password.
    PinWrong,
    /// No payment password is set.
    PinNotSet,
    /// Too many wrong tries.
    PinPaused,
    /// The payment password is needed.
    StepUpRequired,
    /// The sign-in is too long ago for this; sign in again, then ask again.
    SignInAgain,
    /// The quote is void.
    QuoteExpired,
    /// Confirmed too fast.
    TooFast,
    /// Under 18.
    Minor,
    /// They choose who may ask to be their friend, and oneself is not among those.
    NotAmongThose,
    /// A friend request was not accepted; one may ask again after `retry_after`.
    NotAccepted,
    /// Money is left on the account, or on its way.
    BalanceLeft,
    /// The proof of the real name has expired: the account only reads until its person signs in again.
    NameExpired,
    /// The disk is full; nothing was lost.
    DiskFull,
    /// This data was written by a newer version of the app.
    NewerSchema,
    /// Another window of Circles uses this data.
    AlreadyRunning,
    /// The server is at fault or busy.
    ServerTrouble,
    /// A fault of the app; its log says more.
    Internal,
}

/// What a command answers when it did not work.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct CommandError {
    /// The code; the words come from the messages of the UI.
    pub code: CommandCode,
    /// Inputs that broke rules.
    pub fields: Vec<Invalid>,
    /// Seconds to wait.
    pub retry_after: Option<i64>,
    /// Why a gate is closed, clause by clause.
    pub gate: Option<Verdict>,
    /// Tries left, for a wrong payment password.
    pub tries_left: Option<i64>,
}

impl CommandError {
    /// A plain code.
    #[must_use]
    pub fn of(code: CommandCode) -> Self {
        Self { code, fields: Vec::new(), retry_after: None, gate: None, tries_left: None }
    }
}

macro_rules! args {
    ($($(#[$doc:meta])* $name:ident { $($(#[$fdoc:meta])* $field:ident : $ty:ty),* $(,)? })*) => {$(
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
        #[serde(deny_unknown_fields)]
        pub struct $name { $($(#[$fdoc])* pub $field: $ty),* }
    )*};
}

/// A page that the server answers whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Sheet {
    /// One's own standings.
    Standings,
    /// What waits for a moderator of a circle.
    Queue,
    /// Appeals that wait in a circle.
    Appeals,
    /// What was done in a circle.
    Log,
    /// Who is in a circle.
    Members,
}

args! {
    /// `load_sheet`.
    LoadSheetArgs {
        /// Which.
        sheet: Sheet,
        /// Of which circle; `null` for what belongs to none.
        circle: Option<CircleId>,
    }
    /// `act`: the id was minted when the form opened.
    ActArgs {
        /// Where.
        circle: CircleId,
        /// Which.
        id: ActId,
        /// What.
        deed: Deed,
    }
    /// `second`.
    SecondArgs {
        /// Where.
        circle: CircleId,
        /// The act that proposed.
        id: ActId,
        /// Whether oneself agrees.
        agree: bool,
    }
    /// `report`: the id was minted when the form opened.
    ReportArgs {
        /// Which.
        id: ReportId,
        /// Where.
        circle: CircleId,
        /// What.
        subject: Subject,
        /// The post that a comment stands under.
        post: Option<PostId>,
        /// Why.
        reason: ReportReason,
        /// More; may be empty.
        note: String,
    }
    /// `hear_report`.
    ReportIdArgs {
        /// Which.
        report: ReportId,
    }
    /// `appeal`: the id was minted when the form opened.
    AppealArgs {
        /// Which.
        id: AppealId,
        /// Against which act.
        act: ActId,
        /// What oneself says.
        text: String,
    }
    /// `decide_appeal`.
    DecideAppealArgs {
        /// Where.
        circle: CircleId,
        /// Which.
        id: AppealId,
        /// Whether the act is undone.
        accept: bool,
        /// As the person will read it.
        answer: String,
    }
    /// `give_role`.
    GiveRoleArgs {
        /// Where.
        circle: CircleId,
        /// Whom.
        person: PersonId,
        /// Which.
        role: Role,
    }
}

args! {
    /// `sign_out`.
    SignOutArgs {
        /// Throw away what was not sent.
        discard: bool,
    }
    /// `list_circles`.
    ListCirclesArgs {
        /// Only joined ones.
        joined: bool,
        /// Words in name or introduction; empty for all.
        query: String,
    }
    /// `get_circle`, `leave`, `open_circle`, `get_gates`, `admissions`, `invitations`, `members`.
    CircleArgs {
        /// Which.
        circle: CircleId,
    }
    /// `join`.
    JoinArgs {
        /// Which.
        circle: CircleId,
        /// The version of the rules that was shown; joining accepts it.
        rules_version: Option<i64>,
        /// Words for who decides, where joining is by asking.
        note: Option<String>,
        /// The code of an invitation, where one is needed.
        invitation: Option<String>,
    }
    /// `accept_rules`.
    AcceptRulesArgs {
        /// Whose.
        circle: CircleId,
        /// The version that was shown.
        version: i64,
    }
    /// `edit_rules`.
    EditRulesArgs {
        /// Whose.
        circle: CircleId,
        /// The version that they change.
        version: i64,
        /// One rule a line.
        rules: String,
        /// The same in Simplified Chinese.
        rules_zh: String,
        /// Whether everyone is asked again before they write.
        material: bool,
    }
    /// `simulate_gates`.
    SimulateGatesArgs {
        /// Whose.
        circle: CircleId,
        /// What is tried.
        gates: Gates,
    }
    /// `propose_gates`.
    ProposeGatesArgs {
        /// Whose.
        circle: CircleId,
        /// The version that it changes.
        version: i64,
        /// As they shall be.
        gates: Gates,
    }
    /// `decide_gates`.
    DecideGatesArgs {
        /// Whose.
        circle: CircleId,
        /// Which.
        proposal: ProposalId,
        /// Approve; else refuse it or take it back.
        approve: bool,
    }
    /// `list_person`: names a person on one of the circle's lists, or takes them off.
    ListPersonArgs {
        /// Whose.
        circle: CircleId,
        /// Which list.
        list: PersonList,
        /// Who.
        person: PersonId,
        /// On or off.
        on: bool,
    }
    /// `decide_admission`.
    DecideAdmissionArgs {
        /// Where.
        circle: CircleId,
        /// Who asked.
        person: PersonId,
        /// Let in, or not.
        admit: bool,
        /// Why not.
        reason: String,
    }
    /// `invite`.
    InviteArgs {
        /// Where to.
        circle: CircleId,
        /// How many people may come in with it.
        uses: i64,
        /// For how many days.
        days: i64,
    }
    /// `revoke_invitation`.
    RevokeInvitationArgs {
        /// Where to.
        circle: CircleId,
        /// Which.
        invitation: InvitationId,
    }
    /// `find_invited`.
    InvitedArgs {
        /// As typed or pasted.
        code: String,
    }
    /// `timeline`.
    TimelineArgs {
        /// Which.
        feed: Feed,
        /// The window starts at this position (that post included); `null` for the newest.
        from: Option<Position>,
        /// Most rows, at most 500.
        limit: u32,
    }
    /// `fill_gap`.
    GapArgs {
        /// As the row gave it.
        id: String,
    }
    /// `get_post`, `delete_post`, `get_draft`, `discard_draft`, `publish_post`, `open_tip`.
    PostArgs {
        /// Which.
        post: PostId,
    }
    /// `seen`: posts that were on screen.
    SeenArgs {
        /// Which.
        posts: Vec<PostId>,
    }
    /// `new_draft`.
    NewDraftArgs {
        /// Where, when known.
        circle: Option<CircleId>,
    }
    /// `save_draft`.
    SaveDraftArgs {
        /// Which.
        post: PostId,
        /// Where.
        circle: Option<CircleId>,
        /// The words so far.
        text: String,
    }
    /// `attach`: a file that this device can read.
    AttachArgs {
        /// To which draft.
        post: PostId,
        /// Where the file is.
        path: String,
        /// The name to show.
        name: String,
    }
    /// `detach`.
    DetachArgs {
        /// From which draft.
        post: PostId,
        /// What.
        attachment: AttachmentId,
    }
    /// `describe_attachment`.
    DescribeArgs {
        /// In which draft.
        post: PostId,
        /// Which.
        attachment: AttachmentId,
        /// In words.
        alt: String,
    }
    /// `reorder_attachments`.
    ReorderArgs {
        /// In which draft.
        post: PostId,
        /// All of them, in the new order.
        order: Vec<AttachmentId>,
    }
    /// `set_poster`: a still of a video, drawn by the page.
    PosterArgs {
        /// In which draft.
        post: PostId,
        /// Of which video.
        attachment: AttachmentId,
        /// A JPEG, base64.
        jpeg: String,
    }
    /// `edit_post`.
    EditPostArgs {
        /// Which.
        post: PostId,
        /// The words from now on.
        text: String,
    }
    /// `save_comment_draft`.
    SaveCommentDraftArgs {
        /// Under which post.
        post: PostId,
        /// The words so far.
        text: String,
    }
    /// `comment`.
    CommentArgs {
        /// From the draft.
        comment: CommentId,
        /// Under which post.
        post: PostId,
        /// The words.
        text: String,
    }
    /// `edit_comment`.
    EditCommentArgs {
        /// Which.
        comment: CommentId,
        /// The words from now on.
        text: String,
    }
    /// `delete_comment`.
    CommentIdArgs {
        /// Which.
        comment: CommentId,
    }
    /// `praise`.
    PraiseArgs {
        /// Which.
        post: PostId,
        /// Set or unset.
        on: bool,
    }
    /// `quote_tip`.
    QuoteTipArgs {
        /// Which.
        tip: TipId,
        /// As typed, in yuan: `0.88`.
        amount: String,
    }
    /// `confirm_tip`: names no amount and no payee.
    ConfirmTipArgs {
        /// Which.
        tip: TipId,
        /// What was shown.
        quote: QuoteId,
        /// The payment password, when asked.
        pin: Option<String>,
    }
    /// `get_tip`, `abandon_tip`, `cancel_tip`.
    TipArgs {
        /// Which.
        tip: TipId,
    }
    /// `wallet`.
    WalletArgs {
        /// Entries before this sequence number.
        before: Option<i64>,
    }
    /// `set_pin`.
    SetPinArgs {
        /// The present one, when one is set.
        current: Option<String>,
        /// Six digits.
        pin: String,
    }
    /// `retry`, `discard`.
    OutboxArgs {
        /// Which.
        item: OutboxItemId,
    }
    /// `switch_account`.
    AccountArgs {
        /// Whose account.
        person: PersonId,
    }
    /// `sign_out_device`.
    DeviceArgs {
        /// Which.
        device: DeviceId,
    }
    /// `profile`.
    PersonArgs {
        /// Who; oneself when absent.
        person: Option<PersonId>,
    }
    /// `edit_profile`.
    EditProfileArgs {
        /// The display name.
        display_name: String,
        /// A few words.
        bio: String,
    }
    /// `new_friend_request`, `end_friendship`, `block`, `unblock`.
    OtherArgs {
        /// Who.
        person: PersonId,
    }
    /// `ask_friend`.
    AskFriendArgs {
        /// From `new_friend_request`.
        request: FriendRequestId,
        /// Whom.
        person: PersonId,
        /// Words that go with it; may be empty.
        note: String,
    }
    /// `answer_friend`.
    AnswerFriendArgs {
        /// Which.
        request: FriendRequestId,
        /// What.
        answer: Answer,
    }
    /// `withdraw_friend`.
    FriendRequestArgs {
        /// Which.
        request: FriendRequestId,
    }
    /// `choose_who_may_ask`.
    WhoMayAskArgs {
        /// Whom one lets ask to be one's friend.
        who: WhoMayAsk,
    }
    /// `withdraw_claim`, `welcome_claim`.
    ClaimArgs {
        /// Which.
        kind: ClaimKind,
    }
    /// `show_name`.
    ShowNameArgs {
        /// Whether friends see the legal name.
        shown: bool,
    }
    /// `delete_account`.
    DeleteAccountArgs {
        /// What the wallet holds and the person gives up; exactly that.
        give_up: Money,
    }
    /// `save_settings`.
    SaveSettingsArgs {
        /// All of them.
        settings: SettingsView,
    }
}

/// A timeline.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Feed {
    /// All joined circles.
    Home,
    /// One circle.
    Circle {
        /// Which.
        circle: CircleId,
    },
    /// One person's posts.
    Person {
        /// Whose.
        person: PersonId,
    },
}
