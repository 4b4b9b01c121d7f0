//! What accounts, profiles, relations and settings take.

use crate::view::SettingsView;
use circles_domain::claim::ClaimKind;
use circles_domain::relation::WhoMayAsk;
use circles_domain::{DeviceId, FriendRequestId, Money, PersonId};
use circles_wire::relation::Answer;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

args! {
    /// `sign_out`.
    SignOutArgs {
        /// Throw away what was not sent.
        discard: bool,
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
    /// `set_avatar`: a photograph that this device can read.
    SetAvatarArgs {
        /// Where the file is.
        path: String,
    }
    /// `new_friend_request`, `end_friendship`, `block`, `unblock`, `operator_record`, `person_finance`.
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
    /// `take_transfers`.
    TakeTransfersArgs {
        /// From others than friends as well.
        from_others: bool,
    }
    /// `take_tips`.
    TakeTipsArgs {
        /// Taken, or not.
        on: bool,
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
    /// `open_name`, for operators of the platform.
    OpenNameArgs {
        /// Whose.
        person: PersonId,
        /// Why; the person reads it.
        reason: String,
    }
    /// `shut_out`, for operators of the platform.
    ShutOutArgs {
        /// Whom.
        person: PersonId,
        /// Why; the person reads it.
        reason: String,
        /// For how many days; `null` for good.
        days: Option<u16>,
    }
    /// `let_in`, for operators of the platform.
    LetInArgs {
        /// Whom.
        person: PersonId,
        /// Why; kept on the record.
        reason: String,
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
