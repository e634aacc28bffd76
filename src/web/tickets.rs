//! Tickets: taken, looked at, revived, printed.

use std::collections::BTreeMap;
use std::sync::{Arc, MutexGuard, PoisonError};

use axum::Json;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use office::command::{Command, Take};
use office::event::Event;
use office::picture::Picture;
use office::service::ServiceId;
use office::ticket::{Channel, Class, SlipOutcome, Ticket, TicketNumber};
use tracing::warn;

use crate::reception::handle::{Ask, Done};
use crate::web::ask::{Body, answers_at_once, key, ticket_number, words};
use crate::web::paper;
use crate::web::problem::{Trouble, not_done};
use crate::web::trust::{Right, Role, Who};
use crate::web::view::{slip_outcome, wait};
use crate::web::{REPRINTS, Shared, slips};
use crate::wire;

/// Take a ticket. It is durable before the answer leaves; the answer waits for
/// the printer at most 5 s, or not at all with `Prefer: respond-async`.
#[utoipa::path(
    post, path = "/api/v1/tickets", tag = "tickets", request_body = wire::TakeTicket,
    params(("Idempotency-Key" = Option<String>, Header, description = "the same key again gives the same ticket")),
    responses(
        (status = 201, body = wire::TicketTaken),
        (status = 409, description = "closed, not yet open, registration ended", body = wire::Problem),
        (status = 422, description = "unknown service", body = wire::Problem)
    ),
    security(("token" = []))
)]
pub(crate) async fn take(
    State(shared): State<Shared>,
    who: Who,
    headers: HeaderMap,
    Body(wanted): Body<wire::TakeTicket>,
) -> Result<Response, Trouble> {
    who.needs(Right::TakeTicket)?;
    let settings = shared.settings();
    let asks_paper = wanted.print != Some(false);
    let take = Take {
        class: class(wanted.class.as_deref())?,
        channel: channel_of(&who),
        language: match wanted.language {
            Some(chosen) if settings.languages.contains(&chosen) => chosen,
            Some(unknown) => {
                let code = "unknown-language";
                return Err(
                    Trouble::new(StatusCode::UNPROCESSABLE_ENTITY, code).with("language", unknown)
                );
            }
            None => settings.default_language().to_owned(),
        },
        service: wanted.service.map(ServiceId::from),
        reason: words(wanted.reason)?,
        paper: asks_paper,
        help: wanted.help,
    };
    // One tap at the kiosk, where the office file offers it.
    let is_offered = take.class == Class::Privileged
        && take.channel == Channel::Kiosk
        && settings.hall.privileged;
    if (take.class != Class::Ordinary && !is_offered) || take.reason.is_some() {
        who.needs(Right::TakeByHand)?;
    }
    let answer_at_once = answers_at_once(&headers);
    let ask = Ask::new(Command::TakeTicket(take), &who.by).with_key(key(&headers, &who)?);
    // A visitor who walks away must not leave a ticket without its slip.
    let issuing = tokio::spawn(issue(Arc::clone(&shared), ask, answer_at_once));
    match issuing.await {
        Ok(issued) => Ok((StatusCode::CREATED, Json(issued?)).into_response()),
        Err(_panicked) => Err(Trouble::new(StatusCode::INTERNAL_SERVER_ERROR, "other")),
    }
}

/// Through which face somebody asks.
pub(crate) fn channel_of(who: &Who) -> Channel {
    match who.role {
        Role::Kiosk => Channel::Kiosk,
        Role::Desk
        | Role::Reserve
        | Role::Hall
        | Role::Head
        | Role::ContactCentre
        | Role::Admin => Channel::Staff,
        Role::Board | Role::Watch | Role::Reports => Channel::Program,
    }
}

