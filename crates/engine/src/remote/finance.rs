//! The money of the platform, for its operators.

use circles_domain::{ActId, PersonId};
use circles_wire::finance::{
    FINANCE, FREEZE, FinanceAct, FinanceResponse, FreezeRequest, PERSON_FINANCE, PersonFinanceResponse,
};

use super::client::{Remote, path};
use super::error::Error;

impl Remote {
    /// The books as they stand.
    ///
    /// # Errors
    /// [`Error`].
    pub async fn finance(&self) -> Result<FinanceResponse, Error> {
        self.get(FINANCE).await
    }

    /// How the money of a person stands.
    ///
    /// # Errors
    /// [`Error`].
    pub async fn person_finance(&self, person: PersonId) -> Result<PersonFinanceResponse, Error> {
        self.get(&path(PERSON_FINANCE, &[("id", &person.to_string())])).await
    }

    /// Freezes a wallet, or lifts that, once an id.
    ///
    /// # Errors
    /// [`Error`].
    pub async fn freeze_wallet(
        &self,
        person: PersonId,
        id: ActId,
        request: &FreezeRequest,
    ) -> Result<FinanceAct, Error> {
        let path = path(FREEZE, &[("id", &person.to_string()), ("act_id", &id.to_string())]);
        self.put(&path, request).await
    }
}
