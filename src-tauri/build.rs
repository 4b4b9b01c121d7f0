//! Declares the commands, so that a window may call those that its capability names and no others.

fn main() {
    let commands = include_str!("commands.txt");
    let commands: &'static [&'static str] =
        Box::leak(commands.lines().filter(|line| !line.is_empty()).collect::<Vec<_>>().into_boxed_slice());
    println!("cargo::rerun-if-changed=commands.txt");
    let manifest = tauri_build::AppManifest::new().commands(commands);
    if let Err(error) = tauri_build::try_build(tauri_build::Attributes::new().app_manifest(manifest)) {
        println!("cargo::error={error:#}");
    }
}
