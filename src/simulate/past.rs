//! A day that was, out of its events: who came when, what each visit took, and
//! who sat where; so that it can be run again (`replay.rs`).

use std::collections::BTreeMap;

use office::day::{Hours, Moment};
use office::desk::DeskId;
use office::event::{Event, Taken};
use office::hall::HallEvent;
use office::oversight::DayEvent;
use office::park::ParkEvent;
use office::rules::Rules;
use office::service::ServiceId;
use office::ticket::{Class, TicketNumber};
use office::undo::Act;

use crate::report::Answer;
use crate::visitors::{DeskDay, Visitor, Visitors};

/// Whoever left so close to the day's end stayed to its end.
const TO_THE_END_MS: i64 = 15 * 60_000;

/// From the call to the start, where nobody knows.
const WALK_MS: i64 = 30_000;

/// A day as it happened.
#[derive(Debug, Clone)]
pub struct Past {
    pub day: Visitors,
    /// First answered calls.
    pub answers: Vec<Answer>,
}

#[derive(Debug, Clone)]
struct Person {
    service: Option<ServiceId>,
    class: Class,
    comes_at: Moment,
    reference: Moment,
    misses: u8,
    called_at: Option<Moment>,
    started_at: Option<Moment>,
    answered_at: Option<Moment>,
    walk_ms: i64,
    /// Of the leg under way, before it was put aside.
    spent_ms: i64,
    legs: Vec<(Option<ServiceId>, i64)>,
    now_for: Option<ServiceId>,
    leaves_at: Option<Moment>,
}

#[derive(Debug, Default)]
struct Fold {
    date: Option<office::day::Date>,
    hours: Option<Hours>,
    people: BTreeMap<TicketNumber, Person>,
    desks: BTreeMap<DeskId, DeskDay>,
    on_break: BTreeMap<DeskId, Moment>,
    modes: Vec<(Moment, office::day::Mode, office::day::Copies)>,
}

impl Past {
    /// The day of these events, the first being its opening. `None`: no office
    /// day, or a day off.
    pub fn of(events: &[(Event, Moment)], rules: &Rules) -> Option<Self> {
        let mut fold = Fold::default();
        for (event, at) in events {
            fold.take(event, *at);
        }
        fold.end(rules)
    }
}

