//! Accounts on their way out: asked for, undone, done.

mod sanctions;

use circles_domain::{CircleId, CommentId, PersonId, PostId, Timestamp};
use sqlx::{SqliteConnection, SqliteExecutor};
use uuid::Uuid;

use super::changes::{self, Change};
use super::{claims, comments, members, posts, relations};
use sanctions::keep_sanctions;

pub use sanctions::restore_sanctions;

/// Notes when an account goes, or that it stays.
///
/// # Errors
/// When the database fails.
pub async fn set(db: &mut SqliteConnection, person: PersonId, at: Option<Timestamp>) -> sqlx::Result<()> {
    sqlx::query("UPDATE person SET delete_at_us = $2 WHERE id = $1 AND deleted_at_us IS NULL")
        .bind(person.0)
        .bind(at.map(Timestamp::as_micros))
        .execute(db)
        .await?;
    Ok(())
}

/// Whether tips of or for a person are still on their way.
///
/// # Errors
/// When the database fails.
pub async fn has_held_tips(db: impl SqliteExecutor<'_>, person: PersonId) -> sqlx::Result<bool> {
    let (held,): (bool,) = sqlx::query_as(
        "SELECT EXISTS (SELECT 1 FROM tip WHERE state = 'held' AND (payer_id = $1 OR payee_id = $1))
             OR EXISTS (SELECT 1 FROM transfer WHERE state = 'held' AND (payer_id = $1 OR payee_id = $1))",
    )
    .bind(person.0)
    .fetch_one(db)
    .await?;
    Ok(held)
}

/// Accounts whose time has come. One whose wallet was frozen since it was asked for waits until that is lifted; one that
/// came to owe something since, because a tip was refunded, until that is paid or two operators let it go: whoever came
/// back as somebody new would owe nothing.
///
/// # Errors
/// When the database fails.
pub async fn due(db: impl SqliteExecutor<'_>, now: Timestamp) -> sqlx::Result<Vec<PersonId>> {
    let rows: Vec<(Uuid,)> = sqlx::query_as(
        "SELECT id FROM person WHERE delete_at_us <= $1
               AND NOT EXISTS (SELECT 1 FROM wallet_freeze WHERE wallet_freeze.person_id = person.id)
               AND NOT EXISTS (SELECT 1 FROM ledger_account
                               WHERE ledger_account.person_id = person.id AND kind = 'receivable' AND balance_minor < 0)
             ORDER BY delete_at_us LIMIT 20",
    )
    .bind(now.as_micros())
    .fetch_all(db)
    .await?;
    Ok(rows.into_iter().map(|(id,)| PersonId(id)).collect())
}

/// What an account wrote and where it was, for those who have to be told.
#[derive(Clone, Debug, Default)]
pub struct Left {
    /// Circles in which something is gone.
    pub circles: Vec<CircleId>,
    /// People who stood to them in some way.
    pub people: Vec<PersonId>,
}

// What is of one person alone. Devices go after what hangs on them.
// What a circle removed waited for an appeal; nobody is left to make one.
const REMOVED_FILES: &str = "DELETE FROM post_attachment WHERE post_id IN (SELECT id FROM post WHERE author_id = $1 AND state = 'removed')";
const REMOVED_POSTS: &str =
    "UPDATE post SET text = '', attachments = '[]' WHERE author_id = $1 AND state = 'removed'";
