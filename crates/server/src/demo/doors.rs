//! What stands before joining: people who ask to be let in, a code that lets some in, and what everyone sees pinned.

use circles_domain::InvitationId;
use circles_domain::circle::{Joining, PINS_MAX, Preview};
use circles_domain::invitation::InvitationCode;
use sqlx::SqliteConnection;

use super::{DemoError, Placed, Stage, fixed};
use crate::store::admissions;
use crate::store::invitations::{self, NewInvitation};

/// What people say who ask.
const NOTES: [&str; 2] =
    ["I have a small telescope and no neighbours with lamps.", "带孩子看过一次流星雨，想继续。"];

impl Stage<'_> {
    pub(super) async fn stand_at_doors(&self, tx: &mut SqliteConnection) -> Result<(), DemoError> {
        for circle in &self.circles {
            match circle.gates.joining {
                Joining::Open => {}
                Joining::Request => {
                    let outside =
                        (0..self.people.len()).rev().filter(|person| !circle.members.contains(person));
                    for (person, note) in outside.zip(NOTES) {
                        admissions::ask(tx, circle.id, self.id(person), note, self.days_ago(1)).await?;
                    }
                }
                Joining::Invitation => {
                    let name = circle.id.to_string();
                    let mut random = [0; 12];
                    let bytes = fixed("code", &name).into_bytes();
                    random.iter_mut().zip(bytes).for_each(|(to, from)| *to = from);
                    let Some(maker) =
                        circle.members.iter().find(|m| self.people.get(**m).is_some_and(|p| p.moderator))
                    else {
                        continue;
                    };
                    let new = NewInvitation {
                        id: InvitationId(fixed("invitation", &name)),
                        circle: circle.id,
                        code: InvitationCode::from_random(random),
                        request_hash: [0; 32],
                        made_by: self.id(*maker),
                        expires_at: self.now.plus_seconds(30 * 86_400),
                        uses: 20,
                    };
                    invitations::insert(tx, &new, self.days_ago(2)).await?;
                }
            }
        }
        Ok(())
    }

    /// The newest posts of circles that preview what is pinned; `posts` are oldest first.
    pub(super) async fn pin(&self, tx: &mut SqliteConnection, posts: &[Placed]) -> Result<(), DemoError> {
        for (place, circle) in self.circles.iter().enumerate() {
            if circle.gates.preview != Preview::Pinned {
                continue;
            }
            let newest = posts.iter().rev().filter(|post| post.circle == place);
            for (post, ordinal) in newest.zip(1..=PINS_MAX) {
                sqlx::query("INSERT INTO pinned_post (circle_id, post_id, ordinal, pinned_at_us) VALUES ($1, $2, $3, $4)")
                    .bind(circle.id.0)
                    .bind(post.id.0)
                    .bind(ordinal)
                    .bind(self.now.as_micros())
                    .execute(&mut *tx)
                    .await?;
            }
        }
        Ok(())
    }
}
