//! What waits for one printer, and outlives the worker that serves it.
//!
//! Promises: whoever waits hears an outcome, whatever becomes of the worker.
//! Never: prints.

use super::outcome::{Outcome, Reason};
use super::slip::Slip;
use jiff::Timestamp;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::sync::{mpsc, oneshot};
use tokio::time::Instant;

/// A slip on its way to the printer.
#[derive(Debug)]
pub(super) struct Order {
    pub(super) slip: Slip,
    pub(super) at: Timestamp,
    pub(super) deadline: Instant,
    pub(super) reply: oneshot::Sender<Outcome>,
}

/// What the printer's task is asked for.
#[derive(Debug)]
pub(super) enum Wish {
    Print(Box<Order>),
    /// Somebody has put in a new roll.
    NewRoll(oneshot::Sender<()>),
}

/// Lent to one worker at a time; one that falls gives it back by falling.
#[derive(Debug, Clone)]
pub(super) struct Queue(Arc<Mutex<Option<mpsc::Receiver<Wish>>>>);

/// The queue in a worker's hands.
#[derive(Debug)]
pub(super) struct Lent {
    wishes: Option<mpsc::Receiver<Wish>>,
    home: Queue,
}

impl Queue {
    pub(super) fn new(wishes: mpsc::Receiver<Wish>) -> Self {
        Self(Arc::new(Mutex::new(Some(wishes))))
    }

    pub(super) fn lend(&self) -> Lent {
        Lent {
            wishes: self.place().take(),
            home: self.clone(),
        }
    }

    /// Nobody serves any more: who waits is told, and so is who comes later.
    pub(super) fn close(&self) {
        let Some(mut wishes) = self.place().take() else {
            return;
        };
        wishes.close();
        while let Ok(wish) = wishes.try_recv() {
            match wish {
                Wish::Print(order) => {
                    let stopped = Outcome::NotPrinted(Reason::Stopped);
                    order.reply.send(stopped).ok();
                }
                // Whoever asked hears that it was not done.
                Wish::NewRoll(reply) => drop(reply),
            }
        }
    }

    fn place(&self) -> MutexGuard<'_, Option<mpsc::Receiver<Wish>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Lent {
    /// The next wish; `None`: nobody holds the printer any more.
    pub(super) async fn next(&mut self) -> Option<Wish> {
        match &mut self.wishes {
            Some(wishes) => wishes.recv().await,
            None => None,
        }
    }
}

impl Drop for Lent {
    fn drop(&mut self) {
        *self.home.place() = self.wishes.take();
    }
}
