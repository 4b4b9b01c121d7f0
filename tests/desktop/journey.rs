//! A person at the app: the demo's server, the app on a fresh folder, and a camera.

use std::path::PathBuf;
use std::time::Duration;

use circles_tests::Result;
use circles_tests::app::{App, Window};
use circles_tests::network::FaultyNetwork;
use circles_tests::server::Server;
use serde_json::Value;
use url::Url;

/// Everything that a story needs at hand.
pub struct Journey {
    /// The demo's server.
    pub server: Server,
    /// Where the app finds it.
    url: Url,
    folder: tempfile::TempDir,
    app: Option<App>,
    pictures: PathBuf,
    taken: usize,
    pace: Duration,
    /// Where the story posted.
    pub circle: String,
}

impl Journey {
    /// Starts server and app; pictures go to `pictures`, each after a rest of `pace`.
    pub async fn start(pictures: PathBuf, pace: Duration) -> Result<Self> {
        let server = Server::demo().await?;
        let url = server.url();
        Self::at(server, url, pictures, pace).await
    }

    /// Starts a server with settings of its own, and the app.
    #[allow(dead_code, reason = "the tests do, the tour does not")]
    pub async fn with(pictures: PathBuf, environment: &[(&str, &str)]) -> Result<Self> {
        let server = Server::with(true, environment).await?;
        let url = server.url();
        Self::at(server, url, pictures, Duration::ZERO).await
    }

    /// Starts both, with a network between that fails on command.
    #[allow(dead_code, reason = "the tests do, the tour does not")]
    pub async fn behind_network(pictures: PathBuf) -> Result<(Self, FaultyNetwork)> {
        let (server, network) = Server::behind_network().await?;
        let url = network.url().parse()?;
        Ok((Self::at(server, url, pictures, Duration::ZERO).await?, network))
    }

    async fn at(server: Server, url: Url, pictures: PathBuf, pace: Duration) -> Result<Self> {
        if pictures.exists() {
            for old in std::fs::read_dir(&pictures)?.flatten() {
                if old.path().extension().is_some_and(|kind| kind == "png") {
                    std::fs::remove_file(old.path())?;
                }
            }
        }
        let folder = tempfile::tempdir()?;
        let app = App::start(&url, folder.path()).await?;
        Ok(Self { server, url, folder, app: Some(app), pictures, taken: 0, pace, circle: String::new() })
    }

    /// The app.
    pub fn app(&self) -> Result<&App> {
        self.app.as_ref().ok_or_else(|| "the app is closed".into())
    }

    /// Its window.
    pub fn window(&self) -> Result<&Window> {
        Ok(&self.app()?.window)
    }

    /// Leaves a numbered picture.
    pub async fn picture(&mut self, name: &str) -> Result {
        tokio::time::sleep(self.pace).await;
        self.taken += 1;
        let path = self.pictures.join(format!("{:02}-{name}.png", self.taken));
        self.window()?.picture(&path).await
    }

    /// Leaves a picture in light and one in dark.
    #[allow(dead_code, reason = "the tests do, the tour does not")]
    pub async fn pictures_of(&mut self, name: &str) -> Result {
        for theme in ["light", "dark"] {
            self.script(&format!("document.documentElement.dataset.theme = '{theme}'")).await?;
            self.picture(&format!("{name}-{theme}")).await?;
        }
        self.script("document.documentElement.dataset.theme = 'light'").await?;
        Ok(())
    }

    /// How many there are.
    #[allow(dead_code, reason = "the tour tells, the tests do not")]
    pub const fn pictures_taken(&self) -> usize {
        self.taken
    }

    /// Where they are.
    pub fn pictures(&self) -> &std::path::Path {
        &self.pictures
    }

    /// Where the app keeps its data.
    pub fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    /// Where the app saves files.
    pub fn saved(&self) -> PathBuf {
        self.folder.path().join("saved")
    }

    /// Closes the app and opens it again on the same folder.
    pub async fn restart(&mut self) -> Result {
        if let Some(app) = self.app.take() {
            app.window.close().await?;
        }
        // The process may take a moment to let its folder go.
        for _ in 0..100 {
            match App::start(&self.url, self.folder.path()).await {
                Ok(app) => {
                    self.app = Some(app);
                    return Ok(());
                }
                Err(_) => tokio::time::sleep(Duration::from_millis(100)).await,
            }
        }
        Err("the app did not start again".into())
    }

    /// Runs a script in the page.
    pub async fn script(&self, script: &str) -> Result<Value> {
        Ok(self.window()?.client.execute(script, vec![]).await?)
    }

    /// Opens a screen by its address.
    pub async fn go(&self, route: &str) -> Result {
        self.script(&format!("location.hash = '{route}'")).await?;
        Ok(())
    }
}
