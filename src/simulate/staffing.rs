//! Desk-hours: a head who does what the advice says, beside desks planned by
//! Erlang's formula and by the plan of the month, on the same days, each with
//! the share just kept (S4).

use std::collections::BTreeSet;

use office::day::MINUTE_MS;
use office::desk::DeskId;
use office::plan::{self, Need, SLOT_MS, WORK, WORK_AND_REST};
use office::service::ServiceId;

use crate::made_up::Site;
use crate::policy::Policy;
use crate::report::Report;
use crate::visitors::{self, Visitors};
use crate::{Plan, play};

/// The head looks at the advice so often.
const LOOKS_EVERY_MS: i64 = 5 * MINUTE_MS;

/// More desks than this no office has.
const MOST: usize = 99;

/// Days that teach the plans what is usual.
const LEARNING_DAYS: u32 = 60;

/// How the desks of a day are decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Staffing {
    /// Each half hour's steady state.
    Erlang,
    /// `office::plan`.
    Month,
    /// `Office::advise`, looked at every five minutes.
    Advice,
}

impl Staffing {
    pub const ALL: [Self; 3] = [Self::Erlang, Self::Month, Self::Advice];

    pub fn name(self) -> &'static str {
        match self {
            Self::Erlang => "Erlang C",
            Self::Month => "plan of the month",
            Self::Advice => "advice, followed",
        }
    }
}

/// Days under one way of staffing that aims at this share, percent.
pub fn run(plan: &Plan, staffing: Staffing, aim: u32) -> Report {
    let order = in_order_of_use(&plan.site);
    let cover = covering(&plan.site, &order);
    let desks = match staffing {
        Staffing::Erlang => erlang(&need(plan, aim, cover)),
        Staffing::Month => {
            let need = need(plan, aim, cover);
            plan::desks(&need).map_or_else(Vec::new, |desks| desks.by_slot)
        }
        Staffing::Advice => Vec::new(),
    };
    let plan = Plan {
        advice_every_ms: match staffing {
            Staffing::Advice => LOOKS_EVERY_MS,
            Staffing::Erlang | Staffing::Month => 0,
        },
        target_percent: aim,
        ..plan.clone()
    };
    let days = (0..plan.days).map(|day| {
        let mut drawn = visitors::day(&plan.site, plan.seed, day, plan.load);
        let planned = if desks.is_empty() {
            vec![cover]
        } else {
            desks.clone()
        };
        open_by(&mut drawn, &order, &planned);
        drawn
    });
    play(&plan, Policy::Ours, days)
}

