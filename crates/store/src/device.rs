//! `device.db`: which installation this is, who is signed in on it and whose data it shows, and its settings.
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

/// An account that is signed in on this device.
#[derive(Clone, Debug, PartialEq)]
pub struct KnownAccount {
    /// Who.
    pub account: Account,
    /// Which of [`COLOURS`] it is told apart by, from 0.
    pub colour: i64,
    /// What waited to be sent when it was last in use.
    pub waiting: i64,
}

/// Colours that accounts are told apart by.
pub const COLOURS: i64 = 8;

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
        row.as_ref().map(account).transpose()
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

    /// The accounts that are signed in, in the order in which they did.
    ///
    /// # Errors
    /// What SQLite says.
    pub async fn list_accounts(&self) -> Result<Vec<KnownAccount>> {
        let rows = sqlx::query(
            "SELECT me, receipt_keys, signed_in_at_us, colour, waiting FROM account
             WHERE signed_in = 1 ORDER BY signed_in_at_us, person_id",
        )
        .fetch_all(&self.pool)
        .await?;
        let known = |row: &sqlx::sqlite::SqliteRow| {
            Ok(KnownAccount {
                account: account(row)?,
                colour: row.try_get("colour")?,
                waiting: row.try_get("waiting")?,
            })
        };
        rows.iter().map(known).collect()
    }

    /// People who were signed in here and are no more.
    ///
    /// # Errors
    /// What SQLite says.
    pub async fn list_left(&self) -> Result<Vec<PersonId>> {
        let ids: Vec<Vec<u8>> = sqlx::query_scalar("SELECT person_id FROM account WHERE signed_in = 0")
            .fetch_all(&self.pool)
            .await?;
        Ok(ids.iter().filter_map(|id| PersonId::from_slice(id)).collect())
    }

    /// Notes that a known person is signed in, with a colour that no other account here has while there is one.
    ///
    /// # Errors
    /// What SQLite says.
    pub async fn sign_in(&self, person: PersonId) -> Result<()> {
        let accounts = self.list_accounts().await?;
        let mine =
            accounts.iter().find(|known| known.account.me.byline.id == person).map(|known| known.colour);
        let is_free = |colour: &i64| accounts.iter().all(|known| known.colour != *colour);
        let colour = mine.or_else(|| (0..COLOURS).find(is_free)).unwrap_or(0);
        sqlx::query("UPDATE account SET signed_in = 1, waiting = 0, colour = ? WHERE person_id = ?")
            .bind(colour)
            .bind(person.as_bytes().as_slice())
            .execute(&self.pool)
            .await?;
        Ok(())
    }

    /// Notes that a person is not signed in any more. What is known of them stays.
    ///
    /// # Errors
    /// What SQLite says.
    pub async fn sign_out(&self, person: PersonId) -> Result<()> {
        sqlx::query("UPDATE account SET signed_in = 0, waiting = 0 WHERE person_id = ?")
            .bind(person.as_bytes().as_slice())
            .execute(&self.pool)
            .await?;
        Ok(())
    }

    /// Notes what waits to be sent in an account that goes out of use.
    ///
    /// # Errors
    /// What SQLite says.
    pub async fn set_waiting(&self, person: PersonId, waiting: i64) -> Result<()> {
        sqlx::query("UPDATE account SET waiting = ? WHERE person_id = ?")
            .bind(waiting)
            .bind(person.as_bytes().as_slice())
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

fn account(row: &sqlx::sqlite::SqliteRow) -> Result<Account> {
    Ok(Account {
        me: from_json(row.try_get("me")?, "account")?,
        receipt_keys: from_json(row.try_get("receipt_keys")?, "account")?,
        signed_in_at: Timestamp::from_micros(row.try_get("signed_in_at_us")?),
    })
}
