//! The shell: a window around the engine.
//!
//! Promises: the page gets our named commands, one event and pictures by id, and nothing else; it never leaves our own
//! origin. Everything that happens is the engine's; this crate only carries it.

mod commands;
mod events;
mod lifecycle;
mod media;
mod save;
mod stage;

use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

use circles_domain::SystemClock;
use circles_engine::keychain::Keychain;
use circles_engine::{Engine, Error, Options};
use tauri::utils::config::{Csp, CspDirectiveSources};
use tauri::{AppHandle, Manager, RunEvent, WebviewUrl, WebviewWindowBuilder};
use tokio_util::task::TaskTracker;

/// The label of the one window.
const WINDOW: &str = "main";

/// How long the end of the app waits for what still runs.
const CLOSING: std::time::Duration = std::time::Duration::from_secs(5);

/// Runs the app until its window closes.
#[must_use]
pub fn run() -> ExitCode {
    let filter = tracing_subscriber::EnvFilter::try_from_env("CIRCLES_LOG").unwrap_or_else(|_| "info".into());
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).init();
    match start() {
        Ok(()) => ExitCode::SUCCESS,
        Err(sentence) => {
            eprintln!("Circles: {sentence}");
            ExitCode::FAILURE
        }
    }
}

fn start() -> Result<(), String> {
    let mut context = tauri::generate_context!();
    let server = lifecycle::server()?;
    let data_dir = data_dir(&context.config().identifier)?;
    let opened = tauri::async_runtime::block_on(Engine::open(Options {
        data_dir: data_dir.clone(),
        server,
        clock: Arc::new(SystemClock),
        opener: Box::new(circles_engine::session::open_browser),
        device_name: device_name(),
        keychain: Box::new(Keychain::of_device),
    }));
    let engine = match opened {
        Ok(engine) => engine,
        Err(Error::AlreadyRunning) => {
            let shown = tauri::async_runtime::block_on(lifecycle::focus_other(&data_dir));
            return if shown {
                Ok(())
            } else {
                Err("another Circles uses this data and does not answer".into())
            };
        }
        Err(error) => return Err(error.to_string()),
    };
    let tasks = TaskTracker::new();
    let window = Arc::new(std::sync::OnceLock::<AppHandle>::new());
    let focus = {
        let window = window.clone();
        Arc::new(move || {
            if let Some(app) = window.get() {
                show(app);
            }
        })
    };
    let loopback = tauri::async_runtime::block_on(media::listen(engine.clone(), &tasks, focus))
        .map_err(|error| format!("no port of the loopback is free: {error}"))?;
    lifecycle::announce(&data_dir, &loopback.base)
        .map_err(|error| format!("{}: {error}", data_dir.display()))?;
    allow_media(context.config_mut(), &loopback.origin);
    let stage = stage::Stage::open(&data_dir).map_err(|error| format!("{}: {error}", data_dir.display()))?;

    let pictures = engine.clone();
    let app = tauri::Builder::default()
        .register_asynchronous_uri_scheme_protocol(media::SCHEME, move |_, request, responder| {
            let (engine, path) = (pictures.clone(), request.uri().path().to_owned());
            tauri::async_runtime::spawn(
                async move { responder.respond(media::picture(&engine, &path).await) },
            );
        })
        .manage(engine.clone())
        .manage(loopback)
        .manage(stage)
        .invoke_handler(commands::handler())
        .setup(move |app| {
            tauri::async_runtime::spawn(events::forward(app.handle().clone(), engine));
            open_window(app)?;
            // Only set once: setup runs once.
            drop(window.set(app.handle().clone()));
            Ok(())
        })
        .build(context)
        .map_err(|error| format!("the window could not be opened: {error}"))?;
    app.run(|app, event| {
        if let RunEvent::Exit = event {
            let engine = app.state::<Engine>();
            let closing = async { tokio::time::timeout(CLOSING, engine.close()).await };
            if tauri::async_runtime::block_on(closing).is_err() {
                tracing::warn!("closing took too long; what was written is safe, as it is when power fails");
            }
        }
    });
    Ok(())
}

fn open_window(app: &tauri::App) -> tauri::Result<()> {
    WebviewWindowBuilder::new(app, WINDOW, WebviewUrl::default())
        .title("Circles")
        .inner_size(1280.0, 860.0)
        .min_inner_size(360.0, 560.0)
        // Files are dropped on the page itself, which asks the shell to take their bytes.
        .disable_drag_drop_handler()
        .on_navigation(|url| {
            matches!(
                (url.scheme(), url.host_str()),
                ("tauri", Some("localhost")) | ("http" | "https", Some("tauri.localhost"))
            )
        })
        .build()?;
    Ok(())
}

fn show(app: &AppHandle) {
    let Some(window) = app.get_webview_window(WINDOW) else { return };
    for done in [window.unminimize(), window.show(), window.set_focus()] {
        if let Err(error) = done {
            tracing::warn!(%error, "the window was not brought up");
        }
    }
}

/// The page may play videos from our media server, and from no other port.
fn allow_media(config: &mut tauri::Config, origin: &str) {
    if let Some(Csp::DirectiveMap(policy)) = &mut config.app.security.csp {
        policy.entry("media-src".to_owned()).or_insert_with(CspDirectiveSources::default).push(origin);
    }
}

fn data_dir(identifier: &str) -> Result<PathBuf, String> {
    if let Some(folder) = std::env::var_os("CIRCLES_DATA_DIR") {
        return Ok(folder.into());
    }
    dirs::data_dir()
        .map(|base| base.join(identifier))
        .ok_or_else(|| "this system names no folder for data; set CIRCLES_DATA_DIR".into())
}

fn device_name() -> String {
    // Shells seldom hand the first on, and only Windows sets the second.
    ["HOSTNAME", "COMPUTERNAME"]
        .into_iter()
        .find_map(|name| std::env::var(name).ok())
        .or_else(|| std::fs::read_to_string("/etc/hostname").ok())
        .map(|name| name.trim().to_owned())
        .filter(|name| !name.is_empty())
        .unwrap_or_else(|| std::env::consts::OS.to_owned())
}