/// The lowest aim with which the share holds, and what it came to.
pub fn just_enough(plan: &Plan, staffing: Staffing, share: f64) -> (u32, Report) {
    let (mut low, mut high) = (40, 99);
    while low < high {
        let middle = u32::midpoint(low, high);
        if run(plan, staffing, middle).within_target() >= share {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    (low, run(plan, staffing, low))
}

/// What the plans know: other days of the same office.
fn need(plan: &Plan, aim: u32, at_least: usize) -> Need {
    let mut visitors = vec![0_u32; 18];
    let mut visits_ms = Vec::new();
    for day in 0..LEARNING_DAYS {
        let drawn = visitors::day(&plan.site, plan.seed ^ 0x5EED, day, plan.load);
        for visitor in &drawn.all {
            let since = visitor.comes_at.ms_since(drawn.hours.opens_at);
            let slot = usize::try_from(since / SLOT_MS).unwrap_or(0);
            if let Some(count) = visitors.get_mut(slot) {
                *count += 100;
            }
            let later: i64 = visitor.then.iter().map(|(_service, ms)| ms).sum();
            visits_ms.push(visitor.walk_ms + visitor.visit_ms + later);
        }
    }
    for count in &mut visitors {
        *count /= LEARNING_DAYS;
    }
    Need {
        visitors,
        visits_ms,
        target_ms: plan.site.rules.target_wait_ms,
        share_percent: aim,
        at_least,
    }
}

/// By Erlang's formula for each half hour alone: the fewest desks with which
/// the share holds in the steady state.
fn erlang(need: &Need) -> Vec<usize> {
    let mean_ms = (plan::mean(&need.visits_ms) * WORK_AND_REST / WORK).max(1) as f64;
    let target = need.target_ms as f64 / mean_ms;
    let enough = |hundredths: &u32| {
        let load = f64::from(*hundredths) / 100.0 * mean_ms / SLOT_MS as f64;
        let share = f64::from(need.share_percent) / 100.0;
        let keeps = |desks: &usize| in_time(load, *desks, target) >= share;
        (need.at_least.max(1)..=MOST).find(keeps).unwrap_or(MOST)
    };
    need.visitors.iter().map(enough).collect()
}

/// Erlang C: the share of visitors who wait no longer than `target` mean
/// visits, at this offered load.
fn in_time(load: f64, desks: usize, target: f64) -> f64 {
    if load >= desks as f64 {
        return 0.0;
    }
    let mut blocked = 1.0;
    for one in 1..=desks {
        blocked = load * blocked / (one as f64 + load * blocked);
    }
    let waits = blocked / (1.0 - load / desks as f64 * (1.0 - blocked));
    1.0 - waits * (-(desks as f64 - load) * target).exp()
}

/// Desks in the order they are opened: each brings the most services that none
/// before it has, then the most services.
fn in_order_of_use(site: &Site) -> Vec<DeskId> {
    let mut left: Vec<(&DeskId, &BTreeSet<ServiceId>)> = site.rules.desks.iter().collect();
    let mut covered: BTreeSet<&ServiceId> = BTreeSet::new();
    let mut order = Vec::new();
    while !left.is_empty() {
        let brings = |skills: &BTreeSet<ServiceId>| {
            let new = skills.iter().filter(|id| !covered.contains(id)).count();
            (new, skills.len())
        };
        let most = (0..left.len()).max_by_key(|index| {
            let skills = left.get(*index).map(|(_desk, skills)| brings(skills));
            (skills, std::cmp::Reverse(*index))
        });
        let Some(index) = most else { break };
        let (desk, skills) = left.remove(index);
        covered.extend(skills);
        order.push(*desk);
    }
    order
}

/// How many of these every service needs to have a desk.
fn covering(site: &Site, order: &[DeskId]) -> usize {
    let mut covered: BTreeSet<&ServiceId> = BTreeSet::new();
    for (index, desk) in order.iter().enumerate() {
        covered.extend(site.rules.desks.get(desk).into_iter().flatten());
        if covered.len() == site.rules.services.len() {
            return index + 1;
        }
    }
    order.len()
}

/// Opens desks by half hour; the last half hour's stay until all are served.
fn open_by(day: &mut Visitors, order: &[DeskId], by_slot: &[usize]) {
    let opens_at = day.hours.opens_at;
    let slot_at = |slot: usize| opens_at.plus_ms(i64::try_from(slot).unwrap_or(0) * SLOT_MS);
    for desk in &mut day.desks {
        let rank = order
            .iter()
            .position(|other| *other == desk.desk)
            .unwrap_or(MOST);
        desk.shifts.clear();
        let mut since = None;
        for (slot, desks) in by_slot.iter().enumerate() {
            match (since, *desks > rank) {
                (None, true) => since = Some(slot_at(slot)),
                (Some(from), false) => {
                    desk.shifts.push((from, Some(slot_at(slot))));
                    since = None;
                }
                (None, false) | (Some(_), true) => {}
            }
        }
        desk.shifts.extend(since.map(|from| (from, None)));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_plan_of_the_month_asks_for_fewer_desk_hours_than_erlangs_formula() {
        let plan = Plan::new(Site::made_up(8), 1, 1, 0.6);
        let need = need(&plan, 85, 2);
        let ours: usize = plan::desks(&need).map_or(0, |desks| desks.by_slot.iter().sum());
        let theirs: usize = erlang(&need).iter().sum();
        assert!(ours > 0 && ours < theirs, "{ours} against {theirs}");
    }

    #[test]
    fn erlangs_formula_agrees_with_its_table() {
        // Ten erlangs, twelve desks: 45 % wait at all; half of a mean visit.
        let share = in_time(10.0, 12, 0.5);
        assert!(
            (share - (1.0 - 0.449 * (-1.0_f64).exp())).abs() < 0.01,
            "{share}"
        );
    }
}
