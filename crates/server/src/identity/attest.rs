//! Claims as their issuers sign them: compact JWS (RFC 7515) with EdDSA (RFC 8037), one attester a subject.
//!
//! ```text
//! {"alg":"EdDSA","kid":"sandbox.university"} . {"iss","sub","iat","exp","claim","value"} . signature
//! ```
//! Promises: what [`read`] gives back was signed by the attester that its header names. The sandbox plays all four. What
//! another provider said in a sign-in is signed likewise, under that provider's name as the issuer: this server vouches
//! that it was said. Does not: know whether a claim is wanted or withdrawn.

use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use circles_domain::claim::{Claim, ClaimKind, Claims};
use circles_domain::person::LegalName;
use circles_domain::{PersonId, Timestamp};
use ed25519_dalek::{Signature, Signer as _};
use serde::{Deserialize, Serialize};

use super::{Keys, Purpose};

/// The provider whose attesters these are: the first part of their names.
pub const SANDBOX: &str = "sandbox";

/// The provider behind an issuer.
#[must_use]
pub fn provider_of(issuer: &str) -> &str {
    if Attester::ALL.iter().any(|attester| attester.issuer() == issuer) { SANDBOX } else { issuer }
}

/// Somebody who may say something of people.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Attester {
    /// Legal names, birth dates, genders.
    Register,
    /// Who studies.
    University,
    /// Who works.
    Employer,
    /// Who lives overseas.
    Consulate,
}

impl Attester {
    /// Every attester.
    pub const ALL: [Self; 4] = [Self::Register, Self::University, Self::Employer, Self::Consulate];

    /// Whose word a kind of claim is.
    #[must_use]
    pub const fn of(kind: ClaimKind) -> Self {
        match kind {
            ClaimKind::LegalName | ClaimKind::BirthDate | ClaimKind::Gender => Self::Register,
            ClaimKind::Student => Self::University,
            ClaimKind::Employed => Self::Employer,
            ClaimKind::Overseas => Self::Consulate,
        }
    }

    /// Its name as an issuer. Stored and signed: it never changes.
    #[must_use]
    pub const fn issuer(self) -> &'static str {
        match self {
            Self::Register => "sandbox.register",
            Self::University => "sandbox.university",
            Self::Employer => "sandbox.employer",
            Self::Consulate => "sandbox.consulate",
        }
    }
}

/// A claim with what its issuer signed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attested {
    /// What is said.
    pub claim: Claim,
    /// A compact JWS.
    pub statement: String,
}

/// How long statements hold, in seconds.
#[derive(Clone, Copy, Debug)]
pub struct Terms {
    /// What does not change: name, birth date, gender.
    pub lasting_s: i64,
    /// What does: studying, working, living somewhere.
    pub passing_s: i64,
}

impl Terms {
    /// As configured.
    #[must_use]
    pub const fn of(limits: &crate::config::Limits) -> Self {
        Self { lasting_s: limits.verified_s, passing_s: limits.claim_s }
    }
    const fn of_kind(self, kind: ClaimKind) -> i64 {
        match kind {
            ClaimKind::LegalName | ClaimKind::BirthDate | ClaimKind::Gender => self.lasting_s,
            ClaimKind::Student | ClaimKind::Employed | ClaimKind::Overseas => self.passing_s,
        }
    }
}

#[derive(Serialize, Deserialize)]
struct Header {
    alg: String,
    kid: String,
}

#[derive(Serialize, Deserialize)]
struct Payload {
    iss: String,
    sub: PersonId,
    iat: Timestamp,
    exp: Timestamp,
    claim: ClaimKind,
    value: String,
}

/// A statement that nobody signed, or not this.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a statement about a person that its issuer did not sign")]
pub struct Unsigned;

/// What stands for `name` in a statement: whoever reads the database learns nothing from it.
#[must_use]
pub fn name_value(keys: &Keys, name: &LegalName) -> String {
    hex::encode(keys.keyed_hash(Purpose::LegalName, name.reveal().as_bytes()))
}

/// `provider` says `claims` and the name of `subject`, signed.
#[must_use]
pub fn attest(
    keys: &Keys,
    provider: &str,
    subject: PersonId,
    name: &LegalName,
    claims: &Claims,
    terms: Terms,
    now: Timestamp,
) -> Vec<Attested> {
    let name = std::iter::once((ClaimKind::LegalName, name_value(keys, name)));
    name.chain(claims.values())
        .map(|(kind, value)| Claim {
            kind,
            value,
            issuer: if provider == SANDBOX { Attester::of(kind).issuer() } else { provider }.to_owned(),
            issued_at: now,
            expires_at: now.plus_seconds(terms.of_kind(kind)),
        })
        .map(|claim| sign(keys, subject, claim))
        .collect()
}

