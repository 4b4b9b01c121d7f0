use super::*;

#[test]
fn a_video_forgets_where_and_when_it_was_taken() {
    let picked = fixture("videos/with-location.mp4");
    assert!(holds(&picked, b"+31.2304+121.4737/"));
    let video = prepare_video(picked.clone()).unwrap();
    assert!(video.removed_metadata && video.has_sound);
    assert_eq!((video.width, video.height), (640, 360));
    assert!((2_000..3_000).contains(&video.duration_ms), "{}", video.duration_ms);
    for planted in PLANTED.iter().chain(&[&b"loci"[..], b"\xA9xyz", b"title"]) {
        assert!(!holds(&video.bytes, planted), "{}", String::from_utf8_lossy(planted));
    }
    assert_eq!(metadata(&video.bytes), Ok(()));
    assert_eq!(
        video.bytes.len(),
        picked.len(),
        "nothing moves, so the sample tables still point at the samples"
    );

    let again = prepare_video(video.bytes.clone()).unwrap();
    assert!(!again.removed_metadata);
    assert_eq!(again.bytes, video.bytes);
}

#[test]
fn the_samples_are_left_alone() {
    let picked = fixture("videos/with-location.mp4");
    let samples = |file: &[u8]| {
        let at = file.windows(4).position(|name| name == b"mdat").unwrap();
        let length = u32::from_be_bytes(file[at - 4..at].try_into().unwrap());
        file[at..at - 4 + length as usize].to_vec()
    };
    let video = prepare_video(picked.clone()).unwrap();
    assert!(samples(&picked).len() > 10_000);
    assert_eq!(samples(&video.bytes), samples(&picked));
}

#[test]
fn what_is_no_video_is_refused_by_name() {
    let picked = fixture("videos/with-location.mp4");
    let rule = |bytes: Vec<u8>| prepare_video(bytes).unwrap_err();
    assert_eq!(rule(fixture("photos/gps.jpg")), refused(Field::Video, Rule::UnsupportedFormat));
    assert_eq!(rule(Vec::new()), refused(Field::Video, Rule::UnsupportedFormat));
    assert_eq!(rule(picked[..picked.len() / 2].to_vec()), refused(Field::Video, Rule::Damaged));
    // Behind the list of compatible brands, which names codecs as well.
    let index = picked.windows(4).position(|name| name == b"moov").unwrap();
    let with = |from: &[u8; 4], to: &[u8; 4]| {
        let mut changed = picked.clone();
        let at = index + changed[index..].windows(4).position(|name| name == from).unwrap();
        changed[at..at + 4].copy_from_slice(to);
        changed
    };
    assert_eq!(rule(with(b"avc1", b"hvc1")), refused(Field::Video, Rule::UnsupportedFormat));
    assert_eq!(rule(with(b"soun", b"meta")), refused(Field::Video, Rule::CarriesMetadata));
    assert_eq!(rule(with(b"mp4a", b"Opus")), refused(Field::Video, Rule::UnsupportedFormat));
}
