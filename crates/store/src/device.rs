//! `device.db`: which installation this is, who signed in on it and whose data it shows, and its settings.
//!
//! Promises: the device id never changes while the file can be read. Does not: hold secrets; those are in the
//! keychain of the system.

use std::path::Path;

use circles_domain::{DeviceId, PersonId, Timestamp};
use circles_wire::person::MeResponse;
use circles_wire::tip::ReceiptKey;
use sqlx::migrate::Migrator;
use sqlx::{Row, SqlitePool};

use crate::connect::{Durability, create_private_dir};
use crate::damage::{self, Finding};
use crate::open::migrated;
use crate::table::{from_json, id, to_json};
use crate::{DbFile, Result};

static DEVICE: Migrator = sqlx::migrate!("./migrations/device");

/// A person who signed in on this device.
#[derive(Clone, Debug, PartialEq)]
pub struct Account {
    /// Oneself, as the server last described it.
    pub me: MeResponse,
    /// Keys of receipts, pinned.
    pub receipt_keys: Vec<ReceiptKey>,
    /// When.
    pub signed_in_at: Timestamp,
}

/// The open `device.db`.
#[derive(Clone)]
pub struct Device {
    pool: SqlitePool,
    id: DeviceId,
}

impl Device {
    /// Opens `<data dir>/device.db`. A damaged one is put in quarantine and starts anew: people sign in again and find
    /// their data where it was.
    ///
    /// # Errors
    /// [`crate::Error::NewerSchema`] with all bytes unchanged; what else SQLite says.
    pub async fn open(data_dir: &Path, now: Timestamp) -> Result<Self> {
        create_private_dir(data_dir)?;
        let path = data_dir.join("device.db");
        if damage::examine(&path, &DEVICE, DbFile::Device).await? == Finding::Damaged {
            damage::quarantine(&path, &data_dir.join("quarantine"), now)?;
        }
        let pool = migrated(&path, Durability::Full, &DEVICE).await?;
        sqlx::query(
            "INSERT INTO device (row, device_id, current, settings)
             VALUES (1, ?, NULL, '')
             ON CONFLICT (row) DO NOTHING",
        )
        .bind(DeviceId::mint().as_bytes().as_slice())
        .execute(&pool)
        .await?;
        let row = sqlx::query("SELECT device_id FROM device").fetch_one(&pool).await?;
        let id = id!(DeviceId, row, "device_id");
        Ok(Self { pool, id })
    }

    /// Which installation this is.
    #[must_use]
    pub fn id(&self) -> DeviceId {
        self.id
    }

    /// Whose data the app shows.
    ///
    /// # Errors
    /// What SQLite says.
    pub async fn current(&self) -> Result<Option<PersonId>> {
        let current: Option<Vec<u8>> =
            sqlx::query_scalar("SELECT current FROM device").fetch_one(&self.pool).await?;
        Ok(current.as_deref().and_then(PersonId::from_slice))
    }

    /// Shows this person's data from now on; nobody's with `None`.
    ///
    /// # Errors
    /// What SQLite says.
    pub async fn set_current(&self, person: Option<PersonId>) -> Result<()> {
        sqlx::query("UPDATE device SET current = ?")
            .bind(person.map(|person| person.as_bytes().to_vec()))
            .execute(&self.pool)
            .await?;
        Ok(())
    }

    /// What is known of a person who signed in here.
    ///
    /// # Errors
    /// What SQLite says.
    pub async fn find_account(&self, person: PersonId) -> Result<Option<Account>> {
        let row = sqlx::query("SELECT me, receipt_keys, signed_in_at_us FROM account WHERE person_id = ?")
            .bind(person.as_bytes().as_slice())
            .fetch_optional(&self.pool)
            .await?;
        let Some(row) = row else { return Ok(None) };
        Ok(Some(Account {
            me: from_json(row.try_get("me")?, "account")?,
            receipt_keys: from_json(row.try_get("receipt_keys")?, "account")?,
            signed_in_at: Timestamp::from_micros(row.try_get("signed_in_at_us")?),
        }))
    }

    /// Keeps what is known of a person.
    ///
    /// # Errors
    /// What SQLite says.
    pub async fn save_account(&self, account: &Account) -> Result<()> {
        sqlx::query(
            "INSERT INTO account (person_id, me, receipt_keys, signed_in_at_us)
             VALUES (?, ?, ?, ?)
             ON CONFLICT (person_id) DO UPDATE
             SET me = excluded.me, receipt_keys = excluded.receipt_keys, signed_in_at_us = excluded.signed_in_at_us",
        )
        .bind(account.me.byline.id.as_bytes().as_slice())
        .bind(to_json(&account.me, "account")?)
        .bind(to_json(&account.receipt_keys, "account")?)
        .bind(account.signed_in_at.as_micros())
        .execute(&self.pool)
        .await?;
        Ok(())
    }

    /// The settings of the app, as it last saved them; empty before.
    ///
    /// # Errors
    /// What SQLite says.
    pub async fn settings(&self) -> Result<String> {
        Ok(sqlx::query_scalar("SELECT settings FROM device").fetch_one(&self.pool).await?)
    }

    /// Keeps the settings of the app.
    ///
    /// # Errors
    /// What SQLite says.
    pub async fn save_settings(&self, settings: &str) -> Result<()> {
        sqlx::query("UPDATE device SET settings = ?").bind(settings).execute(&self.pool).await?;
        Ok(())
    }

    /// Closes the file.
    pub async fn close(&self) {
        self.pool.close().await;
    }
}
