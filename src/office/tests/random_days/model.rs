//! The counter once more, as plainly as can be: a list of people in the order
//! they came, and windows that look for their visitor in it.
//!
//! Written from the design, not from the heart: no events, no numbers of its
//! own, no indexes, every question answered by walking through everybody.

use crate::act::Act;
use crate::step::{DESKS, Do, Finish, Kind, SERVICES, To, World};

const MINUTE: i64 = 60_000;

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Where {
    Queue { only: Option<u8>, pause_until: i64 },
    Called { desk: u8, sent: bool },
    Served { desk: u8 },
    Gone(End),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum End {
    Served,
    NoShow,
    NotServed,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Person {
    pub(crate) series: String,
    pub(crate) n: u16,
    pub(crate) service: Option<u8>,
    pub(crate) kind: Kind,
    pub(crate) came: i64,
    /// When they came, or the booked time.
    pub(crate) reference: i64,
    pub(crate) at: Where,
    pub(crate) waited: Option<i64>,
    /// Called by hand, missed, put back, transferred or revived: others may
    /// rightly have overtaken.
    pub(crate) touched: bool,
    pub(crate) floor: i64,
    pub(crate) misses: u8,
    pub(crate) called_at: i64,
    pub(crate) back_to: Option<u8>,
}

#[derive(Debug, Clone, Default)]
pub(crate) struct Window {
    pub(crate) who: Option<u8>,
    pub(crate) on_break: bool,
    pub(crate) services: u8,
    last_call: Option<i64>,
    /// What its last act changed, and when; nothing once it went on.
    pub(crate) last: Option<Act>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Today {
    None,
    Open,
    Over,
}

/// What was done, if it was allowed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Outcome {
    Done,
    /// Somebody takes a ticket; the number is the office's to give.
    Takes,
    /// Who is called: place in `people`.
    Calls(Option<usize>),
    Refused,
}

#[derive(Debug, Clone)]
pub(crate) struct Model {
    pub(crate) people: Vec<Person>,
    pub(crate) live: bool,
    pub(crate) date: u8,
    /// Whether a short question was let pass at the latest call.
    pub(crate) peak: bool,
    pub(crate) world: World,
    pub(crate) windows: Vec<Window>,
    pub(crate) today: Today,
    pub(crate) opens_at: i64,
    pub(crate) ends_at: i64,
    pub(crate) closes_at: i64,
}

impl Model {
    pub(crate) fn new(world: World) -> Self {
        let mut model = Self {
            people: Vec::new(),
            live: false,
            date: 0,
            peak: false,
            world,
            windows: vec![Window::default(); usize::from(DESKS)],
            today: Today::None,
            opens_at: 0,
            ends_at: 0,
            closes_at: 0,
        };
        model.put_up_services();
        model
    }

    pub(crate) fn is_day_open(&self) -> bool {
        self.today == Today::Open
    }

    /// Everyone waiting, the next one first.
    pub(crate) fn queue(&self) -> Vec<usize> {
        let mut waiting: Vec<usize> = (0..self.people.len())
            .filter(|who| matches!(self.people[*who].at, Where::Queue { .. }))
            .collect();
        waiting.sort_by_key(|who| self.place(*who));
        waiting
    }

    /// (open, on a break, the visitor there).
    pub(crate) fn window(&self, desk: u8) -> (bool, bool, Option<usize>) {
        let window = &self.windows[usize::from(desk) - 1];
        (window.who.is_some(), window.on_break, self.visitor_at(desk))
    }

    pub(crate) fn served_at(&self, desk: u8) -> Option<usize> {
        let served = Where::Served { desk };
        self.people.iter().position(|person| person.at == served)
    }

    pub(crate) fn ended(&self, how: End) -> usize {
        let gone = Where::Gone(how);
        self.people
            .iter()
            .filter(|person| person.at == gone)
            .count()
    }

    /// Whether this desk could call that waiting person now.
    pub(crate) fn could_call(&self, desk: u8, who: usize, now: i64) -> bool {
        let person = &self.people[who];
        let Where::Queue { only, pause_until } = person.at else {
            return false;
        };
        if pause_until > now {
            return false;
        }
        if let Some(only) = only.filter(|only| self.is_open(*only)) {
            return only == desk;
        }
        let everything = self.live && !self.world.keep_services;
        let bits = self.windows[usize::from(desk) - 1].services;
        person
            .service
            .is_none_or(|service| everything || bits & (1 << service) != 0)
    }

    /// Booked for later, and not sent to a window: served now only by a window
    /// with nobody else.
    pub(crate) fn is_early(&self, who: usize, now: i64) -> bool {
        let person = &self.people[who];
        let Where::Queue { only, .. } = person.at else {
            return false;
        };
        let is_sent = only.is_some_and(|desk| self.is_open(desk));
        let by_place_from = person.reference - 5 * MINUTE;
        person.kind == Kind::Appointment && by_place_from > now && !self.live && !is_sent
    }

    /// The taker's number, after `Outcome::Takes`.
    pub(crate) fn admit(&mut self, number: (&str, u16), step: Do, now: i64) {
        let (service, kind, reference) = match step {
            Do::Take(service, kind) | Do::TakeByHand(service, kind) => (service, kind, now),
            Do::CheckIn(service, early) => (Some(service), Kind::Appointment, now + early * MINUTE),
            _ => return,
        };
        self.people.push(Person {
            series: number.0.to_owned(),
            n: number.1,
            service,
            kind,
            came: now,
            reference,
            at: Where::Queue {
                only: None,
                pause_until: 0,
            },
            waited: None,
            touched: false,
            floor: i64::MIN,
            misses: 0,
            called_at: 0,
            back_to: None,
        });
    }

    pub(crate) fn step(&mut self, step: Do, now: i64) -> Outcome {
        let before = self.clone();
        let outcome = self.do_it(step, now);
        if outcome != Outcome::Refused {
            self.remember(step, &before, now);
        }
        outcome
    }

    fn do_it(&mut self, step: Do, now: i64) -> Outcome {
        let allowed = match step {
            Do::Pass(_) | Do::BehindLease | Do::NewSeries | Do::SignIn(_) | Do::SignOut(_) => {
                Some(())
            }
            Do::OpenDay(days, minutes) => {
                self.open_day(days, minutes, now);
                Some(())
            }
            Do::CloseDay => {
                self.close_day();
                Some(())
            }
            Do::ChangeHours(minutes) => {
                self.hours(minutes, now);
                Some(())
            }
            Do::Live(live) => {
                self.live = live;
                self.peak &= !live;
                Some(())
            }
            Do::Take(service, _) => return self.take(service, false, now),
            Do::CheckIn(service, _) => return self.take(Some(service), false, now),
            Do::TakeByHand(service, _) => return self.take(service, true, now),
            Do::Next(desk, finish) => return self.next(desk, finish, now),
            Do::Call(desk, ticket, finish) => return self.by_hand(desk, ticket, finish, now),
            Do::Recall(desk) => self.called_at(desk).map(|_who| ()),
            Do::Miss(desk) => self.called_at(desk).map(|who| self.miss(who, desk, now)),
            Do::Start(desk) => self.called_at(desk).map(|who| self.start(who, desk)),
            Do::Finish(desk) => self.served_at(desk).map(|who| self.finish(who, desk)),
            Do::Return(desk) => self.visitor_at(desk).map(|who| self.put_back(who, now)),
            Do::Transfer(desk, to, back) => self.transfer(desk, to, back),
            Do::Undo(desk) => self.undo(desk, now),
            Do::Revive(ticket) => self.revive(ticket, now),
            Do::Open(desk, who) => self.sit_down(desk, who),
            Do::Close(desk) => self.empty(desk).map(|window| window.who = None),
            Do::Break(desk) => self
                .empty(desk)
                .filter(|window| !window.on_break)
                .map(|window| window.on_break = true),
            Do::EndBreak(desk) => self
                .empty(desk)
                .filter(|window| window.on_break)
                .map(|window| window.on_break = false),
            Do::Services(desk, bits) => self.set_services(desk, bits),
            Do::Slip(_) => (!self.people.is_empty()).then_some(()),
        };
        self.clear_breaks();
        allowed.map_or(Outcome::Refused, |()| Outcome::Done)
    }

    // Visitors.

    fn take(&self, service: Option<u8>, by_hand: bool, now: i64) -> Outcome {
        let waiting = self.queue().len();
        let working = self.working();
        let registers = if now < self.opens_at || now >= self.closes_at {
            false
        } else if now < self.ends_at {
            true
        } else {
            self.live && working > 0 && waiting <= working * self.world.live_waiting_per_desk
        };
        let offered = match service {
            None => self.live && !self.world.keep_services,
            Some(2) => self.world.last_service_offered,
            Some(service) => service < SERVICES,
        };
        let allowed = self.today == Today::Open
            && (registers || by_hand)
            && offered
            && waiting < self.world.max_waiting;
        if allowed {
            Outcome::Takes
        } else {
            Outcome::Refused
        }
    }

    fn revive(&mut self, ticket: u8, now: i64) -> Option<()> {
        if self.today != Today::Open {
            return None;
        }
        let who = self.pick(ticket)?;
        let person = &mut self.people[who];
        if !matches!(person.at, Where::Gone(_)) {
            return None;
        }
        person.misses = 0;
        person.floor = now - 10 * MINUTE;
        self.queue_up(who, None, 0);
        Some(())
    }

    pub(crate) fn pick(&self, ticket: u8) -> Option<usize> {
        usize::from(ticket).checked_rem(self.people.len())
    }

    fn place(&self, who: usize) -> (i64, i64, &str, u16) {
        let person = &self.people[who];
        let credited = match person.kind {
            _ if self.live => person.reference,
            Kind::Ordinary => person.reference,
            Kind::Privileged => person.reference - 15 * MINUTE,
            Kind::Appointment => person.reference - 60 * MINUTE,
            Kind::OutOfTurn => i64::MIN,
        };
        let at = credited.max(person.floor);
        (at, person.reference, &person.series, person.n)
    }

    fn queue_up(&mut self, who: usize, only: Option<u8>, pause_until: i64) {
        let person = &mut self.people[who];
        person.touched = true;
        person.at = Where::Queue { only, pause_until };
    }

    // Windows.

    pub(crate) fn is_open(&self, desk: u8) -> bool {
        let index = usize::from(desk).wrapping_sub(1);
        let window = self.windows.get(index);
        window.is_some_and(|window| window.who.is_some())
    }

    fn working(&self) -> usize {
        let windows = self.windows.iter();
        windows
            .filter(|window| window.who.is_some() && !window.on_break)
            .count()
    }

    fn visitor_at(&self, desk: u8) -> Option<usize> {
        self.called_at(desk).or_else(|| self.served_at(desk))
    }

    fn called_at(&self, at: u8) -> Option<usize> {
        self.people
            .iter()
            .position(|person| matches!(person.at, Where::Called { desk, .. } if desk == at))
    }

    /// An open window with nobody in front of it.
    fn empty(&mut self, desk: u8) -> Option<&mut Window> {
        if !self.is_open(desk) || self.visitor_at(desk).is_some() {
            return None;
        }
        self.windows.get_mut(usize::from(desk) - 1)
    }

    pub(crate) fn clear_breaks(&mut self) {
        for window in &mut self.windows {
            window.on_break &= window.who.is_some();
        }
    }

    fn sit_down(&mut self, desk: u8, who: u8) -> Option<()> {
        if self.today != Today::Open || desk > DESKS {
            return None;
        }
        let index = usize::from(desk) - 1;
        let elsewhere =
            |(other, window): (usize, &Window)| other != index && window.who == Some(who);
        match self.windows[index].who {
            Some(there) => (there == who).then_some(()),
            None if self.windows.iter().enumerate().any(elsewhere) => None,
            None => {
                self.windows[index].who = Some(who);
                Some(())
            }
        }
    }

    fn set_services(&mut self, desk: u8, bits: u8) -> Option<()> {
        if bits >= 1 << SERVICES {
            return None;
        }
        let window = self.windows.get_mut(usize::from(desk) - 1)?;
        window.services = bits;
        Some(())
    }

    // Calls.

    fn next(&mut self, desk: u8, finish: Finish, now: i64) -> Outcome {
        if !self.may_call(desk, finish, now) {
            return Outcome::Refused;
        }
        // Whoever is just finished does not come straight back.
        let next = self.choose(desk, now);
        if let Some(served) = self.served_at(desk) {
            self.finish(served, desk);
        }
        if let Some(who) = next {
            let sent = self.is_sent_to(who, desk);
            self.call(who, desk, sent, now);
        }
        Outcome::Calls(next)
    }

    /// The first in the queue, or in a peak a shorter question further back.
    fn choose(&mut self, desk: u8, now: i64) -> Option<usize> {
        let mut callable: Vec<usize> = self.queue();
        callable.retain(|who| self.could_call(desk, *who, now));
        let is_early = |who: &usize| self.is_early(*who, now);
        if !callable.iter().all(is_early) {
            callable.retain(|who| !self.is_early(*who, now));
        }
        let first = *callable.first()?;
        self.look_at_hall();
        let one_of_its_service =
            |who: &&usize| self.people[**who].service != self.people[first].service;
        let is_booked = |who: usize| !self.live && self.people[who].kind == Kind::Appointment;
        let by_law = self.place(first).0 == i64::MIN;
        let of_others = callable.iter().filter(one_of_its_service);
        let near = of_others.filter(|who| self.place(**who).0 - self.place(first).0 <= 30 * MINUTE);
        let shorter = near.filter(|who| self.is_shorter(**who, first));
        // Behind an appointment of its service nobody is a short question.
        let first_of = |who: usize| {
            let service = self.people[who].service;
            let mut alike = callable
                .iter()
                .filter(|other| self.people[**other].service == service);
            alike.next().copied()
        };
        let shorter = shorter.filter(|who| !first_of(**who).is_some_and(is_booked));
        let shortest = if self.peak && !by_law && !is_booked(first) {
            // The first of equals: the queue is in order already.
            shorter
                .min_by_key(|who| self.people[**who].service)
                .copied()
        } else {
            None
        };
        Some(shortest.unwrap_or(first))
    }

    fn look_at_hall(&mut self) {
        let waiting = self.queue().len();
        let working = self.working();
        let people_per_window = |limit: usize| limit * working;
        self.peak = !self.live
            && if self.peak {
                waiting >= people_per_window(1)
            } else {
                waiting * 10 > people_per_window(15)
            };
    }

    /// Services take 5, 10 and 15 minutes.
    fn is_shorter(&self, who: usize, than: usize) -> bool {
        let lengths = (self.people[who].service, self.people[than].service);
        matches!(lengths, (Some(one), Some(other)) if one < other)
    }

    fn by_hand(&mut self, desk: u8, ticket: u8, finish: Finish, now: i64) -> Outcome {
        let Some(who) = self.pick(ticket) else {
            return Outcome::Refused;
        };
        let waits = matches!(self.people[who].at, Where::Queue { .. });
        if !waits || !self.may_call(desk, finish, now) {
            return Outcome::Refused;
        }
        if let Some(served) = self.served_at(desk) {
            self.finish(served, desk);
        }
        self.people[who].touched = true;
        self.call(who, desk, false, now);
        Outcome::Calls(Some(who))
    }

    fn may_call(&self, desk: u8, finish: Finish, now: i64) -> bool {
        let Some(window) = self.windows.get(usize::from(desk) - 1) else {
            return false;
        };
        let served = self.served_at(desk);
        let named = match finish {
            Finish::No => None,
            Finish::Current if served.is_none() => None,
            Finish::Current => served,
            // A ticket nobody has is nobody's visit either.
            Finish::Ticket(ticket) => match self.pick(ticket) {
                Some(who) => Some(who),
                None => return false,
            },
        };
        window.who.is_some()
            && !window.on_break
            && self.called_at(desk).is_none()
            && served == named
            && window.last_call.is_none_or(|last| now >= last + 1_500)
    }

    fn is_sent_to(&self, who: usize, desk: u8) -> bool {
        matches!(self.people[who].at, Where::Queue { only, .. } if only == Some(desk))
    }

    fn call(&mut self, who: usize, desk: u8, sent: bool, now: i64) {
        self.people[who].at = Where::Called { desk, sent };
        self.people[who].called_at = now;
        self.windows[usize::from(desk) - 1].last_call = Some(now);
    }

    fn miss(&mut self, who: usize, desk: u8, now: i64) {
        let person = &mut self.people[who];
        person.misses += 1;
        if person.misses == 3 {
            person.at = Where::Gone(End::NoShow);
            return;
        }
        person.floor = now - 10 * MINUTE;
        let sent = matches!(person.at, Where::Called { sent: true, .. });
        self.queue_up(who, sent.then_some(desk), now + 3 * MINUTE);
    }

    fn start(&mut self, who: usize, desk: u8) {
        let person = &mut self.people[who];
        person.at = Where::Served { desk };
        if person.waited.is_none() {
            let from = person.came.max(person.reference);
            person.waited = Some((person.called_at - from).max(0));
        }
    }

    fn finish(&mut self, who: usize, desk: u8) {
        let person = &mut self.people[who];
        match person.back_to {
            Some(back) if back != desk => {
                person.back_to = None;
                self.queue_up(who, Some(back), 0);
            }
            Some(_) | None => person.at = Where::Gone(End::Served),
        }
    }

    fn put_back(&mut self, who: usize, now: i64) {
        let was_served = matches!(self.people[who].at, Where::Served { .. });
        let pause_until = if was_served { now + 3 * MINUTE } else { 0 };
        self.queue_up(who, None, pause_until);
    }

    fn transfer(&mut self, desk: u8, to: To, back: bool) -> Option<()> {
        let who = self.visitor_at(desk)?;
        let only = match to {
            To::Service(service) if service < SERVICES => {
                self.people[who].service = Some(service);
                None
            }
            To::Desk(other) if other != desk && self.is_open(other) => Some(other),
            To::Service(_) | To::Desk(_) => return None,
        };
        if back {
            self.people[who].back_to = Some(desk);
        }
        self.queue_up(who, only, 0);
        Some(())
    }
}
