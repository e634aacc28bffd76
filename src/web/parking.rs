//! Putting a visit aside at a desk and taking it up again.

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use office::command::Command;
use office::park::ParkCommand;

use crate::web::Shared;
use crate::web::ask::{Body, words};
use crate::web::desks::{AtDesk, DeskPath};
use crate::web::problem::Trouble;
use crate::web::trust::Who;
use crate::wire;

/// Put the visit under way aside; the desk is free for the next visitor.
#[utoipa::path(
    post, path = "/api/v1/desks/{desk}/park", tag = "desks", request_body = wire::Park,
    params(("desk" = u16, Path)),
    responses((status = 200, body = wire::DeskView), (status = 409, description = "nobody-served, too-many-parked", body = wire::Problem)),
    security(("token" = []))
)]
pub(crate) async fn park(
    State(shared): State<Shared>,
    who: Who,
    desk: DeskPath,
    headers: HeaderMap,
    Body(wanted): Body<wire::Park>,
) -> Result<Response, Trouble> {
    let at = AtDesk::new(&shared, &who, &desk, &headers)?;
    let note = words(wanted.note)?;
    let desk = at.desk;
    at.then_show(Command::Park(ParkCommand::Park { desk, note }))
        .await
}

/// A visitor whose visit was put aside is back: the visit goes on.
#[utoipa::path(
    post, path = "/api/v1/desks/{desk}/unpark", tag = "desks", request_body = wire::Unpark,
    params(("desk" = u16, Path)),
    responses((status = 200, body = wire::DeskView), (status = 409, description = "not-parked, desk-busy, must-finish", body = wire::Problem)),
    security(("token" = []))
)]
pub(crate) async fn unpark(
    State(shared): State<Shared>,
    who: Who,
    desk: DeskPath,
    headers: HeaderMap,
    Body(wanted): Body<wire::Unpark>,
) -> Result<Response, Trouble> {
    let at = AtDesk::new(&shared, &who, &desk, &headers)?;
    let ticket = at.ticket(&wanted.ticket)?;
    let finish = wanted.finish.map(|text| at.ticket(&text)).transpose()?;
    let desk = at.desk;
    at.then_show(Command::Park(ParkCommand::Resume {
        desk,
        ticket,
        finish,
    }))
    .await
}

/// A visitor whose visit was put aside goes back into the queue, at the old place.
#[utoipa::path(
    post, path = "/api/v1/desks/{desk}/release", tag = "desks", request_body = wire::Release,
    params(("desk" = u16, Path)),
    responses((status = 200, body = wire::DeskView), (status = 409, description = "not-parked", body = wire::Problem)),
    security(("token" = []))
)]
pub(crate) async fn release(
    State(shared): State<Shared>,
    who: Who,
    desk: DeskPath,
    headers: HeaderMap,
    Body(wanted): Body<wire::Release>,
) -> Result<Response, Trouble> {
    let at = AtDesk::new(&shared, &who, &desk, &headers)?;
    let ticket = at.ticket(&wanted.ticket)?;
    let desk = at.desk;
    at.then_show(Command::Park(ParkCommand::Release { desk, ticket }))
        .await
}
