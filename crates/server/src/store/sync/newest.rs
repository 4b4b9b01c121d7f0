//! From what changed to how it stands now.

use std::collections::HashMap;

use circles_domain::circle::Standing;
use circles_domain::govern::Subject;
use circles_domain::{CircleId, CommentId, PostId, Timestamp};
use circles_wire::comment::CommentResponse;
use circles_wire::post::PostResponse;
use circles_wire::sync::{Scope, SyncChange};
use sqlx::SqliteConnection;

use super::Told;
use crate::store::people::Person;
use crate::store::posts::State;
use crate::store::{circles, comments, govern, posts, reading};

/// Each of `told` in its newest form; what the asker may not read by now is left out.
pub(super) async fn of(
    db: &mut SqliteConnection,
    asker: &Person,
    told: &[Told],
    now: Timestamp,
) -> sqlx::Result<Vec<SyncChange>> {
    let (mut posts, mut comments) = readable(db, asker, told, now).await?;
    let mut changes = Vec::with_capacity(told.len());
    for this in told {
        let change = match *this {
            Told::Circle(id) => circles::find(&mut *db, asker, id, now)
                .await?
                .map(|circle| SyncChange::Circle { circle: Box::new(circle) }),
            Told::Post(id) => match posts.remove(&id) {
                Some(post) => Some(SyncChange::Post { post: Box::new(post) }),
                None => gone_post(db, id).await?,
            },
            Told::Comment(id) => match comments.remove(&id) {
                Some(comment) => Some(SyncChange::Comment { comment: Box::new(comment) }),
                None => gone_comment(db, id).await?,
            },
            Told::Standing(circle) => {
                Some(SyncChange::Standing { circle, standing: standing(db, asker, circle, now).await? })
            }
            Told::ScopeRemoved(circle) => Some(SyncChange::ScopeRemoved { scope: Scope::Circle(circle) }),
            Told::ScopeReset(circle) => Some(SyncChange::ScopeReset { scope: Scope::Circle(circle) }),
            Told::Wallet => Some(SyncChange::Wallet),
        };
        changes.extend(change);
    }
    Ok(changes)
}

type Readable = (HashMap<PostId, PostResponse>, HashMap<CommentId, CommentResponse>);

async fn readable(
    db: &mut SqliteConnection,
    asker: &Person,
    told: &[Told],
    now: Timestamp,
) -> sqlx::Result<Readable> {
    let (mut post_ids, mut comment_ids) = (Vec::new(), Vec::new());
    for this in told {
        match *this {
            Told::Post(id) => post_ids.push(id),
            Told::Comment(id) => comment_ids.push(id),
            Told::Circle(_)
            | Told::Standing(_)
            | Told::ScopeRemoved(_)
            | Told::ScopeReset(_)
            | Told::Wallet => {}
        }
    }
    let posts = if post_ids.is_empty() {
        Vec::new()
    } else {
        posts::find_readable(&mut *db, asker.id, &post_ids, now).await?
    };
    let comments = if comment_ids.is_empty() {
        Vec::new()
    } else {
        comments::find_readable(&mut *db, asker.id, &comment_ids, now).await?
    };
    Ok((
        posts.into_iter().map(|post| (post.id, post)).collect(),
        comments.into_iter().map(|comment| (comment.id, comment)).collect(),
    ))
}

async fn gone_post(db: &mut SqliteConnection, id: PostId) -> sqlx::Result<Option<SyncChange>> {
    let Some(held) = posts::find_held(&mut *db, id).await? else { return Ok(None) };
    let (version, removed) = (held.version, held.state == State::Removed);
    if held.state == State::Kept {
        return Ok(Some(SyncChange::PostHidden { id }));
    }
    let rule = if removed { govern::rule_of(db, Subject::Post(id)).await? } else { None };
    Ok(Some(SyncChange::PostGone { id, version, removed, rule }))
}

async fn gone_comment(db: &mut SqliteConnection, id: CommentId) -> sqlx::Result<Option<SyncChange>> {
    let held = comments::find_held(&mut *db, id).await?;
    Ok(held.map(|held| match held.state {
        State::Kept => SyncChange::CommentHidden { id, post: held.post },
        State::Deleted | State::Removed => {
            SyncChange::CommentGone { id, post: held.post, version: held.version }
        }
    }))
}

async fn standing(
    db: &mut SqliteConnection,
    asker: &Person,
    circle: CircleId,
    now: Timestamp,
) -> sqlx::Result<Standing> {
    let stands = reading::stands(&mut *db, asker.id, circle).await?;
    Ok(stands.map_or(Standing::None, |stands| stands.standing(now)))
}
