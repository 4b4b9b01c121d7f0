//! Who is asked when a change of gates is tried: as many as there are people, and none of them.
//!
//! ```text
//! place:  how long they are here, role, lists ── as they are, known to who runs the circle anyway ──┐
//! claims: gender, student, … of somebody drawn by lot, age and score anywhere in their band ────────┴─► panel
//! ```
//!
//! Promises: what is proven of a person is torn from everything by which they could be singled out, so no gate, no
//! difference between two and no number of tries tells of one person more than of the crowd; the same key draws the same
//! panel, so asking again tells nothing new. Does not: know where the key comes from. Whoever makes it leaves out nothing
//! that a change of would tell of one person: who joins or leaves has the lots drawn again.

use circles_faults::canary;
use sha2::{Digest as _, Sha256};

use super::Asker;
use super::band::{AGES, SCORES, within};

/// The oldest and the best of the last band.
const OLDEST: i64 = 90;
const BEST: i64 = 950;

/// People who stand for those who are asked.
#[derive(Clone, Debug)]
pub struct Panel(Vec<Asker>);

impl Panel {
    /// Draws one under `key`.
    #[must_use]
    pub fn draw(people: &[Asker], key: [u8; 32]) -> Self {
        if canary!("panel_is_everyone") {
            return Self(people.to_vec());
        }
        let mut lots = Lots { key, drawn: 0, block: [0; 32] };
        let stand_in = |place: &Asker| {
            let claims =
                usize::try_from(lots.below(people.len() as u64)).ok().and_then(|at| people.get(at))?;
            Some(Asker {
                age: lots.within(claims.age, &AGES, OLDEST),
                score: lots.within(claims.score, &SCORES, BEST),
                account_days: place.account_days,
                role: place.role,
                member_days: place.member_days,
                allow_listed: place.allow_listed,
                deny_listed: place.deny_listed,
                ..*claims
            })
        };
        Self(people.iter().filter_map(stand_in).collect())
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &Asker> {
        self.0.iter()
    }
}

/// SHA-256 in counter mode: what it gives is as unknown as the key.
struct Lots {
    key: [u8; 32],
    drawn: u64,
    block: [u8; 32],
}

impl Lots {
    fn next(&mut self) -> u64 {
        let at = usize::try_from(self.drawn % 4).unwrap_or(0) * 8;
        if at == 0 {
            let count = (self.drawn / 4).to_be_bytes();
            self.block = Sha256::new().chain_update(self.key).chain_update(count).finalize().into();
        }
        self.drawn += 1;
        let bytes = self.block.get(at..at + 8).and_then(|bytes| bytes.try_into().ok());
        u64::from_be_bytes(bytes.unwrap_or_default())
    }

    /// Below `end`, which is small against what is drawn.
    fn below(&mut self, end: u64) -> u64 {
        self.next() % end.max(1)
    }

    /// Any number of the band that `number` lies in.
    fn within(&mut self, number: Option<i64>, begins: &[i64], last: i64) -> Option<i64> {
        let number = number?;
        let (from, to) = within(Some(number), begins);
        let (from, to) = (from.unwrap_or(number), to.unwrap_or_else(|| last.max(number)));
        let wide = u64::try_from(to - from + 1).unwrap_or(1);
        Some(from + i64::try_from(self.below(wide)).unwrap_or(0))
    }
}
