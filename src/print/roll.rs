//! How much paper is left: the length of the roll less what came out since it
//! was changed. About, never exactly: a roll may be cut short or half used.
//!
//! Pure, but for the two functions that read and write what is kept. Never says
//! a number that it has a reason to disbelieve.

use super::outcome::Condition;
use super::status::Obstacle;
use serde::{Deserialize, Serialize};
use std::io::{self, Write};
use std::path::Path;

/// From the head to the knife, blank at every slip.
const TO_KNIFE_MM: u32 = 15;

/// A ticket as long as it may be, until others have come out of this roll.
const USUAL_SLIP_MM: u32 = 120 + TO_KNIFE_MM;

/// The usual ticket weighs as much as so many that came out.
const USUAL_SLIPS: u32 = 5;

/// So few tickets left are told as low: an hour of a busy kiosk, time enough
/// to fetch a roll.
pub const LOW_TICKETS: u32 = 60;

/// A roll as `roll_m` of the office file says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Roll {
    length_mm: u32,
    /// `None`: nobody knows how much the roll had when the counting began.
    used: Option<Used>,
    /// The printer has said that the roll is near its end, or at it.
    has_run_low: bool,
    has_run_out: bool,
    was_opened: bool,
}

/// What came out of the roll.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
struct Used {
    used_mm: u32,
    slips: u32,
}

impl Roll {
    /// A roll of `length_m` metres; how much of it is there, nobody has said.
    pub fn of_metres(length_m: u16) -> Self {
        Self {
            length_mm: u32::from(length_m) * 1_000,
            used: None,
            has_run_low: false,
            has_run_out: false,
            was_opened: false,
        }
    }

    /// Somebody has put in a new one.
    pub fn change(&mut self) {
        *self = Self {
            length_mm: self.length_mm,
            used: Some(Used::default()),
            has_run_low: false,
            has_run_out: false,
            was_opened: false,
        };
    }

    /// A slip `mm` long came out, or may have.
    pub fn feed(&mut self, mm: u32) {
        if let Some(used) = &mut self.used {
            used.used_mm = used.used_mm.saturating_add(mm).saturating_add(TO_KNIFE_MM);
            used.slips = used.slips.saturating_add(1);
        }
    }

    /// The printer says how it is. True: it has a new roll, since paper is there
    /// again, or the cover was open and a roll at its end is not at it any more.
    pub fn sees(&mut self, condition: Condition) -> bool {
        match condition {
            Condition::PaperLow => self.has_run_low = true,
            Condition::Out(Obstacle::PaperOut) => self.has_run_out = true,
            Condition::Out(Obstacle::CoverOpen) => self.was_opened = true,
            Condition::Ready => {
                let has_ended = self.has_run_low || self.left_mm().is_some_and(|left| left == 0);
                let is_new = self.has_run_out || (self.was_opened && has_ended);
                self.was_opened = false;
                if is_new {
                    self.change();
                }
                return is_new;
            }
            Condition::NotKnown
            | Condition::Garbled
            | Condition::Unreachable
            | Condition::Out(Obstacle::CutterError | Obstacle::PrinterError | Obstacle::Offline) => {
            }
        }
        false
    }

    /// Tickets that the roll is good for, about. `None`: not known, because
    /// nobody has changed it yet, or because the printer says otherwise.
    pub fn tickets_left(&self) -> Option<u32> {
        if self.has_run_out {
            return Some(0);
        }
        let left_mm = self.left_mm()?;
        let used = self.used?;
        // Near its end there is never so much left: somebody changed it unseen.
        let is_disproved = self.has_run_low && left_mm > self.length_mm / 4;
        // So much does not come out of one roll.
        let is_overdrawn = used.used_mm > self.length_mm.saturating_add(self.length_mm / 10);
        if is_disproved || is_overdrawn {
            return None;
        }
        let all_mm = u64::from(used.used_mm) + u64::from(USUAL_SLIPS * USUAL_SLIP_MM);
        let slips = u64::from(used.slips) + u64::from(USUAL_SLIPS);
        let tickets = u64::from(left_mm) * slips / all_mm;
        u32::try_from(tickets).ok()
    }

