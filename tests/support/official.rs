//! The payment platform's own package for Python, in an environment of its own under the target folder, installed once.

use std::path::{Path, PathBuf};
use std::process::Stdio;

use serde_json::Value;
use tokio::io::AsyncWriteExt as _;
use tokio::process::Command;
use tokio::sync::OnceCell;

use crate::Result;
use crate::program::{root, target};

static INSTALLED: OnceCell<PathBuf> = OnceCell::const_new();

/// Asks the package.
///
/// # Errors
/// When it cannot be installed, and then why; when it fails.
pub async fn ask(asked: &Value) -> Result<Value> {
    let python = INSTALLED.get_or_try_init(install).await?;
    let mut command = Command::new(python);
    command.arg(root().join("tests/alipay/official.py"));
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).kill_on_drop(true);
    let mut child = command.spawn()?;
    let mut stdin = child.stdin.take().ok_or("no input")?;
    stdin.write_all(asked.to_string().as_bytes()).await?;
    drop(stdin);
    let output = child.wait_with_output().await?;
    Ok(serde_json::from_slice(&output.stdout)?)
}

/// The environment's interpreter, once everything that is asked for is installed.
async fn install() -> Result<PathBuf> {
    let folder = target().join("alipay-sdk");
    let wanted = root().join("tests/alipay/requirements.txt");
    let (done, python) = (folder.join("requirements.txt"), folder.join("bin/python"));
    let text = std::fs::read_to_string(&wanted)?;
    if std::fs::read_to_string(&done).is_ok_and(|installed| installed == text) && python.exists() {
        return Ok(python);
    }
    run(
        "python3 has no venv (Debian: python3-venv)",
        Command::new("python3").args(["-m", "venv"]).arg(&folder),
    )
    .await?;
    let mut pip = Command::new(&python);
    pip.args([
        "-m",
        "pip",
        "install",
        "--quiet",
        "--disable-pip-version-check",
        "--only-binary",
        ":all:",
        "-r",
    ]);
    run("pip could not install alipay-sdk-python, against which signatures are checked", pip.arg(&wanted))
        .await?;
    std::fs::write(done, text)?;
    Ok(python)
}

async fn run(otherwise: &str, command: &mut Command) -> Result {
    let output = command.stdin(Stdio::null()).kill_on_drop(true).output().await;
    match output {
        Ok(output) if output.status.success() => Ok(()),
        Ok(output) => {
            let said = String::from_utf8_lossy(&output.stderr).into_owned();
            Err(format!("{otherwise}: {}", said.lines().last().unwrap_or_default()).into())
        }
        Err(error) => Err(format!("{otherwise}: {error}").into()),
    }
}

/// Where a file is, as the package's script takes it.
#[must_use]
pub fn path(file: &Path) -> Value {
    Value::from(file.display().to_string())
}
