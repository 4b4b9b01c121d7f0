//! The engine without a window: commands as JSON lines on standard input, answers and changes as JSON lines on standard
//! output.
//!
//! ```text
//! {"id":1,"cmd":"publish_post","args":{…}}   ──►   {"id":1,"ok":{…}}  or  {"id":1,"error":{"code":…}}
//!                                                  {"changed":[…]}
//! ```
//!
//! Promises: names, arguments and results are those of the app. Commands run side by side; answers come as they are
//! ready, each with the id of its question. The end of the input, or SIGTERM, closes the engine. Does not: show anything.

use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

use circles_domain::SystemClock;
use circles_engine::args::CommandError;
use circles_engine::keychain::Keychain;
use circles_engine::{Changes, Engine, Error, Options, session};
use clap::Parser;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio_util::task::TaskTracker;
use url::Url;

/// A Circles device without a window.
#[derive(Parser)]
#[command(version)]
struct Arguments {
    /// The folder that everything is kept in.
    #[arg(long, env = "CIRCLES_DATA_DIR")]
    data_dir: PathBuf,
    /// The server. One that is not on this machine must be https.
    #[arg(long, env = "CIRCLES_SERVER")]
    server: Url,
    /// Keeps the session in memory instead of the system's keychain.
    #[arg(long)]
    no_keychain: bool,
}

#[derive(Deserialize)]
struct Question {
    #[serde(default)]
    id: Value,
    cmd: String,
    #[serde(default)]
    args: Value,
}

#[derive(Serialize)]
#[serde(rename_all = "snake_case")]
enum Outcome {
    Ok(Value),
    Error(CommandError),
}

#[derive(Serialize)]
struct Answer {
    id: Value,
    #[serde(flatten)]
    outcome: Outcome,
}

#[tokio::main]
async fn main() -> ExitCode {
    let filter = tracing_subscriber::EnvFilter::try_from_env("CIRCLES_LOG").unwrap_or_else(|_| "warn".into());
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).init();
    let arguments = Arguments::parse();
    if !session::is_allowed(&arguments.server) {
        eprintln!("circles-device: a server that is not on this machine must be https");
        return ExitCode::FAILURE;
    }
    match run(arguments).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("circles-device: {error}");
            say(&Answer { id: Value::Null, outcome: Outcome::Error(error.into()) });
            ExitCode::FAILURE
        }
    }
}

async fn run(arguments: Arguments) -> Result<(), Error> {
    let no_keychain = arguments.no_keychain;
    let engine = Engine::open(Options {
        data_dir: arguments.data_dir,
        server: arguments.server,
        clock: Arc::new(SystemClock),
        opener: Box::new(session::open_browser),
        device_name: "circles-device".into(),
        keychain: Box::new(move |device| {
            if no_keychain { Keychain::in_memory(device) } else { Keychain::of_device(device) }
        }),
    })
    .await?;
    let tasks = TaskTracker::new();
    let mut changes = engine.changes();
    tasks.spawn(async move {
        while let Some(changed) = Changes::next(&mut changes).await {
            say(&serde_json::json!({ "changed": changed }));
        }
    });
    let mut lines = BufReader::new(tokio::io::stdin()).lines();
    loop {
        let line = tokio::select! {
            line = lines.next_line() => line.ok().flatten(),
            () = told_to_stop() => None,
        };
        let Some(line) = line else { break };
        if line.trim().is_empty() {
            continue;
        }
        let engine = engine.clone();
        tasks.spawn(async move { say(&answer(&engine, &line).await) });
    }
    engine.close().await;
    Ok(())
}

async fn answer(engine: &Engine, line: &str) -> Answer {
    let Ok(question) = serde_json::from_str::<Question>(line) else {
        return Answer { id: Value::Null, outcome: Outcome::Error(Error::Malformed.into()) };
    };
    let outcome = match engine.call(&question.cmd, question.args).await {
        Ok(value) => Outcome::Ok(value),
        Err(error) => Outcome::Error(error),
    };
    Answer { id: question.id, outcome }
}

/// One line, whole, whoever else speaks.
fn say(what: &impl Serialize) {
    let Ok(mut line) = serde_json::to_string(what) else { return };
    line.push('\n');
    // Whoever listened is gone: there is nobody to tell.
    let _ = std::io::stdout().lock().write_all(line.as_bytes());
}

#[cfg(unix)]
async fn told_to_stop() {
    use tokio::signal::unix::{SignalKind, signal};
    match signal(SignalKind::terminate()) {
        Ok(mut terminate) => {
            let _ = terminate.recv().await;
        }
        Err(_) => std::future::pending().await,
    }
}

#[cfg(not(unix))]
async fn told_to_stop() {
    let _ = tokio::signal::ctrl_c().await;
}
