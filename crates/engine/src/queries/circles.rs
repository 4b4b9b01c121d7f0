use std::collections::HashMap;

use circles_domain::circle::Standing;
use circles_domain::claim::ClaimKind;
use circles_domain::gate::{Asker, Clause};
use circles_domain::{CircleId, Timestamp};
use circles_store::ReadTx;
use circles_store::read::{find_post, unread};
use circles_store::table::{circle, meta, read_mark};
use circles_wire::circle::{CircleResponse, Rights};

use super::known::lapsed;
use super::post_view;
use crate::account::Account;
use crate::args::{CircleArgs, ListCirclesArgs};
use crate::engine::Engine;
use crate::error::{Error, Result};
use crate::view::{CircleCardView, CircleView, CirclesView};

impl Engine {
    /// Circles, joined ones first.
    ///
    /// # Errors
    /// [`Error::SignedOut`]; what the store says.
    pub async fn list_circles(&self, args: ListCirclesArgs) -> Result<CirclesView> {
        let account = self.account()?;
        let mut tx = account.store.read().await?;
        let marks = read_mark::list(&mut tx).await?;
        let loaded = meta::synced_at(&mut tx).await?.is_some();
        let words: Vec<String> = args.query.to_lowercase().split_whitespace().map(str::to_owned).collect();
        let mut circles = Vec::new();
        for found in circle::list(&mut tx).await? {
            // Who is shut out finds it no more.
            let shown = found.standing.reads() || (!args.joined && found.standing != Standing::Banned);
            if shown && matches(&found, &words) {
                circles.push(card(&account, &mut tx, &marks, found).await?);
            }
        }
        tx.end().await?;
        // Stable: by name within.
        circles.sort_by_key(|circle| !circle.standing.reads());
        Ok(CirclesView { circles, loaded })
    }

    /// A circle's page.
    ///
    /// # Errors
    /// [`Error::NotFound`]; what the store says.
    pub async fn get_circle(&self, args: CircleArgs) -> Result<CircleView> {
        let account = self.account()?;
        let mut tx = account.store.read().await?;
        circle_view(&account, &mut tx, args.circle).await?.ok_or(Error::NotFound)
    }
}

fn matches(circle: &CircleResponse, words: &[String]) -> bool {
    let text = [&circle.name, &circle.name_zh, &circle.introduction, &circle.introduction_zh]
        .map(|s| s.to_lowercase());
    words.iter().all(|word| text.iter().any(|text| text.contains(word)))
}

/// A circle's page, when the circle is known.
pub(crate) async fn circle_view(
    account: &Account,
    tx: &mut ReadTx,
    id: CircleId,
) -> Result<Option<CircleView>> {
    let marks = read_mark::list(tx).await?;
    let found = circle::find(tx, id).await?.filter(|found| found.standing != Standing::Banned);
    let Some(found) = found else { return Ok(None) };
    let (role, me) = (found.place.role.unwrap_or_default(), account.me().byline);
    let mut pins = Vec::new();
    for pin in &found.pins {
        let post = find_post(tx, *pin, &me).await?.filter(|post| post.removed.is_none());
        pins.extend(post.map(|post| post_view(account, post)));
    }
    let (rules, rules_zh) = (found.rules.clone(), found.rules_zh.clone());
    let (standing_until, export_until, modules) =
        (found.standing_until, found.export_until, found.modules.clone());
    let (find_percent, views_per_hour) = (found.find_percent, found.views_per_hour);
    let card = card(account, tx, &marks, found).await?;
    Ok(Some(CircleView {
        card,
        rules,
        rules_zh,
        standing_until,
        export_until,
        find_percent,
        views_per_hour,
        modules,
        role,
        pins,
    }))
}

pub(super) async fn card(
    account: &Account,
    tx: &mut ReadTx,
    marks: &HashMap<CircleId, Timestamp>,
    circle: CircleResponse,
) -> Result<CircleCardView> {
    let unread = match marks.get(&circle.id) {
        Some(mark) if circle.standing.reads() => unread(tx, circle.id, *mark, account.person).await?,
        Some(_) | None => 0,
    };
    let lapsed = lapsed(tx, account.clock.now()).await?;
    Ok(CircleCardView {
        rights: predicted(account, &circle, &lapsed),
        acceptance: circle.acceptance,
        admission: circle.admission,
        administers: circle.administers,
        waiting: circle.waiting,
        order_waiting: circle.order_waiting,
        handover: circle.handover,
        escrow_hours: circle.escrow_hours,
        state: circle.state,
        state_reason: circle.state_reason,
        id: circle.id,
        name: circle.name,
        name_zh: circle.name_zh,
        introduction: circle.introduction,
        introduction_zh: circle.introduction_zh,
        category: circle.category,
        icon: circle.icon,
        cover: circle.cover,
        standing: circle.standing,
        member_count: circle.member_count,
        view_count: circle.view_count,
        post_count: circle.post_count,
        unread,
        gates: circle.gates,
    })
}

/// What the gates will say to oneself now: by the server's own code, with what it said of oneself. Time opens gates
/// without anybody telling this device, and closes them: claims run out, `lapsed` are those that did. A gate of a newer version is the server's to judge.
fn predicted(account: &Account, circle: &CircleResponse, lapsed: &[ClaimKind]) -> Rights {
    let gates = [&circle.gates.join, &circle.gates.post, &circle.gates.comment];
    if gates.into_iter().flat_map(|gate| gate.clauses()).any(|clause| clause == Clause::Unknown) {
        return circle.rights.clone();
    }
    let (me, now) = (account.me(), account.clock.now());
    let holds = |kind| !lapsed.contains(&kind);
    let asker = Asker {
        gender: me.gender.filter(|_| holds(ClaimKind::Gender)),
        student: me.student == Some(true) && holds(ClaimKind::Student),
        employed: me.employed == Some(true) && holds(ClaimKind::Employed),
        overseas: me.overseas == Some(true) && holds(ClaimKind::Overseas),
        age: me.age.filter(|_| holds(ClaimKind::BirthDate)),
        score: me.score,
        account_days: (now.seconds_since(me.joined_at) / 86_400).max(0),
        ..Asker::default()
    };
    Rights::of(&circle.gates, asker.at(circle.place, now))
}
