//! One post, with what waits for it.

use circles_domain::attachment::AttachmentDraft;
use circles_domain::circle::Standing;
use circles_domain::govern::CitedRule;
use circles_domain::{AttachmentId, CircleId, OutboxItemId, PersonId, PostId, Timestamp};
use circles_wire::person::Byline;
use circles_wire::post::{Counts, PublishRequest};
use sqlx::sqlite::SqliteRow;
use sqlx::{Row, SqliteConnection};

use super::overlay::{Delivery, Overlay, Pending};
use crate::table::outbox_item::{self, Item};
use crate::table::{from_json, from_name, id};
use crate::{Error, Result};

/// A post as a screen needs it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Post {
    /// Which.
    pub id: PostId,
    /// Where.
    pub circle: CircleId,
    /// The circle's name; empty while the circle is not known.
    pub circle_name: String,
    /// Its name in Simplified Chinese.
    pub circle_name_zh: String,
    /// How oneself stands there.
    pub standing: Standing,
    /// What its comment gate says to oneself.
    pub may_comment: bool,
    /// Whether nothing is added to its circle.
    pub read_only: bool,
    /// Who.
    pub author: Byline,
    /// The words, with an edit that waits.
    pub text: String,
    /// In order.
    pub attachments: Vec<AttachmentDraft>,
    /// When the server took it; for an echo, when it was queued.
    pub accepted_at: Timestamp,
    /// When it was last edited.
    pub edited_at: Option<Timestamp>,
    /// Numbers, with praise that waits.
    pub counts: Counts,
    /// The post itself.
    pub delivery: Delivery,
    /// An edit or a removal that waits.
    pub pending: Option<Pending>,
    /// The rule under which the circle removed it; then there are no words.
    pub removed: Option<CitedRule>,
}

/// The posts of the cache that a condition picks, with all that [`Post::read`] reads, in its order.
macro_rules! select_posts {
    ($($condition:expr),+) => {
        concat!(
            "SELECT p.post_id, p.circle_id, p.author_id, p.text, p.attachments, p.accepted_at_us, p.edited_at_us,
                    p.praise_count, p.comment_count, p.tipper_count, p.view_count, p.praised, p.tipped,
                    a.display_name, a.verified, a.avatar, c.name, c.name_zh, c.may_comment, s.standing, p.removed_rule, p.tips_off, c.read_only
             FROM cache.post p
             LEFT JOIN cache.person a ON a.person_id = p.author_id
             LEFT JOIN cache.circle c ON c.circle_id = p.circle_id
             LEFT JOIN cache.standing s ON s.circle_id = p.circle_id
             WHERE ",
            $($condition),+
        )
    };
}
pub(super) use select_posts;

impl Post {
    /// Reads a row of [`select_posts`]. By place: to find twenty columns by name, thirty times a window, is a tenth of
    /// its time.
    pub(super) fn read(row: &SqliteRow) -> Result<Self> {
        let attachments: &str = row.try_get(4)?;
        let standing: Option<&str> = row.try_get(19)?;
        Ok(Self {
            id: PostId::from_slice(row.try_get(0)?).ok_or(Error::Row("post_id"))?,
            circle: CircleId::from_slice(row.try_get(1)?).ok_or(Error::Row("circle_id"))?,
            circle_name: row.try_get::<Option<String>, _>(16)?.unwrap_or_default(),
            circle_name_zh: row.try_get::<Option<String>, _>(17)?.unwrap_or_default(),
            standing: standing.map_or(Ok(Standing::None), |name| from_name(name, "standing"))?,
            may_comment: row.try_get::<Option<bool>, _>(18)?.unwrap_or_default(),
            read_only: row.try_get::<Option<bool>, _>(22)?.unwrap_or_default(),
            author: Byline {
                id: PersonId::from_slice(row.try_get(2)?).ok_or(Error::Row("author_id"))?,
                // A person who is not known yet has no name; they come with what they wrote.
                display_name: row.try_get::<Option<String>, _>(13)?.unwrap_or_default(),
                verified: row.try_get::<Option<bool>, _>(14)?.unwrap_or_default(),
                avatar: row
                    .try_get::<Option<&[u8]>, _>(15)?
                    .map(|id| AttachmentId::from_slice(id).ok_or(Error::Row("avatar")))
                    .transpose()?,
            },
            text: row.try_get(3)?,
            attachments: if attachments.is_empty() {
                Vec::new()
            } else {
                from_json(attachments, "attachments")?
            },
            accepted_at: Timestamp::from_micros(row.try_get(5)?),
            edited_at: row.try_get::<Option<i64>, _>(6)?.map(Timestamp::from_micros),
            counts: Counts {
                praise: row.try_get(7)?,
                comments: row.try_get(8)?,
                tippers: row.try_get(9)?,
                views: row.try_get(10)?,
                praised: row.try_get(11)?,
                tipped: row.try_get(12)?,
                tips_off: row.try_get(21)?,
            },
            delivery: Delivery::Sent,
            pending: None,
            removed: match row.try_get(20)? {
                "" => None,
                rule => Some(from_json(rule, "removed_rule")?),
            },
        })
    }
}

