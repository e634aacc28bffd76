//! Fire drill: made-up office days with faults at every step, from a seed.
//!
//! Heart, reception and store are the production code, down to SQLite; only
//! time, disks and the hands that carry out the logs' orders are made up.
//! Whatever a seed finds, the same seed finds again, and `shrink` makes the
//! day shorter until nothing can be left out.

pub mod hands;
pub mod layer;
pub mod ledger;
pub mod people;
pub mod plan;
pub mod platter;
pub mod random;
pub mod shrink;
pub mod world;
