//! How many desks: the near future played with the desks as they are, with one
//! more, with one less, each with the same visitors.
//!
//! Tells what to do next and what it is worth; it never does anything itself.
//! Pure: made from a copy of the office, outside the way of any call.

use std::collections::BTreeSet;

use crate::Office;
use crate::day::{MINUTE_MS, Moment};
use crate::desk::{Desk, DeskId};
use crate::forward::{Question, Run, Who};
use crate::present::{Busy, Hall, Post, Waiting};
use crate::service::ServiceId;

/// The advice is about the next hour (dispatch design).
const AHEAD_MS: i64 = 60 * MINUTE_MS;

/// Replications of each plan (dispatch design); the same ones for every plan,
/// so that plans differ by the desks alone.
const RUNS: u64 = 24;

/// So many more desks are looked at, and so many kinds of desk at each step.
const MORE_DESKS: usize = 3;
const KINDS: usize = 3;

/// The day's share is looked at by this much of the hour.
const STEP_MS: i64 = 5 * MINUTE_MS;

/// What an hour with certain desks comes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Outlook {
    /// S4's share of the whole day by the end of the hour, percent.
    pub day_percent: u32,
    /// The share among those who wait now or come within the hour.
    pub hour_percent: u32,
    /// Of these, so many wait too long.
    pub long_waits: u32,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    Open {
        desk: DeskId,
        /// Those of its services that need it most, at most three.
        services: Vec<ServiceId>,
    },
    /// Not needed in this hour.
    Spare { desk: DeskId },
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    /// In this order, one after another.
    pub changes: Vec<Change>,
    pub outlook: Outlook,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Advice {
    pub at: Moment,
    /// The end of the hour it looks at.
    pub until: Moment,
    pub target_percent: u32,
    pub working: usize,
    pub as_it_is: Outlook,
    /// When the day's share falls below the target if nothing changes.
    pub lost_at: Option<Moment>,
    /// The fewest desks that keep the target; `None`: none of those there are.
    pub enough: Option<usize>,
    /// One more desk, the most useful one, and what it does.
    pub one_more: Option<Choice>,
    /// As many more as keep the target, or as there are.
    pub more: Option<Choice>,
    /// One that can be spared.
    pub one_less: Option<Choice>,
}

/// The day so far, and the share that must be kept.
#[derive(Debug, Clone, Copy)]
struct SoFar {
    answered: i64,
    in_time: i64,
    /// Waiting still, and too long already: whatever is done now, they count.
    late_already: usize,
    target_ms: i64,
    target_percent: u32,
}

/// What became of the visitors in all replications together.
#[derive(Debug, Default)]
struct Tally {
    all: i64,
    in_time: i64,
    /// By steps of the hour: calls, and those in time.
    steps: Vec<(i64, i64)>,
    /// Late ones by line.
    late: Vec<i64>,
}

impl Office {
    /// What to do about the desks within the hour, so that at least
    /// `target_percent` wait no longer than the target (S4). `None` when no day
    /// is open, nobody works, or nobody waits or is expected.
    pub fn advise(&self, now: Moment, target_percent: u32) -> Option<Advice> {
        self.day.as_ref().filter(|day| !day.closed)?;
        let hall = Hall::of(self, now, AHEAD_MS);
        if self.working_desks() == 0 || hall.waiting.len() + hall.expected() == 0 {
            return None;
        }
        let mut so_far = SoFar {
            answered: 0,
            in_time: 0,
            late_already: 0,
            target_ms: self.rules.target_wait_ms,
            target_percent,
        };
        for waited in self.tickets().filter_map(|ticket| ticket.waited_ms) {
            so_far.answered += 1;
            so_far.in_time += i64::from(waited <= so_far.target_ms);
        }
        let late_already = |waiting: &&Waiting| -waiting.waits_from > so_far.target_ms;
        so_far.late_already = hall.waiting.iter().filter(late_already).count();
        let tally = play(&hall, &so_far);
        let as_it_is = so_far.outlook(&tally);
        let mut advice = Advice {
            at: now,
            until: now.plus_ms(AHEAD_MS),
            target_percent: so_far.target_percent,
            working: self.working_desks(),
            as_it_is,
            lost_at: so_far.lost_in(&tally).map(|ms| now.plus_ms(ms)),
            enough: None,
            one_more: None,
            more: None,
            one_less: None,
        };
        if so_far.is_kept(as_it_is) {
            advice.enough = Some(advice.working);
            with_fewer(&hall, &so_far, &mut advice);
        } else {
            self.with_more(hall, &so_far, &tally.late, &mut advice);
        }
        Some(advice)
    }

