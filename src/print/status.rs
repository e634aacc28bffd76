//! What the printer says about itself, read from its `DLE EOT` answers. Pure.
//!
//! Promises: a byte that cannot be an answer is not taken for one; a missing
//! answer means "not known", never "fine" and never "broken".

/// The four questions of `DLE EOT n` that every ESC/POS printer knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Query {
    /// n = 1: online or offline.
    Printer,
    /// n = 2: why it is offline.
    OfflineCause,
    /// n = 3: cutter and other errors.
    ErrorCause,
    /// n = 4: paper sensors.
    Roll,
}

impl Query {
    /// All questions, in the order in which they are asked.
    pub const ALL: [Self; 4] = [
        Self::Printer,
        Self::OfflineCause,
        Self::ErrorCause,
        Self::Roll,
    ];

    /// The exact three bytes of the question; a trailing NUL would be printed by some makes.
    pub fn bytes(self) -> [u8; 3] {
        let which = match self {
            Self::Printer => 1,
            Self::OfflineCause => 2,
            Self::ErrorCause => 3,
            Self::Roll => 4,
        };
        [0x10, 0x04, which]
    }
}

/// Whether the byte can be an answer to `DLE EOT`: bits 1 and 4 set, bits 0 and 7 clear.
pub fn is_answer(byte: u8) -> bool {
    byte & 0b1001_0011 == 0b0001_0010
}

/// What the answer to `GS r 1` says of paper. Bits 4 and 7 are always clear in
/// it, which tells it from an answer to `DLE EOT`; 2 and 3 are the end sensor, 0
/// and 1 the near-end sensor. `None`: it cannot be that answer.
pub fn paper_status(byte: u8) -> Option<Paper> {
    if byte & 0b1001_0000 != 0 {
        None
    } else if byte & 0b0000_1100 != 0 {
        Some(Paper::Out)
    } else if byte & 0b0000_0011 != 0 {
        Some(Paper::Low)
    } else {
        Some(Paper::Ok)
    }
}

/// How much paper there is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Paper {
    /// The printer did not say.
    #[default]
    NotKnown,
    /// Enough.
    Ok,
    /// The near-end sensor sees the core: some tens of tickets are left.
    Low,
    /// None.
    Out,
}

/// All that the answers tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a bit of the printer's answer, and any may go with any"
)]
pub struct Status {
    /// Paper sensors.
    pub paper: Paper,
    /// The cover is open.
    pub cover_open: bool,
    /// The cutter is stuck.
    pub cutter_error: bool,
    /// Another error: the head too hot, a voltage wrong.
    pub other_error: bool,
    /// The printer says it is offline.
    pub offline: bool,
}

/// Why a ticket cannot come out now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Obstacle {
    /// No paper.
    PaperOut,
    /// The cover is open.
    CoverOpen,
    /// The cutter is stuck.
    CutterError,
    /// Another error of the printer.
    PrinterError,
    /// Offline, and it does not say why.
    Offline,
}

impl Status {
    /// Adds one answer to what is known. A byte that is no answer changes nothing.
    pub fn learn(&mut self, query: Query, byte: u8) {
        if !is_answer(byte) {
            return;
        }
        match query {
            Query::Printer => self.offline = byte & 0x08 != 0,
            Query::OfflineCause => {
                self.cover_open = byte & 0x04 != 0;
                if byte & 0x20 != 0 {
                    self.paper = Paper::Out;
                }
                self.other_error |= byte & 0x40 != 0;
            }
            Query::ErrorCause => {
                self.cutter_error = byte & 0x08 != 0;
                // Bit 2 is a recoverable, bit 5 an unrecoverable error, bit 6 a hot head.
                // Question 2 says only that there is some error; here the kind is known.
                self.other_error = byte & 0x64 != 0 || (self.other_error && !self.cutter_error);
            }
            Query::Roll => {
                // The two bits of each sensor go together; either one counts.
                if byte & 0x60 != 0 {
                    self.paper = Paper::Out;
                } else if self.paper != Paper::Out {
                    self.paper = if byte & 0x0c != 0 {
                        Paper::Low
                    } else {
                        Paper::Ok
                    };
                }
            }
        }
    }

