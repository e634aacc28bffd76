//! The counter's day as stories, told through the heart's public surface.
//!
//! Each story moves the clock itself, never sleeps, and holds after every
//! step that the office keeps its promises and that its log, read back from
//! its own writing, leads to the same office.

#![expect(
    clippy::indexing_slicing,
    clippy::needless_pass_by_value,
    clippy::unwrap_in_result,
    clippy::unwrap_used,
    clippy::wildcard_enum_match_arm,
    reason = "a story says each command once, looks for one event among many, and stops at a surprise"
)]

mod counter;

mod appointments;
mod callbacks;
mod calling;
mod damage;
mod day;
mod day_and_night;
mod desks;
mod estimates;
mod hall;
mod help;
mod live_queue;
mod no_shows;
mod numbers;
mod order;
mod oversight;
mod parking;
mod peaks;
mod ratings;
mod reading_days;
mod short_window;
mod signs;
mod staffing;
mod statements;
mod tickets;
mod transfers;
mod undo;
mod waits;
