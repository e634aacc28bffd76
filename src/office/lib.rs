//! The office heart: decides what happens at the counter.
//!
//! `Office::decide` turns a command into events or a refusal and changes
//! nothing; `Office::apply` folds an event in and cannot fail. No clock, no
//! I/O, no async, no randomness: the same code runs the office, the tests and
//! a simulated year.

pub mod appointment;
pub mod audit;
pub mod callback;
pub mod carried;
pub mod command;
pub mod contact;
pub mod coverage;
pub mod day;
mod days;
pub mod desk;
pub mod dispatch;
pub mod estimate;
pub mod event;
pub mod hall;
pub mod help;
pub mod invariants;
pub mod learnt;
pub mod leg;
pub mod oversight;
pub mod park;
pub mod peak;
pub mod person;
pub mod picture;
pub mod plan;
pub mod rating;
pub mod readings;
pub mod refusal;
pub mod rules;
pub mod series;
pub mod service;
pub mod signs;
pub mod slots;
pub mod staff;
pub mod staffing;
pub mod statement;
pub mod ticket;
pub mod undo;
pub mod waits;
pub mod window;

mod apply;
mod booking;
mod decide;
mod dice;
mod forecast;
mod forward;
#[cfg(test)]
mod forward_tests;
mod mend;
pub mod numbered;
mod order;
mod present;
mod queue;
mod reading_days;
mod recovery;
mod tickets;

use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;

use crate::appointment::Diary;
use crate::carried::Carried;
use crate::day::{Copies, Day, LiveSpell, Mode, Moment};
use crate::desk::{Desk, DeskId};
use crate::event::Event;
use crate::help::Help;
use crate::learnt::Learnt;
use crate::oversight::Account;
use crate::peak::{Episode, Peak, ReserveCall};
use crate::picture::Call;
use crate::queue::Queue;
use crate::rules::Rules;
use crate::series::Series;
use crate::signs::Signs;
use crate::staff::Session;
use crate::ticket::{LAST_NUMBER, Ticket, TicketNumber};
use crate::tickets::Tickets;

/// Everything that is true at the counter now.
#[derive(Debug, Clone)]
pub struct Office {
    rules: Arc<Rules>,
    day: Option<Day>,
    mode: Mode,
    copies: Copies,
    desks: BTreeMap<DeskId, Desk>,
    /// The day's tickets, closed ones too.
    tickets: Tickets,
    /// Of these, the ones that wait: what every call looks through.
    queue: Queue,
    /// Whether the short window was open at the latest call.
    short_window: bool,
    numbers: BTreeMap<Series, Numbers>,
    /// In front of every series since a numbering was renewed.
    prefix: Option<String>,
    /// A series of that numbering begins behind this number.
    begins_behind: u16,
    /// The numbering was renewed while nothing durable kept it: whoever starts
    /// without knowing of it uses another one, so its promises hold.
    is_memory_series: bool,
    calls: VecDeque<Call>,
    calls_made: u64,
    sessions: BTreeMap<String, Session>,
    live: Option<LiveSpell>,
    signs: Signs,
    help: BTreeMap<DeskId, Help>,
    /// What outlives the day; pictures share it.
    carried: Arc<Carried>,
    /// Each desk's last act, to be taken back.
    acts: BTreeMap<DeskId, Vec<undo::Done>>,
    /// What today's visits were about, to be taken back with their end.
    said: BTreeMap<TicketNumber, contact::Said>,
    learnt: Arc<Learnt>,
    /// Today's breaks that are over: since when, for how many seconds.
    breaks: Vec<(Moment, u32)>,
    /// How far the wall clock was set ahead of office time, ms; told to staff.
    clock_ahead_ms: i64,
    /// The peak under way, those of today that are over, who was asked to help.
    peak: Option<Peak>,
    peaks: Vec<Episode>,
    reserve: Vec<ReserveCall>,
    /// Matters solved at reception today.
    solved: u32,
    day_before: Option<Account>,
    /// The moment of the last event.
    last_at: Moment,
}

/// How far one series has come today.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Numbers {
    last: u16,
    /// Numbers up to here may have been printed, by the durable promise.
    leased: u16,
}

