//! One log on a thread of its own: whatever blocks, only that thread waits.
//!
//! The thread takes one order at a time and answers each with one report.
//! While idle it looks whether its files are still the ones it opened.

use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, TrySendError, sync_channel};
use std::thread;
use std::time::Duration;

use tokio::sync::mpsc;

use crate::reception::keep::Entry;
use crate::store::record::Head;

/// Idle looks at the files come this often: a quarter of the second in which
/// a dead database must be noticed.
const LOOK_EVERY: Duration = Duration::from_millis(250);

/// Orders waiting for a thread: one append, one probe, one read at most.
const ORDERS: usize = 4;

/// What a log can do; all of it may block.
pub trait Log: Send + 'static {
    /// Opens or reopens from scratch, heals what can be healed, and says how
    /// far the log goes.
    fn open(&mut self) -> Result<Head, LogError>;

    /// The entries from the last opened day on, for loading; also of a log that
    /// cannot be written, where that is possible.
    fn load_day(&mut self) -> Result<Vec<Entry>, LogError>;

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
    Day(Result<Vec<Entry>, LogError>),
    Appended(Result<Head, LogError>),
    Entries(Result<Vec<Entry>, LogError>),
    StartedAnew(Result<Head, LogError>),
    /// Unasked: an idle look found something.
    Changed(LogError),
}

/// Orders go in here; the thread ends when it is dropped.
#[derive(Debug)]
pub struct LogThread {
    orders: SyncSender<Order>,
}

impl LogThread {
    /// Starts the thread; its reports arrive with `index` in front.
    pub fn start(
        name: &str,
        index: usize,
        log: Box<dyn Log>,
        reports: mpsc::Sender<(usize, Report)>,
    ) -> std::io::Result<Self> {
        let (orders, inbox) = sync_channel(ORDERS);
        thread::Builder::new()
            .name(format!("log-{name}"))
            .spawn(move || serve(index, log, &inbox, &reports))?;
        Ok(Self { orders })
    }

    /// False if the thread is so far behind that it takes no more.
    pub fn send(&self, order: Order) -> bool {
        match self.orders.try_send(order) {
            Ok(()) => true,
            Err(TrySendError::Full(_) | TrySendError::Disconnected(_)) => false,
        }
    }
}

fn serve(
    index: usize,
    mut log: Box<dyn Log>,
    inbox: &Receiver<Order>,
    reports: &mpsc::Sender<(usize, Report)>,
) {
    let mut healthy = false;
    loop {
        let report = match inbox.recv_timeout(LOOK_EVERY) {
            Ok(order) => carry_out(log.as_mut(), order),
            Err(RecvTimeoutError::Timeout) if healthy => match log.look() {
                Ok(()) => continue,
                Err(error) => Report::Changed(error),
            },
            Err(RecvTimeoutError::Timeout) => continue,
            Err(RecvTimeoutError::Disconnected) => return,
        };
        healthy = match &report {
            Report::Opened(answer) | Report::Appended(answer) | Report::StartedAnew(answer) => {
                answer.is_ok()
            }
            Report::Day(answer) | Report::Entries(answer) => answer.is_ok() && healthy,
            Report::Changed(_) => false,
        };
        if reports.blocking_send((index, report)).is_err() {
            return;
        }
    }
}

fn carry_out(log: &mut dyn Log, order: Order) -> Report {
    match order {
        Order::Open => Report::Opened(log.open()),
        Order::LoadDay => Report::Day(log.load_day()),
        Order::Append(entries) => Report::Appended(log.append(&entries)),
        Order::Read { seq, limit } => Report::Entries(log.read(seq, limit)),
        Order::StartAnew => Report::StartedAnew(log.start_anew()),
    }
}
