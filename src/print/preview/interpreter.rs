//! An ESC/POS printer that prints into memory: bytes in, pictures of paper out.
//!
//! Promises: any bytes at all are read to the end, quickly and without a panic;
//! a command it does not know is skipped as far as its length is known, and
//! counted. Never: answers questions or keeps anything between two jobs.

use super::paper::{Align, Paper};
use super::reader::Reader;
use crate::print::bitmap::Bitmap;
use crate::print::cp866;
use crate::print::type_case::TypeCase;

/// Reads jobs as a printer of a given paper width does.
#[derive(Debug)]
pub struct Interpreter {
    case: TypeCase,
    width_dots: u16,
}

/// What came out of the printer.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Output {
    /// The sheets, each ended by a cut, an eject or the end of the bytes.
    pub sheets: Vec<Sheet>,
    /// Commands that were skipped because this printer does not know them.
    pub unknown: usize,
}

/// One sheet of paper.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sheet {
    /// The paper, dot for dot.
    pub picture: Bitmap,
    /// The characters printed in text mode, a line each.
    pub text: Vec<String>,
    /// Payloads of QR codes printed by command.
    pub qr: Vec<String>,
    /// Whether a knife ended it.
    pub cut: bool,
}

/// Sheets kept of one job. A queue of reprints is a few; more is hostile.
const MOST_SHEETS: usize = 100;

impl Interpreter {
    /// A printer whose head is `width_dots` wide.
    pub fn new(width_dots: u16) -> Self {
        Self {
            case: TypeCase::new(),
            width_dots,
        }
    }

    /// Reads a job from its first to its last byte.
    pub fn read(&mut self, bytes: &[u8]) -> Output {
        let mut job = Job {
            paper: Paper::new(self.width_dots, &mut self.case),
            reader: Reader::new(bytes),
            page: 0,
            qr: Vec::new(),
            output: Output::default(),
        };
        while let Some(byte) = job.reader.byte() {
            job.step(byte);
        }
        job.tear(false);
        job.output
    }
}

struct Job<'a> {
    paper: Paper<'a>,
    reader: Reader<'a>,
    page: u8,
    qr: Vec<u8>,
    output: Output,
}

