//! Talon: an offline office appliance that runs the queue of a customer office.
//!
//! This is the map of the house; ARCHITECTURE.md tells the promises. Faces send
//! commands and draw pictures, reception owns the one Office, store keeps
//! events before they take effect.

pub mod run;

use backroom::hex;

pub mod config;

/// A crate of their own, so that faults can be played into them alone.
pub use backroom::{clock, history, people, reception, store};

pub mod print;
pub mod voice;
pub mod web;

pub mod board;
pub mod kiosk;
pub mod link;
pub mod stage;

pub mod commands;
pub mod directory;
pub mod doctor;

pub mod texts;
pub mod tls;
pub mod watch;
pub mod wire;
pub mod wire_booking;
pub mod wire_head;
pub mod wire_matters;
pub mod wire_person;
pub mod wire_readings;
pub mod wire_screens;
pub mod wire_session;
