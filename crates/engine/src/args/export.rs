//! What writing a file takes.

use circles_domain::{Timestamp, TipId, TransferId};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::view::Language;

/// What is written into a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum Export {
    /// The statement of a stretch of time.
    Statement {
        /// As what.
        format: StatementFormat,
        /// From here on; absent for the first entry.
        from: Option<Timestamp>,
        /// Before here; absent for now.
        until: Option<Timestamp>,
        /// Its words.
        language: Language,
    },
    /// A signed receipt, with what it takes to check it.
    Receipt {
        /// Of which tip.
        tip: TipId,
    },
    /// That of a transfer, likewise.
    TransferReceipt {
        /// Of which transfer.
        transfer: TransferId,
    },
}

/// What kind of file a statement is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum StatementFormat {
    /// A table for spreadsheets: RFC 4180.
    Csv,
    /// Pages to print.
    Pdf,
}

args! {
    /// `export`.
    ExportArgs {
        /// What.
        what: Export,
        /// Into which file of this device; what is there is replaced.
        path: String,
    }
}
