//! What one earned by tips: by day, by post, by circle.

use circles_domain::{CircleId, Money, PostId, Timestamp};
use serde::{Deserialize, Serialize};

/// `GET`. Query: [`EarningsQuery`].
pub const EARNINGS: &str = "/v1/wallet/earnings";
/// The longest time that is told at once, in days.
pub const MOST_DAYS: i64 = 366;
/// Posts and circles that are told, those that earned most.
pub const MOST_EARNERS: usize = 50;

/// How far back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema, utoipa::IntoParams), into_params(parameter_in = Query))]
pub struct EarningsQuery {
    /// Days, with today, up to [`MOST_DAYS`]; 30 unless told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub days: Option<i64>,
}

/// Tips that were released to this person, and stayed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct EarningsResponse {
    /// Where the first day begins, in Beijing.
    pub from: Timestamp,
    /// All of it.
    pub total: Earned,
    /// By day, oldest first; only days that earned.
    pub days: Vec<EarnedDay>,
    /// By post, those that earned most first.
    pub posts: Vec<EarnedPost>,
    /// By circle, those that earned most first.
    pub circles: Vec<EarnedCircle>,
}

/// A sum of tips.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Earned {
    /// How much.
    pub amount: Money,
    /// How many tips.
    pub tips: i64,
    /// From how many people.
    pub people: i64,
}

/// What a day earned.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct EarnedDay {
    /// Where it begins, in Beijing.
    pub from: Timestamp,
    /// What was released in it.
    pub earned: Earned,
}

/// What a post earned.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct EarnedPost {
    /// Which.
    pub post: PostId,
    /// Its first words, while it can be read.
    pub words: Option<String>,
    /// What it earned.
    pub earned: Earned,
}

/// What a circle earned.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct EarnedCircle {
    /// Which; absent for all those that this person is no longer in.
    pub circle: Option<CircleId>,
    /// What it earned.
    pub earned: Earned,
}
