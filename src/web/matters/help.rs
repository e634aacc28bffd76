//! Quiet help from any desk (S19): asked, answered with «иду», ended.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use office::command::Command;
use office::desk::DeskId;
use office::help::HelpCommand;

use crate::reception::handle::Ask;
use crate::web::Shared;
use crate::web::ask::{Body, key};
use crate::web::desks::Nothing;
use crate::web::matters::{Answer, shown};
use crate::web::problem::Trouble;
use crate::web::tickets::ask_reception;
use crate::web::trust::{Right, Who};
use crate::wire_matters::HelpView;

fn desk_of(path: &str) -> Answer<DeskId> {
    let number = path.parse().map_err(|_not_a_number| {
        Trouble::new(StatusCode::NOT_FOUND, "unknown-desk").with("desk", path)
    })?;
    Ok(DeskId(number))
}

async fn act(
    shared: &Shared,
    who: &Who,
    headers: &HeaderMap,
    command: HelpCommand,
) -> Answer<Json<Vec<HelpView>>> {
    let ask = Ask::new(Command::Help(command), &who.by).with_key(key(headers, who)?);
    let done = ask_reception(shared, ask).await?;
    let picture = if done.events.is_empty() {
        shared.handle.told().picture
    } else {
        done.picture
    };
    let current = shared.current();
    Ok(Json(shown::help(&shared.scene_of(0, &picture, &current))))
}

/// Call hall manager and head quietly; in any mode, at any hour.
#[utoipa::path(
    post, path = "/api/v1/desks/{desk}/help", tag = "help", params(("desk" = u16, Path)),
    responses((status = 200, description = "the calls under way", body = [HelpView])),
    security(("token" = []))
)]
pub(crate) async fn ask(
    State(shared): State<Shared>,
    who: Who,
    Path(desk): Path<String>,
    headers: HeaderMap,
    Body(Nothing {}): Body<Nothing>,
) -> Answer<Json<Vec<HelpView>>> {
    who.needs(Right::WorkAtDesk)?;
    let desk = desk_of(&desk)?;
    if who.desk.is_some_and(|bound| bound != desk) {
        return Err(Trouble::forbidden());
    }
    let by = who.account();
    act(&shared, &who, &headers, HelpCommand::Ask { desk, by }).await
}

/// «Иду».
#[utoipa::path(
    post, path = "/api/v1/desks/{desk}/help/answer", tag = "help", params(("desk" = u16, Path)),
    responses((status = 200, body = [HelpView])),
    security(("token" = []))
)]
pub(crate) async fn answer(
    State(shared): State<Shared>,
    who: Who,
    Path(desk): Path<String>,
    headers: HeaderMap,
    Body(Nothing {}): Body<Nothing>,
) -> Answer<Json<Vec<HelpView>>> {
    who.needs(Right::AnswerHelp)?;
    let (desk, by) = (desk_of(&desk)?, who.account());
    act(&shared, &who, &headers, HelpCommand::Answer { desk, by }).await
}

/// It is over; whoever works at a desk may say so.
#[utoipa::path(
    post, path = "/api/v1/desks/{desk}/help/end", tag = "help", params(("desk" = u16, Path)),
    responses((status = 200, body = [HelpView])),
    security(("token" = []))
)]
pub(crate) async fn end(
    State(shared): State<Shared>,
    who: Who,
    Path(desk): Path<String>,
    headers: HeaderMap,
    Body(Nothing {}): Body<Nothing>,
) -> Answer<Json<Vec<HelpView>>> {
    who.needs(Right::WorkAtDesk)?;
    let (desk, by) = (desk_of(&desk)?, who.account());
    act(&shared, &who, &headers, HelpCommand::End { desk, by }).await
}
