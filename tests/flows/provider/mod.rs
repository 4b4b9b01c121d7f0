//! The sandbox of payments as a process of its own: it does what the embedded one does, loses nothing when it is killed,
//! and is never taken for real money.

mod conducts;
mod killed;
mod real_money;

use std::path::Path;

use circles_tests::Result;
use circles_tests::program::{Program, built};
use tokio::process::Command;

/// The sandbox as a program.
struct Provider {
    program: Program,
    /// Where it listens.
    address: String,
}

impl Provider {
    /// Starts it over `books`, with a conduct of that name.
    async fn start(books: &Path, listen: &str, notify: &str, conduct: &str) -> Result<Self> {
        let mut command = Command::new(built("circles-server")?);
        command
            .arg("sandbox-provider")
            .args(["--listen", listen, "--notify-url", notify, "--conduct", conduct, "--data-dir"])
            .arg(books);
        let (program, mut lines) = Program::start(&mut command)?;
        let line = lines.next_line().await?.ok_or("it ended before it listened")?;
        let address = line.strip_prefix("test money only, listening on http://");
        Ok(Self { program, address: address.ok_or("it said something else")?.to_owned() })
    }

    /// `kill -9`, and the same books again on the same port, with a conduct of that name.
    async fn killed(mut self, books: &Path, notify: &str, conduct: &str) -> Result<Self> {
        self.program.kill().await?;
        Self::start(books, &self.address, notify, conduct).await
    }
}
