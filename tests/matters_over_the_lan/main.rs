//! Matters beside the queue, from the screens' side: the real program, spoken
//! to over the LAN, killed and started again.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test may fail loudly, its helpers too"
)]
#![expect(dead_code, reason = "other stories use the rest of the house")]

#[path = "../house/mod.rs"]
mod house;

mod after_the_visit;
mod callbacks;
mod help;
mod late;
mod one_person;
mod statements;
