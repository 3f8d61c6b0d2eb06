//! Pictures that people sent: made small, turned upright, and without what they say of where and when they were taken.

use std::io::Cursor;

use image::codecs::jpeg::JpegEncoder;
use image::{DynamicImage, ImageDecoder, ImageError, ImageReader, Limits};
use tokio::sync::Semaphore;

use crate::error::{Error, Message, Result};

/// Pixels of a side of what is taken.
const WIDEST: u32 = 12_000;
/// Memory that opening one may take.
const MEMORY: u64 = 256 * 1024 * 1024;
const QUALITY: u8 = 82;
/// Each opens its picture whole in memory.
static AT_ONCE: Semaphore = Semaphore::const_new(2);

/// A JPEG whose longer side has at most so many pixels.
///
/// Errors: `Invalid` at `picture` for what is no picture, or too large a one.
pub async fn made_small(bytes: Vec<u8>, side: u32) -> Result<Vec<u8>> {
    let turn = AT_ONCE.acquire().await.map_err(Error::internal)?;
    let made = tokio::task::spawn_blocking(move || small(&bytes, side)).await.map_err(Error::internal)?;
    drop(turn);
    made
}

/// Whether a picture says that it is larger than anyone's machine should have to open. Only its first bytes are read.
pub fn is_huge(bytes: &[u8]) -> bool {
    let Ok(reader) = ImageReader::new(Cursor::new(bytes)).with_guessed_format() else { return false };
    match reader.into_dimensions() {
        Ok((width, height)) => width.max(height) > WIDEST,
        Err(error) => matches!(error, ImageError::Limits(_)),
    }
}

fn small(bytes: &[u8], side: u32) -> Result<Vec<u8>> {
    let wrong = |_| Error::invalid("picture", Message::new("invalid-picture"));
    let mut reader = ImageReader::new(Cursor::new(bytes)).with_guessed_format()?;
    let mut limits = Limits::default();
    limits.max_image_width = Some(WIDEST);
    limits.max_image_height = Some(WIDEST);
    limits.max_alloc = Some(MEMORY);
    reader.limits(limits);
    let mut decoder = reader.into_decoder().map_err(wrong)?;
    let turned = decoder.orientation().map_err(wrong)?;
    let mut picture = DynamicImage::from_decoder(decoder).map_err(wrong)?;
    picture.apply_orientation(turned);
    if picture.width().max(picture.height()) > side {
        picture = picture.resize(side, side, image::imageops::FilterType::CatmullRom);
    }
    // What shines through is white in a JPEG, not black.
    let mut plain = image::RgbImage::from_pixel(picture.width(), picture.height(), image::Rgb([255; 3]));
    for (x, y, pixel) in picture.to_rgba8().enumerate_pixels() {
        let alpha = u16::from(pixel[3]);
        let over = |channel: u8| ((u16::from(channel) * alpha + 255 * (255 - alpha)) / 255) as u8;
        plain.put_pixel(x, y, image::Rgb([over(pixel[0]), over(pixel[1]), over(pixel[2])]));
    }
    let mut made = Vec::new();
    plain.write_with_encoder(JpegEncoder::new_with_quality(&mut made, QUALITY)).map_err(Error::internal)?;
    Ok(made)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn png(width: u32, height: u32) -> Vec<u8> {
        let mut bytes = Vec::new();
        let picture = DynamicImage::new_rgba8(width, height);
        picture.write_to(&mut Cursor::new(&mut bytes), image::ImageFormat::Png).unwrap();
        bytes
    }

    fn crc32(bytes: &[u8]) -> u32 {
        let bit = |sum: u32, _| if sum & 1 == 1 { (sum >> 1) ^ 0xEDB8_8320 } else { sum >> 1 };
        !bytes.iter().fold(!0, |sum: u32, byte| (0..8).fold(sum ^ u32::from(*byte), bit))
    }

    #[test]
    fn a_picture_is_made_small_and_white_where_it_was_clear() {
        let made = small(&png(2_000, 1_000), 400).unwrap();
        let read = image::load_from_memory(&made).unwrap().to_rgb8();
        assert_eq!(read.dimensions(), (400, 200));
        assert!(read.get_pixel(10, 10).0.iter().all(|channel| *channel > 250));
    }

    #[test]
    fn what_is_no_picture_or_claims_to_be_huge_is_refused() {
        assert!(small(b"%PDF-1.7", 400).is_err());
        // A header that says 50,000 × 50,000.
        let mut huge = png(1, 1);
        huge[16..20].copy_from_slice(&50_000_u32.to_be_bytes());
        huge[20..24].copy_from_slice(&50_000_u32.to_be_bytes());
        let sum = crc32(&huge[12..29]);
        huge[29..33].copy_from_slice(&sum.to_be_bytes());
        assert!(small(&huge, 400).is_err());
        assert!(is_huge(&huge) && !is_huge(&png(1, 1)) && !is_huge(b"%PDF-1.7"));
    }
}
