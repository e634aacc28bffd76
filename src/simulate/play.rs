//! One day at the counter: the visitors come, the desks call, serve, rest.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap};

use office::Office;
use office::command::{CallByHand, Command, Destination, Take};
use office::day::{MINUTE_MS, Moment};
use office::desk::{BreakKind, Desk, DeskId};
use office::estimate::estimate;
use office::event::{AfterMiss, Event};
use office::hall::HallCommand;
use office::staff::AccountId;
use office::staffing::Change;
use office::ticket::{Channel, Class, Ticket, TicketNumber};

use crate::Plan;
use crate::policy::Policy;
use crate::report::{Promise, Report, Wait};
use crate::visitors::{Visitor, Visitors};

/// Nobody comes for so long after the call: the desk gives up.
const GIVES_UP_MS: i64 = 90_000;

/// A break from so long on is said to be lunch.
const LUNCH_MS: i64 = 30 * MINUTE_MS;

/// Somebody of the reserve is at the desk so long after being asked.
const COMES_IN_MS: i64 = 3 * MINUTE_MS;

/// The office goes from day to day, with what it has learnt.
#[derive(Debug, Default)]
pub struct Memory(Option<Office>);

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Step {
    Comes(usize),
    Starts(usize),
    Gives(usize),
    Ends(usize),
    /// Goes away, if still waiting.
    Leaves(usize),
    Opens(usize),
    Shuts(usize),
    /// The desk's services change: post, which of its changes.
    Serves(usize, usize),
    /// The queue's mode changes: which of the day's changes.
    Mode(usize),
    /// The head looks at the advice.
    Advises,
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
    /// Since when it is open.
    open_since: Option<Moment>,
    /// Closes as soon as the visit ends.
    shuts: bool,
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
    let desks: Vec<DeskId> = visitors.desks.iter().map(|desk| desk.desk).collect();
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
    let end = play.office.last_at().max(visitors.hours.closes_at);
    for post in 0..play.posts.len() {
        play.counts_open(post, end);
    }
    play.does(&Command::CloseDay, end);
    play.report
        .day(visitors.all.len(), play.broken, visitors.is_surge);
    memory.0 = Some(play.office);
}

