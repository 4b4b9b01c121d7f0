//! Making smaller: Lanczos3, in the channels that the picture has.

use fast_image_resize::images::{TypedImage, TypedImageRef};
use fast_image_resize::pixels::{U8, U8x3, U8x4};
use fast_image_resize::{ImageError, MulDiv, PixelTrait, ResizeOptions, Resizer};
use image::{ImageBuffer, Pixel, RgbaImage};

use crate::Pixels;

/// The size that fits into a square of `side` with the same proportions; `None` when it fits as it is.
pub(crate) fn fitting((width, height): (u32, u32), side: u32) -> Option<(u32, u32)> {
    let longest = width.max(height);
    // Rounded to the nearest; a line of one pixel stays one.
    let scaled =
        |length: u32| (u64::from(length) * u64::from(side) + u64::from(longest) / 2) / u64::from(longest);
    let fitted = |length| u32::try_from(scaled(length)).unwrap_or(side).max(1);
    (longest > side).then(|| (fitted(width), fitted(height)))
}

/// The picture at that size. It is taken, because what shows through is multiplied by its alpha in place: in a copy, fifty
/// megapixels of it would be two hundred megabytes more.
pub(crate) fn shrink(pixels: Pixels, size: (u32, u32)) -> Pixels {
    match pixels {
        Pixels::Gray(image) => Pixels::Gray(resample::<U8, _>(&image, size)),
        Pixels::Rgb(image) => Pixels::Rgb(resample::<U8x3, _>(&image, size)),
        Pixels::Rgba(mut image) => {
            // So that what is transparent does not bleed its colour.
            by_alpha(&mut image, MulDiv::multiply_alpha_inplace_typed::<U8x4>);
            let mut shrunk = resample::<U8x4, _>(&image, size);
            by_alpha(&mut shrunk, MulDiv::divide_alpha_inplace_typed::<U8x4>);
            Pixels::Rgba(shrunk)
        }
    }
}

fn by_alpha<'a>(
    image: &'a mut RgbaImage,
    deed: impl Fn(&MulDiv, &mut TypedImage<'a, U8x4>) -> Result<(), ImageError>,
) {
    let (width, height) = image.dimensions();
    if let Ok(mut pixels) = TypedImage::<U8x4>::from_buffer(width, height, image.as_mut()) {
        let done = deed(&MulDiv::default(), &mut pixels);
        debug_assert!(done.is_ok());
    }
}

type Image<P> = ImageBuffer<P, Vec<u8>>;

/// `C` is to the resizer what `P` is to the decoder: it names the channels of the same bytes. Naming them here
/// keeps a dozen other pixel types from being compiled.
fn resample<C: PixelTrait, P: Pixel<Subpixel = u8>>(
    image: &Image<P>,
    (width, height): (u32, u32),
) -> Image<P> {
    let mut shrunk = Image::<P>::new(width, height);
    let source = TypedImageRef::<C>::from_buffer(image.width(), image.height(), image.as_raw());
    let target = TypedImage::<C>::from_buffer(width, height, &mut shrunk);
    if let (Ok(source), Ok(mut target)) = (source, target) {
        // Fails for a part that is not within the source; the whole is.
        let resampled =
            Resizer::new().resize_typed(&source, &mut target, &ResizeOptions::new().use_alpha(false));
        debug_assert!(resampled.is_ok());
    }
    shrunk
}

#[cfg(test)]
mod tests {
    use super::fitting;

    #[test]
    fn proportions_are_kept_to_the_nearest_pixel() {
        assert_eq!(fitting((4_032, 3_024), 2_048), Some((2_048, 1_536)));
        assert_eq!(fitting((3_024, 4_032), 640), Some((480, 640)));
        assert_eq!(fitting((1_001, 667), 1_000), Some((1_000, 666)));
        assert_eq!(fitting((20_000, 1), 640), Some((640, 1)));
        assert_eq!(fitting((640, 640), 640), None);
        assert_eq!(fitting((0, 0), 640), None);
    }
}
