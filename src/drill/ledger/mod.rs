//! What was kept, told and called, in plain books of its own, and what must
//! hold after every entry.

mod promise;
mod start;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use backroom::reception::keep::{Draft, Entry, Keep, Storage};
use backroom::store::Keeper;
use backroom::store::record::Head;
use office::Office;
use office::day::{Copies, Date, Mode, Moment};
use office::desk::DeskId;
use office::event::{AfterMiss, Event, Taken};
use office::park::ParkEvent;
use office::rules::{LiveOrder, Rules};
use office::ticket::{Class, Ticket, TicketNumber, TicketState, Why};
use tokio::time::Instant;

use crate::hands::MadeUpHands;
use crate::platter::Platter;

/// Nobody may be kept waiting longer.
const LONGEST_WAIT: Duration = Duration::from_millis(600);

/// The whole office is checked after so many entries, each entry always.
const CHECK_EVERY: u64 = 32;

/// The most a credit may let anybody pass.
const CREDIT_MS: i64 = 15 * 60_000;

#[derive(Debug, Clone)]
struct Known {
    taken_at: Moment,
    /// Run and place.
    kept_at: (u64, u64),
    /// A visitor has heard of it, or holds it on paper.
    is_told: bool,
    /// The last copy of its event went with the power, as allowed.
    is_forgiven: bool,
    /// The day closed on it, and a clock that was set back opened that date again.
    is_gone: bool,
}

/// How one visitor's wait looks from the events alone (S4).
#[derive(Debug, Clone, Default)]
struct Wait {
    reference: Option<Moment>,
    called: Option<(Moment, Mode)>,
    waited: Option<(i64, Mode)>,
    /// Something was taken back: not reckoned here.
    is_blurred: bool,
}

#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub struct Counts {
    pub events: u64,
    pub entries: u64,
    pub days: u64,
    pub tickets: u64,
    pub calls: u64,
    pub told: u64,
    pub found: u64,
    pub forgiven: u64,
    pub restarts: u64,
    pub slowest_ms: u64,
}

#[derive(Debug)]
pub struct Ledger {
    rules: Rules,
    truth: BTreeMap<u64, Arc<Entry>>,
    /// By chain: what was kept once and is on no line now.
    elsewhere: BTreeMap<(u64, u64, u32), Arc<Entry>>,
    pending: Option<Draft>,
    twin: Office,
    /// The place of the first entry of the log that the twin is the fold of.
    folded_from: u64,
    today: Option<Date>,
    numbers: BTreeMap<(Date, TicketNumber), Known>,
    touched: BTreeSet<TicketNumber>,
    at_desks: BTreeMap<DeskId, TicketNumber>,
    waits: BTreeMap<TicketNumber, Wait>,
    /// Under which commands of this day were carried out.
    keys: BTreeSet<String>,
    /// What a start passes over while the durable logs end there.
    rests_on: (Head, Vec<Event>),
    failure: Option<String>,
    pub counts: Counts,
}

/// The books, shared by everyone in a world.
#[derive(Debug, Clone)]
pub struct Books(Arc<Mutex<Ledger>>);

impl Books {
    pub fn new(rules: Rules) -> Self {
        Self(Arc::new(Mutex::new(Ledger {
            twin: Office::new(rules.clone()),
            rules,
            folded_from: 0,
            truth: BTreeMap::new(),
            elsewhere: BTreeMap::new(),
            pending: None,
            today: None,
            numbers: BTreeMap::new(),
            touched: BTreeSet::new(),
            at_desks: BTreeMap::new(),
            waits: BTreeMap::new(),
            keys: BTreeSet::new(),
            rests_on: (Head::default(), Vec::new()),
            failure: None,
            counts: Counts::default(),
        })))
    }

