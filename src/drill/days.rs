//! A few office days with faults, a seed each; `tests/all.sh` plays five
//! hundred of them optimised. `DRILL_WORLDS=5000` plays more here.

use drill::plan::Plan;
use drill::shrink::shrink;
use drill::world::play;

const WORLDS: u64 = 2;

#[test]
fn s1_nothing_is_lost_and_nothing_doubled_on_days_with_faults() {
    let worlds = std::env::var("DRILL_WORLDS")
        .ok()
        .and_then(|worlds| worlds.parse().ok());
    let mut days = 0;
    for seed in 1..=worlds.unwrap_or(WORLDS) {
        match play(&Plan::of(seed)) {
            Ok(score) => days += score.counts.days,
            Err(failure) => {
                let small = shrink(failure);
                panic!("seed {seed}: {}\n{}", small.what, small.plan);
            }
        }
    }
    assert!(days >= WORLDS, "{days} days only");
}

#[test]
fn the_same_seed_tells_the_same_day() {
    let plan = Plan::of(3);
    let told = |score: drill::world::Score| (score.counts, score.troubles, score.failed_changes);
    let one = play(&plan).map(told).map_err(|failure| failure.what);
    let other = play(&plan).map(told).map_err(|failure| failure.what);
    assert_eq!(one, other);
}
