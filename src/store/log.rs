//! One log on a thread of its own: whatever blocks, only that thread waits.
//!
//! The thread takes one order at a time and answers each with one report.
//! While idle it looks whether its files are still the ones it opened.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, TrySendError, sync_channel};
use std::thread;
use std::time::Duration;

use tokio::sync::mpsc;

use crate::reception::keep::Entry;
use crate::store::record::{Head, Record};

/// Idle looks at the files come this often: a quarter of the second in which
/// a dead database must be noticed.
pub const LOOK_EVERY: Duration = Duration::from_millis(250);

/// Orders waiting for a thread: one append, one probe, one read at most.
const ORDERS: usize = 4;

/// What a log can do; all of it may block.
pub trait Log: Send + std::fmt::Debug + 'static {
    /// Opens or reopens from scratch, heals what can be healed, and says how
    /// far the log goes.
    fn open(&mut self) -> Result<Head, LogError>;

    /// The entries from the last opened day on, for loading; also of a log that
    /// cannot be written, where that is possible.
    fn load_day(&mut self) -> Result<Vec<Record>, LogError>;

    /// Makes the entries durable before it returns. An entry that is there
    /// already is no error if it is the same.
    fn append(&mut self, entries: &[Arc<Entry>]) -> Result<Head, LogError>;

    /// At most `limit` entries from `seq` on.
    fn read(&mut self, seq: u64, limit: usize) -> Result<Vec<Entry>, LogError>;

    /// Whether the files are still the ones that were opened.
    fn look(&mut self) -> Result<(), LogError>;

    /// Sets the files aside (never overwrites them) and starts an empty log.
    fn start_anew(&mut self) -> Result<Head, LogError>;
}

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LogError {
    /// Not there.
    #[error("{0} is missing")]
    Missing(String),
    /// There, and not what we wrote.
    #[error("{0}")]
    Corrupt(String),
    /// Somebody exchanged or changed the files under us.
    #[error("{0}")]
    Replaced(String),
    /// Ours, but with another history than it should have.
    #[error("{0}")]
    Another(String),
    /// Another program has it.
    #[error("{0}")]
    Busy(String),
    /// Anything else that reopening may cure.
    #[error("{0}")]
    Failed(String),
}

#[derive(Debug)]
pub enum Order {
    Open,
    LoadDay,
    Append(Vec<Arc<Entry>>),
    Read { seq: u64, limit: usize },
    StartAnew,
}

#[derive(Debug)]
pub enum Report {
    Opened(Result<Head, LogError>),
    Day(Result<Vec<Record>, LogError>),
    Appended(Result<Head, LogError>),
    Entries(Result<Vec<Entry>, LogError>),
    StartedAnew(Result<Head, LogError>),
    /// Unasked: an idle look found something.
    Changed(LogError),
}

/// Where orders for one log go in; whoever carries them out ends when it is
/// dropped.
pub trait Orders: Send + std::fmt::Debug {
    /// False if it is so far behind that it takes no more.
    fn send(&self, order: Order) -> bool;
}

/// Who carries out the orders of the logs: a thread for each, or the fire
/// drill's own hands, whose time and crashes are made up.
pub trait Hands: Send + Sync + std::fmt::Debug {
    /// Begins with one log; its reports arrive with `index` in front.
    fn start(
        &self,
        name: &str,
        index: usize,
        log: Box<dyn Log>,
        reports: mpsc::Sender<(usize, Report)>,
    ) -> std::io::Result<Box<dyn Orders>>;
}

/// A thread for each log.
#[derive(Debug, Clone, Copy, Default)]
pub struct Threads;

impl Hands for Threads {
    fn start(
        &self,
        name: &str,
        index: usize,
        log: Box<dyn Log>,
        reports: mpsc::Sender<(usize, Report)>,
    ) -> std::io::Result<Box<dyn Orders>> {
        let (orders, inbox) = sync_channel(ORDERS);
        thread::Builder::new()
            .name(format!("log-{name}"))
            .spawn(move || serve(index, Worker::new(log), &inbox, &reports))?;
        Ok(Box::new(orders))
    }
}

impl Orders for SyncSender<Order> {
    fn send(&self, order: Order) -> bool {
        match self.try_send(order) {
            Ok(()) => true,
            Err(TrySendError::Full(_) | TrySendError::Disconnected(_)) => false,
        }
    }
}

fn serve(
    index: usize,
    mut worker: Worker,
    inbox: &Receiver<Order>,
    reports: &mpsc::Sender<(usize, Report)>,
) {
    loop {
        let report = match inbox.recv_timeout(LOOK_EVERY) {
            Ok(order) => worker.carry_out(order),
            Err(RecvTimeoutError::Timeout) => match worker.look() {
                Some(report) => report,
                None => continue,
            },
            Err(RecvTimeoutError::Disconnected) => return,
        };
        if reports.blocking_send((index, report)).is_err() {
            return;
        }
    }
}

/// One log, and whether it answered well at last.
#[derive(Debug)]
pub struct Worker {
    log: Box<dyn Log>,
    is_healthy: bool,
}

impl Worker {
    pub fn new(log: Box<dyn Log>) -> Self {
        Self {
            log,
            is_healthy: false,
        }
    }

    /// Does what is ordered and says how it went. A log that panics has
    /// failed, and is opened from scratch like any other that has.
    pub fn carry_out(&mut self, order: Order) -> Report {
        let log = self.log.as_mut();
        let report = match order {
            Order::Open => Report::Opened(guarded(|| log.open())),
            Order::LoadDay => Report::Day(guarded(|| log.load_day())),
            Order::Append(entries) => Report::Appended(guarded(|| log.append(&entries))),
            Order::Read { seq, limit } => Report::Entries(guarded(|| log.read(seq, limit))),
            Order::StartAnew => Report::StartedAnew(guarded(|| log.start_anew())),
        };
        self.is_healthy = match &report {
            Report::Opened(answer) | Report::Appended(answer) | Report::StartedAnew(answer) => {
                answer.is_ok()
            }
            Report::Day(answer) => answer.is_ok() && self.is_healthy,
            Report::Entries(answer) => answer.is_ok() && self.is_healthy,
            Report::Changed(_) => false,
        };
        report
    }

    /// While idle: whether the files are still ours.
    pub fn look(&mut self) -> Option<Report> {
        if !self.is_healthy {
            return None;
        }
        let log = self.log.as_mut();
        let error = guarded(|| log.look()).err()?;
        self.is_healthy = false;
        Some(Report::Changed(error))
    }
}

fn guarded<T>(work: impl FnOnce() -> Result<T, LogError>) -> Result<T, LogError> {
    catch_unwind(AssertUnwindSafe(work))
        .unwrap_or_else(|_panicked| Err(LogError::Failed("the log's program failed".to_owned())))
}
