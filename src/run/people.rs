//! Personal data go when nobody needs them any longer: looked at every hour.

use std::path::Path;
use std::time::Duration;

use office::day::{MINUTE_MS, Mode, Moment};
use tokio::sync::{mpsc, watch};
use tokio::time::{MissedTickBehavior, interval};
use tracing::{info, warn};

use crate::clock::Clock;
use crate::people::{People, Settle};
use crate::reception::handle::Handle;
use crate::store;
use crate::web::Current;

/// Days are what counts; an hour later is soon enough.
const LOOK_EVERY: Duration = Duration::from_hours(1);

/// The database of people beside the office's; without a thread for it the
/// office goes on, and what needs it is refused.
pub(super) fn start(data_dir: &Path) -> People {
    store::people::start(data_dir.join("people.db")).unwrap_or_else(|error| {
        warn!(%error, "the database of people could not be started");
        People::new(mpsc::channel(1).0)
    })
}

/// Erases whose time has come, until reception is gone.
pub(super) fn settle(
    people: &People,
    handle: &Handle,
    current: &watch::Receiver<Current>,
    clock: &Clock,
) -> impl Future<Output = ()> + use<> {
    let (people, handle) = (people.clone(), handle.clone());
    let (current, clock) = (current.clone(), clock.clone());
    async move {
        let mut looks = interval(LOOK_EVERY);
        looks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        while !handle.is_forgotten() {
            looks.tick().await;
            settle_now(&people, &handle, &current, clock.now()).await;
        }
    }
}

async fn settle_now(
    people: &People,
    handle: &Handle,
    current: &watch::Receiver<Current>,
    now: Moment,
) {
    let picture = handle.told().picture;
    // Without its database the office may not know whom it still needs.
    if picture.mode == Mode::Live || picture.day.is_none() {
        return;
    }
    let days = current.borrow().settings.limits.keep_people_days;
    let settle = Settle {
        needed: picture.carried.people(),
        now,
        keep_ms: i64::from(days) * 24 * 60 * MINUTE_MS,
    };
    match people.settle(settle).await {
        Ok(0) => {}
        Ok(rows) => info!(
            rows,
            "personal data that nobody needs any longer were erased"
        ),
        Err(error) => warn!(%error, "personal data could not be looked through"),
    }
}
