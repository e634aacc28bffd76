//! The type case: our own font, laid out by parley and cut into dots by swash.
//!
//! Promises: the same text gives the same dots on every machine, for the fonts
//! are inside the binary and the system's are never asked.
//! Never: decides where things stand on the slip (`draw` does).

use super::bitmap::Bitmap;
use parley::fontique::{Blob, Collection, CollectionOptions, SourceCache};
use parley::{
    Alignment, AlignmentOptions, FontContext, FontFamily, FontWeight, Layout, LayoutContext,
    LineHeight, OverflowWrap, PositionedLayoutItem, StyleProperty,
};
use std::fmt;
use std::sync::Arc;
use swash::FontRef;
use swash::scale::{Render, ScaleContext, Scaler, Source};
use swash::zeno::{Transform, Vector};

static REGULAR: &[u8] = include_bytes!("../../assets/fonts/GolosText-Regular.ttf");
static SEMI_BOLD: &[u8] = include_bytes!("../../assets/fonts/GolosText-SemiBold.ttf");
static EXTRA_BOLD: &[u8] = include_bytes!("../../assets/fonts/GolosText-ExtraBold.ttf");

/// The family name inside the font files.
const FAMILY: &str = "Golos Text";

/// A dot is black from this coverage on (of 255). Half: heated dots grow a
/// little, and a lower bar would close the eyes of «в» and «е».
const INK: u8 = 128;

/// The weights that are inside the binary.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Weight {
    /// 400.
    Regular,
    /// 600.
    Bold,
    /// 800.
    Black,
}

/// Where lines stand between the margins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// At the left.
    Left,
    /// In the middle.
    Centre,
    /// At the right.
    Right,
}

/// How a paragraph is set.
#[derive(Debug, Clone, Copy)]
pub struct Setting {
    /// Font size in dots.
    pub size: f32,
    /// Distance between baselines in dots.
    pub pitch: f32,
    /// Weight of the text.
    pub weight: Weight,
    /// Weight of the first `lead` bytes, for a bold label.
    pub lead: Option<(usize, Weight)>,
}

/// A paragraph that knows its size and waits to be drawn.
pub struct Paragraph(Layout<()>);

impl fmt::Debug for Paragraph {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "Paragraph({}×{})", self.width(), self.height())
    }
}

impl Paragraph {
    /// Width of the longest line, in dots.
    pub fn width(&self) -> i32 {
        dots(self.0.width().ceil())
    }

    /// Height of all lines, in dots.
    pub fn height(&self) -> i32 {
        dots(self.0.height().ceil())
    }
}

/// Fonts and scratch space. Making one parses three fonts; keep it.
pub struct TypeCase {
    fonts: FontContext,
    layouts: LayoutContext<()>,
    scaler: ScaleContext,
}

impl fmt::Debug for TypeCase {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("TypeCase")
    }
}

impl Default for TypeCase {
    fn default() -> Self {
        Self::new()
    }
}

impl TypeCase {
    /// A type case with our three weights and nothing else.
    pub fn new() -> Self {
        let mut collection = Collection::new(CollectionOptions {
            shared: false,
            system_fonts: false,
        });
        for font in [REGULAR, SEMI_BOLD, EXTRA_BOLD] {
            collection.register_fonts(Blob::new(Arc::new(font)), None);
        }
        Self {
            fonts: FontContext {
                collection,
                source_cache: SourceCache::default(),
            },
            layouts: LayoutContext::new(),
            scaler: ScaleContext::new(),
        }
    }

    /// Sets a text in lines no wider than `width` dots.
    pub fn paragraph(&mut self, text: &str, setting: Setting, width: i32, side: Side) -> Paragraph {
        let mut builder = self
            .layouts
            .ranged_builder(&mut self.fonts, text, 1.0, true);
        builder.push_default(StyleProperty::FontFamily(FontFamily::named(FAMILY)));
        builder.push_default(StyleProperty::FontSize(setting.size));
        builder.push_default(StyleProperty::FontWeight(weight(setting.weight)));
        builder.push_default(StyleProperty::LineHeight(LineHeight::Absolute(
            setting.pitch,
        )));
        // A word longer than the paper breaks rather than being cut off at the edge.
        builder.push_default(StyleProperty::OverflowWrap(OverflowWrap::Anywhere));
        if let Some((bytes, lead)) = setting.lead {
            builder.push(StyleProperty::FontWeight(weight(lead)), 0..bytes);
        }
        let mut layout = builder.build(text);
        layout.break_all_lines(Some(length(width)));
        let alignment = match side {
            Side::Left => Alignment::Left,
            Side::Centre => Alignment::Center,
            Side::Right => Alignment::Right,
        };
        layout.align(alignment, AlignmentOptions::default());
        Paragraph(layout)
    }

