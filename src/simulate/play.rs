//! One day at the counter: the visitors come, the desks call, serve, rest.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap};

use office::Office;
use office::command::{CallByHand, Command, Destination, Take};
use office::day::{MINUTE_MS, Moment};
use office::desk::{BreakKind, Desk, DeskId};
use office::estimate::estimate;
use office::event::{AfterMiss, Event};
use office::staff::AccountId;
use office::ticket::{Channel, Class, TicketNumber};

use crate::Plan;
use crate::policy::Policy;
use crate::report::{Promise, Report, Wait};
use crate::visitors::{Visitor, Visitors};

/// Nobody comes for so long after the call: the desk gives up.
const GIVES_UP_MS: i64 = 90_000;

/// The office goes from day to day, with what it has learnt.
#[derive(Debug, Default)]
pub struct Memory(Option<Office>);

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Step {
    Comes(usize),
    /// The desk is free and looks whom to call.
    Looks(usize),
    Starts(usize),
    Gives(usize),
    Ends(usize),
    Rests(usize, i64),
    Back(usize),
    /// Somebody's pause after a missed call is over.
    Again,
}

#[derive(Debug, Clone, Copy, Default)]
struct Post {
    /// Looked and found nobody.
    idle: bool,
    /// Whom it called or serves, and which leg of the visit.
    visitor: Option<usize>,
    /// A break that is due as soon as the visit ends.
    break_ms: Option<i64>,
    resting: bool,
}

struct Play<'a> {
    plan: &'a Plan,
    policy: Policy,
    visitors: &'a Visitors,
    office: Office,
    heap: BinaryHeap<Reverse<(Moment, u32, Step)>>,
    order: u32,
    posts: Vec<Post>,
    desks: Vec<DeskId>,
    known: BTreeMap<TicketNumber, usize>,
    /// Per visitor: calls still unanswered, legs done, seen to wait already.
    misses: Vec<u8>,
    legs: Vec<u8>,
    promises: Vec<Option<Promise>>,
    report: &'a mut Report,
    broken: u32,
}

/// Plays one day; an office that refuses what should be allowed is counted.
pub fn day(
    plan: &Plan,
    policy: Policy,
    visitors: &Visitors,
    memory: &mut Memory,
    report: &mut Report,
) {
    let office = memory
        .0
        .take()
        .unwrap_or_else(|| Office::new(policy.rules(&plan.site)));
    let desks: Vec<DeskId> = plan.site.rules.desks.keys().copied().collect();
    let mut play = Play {
        plan,
        policy,
        visitors,
        office,
        heap: BinaryHeap::new(),
        order: 0,
        posts: vec![Post::default(); desks.len()],
        desks,
        known: BTreeMap::new(),
        misses: visitors.all.iter().map(|visitor| visitor.misses).collect(),
        legs: vec![0; visitors.all.len()],
        promises: vec![None; visitors.all.len()],
        report,
        broken: 0,
    };
    play.open();
    while let Some(Reverse((now, _order, step))) = play.heap.pop() {
        play.step(step, now);
    }
    let end = play.office.last_at();
    play.does(&Command::CloseDay, end);
    play.report.day(visitors.all.len(), play.broken);
    memory.0 = Some(play.office);
}

