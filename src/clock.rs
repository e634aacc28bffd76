//! The only reader of the time.
//!
//! Office time starts at the wall clock and then runs evenly, whatever is done
//! to the wall clock, and never goes back behind what was already kept.

use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Instant, SystemTime, UNIX_EPOCH};

use office::day::Moment;

#[derive(Debug, Clone)]
pub struct Clock(Source);

#[derive(Debug, Clone)]
enum Source {
    Real(Arc<Mutex<Base>>),
    ByHand(Arc<Hands>),
    Paced(Arc<Mutex<Pace>>),
}

/// A clock that tests move: office time, and the wall clock's lead over it.
#[derive(Debug)]
struct Hands {
    now_ms: AtomicI64,
    wall_ahead_ms: AtomicI64,
}

/// The runtime's own time, which made-up days run ahead of the world's.
#[derive(Debug)]
struct Pace {
    started: tokio::time::Instant,
    office_ms: i64,
    wall_ahead_ms: i64,
}

#[derive(Debug)]
struct Base {
    started: Instant,
    office_ms: i64,
}

impl Clock {
    /// Office time from the wall clock, or from just behind `last` if the wall
    /// clock is behind that.
    #[expect(
        clippy::disallowed_methods,
        reason = "this is the one reader of the time"
    )]
    pub fn real(last: Moment) -> Self {
        Self(Source::Real(Arc::new(Mutex::new(Base {
            started: Instant::now(),
            office_ms: wall_ms().max(last.0 + 1),
        }))))
    }

    /// A clock that tests move.
    pub fn by_hand(start: Moment) -> Self {
        Self(Source::ByHand(Arc::new(Hands {
            now_ms: AtomicI64::new(start.0),
            wall_ahead_ms: AtomicI64::new(0),
        })))
    }

    /// A clock that runs with the runtime's time.
    pub fn paced(start: Moment) -> Self {
        Self(Source::Paced(Arc::new(Mutex::new(Pace {
            started: tokio::time::Instant::now(),
            office_ms: start.0,
            wall_ahead_ms: 0,
        }))))
    }

    /// Sets the wall clock beside a made-up clock, as an administrator would.
    pub fn set_wall_ahead_ms(&self, ahead_ms: i64) {
        match &self.0 {
            Source::Paced(pace) => held(pace).wall_ahead_ms = ahead_ms,
            Source::ByHand(hands) => hands.wall_ahead_ms.store(ahead_ms, Ordering::Relaxed),
            Source::Real(_) => {}
        }
    }

    /// Moves a clock made by hand; a real one cannot be moved.
    pub fn advance_ms(&self, ms: i64) {
        match &self.0 {
            Source::ByHand(hands) => {
                hands.now_ms.fetch_add(ms, Ordering::Relaxed);
            }
            Source::Real(_) | Source::Paced(_) => {}
        }
    }

    pub fn now(&self) -> Moment {
        match &self.0 {
            Source::Real(base) => {
                let base = base.lock().unwrap_or_else(PoisonError::into_inner);
                let since = base.started.elapsed().as_millis();
                Moment(base.office_ms + i64::try_from(since).unwrap_or(i64::MAX / 2))
            }
            Source::ByHand(hands) => Moment(hands.now_ms.load(Ordering::Relaxed)),
            Source::Paced(pace) => {
                let pace = held(pace);
                let since = pace.started.elapsed().as_millis();
                Moment(pace.office_ms + i64::try_from(since).unwrap_or(i64::MAX / 2))
            }
        }
    }

    /// How far the wall clock is ahead of office time, milliseconds; about 0
    /// unless somebody set it.
    pub fn wall_ahead_ms(&self) -> i64 {
        match &self.0 {
            Source::Real(_) => wall_ms() - self.now().0,
            Source::ByHand(hands) => hands.wall_ahead_ms.load(Ordering::Relaxed),
            Source::Paced(pace) => held(pace).wall_ahead_ms,
        }
    }

    /// Takes over the wall clock, but for what it says before `least`.
    #[expect(
        clippy::disallowed_methods,
        reason = "this is the one reader of the time"
    )]
    pub fn follow_wall(&self, least: Moment) {
        let wall = self.now().0 + self.wall_ahead_ms();
        let office_ms = wall.max(least.0);
        match &self.0 {
            Source::Paced(pace) => {
                *held(pace) = Pace {
                    started: tokio::time::Instant::now(),
                    office_ms,
                    wall_ahead_ms: wall - office_ms,
                };
            }
            Source::Real(base) => {
                *held(base) = Base {
                    started: Instant::now(),
                    office_ms,
                };
            }
            Source::ByHand(hands) => {
                hands.now_ms.store(office_ms, Ordering::Relaxed);
                let ahead_ms = wall - office_ms;
                hands.wall_ahead_ms.store(ahead_ms, Ordering::Relaxed);
            }
        }
    }
}

fn held<T>(shared: &Mutex<T>) -> MutexGuard<'_, T> {
    shared.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Milliseconds of the wall clock since the Unix epoch.
#[expect(
    clippy::disallowed_methods,
    reason = "this is the one reader of the time"
)]
pub fn wall_ms() -> i64 {
    SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .map_or(0, |since| {
            i64::try_from(since.as_millis()).unwrap_or(i64::MAX)
        })
}
