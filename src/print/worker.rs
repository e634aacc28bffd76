//! The one task that owns a printer: waits for jobs, asks now and then how the
//! printer is, and answers each job with exactly one outcome.
//!
//! Promises: a job ends at its deadline; nothing is ever sent a second time by
//! itself. Never: holds up anything but the jobs of this printer.

use super::encode::encode;
use super::manners::Manners;
use super::outcome::{Condition, LastJob, Outcome, PrinterState, Reason};
use super::port::{Gate, Port, PortError};
use super::preview::gallery::PreviewSlip;
use super::preview::stand::Stand;
use super::queue::{Order, Wish};
use super::roll_count::RollCount;
use super::slip::Slip;
use super::talk::{self, Answer, Confirmation};
use super::type_case::TypeCase;
use super::{PrinterSettings, port::url::PrinterUrl};
use crate::watch::lent::Lent;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{mpsc, watch};
use tokio::time::{Instant, timeout_at};

/// How often an idle printer is asked how it is: someone who shuts the cover
/// sees the kiosk come back before walking off.
const POLL_EVERY_MS: u64 = 3000;

/// How long one look at an idle printer may take; a visitor may be waiting behind it.
const POLL_LIMIT_MS: u64 = 1000;

/// A silent network printer is held so long for its first job: the first visitor
/// of a morning comes sooner.
const HELD_ON_THE_LINE: Duration = Duration::from_mins(10);

/// Jobs are told apart by four digits out of eight.
const JOB_IDS: u16 = 4096;

/// All that can wake the task.
enum Step {
    Do(Wish),
    Poll,
    Stop,
}

/// The owner of one printer.
pub(super) struct Worker {
    settings: PrinterSettings,
    case: TypeCase,
    port: Option<Port>,
    gate: Gate,
    manners: Manners,
    /// A job failed half way: the printer may still hold a part of it.
    dirty: bool,
    /// A job was not confirmed: its answer may come during the next one.
    owes_answer: bool,
    /// Until when a network printer is held on the line; `None`: it was not there yet.
    held_until: Option<Instant>,
    jobs: u16,
    preview: Option<Stand>,
    roll: RollCount,
    state: watch::Sender<PrinterState>,
    slips: watch::Sender<Arc<[PreviewSlip]>>,
}

impl Worker {
    pub(super) fn new(
        settings: PrinterSettings,
        state: watch::Sender<PrinterState>,
        slips: watch::Sender<Arc<[PreviewSlip]>>,
    ) -> Self {
        Self {
            case: TypeCase::new(),
            port: None,
            gate: Gate::new(),
            manners: Manners::new(settings.profile.queries),
            dirty: false,
            owes_answer: false,
            held_until: None,
            jobs: 0,
            preview: None,
            roll: RollCount::new(&settings),
            settings,
            state,
            slips,
        }
    }

    /// In the place of a worker that fell, maybe within a slip: what it left in
    /// the printer is not to be glued to the next one, and its answer may come yet.
    pub(super) fn instead_of_a_fallen_one(mut self) -> Self {
        self.dirty = true;
        self.owes_answer = true;
        self
    }

    /// Serves until the last handle is gone.
    pub(super) async fn run(mut self, mut wishes: Lent<mpsc::Receiver<Wish>>) {
        self.roll.recall().await;
        self.tell(|_state| {});
        self.open_preview().await;
        let mut next_poll = Instant::now();
        loop {
            let step = match timeout_at(next_poll, wishes.recv()).await {
                Ok(Some(wish)) => Step::Do(wish),
                Ok(None) => Step::Stop,
                Err(_) => Step::Poll,
            };
            match step {
                Step::Do(Wish::Print(order)) => self.serve(*order).await,
                Step::Do(Wish::NewRoll(reply)) => {
                    self.roll.change();
                    self.tell(|_state| {});
                    reply.send(()).ok();
                }
                Step::Poll => self.poll().await,
                Step::Stop => break,
            }
            next_poll = Instant::now() + Duration::from_millis(POLL_EVERY_MS);
        }
    }

