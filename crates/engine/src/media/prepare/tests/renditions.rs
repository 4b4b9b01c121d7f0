//! Which sizes come out, which side is up, and which format it is.

use circles_domain::media::Format;
use image::DynamicImage;

use super::pictures::*;
use super::*;

fn size(file: &[u8]) -> (u32, u32) {
    let image = decoded(file);
    (image.width(), image.height())
}

#[test]
fn a_large_photograph_becomes_two_renditions() {
    let photo = prepare_photo(&fixture("photos/big-12mp.jpg")).unwrap();
    assert!(!photo.original_kept && !photo.removed_metadata);
    assert_eq!((photo.width, photo.height), (2048, 1536));
    assert_eq!(size(&photo.large), (2048, 1536));
    assert_eq!(size(&photo.small), (640, 480));
    assert!((15..=25).contains(&photo.thumbhash.len()));
    let ratio = thumbhash::thumb_hash_to_approximate_aspect_ratio(&photo.thumbhash).unwrap();
    assert!((1.2..1.5).contains(&ratio), "{ratio}");
}

#[test]
fn nothing_is_enlarged() {
    for (width, height) in [(1, 1), (30, 20), (640, 480), (641, 10), (2_048, 1)] {
        for format in [Format::Jpeg, Format::Png] {
            let photo = prepare_photo(&file(&corners(width, height), format, None, None)).unwrap();
            assert_eq!((photo.width, photo.height), (width, height));
            assert_eq!(size(&photo.large), (width, height));
            if width <= 640 {
                assert_eq!(photo.small, photo.large);
            } else {
                assert_eq!(size(&photo.small).0, 640);
            }
        }
    }
}

#[test]
fn lines_stay_lines() {
    let photo = prepare_photo(&file(&corners(3, 9_000), Format::Png, None, None)).unwrap();
    assert_eq!((photo.width, photo.height), (1, 2_048));
    assert_eq!(size(&photo.small), (1, 640));
}

#[test]
fn all_eight_orientations_come_out_upright() {
    let upright = corners(96, 64);
    // What a camera stores, so that turning it as told gives the upright picture.
    let stored: [(u8, DynamicImage); 8] = [
        (1, upright.clone()),
        (2, upright.fliph()),
        (3, upright.rotate180()),
        (4, upright.flipv()),
        (5, upright.rotate270().flipv()),
        (6, upright.rotate270()),
        (7, upright.rotate90().flipv()),
        (8, upright.rotate90()),
    ];
    for (orientation, stored) in stored {
        for format in [Format::Jpeg, Format::Png, Format::WebP] {
            let photo = prepare_photo(&file(&stored, format, Some(orientation), None)).unwrap();
            assert_eq!((photo.width, photo.height), (96, 64), "{orientation} {format:?}");
            assert!(alike(seen_corners(&photo.large), CORNERS), "{orientation} {format:?}");
            assert!(photo.removed_metadata);
            assert_eq!(photo.original_kept, orientation == 1 && format == Format::Jpeg);
            assert_silent(&photo.large);
        }
    }
}

#[test]
fn what_hides_nothing_becomes_a_jpeg_and_what_shows_through_stays_a_png() {
    for format in [Format::Png, Format::WebP, Format::Gif] {
        let opaque = prepare_photo(&file(&corners(900, 700), format, None, None)).unwrap();
        assert!(
            opaque.large.starts_with(&[0xFF, 0xD8]) && opaque.small.starts_with(&[0xFF, 0xD8]),
            "{format:?}"
        );
        assert!(alike(seen_corners(&opaque.large), CORNERS), "the first frame, in {format:?}");

        let clear = prepare_photo(&file(&with_hole(900, 700), format, None, None)).unwrap();
        for rendition in [&clear.large, &clear.small] {
            let image = decoded(rendition).into_rgba8();
            assert!(rendition.starts_with(b"\x89PNG"));
            assert_eq!(image.get_pixel(image.width() / 2, image.height() / 2).0[3], 0);
            assert!(alike(seen_corners(rendition), CORNERS), "colours do not bleed, in {format:?}");
            assert_silent(rendition);
        }
    }
}

#[test]
fn gray_and_deep_pictures_are_taken_too() {
    let gray = DynamicImage::from(corners(2_100, 90).into_luma8());
    let photo = prepare_photo(&file(&gray, Format::Jpeg, None, None)).unwrap();
    assert_eq!(decoded(&photo.large).color(), image::ColorType::L8);
    let deep = DynamicImage::from(corners(900, 700).into_rgb16());
    let photo = prepare_photo(&file(&deep, Format::Png, None, None)).unwrap();
    assert!(alike(seen_corners(&photo.large), CORNERS));
}

#[test]
fn a_poster_is_at_most_1280_and_silent() {
    let poster = prepare_poster(&fixture("photos/big-12mp.jpg")).unwrap();
    assert_eq!((poster.width, poster.height), (1_280, 960));
    assert_eq!(size(&poster.bytes), (1_280, 960));
    assert!(!poster.thumbhash.is_empty());
    let drawn = prepare_poster(&file(&corners(640, 360), Format::Png, None, None)).unwrap();
    assert!(drawn.bytes.starts_with(&[0xFF, 0xD8]), "a canvas gives PNG; it hides nothing");
    assert_silent(&drawn.bytes);
    assert_eq!(prepare_poster(b"no picture"), Err(refused(Field::Photo, Rule::UnsupportedFormat)));
}
