//! Reception: the one task that owns the Office.
//!
//! One step at a time: decide, keep, apply, tell. A number is durable before
//! anyone hears of it; a repeated command changes nothing and gets its first
//! answer. Nobody else holds an Office.

pub mod almanac;
mod days;
pub mod handle;
pub mod keep;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use office::Office;
use office::command::{Command, FoundDay, FoundTicket, Recovery};
use office::day::{Copies, Moment};
use office::estimate::{Estimates, estimate};
use office::event::Event;
use office::peak::PeakCommand;
use office::picture::Picture;
use office::ticket::{Class, TicketState};
use tokio::sync::{mpsc, oneshot, watch};
use tokio::time::{Interval, MissedTickBehavior, interval};
use tracing::{info, warn};

use crate::clock::Clock;
use crate::reception::almanac::Almanac;
use crate::reception::handle::{Ask, Done, Handle, NotDone, Note, QUEUE, Told};
use crate::reception::keep::{Draft, Entry, HOUSE, Keep, Storage, acted_at};

/// How often reception looks at the clock: doors open and close, days change.
const TICK: Duration = Duration::from_secs(1);

/// Waits shown on screens are told anew at least this often.
const TELL_EVERY_MS: i64 = 10_000;

/// Everything that can wake reception.
enum Step {
    Note(Note),
    StorageChanged,
    Tick,
    /// Nobody holds a handle any more: the house closes down.
    Forgotten,
}

/// The first answer under a key.
struct Answered {
    fingerprint: u32,
    at: Moment,
    events: Vec<Event>,
}

pub struct Reception<K> {
    office: Office,
    keeper: K,
    clock: Clock,
    almanac: Box<dyn Almanac>,
    answers: BTreeMap<String, Answered>,
    notes: mpsc::Receiver<Note>,
    told: watch::Sender<Told>,
    told_at: Moment,
    estimates: Arc<Estimates>,
    estimated_at: Moment,
    /// Both 0 in an office.
    estimate_every_ms: i64,
    tell_every_ms: i64,
    /// The wall clock's last known lead, so that one jump is told once.
    wall_ahead_ms: i64,
    is_running: bool,
    /// Somebody set the wall clock meanwhile.
    was_wall_set: bool,
    /// When somebody last did something: office time never goes behind that.
    acted_at: Moment,
    /// The entry of this run that last promised numbers.
    promised_in: Option<u64>,
}

/// What reception starts from.
#[derive(Debug)]
pub struct Start {
    /// With the rules of the office file, before its first event.
    pub office: Office,
    /// Everything since the last day was opened.
    pub entries: Vec<Entry>,
    /// How to number on, if the last numbers are not known for sure.
    pub recovery: Option<Recovery>,
    pub clock: Clock,
    pub almanac: Box<dyn Almanac>,
}

