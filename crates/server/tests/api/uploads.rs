//! Uploading in pieces, being looked at, and who may read the bytes.

use std::io::Cursor;

use circles_domain::{AttachmentId, PostId};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::support::{Somebody, Town, body, whole};

fn photo(width: u32, height: u32) -> Vec<u8> {
    let picture = image::RgbImage::from_fn(width, height, |x, y| {
        image::Rgb([(x * 7) as u8, (y * 3) as u8, (x ^ y) as u8])
    });
    let mut bytes = Cursor::new(Vec::new());
    picture.write_to(&mut bytes, image::ImageFormat::Jpeg).unwrap();
    bytes.into_inner()
}

/// The same photograph with a place in its EXIF.
fn with_exif(photo: &[u8]) -> Vec<u8> {
    let exif = b"Exif\0\0II*\0\x08\0\0\0\x01\0\x25\x88\x04\0\x01\0\0\0\x1a\0\0\0\0\0\0\0\0\0\0\0\0\0";
    let length = u16::try_from(exif.len() + 2).unwrap().to_be_bytes();
    [&photo[..2], &[0xFF, 0xE1], &length, exif, &photo[2..]].concat()
}

pub fn announced(kind: &str, bytes: &[u8]) -> Value {
    json!({ "kind": kind, "size_bytes": bytes.len(), "sha256": hex::encode(Sha256::digest(bytes)) })
}

pub async fn append(
    town: &Town,
    who: &Somebody,
    path: &str,
    offset: usize,
    chunk: &[u8],
) -> reqwest::Response {
    let request = town.request(Method::PATCH, who, path).header("upload-offset", offset);
    request
        .header("content-type", "application/offset+octet-stream")
        .body(chunk.to_vec())
        .send()
        .await
        .unwrap()
}

async fn upload(town: &Town, who: &Somebody, id: AttachmentId, rendition: &str, bytes: &[u8]) {
    let path = format!("/v1/uploads/{id}/{rendition}");
    body(town.put(who, &path, announced("photo", bytes)).await).await;
    assert_eq!(append(town, who, &path, 0, bytes).await.status(), StatusCode::NO_CONTENT);
}

/// Both renditions of a photograph of 600 by 400.
pub async fn upload_photo(town: &Town, who: &Somebody, id: AttachmentId) {
    upload(town, who, id, "large", &photo(600, 400)).await;
    upload(town, who, id, "small", &photo(300, 200)).await;
}

pub fn draft(id: AttachmentId, width: u32, height: u32) -> Value {
    json!({ "id": id, "kind": "photo", "width": width, "height": height, "thumbhash": "", "alt": "colours", "duration_ms": 0 })
}

#[tokio::test]
async fn an_upload_goes_on_where_it_stopped_also_after_a_restart_of_the_device() {
    let town = Town::found().await;
    let me = town.person().await;
    let (bytes, path) = (photo(400, 300), format!("/v1/uploads/{}/large", AttachmentId::mint()));
    assert_eq!(
        body(town.put(&me, &path, announced("photo", &bytes)).await).await,
        json!({ "offset": 0, "complete": false })
    );
    let half = bytes.len() / 2;
    assert_eq!(
        append(&town, &me, &path, 0, &bytes[..half]).await.headers()["upload-offset"],
        half.to_string().as_str()
    );
    // The reply was lost: the device asks, and sends from there.
    let (status, refused) = whole(append(&town, &me, &path, 0, &bytes[..half]).await).await;
    assert_eq!((status, &refused["code"]), (StatusCode::CONFLICT, &json!("offset_mismatch")));
    let asked = town.request(Method::HEAD, &me, &path).send().await.unwrap();
    assert_eq!(asked.headers()["upload-offset"], half.to_string().as_str());
    assert_eq!(
        body(town.put(&me, &path, announced("photo", &bytes)).await).await,
        json!({ "offset": half, "complete": false })
    );
    assert_eq!(append(&town, &me, &path, half, &bytes[half..]).await.status(), StatusCode::NO_CONTENT);
    // The last reply was lost too.
    assert_eq!(append(&town, &me, &path, half, &bytes[half..]).await.status(), StatusCode::NO_CONTENT);
    assert_eq!(
        body(town.put(&me, &path, announced("photo", &bytes)).await).await,
        json!({ "offset": bytes.len(), "complete": true })
    );
    assert_eq!(town.put(&me, &path, announced("photo", &bytes[1..])).await.status(), StatusCode::CONFLICT);
    let stranger = town.person().await;
    assert_eq!(
        town.request(Method::HEAD, &stranger, &path).send().await.unwrap().status(),
        StatusCode::NOT_FOUND
    );
}

