//! Feed pages of a circle, as a device asks for them, against one query and its JSON.
//!
//! Both answer in this process, on the same database file and with as many readers, to the same client: eight kept-alive
//! connections that ask again as soon as they are answered. Ours also knows who asks, by a token and a proof of its key with each
//! request, and what they may read; the peer answers anybody.

mod bare;
pub mod client;

use std::time::Duration;

use circles_domain::circle::Gates;
use circles_domain::claim::Claims;
use circles_domain::person::DisplayName;
use circles_domain::{CircleId, DeviceId, PersonId, SystemClock, Timestamp};
use circles_server::auth::Signed;
use circles_server::store::circles::{self, NewCircle};
use circles_server::store::people::{self, NewPerson};
use circles_server::store::posts::{self, NewPost};
use circles_server::store::{members, sessions};
use circles_server::{Config, Server};
use circles_tests::Result;
use circles_wire::circle::{CIRCLE_POSTS, PostsResponse};
use circles_wire::dpop::DeviceKey;
use circles_wire::person::Byline;
use circles_wire::post::PostResponse;
use sqlx::SqliteConnection;

use crate::content;
use crate::report::{Measured, Row, median};

pub const ROWS: &[Row] = &[Row {
    name: "server_feed_pages",
    unit: "requests/s",
    peer: "a bare axum handler with the one indexed query on the same database file; same client, 8 kept-alive \
           connections, 2 threads for all, median of 3 by turns",
    aim: "at least 0.5",
}];
const TIMES: usize = 3;
const SPELL: Duration = Duration::from_secs(3);
/// Different pages that are asked for, all through the feed.
const PAGES: usize = 64;
const PAGE: usize = 30;

pub async fn measure(count: usize) -> Result<Vec<Measured>> {
    let folder = tempfile::tempdir()?;
    let config = Config::at(folder.path());
    let server = Server::start(config, std::sync::Arc::new(SystemClock)).await?;
    let circle = CircleId::mint();
    let posts = content::posts(circle, count);
    let reader = fill(&server, circle, &posts).await?;
    let bare = bare::start(&folder.path().join("circles.db"), circle).await?;

    let queries: Vec<String> = (0..PAGES)
        .filter_map(|page| posts.get(page * (count - PAGE - 1) / PAGES))
        .map(|post| format!("?before_at={}&before_id={}&limit={PAGE}", post.accepted_at, post.id))
        .collect();
    let path = CIRCLE_POSTS.replace("{id}", &circle.to_string());
    let ours =
        client::Asked::new(server.addr, queries.iter().map(|query| format!("{path}{query}")), Some(reader));
    let theirs = client::Asked::new(bare.addr, queries.iter().map(|query| format!("/posts{query}")), None);
    same_pages(&ours, &theirs).await?;
    let (mut our_rates, mut their_rates) = (Vec::new(), Vec::new());
    for _ in 0..TIMES {
        our_rates.push(client::rate(&ours, SPELL).await?);
        their_rates.push(client::rate(&theirs, SPELL).await?);
    }
    bare.stop().await;
    server.stop().await;
    Ok(vec![Measured::beside(median(&our_rates)?, median(&their_rates)?, |ratio| ratio >= 0.5)])
}

/// Both must give the same posts, or the comparison means nothing. Also warms what both read.
async fn same_pages(ours: &client::Asked, theirs: &client::Asked) -> Result {
    let (ours, theirs) = (client::bodies(ours).await?, client::bodies(theirs).await?);
    for (our, their) in ours.iter().zip(&theirs) {
        let our: PostsResponse = serde_json::from_slice(our)?;
        let their: PostsResponse = serde_json::from_slice(their)?;
        if our != their || our.posts.len() != PAGE {
            return Err(
                format!("the pages differ: {} posts against {}", our.posts.len(), their.posts.len()).into()
            );
        }
    }
    Ok(())
}

/// Fills the server's database with its own functions, and signs a member in. Gives their device.
async fn fill(server: &Server, circle: CircleId, wanted: &[PostResponse]) -> Result<client::Device> {
    let now = content::now();
    let mut write = server.state.db.write().await?;
    let reader = Signed { person: PersonId::mint(), device: DeviceId::mint() };
    let reading = Byline { id: reader.person, display_name: "Bench".into(), verified: true, avatar: None };
    add_person(&mut write, &reading, now).await?;
    circles::insert(&mut write, &open_circle(circle, now)).await?;
    members::set_joined(&mut write, reader.person, circle, true, now).await?;
    let mut known = std::collections::HashSet::new();
    for post in wanted.iter().rev() {
        if known.insert(post.author.id) {
            add_person(&mut write, &post.author, now).await?;
        }
        let post = NewPost {
            id: post.id,
            circle,
            author: post.author.id,
            text: post.text.clone(),
            attachments: Vec::new(),
            accepted_at: post.accepted_at,
            request_hash: [0; 32],
        };
        posts::insert(&mut write, &post).await?;
    }
    let key = DeviceKey::generate()?;
    let token = sessions::issue(&mut write, reader, key.thumbprint(), now, 86_400).await?;
    write.commit().await?;
    Ok(client::Device { key, token, state: server.state.clone() })
}

pub async fn add_person(write: &mut SqliteConnection, byline: &Byline, now: Timestamp) -> Result {
    let mut identity_hash = [0; 32];
    identity_hash[..16].copy_from_slice(byline.id.as_bytes());
    let person = NewPerson {
        id: byline.id,
        display_name: Some(DisplayName::parse(&byline.display_name)?),
        masked_name: "B*".into(),
        name_sealed: Vec::new(),
        identity_hash,
        claims: Claims::default(),
        verified_until: now.plus_seconds(365 * 86_400),
        created_at: now,
    };
    Ok(people::insert(write, &person).await?)
}

pub fn open_circle(id: CircleId, now: Timestamp) -> NewCircle {
    let two = |text: &str| [text.to_owned(), String::new()];
    NewCircle {
        id,
        slug: id.to_string(),
        name: two("Reading"),
        introduction: two("Books."),
        rules: two("Be kind."),
        category: "culture".into(),
        cover: None,
        icon: None,
        gates: Gates::open(),
        created_at: now,
    }
}
