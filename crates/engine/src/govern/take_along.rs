//! Taking one's own posts along from a circle: words, times and pictures, into a folder that the person finds again.
//!
//! Promises: a folder of its own each time, nothing that was there is written over; a page that any browser shows beside
//! what a program can read. A picture that is gone is counted as missed, and the rest comes along.

use std::path::{Path, PathBuf};

use circles_domain::attachment::{AttachmentDraft, AttachmentKind, Rendition};
use circles_wire::lifecycle::{ExportResponse, ExportedPost};
use serde::Serialize;

use crate::args::ExportPostsArgs;
use crate::engine::Engine;
use crate::error::{Error, Result};
use crate::media::MediaFile;
use crate::remote;
use crate::view::TakenView;

/// Folders of the same name that may lie side by side.
const FOLDERS_MAX: usize = 1_000;

/// A post as it is written down.
#[derive(Serialize)]
struct Taken<'a> {
    #[serde(flatten)]
    post: &'a ExportedPost,
    /// Beside this file; in the order of the attachments that came along.
    files: Vec<String>,
}

impl Engine {
    /// Writes one's own posts in a circle into a new folder inside `folder`.
    ///
    /// # Errors
    /// The server; what the disk says.
    pub async fn export_posts(&self, args: ExportPostsArgs) -> Result<TakenView> {
        let account = self.connected_account().await?;
        let taken = account.remote()?.export(args.circle).await?;
        let into = new_folder(Path::new(&args.folder), &taken.circle_name).map_err(disk)?;
        let mut posts = Vec::with_capacity(taken.posts.len());
        let (mut files, mut missed) = (0, 0);
        for post in &taken.posts {
            let mut names = Vec::new();
            for attachment in &post.attachments {
                match self.copy(attachment, &into).await? {
                    Some(name) => names.push(name),
                    None => missed += 1,
                }
            }
            files += names.len();
            posts.push(Taken { post, files: names });
        }
        let json = serde_json::to_vec_pretty(&posts).map_err(|_| Error::Internal("writing posts down"))?;
        let page = page(&taken, &posts);
        let (at, many) = (into.clone(), posts.len());
        tokio::task::spawn_blocking(move || {
            std::fs::write(at.join("posts.json"), json)?;
            std::fs::write(at.join("posts.html"), page)
        })
        .await
        .map_err(|_| Error::Internal("writing posts down"))?
        .map_err(disk)?;
        Ok(TakenView {
            folder: into.to_string_lossy().into_owned(),
            posts: count(many),
            files: count(files),
            missed,
        })
    }

    /// Copies the best of an attachment; `None` when it is nowhere any more.
    async fn copy(&self, attachment: &AttachmentDraft, into: &Path) -> Result<Option<String>> {
        let rendition = match attachment.kind {
            AttachmentKind::Photo => Rendition::Large,
            AttachmentKind::Video => Rendition::Video,
        };
        let file: MediaFile = match self.media_file(attachment.id, rendition).await {
            Ok(file) => file,
            Err(Error::Remote(remote::Error::Rejected(_))) => return Ok(None),
            Err(error) => return Err(error),
        };
        let kind = match file.media_type {
            "image/jpeg" => "jpg",
            other => other.rsplit('/').next().unwrap_or("bin"),
        };
        let name = format!("{}.{kind}", attachment.id);
        tokio::fs::copy(&file.path, into.join(&name)).await.map_err(disk)?;
        Ok(Some(name))
    }
}

fn disk(error: std::io::Error) -> Error {
    circles_store::Error::from(error).into()
}

fn count(many: usize) -> i64 {
    i64::try_from(many).unwrap_or(i64::MAX)
}

/// Makes a folder that was not there, with the name of the circle as far as every file system takes it.
fn new_folder(parent: &Path, circle: &str) -> std::io::Result<PathBuf> {
    std::fs::create_dir_all(parent)?;
    let plain: String =
        circle.chars().map(|one| if one.is_alphanumeric() || one == '-' { one } else { ' ' }).collect();
    let plain = plain.split_whitespace().collect::<Vec<_>>().join(" ");
    let name = if plain.is_empty() { "Circles".to_owned() } else { format!("Circles {plain}") };
    for n in 1..=FOLDERS_MAX {
        let folder = parent.join(if n == 1 { name.clone() } else { format!("{name} {n}") });
        match std::fs::create_dir(&folder) {
            Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => {}
            made => return made.map(|()| folder),
        }
    }
    Err(std::io::ErrorKind::AlreadyExists.into())
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

fn page(taken: &ExportResponse, posts: &[Taken<'_>]) -> String {
    let name = escaped(&taken.circle_name);
    let mut page = format!(
        "<!doctype html><meta charset=\"utf-8\"><title>{name}</title>\n<style>body{{max-width:40em;margin:2em auto;\
         font:1em/1.5 sans-serif}}p{{white-space:pre-wrap}}img,video{{max-width:100%}}</style>\n<h1>{name}</h1>\n"
    );
    for Taken { post, files } in posts {
        page.push_str(&format!("<article><h2>{}</h2><p>{}</p>", post.accepted_at, escaped(&post.text)));
        for file in files {
            let alt = post.attachments.iter().find(|one| file.starts_with(&one.id.to_string()));
            let alt = escaped(alt.map_or("", |one| &one.alt));
            if file.ends_with(".mp4") {
                page.push_str(&format!("<video controls src=\"{file}\"></video>"));
            } else {
                page.push_str(&format!("<img src=\"{file}\" alt=\"{alt}\">"));
            }
        }
        page.push_str("</article>\n");
    }
    page
}

#[cfg(test)]
mod tests {
    use circles_domain::{CircleId, PostId, Timestamp};

    use super::*;

    #[test]
    fn every_time_has_a_folder_of_its_own_with_a_plain_name() {
        let dir = tempfile::tempdir().unwrap();
        let parent = dir.path().join("Downloads");
        let first = new_folder(&parent, "../Slow: Tea / 慢茶").unwrap();
        assert_eq!(first, parent.join("Circles Slow Tea 慢茶"));
        assert_eq!(new_folder(&parent, "Slow Tea 慢茶").unwrap(), parent.join("Circles Slow Tea 慢茶 2"));
        assert_eq!(new_folder(&parent, "\u{2026}").unwrap(), parent.join("Circles"));
    }

    #[test]
    fn words_stay_words_on_the_page() {
        let post = ExportedPost {
            id: PostId::mint(),
            text: "<script>1 & 2</script>".to_owned(),
            attachments: Vec::new(),
            accepted_at: Timestamp::from_micros(0),
        };
        let taken =
            ExportResponse { circle: CircleId::mint(), circle_name: "A<b>".to_owned(), posts: vec![post] };
        let posts = vec![Taken { post: &taken.posts[0], files: Vec::new() }];
        let page = page(&taken, &posts);
        assert!(
            page.contains("&lt;script&gt;1 &amp; 2&lt;/script&gt;") && !page.contains("<script"),
            "{page}"
        );
        assert!(page.contains("<h1>A&lt;b&gt;</h1>"), "{page}");
    }
}
