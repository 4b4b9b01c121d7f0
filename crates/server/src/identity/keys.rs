//! The key directory.
//!
//! | file | secret | loses, if lost |
//! |---|---|---|
//! | `name.key` | wraps the keys of legal names; `name-<id>.key` did before | every legal name that it alone wrapped |
//! | `identity.key` | keyed hash of identity numbers | "one account a human": everybody would start anew |
//! | `receipt-<id>.key` | Ed25519 seed of the first key that signed receipts | devices' trust in new receipts |
//! | `receipt-<id>-after-<id>.key` | a later one, and the one that vouches for it | the same |
//!
//! | `attester-<name>.key` | Ed25519 seed that signs claims for one attester of the sandbox | the claims signed with it, until the next sign-in |
//!
//! Promises: directory 0700, files 0600, complete or absent. `Debug` shows no secret. Receipt keys are one chain; the
//! newest signs. Name keys turn (`rewrap-names`). Does not: forget older receipt keys, which vouch for the newer to
//! devices that pinned them; turn `identity.key`.

use std::io;
use std::path::Path;

use circles_domain::person::LegalName;
use circles_wire::tip::ReceiptKey;
use ed25519_dalek::{Signer as _, SigningKey};
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::{Digest as _, Sha256};

use super::Subject;
use super::attest::Attester;
use super::key_file::{make_directory, read_or_create};
use super::name_keys::NameKeys;
use super::receipt_keys::{self, Chain};
use super::seal::{Unreadable, WrappingKey};

/// What stands for an identity number in the database.
pub type IdentityHash = [u8; 32];

/// What a keyed hash is for; two purposes never share a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// An identity number: one account a human.
    IdentityNumber,
    /// An account of an OpenID provider: one account a human there.
    Subject,
    /// A legal name, in what an issuer signs of it.
    LegalName,
    /// The key of accounts that cash-outs went to.
    PayoutAccount,
    /// A network address: so that rate limits keep none.
    Address,
    /// A sandbox one-time code: computed, never stored.
    OneTimeCode,
    /// The pepper of payment passwords: six digits alone fall to whoever holds a copy of the database.
    PaymentPassword,
    /// Who stands for whom when a change of gates is tried.
    Panel,
}

impl Purpose {
    const fn label(self) -> &'static [u8] {
        match self {
            Self::IdentityNumber => b"circles/identity-number/1",
            Self::Subject => b"circles/openid-subject/1",
            Self::LegalName => b"circles/legal-name/1",
            Self::PayoutAccount => b"circles/payout-account/1",
            Self::Address => b"circles/address/1",
            Self::OneTimeCode => b"circles/one-time-code/1",
            Self::PaymentPassword => b"circles/payment-password/1",
            Self::Panel => b"circles/panel/1",
        }
    }
}

/// Every secret of the server that is not a token.
pub struct Keys {
    names: NameKeys,
    identity: [u8; 32],
    receipts: Chain,
    attesters: [SigningKey; 4],
}

impl Keys {
    /// Opens `dir`, making what is missing.
    ///
    /// # Errors
    /// When the directory cannot be read or written, or a key is damaged, readable by others or outside the chain.
    pub fn open_or_create(dir: &Path) -> io::Result<Self> {
        make_directory(dir)?;
        let names = NameKeys::open_or_create(dir)?;
        let identity = read_or_create(&dir.join("identity.key"))?;
        let receipts = receipt_keys::open_or_create(dir)?;
        let attester = |attester: Attester| {
            let name = attester.issuer().replace('.', "-");
            read_or_create(&dir.join(format!("attester-{name}.key")))
                .map(|seed| SigningKey::from_bytes(&seed))
        };
        let [register, university, employer, consulate] = Attester::ALL.map(attester);
        let attesters = [register?, university?, employer?, consulate?];
        Ok(Self { names, identity, receipts, attesters })
    }

    /// HMAC-SHA256 of `message` for `purpose`.
    #[must_use]
    pub fn keyed_hash(&self, purpose: Purpose, message: &[u8]) -> [u8; 32] {
        // HMAC pads a key shorter than its block with zeros: this is the same key, in the size that cannot fail.
        let mut block = [0_u8; 64];
        block[..32].copy_from_slice(&self.identity);
        let mut mac = Hmac::<Sha256>::new(&block.into());
        mac.update(purpose.label());
        mac.update(&[0]);
        mac.update(message);
        mac.finalize().into_bytes().into()
    }

