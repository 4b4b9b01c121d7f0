//! RSA keys and signatures by the program `openssl`, which nobody here wrote.

use std::path::{Path, PathBuf};
use std::process::Stdio;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use tokio::io::AsyncWriteExt as _;
use tokio::process::Command;

use crate::Result;

/// A pair of RSA keys of 2,048 bits, in files.
#[derive(Debug)]
pub struct RsaKeys {
    folder: tempfile::TempDir,
}

impl RsaKeys {
    /// Makes a pair.
    ///
    /// # Errors
    /// When `openssl` cannot be run.
    pub async fn generate() -> Result<Self> {
        let keys = Self { folder: tempfile::tempdir()? };
        let (private, public, old) = (keys.private_file(), keys.public_file(), keys.pkcs1_file());
        openssl(&["genpkey", "-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048", "-out"], &[&private])
            .await?;
        openssl(&["pkey", "-pubout", "-in"], &[&private, Path::new("-out"), &public]).await?;
        openssl(&["rsa", "-traditional", "-in"], &[&private, Path::new("-out"), &old]).await?;
        Ok(keys)
    }

    /// The private key, PKCS #8.
    #[must_use]
    pub fn private_file(&self) -> PathBuf {
        self.folder.path().join("private.pem")
    }

    /// The private key, PKCS #1.
    #[must_use]
    pub fn pkcs1_file(&self) -> PathBuf {
        self.folder.path().join("pkcs1.pem")
    }

    /// The public key.
    #[must_use]
    pub fn public_file(&self) -> PathBuf {
        self.folder.path().join("public.pem")
    }

    /// `openssl dgst -sha256 -sign`, in Base64.
    ///
    /// # Errors
    /// When `openssl` cannot be run.
    pub async fn sign(&self, bytes: &[u8]) -> Result<String> {
        let mut command = Command::new("openssl");
        command.args(["dgst", "-sha256", "-sign"]).arg(self.private_file());
        let (ended, signature) = fed(command, bytes).await?;
        if !ended {
            return Err("openssl did not sign".into());
        }
        Ok(BASE64_STANDARD.encode(signature))
    }

    /// `openssl dgst -sha256 -verify`: whether this is the signature of these bytes.
    ///
    /// # Errors
    /// When `openssl` cannot be run.
    pub async fn verifies(&self, bytes: &[u8], signature: &str) -> Result<bool> {
        let Ok(signature) = BASE64_STANDARD.decode(signature) else { return Ok(false) };
        let file = tempfile::NamedTempFile::new_in(self.folder.path())?;
        tokio::fs::write(file.path(), signature).await?;
        let mut command = Command::new("openssl");
        command.args(["dgst", "-sha256", "-verify"]).arg(self.public_file());
        command.arg("-signature").arg(file.path());
        Ok(fed(command, bytes).await?.0)
    }
}

async fn openssl(words: &[&str], files: &[&Path]) -> Result {
    let mut command = Command::new("openssl");
    command.args(words).args(files);
    if fed(command, b"").await?.0 {
        Ok(())
    } else {
        Err(format!("openssl {} failed", words.join(" ")).into())
    }
}

/// Runs it with this input: whether it ended well, and what it wrote.
async fn fed(mut command: Command, input: &[u8]) -> Result<(bool, Vec<u8>)> {
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null()).kill_on_drop(true);
    let mut child = command.spawn().map_err(|_| "openssl is missing; install it and run this again")?;
    let mut stdin = child.stdin.take().ok_or("no input")?;
    // One that ends before it has read everything closes its end; how it ended says why.
    let _ = stdin.write_all(input).await;
    drop(stdin);
    let output = child.wait_with_output().await?;
    Ok((output.status.success(), output.stdout))
}
