//! The end of proving: whoever is shut out is told, whoever has an account is in with renewed claims, everybody else
//! chooses a name.

use axum::response::{IntoResponse, Redirect, Response};
use circles_domain::claim::ClaimKind;
use circles_domain::person::LegalName;
use circles_domain::{PersonId, Timestamp};

use super::finish::enter;
use super::refusal::banned;
use super::visit::Visit;
use crate::error::{Error, Result};
use crate::identity::{Terms, attest};
use crate::state::{AppState, Poke};
use crate::store::changes::Change;
use crate::store::proofs::Proof;
use crate::store::sign_in::Attempt;
use crate::store::{Write, bans, changes, claims, names, people, relations, scores};

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
    if let Some((reason, until)) = bans::find(&mut *tx, &proof.identity_hash, state.now()).await? {
        return Ok(banned(visit.language, &reason, until));
    }
    let Some(person) = account else {
        tx.commit().await?;
        return Ok(Redirect::to("/signin/name").into_response());
    };
    let told = keep(&mut tx, state, &visit.attempt, proof, person).await?;
    let entered = enter(tx, state, visit, person).await?;
    for somebody in told {
        state.poke(Poke::Person(somebody));
    }
    Ok(entered)
}

/// Keeps what `proof` says of `person`; gives who has to be told. What they withdrew stays withdrawn.
///
/// # Errors
/// When the database fails, or the name of the proof cannot be opened.
pub async fn keep(
    tx: &mut Write,
    state: &AppState,
    attempt: &Attempt,
    proof: &Proof,
    person: PersonId,
) -> Result<Vec<PersonId>> {
    let now = state.now();
    let name = state.keys.open_name(&proof.name_sealed, attempt.id.as_bytes()).map_err(Error::internal)?;
    let terms = Terms::of(&state.config.limits);
    let mut told = vec![person];
    for attested in attest(&state.keys, state.provider.issuer(), person, &name, &proof.claims, terms, now) {
        claims::put(tx, person, &attested.claim, &attested.statement).await?;
        if attested.claim.kind == ClaimKind::LegalName {
            prove_name(tx, person, attested.claim.expires_at, now).await?;
        }
    }
    told.extend(renew_name(tx, state, person, &name).await?);
    scores::recount(tx, person, state.config.limits.score_post_s, now).await?;
    changes::note_gates(tx, person, now).await?;
    Ok(told)
}

/// The name is proven until `until`. A badge that had gone is back for everyone who holds what they wrote.
async fn prove_name(tx: &mut Write, person: PersonId, until: Timestamp, now: Timestamp) -> Result<()> {
    let before = people::find(&mut **tx, person).await?;
    people::set_verified_until(tx, person, until).await?;
    if before.is_some_and(|before| !before.verified(now)) {
        changes::note(tx, Change::Person(person), now).await?;
    }
    Ok(())
}

/// People marry and mend papers: another name than the one that is kept takes its place. Gives the friends, who see it.
async fn renew_name(
    tx: &mut Write,
    state: &AppState,
    person: PersonId,
    name: &LegalName,
) -> Result<Vec<PersonId>> {
    let sealed = names::find_sealed(&mut **tx, person).await?.ok_or_else(|| Error::not_found(person))?;
    let kept = state.keys.open_name(&sealed, person.as_bytes()).map_err(Error::internal)?;
    if kept == *name {
        return Ok(Vec::new());
    }
    let sealed = state.keys.seal_name(name, person.as_bytes()).map_err(Error::internal)?;
    people::rename(tx, person, &name.masked(), &sealed).await?;
    changes::note(tx, Change::Person(person), state.now()).await?;
    Ok(relations::tell_friends(tx, person, state.now()).await?)
}
