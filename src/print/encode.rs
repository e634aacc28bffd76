//! A slip becomes the bytes of one job, in the manner of the printer's profile.
//!
//! The `escpos` crate writes the commands; its drivers are never used (on a
//! stuck device they hang, resend, or claim success). It writes into memory
//! here, and `port` does the sending.

use super::bitmap::Bitmap;
use super::cp866;
use super::draw::draw;
use super::profile::{Ending, Mode, Profile};
use super::slip::{Block, Row, Slip};
use super::type_case::TypeCase;
use escpos::driver::Driver;
use escpos::errors::{PrinterError, Result as Encoded};
use escpos::printer::Printer;
use escpos::printer_options::PrinterOptions;
use escpos::utils::{
    JustifyMode, PageCode, Protocol, QRCodeCorrectionLevel, QRCodeModel, QRCodeOption,
};
use std::cell::RefCell;
use std::fmt;

/// Rows in one raster band. 128 rows of 72 bytes are 9 KB: less than the input
/// buffer of small printers, and the high byte of the height stays zero.
const BAND_ROWS: usize = 128;

/// A gap of fewer blank rows is not worth the eight bytes of a band of its own.
const GAP_ROWS: usize = 8;

/// `LF`. (The crate's `ESC d 1` feeds too little after high letters on some makes.)
const LINE_FEED: [u8; 1] = [0x0a];

/// `ESC @`: back to the settings of power-on, whatever the last job left.
const RESET: [u8; 2] = [0x1b, b'@'];

/// `FS .`: leave Kanji mode, in which two Cyrillic bytes are one Chinese sign.
const LEAVE_KANJI: [u8; 2] = [0x1c, b'.'];

/// `GS V B 0`: feed to the knife, partial cut. (The crate's own is a full cut.)
const PARTIAL_CUT: [u8; 4] = [0x1d, b'V', b'B', 0];

/// `GS e 5`: the presenter pushes the slip out.
const EJECT: [u8; 3] = [0x1d, b'e', 5];

/// Lines of blank paper between head and tear bar: about 15 mm.
const TEAR_FEED: u8 = 4;

/// Height of the big number in text mode, in lines: 18 mm at most.
const NUMBER_LINES: u8 = 6;

/// Dots a module of the printer's own QR code.
const QR_MODULE: u8 = 5;

/// Could not encode the slip. Not to be expected: texts are cleaned beforehand.
#[derive(Debug, thiserror::Error)]
#[error("encode the slip: {0}")]
pub struct EncodeError(String);

impl From<PrinterError> for EncodeError {
    fn from(error: PrinterError) -> Self {
        Self(error.to_string())
    }
}

/// The bytes of the whole job: reset, content, end of slip.
pub fn encode(slip: &Slip, profile: &Profile, case: &mut TypeCase) -> Result<Vec<u8>, EncodeError> {
    let options = PrinterOptions::new(Some(PageCode::PC866), None, 42);
    let paper = Memory(RefCell::new(Vec::new()));
    let mut job = Job(Printer::new(paper, Protocol::default(), Some(options)));
    job.0.custom(&RESET)?;
    match profile.mode {
        Mode::Raster => job.picture(&draw(slip, profile.width_dots, case))?,
        Mode::Text {
            columns,
            page,
            leave_kanji,
        } => {
            if leave_kanji {
                job.0.custom(&LEAVE_KANJI)?;
            }
            job.0.custom(&[0x1b, b't', page])?;
            job.text(slip, columns.max(16))?;
        }
    }
    job.end(profile.ending)?;
    job.0.print()?;
    Ok(job.0.driver().0.into_inner())
}

/// The driver of the crate that drives nothing.
struct Memory(RefCell<Vec<u8>>);

impl Driver for Memory {
    fn name(&self) -> String {
        "memory".to_owned()
    }

    fn write(&self, data: &[u8]) -> Encoded<()> {
        self.0.borrow_mut().extend_from_slice(data);
        Ok(())
    }

    fn read(&self, _: &mut [u8]) -> Encoded<usize> {
        Ok(0)
    }

    fn flush(&self) -> Encoded<()> {
        Ok(())
    }
}

struct Job(Printer<Memory>);

impl fmt::Debug for Job {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("Job")
    }
}