    /// Draws a paragraph with its upper left corner at the given dot.
    pub fn draw(&mut self, paragraph: &Paragraph, paper: &mut Bitmap, left: i32, top: i32) {
        for line in paragraph.0.lines() {
            for item in line.items() {
                let PositionedLayoutItem::GlyphRun(run) = item else {
                    continue;
                };
                let file = run.run().font();
                let index = usize::try_from(file.index).unwrap_or_default();
                let Some(font) = FontRef::from_index(file.data.as_ref(), index) else {
                    continue;
                };
                let mut scaler = self
                    .scaler
                    .builder(font)
                    .size(run.run().font_size())
                    .hint(true)
                    .build();
                for glyph in run.positioned_glyphs() {
                    let id = u16::try_from(glyph.id).unwrap_or_default();
                    // Whole dots, or the same letter would look different along a line.
                    let (x, y) = (dots(glyph.x.round()), dots(glyph.y.round()));
                    ink(&mut scaler, id, None, paper, (left + x, top + y));
                }
            }
        }
    }

    /// Draws one character into a cell, as a printer's built-in font would: each
    /// letter in a box of the same width, stretched with the box.
    pub fn cell(&mut self, letter: char, bold: bool, paper: &mut Bitmap, cell: Cell) {
        if rule(letter, paper, cell) {
            return;
        }
        let data = if bold { SEMI_BOLD } else { REGULAR };
        let Some(font) = FontRef::from_index(data, 0) else {
            return;
        };
        let size = CELL_SIZE;
        let id = font.charmap().map(letter);
        let advance = font.glyph_metrics(&[]).scale(size).advance_width(id);
        let (wide, high) = (length(cell.width), length(cell.height));
        // Cell 12×24 holds a 20-dot font; wide letters are squeezed into the box.
        let stretch_y = high / CELL_HEIGHT;
        let stretch_x = (wide / CELL_WIDTH).min(wide / advance.max(1.0));
        let shift = (wide - advance * stretch_x) / 2.0;
        let baseline = dots((high * CELL_BASELINE).round());
        let mut scaler = self.scaler.builder(font).size(size).hint(false).build();
        let transform = Transform::new(stretch_x, 0.0, 0.0, stretch_y, 0.0, 0.0);
        let place = (cell.left + dots(shift.round()), cell.top + baseline);
        ink(&mut scaler, id, Some(transform), paper, place);
    }
}

/// A box for one character of the printer's own font, in dots.
#[derive(Debug, Clone, Copy)]
pub struct Cell {
    /// Left edge.
    pub left: i32,
    /// Upper edge.
    pub top: i32,
    /// Width.
    pub width: i32,
    /// Height.
    pub height: i32,
}

/// Font A of every ESC/POS printer is 12 dots wide …
const CELL_WIDTH: f32 = 12.0;
/// … and 24 dots high.
const CELL_HEIGHT: f32 = 24.0;
/// Our font at this size fills such a cell from ascender to descender.
const CELL_SIZE: f32 = 21.0;
/// The baseline stands at four fifths of the cell.
const CELL_BASELINE: f32 = 0.79;

/// Rules and blocks are drawn, so that neighbours join; our font has none.
fn rule(letter: char, paper: &mut Bitmap, cell: Cell) -> bool {
    let thick = (cell.height / 12).max(1);
    let middle = cell.top + cell.height / 2;
    match letter {
        '─' => paper.fill(cell.left, middle, cell.width, thick),
        '═' => {
            paper.fill(cell.left, middle - thick, cell.width, thick);
            paper.fill(cell.left, middle + thick, cell.width, thick);
        }
        '│' => {
            let centre = cell.left + cell.width / 2;
            paper.fill(centre, cell.top, thick, cell.height);
        }
        '█' => paper.fill(cell.left, cell.top, cell.width, cell.height),
        _ => return false,
    }
    true
}

fn ink(
    scaler: &mut Scaler<'_>,
    id: u16,
    transform: Option<Transform>,
    paper: &mut Bitmap,
    (x, y): (i32, i32),
) {
    let Some(image) = Render::new(&[Source::Outline])
        .offset(Vector::new(0.0, 0.0))
        .transform(transform)
        .render(scaler, id)
    else {
        return;
    };
    let columns = usize::try_from(image.placement.width).unwrap_or_default();
    if columns == 0 {
        return;
    }
    let (left, top) = (x + image.placement.left, y - image.placement.top);
    for (row, coverage) in (top..).zip(image.data.chunks(columns)) {
        for (column, value) in (left..).zip(coverage) {
            if *value >= INK {
                paper.set(column, row);
            }
        }
    }
}

fn weight(weight: Weight) -> FontWeight {
    FontWeight::new(match weight {
        Weight::Regular => 400.0,
        Weight::Bold => 600.0,
        Weight::Black => 800.0,
    })
}

/// A length in whole dots.
#[expect(
    clippy::cast_possible_truncation,
    reason = "a float-to-int cast saturates, and no slip is longer than a metre"
)]
pub fn dots(length: f32) -> i32 {
    length as i32
}

/// Whole dots as a length. Paper is at most a few thousand dots either way.
pub fn length(dots: i32) -> f32 {
    f32::from(i16::try_from(dots).unwrap_or(i16::MAX))
}
