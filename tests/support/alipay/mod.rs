//! A local stand-in of the Alipay Open Platform: its gateway, the page on which a person pays, its notices and its bills.
//! It has no word of its own; what each field is, and where that is published, stands beside it. Signatures are made and
//! checked by `openssl`, archives and GBK by Python: by nothing that the adapter uses.
//!
//! Misbehaves on demand: see [`Fault`] and [`Tale`]. Does not: know people's passwords, or move money.

mod bill;
mod books;
mod calls;
mod notices;
mod page;
mod parameters;

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use axum::Router;
use axum::routing::get;
use circles_domain::{Clock, Timestamp};
use circles_server::payments::alipay::AlipayArgs;
use tokio::task::JoinHandle;

use crate::Result;
use crate::openssl::RsaKeys;

pub use books::{Fault, Status, Trade, Transfer};
pub use notices::Tale;

use books::Books;

/// Number of the application: 16 digits, <https://opendocs.alipay.com/common/02kf5q>, `app_id`.
pub const APP_ID: &str = "2021000000000000";

/// The stand-in; it ends with the test.
#[derive(Debug)]
pub struct Platform {
    /// Where it listens.
    pub address: SocketAddr,
    inner: Arc<Inner>,
    serving: JoinHandle<()>,
}

#[derive(Debug)]
struct Inner {
    address: SocketAddr,
    clock: Arc<dyn Clock>,
    app: RsaKeys,
    own: RsaKeys,
    books: Mutex<Books>,
}

impl Inner {
    fn books(&self) -> MutexGuard<'_, Books> {
        self.books.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Platform {
    /// Starts it, with keys that are made now.
    ///
    /// # Errors
    /// When it cannot listen, or `openssl` cannot be run.
    pub async fn start(clock: Arc<dyn Clock>) -> Result<Self> {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
        let address = listener.local_addr()?;
        let (app, own) = (RsaKeys::generate().await?, RsaKeys::generate().await?);
        let inner = Arc::new(Inner { address, clock, app, own, books: Mutex::default() });
        let router = Router::new()
            .route("/gateway.do", get(page::show).post(calls::answer))
            .route("/bill/{kind}/{day}", get(bill::download))
            .with_state(Arc::clone(&inner));
        #[expect(clippy::disallowed_methods, reason = "ends with the test")]
        let serving = tokio::spawn(async move { drop(axum::serve(listener, router).await) });
        Ok(Self { address, inner, serving })
    }

    /// How a server in this process reaches it.
    #[must_use]
    pub fn args(&self, notify_url: &str) -> AlipayArgs {
        AlipayArgs {
            alipay_app_id: Some(APP_ID.to_owned()),
            alipay_private_key_file: Some(self.inner.app.private_file()),
            alipay_public_key_file: Some(self.inner.own.public_file()),
            alipay_gateway: Some(format!("http://{}/gateway.do", self.address)),
            alipay_notify_url: Some(notify_url.to_owned()),
            ..AlipayArgs::default()
        }
    }

    /// How a server that is a program reaches it.
    #[must_use]
    pub fn environment(&self, notify_url: &str) -> Vec<(&'static str, String)> {
        vec![
            ("CIRCLES_ALIPAY_APP_ID", APP_ID.to_owned()),
            ("CIRCLES_ALIPAY_PRIVATE_KEY_FILE", self.inner.app.private_file().display().to_string()),
            ("CIRCLES_ALIPAY_PUBLIC_KEY_FILE", self.inner.own.public_file().display().to_string()),
            ("CIRCLES_ALIPAY_GATEWAY", format!("http://{}/gateway.do", self.address)),
            ("CIRCLES_ALIPAY_NOTIFY_URL", notify_url.to_owned()),
        ]
    }

    /// Has the next calls of `method` go wrong, each in its turn.
    pub fn fails(&self, method: &'static str, faults: &[Fault]) {
        self.inner.books().faults.entry(method).or_default().extend(faults);
    }

    /// How often a method was called.
    #[must_use]
    pub fn called(&self, method: &str) -> usize {
        self.inner.books().called.get(method).copied().unwrap_or_default()
    }

    /// What is known of a trade.
    #[must_use]
    pub fn trade(&self, out_trade_no: &str) -> Option<Trade> {
        self.inner.books().trades.get(out_trade_no).cloned()
    }

    /// What is known of a transfer.
    #[must_use]
    pub fn transfer(&self, out_biz_no: &str) -> Option<Transfer> {
        self.inner.books().transfers.get(out_biz_no).cloned()
    }

    /// Changes what is known, behind everybody's back.
    pub fn plant(&self, change: impl FnOnce(&mut BTreeMap<String, Trade>, &mut BTreeMap<String, Transfer>)) {
        let mut books = self.inner.books();
        let Books { trades, transfers, .. } = &mut *books;
        change(trades, transfers);
    }

    /// The person pays what their page showed.
    ///
    /// # Errors
    /// When nothing waits to be paid there.
    pub fn pay(&self, out_trade_no: &str) -> Result {
        let now = self.inner.clock.now();
        let mut books = self.inner.books();
        let trade = books.trades.get_mut(out_trade_no).ok_or("no such trade")?;
        if trade.status != Status::WaitBuyerPay {
            return Err(format!("it is {:?}", trade.status).into());
        }
        trade.status = Status::Success;
        trade.paid_at = Some(now);
        Ok(())
    }
}

impl Drop for Platform {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

/// `yyyy-MM-dd HH:mm:ss` in Asia/Shanghai, as every time of the platform.
fn shanghai(at: Timestamp) -> String {
    let at = jiff::Timestamp::from_microsecond(at.as_micros()).unwrap_or(jiff::Timestamp::UNIX_EPOCH);
    jiff::tz::offset(8).to_datetime(at).strftime("%Y-%m-%d %H:%M:%S").to_string()
}
