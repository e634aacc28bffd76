//! A log that holds another history than the one that goes on.

use tokio::time::Instant;
use tracing::warn;

use crate::store::keeper::{Busy, Keeper, Role};
use crate::store::log::Order;
use crate::store::record::{self, Head, Record};
use crate::store::standing::Standing;
use crate::store::union::is_beside;

impl Keeper {
    /// A log holds another history: what it alone knows is looked for first.
    pub(super) fn compare(&mut self, index: usize) {
        let now = Instant::now();
        if self
            .logs
            .get(index)
            .is_some_and(|log| log.role == Role::Backup)
        {
            // A stick may come from another office: it tells us nothing.
            self.make_anew(index);
        } else if let Some(log) = self.logs.get_mut(index) {
            warn!(log = ?log.role, "a log holds another history");
            log.standing = Standing::down(now);
            log.order(Busy::Comparing, Order::LoadDay);
        }
    }

    pub(super) fn take_orphans(&mut self, day: &[Record]) {
        let line: Vec<Head> = self
            .memory
            .iter()
            .map(|entry| record::head(entry))
            .collect();
        let beside = day.iter().filter(|record| is_beside(record.head, &line));
        let orphans = beside.count();
        if orphans > 0 {
            warn!(orphans, "entries that only one log knows are taken over");
            self.found.extend(day.iter().filter_map(Record::read));
        }
    }
}