pub(crate) async fn issue(
    shared: Shared,
    ask: Ask,
    answer_at_once: bool,
) -> Result<wire::TicketTaken, Trouble> {
    let done = ask_reception(&shared, ask).await?;
    let number = taken_number(&done).ok_or_else(|| Trouble::new(StatusCode::CONFLICT, "other"))?;
    let ticket = shown(&shared, &done.picture, &number).await?;
    let mut taken = describe(&shared, &done.picture, &ticket);
    let is_asked = ticket.slip == SlipOutcome::Asked && !done.is_repeat;
    if !is_asked {
        return Ok(taken);
    }
    let printing = tokio::spawn(print(shared, done.picture, ticket, None));
    if !answer_at_once {
        taken.print = printing.await.unwrap_or(wire::PrintAnswer {
            outcome: wire::PrintOutcome::Unknown,
            reason: None,
        });
    }
    Ok(taken)
}

/// Prints the ticket's slip and notes the outcome with the ticket.
async fn print(
    shared: Shared,
    picture: Arc<Picture>,
    ticket: Ticket,
    stamp: Option<String>,
) -> wire::PrintAnswer {
    let current = shared.current();
    // The first slip is the promise; what a later copy says came too late for it.
    let promised = slips::expected_wait(&picture, &ticket)
        .filter(|_span| stamp.is_none())
        .map(|span| slips::told_by(&picture, span));
    let slip = slips::ticket(&shared.scene_of(0, &picture, &current), &ticket, stamp);
    let at = jiff::Timestamp::from_millisecond(picture.now.0).unwrap_or_default();
    let outcome = shared.print(slip, at).await;
    let noted = paper::noted(outcome);
    let note = Command::NoteSlip {
        ticket: ticket.number,
        outcome: noted,
        promised: promised.filter(|_by| noted == SlipOutcome::Printed),
    };
    if let Err(why) = shared.handle.ask(Ask::new(note, "printer")).await {
        warn!(?why, "what became of a slip could not be noted");
    }
    paper::told_of(outcome)
}

/// Look a ticket up, by number or id.
#[utoipa::path(
    get, path = "/api/v1/tickets/{ticket}", tag = "tickets",
    params(("ticket" = String, Path, description = "number or id")),
    responses((status = 200, body = wire::TicketView), (status = 404, body = wire::Problem)),
    security(("token" = []))
)]
pub(crate) async fn show(
    State(shared): State<Shared>,
    who: Who,
    Path(ticket): Path<String>,
) -> Result<Json<wire::TicketView>, Trouble> {
    who.needs(Right::TakeTicket)?;
    let told = shared.handle.told();
    let ticket = found(&shared, &ticket_number(&ticket, &told.picture)?).await?;
    let view = shared.scene(&told, &shared.current()).ticket(&ticket);
    Ok(Json(view))
}

/// A no-show came after all: back into the queue.
#[utoipa::path(
    post, path = "/api/v1/tickets/{ticket}/revive", tag = "tickets",
    params(("ticket" = String, Path, description = "number or id")),
    responses((status = 200, body = wire::TicketView), (status = 409, body = wire::Problem)),
    security(("token" = []))
)]
pub(crate) async fn revive(
    State(shared): State<Shared>,
    who: Who,
    Path(ticket): Path<String>,
    headers: HeaderMap,
) -> Result<Json<wire::TicketView>, Trouble> {
    who.needs(Right::MendTicket)?;
    let number = ticket_number(&ticket, &shared.handle.told().picture)?;
    let command = Command::Revive {
        ticket: number.clone(),
    };
    let ask = Ask::new(command, &who.by).with_key(key(&headers, &who)?);
    let done = ask_reception(&shared, ask).await?;
    let ticket = shown(&shared, &done.picture, &number).await?;
    let current = shared.current();
    Ok(Json(
        shared.scene_of(0, &done.picture, &current).ticket(&ticket),
    ))
}

/// Print the slip again; it bears «повтор».
#[utoipa::path(
    post, path = "/api/v1/tickets/{ticket}/print", tag = "tickets",
    params(("ticket" = String, Path, description = "number or id")),
    responses((status = 200, body = wire::PrintAnswer), (status = 404, body = wire::Problem)),
    security(("token" = []))
)]
pub(crate) async fn print_again(
    State(shared): State<Shared>,
    who: Who,
    Path(ticket): Path<String>,
    headers: HeaderMap,
) -> Result<Json<wire::PrintAnswer>, Trouble> {
    who.needs(Right::MendTicket)?;
    let told = shared.handle.told();
    let ticket = found(&shared, &ticket_number(&ticket, &told.picture)?).await?;
    let key = key(&headers, &who)?;
    let stamp = shared.texts.get(&ticket.language, "slip-repeat", &[]);
    let printing = print(Arc::clone(&shared), told.picture, ticket, Some(stamp));
    paper::once(&shared, key, printing).await
}

