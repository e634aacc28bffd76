//! The preview printer: what a newcomer without a printer sees, and tests read.
//!
//! Promises: the last slips are kept as pictures, in memory and in a folder, and
//! never more than asked for; trouble with the folder never fails a job.

pub mod gallery;
pub mod interpreter;
mod paper;
mod reader;
pub(in crate::print) mod stand;

use super::encode::{EncodeError, encode};
use super::profile::Profile;
use super::slip::Slip;
use super::type_case::TypeCase;
use gallery::{Gallery, PreviewSlip};
use interpreter::Interpreter;
use jiff::Timestamp;
use std::path::PathBuf;
use std::sync::Arc;

/// The slip as this printer would put it on paper, as a PNG: from its bytes, as
/// they would go out.
pub fn picture(
    slip: &Slip,
    profile: &Profile,
    case: &mut TypeCase,
) -> Result<Vec<u8>, PictureError> {
    let job = encode(slip, profile, case)?;
    let sheets = Interpreter::new(profile.width_dots).read(&job).sheets;
    let sheet = sheets.first().ok_or(PictureError::Nothing)?;
    Ok(sheet.picture.to_png()?)
}

/// Why there is no picture of a slip.
#[derive(Debug, thiserror::Error)]
pub enum PictureError {
    #[error(transparent)]
    Encode(#[from] EncodeError),
    #[error("draw the slip: {0}")]
    Png(#[from] std::io::Error),
    #[error("nothing is on the slip")]
    Nothing,
}

/// An interpreter with a gallery behind it.
#[derive(Debug)]
pub(super) struct PreviewPrinter {
    interpreter: Interpreter,
    gallery: Gallery,
}

impl PreviewPrinter {
    pub(super) fn open(width_dots: u16, folder: Option<PathBuf>, kept: usize) -> Self {
        Self {
            interpreter: Interpreter::new(width_dots),
            gallery: Gallery::open(folder, kept),
        }
    }

    pub(super) fn slips(&self) -> Arc<[PreviewSlip]> {
        self.gallery.slips()
    }

    /// Prints a job: every sheet of it becomes a slip in the gallery.
    pub(super) fn print(&mut self, job: &[u8], number: Option<&str>, at: Timestamp) {
        for sheet in self.interpreter.read(job).sheets {
            match sheet.picture.to_png() {
                Ok(png) => self.gallery.add(number.map(str::to_owned), png, at),
                Err(error) => tracing::warn!(%error, "could not draw a preview slip"),
            }
        }
    }
}
