//! How the server is started: flags, each also as `CIRCLES_*` in the environment, and every limit and duration.

use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;

use crate::identity::OpenIdArgs;
use crate::payments::alipay::AlipayArgs;

/// Where the data is and where to listen.
#[derive(Clone, Debug, clap::Args)]
pub struct Config {
    /// Directory of the database and the media.
    #[arg(long, env = "CIRCLES_DATA_DIR")]
    pub data_dir: PathBuf,
    /// Address to listen on; port 0 takes a free one.
    #[arg(long, env = "CIRCLES_LISTEN", default_value = "127.0.0.1:7420")]
    pub listen: SocketAddr,
    /// Directory of the keys; by default `keys` in the data directory. Keep it out of every dump of the data.
    #[arg(long, env = "CIRCLES_KEYS_DIR")]
    pub keys_dir: Option<PathBuf>,
    /// An address under which devices reach the server, as often as needed; by default the one it listens on. A request
    /// that is signed for another address is refused.
    #[arg(long = "public-url", env = "CIRCLES_PUBLIC_URL", value_delimiter = ',')]
    pub public_urls: Vec<String>,
    /// Address of a proxy in front, as often as needed: from it alone, `X-Forwarded-For` says who asks.
    #[arg(long = "trusted-proxy", env = "CIRCLES_TRUSTED_PROXIES", value_delimiter = ',')]
    pub trusted_proxies: Vec<IpAddr>,
    /// Fills an empty database with circles, people and posts to look at.
    #[arg(long, env = "CIRCLES_DEMO")]
    pub demo: bool,
    /// Who says who people are.
    #[command(flatten)]
    pub openid: OpenIdArgs,
    /// Who holds the money.
    #[command(flatten)]
    pub alipay: AlipayArgs,
    /// Where a sandbox of payments that is a process of its own listens (`sandbox-provider`), on this machine; by default
    /// it is embedded.
    #[arg(long, env = "CIRCLES_SANDBOX_URL")]
    pub sandbox_url: Option<String>,
    /// How the embedded sandbox of payments misbehaves, for whoever tries what then happens; by default not at all.
    #[arg(long, env = "CIRCLES_SANDBOX_CONDUCT", conflicts_with = "sandbox_url")]
    pub sandbox_conduct: Option<String>,
    /// Limits and durations.
    #[arg(skip)]
    pub limits: Limits,
}

impl Config {
    /// A configuration with nothing but a directory: loopback, a free port, default limits.
    #[must_use]
    pub fn at(data_dir: impl Into<PathBuf>) -> Self {
        Self {
            data_dir: data_dir.into(),
            listen: SocketAddr::from(([127, 0, 0, 1], 0)),
            keys_dir: None,
            public_urls: Vec::new(),
            trusted_proxies: Vec::new(),
            demo: false,
            openid: OpenIdArgs::default(),
            alipay: AlipayArgs::default(),
            sandbox_url: None,
            sandbox_conduct: None,
            limits: Limits::default(),
        }
    }
    /// Where the keys are.
    #[must_use]
    pub fn keys_dir(&self) -> PathBuf {
        self.keys_dir.clone().unwrap_or_else(|| self.data_dir.join("keys"))
    }
}

