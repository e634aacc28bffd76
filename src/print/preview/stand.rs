//! The preview printer at work, on a thread of its own: its disk may be slow.
//!
//! Promises: nobody waits for it past a deadline; one that was slow prints again
//! when it is back, one that fell is opened anew.

use super::PreviewPrinter;
use super::gallery::PreviewSlip;
use crate::print::PrinterSettings;
use crate::print::outcome::{Outcome, Reason};
use crate::print::queue::Order;
use std::sync::Arc;
use tokio::task::{JoinHandle, spawn_blocking};
use tokio::time::{Instant, timeout_at};

type Printer = Box<PreviewPrinter>;

pub(in crate::print) struct Stand {
    settings: PrinterSettings,
    /// Nobody prints.
    idle: Option<Printer>,
    /// It is being opened, or prints.
    busy: Option<JoinHandle<Printer>>,
}

/// Why there is no printer.
enum NotBack {
    Late,
    Fell,
}

impl Stand {
    pub(in crate::print) fn new(settings: PrinterSettings) -> Self {
        Self {
            settings,
            idle: None,
            busy: None,
        }
    }

    /// What hangs there; `None`: it is not back by the deadline.
    pub(in crate::print) async fn slips(
        &mut self,
        deadline: Instant,
    ) -> Option<Arc<[PreviewSlip]>> {
        let printer = self.take(deadline).await?;
        let slips = printer.slips();
        self.idle = Some(printer);
        Some(slips)
    }

    /// Prints into the gallery.
    pub(in crate::print) async fn print(&mut self, job: &[u8], order: &Order) -> Outcome {
        let Some(mut printer) = self.take(order.deadline).await else {
            return Outcome::NotPrinted(Reason::NotWritten);
        };
        let (job, at) = (job.to_vec(), order.at);
        let number = order.slip.number().map(str::to_owned);
        self.busy = Some(spawn_blocking(move || {
            printer.print(&job, number.as_deref(), at);
            printer
        }));
        match self.back(order.deadline).await {
            Ok(printer) => {
                self.idle = Some(printer);
                Outcome::Printed
            }
            Err(NotBack::Late) => Outcome::Unknown(Reason::TimedOut),
            Err(NotBack::Fell) => Outcome::Unknown(Reason::Stopped),
        }
    }

    /// The printer to work with; another one in the place of one that fell.
    async fn take(&mut self, deadline: Instant) -> Option<Printer> {
        if let Some(idle) = self.idle.take() {
            return Some(idle);
        }
        match self.back(deadline).await {
            Ok(printer) => Some(printer),
            Err(NotBack::Late) => None,
            Err(NotBack::Fell) => self.back(deadline).await.ok(),
        }
    }

    async fn back(&mut self, deadline: Instant) -> Result<Printer, NotBack> {
        let mut busy = self.busy.take().unwrap_or_else(|| self.open());
        match timeout_at(deadline, &mut busy).await {
            Ok(Ok(printer)) => Ok(printer),
            Ok(Err(error)) => {
                tracing::error!(%error, "the preview printer fell; it is opened anew");
                Err(NotBack::Fell)
            }
            Err(_late) => {
                self.busy = Some(busy);
                Err(NotBack::Late)
            }
        }
    }

    fn open(&self) -> JoinHandle<Printer> {
        let width = self.settings.profile.width_dots;
        let folder = self.settings.preview_dir.clone();
        let kept = self.settings.preview_kept;
        spawn_blocking(move || Box::new(PreviewPrinter::open(width, folder, kept)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::print::port::url::PrinterUrl;
    use crate::print::profile::Profile;
    use crate::print::slip::Slip;
    use jiff::Timestamp;
    use std::time::Duration;
    use tokio::sync::oneshot;

    #[tokio::test]
    async fn one_that_fell_is_opened_anew_and_prints() {
        let settings = PrinterSettings::new(PrinterUrl::Preview, Profile::default());
        let mut stand = Stand::new(settings);
        stand.busy = Some(spawn_blocking(|| panic!("on some strange picture")));
        let order = Order {
            slip: Slip::new(Vec::new()),
            at: Timestamp::UNIX_EPOCH,
            deadline: Instant::now() + Duration::from_mins(1),
            reply: oneshot::channel().0,
        };
        // One line feed and a cut.
        let outcome = stand.print(b"\x1b@\n\n\x1dV\x00", &order).await;
        assert_eq!(outcome, Outcome::Printed);
    }
}
