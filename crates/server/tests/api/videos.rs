//! Videos: what is accepted, what is refused whatever the device promised, and going on where it stopped.

use circles_domain::{AttachmentId, PostId, media};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::support::{Town, body, whole};
use crate::uploads::{announced, append};

/// A real film whose file says where it was taken.
fn telling() -> Vec<u8> {
    std::fs::read(concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/fixtures/videos/with-location.mp4"))
        .unwrap()
}

/// The same, as a device prepares it.
fn film() -> Vec<u8> {
    let mut bytes = telling();
    assert!(media::blank_location_mp4(&mut bytes));
    bytes
}

/// The film with the length in its movie header changed.
fn lasting(seconds: u32) -> Vec<u8> {
    let mut bytes = film();
    let header = bytes.windows(4).position(|name| name == b"mvhd").unwrap() + 4;
    assert_eq!(bytes[header], 0, "a header with narrow numbers");
    let ticks = u32::from_be_bytes(bytes[header + 12..header + 16].try_into().unwrap());
    bytes[header + 16..header + 20].copy_from_slice(&(ticks * seconds).to_be_bytes());
    bytes
}

fn with_atom(name: &[u8; 4], content: &[u8]) -> Vec<u8> {
    let length = u32::try_from(content.len() + 8).unwrap().to_be_bytes();
    [film().as_slice(), &length, name, content].concat()
}

fn path() -> String {
    format!("/v1/uploads/{}/video", AttachmentId::mint())
}

#[tokio::test]
async fn a_film_goes_on_where_it_stopped_and_plays_in_ranges() {
    let town = Town::found().await;
    let circle = town.circle().await;
    let (me, you) = (town.member(circle).await, town.member(circle).await);
    let (id, bytes) = (AttachmentId::mint(), film());
    let seen = media::inspect_mp4(&bytes).unwrap();
    let path = format!("/v1/uploads/{id}/video");
    body(town.put(&me, &path, announced("video", &bytes)).await).await;
    let third = bytes.len() / 3;
    assert_eq!(append(&town, &me, &path, 0, &bytes[..third]).await.status(), StatusCode::NO_CONTENT);
    let publish = json!({ "circle": circle, "text": "", "attachments": [{
        "id": id, "kind": "video", "width": seen.width, "height": seen.height, "thumbhash": "", "alt": "",
        "duration_ms": seen.duration_ms, "has_poster": false,
    }] });
    let post = format!("/v1/posts/{}", PostId::mint());
    let (status, refused) = whole(town.put(&me, &post, publish.clone()).await).await;
    assert_eq!(
        (status, &refused["fields"][0]["rule"]),
        (StatusCode::UNPROCESSABLE_ENTITY, &json!("not_found")),
        "half a film is none"
    );
    // Another run of the device asks where the server stands.
    assert_eq!(
        body(town.put(&me, &path, announced("video", &bytes)).await).await,
        json!({ "offset": third, "complete": false })
    );
    assert_eq!(
        append(&town, &me, &path, third + 1, &bytes[third + 1..]).await.status(),
        StatusCode::CONFLICT
    );
    let asked = town.request(Method::HEAD, &me, &path).send().await.unwrap();
    assert_eq!(asked.headers()["upload-offset"], third.to_string().as_str());
    assert_eq!(append(&town, &me, &path, third, &bytes[third..]).await.status(), StatusCode::NO_CONTENT);
    body(town.put(&me, &post, publish).await).await;

    let media = format!("/v1/media/{id}/video");
    let part = town.request(Method::GET, &you, &media).header("range", "bytes=100-").send().await.unwrap();
    assert_eq!(
        (part.status(), part.headers()["content-type"].to_str().unwrap()),
        (StatusCode::PARTIAL_CONTENT, "video/mp4")
    );
    assert_eq!(part.bytes().await.unwrap(), bytes[100..]);
    let served = town.get(&you, &media).await.bytes().await.unwrap();
    assert_eq!(media::metadata(&served), Ok(()));
    assert_eq!(town.get(&town.person().await, &media).await.status(), StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_film_is_looked_at_whatever_was_promised() {
    let town = Town::found().await;
    let me = town.person().await;
    let mut cut = film();
    cut.truncate(cut.len() / 2);
    let mut lied = announced("video", &film());
    lied["sha256"] = json!("00".repeat(32));
    for (what, bytes, said, code, rule) in [
        ("the place it was taken at", telling(), None, "invalid", json!("carries_metadata")),
        (
            "a place in an atom of one's own",
            with_atom(b"uuid", b"exactly16bytes!!+39.9042"),
            None,
            "invalid",
            json!("carries_metadata"),
        ),
        (
            "a note of an editor",
            with_atom(b"meta", b"made at home"),
            None,
            "invalid",
            json!("carries_metadata"),
        ),
        (
            "a place in what players skip",
            with_atom(b"free", b"GPS +39.9042"),
            None,
            "invalid",
            json!("carries_metadata"),
        ),
        ("a minute and a second", lasting(61), None, "invalid", json!("too_long")),
        ("half of it", cut, None, "invalid", json!("damaged")),
        ("a page", b"<html><script>1</script></html>".to_vec(), None, "invalid", json!("unsupported_format")),
        ("other bytes than announced", film(), Some(lied), "hash_mismatch", json!(null)),
    ] {
        let path = path();
        body(town.put(&me, &path, said.unwrap_or_else(|| announced("video", &bytes))).await).await;
        let (status, refused) = whole(append(&town, &me, &path, 0, &bytes).await).await;
        assert_eq!(
            (status, &refused["code"]),
            (StatusCode::UNPROCESSABLE_ENTITY, &json!(code)),
            "{what}: {refused}"
        );
        assert_eq!(
            refused["fields"].get(0).map_or(json!(null), |field| field["rule"].clone()),
            rule,
            "{what}"
        );
        let asked = town.request(Method::HEAD, &me, &path).send().await.unwrap();
        assert_eq!(asked.headers()["upload-offset"], "0", "{what}: what was refused is thrown away");
    }
    // What lasts exactly a minute is one.
    let (minute, path) = (lasting(60), path());
    body(town.put(&me, &path, announced("video", &minute)).await).await;
    assert_eq!(append(&town, &me, &path, 0, &minute).await.status(), StatusCode::NO_CONTENT);
}

#[tokio::test]
async fn a_film_that_is_too_large_is_refused_before_a_byte_is_sent() {
    let town = Town::found().await;
    let me = town.person().await;
    let of = |size: u64| json!({ "kind": "video", "size_bytes": size, "sha256": "00".repeat(32) });
    let announce = |size: u64| {
        let (town, me) = (&town, &me);
        async move { whole(town.put(me, &path(), of(size)).await).await }
    };
    assert_eq!(announce(media::VIDEO_BYTES_MAX).await.0, StatusCode::OK);
    let (status, refused): (_, Value) = announce(media::VIDEO_BYTES_MAX + 1).await;
    assert_eq!(
        (status, &refused["fields"][0]),
        (StatusCode::UNPROCESSABLE_ENTITY, &json!({ "field": "video", "rule": "too_many_bytes" }))
    );
    // Not more than announced, in whatever chunks it comes.
    let (bytes, path) = (film(), path());
    body(town.put(&me, &path, announced("video", &bytes)).await).await;
    let more = [bytes.as_slice(), b"x"].concat();
    let (status, refused) = whole(append(&town, &me, &path, 0, &more).await).await;
    assert_eq!((status, &refused["code"]), (StatusCode::CONFLICT, &json!("offset_mismatch")));
    // A film is no photograph, whatever it is called.
    let path = format!("/v1/uploads/{}/large", AttachmentId::mint());
    assert_eq!(
        town.put(&me, &path, announced("video", &bytes)).await.status(),
        StatusCode::UNPROCESSABLE_ENTITY
    );
    body(town.put(&me, &path, announced("photo", &bytes)).await).await;
    let (status, refused) = whole(append(&town, &me, &path, 0, &bytes).await).await;
    assert_eq!((status, &refused["code"]), (StatusCode::UNPROCESSABLE_ENTITY, &json!("invalid")));
}