    pub fn open(&self) -> MutexGuard<'_, Ledger> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The keeper with somebody looking over its shoulder.
#[derive(Debug)]
pub struct Watched {
    pub keeper: Keeper,
    pub hands: MadeUpHands,
    pub platter: Platter,
    pub books: Books,
}

impl Watched {
    /// How far the logs go that outlive the power.
    fn ends(&self) -> [Head; 2] {
        ["database", "journal"].map(|log| self.hands.held(log).end)
    }
}

impl Keep for Watched {
    async fn keep(&mut self, draft: Draft) -> Arc<Entry> {
        let began = Instant::now();
        self.books.open().pending = Some(draft.clone());
        let entry = self.keeper.keep(draft).await;
        let copies = self.keeper.storage().copies;
        let ends = self.ends();
        let mut ours = ends.iter().filter(|end| end.epoch == entry.epoch);
        let is_durable = ours.any(|end| end.seq >= entry.seq);
        let mut books = self.books.open();
        // After the cut nobody hears anything.
        if !is_durable && copies != Copies::None && !self.platter.is_cut() {
            let seq = entry.seq;
            books.fail(format!(
                "entry {seq} is in no log, and copies are {copies:?}"
            ));
        }
        books.kept(&entry, began.elapsed());
        if !is_durable {
            books.hold_promise(&entry, &ends);
        }
        drop(books);
        entry
    }

    fn storage(&self) -> Storage {
        self.keeper.storage()
    }

    fn is_durable(&self, seq: u64) -> bool {
        self.keeper.is_durable(seq)
    }

    fn found(&mut self) -> Vec<Entry> {
        self.keeper.found()
    }

    async fn changed(&mut self) {
        self.keeper.changed().await;
    }
}

impl Ledger {
    /// The first thing that went wrong.
    pub fn failure(&self) -> Option<&str> {
        self.failure.as_deref()
    }

    pub fn fail(&mut self, what: impl Into<String>) {
        if self.failure.is_none() {
            self.failure = Some(what.into());
        }
    }

    pub fn last_seq(&self) -> u64 {
        self.truth.keys().next_back().copied().unwrap_or(0)
    }

    pub fn truth(&self) -> &BTreeMap<u64, Arc<Entry>> {
        &self.truth
    }

    /// An entry took effect.
    fn kept(&mut self, entry: &Arc<Entry>, took: Duration) {
        self.pending = None;
        let took_ms = u64::try_from(took.as_millis()).unwrap_or(u64::MAX);
        self.counts.slowest_ms = self.counts.slowest_ms.max(took_ms);
        if took > LONGEST_WAIT {
            self.fail(format!("somebody waited {took_ms} ms for a disk"));
        }
        if entry.seq != self.last_seq() + 1 && !self.truth.is_empty() {
            self.fail(format!("entry {} after {}", entry.seq, self.last_seq()));
        }
        if self.truth.is_empty() {
            self.folded_from = entry.seq;
        }
        self.truth.insert(entry.seq, Arc::clone(entry));
        self.fold(entry, true);
        if self.counts.entries.is_multiple_of(CHECK_EVERY)
            && let Err(what) = self.twin.check()
        {
            self.fail(what);
        }
    }

    fn fold(&mut self, entry: &Entry, is_new: bool) {
        self.counts.entries += u64::from(is_new);
        for event in &entry.draft.events {
            self.counts.events += u64::from(is_new);
            self.look_at(event, entry, is_new);
            self.twin.apply(event, entry.draft.at);
            if matches!(
                event,
                Event::Undone { .. } | Event::DayClosed { .. } | Event::DayOpened { .. }
            ) {
                self.look_round();
            }
        }
        self.acted_once(entry);
    }

    /// A key is carried out once a day, over restarts too.
    fn acted_once(&mut self, entry: &Entry) {
        let Some(key) = &entry.draft.key else { return };
        if !self.keys.insert(key.clone()) {
            self.fail(format!(
                "key {key} was carried out again as entry {}",
                entry.seq
            ));
        }
    }

    /// Who sits where, from the twin, after what cannot be followed plainly.
    fn look_round(&mut self) {
        let desks = self.twin.desks();
        self.at_desks = desks
            .filter_map(|desk| Some((desk.id, desk.ticket()?.clone())))
            .collect();
    }

