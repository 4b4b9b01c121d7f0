//! `verified_claims` (OpenID Connect for Identity Assurance 1.0, section 5), as far as Circles reads them.

use circles_domain::Timestamp;
use circles_domain::claim::{CivilDate, Claims, Gender};
use circles_domain::identity_number::OLDEST;
use circles_domain::person::LegalName;
use openidconnect::AdditionalClaims;
use serde::{Deserialize, Serialize};

use crate::identity::provider::Unproven;

/// What userinfo says beside the standard claims. `Debug` shows nothing of it.
#[derive(Deserialize, Serialize)]
pub(super) struct VerifiedClaims {
    #[serde(default)]
    verified_claims: OneOrMany,
}

impl std::fmt::Debug for VerifiedClaims {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("VerifiedClaims(..)")
    }
}

impl AdditionalClaims for VerifiedClaims {}

/// Section 5: an object, or an array of them.
#[derive(Deserialize, Serialize)]
#[serde(untagged)]
enum OneOrMany {
    One(Box<Assured>),
    Many(Vec<Assured>),
}

impl Default for OneOrMany {
    fn default() -> Self {
        Self::Many(Vec::new())
    }
}

#[derive(Deserialize, Serialize)]
struct Assured {
    verification: Verification,
    claims: Person,
}

#[derive(Deserialize, Serialize)]
struct Verification {
    trust_framework: String,
}

#[derive(Default, Deserialize, Serialize)]
#[serde(default)]
struct Person {
    name: Option<String>,
    family_name: Option<String>,
    given_name: Option<String>,
    birthdate: Option<String>,
    gender: Option<String>,
}

impl VerifiedClaims {
    /// Name and claims of the first set that a framework of `trusted` (or any, when empty) vouches for and that holds
    /// both a name and a birth date.
    pub(super) fn prove(&self, trusted: &[String], now: Timestamp) -> Result<(LegalName, Claims), Unproven> {
        let sets = match &self.verified_claims {
            OneOrMany::One(one) => std::slice::from_ref(one.as_ref()),
            OneOrMany::Many(many) => many.as_slice(),
        };
        let counts =
            |set: &&Assured| trusted.is_empty() || trusted.contains(&set.verification.trust_framework);
        let mut missing = "a name";
        for set in sets.iter().filter(counts) {
            match set.claims.prove(now) {
                Err(Unproven::Missing(what)) => missing = what,
                decided => return decided,
            }
        }
        Err(Unproven::Missing(missing))
    }
}

impl Person {
    fn prove(&self, now: Timestamp) -> Result<(LegalName, Claims), Unproven> {
        let legal_name = self
            .whole_name()
            .and_then(|name| LegalName::parse(&name).ok())
            .ok_or(Unproven::Missing("a name"))?;
        let born = self.birthdate.as_deref().and_then(birth_date).ok_or(Unproven::Missing("a birth date"))?;
        match born.age_at(now) {
            ..0 => return Err(Unproven::Missing("a birth date")),
            0..14 => return Err(Unproven::TooYoung),
            14..=OLDEST => {}
            _ => return Err(Unproven::Missing("a birth date")),
        }
        let gender = match self.gender.as_deref() {
            Some("female") => Some(Gender::Female),
            Some("male") => Some(Gender::Male),
            Some(_) | None => None,
        };
        Ok((legal_name, Claims { birth_date: Some(born), gender, ..Claims::default() }))
    }

    /// Chinese, Japanese and Korean names go family first, without a space.
    fn whole_name(&self) -> Option<String> {
        match (&self.name, &self.family_name, &self.given_name) {
            (Some(name), ..) => Some(name.clone()),
            (None, Some(family), Some(given)) if family.chars().all(|c| c >= '\u{2E80}') => {
                Some(format!("{family}{given}"))
            }
            (None, Some(family), Some(given)) => Some(format!("{given} {family}")),
            (None, Some(one), None) | (None, None, Some(one)) => Some(one.clone()),
            (None, None, None) => None,
        }
    }
}

/// `YYYY-MM-DD`; a year alone or a year 0000 (OpenID Connect Core section 5.1) proves no age.
fn birth_date(text: &str) -> Option<CivilDate> {
    let date: jiff::civil::Date = text.parse().ok().filter(|_| text.len() == 10)?;
    (date.year() >= 1850).then(|| CivilDate { year: date.year(), month: date.month(), day: date.day() })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn prove(told: serde_json::Value, trusted: &[&str]) -> Result<(String, Claims), String> {
        let told: VerifiedClaims = serde_json::from_value(told).unwrap();
        let trusted: Vec<String> = trusted.iter().map(|name| (*name).to_owned()).collect();
        let now = "2026-11-22T00:00:00Z".parse().unwrap();
        told.prove(&trusted, now)
            .map(|(name, claims)| (name.reveal().to_owned(), claims))
            .map_err(|error| error.to_string())
    }

    fn set(framework: &str, claims: serde_json::Value) -> serde_json::Value {
        json!({ "verification": { "trust_framework": framework }, "claims": claims })
    }

    #[test]
    fn one_set_or_many_and_the_first_that_is_trusted_and_whole() {
        let whole = json!({ "family_name": "林", "given_name": "示例", "birthdate": "1999-03-04", "gender": "female" });
        let (name, claims) = prove(json!({ "verified_claims": set("cn", whole.clone()) }), &[]).unwrap();
        assert_eq!((name.as_str(), claims.gender), ("林示例", Some(Gender::Female)));
        let partial = set("eidas", json!({ "name": "Lin Example" }));
        let many = json!({ "verified_claims": [partial, set("cn", whole.clone())] });
        assert_eq!(prove(many.clone(), &[]).unwrap().0, "林示例");
        assert_eq!(prove(many, &["eidas"]), Err("a birth date is not verified".into()));
        let western = json!({ "given_name": "Lin", "family_name": "Example", "birthdate": "1999-03-04" });
        assert_eq!(prove(json!({ "verified_claims": set("x", western) }), &[]).unwrap().0, "Lin Example");
    }

    #[test]
    fn what_is_not_verified_proves_nothing() {
        let named = |claims| json!({ "verified_claims": set("cn", claims) });
        let no_name = Err("a name is not verified".to_owned());
        let no_date = Err("a birth date is not verified".to_owned());
        assert_eq!(prove(json!({ "name": "Lin Example", "birthdate": "1999-03-04" }), &[]), no_name);
        assert_eq!(prove(named(json!({ "birthdate": "1999-03-04" })), &[]), no_name);
        assert_eq!(prove(named(json!({ "name": "a\u{202E}b", "birthdate": "1999-03-04" })), &[]), no_name);
        for date in
            ["1999", "0000-03-04", "1880-03-04", "1999-02-30", "2031-01-01", "99-3-4", "1999-03-04T00:00", ""]
        {
            assert_eq!(prove(named(json!({ "name": "Lin E", "birthdate": date })), &[]), no_date, "{date}");
        }
        let child = named(json!({ "name": "Lin E", "birthdate": "2013-01-01" }));
        assert_eq!(prove(child, &[]), Err("under 14".into()));
        let told = named(json!({ "name": "Lin E", "birthdate": "1999-03-04" }));
        assert_eq!(prove(told, &["eidas"]), no_name);
    }
}