    /// What stands for `subject` in the database.
    #[must_use]
    pub fn identity_hash(&self, subject: &Subject) -> IdentityHash {
        match subject {
            Subject::Number(number) => self.keyed_hash(Purpose::IdentityNumber, number.reveal().as_bytes()),
            // An issuer is a URL: it holds no zero byte.
            Subject::Account { issuer, subject } => {
                self.keyed_hash(Purpose::Subject, &[issuer.as_bytes(), &[0], subject.as_bytes()].concat())
            }
        }
    }

    /// What tells these keys from others without saying anything about them. Receipt keys may change; these may not,
    /// without the data.
    ///
    /// # Errors
    /// When the key of names cannot be read.
    pub fn fingerprint(&self) -> io::Result<[u8; 32]> {
        Ok(self.fingerprint_with(&self.names.current()?))
    }

    /// The same for every key that ever wrapped names here.
    ///
    /// # Errors
    /// When one of them cannot be read.
    pub fn fingerprints(&self) -> io::Result<Vec<[u8; 32]>> {
        Ok(self.names.all()?.iter().map(|key| self.fingerprint_with(key)).collect())
    }

    fn fingerprint_with(&self, name: &WrappingKey) -> [u8; 32] {
        let secrets = [b"circles/keys/1".as_slice(), &name.0, &self.identity];
        Sha256::digest(secrets.concat()).into()
    }

    /// Makes another key the one that wraps names from now on.
    ///
    /// # Errors
    /// When the directory cannot be written.
    pub fn turn_name_key(&self) -> io::Result<()> {
        self.names.turn()
    }

    /// Encrypts `name` for the row `row`. Call it inside the write that keeps it: a turn of the key counts on that.
    ///
    /// # Errors
    /// When the operating system gives no randomness, or the key cannot be read.
    pub fn seal_name(&self, name: &LegalName, row: &[u8; 16]) -> io::Result<Vec<u8>> {
        self.names.seal(row, name.reveal().as_bytes())
    }

    /// Decrypts the name of the row `row`.
    ///
    /// # Errors
    /// [`Unreadable`] under another key or in another row.
    pub fn open_name(&self, sealed: &[u8], row: &[u8; 16]) -> Result<LegalName, Unreadable> {
        let text = String::from_utf8(self.names.open(row, sealed)?).map_err(|_| Unreadable)?;
        LegalName::parse(&text).map_err(|_| Unreadable)
    }

    /// The sealed name of the row `row` with its key wrapped by the current one; `None` when it is already.
    ///
    /// # Errors
    /// When no key that is there opens it.
    pub fn rewrap_name(&self, sealed: &[u8], row: &[u8; 16]) -> io::Result<Option<Vec<u8>>> {
        self.names.rewrap(row, sealed)
    }

    /// The key that signs for `attester`.
    pub(super) const fn attester(&self, attester: Attester) -> &SigningKey {
        let [register, university, employer, consulate] = &self.attesters;
        match attester {
            Attester::Register => register,
            Attester::University => university,
            Attester::Employer => employer,
            Attester::Consulate => consulate,
        }
    }

    /// Signs the bytes of a receipt.
    #[must_use]
    pub fn sign_receipt(&self, bytes: &[u8]) -> [u8; 64] {
        self.receipts.newest().sign(bytes).to_bytes()
    }

    /// The id of the key that signs now.
    #[must_use]
    pub fn receipt_key_id(&self) -> String {
        receipt_keys::id(self.receipts.newest())
    }

    /// The public keys that receipts are signed with, oldest first, each with the signature of the one before it.
    #[must_use]
    pub fn receipt_keys(&self) -> Vec<ReceiptKey> {
        self.receipts.published()
    }
}

impl std::fmt::Debug for Keys {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Keys").field("receipt_key", &self.receipt_key_id()).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use base64::Engine as _;
    use base64::prelude::BASE64_URL_SAFE_NO_PAD;

    use super::super::key_file::create;
    use super::*;

    #[cfg(unix)]
    use std::os::unix::fs::PermissionsExt as _;