impl Play<'_> {
    fn open(&mut self) {
        let hours = self.visitors.hours;
        let opens = Command::OpenDay {
            date: self.visitors.date,
            hours: Some(hours),
        };
        self.does(&opens, hours.opens_at);
        for post in 0..self.desks.len() {
            let Some(desk) = self.desk(post) else {
                continue;
            };
            let staff = AccountId(format!("staff-{desk}"));
            self.does(&Command::OpenDesk { desk, staff }, hours.opens_at);
            self.at(hours.opens_at, Step::Looks(post));
        }
        for (post, breaks) in self.visitors.breaks.iter().enumerate() {
            for (at, ms) in breaks {
                self.at(*at, Step::Rests(post, *ms));
            }
        }
        for (index, visitor) in self.visitors.all.iter().enumerate() {
            self.at(visitor.comes_at, Step::Comes(index));
        }
    }

    fn at(&mut self, at: Moment, step: Step) {
        self.order += 1;
        self.heap.push(Reverse((at, self.order, step)));
    }

    fn desk(&self, post: usize) -> Option<DeskId> {
        self.desks.get(post).copied()
    }

    fn post(&mut self, post: usize) -> Option<&mut Post> {
        self.posts.get_mut(post)
    }

    fn visitor_at(&self, post: usize) -> Option<usize> {
        self.posts.get(post).and_then(|post| post.visitor)
    }

    /// Asks the heart as reception does.
    fn does(&mut self, command: &Command, now: Moment) -> Vec<Event> {
        match self.office.decide(command, now) {
            Ok(events) => {
                for event in &events {
                    self.office.apply(event, now);
                }
                events
            }
            Err(_refused) => {
                self.broken += 1;
                Vec::new()
            }
        }
    }

    fn step(&mut self, step: Step, now: Moment) {
        match step {
            Step::Comes(index) => self.comes(index, now),
            Step::Looks(post) => self.looks(post, None, now),
            Step::Starts(post) => self.starts(post, now),
            Step::Gives(post) => self.gives_up(post, now),
            Step::Ends(post) => self.ends(post, now),
            Step::Rests(post, ms) => self.rests(post, ms, now),
            Step::Back(post) => {
                if let (Some(desk), Some(state)) = (self.desk(post), self.post(post)) {
                    state.resting = false;
                    self.does(&Command::EndBreak { desk }, now);
                    self.looks(post, None, now);
                }
            }
            Step::Again => {
                for post in 0..self.posts.len() {
                    if self.posts.get(post).is_some_and(|post| post.idle) {
                        self.looks(post, None, now);
                    }
                }
            }
        }
    }

    fn comes(&mut self, index: usize, now: Moment) {
        let Some(visitor) = self.visitors.all.get(index) else {
            return;
        };
        let every = self.plan.estimate_every;
        if every > 0 && index.is_multiple_of(every) && visitor.class == Class::Ordinary {
            let promise = self.promise(visitor, now);
            if let Some(kept) = self.promises.get_mut(index) {
                *kept = promise;
            }
        }
        let take = Command::TakeTicket(Take {
            service: Some(visitor.service.clone()),
            class: self.policy.class(visitor.class),
            channel: Channel::Kiosk,
            language: String::new(),
            reason: None,
            paper: false,
            help: false,
        });
        let Ok(events) = self.office.decide(&take, now) else {
            self.broken += 1;
            return;
        };
        for mut event in events {
            if let Event::TicketTaken(taken) = &mut event {
                // As a check-in does it: from the booked time.
                if taken.class == Class::Appointment {
                    taken.reference = visitor.reference;
                }
                self.known.insert(taken.number.clone(), index);
            }
            self.office.apply(&event, now);
            if let Event::TicketTaken(taken) = &event {
                self.wake_for(&taken.number, now);
            }
        }
    }

    /// An idle desk that serves this visitor calls.
    fn wake_for(&mut self, number: &TicketNumber, now: Moment) {
        let idle = |post: &usize| self.posts.get(*post).is_some_and(|post| post.idle);
        let serves = |post: &usize| {
            let desk = self.desk(*post).and_then(|desk| self.office.desk(desk));
            let ticket = self.office.ticket(number);
            matches!((desk, ticket), (Some(desk), Some(ticket)) if self.office.may_serve(desk, ticket))
        };
        let free = (0..self.posts.len()).filter(idle).find(serves);
        if let Some(post) = free {
            self.looks(post, None, now);
        }
    }

    fn promise(&self, visitor: &Visitor, now: Moment) -> Option<Promise> {
        let estimates = estimate(&self.office, now);
        let span = estimates.services.get(&visitor.service)?;
        let desks = self.office.working_desks().max(1) as f64;
        let ahead = self.office.waiting().count() as f64;
        let busy = self
            .office
            .desks()
            .all(|desk| desk.ticket().is_some() || !desk.is_working());
        let naive_min = if busy {
            (ahead + 1.0) * self.plan.site.mean_min() / desks
        } else {
            0.0
        };
        Some(Promise {
            likely_min: span.likely_ms as f64 / 60_000.0,
            at_most_min: span.at_most_ms as f64 / 60_000.0,
            naive_min,
        })
    }

    fn looks(&mut self, post: usize, finish: Option<TicketNumber>, now: Moment) {
        let (Some(desk), Some(state)) = (self.desk(post), self.posts.get(post).copied()) else {
            return;
        };
        if state.resting || (finish.is_none() && state.visitor.is_some()) {
            return;
        }
        let command = match self.policy.chosen(&self.office, desk) {
            None => Command::CallNext { desk, finish },
            Some(Some(ticket)) => Command::CallTicket(CallByHand {
                desk,
                ticket,
                finish,
                reason: None,
            }),
            Some(None) if finish.is_some() => Command::Finish { desk },
            Some(None) => {
                self.be_idle(post);
                return;
            }
        };
        let events = self.does(&command, now);
        let called = events.iter().find_map(|event| {
            let Event::TicketCalled { number, .. } = event else {
                return None;
            };
            self.known.get(number).copied()
        });
        let Some(index) = called else {
            self.be_idle(post);
            return;
        };
        if let Some(state) = self.post(post) {
            state.idle = false;
            state.visitor = Some(index);
        }
        self.called(index, post, now);
    }

    fn be_idle(&mut self, post: usize) {
        if let Some(state) = self.post(post) {
            state.idle = true;
            state.visitor = None;
        }
    }

    fn called(&mut self, index: usize, post: usize, now: Moment) {
        let Some(visitor) = self.visitors.all.get(index) else {
            return;
        };
        if self.misses.get(index).is_some_and(|left| *left > 0) {
            self.at(now.plus_ms(GIVES_UP_MS), Step::Gives(post));
            return;
        }
        self.at(now.plus_ms(visitor.walk_ms), Step::Starts(post));
        if self.legs.get(index) == Some(&0) {
            let from = visitor.reference.max(visitor.comes_at);
            let promise = self.promises.get(index).copied().flatten();
            self.report.answered(&Wait {
                service: &visitor.service,
                class: visitor.class,
                waited_min: now.ms_since(from).max(0) as f64 / MINUTE_MS as f64,
                reference: visitor.reference,
                untouched: visitor.misses == 0 && now >= visitor.reference,
                promise: promise.filter(|_promise| visitor.misses == 0),
            });
        }
    }

    fn starts(&mut self, post: usize, now: Moment) {
        let (Some(desk), Some(index)) = (self.desk(post), self.visitor_at(post)) else {
            return;
        };
        self.does(&Command::Start { desk }, now);
        let Some(visitor) = self.visitors.all.get(index) else {
            return;
        };
        let ms = match (self.legs.get(index), &visitor.then) {
            (Some(1), Some((_service, ms))) => *ms,
            _ => visitor.visit_ms,
        };
        self.at(now.plus_ms(ms), Step::Ends(post));
    }

    fn gives_up(&mut self, post: usize, now: Moment) {
        let (Some(desk), Some(index)) = (self.desk(post), self.visitor_at(post)) else {
            return;
        };
        let events = self.does(&Command::Miss { desk }, now);
        if let Some(left) = self.misses.get_mut(index) {
            *left = left.saturating_sub(1);
        }
        for event in events {
            if let Event::TicketMissed {
                then: AfterMiss::WaitsOn { not_before, .. },
                ..
            } = event
            {
                self.at(not_before, Step::Again);
            }
        }
        self.be_idle(post);
        self.rest_or_look(post, now);
    }

    fn ends(&mut self, post: usize, now: Moment) {
        let (Some(desk), Some(index)) = (self.desk(post), self.visitor_at(post)) else {
            return;
        };
        let number = self.office.desk(desk).and_then(Desk::ticket).cloned();
        let then = self
            .visitors
            .all
            .get(index)
            .and_then(|visitor| visitor.then.clone());
        let leg = self.legs.get_mut(index).map_or(1, |leg| {
            *leg += 1;
            *leg
        });
        if let (1, Some((service, _ms)), Some(number)) = (leg, then, &number) {
            let transfer = Command::Transfer {
                desk,
                to: Destination::Service(service),
                come_back: false,
                note: None,
            };
            self.does(&transfer, now);
            self.be_idle(post);
            self.wake_for(&number.clone(), now);
            self.rest_or_look(post, now);
            return;
        }
        let rests = self
            .posts
            .get(post)
            .is_some_and(|post| post.break_ms.is_some());
        if rests {
            self.does(&Command::Finish { desk }, now);
            self.be_idle(post);
            self.rest_or_look(post, now);
        } else {
            self.looks(post, number, now);
        }
    }

    fn rest_or_look(&mut self, post: usize, now: Moment) {
        match self.posts.get(post).and_then(|post| post.break_ms) {
            Some(ms) => self.rests(post, ms, now),
            None => {
                if self.posts.get(post).is_some_and(|post| post.idle) {
                    self.looks(post, None, now);
                }
            }
        }
    }

    fn rests(&mut self, post: usize, ms: i64, now: Moment) {
        let (Some(desk), Some(state)) = (self.desk(post), self.post(post)) else {
            return;
        };
        if state.visitor.is_some() {
            state.break_ms = Some(ms);
            return;
        }
        state.break_ms = None;
        state.idle = false;
        state.resting = true;
        let kind = BreakKind::Rest;
        self.does(&Command::TakeBreak { desk, kind }, now);
        self.at(now.plus_ms(ms), Step::Back(post));
    }
}
