//! Rooms that keep themselves going: one that panics is started again after a
//! pause, a few times; then it stays shut and health says so. No room takes
//! another one with it.

use std::collections::{BTreeMap, VecDeque};
use std::future::pending;
use std::panic::resume_unwind;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::watch;
use tokio::task::{JoinError, JoinSet, spawn_blocking};
use tokio::time::{Instant, sleep};
use tracing::{error, warn};

/// So many starts within `WITHIN` are a room that cannot be helped.
const STARTS: usize = 5;
const WITHIN: Duration = Duration::from_mins(10);

/// Before the first restart; each one after waits twice as long.
const PAUSE: Duration = Duration::from_secs(1);

/// Staff are told of a room that was started again for so long: whoever comes
/// back from lunch learns of it.
const TOLD: Duration = Duration::from_mins(30);

/// How one room has fared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct RoomState {
    /// Since the house started.
    pub restarts: u32,
    /// It stays shut until the house starts anew.
    pub is_shut: bool,
    /// When it failed last.
    pub failed_at: Option<Instant>,
}

/// The rooms that are kept going, by name.
#[derive(Debug, Clone)]
pub struct Upkeep {
    rooms: Arc<watch::Sender<BTreeMap<&'static str, RoomState>>>,
    /// The room that was tripped last.
    tripped: Arc<watch::Sender<&'static str>>,
}

impl Default for Upkeep {
    fn default() -> Self {
        Self {
            rooms: Arc::new(watch::Sender::new(BTreeMap::new())),
            tripped: Arc::new(watch::Sender::new("")),
        }
    }
}

impl Upkeep {
    /// Those that had trouble.
    pub fn troubled(&self) -> Vec<(&'static str, RoomState)> {
        let rooms = self.rooms.borrow();
        rooms.iter().map(|(name, state)| (*name, *state)).collect()
    }

    /// Those that had trouble within the last half hour, or stay shut.
    pub fn troubled_lately(&self) -> Vec<(&'static str, RoomState)> {
        let is_late = |state: &RoomState| state.failed_at.is_some_and(|at| at.elapsed() < TOLD);
        let mut rooms = self.troubled();
        rooms.retain(|(_name, state)| state.is_shut || is_late(state));
        rooms
    }

    /// For those who want to hear of trouble.
    pub fn watch(&self) -> watch::Receiver<BTreeMap<&'static str, RoomState>> {
        self.rooms.subscribe()
    }

    /// Lets a room fall where it stands, as if it had panicked there: what it
    /// holds is dropped, and it is started again. For stories; no room calls it.
    pub fn trip(&self, name: &'static str) {
        self.tripped.send_replace(name);
    }

    /// Runs a room until it ends by itself; ends with the room.
    pub fn keep<Room, Work>(
        &self,
        name: &'static str,
        mut room: Room,
    ) -> impl Future<Output = ()> + use<Room, Work>
    where
        Room: FnMut() -> Work,
        Work: Future<Output = ()> + Send + 'static,
    {
        let upkeep = self.clone();
        let mut tripped = self.tripped.subscribe();
        async move {
            let mut starts = VecDeque::new();
            // Let go with this future, and the room with it.
            let mut task = JoinSet::new();
            loop {
                starts.push_back(Instant::now());
                let _handle = task.spawn(room());
                let has_failed = tokio::select! {
                    ended = task.join_next() => {
                        matches!(&ended, Some(Err(error)) if error.is_panic())
                    }
                    () = falls(&mut tripped, name) => {
                        task.shutdown().await;
                        true
                    }
                };
                if !has_failed {
                    return;
                }
                while starts.front().is_some_and(|start| start.elapsed() > WITHIN) {
                    starts.pop_front();
                }
                let is_shut = starts.len() >= STARTS;
                upkeep.note(name, is_shut);
                if is_shut {
                    error!(room = name, "a room fails again and again; it stays shut");
                    return;
                }
                warn!(room = name, "a room failed; it is started again");
                let doublings = u32::try_from(starts.len()).unwrap_or(1).saturating_sub(1);
                sleep(PAUSE * 2_u32.saturating_pow(doublings)).await;
            }
        }
    }

    fn note(&self, name: &'static str, is_shut: bool) {
        self.rooms.send_modify(|rooms| {
            let state = rooms.entry(name).or_default();
            state.restarts += u32::from(!is_shut);
            state.is_shut |= is_shut;
            state.failed_at = Some(Instant::now());
        });
    }
}

