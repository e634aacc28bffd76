//! What a cut leaves of a file: each sector written since the last sync is
//! there or not.

use crate::platter::{Inode, SECTOR, Undo};
use crate::random::Random;

impl Inode {
    pub(super) fn write(&mut self, bytes: &[u8], offset: usize) {
        let (was, end) = (self.bytes.len(), offset + bytes.len());
        if end > was {
            self.set_length(end);
        }
        // What was behind the end is undone with the length.
        let old = self.bytes[offset.min(was)..end.min(was)].to_vec();
        self.bytes[offset..end].copy_from_slice(bytes);
        self.unsynced.push(Undo::Write {
            offset,
            old,
            new: bytes.to_vec(),
        });
    }

    pub(super) fn set_length(&mut self, to: usize) {
        let from = self.bytes.len();
        let old = self.bytes.get(to..).map(<[u8]>::to_vec).unwrap_or_default();
        self.bytes.resize(to, 0);
        self.unsynced.push(Undo::Length { old, from, to });
    }

    /// Undoes all and does a part of it again, sector by sector.
    pub(super) fn tear(&mut self, random: &mut Random) {
        let unsynced = std::mem::take(&mut self.unsynced);
        for undo in unsynced.iter().rev() {
            match undo {
                Undo::Write { offset, old, .. } => {
                    let end = (offset + old.len()).min(self.bytes.len());
                    if *offset < end {
                        self.bytes[*offset..end].copy_from_slice(&old[..end - offset]);
                    }
                }
                Undo::Length { old, from, to } => {
                    self.bytes.truncate(*to);
                    self.bytes.extend_from_slice(old);
                    self.bytes.resize(*from, 0);
                }
            }
        }
        // All, nothing, or a mixture of what was under way.
        let percent = [0, 100, 50, 90][usize::try_from(random.below(4)).unwrap_or(0)];
        for undo in &unsynced {
            match undo {
                Undo::Length { to, .. } if random.percent(percent) => self.bytes.resize(*to, 0),
                Undo::Length { .. } => {}
                Undo::Write { offset, new, .. } => {
                    let mut from = 0;
                    while from < new.len() {
                        let at = offset + from;
                        let length = (SECTOR - at % SECTOR).min(new.len() - from);
                        if random.percent(percent) && at + length <= self.bytes.len() {
                            self.bytes[at..at + length].copy_from_slice(&new[from..from + length]);
                        }
                        from += length;
                    }
                }
            }
        }
    }
}