    fn look_at(&mut self, event: &Event, entry: &Entry, is_new: bool) {
        let at = entry.draft.at;
        match event {
            Event::DayOpened { date, .. } => {
                let goes_back = self.today.is_some_and(|today| today > *date);
                let is_open = self.twin.day().is_some_and(|day| !day.closed);
                if goes_back && is_new && is_open {
                    self.fail(format!("the day goes back to {date} from an open one"));
                }
                if is_new && self.twin.day().is_some() {
                    self.come_to(*date);
                }
                self.counts.days += u64::from(is_new);
                self.today = Some(*date);
                self.touched.clear();
                self.waits.clear();
                self.keys.clear();
            }
            Event::TicketTaken(taken) => self.taken(taken, entry, is_new),
            Event::TicketFound {
                taken, taken_at, ..
            } => self.found(taken, *taken_at, entry),
            Event::TicketCalled { number, desk, why } => {
                self.counts.calls += u64::from(is_new);
                // Whoever was called before a start was in turn then.
                if is_new {
                    self.hold_order(number, *desk, why, at);
                }
                self.called(number, *desk, at);
            }
            Event::VisitStarted { number, desk } => {
                self.at(number, *desk, "started");
                self.waited(number);
            }
            Event::VisitFinished { number, desk, .. }
            | Event::TicketReturned { number, desk, .. }
            | Event::TicketTransferred { number, desk, .. }
            | Event::Park(ParkEvent::Parked { number, desk, .. }) => {
                self.at(number, *desk, "left");
                self.touched.insert(number.clone());
                self.at_desks.remove(desk);
            }
            Event::TicketMissed { number, desk, then } => {
                self.at(number, *desk, "missed");
                self.touched.insert(number.clone());
                self.at_desks.remove(desk);
                if matches!(then, AfterMiss::WaitsOn { .. })
                    && let Some(wait) = self.waits.get_mut(number)
                {
                    wait.called = None;
                }
            }
            Event::Park(ParkEvent::Resumed { number, desk }) => self.sits_down(number, *desk),
            Event::Undone { number, .. } => {
                self.touched.insert(number.clone());
                self.waits.entry(number.clone()).or_default().is_blurred = true;
            }
            Event::TicketRevived { number, .. }
            | Event::Park(ParkEvent::Released { number, .. }) => {
                self.touched.insert(number.clone());
            }
            Event::DayClosed { .. } => self.reckon_waits(),
            _ => {}
        }
    }

    /// The clock may come to a date again: its visitors have gone, its numbers
    /// stay given.
    fn come_to(&mut self, date: Date) {
        for ((of, _number), known) in &mut self.numbers {
            known.is_gone |= *of == date;
        }
    }

    fn taken(&mut self, taken: &Taken, entry: &Entry, is_new: bool) {
        let Some(today) = self.today else {
            return self.fail("a ticket before the day was opened");
        };
        self.waits.insert(
            taken.number.clone(),
            Wait {
                reference: Some(taken.reference),
                ..Wait::default()
            },
        );
        let key = (today, taken.number.clone());
        let known = Known {
            taken_at: entry.draft.at,
            kept_at: (entry.epoch, entry.seq),
            is_told: false,
            is_forgiven: false,
            is_gone: false,
        };
        if !is_new {
            self.numbers.entry(key).or_insert(known);
            return;
        }
        self.counts.tickets += 1;
        if let Some(before) = self.numbers.insert(key, known) {
            self.fail(format!(
                "{} was given twice on {today} (entries {} and {}; told: {})",
                taken.number, before.kept_at.1, entry.seq, before.is_told
            ));
        }
    }

    /// Another log tells of a ticket: it must be one that was taken.
    fn found(&mut self, taken: &Taken, taken_at: Moment, entry: &Entry) {
        self.counts.found += 1;
        self.touched.insert(taken.number.clone());
        self.waits
            .entry(taken.number.clone())
            .or_default()
            .is_blurred = true;
        let Some(today) = self.today else { return };
        let key = (today, taken.number.clone());
        match self.numbers.get_mut(&key) {
            Some(known) if known.taken_at != taken_at => {
                self.fail(format!("{} was found as another visitor's", taken.number));
            }
            Some(known) => known.kept_at = (entry.epoch, entry.seq),
            // Taken in the moment of a cut, told to nobody.
            None => {
                let known = Known {
                    taken_at,
                    kept_at: (entry.epoch, entry.seq),
                    is_told: false,
                    is_forgiven: false,
                    is_gone: false,
                };
                self.numbers.insert(key, known);
            }
        }
    }

    fn at(&mut self, number: &TicketNumber, desk: DeskId, what: &str) {
        if self.at_desks.get(&desk) != Some(number) {
            let there = self.at_desks.get(&desk).map(ToString::to_string);
            self.fail(format!(
                "{number} {what} at desk {desk}, where {there:?} is"
            ));
        }
    }

