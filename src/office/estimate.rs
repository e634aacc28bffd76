//! How long: the real dispatcher's rule run forward from the present state.
//!
//! Each replication draws service times from a fixed spread around the
//! expected time, seeded, so that the same state always gives the same answer.

use std::collections::BTreeMap;

use crate::Office;
use crate::day::{MINUTE_MS, Moment};
use crate::desk::{Desk, Doing};
use crate::service::ServiceId;
use crate::ticket::{Ticket, TicketNumber, TicketState};

/// Half wait less than `likely_ms`, nine of ten less than `at_most_ms`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
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

/// Replications: 40 keep P90 steady to a minute and cost about a millisecond.
const RUNS: u64 = 40;

/// A crowd is estimated more coarsely, so that drawing stays bounded.
const RUNS_IN_A_CROWD: u64 = 8;
const CROWD: usize = 120;

/// Deciles of service time over its mean: skewed, as measured service times
/// are (median 0.85 of the mean, one in ten over twice).
const SPREAD_PERCENT: [i64; 10] = [30, 45, 58, 70, 80, 92, 106, 127, 160, 232];

/// A visit that outlasts its draw is taken to end after this share of the
/// expected time, percent.
const OVERDUE_PERCENT: i64 = 25;

/// A service nobody described takes this long.
const UNKNOWN_MS: i64 = 10 * MINUTE_MS;

struct Worker<'a> {
    desk: &'a Desk,
    /// How long until it is free, milliseconds from now.
    free_in: i64,
}

/// Waits as they would come out of the present state at `now`.
pub fn estimate(office: &Office, now: Moment) -> Estimates {
    let waiting = &office.in_order();
    let runs = if waiting.len() > CROWD {
        RUNS_IN_A_CROWD
    } else {
        RUNS
    };
    let mut tickets: BTreeMap<&TicketNumber, Vec<i64>> = BTreeMap::new();
    let mut services: BTreeMap<&ServiceId, Vec<i64>> = BTreeMap::new();
    let mut anyone = Vec::new();
    for run in 0..runs {
        let mut dice = Dice(run + 1);
        let mut workers = workers(office, now, &mut dice);
        run_forward(office, waiting, &mut workers, &mut dice, &mut tickets);
        for service in office.rules.services.keys() {
            let free = workers
                .iter()
                .filter(|worker| worker.desk.services.contains(service))
                .map(|worker| worker.free_in)
                .min();
            services.entry(service).or_default().extend(free);
        }
        anyone.extend(workers.iter().map(|worker| worker.free_in).min());
    }
    Estimates {
        tickets: spans(tickets),
        services: spans(services),
        anyone: span(anyone),
    }
}

fn workers<'a>(office: &'a Office, now: Moment, dice: &mut Dice) -> Vec<Worker<'a>> {
    office
        .desks()
        .filter(|desk| desk.is_working())
        .map(|desk| Worker {
            desk,
            free_in: match desk.doing() {
                Some(Doing::Calling { ticket } | Doing::Serving { ticket }) => {
                    let ticket = office.ticket(ticket);
                    let expected = ticket.map_or(UNKNOWN_MS, |ticket| expected(office, ticket));
                    let spent = now.ms_since(desk.since);
                    let left = dice.draw(expected) - spent;
                    left.max(expected * OVERDUE_PERCENT / 100)
                }
                Some(Doing::Free | Doing::OnBreak { .. }) | None => 0,
            },
        })
        .collect()
}

/// Lets every desk, earliest free first, take the smallest place it serves.
fn run_forward<'a>(
    office: &Office,
    waiting: &[&'a Ticket],
    workers: &mut [Worker<'_>],
    dice: &mut Dice,
    waits: &mut BTreeMap<&'a TicketNumber, Vec<i64>>,
) {
    let mut left: Vec<&'a Ticket> = waiting.to_vec();
    let mut idle: Vec<bool> = workers.iter().map(|_worker| false).collect();
    while !left.is_empty() {
        let next = workers
            .iter_mut()
            .zip(idle.iter_mut())
            .filter(|(_worker, idle)| !**idle)
            .min_by_key(|(worker, _idle)| worker.free_in);
        let Some((worker, idle)) = next else { return };
        let found = left
            .iter()
            .position(|ticket| office.may_serve(worker.desk, ticket));
        match found {
            Some(index) => {
                let ticket = left.remove(index);
                waits
                    .entry(&ticket.number)
                    .or_default()
                    .push(worker.free_in);
                worker.free_in += dice.draw(expected(office, ticket));
            }
            None => *idle = true,
        }
    }
}

fn expected(office: &Office, ticket: &Ticket) -> i64 {
    debug_assert!(!matches!(ticket.state, TicketState::Closed { .. }));
    office
        .service(ticket)
        .map_or_else(|| mean_expected(office), |service| service.expected_ms)
}

fn mean_expected(office: &Office) -> i64 {
    let services = &office.rules.services;
    let count = i64::try_from(services.len()).unwrap_or(i64::MAX);
    let total: i64 = services.values().map(|service| service.expected_ms).sum();
    total.checked_div(count).unwrap_or(UNKNOWN_MS)
}

fn spans<K: Ord + Clone>(samples: BTreeMap<&K, Vec<i64>>) -> BTreeMap<K, Span> {
    samples
        .into_iter()
        .filter_map(|(key, samples)| Some((key.clone(), span(samples)?)))
        .collect()
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
        at_most_ms: at(90)?,
    })
}

/// Splitmix64 (Steele, Lea and Flood 2014): a seeded, repeatable draw.
struct Dice(u64);

impl Dice {
    fn draw(&mut self, expected_ms: i64) -> i64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^= mixed >> 31;
        let index = usize::try_from(mixed % 10).unwrap_or(0);
        expected_ms * SPREAD_PERCENT.get(index).copied().unwrap_or(100) / 100
    }
}
