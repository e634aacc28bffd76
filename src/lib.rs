//! Talon: an offline office appliance that runs the queue of a customer office.
//!
//! This is the map of the house; ARCHITECTURE.md tells the promises. Faces send
//! commands and draw pictures, reception owns the one Office, store keeps
//! events before they take effect.

pub mod run;

pub mod config;
pub mod history;
pub mod people;
pub mod reception;
pub mod store;

pub mod print;
pub mod voice;
pub mod web;

pub mod board;
pub mod kiosk;
pub mod link;
pub mod stage;

pub mod commands;
pub mod doctor;

pub mod clock;
mod hex;
pub mod texts;
pub mod tls;
pub mod watch;
pub mod wire;
pub mod wire_booking;
pub mod wire_head;
pub mod wire_matters;
pub mod wire_readings;
pub mod wire_screens;
