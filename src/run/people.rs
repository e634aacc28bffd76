//! Personal data go when nobody needs them any longer: looked at every hour.

use std::collections::BTreeSet;
use std::time::Duration;

use office::carried::Carried;
use office::day::{MINUTE_MS, Mode, Moment};
use office::person::PersonId;
use tokio::sync::watch;
use tokio::time::{MissedTickBehavior, interval};
use tracing::{info, warn};

use crate::clock::Clock;
use crate::people::{self, People, Settle};
use crate::reception::handle::Handle;
use crate::web::Current;

/// Days are what counts; an hour later is soon enough.
const LOOK_EVERY: Duration = Duration::from_hours(1);

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

/// Whose data the office still needs. Names of the contracts on meter-reading
/// days stand under ids of their own, which the heart does not know (S8).
fn needed(carried: &Carried) -> BTreeSet<PersonId> {
    let mut people = carried.people();
    let contracts = carried.readings.contracts();
    people.extend(contracts.filter_map(|contract| people::contract_id(&contract.0).ok()));
    people
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
        needed: needed(&picture.carried),
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

#[cfg(test)]
mod tests {
    use office::carried::Carried;
    use serde_json::json;

    use super::needed;
    use crate::people::contract_id;

    #[test]
    fn s8_names_of_contracts_in_the_schedule_are_needed_until_it_goes() {
        let hour = json!({ "from": 0, "to": 3_600_000, "places": 2, "contracts": ["660400001"] });
        let month = json!({ "service": "readings", "hours": [hour], "revision": 1 });
        let carried: Carried =
            serde_json::from_value(json!({ "readings": { "2026-12": month } })).unwrap();
        let holder = contract_id("660400001").unwrap();
        assert!(needed(&carried).contains(&holder), "{carried:?}");
        assert!(!needed(&Carried::default()).contains(&holder));
    }
}
