//! The desk's commands. Each answers with the desk as it is afterwards; calls
//! answer with the ticket and why.

use std::collections::BTreeSet;

use axum::Json;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use office::command::{CallByHand, Command, Destination};
use office::desk::{BreakKind, DeskId};
use office::event::Event;
use office::service::ServiceId;
use office::ticket::TicketNumber;

use crate::reception::handle::{Ask, Done};
use crate::web::Shared;
use crate::web::ask::{Body, key, language, only_if, ticket_number, words};
use crate::web::matters;
use crate::web::problem::{Trouble, unknown_desk};
use crate::web::tickets::{ask_reception, shown};
use crate::web::trust::{Right, Who};
use crate::wire;
use crate::wire_matters::ContactRecord;

/// An empty object; what is in it does not matter.
#[derive(Debug, Default, serde::Deserialize)]
pub(crate) struct Nothing {}

pub(super) type DeskPath = Path<String>;

/// Somebody at a desk, asking.
pub(super) struct AtDesk<'a> {
    shared: &'a Shared,
    who: &'a Who,
    pub(super) desk: DeskId,
    headers: &'a HeaderMap,
}

impl<'a> AtDesk<'a> {
    pub(super) fn new(
        shared: &'a Shared,
        who: &'a Who,
        path: &str,
        headers: &'a HeaderMap,
    ) -> Result<Self, Trouble> {
        let number = path.parse().map_err(|_not_a_number| {
            Trouble::new(StatusCode::NOT_FOUND, "unknown-desk").with("desk", path)
        })?;
        Ok(Self {
            shared,
            who,
            desk: DeskId(number),
            headers,
        })
    }

    async fn ask(&self, command: Command) -> Result<Done, Trouble> {
        let picture = self.shared.handle.told().picture;
        match self.who.needs_desk(self.desk, &picture) {
            Ok(()) => self.ask_freely(command).await,
            // Closing a desk gives it away: the same key again still gets the
            // first answer.
            Err(trouble) => {
                let repeat = self.question(command)?.only_repeat();
                ask_reception(self.shared, repeat)
                    .await
                    .map_err(|_new| trouble)
            }
        }
    }

    async fn ask_freely(&self, command: Command) -> Result<Done, Trouble> {
        ask_reception(self.shared, self.question(command)?).await
    }

    fn question(&self, command: Command) -> Result<Ask, Trouble> {
        Ok(Ask::new(command, &self.who.by)
            .with_key(key(self.headers, self.who)?)
            .only_if(only_if(self.headers, self.desk)?))
    }

    /// The desk after what was done.
    pub(super) async fn then_show(&self, command: Command) -> Result<Response, Trouble> {
        let done = self.ask(command).await?;
        self.show(&done)
    }

    fn show(&self, done: &Done) -> Result<Response, Trouble> {
        let current = self.shared.current();
        let scene = self.shared.scene_of(0, &done.picture, &current);
        let desk = done
            .picture
            .desk(self.desk)
            .ok_or_else(|| unknown_desk(self.desk))?;
        Ok(Json(scene.desk(desk)).into_response())
    }

    /// 200 with the called ticket and why, 204 when nobody waits.
    async fn show_call(&self, done: &Done) -> Result<Response, Trouble> {
        let called = done.events.iter().find_map(|event| {
            let Event::TicketCalled { number, why, .. } = event else {
                return None;
            };
            Some((number, why))
        });
        let Some((number, why)) = called else {
            return Ok(StatusCode::NO_CONTENT.into_response());
        };
        let ticket = shown(self.shared, &done.picture, number).await?;
        let current = self.shared.current();
        let scene = self.shared.scene_of(0, &done.picture, &current);
        let language = language(self.headers, &current.settings);
        Ok(Json(wire::Called {
            ticket: scene.ticket(&ticket),
            why: scene.why(why, &language),
        })
        .into_response())
    }

    /// What the visit was about, kept before the visit ends.
    async fn record(&self, number: &TicketNumber, record: &ContactRecord) -> Result<(), Trouble> {
        self.who
            .needs_desk(self.desk, &self.shared.handle.told().picture)?;
        let visit = matters::Visit {
            desk: self.desk,
            number: number.clone(),
            ends: true,
        };
        matters::record(self.shared, self.who, self.headers, visit, record).await
    }

    pub(super) fn ticket(&self, text: &str) -> Result<TicketNumber, Trouble> {
        ticket_number(text, &self.shared.handle.told().picture)
    }
}