const REMOVED_COMMENTS: &str = "UPDATE comment SET text = '' WHERE author_id = $1 AND state = 'removed'";
const APPEALS: &str = "UPDATE appeal SET text = '' WHERE person_id = $1";
const REPORTS: &str = "UPDATE report SET note = '' WHERE reporter_id = $1";
const SENT_WORDS: &str = "UPDATE transfer SET note = '' WHERE payer_id = $1";
const TIP_WORDS: &str = "UPDATE tip SET message = '' WHERE payer_id = $1";
const ASKED_MONEY: &str = "DELETE FROM money_request WHERE asker_id = $1 OR asked_id = $1";
const SENT_QUOTES: &str = "DELETE FROM transfer_quote WHERE payer_id = $1";
const SCORE: &str = "DELETE FROM score_part WHERE person_id = $1";
const ADMISSIONS: &str = "DELETE FROM admission WHERE person_id = $1";
const LISTS: &str = "DELETE FROM gate_person WHERE person_id = $1";
// What was decided stays on record; the words do not.
const ASKED: &str = "DELETE FROM application WHERE applicant_id = $1 AND state = 'open'";
const ASKED_WORDS: &str = "UPDATE application SET body = '{}' WHERE applicant_id = $1";
const VIEWS: &str = "DELETE FROM post_view WHERE person_id = $1";
const LOOKS: &str = "DELETE FROM circle_look WHERE person_id = $1";
const SHOWN: &str = "DELETE FROM circle_shown WHERE person_id = $1";
const PIN: &str = "DELETE FROM pin WHERE person_id = $1";
const PAYEES: &str = "DELETE FROM payout_account WHERE person_id = $1";
const STEPS: &str = "DELETE FROM step_up_token WHERE person_id = $1";
const CODES: &str = "DELETE FROM authorization_code WHERE person_id = $1";
const PROVEN: &str = "DELETE FROM sign_in_proof WHERE confirmed = 1 AND identity_hash = (SELECT identity_hash FROM person WHERE id = $1)";
const ACCESS: &str =
    "DELETE FROM access_token WHERE device_id IN (SELECT id FROM device WHERE person_id = $1)";
const REFRESH: &str =
    "DELETE FROM refresh_token WHERE device_id IN (SELECT id FROM device WHERE person_id = $1)";
const DEVICES: &str = "DELETE FROM device WHERE person_id = $1";

/// Takes an account away: posts and comments become tombstones; name, claims, score, devices, memberships, friendships,
/// blocks and the hash of the identity go. What is left is an id, to which the rows of the ledger point.
///
/// # Errors
/// When the database fails.
pub async fn erase(db: &mut SqliteConnection, person: PersonId, now: Timestamp) -> sqlx::Result<Left> {
    let mut left = Left::default();
    bury_posts(db, person, now, &mut left).await?;
    bury_comments(db, person, now, &mut left).await?;
    take_praise_back(db, person).await?;
    keep_sanctions(db, person, now).await?;
    leave_circles(db, person, now).await?;
    left.people = relations::end_all(db, person, now).await?;
    left.people.extend(tell_of_money(db, person, now).await?);
    left.people.sort_unstable();
    left.people.dedup();
    claims::forget(db, person).await?;
    for sql in [
        REMOVED_FILES,
        REMOVED_POSTS,
        REMOVED_COMMENTS,
        APPEALS,
        REPORTS,
        SENT_WORDS,
        TIP_WORDS,
        SENT_QUOTES,
        ASKED_MONEY,
    ] {
        forget(db, sql, person).await?;
    }
    for sql in [
        SCORE,
        ASKED,
        ASKED_WORDS,
        ADMISSIONS,
        LISTS,
        VIEWS,
        LOOKS,
        SHOWN,
        PIN,
        PAYEES,
        STEPS,
        CODES,
        PROVEN,
        ACCESS,
        REFRESH,
        DEVICES,
    ] {
        forget(db, sql, person).await?;
    }
    // Unique and meaning nothing: the same human who comes back is somebody new.
    let nobody = [*Uuid::new_v4().as_bytes(), *Uuid::new_v4().as_bytes()].concat();
    sqlx::query(
        "UPDATE person SET display_name = '', bio = '', masked_name = '*', name_sealed = x'', identity_hash = $2,
                score = NULL, verified_until_us = 0, avatar_id = NULL, role = 'person', show_name_to_friends = 0,
                delete_at_us = NULL, deleted_at_us = $3, version = version + 1
         WHERE id = $1",
    )
    .bind(person.0)
    .bind(nobody)
    .bind(now.as_micros())
    .execute(db)
    .await?;
    left.circles.sort_unstable();
    left.circles.dedup();
    Ok(left)
}