    /// Opens one closed desk after another, each time the most useful one.
    fn with_more(&self, mut hall: Hall, so_far: &SoFar, late: &[i64], advice: &mut Advice) {
        let mut changes = Vec::new();
        for _more in 0..MORE_DESKS {
            let found = self
                .kinds(&hall, late)
                .into_iter()
                .map(|desk| {
                    let mut tried = hall.clone();
                    tried.posts.push(post_of(&hall, desk));
                    let outlook = so_far.outlook(&play(&tried, so_far));
                    (outlook, desk, tried)
                })
                .max_by_key(|(outlook, ..)| (outlook.hour_percent, outlook.day_percent));
            let Some((outlook, desk, with_it)) = found else {
                return;
            };
            changes.push(Change::Open {
                desk: desk.id,
                services: most_needed(&hall, desk, late),
            });
            hall = with_it;
            let choice = Choice {
                changes: changes.clone(),
                outlook,
            };
            advice.one_more.get_or_insert_with(|| choice.clone());
            advice.more = Some(choice);
            if so_far.is_kept(outlook) {
                advice.enough = Some(advice.working + changes.len());
                return;
            }
        }
    }

    /// Closed desks with different services, the most helpful first.
    fn kinds<'a>(&'a self, hall: &Hall, late: &[i64]) -> Vec<&'a Desk> {
        let is_there = |id: DeskId| hall.posts.iter().any(|post| post.desk == id);
        let closed = self
            .desks()
            .filter(|desk| !desk.is_open() && !is_there(desk.id) && !desk.services.is_empty());
        let mut seen = BTreeSet::new();
        let mut kinds: Vec<&Desk> = closed
            .filter(|desk| seen.insert(desk.services.clone()))
            .collect();
        let help = |desk: &Desk| -> i64 {
            let lines = hall.lines_for(&desk.services);
            lines.iter().filter_map(|line| late.get(*line)).sum()
        };
        kinds.sort_by_key(|desk| std::cmp::Reverse(help(desk)));
        kinds.truncate(KINDS);
        kinds
    }
}

/// The desk whose absence is felt least, if the target bears it.
fn with_fewer(hall: &Hall, so_far: &SoFar, advice: &mut Advice) {
    let working = |post: &&Post| !matches!(post.busy, Busy::Back { .. });
    let mut posts: Vec<&Post> = hall.posts.iter().filter(working).collect();
    if posts.len() < 2 {
        return;
    }
    // Those with the fewest services are missed least, as a rule.
    posts.sort_by_key(|post| post.lines.len());
    let without = |desk: DeskId| {
        let mut tried = hall.clone();
        tried.posts.retain(|post| post.desk != desk);
        tried
    };
    let covered = |tried: &Hall| {
        let served = |line: usize| tried.posts.iter().any(|post| post.lines.contains(&line));
        let waiting = hall.waiting.iter().map(|waiting| waiting.line);
        let coming = hall.coming.iter().map(|coming| coming.line);
        waiting.chain(coming).all(served)
    };
    let found = posts
        .into_iter()
        .map(|post| (post.desk, without(post.desk)))
        .filter(|(_desk, tried)| covered(tried))
        .take(KINDS)
        .map(|(desk, tried)| (so_far.outlook(&play(&tried, so_far)), desk))
        .max_by_key(|(outlook, _desk)| (outlook.hour_percent, outlook.day_percent));
    if let Some((outlook, desk)) = found
        && so_far.is_kept(outlook)
        && outlook.hour_percent >= so_far.target_percent
    {
        advice.enough = Some(advice.working - 1);
        advice.one_less = Some(Choice {
            changes: vec![Change::Spare { desk }],
            outlook,
        });
    }
}

fn post_of(hall: &Hall, desk: &Desk) -> Post {
    Post {
        desk: desk.id,
        lines: hall.lines_for(&desk.services),
        busy: Busy::Free,
    }
}

