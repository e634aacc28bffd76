//! «Если бы в 11:00 открыли шестое окно»: a day that was, run again through the
//! production heart, as it was and with a change.
//!
//! Both runs follow the rule alone, so that they differ by the change; calls by
//! hand and a clerk's own pace between visits are not in them. What really
//! happened stands beside both.

use std::collections::BTreeSet;

use office::day::{MINUTE_MS, Moment};
use office::desk::DeskId;
use office::rules::Rules;
use office::service::ServiceId;

use crate::made_up::Site;
use crate::past::Past;
use crate::policy::Policy;
use crate::report::Answer;
use crate::visitors::{DeskDay, Visitors};
use crate::{Plan, play};

/// What is changed about the day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    /// One more desk, for its own services or, unknown, for all of them.
    Open {
        desk: DeskId,
        at: Moment,
        /// `None`: to the end of the day.
        until: Option<Moment>,
    },
    /// From the morning on the desk serves these.
    Serve {
        desk: DeskId,
        services: BTreeSet<ServiceId>,
    },
}

/// A count of answered calls; spans in milliseconds.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Line {
    pub answered: u32,
    /// S4: within the target.
    pub in_time: u32,
    /// Over half an hour.
    pub late: u32,
    pub total_ms: i64,
    pub longest_ms: i64,
}

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Outcome {
    pub all: Line,
    /// By the hour since opening in which the visitor came.
    pub hours: Vec<Line>,
    pub services: Vec<(ServiceId, Line)>,
    /// Came, and was never called.
    pub unanswered: u32,
    /// Desks open, all together; of what really happened too.
    pub open_ms: i64,
}

/// The day three times.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Replay {
    pub opens_at: Moment,
    pub happened: Outcome,
    pub again: Outcome,
    pub changed: Outcome,
}

const HOUR_MS: i64 = 60 * MINUTE_MS;

/// Runs the day again, as it was and with the changes.
pub fn replay(past: &Past, rules: &Rules, changes: &[Change]) -> Replay {
    let again = run(&past.day, rules.clone());
    let (mut day, mut other_rules) = (past.day.clone(), rules.clone());
    for change in changes {
        apply(change, &mut day, &mut other_rules);
    }
    let changed = run(&day, other_rules);
    let mut happened = outcome(&past.answers, &past.day, rules);
    // A shift to the end of the day is as long as in the run.
    happened.open_ms = again.open_ms;
    Replay {
        opens_at: past.day.hours.opens_at,
        happened,
        again,
        changed,
    }
}

fn run(day: &Visitors, mut rules: Rules) -> Outcome {
    // Desks of that day that are gone from the office file since.
    for desk in &day.desks {
        rules.desks.entry(desk.desk).or_default();
    }
    let plan = Plan::new(Site::of(rules), 1, 1, 1.0);
    let report = play(&plan, Policy::Ours, [day]);
    let mut found = outcome(&report.answers, day, &plan.site.rules);
    found.open_ms = report.open_ms;
    found
}

fn apply(change: &Change, day: &mut Visitors, rules: &mut Rules) {
    let begins_at = day.begins_at();
    let (Change::Open { desk, .. } | Change::Serve { desk, .. }) = change;
    let every: BTreeSet<ServiceId> = rules.services.keys().cloned().collect();
    let known = rules.desks.entry(*desk).or_insert_with(|| every.clone());
    if known.is_empty() {
        known.clone_from(&every);
    }
    let index = day.desks.iter().position(|there| there.desk == *desk);
    let index = index.unwrap_or_else(|| {
        day.desks.push(DeskDay {
            desk: *desk,
            shifts: Vec::new(),
            breaks: Vec::new(),
            services: Vec::new(),
        });
        day.desks.len() - 1
    });
    let Some(there) = day.desks.get_mut(index) else {
        return;
    };
    match change {
        Change::Open { at, until, .. } => {
            there.shifts.push((*at, *until));
            there.shifts = united(std::mem::take(&mut there.shifts));
        }
        Change::Serve { services, .. } => there.services = vec![(begins_at, services.clone())],
    }
}

/// Shifts that touch are one.
fn united(mut shifts: Vec<(Moment, Option<Moment>)>) -> Vec<(Moment, Option<Moment>)> {
    shifts.sort();
    let mut whole: Vec<(Moment, Option<Moment>)> = Vec::new();
    for (from, until) in shifts {
        match whole.last_mut() {
            Some((_from, held)) if held.is_none_or(|end| from <= end) => {
                *held = held.zip(until).map(|(one, other)| one.max(other));
            }
            Some(_) | None => whole.push((from, until)),
        }
    }
    whole
}

fn outcome(answers: &[Answer], day: &Visitors, rules: &Rules) -> Outcome {
    let opens_at = day.hours.opens_at;
    let span_ms = day.hours.closes_at.ms_since(opens_at);
    let hours = usize::try_from(span_ms / HOUR_MS + i64::from(span_ms % HOUR_MS > 0)).unwrap_or(0);
    let mut found = Outcome {
        hours: vec![Line::default(); hours.max(1)],
        services: rules
            .services
            .keys()
            .map(|id| (id.clone(), Line::default()))
            .collect(),
        ..Outcome::default()
    };
    for answer in answers {
        let waited_ms = answer.at.ms_since(answer.came).max(0);
        let hour = usize::try_from(answer.came.ms_since(opens_at) / HOUR_MS).unwrap_or(0);
        let last = found.hours.len() - 1;
        found.all.add(waited_ms, rules.target_wait_ms);
        if let Some(line) = found.hours.get_mut(hour.min(last)) {
            line.add(waited_ms, rules.target_wait_ms);
        }
        if let Some((_service, line)) = found.services.get_mut(answer.need) {
            line.add(waited_ms, rules.target_wait_ms);
        }
    }
    let came = u32::try_from(day.all.len()).unwrap_or(u32::MAX);
    found.unanswered = came.saturating_sub(found.all.answered);
    found.services.retain(|(_service, line)| line.answered > 0);
    found
}

impl Line {
    fn add(&mut self, waited_ms: i64, target_ms: i64) {
        self.answered += 1;
        self.in_time += u32::from(waited_ms <= target_ms);
        self.late += u32::from(waited_ms > office::waits::LATE_MS);
        self.total_ms += waited_ms;
        self.longest_ms = self.longest_ms.max(waited_ms);
    }

    /// The mean wait; 0 before the first.
    pub fn mean_ms(&self) -> i64 {
        self.total_ms
            .checked_div(i64::from(self.answered))
            .unwrap_or(0)
    }

    /// Whole percent in time, rounded down; `None` before the first.
    pub fn percent(&self) -> Option<u32> {
        (self.in_time * 100).checked_div(self.answered)
    }
}