/// Whoever gave them money, or got some of theirs, reads of it without a name from now on, and their devices are told as
/// they would be of a block. Gives those people.
async fn tell_of_money(
    db: &mut SqliteConnection,
    person: PersonId,
    now: Timestamp,
) -> sqlx::Result<Vec<PersonId>> {
    let others: Vec<(Uuid,)> = sqlx::query_as(
        "SELECT payer_id FROM tip WHERE payee_id = $1 AND state <> 'refused'
         UNION SELECT payee_id FROM tip WHERE payer_id = $1 AND state <> 'refused'
         UNION SELECT payer_id FROM transfer WHERE payee_id = $1 AND state <> 'refused'
         UNION SELECT payee_id FROM transfer WHERE payer_id = $1 AND state <> 'refused'",
    )
    .bind(person.0)
    .fetch_all(&mut *db)
    .await?;
    let others: Vec<PersonId> = others.into_iter().map(|(other,)| PersonId(other)).collect();
    for other in &others {
        changes::note(db, Change::PersonRemoved(*other, person), now).await?;
        changes::note(db, Change::Wallet(*other), now).await?;
    }
    Ok(others)
}

async fn forget(db: &mut SqliteConnection, sql: &'static str, person: PersonId) -> sqlx::Result<()> {
    sqlx::query(sql).bind(person.0).execute(db).await?;
    Ok(())
}

async fn bury_posts(
    db: &mut SqliteConnection,
    person: PersonId,
    now: Timestamp,
    left: &mut Left,
) -> sqlx::Result<()> {
    let kept: Vec<(Uuid, Uuid)> =
        sqlx::query_as("SELECT circle_id, id FROM post WHERE author_id = $1 AND state = 'kept'")
            .bind(person.0)
            .fetch_all(&mut *db)
            .await?;
    for (circle, post) in kept {
        posts::bury(db, CircleId(circle), PostId(post), now).await?;
        left.circles.push(CircleId(circle));
    }
    Ok(())
}

async fn bury_comments(
    db: &mut SqliteConnection,
    person: PersonId,
    now: Timestamp,
    left: &mut Left,
) -> sqlx::Result<()> {
    let kept: Vec<(Uuid, Uuid, Uuid)> = sqlx::query_as(
        "SELECT post.circle_id, comment.post_id, comment.id FROM comment JOIN post ON post.id = comment.post_id
         WHERE comment.author_id = $1 AND comment.state = 'kept'",
    )
    .bind(person.0)
    .fetch_all(&mut *db)
    .await?;
    for (circle, post, comment) in kept {
        comments::bury(db, CircleId(circle), CommentId(comment), PostId(post), now).await?;
        left.circles.push(CircleId(circle));
    }
    Ok(())
}

async fn take_praise_back(db: &mut SqliteConnection, person: PersonId) -> sqlx::Result<()> {
    sqlx::query(
        "UPDATE post SET praise_count = praise_count - 1
         WHERE id IN (SELECT post_id FROM praise WHERE person_id = $1)",
    )
    .bind(person.0)
    .execute(&mut *db)
    .await?;
    sqlx::query("DELETE FROM praise WHERE person_id = $1").bind(person.0).execute(db).await?;
    Ok(())
}

async fn leave_circles(db: &mut SqliteConnection, person: PersonId, now: Timestamp) -> sqlx::Result<()> {
    let joined: Vec<(Uuid,)> =
        sqlx::query_as("SELECT circle_id FROM membership WHERE person_id = $1 AND joined = 1")
            .bind(person.0)
            .fetch_all(&mut *db)
            .await?;
    for (circle,) in joined {
        if let members::Heir::Admin(heir) = members::heir(&mut *db, CircleId(circle), person, now).await? {
            members::name_owner(db, heir, CircleId(circle), now).await?;
        }
        members::set_joined(db, person, CircleId(circle), false, now).await?;
    }
    sqlx::query("DELETE FROM membership WHERE person_id = $1").bind(person.0).execute(db).await?;
    Ok(())
}
