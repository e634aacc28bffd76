//! Made-up office days through the production heart, to compare who is called
//! next, how long it takes and how many desks are needed.
//!
//! The same seed gives the same visitors to every policy (pairs). The heart is
//! asked exactly as reception asks it; other policies only differ in the rules
//! it is given or name the visitor themselves, outside the production path.

#![expect(
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    clippy::cast_sign_loss,
    reason = "a simulator reckons in floating point; no visitor depends on it"
)]

pub mod made_up;
pub mod play;
pub mod policy;
pub mod random;
pub mod report;
pub mod sustain;
pub mod visitors;

use crate::made_up::Site;
use crate::policy::Policy;
use crate::report::Report;

/// What is simulated.
#[derive(Debug, Clone)]
pub struct Plan {
    pub site: Site,
    pub days: u32,
    pub seed: u64,
    /// Work offered over what the desks can do, 0.85: a busy office.
    pub load: f64,
    /// Every so many visitors the promised wait is held against the real one;
    /// 0: never, it costs most of the time.
    pub estimate_every: usize,
}

/// Plays the plan's days under one policy.
pub fn run(plan: &Plan, policy: Policy) -> Report {
    let mut report = Report::new(&plan.site);
    let mut learnt = play::Memory::default();
    for day in 0..plan.days {
        let visitors = visitors::day(&plan.site, plan.seed, day, plan.load);
        play::day(plan, policy, &visitors, &mut learnt, &mut report);
    }
    report
}
