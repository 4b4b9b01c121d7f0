//! `--name number` on the command line. A name that a way does not know is an error, so that a slip is no quiet default.

use std::collections::BTreeMap;

use circles_tests::Result;

/// What was given.
#[derive(Debug)]
pub struct Flags(BTreeMap<String, u64>);

impl Flags {
    /// Reads pairs.
    pub fn read(mut args: impl Iterator<Item = String>) -> Result<Self> {
        let mut given = BTreeMap::new();
        while let Some(name) = args.next() {
            let known = name.strip_prefix("--").ok_or_else(|| format!("{name} is no --name"))?;
            let value = args.next().ok_or_else(|| format!("{name} needs a number"))?;
            given.insert(known.to_owned(), value.parse().map_err(|_| format!("{name} needs a number"))?);
        }
        Ok(Self(given))
    }

    /// Refuses names that are not among `known`.
    pub fn only(&self, known: &[&str]) -> Result {
        match self.0.keys().find(|name| !known.contains(&name.as_str())) {
            None => Ok(()),
            Some(name) => Err(format!("--{name} means nothing here").into()),
        }
    }

    /// The number given, or another.
    pub fn number(&self, name: &str, otherwise: usize) -> Result<usize> {
        Ok(self.0.get(name).map_or(Ok(otherwise), |given| (*given).try_into())?)
    }

    /// The seed given, or a fresh one.
    pub fn seed(&self) -> Result<u64> {
        match self.0.get("seed") {
            Some(seed) => Ok(*seed),
            // Fifteen digits, so that every reader of JSON keeps all of them.
            None => Ok(uuid::Uuid::new_v4().as_u64_pair().0 % 1_000_000_000_000_000),
        }
    }
}
