//! Random days against a plain second model of the counter.
//!
//! Every accepted command is applied, written, read back and applied to a
//! second office; both must agree with each other and with the model, and the
//! promises about numbers and order are held against what was called.
//! `PROPTEST_CASES` makes the run longer; a found day shrinks to a short list
//! of steps, which then moves into `bugs.rs`.

#![expect(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    clippy::wildcard_enum_match_arm,
    reason = "the model and its runner are test code: they look for one event among many and stop at a surprise"
)]

mod act;
mod bugs;
mod days;
mod model;
mod runner;
mod step;

use proptest::prelude::*;

use crate::runner::play;
use crate::step::{any_world, day_steps};

/// Six hundred days take a few seconds; more if the environment asks for more.
fn config() -> ProptestConfig {
    let default = ProptestConfig::default();
    ProptestConfig {
        cases: default.cases.max(600),
        max_shrink_iters: 20_000,
        failure_persistence: None,
        ..default
    }
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn the_heart_agrees_with_the_plain_model_on_random_days(
        world in any_world(),
        steps in day_steps(),
    ) {
        play(world, &steps);
    }
}
