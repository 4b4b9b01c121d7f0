//! From the bytes of a photograph to pixels and back: decode, turn upright, shrink, encode, hash.
//!
//! Promises: what is decoded was held to its limits first; a decoder's panic is [`Rule::Damaged`]; nothing is ever
//! enlarged; the colour profile goes with the pixels, byte for byte; what is encoded carries no other metadata.
//! Does not: know renditions, posts or files. It is a module of the engine in all but one respect: resizers and encoders
//! are generic, so they are compiled where they are used, and without optimisations they take seconds a photograph.
//! As a crate of its own it is optimised in the development profile too, while the engine keeps building fast.

mod decode;
mod encode;
mod scaled;
mod shrink;

use circles_domain::{Field, Invalid, Rule};
use image::metadata::Orientation;
use image::{DynamicImage, GrayImage, RgbImage, RgbaImage};

/// ThumbHash says that more pixels are slow with no benefit, and takes no more.
const HASHED_SIDE: u32 = 100;
const DAMAGED: Invalid = Invalid::new(Field::Photo, Rule::Damaged);

/// A decoded picture.
#[derive(Clone, Debug)]
pub struct Picture {
    pixels: Pixels,
    /// How to turn the pixels to see them upright.
    orientation: Orientation,
    icc_profile: Option<Vec<u8>>,
}

/// Eight bits a channel, and an alpha channel only where something shows through.
#[derive(Clone, Debug)]
enum Pixels {
    Gray(GrayImage),
    Rgb(RgbImage),
    Rgba(RgbaImage),
}

impl Picture {
    /// Whether its stored pixels are upright as they are.
    #[must_use]
    pub fn is_upright(&self) -> bool {
        self.orientation == Orientation::NoTransforms
    }

    /// Width and height of the stored pixels.
    #[must_use]
    pub fn size(&self) -> (u32, u32) {
        match &self.pixels {
            Pixels::Gray(image) => image.dimensions(),
            Pixels::Rgb(image) => image.dimensions(),
            Pixels::Rgba(image) => image.dimensions(),
        }
    }

    /// The picture upright, shrunk until no side is longer than `side`; never enlarged.
    #[must_use]
    pub fn upright_within(self, side: u32) -> Self {
        let pixels = match shrink::fitting(self.size(), side) {
            // Shrunk first: turning costs by the pixel.
            Some(size) => shrink::shrink(self.pixels, size),
            None => self.pixels,
        };
        Self {
            pixels: pixels.turned(self.orientation),
            orientation: Orientation::NoTransforms,
            icc_profile: self.icc_profile,
        }
    }

    /// The bytes of its ThumbHash: what to show while it loads.
    #[must_use]
    pub fn thumbhash(&self) -> Vec<u8> {
        let small = DynamicImage::from(self.clone().upright_within(HASHED_SIDE).pixels).into_rgba8();
        let [width, height] = [small.width(), small.height()].map(|side| side as usize);
        thumbhash::rgba_to_thumb_hash(width, height, small.as_raw())
    }
}

impl Pixels {
    fn turned(self, orientation: Orientation) -> Self {
        if orientation == Orientation::NoTransforms {
            return self;
        }
        let mut image = DynamicImage::from(self);
        image.apply_orientation(orientation);
        Self::from(image)
    }
}

impl From<DynamicImage> for Pixels {
    fn from(image: DynamicImage) -> Self {
        let color = image.color();
        if color.has_alpha() {
            let image = image.into_rgba8();
            // Screenshots have an alpha channel that hides nothing; without it they become small JPEGs.
            if image.pixels().all(|pixel| pixel.0[3] == u8::MAX) {
                Self::Rgb(DynamicImage::from(image).into_rgb8())
            } else {
                Self::Rgba(image)
            }
        } else if color.has_color() {
            Self::Rgb(image.into_rgb8())
        } else {
            Self::Gray(image.into_luma8())
        }
    }
}

impl From<Pixels> for DynamicImage {
    fn from(pixels: Pixels) -> Self {
        match pixels {
            Pixels::Gray(image) => image.into(),
            Pixels::Rgb(image) => image.into(),
            Pixels::Rgba(image) => image.into(),
        }
    }
}
