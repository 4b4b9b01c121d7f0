//! The real server, as a program.

use std::path::PathBuf;

use tokio::process::Command;
use url::Url;

use crate::Result;
use crate::network::FaultyNetwork;
use crate::program::{Program, built};

/// A server on a port of the loopback, with a folder that outlives its restarts.
#[derive(Debug)]
pub struct Server {
    program: Option<Program>,
    folder: tempfile::TempDir,
    address: String,
    demo: bool,
    environment: Vec<(String, String)>,
}

impl Server {
    /// Starts one without content.
    ///
    /// # Errors
    /// When it does not listen.
    pub async fn start() -> Result<Self> {
        Self::with(false, &[]).await
    }

    /// Starts one with the demo's circles, people and posts.
    ///
    /// # Errors
    /// When it does not listen.
    pub async fn demo() -> Result<Self> {
        Self::with(true, &[]).await
    }

    /// Starts one with the demo's content that devices reach by its own address, and through a network that fails on
    /// command.
    ///
    /// # Errors
    /// When it does not listen.
    pub async fn behind_network() -> Result<(Self, FaultyNetwork)> {
        Self::behind_network_with(&[]).await
    }

    /// The same with settings of its own.
    ///
    /// # Errors
    /// When it does not listen.
    pub async fn behind_network_with(environment: &[(&str, &str)]) -> Result<(Self, FaultyNetwork)> {
        let network = FaultyNetwork::open().await?;
        let mut server = Self::demo().await?;
        // Its own address is known only now.
        let both = format!("{},{}", server.url(), network.url());
        let environment = [environment, &[("CIRCLES_PUBLIC_URL", both.as_str())]].concat();
        server.restart_with(&environment).await?;
        network.lead_to(server.addr()?);
        Ok((server, network))
    }

    /// Starts one with settings of its own.
    ///
    /// # Errors
    /// When it does not listen.
    pub async fn with(demo: bool, environment: &[(&str, &str)]) -> Result<Self> {
        Self::over(tempfile::tempdir()?, demo, environment).await
    }

    /// Starts one over data that is there already.
    ///
    /// # Errors
    /// When it does not listen.
    pub async fn over(folder: tempfile::TempDir, demo: bool, environment: &[(&str, &str)]) -> Result<Self> {
        let environment = owned(environment);
        let mut server = Self { program: None, folder, address: "127.0.0.1:0".into(), demo, environment };
        server.resume().await?;
        Ok(server)
    }

    /// Stops it and starts it again on the same port and data, with settings of its own.
    ///
    /// # Errors
    /// When it does not end or does not listen.
    pub async fn restart_with(&mut self, environment: &[(&str, &str)]) -> Result {
        self.stop().await?;
        self.environment = owned(environment);
        self.resume().await
    }

    /// The same of a server that was ordered to crash, and may be doing so just now.
    ///
    /// # Errors
    /// When it does not come up.
    pub async fn replace_with(&mut self, environment: &[(&str, &str)]) -> Result {
        if let Some(mut program) = self.program.take() {
            program.end().await?;
        }
        self.environment = owned(environment);
        self.resume_ordered().await
    }

    /// Starts it again, though it is ordered to crash: once, and perhaps before it listens.
    ///
    /// # Errors
    /// When it does not come up.
    pub async fn resume_ordered(&mut self) -> Result {
        match self.resume().await {
            Ok(()) => Ok(()),
            Err(_) => self.resume().await,
        }
    }

    /// Where it listens, as an address.
    ///
    /// # Errors
    /// Never: the address came from a socket.
    pub fn addr(&self) -> Result<std::net::SocketAddr> {
        Ok(self.address.parse()?)
    }

    /// Where it listens; the same after a restart.
    ///
    /// # Panics
    /// Never: the address came from a socket.
    #[must_use]
    #[expect(clippy::unwrap_used, reason = "a socket address is always a host of a URL")]
    pub fn url(&self) -> Url {
        Url::parse(&format!("http://{}", self.address)).unwrap()
    }

    /// Its data directory.
    #[must_use]
    pub fn folder(&self) -> PathBuf {
        self.folder.path().to_owned()
    }

    /// Starts it again on the same port and data.
    ///
    /// # Errors
    /// When it does not listen.
    pub async fn resume(&mut self) -> Result {
        let mut command = Command::new(built("circles-server")?);
        command.arg("serve").args(["--listen", &self.address, "--data-dir"]).arg(self.folder.path());
        if self.demo {
            command.arg("--demo");
        }
        command.envs(self.environment.iter().cloned());
        let (program, mut lines) = Program::start(&mut command)?;
        loop {
            let line = lines.next_line().await?.ok_or("the server ended before it listened")?;
            if let Some(address) = line.strip_prefix("listening on http://") {
                self.address = address.to_owned();
                break;
            }
        }
        // Whatever else it prints must not fill the pipe.
        #[expect(clippy::disallowed_methods, reason = "ends with the program that it drains")]
        tokio::spawn(async move { while let Ok(Some(_)) = lines.next_line().await {} });
        self.program = Some(program);
        Ok(())
    }

    /// Whether it ended by itself.
    ///
    /// # Errors
    /// When the system does not say.
    pub fn has_ended(&mut self) -> Result<bool> {
        self.program.as_mut().map_or(Ok(true), Program::has_ended)
    }

    /// Stops it as an operator would.
    ///
    /// # Errors
    /// When it does not end well within ten seconds.
    pub async fn stop(&mut self) -> Result {
        match self.program.take() {
            Some(mut program) => program.stop().await,
            None => Ok(()),
        }
    }

    /// `kill -9`.
    ///
    /// # Errors
    /// When it is gone already.
    pub async fn kill(&mut self) -> Result {
        match self.program.take() {
            Some(mut program) => program.kill().await,
            None => Ok(()),
        }
    }
}

fn owned(environment: &[(&str, &str)]) -> Vec<(String, String)> {
    environment.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}
