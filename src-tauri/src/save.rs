//! Saving a file where the person says.
//!
//! The page says what is saved and proposes a name; the path comes from the system's dialog alone. Where
//! `CIRCLES_SAVE_DIR` names a folder (a kiosk, a test), files go there under the proposed name and nobody is asked.

use std::path::{Path, PathBuf};

use circles_engine::Engine;
use circles_engine::args::{CommandCode, CommandError, Export, ExportArgs};
use serde_json::Value;
use tauri::{AppHandle, Runtime, State, Window};

/// The folder that files go to without asking.
const FOLDER: &str = "CIRCLES_SAVE_DIR";
/// Characters of a proposed name that are kept.
const LONGEST_NAME: usize = 80;

/// Asks where, and writes it. `null` when the person closed the dialog.
#[tauri::command]
pub async fn save_export<R: Runtime>(
    app: AppHandle<R>,
    window: Window<R>,
    engine: State<'_, Engine>,
    what: Export,
    name: String,
) -> Result<Value, CommandError> {
    let name = plain(&name);
    let path = match std::env::var_os(FOLDER) {
        Some(folder) => Some(PathBuf::from(folder).join(&name)),
        None => ask(&app, window, name).await?,
    };
    let Some(path) = path else { return Ok(Value::Null) };
    let path = path.into_os_string().into_string().map_err(|_| CommandError::of(CommandCode::Internal))?;
    let args = serde_json::to_value(ExportArgs { what, path })
        .map_err(|_| CommandError::of(CommandCode::Internal))?;
    engine.call("export", args).await
}

/// The dialog opens on the main thread, as some systems want it, and is waited for here.
async fn ask<R: Runtime>(
    app: &AppHandle<R>,
    window: Window<R>,
    name: String,
) -> Result<Option<PathBuf>, CommandError> {
    let (opened, dialog) = tokio::sync::oneshot::channel();
    app.run_on_main_thread(move || {
        let asking = rfd::AsyncFileDialog::new().set_file_name(name).set_parent(&window).save_file();
        // Nobody waits any more: the window is gone.
        let _ = opened.send(asking);
    })
    .map_err(|_| CommandError::of(CommandCode::Internal))?;
    let asking = dialog.await.map_err(|_| CommandError::of(CommandCode::Internal))?;
    Ok(asking.await.map(|file| file.path().to_owned()))
}

/// A name without a way to it: no folders, no control characters, not hidden.
fn plain(name: &str) -> String {
    let last = Path::new(name).file_name().and_then(|name| name.to_str()).unwrap_or_default();
    let kept: String = last
        .chars()
        .filter(|sign| {
            !sign.is_control() && !matches!(sign, '/' | '\\' | ':' | '*' | '?' | '"' | '<' | '>' | '|')
        })
        .take(LONGEST_NAME)
        .collect();
    let kept = kept.trim_start_matches('.').trim().to_owned();
    if kept.is_empty() { "circles".into() } else { kept }
}

#[cfg(test)]
mod tests {
    use super::plain;

    #[test]
    fn a_proposed_name_leads_nowhere() {
        assert_eq!(plain("circles-2026-11.csv"), "circles-2026-11.csv");
        assert_eq!(plain("圈子明细.pdf"), "圈子明细.pdf");
        assert_eq!(plain("../../etc/passwd"), "passwd");
        assert_eq!(plain("..\\..\\a:b*?.csv"), "ab.csv");
        assert_eq!(plain(".bashrc"), "bashrc");
        assert_eq!(plain(".."), "circles");
        assert_eq!(plain("a\u{0}\n.csv"), "a.csv");
        assert_eq!(plain(&"x".repeat(500)).len(), 80);
    }
}
