//! The sweep: what is over, what was given up, what nobody points at.

use std::path::Path;

use circles_domain::attachment::Rendition;
use circles_domain::{AttachmentId, Timestamp};

use crate::error::Result;
use crate::payments;
use crate::state::AppState;

use crate::store::{changes, codes, files, lifecycle, members, relations, sessions, sign_in, tries, uploads};

/// Runs once: sanctions that ended, friend requests that ran out, circles at their end, scores that are old, accounts that
/// were to go, tokens and changes that are too old, days whose statement of the payment provider is due, uploads that
/// nothing carries, files that no row names.
///
/// # Errors
/// When the database or the disk fails; running again goes on.
pub async fn sweep(state: &AppState) -> Result<()> {
    let now = state.now();
    lift_sanctions(state, now).await?;
    expire_requests(state, now).await?;
    super::ends::end_circles(state, now).await?;
    super::people::recount_scores(state, now).await?;
    super::people::erase_accounts(state, now).await?;
    let mut tx = state.db.write().await?;
    sessions::prune(&mut tx, now).await?;
    sign_in::prune(&mut tx, now).await?;
    tries::prune(&mut tx, now).await?;
    codes::prune(&mut tx, now, state.config.limits.refresh_s).await?;
    lifecycle::forget_looks(&mut tx, now).await?;
    changes::prune(&mut tx, now.plus_seconds(-state.config.limits.changes_s)).await?;
    tx.commit().await?;
    if let Err(error) = payments::reconcile_due(state).await {
        tracing::error!(cause = ?error, "a day could not be reconciled; it will be tried again");
    }
    drop_uploads(state, now).await?;
    drop_files(state).await
}

/// A sanction ends by itself at any read; here the devices are told.
async fn lift_sanctions(state: &AppState, now: Timestamp) -> Result<()> {
    let ended = members::ended_sanctions(state.db.read(), now).await?;
    for (person, circle) in ended {
        let mut tx = state.db.write().await?;
        members::lift_ended(&mut tx, person, circle, now).await?;
        tx.commit().await?;
        state.poke(crate::state::Poke::Person(person));
    }
    Ok(())
}

/// A friend request runs out by itself at any read; here the devices are told.
async fn expire_requests(state: &AppState, now: Timestamp) -> Result<()> {
    let mut tx = state.db.write().await?;
    let told = relations::expire(&mut tx, relations::Terms::of(&state.config.limits), now).await?;
    tx.commit().await?;
    for person in told {
        state.poke(crate::state::Poke::Person(person));
    }
    Ok(())
}

/// Uploads that lay unused for longer than allowed.
async fn drop_uploads(state: &AppState, now: Timestamp) -> Result<()> {
    let unused = uploads::unused(state.db.read(), now.plus_seconds(-state.config.limits.upload_s)).await?;
    for (id, rendition) in unused {
        let Some(_turn) = state.uploading.take(id, rendition) else { continue };
        let mut tx = state.db.write().await?;
        uploads::forget(&mut tx, id, rendition).await?;
        tx.commit().await?;
        files::remove(&files::part(&state.config.data_dir, id, rendition))?;
    }
    Ok(())
}

/// Kept files that no upload names, and parts of uploads that are forgotten.
async fn drop_files(state: &AppState) -> Result<()> {
    let data_dir = &state.config.data_dir;
    for dir in files::directories(&data_dir.join("media"))? {
        for (file, name) in files::names(&dir)? {
            let hash = hex::decode(&name).ok().and_then(|bytes| <[u8; 32]>::try_from(bytes).ok());
            let named = match hash {
                Some(hash) => uploads::names(state.db.read(), &hash).await?,
                None => false,
            };
            if !named {
                files::remove(&file)?;
            }
        }
    }
    drop_parts(state, &data_dir.join("uploads")).await
}

async fn drop_parts(state: &AppState, dir: &Path) -> Result<()> {
    for (file, name) in files::names(dir)? {
        let known = match part_of(&name) {
            Some((id, rendition)) => uploads::find(state.db.read(), id, rendition).await?.is_some(),
            None => false,
        };
        if !known {
            files::remove(&file)?;
        }
    }
    Ok(())
}

/// Whose part a file is, by its name.
fn part_of(name: &str) -> Option<(AttachmentId, Rendition)> {
    let mut parts = name.split('.');
    let (id, rendition) = (parts.next()?.parse().ok()?, Rendition::from_name(parts.next()?)?);
    (parts.next() == Some("part") && parts.next().is_none()).then_some((id, rendition))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_is_known_by_its_name() {
        let id = AttachmentId::mint();
        assert_eq!(part_of(&format!("{id}.large.part")), Some((id, Rendition::Large)));
        for name in ["x.large.part", &format!("{id}.huge.part"), &format!("{id}.large"), ""] {
            assert_eq!(part_of(name), None, "{name}");
        }
    }
}