impl Play<'_> {
    fn open(&mut self) {
        let hours = self.visitors.hours;
        let begins_at = self.visitors.begins_at();
        let opens = Command::OpenDay {
            date: self.visitors.date,
            hours: Some(hours),
        };
        self.does(&opens, begins_at);
        for (post, desk) in self.visitors.desks.iter().enumerate() {
            for (change, (at, _services)) in desk.services.iter().enumerate() {
                self.at(*at, Step::Serves(post, change));
            }
            for (opens_at, shuts_at) in &desk.shifts {
                self.at(*opens_at, Step::Opens(post));
                if let Some(shuts_at) = shuts_at {
                    self.at(*shuts_at, Step::Shuts(post));
                }
            }
            for (at, ms) in &desk.breaks {
                self.at(*at, Step::Rests(post, *ms));
            }
        }
        for (change, (at, ..)) in self.visitors.modes.iter().enumerate() {
            self.at(*at, Step::Mode(change));
        }
        if self.plan.advice_every_ms > 0 {
            self.at(hours.opens_at, Step::Advises);
        }
        for (index, visitor) in self.visitors.all.iter().enumerate() {
            self.at(visitor.comes_at, Step::Comes(index));
            if let Some(leaves_at) = visitor.leaves_at {
                self.at(leaves_at, Step::Leaves(index));
            }
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
            Step::Starts(post) => self.starts(post, now),
            Step::Gives(post) => self.gives_up(post, now),
            Step::Ends(post) => self.ends(post, now),
            Step::Rests(post, ms) => self.rests(post, ms, now),
            Step::Back(post) => {
                let was_resting = self
                    .post(post)
                    .is_some_and(|post| std::mem::take(&mut post.resting));
                if let (Some(desk), true) = (self.desk(post), was_resting) {
                    self.does(&Command::EndBreak { desk }, now);
                    self.looks(post, None, now);
                }
            }
            Step::Leaves(index) => self.leaves(index, now),
            Step::Opens(post) => self.opens(post, now),
            Step::Shuts(post) => self.shuts(post, now),
            Step::Serves(post, change) => self.serves(post, change, now),
            Step::Mode(change) => self.changes_mode(change, now),
            Step::Advises => self.heeds_advice(now),
            Step::Again => self.idle_desks_look(now),
        }
    }

    fn idle_desks_look(&mut self, now: Moment) {
        for post in 0..self.posts.len() {
            if self.posts.get(post).is_some_and(|post| post.idle) {
                self.looks(post, None, now);
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
            // By hand: what happened outside the doors' hours happened.
            channel: Channel::Staff,
            language: String::new(),
            reason: Some(String::new()),
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
                if taken.class == visitor.class {
                    taken.reference = visitor.reference;
                }
                taken.reason = None;
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
        let is_there = state.open_since.is_some() && !state.resting;
        if !is_there || (finish.is_none() && state.visitor.is_some()) {
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
                at: now,
                came: from,
                need: visitor.need,
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
        let leg = self.legs.get(index).copied().map_or(0, usize::from);
        let later = leg.checked_sub(1).and_then(|leg| visitor.then.get(leg));
        let ms = later.map_or(visitor.visit_ms, |(_service, ms)| *ms);
        self.at(now.plus_ms(ms), Step::Ends(post));
    }

    fn opens(&mut self, post: usize, now: Moment) {
        let (Some(desk), Some(state)) = (self.desk(post), self.post(post)) else {
            return;
        };
        state.shuts = false;
        if state.open_since.is_some() {
            return;
        }
        state.open_since = Some(now);
        state.idle = true;
        let staff = AccountId(format!("staff-{desk}"));
        self.does(&Command::OpenDesk { desk, staff }, now);
        self.looks(post, None, now);
    }

    /// As soon as the visit that is under way has ended.
    fn shuts(&mut self, post: usize, now: Moment) {
        let (Some(desk), Some(state)) = (self.desk(post), self.post(post)) else {
            return;
        };
        if state.open_since.is_none() {
            return;
        }
        state.shuts = state.visitor.is_some();
        if state.shuts {
            return;
        }
        state.idle = false;
        state.resting = false;
        self.counts_open(post, now);
        self.does(&Command::CloseDesk { desk }, now);
    }

    fn counts_open(&mut self, post: usize, now: Moment) {
        if let Some(since) = self.post(post).and_then(|post| post.open_since.take()) {
            self.report.open_ms += now.ms_since(since).max(0);
        }
    }

    fn serves(&mut self, post: usize, change: usize, now: Moment) {
        let Some(day) = self.visitors.desks.get(post) else {
            return;
        };
        let Some((_at, services)) = day.services.get(change).cloned() else {
            return;
        };
        let desk = day.desk;
        self.does(&Command::SetServices { desk, services }, now);
        self.idle_desks_look(now);
    }

    fn changes_mode(&mut self, change: usize, now: Moment) {
        let Some((_at, mode, copies)) = self.visitors.modes.get(change).copied() else {
            return;
        };
        self.does(&Command::NoteStorage { mode, copies }, now);
        self.idle_desks_look(now);
    }

    fn leaves(&mut self, index: usize, now: Moment) {
        let mut numbers = self.known.iter();
        let number = numbers.find(|(_number, of)| **of == index);
        let Some(ticket) = number.map(|(number, _of)| number.clone()) else {
            return;
        };
        if self.office.ticket(&ticket).is_some_and(Ticket::is_waiting) {
            let reason = None;
            self.does(&Command::Hall(HallCommand::Cancel { ticket, reason }), now);
        }
    }

    /// A head who does what the advice says, one desk at a time.
    fn heeds_advice(&mut self, now: Moment) {
        if now >= self.visitors.hours.closes_at {
            return;
        }
        self.at(now.plus_ms(self.plan.advice_every_ms), Step::Advises);
        let Some(advice) = self.office.advise(now, self.plan.target_percent) else {
            return;
        };
        let choice = advice.one_more.or(advice.one_less);
        let change = choice.and_then(|choice| choice.changes.into_iter().next());
        let post_of = |wanted: DeskId| self.desks.iter().position(|desk| *desk == wanted);
        match change {
            Some(Change::Open { desk, .. }) => {
                if let Some(post) = post_of(desk) {
                    self.at(now.plus_ms(COMES_IN_MS), Step::Opens(post));
                }
            }
            Some(Change::Spare { desk }) => {
                if let Some(post) = post_of(desk) {
                    self.shuts(post, now);
                }
            }
            None => {}
        }
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
        let leg = self.legs.get_mut(index).map_or(0, |leg| {
            *leg = leg.saturating_add(1);
            usize::from(*leg) - 1
        });
        let visitor = self.visitors.all.get(index);
        let then = visitor.and_then(|visitor| visitor.then.get(leg).cloned());
        if let (Some((service, _ms)), Some(number)) = (then, &number) {
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
        let leaves = |post: &Post| post.break_ms.is_some() || post.shuts;
        if self.posts.get(post).is_some_and(leaves) {
            self.does(&Command::Finish { desk }, now);
            self.be_idle(post);
            self.rest_or_look(post, now);
        } else {
            self.looks(post, number, now);
        }
    }

    fn rest_or_look(&mut self, post: usize, now: Moment) {
        if self.posts.get(post).is_some_and(|post| post.shuts) {
            self.shuts(post, now);
            return;
        }
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
        if state.open_since.is_none() || state.resting {
            return;
        }
        state.idle = false;
        state.resting = true;
        let kind = if ms >= LUNCH_MS {
            BreakKind::Lunch
        } else {
            BreakKind::Rest
        };
        self.does(&Command::TakeBreak { desk, kind }, now);
        self.at(now.plus_ms(ms), Step::Back(post));
    }
}
