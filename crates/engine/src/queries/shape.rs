//! From what the store reads to what a screen shows.

use circles_domain::attachment::AttachmentDraft;
use circles_domain::circle::Standing;
use circles_store::read;

use crate::account::Account;
use crate::view::{AttachmentView, CommentView, Delivery, PendingChange, PendingKind, PostView};

/// A post. What one may do with it is a prediction: the server decides.
pub(crate) fn post_view(account: &Account, post: read::Post) -> PostView {
    let own = post.author.id == account.person;
    let there = post.delivery == read::Delivery::Sent;
    let open = post.removed.is_none() && !post.read_only;
    let keeps_order = post.standing == Standing::Moderator;
    PostView {
        id: post.id,
        circle: post.circle,
        circle_name: post.circle_name,
        circle_name_zh: post.circle_name_zh,
        author: post.author,
        own,
        text: post.text,
        attachments: post.attachments.into_iter().map(attachment_view).collect(),
        accepted_at: post.accepted_at,
        edited_at: post.edited_at,
        counts: post.counts,
        delivery: delivery(account, post.delivery),
        pending: post.pending.map(|pending| pending_change(account, pending)),
        may_praise: open && post.standing.reads(),
        may_comment: open && post.standing.writes() && (post.may_comment || keeps_order),
        may_tip: there
            && open
            && !own
            && account.is_adult()
            && post.standing.reads()
            && !post.counts.tips_off,
        read_only: post.read_only,
        may_report: there && post.removed.is_none() && !own,
        may_remove: there && post.removed.is_none() && keeps_order,
        removed: post.removed,
    }
}

fn attachment_view(attachment: AttachmentDraft) -> AttachmentView {
    AttachmentView {
        id: attachment.id,
        kind: attachment.kind,
        width: attachment.width,
        height: attachment.height,
        thumbhash: attachment.thumbhash,
        alt: attachment.alt,
        duration_ms: attachment.duration_ms,
        has_poster: attachment.has_poster,
    }
}

/// A comment.
pub(crate) fn comment_view(account: &Account, comment: read::Comment) -> CommentView {
    CommentView {
        id: comment.id,
        post: comment.post,
        own: comment.author.id == account.person,
        author: comment.author,
        text: comment.text,
        accepted_at: comment.accepted_at,
        edited_at: comment.edited_at,
        delivery: delivery(account, comment.delivery),
        pending: comment.pending.map(|pending| pending_change(account, pending)),
    }
}

fn pending_change(account: &Account, pending: read::Pending) -> PendingChange {
    let kind = match pending.kind {
        read::PendingKind::Edit => PendingKind::Edit,
        read::PendingKind::Delete => PendingKind::Delete,
    };
    PendingChange { kind, delivery: delivery(account, pending.delivery) }
}

pub(super) fn delivery(account: &Account, delivery: read::Delivery) -> Delivery {
    match delivery {
        read::Delivery::Sent => Delivery::Sent,
        read::Delivery::Queued(item) => Delivery::Queued { item },
        read::Delivery::Sending(item) => {
            let (sent_bytes, total_bytes) = account.outbox.progress(item);
            Delivery::Sending { item, sent_bytes, total_bytes }
        }
        read::Delivery::Failed(item, code) => Delivery::Failed { item, code },
    }
}
