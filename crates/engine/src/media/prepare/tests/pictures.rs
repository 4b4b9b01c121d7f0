//! Pictures drawn for the tests: four corners of four colours, in any format, any orientation, with any profile.

use std::io::Cursor;

use circles_domain::media::Format;
use image::codecs::gif::GifEncoder;
use image::codecs::jpeg::JpegEncoder;
use image::codecs::png::PngEncoder;
use image::codecs::webp::WebPEncoder;
use image::{DynamicImage, Frame, ImageEncoder, Rgba, RgbaImage};

/// Red, green, blue and white: top left, top right, bottom left, bottom right.
pub const CORNERS: [[u8; 3]; 4] = [[230, 20, 20], [20, 230, 20], [20, 20, 230], [240, 240, 240]];

/// The four colours, each over a quarter.
pub fn corners(width: u32, height: u32) -> DynamicImage {
    RgbaImage::from_fn(width, height, |x, y| {
        let [r, g, b] = CORNERS[usize::from(x >= width / 2) + 2 * usize::from(y >= height / 2)];
        Rgba([r, g, b, 255])
    })
    .into()
}

/// The same with a hole in the middle.
pub fn with_hole(width: u32, height: u32) -> DynamicImage {
    let mut image = corners(width, height).into_rgba8();
    for (x, y, pixel) in image.enumerate_pixels_mut() {
        if x.abs_diff(width / 2) < width / 8 && y.abs_diff(height / 2) < height / 8 {
            pixel.0[3] = 0;
        }
    }
    image.into()
}

/// The colours a little inside of the four corners of an encoded picture.
pub fn seen_corners(file: &[u8]) -> [[u8; 3]; 4] {
    let image = decoded(file).into_rgb8();
    let (width, height) = image.dimensions();
    let at = |x: u32, y: u32| image.get_pixel(width * x / 8, height * y / 8).0;
    [at(1, 1), at(7, 1), at(1, 7), at(7, 7)]
}

/// Whether the colours are the same but for what encoders lose.
pub fn alike(one: [[u8; 3]; 4], other: [[u8; 3]; 4]) -> bool {
    one.as_flattened().iter().zip(other.as_flattened()).all(|(a, b)| a.abs_diff(*b) < 24)
}

pub fn decoded(file: &[u8]) -> DynamicImage {
    image::load_from_memory(file).unwrap()
}

/// The colour profile in an encoded picture.
pub fn profile(file: &[u8]) -> Option<Vec<u8>> {
    use image::ImageDecoder;
    let reader = image::ImageReader::new(Cursor::new(file)).with_guessed_format().unwrap();
    reader.into_decoder().unwrap().icc_profile().unwrap()
}

/// EXIF that says nothing but how to turn the picture.
fn exif(orientation: u8) -> Vec<u8> {
    [b"MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0", &[orientation][..], &[0; 6]].concat()
}

/// The file of a picture, with an orientation and a profile where the format has a place for them.
pub fn file(
    image: &DynamicImage,
    format: Format,
    orientation: Option<u8>,
    profile: Option<&[u8]>,
) -> Vec<u8> {
    fn encode(
        mut encoder: impl ImageEncoder,
        image: &DynamicImage,
        orientation: Option<u8>,
        profile: Option<&[u8]>,
    ) {
        if let Some(orientation) = orientation {
            encoder.set_exif_metadata(exif(orientation)).unwrap();
        }
        if let Some(profile) = profile {
            encoder.set_icc_profile(profile.to_vec()).unwrap();
        }
        image.write_with_encoder(encoder).unwrap();
    }
    let mut file = Vec::new();
    match format {
        Format::Jpeg => {
            let image = if image.color().has_color() { image.to_rgb8().into() } else { image.clone() };
            encode(JpegEncoder::new_with_quality(&mut file, 90), &image, orientation, profile);
        }
        Format::Png => encode(PngEncoder::new(&mut file), image, orientation, profile),
        Format::WebP => encode(WebPEncoder::new_lossless(&mut file), image, orientation, profile),
        Format::Gif => {
            let second = RgbaImage::from_pixel(image.width(), image.height(), Rgba([0, 0, 0, 255]));
            let frames = [image.to_rgba8(), second].map(Frame::new);
            GifEncoder::new(&mut file).encode_frames(frames).unwrap();
        }
        Format::Heic | Format::Mp4 => panic!("nobody draws these here"),
    }
    file
}