/// `claim` about `subject`, signed by the attester of its kind.
#[must_use]
pub fn sign(keys: &Keys, subject: PersonId, claim: Claim) -> Attested {
    let attester = Attester::of(claim.kind);
    let header = Header { alg: "EdDSA".to_owned(), kid: attester.issuer().to_owned() };
    let payload = Payload {
        iss: claim.issuer.clone(),
        sub: subject,
        iat: claim.issued_at,
        exp: claim.expires_at,
        claim: claim.kind,
        value: claim.value.clone(),
    };
    let signed = format!("{}.{}", part(&header), part(&payload));
    let signature = keys.attester(attester).sign(signed.as_bytes()).to_bytes();
    let statement = format!("{signed}.{}", BASE64_URL_SAFE_NO_PAD.encode(signature));
    Attested { claim, statement }
}

/// What `statement` says of `subject`.
///
/// # Errors
/// [`Unsigned`] when the signature is not its issuer's, or it speaks of somebody else.
pub fn read(keys: &Keys, subject: PersonId, statement: &str) -> Result<Attested, Unsigned> {
    let (signed, signature) = statement.rsplit_once('.').ok_or(Unsigned)?;
    let (header, payload) = signed.split_once('.').ok_or(Unsigned)?;
    let header: Header = unpart(header)?;
    let payload: Payload = unpart(payload)?;
    let attester = Attester::of(payload.claim);
    if header.alg != "EdDSA" || header.kid != attester.issuer() || payload.sub != subject {
        return Err(Unsigned);
    }
    let bytes: [u8; 64] =
        BASE64_URL_SAFE_NO_PAD.decode(signature).ok().and_then(|b| b.try_into().ok()).ok_or(Unsigned)?;
    keys.attester(attester)
        .verifying_key()
        .verify_strict(signed.as_bytes(), &Signature::from_bytes(&bytes))
        .map_err(|_| Unsigned)?;
    let Payload { iss, iat, exp, claim, value, .. } = payload;
    let claim = Claim { kind: claim, value, issuer: iss, issued_at: iat, expires_at: exp };
    Ok(Attested { claim, statement: statement.to_owned() })
}

fn part(of: &impl Serialize) -> String {
    // Plain structs of strings and numbers always have a JSON form.
    BASE64_URL_SAFE_NO_PAD.encode(serde_json::to_vec(of).unwrap_or_default())
}

fn unpart<T: serde::de::DeserializeOwned>(text: &str) -> Result<T, Unsigned> {
    let bytes = BASE64_URL_SAFE_NO_PAD.decode(text).map_err(|_| Unsigned)?;
    serde_json::from_slice(&bytes).map_err(|_| Unsigned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_statement_holds_for_whom_and_what_it_was_signed() {
        let dir = tempfile::tempdir().unwrap();
        let keys = Keys::open_or_create(dir.path()).unwrap();
        let (me, you) = (PersonId::mint(), PersonId::mint());
        let now: Timestamp = "2026-11-22T00:00:00Z".parse().unwrap();
        let name = LegalName::parse("林示例").unwrap();
        let claims = Claims { student: Some(true), ..Claims::default() };
        let terms = Terms { lasting_s: 100, passing_s: 10 };
        let all = attest(&keys, SANDBOX, me, &name, &claims, terms, now);
        assert_eq!(
            all.iter().map(|a| a.claim.expires_at).collect::<Vec<_>>(),
            [100, 10].map(|s| now.plus_seconds(s))
        );
        let elsewhere = attest(&keys, "https://id.example", me, &name, &claims, terms, now);
        assert!(elsewhere.iter().all(|attested| attested.claim.issuer == "https://id.example"));
        for attested in all.iter().chain(&elsewhere) {
            assert_eq!(read(&keys, me, &attested.statement).as_ref(), Ok(attested));
            assert_eq!(read(&keys, you, &attested.statement), Err(Unsigned), "somebody else's");
            assert!(!attested.statement.contains("林"));
        }
        let [first, second] = [&all[0].statement, &all[1].statement];
        let (mixed, foreign) = (
            format!("{}.{}", first.rsplit_once('.').unwrap().0, second.rsplit_once('.').unwrap().1),
            Keys::open_or_create(&dir.path().join("other")).unwrap(),
        );
        assert_eq!(read(&keys, me, &mixed), Err(Unsigned));
        assert_eq!(read(&foreign, me, first), Err(Unsigned));
        let none = format!(
            "{}.{}.",
            part(&Header { alg: "none".into(), kid: "sandbox.university".into() }),
            second.split('.').nth(1).unwrap()
        );
        for text in ["", "a.b.c", none.as_str(), &second[1..]] {
            assert_eq!(read(&keys, me, text), Err(Unsigned), "{text}");
        }
    }
}
