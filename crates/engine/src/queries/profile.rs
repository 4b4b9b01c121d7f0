use std::sync::Arc;

use circles_domain::PersonId;
use circles_store::table::{circle, person, read_mark, relation};
use circles_wire::person::Byline;
use circles_wire::relation::Relation;

use super::circles::card;
use crate::account::Account;
use crate::args::PersonArgs;
use crate::engine::Engine;
use crate::error::{Error, Result};
use crate::sync;
use crate::view::ProfileView;

impl Engine {
    /// Another person, or oneself as others see it. What the server says of them is read in the background.
    ///
    /// # Errors
    /// [`Error::SignedOut`]; [`Error::NotFound`] when the server does not show them; what the store says.
    pub async fn profile(&self, args: PersonArgs) -> Result<ProfileView> {
        let account = self.account()?;
        profile_view(&account, args.person.unwrap_or(account.person)).await
    }
}

/// A person's page from what is known of them.
pub(crate) async fn profile_view(account: &Arc<Account>, who: PersonId) -> Result<ProfileView> {
    let own = who == account.person;
    let mut tx = account.store.read().await?;
    let known = person::find(&mut tx, who).await?;
    let relation = relation::get(&mut tx, who).await?;
    let blocked = matches!(relation, Relation::Blocked { .. });
    let profile = known.as_ref().and_then(|(_, profile)| profile.clone()).filter(|_| !blocked);
    if !blocked && account.remote().is_ok() {
        sync::load_person(account, who);
    }
    // Whom one blocked is there to be unblocked; anyone else whom the server does not show is not there.
    if !own && !blocked && account.sync.is_missing(who) {
        return Err(Error::NotFound);
    }
    let mut shared_circles = Vec::new();
    if let Some(profile) = profile.as_ref().filter(|_| !own) {
        let marks = read_mark::list(&mut tx).await?;
        for id in &profile.shared_circles {
            if let Some(found) = circle::find(&mut tx, *id).await? {
                shared_circles.push(card(account, &mut tx, &marks, found).await?);
            }
        }
    }
    tx.end().await?;
    let me = account.me();
    let (byline, bio, joined_at) = if own {
        (me.byline, me.bio, Some(me.joined_at))
    } else {
        let byline = known.map(|(byline, _)| byline).unwrap_or_else(|| unknown(who));
        (
            byline,
            profile.as_ref().map(|p| p.bio.clone()).unwrap_or_default(),
            profile.as_ref().and_then(|p| p.joined_at),
        )
    };
    let post_count = profile.as_ref().map_or(0, |profile| profile.post_count);
    let may_ask = profile.as_ref().map(|profile| profile.may_ask);
    let may_send = profile.as_ref().map(|profile| profile.may_send);
    let is_friend = matches!(relation, Relation::Friend { .. });
    let legal_name = profile.and_then(|profile| profile.legal_name).filter(|_| is_friend);
    Ok(ProfileView {
        byline,
        bio,
        joined_at,
        shared_circles,
        post_count,
        own,
        relation,
        legal_name,
        may_ask,
        may_send,
    })
}

fn unknown(id: PersonId) -> Byline {
    Byline { id, display_name: String::new(), verified: false, avatar: None }
}
