//! One file a table: its rows, and the statements that touch them.
//!
//! A function that takes [`crate::OutboxWrite`] or [`crate::CacheWrite`] writes that file and notes the
//! [`crate::Change`]; one that takes a connection only reads.

pub mod circle;
pub mod comment;
pub mod comment_draft;
pub mod draft;
pub mod draft_attachment;
pub mod gap;
pub mod intent;
pub mod known;
pub mod media_file;
pub mod meta;
pub mod outbox_file;
pub mod outbox_item;
pub mod payment_intent;
pub mod person;
pub mod person_page;
pub mod post;
pub mod read_mark;
pub mod receipt;
pub mod relation;
pub mod scope;
pub mod sheet;
pub mod standing;
pub mod statement;
pub mod tip_intent;
pub mod transfer_intent;
pub mod transfer_receipt;
pub mod wallet;
pub mod wallet_entry;

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::{Error, Result};

/// An id from a column of a row.
macro_rules! id {
    ($type:ty, $row:expr, $column:literal) => {{
        let bytes: &[u8] = $row.try_get($column)?;
        <$type>::from_slice(bytes).ok_or($crate::Error::Row($column))?
    }};
}
/// An id from a column that may be NULL.
macro_rules! find_id {
    ($type:ty, $row:expr, $column:literal) => {{
        let bytes: Option<&[u8]> = $row.try_get($column)?;
        bytes.map(|bytes| <$type>::from_slice(bytes).ok_or($crate::Error::Row($column))).transpose()?
    }};
}
pub(crate) use {find_id, id};

pub(crate) fn from_json<T: DeserializeOwned>(text: &str, what: &'static str) -> Result<T> {
    serde_json::from_str(text).map_err(|_| Error::Row(what))
}

pub(crate) fn to_json<T: Serialize>(value: &T, what: &'static str) -> Result<String> {
    serde_json::to_string(value).map_err(|_| Error::Row(what))
}

/// An enum by the name that it has in JSON.
pub(crate) fn from_name<T: DeserializeOwned>(name: &str, what: &'static str) -> Result<T> {
    serde_json::from_value(serde_json::Value::String(name.to_owned())).map_err(|_| Error::Row(what))
}

/// The name that an enum has in JSON.
pub(crate) fn to_name<T: Serialize>(value: &T, what: &'static str) -> Result<String> {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(name)) => Ok(name),
        Ok(_) | Err(_) => Err(Error::Row(what)),
    }
}

/// Throws away drafts and what was not sent. Money intents stay: what may have moved is not forgotten.
///
/// # Errors
/// What SQLite says.
pub async fn discard_unsent(write: &mut crate::OutboxWrite) -> Result<()> {
    for sql in [
        "DELETE FROM draft",
        "DELETE FROM draft_attachment",
        "DELETE FROM comment_draft",
        "DELETE FROM outbox_item",
        "DELETE FROM outbox_file",
    ] {
        sqlx::query(sql).execute(&mut **write).await?;
    }
    write.changed(crate::Change::All);
    Ok(())
}
