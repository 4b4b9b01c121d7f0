use circles_domain::circle::Standing;
use circles_domain::page::Position;
use circles_domain::{CircleId, CommentId, PersonId, PostId, Timestamp};
use circles_store::read::{Feed, list_comments, timeline};
use circles_store::table::gap::{self, Gap};
use circles_store::table::{post, relation, standing};
use circles_store::{Changes, Paths, Store};
use circles_wire::circle::PostsResponse;
use circles_wire::comment::CommentResponse;
use circles_wire::person::Byline;
use circles_wire::post::{Counts, PostResponse};
use circles_wire::relation::{Relation, RelationResponse};
use circles_wire::sync::{Scope, SyncChange};
use proptest::prelude::*;

use super::super::plan::plan;
use super::*;

async fn open(dir: &tempfile::TempDir) -> Store {
    let opened = Store::open(Paths::new(dir.path().to_owned()), Changes::default(), at(1)).await;
    opened.unwrap().0
}

fn at(us: i64) -> Timestamp {
    Timestamp::from_micros(us)
}

fn byline(id: PersonId) -> Byline {
    Byline { id, display_name: "A".into(), verified: true, avatar: None }
}

fn response(id: PostId, circle: CircleId, author: PersonId, version: i64, us: i64) -> PostResponse {
    PostResponse {
        id,
        version,
        circle,
        author: byline(author),
        text: format!("version {version}"),
        attachments: vec![],
        accepted_at: at(us),
        edited_at: None,
        counts: Counts::default(),
    }
}

/// The ids that a story is about.
#[derive(Clone, Debug)]
struct World {
    circles: Vec<CircleId>,
    people: Vec<PersonId>,
    posts: Vec<PostId>,
    comments: Vec<CommentId>,
}

impl World {
    fn new() -> Self {
        Self {
            circles: (0..2).map(|_| CircleId::mint()).collect(),
            people: (0..2).map(|_| PersonId::mint()).collect(),
            posts: (0..5).map(|_| PostId::mint()).collect(),
            comments: (0..3).map(|_| CommentId::mint()).collect(),
        }
    }

    /// A post keeps its circle, author and place for ever.
    fn post(&self, post: usize, version: i64) -> SyncChange {
        let (circle, author) = (self.circles[post % 2], self.people[post % 2]);
        let us = 100 + i64::try_from(post).unwrap();
        SyncChange::Post { post: Box::new(response(self.posts[post], circle, author, version, us)) }
    }

    fn change(&self, step: &Step) -> SyncChange {
        match *step {
            Step::Post { post, version } => self.post(post, version),
            Step::PostGone { post, version } => {
                SyncChange::PostGone { id: self.posts[post], version, removed: false, rule: None }
            }
            Step::Comment { comment, version } => SyncChange::Comment {
                comment: Box::new(CommentResponse {
                    id: self.comments[comment],
                    version,
                    post: self.posts[comment],
                    author: byline(self.people[comment % 2]),
                    text: format!("version {version}"),
                    accepted_at: at(200 + i64::try_from(comment).unwrap()),
                    edited_at: None,
                }),
            },
            Step::CommentGone { comment, version } => {
                SyncChange::CommentGone { id: self.comments[comment], post: self.posts[comment], version }
            }
            Step::Standing { circle, member } => SyncChange::Standing {
                circle: self.circles[circle],
                standing: if member { Standing::Member } else { Standing::None },
            },
            Step::Removed { circle } => {
                SyncChange::ScopeRemoved { scope: Scope::Circle(self.circles[circle]) }
            }
            Step::Reset { circle } => SyncChange::ScopeReset { scope: Scope::Circle(self.circles[circle]) },
            Step::PersonRemoved { person } => {
                SyncChange::ScopeRemoved { scope: Scope::Person(self.people[person]) }
            }
            Step::PersonReset { person } => {
                SyncChange::ScopeReset { scope: Scope::Person(self.people[person]) }
            }
            Step::Relation { person, friend } => {
                let relation = if friend {
                    Relation::Friend { since: at(1), masked_name: "A*".into() }
                } else {
                    Relation::None
                };
                let person = byline(self.people[person]);
                SyncChange::Relation { relation: Box::new(RelationResponse { person, relation }) }
            }
        }
    }