/// Does a room's work where waiting for a disk is allowed, and gives back what
/// it was done with. A panic there is the room's own.
pub async fn on_a_thread<Held: Send + 'static>(
    mut held: Held,
    work: impl FnOnce(&mut Held) + Send + 'static,
) -> Held {
    let done = spawn_blocking(move || {
        work(&mut held);
        held
    });
    match done.await.map_err(JoinError::try_into_panic) {
        Ok(held) => held,
        Err(Ok(panic)) => resume_unwind(panic),
        // The house closes down.
        Err(Err(_cancelled)) => pending().await,
    }
}

/// Waits until this room is tripped.
async fn falls(tripped: &mut watch::Receiver<&'static str>, name: &'static str) {
    while tripped.changed().await.is_ok() {
        if *tripped.borrow_and_update() == name {
            return;
        }
    }
    pending::<()>().await;
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU32, Ordering};

    use super::*;

    fn fared(upkeep: &Upkeep) -> Vec<(&'static str, u32, bool)> {
        let troubled = upkeep.troubled().into_iter();
        troubled
            .map(|(name, state)| (name, state.restarts, state.is_shut))
            .collect()
    }

    /// Panics on its first so many starts, then goes on for ever.
    fn room(
        panics: u32,
        starts: &Arc<AtomicU32>,
    ) -> impl FnMut() -> std::pin::Pin<Box<dyn Future<Output = ()> + Send>> + use<> {
        let starts = Arc::clone(starts);
        move || {
            let start = starts.fetch_add(1, Ordering::Relaxed);
            Box::pin(async move {
                assert!(start >= panics, "as the story wants it");
                pending::<()>().await;
            })
        }
    }

    #[tokio::test(start_paused = true)]
    async fn a_room_that_panics_is_started_again_after_a_pause() {
        let (upkeep, starts) = (Upkeep::default(), Arc::new(AtomicU32::new(0)));
        let mut house = JoinSet::new();
        let _room = house.spawn(upkeep.keep("voice", room(2, &starts)));
        sleep(Duration::from_millis(900)).await;
        assert_eq!(starts.load(Ordering::Relaxed), 1, "not without a pause");
        sleep(Duration::from_secs(5)).await;
        assert_eq!(starts.load(Ordering::Relaxed), 3);
        assert_eq!(fared(&upkeep), [("voice", 2, false)]);
    }

    #[tokio::test(start_paused = true)]
    async fn a_room_that_is_tripped_falls_alone() {
        let (upkeep, starts) = (Upkeep::default(), Arc::new(AtomicU32::new(0)));
        let others = Arc::new(AtomicU32::new(0));
        let mut house = JoinSet::new();
        let _voice = house.spawn(upkeep.keep("voice", room(0, &starts)));
        let _print = house.spawn(upkeep.keep("print", room(0, &others)));
        sleep(Duration::from_secs(1)).await;
        upkeep.trip("voice");
        sleep(Duration::from_secs(5)).await;
        assert_eq!(starts.load(Ordering::Relaxed), 2);
        assert_eq!(others.load(Ordering::Relaxed), 1);
        assert_eq!(fared(&upkeep), [("voice", 1, false)]);
        assert_eq!(upkeep.troubled_lately().len(), 1);
        sleep(TOLD).await;
        assert_eq!(upkeep.troubled_lately(), [], "old news");
        assert_eq!(upkeep.troubled().len(), 1);
    }

    #[tokio::test(start_paused = true)]
    async fn a_panic_on_a_thread_is_the_rooms_own() {
        let (upkeep, starts) = (Upkeep::default(), Arc::new(AtomicU32::new(0)));
        let counted = Arc::clone(&starts);
        let room = move || {
            let starts = Arc::clone(&counted);
            async {
                let count = |starts: &mut Arc<AtomicU32>| {
                    let start = starts.fetch_add(1, Ordering::Relaxed);
                    assert!(start > 0, "as the story wants it");
                };
                drop(on_a_thread(starts, count).await);
            }
        };
        upkeep.keep("people", room).await;
        assert_eq!(fared(&upkeep), [("people", 1, false)]);
        assert_eq!(starts.load(Ordering::Relaxed), 2);
    }

    #[tokio::test(start_paused = true)]
    async fn a_room_that_cannot_be_helped_stays_shut_and_health_says_so() {
        let (upkeep, starts) = (Upkeep::default(), Arc::new(AtomicU32::new(0)));
        upkeep.keep("voice", room(u32::MAX, &starts)).await;
        assert_eq!(starts.load(Ordering::Relaxed), 5);
        assert!(upkeep.troubled().iter().all(|(_name, state)| state.is_shut));
        assert_eq!(upkeep.troubled().len(), 1);
    }
}