/// Call the next visitor, finishing the visit under way if it is named.
#[utoipa::path(
    post, path = "/api/v1/desks/{desk}/call-next", tag = "desks", request_body = wire::CallNext,
    params(
        ("desk" = u16, Path),
        ("Idempotency-Key" = Option<String>, Header, description = "the same key again calls nobody else"),
        ("If-Match" = Option<String>, Header, description = "the desk's revision, in quotes")
    ),
    responses(
        (status = 200, body = wire::Called),
        (status = 204, description = "nobody waits"),
        (status = 409, description = "desk-busy, must-finish, not-served-here, too-soon, desk-closed, on-break", body = wire::Problem),
        (status = 412, description = "the desk changed meanwhile", body = wire::Problem)
    ),
    security(("token" = []))
)]
pub(crate) async fn call_next(
    State(shared): State<Shared>,
    who: Who,
    Path(desk): DeskPath,
    headers: HeaderMap,
    Body(wanted): Body<wire::CallNext>,
) -> Result<Response, Trouble> {
    let at = AtDesk::new(&shared, &who, &desk, &headers)?;
    let finish = wanted.finish.map(|text| at.ticket(&text)).transpose()?;
    let desk = at.desk;
    if let Some(number) = &finish {
        let record = ContactRecord {
            ticket: None,
            topic: wanted.topic,
            outcome: wanted.outcome,
            note: wanted.note,
            hand_over: wanted.hand_over,
        };
        at.record(number, &record).await?;
    }
    let done = at.ask(Command::CallNext { desk, finish }).await?;
    at.show_call(&done).await
}

/// Call a given visitor, past the order.
#[utoipa::path(
    post, path = "/api/v1/desks/{desk}/call", tag = "desks", request_body = wire::CallTicket,
    params(("desk" = u16, Path)),
    responses((status = 200, body = wire::Called), (status = 409, body = wire::Problem)),
    security(("token" = []))
)]
pub(crate) async fn call(
    State(shared): State<Shared>,
    who: Who,
    Path(desk): DeskPath,
    headers: HeaderMap,
    Body(wanted): Body<wire::CallTicket>,
) -> Result<Response, Trouble> {
    let at = AtDesk::new(&shared, &who, &desk, &headers)?;
    let call = CallByHand {
        desk: at.desk,
        ticket: at.ticket(&wanted.ticket)?,
        finish: wanted.finish.map(|text| at.ticket(&text)).transpose()?,
        reason: words(wanted.reason)?,
    };
    let done = at.ask(Command::CallTicket(call)).await?;
    at.show_call(&done).await
}

/// Open a desk and sit down at it.
#[utoipa::path(
    post, path = "/api/v1/desks/{desk}/open", tag = "desks", params(("desk" = u16, Path)),
    responses((status = 200, body = wire::DeskView), (status = 409, body = wire::Problem)),
    security(("token" = []))
)]
pub(crate) async fn open(
    State(shared): State<Shared>,
    who: Who,
    Path(desk): DeskPath,
    headers: HeaderMap,
) -> Result<Response, Trouble> {
    who.needs(Right::WorkAtDesk)?;
    let at = AtDesk::new(&shared, &who, &desk, &headers)?;
    if who.desk.is_some_and(|bound| bound != at.desk) {
        return Err(Trouble::forbidden());
    }
    let command = Command::OpenDesk {
        desk: at.desk,
        staff: who.account(),
    };
    let done = at.ask_freely(command).await?;
    at.show(&done)
}

/// Redirect the visitor to another service or desk.
#[utoipa::path(
    post, path = "/api/v1/desks/{desk}/transfer", tag = "desks", request_body = wire::Transfer,
    params(("desk" = u16, Path)),
    responses((status = 200, body = wire::DeskView), (status = 409, body = wire::Problem)),
    security(("token" = []))
)]
pub(crate) async fn transfer(
    State(shared): State<Shared>,
    who: Who,
    Path(desk): DeskPath,
    headers: HeaderMap,
    Body(wanted): Body<wire::Transfer>,
) -> Result<Response, Trouble> {
    let at = AtDesk::new(&shared, &who, &desk, &headers)?;
    let to = match (wanted.service, wanted.desk) {
        (Some(service), None) => Destination::Service(ServiceId::from(service)),
        (None, Some(desk)) => Destination::Desk(DeskId(desk)),
        (Some(_), Some(_)) | (None, None) => {
            return Err(Trouble::new(
                StatusCode::UNPROCESSABLE_ENTITY,
                "no-such-destination",
            ));
        }
    };
    at.then_show(Command::Transfer {
        desk: at.desk,
        to,
        come_back: wanted.come_back,
        note: words(wanted.note)?,
    })
    .await
}

