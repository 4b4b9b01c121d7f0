//! What was written for the demo: `content.json`, and the manifest of the pictures.

use circles_domain::circle::Gates;
use circles_domain::claim::Gender;
use circles_domain::govern::Modules;
use circles_wire::lifecycle::ApplicationRequest;
use serde::Deserialize;

use super::DemoError;

#[derive(Debug, Deserialize)]
pub(super) struct Content {
    pub(super) circles: Vec<WrittenCircle>,
    pub(super) people: Vec<WrittenPerson>,
    /// What waits for an operator of the platform.
    pub(super) applications: Vec<WrittenApplication>,
    /// Each in English and in Simplified Chinese.
    pub(super) openings: Vec<[String; 2]>,
    pub(super) closings: Vec<[String; 2]>,
    pub(super) comments: Vec<[String; 2]>,
}

#[derive(Debug, Deserialize)]
pub(super) struct WrittenCircle {
    pub(super) slug: String,
    pub(super) name: [String; 2],
    pub(super) introduction: [String; 2],
    pub(super) rules: [String; 2],
    pub(super) category: String,
    pub(super) gates: Gates,
    /// What stands on its page for good.
    #[serde(default)]
    pub(super) modules: Modules,
    /// Keys of people who help to run it.
    #[serde(default)]
    pub(super) moderators: Vec<String>,
    /// Subjects of the pictures that suit it.
    pub(super) tags: Vec<String>,
    pub(super) texts: Vec<String>,
}

#[derive(Debug, Deserialize)]
pub(super) struct WrittenApplication {
    /// Key of who applies.
    pub(super) by: String,
    pub(super) asks: ApplicationRequest,
}

#[derive(Debug, Deserialize)]
pub(super) struct WrittenPerson {
    pub(super) key: String,
    pub(super) legal_name: String,
    pub(super) display_name: String,
    pub(super) gender: Gender,
    /// Year, month, day.
    pub(super) born: (i16, i8, i8),
    pub(super) student: bool,
    pub(super) employed: bool,
    pub(super) overseas: bool,
    pub(super) score: i64,
    pub(super) bio: String,
}

/// One file of `assets/demo`.
#[derive(Clone, Debug, Deserialize)]
pub(super) struct Picture {
    pub(super) file: String,
    pub(super) small: Option<String>,
    pub(super) poster: Option<String>,
    pub(super) circle: Option<String>,
    pub(super) kind: String,
    #[serde(default)]
    pub(super) thumbhash: String,
    pub(super) alt_en: String,
    pub(super) alt_zh: String,
    pub(super) tags: Vec<String>,
    pub(super) source_file: String,
    #[serde(default)]
    pub(super) duration_ms: u32,
}

pub(super) fn read() -> Result<Content, DemoError> {
    serde_json::from_str(include_str!("content.json")).map_err(|error| DemoError::Content(error.to_string()))
}
