//! Whatever the bytes are, there is an answer and no panic, and what was cleaned is clean.

use std::sync::LazyLock;

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{Index, select};

use super::samples::*;
use super::*;

/// One of each format, hand-made and real, with all that may be found in it.
static SAMPLES: LazyLock<Vec<Vec<u8>>> = LazyLock::new(|| {
    let exif = segment(0xE1, b"Exif\0\0");
    let place = atom(b"udta", &[b"+39.9042+116.4074/"]);
    vec![
        jpeg(64, 48, &exif),
        png(64, 48, &chunk(b"tEXt", b"here")),
        webp(&[canvas(64, 48), lossy(64, 48), riff(b"EXIF", b"here"), riff(b"ANMF", &[0; 20])]),
        gif(64, 48, &[picture(64, 48), vec![0x21, 0xFE, 2, 1, 1, 0]].concat()),
        Video { in_movie: place.clone(), in_track: place, taken_at: 9, ..Video::default() }.bytes(),
        fixture("photos/gps.jpg"),
        fixture("photos/sideways.jpg"),
        fixture("photos/display-p3.jpg"),
        fixture("videos/with-location.mp4"),
    ]
});

/// Asks everything of the bytes; gives nothing, for only panics and broken promises matter.
fn ask(bytes: &[u8]) {
    let _ = photo_header(bytes);
    let verdict = metadata(bytes);
    if let Ok(clean) = strip_jpeg(bytes) {
        assert_eq!(strip_jpeg(&clean).as_ref(), Ok(&clean));
        assert_eq!(carries_metadata_jpeg(bytes), Ok(clean != bytes));
    }
    let header = inspect_mp4(bytes);
    let mut blank = bytes.to_vec();
    if blank_location_mp4(&mut blank) && sniff(bytes) == Some(Format::Mp4) {
        assert_eq!(verdict, refused_video(Rule::CarriesMetadata));
        assert_eq!(metadata(&blank), Ok(()));
        if header.is_ok() {
            assert_eq!(inspect_mp4(&blank), header);
        }
    }
}

/// A place in a file; the structure is at its beginning more often than not.
fn place() -> impl Strategy<Value = (bool, Index)> {
    any::<(bool, Index)>()
}

fn at((early, index): (bool, Index), length: usize) -> usize {
    index.index(if early { length.min(600) } else { length })
}

#[test]
fn every_cut_is_found_out() {
    let photos = [jpeg(64, 48, &[]), png(64, 48, &[]), webp(&[lossy(64, 48)]), gif(64, 48, &picture(64, 48))];
    for photo in photos {
        assert!(photo_header(&photo).is_ok());
        assert!((0..photo.len()).all(|length| photo_header(&photo[..length]).is_err()));
    }
    let video = Video::default().bytes();
    assert!((0..video.len()).all(|length| inspect_mp4(&video[..length]).is_err()));
}

/// Sizes at the limits, made of the pieces that take the most steps a byte.
#[test]
fn the_longest_walks_end() {
    let [most, half] = [PHOTO_BYTES_MAX, PHOTO_BYTES_MAX / 2].map(|size| usize::try_from(size).unwrap());
    let mut scan = jpeg(64, 48, &[]);
    scan.truncate(scan.len() - 2);
    assert_eq!(photo_header(&[&*scan, &[0xFF, 0x00].repeat(half - 500)].concat()), refused(Rule::Damaged));
    assert_eq!(photo_header(&[&*scan, &vec![0xFF; most - 500]].concat()), refused(Rule::Damaged));
    let atoms = [&Video::default().bytes(), &atom(b"free", &[]).repeat(half / 8)[..]].concat();
    assert_eq!(inspect_mp4(&atoms), refused_video(Rule::Damaged));
}

proptest! {
    #[test]
    fn random_bytes_after_any_magic(bytes in vec(any::<u8>(), 0..2_000), sample in select(&*SAMPLES), keep in 0..40_usize) {
        ask(&bytes);
        ask(&[&sample[..keep.min(sample.len())], &bytes].concat());
    }

    #[test]
    fn mutated_files(mut bytes in select(&*SAMPLES), changes in vec((place(), any::<u8>()), 1..12)) {
        for (place, value) in changes {
            let at = at(place, bytes.len());
            bytes[at] = value;
        }
        ask(&bytes);
    }

    #[test]
    fn lengths_that_lie(mut bytes in select(&*SAMPLES), place in place(), value in select(vec![0_u32, 1, 2, 7, 8, 0x7FFF_FFFF, u32::MAX])) {
        let at = at(place, bytes.len() - 4);
        bytes[at..at + 4].copy_from_slice(&value.to_be_bytes());
        ask(&bytes);
    }

    #[test]
    fn files_cut_short(bytes in select(&*SAMPLES), place in place()) {
        ask(&bytes[..at(place, bytes.len())]);
    }

    #[test]
    fn spliced_files(one in select(&*SAMPLES), other in select(&*SAMPLES), cut in place(), from in place()) {
        ask(&[&one[..at(cut, one.len())], &other[at(from, other.len())..]].concat());
    }
}
