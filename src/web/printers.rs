//! The office's printers: how each is, and about how many tickets its roll is
//! still good for.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};

use crate::web::ask::{Body, key};
use crate::web::desks::Nothing;
use crate::web::problem::Trouble;
use crate::web::trust::{Right, Who};
use crate::web::{House, Shared};
use crate::wire;
use crate::wire_head::PrinterView;

impl House {
    fn printer_views(&self) -> Vec<PrinterView> {
        let settings = self.settings();
        let written = settings.printers.iter();
        let views = written.filter_map(|printer| {
            let state = self.printers.get(&printer.id)?.state();
            Some(PrinterView {
                id: printer.id.clone(),
                condition: state.condition.code().to_owned(),
                usable: state.condition.usable(),
                roll_m: printer.roll_m,
                tickets_left: state.tickets_left,
                runs_low: state.runs_low(),
            })
        });
        views.collect()
    }
}

/// The printers in the order of the office file: tickets come out of the first
/// that is usable.
#[utoipa::path(
    get, path = "/api/v1/printers", tag = "printer",
    responses((status = 200, body = [PrinterView]), (status = 403, body = wire::Problem)),
    security(("token" = []))
)]
pub(crate) async fn list(
    State(shared): State<Shared>,
    who: Who,
) -> Result<Json<Vec<PrinterView>>, Trouble> {
    who.needs(Right::SeeQueue)?;
    std::future::ready(Ok(Json(shared.printer_views()))).await
}

/// Somebody has put in a new roll: its paper is counted from now on.
#[utoipa::path(
    post, path = "/api/v1/printers/{printer}/roll", tag = "printer",
    params(("printer" = String, Path, description = "id in the office file")),
    responses(
        (status = 200, body = [PrinterView]),
        (status = 404, description = "unknown-printer", body = wire::Problem),
        (status = 503, description = "overloaded", body = wire::Problem)
    ),
    security(("token" = []))
)]
pub(crate) async fn new_roll(
    State(shared): State<Shared>,
    who: Who,
    Path(id): Path<String>,
    headers: HeaderMap,
    Body(Nothing {}): Body<Nothing>,
) -> Result<Json<Vec<PrinterView>>, Trouble> {
    who.needs(Right::MendTicket)?;
    key(&headers, &who)?;
    let printer = shared.printers.get(&id).ok_or_else(|| {
        Trouble::new(StatusCode::NOT_FOUND, "unknown-printer").with("printer", &id)
    })?;
    // Twice is once: a roll that is new is new.
    if printer.roll_is_new().await {
        Ok(Json(shared.printer_views()))
    } else {
        let busy = Trouble::new(StatusCode::SERVICE_UNAVAILABLE, "overloaded");
        Err(busy.retry_after_s(1))
    }
}
