//! How much work a policy bears: the highest load at which 85% still wait no
//! longer than a quarter of an hour (S4), found by halving.

use crate::policy::Policy;
use crate::report::Report;
use crate::{Plan, run};

/// S4, electronic queue.
const TARGET: f64 = 0.85;

/// Loads outside are not looked at: an idle office, a hopeless one.
const LOWEST: f64 = 0.15;
const HIGHEST: f64 = 1.20;

/// The bracket is halved so often: a two-thousandth of the load is left.
const HALVINGS: u32 = 9;

/// The load, and what the days at it looked like.
pub fn sustained(plan: &Plan, policy: Policy) -> (f64, Report) {
    let (mut low, mut high) = (LOWEST, HIGHEST);
    let at = |load: f64| {
        run(
            &Plan {
                load,
                ..plan.clone()
            },
            policy,
        )
    };
    for _halving in 0..HALVINGS {
        let middle = f64::midpoint(low, high);
        if at(middle).within_target() >= TARGET {
            low = middle;
        } else {
            high = middle;
        }
    }
    (low, at(low))
}