/// Of this desk's services, those with the most late visitors, at most three.
fn most_needed(hall: &Hall, desk: &Desk, late: &[i64]) -> Vec<ServiceId> {
    let count = |id: &ServiceId| {
        let line = hall.line_of(id);
        line.and_then(|line| late.get(line)).copied().unwrap_or(0)
    };
    let mut services: Vec<&ServiceId> = desk.services.iter().filter(|id| count(id) > 0).collect();
    services.sort_by_key(|id| std::cmp::Reverse(count(id)));
    services.into_iter().take(3).cloned().collect()
}

fn play(hall: &Hall, so_far: &SoFar) -> Tally {
    let mut run = Run::default();
    let steps = usize::try_from(AHEAD_MS / STEP_MS).unwrap_or(1) + 1;
    let mut tally = Tally {
        steps: vec![(0, 0); steps],
        late: vec![0; hall.lines.len()],
        ..Tally::default()
    };
    for seed in 1..=RUNS {
        let mut heard = vec![false; hall.waiting.len()];
        let question = Question {
            seed,
            ghosts: false,
            // Whoever comes within the hour has been called by then, or is late.
            until: Some(AHEAD_MS + so_far.target_ms),
        };
        let mut called = BTreeSet::new();
        run.play(hall, question, |who, at| {
            let (line, from) = match who {
                Who::Waiting(index) => {
                    if let Some(heard) = heard.get_mut(index) {
                        *heard = true;
                    }
                    let waiting = hall.waiting.get(index);
                    waiting.map_or((0, at), |waiting| (waiting.line, waiting.waits_from))
                }
                Who::Came { line, at: came } => {
                    called.insert((line, came));
                    (line, came)
                }
                Who::Ghost(_) | Who::Again => return,
            };
            tally.note(line, from, Some(at), so_far.target_ms);
        });
        let never = hall
            .waiting
            .iter()
            .zip(heard)
            .filter(|(_waiting, heard)| !heard);
        for (waiting, _heard) in never {
            tally.note(waiting.line, waiting.waits_from, None, so_far.target_ms);
        }
        for (line, came) in run.came().filter(|came| !called.contains(came)) {
            tally.note(line, came, None, so_far.target_ms);
        }
    }
    tally
}

impl Tally {
    fn note(&mut self, line: usize, from: i64, called_at: Option<i64>, target_ms: i64) {
        let in_time = called_at.is_some_and(|at| at - from <= target_ms);
        self.all += 1;
        self.in_time += i64::from(in_time);
        if !in_time && let Some(late) = self.late.get_mut(line) {
            *late += 1;
        }
        let step = called_at.map(|at| usize::try_from(at / STEP_MS).unwrap_or(usize::MAX));
        if let Some((calls, short)) = step.and_then(|step| self.steps.get_mut(step)) {
            *calls += 1;
            *short += i64::from(in_time);
        }
    }
}

impl SoFar {
    fn outlook(&self, tally: &Tally) -> Outlook {
        let runs = i64::try_from(RUNS).unwrap_or(1);
        let percent = |part: i64, whole: i64| {
            let percent = (part * 100).checked_div(whole).unwrap_or(100);
            u32::try_from(percent).unwrap_or(0)
        };
        Outlook {
            day_percent: percent(
                self.in_time * runs + tally.in_time,
                self.answered * runs + tally.all,
            ),
            hour_percent: percent(tally.in_time, tally.all),
            long_waits: u32::try_from((tally.all - tally.in_time + runs / 2) / runs).unwrap_or(0),
        }
    }

    /// The day's share is kept, or, where it is lost already, the hour's.
    fn is_kept(&self, outlook: Outlook) -> bool {
        outlook.day_percent.max(outlook.hour_percent) >= self.target_percent
    }

    /// How soon the day's share falls below the target, if it has not yet.
    fn lost_in(&self, tally: &Tally) -> Option<i64> {
        let runs = i64::try_from(RUNS).unwrap_or(1);
        let target = i64::from(self.target_percent);
        let (mut all, mut in_time) = (self.answered * runs, self.in_time * runs);
        let bound_to = all + i64::try_from(self.late_already).unwrap_or(0) * runs;
        if bound_to > 0 && in_time * 100 < bound_to * target {
            return None;
        }
        for (step, (calls, short)) in tally.steps.iter().enumerate() {
            all += calls;
            in_time += short;
            if all >= runs && in_time * 100 < all * target {
                return Some(i64::try_from(step + 1).unwrap_or(1) * STEP_MS);
            }
        }
        None
    }
}
