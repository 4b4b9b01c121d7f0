use super::samples::*;
use super::*;

const EXIF: &[u8] = b"Exif\0\0II*\0 39.9042 116.4074";

fn header(format: Format, width: u32, height: u32) -> Result<PhotoHeader, Invalid> {
    Ok(PhotoHeader { format, width, height })
}

#[test]
fn sizes_are_read_from_each_format() {
    assert_eq!(photo_header(&jpeg(4032, 3024, &[])), header(Format::Jpeg, 4032, 3024));
    assert_eq!(photo_header(&png(1200, 800, &[])), header(Format::Png, 1200, 800));
    assert_eq!(photo_header(&gif(300, 200, &picture(300, 200))), header(Format::Gif, 300, 200));
    assert_eq!(photo_header(&webp(&[lossy(900, 601)])), header(Format::WebP, 900, 601));
    assert_eq!(photo_header(&webp(&[canvas(70_000, 2), lossy(9, 2)])), refused(Rule::TooManyPixels));
    assert_eq!(photo_header(&webp(&[canvas(900, 601), lossy(900, 601)])), header(Format::WebP, 900, 601));
    // 800 x 600 without loss: both sides less one, in 14 bits each.
    let lossless = riff(b"VP8L", &[&[0x2F], &(799_u32 | 599 << 14).to_le_bytes()[..]].concat());
    assert_eq!(photo_header(&webp(&[lossless])), header(Format::WebP, 800, 600));
}

#[test]
fn the_first_bytes_decide_what_a_file_is() {
    let brands = |major: &[u8; 4], other: &[u8; 4]| sniff(&atom(b"ftyp", &[major, &[0; 4], other]));
    for heic in [b"heic", b"heix", b"hevc", b"mif1", b"msf1"] {
        assert_eq!(brands(heic, b"mif1"), Some(Format::Heic));
    }
    assert_eq!(brands(b"avif", b"mif1"), None);
    assert_eq!(brands(b"mif1", b"avif"), None);
    for mp4 in [b"isom", b"iso6", b"mp42", b"qt  ", b"3gp5", b"M4V "] {
        assert_eq!(brands(mp4, b"mp41"), Some(Format::Mp4));
    }
    assert_eq!(brands(b"XAVC", b"isom"), Some(Format::Mp4));
    assert_eq!(brands(b"M4A ", b"isom"), None);
    assert_eq!(sniff(b"<svg xmlns='http://www.w3.org/2000/svg'/>"), None);
    assert_eq!(sniff(b""), None);
}

#[test]
fn what_is_no_photograph_is_refused_with_its_reason() {
    let heic = atom(b"ftyp", &[b"heic", &[0; 4], b"mif1"]);
    assert_eq!(photo_header(&heic), refused(Rule::Heic));
    assert_eq!(metadata(&heic), refused(Rule::Heic));
    for other in [Video::default().bytes(), b"<svg/>".to_vec(), b"BM".to_vec(), Vec::new()] {
        assert_eq!(photo_header(&other), refused(Rule::UnsupportedFormat));
    }
    // Arithmetic coding.
    let arithmetic =
        [&[0xFF, 0xD8][..], &segment(0xC9, &[8, 0, 9, 0, 9, 1, 1, 0x11, 0]), &[0xFF, 0xD9]].concat();
    assert_eq!(photo_header(&arithmetic), refused(Rule::UnsupportedFormat));
}

#[test]
fn limits_hold_before_anything_is_decoded() {
    assert!(photo_header(&jpeg(8_000, 6_250, &[])).is_ok(), "50 megapixels");
    assert_eq!(photo_header(&jpeg(8_000, 6_251, &[])), refused(Rule::TooManyPixels));
    assert_eq!(photo_header(&png(SIDE_MAX + 1, 1, &[])), refused(Rule::TooManyPixels));
    assert_eq!(photo_header(&png(u32::MAX, u32::MAX, &[])), refused(Rule::TooManyPixels));
    assert_eq!(photo_header(&png(0, 10, &[])), refused(Rule::Damaged));
    let heavy = vec![0; usize::try_from(PHOTO_BYTES_MAX).unwrap() + 1];
    assert_eq!(photo_header(&heavy), refused(Rule::TooManyBytes));
}

