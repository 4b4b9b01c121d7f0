//! Views, praise and comments.

use circles_wire::canonical::request_hash;
use circles_wire::comment::CommentRequest;
use sqlx::SqliteConnection;

use super::{DemoError, Placed, Stage, comment_id};
use crate::store::comments::{self, NewComment};
use crate::store::counts;

impl Stage<'_> {
    pub(super) async fn talk(
        &mut self,
        tx: &mut SqliteConnection,
        posts: &[Placed],
    ) -> Result<(), DemoError> {
        for post in posts {
            let Some(circle) = self.circles.get(post.circle) else { continue };
            let (members, gate, circle_id) =
                (circle.members.clone(), circle.gates.comment.clone(), circle.id);
            // Some posts find more of an audience than others.
            let warmth = 15 + self.dice.below(70);
            let mut said = 0;
            for person in members {
                let id = self.id(person);
                if person != post.author && self.dice.chance(60 + warmth / 3) {
                    counts::view(tx, post.id, id).await?;
                }
                if person != post.author && self.dice.chance(warmth) {
                    counts::set_praise(tx, post.id, id, true, post.at.plus_seconds(60)).await?;
                }
                if said < 6 && self.dice.chance(warmth / 6) && self.passes(person, &gate) {
                    said += 1;
                    let words = self.dice.pick(&self.content.comments).cloned().unwrap_or_default();
                    let text = words.get(usize::from(self.dice.chance(50))).cloned().unwrap_or_default();
                    let age = self.now.seconds_since(post.at).max(2);
                    let at = post.at.plus_seconds(1 + self.dice.seconds(age.min(86_400) - 1));
                    let request = CommentRequest { post: post.id, text: text.clone() };
                    let comment = NewComment {
                        id: comment_id(post.id, said),
                        post: post.id,
                        circle: circle_id,
                        author: id,
                        text,
                        accepted_at: at,
                        request_hash: request_hash(&request)
                            .map_err(|error| DemoError::Content(error.to_string()))?,
                    };
                    comments::insert(tx, &comment).await?;
                }
            }
        }
        Ok(())
    }
}
