//! A planned page goes into the cache: rows and cursor in one transaction.

use circles_domain::Timestamp;
use circles_store::Store;
use circles_store::table::{circle, comment, meta, person, post, relation, scope, standing};
use circles_wire::sync::SyncChange;

use super::plan::Plan;
use crate::error::Result;

/// Writes a page. `ended` is the time, when it was the last page of a pull.
pub(super) async fn apply(store: &Store, plan: &Plan, cursor: &str, ended: Option<Timestamp>) -> Result<()> {
    let mut write = store.write_cache().await?;
    for change in &plan.changes {
        match change {
            SyncChange::Circle { circle } => circle::save(&mut write, circle).await?,
            SyncChange::CircleGone { id } => circle::forget(&mut write, *id).await?,
            SyncChange::Post { post } => {
                post::save(&mut write, post).await?;
            }
            SyncChange::PostGone { id, version, rule: Some(rule), .. } => {
                post::mark_removed(&mut write, *id, *version, rule).await?
            }
            SyncChange::PostGone { id, version, rule: None, .. } => {
                post::mark_gone(&mut write, *id, *version).await?
            }
            SyncChange::PostHidden { id } => post::hide(&mut write, *id).await?,
            SyncChange::CommentHidden { id, post } => comment::hide(&mut write, *id, *post).await?,
            SyncChange::Comment { comment } => comment::save(&mut write, comment).await?,
            SyncChange::CommentGone { id, post, version } => {
                comment::mark_gone(&mut write, *id, *post, *version).await?;
            }
            SyncChange::Person { person } => person::renew(&mut write, person).await?,
            SyncChange::Standing { circle, standing } => {
                standing::set(&mut write, *circle, *standing).await?
            }
            SyncChange::ScopeRemoved { scope } => scope::remove(&mut write, *scope).await?,
            SyncChange::ScopeReset { scope } => scope::reset(&mut write, *scope).await?,
            SyncChange::Relation { relation } => relation::save(&mut write, relation).await?,
            SyncChange::Wallet | SyncChange::Unknown => {}
        }
    }
    meta::set_cursor(&mut write, cursor).await?;
    if let Some(now) = ended {
        meta::set_synced_at(&mut write, now).await?;
    }
    Ok(write.commit().await?)
}

#[cfg(test)]
#[path = "apply_tests.rs"]
mod tests;
