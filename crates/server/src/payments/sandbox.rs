//! SANDBOX. A payment provider that pays every order at once with test money, for whoever runs Circles without one.
//!
//! Promises: behaves like a provider where it matters to the ledger: idempotent orders, signed notices, query and
//! statement, books of its own. Does not: hold a fen of real money, keep a secret (its key stands below).

use circles_domain::{Money, Timestamp};
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;
use sqlx::SqliteConnection;
use uuid::Uuid;

use super::{Notice, Order, PaymentProvider, ProviderError};

/// Public on purpose: there is nothing here to steal.
const KEY: [u8; 64] = *b"circles sandbox payments: test money only, this key is public  \n";

/// The embedded provider. Its books lie in our database, in a table that the ledger never reads.
#[derive(Debug)]
pub struct Sandbox<'c> {
    books: &'c mut SqliteConnection,
}

impl<'c> Sandbox<'c> {
    /// Opens its books in the transaction of the caller.
    pub fn on(books: &'c mut SqliteConnection) -> Self {
        Self { books }
    }

    /// A notice as it would arrive over HTTP: body and signature.
    ///
    /// # Errors
    /// When it has no JSON form.
    pub fn send_notice(notice: &Notice) -> Result<(Vec<u8>, Vec<u8>), serde_json::Error> {
        let body = serde_json::to_vec(notice)?;
        let signature = mac(&body).finalize().into_bytes().to_vec();
        Ok((body, signature))
    }
}

fn mac(body: &[u8]) -> Hmac<Sha256> {
    let mut mac = Hmac::<Sha256>::new(&KEY.into());
    mac.update(body);
    mac
}

fn notice((order, minor, paid_at_us): (Uuid, i64, i64)) -> Notice {
    Notice { order, amount: Money::fen(minor), paid_at: Timestamp::from_micros(paid_at_us) }
}

impl PaymentProvider for Sandbox<'_> {
    async fn order(&mut self, order: Order, now: Timestamp) -> Result<(), ProviderError> {
        sqlx::query(
            "INSERT INTO sandbox_payment (order_id, amount_minor, currency, paid_at_us)
             VALUES ($1, $2, 'CNY', $3)
             ON CONFLICT (order_id) DO NOTHING",
        )
        .bind(order.id)
        .bind(order.amount.minor)
        .bind(now.as_micros())
        .execute(&mut *self.books)
        .await?;
        Ok(())
    }

    fn read_notice(&self, body: &[u8], signature: &[u8]) -> Result<Notice, ProviderError> {
        mac(body).verify_slice(signature).map_err(|_| ProviderError::Forged)?;
        serde_json::from_slice(body).map_err(|_| ProviderError::Malformed)
    }

    async fn query(&mut self, order: Uuid) -> Result<Option<Notice>, ProviderError> {
        let row = sqlx::query_as(
            "SELECT order_id, amount_minor, paid_at_us FROM sandbox_payment WHERE order_id = $1",
        )
        .bind(order)
        .fetch_optional(&mut *self.books)
        .await?;
        Ok(row.map(notice))
    }

    async fn statement(&mut self) -> Result<Vec<Notice>, ProviderError> {
        let rows = sqlx::query_as(
            "SELECT order_id, amount_minor, paid_at_us FROM sandbox_payment ORDER BY paid_at_us, order_id",
        )
        .fetch_all(&mut *self.books)
        .await?;
        Ok(rows.into_iter().map(notice).collect())
    }
}
