use circles_domain::Timestamp;
use circles_domain::claim::Gender;
use circles_domain::relation::{MayAsk, WhoMayAsk};
use circles_domain::tip::TipPrivacy;
use circles_wire::person::Byline;
use circles_wire::relation::Relation;
use serde::Serialize;
use ts_rs::TS;

use super::device::NewDeviceView;

/// Who uses the app, and how it reaches the server.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
pub struct SessionView {
    /// Signed out, signing in, or in.
    pub state: SessionState,
    /// Oneself, when signed in.
    pub me: Option<MeView>,
    /// How many accounts are signed in on this device; one of them is in use.
    pub accounts: i64,
    /// Whether the server answers.
    pub connectivity: Connectivity,
    /// Whether the session survives a restart; `false` when the system has no keychain.
    pub persistent: bool,
    /// The server that the app talks to, for people to see.
    pub server: String,
    /// When the last pull ended well.
    pub synced_at: Option<Timestamp>,
    /// Something that the person should know.
    pub notice: Option<Notice>,
    /// Another device that signed in, until the person has seen that on this one.
    pub new_device: Option<NewDeviceView>,
}

/// Signed in or not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum SessionState {
    /// Nobody is signed in.
    SignedOut,
    /// The browser is open.
    SigningIn,
    /// Somebody is signed in.
    SignedIn,
    /// The session ended on the server; what is written here is kept until the same person signs in again.
    Expired,
}

/// Whether the server answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Connectivity {
    /// Not tried yet.
    Unknown,
    /// The last try worked.
    Online,
    /// The last try did not reach the server.
    Offline,
}

/// What the person should know.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Notice {
    /// The cache was damaged and is pulled again.
    CacheRebuilt,
    /// The outbox was damaged; what could be read was kept, the files are in quarantine.
    OutboxSalvaged,
    /// A session of theirs was ended for their safety; the list of devices says which and why.
    LookAtDevices,
}

/// Oneself.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
pub struct MeView {
    /// As beside posts.
    pub byline: Byline,
    /// A few words about oneself.
    pub bio: String,
    /// First character of the legal name and `*`.
    pub masked_name: String,
    /// Proven gender.
    pub gender: Option<Gender>,
    /// Whether 18 is reached.
    pub adult: bool,
    /// Proven student.
    pub student: Option<bool>,
    /// Proven employed.
    pub employed: Option<bool>,
    /// Proven to live overseas.
    pub overseas: Option<bool>,
    /// Reputation.
    pub score: Option<i64>,
    /// When they joined.
    pub joined_at: Timestamp,
    /// Whom one lets ask to be one's friend.
    pub who_may_ask: WhoMayAsk,
    /// Which of eight colours the account is told apart by on this device, from 0.
    pub colour: i64,
    /// Whether they run the platform.
    pub operator: bool,
    /// Whether friends see their legal name.
    pub shows_name: bool,
    /// When the account goes, if that was asked for.
    pub delete_at: Option<Timestamp>,
    /// Whether one takes no tips.
    pub tips_off: bool,
    /// Whether one takes transfers from others than friends.
    pub transfers_from_others: bool,
}

/// Another person, or oneself as others see it.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
pub struct ProfileView {
    /// As beside posts.
    pub byline: Byline,
    /// A few words about themselves.
    pub bio: String,
    /// When they joined; absent until the server was asked, and for strangers.
    pub joined_at: Option<Timestamp>,
    /// Circles that both are members of.
    pub shared_circles: Vec<super::CircleCardView>,
    /// Posts that the reader may see.
    pub post_count: i64,
    /// Whether this is oneself.
    pub own: bool,
    /// How they stand to oneself.
    pub relation: Relation,
    /// The legal name of a friend who shows it to friends.
    pub legal_name: Option<String>,
    /// Whether one may ask them to be friends now; absent until the server was asked.
    pub may_ask: Option<MayAsk>,
    /// Whether they take money from oneself; absent until the server was asked.
    pub may_send: Option<bool>,
}

/// Settings of this device.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, serde::Deserialize, TS)]
pub struct SettingsView {
    /// `system`, `light` or `dark`.
    pub theme: Theme,
    /// `system`, `en` or `zh-Hans`.
    pub language: Language,
    /// Whether single-letter keys work.
    pub letter_keys: bool,
    /// Where the person was: a route of the UI, restored at start.
    pub last_route: String,
    /// The most bytes of cached media.
    pub media_cap_bytes: i64,
    /// Amounts that the tip page offers, in fen; empty for those that everybody starts with.
    #[serde(default)]
    pub tip_presets: Vec<i64>,
    /// Who learned who gave the last tip: the next begins with it.
    #[serde(default)]
    pub tip_privacy: TipPrivacy,
    /// Whether amounts of one's own money are masked on the screen.
    #[serde(default)]
    pub hide_amounts: bool,
}

/// Appearance.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, serde::Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Theme {
    /// As the system.
    System,
    /// Light.
    Light,
    /// Dark.
    Dark,
}

/// Language.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, serde::Deserialize, TS)]
pub enum Language {
    /// As the system.
    #[serde(rename = "system")]
    System,
    /// English.
    #[serde(rename = "en")]
    En,
    /// Simplified Chinese.
    #[serde(rename = "zh-Hans")]
    ZhHans,
}

/// What Circles keeps on this device, in bytes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct StorageView {
    /// Cached photographs and videos.
    pub media_bytes: i64,
    /// Their cap.
    pub media_cap_bytes: i64,
    /// `cache.db`.
    pub cache_bytes: i64,
    /// `outbox.db`.
    pub outbox_bytes: i64,
    /// Files of drafts and of what waits to be sent.
    pub attachment_bytes: i64,
    /// Posts in the cache.
    pub cached_posts: i64,
}
