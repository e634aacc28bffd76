//! What the calendar says of a moment: reception asks, config answers.

use office::day::{Date, Hours, Moment};

/// One moment in the office's own time zone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Today {
    pub date: Date,
    /// `None`: a day off.
    pub hours: Option<Hours>,
    /// "1405": names a numbering that had to be renewed.
    pub clock: String,
}

/// Twenty-four hours, as a clock's four digits count them.
const SET_BACK: u16 = 2_400;

impl Today {
    /// The name of a numbering after the clock was set back: it may pass a minute
    /// again that has given its name already, and counts hours behind 24 instead.
    pub fn clock_set_back(&self) -> String {
        let minute = self.clock.parse::<u16>();
        minute.map_or_else(
            |_no_digits| self.clock.clone(),
            |minute| format!("{:04}", minute + SET_BACK),
        )
    }
}

pub trait Almanac: Send + Sync + std::fmt::Debug {
    fn at(&self, now: Moment) -> Today;
}