    /// Everything that a reader could see, and what is known of gone things by trying to bring them back.
    async fn seen(&self, store: &Store) -> String {
        let me = byline(self.people[0]);
        let mut reader = store.read().await.unwrap();
        let mut text = String::new();
        let feeds = [Feed::Home, Feed::Circle(self.circles[0]), Feed::Circle(self.circles[1])];
        for feed in feeds {
            let shown = timeline(&mut reader, feed, None, 100, &me).await.unwrap();
            let gaps: Vec<_> = shown.gaps.iter().map(|gap| (gap.circle, gap.upper, gap.lower)).collect();
            let posts: Vec<_> = shown.posts.iter().map(|post| (post.id, &post.text)).collect();
            text.push_str(&format!("{feed:?} {posts:?} {gaps:?}\n"));
        }
        for post in &self.posts {
            let shown = list_comments(&mut reader, *post, &me).await.unwrap();
            let shown: Vec<_> = shown.iter().map(|comment| (comment.id, &comment.text)).collect();
            text.push_str(&format!("{post} {shown:?}\n"));
        }
        text.push_str(&format!("{:?}\n", relation::list(&mut reader).await.unwrap()));
        text
    }
}

#[derive(Clone, Debug)]
enum Step {
    Post { post: usize, version: i64 },
    PostGone { post: usize, version: i64 },
    Comment { comment: usize, version: i64 },
    CommentGone { comment: usize, version: i64 },
    Standing { circle: usize, member: bool },
    Removed { circle: usize },
    Reset { circle: usize },
    PersonRemoved { person: usize },
    PersonReset { person: usize },
    Relation { person: usize, friend: bool },
}

fn content() -> impl Strategy<Value = Step> {
    // An end has a version of its own: one above the words that it ends.
    prop_oneof![
        4 => (0_usize..5, 1_i64..4).prop_map(|(post, version)| Step::Post { post, version: version * 2 }),
        1 => (0_usize..5, 1_i64..4).prop_map(|(post, version)| Step::PostGone { post, version: version * 2 + 1 }),
        3 => (0_usize..3, 1_i64..4).prop_map(|(comment, version)| Step::Comment { comment, version: version * 2 }),
        1 => (0_usize..3, 1_i64..4).prop_map(|(comment, version)| Step::CommentGone { comment, version: version * 2 + 1 }),
    ]
}

fn any_step() -> impl Strategy<Value = Step> {
    prop_oneof![
        6 => content(),
        1 => (0_usize..2, any::<bool>()).prop_map(|(circle, member)| Step::Standing { circle, member }),
        1 => (0_usize..2).prop_map(|circle| Step::Removed { circle }),
        1 => (0_usize..2).prop_map(|circle| Step::Reset { circle }),
        1 => (0_usize..2).prop_map(|person| Step::PersonRemoved { person }),
        1 => (0_usize..2).prop_map(|person| Step::PersonReset { person }),
        1 => (0_usize..2, any::<bool>()).prop_map(|(person, friend)| Step::Relation { person, friend }),
    ]
}

async fn apply_pages(store: &Store, pages: Vec<Vec<SyncChange>>) {
    for page in pages {
        apply(store, &plan(page), "c", None).await.unwrap();
    }
}

fn block_on<T>(future: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(future)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    /// Pages may be cut anywhere, and may come in any order and twice: the newest version is what is left.
    #[test]
    fn any_order_of_versions_ends_alike(
        (steps, shuffled) in prop::collection::vec(content(), 1..24)
            .prop_flat_map(|steps| (Just(steps.clone()), Just(steps).prop_shuffle())),
        cut in 1_usize..8,
    ) {
        block_on(async {
            let world = World::new();
            let (one, other) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
            let (first, second) = (open(&one).await, open(&other).await);
            let pages = |steps: &[Step]| steps.chunks(cut).map(|page| {
                page.iter().map(|step| world.change(step)).collect()
            }).collect::<Vec<_>>();
            apply_pages(&first, pages(&steps)).await;
            apply_pages(&second, pages(&shuffled)).await;
            apply_pages(&second, pages(&shuffled[..shuffled.len() / 2])).await;
            assert_eq!(world.seen(&first).await, world.seen(&second).await);
        });
    }

    /// Leaving out what a later change of the page outdoes changes nothing of what is seen.
    #[test]
    fn a_planned_page_is_the_page(steps in prop::collection::vec(any_step(), 1..24)) {
        block_on(async {
            let world = World::new();
            let (one, other) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
            let (whole, single) = (open(&one).await, open(&other).await);
            apply_pages(&whole, vec![steps.iter().map(|step| world.change(step)).collect()]).await;
            apply_pages(&single, steps.iter().map(|step| vec![world.change(step)]).collect()).await;
            assert_eq!(world.seen(&whole).await, world.seen(&single).await);
        });
    }
}

fn page(world: &World, posts: &[usize], more: bool) -> PostsResponse {
    let posts = posts
        .iter()
        .map(|index| {
            let SyncChange::Post { post } = world.post(*index, 1) else { panic!("not a post") };
            *post
        })
        .collect();
    PostsResponse { posts, more }
}

async fn gaps(store: &Store, circle: CircleId) -> Vec<Gap> {
    gap::list(&mut store.read().await.unwrap(), circle).await.unwrap()
}

