//! What time does to people: scores are counted anew, accounts that were to go are taken away.

use circles_domain::Timestamp;

use crate::error::Result;
use crate::state::{AppState, Poke};
use crate::store::{deletion, scores};

/// Counts the scores that were last counted too long ago, a few at a time.
pub(super) async fn recount_scores(state: &AppState, now: Timestamp) -> Result<()> {
    let limits = &state.config.limits;
    for person in scores::due(state.db.read(), now.plus_seconds(-limits.score_s)).await? {
        let mut tx = state.db.write().await?;
        let changed = scores::recount(&mut tx, person, limits.score_post_s, now).await?;
        tx.commit().await?;
        if changed {
            state.poke(Poke::Person(person));
        }
    }
    Ok(())
}

/// Takes away the accounts whose time to think is over.
pub(super) async fn erase_accounts(state: &AppState, now: Timestamp) -> Result<()> {
    for person in deletion::due(state.db.read(), now).await? {
        let mut tx = state.db.write().await?;
        let left = deletion::erase(&mut tx, person, now).await?;
        tx.commit().await?;
        tracing::info!(%person, "an account was erased, as its owner had asked");
        for circle in left.circles {
            state.poke(Poke::Circle(circle));
        }
        for other in left.people {
            state.poke(Poke::Person(other));
        }
    }
    Ok(())
}
