//! The paper under the preview printer's head, and the line being set.
//!
//! Promises: a sheet is at most a metre long and as wide as the head; what
//! would stand beyond is not drawn, as on a real printer.

use super::interpreter::Sheet;
use crate::print::bitmap::Bitmap;
use crate::print::qr::Qr;
use crate::print::type_case::{Cell, TypeCase};

/// Where a line stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Align {
    #[default]
    Left,
    Centre,
    Right,
}

/// A character waiting in the line.
#[derive(Debug, Clone, Copy)]
struct Letter {
    sign: char,
    bold: bool,
    width: i32,
    height: i32,
}

/// Paper, settings and the unfinished line.
#[derive(Debug)]
pub(super) struct Paper<'a> {
    pub(super) align: Align,
    pub(super) bold: bool,
    /// Font B instead of A.
    pub(super) small: bool,
    /// Character size, 1 to 8.
    pub(super) wide: i32,
    pub(super) high: i32,
    /// Line spacing in dots.
    pub(super) spacing: i32,
    /// Dots a QR module.
    pub(super) module: i32,
    case: &'a mut TypeCase,
    picture: Bitmap,
    y: i32,
    line: Vec<Letter>,
    text: Vec<String>,
    qr: Vec<String>,
}

/// Lines of text kept of one sheet; a metre of paper holds 330.
const MOST_LINES: usize = 1000;

/// QR codes drawn on one sheet. A ticket bears one; drawing is dear.
const MOST_CODES: usize = 16;

impl<'a> Paper<'a> {
    /// Line spacing at power-on: 30 dots, a sixth of an inch.
    pub(super) const SPACING: i32 = 30;

    pub(super) fn new(width_dots: u16, case: &'a mut TypeCase) -> Self {
        Self {
            align: Align::Left,
            bold: false,
            small: false,
            wide: 1,
            high: 1,
            spacing: Self::SPACING,
            module: 3,
            case,
            picture: Bitmap::new(width_dots),
            y: 0,
            line: Vec::new(),
            text: Vec::new(),
            qr: Vec::new(),
        }
    }

    /// `ESC @`: settings of power-on; what is printed stays printed.
    pub(super) fn reset(&mut self) {
        self.line.clear();
        self.align = Align::Left;
        (self.bold, self.small) = (false, false);
        (self.wide, self.high) = (1, 1);
        self.spacing = Self::SPACING;
        self.module = 3;
    }

    pub(super) fn write(&mut self, letter: char) {
        // Font A is 12×24 dots, font B 9×17.
        let (width, height) = if self.small { (9, 17) } else { (12, 24) };
        let (width, height) = (width * self.wide, height * self.high);
        let used: i32 = self.line.iter().map(|letter| letter.width).sum();
        if used + width > i32::from(self.picture.width()) && !self.line.is_empty() {
            self.line_feed();
        }
        self.line.push(Letter {
            sign: letter,
            bold: self.bold,
            width,
            height,
        });
    }

    pub(super) fn line_feed(&mut self) {
        self.advance(self.spacing);
    }

    /// Prints what waits in the line, then feeds by dots; the height of the line counts.
    pub(super) fn feed(&mut self, dots: i32) {
        self.advance(dots);
    }

    pub(super) fn feed_lines(&mut self, lines: u8) {
        self.advance(i32::from(lines) * self.spacing);
    }

    /// Draws the line, if any, and feeds: from the top of the line to the next top.
    fn advance(&mut self, dots: i32) {
        let line = std::mem::take(&mut self.line);
        let height = line.iter().map(|letter| letter.height).max().unwrap_or(0);
        let width: i32 = line.iter().map(|letter| letter.width).sum();
        if !line.is_empty() && self.text.len() < MOST_LINES {
            self.text.push(line.iter().map(|it| it.sign).collect());
        }
        self.picture.grow_to(self.y + height);
        let mut left = self.left_of(width);
        for letter in line {
            let cell = Cell {
                left,
                // Small and large letters of a line share its foot.
                top: self.y + height - letter.height,
                width: letter.width,
                height: letter.height,
            };
            self.case
                .cell(letter.sign, letter.bold, &mut self.picture, cell);
            left += letter.width;
        }
        self.y += height.max(dots);
        self.settle();
    }

    pub(super) fn raster(
        &mut self,
        data: &[u8],
        stride: usize,
        rows: usize,
        (wide, high): (i32, i32),
    ) {
        self.finish_line();
        let width = i32::try_from(stride * 8).unwrap_or(i32::MAX / 4) * wide;
        let height = i32::try_from(rows).unwrap_or(i32::MAX / 4) * high;
        self.picture.grow_to(self.y + height);
        let left = self.left_of(width);
        for (y, row) in (0..).zip(data.chunks(stride.max(1))) {
            for (x, byte) in (0..).zip(row) {
                for bit in 0..8 {
                    if byte & (0x80 >> bit) != 0 {
                        let column = left + (x * 8 + bit) * wide;
                        self.picture.fill(column, self.y + y * high, wide, high);
                    }
                }
            }
        }
        self.y += height;
        self.settle();
    }

    /// Draws a QR code; `false` if it cannot be one.
    pub(super) fn qr(&mut self, payload: &str) -> bool {
        self.finish_line();
        let code = Qr::new(payload).filter(|_| self.qr.len() < MOST_CODES && !payload.is_empty());
        let Some(code) = code else {
            return false;
        };
        let side = code.modules() * self.module;
        self.picture.grow_to(self.y + side);
        let left = self.left_of(side);
        code.draw(&mut self.picture, left, self.y, self.module);
        self.qr.push(payload.to_owned());
        self.y += side;
        self.settle();
        true
    }

    /// The sheet as it falls out, unless nothing is on it.
    pub(super) fn take(&mut self) -> Option<Sheet> {
        self.finish_line();
        let blank = Bitmap::new(self.picture.width());
        let picture = std::mem::replace(&mut self.picture, blank);
        let text = std::mem::take(&mut self.text);
        let qr = std::mem::take(&mut self.qr);
        self.y = 0;
        let printed = picture.bytes().iter().any(|byte| *byte != 0);
        printed.then_some(Sheet {
            picture,
            text,
            qr,
            cut: false,
        })
    }

    fn finish_line(&mut self) {
        if !self.line.is_empty() {
            self.line_feed();
        }
    }

    fn left_of(&self, width: i32) -> i32 {
        let free = (i32::from(self.picture.width()) - width).max(0);
        match self.align {
            Align::Left => 0,
            Align::Centre => free / 2,
            Align::Right => free,
        }
    }

    /// The paper is fed as far as the head has come, and no further than it is long.
    fn settle(&mut self) {
        self.picture.grow_to(self.y);
        self.y = self.y.min(i32::from(self.picture.height()));
    }
}
