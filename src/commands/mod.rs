//! What IT types in a terminal besides `run`: doctor, setup, screens, papers.
//!
//! Each is a program of its own that looks at the office from outside, through
//! the office file and the API.

pub mod doctor;
pub mod fingerprint;
pub mod pair;
pub mod papers;
pub mod replay;
pub mod safety;
pub mod screens;
pub mod selftest;
pub mod setup;
pub mod ticket;