impl Fold {
    #[expect(
        clippy::wildcard_enum_match_arm,
        reason = "what neither brings visitors nor moves desks leaves the day as it is"
    )]
    #[expect(clippy::too_many_lines, reason = "one arm an event")]
    fn take(&mut self, event: &Event, at: Moment) {
        match event {
            Event::DayOpened { date, hours } => {
                *self = Self {
                    date: Some(*date),
                    hours: *hours,
                    ..Self::default()
                };
            }
            Event::Day(DayEvent::HoursOverridden { hours, .. }) => self.hours = Some(*hours),
            Event::HoursChanged { hours } | Event::Day(DayEvent::HoursRestored { hours, .. }) => {
                self.hours = hours.or(self.hours);
            }
            Event::StorageChanged { mode, copies } => self.modes.push((at, *mode, *copies)),
            Event::TicketTaken(taken) => self.comes(taken, at),
            Event::TicketFound {
                taken, taken_at, ..
            } => self.comes(taken, *taken_at),
            Event::TicketCalled { number, .. } => self.with(number, |p| p.called_at = Some(at)),
            Event::TicketMissed { number, .. } => self.with(number, |p| {
                if p.answered_at.is_none() {
                    p.misses = p.misses.saturating_add(1);
                }
            }),
            Event::VisitStarted { number, .. } | Event::Park(ParkEvent::Resumed { number, .. }) => {
                self.with(number, |p| p.start(at));
            }
            Event::VisitFinished { number, .. } => self.with(number, |p| p.end_leg(at)),
            Event::TicketReturned { number, .. }
            | Event::Park(ParkEvent::Parked { number, .. }) => {
                self.with(number, |p| p.pause(at));
            }
            Event::TicketTransferred {
                number, service, ..
            } => self.with(number, |p| {
                p.end_leg(at);
                p.now_for.clone_from(service);
            }),
            Event::Undone { number, act, .. } => self.with(number, |p| p.undo(*act, at)),
            Event::TicketRevived { number, .. } => self.with(number, |p| p.leaves_at = None),
            Event::Hall(HallEvent::TicketChanged {
                number,
                service,
                class,
                ..
            }) => {
                self.with(number, |p| {
                    p.now_for.clone_from(service);
                    if p.answered_at.is_none() {
                        p.service.clone_from(service);
                        p.class = *class;
                    }
                });
            }
            Event::Hall(HallEvent::TicketCancelled { number, .. }) => {
                self.with(number, |p| {
                    p.leaves_at = p.answered_at.is_none().then_some(at);
                });
            }
            Event::DeskOpened { desk, .. } => self.desk(*desk).shifts.push((at, None)),
            Event::DeskClosed { desk } => {
                self.ends_break(*desk, at);
                if let Some((_from, until)) = self.desk(*desk).shifts.last_mut() {
                    until.get_or_insert(at);
                }
            }
            Event::BreakStarted { desk, .. } => {
                self.on_break.insert(*desk, at);
            }
            Event::BreakEnded { desk } => self.ends_break(*desk, at),
            Event::DeskServicesChanged { desk, services } => {
                self.desk(*desk).services.push((at, services.clone()));
            }
            _ => {}
        }
    }

    fn comes(&mut self, taken: &Taken, at: Moment) {
        let person = Person {
            service: taken.service.clone(),
            class: taken.class,
            comes_at: at,
            reference: taken.reference,
            misses: 0,
            called_at: None,
            started_at: None,
            answered_at: None,
            walk_ms: WALK_MS,
            spent_ms: 0,
            legs: Vec::new(),
            now_for: taken.service.clone(),
            leaves_at: None,
        };
        self.people.insert(taken.number.clone(), person);
    }

    fn with(&mut self, number: &TicketNumber, change: impl FnOnce(&mut Person)) {
        if let Some(person) = self.people.get_mut(number) {
            change(person);
        }
    }

    fn desk(&mut self, desk: DeskId) -> &mut DeskDay {
        self.desks.entry(desk).or_insert_with(|| DeskDay {
            desk,
            shifts: Vec::new(),
            breaks: Vec::new(),
            services: Vec::new(),
        })
    }

    fn ends_break(&mut self, desk: DeskId, at: Moment) {
        if let Some(began) = self.on_break.remove(&desk) {
            self.desk(desk).breaks.push((began, at.ms_since(began)));
        }
    }

    fn end(self, rules: &Rules) -> Option<Past> {
        let (date, hours) = (self.date?, self.hours?);
        let first = rules.services.keys().next()?;
        let needs: Vec<&ServiceId> = rules.services.keys().collect();
        // A service that is gone from the office file, or the live queue's.
        let known = |id: Option<&ServiceId>| -> ServiceId {
            let found = id.filter(|id| rules.services.contains_key(*id));
            found.unwrap_or(first).clone()
        };
        let need_of = |id: &ServiceId| needs.iter().position(|need| *need == id).unwrap_or(0);
        let mut answers = Vec::new();
        let mut all = Vec::new();
        for person in self.people.values() {
            let service = known(person.service.as_ref());
            if let Some(at) = person.answered_at {
                answers.push(Answer {
                    came: person.reference.max(person.comes_at),
                    at,
                    need: need_of(&service),
                });
            }
            let legs = person.legs.iter();
            let mut legs = legs.map(|(service, ms)| (known(service.as_ref()), *ms));
            let usual_ms = rules
                .services
                .get(&service)
                .map_or(0, |found| found.expected_ms);
            all.push(Visitor {
                comes_at: person.comes_at,
                reference: person.reference,
                need: need_of(&service),
                service,
                class: person.class,
                visit_ms: legs.next().map_or(usual_ms, |(_service, ms)| ms),
                walk_ms: person.walk_ms,
                misses: person.misses,
                then: legs.collect(),
                leaves_at: person.leaves_at,
            });
        }
        all.sort_by_key(|visitor| visitor.comes_at);
        let mut desks: Vec<DeskDay> = self.desks.into_values().collect();
        for (_from, until) in desks.iter_mut().flat_map(|desk| &mut desk.shifts) {
            let to_the_end = hours.closes_at.plus_ms(-TO_THE_END_MS);
            *until = until.filter(|until| *until < to_the_end);
        }
        let day = Visitors {
            date,
            hours,
            is_surge: false,
            all,
            desks,
            modes: self.modes,
        };
        Some(Past { day, answers })
    }
}

impl Person {
    fn start(&mut self, at: Moment) {
        self.started_at = Some(at);
        if self.answered_at.is_none() {
            let called_at = self.called_at.unwrap_or(at);
            self.answered_at = Some(called_at);
            self.walk_ms = at.ms_since(called_at);
        }
    }

    fn pause(&mut self, at: Moment) {
        if let Some(started_at) = self.started_at.take() {
            self.spent_ms += at.ms_since(started_at);
        }
    }

    fn end_leg(&mut self, at: Moment) {
        if self.started_at.is_none() {
            return;
        }
        self.pause(at);
        let spent_ms = std::mem::take(&mut self.spent_ms);
        self.legs.push((self.now_for.clone(), spent_ms));
    }

    fn undo(&mut self, act: Act, at: Moment) {
        match act {
            Act::Call => self.called_at = None,
            Act::Start => {
                self.started_at = None;
                if self.legs.is_empty() && self.spent_ms == 0 {
                    self.answered_at = None;
                }
            }
            Act::Finish | Act::Transfer => {
                if let Some((service, ms)) = self.legs.pop() {
                    self.now_for = service;
                    self.spent_ms = ms;
                    self.started_at = Some(at);
                }
            }
            Act::Return | Act::Park => self.started_at = Some(at),
            Act::NoShow => self.misses = self.misses.saturating_sub(1),
        }
    }
}

impl Visitors {
    /// The first moment of the day: of its hours, its desks and its visitors.
    pub fn begins_at(&self) -> Moment {
        let shifts = self.desks.iter().flat_map(|desk| &desk.shifts);
        let first_shift = shifts.map(|(from, _until)| *from).min();
        let first = self.all.first().map(|visitor| visitor.comes_at);
        let modes = self.modes.first().map(|(at, ..)| *at);
        let moments = [first_shift, first, modes, Some(self.hours.opens_at)];
        moments
            .into_iter()
            .flatten()
            .min()
            .unwrap_or(self.hours.opens_at)
    }
}
