//! Onto paper by whichever printer can, and the queue on paper for staff.

use std::sync::Arc;
use std::time::Duration;

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use office::ticket::SlipOutcome;
use tokio::time::Instant;
use tracing::warn;

use crate::print::PrinterHandle;
use crate::print::outcome::{Outcome, Reason};
use crate::print::slip::Slip;
use crate::web::ask::{key, language};
use crate::web::problem::Trouble;
use crate::web::tickets::{begin_reprint, end_reprint};
use crate::web::trust::{Right, Who};
use crate::web::view::slip_outcome;
use crate::web::{House, Shared, papers};
use crate::wire;

/// Another printer is tried only so soon: half of what a visitor waits for a slip.
const TAKE_OVER_WITHIN: Duration = Duration::from_millis(2_500);

impl House {
    /// The printers that are expected to print, in the order of the office
    /// file; if none is, the first.
    pub(super) fn ready_printers(&self) -> Vec<&PrinterHandle> {
        let settings = self.settings();
        let ids = settings.printers.iter().map(|printer| &printer.id);
        let all: Vec<&PrinterHandle> = ids.filter_map(|id| self.printers.get(id)).collect();
        let is_ready = |printer: &&PrinterHandle| printer.state().condition.usable();
        let ready: Vec<&PrinterHandle> = all.iter().copied().filter(is_ready).collect();
        if ready.is_empty() {
            all.into_iter().take(1).collect()
        } else {
            ready
        }
    }

    /// Prints once. The next printer takes over only where it is certain that
    /// nothing came out of the one before; in doubt nobody prints again.
    pub(crate) async fn print(&self, slip: Slip, at: jiff::Timestamp) -> Outcome {
        let began = Instant::now();
        let mut outcome = Outcome::NotPrinted(Reason::Unreachable);
        for (index, printer) in self.ready_printers().into_iter().enumerate() {
            if index > 0 {
                warn!("a printer could not print; the next one takes over");
            }
            outcome = printer.print(slip.clone(), at).await;
            let may_another = match outcome {
                Outcome::Printed | Outcome::Unknown(_) => false,
                Outcome::NotPrinted(reason) => reason != Reason::NotEncoded,
            };
            if !may_another || began.elapsed() > TAKE_OVER_WITHIN {
                return outcome;
            }
        }
        outcome
    }
}

/// Print the queue: everyone waiting and at the desks, for the day the
/// computer itself dies.
#[utoipa::path(
    post, path = "/api/v1/printer/queue", tag = "printer",
    responses((status = 200, body = wire::PrintAnswer), (status = 403, body = wire::Problem)),
    security(("token" = []))
)]
pub(crate) async fn print_queue(
    State(shared): State<Shared>,
    who: Who,
    headers: HeaderMap,
) -> Result<Json<wire::PrintAnswer>, Trouble> {
    who.needs(Right::TakeByHand)?;
    let key = key(&headers, &who)?;
    let (told, current) = (shared.handle.told(), shared.current());
    let language = language(&headers, &current.settings);
    let slip = papers::queue(&shared.scene(&told, &current), &language);
    let at = jiff::Timestamp::from_millisecond(told.picture.now.0).unwrap_or_default();
    let of = Arc::clone(&shared);
    let printing = async move { told_of(of.print(slip, at).await) };
    once(&shared, key, printing).await
}

/// How it went, as the log keeps it.
pub(crate) fn noted(outcome: Outcome) -> SlipOutcome {
    match outcome {
        Outcome::Printed => SlipOutcome::Printed,
        Outcome::NotPrinted(_) => SlipOutcome::NotPrinted,
        Outcome::Unknown(_) => SlipOutcome::Unknown,
    }
}

/// How it went, for whoever asked.
pub(crate) fn told_of(outcome: Outcome) -> wire::PrintAnswer {
    wire::PrintAnswer {
        outcome: slip_outcome(noted(outcome)),
        reason: outcome.reason().map(|reason| reason.code().to_owned()),
    }
}

/// Prints once under a key: asked again with it, the first answer comes, and no
/// paper. Whoever asked may walk away; the paper comes out whole.
pub(crate) async fn once(
    shared: &Shared,
    key: Option<String>,
    printing: impl Future<Output = wire::PrintAnswer> + Send + 'static,
) -> Result<Json<wire::PrintAnswer>, Trouble> {
    if let Some(answer) = key.as_ref().and_then(|key| begin_reprint(shared, key)) {
        return Ok(Json(answer));
    }
    let answer = tokio::spawn(printing)
        .await
        .map_err(|_panicked| Trouble::new(StatusCode::INTERNAL_SERVER_ERROR, "other"))?;
    if let Some(key) = key {
        end_reprint(shared, key, &answer);
    }
    Ok(Json(answer))
}
