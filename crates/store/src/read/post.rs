//! One post, with what waits for it.

use circles_domain::attachment::AttachmentDraft;
use circles_domain::circle::Standing;
use circles_domain::govern::CitedRule;
use circles_domain::{CircleId, OutboxItemId, PersonId, PostId, Timestamp};
use circles_wire::person::Byline;
use circles_wire::post::{Counts, PublishRequest};
use sqlx::sqlite::SqliteRow;
use sqlx::{Row, SqliteConnection};

use super::overlay::{Delivery, Overlay, Pending};
use crate::Result;
use crate::table::outbox_item::{self, Item};
use crate::table::{from_json, from_name, id, person};

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

impl Post {
    pub(super) fn read(row: &SqliteRow) -> Result<Self> {
        let author = id!(PersonId, row, "author_id");
        let attachments: &str = row.try_get("attachments")?;
        let standing: Option<&str> = row.try_get("standing")?;
        Ok(Self {
            id: id!(PostId, row, "post_id"),
            circle: id!(CircleId, row, "circle_id"),
            circle_name: row.try_get::<Option<String>, _>("name")?.unwrap_or_default(),
            circle_name_zh: row.try_get::<Option<String>, _>("name_zh")?.unwrap_or_default(),
            standing: standing.map_or(Ok(Standing::None), |name| from_name(name, "standing"))?,
            may_comment: row.try_get::<Option<bool>, _>("may_comment")?.unwrap_or_default(),
            author: person::byline(row, author)?,
            text: row.try_get("text")?,
            attachments: if attachments.is_empty() {
                Vec::new()
            } else {
                from_json(attachments, "attachments")?
            },
            accepted_at: Timestamp::from_micros(row.try_get("accepted_at_us")?),
            edited_at: row.try_get::<Option<i64>, _>("edited_at_us")?.map(Timestamp::from_micros),
            counts: Counts {
                praise: row.try_get("praise_count")?,
                comments: row.try_get("comment_count")?,
                tippers: row.try_get("tipper_count")?,
                views: row.try_get("view_count")?,
                praised: row.try_get("praised")?,
                tipped: row.try_get("tipped")?,
            },
            delivery: Delivery::Sent,
            pending: None,
            removed: match row.try_get("removed_rule")? {
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
    let row = sqlx::query(
        "SELECT p.post_id, p.circle_id, p.author_id, p.text, p.attachments, p.accepted_at_us, p.edited_at_us,
                p.praise_count, p.comment_count, p.tipper_count, p.view_count, p.praised, p.tipped, p.removed_rule, p.gone,
                a.display_name, a.verified, a.avatar, c.name, c.name_zh, c.may_comment, s.standing
         FROM cache.post p
         LEFT JOIN cache.person a ON a.person_id = p.author_id
         LEFT JOIN cache.circle c ON c.circle_id = p.circle_id
         LEFT JOIN cache.standing s ON s.circle_id = p.circle_id
         WHERE p.post_id = ?",
    )
    .bind(post.as_bytes().as_slice())
    .fetch_optional(&mut *connection)
    .await?;
    let Some(row) = row else {
        let Some((item, request)) = overlay.published.first() else { return Ok(None) };
        let found = list_echoes(connection).await?.into_iter().find(|(id, _)| *id == item.id);
        return Ok(found.map(|(_, circle)| echo(item, request, circle, me)));
    };
    if row.try_get("gone")? {
        return Ok(None);
    }
    let mut post = Post::read(&row)?;
    overlay.lay_over(&mut post);
    Ok(Some(post))
}
