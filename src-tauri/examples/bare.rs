//! The smallest window of the same versions: what the start of the app is measured against.

fn main() {
    let context = tauri::generate_context!();
    let started = tauri::Builder::default()
        .setup(|app| {
            tauri::WebviewWindowBuilder::new(app, "main", tauri::WebviewUrl::App("bare.html".into()))
                .title("bare")
                .inner_size(1280.0, 860.0)
                .build()?;
            Ok(())
        })
        .run(context);
    if let Err(error) = started {
        eprintln!("{error}");
        std::process::exit(1);
    }
}
