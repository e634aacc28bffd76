//! The present state as the forward run needs it: who waits, which desks serve
//! what and when they are free, who is still to come. Times are milliseconds
//! from now. Made once; the run (`forward.rs`) plays it many times.

use std::collections::{BTreeMap, BTreeSet};

use crate::Office;
use crate::day::{MINUTE_MS, Mode, Moment};
use crate::desk::{BreakKind, Desk, DeskId, Doing};
use crate::learnt::{Breaks, SLOT_MS, USUAL_BREAKS, prior};
use crate::leg::{Leg, LegEnd};
use crate::order::BY_LAW;
use crate::service::ServiceId;
use crate::ticket::{Class, Ticket, TicketState};

/// So far ahead breaks are looked for; hardly anybody waits longer.
const HALF_HOURS_AHEAD: i32 = 8;

/// Nobody described this visit.
const UNKNOWN_MS: i64 = 10 * MINUTE_MS;

/// How long a break lasts as a rule, and how soon an overdue one ends.
const REST_MS: i64 = 15 * MINUTE_MS;
const LUNCH_MS: i64 = 45 * MINUTE_MS;
const BACK_SOON_MS: i64 = 5 * MINUTE_MS;

/// People no run can tell apart but by their place: one line.
#[derive(Debug, Clone)]
pub(crate) struct Line {
    pub(crate) service: Option<ServiceId>,
    pub(crate) usual_ms: Option<i64>,
    /// How long a visit may take, shortest first; never empty.
    pub(crate) samples: Vec<i64>,
}

#[derive(Debug, Clone)]
pub(crate) struct Waiting {
    pub(crate) line: usize,
    pub(crate) place: i64,
    pub(crate) reference: i64,
    pub(crate) is_booked: bool,
    /// S4: what the wait is counted from.
    pub(crate) waits_from: i64,
    /// Paused after a missed call until then; 0: callable.
    pub(crate) ready_in: i64,
    /// Booked for later: until then only at a desk that would idle.
    pub(crate) early_until: Option<i64>,
}

#[derive(Debug, Clone, Copy)]
pub(crate) enum Busy {
    Free,
    /// With somebody of this line for so long, who keeps their place if they
    /// go on to another desk.
    Visit {
        line: usize,
        for_ms: i64,
        place: i64,
        reference: i64,
    },
    Back {
        in_ms: i64,
    },
}

#[derive(Debug, Clone)]
pub(crate) struct Post {
    pub(crate) desk: DeskId,
    pub(crate) lines: Vec<usize>,
    pub(crate) busy: Busy,
}

/// Visitors of a line coming evenly for a while.
#[derive(Debug, Clone)]
pub(crate) struct Coming {
    pub(crate) line: usize,
    pub(crate) from: i64,
    pub(crate) to: i64,
    pub(crate) gap_ms: i64,
}

#[derive(Debug, Clone)]
pub(crate) struct Hall {
    /// The services' own come first.
    pub(crate) lines: Vec<Line>,
    pub(crate) services: usize,
    pub(crate) posts: Vec<Post>,
    /// In the order of place, as `Office::in_order`.
    pub(crate) waiting: Vec<Waiting>,
    pub(crate) coming: Vec<Coming>,
    /// Breaks by half hour since opening, which was so long ago.
    breaks: Vec<Breaks>,
    open_for: i64,
    /// How far the short window reaches; `None`: there is none.
    pub(crate) reach_ms: Option<i64>,
    pub(crate) was_open: bool,
    /// For a visitor whom every desk serves.
    pub(crate) anyone: usize,
    /// What today's visitors are like, for those still to come.
    pub(crate) mix: Mix,
}

/// Of a thousand visitors so many, by today and a usual office.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Mix {
    pub(crate) by_law: usize,
    pub(crate) privileged: usize,
    pub(crate) booked: usize,
    /// Visits that go on at another desk.
    pub(crate) transferred: usize,
    pub(crate) privileged_credit_ms: i64,
    pub(crate) appointment_credit_ms: i64,
}

type Lines = BTreeMap<(Option<ServiceId>, Option<DeskId>), usize>;

