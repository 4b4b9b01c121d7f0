//! Back to bytes: JPEG, or PNG where something shows through.

use circles_domain::Invalid;
use image::codecs::png::PngEncoder;
use image::{ExtendedColorType, ImageEncoder, ImageError, ImageResult};
use jpeg_encoder::{ColorType, Encoder, EncodingError};

use crate::{DAMAGED, Picture, Pixels};

/// Where artefacts stop to be seen on photographs at arm's length; the next steps cost a third more bytes each.
const QUALITY: u8 = 82;

impl Picture {
    /// The stored pixels as a file: a JPEG, or a PNG when it is transparent somewhere; its colour profile, and no
    /// other metadata.
    ///
    /// # Errors
    /// [`circles_domain::Rule::Damaged`] when the encoder refuses, which no picture within the limits makes it do.
    pub fn encode(&self) -> Result<Vec<u8>, Invalid> {
        match &self.pixels {
            Pixels::Gray(image) => self.jpeg(image, ColorType::Luma).map_err(|_| DAMAGED),
            Pixels::Rgb(image) => self.jpeg(image, ColorType::Rgb).map_err(|_| DAMAGED),
            Pixels::Rgba(image) => self.png(image).map_err(|_| DAMAGED),
        }
    }

    fn jpeg(&self, channels: &[u8], color: ColorType) -> Result<Vec<u8>, EncodingError> {
        let (width, height) = self.size();
        let side = |length| u16::try_from(length).unwrap_or(u16::MAX);
        let mut file = Vec::with_capacity(channels.len() / 8);
        let mut encoder = Encoder::new(&mut file, QUALITY);
        if let Some(profile) = &self.icc_profile {
            encoder.add_icc_profile(profile)?;
        }
        encoder.encode(channels, side(width), side(height), color)?;
        Ok(file)
    }

    fn png(&self, channels: &[u8]) -> ImageResult<Vec<u8>> {
        let (width, height) = self.size();
        let mut file = Vec::new();
        let mut encoder = PngEncoder::new(&mut file);
        if let Some(profile) = &self.icc_profile {
            encoder.set_icc_profile(profile.clone()).map_err(ImageError::Unsupported)?;
        }
        encoder.write_image(channels, width, height, ExtendedColorType::Rgba8)?;
        Ok(file)
    }
}
