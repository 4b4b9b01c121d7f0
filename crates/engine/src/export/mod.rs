//! What leaves as a file: statements as CSV and PDF, receipts as JSON.
//!
//! Promises: a file is whole or not there; a statement is never of a part of its time without saying so. Does not: choose
//! where (the shell asks the person, `circles-device` is told); send anything.

mod csv;
mod font;
mod pdf;
mod setter;
mod sheet;
mod words;

use std::io::Write;
use std::path::{Path, PathBuf};

use circles_domain::Timestamp;
use circles_store::read::{Filter, Listed, Sums, list_entries, sum_entries};
use circles_store::table::wallet;
use serde::Serialize;

use crate::account::Account;
use crate::args::{Export, ExportArgs, StatementFormat, TipArgs, TransferArgs};
use crate::engine::Engine;
use crate::error::{Error, Result};
use crate::money;
use crate::view::{ExportView, Language};
use sheet::{Made, Sheet};

/// A receipt with what it takes to check it elsewhere.
#[derive(Serialize)]
struct Proof<R> {
    receipt: R,
    signature: String,
    public_key: Option<String>,
    how: &'static str,
}

const HOW: &str = "Ed25519 (RFC 8032) over: the text circles.receipt.v1; journal, payer, payee, post (16 bytes each); amount in \
     minor units; currency code; tip (16 bytes); held_at in Unix microseconds; key_id. Each field stands after its length \
     as a big-endian u64; numbers are big-endian i64. signature and public_key are base64url without padding.";
const HOW_OF_TRANSFER: &str = "Ed25519 (RFC 8032) over: the text circles.transfer-receipt.v1; journal, payer, payee (16 bytes each); amount in \
     minor units; currency code; transfer (16 bytes); held_at in Unix microseconds; key_id. Each field stands after its \
     length as a big-endian u64; numbers are big-endian i64. signature and public_key are base64url without padding.";

impl Engine {
    /// Writes a file of one's own money.
    ///
    /// # Errors
    /// [`Error::Remote`] when entries or a receipt have to be read first and cannot be; [`Error::NoFont`] for a PDF on a
    /// device without a font for it; [`Error::NotFound`] for a receipt that there is not; what the disk says.
    pub async fn export(&self, args: ExportArgs) -> Result<ExportView> {
        let account = self.account()?;
        let (bytes, entries) = match args.what {
            Export::Statement { format, from, until, language } => {
                self.resumed().await;
                let (sheet, entries) = statement(&account, from, until, language).await?;
                let bytes = off_thread(move || match format {
                    StatementFormat::Csv => Ok(csv::write(&sheet)),
                    StatementFormat::Pdf => {
                        let font = font::Font::find().ok_or(Error::NoFont)?;
                        pdf::write(&sheet, &font).ok_or(Error::NoFont)
                    }
                });
                (bytes.await?, entries)
            }
            Export::Receipt { tip } => {
                let view = self.receipt(TipArgs { tip }).await?;
                let signed = view.receipt.ok_or(Error::NotFound)?;
                (proof(signed.receipt, signed.signature, view.public_key, HOW)?, 1)
            }
            Export::TransferReceipt { transfer } => {
                let view = self.transfer_receipt(TransferArgs { transfer }).await?;
                let signed = view.receipt.ok_or(Error::NotFound)?;
                (proof(signed.receipt, signed.signature, view.public_key, HOW_OF_TRANSFER)?, 1)
            }
        };
        let path = PathBuf::from(&args.path);
        let size_bytes = i64::try_from(bytes.len()).unwrap_or(i64::MAX);
        off_thread(move || write_whole(&path, &bytes)).await?;
        Ok(ExportView { path: args.path, entries, size_bytes })
    }
}

fn proof<R: Serialize>(
    receipt: R,
    signature: String,
    public_key: Option<String>,
    how: &'static str,
) -> Result<Vec<u8>> {
    serde_json::to_vec_pretty(&Proof { receipt, signature, public_key, how })
        .map_err(|_| Error::Internal("a receipt"))
}

/// The statement of a time, with everything that happened in it.
async fn statement(
    account: &std::sync::Arc<Account>,
    from: Option<Timestamp>,
    until: Option<Timestamp>,
    language: Language,
) -> Result<(Sheet, i64)> {
    money::complete(account).await?;
    let filter = Filter {
        from: from.unwrap_or(Timestamp::from_micros(i64::MIN)),
        until: until.unwrap_or(Timestamp::from_micros(i64::MAX)),
        kinds: Vec::new(),
        terms: Vec::new(),
    };
    let mut tx = account.store.read().await?;
    let adds_up = money::adds_up_here(&mut tx).await?;
    let (sandbox, as_of) = wallet::find(&mut tx)
        .await?
        .map_or((true, account.clock.now()), |(wallet, as_of)| (wallet.sandbox, as_of));
    let sums: Sums = sum_entries(&mut tx, &filter).await?;
    let entries: Vec<Listed> = list_entries(&mut tx, &filter, i64::MAX).await?;
    drop(tx);
    let me = account.me();
    let made = Made {
        language,
        name: format!("{} ({})", me.byline.display_name, me.masked_name),
        sandbox,
        from,
        until,
        as_of,
        adds_up,
        sums,
        entries: &entries,
    };
    Ok((Sheet::of(&made), sums.count))
}

async fn off_thread<T: Send + 'static>(work: impl FnOnce() -> Result<T> + Send + 'static) -> Result<T> {
    tokio::task::spawn_blocking(work).await.map_err(|_| Error::Internal("a file"))?
}

/// Beside its place first, so that what was there stays until the new one is whole.
fn write_whole(path: &Path, bytes: &[u8]) -> Result<()> {
    let mut name = path.file_name().ok_or(Error::Malformed)?.to_os_string();
    name.push(".part");
    let part = path.with_file_name(name);
    let written = std::fs::File::create(&part).and_then(|mut file| {
        file.write_all(bytes)?;
        file.sync_all()?;
        std::fs::rename(&part, path)
    });
    written.map_err(|error| {
        let _ = std::fs::remove_file(&part);
        circles_store::Error::from(error).into()
    })
}
