//! The embedded register: it believes every number whose form, date and check digit hold, and knows the sample people.
//!
//! Promises: the pages that rest on it say "sandbox". One-time codes are computed from the challenge and a key, so that
//! none is stored.
//! Does not: prove anything about anybody.

use circles_domain::claim::Claims;
use circles_domain::identity_number::IdentityNumber;
use circles_domain::person::LegalName;
use circles_domain::{Field, Invalid, Rule, Timestamp};

use super::{IdentityProvider, Keys, Proven, Purpose, Register, SANDBOX, Subject, Typed, Way, samples};

/// The sandbox.
#[derive(Clone, Copy, Debug, Default)]
pub struct Sandbox;

impl IdentityProvider for Sandbox {
    fn way(&self) -> Way<'_> {
        Way::Form(self)
    }

    fn issuer(&self) -> &str {
        SANDBOX
    }
}

impl Register for Sandbox {
    fn prove(&self, typed: Typed<'_>, now: Timestamp) -> Result<Proven, Vec<Invalid>> {
        let (legal_name, number) =
            match (LegalName::parse(typed.legal_name), IdentityNumber::parse(typed.identity_number, now)) {
                (Ok(legal_name), Ok(number)) => (legal_name, number),
                (legal_name, number) => {
                    return Err(legal_name.err().into_iter().chain(number.err()).collect());
                }
            };
        let sample = samples().iter().find(|sample| sample.identity_number(now) == number.reveal());
        let claims = match sample {
            Some(sample) if sample.legal_name != legal_name.reveal() => {
                return Err(vec![Invalid::new(Field::LegalName, Rule::Mismatch)]);
            }
            Some(sample) => sample.claims(now),
            None => Claims {
                birth_date: Some(number.birth_date),
                gender: Some(number.gender),
                ..Claims::default()
            },
        };
        Ok(Proven { subject: Subject::Number(number), legal_name, claims })
    }

    fn one_time_code(&self, keys: &Keys, challenge: &[u8; 16]) -> String {
        let hash = keys.keyed_hash(Purpose::OneTimeCode, challenge);
        let number = hash.iter().take(8).fold(0_u64, |number, byte| number << 8 | u64::from(*byte));
        format!("{:06}", number % 1_000_000)
    }

    fn shows_code(&self) -> bool {
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sample_number_belongs_to_one_name() {
        let now: Timestamp = "2026-11-22T00:00:00Z".parse().unwrap();
        let number = samples()[1].identity_number(now);
        let prove = |name| Sandbox.prove(Typed { legal_name: name, identity_number: &number }, now);
        assert_eq!(prove(samples()[1].legal_name).unwrap().claims.score, Some(768));
        assert_eq!(prove("张小满").unwrap_err(), [Invalid::new(Field::LegalName, Rule::Mismatch)]);
        let both = Sandbox.prove(Typed { legal_name: "", identity_number: "1" }, now).unwrap_err();
        assert_eq!(
            both.iter().map(|invalid| invalid.field).collect::<Vec<_>>(),
            [Field::LegalName, Field::IdentityNumber]
        );
    }
}