/// So many numbers are promised ahead, so that both logs know of a number long
/// before it is printed.
const LEASE_AHEAD: u16 = 20;

impl Default for Numbers {
    /// The opening of the day is itself the promise of every series' first
    /// numbers: a log that lacks a series' first ticket lacks its first lease.
    fn default() -> Self {
        Self::behind(0)
    }
}

impl Numbers {
    /// A series that begins behind `last`.
    fn behind(last: u16) -> Self {
        Self {
            last,
            leased: last + LEASE_AHEAD,
        }
    }

    /// The promise of the next numbers, if any are left.
    fn lease_of(self, series: &Series) -> Option<Event> {
        (self.leased < LAST_NUMBER).then(|| Event::NumbersLeased {
            series: series.to_string(),
            up_to: self
                .leased
                .max(self.last + 1)
                .saturating_add(LEASE_AHEAD)
                .min(LAST_NUMBER),
        })
    }
}

impl Office {
    /// An office before its first day: every desk closed, nobody there.
    pub fn new(rules: Rules) -> Self {
        let mut office = Self {
            rules: Arc::default(),
            day: None,
            mode: Mode::Electronic,
            copies: Copies::Two,
            desks: BTreeMap::new(),
            tickets: Tickets::default(),
            queue: Queue::default(),
            short_window: false,
            numbers: BTreeMap::new(),
            prefix: None,
            begins_behind: 0,
            is_memory_series: false,
            calls: VecDeque::new(),
            calls_made: 0,
            sessions: BTreeMap::new(),
            live: None,
            signs: Signs::default(),
            help: BTreeMap::new(),
            carried: Arc::default(),
            acts: BTreeMap::new(),
            said: BTreeMap::new(),
            learnt: Arc::default(),
            breaks: Vec::new(),
            clock_ahead_ms: 0,
            peak: None,
            peaks: Vec::new(),
            reserve: Vec::new(),
            solved: 0,
            day_before: None,
            last_at: Moment(0),
        };
        office.set_rules(rules);
        office
    }

    /// Takes a new office file's rules. A desk that is gone from it closes its
    /// plate only when it is closed; services of open desks stay as set.
    pub fn set_rules(&mut self, rules: Rules) {
        for (id, services) in &rules.desks {
            let plate = || Desk::closed(*id, services.clone(), self.last_at);
            let desk = self.desks.entry(*id).or_insert_with(plate);
            if !desk.is_open() {
                desk.services.clone_from(services);
            }
        }
        self.desks
            .retain(|id, desk| desk.is_open() || rules.desks.contains_key(id));
        self.rules = Arc::new(rules);
    }

    pub fn rules(&self) -> &Rules {
        &self.rules
    }

    /// Appointments of today and of the days ahead (S9).
    pub fn diary(&self) -> &Diary {
        &self.carried.diary
    }

    pub fn day(&self) -> Option<&Day> {
        self.day.as_ref()
    }

    pub fn mode(&self) -> Mode {
        self.mode
    }

    pub fn copies(&self) -> Copies {
        self.copies
    }

    pub fn desk(&self, id: DeskId) -> Option<&Desk> {
        self.desks.get(&id)
    }

    pub fn desks(&self) -> impl Iterator<Item = &Desk> {
        self.desks.values()
    }

    pub fn ticket(&self, number: &TicketNumber) -> Option<&Ticket> {
        self.tickets.get(number)
    }

    pub fn tickets(&self) -> impl Iterator<Item = &Ticket> {
        self.tickets.values()
    }

    pub fn waiting(&self) -> impl Iterator<Item = &Ticket> {
        let in_queue = self.queue.numbers();
        in_queue.filter_map(|number| self.tickets.get(number))
    }

    pub fn session(&self, digest: &str) -> Option<&Session> {
        self.sessions.get(digest)
    }

    /// The moment of the last event applied.
    pub fn last_at(&self) -> Moment {
        self.last_at
    }

    pub fn working_desks(&self) -> usize {
        self.desks().filter(|desk| desk.is_working()).count()
    }
}
