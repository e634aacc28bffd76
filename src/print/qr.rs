//! A QR code as black modules. Pure.
//!
//! Medium error correction: a thumb print or a crease on the paper is forgiven
//! and the code stays small enough for a 58 mm roll.

use super::bitmap::Bitmap;
use qrcodegen::{QrCode, QrCodeEcc};
use std::fmt;

/// A code ready to be drawn.
#[derive(Clone)]
pub struct Qr {
    code: QrCode,
}

impl fmt::Debug for Qr {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "Qr({} modules)", self.code.size())
    }
}

impl Qr {
    /// Encodes the payload; `None` if it holds more than a QR code can.
    pub fn new(payload: &str) -> Option<Self> {
        let code = QrCode::encode_text(payload, QrCodeEcc::Medium).ok()?;
        Some(Self { code })
    }

    /// Modules along one side, without the quiet zone.
    pub fn modules(&self) -> i32 {
        self.code.size()
    }

    /// Draws the code with `module` dots a module; the paper around it must stay white.
    pub fn draw(&self, paper: &mut Bitmap, left: i32, top: i32, module: i32) {
        for row in 0..self.code.size() {
            for column in 0..self.code.size() {
                if self.code.get_module(column, row) {
                    let (x, y) = (left + column * module, top + row * module);
                    paper.fill(x, y, module, module);
                }
            }
        }
    }
}
