//! A cursor over the bytes of a job. Pure.
//!
//! Promises: reading past the end gives what is there, and always moves on.

/// Reads bytes from front to back.
#[derive(Debug)]
pub(super) struct Reader<'a> {
    rest: &'a [u8],
}

impl<'a> Reader<'a> {
    pub(super) fn new(bytes: &'a [u8]) -> Self {
        Self { rest: bytes }
    }

    pub(super) fn byte(&mut self) -> Option<u8> {
        let (first, rest) = self.rest.split_first()?;
        self.rest = rest;
        Some(*first)
    }

    /// A sixteen-bit number, low byte first; missing bytes are zero.
    pub(super) fn low_high(&mut self) -> usize {
        let low = self.byte().unwrap_or_default();
        let high = self.byte().unwrap_or_default();
        usize::from(u16::from_le_bytes([low, high]))
    }

    /// The next bytes, fewer if the job ends before.
    pub(super) fn take(&mut self, count: usize) -> &'a [u8] {
        let (taken, rest) = self.rest.split_at(count.min(self.rest.len()));
        self.rest = rest;
        taken
    }

    pub(super) fn skip(&mut self, count: usize) {
        self.take(count);
    }

    /// Skips to after the next byte of this value.
    pub(super) fn skip_past(&mut self, end: u8) {
        while let Some(byte) = self.byte() {
            if byte == end {
                break;
            }
        }
    }
}
