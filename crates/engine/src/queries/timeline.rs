use std::sync::Arc;

use circles_domain::PersonId;
use circles_domain::page::Position;
use circles_store::read::{self, Timeline};
use circles_store::table::gap::Gap;
use circles_store::table::person_page;

use super::post_view;
use crate::account::Account;
use crate::args::{Feed, TimelineArgs};
use crate::engine::Engine;
use crate::error::Result;
use crate::sync;
use crate::view::{TimelineItem, TimelineView};

/// Most rows of a window.
const LIMIT_MAX: u32 = 500;

impl Engine {
    /// A window of a timeline, newest first.
    ///
    /// # Errors
    /// [`crate::Error::SignedOut`]; what the store says.
    pub async fn timeline(&self, args: TimelineArgs) -> Result<TimelineView> {
        let account = self.account()?;
        let feed = match args.feed {
            Feed::Home => read::Feed::Home,
            Feed::Circle { circle } => read::Feed::Circle(circle),
            Feed::Person { person } => read::Feed::Person(person),
        };
        let limit = args.limit.clamp(1, LIMIT_MAX);
        let window = match read::plain_timeline(&account.store, feed, args.from, limit).await? {
            Some(plain) => plain,
            None => {
                let mut tx = account.store.read().await?;
                let window = read::timeline(&mut tx, feed, args.from, limit, &account.me().byline).await?;
                tx.end().await?;
                window
            }
        };
        if let Feed::Person { person } = args.feed
            && !window.older
        {
            go_on(&account, person).await?;
        }
        Ok(view(&account, window))
    }
}

/// The reader is at the end of what is cached of a person: goes on where the last page ended.
async fn go_on(account: &Arc<Account>, person: PersonId) -> Result<()> {
    let mut tx = account.store.read().await?;
    let more = person_page::find(&mut tx, person).await?.is_none_or(|page| page.more);
    tx.end().await?;
    if more && account.remote().is_ok() {
        sync::load_posts(account, person);
    }
    Ok(())
}

fn view(account: &Account, window: Timeline) -> TimelineView {
    let position = |post: &read::Post| Position { accepted_at: post.accepted_at, id: post.id };
    let top = window.posts.first().map(position);
    let bottom = window.posts.last().map(position);
    let mut items: Vec<TimelineItem> =
        Vec::with_capacity(window.echoes.len() + window.posts.len() + window.gaps.len());
    let mut gaps = window.gaps.into_iter().peekable();
    let shown = |post| TimelineItem::Post { post: Box::new(post_view(account, post)) };
    items.extend(window.echoes.into_iter().map(shown));
    for post in window.posts {
        let here = position(&post);
        while let Some(gap) = gaps.next_if(|gap| gap.upper.is_none_or(|upper| upper > here)) {
            items.push(gap_item(account, &gap));
        }
        items.push(TimelineItem::Post { post: Box::new(post_view(account, post)) });
    }
    items.extend(gaps.map(|gap| gap_item(account, &gap)));
    TimelineView {
        items,
        older: window.older,
        top,
        bottom,
        newer_count: window.newer_count,
        loaded: window.loaded,
    }
}

fn gap_item(account: &Account, gap: &Gap) -> TimelineItem {
    TimelineItem::Gap { circle: gap.circle, id: gap.id.to_string(), filling: account.sync.is_filling(gap.id) }
}
