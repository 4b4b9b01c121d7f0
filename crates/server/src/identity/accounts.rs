//! Accounts that cash-outs go to, at rest: sealed as legal names are, under a key that is derived from `identity.key` and
//! so never turns.

use std::io;

use circles_domain::payout::PayoutAccount;

use super::keys::{Keys, Purpose};
use super::seal::{self, Fresh, Unreadable, WrappingKey};

impl Keys {
    /// Encrypts an account for the row `row`.
    ///
    /// # Errors
    /// When the operating system gives no randomness.
    pub fn seal_account(&self, account: &PayoutAccount, row: &[u8; 16]) -> io::Result<Vec<u8>> {
        let fresh = Fresh::new()?;
        seal::seal(&self.account_key(), row, account.reveal().as_bytes(), &fresh).map_err(io::Error::other)
    }

    /// Decrypts the account of the row `row`.
    ///
    /// # Errors
    /// [`Unreadable`] under another key or in another row.
    pub fn open_account(&self, sealed: &[u8], row: &[u8; 16]) -> Result<PayoutAccount, Unreadable> {
        let text = seal::open(&self.account_key(), row, sealed)?;
        let text = String::from_utf8(text).map_err(|_| Unreadable)?;
        PayoutAccount::parse(&text).map_err(|_| Unreadable)
    }

    fn account_key(&self) -> WrappingKey {
        WrappingKey(self.keyed_hash(Purpose::PayoutAccount, b""))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_account_opens_in_its_row_with_its_keys_alone() {
        let dir = tempfile::tempdir().unwrap();
        let keys = Keys::open_or_create(&dir.path().join("keys")).unwrap();
        let others = Keys::open_or_create(&dir.path().join("others")).unwrap();
        let account = PayoutAccount::parse("13800138000").unwrap();
        let sealed = keys.seal_account(&account, &[7; 16]).unwrap();
        assert!(!String::from_utf8_lossy(&sealed).contains("138"));
        assert_eq!(keys.open_account(&sealed, &[7; 16]), Ok(account));
        assert_eq!(keys.open_account(&sealed, &[8; 16]), Err(Unreadable));
        assert_eq!(others.open_account(&sealed, &[7; 16]), Err(Unreadable));
    }
}
