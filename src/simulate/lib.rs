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
pub mod past;
pub mod play;
pub mod policy;
pub mod random;
pub mod replay;
pub mod report;
pub mod staffing;
pub mod sustain;
pub mod visitors;

use std::borrow::Borrow;

use crate::made_up::Site;
use crate::policy::Policy;
use crate::report::Report;
use crate::visitors::Visitors;

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
    /// Every so often the head does what the advice says; 0: desks stay as
    /// they are.
    pub advice_every_ms: i64,
    /// The share the advice keeps, percent (S4).
    pub target_percent: u32,
}

impl Plan {
    /// Days at this load, nothing else looked at.
    pub fn new(site: Site, days: u32, seed: u64, load: f64) -> Self {
        Self {
            site,
            days,
            seed,
            load,
            estimate_every: 0,
            advice_every_ms: 0,
            target_percent: 85,
        }
    }
}

/// Plays the plan's days under one policy.
pub fn run(plan: &Plan, policy: Policy) -> Report {
    let drawn = |day| visitors::day(&plan.site, plan.seed, day, plan.load);
    play(plan, policy, (0..plan.days).map(drawn))
}

/// Plays days whose visitors are known already.
pub fn play<D: Borrow<Visitors>>(
    plan: &Plan,
    policy: Policy,
    days: impl IntoIterator<Item = D>,
) -> Report {
    let mut report = Report::new(&plan.site);
    let mut learnt = play::Memory::default();
    for visitors in days {
        play::day(plan, policy, visitors.borrow(), &mut learnt, &mut report);
    }
    report
}