impl Hall {
    /// The hall at `now`, with those who come within `ahead_ms`.
    pub(crate) fn of(office: &Office, now: Moment, ahead_ms: i64) -> Self {
        let in_order = office.in_order();
        let mut index = Lines::new();
        let mut lines = Vec::new();
        for id in office.rules.services.keys() {
            add_line(office, &mut index, &mut lines, (Some(id.clone()), None));
        }
        let anyone = add_line(office, &mut index, &mut lines, (None, None));
        let waiting = in_order
            .iter()
            .map(|ticket| {
                let key = (ticket.service.clone(), office.only_at(ticket));
                let line = add_line(office, &mut index, &mut lines, key);
                waiting(office, ticket, line, now)
            })
            .collect();
        let posts = office
            .desks()
            .filter(|desk| desk.is_open())
            .map(|desk| Post {
                desk: desk.id,
                lines: served(office, desk, &index),
                busy: busy(office, desk, &index, now),
            })
            .collect();
        let coming = office
            .flows(now, ahead_ms)
            .into_iter()
            .filter_map(|flow| {
                let line = *index.get(&(Some(flow.service), None))?;
                let (from, to, gap_ms) = (flow.from, flow.to, flow.gap_ms);
                Some(Coming {
                    line,
                    from,
                    to,
                    gap_ms,
                })
            })
            .collect();
        let reach_ms = office.rules.short_window_ms;
        Self {
            lines,
            services: office.rules.services.len(),
            posts,
            waiting,
            coming,
            breaks: office.learnt.breaks().to_vec(),
            open_for: office
                .day()
                .and_then(|day| day.hours)
                .map_or(0, |hours| now.ms_since(hours.opens_at)),
            reach_ms: (office.mode == Mode::Electronic && reach_ms > 0).then_some(reach_ms),
            was_open: office.short_window,
            anyone,
            mix: mix(office),
        }
    }

    /// The lines a desk with these services would serve.
    pub(crate) fn lines_for(&self, services: &BTreeSet<ServiceId>) -> Vec<usize> {
        let mut lines: Vec<usize> = services.iter().filter_map(|id| self.line_of(id)).collect();
        lines.push(self.anyone);
        lines
    }

    /// The half hours ahead with what breaks take in them: from, to, breaks.
    pub(crate) fn breaks_to_come(
        &self,
    ) -> impl DoubleEndedIterator<Item = (i64, i64, Breaks)> + ExactSizeIterator {
        let into = self.open_for.rem_euclid(SLOT_MS);
        let now = self.open_for.div_euclid(SLOT_MS);
        (0..HALF_HOURS_AHEAD).map(move |ahead| {
            let (from, slot) = (i64::from(ahead) * SLOT_MS - into, now + i64::from(ahead));
            let known = usize::try_from(slot)
                .ok()
                .and_then(|slot| self.breaks.get(slot));
            let breaks = match known {
                Some(breaks) => *breaks,
                None if self.breaks.is_empty() => USUAL_BREAKS,
                None => Breaks::default(),
            };
            // The half hour under way has only its rest left.
            let left = if ahead == 0 { SLOT_MS - into } else { SLOT_MS };
            (from.max(0), from + SLOT_MS, breaks.part(left))
        })
    }

    /// How many come, as a rule.
    pub(crate) fn expected(&self) -> usize {
        let coming = self.coming.iter();
        let count: i64 = coming.map(|flow| (flow.to - flow.from) / flow.gap_ms).sum();
        usize::try_from(count).unwrap_or(0)
    }

    /// The line of a service, for whoever comes for it.
    pub(crate) fn line_of(&self, service: &ServiceId) -> Option<usize> {
        // Services' own lines come first.
        let is_it = |line: &Line| line.service.as_ref() == Some(service);
        self.lines.iter().position(is_it)
    }
}

fn add_line(
    office: &Office,
    index: &mut Lines,
    lines: &mut Vec<Line>,
    key: (Option<ServiceId>, Option<DeskId>),
) -> usize {
    *index.entry(key.clone()).or_insert_with(|| {
        let service = key.0;
        let known = service
            .as_ref()
            .and_then(|id| office.rules.services.get(id));
        lines.push(Line {
            usual_ms: known.map(|service| service.expected_ms),
            samples: match known {
                Some(known) => office.learnt.samples(&known.id, known.expected_ms),
                None => prior(mean_expected(office)).collect(),
            },
            service,
        });
        lines.len() - 1
    })
}

