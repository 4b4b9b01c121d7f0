//! Three hundred posts over thirty days, the younger the denser.

use circles_domain::attachment::AttachmentDraft;
use circles_domain::gate::Gate;
use circles_domain::{PersonId, PostId, Timestamp};
use circles_wire::canonical::request_hash;
use circles_wire::post::PublishRequest;
use sqlx::SqliteConnection;

use super::content::Picture;
use super::{DemoError, Placed, Stage, fixed};
use crate::store::posts::{self, NewPost};

const POSTS: usize = 300;

/// Which posts carry a video instead of photographs.
const VIDEOS: [(usize, &str); 2] = [(4, "videos/big-buck-bunny.mp4"), (11, "videos/slow-morning.mp4")];

/// A post before it is written.
struct Plan {
    n: usize,
    circle: usize,
    author: usize,
    at: Timestamp,
    /// Words of its own; else it gets a caption.
    text: Option<String>,
}

impl Stage<'_> {
    pub(super) async fn write_posts(&mut self, tx: &mut SqliteConnection) -> Result<Vec<Placed>, DemoError> {
        let mut placed = Vec::with_capacity(POSTS);
        // Oldest first, as they would have come: the order of changes is the order of commits.
        for plan in self.plan().into_iter().rev() {
            let (circle, author, at) = (plan.circle, plan.author, plan.at);
            let id = self.write(tx, plan).await?;
            placed.push(Placed { id, circle, author, at });
        }
        Ok(placed)
    }

    /// Newest first, so that what is seen first has words of its own.
    fn plan(&mut self) -> Vec<Plan> {
        let mut texts: Vec<_> = self.circles.iter().map(|c| c.texts.clone().into_iter()).collect();
        let mut plans = Vec::with_capacity(POSTS);
        for n in 0..POSTS {
            let age_minutes = 7 + i64::try_from(n * n * 48 / 100).unwrap_or(0);
            let at = self.now.plus_seconds(-60 * age_minutes - self.dice.seconds(50));
            let circle = self.dice.below(self.circles.len());
            let Some(author) = self.author(circle) else { continue };
            let video = VIDEOS.iter().any(|(which, _)| *which == n);
            let text = if video { None } else { texts.get_mut(circle).and_then(Iterator::next) };
            plans.push(Plan { n, circle, author, at, text });
        }
        plans
    }

    async fn write(&mut self, tx: &mut SqliteConnection, plan: Plan) -> Result<PostId, DemoError> {
        let Plan { n, circle, author, at, text } = plan;
        let video = VIDEOS.iter().find(|(which, _)| *which == n).map(|(_, file)| *file);
        let chinese = text.as_deref().map_or_else(|| self.dice.chance(50), is_chinese);
        let pictures = self.choose(circle, video, text.is_none());
        let text = text.unwrap_or_else(|| self.caption(&pictures, chinese));
        let owner = self.id(author);
        let attachments = self.hang(tx, owner, n, &pictures, chinese, at).await?;
        let request = PublishRequest {
            circle: self
                .circles
                .get(circle)
                .map(|c| c.id)
                .ok_or_else(|| DemoError::Content("no circle".into()))?,
            text: circles_domain::post::check(&text, &attachments)
                .map_err(|broken| DemoError::Content(format!("{text}: {broken}")))?,
            attachments,
        };
        let hash = request_hash(&request).map_err(|error| DemoError::Content(error.to_string()))?;
        let id = PostId(fixed("post", &n.to_string()));
        let post = NewPost {
            id,
            circle: request.circle,
            author: owner,
            text: request.text,
            attachments: request.attachments,
            accepted_at: at,
            request_hash: hash,
        };
        posts::insert(tx, &post).await?;
        Ok(id)
    }

    async fn hang(
        &self,
        tx: &mut SqliteConnection,
        owner: PersonId,
        n: usize,
        pictures: &[Picture],
        chinese: bool,
        at: Timestamp,
    ) -> Result<Vec<AttachmentDraft>, DemoError> {
        let mut attachments = Vec::with_capacity(pictures.len());
        for picture in pictures {
            let name = format!("{n}/{}", picture.file);
            attachments
                .push(self.library.attach(self.state, tx, owner, (picture, &name), chinese, at).await?);
        }
        Ok(attachments)
    }

    pub(super) fn id(&self, person: usize) -> PersonId {
        self.people.get(person).map_or(PersonId(uuid::Uuid::nil()), |p| p.id)
    }

    /// Whether this member passes a gate of this circle.
    pub(super) fn passes(&self, person: usize, gate: &Gate) -> bool {
        self.people.get(person).is_some_and(|p| gate.allows(&p.asker(self.now)))
    }

    fn author(&mut self, circle: usize) -> Option<usize> {
        let there = self.circles.get(circle)?;
        let able: Vec<usize> =
            there.members.iter().copied().filter(|person| self.passes(*person, &there.gates.post)).collect();
        self.dice.pick(&able).copied()
    }

    /// Pictures that suit the circle, no two of one original. A post without words of its own needs at least one.
    fn choose(&mut self, circle: usize, video: Option<&str>, needed: bool) -> Vec<Picture> {
        if let Some(file) = video {
            return self.library.pictures.iter().filter(|p| p.file == file).cloned().collect();
        }
        let many = match self.dice.below(100) {
            0..18 if !needed => 0,
            0..52 => 1,
            52..68 => 2,
            68..82 => 3,
            82..91 => 4,
            91..96 => 6,
            _ => 9,
        };
        let tags = self.circles.get(circle).map(|c| c.tags.clone()).unwrap_or_default();
        let mut chosen: Vec<Picture> = Vec::new();
        for _ in 0..40 * many {
            if chosen.len() == many {
                break;
            }
            // A large album cannot stay with one subject: there are not so many originals.
            let any = many > 3 && self.dice.chance(60);
            let suits: Vec<Picture> = self
                .library
                .pictures
                .iter()
                .filter(|p| p.kind == "photo" && (any || p.tags.iter().any(|tag| tags.contains(tag))))
                .filter(|p| chosen.iter().all(|other| other.source_file != p.source_file))
                .cloned()
                .collect();
            if let Some(picture) = self.dice.pick(&suits) {
                chosen.push(picture.clone());
            } else if many <= 3 {
                break;
            }
        }
        chosen
    }

    fn caption(&mut self, pictures: &[Picture], chinese: bool) -> String {
        let language = usize::from(chinese);
        let line = |from: Option<&[String; 2]>| {
            from.and_then(|both| both.get(language)).cloned().unwrap_or_default()
        };
        let opening = line(self.dice.pick(&self.content.openings));
        let closing = line(self.dice.pick(&self.content.closings));
        let seen = pictures.first().map(|p| if chinese { p.alt_zh.clone() } else { p.alt_en.clone() });
        let words = [opening, seen.unwrap_or_default(), closing];
        let said: Vec<String> = words.into_iter().filter(|part| !part.is_empty()).collect();
        said.join(if chinese { "" } else { " " })
    }
}

/// Whether a text is mostly written in Chinese.
pub(super) fn is_chinese(text: &str) -> bool {
    let han = text.chars().filter(|c| ('\u{4E00}'..='\u{9FFF}').contains(c)).count();
    han * 3 > text.chars().count()
}
