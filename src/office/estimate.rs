//! How long: the real dispatcher's rule run forward from the present state.
//!
//! A hundred replications (`forward.rs`), seeded, so that the same state always
//! gives the same answer; visits take as long as the office has learnt.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::Office;
use crate::day::{MINUTE_MS, Moment};
use crate::forward::{Question, Run, Who};
use crate::present::{Busy, Hall, Post};
use crate::service::ServiceId;
use crate::ticket::TicketNumber;

/// Half wait less than `likely_ms`, nine of ten less than `at_most_ms`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Span {
    pub likely_ms: i64,
    pub at_most_ms: i64,
}

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Estimates {
    /// Until the call, for everyone waiting whom an open desk serves.
    pub tickets: BTreeMap<TicketNumber, Span>,
    /// For a visitor who came now; a service without a desk has none.
    pub services: BTreeMap<ServiceId, Span>,
    /// For a visitor whom every desk serves: the live queue.
    pub anyone: Option<Span>,
}

/// Replications: a hundred keep P90 steady to a minute (dispatch design).
const RUNS: usize = 100;

/// A crowd is estimated more coarsely, so that drawing stays bounded: so many
/// visitors in all replications together (about 5 ms), but never fewer than
/// this many runs.
const VISITORS: usize = 24_000;
const RUNS_IN_A_CROWD: usize = 8;

/// Told in whole minutes, rounded up: then this one of a hundred is kept to in
/// nine of ten.
const AT_MOST_PERCENT: usize = 88;

/// Those who come later than this hardly pass anyone who waits now.
const AHEAD_MS: i64 = 60 * MINUTE_MS;

/// Waits as they would come out of the present state at `now`.
pub fn estimate(office: &Office, now: Moment) -> Estimates {
    let hall = Hall::of(office, now, AHEAD_MS);
    if !hall.posts.iter().any(is_working) {
        return Estimates::default();
    }
    let visitors = hall.waiting.len() + hall.expected();
    let runs = (VISITORS / visitors.max(1)).clamp(RUNS_IN_A_CROWD, RUNS);
    let mut waiting: Vec<Vec<i64>> = hall.waiting.iter().map(|_one| Vec::new()).collect();
    let mut ghosts: Vec<Vec<i64>> = hall.lines.iter().map(|_line| Vec::new()).collect();
    let mut run = Run::default();
    for seed in 1..=runs {
        let question = Question {
            seed: u64::try_from(seed).unwrap_or(1),
            ghosts: true,
            until: None,
        };
        run.play(&hall, question, |who, at| {
            let samples = match who {
                Who::Waiting(index) => waiting.get_mut(index),
                Who::Ghost(line) => ghosts.get_mut(line),
                Who::Came { .. } | Who::Again => None,
            };
            if let Some(samples) = samples {
                samples.push(at);
            }
        });
    }
    let mut spans = ghosts.into_iter().map(span).collect::<Vec<_>>();
    let mut ghost = |line: usize| {
        let served = has_desk(&hall, line);
        spans
            .get_mut(line)
            .and_then(Option::take)
            .filter(|_span| served)
    };
    let tickets = office
        .in_order()
        .into_iter()
        .zip(&hall.waiting)
        .zip(waiting);
    Estimates {
        tickets: tickets
            .filter(|((_ticket, waiting), _samples)| has_desk(&hall, waiting.line))
            .filter_map(|((ticket, _waiting), samples)| {
                Some((ticket.number.clone(), span(samples)?))
            })
            .collect(),
        services: office
            .rules
            .services
            .keys()
            .filter_map(|id| Some((id.clone(), ghost(hall.line_of(id)?)?)))
            .collect(),
        anyone: ghost(hall.anyone),
    }
}

/// A desk on its break is no promise.
fn is_working(post: &Post) -> bool {
    !matches!(post.busy, Busy::Back { .. })
}

fn has_desk(hall: &Hall, line: usize) -> bool {
    let mut working = hall.posts.iter().filter(|post| is_working(post));
    working.any(|post| post.lines.contains(&line))
}

fn span(mut samples: Vec<i64>) -> Option<Span> {
    samples.sort_unstable();
    let at = |percent: usize| {
        samples
            .get((samples.len().max(1) - 1) * percent / 100)
            .copied()
    };
    Some(Span {
        likely_ms: at(50)?,
        at_most_ms: at(AT_MOST_PERCENT)?,
    })
}
