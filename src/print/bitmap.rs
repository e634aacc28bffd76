//! A one-bit picture: what a thermal head can draw.
//!
//! Promises: every coordinate is safe; a dot outside the picture is not drawn.
//! Rows are kept as the printer wants them: eight dots a byte, left dot first,
//! one is black.

use std::io;

/// The longest picture, in dots: a metre of paper at 8 dots/mm. It bounds the
/// memory that hostile bytes can ask of the preview.
const MAX_HEIGHT: u16 = 8000;

/// A one-bit picture of fixed width that grows downwards.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bitmap {
    width: u16,
    height: u16,
    bytes: Vec<u8>,
}

impl Bitmap {
    /// Blank paper `width` dots wide (rounded up to a whole byte) and no dots long.
    pub fn new(width: u16) -> Self {
        Self {
            width: width.clamp(8, 4096).next_multiple_of(8),
            height: 0,
            bytes: Vec::new(),
        }
    }

    /// Width in dots; a multiple of eight.
    pub fn width(&self) -> u16 {
        self.width
    }

    /// Height in dots.
    pub fn height(&self) -> u16 {
        self.height
    }

    /// Bytes in one row.
    pub fn stride(&self) -> usize {
        usize::from(self.width / 8)
    }

    /// All rows, top first.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// Makes the picture at least `height` dots long, up to a metre of paper.
    pub fn grow_to(&mut self, height: i32) {
        let wanted = u16::try_from(height.clamp(0, i32::from(MAX_HEIGHT))).unwrap_or(MAX_HEIGHT);
        if wanted > self.height {
            self.height = wanted;
            self.bytes.resize(self.stride() * usize::from(wanted), 0);
        }
    }

    /// Whether the dot is black; white outside the picture.
    pub fn get(&self, x: i32, y: i32) -> bool {
        self.place(x, y)
            .and_then(|(at, mask)| self.bytes.get(at).map(|byte| byte & mask != 0))
            .unwrap_or(false)
    }

    /// Blackens a dot.
    pub fn set(&mut self, x: i32, y: i32) {
        if let Some((at, mask)) = self.place(x, y)
            && let Some(byte) = self.bytes.get_mut(at)
        {
            *byte |= mask;
        }
    }

    /// Blackens a rectangle.
    pub fn fill(&mut self, left: i32, top: i32, width: i32, height: i32) {
        for y in top.max(0)..(top + height).min(i32::from(self.height)) {
            for x in left.max(0)..(left + width).min(i32::from(self.width)) {
                self.set(x, y);
            }
        }
    }

    /// Draws the black dots of another picture here.
    pub fn stamp(&mut self, other: &Self, left: i32, top: i32) {
        for (y, row) in (top..).zip(other.bytes.chunks(other.stride())) {
            for (column, byte) in (0..).zip(row).filter(|(_, byte)| **byte != 0) {
                for bit in (0..8).filter(|bit| byte & (0x80 >> bit) != 0) {
                    self.set(left + column * 8 + bit, y);
                }
            }
        }
    }

    /// The smallest box around all black dots: left, top, width, height.
    pub fn ink(&self) -> Option<(i32, i32, i32, i32)> {
        let (mut left, mut right, mut top, mut bottom) = (i32::MAX, i32::MIN, i32::MAX, i32::MIN);
        for (y, row) in (0..).zip(self.bytes.chunks(self.stride())) {
            for (column, byte) in (0..).zip(row).filter(|(_, byte)| **byte != 0) {
                let (first, last) = (byte.leading_zeros(), 7 - byte.trailing_zeros());
                left = left.min(column * 8 + first.cast_signed());
                right = right.max(column * 8 + last.cast_signed());
                top = top.min(y);
                bottom = bottom.max(y);
            }
        }
        (left <= right).then(|| (left, top, right - left + 1, bottom - top + 1))
    }

    /// The picture as a black-on-white PNG, dot for pixel.
    pub fn to_png(&self) -> io::Result<Vec<u8>> {
        let mut png = Vec::new();
        let height = u32::from(self.height.max(1));
        let mut encoder = png::Encoder::new(&mut png, u32::from(self.width), height);
        encoder.set_color(png::ColorType::Grayscale);
        encoder.set_depth(png::BitDepth::One);
        let mut writer = encoder.write_header()?;
        // PNG calls white what the thermal head calls black.
        let mut rows: Vec<u8> = self.bytes.iter().map(|byte| !byte).collect();
        rows.resize(self.stride() * usize::from(self.height.max(1)), 0xff);
        writer.write_image_data(&rows)?;
        writer.finish()?;
        Ok(png)
    }

    fn place(&self, x: i32, y: i32) -> Option<(usize, u8)> {
        if x < 0 || x >= i32::from(self.width) || y < 0 || y >= i32::from(self.height) {
            return None;
        }
        let column = usize::try_from(x).ok()?;
        let row = usize::try_from(y).ok()?;
        Some((row * self.stride() + column / 8, 0x80 >> (column % 8)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_dot_outside_the_paper_is_not_drawn() {
        let mut paper = Bitmap::new(16);
        paper.grow_to(2);
        for (x, y) in [(-1, 0), (16, 0), (0, -1), (0, 2), (i32::MAX, i32::MIN)] {
            paper.set(x, y);
            assert!(!paper.get(x, y));
        }
        assert_eq!(paper.bytes(), [0; 4]);
    }

    #[test]
    fn the_left_dot_is_the_high_bit() {
        let mut paper = Bitmap::new(16);
        paper.grow_to(1);
        paper.set(0, 0);
        paper.set(15, 0);
        assert_eq!(paper.bytes(), [0x80, 0x01]);
        assert_eq!(paper.ink(), Some((0, 0, 16, 1)));
    }

    #[test]
    fn no_one_can_ask_for_more_than_a_metre_of_paper() {
        let mut paper = Bitmap::new(576);
        paper.grow_to(i32::MAX);
        assert_eq!(paper.height(), MAX_HEIGHT);
    }
}