    async fn serve(&mut self, order: Order) {
        if order.deadline <= Instant::now() {
            // Whoever asked has gone; to print now would surprise the next visitor.
            order.reply.send(Outcome::NotPrinted(Reason::Busy)).ok();
            return;
        }
        let (outcome, bytes_sent, bytes_total) = self.print(&order).await;
        match outcome {
            Outcome::Printed => tracing::info!(printer = %self.settings.url, "slip printed"),
            Outcome::NotPrinted(reason) | Outcome::Unknown(reason) => tracing::warn!(
                printer = %self.settings.url, outcome = outcome.code(), reason = reason.code(),
                bytes_sent, bytes_total, "slip not known to be printed"
            ),
        }
        self.roll.feed(outcome);
        let last_job = Some(LastJob {
            outcome,
            bytes_sent,
            bytes_total,
            at: order.at,
        });
        self.tell(|state| state.last_job = last_job);
        // Nobody may wait any more; the state tells those who look later.
        order.reply.send(outcome).ok();
    }

    /// Prints one slip: outcome, bytes taken, bytes in all.
    async fn print(&mut self, order: &Order) -> (Outcome, usize, usize) {
        if self.settings.url != PrinterUrl::Preview {
            return self.transmit(order).await;
        }
        let Some(job) = self.encode(&order.slip) else {
            return (Outcome::NotPrinted(Reason::NotEncoded), 0, 0);
        };
        let outcome = self.show(&job, order).await;
        let sent = if outcome == Outcome::Printed {
            job.len()
        } else {
            0
        };
        (outcome, sent, job.len())
    }

    /// The bytes of the job. A panic on some strange text costs this slip only.
    fn encode(&mut self, slip: &Slip) -> Option<Vec<u8>> {
        let (profile, case) = (&self.settings.profile, &mut self.case);
        match catch_unwind(AssertUnwindSafe(|| encode(slip, profile, case))) {
            Ok(Ok(job)) => {
                self.roll.measure(&job);
                return Some(job);
            }
            Ok(Err(error)) => tracing::error!(%error, "could not encode a slip"),
            Err(_) => {
                tracing::error!("could not encode a slip: panic");
                self.case = TypeCase::new();
            }
        }
        None
    }

    /// Opens, asks, draws, sends, has it confirmed. Asked before anything is
    /// drawn: the printer wakes meanwhile, and one that is out costs nobody the
    /// drawing. A device node that went away since the last job is opened once
    /// more, as long as nothing was sent.
    async fn transmit(&mut self, order: &Order) -> (Outcome, usize, usize) {
        let deadline = order.deadline;
        for attempt in 0..2 {
            let reused = self.port.is_some();
            let mut port = match self.open(deadline).await {
                Ok(port) => port,
                Err(outcome) => return (outcome, 0, 0),
            };
            // The line was held for this.
            self.held_until = Some(Instant::now());
            let checked = self.pre_check(&mut port, deadline).await;
            match checked {
                Checked::Go | Checked::Silent | Checked::Garbled => {}
                Checked::Stop(outcome) => {
                    // Nothing was sent, so the goodbye cannot lose anything.
                    self.keep(port, deadline).await.ok();
                    return (outcome, 0, 0);
                }
                Checked::HungUp => {
                    port.abandon();
                    if reused && attempt == 0 {
                        continue;
                    }
                    break;
                }
            }
            let Some(job) = self.encode(&order.slip) else {
                self.keep(port, deadline).await.ok();
                return (Outcome::NotPrinted(Reason::NotEncoded), 0, 0);
            };
            self.begin_clean(&mut port, deadline).await;
            port.count_anew();
            let sending = port.send(&job, deadline).await;
            let sent = port.sent();
            let outcome = match sending {
                Ok(()) => self.complete(port, checked, deadline).await,
                Err(PortError::Lost(_)) if sent == 0 && reused && attempt == 0 => {
                    port.abandon();
                    continue;
                }
                Err(error) => self.give_up(port, &error, sent).await,
            };
            return (outcome, sent, job.len());
        }
        self.learn(Condition::Unreachable);
        (Outcome::NotPrinted(Reason::Unreachable), 0, 0)
    }

