//! A reception without a disk, for stories that are not about disks.

use std::sync::{Arc, Mutex};

use office::day::{Copies, Mode};
use talon::reception::keep::{Draft, Entry, Keep, Storage};

/// Reception's own trait, kept in memory.
#[derive(Default, Clone)]
pub(crate) struct InMemory(pub(crate) Arc<Mutex<Vec<Entry>>>);

impl Keep for InMemory {
    async fn keep(&mut self, draft: Draft) -> Arc<Entry> {
        let mut kept = self.0.lock().unwrap();
        let entry = Entry {
            epoch: 1,
            seq: kept.len() as u64 + 1,
            chain: 0,
            body: Arc::default(),
            draft,
        };
        kept.push(entry.clone());
        Arc::new(entry)
    }

    fn storage(&self) -> Storage {
        Storage {
            mode: Mode::Electronic,
            copies: Copies::Two,
        }
    }

    fn is_durable(&self, seq: u64) -> bool {
        seq <= self.0.lock().unwrap().len() as u64
    }

    fn found(&mut self) -> Vec<Entry> {
        Vec::new()
    }

    async fn changed(&mut self) {
        std::future::pending::<()>().await;
    }
}