    fn left_mm(&self) -> Option<u32> {
        let used = self.used?;
        Some(self.length_mm.saturating_sub(used.used_mm))
    }

    /// What was kept of it at the last stop; nothing, or something damaged,
    /// leaves it unknown.
    pub(super) fn recall(&mut self, path: &Path) {
        let kept = std::fs::read(path).ok();
        let kept = kept.and_then(|bytes| serde_json::from_slice::<Kept>(&bytes).ok());
        if let Some(kept) = kept {
            self.used = kept.used;
            self.has_run_low = kept.has_run_low;
            self.has_run_out = kept.has_run_out;
        }
    }

    /// Keeps it whole or not at all. Blocks.
    pub(super) fn keep(&self, path: &Path) -> io::Result<()> {
        let kept = Kept {
            used: self.used,
            has_run_low: self.has_run_low,
            has_run_out: self.has_run_out,
        };
        let text = serde_json::to_vec(&kept).map_err(io::Error::other)?;
        if let Some(dir_path) = path.parent() {
            std::fs::create_dir_all(dir_path)?;
        }
        let new_path = path.with_extension("new");
        std::fs::File::create(&new_path)?.write_all(&text)?;
        std::fs::rename(&new_path, path)
    }
}

#[derive(Debug, Serialize, Deserialize)]
struct Kept {
    used: Option<Used>,
    has_run_low: bool,
    has_run_out: bool,
}

#[cfg(test)]
mod tests {
    use super::*;

    const OUT: Condition = Condition::Out(Obstacle::PaperOut);
    const OPEN: Condition = Condition::Out(Obstacle::CoverOpen);

    fn new_roll() -> Roll {
        let mut roll = Roll::of_metres(80);
        roll.change();
        roll
    }

    #[test]
    fn a_roll_that_nobody_has_put_in_has_no_number() {
        let mut roll = Roll::of_metres(80);
        roll.feed(100);
        assert_eq!(roll.tickets_left(), None);
        roll.change();
        assert_eq!(roll.tickets_left(), Some(592));
    }

    #[test]
    fn tickets_left_follow_the_length_of_those_that_came_out() {
        let mut roll = new_roll();
        for _ in 0..495 {
            roll.feed(85);
        }
        assert_eq!(roll.tickets_left(), Some(303));
        let mut short = new_roll();
        for _ in 0..495 {
            short.feed(45);
        }
        assert_eq!(short.tickets_left(), Some(827));
    }

    #[test]
    fn paper_that_is_there_again_is_a_new_roll() {
        let mut roll = new_roll();
        roll.feed(60_000);
        assert!(!roll.sees(OUT));
        assert_eq!(roll.tickets_left(), Some(0));
        assert!(!roll.sees(OPEN));
        assert!(roll.sees(Condition::Ready));
        assert_eq!(roll.tickets_left(), Some(592));
        assert!(!roll.sees(Condition::Ready));
    }

    #[test]
    fn a_cover_opened_over_a_roll_that_was_low_is_a_change_and_over_a_full_one_a_look() {
        let mut roll = new_roll();
        roll.feed(30_000);
        let before = roll.tickets_left();
        roll.sees(OPEN);
        assert!(!roll.sees(Condition::Ready));
        assert_eq!(roll.tickets_left(), before);
        roll.feed(40_000);
        roll.sees(Condition::PaperLow);
        roll.sees(OPEN);
        assert!(roll.sees(Condition::Ready));
        assert_eq!(roll.tickets_left(), Some(592));
    }

    #[test]
    fn a_count_that_the_printer_or_the_paper_disproves_is_not_told() {
        let mut roll = new_roll();
        roll.sees(Condition::PaperLow);
        assert_eq!(
            roll.tickets_left(),
            None,
            "low, after one slip of eighty metres"
        );
        let mut roll = new_roll();
        roll.feed(80_000);
        assert_eq!(roll.tickets_left(), Some(0));
        roll.feed(9_000);
        assert_eq!(roll.tickets_left(), None, "nobody pressed the button");
        roll.feed(u32::MAX);
        roll.feed(u32::MAX);
    }
}