    #[test]
    fn the_same_directory_gives_the_same_keys() {
        let dir = tempfile::tempdir().unwrap();
        let keys_dir = dir.path().join("deep/keys");
        let first = Keys::open_or_create(&keys_dir).unwrap();
        let again = Keys::open_or_create(&keys_dir).unwrap();
        let row = [7; 16];
        let name = LegalName::parse("林示例").unwrap();
        let sealed = first.seal_name(&name, &row).unwrap();
        assert!(!String::from_utf8_lossy(&sealed).contains("示例"));
        assert_ne!(sealed, first.seal_name(&name, &row).unwrap(), "a nonce is used once");
        assert_eq!(again.open_name(&sealed, &row), Ok(name));
        assert_eq!(again.open_name(&sealed, &[8; 16]), Err(Unreadable), "bound to its row");
        assert_eq!(first.receipt_keys(), again.receipt_keys());
        let hash = |keys: &Keys, purpose| keys.keyed_hash(purpose, b"x");
        assert_eq!(hash(&first, Purpose::Address), hash(&again, Purpose::Address));
        assert_ne!(hash(&first, Purpose::Address), hash(&first, Purpose::OneTimeCode));
        let other = Keys::open_or_create(&dir.path().join("other")).unwrap();
        assert_eq!(other.open_name(&sealed, &row), Err(Unreadable));
        assert_ne!(hash(&first, Purpose::Address), hash(&other, Purpose::Address));
    }

    #[test]
    fn a_keyed_hash_is_plain_hmac_sha256() {
        let dir = tempfile::tempdir().unwrap();
        let keys = Keys { identity: [0x0b; 32], ..Keys::open_or_create(dir.path()).unwrap() };
        let mut mac = Hmac::<Sha256>::new_from_slice(&[0x0b; 32]).unwrap();
        mac.update(b"circles/address/1\x00127.0.0.1");
        assert_eq!(
            keys.keyed_hash(Purpose::Address, b"127.0.0.1").as_slice(),
            mac.finalize().into_bytes().as_slice()
        );
    }

    #[test]
    fn a_signature_verifies_with_the_published_key() {
        let dir = tempfile::tempdir().unwrap();
        let keys = Keys::open_or_create(dir.path()).unwrap();
        let public: [u8; 32] =
            BASE64_URL_SAFE_NO_PAD.decode(&keys.receipt_keys()[0].public).unwrap().try_into().unwrap();
        let verifying = ed25519_dalek::VerifyingKey::from_bytes(&public).unwrap();
        let signature = ed25519_dalek::Signature::from_bytes(&keys.sign_receipt(b"receipt"));
        assert!(verifying.verify_strict(b"receipt", &signature).is_ok());
        assert!(verifying.verify_strict(b"receipT", &signature).is_err());
        assert_eq!(keys.receipt_key_id(), hex::encode(&Sha256::digest(public)[..8]));
    }

    #[cfg(unix)]
    #[test]
    fn keys_are_for_their_owner_alone() {
        let dir = tempfile::tempdir().unwrap();
        let keys_dir = dir.path().join("keys");
        Keys::open_or_create(&keys_dir).unwrap();
        let mode = |path: &Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!(mode(&keys_dir), 0o700);
        let files: Vec<_> = std::fs::read_dir(&keys_dir).unwrap().map(|e| e.unwrap().path()).collect();
        assert_eq!(files.len(), 7, "no draft is left behind: {files:?}");
        assert!(files.iter().all(|path| mode(path) == 0o600));
        std::fs::set_permissions(keys_dir.join("name.key"), std::fs::Permissions::from_mode(0o644)).unwrap();
        assert!(Keys::open_or_create(&keys_dir).unwrap_err().to_string().contains("0600"));
    }

    #[test]
    fn a_damaged_or_doubled_key_stops_the_start() {
        let dir = tempfile::tempdir().unwrap();
        Keys::open_or_create(dir.path()).unwrap();
        create(&dir.path().join("receipt-0000000000000000.key"), &[9; 32]).unwrap();
        assert!(Keys::open_or_create(dir.path()).is_err());
        std::fs::remove_file(dir.path().join("receipt-0000000000000000.key")).unwrap();
        std::fs::write(dir.path().join("identity.key"), b"short").unwrap();
        assert!(Keys::open_or_create(dir.path()).unwrap_err().to_string().contains("32 bytes"));
    }
}