    /// Reads a whole set of answers at once.
    pub fn read(answers: &[(Query, u8)]) -> Self {
        let mut status = Self::default();
        for (query, byte) in answers {
            status.learn(*query, *byte);
        }
        status
    }

    /// What stands in the way of a ticket, the thing to fix first.
    pub fn obstacle(&self) -> Option<Obstacle> {
        if self.cover_open {
            Some(Obstacle::CoverOpen)
        } else if self.paper == Paper::Out {
            Some(Obstacle::PaperOut)
        } else if self.cutter_error {
            Some(Obstacle::CutterError)
        } else if self.other_error {
            Some(Obstacle::PrinterError)
        } else if self.offline {
            Some(Obstacle::Offline)
        } else {
            None
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The fixed bits of every answer.
    const QUIET: u8 = 0x12;

    #[test]
    fn the_questions_are_three_bytes_long() {
        let asked: Vec<_> = Query::ALL.iter().map(|query| query.bytes()).collect();
        assert_eq!(asked, [[16, 4, 1], [16, 4, 2], [16, 4, 3], [16, 4, 4]]);
    }

    #[test]
    fn a_healthy_printer_has_no_obstacle() {
        let answers = Query::ALL.map(|query| (query, QUIET));
        let status = Status::read(&answers);
        assert_eq!(status.paper, Paper::Ok);
        assert_eq!(status.obstacle(), None);
    }

    #[test]
    fn low_paper_is_no_obstacle_but_no_paper_is() {
        let low = Status::read(&[(Query::Roll, QUIET | 0x0c)]);
        assert_eq!((low.paper, low.obstacle()), (Paper::Low, None));
        let out = Status::read(&[(Query::Roll, QUIET | 0x6c)]);
        assert_eq!(out.obstacle(), Some(Obstacle::PaperOut));
        let stopped = Status::read(&[(Query::OfflineCause, QUIET | 0x20), (Query::Roll, QUIET)]);
        assert_eq!(stopped.obstacle(), Some(Obstacle::PaperOut));
    }

    #[test]
    fn an_open_cover_is_named_before_the_paper_it_hides() {
        let status = Status::read(&[
            (Query::Printer, QUIET | 0x08),
            (Query::OfflineCause, QUIET | 0x04),
            (Query::Roll, QUIET | 0x60),
        ]);
        assert_eq!(status.obstacle(), Some(Obstacle::CoverOpen));
    }

    #[test]
    fn a_stuck_cutter_is_told_from_other_errors() {
        let cutter = Status::read(&[
            (Query::OfflineCause, QUIET | 0x40),
            (Query::ErrorCause, QUIET | 0x08),
        ]);
        assert_eq!(cutter.obstacle(), Some(Obstacle::CutterError));
        let hot = Status::read(&[(Query::ErrorCause, QUIET | 0x40)]);
        assert_eq!(hot.obstacle(), Some(Obstacle::PrinterError));
        let offline = Status::read(&[(Query::Printer, QUIET | 0x08)]);
        assert_eq!(offline.obstacle(), Some(Obstacle::Offline));
    }

    #[test]
    fn the_two_answers_about_paper_are_never_mixed_up() {
        for byte in 0..=u8::MAX {
            assert!(!is_answer(byte) || paper_status(byte).is_none());
        }
        assert_eq!(paper_status(0x00), Some(Paper::Ok));
        assert_eq!(paper_status(0x03), Some(Paper::Low));
        assert_eq!(paper_status(0x0f), Some(Paper::Out));
    }

    #[test]
    fn noise_is_never_taken_for_an_answer() {
        for byte in 0..=u8::MAX {
            if is_answer(byte) {
                continue;
            }
            let noise = Query::ALL.map(|query| (query, byte));
            assert_eq!(Status::read(&noise), Status::default());
        }
    }
}