    /// Nothing of an earlier job is left in the printer, nor an answer to it.
    async fn begin_clean(&mut self, port: &mut Port, deadline: Instant) {
        if self.dirty && port.can_answer() {
            self.dirty = !talk::clear(port).await;
        }
        if self.owes_answer && self.manners.answers() == Some(true) {
            // If that fails, so does the job behind it.
            self.owes_answer = talk::catch_up(port, deadline).await.is_err();
        }
    }

    async fn open(&mut self, deadline: Instant) -> Result<Port, Outcome> {
        if let Some(port) = self.port.take() {
            return Ok(port);
        }
        Port::open(&self.settings.url, &self.gate, deadline)
            .await
            .map_err(|error| {
                tracing::debug!(%error, printer = %self.settings.url, "could not print");
                self.manners.was_away();
                self.learn(Condition::Unreachable);
                Outcome::NotPrinted(Reason::Unreachable)
            })
    }

    /// Asks how the printer is, if it may be asked.
    async fn pre_check(&mut self, port: &mut Port, deadline: Instant) -> Checked {
        let now = Instant::now();
        let patience = self.manners.patience(now);
        let Some(patience) = patience.filter(|_patience| port.can_answer()) else {
            self.learn(Condition::NotKnown);
            return Checked::Go;
        };
        let patience = patience.min(deadline - now);
        match talk::ask(port, patience).await {
            Ok(Answer::Says(status)) => {
                self.manners.heard();
                self.learn(Condition::from(status));
                status.obstacle().map_or(Checked::Go, |obstacle| {
                    Checked::Stop(Outcome::NotPrinted(Reason::from(obstacle)))
                })
            }
            Ok(Answer::Garbled) => {
                self.manners.garbled();
                self.learn(Condition::Garbled);
                Checked::Garbled
            }
            Ok(Answer::Nothing) | Err(PortError::TimedOut) => {
                if self.manners.unheard(now) {
                    self.learn(Condition::Unreachable);
                    Checked::Stop(Outcome::NotPrinted(Reason::NoAnswer))
                } else {
                    self.learn(Condition::NotKnown);
                    Checked::Silent
                }
            }
            Ok(Answer::HungUp)
            | Err(PortError::Lost(_) | PortError::Unreachable(_) | PortError::NotWritten(_)) => {
                Checked::HungUp
            }
        }
    }

    /// All bytes are sent: have it confirmed, by the printer or by the other side's kernel.
    async fn complete(&mut self, mut port: Port, checked: Checked, deadline: Instant) -> Outcome {
        let can_be_asked = port.can_answer() && self.manners.answers() == Some(true);
        if checked != Checked::Go || !can_be_asked {
            return self.hand_over(port, checked, deadline).await;
        }
        self.jobs = (self.jobs + 1) % JOB_IDS;
        let id = job_id(self.jobs);
        let by_process_id = self.manners.try_process_id();
        let confirmed = talk::confirm(&mut port, id, by_process_id, deadline).await;
        let reason = match confirmed {
            Ok(how @ (Confirmation::ProcessId | Confirmation::PaperStatus)) => {
                let by_process_id = how == Confirmation::ProcessId;
                self.manners.confirmed_by_process_id(by_process_id);
                // The printer itself says it is out; a rude goodbye changes nothing.
                self.keep(port, deadline).await.ok();
                return Outcome::Printed;
            }
            Ok(Confirmation::Garbled) => {
                self.manners.garbled();
                self.learn(Condition::Garbled);
                return self.hand_over(port, Checked::Garbled, deadline).await;
            }
            Ok(Confirmation::Stopped(obstacle)) => {
                self.learn(Condition::Out(obstacle));
                Reason::from(obstacle)
            }
            Ok(Confirmation::Late) | Err(PortError::TimedOut) => Reason::TimedOut,
            Ok(Confirmation::HungUp)
            | Err(PortError::Lost(_) | PortError::Unreachable(_) | PortError::NotWritten(_)) => {
                Reason::LinkLost
            }
        };
        self.owes_answer = true;
        self.dirty = !talk::clear(&mut port).await;
        port.abandon();
        Outcome::Unknown(reason)
    }

