//! From what changed to how it stands now.

use std::collections::HashMap;

use circles_domain::circle::Standing;
use circles_domain::govern::Subject;
use circles_domain::{CircleId, CommentId, PersonId, PostId, Timestamp};
use circles_wire::comment::CommentResponse;
use circles_wire::post::PostResponse;
use circles_wire::sync::SyncChange;
use sqlx::SqliteConnection;

use super::Told;
use crate::store::people::Person;
use crate::store::posts::State;
use crate::store::{circles, comments, govern, lifecycle, people, posts, reading, relations};

/// Each of `told` in its newest form; what the asker may not read by now is left out.
pub(super) async fn of(
    db: &mut SqliteConnection,
    asker: &Person,
    told: &[Told],
    terms: relations::Terms,
    now: Timestamp,
) -> sqlx::Result<Vec<SyncChange>> {
    let (mut posts, mut comments) = readable(db, asker, told, now).await?;
    let mut known = people::list_known(&mut *db, asker.id, &people_of(told), now).await?;
    let mut changes = Vec::with_capacity(told.len());
    for this in told {
        let change = match *this {
            Told::Circle(id) => match circles::find(&mut *db, asker, id, now).await? {
                Some(circle) => Some(SyncChange::Circle { circle: Box::new(circle) }),
                None => lifecycle::was_found(&mut *db, asker.id, id, now)
                    .await?
                    .then_some(SyncChange::CircleGone { id }),
            },
            Told::Post(id) => match posts.remove(&id) {
                Some(post) => Some(SyncChange::Post { post: Box::new(post) }),
                None => gone_post(db, asker, id).await?,
            },
            Told::Comment(id) => match comments.remove(&id) {
                Some(comment) => Some(SyncChange::Comment { comment: Box::new(comment) }),
                None => gone_comment(db, asker, id).await?,
            },
            Told::Person(id) => known.remove(&id).map(|person| SyncChange::Person { person }),
            Told::Standing(circle) => {
                Some(SyncChange::Standing { circle, standing: standing(db, asker, circle, now).await? })
            }
            Told::ScopeRemoved(scope) => Some(SyncChange::ScopeRemoved { scope }),
            Told::ScopeReset(scope) => Some(SyncChange::ScopeReset { scope }),
            Told::Relation(other) => relations::find(&mut *db, asker.id, other, terms, now)
                .await?
                .map(|relation| SyncChange::Relation { relation: Box::new(relation) }),
            Told::Wallet => Some(SyncChange::Wallet),
        };
        changes.extend(change);
    }
    Ok(changes)
}

type Readable = (HashMap<PostId, PostResponse>, HashMap<CommentId, CommentResponse>);

fn people_of(told: &[Told]) -> Vec<PersonId> {
    told.iter().filter_map(|this| if let Told::Person(id) = this { Some(*id) } else { None }).collect()
}

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
            | Told::Person(_)
            | Told::Standing(_)
            | Told::ScopeRemoved(_)
            | Told::ScopeReset(_)
            | Told::Relation(_)
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

/// The end of something that somebody hidden wrote is not told: whoever may not see it does not know that it was. What
/// is there and is not shown was reported by the asker.
async fn gone_post(
    db: &mut SqliteConnection,
    asker: &Person,
    id: PostId,
) -> sqlx::Result<Option<SyncChange>> {
    let Some(held) = posts::find_held(&mut *db, id).await? else { return Ok(None) };
    if reading::is_hidden_in(&mut *db, asker.id, held.author, held.circle).await? {
        return Ok(None);
    }
    let (version, removed) = (held.version, held.state == State::Removed);
    if held.state == State::Kept {
        return Ok(Some(SyncChange::PostHidden { id }));
    }
    let rule = if removed { govern::rule_of(db, Subject::Post(id)).await? } else { None };
    Ok(Some(SyncChange::PostGone { id, version, removed, rule }))
}

async fn gone_comment(
    db: &mut SqliteConnection,
    asker: &Person,
    id: CommentId,
) -> sqlx::Result<Option<SyncChange>> {
    let Some(held) = comments::find_held(&mut *db, id).await? else { return Ok(None) };
    let Some(post) = posts::find_held(&mut *db, held.post).await? else { return Ok(None) };
    for author in [held.author, post.author] {
        if reading::is_hidden_in(&mut *db, asker.id, author, post.circle).await? {
            return Ok(None);
        }
    }
    Ok(Some(match held.state {
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
    let stands = reading::stands(&mut *db, asker.id, circle, now).await?;
    Ok(stands.map_or(Standing::None, |stands| stands.standing(now)))
}