impl Job<'_> {
    fn step(&mut self, byte: u8) {
        match byte {
            0x0a => self.paper.line_feed(),
            0x09 => self.paper.write(' '),
            0x0c => self.tear(false),
            0x10 => self.real_time(),
            0x1b => self.escape(),
            0x1c => self.kanji(),
            0x1d => self.group(),
            // NUL pads, CR means nothing with a line feed, CAN clears page mode.
            0x00 | 0x0d | 0x18 => {}
            0x01..=0x1f | 0x7f => self.output.unknown += 1,
            0x20..=0x7e => self.paper.write(char::from(byte)),
            0x80..=0xff => {
                let known = cp866::PAGES.contains(&self.page);
                self.paper
                    .write(if known { cp866::decode(byte) } else { '?' });
            }
        }
    }

    /// `DLE`: obeyed at once by a printer, of no effect on paper.
    fn real_time(&mut self) {
        match self.reader.byte() {
            Some(0x04) => {
                // Some questions have a second parameter.
                if matches!(self.reader.byte(), Some(7 | 8 | 18)) {
                    self.reader.skip(1);
                }
            }
            Some(0x05) => self.reader.skip(1),
            Some(0x14) => match self.reader.byte() {
                Some(8) => self.reader.skip(7),
                Some(7) => self.reader.skip(1),
                _ => self.reader.skip(2),
            },
            _ => self.output.unknown += 1,
        }
    }

    fn escape(&mut self) {
        let Some(command) = self.reader.byte() else {
            return;
        };
        match command {
            b'@' => {
                self.paper.reset();
                self.page = 0;
            }
            b'a' => self.paper.align = self.align(),
            b't' => self.page = self.number(),
            b'!' => {
                let mode = self.number();
                self.paper.small = mode & 0x01 != 0;
                self.paper.bold = mode & 0x08 != 0;
                let size = |bit: u8| if mode & bit != 0 { 2 } else { 1 };
                (self.paper.wide, self.paper.high) = (size(0x20), size(0x10));
            }
            b'E' | b'G' => self.paper.bold = self.number() & 1 != 0,
            b'M' => self.paper.small = self.number() & 1 != 0,
            b'J' => {
                let dots = i32::from(self.number());
                self.paper.feed(dots);
            }
            b'd' => {
                let lines = self.number();
                self.paper.feed_lines(lines);
            }
            b'2' => self.paper.spacing = Paper::SPACING,
            b'3' => self.paper.spacing = i32::from(self.number()),
            b'i' | b'm' => self.tear(true),
            b'*' => {
                let columns = if self.number() >= 32 { 3 } else { 1 };
                let count = self.reader.low_high();
                self.skip_unknown(count * columns);
            }
            b'D' => self.reader.skip_past(0),
            b'p' => self.reader.skip(3),
            b'$' | b'\\' | b'c' => self.reader.skip(2),
            b'W' => self.reader.skip(8),
            b'-' | b'{' | b'V' | b' ' | b'R' | b'r' | b'T' | b'e' | b'K' | b'=' | b'%' | b'U'
            | b'?' | b'u' | b'v' => self.reader.skip(1),
            b'L' | b'S' | b'<' | 0x0c => {}
            _ => self.output.unknown += 1,
        }
    }

    fn kanji(&mut self) {
        match self.reader.byte() {
            Some(b'.' | b'&') | None => {}
            Some(b'!' | b'-' | b'W') => self.reader.skip(1),
            Some(b'S' | b'C' | b'p') => self.reader.skip(2),
            Some(b'(') => {
                self.reader.byte();
                let length = self.reader.low_high();
                self.reader.skip(length);
            }
            Some(_) => self.output.unknown += 1,
        }
    }

    fn group(&mut self) {
        let Some(command) = self.reader.byte() else {
            return;
        };
        match command {
            b'!' => {
                let size = self.number();
                self.paper.wide = i32::from(size >> 4 & 7) + 1;
                self.paper.high = i32::from(size & 7) + 1;
            }
            b'V' => {
                // Forms 65 and 66 have a feed before the cut.
                if matches!(self.reader.byte(), Some(65..=68 | 97 | 98 | 103 | 104)) {
                    self.reader.skip(1);
                }
                self.tear(true);
            }
            b'v' => self.raster(),
            b'(' => self.function(),
            b'e' => {
                self.reader.skip(1);
                self.tear(true);
            }
            b'k' => {
                if self.number() >= 65 {
                    let length = usize::from(self.number());
                    self.skip_unknown(length);
                } else {
                    self.reader.skip_past(0);
                    self.output.unknown += 1;
                }
            }
            b'*' => {
                let size = usize::from(self.number()) * usize::from(self.number()) * 8;
                self.skip_unknown(size);
            }
            b'8' => {
                self.reader.byte();
                let (low, high) = (self.reader.low_high(), self.reader.low_high());
                self.skip_unknown(low.saturating_add(high.saturating_mul(0x1_0000)));
            }
            b'L' | b'W' | b'P' | b'$' | b'\\' => self.reader.skip(2),
            b'^' => self.reader.skip(3),
            b'B' | b'H' | b'f' | b'h' | b'w' | b'r' | b'a' | b'I' | b'b' | b'E' | b'T' | b'/' => {
                self.reader.skip(1);
            }
            b':' => {}
            _ => self.output.unknown += 1,
        }
    }

    /// `GS v 0 m xL xH yL yH d…`: a raster picture.
    fn raster(&mut self) {
        if self.reader.byte() != Some(b'0') {
            self.output.unknown += 1;
            return;
        }
        let scale = self.number() & 3;
        let (stride, rows) = (self.reader.low_high(), self.reader.low_high());
        let data = self.reader.take(stride.saturating_mul(rows));
        let stretch = |bit: u8| if scale & bit != 0 { 2 } else { 1 };
        self.paper
            .raster(data, stride, rows, (stretch(1), stretch(2)));
    }

    /// `GS ( x pL pH …`: functions with a length, so none can go astray.
    fn function(&mut self) {
        let letter = self.reader.byte();
        let length = self.reader.low_high();
        let data = self.reader.take(length);
        match (letter, data) {
            (Some(b'k'), [49, 67, module]) => self.paper.module = i32::from(*module).clamp(1, 16),
            (Some(b'k'), [49, 80, 48, payload @ ..]) => self.qr = payload.to_vec(),
            (Some(b'k'), [49, 81, ..]) => {
                let payload = String::from_utf8_lossy(&self.qr).into_owned();
                if !self.paper.qr(&payload) {
                    self.output.unknown += 1;
                }
            }
            // Model and correction level change nothing that is seen; H asks for an answer.
            (Some(b'k'), [49, 65 | 69, ..]) | (Some(b'H'), _) => {}
            _ => self.output.unknown += 1,
        }
    }

    /// The sheet is over. Blank paper is no sheet.
    fn tear(&mut self, cut: bool) {
        let Some(mut sheet) = self.paper.take() else {
            return;
        };
        sheet.cut = cut;
        if self.output.sheets.len() < MOST_SHEETS {
            self.output.sheets.push(sheet);
        }
    }

    fn align(&mut self) -> Align {
        match self.number() {
            1 | b'1' => Align::Centre,
            2 | b'2' => Align::Right,
            _ => Align::Left,
        }
    }

    fn number(&mut self) -> u8 {
        self.reader.byte().unwrap_or_default()
    }

    fn skip_unknown(&mut self, bytes: usize) {
        self.reader.skip(bytes);
        self.output.unknown += 1;
    }
}
