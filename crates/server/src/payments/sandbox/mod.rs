//! SANDBOX. A payment provider of test money, for whoever runs Circles without one.
//!
//! Promises: behaves like a provider where it matters to the ledger: orders that are one however often they come, signed
//! notices, query, close, payout, statement, books of its own that are written in transactions of its own; misbehaves
//! where it is told to (see [`Conduct`]). Does not: hold a fen of real money, keep a secret (its key stands below).

mod conduct;
mod elsewhere;
mod named;
mod post;
mod served;

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use circles_domain::{Clock, PaymentId, Timestamp};
use circles_faults::crash_point;
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;

use super::{
    Answer, Claimed, Direction, Letter, Notice, Order, Payee, PaymentProvider, ProviderError, Status, Taken,
};
use crate::store::Db;
use crate::store::sandbox_books::{self as books, NewOrder};

pub use crate::store::sandbox_books::grant;
pub use conduct::{BadConduct, Conduct, Ends, Fault, Note, Says, When};
pub use elsewhere::{BadSandbox, SandboxElsewhere};
pub use post::{BadPost, Post};
pub use served::router;

/// Public on purpose: there is nothing here to steal.
const KEY: [u8; 64] = *b"circles sandbox payments: test money only, this key is public  \n";

/// Header of every request to a sandbox elsewhere, and of every answer: neither side takes real money for test money.
pub const TEST_MONEY: &str = "circles-test-money";
/// What [`TEST_MONEY`] says.
pub const ONLY: &str = "only";

/// The embedded provider. Its books lie in our database, in tables that the ledger never reads; or in one of its own,
/// where it is a process of its own (`sandbox-provider`).
#[derive(Debug)]
pub struct Sandbox {
    db: Db,
    post: Option<Post>,
    clock: Arc<dyn Clock>,
    usual: Conduct,
    of: Mutex<HashMap<PaymentId, Conduct>>,
    calls: Mutex<HashMap<(PaymentId, Call), usize>>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Call {
    Order,
    Query,
    Close,
}

impl Sandbox {
    /// Opens its books; `usual` is how it treats every order.
    pub fn new(db: Db, clock: Arc<dyn Clock>, usual: Conduct) -> Self {
        Self { db, post: None, clock, usual, of: Mutex::default(), calls: Mutex::default() }
    }

    /// The same, its notices on their way to a server elsewhere.
    #[must_use]
    pub fn posting(self, post: Post) -> Self {
        Self { post: Some(post), ..self }
    }

    /// Has it treat one order in another way than all others. Say so before the order comes.
    pub fn treat(&self, order: PaymentId, conduct: Conduct) {
        lock(&self.of).insert(order, conduct);
    }

    /// Whether the order ever reached it.
    ///
    /// # Errors
    /// When its books cannot be read.
    pub async fn has(&self, order: PaymentId) -> Result<bool, ProviderError> {
        let mut reader = self.db.read().acquire().await?;
        Ok(books::status(&mut reader, order).await? != Status::NotFound)
    }

    /// A notice as it would arrive over HTTP.
    #[must_use]
    pub fn letter(notice: &Notice) -> Letter {
        let body = serde_json::to_vec(notice).unwrap_or_default();
        let signature = mac(&body).finalize().into_bytes().to_vec();
        Letter { body, signature }
    }

    fn conduct(&self, order: PaymentId) -> Conduct {
        lock(&self.of).get(&order).unwrap_or(&self.usual).clone()
    }

    /// What goes wrong with this call, if anything: each fault once, in their order.
    fn fault(&self, order: PaymentId, call: Call, faults: &[Fault]) -> Option<Fault> {
        let mut calls = lock(&self.calls);
        let nth = calls.entry((order, call)).or_default();
        let fault = faults.get(*nth).copied();
        *nth += 1;
        fault
    }