#[test]
fn a_small_canvas_does_not_hide_a_large_picture() {
    assert_eq!(photo_header(&webp(&[canvas(9, 9), lossy(16_383, 16_383)])), refused(Rule::TooManyPixels));
    let animated = riff(b"ANMF", &[&[0; 16], &*lossy(16_383, 16_383)].concat());
    assert_eq!(photo_header(&webp(&[canvas(9, 9), animated])), refused(Rule::TooManyPixels));
    assert_eq!(photo_header(&gif(9, 9, &picture(60_000, 60_000))), refused(Rule::TooManyPixels));
    assert_eq!(photo_header(&jpeg(9, 9, &frame(8, 8))), refused(Rule::Damaged), "two frames");
}

#[test]
fn files_made_to_keep_a_decoder_busy_are_refused() {
    let jpeg = |scans: usize, side: u16| {
        [&[0xFF, 0xD8][..], &frame(side, side), &scan().repeat(scans), &[0xFF, 0xD9]].concat()
    };
    assert!(photo_header(&jpeg(10, 7_000)).is_ok());
    assert_eq!(photo_header(&jpeg(30, 7_000)), refused(Rule::Damaged));
    assert_eq!(photo_header(&jpeg(101, 10)), refused(Rule::Damaged));
    assert!(photo_header(&gif(9, 9, &picture(9, 9).repeat(500))).is_ok());
    assert_eq!(photo_header(&gif(9, 9, &picture(9, 9).repeat(501))), refused(Rule::TooManyPixels));
}

#[test]
fn stripping_a_jpeg_takes_what_tells_and_leaves_what_shows() {
    let icc = segment(0xE2, b"ICC_PROFILE\0\x01\x01profile");
    let adobe = segment(0xEE, b"Adobe\0\x64\0\0\0\0\x01");
    let kept = [icc, adobe].concat();
    let clean = jpeg(640, 480, &kept);
    assert_eq!(carries_metadata_jpeg(&clean), Ok(false));

    let tells = [
        segment(0xE1, EXIF),
        segment(0xE1, b"http://ns.adobe.com/xap/1.0/\0<x:xmpmeta/>"),
        segment(0xE2, b"MPF\0II*\0"),
        segment(0xE2, b"FPXR\0"),
        segment(0xED, b"Photoshop 3.0\x008BIM"),
        segment(0xE0, b"JFXX\0\x13"),
        segment(0xE0, b"CIFF"),
        segment(0xEF, b"maker"),
        segment(0xEB, b"JP\0\0"),
        segment(0xF0, b"JPG0"),
        segment(0xFE, b"a comment"),
        vec![0x00, b'3', b'9', b'.', b'9'],
    ];
    for told in &tells {
        let dirty = jpeg(640, 480, &[told, &*kept].concat());
        assert_eq!(metadata(&dirty), refused(Rule::CarriesMetadata), "{told:?}");
        assert_eq!(strip_jpeg(&dirty), Ok(clean.clone()), "{told:?}");
    }
    let followed = [&*clean, b"ftypmp42 a motion photo"].concat();
    assert_eq!(strip_jpeg(&followed), Ok(clean.clone()));
    assert_eq!(metadata(&followed), refused(Rule::CarriesMetadata));
    assert_eq!(metadata(&clean), Ok(()));
}

#[test]
fn nothing_hides_behind_the_fields_of_a_segment() {
    let adobe = b"Adobe\0\x64\0\0\0\0\x01".as_slice();
    for (marker, fields) in [(0xEE, adobe), (0xDD, &[0, 8]), (0xDC, &[0, 9])] {
        let clean = jpeg(9, 9, &segment(marker, fields));
        assert_eq!(metadata(&clean), Ok(()));
        let dirty = jpeg(9, 9, &segment(marker, &[fields, b"39.9042 116.4074"].concat()));
        assert_eq!(metadata(&dirty), refused(Rule::CarriesMetadata), "{marker:x}");
        assert_eq!(strip_jpeg(&dirty), Ok(clean), "{marker:x}");
    }
    for (name, most) in [(b"hIST", 512), (b"tRNS", 256), (b"gAMA", 4), (b"pHYs", 9), (b"sRGB", 1)] {
        assert_eq!(metadata(&png(9, 9, &chunk(name, &vec![1; most]))), Ok(()));
        let more = png(9, 9, &chunk(name, &vec![1; most + 1]));
        assert_eq!(metadata(&more), refused(Rule::CarriesMetadata), "{name:?}");
    }
}

