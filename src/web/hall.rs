//! The hall manager's hand (S2): solved at reception, a ticket changed, sent
//! or cancelled.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use office::command::Command;
use office::desk::DeskId;
use office::hall::{HallCommand, HallRefusal};
use office::service::ServiceId;
use office::ticket::TicketNumber;

use crate::reception::handle::Ask;
use crate::web::Shared;
use crate::web::ask::{Body, key, ticket_number, words};
use crate::web::problem::Trouble;
use crate::web::tickets::{ask_reception, class, found};
use crate::web::trust::{Right, Who};
use crate::wire;
use crate::wire_head::{Cancel, ChangeTicket, SendToDesk, Solved, SolvedToday};

/// A matter solved on the spot, without a ticket.
#[utoipa::path(
    post, path = "/api/v1/visits/solved", tag = "hall", request_body = Solved,
    responses((status = 200, body = SolvedToday), (status = 409, body = wire::Problem)),
    security(("token" = []))
)]
pub(crate) async fn solved(
    State(shared): State<Shared>,
    who: Who,
    headers: HeaderMap,
    Body(wanted): Body<Solved>,
) -> Result<Json<SolvedToday>, Trouble> {
    who.needs(Right::TakeByHand)?;
    let command = HallCommand::SolveAtReception {
        service: wanted.service.map(ServiceId::from),
    };
    let ask = Ask::new(Command::Hall(command), &who.by).with_key(key(&headers, &who)?);
    let done = ask_reception(&shared, ask).await?;
    Ok(Json(SolvedToday {
        solved: done.picture.solved,
    }))
}

/// Somebody with one waiting ticket in hand.
struct InHand<'a> {
    shared: &'a Shared,
    who: &'a Who,
    headers: &'a HeaderMap,
    number: TicketNumber,
}

impl<'a> InHand<'a> {
    fn new(
        shared: &'a Shared,
        who: &'a Who,
        headers: &'a HeaderMap,
        text: &str,
    ) -> Result<Self, Trouble> {
        who.needs(Right::TakeByHand)?;
        let number = ticket_number(text, &shared.handle.told().picture)?;
        Ok(Self {
            shared,
            who,
            headers,
            number,
        })
    }

    async fn act(self, command: HallCommand) -> Result<Json<wire::TicketView>, Trouble> {
        let ask =
            Ask::new(Command::Hall(command), &self.who.by).with_key(key(self.headers, self.who)?);
        let done = ask_reception(self.shared, ask).await?;
        let ticket = found(self.shared, &self.number).await?;
        let current = self.shared.current();
        let scene = self.shared.scene_of(0, &done.picture, &current);
        Ok(Json(scene.ticket(&ticket)))
    }
}

/// Another service or class for a waiting visitor, with a reason.
#[utoipa::path(
    post, path = "/api/v1/tickets/{ticket}/change", tag = "hall", request_body = ChangeTicket,
    params(("ticket" = String, Path, description = "number or id")),
    responses((status = 200, body = wire::TicketView), (status = 409, body = wire::Problem)),
    security(("token" = []))
)]
pub(crate) async fn change(
    State(shared): State<Shared>,
    who: Who,
    Path(ticket): Path<String>,
    headers: HeaderMap,
    Body(wanted): Body<ChangeTicket>,
) -> Result<Json<wire::TicketView>, Trouble> {
    let hand = InHand::new(&shared, &who, &headers, &ticket)?;
    let command = HallCommand::ChangeTicket {
        ticket: hand.number.clone(),
        service: wanted.service.map(ServiceId::from),
        class: match wanted.class {
            Some(name) => Some(class(Some(&name))?),
            None => None,
        },
        reason: words(wanted.reason)?,
    };
    hand.act(command).await
}

/// A waiting visitor is to be served at this desk.
#[utoipa::path(
    post, path = "/api/v1/tickets/{ticket}/send", tag = "hall", request_body = SendToDesk,
    params(("ticket" = String, Path, description = "number or id")),
    responses((status = 200, body = wire::TicketView), (status = 409, body = wire::Problem)),
    security(("token" = []))
)]
pub(crate) async fn send(
    State(shared): State<Shared>,
    who: Who,
    Path(ticket): Path<String>,
    headers: HeaderMap,
    Body(wanted): Body<SendToDesk>,
) -> Result<Json<wire::TicketView>, Trouble> {
    let hand = InHand::new(&shared, &who, &headers, &ticket)?;
    let command = HallCommand::SendToDesk {
        ticket: hand.number.clone(),
        desk: DeskId(wanted.desk),
        reason: words(wanted.reason)?,
    };
    hand.act(command).await
}

/// A waiting visitor has left.
#[utoipa::path(
    post, path = "/api/v1/tickets/{ticket}/cancel", tag = "hall", request_body = Cancel,
    params(("ticket" = String, Path, description = "number or id")),
    responses((status = 200, body = wire::TicketView), (status = 409, body = wire::Problem)),
    security(("token" = []))
)]
pub(crate) async fn cancel(
    State(shared): State<Shared>,
    who: Who,
    Path(ticket): Path<String>,
    headers: HeaderMap,
    Body(wanted): Body<Cancel>,
) -> Result<Json<wire::TicketView>, Trouble> {
    let hand = InHand::new(&shared, &who, &headers, &ticket)?;
    let command = HallCommand::Cancel {
        ticket: hand.number.clone(),
        reason: words(wanted.reason)?,
    };
    hand.act(command).await
}

pub(crate) fn refused(why: &HallRefusal) -> Trouble {
    let code = match why {
        HallRefusal::ReasonNeeded => "reason-needed",
        HallRefusal::ClassNotByHand => "class-not-by-hand",
    };
    Trouble::new(StatusCode::UNPROCESSABLE_ENTITY, code)
}