    async fn take(&self, direction: Direction, order: Order) -> Result<Taken, ProviderError> {
        let conduct = self.conduct(order.id);
        let fault = self.fault(order.id, Call::Order, &conduct.order);
        match fault {
            Some(Fault::Lost) => return Err(ProviderError::Unanswered),
            Some(Fault::Declines) => return Ok(Taken::Declined),
            Some(Fault::Garbled) => return Err(ProviderError::Malformed),
            _ => {}
        }
        let now = self.clock.now();
        let placed = NewOrder {
            id: order.id,
            direction,
            amount: order.amount,
            moves: conduct.moves(order.amount),
            ends_as_paid: conduct.ends.as_paid(),
            ends_at: conduct.ends.at(now),
        };
        let mut tx = self.db.write().await?;
        if books::insert(&mut tx, &placed).await? {
            for (number, note) in (1..).zip(&conduct.notes) {
                if let Some(due) = note.due(now, placed.ends_at) {
                    let letter = note.letter(&placed, number, due);
                    books::post(&mut tx, due, &letter).await?;
                }
            }
        }
        tx.commit().await?;
        crash_point!("sandbox.order.kept", ProviderError::Unanswered);
        if let Some(post) = &self.post {
            post.more.notify_one();
        }
        for note in conduct.notes.iter().filter(|note| note.when == When::BeforeReply) {
            let letter = note.letter(&placed, 0, now);
            if let Some(post) = &self.post {
                post.take(&letter).await;
                continue;
            }
            // To be heard before the reply is what this is for; that our side cannot keep it is its own affair.
            if let Err(error) = super::notice::take(&self.db, self, now, &letter).await {
                tracing::warn!(%error, "a notice of the sandbox was not kept");
            }
        }
        match fault {
            Some(Fault::AnswerLost) => Err(ProviderError::Unanswered),
            Some(Fault::DeclinesYetTakes) => Ok(Taken::Declined),
            _ => Ok(Taken::Yes),
        }
    }

    async fn ask(&self, order: PaymentId) -> Result<Status, ProviderError> {
        let conduct = self.conduct(order);
        let fault = self.fault(order, Call::Query, &conduct.query);
        let mut tx = self.db.write().await?;
        books::bring_up_to(&mut tx, self.clock.now()).await?;
        let status = books::status(&mut tx, order).await?;
        tx.commit().await?;
        match fault {
            Some(Fault::Lost | Fault::AnswerLost) => Err(ProviderError::Unanswered),
            Some(Fault::Garbled) => Err(ProviderError::Malformed),
            Some(Fault::SaysNotFound) => Ok(Status::NotFound),
            Some(Fault::SaysWaiting) => Ok(Status::Waiting),
            Some(Fault::SaysAnotherSum) => Ok(if let Status::Paid(amount) = status {
                Status::Paid(circles_domain::Money::fen(amount.minor + 1))
            } else {
                status
            }),
            Some(Fault::Declines | Fault::DeclinesYetTakes) | None => Ok(status),
        }
    }

    async fn shut(&self, order: PaymentId) -> Result<(), ProviderError> {
        let conduct = self.conduct(order);
        let fault = self.fault(order, Call::Close, &conduct.close);
        if fault == Some(Fault::Lost) {
            return Err(ProviderError::Unanswered);
        }
        let now = self.clock.now();
        let mut tx = self.db.write().await?;
        books::bring_up_to(&mut tx, now).await?;
        books::close(&mut tx, order, conduct.ends.after_close(now), now).await?;
        tx.commit().await?;
        crash_point!("sandbox.close.kept", ProviderError::Unanswered);
        if fault == Some(Fault::AnswerLost) { Err(ProviderError::Unanswered) } else { Ok(()) }
    }

