//! Circles, as one person sees them.

mod write;

use circles_domain::circle::{Gates, Role, Standing};
use circles_domain::govern::{CircleState, CitedRule, finds};
use circles_domain::{AttachmentId, CircleId, PostId, Timestamp};
use circles_wire::circle::{CircleResponse, Rights};
use sqlx::{FromRow, SqliteConnection, SqliteExecutor};
use uuid::Uuid;

use super::FOREVER_US;
use super::administering::may_administer;
use super::admissions::AdmissionRow;
use super::changes::{self, Change};
use super::dialect::ids_as_json;
use super::gates::{self, PlaceRow, place_columns};
use super::govern::waiting_for;
use super::members::{HandoverRow, handover_columns, handover_join};
use super::people::Person;
use super::reading::{self, Sanction, Stands};

pub use write::{NewCircle, insert};

#[derive(FromRow)]
struct CircleRow {
    id: Uuid,
    version: i64,
    slug: String,
    name: String,
    name_zh: String,
    introduction: String,
    introduction_zh: String,
    rules: String,
    rules_zh: String,
    category: String,
    cover_id: Option<Uuid>,
    icon_id: Option<Uuid>,
    gates: String,
    gate_version: i64,
    escrow_hours: i64,
    preview_count: i64,
    preview_pinned: bool,
    member_count: i64,
    view_count: i64,
    post_count: i64,
    sanction: String,
    sanction_until_us: i64,
    waiting: i64,
    cases: i64,
    appeals: i64,
    state: String,
    state_reason: String,
    export_until_us: i64,
    modules: String,
    find_percent: i64,
    views_per_hour: i64,
    known: bool,
    was_here: bool,
    pins: String,
    #[sqlx(flatten)]
    place: PlaceRow,
    #[sqlx(flatten)]
    admission: AdmissionRow,
    #[sqlx(flatten)]
    handover: HandoverRow,
}

macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT c.id, c.version, c.slug, c.name, c.name_zh, c.introduction, c.introduction_zh, c.rules, c.rules_zh, c.category,
                    c.cover_id, c.icon_id, c.gates, c.gate_version, c.escrow_hours, c.preview_count, c.preview_pinned,
                    c.member_count
                    - (SELECT count(*) FROM membership x WHERE x.circle_id = c.id AND x.sanction = 'banned'
                         AND x.sanction_until_us > $2 AND x.joined = 1)
                    - (SELECT count(*) FROM membership x WHERE x.circle_id = c.id AND x.joined = 1
                         AND NOT (x.sanction = 'banned' AND x.sanction_until_us > $2)
                         AND x.person_id IN (SELECT blocked_id FROM block WHERE blocker_id = $1
                                             UNION ALL SELECT blocker_id FROM block WHERE blocked_id = $1)
                         AND x.circle_id NOT IN ", reading::kept_circles!(), ") AS member_count,
                    c.view_count, c.state, c.state_reason, c.export_until_us, c.modules, c.find_percent,
                    c.views_per_hour, ",
            reading::known_circle!(),
            " AS known, m.person_id IS NOT NULL AS was_here,
                    c.post_count - (SELECT count(*) FROM post x WHERE x.circle_id = c.id AND x.state = 'kept'
                      AND x.author_id IN (SELECT blocked_id FROM block WHERE blocker_id = $1
                                          UNION ALL SELECT blocker_id FROM block WHERE blocked_id = $1)
                      AND x.circle_id NOT IN ", reading::kept_circles!(), ") AS post_count,
                    ",
            "(",
            ids_as_json!(),
            "(SELECT f.post_id AS id FROM pinned_post f JOIN post p ON p.id = f.post_id WHERE f.circle_id = c.id AND ",
            reading::unblocked_in!("p.author_id", "p.circle_id"),
            " AND ",
            reading::unreported!("p.id"),
            " ORDER BY f.pinned_at_us DESC, f.ordinal))",
            " AS pins,
                    coalesce(m.sanction, 'none') AS sanction, coalesce(m.sanction_until_us, 0) AS sanction_until_us,
                    (SELECT count(*) FROM admission w WHERE w.circle_id = c.id AND w.state = 'pending')
                    + (SELECT count(*) FROM gate_proposal w WHERE w.circle_id = c.id AND w.state = 'waiting') AS waiting,
                    ",
            waiting_for!(),
            ",
                    a.state AS asked_state, a.note AS asked_note, a.reason AS asked_reason, a.asked_at_us,
                    a.decided_at_us, a.again_at_us, ",
            place_columns!(),
            ", ",
            handover_columns!(),
            " FROM circle c LEFT JOIN membership m ON m.circle_id = c.id AND m.person_id = $1
                            LEFT JOIN admission a ON a.circle_id = c.id AND a.person_id = $1 ",
            handover_join!(),
            $rest
        )
    };
}