#[test]
fn the_thumbnail_in_a_jfif_header_goes() {
    let tables = [segment(0xDB, &[0; 65]), frame(9, 9), scan()].concat();
    let jpeg = |jfif: &[u8]| [&[0xFF, 0xD8], &*segment(0xE0, jfif), &tables, &[0xFF, 0xD9]].concat();
    let with = jpeg(b"JFIF\0\x01\x02\0\0\x01\0\x01\x01\x01RGB");
    let without = jpeg(b"JFIF\0\x01\x02\0\0\x01\0\x01\0\0");
    assert_eq!(metadata(&with), refused(Rule::CarriesMetadata));
    assert_eq!(strip_jpeg(&with), Ok(without));
}

#[test]
fn png_may_hold_what_shows_only() {
    for shown in [b"iCCP", b"pHYs", b"acTL", b"gAMA"] {
        assert_eq!(metadata(&png(9, 9, &chunk(shown, b"x"))), Ok(()));
    }
    for told in [b"eXIf", b"tEXt", b"iTXt", b"zTXt", b"tIME", b"caBX", b"orNT"] {
        assert_eq!(metadata(&png(9, 9, &chunk(told, EXIF))), refused(Rule::CarriesMetadata));
    }
    assert_eq!(metadata(&[png(9, 9, &[]), b"more".to_vec()].concat()), refused(Rule::CarriesMetadata));
    assert_eq!(photo_header(&png(9, 9, &chunk(b"IHDR", &[0; 13]))), refused(Rule::Damaged));
    let whole = png(9, 9, &[]);
    let picture = chunk(b"IDAT", &[0]).len() + chunk(b"IEND", &[]).len();
    let nothing = [&whole[..whole.len() - picture], &chunk(b"IEND", &[])].concat();
    assert_eq!(photo_header(&nothing), refused(Rule::Damaged), "a header without a picture");
}

#[test]
fn webp_may_hold_what_shows_only() {
    assert_eq!(metadata(&webp(&[canvas(9, 9), riff(b"ICCP", b"odd"), lossy(9, 9)])), Ok(()));
    for told in [b"EXIF", b"XMP ", b"TEXT"] {
        assert_eq!(
            metadata(&webp(&[canvas(9, 9), lossy(9, 9), riff(told, EXIF)])),
            refused(Rule::CarriesMetadata)
        );
        let frame = riff(b"ANMF", &[&[0; 16], &*lossy(9, 9), &*riff(told, EXIF)].concat());
        assert_eq!(metadata(&webp(&[canvas(9, 9), frame])), refused(Rule::CarriesMetadata));
    }
    assert_eq!(metadata(&[webp(&[lossy(9, 9)]), b"more".to_vec()].concat()), refused(Rule::CarriesMetadata));
}

#[test]
fn gif_may_hold_what_shows_only() {
    let extension = |label: u8, name: &[u8]| {
        [&[0x21, label, u8::try_from(name.len()).unwrap()], name, &[3, 1, 0, 0, 0]].concat()
    };
    for (label, name) in [(0xF9, &b"\0\0\0\0"[..]), (0xFF, b"NETSCAPE2.0"), (0xFF, b"ICCRGBG1012")] {
        assert_eq!(metadata(&gif(9, 9, &[extension(label, name), picture(9, 9)].concat())), Ok(()));
    }
    for (label, name) in [(0xFE, &b"39.9042"[..]), (0xFF, b"XMP DataXMP"), (0x01, b"text"), (0x99, b"?")] {
        let told = gif(9, 9, &[extension(label, name), picture(9, 9)].concat());
        assert_eq!(metadata(&told), refused(Rule::CarriesMetadata));
    }
    assert_eq!(
        metadata(&[gif(9, 9, &picture(9, 9)), b"more".to_vec()].concat()),
        refused(Rule::CarriesMetadata)
    );
}
