//! Posts to measure with: words of everyday length by a few dozen people, one a minute back from now.

use circles_domain::circle::Standing;
use circles_domain::{AttachmentId, CircleId, Clock, PersonId, PostId, SystemClock, Timestamp};
use circles_store::table::{meta, post, standing};
use circles_store::{Changes, Paths, Store};
use circles_tests::Result;
use circles_wire::person::Byline;
use circles_wire::post::{Counts, PostResponse};

/// A page of the server's sync; the device writes one in one transaction.
pub const SYNC_PAGE: usize = 200;
/// Fewer posts than a few pages measure nothing.
pub const FEWEST: usize = 500;
const PEOPLE: usize = 48;
const WORDS: [&str; 12] = [
    "The kettle sings before the rain does. ",
    "今天的云像一床刚晒好的被子。",
    "Somebody left a chess problem on the bench by the library. ",
    "地铁口的桂花开了。",
    "Chapter nine is where it finally makes sense. ",
    "我家猫学会了开抽屉。",
    "Three buses came at once, all of them empty. ",
    "下雨天适合煮面。",
    "What do you read when you cannot sleep? ",
    "第一次自己修好了自行车链条。",
    "The bakery on the corner has the cinnamon ones again. ",
    "周末有人一起去爬山吗？",
];

/// Posts of one circle, newest first.
pub fn posts(circle: CircleId, count: usize) -> Vec<PostResponse> {
    let now = SystemClock.now();
    let people: Vec<Byline> = (0..PEOPLE).map(byline).collect();
    (0..count)
        .map(|place| {
            let at = i64::try_from(place).unwrap_or(i64::MAX);
            PostResponse {
                id: PostId::mint(),
                version: 1,
                circle,
                author: people[place * 7 % PEOPLE].clone(),
                text: (0..=place % 5).map(|word| WORDS[(place + word) % WORDS.len()]).collect(),
                attachments: Vec::new(),
                accepted_at: now.plus_seconds(-60 * at),
                edited_at: None,
                counts: Counts {
                    praise: at % 40,
                    comments: at % 9,
                    tippers: at % 3,
                    views: at % 900,
                    ..Counts::default()
                },
            }
        })
        .collect()
}

fn byline(place: usize) -> Byline {
    let avatar = place.is_multiple_of(3).then(AttachmentId::mint);
    Byline { id: PersonId::mint(), display_name: format!("Reader {place}"), verified: true, avatar }
}

/// The store of an account, opened as the app opens it.
pub async fn open(paths: Paths) -> Result<Store> {
    Ok(Store::open(paths, Changes::default(), SystemClock.now()).await?.0)
}

/// Joins the circle on the device alone, so that its posts belong to the home feed.
pub async fn join(store: &Store, circle: CircleId) -> Result {
    let mut write = store.write_cache().await?;
    standing::set(&mut write, circle, Standing::Member).await?;
    Ok(write.commit().await?)
}

/// Fills the cache page by page, as pulls would have.
pub async fn fill(store: &Store, posts: &[PostResponse]) -> Result {
    for page in posts.chunks(SYNC_PAGE) {
        let mut write = store.write_cache().await?;
        for one in page {
            post::save(&mut write, one).await?;
        }
        write.commit().await?;
    }
    let mut write = store.write_cache().await?;
    meta::set_synced_at(&mut write, now()).await?;
    Ok(write.commit().await?)
}

/// Now.
pub fn now() -> Timestamp {
    SystemClock.now()
}
