use circles_store::read::Delivery;
use circles_store::table::outbox_item::{self, Body, Item};

use super::shape::delivery;
use crate::account::Account;
use crate::engine::Engine;
use crate::error::Result;
use crate::view::{OutboxItemView, OutboxKind, OutboxView};

/// Characters of an excerpt.
const EXCERPT: usize = 200;

impl Engine {
    /// What waits to be sent, oldest first.
    ///
    /// # Errors
    /// [`crate::Error::SignedOut`]; what the store says.
    pub async fn outbox(&self) -> Result<OutboxView> {
        let account = self.account()?;
        let mut tx = account.store.read().await?;
        let items = outbox_item::list(&mut tx).await?;
        tx.end().await?;
        Ok(OutboxView { items: items.iter().map(|item| view(&account, item)).collect() })
    }
}

fn view(account: &Account, item: &Item) -> OutboxItemView {
    let (kind, text, attachments) = match &item.body {
        Body::Publish(request) => (OutboxKind::Publish, request.text.as_str(), request.attachments.len()),
        Body::EditPost { text, .. } => (OutboxKind::EditPost, text.as_str(), 0),
        Body::DeletePost => (OutboxKind::DeletePost, "", 0),
        Body::Comment { text, .. } => (OutboxKind::Comment, text.as_str(), 0),
        Body::EditComment { text, .. } => (OutboxKind::EditComment, text.as_str(), 0),
        Body::DeleteComment { .. } => (OutboxKind::DeleteComment, "", 0),
        Body::Praise { .. } => (OutboxKind::Praise, "", 0),
    };
    let waits = item.state == outbox_item::State::Queued && item.next_attempt_at > account.clock.now();
    OutboxItemView {
        id: item.id,
        kind,
        post: item.post,
        circle: item.circle,
        excerpt: text.chars().take(EXCERPT).collect(),
        attachment_count: i64::try_from(attachments).unwrap_or(i64::MAX),
        delivery: delivery(account, Delivery::of(item)),
        gate: item.gate.clone(),
        attempts: item.attempts,
        created_at: item.created_at,
        retry_at: waits.then_some(item.next_attempt_at),
    }
}
