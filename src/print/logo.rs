//! The office's sign: a PNG becomes dots.
//!
//! Promises: never wider than narrow paper and never higher than 15 mm, so that
//! a ticket keeps its length; a damaged or huge file is an error, not a stop.

use std::fs::File;
use std::io::BufReader;
use std::path::Path;

use super::bitmap::Bitmap;

/// Fits 58 mm paper with its margins, in dots.
const WIDEST: u32 = 344;
/// 15 mm, in dots.
const HIGHEST: u32 = 120;
/// A sign drawn for print has no more pixels a side.
const PIXELS: u32 = 4000;
/// Darker than the middle is black, as for letters.
const INK: u64 = 128;

/// Why there is no sign.
#[derive(Debug, thiserror::Error)]
pub enum LogoError {
    #[error("open the picture: {0}")]
    Open(#[from] std::io::Error),
    #[error("read the PNG: {0}")]
    Png(#[from] png::DecodingError),
    #[error("the picture is {0} × {1} pixels; up to 4000 × 4000 are read")]
    Size(u32, u32),
}

/// Reads a PNG and sets it to size.
pub fn read(path: &Path) -> Result<Bitmap, LogoError> {
    let mut decoder = png::Decoder::new(BufReader::new(File::open(path)?));
    decoder.set_transformations(png::Transformations::EXPAND | png::Transformations::STRIP_16);
    let mut reader = decoder.read_info()?;
    let (width, height) = (reader.info().width, reader.info().height);
    if width == 0 || height == 0 || width > PIXELS || height > PIXELS {
        return Err(LogoError::Size(width, height));
    }
    let size = reader.output_buffer_size().unwrap_or(0);
    let mut bytes = vec![0; size];
    let info = reader.next_frame(&mut bytes)?;
    let samples = info.color_type.samples();
    let light: Vec<u8> = bytes.chunks(samples).map(lightness).collect();
    Ok(to_size(&light, width, height))
}

/// On white paper: what shines through is white.
fn lightness(pixel: &[u8]) -> u8 {
    let mean = |parts: &[u8]| {
        let sum: u32 = parts.iter().map(|part| u32::from(*part)).sum();
        sum / u32::try_from(parts.len()).unwrap_or(1).max(1)
    };
    let (light, alpha) = match pixel {
        [light] => (u32::from(*light), 255),
        [light, alpha] => (u32::from(*light), u32::from(*alpha)),
        [colour @ .., alpha] if colour.len() == 3 => (mean(colour), u32::from(*alpha)),
        colour => (mean(colour), 255),
    };
    u8::try_from((light * alpha + 255 * (255 - alpha)) / 255).unwrap_or(255)
}

fn to_size(light: &[u8], width: u32, height: u32) -> Bitmap {
    // Never enlarged; as many dots as fit both ways.
    let wide = width.min(WIDEST).min(width * HIGHEST / height).max(1);
    let high = (height * wide / width).clamp(1, HIGHEST);
    let mut picture = Bitmap::new(u16::try_from(wide).unwrap_or(8));
    picture.grow_to(i32::try_from(high).unwrap_or(0));
    let stride = usize::try_from(width).unwrap_or(1);
    for y in 0..high {
        for x in 0..wide {
            let rows = span(y, high, height);
            let columns = span(x, wide, width);
            let (mut sum, mut count) = (0_u64, 0_u64);
            for row in light.chunks(stride).take(rows.end).skip(rows.start) {
                for value in row.iter().take(columns.end).skip(columns.start) {
                    sum += u64::from(*value);
                    count += 1;
                }
            }
            if count > 0 && sum / count < INK {
                let place = (i32::try_from(x), i32::try_from(y));
                if let (Ok(x), Ok(y)) = place {
                    picture.set(x, y);
                }
            }
        }
    }
    picture
}

/// The pixels that a dot stands for.
fn span(at: u32, dots: u32, pixels: u32) -> std::ops::Range<usize> {
    let from = at * pixels / dots;
    let to = ((at + 1) * pixels / dots).max(from + 1);
    usize::try_from(from).unwrap_or(0)..usize::try_from(to).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sign_is_set_to_size_and_keeps_its_shape() {
        // 800 × 400, the left half black.
        let light: Vec<u8> = (0..400_usize)
            .flat_map(|_| (0..800_usize).map(|x| if x < 400 { 0 } else { 255 }))
            .collect();
        let picture = to_size(&light, 800, 400);
        assert_eq!((picture.width(), picture.height()), (240, 120));
        assert_eq!(picture.ink(), Some((0, 0, 120, 120)));
    }

    #[test]
    fn what_shines_through_is_white() {
        assert_eq!(lightness(&[0, 0]), 255);
        assert_eq!(lightness(&[0, 0, 0, 255]), 0);
        assert_eq!(lightness(&[9]), 9);
    }

    #[test]
    fn a_file_that_is_no_picture_is_an_error() {
        let path = std::env::temp_dir().join(format!("talon-logo-{}", std::process::id()));
        std::fs::write(&path, b"no picture").unwrap();
        assert!(matches!(read(&path), Err(LogoError::Png(_))));
        std::fs::remove_file(&path).unwrap();
        assert!(matches!(read(&path), Err(LogoError::Open(_))));
    }
}