/// What is known of the circle of an echo.
#[derive(Clone, Debug)]
pub(super) struct EchoCircle {
    name: String,
    name_zh: String,
    standing: Standing,
    may_comment: bool,
}

/// Items that publish and whose post is not in the cache, newest first, each with its circle: the anti-join that keeps a
/// post from showing twice. A gone post counts as known.
pub(super) async fn list_echoes(
    connection: &mut SqliteConnection,
) -> Result<Vec<(OutboxItemId, EchoCircle)>> {
    let rows = sqlx::query(
        "SELECT i.item_id, c.name, c.name_zh, c.may_comment, s.standing
         FROM main.outbox_item i
         LEFT JOIN cache.circle c ON c.circle_id = i.circle_id
         LEFT JOIN cache.standing s ON s.circle_id = i.circle_id
         WHERE i.kind = 'publish'
           AND NOT EXISTS (SELECT 1 FROM cache.post p WHERE p.post_id = i.post_id)
         ORDER BY i.position DESC",
    )
    .fetch_all(connection)
    .await?;
    rows.iter()
        .map(|row| {
            let standing: Option<&str> = row.try_get("standing")?;
            let circle = EchoCircle {
                name: row.try_get::<Option<String>, _>("name")?.unwrap_or_default(),
                name_zh: row.try_get::<Option<String>, _>("name_zh")?.unwrap_or_default(),
                standing: standing.map_or(Ok(Standing::None), |name| from_name(name, "standing"))?,
                may_comment: row.try_get::<Option<bool>, _>("may_comment")?.unwrap_or_default(),
            };
            Ok((id!(OutboxItemId, row, "item_id"), circle))
        })
        .collect()
}

/// Shows an item that publishes as the post that it will be.
pub(super) fn echo(item: &Item, request: &PublishRequest, circle: EchoCircle, me: &Byline) -> Post {
    Post {
        id: item.post,
        circle: request.circle,
        circle_name: circle.name,
        circle_name_zh: circle.name_zh,
        standing: circle.standing,
        may_comment: circle.may_comment,
        read_only: false,
        author: me.clone(),
        text: request.text.clone(),
        attachments: request.attachments.clone(),
        accepted_at: item.created_at,
        edited_at: None,
        counts: Counts::default(),
        delivery: Delivery::of(item),
        pending: None,
        removed: None,
    }
}

/// One post, or the echo of one that waits.
///
/// # Errors
/// What SQLite says.
pub async fn find_post(connection: &mut SqliteConnection, post: PostId, me: &Byline) -> Result<Option<Post>> {
    let items = outbox_item::list_of_post(connection, post).await?;
    let overlay = Overlay::of(&items);
    let row = sqlx::query(select_posts!("p.post_id = ? AND p.gone = 0"))
        .bind(post.as_bytes().as_slice())
        .fetch_optional(&mut *connection)
        .await?;
    let Some(row) = row else {
        // Neither is there for one that is gone: an item whose post is known, even as gone, has no echo.
        let Some((item, request)) = overlay.published.first() else { return Ok(None) };
        let found = list_echoes(connection).await?.into_iter().find(|(id, _)| *id == item.id);
        return Ok(found.map(|(_, circle)| echo(item, request, circle, me)));
    };
    let mut post = Post::read(&row)?;
    overlay.lay_over(&mut post);
    Ok(Some(post))
}