impl CircleRow {
    /// Whether it is gone, or its time to be taken along is over.
    fn is_over(&self, now: Timestamp) -> bool {
        let until = Timestamp::from_micros(self.export_until_us);
        CircleState::from_name(&self.state).at(until, now) == CircleState::Dissolved
    }

    /// Whether it is there at all for the asker: not once it is gone, and not for who is banned.
    fn is_open_to(&self, now: Timestamp) -> bool {
        let banned = Sanction::from_name(&self.sanction) == Sanction::Banned
            && self.sanction_until_us > now.as_micros();
        !self.is_over(now) && !banned
    }

    /// Whether the asker finds it: of those who do not know it, only the share that it is launched to.
    fn is_found_by(&self, asker: &Person, now: Timestamp) -> bool {
        self.is_open_to(now) && (self.known || finds(CircleId(self.id), asker.id, self.find_percent))
    }

    fn seen_by(self, asker: &Person, now: Timestamp) -> sqlx::Result<CircleResponse> {
        let gates = gates::read(&self.gates)?;
        let state = CircleState::from_name(&self.state);
        let stands = Stands {
            joined: self.place.joined,
            role: self.place.place().role.unwrap_or_default(),
            sanction: Sanction::from_name(&self.sanction),
            until: Timestamp::from_micros(self.sanction_until_us),
            preview: reading::preview(self.preview_count, self.preview_pinned),
            frozen: state.read_only(),
            ends: Timestamp::from_micros(FOREVER_US),
            found: true,
        };
        let standing = stands.standing(now);
        let place = self.place.place();
        let administers = may_administer(standing, asker.operator);
        let keeps = standing == Standing::Moderator;
        let decides = asker.operator || (keeps && stands.role() >= Role::Admin);
        Ok(CircleResponse {
            id: CircleId(self.id),
            version: self.version,
            slug: self.slug,
            name: self.name,
            name_zh: self.name_zh,
            introduction: self.introduction,
            introduction_zh: self.introduction_zh,
            rules: self.rules,
            rules_zh: self.rules_zh,
            category: self.category,
            cover: self.cover_id.map(AttachmentId),
            icon: self.icon_id.map(AttachmentId),
            rights: Rights::of(&gates, asker.asker(now).at(place, now)),
            gates,
            gate_version: self.gate_version,
            escrow_hours: self.escrow_hours,
            acceptance: self.place.acceptance(),
            admission: if place.role.is_some() { None } else { self.admission.admission() },
            place,
            administers,
            waiting: if administers { self.waiting } else { 0 },
            order_waiting: if keeps { self.cases } else { 0 } + if decides { self.appeals } else { 0 },
            handover: self.handover.handover(now),
            standing,
            standing_until: stands.until(now),
            pins: read_pins(&self.pins)?,
            state,
            state_reason: self.state_reason,
            export_until: (state == CircleState::Dissolving && self.was_here)
                .then(|| Timestamp::from_micros(self.export_until_us)),
            find_percent: self.find_percent,
            views_per_hour: self.views_per_hour,
            modules: serde_json::from_str(&self.modules)
                .map_err(|error| sqlx::Error::Decode(Box::new(error)))?,
            member_count: self.member_count,
            view_count: self.view_count,
            post_count: self.post_count,
        })
    }
}

