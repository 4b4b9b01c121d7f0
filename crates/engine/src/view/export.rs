use circles_domain::{TipId, TransferId};
use circles_wire::tip::SignedReceipt;
use circles_wire::transfer::SignedTransferReceipt;
use serde::Serialize;
use ts_rs::TS;

use super::EntryView;
use crate::args::CommandCode;

/// A file that was written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct ExportView {
    /// Where.
    pub path: String,
    /// Entries in it.
    pub entries: i64,
    /// How large it is.
    pub size_bytes: i64,
}

/// A payment with its receipt.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
pub struct ReceiptView {
    /// Which.
    pub tip: TipId,
    /// What it did to the balance, oldest first.
    pub entries: Vec<EntryView>,
    /// What the server signed; a payee has none.
    pub receipt: Option<SignedReceipt>,
    /// What it is worth on this device.
    pub worth: Option<ReceiptWorth>,
    /// The pinned key that signed it: 32 bytes, base64url without padding.
    pub public_key: Option<String>,
    /// Why a receipt that there must be could not be read now.
    pub missing: Option<CommandCode>,
}

/// A transfer with its receipt.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
pub struct TransferReceiptView {
    /// Which.
    pub transfer: TransferId,
    /// What it did to the balance, oldest first.
    pub entries: Vec<EntryView>,
    /// What the server signed; a payee has none.
    pub receipt: Option<SignedTransferReceipt>,
    /// What it is worth on this device.
    pub worth: Option<ReceiptWorth>,
    /// The pinned key that signed it: 32 bytes, base64url without padding.
    pub public_key: Option<String>,
    /// Why a receipt that there must be could not be read now.
    pub missing: Option<CommandCode>,
}

/// What a receipt is worth on this device.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum ReceiptWorth {
    /// A pinned key signed it, and it says what the statement says.
    Verified,
    /// Its key is not one that a pinned key vouches for.
    UnknownKey,
    /// Its signature does not hold, or it says something else than the statement.
    Forged,
}
