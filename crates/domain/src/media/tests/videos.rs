use super::samples::*;
use super::*;

const PLACE: &[u8] = b"+39.9042+116.4074/";

fn inspected(video: &Video) -> Result<VideoHeader, Invalid> {
    inspect_mp4(&video.bytes())
}

#[test]
fn headers_say_how_a_video_plays() {
    let plain =
        VideoHeader { width: 640, height: 360, duration_ms: 10_000, has_sound: true, faststart: true };
    assert_eq!(inspected(&Video::default()), Ok(plain));
    assert_eq!(inspected(&Video { brand: b"qt  ", codec: b"avc3", ..Video::default() }), Ok(plain));
    assert_eq!(
        inspected(&Video { sound: None, ..Video::default() }),
        Ok(VideoHeader { has_sound: false, ..plain })
    );
    let upright = VideoHeader { width: 360, height: 640, ..plain };
    assert_eq!(inspected(&Video { turned: true, ..Video::default() }), Ok(upright));
    let late = Video { in_file: atom(b"mdat", &[&[1]]), ..Video::default() }.bytes();
    let index = late.windows(4).position(|name| name == b"moov").unwrap() - 4;
    let samples = late.windows(4).position(|name| name == b"mdat").unwrap() - 4;
    let moved = [&late[..index], &late[samples..], &late[index..samples]].concat();
    assert_eq!(inspect_mp4(&moved), Ok(VideoHeader { faststart: false, ..plain }));
}

#[test]
fn each_rule_of_videos_is_refused_by_name() {
    let rule = |video: Video| inspected(&video).unwrap_err().rule;
    assert_eq!(rule(Video { codec: b"hvc1", ..Video::default() }), Rule::UnsupportedFormat);
    assert_eq!(rule(Video { sound: Some(b"samr"), ..Video::default() }), Rule::UnsupportedFormat);
    assert_eq!(
        rule(Video { handler: b"soun", codec: b"mp4a", sound: None, ..Video::default() }),
        Rule::UnsupportedFormat
    );
    assert_eq!(rule(Video { handler: b"meta", codec: b"mebx", ..Video::default() }), Rule::CarriesMetadata);
    assert_eq!(rule(Video { brand: b"heic", ..Video::default() }), Rule::UnsupportedFormat);
    assert_eq!(rule(Video { in_movie: atom(b"mvex", &[]), ..Video::default() }), Rule::UnsupportedFormat);
    assert_eq!(rule(Video { in_file: atom(b"moof", &[]), ..Video::default() }), Rule::UnsupportedFormat);
    assert!(inspected(&Video { seconds: 60, ..Video::default() }).is_ok());
    assert_eq!(rule(Video { seconds: 61, ..Video::default() }), Rule::TooLong);
    assert_eq!(rule(Video { seconds: 0, ..Video::default() }), Rule::Damaged);
    let heavy = vec![0; usize::try_from(VIDEO_BYTES_MAX).unwrap() + 1];
    assert_eq!(inspect_mp4(&heavy), refused_video(Rule::TooManyBytes));
}

#[test]
fn a_header_that_claims_a_shorter_film_than_its_samples_is_not_believed() {
    let mut long = Video { seconds: 300, ..Video::default() }.bytes();
    let movie = long.windows(4).position(|name| name == b"mvhd").unwrap() + 4;
    long[movie + 16..movie + 20].copy_from_slice(&30_000_u32.to_be_bytes());
    assert_eq!(inspect_mp4(&long), refused_video(Rule::TooLong));
    // And one that leaves its length open is as long as its samples.
    let mut open = Video::default().bytes();
    open[movie + 16..movie + 20].fill(0xFF);
    assert_eq!(inspect_mp4(&open).unwrap().duration_ms, 10_000);
}

#[test]
fn blanking_takes_places_and_times_and_moves_nothing() {
    let user_data = atom(b"udta", &[&atom(b"\xA9xyz", &[&[0, 18, 0x15, 0xC7], PLACE])]);
    let telling = [
        Video { in_movie: user_data.clone(), ..Video::default() },
        Video { in_movie: atom(b"meta", &[PLACE]), ..Video::default() },
        Video { in_movie: atom(b"gps ", &[PLACE]), ..Video::default() },
        Video { in_track: user_data.clone(), ..Video::default() },
        Video { in_track: atom(b"meta", &[PLACE]), ..Video::default() },
        Video { in_file: atom(b"uuid", &[&[9; 16], PLACE]), ..Video::default() },
        Video { in_file: atom(b"meta", &[PLACE]), ..Video::default() },
        Video { in_file: user_data, ..Video::default() },
        Video { in_file: atom(b"free", &[b"GPS ", PLACE]), ..Video::default() },
        Video { taken_at: 0xE123_4567, ..Video::default() },
    ];
    for video in telling {
        let before = video.bytes();
        assert_eq!(metadata(&before), refused_video(Rule::CarriesMetadata));
        let mut after = before.clone();
        assert!(blank_location_mp4(&mut after));
        assert_eq!(metadata(&after), Ok(()));
        assert!(!after.windows(PLACE.len()).any(|bytes| bytes == PLACE));
        assert!(!after.windows(4).any(|bytes| bytes == 0xE123_4567_u32.to_be_bytes()));
        assert_eq!(inspect_mp4(&after), inspect_mp4(&before));
        assert_eq!(after.len(), before.len());
        assert!(after.ends_with(&before[before.len() - 48..]), "the samples stay where they are");
        assert!(!blank_location_mp4(&mut after), "nothing is left to blank");
    }
}

#[test]
fn encoders_may_sign_their_work_but_are_forgotten() {
    let mut video = Video { sound: None, ..Video::default() }.bytes();
    assert_eq!(metadata(&video), Ok(()), "a foreign client need not rewrite what its encoder writes");
    assert!(!blank_location_mp4(&mut video), "no metadata to speak of");
    assert!(!video.windows(10).any(|bytes| bytes == b"Core Media" || bytes == b"xxxxxxxxxx"));
}

#[test]
fn wide_headers_are_read_and_blanked_too() {
    let mut video = Video::default().bytes();
    let start = video.windows(4).position(|name| name == b"mvhd").unwrap() - 4;
    let (time, rest) = ([7; 8], [0; 80]);
    let wide = atom(
        b"mvhd",
        &[&[1, 0, 0, 0], &time, &time, &1_000_u32.to_be_bytes(), &9_000_u64.to_be_bytes(), &rest],
    );
    let narrow_length = 8 + 20 + 80;
    let grown = u32::try_from(wide.len() - narrow_length).unwrap();
    video.splice(start..start + narrow_length, wide);
    let index_length = u32::from_be_bytes(video[start - 8..start - 4].try_into().unwrap()) + grown;
    video[start - 8..start - 4].copy_from_slice(&index_length.to_be_bytes());
    assert_eq!(inspect_mp4(&video).unwrap().duration_ms, 9_000);
    assert!(blank_location_mp4(&mut video));
    assert_eq!(video[start + 12..start + 28], [0; 16]);
}

#[test]
fn the_samples_may_need_64_bits_or_reach_to_the_end() {
    let video = Video::default().bytes();
    let samples = video.len() - 48;
    let wide = [&video[..samples], &[0, 0, 0, 1], b"mdat", &56_u64.to_be_bytes(), &[7; 40]].concat();
    assert_eq!(inspect_mp4(&wide), inspect_mp4(&video));
    let open = [&video[..samples], &[0, 0, 0, 0], b"mdat", &[7; 40]].concat();
    assert_eq!(inspect_mp4(&open), inspect_mp4(&video));
}
