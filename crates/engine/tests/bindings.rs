//! The TypeScript of the page is the Rust of the engine. After a change: `UPDATE_BINDINGS=1 cargo test -p circles-engine
//! --test bindings`.
#![expect(clippy::unwrap_used, reason = "a test stops at the first thing that is not as it should be")]

use std::collections::BTreeMap;
use std::path::Path;

fn files(folder: &Path) -> BTreeMap<String, String> {
    let Ok(entries) = std::fs::read_dir(folder) else { return BTreeMap::new() };
    entries
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "ts"))
        .map(|path| {
            let name = path.file_name().unwrap().to_str().unwrap().to_owned();
            (name, std::fs::read_to_string(&path).unwrap())
        })
        .collect()
}

#[test]
fn the_bindings_on_disk_are_those_of_the_engine() {
    let fresh = tempfile::tempdir().unwrap();
    circles_engine::bindings::write(fresh.path()).unwrap();
    let wanted = files(fresh.path());
    assert!(wanted.contains_key("commands.ts") && wanted.contains_key("PostView.ts"), "{:?}", wanted.keys());

    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../ui/src/bindings");
    if std::env::var_os("UPDATE_BINDINGS").is_some() {
        std::fs::create_dir_all(&folder).unwrap();
        for stale in files(&folder).keys().filter(|name| !wanted.contains_key(*name)) {
            std::fs::remove_file(folder.join(stale)).unwrap();
        }
        for (name, text) in &wanted {
            std::fs::write(folder.join(name), text).unwrap();
        }
    }
    let found = files(&folder);
    assert_eq!(found.keys().collect::<Vec<_>>(), wanted.keys().collect::<Vec<_>>(), "files that differ");
    for (name, text) in &wanted {
        assert_eq!(&found[name], text, "{name}");
    }
}
