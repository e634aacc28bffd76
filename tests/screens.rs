//! The drawn screens without a display: tapped as a finger would, looked at as
//! pictures. `TALON_SHOTS=folder` keeps the pictures for a person to look at.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test that cannot go on says so by panicking"
)]

#[path = "screens/fixtures.rs"]
mod fixtures;

#[path = "screens/kiosk_states.rs"]
mod kiosk_states;

#[path = "screens/matters.rs"]
mod matters;

#[path = "screens/ratings.rs"]
mod ratings;

#[path = "screens/visits.rs"]
mod visits;

#[path = "screens/ears.rs"]
mod ears;

#[path = "screens/boards.rs"]
mod boards;

#[path = "screens/glyphs.rs"]
mod glyphs;

#[path = "screens/pictures.rs"]
mod pictures;

#[path = "screens/colours.rs"]
mod colours;

#[path = "screens/languages.rs"]
mod languages;
