//! A data directory with a circle, an author's post and payers who are signed in: made with the server's own functions,
//! then left to the server as a program.

use std::sync::Arc;

use circles_domain::circle::Gates;
use circles_domain::claim::{CivilDate, Claims};
use circles_domain::person::DisplayName;
use circles_domain::{CircleId, DeviceId, PersonId, PostId, SystemClock, Timestamp};
use circles_server::auth::Signed;
use circles_server::store::circles::{self, NewCircle};
use circles_server::store::people::{self, NewPerson};
use circles_server::store::posts::{self, NewPost};
use circles_server::store::{members, sessions};
use circles_server::{Config, Limits, Server};
use circles_wire::dpop::DeviceKey;
use sqlx::SqliteConnection;

use crate::Result;
use crate::caller::Caller;

/// What was made.
pub struct Stage {
    /// The data directory.
    pub folder: tempfile::TempDir,
    /// The circle's only post.
    pub post: PostId,
    /// Who can pay for it.
    pub payers: Vec<PersonId>,
    /// A device of each payer, in the same order.
    pub callers: Vec<Caller>,
}

/// A server in this process on a new folder, with nothing in it.
///
/// # Errors
/// When the server or its database fails.
pub async fn server(limits: Limits) -> Result<(tempfile::TempDir, Server)> {
    let folder = tempfile::tempdir()?;
    let config = Config { limits, ..Config::at(folder.path()) };
    let server = Server::start(config, Arc::new(SystemClock)).await?;
    Ok((folder, server))
}

/// Makes a stage with so many payers.
///
/// # Errors
/// When the server or its database fails.
pub async fn open(payers: usize) -> Result<Stage> {
    let (folder, server) = server(Limits::default()).await?;
    let now = server.state.now();
    let mut tx = server.state.db.write().await?;
    let circle = add_circle(&mut tx, now).await?;
    let author = add_member(&mut tx, circle, now).await?;
    let post = add_post(&mut tx, circle, author, now).await?;
    let (mut people, mut callers) = (Vec::new(), Vec::new());
    for _ in 0..payers {
        let payer = add_member(&mut tx, circle, now).await?;
        callers.push(sign_in(&mut tx, payer, now).await?);
        people.push(payer);
    }
    tx.commit().await?;
    server.stop().await;
    Ok(Stage { folder, post, payers: people, callers })
}

/// A stage without payers, with many posts and many to be paid.
pub struct Many {
    /// The data directory.
    pub folder: tempfile::TempDir,
    /// The circle.
    pub circle: CircleId,
    /// Its posts, all by one author.
    pub posts: Vec<PostId>,
    /// Members who take transfers from everybody.
    pub payees: Vec<PersonId>,
}

/// Makes one.
///
/// # Errors
/// When the server or its database fails.
pub async fn with_posts(count: usize, payees: usize) -> Result<Many> {
    let (folder, server) = server(Limits::default()).await?;
    let now = server.state.now();
    let mut tx = server.state.db.write().await?;
    let circle = add_circle(&mut tx, now).await?;
    let author = add_member(&mut tx, circle, now).await?;
    let mut posts = Vec::new();
    for _ in 0..count {
        posts.push(add_post(&mut tx, circle, author, now).await?);
    }
    let mut all = Vec::new();
    for _ in 0..payees {
        let payee = add_member(&mut tx, circle, now).await?;
        people::edit(&mut tx, payee, None, None, (None, None, Some(true))).await?;
        all.push(payee);
    }
    tx.commit().await?;
    server.stop().await;
    Ok(Many { folder, circle, posts, payees: all })
}

/// A session of a device of its own.
///
/// # Errors
/// When the server or its database fails.
pub async fn sign_in(tx: &mut SqliteConnection, person: PersonId, now: Timestamp) -> Result<Caller> {
    let key = DeviceKey::generate()?;
    let signed = Signed { person, device: DeviceId::mint() };
    let token = sessions::issue(tx, signed, key.thumbprint(), now, 86_400).await?;
    Caller::new(key, token)
}

/// A circle that is open to everybody.
///
/// # Errors
/// When the server or its database fails.
pub async fn add_circle(tx: &mut SqliteConnection, now: Timestamp) -> Result<CircleId> {
    let two = |text: &str| [text.to_owned(), String::new()];
    let id = CircleId::mint();
    let circle = NewCircle {
        id,
        slug: id.to_string(),
        name: two("Chaos"),
        introduction: two(""),
        rules: two("Be kind."),
        category: "test".into(),
        cover: None,
        icon: None,
        gates: Gates::open(),
        created_at: now,
    };
    circles::insert(tx, &circle).await?;
    Ok(id)
}

/// Somebody of age who is in the circle.
///
/// # Errors
/// When the server or its database fails.
pub async fn add_member(tx: &mut SqliteConnection, circle: CircleId, now: Timestamp) -> Result<PersonId> {
    let id = PersonId::mint();
    let mut identity_hash = [0; 32];
    identity_hash[..16].copy_from_slice(id.as_bytes());
    let born = CivilDate { year: 1990, month: 1, day: 1 };
    let person = NewPerson {
        id,
        display_name: Some(DisplayName::parse("Somebody")?),
        masked_name: "S*".into(),
        name_sealed: Vec::new(),
        identity_hash,
        claims: Claims { birth_date: Some(born), ..Claims::default() },
        verified_until: now.plus_seconds(365 * 86_400),
        created_at: now,
    };
    people::insert(tx, &person).await?;
    members::set_joined(tx, id, circle, true, now).await?;
    Ok(id)
}

/// A post without attachments.
///
/// # Errors
/// When the server or its database fails.
pub async fn add_post(
    tx: &mut SqliteConnection,
    circle: CircleId,
    author: PersonId,
    now: Timestamp,
) -> Result<PostId> {
    let post = NewPost {
        id: PostId::mint(),
        circle,
        author,
        text: "hello".into(),
        attachments: Vec::new(),
        accepted_at: now,
        request_hash: [0; 32],
    };
    posts::insert(tx, &post).await?;
    Ok(post.id)
}
