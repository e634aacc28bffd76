//! Who carries out the logs' orders in a drill: tasks whose disk takes made-up
//! time, hangs when it is told to, and may die at any order.

use std::collections::BTreeMap;
use std::io;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use backroom::store::log::{Hands, Log, Order, Orders, Report, Worker};
use backroom::store::record::Head;
use tokio::sync::mpsc;
use tokio::task::JoinHandle;
use tokio::time::{Instant, MissedTickBehavior, interval_at, sleep, sleep_until};

use crate::random::Random;

/// Idle looks at files: four times less often than in the house, to have more
/// days.
const LOOK_EVERY: Duration = Duration::from_secs(1);

/// What one log has promised to hold.
#[derive(Debug, Clone, Copy, Default)]
pub struct Held {
    pub head: Head,
    /// How far it last said that it goes, having promised it or not.
    pub end: Head,
    /// Answered its opening in this life.
    pub is_open: bool,
    /// Told what it has of the day in this life.
    pub is_read: bool,
}

#[derive(Debug, Default)]
struct State {
    held: BTreeMap<String, Held>,
    /// Nobody gets an answer before then.
    hangs_until: BTreeMap<String, Instant>,
    /// Hangs for so long from when it next reads its day.
    hangs_reading: BTreeMap<String, Duration>,
    /// The longest a healthy order takes, ms.
    slow_ms: u64,
    tasks: Vec<JoinHandle<()>>,
}

#[derive(Debug, Clone)]
pub struct MadeUpHands {
    state: Arc<Mutex<State>>,
    seed: u64,
}

#[derive(Debug)]
struct Inbox(mpsc::Sender<Order>);

impl Orders for Inbox {
    fn send(&self, order: Order) -> bool {
        self.0.try_send(order).is_ok()
    }
}

impl MadeUpHands {
    pub fn new(seed: u64, slow_ms: u64) -> Self {
        let state = State {
            slow_ms,
            ..State::default()
        };
        Self {
            state: Arc::new(Mutex::new(state)),
            seed,
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub fn hang(&self, log: &str, until: Instant) {
        let mut state = self.state();
        state.hangs_until.insert(log.to_owned(), until);
        state.hangs_reading.remove(log);
    }

    pub fn hang_reading(&self, log: &str, lasts: Duration) {
        self.state().hangs_reading.insert(log.to_owned(), lasts);
    }

    /// Some log answers nobody now.
    pub fn is_any_hung(&self) -> bool {
        let now = Instant::now();
        let state = self.state();
        state.hangs_until.values().any(|until| *until > now)
    }

    pub fn held(&self, log: &str) -> Held {
        self.state().held.get(log).copied().unwrap_or_default()
    }

    /// Nothing can be counted on there any more.
    pub fn forget(&self, log: &str) {
        self.state().held.entry(log.to_owned()).or_default().head = Head::default();
    }

    /// The process is gone, its threads with it.
    pub async fn die(&self) {
        let tasks = std::mem::take(&mut self.state().tasks);
        for task in &tasks {
            task.abort();
        }
        for task in tasks {
            drop(task.await);
        }
        for held in self.state().held.values_mut() {
            (held.is_open, held.is_read) = (false, false);
        }
    }

    fn note(&self, log: &str, report: &Report) {
        let mut state = self.state();
        let held = state.held.entry(log.to_owned()).or_default();
        match report {
            // What it had promised it still has to hold, whatever it says now.
            Report::Opened(Ok(head)) => {
                held.is_open = true;
                held.end = *head;
            }
            Report::StartedAnew(Ok(head)) => {
                held.is_open = true;
                (held.head, held.end) = (*head, *head);
            }
            Report::Appended(Ok(head)) => (held.head, held.end) = (*head, *head),
            Report::Day(Ok(_)) => held.is_read = true,
            Report::Opened(Err(_))
            | Report::StartedAnew(Err(_))
            | Report::Appended(Err(_))
            | Report::Day(Err(_))
            | Report::Entries(_)
            | Report::Changed(_) => {}
        }
    }
}

impl Hands for MadeUpHands {
    fn start(
        &self,
        name: &str,
        index: usize,
        log: Box<dyn Log>,
        reports: mpsc::Sender<(usize, Report)>,
    ) -> io::Result<Box<dyn Orders>> {
        let (orders, inbox) = mpsc::channel(4);
        let random = Random::new(self.seed, 0x4a00 + index as u64);
        let hand = Hand {
            name: name.to_owned(),
            index,
            hands: self.clone(),
            random,
            reports,
        };
        let task = tokio::spawn(hand.serve(Worker::new(log), inbox));
        self.state().tasks.push(task);
        Ok(Box::new(Inbox(orders)))
    }
}

struct Hand {
    name: String,
    index: usize,
    hands: MadeUpHands,
    random: Random,
    reports: mpsc::Sender<(usize, Report)>,
}

impl Hand {
    async fn serve(mut self, mut worker: Worker, mut inbox: mpsc::Receiver<Order>) {
        let mut looks = interval_at(Instant::now() + LOOK_EVERY, LOOK_EVERY);
        looks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            let report = tokio::select! {
                biased;
                order = inbox.recv() => match order {
                    Some(order) => self.carry_out(&mut worker, order).await,
                    None => return,
                },
                _ = looks.tick() => if self.is_hung() { None } else { worker.look() },
            };
            if let Some(report) = report
                && self.reports.send((self.index, report)).await.is_err()
            {
                return;
            }
        }
    }

    fn is_hung(&self) -> bool {
        let state = self.hands.state();
        state
            .hangs_until
            .get(&self.name)
            .is_some_and(|until| *until > Instant::now())
    }

    /// It hangs before or after it is done: nobody can tell.
    async fn carry_out(&mut self, worker: &mut Worker, order: Order) -> Option<Report> {
        let (until, slow_ms) = {
            let mut state = self.hands.state();
            if matches!(order, Order::LoadDay)
                && let Some(lasts) = state.hangs_reading.remove(&self.name)
            {
                let until = Instant::now() + lasts;
                state.hangs_until.insert(self.name.clone(), until);
            }
            (state.hangs_until.get(&self.name).copied(), state.slow_ms)
        };
        let hangs_after = self.random.percent(50);
        if let Some(until) = until.filter(|_until| !hangs_after) {
            sleep_until(until).await;
        }
        sleep(Duration::from_millis(self.random.below(slow_ms + 1))).await;
        let report = worker.carry_out(order);
        if let Some(until) = until.filter(|_until| hangs_after) {
            sleep_until(until).await;
        }
        self.hands.note(&self.name, &report);
        Some(report)
    }
}
