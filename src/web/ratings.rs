//! The visitor's mark for a visit, at the kiosk by ticket number (S13).
//! Optional: off unless the office file asks for it.

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use office::command::Command;
use office::rating::{RatingCommand, RatingRefusal};

use crate::reception::handle::Ask;
use crate::web::Shared;
use crate::web::ask::{Body, key, ticket_number};
use crate::web::problem::Trouble;
use crate::web::tickets::ask_reception;
use crate::web::trust::{Right, Who};
use crate::wire::Problem;
use crate::wire_screens::RateVisit;

/// One mark a visit, once it is over; the first stays.
#[utoipa::path(
    post, path = "/api/v1/ratings", tag = "ratings", request_body = RateVisit,
    responses(
        (status = 204),
        (status = 404, description = "unknown-ticket", body = Problem),
        (status = 409, description = "rating-off, not-served-yet, already-rated", body = Problem),
        (status = 422, description = "wrong-mark", body = Problem)
    ),
    security(("token" = []))
)]
pub(crate) async fn rate(
    State(shared): State<Shared>,
    who: Who,
    headers: HeaderMap,
    Body(wanted): Body<RateVisit>,
) -> Result<StatusCode, Trouble> {
    who.needs(Right::Rate)?;
    if !shared.settings().hall.rating {
        return Err(Trouble::new(StatusCode::CONFLICT, "rating-off"));
    }
    let picture = shared.handle.told().picture;
    let command = RatingCommand {
        ticket: ticket_number(&wanted.ticket, &picture)?,
        mark: wanted.mark,
    };
    let ask = Ask::new(Command::Rate(command), &who.by).with_key(key(&headers, &who)?);
    ask_reception(&shared, ask).await?;
    Ok(StatusCode::NO_CONTENT)
}

pub(crate) fn refused(no: &RatingRefusal) -> Trouble {
    let conflict = |code| Trouble::new(StatusCode::CONFLICT, code);
    match no {
        RatingRefusal::WrongMark { best } => {
            Trouble::new(StatusCode::UNPROCESSABLE_ENTITY, "wrong-mark").with("best", best)
        }
        RatingRefusal::NotServedYet(ticket) => conflict("not-served-yet").with("ticket", ticket),
        RatingRefusal::AlreadyRated(ticket) => conflict("already-rated").with("ticket", ticket),
    }
}
