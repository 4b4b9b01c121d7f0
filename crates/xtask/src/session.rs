//! A desktop for programs on a machine without one: a virtual display, a session bus, an unlocked keyring and a
//! WebDriver, all ended with the command.

use std::io::Write;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};

use crate::step::{Outcome, root, target};

/// A command that runs `program args` inside such a desktop.
pub fn command(program: &str, args: &[&str]) -> Outcome<Command> {
    let xtask = std::env::current_exe().map_err(|e| format!("this program cannot find itself: {e}"))?;
    let mut command = Command::new("dbus-run-session");
    command
        .args(["--", "xvfb-run", "-a", "-s", "-screen 0 1440x1000x24 -nolisten tcp"])
        .arg(xtask)
        .arg("inside")
        .arg(program)
        .args(args)
        .current_dir(root());
    Ok(command)
}

/// Runs inside: unlocks a keyring in a home of its own, then the command.
pub fn inside(args: &[String]) -> Outcome {
    let (program, args) = args.split_first().ok_or("nothing to run")?;
    let home = Home::make()?;
    let mut environment = vec![
        ("HOME".to_owned(), home.0.display().to_string()),
        ("XDG_RUNTIME_DIR".to_owned(), home.0.join("run").display().to_string()),
        ("NO_AT_BRIDGE".to_owned(), "1".to_owned()),
        ("TAURI_WEBVIEW_AUTOMATION".to_owned(), "true".to_owned()),
    ];
    // Cargo and npm keep their caches in the real home.
    for (name, folder) in [("CARGO_HOME", ".cargo"), ("RUSTUP_HOME", ".rustup")] {
        if std::env::var_os(name).is_none()
            && let Some(real) = std::env::var_os("HOME")
        {
            environment.push((name.to_owned(), PathBuf::from(real).join(folder).display().to_string()));
        }
    }
    unlock_keyring(&environment)?;
    let status = Command::new(program)
        .args(args)
        .envs(environment)
        .status()
        .map_err(|e| format!("{program} could not be started: {e}"))?;
    if status.success() { Ok(()) } else { Err(format!("{program} ended with {status}")) }
}

fn unlock_keyring(environment: &[(String, String)]) -> Outcome {
    let mut daemon: Child = Command::new("gnome-keyring-daemon")
        .args(["--unlock", "--components=secrets"])
        .envs(environment.iter().cloned())
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .map_err(|e| format!("gnome-keyring-daemon could not be started: {e}"))?;
    // The password of a keyring that lives as long as this command.
    if let Some(mut stdin) = daemon.stdin.take() {
        stdin.write_all(b"\n").map_err(|e| format!("the keyring was not unlocked: {e}"))?;
    }
    let status = daemon.wait().map_err(|e| format!("the keyring was not unlocked: {e}"))?;
    if status.success() { Ok(()) } else { Err("the keyring was not unlocked".into()) }
}

/// A home folder that goes when the command ends.
struct Home(PathBuf);

impl Home {
    fn make() -> Outcome<Self> {
        let home = target().join(format!("session-{}", std::process::id()));
        for folder in ["run", ".local/share/keyrings"] {
            std::fs::create_dir_all(home.join(folder)).map_err(|e| format!("{}: {e}", home.display()))?;
        }
        let home = Self(home);
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let private = std::fs::Permissions::from_mode(0o700);
            std::fs::set_permissions(home.0.join("run"), private)
                .map_err(|e| format!("{}: {e}", home.0.display()))?;
        }
        Ok(home)
    }
}

impl Drop for Home {
    fn drop(&mut self) {
        if let Err(error) = std::fs::remove_dir_all(&self.0) {
            eprintln!("{} was left behind: {error}", self.0.display());
        }
    }
}