#[tokio::test]
async fn a_gap_is_filled_from_its_younger_end_and_closes() {
    let dir = tempfile::tempdir().unwrap();
    let (store, world) = (open(&dir).await, World::new());
    let circle = world.circles[0];
    let reset = plan(vec![
        world.change(&Step::Standing { circle: 0, member: true }),
        world.change(&Step::Reset { circle: 0 }),
    ]);
    apply(&store, &reset, "c", None).await.unwrap();
    let [whole] = gaps(&store, circle).await[..] else { panic!() };
    assert_eq!((whole.upper, whole.lower), (None, None));

    // Posts of this circle are 0, 2 and 4; the newest is 4.
    let mut write = store.write_cache().await.unwrap();
    assert!(gap::fill(&mut write, &whole, &page(&world, &[4, 2], true)).await.unwrap());
    write.commit().await.unwrap();
    let [rest] = gaps(&store, circle).await[..] else { panic!() };
    assert_eq!(rest.id, whole.id, "stable while it exists");
    assert_eq!(rest.upper, Some(Position { accepted_at: at(102), id: world.posts[2] }));

    let mut write = store.write_cache().await.unwrap();
    assert!(
        !gap::fill(&mut write, &whole, &page(&world, &[4], false)).await.unwrap(),
        "read before it moved"
    );
    assert!(gap::fill(&mut write, &rest, &page(&world, &[0], false)).await.unwrap());
    write.commit().await.unwrap();
    assert!(gaps(&store, circle).await.is_empty());
    let mut reader = store.read().await.unwrap();
    let shown = timeline(&mut reader, Feed::Home, None, 10, &byline(world.people[0])).await.unwrap();
    assert_eq!(shown.posts.iter().map(|post| post.id).collect::<Vec<_>>(), [4, 2, 0].map(|n| world.posts[n]));
}

#[tokio::test]
async fn a_page_that_was_under_way_when_the_circle_was_taken_away_is_dropped() {
    let dir = tempfile::tempdir().unwrap();
    let (store, world) = (open(&dir).await, World::new());
    apply(&store, &plan(vec![world.change(&Step::Reset { circle: 0 })]), "c", None).await.unwrap();
    let [asked] = gaps(&store, world.circles[0]).await[..] else { panic!() };
    apply(&store, &plan(vec![world.change(&Step::Removed { circle: 0 })]), "d", None).await.unwrap();
    let mut write = store.write_cache().await.unwrap();
    assert!(!gap::fill(&mut write, &asked, &page(&world, &[4], true)).await.unwrap());
    write.commit().await.unwrap();
    assert_eq!(post::count(&mut store.read().await.unwrap()).await.unwrap(), 0);
}

#[tokio::test]
async fn the_home_feed_follows_the_standings() {
    let dir = tempfile::tempdir().unwrap();
    let (store, world) = (open(&dir).await, World::new());
    let me = byline(world.people[0]);
    let home = async || {
        let mut reader = store.read().await.unwrap();
        timeline(&mut reader, Feed::Home, None, 10, &me).await.unwrap().posts.len()
    };
    // The post comes before the standing and after it.
    apply(&store, &plan(vec![world.post(0, 1)]), "c", None).await.unwrap();
    assert_eq!(home().await, 0);
    let join = plan(vec![world.change(&Step::Standing { circle: 0, member: true }), world.post(2, 1)]);
    apply(&store, &join, "c", None).await.unwrap();
    assert_eq!(home().await, 2);
    let mut write = store.write_cache().await.unwrap();
    standing::set(&mut write, world.circles[0], Standing::Banned).await.unwrap();
    write.commit().await.unwrap();
    assert_eq!(home().await, 0);
}

#[tokio::test]
async fn a_person_who_is_taken_away_takes_the_relation_along_but_a_block_of_ones_own_stays() {
    let dir = tempfile::tempdir().unwrap();
    let (store, world) = (open(&dir).await, World::new());
    let person = byline(world.people[1]);
    let blocked = RelationResponse { person: person.clone(), relation: Relation::Blocked { since: at(5) } };
    let stands = async || relation::get(&mut store.read().await.unwrap(), person.id).await.unwrap();
    apply(&store, &plan(vec![world.change(&Step::Relation { person: 1, friend: true })]), "c", None)
        .await
        .unwrap();
    assert!(matches!(stands().await, Relation::Friend { .. }));
    let taken = world.change(&Step::PersonRemoved { person: 1 });
    apply(&store, &plan(vec![taken.clone()]), "d", None).await.unwrap();
    assert_eq!(stands().await, Relation::None);
    let own = plan(vec![taken, SyncChange::Relation { relation: Box::new(blocked.clone()) }]);
    apply(&store, &own, "e", None).await.unwrap();
    assert_eq!(stands().await, blocked.relation);
}
