//! A slip becomes a picture: where everything stands on the paper.
//!
//! Promises: black on white, no reversed blocks (they wear the head and blur);
//! a ticket is no longer than its limit as long as its texts allow it: the gaps
//! give way first, then the QR code and the type; nothing is left out.

use super::bitmap::Bitmap;
use super::qr::Qr;
use super::slip::{Block, Row, Slip};
use super::type_case::{Paragraph, Setting, Side, TypeCase, Weight, dots, length};

/// Thermal heads have 203 dots an inch: eight a millimetre.
const DOTS_PER_MM: i32 = 8;

/// How far gaps and type may shrink, step by step, to keep a ticket within its
/// length. Below 0.85 the small type would be under 2.5 mm.
const SQUEEZES: [(f32, f32); 4] = [(1.0, 1.0), (0.75, 1.0), (0.55, 0.94), (0.4, 0.86)];

/// Paper narrower than this (dots) is a 58 mm roll and gets its own sizes.
const NARROW: u16 = 480;

/// The number is never higher than 20 mm: «Ж 1» would else fill half the slip.
const NUMBER_HEIGHT: i32 = 160;

/// The number is measured at this size (dots) before it is set to fill the width.
const NUMBER_TRIAL: f32 = 100.0;

/// A rule is three dots thick: thinner ones break up on a worn head.
const RULE: i32 = 3;

/// Sizes in dots, taken from the visual guide's ticket (80 mm) and set by eye
/// for 58 mm so that the small type stays above 2.5 mm.
#[derive(Debug, Clone, Copy)]
struct Sizes {
    margin: i32,
    heading: f32,
    title: f32,
    row: f32,
    body: f32,
    gap: f32,
    /// QR code side aimed at.
    qr: i32,
}

const WIDE_SIZES: Sizes = Sizes {
    margin: 30,
    heading: 25.0,
    title: 32.0,
    row: 28.0,
    body: 24.0,
    gap: 24.0,
    qr: 190,
};

const NARROW_SIZES: Sizes = Sizes {
    margin: 14,
    heading: 22.0,
    title: 26.0,
    row: 21.0,
    body: 22.0,
    gap: 16.0,
    qr: 160,
};

/// Draws the slip `width` dots wide.
pub fn draw(slip: &Slip, width: u16, case: &mut TypeCase) -> Bitmap {
    let limit = slip
        .length_limit_mm()
        .map_or(i32::MAX, |mm| i32::from(mm) * DOTS_PER_MM);
    let mut picture = Bitmap::new(width);
    for (gaps, type_size) in SQUEEZES {
        picture = Sheet::new(width, gaps, type_size, case).draw(slip);
        if i32::from(picture.height()) <= limit {
            break;
        }
    }
    picture
}

/// One attempt at the slip.
struct Sheet<'a> {
    case: &'a mut TypeCase,
    sizes: Sizes,
    gaps: f32,
    paper: Bitmap,
    y: i32,
}

impl<'a> Sheet<'a> {
    fn new(width: u16, gaps: f32, type_size: f32, case: &'a mut TypeCase) -> Self {
        let base = if width < NARROW {
            NARROW_SIZES
        } else {
            WIDE_SIZES
        };
        let sizes = Sizes {
            heading: base.heading * type_size,
            title: base.title * type_size,
            row: base.row * type_size,
            body: base.body * type_size,
            qr: dots(length(base.qr) * type_size),
            ..base
        };
        Self {
            case,
            sizes,
            gaps,
            paper: Bitmap::new(width),
            y: 0,
        }
    }

    fn draw(mut self, slip: &Slip) -> Bitmap {
        self.skip(1.0);
        for (at, block) in slip.blocks().iter().enumerate() {
            if at > 0 {
                self.skip(1.0);
            }
            self.block(block);
        }
        self.skip(1.2);
        self.paper
    }

    fn block(&mut self, block: &Block) {
        let sizes = self.sizes;
        match block {
            Block::Logo(picture) => {
                // White around the sign counts for nothing: its ink is centred.
                let Some((left, top, wide, high)) = picture.ink() else {
                    return;
                };
                self.reserve(high);
                let middle = (i32::from(self.paper.width()) - wide) / 2;
                self.paper.stamp(picture, middle - left, self.y - top);
                self.y += high;
            }
            Block::Heading(text) => self.centred(text, sizes.heading, 1.25, Weight::Bold),
            Block::Number(text) => self.number(text),
            Block::Title(text) => self.centred(text, sizes.title, 1.18, Weight::Black),
            Block::Stamp(text) => self.framed(text),
            Block::Rule => {
                let width = self.content();
                self.reserve(RULE);
                self.paper.fill(sizes.margin, self.y, width, RULE);
                self.y += RULE;
            }
            Block::Rows(rows) => {
                for row in rows {
                    self.row(row);
                }
            }
            Block::Labelled { label, text } => self.labelled(label, text),
            Block::Note(lines) => self.lines(lines),
            Block::Qr { payload, lines } => self.qr(payload, lines),
            Block::Thanks(text) => self.centred(text, sizes.body, 1.3, Weight::Bold),
        }
    }

    fn centred(&mut self, text: &str, size: f32, pitch: f32, weight: Weight) {
        let setting = plain(size, pitch, weight);
        let width = self.content();
        let paragraph = self.case.paragraph(text, setting, width, Side::Centre);
        self.put(&paragraph, self.sizes.margin);
    }