fn waiting(office: &Office, ticket: &Ticket, line: usize, now: Moment) -> Waiting {
    let paused = match &ticket.state {
        TicketState::Waiting { not_before, .. } => *not_before,
        TicketState::Called { .. }
        | TicketState::Serving { .. }
        | TicketState::Parked { .. }
        | TicketState::Closed { .. } => None,
    };
    Waiting {
        line,
        place: place_from(now, office, ticket),
        reference: ticket.reference.ms_since(now),
        is_booked: office.is_booked(ticket),
        waits_from: ticket.reference.max(ticket.taken_at).ms_since(now),
        ready_in: paused.map_or(0, |until| until.ms_since(now).max(0)),
        early_until: office
            .is_early(ticket, now)
            .then(|| office.may_be_called_from(ticket).ms_since(now)),
    }
}

fn place_from(now: Moment, office: &Office, ticket: &Ticket) -> i64 {
    match office.place_at(ticket) {
        Moment(BY_LAW) => BY_LAW,
        place => place.ms_since(now),
    }
}

fn served(office: &Office, desk: &Desk, index: &Lines) -> Vec<usize> {
    let serves = |(service, only): &(Option<ServiceId>, Option<DeskId>)| match (service, only) {
        (_, Some(only)) => *only == desk.id,
        (None, None) => true,
        (Some(_), None) if office.is_first_come() => true,
        (Some(service), None) => desk.services.contains(service),
    };
    let of_desk = index.iter().filter(|(key, _line)| serves(key));
    of_desk.map(|(_key, line)| *line).collect()
}

fn busy(office: &Office, desk: &Desk, index: &Lines, now: Moment) -> Busy {
    match desk.doing() {
        Some(Doing::Calling { ticket } | Doing::Serving { ticket }) => {
            let ticket = office.ticket(ticket);
            let service = ticket.and_then(|ticket| ticket.service.clone());
            let called_at = ticket.and_then(|ticket| ticket.called_at);
            let line = index.get(&(service, None)).or(index.get(&(None, None)));
            Busy::Visit {
                line: line.copied().unwrap_or(0),
                for_ms: now.ms_since(called_at.unwrap_or(desk.since)).max(0),
                place: ticket.map_or(0, |ticket| place_from(now, office, ticket)),
                reference: ticket.map_or(0, |ticket| ticket.reference.ms_since(now)),
            }
        }
        Some(Doing::OnBreak { kind }) => {
            let usual = match kind {
                BreakKind::Rest | BreakKind::Errand => REST_MS,
                BreakKind::Lunch => LUNCH_MS,
            };
            let usual = office.learnt.break_ms(*kind).unwrap_or(usual);
            let in_ms = (usual - now.ms_since(desk.since)).max(BACK_SOON_MS);
            Busy::Back { in_ms }
        }
        Some(Doing::Free) | None => Busy::Free,
    }
}

fn mean_expected(office: &Office) -> i64 {
    let services = &office.rules.services;
    let count = i64::try_from(services.len()).unwrap_or(i64::MAX);
    let total: i64 = services.values().map(|service| service.expected_ms).sum();
    total.checked_div(count).unwrap_or(UNKNOWN_MS)
}

/// The day so far is weighed with so many visitors of a usual office.
const USUAL_VISITORS: usize = 50;

fn mix(office: &Office) -> Mix {
    let is_live = office.mode == Mode::Live;
    let (mut by_law, mut privileged, mut booked, mut transferred) = (0, 0, 0, 0);
    for ticket in office.tickets() {
        match ticket.class {
            Class::Ordinary => {}
            Class::OutOfTurn => by_law += 1,
            Class::Privileged => privileged += 1,
            Class::Appointment => booked += 1,
        }
        let went_on = |leg: &&Leg| leg.end == LegEnd::Transferred;
        transferred += ticket.legs.iter().filter(went_on).count();
    }
    let of = office.tickets.len() + USUAL_VISITORS;
    // The live queue knows no credits.
    let share = |count: usize| if is_live { 0 } else { count * 1000 / of };
    Mix {
        by_law: share(by_law),
        privileged: share(privileged + USUAL_VISITORS / 20),
        booked: share(booked),
        transferred: (transferred + USUAL_VISITORS / 25) * 1000 / of,
        privileged_credit_ms: office.rules.privileged_credit_ms,
        appointment_credit_ms: office.rules.appointment_credit_ms,
    }
}
