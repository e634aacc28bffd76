//! Rooms that keep themselves going: one that panics is started again after a
//! pause, a few times; then it stays shut and health says so. No room takes
//! another one with it.

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::task::JoinSet;
use tokio::time::{Instant, sleep};
use tracing::{error, warn};

/// So many starts within `WITHIN` are a room that cannot be helped.
const STARTS: usize = 5;
const WITHIN: Duration = Duration::from_mins(10);

/// Before the first restart; each one after waits twice as long.
const PAUSE: Duration = Duration::from_secs(1);

/// How one room has fared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct RoomState {
    /// Since the house started.
    pub restarts: u32,
    /// It stays shut until the house starts anew.
    pub is_shut: bool,
}

/// The rooms that are kept going, by name.
#[derive(Debug, Clone, Default)]
pub struct Upkeep(Arc<Mutex<BTreeMap<&'static str, RoomState>>>);

impl Upkeep {
    /// Those that had trouble.
    pub fn troubled(&self) -> Vec<(&'static str, RoomState)> {
        let rooms = self.rooms();
        let troubled = rooms.iter().filter(|(_name, state)| state.restarts > 0);
        troubled.map(|(name, state)| (*name, *state)).collect()
    }

    fn rooms(&self) -> MutexGuard<'_, BTreeMap<&'static str, RoomState>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
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
        async move {
            let mut starts = VecDeque::new();
            // Let go with this future, and the room with it.
            let mut task = JoinSet::new();
            loop {
                starts.push_back(Instant::now());
                let _handle = task.spawn(room());
                let ended = task.join_next().await;
                let has_panicked = matches!(&ended, Some(Err(error)) if error.is_panic());
                if !has_panicked {
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
        let mut rooms = self.rooms();
        let state = rooms.entry(name).or_default();
        state.restarts += u32::from(!is_shut);
        state.is_shut |= is_shut;
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU32, Ordering};

    use super::*;

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
                std::future::pending::<()>().await;
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
        let expected = RoomState {
            restarts: 2,
            is_shut: false,
        };
        assert_eq!(upkeep.troubled(), [("voice", expected)]);
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
