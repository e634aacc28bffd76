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

pub trait Almanac: Send + Sync + std::fmt::Debug {
    fn at(&self, now: Moment) -> Today;
}
