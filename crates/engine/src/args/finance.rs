//! What operators of the platform do about people's money.

use circles_domain::{ActId, PersonId};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

args! {
    /// `freeze_wallet`: the id was minted when the form opened.
    FreezeWalletArgs {
        /// Of the act.
        id: ActId,
        /// Whose wallet.
        person: PersonId,
        /// Frozen from now on, or not.
        frozen: bool,
        /// Why; the person reads it.
        reason: String,
    }
}