/// The answer under the key so far; a new key is noted as under way.
pub(crate) fn begin_reprint(shared: &Shared, key: &str) -> Option<wire::PrintAnswer> {
    let mut reprints = reprints(shared);
    if let Some(answer) = reprints.get(key) {
        return Some(answer.clone());
    }
    if reprints.len() >= REPRINTS {
        reprints.clear();
    }
    let under_way = wire::PrintAnswer {
        outcome: wire::PrintOutcome::Printing,
        reason: None,
    };
    reprints.insert(key.to_owned(), under_way);
    None
}

pub(crate) fn end_reprint(shared: &Shared, key: String, answer: &wire::PrintAnswer) {
    reprints(shared).insert(key, answer.clone());
}

fn reprints(shared: &Shared) -> MutexGuard<'_, BTreeMap<String, wire::PrintAnswer>> {
    shared
        .reprints
        .lock()
        .unwrap_or_else(PoisonError::into_inner)
}

/// Asks reception; a refusal becomes a problem that knows the office's clock.
pub(crate) async fn ask_reception(shared: &Shared, ask: Ask) -> Result<Done, Trouble> {
    shared.handle.ask(ask).await.map_err(|why| {
        let calendar = &shared.settings().calendar;
        not_done(why, |at| calendar.minute_at(at.0).to_string())
    })
}

fn describe(shared: &Shared, picture: &Picture, ticket: &Ticket) -> wire::TicketTaken {
    let current = shared.current();
    let scene = shared.scene_of(0, picture, &current);
    let ahead = picture
        .waiting
        .iter()
        .position(|waiting| waiting.number == ticket.number)
        .and_then(|ahead| u32::try_from(ahead).ok())
        .unwrap_or(0);
    wire::TicketTaken {
        id: scene.ticket_id(ticket),
        number: ticket.number.to_string(),
        service: ticket.service.as_ref().map(|service| service.0.to_string()),
        place: ahead + 1,
        ahead,
        wait: slips::expected_wait(picture, ticket).map(wait),
        taken_ms: ticket.taken_at.0,
        mode: crate::web::view::mode(picture.mode),
        print: wire::PrintAnswer {
            outcome: slip_outcome(ticket.slip),
            reason: None,
        },
    }
}

fn taken_number(done: &Done) -> Option<TicketNumber> {
    done.events.iter().find_map(|event| {
        let Event::TicketTaken(taken) = event else {
            return None;
        };
        Some(taken.number.clone())
    })
}

/// Anybody of today, however long gone: pictures hold the latest only.
pub(crate) async fn found(shared: &Shared, number: &TicketNumber) -> Result<Ticket, Trouble> {
    let wanted = number.clone();
    let found = shared
        .handle
        .look(move |office| office.ticket(&wanted).cloned())
        .await;
    found
        .map_err(|why| not_done(why, |_at| String::new()))?
        .ok_or_else(|| Trouble::new(StatusCode::NOT_FOUND, "unknown-ticket").with("ticket", number))
}

/// The ticket as a picture has it; what is asked again late may be of somebody
/// who left long ago.
pub(crate) async fn shown(
    shared: &Shared,
    picture: &Picture,
    number: &TicketNumber,
) -> Result<Ticket, Trouble> {
    match picture.ticket(number) {
        Some(ticket) => Ok(ticket.clone()),
        None => found(shared, number).await,
    }
}

pub(crate) fn class(name: Option<&str>) -> Result<Class, Trouble> {
    match name {
        None | Some("ordinary") => Ok(Class::Ordinary),
        Some("privileged") => Ok(Class::Privileged),
        Some("out-of-turn") => Ok(Class::OutOfTurn),
        Some(other) => Err(
            Trouble::new(StatusCode::UNPROCESSABLE_ENTITY, "unknown-class").with("class", other),
        ),
    }
}