    /// All bytes are sent, and no more can be known than that the device has
    /// taken them. That is enough only from one that never speaks.
    async fn hand_over(&mut self, mut port: Port, checked: Checked, deadline: Instant) -> Outcome {
        let sent = port.sent();
        if let Err(error) = port.settle(deadline).await {
            return self.give_up(port, &error, sent).await;
        }
        let said = port.forget_stale_input();
        let kept = self.keep(port, deadline).await;
        if checked == Checked::Garbled {
            return Outcome::Unknown(Reason::Garbled);
        }
        match kept {
            Ok(said_later) if checked == Checked::Silent && said + said_later > 0 => {
                self.manners.answered_late();
                Outcome::Unknown(Reason::TimedOut)
            }
            Ok(_) => Outcome::Printed,
            Err(_) => Outcome::Unknown(Reason::LinkLost),
        }
    }

    /// The job did not go through. What went is thrown away, here and there.
    async fn give_up(&mut self, mut port: Port, error: &PortError, sent: usize) -> Outcome {
        tracing::debug!(%error, printer = %self.settings.url, sent, "could not print");
        let reason = match error {
            PortError::Unreachable(_) => Reason::Unreachable,
            PortError::Lost(_) => Reason::LinkLost,
            PortError::TimedOut => Reason::TimedOut,
            PortError::NotWritten(_) => Reason::NotWritten,
        };
        if sent > 0 {
            self.dirty = !talk::clear(&mut port).await;
        }
        port.abandon();
        if sent == 0 {
            return Outcome::NotPrinted(reason);
        }
        Outcome::Unknown(reason)
    }

    /// Keeps a device open for the next job, or closes the connection in good
    /// order; how many bytes still came.
    async fn keep(&mut self, port: Port, deadline: Instant) -> Result<usize, PortError> {
        if port.stays_open() {
            self.port = Some(port);
            return Ok(0);
        }
        port.finish(deadline).await
    }

    /// Nobody prints: look after the printer. A network printer that was there is
    /// visited only if it is known to answer, or could not be used: a visit without
    /// a job would use up a listener that accepts once, and disturb a printer that
    /// serves others.
    async fn poll(&mut self) {
        if self.preview.is_some() {
            self.hang_out().await;
            return;
        }
        let now = Instant::now();
        let network = matches!(self.settings.url, PrinterUrl::Tcp { .. });
        let is_stranger = self.manners.answers() != Some(true);
        let is_usable = self.state.borrow().condition.usable();
        let deadline = now + Duration::from_millis(POLL_LIMIT_MS);
        if network && is_stranger && (is_usable || self.held_until.is_none()) {
            self.meet(deadline).await;
            return;
        }
        if self.port.is_none() && !self.worth_opening() {
            return;
        }
        let Ok(mut port) = self.open(deadline).await else {
            return;
        };
        match self.pre_check(&mut port, deadline).await {
            Checked::HungUp => {
                port.abandon();
                self.learn(Condition::Unreachable);
            }
            Checked::Go | Checked::Silent | Checked::Garbled | Checked::Stop(_) => {
                // Nothing was sent, so the goodbye cannot lose anything.
                self.keep(port, deadline).await.ok();
            }
        }
    }

