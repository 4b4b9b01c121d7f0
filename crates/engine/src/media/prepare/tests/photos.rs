//! What is taken away, what is kept and what is refused.

use circles_domain::media::{Format, PHOTO_BYTES_MAX, PHOTO_PIXELS_MAX};

use super::pictures::*;
use super::*;

fn photo_refused(bytes: &[u8]) -> Rule {
    let PrepareError(Invalid { field, rule }) = prepare_photo(bytes).unwrap_err();
    assert_eq!(field, Field::Photo);
    rule
}

/// The tables, the frame and the scans: all of a JPEG behind its application segments.
fn drawing(jpeg: &[u8]) -> &[u8] {
    let tables = jpeg.windows(2).position(|marker| marker == [0xFF, 0xDB]).unwrap();
    &jpeg[tables..]
}

#[test]
fn a_photograph_that_fits_loses_its_metadata_and_not_a_bit_of_its_picture() {
    let picked = fixture("photos/gps.jpg");
    assert!(PLANTED.iter().filter(|planted| holds(&picked, planted)).count() > 8, "the fixture tells a lot");
    let photo = prepare_photo(&picked).unwrap();
    assert!(photo.original_kept && photo.removed_metadata);
    assert_silent(&photo.large);
    assert_silent(&photo.small);
    assert_eq!((photo.width, photo.height), (1600, 1200));
    assert_eq!(decoded(&photo.large), decoded(&picked));
    // The thumbnail inside the EXIF has tables of its own, before those of the picture.
    assert!(picked.ends_with(drawing(&photo.large)), "the scan is the same byte for byte");

    let again = prepare_photo(&photo.large).unwrap();
    assert_eq!(again.large, photo.large);
    assert!(again.original_kept && !again.removed_metadata);
}

#[test]
fn what_follows_the_end_of_a_photograph_goes() {
    let film = fixture("videos/with-location.mp4");
    let picked = [fixture("photos/gps.jpg"), film].concat();
    let photo = prepare_photo(&picked).unwrap();
    assert!(photo.removed_metadata);
    assert_silent(&photo.large);
    assert!(!holds(&photo.large, b"moov"));
}

#[test]
fn a_sideways_photograph_is_turned_and_tells_nothing() {
    let picked = fixture("photos/sideways.jpg");
    let photo = prepare_photo(&picked).unwrap();
    assert!(!photo.original_kept && photo.removed_metadata);
    assert_eq!((photo.width, photo.height), (900, 1200));
    assert_silent(&photo.large);
    assert_silent(&photo.small);
    assert!(alike(
        seen_corners(&photo.large),
        seen_corners(&file(&decoded(&picked).rotate90(), Format::Png, None, None))
    ));
}

#[test]
fn a_colour_profile_is_kept_byte_for_byte() {
    let picked = fixture("photos/display-p3.jpg");
    let p3 = profile(&picked).unwrap();
    let photo = prepare_photo(&picked).unwrap();
    assert!(photo.original_kept);
    for rendition in [&photo.large, &photo.small] {
        assert_silent(rendition);
        assert_eq!(profile(rendition).as_ref(), Some(&p3));
    }
    // The same where all is encoded again, in each format that has profiles.
    for format in [Format::Jpeg, Format::Png, Format::WebP] {
        for image in [corners(2_200, 100), with_hole(2_200, 100)] {
            let photo = prepare_photo(&file(&image, format, None, Some(&p3))).unwrap();
            assert!(!photo.original_kept && !photo.removed_metadata, "a profile is no metadata");
            assert_eq!(profile(&photo.large).as_ref(), Some(&p3));
            assert_eq!(profile(&photo.small).as_ref(), Some(&p3));
        }
    }
}

#[test]
fn each_rule_is_refused_by_name() {
    let heic = [&[0, 0, 0, 24][..], b"ftypheic\0\0\0\0mif1heic"].concat();
    assert_eq!(photo_refused(&heic), Rule::Heic);
    assert_eq!(photo_refused(&fixture("videos/with-location.mp4")), Rule::UnsupportedFormat);
    for other in
        [&b"<svg xmlns='http://www.w3.org/2000/svg'/>"[..], b"BM6\0\0\0", b"II*\0", b"photo.jpg", b""]
    {
        assert_eq!(photo_refused(other), Rule::UnsupportedFormat);
    }
    let heavy = vec![0xFF; usize::try_from(PHOTO_BYTES_MAX).unwrap() + 1];
    assert_eq!(photo_refused(&heavy), Rule::TooManyBytes);
    let mut vast = file(&corners(64, 64), Format::Png, None, None);
    vast[16..24].copy_from_slice(&[0, 0, 0x1F, 0x40, 0, 0, 0x18, 0x6B]);
    assert_eq!(u64::from(0x1F40_u32) * 0x186B, PHOTO_PIXELS_MAX + 8_000);
    assert_eq!(photo_refused(&vast), Rule::TooManyPixels);
}

#[test]
fn damage_is_refused_in_each_format() {
    let whole = corners(64, 64);
    for format in [Format::Jpeg, Format::Png, Format::WebP, Format::Gif] {
        let file = file(&whole, format, None, None);
        assert_eq!(photo_refused(&file[..file.len() * 2 / 3]), Rule::Damaged, "{format:?}");
    }
    let mut picked = fixture("photos/gps.jpg");
    picked.truncate(picked.len() / 2);
    assert_eq!(photo_refused(&picked), Rule::Damaged);
    // A checksum that does not match.
    let mut png = file(&whole, Format::Png, None, None);
    let content = png.windows(4).position(|name| name == b"IDAT").unwrap() + 6;
    png[content] ^= 0xFF;
    assert_eq!(photo_refused(&png), Rule::Damaged);
}
