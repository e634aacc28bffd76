//! The journal is read again now and then, so that what a disk forgot is found
//! while the database can still fill it anew.

use std::time::Duration;

use tokio::time::Instant;
use tracing::warn;

use crate::store::keeper::{Busy, Keeper, KeptLog, Role};
use crate::store::log::Order;
use crate::store::opening::has_lost;
use crate::store::record::Record;
use crate::store::standing::Standing;

/// A day is a few milliseconds of the journal's thread.
const EVERY: Duration = Duration::from_mins(10);

impl Keeper {
    /// Has the journal read its day, if both logs are well and at rest.
    pub(super) fn proofread(&mut self) {
        let (now, head) = (Instant::now(), self.head);
        if now.duration_since(self.proofread_at) < EVERY {
            return;
        }
        let is_at_rest =
            |log: &KeptLog| log.standing == Standing::Up && log.busy.is_none() && log.acked == head;
        let mut durable = self.logs.iter().filter(|log| log.role.is_durable());
        if !durable.all(is_at_rest) {
            return;
        }
        self.proofread_at = now;
        for log in &mut self.logs {
            if log.role == Role::Journal {
                log.order(Busy::Proofreading, Order::LoadDay);
            }
        }
    }

    /// A log that has lost something of its day is filled anew from the other,
    /// which has it: a hole that both have stays.
    pub(super) fn was_proofread(&mut self, index: usize, day: &[Record]) {
        let Some(log) = self.logs.get(index) else {
            return;
        };
        let has_lost = has_lost(day, self.day_begins, Some(log.acked));
        let is_database_well = self
            .logs
            .iter()
            .any(|log| log.role == Role::Database && log.standing == Standing::Up);
        if self.is_day_whole && has_lost && is_database_well {
            warn!("the journal has lost entries to damage; it is set aside and filled anew");
            self.make_anew(index);
        }
    }
}
