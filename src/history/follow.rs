//! Feeds the history: asks the store for what comes behind the cursor, again
//! and again, in small batches with a breath between.

use std::time::Duration;

use tokio::sync::mpsc::error::TrySendError;
use tokio::sync::{mpsc, oneshot, watch};
use tokio::time::sleep;

use crate::history::{Cursor, Order, Progress};
use crate::reception::keep::Reader;

/// Entries at once: a few milliseconds of the database's thread.
const BATCH: usize = 500;

/// Between two batches of a long catching up.
const BREATH: Duration = Duration::from_millis(1);

/// With everything folded, the next look.
const LOOK_EVERY: Duration = Duration::from_millis(500);

/// Nobody could answer: the database is away, the disk is full.
const PAUSE: Duration = Duration::from_secs(2);

pub(super) struct Feeder {
    pub(super) orders: mpsc::Sender<Order>,
    pub(super) reader: Reader,
    pub(super) told: watch::Sender<Option<Progress>>,
}

/// What one round came to.
enum Round {
    More,
    UpToDate,
    NotNow,
    /// Nobody wants a history any more.
    Over,
}

impl Feeder {
    pub(super) async fn run(self) {
        let mut cursor = Cursor::default();
        let mut is_checked = false;
        loop {
            let round = if is_checked {
                self.round(&mut cursor).await
            } else {
                self.begin(&mut cursor, &mut is_checked).await
            };
            match round {
                Round::More => sleep(BREATH).await,
                Round::UpToDate => sleep(LOOK_EVERY).await,
                Round::NotNow => sleep(PAUSE).await,
                Round::Over => return,
            }
        }
    }

    /// Where the file stands, and whether the entries are still those it was
    /// made from.
    async fn begin(&self, cursor: &mut Cursor, is_checked: &mut bool) -> Round {
        let Some(found) = self.ask(|reply| Order::Fold(Vec::new(), reply)).await else {
            return self.or_over();
        };
        *cursor = found;
        if found.seq == 0 {
            *is_checked = true;
            return Round::More;
        }
        let Some(answer) = self.reader.read(found.seq, 1).await else {
            return self.or_over();
        };
        let is_ours = answer.entries.first().is_some_and(|entry| {
            (entry.epoch, entry.seq, entry.chain) == (found.epoch, found.seq, found.chain)
        });
        if !is_ours {
            match self.ask(Order::Forget).await {
                Some(empty) => *cursor = empty,
                None => return self.or_over(),
            }
        }
        *is_checked = true;
        Round::More
    }

    async fn round(&self, cursor: &mut Cursor) -> Round {
        let Some(answer) = self.reader.read(cursor.seq + 1, BATCH).await else {
            return self.or_over();
        };
        let end = answer.end;
        if answer.entries.is_empty() {
            self.tell(*cursor, end);
            return Round::UpToDate;
        }
        let Some(now) = self.ask(|reply| Order::Fold(answer.entries, reply)).await else {
            return self.or_over();
        };
        *cursor = now;
        self.tell(now, end);
        Round::More
    }

    fn tell(&self, cursor: Cursor, end: u64) {
        let progress = Some(Progress {
            seq: cursor.seq,
            end,
        });
        self.told.send_if_modified(|told| {
            let is_new = *told != progress;
            *told = progress;
            is_new
        });
    }

    async fn ask(
        &self,
        order: impl FnOnce(oneshot::Sender<Option<Cursor>>) -> Order,
    ) -> Option<Cursor> {
        let (reply, answer) = oneshot::channel();
        match self.orders.try_send(order(reply)) {
            Ok(()) => answer.await.ok().flatten(),
            Err(TrySendError::Full(_) | TrySendError::Closed(_)) => None,
        }
    }

    fn or_over(&self) -> Round {
        if self.told.is_closed() || self.reader.0.is_closed() {
            Round::Over
        } else {
            Round::NotNow
        }
    }
}
