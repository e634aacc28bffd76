//! Slips in doubt: who may be without paper, and that somebody has seen to it.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use office::command::Command;
use office::hall::HallCommand;
use office::ticket::Ticket;

use crate::reception::handle::Ask;
use crate::web::Shared;
use crate::web::ask::{Body, key, ticket_number};
use crate::web::desks::Nothing;
use crate::web::problem::Trouble;
use crate::web::tickets::{ask_reception, found};
use crate::web::trust::{Right, Who};
use crate::web::view::{Scene, slip_outcome, status};
use crate::wire;
use crate::wire_head::{DoubtfulSlip, DoubtfulSlips};

impl Scene<'_> {
    pub(crate) fn doubtful(&self) -> DoubtfulSlips {
        let newest = self.picture.doubtful.iter();
        DoubtfulSlips {
            count: u32::try_from(self.picture.doubtful_count).unwrap_or(u32::MAX),
            newest: newest.map(|ticket| self.doubtful_slip(ticket)).collect(),
        }
    }

    fn doubtful_slip(&self, ticket: &Ticket) -> DoubtfulSlip {
        let service = ticket.service.as_ref();
        let service = service.and_then(|id| self.settings.service(&id.0));
        DoubtfulSlip {
            id: self.ticket_id(ticket),
            number: ticket.number.to_string(),
            service_title: service.map(|service| service.title.clone()),
            taken_ms: ticket.taken_at.0,
            status: status(ticket),
            print: slip_outcome(ticket.slip),
        }
    }
}

/// Whose slip is in doubt: not printed, not known to be, or without an answer
/// for 15 s, as long as the visitor has not come to a desk.
#[utoipa::path(
    get, path = "/api/v1/slips/doubtful", tag = "tickets",
    responses((status = 200, body = DoubtfulSlips), (status = 403, body = wire::Problem)),
    security(("token" = []))
)]
pub(crate) async fn list(
    State(shared): State<Shared>,
    who: Who,
) -> Result<Json<DoubtfulSlips>, Trouble> {
    who.needs(Right::SeeQueue)?;
    let told = shared.handle.told();
    let view = shared.scene(&told, &shared.current()).doubtful();
    std::future::ready(Ok(Json(view))).await
}

/// The visitor has the slip, or knows the number: it is in doubt no more.
#[utoipa::path(
    post, path = "/api/v1/tickets/{ticket}/in-hand", tag = "tickets",
    params(("ticket" = String, Path, description = "number or id")),
    responses((status = 200, body = wire::TicketView), (status = 404, body = wire::Problem)),
    security(("token" = []))
)]
pub(crate) async fn confirm(
    State(shared): State<Shared>,
    who: Who,
    Path(ticket): Path<String>,
    headers: HeaderMap,
    Body(Nothing {}): Body<Nothing>,
) -> Result<Json<wire::TicketView>, Trouble> {
    who.needs(Right::MendTicket)?;
    let number = ticket_number(&ticket, &shared.handle.told().picture)?;
    let command = Command::Hall(HallCommand::ConfirmSlip {
        ticket: number.clone(),
    });
    let ask = Ask::new(command, &who.by).with_key(key(&headers, &who)?);
    let done = ask_reception(&shared, ask).await?;
    let ticket = found(&shared, &number).await?;
    let current = shared.current();
    Ok(Json(
        shared.scene_of(0, &done.picture, &current).ticket(&ticket),
    ))
}
