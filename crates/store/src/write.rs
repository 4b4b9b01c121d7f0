//! Transactions. A write knows which file it is in by its type, collects what it changed, and announces it after
//! its COMMIT; dropped before that, it never was.

use std::collections::{HashMap, HashSet};
use std::ops::{Deref, DerefMut};

use circles_domain::{CircleId, PersonId};
use circles_wire::person::Byline;
use sqlx::{Sqlite, SqliteConnection, SqlitePool, Transaction};

use crate::{Change, Changes, Result};

struct Write {
    transaction: Transaction<'static, Sqlite>,
    announced: Vec<Change>,
    changes: Changes,
    memo: Memo,
}

/// What a write has learned on its way, so that a page of a hundred posts by ten people writes ten people.
#[derive(Default)]
pub(crate) struct Memo {
    pub(crate) bylines: HashMap<PersonId, Byline>,
    pub(crate) joined: Option<HashSet<CircleId>>,
}

impl Write {
    async fn begin(pool: &SqlitePool, changes: &Changes) -> Result<Self> {
        // IMMEDIATE: a deferred transaction that reads first can find, when it writes, that it may not.
        let transaction = pool.begin_with("BEGIN IMMEDIATE").await?;
        Ok(Self { transaction, announced: Vec::new(), changes: changes.clone(), memo: Memo::default() })
    }

    async fn commit(self) -> Result<()> {
        self.transaction.commit().await?;
        self.changes.publish(self.announced);
        Ok(())
    }
}

macro_rules! write {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        pub struct $name(Write);

        impl $name {
            pub(crate) async fn begin(pool: &SqlitePool, changes: &Changes) -> Result<Self> {
                Write::begin(pool, changes).await.map(Self)
            }
            /// To be announced after the COMMIT.
            pub fn changed(&mut self, change: Change) {
                self.0.announced.push(change);
            }
            /// Makes it durable, then announces it.
            ///
            /// # Errors
            /// When SQLite refuses; nothing was written then, and nothing is announced.
            pub async fn commit(self) -> Result<()> {
                self.0.commit().await
            }
        }
        impl Deref for $name {
            type Target = SqliteConnection;
            fn deref(&self) -> &SqliteConnection {
                &self.0.transaction
            }
        }
        impl DerefMut for $name {
            fn deref_mut(&mut self) -> &mut SqliteConnection {
                &mut self.0.transaction
            }
        }
    };
}

write! {
    /// A write of `outbox.db`.
    OutboxWrite
}
write! {
    /// A write of `cache.db`.
    CacheWrite
}

impl CacheWrite {
    pub(crate) fn memo(&mut self) -> &mut Memo {
        &mut self.0.memo
    }
}

/// A reader's view of both files.
pub struct ReadTx(Transaction<'static, Sqlite>);

impl ReadTx {
    /// SQLite takes each file's snapshot at its first use. The outbox comes first: an acknowledged post is written to
    /// the cache before its item is deleted, so whoever no longer sees the item sees the post.
    pub(crate) async fn begin(readers: &SqlitePool) -> Result<Self> {
        // One way to the connection's thread instead of two.
        Ok(Self(readers.begin_with("BEGIN; SELECT 1 FROM main.outbox_item LIMIT 1").await?))
    }

    /// Ends the view.
    ///
    /// # Errors
    /// When SQLite refuses.
    pub async fn end(self) -> Result<()> {
        Ok(self.0.commit().await?)
    }
}

impl Deref for ReadTx {
    type Target = SqliteConnection;
    fn deref(&self) -> &SqliteConnection {
        &self.0
    }
}
impl DerefMut for ReadTx {
    fn deref_mut(&mut self) -> &mut SqliteConnection {
        &mut self.0
    }
}