    /// A network printer is called before its first job, so that one that is not
    /// there is known in time. One that says nothing is held on the line for that
    /// job, as a listener that accepts once would not be there again; not for ever,
    /// for others may want to print.
    async fn meet(&mut self, deadline: Instant) {
        let now = Instant::now();
        if self.held_until.is_some_and(|until| until <= now) {
            if let Some(port) = self.port.take() {
                port.finish(deadline).await.ok();
            }
            return;
        }
        if let Some(port) = &mut self.port {
            if port.has_hung_up().await {
                self.port = None;
            } else {
                return;
            }
        }
        let Ok(mut port) = self.open(deadline).await else {
            return;
        };
        let until = now + HELD_ON_THE_LINE;
        self.held_until.get_or_insert(until);
        match self.pre_check(&mut port, deadline).await {
            Checked::HungUp => port.abandon(),
            Checked::Go if self.manners.answers() == Some(true) => {
                self.keep(port, deadline).await.ok();
            }
            Checked::Stop(_) => {
                self.keep(port, deadline).await.ok();
            }
            Checked::Go | Checked::Silent | Checked::Garbled => self.port = Some(port),
        }
    }

    /// Opening a plain file would create it before there is anything to write.
    fn worth_opening(&self) -> bool {
        match &self.settings.url {
            PrinterUrl::Preview => false,
            PrinterUrl::Tcp { .. } | PrinterUrl::Serial { .. } => true,
            PrinterUrl::Path(path) => path.starts_with("/dev"),
        }
    }

    async fn open_preview(&mut self) {
        if self.settings.url != PrinterUrl::Preview {
            return;
        }
        self.preview = Some(Stand::new(self.settings.clone()));
        self.hang_out().await;
        self.learn(Condition::Ready);
    }

    async fn show(&mut self, job: &[u8], order: &Order) -> Outcome {
        let Some(preview) = &mut self.preview else {
            return Outcome::NotPrinted(Reason::NotWritten);
        };
        let outcome = preview.print(job, order).await;
        if outcome == Outcome::Printed {
            self.hang_out().await;
        }
        outcome
    }

    /// A slip that came out late hangs there too.
    async fn hang_out(&mut self) {
        let Some(preview) = &mut self.preview else {
            return;
        };
        let deadline = Instant::now() + Duration::from_millis(POLL_LIMIT_MS);
        if let Some(slips) = preview.slips(deadline).await
            && *self.slips.borrow() != slips
        {
            self.slips.send_replace(slips);
        }
    }

    fn learn(&mut self, condition: Condition) {
        if self.roll.sees(condition) {
            tracing::info!(printer = %self.settings.url, "a new roll");
        }
        self.tell(|state| state.condition = condition);
    }

    fn tell(&self, change: impl FnOnce(&mut PrinterState)) {
        let answers = self.manners.answers();
        let tickets_left = self.roll.tickets_left();
        self.state.send_if_modified(|state| {
            let before = *state;
            change(state);
            state.answers = answers;
            state.tickets_left = tickets_left;
            *state != before
        });
    }
}

/// What the question before a job found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Checked {
    /// Nothing stands in the way.
    Go,
    /// It was asked and said nothing: most likely it cannot.
    Silent,
    /// It answers nonsense: what it takes may come out, and nobody can know.
    Garbled,
    Stop(Outcome),
    HungUp,
}

/// Four digits: they can never be half of a command, and without 2 and 6 they
/// cannot be mistaken for an answer to `DLE EOT` either.
fn job_id(job: u16) -> [u8; 4] {
    const DIGITS: [u8; 8] = *b"01345789";
    let digit = |unit: u16| {
        let which = usize::from(job / unit % 8);
        DIGITS.get(which).copied().unwrap_or(b'0')
    };
    [digit(512), digit(64), digit(8), digit(1)]
}