impl<K: Keep + Send + 'static> Reception<K> {
    /// Folds the day so far and brings it up to now. `run` must follow.
    pub async fn open(start: Start, keeper: K) -> (Self, Handle) {
        let mut office = start.office;
        let mut answers = BTreeMap::new();
        let (mut before, mut has_holes) = (None, false);
        for entry in &start.entries {
            let is_first = before
                .replace(entry.seq)
                .is_none_or(|seq| seq + 1 < entry.seq);
            if is_first && let Some(lost) = days::lost_opening(&office, entry, &*start.almanac) {
                warn!("damage took what opened the day; it begins with its first entry left");
                office.apply(&lost, entry.draft.at);
            }
            has_holes |= is_first && !entry.opens_day();
            remember(&mut answers, &entry.draft);
            for event in &entry.draft.events {
                office.apply(event, entry.draft.at);
            }
        }
        let acted_at = acted_at(&start.entries);
        let now = start.clock.now();
        let estimates = Arc::new(estimate(&office, now));
        let picture = Arc::new(office.picture(now, Arc::clone(&estimates)));
        let (told, watcher) = watch::channel(Told {
            version: 0,
            picture,
        });
        let (sender, notes) = mpsc::channel(QUEUE);
        let handle = Handle {
            notes: sender,
            told: watcher,
        };
        let mut reception = Self {
            office,
            keeper,
            clock: start.clock,
            almanac: start.almanac,
            answers,
            notes,
            told,
            told_at: now,
            estimates,
            estimated_at: now,
            estimate_every_ms: 0,
            tell_every_ms: 0,
            wall_ahead_ms: 0,
            is_running: false,
            was_wall_set: false,
            acted_at,
            promised_in: None,
        };
        if has_holes {
            reception.by_itself(Command::Mend).await;
        }
        reception.recover_numbers(start.recovery).await;
        reception.note_storage().await;
        reception.tell();
        (reception, handle)
    }

    /// With pictures drawn only so often after a command, and waits estimated:
    /// they are most of the work of a made-up day, whose people `look` for
    /// themselves, and change nothing that is kept. Doors and what can be kept
    /// are told at once all the same.
    #[must_use]
    pub fn with_pictures_every_ms(mut self, pictures_ms: i64, estimates_ms: i64) -> Self {
        self.tell_every_ms = pictures_ms;
        self.estimate_every_ms = estimates_ms;
        self
    }

    /// The lease is of the day that was under way; a new series is needed even
    /// if this start opens the day, which may have been opened before.
    async fn recover_numbers(&mut self, recovery: Option<Recovery>) {
        if let Some(recovery) = &recovery {
            info!(?recovery, "numbering goes on with care after this start");
        }
        if let Some(behind @ Recovery::BehindLease) = recovery {
            self.by_itself(Command::RecoverNumbers(behind)).await;
            self.look_at_clock().await;
        } else {
            self.look_at_clock().await;
            if let Some(anew) = recovery {
                self.by_itself(Command::RecoverNumbers(anew)).await;
            }
        }
    }

    /// Serves until the last handle is gone.
    pub async fn run(mut self) {
        self.is_running = true;
        let mut ticks = interval(TICK);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Skip);
        loop {
            match self.next_step(&mut ticks).await {
                Step::Note(Note::Ask(ask, reply)) => self.answer(ask, reply).await,
                Step::Note(Note::Rules(rules, almanac)) => {
                    self.office.set_rules(*rules);
                    self.almanac = almanac;
                    self.take_hours_of_file().await;
                    self.tell();
                }
                Step::Note(Note::Look(look)) => look(&self.office),
                Step::StorageChanged => self.note_storage().await,
                Step::Tick => {
                    self.look_at_clock().await;
                    self.watch_peak().await;
                    self.note_storage().await;
                    let now = self.clock.now();
                    let tell_every_ms = self.tell_every_ms.max(TELL_EVERY_MS);
                    let is_old = now.ms_since(self.told_at) >= tell_every_ms;
                    let may_estimate = now.ms_since(self.estimated_at) >= self.estimate_every_ms;
                    let is_stale = may_estimate && self.estimated_at <= self.office.last_at();
                    if is_old || is_stale || self.doors_changed() {
                        if may_estimate {
                            self.estimate();
                        }
                        self.tell();
                    }
                }
                Step::Forgotten => return,
            }
        }
    }

    async fn next_step(&mut self, ticks: &mut Interval) -> Step {
        // In turn, so that a day with faults can be played again; the clock and
        // the logs come seldom and are never kept waiting by visitors.
        tokio::select! {
            biased;
            _ = ticks.tick() => Step::Tick,
            () = self.keeper.changed() => Step::StorageChanged,
            note = self.notes.recv() => note.map_or(Step::Forgotten, Step::Note),
        }
    }

    async fn answer(&mut self, ask: Ask, reply: oneshot::Sender<Result<Done, NotDone>>) {
        let answer = self.carry_out(ask).await;
        let is_done = answer
            .as_ref()
            .is_ok_and(|done| !done.is_repeat && !done.events.is_empty());
        // Whoever no longer listens has the answer kept under the key.
        drop(reply.send(answer));
        if is_done {
            self.note_storage().await;
        }
    }

    async fn carry_out(&mut self, ask: Ask) -> Result<Done, NotDone> {
        let fingerprint = fingerprint(&ask.command);
        if let Some(first) = ask.key.as_ref().and_then(|key| self.answers.get(key)) {
            if first.fingerprint != fingerprint {
                return Err(NotDone::KeyReused);
            }
            return Ok(Done {
                at: first.at,
                events: first.events.clone(),
                is_repeat: true,
                picture: Arc::clone(&self.told.borrow().picture),
            });
        }
        if let Some((desk, expected)) = ask.only_if
            && let Some(desk) = self.office.desk(desk)
            && desk.revision != expected
        {
            return Err(NotDone::Stale {
                revision: desk.revision,
            });
        }
        if ask.only_repeat {
            return Err(NotDone::NoRepeat);
        }
        self.renew_numbers_at_risk(&ask.command).await;
        let at = self.now();
        let mut events = self
            .office
            .decide(&ask.command, at)
            .map_err(NotDone::Refused)?;
        self.note_promise(&mut events);
        let draft = Draft {
            at,
            by: ask.by,
            key: ask.key,
            fingerprint,
            events,
        };
        if draft.events.is_empty() {
            // «Nobody waits» under a key stays so: a late repeat calls nobody.
            remember(&mut self.answers, &draft);
            return Ok(Done {
                at,
                events: draft.events,
                is_repeat: false,
                picture: Arc::clone(&self.told.borrow().picture),
            });
        }
        let entry = self.keep_and_apply(draft).await;
        let picture = self.tell_of_command();
        Ok(Done {
            at,
            events: entry.draft.events.clone(),
            is_repeat: false,
            picture,
        })
    }

    /// With a new ticket, the wait that every screen tells just now.
    fn note_promise(&self, events: &mut [Event]) {
        for event in events {
            if let Event::TicketTaken(taken) = event
                && taken.class == Class::Ordinary
            {
                let service = taken.service.as_ref();
                taken.promised = match service {
                    Some(service) => self.estimates.services.get(service).copied(),
                    None => self.estimates.anyone,
                };
            }
        }
    }

    async fn keep_and_apply(&mut self, draft: Draft) -> Arc<Entry> {
        let entry = self.keeper.keep(draft).await;
        for event in &entry.draft.events {
            self.office.apply(event, entry.draft.at);
            debug_assert_eq!(self.office.check(), Ok(()), "after {event:?}");
            if matches!(event, Event::NumbersLeased { .. }) {
                self.promised_in = Some(entry.seq);
            }
        }
        remember(&mut self.answers, &entry.draft);
        if entry.is_an_act() {
            self.acted_at = entry.draft.at;
        }
        entry
    }

    /// With no durable log, a number behind the durable promise could be given
    /// out again after a restart: a visibly different series goes on instead.
    async fn renew_numbers_at_risk(&mut self, command: &Command) {
        let Some(take) = self.office.ticket_asked_for(command) else {
            return;
        };
        if self.office.copies() != Copies::None && self.office.is_beyond_lease(&take) {
            self.by_itself(Command::PromiseNumbers(take.clone())).await;
            self.note_storage().await;
        }
        if self.office.copies() == Copies::None
            && (self.office.is_beyond_lease(&take) || self.is_promise_hollow())
        {
            let prefix = self.almanac.at(self.now()).clock;
            let renew = Command::RecoverNumbers(Recovery::NewSeries { prefix });
            self.by_itself(renew).await;
        }
    }

    /// The promise was on its way when the logs went: a start knows nothing of it.
    fn is_promise_hollow(&self) -> bool {
        let is_lost = |seq| !self.keeper.is_durable(seq);
        self.promised_in.is_some_and(is_lost) && !self.office.is_memory_series()
    }

    /// Says in the log, and so on every screen, what can be kept now.
    async fn note_storage(&mut self) {
        let found = self.keeper.found();
        if !found.is_empty() {
            self.take_over(&found).await;
        }
        let Storage { mode, copies } = self.keeper.storage();
        if (mode, copies) == (self.office.mode(), self.office.copies()) {
            return;
        }
        warn!(?mode, ?copies, "what can be kept has changed");
        self.by_itself(Command::NoteStorage { mode, copies }).await;
        self.tell();
    }

    /// Takes over what a log that was unreadable knows of today.
    async fn take_over(&mut self, found: &[Entry]) {
        let mut other = Office::new(self.office.rules().clone());
        let mut taken = BTreeMap::new();
        for entry in found {
            for event in &entry.draft.events {
                other.apply(event, entry.draft.at);
                if let Event::TicketTaken(ticket) = event {
                    taken.insert(ticket.number.clone(), (ticket.clone(), entry.draft.at));
                }
            }
        }
        let Some(date) = other.day().map(|day| day.date) else {
            return;
        };
        let tickets = taken
            .into_values()
            .filter_map(|(taken, taken_at)| {
                let closed = match other.ticket(&taken.number)?.state {
                    TicketState::Closed { how, .. } => Some(how),
                    TicketState::Waiting { .. }
                    | TicketState::Called { .. }
                    | TicketState::Serving { .. }
                    | TicketState::Parked { .. } => None,
                };
                Some(FoundTicket {
                    taken,
                    taken_at,
                    closed,
                })
            })
            .collect();
        warn!(
            entries = found.len(),
            "a log tells more of today than was known"
        );
        let take_over = Command::TakeOver(FoundDay {
            date,
            tickets,
            carried: Box::new(other.carried().clone()),
            signs: other.signs().clone(),
            ended: other.last_at(),
        });
        self.by_itself(take_over).await;
        self.tell();
    }

    /// S7: begins and ends peaks; between two looks nothing is lost but a second.
    async fn watch_peak(&mut self) {
        let was_peak = self.office.peak().is_some();
        self.by_itself(Command::Peak(PeakCommand::Watch)).await;
        if self.office.peak().is_some() != was_peak {
            self.tell();
        }
    }

    /// A command of the house itself; one that is refused changes nothing.
    async fn by_itself(&mut self, command: Command) {
        let at = self.now();
        match self.office.decide(&command, at) {
            Ok(events) if events.is_empty() => {}
            Ok(events) => {
                let draft = Draft {
                    at,
                    by: HOUSE.to_owned(),
                    key: None,
                    fingerprint: 0,
                    events,
                };
                self.keep_and_apply(draft).await;
            }
            Err(refusal) => warn!(?refusal, "the house's own command was refused"),
        }
    }

    fn now(&self) -> Moment {
        self.clock.now().max(self.acted_at)
    }

    fn doors_changed(&self) -> bool {
        let doors = self.office.day().map(|day| day.doors(self.now()));
        doors.is_some_and(|doors| doors != self.told.borrow().picture.doors)
    }

    /// Estimating costs more than drawing, so nobody who asked waits for it:
    /// once a second for all that has happened.
    fn estimate(&mut self) {
        self.estimated_at = self.now();
        self.estimates = Arc::new(estimate(&self.office, self.estimated_at));
    }

    fn tell_of_command(&mut self) -> Arc<Picture> {
        if self.now().ms_since(self.told_at) < self.tell_every_ms {
            return Arc::clone(&self.told.borrow().picture);
        }
        self.tell()
    }

    fn tell(&mut self) -> Arc<Picture> {
        let now = self.now();
        let picture = Arc::new(self.office.picture(now, Arc::clone(&self.estimates)));
        self.told_at = now;
        let version = self.told.borrow().version + 1;
        self.told.send_replace(Told {
            version,
            picture: Arc::clone(&picture),
        });
        picture
    }
}

impl<K> std::fmt::Debug for Reception<K> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Reception").finish_non_exhaustive()
    }
}

fn remember(answers: &mut BTreeMap<String, Answered>, draft: &Draft) {
    if let Some(key) = &draft.key {
        answers.insert(
            key.clone(),
            Answered {
                fingerprint: draft.fingerprint,
                at: draft.at,
                events: draft.events.clone(),
            },
        );
    }
}

fn fingerprint(command: &Command) -> u32 {
    serde_json::to_vec(command).map_or(0, |bytes| crc32c::crc32c(&bytes))
}
