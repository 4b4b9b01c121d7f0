//! The keys that receipts are signed with, as devices are told of them.
//!
//! Promises: once a key was told, it stays; another is taken only if the newest signed it. Does not: hold a private
//! key; `identity::Keys` does, and signs.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use circles_domain::Timestamp;
use circles_domain::ledger::SignedCheckpoint;
use circles_wire::proposal::SignedAdjustment;
use circles_wire::tip::{ReceiptKey, SignedReceipt};
use circles_wire::transfer::SignedTransferReceipt;
use ed25519_dalek::{Signature, VerifyingKey};
use sha2::{Digest, Sha256};
use sqlx::SqliteConnection;

use super::LedgerError;

/// Names are bytes, so that a key that was tampered with can still be read, and then is not believed.
#[derive(sqlx::FromRow)]
struct KeyRow {
    id: Vec<u8>,
    public: Vec<u8>,
    signed_by: Option<Vec<u8>>,
    signature: Option<Vec<u8>>,
}

/// Bytes as they are written on the wire: base64url without padding.
#[must_use]
pub fn encode(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

/// Makes `keys` (oldest first) known. The first key ever is taken as it is.
///
/// # Errors
/// [`LedgerError::Key`] when one is unknown and the newest known did not sign it: devices would not believe its
/// receipts, so the server must not start to give them.
pub async fn register_keys(
    tx: &mut SqliteConnection,
    keys: &[ReceiptKey],
    now: Timestamp,
) -> Result<(), LedgerError> {
    let mut known = list_keys(tx).await?;
    for key in keys {
        if known.contains(key) {
            continue;
        }
        follows(known.last(), key).ok_or(LedgerError::Key("the newest receipt key did not sign this one"))?;
        insert_key(tx, known.len(), key, now).await?;
        known.push(key.clone());
    }
    Ok(())
}

async fn insert_key(
    tx: &mut SqliteConnection,
    before: usize,
    key: &ReceiptKey,
    now: Timestamp,
) -> Result<(), LedgerError> {
    let bytes = |text: &String| URL_SAFE_NO_PAD.decode(text).map_err(|_| LedgerError::Key("not base64url"));
    sqlx::query(
        "INSERT INTO receipt_key (ordinal, id, public, signed_by, signature, since_us)
         VALUES ($1, $2, $3, $4, $5, $6)",
    )
    .bind(i64::try_from(before).unwrap_or(i64::MAX).saturating_add(1))
    .bind(&key.id)
    .bind(bytes(&key.public)?)
    .bind(&key.signed_by)
    .bind(key.signature.as_ref().map(bytes).transpose()?)
    .bind(now.as_micros())
    .execute(tx)
    .await?;
    Ok(())
}

/// All keys, oldest first.
///
/// # Errors
/// When the database fails.
pub async fn list_keys(tx: &mut SqliteConnection) -> Result<Vec<ReceiptKey>, LedgerError> {
    let rows: Vec<KeyRow> =
        sqlx::query_as("SELECT id, public, signed_by, signature FROM receipt_key ORDER BY ordinal")
            .fetch_all(tx)
            .await?;
    let text = |bytes: Vec<u8>| String::from_utf8_lossy(&bytes).into_owned();
    let key = |row: KeyRow| ReceiptKey {
        id: text(row.id),
        public: encode(&row.public),
        signed_by: row.signed_by.map(text),
        signature: row.signature.map(|signature| encode(&signature)),
    };
    Ok(rows.into_iter().map(key).collect())
}

/// Keys whose receipts are believed: each is held to its own id, and each but the first to the signature of the one
/// before it. From the first that fails on, none is.
#[derive(Clone, Debug, Default)]
pub struct TrustedKeys(Vec<(String, VerifyingKey)>);

impl TrustedKeys {
    /// Of `keys`, oldest first.
    #[must_use]
    pub fn of(keys: &[ReceiptKey]) -> Self {
        let mut older = None;
        let read = keys.iter().map_while(|key| {
            let public = follows(older.replace(key), key)?;
            Some((key.id.clone(), public))
        });
        Self(read.collect())
    }

    /// How many are believed.
    #[must_use]
    #[expect(clippy::len_without_is_empty, reason = "nobody asks whether there is none")]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether one of them signed exactly this receipt of a transfer.
    #[must_use]
    pub fn signed_transfer(&self, signed: &SignedTransferReceipt) -> bool {
        self.verify(&signed.receipt.key_id, &signed.receipt.signing_bytes(), &signed.signature)
    }

    /// Whether one of them signed exactly this receipt.
    #[must_use]
    pub fn signed(&self, signed: &SignedReceipt) -> bool {
        self.verify(&signed.receipt.key_id, &signed.receipt.signing_bytes(), &signed.signature)
    }

    /// Whether one of them signed exactly this receipt of an adjustment.
    #[must_use]
    pub fn adjusted(&self, signed: &SignedAdjustment) -> bool {
        self.verify(&signed.receipt.key_id, &signed.receipt.signing_bytes(), &signed.signature)
    }

    /// Whether one of them signed exactly this checkpoint.
    #[must_use]
    pub fn vouched(&self, signed: &SignedCheckpoint) -> bool {
        self.verify(&signed.key_id, &signed.signing_bytes(), &signed.signature)
    }

    fn verify(&self, key_id: &str, bytes: &[u8], signature: &str) -> bool {
        let key = self.0.iter().find(|(id, _)| id == key_id);
        let signature = read_signature(signature);
        key.zip(signature).is_some_and(|((_, key), signature)| key.verify_strict(bytes, &signature).is_ok())
    }
}

/// The public key of `key`, if it may stand behind `older`.
fn follows(older: Option<&ReceiptKey>, key: &ReceiptKey) -> Option<VerifyingKey> {
    let public = read_public(key)?;
    match older {
        None => (key.signed_by.is_none() && key.signature.is_none()).then_some(public),
        Some(older) => {
            let vouched = read_signature(key.signature.as_deref()?)?;
            read_public(older)?.verify_strict(public.as_bytes(), &vouched).ok()?;
            (key.signed_by.as_deref() == Some(older.id.as_str())).then_some(public)
        }
    }
}

fn read_public(key: &ReceiptKey) -> Option<VerifyingKey> {
    let bytes: [u8; 32] = URL_SAFE_NO_PAD.decode(&key.public).ok()?.try_into().ok()?;
    let id = hex::encode(Sha256::digest(bytes)).chars().take(16).collect::<String>();
    (id == key.id).then(|| VerifyingKey::from_bytes(&bytes).ok()).flatten()
}

fn read_signature(text: &str) -> Option<Signature> {
    Signature::from_slice(&URL_SAFE_NO_PAD.decode(text).ok()?).ok()
}

#[cfg(test)]
mod tests {
    use ed25519_dalek::{Signer, SigningKey};

    use super::*;

    fn key(secret: &SigningKey, by: Option<(&SigningKey, &ReceiptKey)>) -> ReceiptKey {
        let public = secret.verifying_key();
        ReceiptKey {
            id: hex::encode(Sha256::digest(public.as_bytes())).chars().take(16).collect(),
            public: encode(public.as_bytes()),
            signed_by: by.map(|(_, older)| older.id.clone()),
            signature: by.map(|(old, _)| encode(&old.sign(public.as_bytes()).to_bytes())),
        }
    }

    #[test]
    fn a_key_follows_only_the_one_that_signed_it() {
        let secret = || {
            let mut seed = [0; 32];
            getrandom::fill(&mut seed).unwrap();
            SigningKey::from_bytes(&seed)
        };
        let (first, second, stranger) = (secret(), secret(), secret());
        let root = key(&first, None);
        let next = key(&second, Some((&first, &root)));
        assert!(follows(None, &root).is_some() && follows(Some(&root), &next).is_some());
        assert!(follows(None, &next).is_none(), "a later key does not stand alone");
        assert!(follows(Some(&root), &key(&second, None)).is_none(), "nobody vouched");
        assert!(
            follows(Some(&root), &key(&second, Some((&stranger, &root)))).is_none(),
            "somebody else vouched"
        );
        let renamed = ReceiptKey { id: root.id.clone(), ..next.clone() };
        assert!(follows(Some(&root), &renamed).is_none(), "an id is that of its key");
    }
}
