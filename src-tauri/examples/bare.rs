//! The smallest window of the same versions: what the start of the app is measured against. Its page is one line of
//! text, handed out under a scheme of its own, so that it owes nothing to the interface's bundle.

use tauri::http::{Response, header};
use tauri::{Url, WebviewUrl, WebviewWindowBuilder};

const PAGE: &str = "<!doctype html><meta charset=utf-8><title>bare</title><p id=line>One line of text.</p>";

fn main() {
    if let Err(error) = run() {
        eprintln!("{error}");
        std::process::exit(1);
    }
}

fn run() -> Result<(), Box<dyn std::error::Error>> {
    let page: Url = if cfg!(windows) { "http://bare.localhost/" } else { "bare://localhost/" }.parse()?;
    let answer = Response::builder().header(header::CONTENT_TYPE, "text/html").body(PAGE.as_bytes())?;
    tauri::Builder::default()
        .register_uri_scheme_protocol("bare", move |_, _| answer.clone())
        .setup(move |app| {
            WebviewWindowBuilder::new(app, "main", WebviewUrl::CustomProtocol(page))
                .title("bare")
                .inner_size(1280.0, 860.0)
                .build()?;
            Ok(())
        })
        .run(tauri::generate_context!())?;
    Ok(())
}