    /// The number fills the width, whatever its letters: measured once, then set
    /// to size, and the ink itself is centred.
    fn number(&mut self, text: &str) {
        let trial = self.ink_of(text, NUMBER_TRIAL);
        let Some((_, _, wide, high)) = trial.ink() else {
            return;
        };
        let by_width = length(self.content()) / length(wide);
        let by_height = length(NUMBER_HEIGHT) / length(high);
        let picture = self.ink_of(text, NUMBER_TRIAL * by_width.min(by_height));
        let Some((left, top, wide, high)) = picture.ink() else {
            return;
        };
        self.reserve(high);
        let middle = (i32::from(self.paper.width()) - wide) / 2;
        self.paper.stamp(&picture, middle - left, self.y - top);
        self.y += high;
    }

    /// One unbroken line on a paper of its own.
    fn ink_of(&mut self, text: &str, size: f32) -> Bitmap {
        let setting = plain(size, 1.3, Weight::Black);
        let line = self
            .case
            .paragraph(text, setting, i32::from(i16::MAX), Side::Left);
        let mut picture = Bitmap::new(4096);
        picture.grow_to(line.height() * 2);
        self.case.draw(&line, &mut picture, 0, line.height() / 2);
        picture
    }

    fn framed(&mut self, text: &str) {
        let setting = plain(self.sizes.title, 1.16, Weight::Bold);
        let pad = self.sizes.margin / 2;
        let width = self.content() - 4 * pad;
        let word = self.case.paragraph(text, setting, width, Side::Left);
        let (box_width, box_height) = (word.width() + 2 * pad, word.height() + pad);
        self.reserve(box_height);
        let left = (i32::from(self.paper.width()) - box_width) / 2;
        let (top, right, bottom) = (self.y, left + box_width, self.y + box_height);
        self.paper.fill(left, top, box_width, RULE);
        self.paper.fill(left, bottom - RULE, box_width, RULE);
        self.paper.fill(left, top, RULE, box_height);
        self.paper.fill(right - RULE, top, RULE, box_height);
        self.case
            .draw(&word, &mut self.paper, left + pad, top + pad / 2);
        self.y = bottom;
    }

    /// Label and value on one line; a value that does not fit goes below.
    fn row(&mut self, row: &Row) {
        let content = self.content();
        let pitch = 1.32 + 0.18 * self.gaps;
        let label = plain(self.sizes.row, pitch, Weight::Regular);
        let value = Setting {
            // The heavy digits are wider; a shade smaller they match the label.
            size: label.size * 0.96,
            weight: Weight::Black,
            ..label
        };
        let label = self.case.paragraph(&row.label, label, content, Side::Left);
        let value = self.case.paragraph(&row.value, value, content, Side::Right);
        let top = self.y;
        self.put(&label, self.sizes.margin);
        let fits = label.width() + value.width() + dots(self.sizes.row / 2.0) <= content;
        if fits {
            self.y = top;
        }
        self.put(&value, self.sizes.margin);
    }

    fn labelled(&mut self, label: &str, text: &str) {
        let whole = if label.is_empty() {
            text.to_owned()
        } else {
            format!("{label} {text}")
        };
        let setting = Setting {
            lead: (!label.is_empty()).then_some((label.len(), Weight::Bold)),
            ..plain(self.sizes.body, 1.3, Weight::Regular)
        };
        let width = self.content();
        let paragraph = self.case.paragraph(&whole, setting, width, Side::Left);
        self.put(&paragraph, self.sizes.margin);
    }

    fn lines(&mut self, lines: &[String]) {
        for line in lines {
            self.centred(line, self.sizes.body, 1.3, Weight::Regular);
        }
    }

    /// On wide paper the lines stand beside the code: the slip stays short.
    fn qr(&mut self, payload: &str, lines: &[String]) {
        let Some(code) = Qr::new(payload) else {
            return self.lines(lines);
        };
        // A module of 3 dots is 0.375 mm, the least that phones read from paper.
        let module = (self.sizes.qr / code.modules()).clamp(3, 6);
        let side = code.modules() * module;
        // The standard asks for four white modules around the code.
        let quiet = 4 * module;
        let beside = self.content() - side - quiet;
        if lines.is_empty() || beside < side {
            self.lines(lines);
            if !lines.is_empty() {
                self.skip(1.0);
            }
            self.reserve(side);
            let left = (i32::from(self.paper.width()) - side) / 2;
            code.draw(&mut self.paper, left, self.y, module);
            self.y += side;
            return;
        }
        let setting = plain(self.sizes.body, 1.3, Weight::Regular);
        let text = lines.join(" ");
        let text = self.case.paragraph(&text, setting, beside, Side::Left);
        let height = side.max(text.height());
        self.reserve(height);
        let margin = self.sizes.margin;
        let (code_top, text_top) = ((height - side) / 2, (height - text.height()) / 2);
        code.draw(&mut self.paper, margin, self.y + code_top, module);
        let left = margin + side + quiet;
        self.case
            .draw(&text, &mut self.paper, left, self.y + text_top);
        self.y += height;
    }

    fn put(&mut self, paragraph: &Paragraph, left: i32) {
        self.reserve(paragraph.height());
        self.case.draw(paragraph, &mut self.paper, left, self.y);
        self.y += paragraph.height();
    }

    fn skip(&mut self, gaps: f32) {
        let gap = dots((self.sizes.gap * self.gaps * gaps).round());
        self.reserve(gap);
        self.y += gap;
    }

    fn reserve(&mut self, height: i32) {
        self.paper.grow_to(self.y + height);
    }

    fn content(&self) -> i32 {
        i32::from(self.paper.width()) - 2 * self.sizes.margin
    }
}

fn plain(size: f32, pitch: f32, weight: Weight) -> Setting {
    Setting {
        size,
        pitch: (size * pitch).round(),
        weight,
        lead: None,
    }
}
