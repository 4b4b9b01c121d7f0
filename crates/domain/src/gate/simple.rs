//! The same gate in fewer words: no group of one, no group in a group of its kind, no double `not`, nothing empty
//! inside.

use super::Gate;

impl Gate {
    /// A gate that decides alike, without what adds nothing.
    #[must_use]
    pub fn simplified(&self) -> Self {
        match self {
            Self::Is(clause) => Self::Is(*clause),
            Self::Not(part) => match part.simplified() {
                Self::Not(inner) => *inner,
                Self::All(parts) if parts.is_empty() => Self::Any(parts),
                Self::Any(parts) if parts.is_empty() => Self::All(parts),
                other @ (Self::All(_) | Self::Any(_) | Self::Is(_)) => Self::Not(Box::new(other)),
            },
            Self::All(parts) => group(parts, true),
            Self::Any(parts) => group(parts, false),
        }
    }
}

/// `all` for true, `any` for false: what decides one at once is what the other can do without.
fn group(parts: &[Gate], all: bool) -> Gate {
    let mut flat = Vec::with_capacity(parts.len());
    for part in parts.iter().map(Gate::simplified) {
        match part {
            Gate::All(inner) if all => flat.extend(inner),
            Gate::Any(inner) if !all => flat.extend(inner),
            Gate::All(inner) | Gate::Any(inner) if inner.is_empty() => {
                return if all { Gate::Any(inner) } else { Gate::All(inner) };
            }
            other @ (Gate::All(_) | Gate::Any(_) | Gate::Not(_) | Gate::Is(_)) => flat.push(other),
        }
    }
    match (<[Gate; 1]>::try_from(flat), all) {
        (Ok([only]), _) => only,
        (Err(flat), true) => Gate::All(flat),
        (Err(flat), false) => Gate::Any(flat),
    }
}
