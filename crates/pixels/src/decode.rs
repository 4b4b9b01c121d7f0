//! Decoding, fenced in: limits before, unwinding panics caught.

use std::io::Cursor;
use std::panic::catch_unwind;

use circles_domain::media::{Format, SIDE_MAX};
use circles_domain::{Field, Invalid, Rule};
use image::metadata::Orientation;
use image::{DynamicImage, ImageDecoder, ImageError, ImageFormat, ImageReader, Limits};

use crate::{DAMAGED, Picture, Pixels, scaled};

/// Most bytes of decoded pixels, and of what a decoder holds meanwhile: 50 megapixels with eight bits a channel fit.
const ALLOC_MAX: u64 = 256 << 20;
/// Profiles of cameras and screens have some kilobytes. Larger ones are tables of printers and scanners, and would
/// outweigh a small rendition many times.
const ICC_PROFILE_MAX: usize = 1 << 20;

impl Picture {
    /// Decodes a photograph whose header was found within the limits (`circles_domain::media::photo_header`, which
    /// also gives its format); of an animation the first frame. A progressive JPEG of many megapixels comes at a half, a
    /// quarter or an eighth of its size, never below that of a large rendition.
    ///
    /// # Errors
    /// [`Rule::Damaged`] for what does not decode, [`Rule::TooManyPixels`] for what would take too much memory,
    /// [`Rule::UnsupportedFormat`] for rare encodings, [`Rule::Heic`].
    pub fn decode(bytes: &[u8], format: Format) -> Result<Self, Invalid> {
        let format = match format {
            Format::Jpeg => ImageFormat::Jpeg,
            Format::Png => ImageFormat::Png,
            Format::WebP => ImageFormat::WebP,
            Format::Gif => ImageFormat::Gif,
            Format::Heic => return Err(Invalid::new(Field::Photo, Rule::Heic)),
            Format::Mp4 => return Err(Invalid::new(Field::Photo, Rule::UnsupportedFormat)),
        };
        // Decoders of hostile bytes do panic at times. Nothing outlives the closure that could be left half done.
        catch_unwind(|| decode(bytes, format)).unwrap_or(Err(DAMAGED))
    }
}

fn decode(bytes: &[u8], format: ImageFormat) -> Result<Picture, Invalid> {
    let mut limits = Limits::default();
    limits.max_image_width = Some(SIDE_MAX);
    limits.max_image_height = Some(SIDE_MAX);
    limits.max_alloc = Some(ALLOC_MAX);
    let mut reader = ImageReader::with_format(Cursor::new(bytes), format);
    reader.limits(limits);
    let mut decoder = reader.into_decoder().map_err(broken_rule)?;
    if decoder.total_bytes() > ALLOC_MAX {
        return Err(Invalid::new(Field::Photo, Rule::TooManyPixels));
    }
    // A photograph with an unreadable profile or orientation is still a photograph.
    let icc_profile = decoder.icc_profile().unwrap_or_default();
    let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    let scaled = if format == ImageFormat::Jpeg { scaled::decode(bytes)? } else { None };
    let pixels = match scaled {
        Some(pixels) => pixels,
        None => Pixels::from(DynamicImage::from_decoder(decoder).map_err(broken_rule)?),
    };
    let icc_profile = icc_profile.filter(|profile| describes(profile, &pixels));
    Ok(Picture { pixels, orientation, icc_profile })
}

/// Whether the profile is one of these pixels' colours: a decoder turns CMYK into RGB, and its profile says nothing
/// about the result.
fn describes(profile: &[u8], pixels: &Pixels) -> bool {
    let space: &[u8] = match pixels {
        Pixels::Gray(_) => b"GRAY",
        Pixels::Rgb(_) | Pixels::Rgba(_) => b"RGB ",
    };
    profile.len() <= ICC_PROFILE_MAX && profile.get(16..20) == Some(space)
}

fn broken_rule(error: ImageError) -> Invalid {
    let rule = match error {
        ImageError::Limits(_) => Rule::TooManyPixels,
        ImageError::Unsupported(_) => Rule::UnsupportedFormat,
        ImageError::Decoding(_)
        | ImageError::Encoding(_)
        | ImageError::Parameter(_)
        | ImageError::IoError(_) => Rule::Damaged,
    };
    Invalid::new(Field::Photo, rule)
}

#[cfg(test)]
mod tests {
    use jpeg_encoder::{ColorType, Encoder};

    use super::*;

    fn with_profile(color: ColorType, channels: usize, space: &[u8; 4]) -> Picture {
        let profile = [&[0; 16][..], space, &[0; 108]].concat();
        let mut file = Vec::new();
        let mut encoder = Encoder::new(&mut file, 90);
        encoder.add_icc_profile(&profile).unwrap();
        encoder.encode(&vec![128; 64 * channels], 8, 8, color).unwrap();
        Picture::decode(&file, Format::Jpeg).unwrap()
    }

    #[test]
    fn a_profile_goes_only_with_the_colours_that_it_describes() {
        assert!(with_profile(ColorType::Rgb, 3, b"RGB ").icc_profile.is_some());
        assert!(with_profile(ColorType::Luma, 1, b"GRAY").icc_profile.is_some());
        assert!(with_profile(ColorType::Cmyk, 4, b"CMYK").icc_profile.is_none());
        assert!(with_profile(ColorType::Luma, 1, b"RGB ").icc_profile.is_none());
    }

    #[test]
    fn what_is_not_what_it_is_said_to_be_does_not_decode() {
        for format in [Format::Jpeg, Format::Png, Format::WebP, Format::Gif] {
            assert_eq!(Picture::decode(b"not a picture", format).err(), Some(DAMAGED));
        }
        assert_eq!(Picture::decode(b"", Format::Heic).unwrap_err().rule, Rule::Heic);
    }
}
