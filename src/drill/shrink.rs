//! Makes a day that failed shorter: troubles, desks and visitors go one after
//! another as long as it still fails.

use crate::plan::Plan;
use crate::world::{Failure, play};

/// As many days are played for it at most.
const TRIES: u32 = 150;

/// The smallest plan found that fails, with what it fails at.
pub fn shrink(failure: Box<Failure>) -> Box<Failure> {
    let mut smallest = failure;
    let mut tries = 0;
    loop {
        let smaller = candidates(&smallest).into_iter().find_map(|plan| {
            tries += 1;
            if tries > TRIES {
                None
            } else {
                play(&plan).err()
            }
        });
        match smaller {
            Some(found) => smallest = found,
            None => return smallest,
        }
    }
}

fn candidates(failure: &Failure) -> Vec<Plan> {
    let plan = &failure.plan;
    let mut found = Vec::new();
    // What came later had no part in it.
    let mut until_then = plan.clone();
    until_then
        .troubles
        .retain(|(at_s, _)| *at_s <= failure.at_s);
    until_then.minutes = plan.minutes.min(failure.at_s / 60 + 2);
    found.push(until_then);
    let half = plan.troubles.len() / 2;
    if half > 0 {
        for range in [0..half, half..plan.troubles.len()] {
            let mut less = plan.clone();
            less.troubles.drain(range);
            found.push(less);
        }
    }
    for index in 0..plan.troubles.len() {
        let mut less = plan.clone();
        less.troubles.remove(index);
        found.push(less);
    }
    if plan.desks > 1 {
        found.push(Plan {
            desks: plan.desks / 2,
            ..plan.clone()
        });
    }
    if plan.has_stick {
        found.push(Plan {
            has_stick: false,
            ..plan.clone()
        });
    }
    if plan.every_ms < 60_000 {
        found.push(Plan {
            every_ms: plan.every_ms * 2,
            ..plan.clone()
        });
    }
    found.retain(|candidate| candidate != plan);
    found
}
