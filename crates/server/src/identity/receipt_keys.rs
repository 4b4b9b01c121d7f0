//! The chain of Ed25519 keys that sign receipts (RFC 8032).
//!
//! The first stands in `receipt-<id>.key`, each later one in `receipt-<id>-after-<id of the one before>.key`. The one
//! before vouches for it by signing its public key; Ed25519 signs the same bytes alike each time, so that the signature
//! needs no file of its own.

use std::collections::HashMap;
use std::io;
use std::path::{Path, PathBuf};

use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use circles_wire::tip::ReceiptKey;
use ed25519_dalek::{Signer as _, SigningKey};
use sha2::{Digest as _, Sha256};

use super::key_file::{create, random, read};

/// All receipt keys, oldest first; never empty.
pub(super) struct Chain {
    older: Vec<SigningKey>,
    newest: SigningKey,
}

impl Chain {
    /// The one that signs.
    pub(super) fn newest(&self) -> &SigningKey {
        &self.newest
    }

    /// As devices are told of them.
    pub(super) fn published(&self) -> Vec<ReceiptKey> {
        let mut before: Option<&SigningKey> = None;
        let keys = self.older.iter().chain([&self.newest]);
        keys.map(|key| {
            let public = key.verifying_key();
            let vouching = before.replace(key);
            ReceiptKey {
                id: id(key),
                public: BASE64_URL_SAFE_NO_PAD.encode(public.as_bytes()),
                signed_by: vouching.map(id),
                signature: vouching
                    .map(|older| BASE64_URL_SAFE_NO_PAD.encode(older.sign(public.as_bytes()).to_bytes())),
            }
        })
        .collect()
    }
}

/// What a key is called: the beginning of the hash of its public half.
pub(super) fn id(key: &SigningKey) -> String {
    hex::encode(&Sha256::digest(key.verifying_key().as_bytes())[..8])
}

/// Reads the chain in `dir`, making its first key if there is none.
pub(super) fn open_or_create(dir: &Path) -> io::Result<Chain> {
    if stored(dir)?.is_empty() {
        let seed = random()?;
        create(&dir.join(format!("receipt-{}.key", id(&SigningKey::from_bytes(&seed)))), &seed)?;
    }
    open(dir)
}

/// Adds a key that the newest vouches for, and gives its id. A running server signs with it from its next start on.
///
/// # Errors
/// When the keys in `dir` cannot be read, or the new one not written.
pub fn rotate(dir: &Path) -> io::Result<String> {
    let chain = open(dir)?;
    let seed = random()?;
    let (new, newest) = (id(&SigningKey::from_bytes(&seed)), id(&chain.newest));
    let file = dir.join(format!("receipt-{new}-after-{newest}.key"));
    create(&file, &seed)?;
    // Somebody who rotated at the same time would have left two keys in one place, which no start takes.
    if let Err(error) = open(dir) {
        std::fs::remove_file(&file)?;
        return Err(error);
    }
    Ok(new)
}

/// Files of receipt keys, with what their names say.
fn stored(dir: &Path) -> io::Result<Vec<(PathBuf, String, Option<String>)>> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(dir)? {
        let path = entry?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if let Some(named) = name.strip_prefix("receipt-").and_then(|name| name.strip_suffix(".key")) {
            let (id, after) =
                named.split_once("-after-").map_or((named, None), |(id, after)| (id, Some(after)));
            found.push((path.clone(), id.to_owned(), after.map(str::to_owned)));
        }
    }
    Ok(found)
}

fn open(dir: &Path) -> io::Result<Chain> {
    let broken = |problem: &str| io::Error::other(format!("{}: {problem}", dir.display()));
    let mut by_older: HashMap<Option<String>, SigningKey> = HashMap::new();
    for (path, named, after) in stored(dir)? {
        let key = SigningKey::from_bytes(&read(&path)?);
        if id(&key) != named {
            return Err(io::Error::other(format!(
                "{}: the file name is not that of the key in it",
                path.display()
            )));
        }
        if by_older.insert(after, key).is_some() {
            return Err(broken("two receipt keys take the same place; keep the one in use"));
        }
    }
    let mut newest = by_older.remove(&None).ok_or_else(|| broken("the first receipt key is missing"))?;
    let mut older = Vec::new();
    while let Some(next) = by_older.remove(&Some(id(&newest))) {
        older.push(std::mem::replace(&mut newest, next));
    }
    if by_older.is_empty() {
        Ok(Chain { older, newest })
    } else {
        Err(broken("a receipt key follows none that is here"))
    }
}

#[cfg(test)]
mod tests {
    use ed25519_dalek::{Signature, VerifyingKey};

    use super::*;

    fn public(key: &ReceiptKey) -> VerifyingKey {
        let bytes: [u8; 32] = BASE64_URL_SAFE_NO_PAD.decode(&key.public).unwrap().try_into().unwrap();
        VerifyingKey::from_bytes(&bytes).unwrap()
    }

    #[test]
    fn each_key_is_vouched_for_by_the_one_before_it() {
        let dir = tempfile::tempdir().unwrap();
        let first = open_or_create(dir.path()).unwrap().published();
        let second = rotate(dir.path()).unwrap();
        let third = rotate(dir.path()).unwrap();
        let chain = open_or_create(dir.path()).unwrap();
        let told = chain.published();
        assert_eq!(
            told.iter().map(|key| key.id.as_str()).collect::<Vec<_>>(),
            [&first[0].id, &second, &third]
        );
        assert_eq!((told[0].clone(), id(chain.newest())), (first[0].clone(), third));
        for pair in told.windows(2) {
            let bytes = BASE64_URL_SAFE_NO_PAD.decode(pair[1].signature.as_ref().unwrap()).unwrap();
            let signature = Signature::from_slice(&bytes).unwrap();
            assert!(public(&pair[0]).verify_strict(public(&pair[1]).as_bytes(), &signature).is_ok());
            assert_eq!(pair[1].signed_by.as_ref(), Some(&pair[0].id));
        }
        assert_eq!(open_or_create(dir.path()).unwrap().published(), told, "the same at each start");
    }

    #[test]
    fn what_is_no_chain_stops_the_start() {
        let dir = tempfile::tempdir().unwrap();
        let first = open_or_create(dir.path()).unwrap().published().remove(0).id;
        let second = rotate(dir.path()).unwrap();
        let stray = |name: &str, seed: [u8; 32]| {
            let path = dir.path().join(name);
            create(&path, &seed).unwrap();
            let problem = open_or_create(dir.path()).err().unwrap().to_string();
            std::fs::remove_file(path).unwrap();
            problem
        };
        let other = id(&SigningKey::from_bytes(&[9; 32]));
        assert!(stray(&format!("receipt-{other}.key"), [9; 32]).contains("same place"));
        assert!(stray(&format!("receipt-{other}-after-{first}.key"), [9; 32]).contains("same place"));
        assert!(stray(&format!("receipt-{other}-after-{other}.key"), [9; 32]).contains("follows none"));
        assert!(stray(&format!("receipt-{other}-after-{second}.key"), [8; 32]).contains("file name"));
        std::fs::remove_file(dir.path().join(format!("receipt-{first}.key"))).unwrap();
        assert!(open_or_create(dir.path()).err().unwrap().to_string().contains("missing"));
        assert!(rotate(dir.path()).is_err(), "nothing is made anew over a damaged chain");
    }
}