#[tokio::test]
async fn bytes_are_looked_at_whatever_was_promised() {
    let town = Town::found().await;
    let me = town.person().await;
    let clean = photo(320, 200);
    let mut damaged = clean.clone();
    damaged.truncate(clean.len() / 2);
    let mut lied = announced("photo", &clean);
    lied["sha256"] = json!("00".repeat(32));
    for (rendition, bytes, said, code, rule) in [
        ("large", with_exif(&clean), None, "invalid", json!("carries_metadata")),
        ("large", b"<svg onload=alert(1)>".to_vec(), None, "invalid", json!("unsupported_format")),
        ("large", damaged, None, "invalid", json!("damaged")),
        ("small", photo(800, 20), None, "invalid", json!("too_many_pixels")),
        ("large", clean.clone(), Some(lied), "hash_mismatch", json!(null)),
    ] {
        let path = format!("/v1/uploads/{}/{rendition}", AttachmentId::mint());
        body(town.put(&me, &path, said.unwrap_or_else(|| announced("photo", &bytes))).await).await;
        let (status, refused) = whole(append(&town, &me, &path, 0, &bytes).await).await;
        assert_eq!(
            (status, &refused["code"]),
            (StatusCode::UNPROCESSABLE_ENTITY, &json!(code)),
            "{rule} {refused}"
        );
        assert_eq!(refused["fields"].get(0).map_or(json!(null), |field| field["rule"].clone()), rule);
        let asked = town.request(Method::HEAD, &me, &path).send().await.unwrap();
        assert_eq!(asked.headers()["upload-offset"], "0", "what was refused is thrown away");
    }
    let too_much = json!({ "kind": "photo", "size_bytes": 30_000_001, "sha256": "00".repeat(32) });
    let path = format!("/v1/uploads/{}/large", AttachmentId::mint());
    assert_eq!(town.put(&me, &path, too_much).await.status(), StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(
        town.put(&me, &path.replace("large", "video"), announced("photo", &clean)).await.status(),
        StatusCode::UNPROCESSABLE_ENTITY
    );
    assert_eq!(
        town.put(&me, &path.replace("large", "..%2F..%2Fx"), announced("photo", &clean)).await.status(),
        StatusCode::NOT_FOUND
    );
}

#[tokio::test]
async fn photographs_are_read_by_those_who_may_read_the_post() {
    let town = Town::found().await;
    let circle = town.circle().await;
    let (me, member, stranger) = (town.member(circle).await, town.member(circle).await, town.person().await);
    let (id, large, small) = (AttachmentId::mint(), photo(600, 400), photo(300, 200));
    let post = PostId::mint();
    let publish = |width| json!({ "circle": circle, "text": "", "attachments": [draft(id, width, 400)] });
    let path = format!("/v1/posts/{post}");
    upload(&town, &me, id, "large", &large).await;
    let (status, refused) = whole(town.put(&me, &path, publish(600)).await).await;
    assert_eq!(
        (status, &refused["fields"][0]["rule"]),
        (StatusCode::UNPROCESSABLE_ENTITY, &json!("not_found"))
    );
    upload(&town, &me, id, "small", &small).await;
    assert_eq!(town.put(&me, &path, publish(601)).await.status(), StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(
        town.put(&member, &format!("/v1/posts/{}", PostId::mint()), publish(600)).await.status(),
        StatusCode::UNPROCESSABLE_ENTITY
    );
    let media = format!("/v1/media/{id}/large");
    assert_eq!(town.get(&member, &media).await.status(), StatusCode::NOT_FOUND);
    body(town.put(&me, &path, publish(600)).await).await;
    let again = json!({ "circle": circle, "text": "twice", "attachments": [draft(id, 600, 400)] });
    assert_eq!(
        town.put(&me, &format!("/v1/posts/{}", PostId::mint()), again).await.status(),
        StatusCode::UNPROCESSABLE_ENTITY
    );

    assert_eq!(town.get(&stranger, &media).await.status(), StatusCode::NOT_FOUND);
    let answer = town.get(&member, &media).await;
    let headers = answer.headers().clone();
    for (name, value) in [
        ("content-type", "image/jpeg"),
        ("x-content-type-options", "nosniff"),
        ("content-disposition", "inline"),
        ("cache-control", "private, no-cache"),
        ("accept-ranges", "bytes"),
    ] {
        assert_eq!(headers[name], value);
    }
    assert_eq!(answer.bytes().await.unwrap(), large);
    let ranged = |range: &str| town.request(Method::GET, &member, &media).header("range", range).send();
    let part = ranged("bytes=10-19").await.unwrap();
    assert_eq!(part.status(), StatusCode::PARTIAL_CONTENT);
    assert_eq!(part.headers()["content-range"], format!("bytes 10-19/{}", large.len()).as_str());
    assert_eq!(part.bytes().await.unwrap(), large[10..20]);
    assert_eq!(
        ranged(&format!("bytes={}-", large.len())).await.unwrap().status(),
        StatusCode::RANGE_NOT_SATISFIABLE
    );
    let known = town
        .request(Method::GET, &member, &media)
        .header("if-none-match", headers["etag"].clone())
        .send()
        .await
        .unwrap();
    assert_eq!(known.status(), StatusCode::NOT_MODIFIED);

    town.send(Method::DELETE, &me, &path, json!(null)).await;
    assert_eq!(town.get(&member, &media).await.status(), StatusCode::NOT_FOUND);
    let kept = circles_server::store::files::kept(town.dir.path(), &Sha256::digest(&large).into());
    assert!(kept.exists());
    town.watch.turn(town.server.state.config.limits.upload_s + 1);
    circles_server::jobs::sweep(&town.server.state).await.unwrap();
    assert!(!kept.exists(), "what nothing points at is swept");
}

#[tokio::test]
async fn what_one_stores_has_a_limit_and_can_be_given_up() {
    let bytes = photo(320, 200);
    let most = i64::try_from(bytes.len()).unwrap();
    let town = Town::with(|config| config.limits.storage_bytes = most).await;
    let me = town.person().await;
    let path = |id: AttachmentId| format!("/v1/uploads/{id}/large");
    let (first, second) = (AttachmentId::mint(), AttachmentId::mint());
    upload(&town, &me, first, "large", &bytes).await;
    let (status, refused) = whole(town.put(&me, &path(second), announced("photo", &bytes)).await).await;
    assert_eq!((status, &refused["code"]), (StatusCode::PAYLOAD_TOO_LARGE, &json!("quota_exceeded")));
    for _ in 0..2 {
        assert_eq!(
            town.send(Method::DELETE, &me, &path(first), json!(null)).await.status(),
            StatusCode::NO_CONTENT
        );
    }
    assert_eq!(town.put(&me, &path(second), announced("photo", &bytes)).await.status(), StatusCode::OK);
}