impl Job {
    fn picture(&mut self, picture: &Bitmap) -> Encoded<()> {
        for band in bands(picture) {
            // Blank paper at the right is not sent; a band is at least a byte wide.
            let width = band.iter().map(|row| used(row)).max().unwrap_or(0).max(1);
            let dots: Vec<u8> = band
                .iter()
                .flat_map(|row| row.iter().take(width))
                .copied()
                .collect();
            let mut command = vec![0x1d, b'v', b'0', 0];
            command.extend(low_high(width)?);
            command.extend(low_high(band.len())?);
            command.extend(without_traps(&dots));
            self.0.custom(&command)?;
        }
        Ok(())
    }

    fn end(&mut self, ending: Ending) -> Encoded<()> {
        match ending {
            Ending::Cut => self.0.cut()?,
            Ending::PartialCut => self.0.custom(&PARTIAL_CUT)?,
            Ending::Eject => self.0.cut()?.custom(&EJECT)?,
            Ending::Tear => self.0.feeds(TEAR_FEED)?,
        };
        Ok(())
    }

    fn text(&mut self, slip: &Slip, columns: u8) -> Encoded<()> {
        for block in slip.blocks() {
            self.block(block, columns)?;
        }
        Ok(())
    }

    fn block(&mut self, block: &Block, columns: u8) -> Encoded<()> {
        let width = usize::from(columns);
        match block {
            // The printer's own font has no pictures.
            Block::Logo(_) => {}
            Block::Heading(text) | Block::Thanks(text) => {
                self.0.justify(JustifyMode::CENTER)?.bold(true)?;
                self.lines(text, width)?;
                self.0.bold(false)?;
            }
            Block::Number(text) => self.number(text, columns)?,
            Block::Title(text) => {
                self.0.justify(JustifyMode::CENTER)?.bold(true)?;
                self.0.size(1, 2)?;
                self.lines(text, width)?;
                self.0.size(1, 1)?.bold(false)?;
            }
            Block::Stamp(text) => {
                self.0.justify(JustifyMode::CENTER)?.size(2, 2)?;
                self.lines(&format!("* {text} *"), width / 2)?;
                self.0.size(1, 1)?;
            }
            Block::Rule => {
                self.0.justify(JustifyMode::LEFT)?;
                self.line(&"─".repeat(width))?;
            }
            Block::Rows(rows) => {
                self.0.justify(JustifyMode::LEFT)?;
                for row in rows {
                    self.row(row, width)?;
                }
            }
            Block::Labelled { label, text } => {
                self.0.justify(JustifyMode::LEFT)?;
                self.lines(&format!("{label} {text}"), width)?;
            }
            Block::Note(lines) => self.note(lines, width)?,
            Block::Qr { payload, lines } => {
                self.note(lines, width)?;
                let model = QRCodeModel::Model2;
                let level = QRCodeCorrectionLevel::M;
                let option = QRCodeOption::new(model, QR_MODULE, level);
                self.0.custom(&LINE_FEED)?.qrcode_option(payload, option)?;
                self.0.custom(&LINE_FEED)?;
            }
        }
        Ok(())
    }

    /// As large as the paper is wide, by the printer's character sizes.
    fn number(&mut self, text: &str, columns: u8) -> Encoded<()> {
        let text = cp866::speakable(text);
        let letters = u8::try_from(text.chars().count()).unwrap_or(u8::MAX).max(1);
        let wide = (columns / letters).clamp(1, 8);
        let high = wide.min(NUMBER_LINES);
        self.0.justify(JustifyMode::CENTER)?.bold(true)?;
        self.0.size(wide, high)?;
        self.lines(&text, usize::from(columns / wide))?;
        self.0.size(1, 1)?.bold(false)?;
        Ok(())
    }

    fn note(&mut self, lines: &[String], width: usize) -> Encoded<()> {
        self.0.justify(JustifyMode::CENTER)?;
        for line in lines {
            self.lines(line, width)?;
        }
        Ok(())
    }

    fn row(&mut self, row: &Row, width: usize) -> Encoded<()> {
        let label = cp866::speakable(&row.label);
        let value = cp866::speakable(&row.value);
        let used = label.chars().count() + value.chars().count();
        if used < width {
            let gap = " ".repeat(width - used);
            self.0.write(&label)?.write(&gap)?;
            self.0.bold(true)?;
            self.line(&value)?;
            self.0.bold(false)?;
            return Ok(());
        }
        self.lines(&label, width)?;
        self.0.justify(JustifyMode::RIGHT)?.bold(true)?;
        self.lines(&value, width)?;
        self.0.bold(false)?.justify(JustifyMode::LEFT)?;
        Ok(())
    }

    fn lines(&mut self, text: &str, width: usize) -> Encoded<()> {
        for line in wrapped(&cp866::speakable(text), width) {
            self.line(&line)?;
        }
        Ok(())
    }