/// Rest, lunch or an errand (S22).
#[utoipa::path(
    post, path = "/api/v1/desks/{desk}/break", tag = "desks", request_body = wire::TakeBreak,
    params(("desk" = u16, Path)),
    responses((status = 200, body = wire::DeskView), (status = 409, body = wire::Problem)),
    security(("token" = []))
)]
pub(crate) async fn take_break(
    State(shared): State<Shared>,
    who: Who,
    Path(desk): DeskPath,
    headers: HeaderMap,
    Body(wanted): Body<wire::TakeBreak>,
) -> Result<Response, Trouble> {
    let at = AtDesk::new(&shared, &who, &desk, &headers)?;
    let kind = match wanted.kind.as_str() {
        "rest" => BreakKind::Rest,
        "lunch" => BreakKind::Lunch,
        "errand" => BreakKind::Errand,
        other => {
            let code = "unknown-break";
            return Err(Trouble::new(StatusCode::UNPROCESSABLE_ENTITY, code).with("kind", other));
        }
    };
    let desk = at.desk;
    at.then_show(Command::TakeBreak { desk, kind }).await
}

/// Which services this desk takes from now on.
#[utoipa::path(
    put, path = "/api/v1/desks/{desk}/services", tag = "desks", request_body = wire::SetServices,
    params(("desk" = u16, Path)),
    responses((status = 200, body = wire::DeskView), (status = 422, body = wire::Problem)),
    security(("token" = []))
)]
pub(crate) async fn set_services(
    State(shared): State<Shared>,
    who: Who,
    Path(desk): DeskPath,
    headers: HeaderMap,
    Body(wanted): Body<wire::SetServices>,
) -> Result<Response, Trouble> {
    let at = AtDesk::new(&shared, &who, &desk, &headers)?;
    let services: BTreeSet<ServiceId> = wanted.services.into_iter().map(ServiceId::from).collect();
    let desk = at.desk;
    at.then_show(Command::SetServices { desk, services }).await
}

/// Commands that need nothing but the desk.
macro_rules! plain {
    ($name:ident, $path:literal, $command:ident, $doc:literal) => {
        #[doc = $doc]
        #[utoipa::path(
            post, path = $path, tag = "desks", params(("desk" = u16, Path)),
            responses((status = 200, body = wire::DeskView), (status = 409, body = wire::Problem)),
            security(("token" = []))
        )]
        pub(crate) async fn $name(
            State(shared): State<Shared>,
            who: Who,
            Path(desk): DeskPath,
            headers: HeaderMap,
            Body(Nothing {}): Body<Nothing>,
        ) -> Result<Response, Trouble> {
            let at = AtDesk::new(&shared, &who, &desk, &headers)?;
            let desk = at.desk;
            at.then_show(Command::$command { desk }).await
        }
    };
}

plain!(
    close,
    "/api/v1/desks/{desk}/close",
    CloseDesk,
    "Close the desk and leave it."
);
plain!(
    recall,
    "/api/v1/desks/{desk}/recall",
    Recall,
    "Call the called visitor again."
);
plain!(
    no_show,
    "/api/v1/desks/{desk}/no-show",
    Miss,
    "The called visitor did not come."
);
plain!(
    start,
    "/api/v1/desks/{desk}/start",
    Start,
    "The called visitor sat down."
);
/// The visit is over; what it was about may come along (S11).
#[utoipa::path(
    post, path = "/api/v1/desks/{desk}/finish", tag = "desks", request_body = ContactRecord,
    params(("desk" = u16, Path)),
    responses((status = 200, body = wire::DeskView), (status = 409, body = wire::Problem)),
    security(("token" = []))
)]
pub(crate) async fn finish(
    State(shared): State<Shared>,
    who: Who,
    Path(desk): DeskPath,
    headers: HeaderMap,
    Body(record): Body<ContactRecord>,
) -> Result<Response, Trouble> {
    let at = AtDesk::new(&shared, &who, &desk, &headers)?;
    let desk = at.desk;
    let picture = shared.handle.told().picture;
    if let Some(number) = picture.desk(desk).and_then(|desk| desk.ticket()) {
        at.record(number, &record).await?;
    }
    at.then_show(Command::Finish { desk }).await
}
plain!(
    put_back,
    "/api/v1/desks/{desk}/return",
    Return,
    "Back into the queue, at the old place."
);
plain!(
    resume,
    "/api/v1/desks/{desk}/resume",
    EndBreak,
    "Back from the break."
);
