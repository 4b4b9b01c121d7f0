//! What the server says of oneself: the newest of its answers, in whatever order they arrive.

use std::sync::PoisonError;

use circles_wire::person::MeResponse;

use super::Account;
use crate::error::Result;

/// Answers by the order in which they were asked for. A change counts from its answer on, a question from its asking:
/// what was asked before a change was answered may not know of it.
#[derive(Default)]
pub(super) struct Told {
    begun: u64,
    saved: u64,
}

impl Told {
    const fn begin(&mut self) -> u64 {
        self.begun += 1;
        self.begun
    }

    /// Whether it is the newest so far.
    const fn save(&mut self, number: u64) -> bool {
        let newest = number > self.saved;
        if newest {
            self.saved = number;
        }
        newest
    }
}

impl Account {
    /// Oneself, as the server last described it.
    pub(crate) fn me(&self) -> MeResponse {
        self.known.read().unwrap_or_else(PoisonError::into_inner).me.clone()
    }

    /// Whether oneself may send and receive money.
    pub(crate) fn is_adult(&self) -> bool {
        self.known.read().unwrap_or_else(PoisonError::into_inner).me.adult
    }

    /// Keeps how one is after a change that was just answered.
    pub(crate) async fn save_me(&self, me: MeResponse) -> Result<()> {
        let number = self.begin_me();
        self.save_told(number, me).await
    }

    /// Asks how one is, and keeps it, unless something newer was kept while the answer was on its way.
    ///
    /// # Errors
    /// As for any request, and for writing.
    pub(crate) async fn read_me(&self) -> Result<()> {
        let number = self.begin_me();
        let me = self.remote()?.me().await?;
        if me == self.me() { Ok(()) } else { self.save_told(number, me).await }
    }

    fn begin_me(&self) -> u64 {
        self.told.lock().unwrap_or_else(PoisonError::into_inner).begin()
    }

    async fn save_told(&self, number: u64, me: MeResponse) -> Result<()> {
        self.save_known(|known| {
            if self.told.lock().unwrap_or_else(PoisonError::into_inner).save(number) {
                known.me = me;
            }
        })
        .await
    }
}

#[cfg(test)]
mod tests {
    use super::Told;

    #[test]
    fn an_answer_that_a_change_overtook_is_not_kept() {
        let mut told = Told::default();
        let asked = told.begin();
        let changed = told.begin();
        assert!(told.save(changed));
        assert!(!told.save(asked));
        let asked_again = told.begin();
        assert!(told.save(asked_again));
    }
}