/// A variable of the environment that is no whole number in its range.
#[derive(Debug, thiserror::Error)]
#[error("{0} must be a whole number from 0 to 9007199254740991")]
pub struct BadLimit(&'static str);

macro_rules! limits {
    ($($(#[doc = $doc:literal])* $field:ident = $default:literal, $env:literal;)*) => {
        /// Every limit and duration, with its default. Each may be set in the environment.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub struct Limits {
            $($(#[doc = $doc])* #[doc = concat!("`", $env, "`, default ", stringify!($default), ".")] pub $field: i64,)*
        }
        impl Default for Limits {
            fn default() -> Self {
                Self { $($field: $default,)* }
            }
        }
        impl Limits {
            /// The defaults, changed by what `lookup` finds under the names of the variables.
            ///
            /// # Errors
            /// When a value is no whole number in range.
            pub fn from_lookup(lookup: impl Fn(&str) -> Option<String>) -> Result<Self, BadLimit> {
                let mut limits = Self::default();
                $(if let Some(text) = lookup($env) {
                    limits.$field = parse(&text).ok_or(BadLimit($env))?;
                })*
                Ok(limits)
            }
            /// Name, value and default of each, for whoever prints what a run was made with.
            #[must_use]
            pub fn table(&self) -> Vec<(&'static str, i64, i64)> {
                vec![$(($env, self.$field, $default),)*]
            }
        }
    };
}

fn parse(text: &str) -> Option<i64> {
    text.parse().ok().filter(|n| (0..=9_007_199_254_740_991).contains(n))
}

limits! {
    /// Smallest tip, in fen.
    tip_min_fen = 1, "CIRCLES_LIMIT_TIP_MIN_FEN";
    /// Largest tip, in fen.
    tip_max_fen = 20_000, "CIRCLES_LIMIT_TIP_MAX_FEN";
    /// Most that one person tips in a civil day of Asia/Shanghai, in fen.
    tip_day_fen = 100_000, "CIRCLES_LIMIT_TIP_DAY_FEN";
    /// Most that one person transfers in a civil day of Asia/Shanghai, in fen.
    transfer_day_fen = 100_000, "CIRCLES_LIMIT_TRANSFER_DAY_FEN";
    /// Requests of money that one person makes in a civil day of Asia/Shanghai.
    money_requests_per_day = 10, "CIRCLES_LIMIT_MONEY_REQUESTS_PER_DAY";
    /// A tip above this asks for the payment password, in fen.
    pin_tip_fen = 500, "CIRCLES_LIMIT_PIN_TIP_FEN";
    /// Above this sum in a day every tip asks for the payment password, in fen.
    pin_day_fen = 2_000, "CIRCLES_LIMIT_PIN_DAY_FEN";
    /// Wrong payment passwords before a pause.
    pin_tries = 5, "CIRCLES_LIMIT_PIN_TRIES";
    /// Payment passwords that one person sets or types in a minute.
    pins_per_minute = 20, "CIRCLES_LIMIT_PINS_PER_MINUTE";
    /// Connections at once.
    connections = 4_096, "CIRCLES_LIMIT_CONNECTIONS";
    /// Test money that a new wallet of the sandbox starts with, in fen; 0 gives none.
    sandbox_grant_fen = 20_000, "CIRCLES_LIMIT_SANDBOX_GRANT_FEN";
    /// Most that one top-up brings in, in fen.
    top_up_max_fen = 500_000, "CIRCLES_LIMIT_TOP_UP_MAX_FEN";
    /// Most that one cash-out takes out, in fen.
    cash_out_max_fen = 5_000_000, "CIRCLES_LIMIT_CASH_OUT_MAX_FEN";
    /// Most that operators give or take in one adjustment, in fen.
    adjustment_max_fen = 5_000_000, "CIRCLES_LIMIT_ADJUSTMENT_MAX_FEN";
    /// Tips of one person in a minute.
    tips_per_minute = 10, "CIRCLES_LIMIT_TIPS_PER_MINUTE";
    /// Tips of one person in a day.
    tips_per_day = 100, "CIRCLES_LIMIT_TIPS_PER_DAY";
    /// Sign-in attempts of one identity in a minute.
    sign_in_per_minute = 5, "CIRCLES_LIMIT_SIGN_IN_PER_MINUTE";
    /// Sign-in attempts of one network address in a minute.
    sign_in_per_address = 20, "CIRCLES_LIMIT_SIGN_IN_PER_ADDRESS";
    /// Sign-in pages that one network address opens in a minute.
    sign_in_pages_per_address = 60, "CIRCLES_LIMIT_SIGN_IN_PAGES_PER_ADDRESS";
    /// Wrong tries of a one-time code before it is void.
    one_time_code_tries = 5, "CIRCLES_LIMIT_ONE_TIME_CODE_TRIES";
    /// Posts, comments, edits, praise and memberships of one person in a minute.
    writes_per_minute = 240, "CIRCLES_LIMIT_WRITES_PER_MINUTE";
    /// Changes of gates that one person tries out in an hour.
    simulations_per_hour = 120, "CIRCLES_LIMIT_SIMULATIONS_PER_HOUR";
    /// Changes a day of whether friends see one's real name.
    show_name_changes = 2, "CIRCLES_LIMIT_SHOW_NAME_CHANGES";
    /// How often one person takes their posts along in a minute.
    exports_per_minute = 6, "CIRCLES_LIMIT_EXPORTS_PER_MINUTE";
    /// Bytes that one person may store.
    storage_bytes = 20_000_000_000, "CIRCLES_LIMIT_STORAGE_BYTES";
    /// Friend requests of one person in a civil day of Asia/Shanghai.
    friend_requests_per_day = 10, "CIRCLES_LIMIT_FRIEND_REQUESTS_PER_DAY";
    /// Proofs that one nonce carries, and that are remembered with it; then a new nonce begins.
    proofs_per_nonce = 250_000, "CIRCLES_LIMIT_PROOFS_PER_NONCE";
    /// Applications for circles that one person has waiting at a time.
    applications_waiting = 3, "CIRCLES_LIMIT_APPLICATIONS_WAITING";
    /// Members that one of those who keep order in a circle keeps up with.
    members_per_keeper = 2_000, "CIRCLES_LIMIT_MEMBERS_PER_KEEPER";
    /// Share of people who find a circle that was just approved, in percent.
    launch_find_percent = 10, "CIRCLES_LIMIT_LAUNCH_FIND_PERCENT";
    /// Looks an hour from outside at a circle that was just approved, while order is not kept up with.
    launch_views_per_hour = 2_000, "CIRCLES_LIMIT_LAUNCH_VIEWS_PER_HOUR";
    /// Open streams of one person.
    streams = 16, "CIRCLES_LIMIT_STREAMS";
    /// Pause after too many wrong payment passwords, in seconds.
    pin_pause_s = 900, "CIRCLES_TTL_PIN_PAUSE_S";
    /// How long a payer may take a tip back, in seconds.
    grace_s = 10, "CIRCLES_TTL_GRACE_S";
    /// How long a tip stays in escrow, in seconds.
    escrow_s = 86_400, "CIRCLES_TTL_ESCROW_S";
    /// How long another operator can decide what one proposed about money, in seconds.
    proposal_s = 259_200, "CIRCLES_TTL_PROPOSAL_S";
    /// How long after its time a tip waits for a frozen wallet before it goes back to its payer, in seconds.
    frozen_tip_s = 2_592_000, "CIRCLES_TTL_FROZEN_TIP_S";
    /// How long the first transfer to somebody new can be taken back before it is offered, in seconds.
    transfer_wait_s = 86_400, "CIRCLES_TTL_TRANSFER_WAIT_S";
    /// How long a friend is new, in seconds.
    transfer_known_s = 604_800, "CIRCLES_TTL_TRANSFER_KNOWN_S";
    /// How long a transfer waits to be accepted before it goes back, in seconds.
    transfer_accept_s = 86_400, "CIRCLES_TTL_TRANSFER_ACCEPT_S";
    /// How long a request of money can be paid, in seconds.
    money_request_s = 604_800, "CIRCLES_TTL_MONEY_REQUEST_S";
    /// How long a raise of one's own limits waits, in seconds.
    limit_raise_s = 86_400, "CIRCLES_TTL_LIMIT_RAISE_S";
    /// How long cash-outs rest after another device signed in or the payment password changed, in seconds.
    cash_out_rest_s = 86_400, "CIRCLES_TTL_CASH_OUT_REST_S";
    /// How long a top-up waits to be paid before it is closed, in seconds.
    top_up_s = 1_800, "CIRCLES_TTL_TOP_UP_S";
    /// How long the sandbox of payments takes to pay, in seconds.
    sandbox_pays_s = 2, "CIRCLES_TTL_SANDBOX_PAYS_S";
    /// How often the server sweeps: what is over, what was given up, the provider's statement of a day, in seconds.
    sweep_s = 600, "CIRCLES_TTL_SWEEP_S";
    /// How soon after a start it does so first, in seconds: one that starts more often than it sweeps sweeps all the same.
    first_sweep_s = 60, "CIRCLES_TTL_FIRST_SWEEP_S";
    /// How often the chain of the ledger is signed and exported, in seconds.
    checkpoint_s = 3_600, "CIRCLES_TTL_CHECKPOINT_S";
    /// How long a quote holds, in seconds.
    quote_s = 300, "CIRCLES_TTL_QUOTE_S";
    /// How long a step-up token holds, in seconds.
    step_up_s = 120, "CIRCLES_TTL_STEP_UP_S";
    /// Soonest confirmation after a quote, in milliseconds.
    confirm_delay_ms = 500, "CIRCLES_TTL_CONFIRM_DELAY_MS";
    /// How long an authorization code holds, in seconds.
    code_s = 60, "CIRCLES_TTL_CODE_S";
    /// How long a sign-in page waits for the person, in seconds.
    sign_in_s = 600, "CIRCLES_TTL_SIGN_IN_S";
    /// How long the one-time code of a sign-in holds, in seconds.
    one_time_code_s = 300, "CIRCLES_TTL_ONE_TIME_CODE_S";
    /// How long after a sign-in a payment password may be set without the present one, in seconds.
    fresh_sign_in_s = 300, "CIRCLES_TTL_FRESH_SIGN_IN_S";
    /// How long a proven name holds before it must be proven again, in seconds.
    verified_s = 63_072_000, "CIRCLES_TTL_VERIFIED_S";
    /// How long a claim that may change (studying, working, living overseas) holds, in seconds.
    claim_s = 31_536_000, "CIRCLES_TTL_CLAIM_S";
    /// How long somebody who deletes their account may change their mind, in seconds.
    deletion_s = 604_800, "CIRCLES_TTL_DELETION_S";
    /// How long a counted score stands before it is counted again, in seconds.
    score_s = 86_400, "CIRCLES_TTL_SCORE_S";
    /// How long a post must stand before it counts for the score, in seconds.
    score_post_s = 604_800, "CIRCLES_TTL_SCORE_POST_S";
    /// How long an access token holds, in seconds.
    access_s = 900, "CIRCLES_TTL_ACCESS_S";
    /// How long a nonce of proofs is taken, in seconds; a new one begins after half of that.
    nonce_s = 300, "CIRCLES_TTL_NONCE_S";
    /// How long a refresh token holds, in seconds.
    refresh_s = 7_776_000, "CIRCLES_TTL_REFRESH_S";
    /// How long after a refusal one may ask again to be let into a circle, in seconds.
    ask_again_s = 86_400, "CIRCLES_TTL_ASK_AGAIN_S";
    /// How long changes are kept for devices that were away, in seconds.
    changes_s = 2_592_000, "CIRCLES_TTL_CHANGES_S";
    /// How long a friend request waits for its answer, in seconds.
    friend_request_s = 2_592_000, "CIRCLES_TTL_FRIEND_REQUEST_S";
    /// How long a refused friend request cannot be repeated, in seconds.
    friend_refusal_s = 2_592_000, "CIRCLES_TTL_FRIEND_REFUSAL_S";
    /// How long a removal, a mute or a ban may be appealed, in seconds.
    appeal_s = 15_552_000, "CIRCLES_TTL_APPEAL_S";
    /// After how long a report that waits is late, in seconds.
    report_s = 86_400, "CIRCLES_TTL_REPORT_S";
    /// How long members take their posts along before a dissolved circle is gone, in seconds.
    export_s = 2_592_000, "CIRCLES_TTL_EXPORT_S";
    /// How long an upload may lie unused, in seconds.
    upload_s = 86_400, "CIRCLES_TTL_UPLOAD_S";
    /// Longest answer of an ordinary request, in seconds.
    request_s = 30, "CIRCLES_TTL_REQUEST_S";
    /// Longest stop, in seconds.
    stop_s = 10, "CIRCLES_TTL_STOP_S";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn limits_come_from_the_environment_or_say_which_is_wrong() {
        let set = |name: &str| (name == "CIRCLES_TTL_QUOTE_S").then(|| "7".to_owned());
        assert_eq!(Limits::from_lookup(set).unwrap(), Limits { quote_s: 7, ..Limits::default() });
        let wrong = |name: &str| (name == "CIRCLES_LIMIT_STREAMS").then(|| "-1".to_owned());
        assert!(Limits::from_lookup(wrong).unwrap_err().to_string().starts_with("CIRCLES_LIMIT_STREAMS"));
    }

    #[test]
    fn the_defaults_are_those_that_people_were_promised() {
        let limits = Limits::default();
        assert_eq!((limits.tip_min_fen, limits.tip_max_fen, limits.tip_day_fen), (1, 20_000, 100_000));
        assert_eq!((limits.grace_s, limits.escrow_s), (10, 86_400));
        assert_eq!((limits.pin_tip_fen, limits.pin_day_fen, limits.pin_tries), (500, 2_000, 5));
        assert_eq!(
            (limits.friend_requests_per_day, limits.friend_request_s, limits.friend_refusal_s),
            (10, 30 * 86_400, 30 * 86_400)
        );
        assert_eq!((limits.access_s, limits.refresh_s, limits.quote_s), (900, 90 * 86_400, 300));
    }
}
