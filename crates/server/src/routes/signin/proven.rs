//! The end of proving: whoever is shut out is told, whoever has an account is in with renewed claims, everybody else
//! chooses a name.

use axum::response::{IntoResponse, Redirect, Response};
use circles_domain::PersonId;
use circles_domain::claim::ClaimKind;

use super::finish::enter;
use super::refusal::banned;
use super::visit::Visit;
use crate::error::{Error, Result};
use crate::identity::{Terms, attest};
use crate::state::{AppState, Poke};
use crate::store::proofs::Proof;
use crate::store::sign_in::Attempt;
use crate::store::{Write, changes, claims, names, people, scores};

/// Goes on from a confirmed `proof`, whose `account` was found in the same write.
///
/// # Errors
/// When the database fails, or the name of the proof cannot be opened.
pub async fn admit(
    mut tx: Write,
    state: &AppState,
    visit: &Visit,
    proof: &Proof,
    account: Option<PersonId>,
) -> Result<Response> {
    if let Some((reason, until)) = names::find_ban(&mut *tx, &proof.identity_hash, state.now()).await? {
        return Ok(banned(visit.language, &reason, until));
    }
    let Some(person) = account else {
        tx.commit().await?;
        return Ok(Redirect::to("/signin/name").into_response());
    };
    keep(&mut tx, state, &visit.attempt, proof, person).await?;
    let entered = enter(tx, state, visit, person).await?;
    state.poke(Poke::Person(person));
    Ok(entered)
}

/// Keeps what `proof` says of `person`. What they withdrew stays withdrawn.
///
/// # Errors
/// When the database fails, or the name of the proof cannot be opened.
pub async fn keep(
    tx: &mut Write,
    state: &AppState,
    attempt: &Attempt,
    proof: &Proof,
    person: PersonId,
) -> Result<()> {
    let now = state.now();
    let name = state.keys.open_name(&proof.name_sealed, attempt.id.as_bytes()).map_err(Error::internal)?;
    let terms = Terms::of(&state.config.limits);
    for attested in attest(&state.keys, state.provider.issuer(), person, &name, &proof.claims, terms, now) {
        claims::put(tx, person, &attested.claim, &attested.statement).await?;
        if attested.claim.kind == ClaimKind::LegalName {
            people::set_verified_until(tx, person, attested.claim.expires_at).await?;
        }
    }
    scores::recount(tx, person, state.config.limits.score_post_s, now).await?;
    changes::note_gates(tx, person, now).await?;
    Ok(())
}