    fn line(&mut self, text: &str) -> Encoded<()> {
        self.0.write(text)?.custom(&LINE_FEED)?;
        Ok(())
    }
}

/// The rows of the picture in bands, gaps apart: a blank row then costs one
/// byte and not 72, and a ticket takes half the time on a serial line. (`ESC J`
/// would be shorter still, but its unit differs from make to make.)
fn bands(picture: &Bitmap) -> Vec<Vec<&[u8]>> {
    let rows: Vec<&[u8]> = picture.bytes().chunks(picture.stride()).collect();
    let mut parts: Vec<(bool, Vec<&[u8]>)> = Vec::new();
    for run in rows.chunk_by(|one, next| (used(one) == 0) == (used(next) == 0)) {
        let blank = run.first().is_some_and(|row| used(row) == 0);
        let gap = blank && run.len() >= GAP_ROWS;
        match parts.last_mut() {
            Some((false, part)) if !gap => part.extend(run),
            Some(_) | None => parts.push((gap, run.to_vec())),
        }
    }
    parts
        .iter()
        .flat_map(|(_, part)| part.chunks(BAND_ROWS).map(<[_]>::to_vec))
        .collect()
}

/// Bytes of the row up to its last black dot.
fn used(row: &[u8]) -> usize {
    row.iter()
        .rposition(|byte| *byte != 0)
        .map_or(0, |last| last + 1)
}

/// The text in lines of at most `width` characters, broken between words.
fn wrapped(text: &str, width: usize) -> Vec<String> {
    let width = width.max(1);
    let mut lines = Vec::new();
    let mut line = String::new();
    for word in text.split_whitespace() {
        let letters: Vec<char> = word.chars().collect();
        for piece in letters.chunks(width) {
            let taken = line.chars().count();
            if taken > 0 && taken + 1 + piece.len() > width {
                lines.push(std::mem::take(&mut line));
            } else if taken > 0 {
                line.push(' ');
            }
            line.extend(piece);
        }
    }
    if !line.is_empty() {
        lines.push(line);
    }
    lines
}

/// Printers obey `DLE EOT`, `DLE ENQ` and `DLE DC4` even inside a picture. One
/// more dot, next to a black one, breaks the spell and is not seen.
fn without_traps(band: &[u8]) -> Vec<u8> {
    let mut safe = Vec::with_capacity(band.len());
    let mut last = 0;
    for byte in band {
        let byte = match (last, *byte) {
            (0x10, 0x04) => 0x06,
            (0x10, 0x05) => 0x07,
            (0x10, 0x14) => 0x1c,
            (_, byte) => byte,
        };
        safe.push(byte);
        last = byte;
    }
    safe
}

fn low_high(number: usize) -> Encoded<[u8; 2]> {
    Ok(u16::try_from(number)?.to_le_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_picture_cannot_give_orders_to_the_printer() {
        let picture = [0x10, 0x04, 0x10, 0x05, 0x10, 0x10, 0x14, 0x00, 0x10];
        let safe = without_traps(&picture);
        assert_eq!(safe, [0x10, 0x06, 0x10, 0x07, 0x10, 0x10, 0x1c, 0, 0x10]);
        for (before, after) in picture.iter().zip(&safe) {
            assert!((before ^ after).count_ones() <= 1, "one dot at most");
        }
    }

    #[test]
    fn no_pair_of_bytes_survives_as_a_trap() {
        for first in 0..=u8::MAX {
            for second in 0..=u8::MAX {
                let safe = without_traps(&[first, second, first, second]);
                for pair in safe.windows(2) {
                    assert!(!matches!(pair, [0x10, 0x04 | 0x05 | 0x14]));
                }
            }
        }
    }

    #[test]
    fn gaps_between_lines_are_bands_of_their_own_and_no_row_is_lost() {
        let mut picture = Bitmap::new(16);
        picture.grow_to(300);
        for y in [0, 3, 40, 299] {
            picture.set(0, y);
        }
        let heights: Vec<_> = bands(&picture).iter().map(Vec::len).collect();
        assert_eq!(heights, [4, 36, 1, 128, 128, 2, 1]);
    }

    #[test]
    fn lines_break_between_words_and_long_words_break_inside() {
        assert_eq!(wrapped("аа бб вв", 5), ["аа бб", "вв"]);
        assert_eq!(wrapped("абвгдеж", 3), ["абв", "где", "ж"]);
        assert!(wrapped("   ", 3).is_empty());
    }
}
