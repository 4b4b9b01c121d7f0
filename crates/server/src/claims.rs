//! Signing what was proven before statements were kept, once, at a start.

use circles_domain::claim::ClaimKind;
use uuid::Uuid;

use crate::error::{Error, Result};
use crate::identity::{name_value, sign};
use crate::state::AppState;
use crate::store::claims;

/// Has the sandbox's attesters sign every claim that nobody signed yet. A name that cannot be opened stays unsigned, and
/// is logged by its id: that is a fault of the data, not a reason not to start.
///
/// # Errors
/// When the database fails.
pub async fn sign_all(state: &AppState) -> Result<()> {
    let mut after = Uuid::nil();
    loop {
        let page = claims::unsigned(state.db.read(), after).await?;
        let Some((last, _)) = page.last() else { return Ok(()) };
        after = last.0;
        let mut tx = state.db.write().await?;
        for (person, sealed) in page {
            for kept in claims::list(&mut *tx, person).await? {
                if !kept.statement.is_empty() || kept.withdrawn_at.is_some() {
                    continue;
                }
                let mut claim = kept.claim;
                if claim.kind == ClaimKind::LegalName {
                    match state.keys.open_name(&sealed, person.as_bytes()) {
                        Ok(name) => claim.value = name_value(&state.keys, &name),
                        Err(error) => {
                            tracing::error!(%person, %error, "a claim of a name stays unsigned");
                            continue;
                        }
                    }
                }
                let signed = sign(&state.keys, person, claim);
                claims::put(&mut tx, person, &signed.claim, &signed.statement).await?;
            }
        }
        tx.commit().await.map_err(Error::from)?;
    }
}
