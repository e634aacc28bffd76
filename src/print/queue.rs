//! What waits for one printer, and outlives the worker that serves it.
//!
//! Promises: whoever waits hears an outcome, whatever becomes of the worker.
//! Never: prints.

use super::outcome::{Outcome, Reason};
use super::slip::Slip;
use crate::watch::lent::Home;
use jiff::Timestamp;
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

/// Nobody serves any more: who waits is told, and so is who comes later.
pub(super) fn close(home: &Home<mpsc::Receiver<Wish>>) {
    let Some(mut wishes) = home.take() else {
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