    fn sits_down(&mut self, number: &TicketNumber, desk: DeskId) {
        if let Some(other) = self.at_desks.get(&desk) {
            let what = format!("{number} at desk {desk}, where {other} is still");
            self.fail(what);
        }
        if let Some((other, _)) = self.at_desks.iter().find(|(_desk, there)| *there == number) {
            let what = format!("{number} at desk {desk} and at desk {other}");
            self.fail(what);
        }
        self.at_desks.insert(desk, number.clone());
    }

    fn called(&mut self, number: &TicketNumber, desk: DeskId, at: Moment) {
        self.sits_down(number, desk);
        let mode = self.twin.mode();
        if let Some(wait) = self.waits.get_mut(number) {
            wait.called = Some((at, mode));
        }
    }

    /// First come, first served inside each service and class; nobody passes
    /// by more than a credit; in the live queue nobody passes anybody.
    fn hold_order(&mut self, number: &TicketNumber, desk: DeskId, why: &Why, at: Moment) {
        let Some(chosen) = self.twin.ticket(number) else {
            return self.fail(format!("{number} was called and is unknown"));
        };
        if !chosen.is_waiting() {
            let what = format!("{number} was called and does not wait: {:?}", chosen.state);
            return self.fail(what);
        }
        if matches!(why, Why::ByHand { .. } | Why::SentHere) || self.touched.contains(number) {
            return;
        }
        let live = self.twin.mode() == Mode::Live;
        let any_desk = live && self.rules.live_order == LiveOrder::FirstCome;
        let Some(plate) = self.twin.desk(desk) else {
            return self.fail(format!("desk {desk} called and is unknown"));
        };
        let serves = |ticket: &Ticket| {
            let service = ticket.service.as_ref();
            any_desk || service.is_none_or(|service| plate.services.contains(service))
        };
        let passed = self.twin.waiting().find(|other| {
            let alike = (&other.service, other.class) == (&chosen.service, chosen.class);
            let ahead_ms = chosen.reference.ms_since(other.reference);
            let is_free = matches!(
                &other.state,
                TicketState::Waiting {
                    only_at: None,
                    not_before: None,
                    ..
                }
            );
            let may_pass = chosen.class == Class::OutOfTurn || *why == Why::ShortQuestion;
            (ahead_ms > 0 && (alike || live) || ahead_ms > CREDIT_MS && !may_pass)
                && is_free
                && other.reference <= at
                && serves(other)
                && !self.touched.contains(&other.number)
        });
        if let Some(other) = passed {
            let what = format!(
                "{number} was called by {desk} before {} ({why:?})",
                other.number
            );
            self.fail(what);
        }
    }

    fn waited(&mut self, number: &TicketNumber) {
        let Some(wait) = self.waits.get_mut(number) else {
            return;
        };
        if let (None, Some(reference), Some((called, mode))) =
            (wait.waited, wait.reference, wait.called)
        {
            wait.waited = Some((called.ms_since(reference).max(0), mode));
        }
    }

    /// S4 from the events alone, against what the office says of the day.
    fn reckon_waits(&mut self) {
        let mut wrong = None;
        for ticket in self.twin.tickets() {
            let Some(wait) = self
                .waits
                .get(&ticket.number)
                .filter(|wait| !wait.is_blurred)
            else {
                continue;
            };
            let told = ticket.waited_ms.map(|waited| (waited, ticket.waited_in));
            if told != wait.waited {
                wrong = Some(format!(
                    "{} waited {:?} and the office says {told:?}",
                    ticket.number, wait.waited
                ));
            }
        }
        if let Some(wrong) = wrong {
            self.fail(wrong);
        }
    }

    /// A visitor hears of a number; from now on it exists.
    pub fn tell(&mut self, number: &TicketNumber, at: Moment) {
        let Some(today) = self.today else {
            return self.fail("a number before the day was opened");
        };
        match self.numbers.get_mut(&(today, number.clone())) {
            Some(known) if known.taken_at <= at => {
                self.counts.told += u64::from(!known.is_told);
                known.is_told = true;
            }
            Some(_) | None => self.fail(format!("{number} was told and is not kept")),
        }
    }
}