/// Every circle that the asker finds.
///
/// # Errors
/// When the database fails.
pub async fn list(
    db: impl SqliteExecutor<'_>,
    asker: &Person,
    now: Timestamp,
) -> sqlx::Result<Vec<CircleResponse>> {
    let rows: Vec<CircleRow> = sqlx::query_as(select!("ORDER BY c.created_at_us, c.id"))
        .bind(asker.id.0)
        .bind(now.as_micros())
        .fetch_all(db)
        .await?;
    rows.into_iter().filter(|row| row.is_found_by(asker, now)).map(|row| row.seen_by(asker, now)).collect()
}

/// One circle, when the asker finds it.
///
/// # Errors
/// When the database fails.
pub async fn find(
    db: impl SqliteExecutor<'_>,
    asker: &Person,
    id: CircleId,
    now: Timestamp,
) -> sqlx::Result<Option<CircleResponse>> {
    let row = row(db, asker, id, now).await?.filter(|row| row.is_found_by(asker, now));
    row.map(|row| row.seen_by(asker, now)).transpose()
}

/// One circle, for who was told of it: whatever share of people finds it.
///
/// # Errors
/// When the database fails.
pub async fn find_invited(
    db: impl SqliteExecutor<'_>,
    asker: &Person,
    id: CircleId,
    now: Timestamp,
) -> sqlx::Result<Option<CircleResponse>> {
    let row = row(db, asker, id, now).await?.filter(|row| row.is_open_to(now));
    row.map(|row| row.seen_by(asker, now)).transpose()
}

async fn row(
    db: impl SqliteExecutor<'_>,
    asker: &Person,
    id: CircleId,
    now: Timestamp,
) -> sqlx::Result<Option<CircleRow>> {
    sqlx::query_as(select!("WHERE c.id = $3"))
        .bind(asker.id.0)
        .bind(now.as_micros())
        .bind(id.0)
        .fetch_optional(db)
        .await
}

fn read_pins(json: &str) -> sqlx::Result<Vec<PostId>> {
    serde_json::from_str(json).map_err(|error| sqlx::Error::Decode(Box::new(error)))
}

/// A rule of a circle by its number; `None` when there is no such rule.
///
/// # Errors
/// When the database fails.
pub async fn find_rule(
    db: impl SqliteExecutor<'_>,
    id: CircleId,
    number: i64,
) -> sqlx::Result<Option<CitedRule>> {
    let row: Option<(String, String)> = sqlx::query_as("SELECT rules, rules_zh FROM circle WHERE id = $1")
        .bind(id.0)
        .fetch_optional(db)
        .await?;
    Ok(row.and_then(|(rules, rules_zh)| CitedRule::find(&rules, &rules_zh, number)))
}

/// The circle itself changed: its version counts up.
///
/// # Errors
/// When the database fails.
pub async fn touch(db: &mut SqliteConnection, id: CircleId, now: Timestamp) -> sqlx::Result<()> {
    sqlx::query("UPDATE circle SET version = version + 1 WHERE id = $1").bind(id.0).execute(&mut *db).await?;
    changes::note(db, Change::Circle(id), now).await
}

/// The gates of a circle.
///
/// # Errors
/// When the database fails.
pub async fn find_gates(db: impl SqliteExecutor<'_>, id: CircleId) -> sqlx::Result<Option<Gates>> {
    let row: Option<(String,)> =
        sqlx::query_as("SELECT gates FROM circle WHERE id = $1").bind(id.0).fetch_optional(db).await?;
    row.map(|(gates,)| gates::read(&gates)).transpose()
}
