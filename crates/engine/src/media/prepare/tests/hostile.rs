//! Damaged and hostile files get an answer, soon, and never a panic; what is taken of them is clean.

use std::sync::LazyLock;
use std::time::{Duration, Instant};

use circles_domain::media::Format;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{Index, select};

use super::pictures::{corners, file, with_hole};
use super::*;

/// A decoder that takes longer than this on a file of kilobytes has been caught in a trap.
const SOON: Duration = Duration::from_secs(10);

static FILES: LazyLock<Vec<Vec<u8>>> = LazyLock::new(|| {
    let drawn = [Format::Jpeg, Format::Png, Format::WebP, Format::Gif];
    let drawn = drawn.map(|format| file(&with_hole(200, 150), format, None, None));
    let real = ["photos/gps.jpg", "photos/sideways.jpg", "photos/display-p3.jpg", "videos/with-location.mp4"];
    let small = file(&corners(40, 30), Format::Jpeg, Some(6), None);
    drawn.into_iter().chain(real.map(fixture)).chain([small]).collect()
});

fn ask(bytes: &[u8]) {
    let start = Instant::now();
    if let Ok(photo) = prepare_photo(bytes) {
        assert_eq!((metadata(&photo.large), metadata(&photo.small)), (Ok(()), Ok(())));
        assert!((1..=2_048).contains(&photo.width) && (1..=2_048).contains(&photo.height));
    }
    if let Ok(video) = prepare_video(bytes.to_vec()) {
        assert_eq!(metadata(&video.bytes), Ok(()));
    }
    assert!(start.elapsed() < SOON, "{:?}", start.elapsed());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn mutated_files(mut bytes in select(&*FILES), changes in vec((any::<bool>(), any::<Index>(), any::<u8>()), 1..20)) {
        for (early, index, value) in changes {
            // Headers come first, and are where the trouble is.
            let within = if early { bytes.len().min(800) } else { bytes.len() };
            bytes[index.index(within)] = value;
        }
        ask(&bytes);
    }

    #[test]
    fn spliced_files(one in select(&*FILES), other in select(&*FILES), cut in any::<Index>(), from in any::<Index>()) {
        ask(&[&one[..cut.index(one.len())], &other[from.index(other.len())..]].concat());
    }

    #[test]
    fn any_bytes_after_a_beginning(start in select(&*FILES), keep in 3..200_usize, bytes in vec(any::<u8>(), 0..4_000)) {
        ask(&[&start[..keep], &bytes].concat());
    }
}