    async fn letter_due(&self) -> Result<(Option<Letter>, Option<Timestamp>), ProviderError> {
        let now = self.clock.now();
        let next = books::next_letter_at(self.db.read()).await?;
        if next.is_none_or(|next| next > now) {
            return Ok((None, next));
        }
        let mut tx = self.db.write().await?;
        let letter = books::take_letter(&mut tx, now).await?;
        tx.commit().await?;
        crash_point!("sandbox.notice.gone", ProviderError::Unanswered);
        Ok((letter, None))
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn read_notice(body: &[u8], signature: &[u8]) -> Result<PaymentId, ProviderError> {
    mac(body).verify_slice(signature).map_err(|_| ProviderError::Forged)?;
    let notice: Notice = serde_json::from_slice(body).map_err(|_| ProviderError::Malformed)?;
    Ok(notice.order)
}

fn mac(body: &[u8]) -> Hmac<Sha256> {
    let mut mac = Hmac::<Sha256>::new(&KEY.into());
    mac.update(body);
    mac
}

impl PaymentProvider for Sandbox {
    fn name(&self) -> &'static str {
        "sandbox"
    }

    fn is_sandbox(&self) -> bool {
        true
    }

    fn order(&self, order: Order) -> Answer<'_, Taken> {
        Box::pin(self.take(Direction::In, order))
    }

    fn payout(&self, order: Order, _payee: Option<Payee>) -> Answer<'_, Taken> {
        Box::pin(self.take(Direction::Out, order))
    }

    fn query(&self, order: PaymentId, _direction: Direction) -> Answer<'_, Status> {
        Box::pin(self.ask(order))
    }

    fn refund(&self, order: Order) -> Answer<'_, Taken> {
        Box::pin(async move {
            let now = self.clock.now();
            let mut tx = self.db.write().await?;
            books::bring_up_to(&mut tx, now).await?;
            let taken = books::give_back(&mut tx, order, now).await?;
            tx.commit().await?;
            Ok(if taken { Taken::Yes } else { Taken::Declined })
        })
    }

    fn close(&self, order: PaymentId) -> Answer<'_, ()> {
        Box::pin(self.shut(order))
    }

    fn statement(&self, from: Timestamp, until: Timestamp) -> Answer<'_, Vec<super::Movement>> {
        Box::pin(async move {
            let mut tx = self.db.write().await?;
            books::bring_up_to(&mut tx, self.clock.now()).await?;
            let lines = books::statement(&mut tx, from, until).await?;
            tx.commit().await?;
            Ok(lines)
        })
    }

    fn read_notice(&self, body: &[u8], signature: &[u8]) -> Result<PaymentId, ProviderError> {
        read_notice(body, signature)
    }

    fn next_letter(&self) -> Answer<'_, (Option<Letter>, Option<Timestamp>)> {
        Box::pin(self.letter_due())
    }
}

impl Note {
    /// As it is sent at `due`, about the order `of`.
    fn letter(&self, of: &NewOrder, number: i64, due: Timestamp) -> Letter {
        let status = match self.says {
            Says::Paid => Claimed::Paid,
            Says::Failed => Claimed::Failed,
            Says::Truth
            | Says::Sum(_)
            | Says::OtherOrder
            | Says::BadSignature
            | Says::NoSignature
            | Says::Garbage => {
                if of.ends_as_paid {
                    Claimed::Paid
                } else {
                    Claimed::Failed
                }
            }
        };
        let by = if let Says::Sum(by) = self.says { by } else { 0 };
        let amount = circles_domain::Money::fen(of.moves.minor + by);
        let order = if self.says == Says::OtherOrder { PaymentId::mint() } else { of.id };
        let told = Sandbox::letter(&Notice { order, status, amount, at: due, number });
        match self.says {
            Says::BadSignature => Letter { signature: vec![7; 32], ..told },
            Says::NoSignature => Letter { signature: Vec::new(), ..told },
            Says::Garbage => {
                let body = b"<html>please try again later</html>".to_vec();
                let signature = mac(&body).finalize().into_bytes().to_vec();
                Letter { body, signature }
            }
            Says::Truth | Says::Paid | Says::Failed | Says::Sum(_) | Says::OtherOrder => told,
        }
    }
}
