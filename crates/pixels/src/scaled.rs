//! Progressive JPEGs of many megapixels, decoded at a fraction of their size.
//!
//! Their decoders hold every coefficient until the end: six bytes a pixel, and three more for the pixels. The inverse
//! transform can give blocks of four, two or one pixels across instead of eight, which spares nearly all of the latter.

use circles_domain::Invalid;
use circles_domain::media::LARGE_SIDE;
use image::{GrayImage, RgbImage};
use jpeg_decoder::{CodingProcess, Decoder, PixelFormat};

use crate::{DAMAGED, Pixels, shrink};

/// Below, whole pixels fit easily, and the usual decoder is the faster one.
const PIXELS_MIN: u32 = 16_000_000;

/// The pixels of such a JPEG; `None` for any other, and for colours that are not plain.
pub(crate) fn decode(bytes: &[u8]) -> Result<Option<Pixels>, Invalid> {
    let mut decoder = Decoder::new(bytes);
    decoder.read_info().map_err(|_| DAMAGED)?;
    let info = decoder.info().ok_or(DAMAGED)?;
    let size = (u32::from(info.width), u32::from(info.height));
    let gray = info.pixel_format == PixelFormat::L8;
    let plain = gray || info.pixel_format == PixelFormat::RGB24;
    if info.coding_process != CodingProcess::DctProgressive || !plain || size.0 * size.1 < PIXELS_MIN {
        return Ok(None);
    }
    let Some((width, height)) = shrink::fitting(size, LARGE_SIDE) else { return Ok(None) };
    let side = |length: u32| u16::try_from(length).unwrap_or(u16::MAX);
    let (width, height) = decoder.scale(side(width), side(height)).map_err(|_| DAMAGED)?;
    let (width, height) = (u32::from(width), u32::from(height));
    let pixels = decoder.decode().map_err(|_| DAMAGED)?;
    let pixels = if gray {
        GrayImage::from_raw(width, height, pixels).map(Pixels::Gray)
    } else {
        RgbImage::from_raw(width, height, pixels).map(Pixels::Rgb)
    };
    pixels.map(Some).ok_or(DAMAGED)
}

#[cfg(test)]
mod tests {
    use circles_domain::media::Format;
    use jpeg_encoder::{ColorType, Encoder};

    use crate::{Picture, Pixels};

    const SIZE: (u16, u16) = (5_000, 3_400);

    /// Reddish at the left, bluish at the right.
    fn file(progressive: bool) -> Vec<u8> {
        let (width, height) = (usize::from(SIZE.0), usize::from(SIZE.1));
        let row: Vec<u8> =
            (0..width).flat_map(|x| [(255 - x * 255 / width) as u8, 64, (x * 255 / width) as u8]).collect();
        let mut file = Vec::new();
        let mut encoder = Encoder::new(&mut file, 90);
        encoder.set_progressive(progressive);
        encoder.encode(&row.repeat(height), SIZE.0, SIZE.1, ColorType::Rgb).unwrap();
        file
    }

    #[test]
    fn a_large_progressive_photograph_comes_smaller_and_looks_the_same() {
        let decode = |progressive| Picture::decode(&file(progressive), Format::Jpeg).unwrap();
        let (scaled, whole) = (decode(true), decode(false));
        assert_eq!(whole.size(), (5_000, 3_400));
        assert_eq!(scaled.size(), (2_500, 1_700), "half the size is still more than a large rendition");
        let (scaled, whole) = (scaled.upright_within(2_048), whole.upright_within(2_048));
        assert_eq!(scaled.size(), whole.size());
        let bytes = |picture: &Picture| match &picture.pixels {
            Pixels::Rgb(image) => image.as_raw().clone(),
            Pixels::Gray(_) | Pixels::Rgba(_) => Vec::new(),
        };
        assert_eq!(bytes(&whole).len(), 2_048 * 1_393 * 3);
        let apart = bytes(&scaled).iter().zip(bytes(&whole)).map(|(one, other)| one.abs_diff(other)).max();
        assert!(apart.unwrap() <= 6, "{apart:?}");
    }
}
