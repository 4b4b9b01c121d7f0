use circles_domain::Timestamp;
use circles_store::table::known::Known;
use circles_wire::known::{ClaimResponse, ClaimState, NameAccess, ScoreResponse};
use circles_wire::person::PersonResponse;
use serde::Serialize;
use ts_rs::TS;

/// What Circles knows of oneself.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
pub struct KnownView {
    /// First character of the legal name and `*`.
    pub masked_name: String,
    /// Whether friends see the legal name.
    pub shows_name: bool,
    /// One a kind that was ever proven.
    pub claims: Vec<ClaimResponse>,
    /// The score with its parts; absent until the server was asked.
    pub score: Option<ScoreResponse>,
    /// Who opened the legal name, newest first.
    pub name_access: Vec<NameAccess>,
    /// Oneself as others see one, from far to near.
    pub seen_as: Vec<PersonResponse>,
    /// When it was read; absent until then.
    pub as_of: Option<Timestamp>,
}

impl KnownView {
    /// What was read, with claims that ran out since marked so.
    #[must_use]
    pub fn new(
        known: Option<Known>,
        as_of: Option<Timestamp>,
        masked_name: String,
        shows_name: bool,
        now: Timestamp,
    ) -> Self {
        let (mut claims, score, name_access, seen_as) = known.map_or_else(Default::default, |known| {
            (known.claims.claims, Some(known.score), known.name_access.entries, known.seen_as)
        });
        for claim in &mut claims {
            if claim.state == ClaimState::Valid && claim.expires_at <= now {
                claim.state = ClaimState::Expired;
            }
        }
        Self { masked_name, shows_name, claims, score, name_access, seen_as, as_of }
    }
}

/// A real name that an operator opened, on the record.
#[derive(Clone, PartialEq, Eq, Serialize, TS)]
pub struct OpenedNameView {
    /// As on the document.
    pub legal_name: String,
}

impl std::fmt::Debug for OpenedNameView {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("OpenedNameView(..)")
    }
}
