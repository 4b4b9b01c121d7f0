//! `--demo`: circles, people, posts, praise, comments and tips to look at.
//!
//! Promises: fills a database that has no circle, once; the same content every time, at times relative to that start;
//! everything goes through the functions that serve people, so the ledger of the demo passes its audit.
//! Nobody in it is a real, named person. Pictures come from `assets/demo` (see its CREDITS.md).

mod books;
mod content;
mod dice;
mod doors;
mod library;
mod lives;
mod people;
mod posts;
mod talk;

use std::path::PathBuf;

use circles_domain::Timestamp;
use circles_domain::circle::Gates;
use circles_domain::{CircleId, CommentId, PersonId, PostId};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::AppState;
use crate::store::circles::{self, NewCircle};
use crate::store::lifecycle;
use content::Content;
use dice::Dice;
use library::Library;

/// Why the demo could not be laid out. Nothing of it is kept then.
#[derive(Debug, thiserror::Error)]
pub enum DemoError {
    /// The database failed.
    #[error("database: {0}")]
    Sql(#[from] sqlx::Error),
    /// The ledger refused.
    #[error("ledger: {0}")]
    Ledger(#[from] crate::ledger::LedgerError),
    /// A picture is missing.
    #[error("{0}: {1}; CIRCLES_DEMO_ASSETS names the folder")]
    Picture(PathBuf, std::io::Error),
    /// The disk or the system's randomness failed.
    #[error("system: {0}")]
    Io(#[from] std::io::Error),
    /// What was written for the demo breaks a rule.
    #[error("content: {0}")]
    Content(String),
}

/// A circle of the demo, with who is in it.
struct Circle {
    id: CircleId,
    gates: Gates,
    tags: Vec<String>,
    texts: Vec<String>,
    members: Vec<usize>,
    moderators: Vec<PersonId>,
}

/// What is laid out so far.
struct Stage<'a> {
    state: &'a AppState,
    now: Timestamp,
    content: Content,
    library: Library,
    dice: Dice,
    people: Vec<people::Resident>,
    circles: Vec<Circle>,
}

/// Lays out the demo unless there is something already.
///
/// # Errors
/// [`DemoError`].
pub async fn fill(state: &AppState) -> Result<(), DemoError> {
    let mut tx = state.db.write().await?;
    let (taken,): (bool,) =
        sqlx::query_as("SELECT EXISTS (SELECT 1 FROM circle)").fetch_one(&mut *tx).await?;
    if taken {
        return Ok(());
    }
    let mut stage = Stage {
        state,
        now: state.now(),
        content: content::read()?,
        library: Library::open()?,
        dice: Dice::new(),
        people: Vec::new(),
        circles: Vec::new(),
    };
    stage.settle_people(&mut tx).await?;
    stage.found_circles(&mut tx).await?;
    stage.gather_members(&mut tx).await?;
    stage.stand_at_doors(&mut tx).await?;
    stage.name_operator(&mut tx).await?;
    stage.launch(&mut tx).await?;
    stage.apply(&mut tx).await?;
    let posts = stage.write_posts(&mut tx).await?;
    stage.pin(&mut tx, &posts).await?;
    stage.talk(&mut tx, &posts).await?;
    stage.tip(&mut tx, &posts).await?;
    tx.commit().await?;
    tracing::info!(
        posts = posts.len(),
        people = stage.people.len(),
        circles = stage.circles.len(),
        "demo laid out"
    );
    Ok(())
}

impl Stage<'_> {
    async fn found_circles(&mut self, tx: &mut sqlx::SqliteConnection) -> Result<(), DemoError> {
        let founded = self.now.plus_seconds(-400 * 86_400);
        // The moderator of the samples owns the pictures of circles.
        let owner =
            self.people.first().map(|p| p.id).ok_or_else(|| DemoError::Content("no people".into()))?;
        for written in std::mem::take(&mut self.content.circles) {
            let cover = self.library.cover(self.state, tx, owner, &written.slug, founded).await?;
            let icon = self.library.icon(self.state, tx, owner, &written.slug, founded).await?;
            let circle = NewCircle {
                id: CircleId(fixed("circle", &written.slug)),
                slug: written.slug,
                name: written.name,
                introduction: written.introduction,
                rules: written.rules,
                category: written.category,
                cover: Some(cover),
                icon: Some(icon),
                gates: written.gates.clone(),
                created_at: founded,
            };
            circles::insert(tx, &circle).await?;
            lifecycle::edit_page(tx, circle.id, [None, None], None, Some(&written.modules), founded).await?;
            self.circles.push(Circle {
                id: circle.id,
                gates: written.gates,
                tags: written.tags,
                texts: written.texts,
                members: Vec::new(),
                moderators: written.moderators.iter().map(|key| person_id(key)).collect(),
            });
        }
        Ok(())
    }

    fn days_ago(&self, days: i64) -> Timestamp {
        self.now.plus_seconds(-days * 86_400)
    }
}

/// The same id for the same thing in every demo: a UUIDv8 (RFC 9562) over a hash of its name.
fn fixed(kind: &str, name: &str) -> Uuid {
    let hash = Sha256::digest(format!("circles demo/{kind}/{name}").as_bytes());
    let mut bytes = [0; 16];
    bytes.iter_mut().zip(hash).for_each(|(to, from)| *to = from);
    uuid::Builder::from_custom_bytes(bytes).into_uuid()
}

/// A post of the demo, for what is said and paid about it.
struct Placed {
    id: PostId,
    circle: usize,
    author: usize,
    at: Timestamp,
}

fn comment_id(post: PostId, n: usize) -> CommentId {
    CommentId(fixed("comment", &format!("{post}/{n}")))
}

fn person_id(key: &str) -> PersonId {
    PersonId(fixed("person", key))
}
