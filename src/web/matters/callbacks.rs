//! Callbacks: offered, asked for, worked off, exported (S6, S10, S21).

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use axum::Json;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use office::audit::{AuditEvent, PeopleList};
use office::callback::{
    Attempt, Callback, CallbackCommand, CallbackEvent, NewCallback, Origin, Outcome,
};
use office::command::Command;
use office::day::{Date, Doors, Mode};
use office::event::Event;
use office::person::PersonId;
use office::picture::Picture;
use office::service::ServiceId;
use serde::Deserialize;

use crate::people::By;
use crate::people::format;
use crate::people::pii::Pii;
use crate::reception::handle::{Ask, Done};
use crate::texts::Arg;
use crate::web::Shared;
use crate::web::ask::{Body, answers_at_once, key, seen_revision, ticket_number};
use crate::web::audit;
use crate::web::desks::Nothing;
use crate::web::matters::kept::{self, Status, Told, unprocessable};
use crate::web::matters::{Answer, shown, slips};
use crate::web::paper;
use crate::web::problem::{Trouble, needs_database};
use crate::web::tickets::ask_reception;
use crate::web::trust::{Right, Role, Who};
use crate::web::view::Scene;
use crate::web::zones::own;
use crate::wire::{PrintAnswer, PrintOutcome, Problem};
use crate::wire_matters::{
    AskCallback, CallbackAsked, CallbackList, CallbackOffer, CallbackView, CloseCallback,
    PersonView, TryCallback,
};

/// Callbacks in one answer: more than an office leaves open.
const MOST_SHOWN: usize = 500;

/// A slip is out within a second or two; whoever prefers not to wait waits no
/// longer.
const PATIENCE: Duration = Duration::from_millis(1500);

/// What a late visitor is offered beside the direct line and an appointment.
#[utoipa::path(
    get, path = "/api/v1/callbacks/offer", tag = "callbacks",
    responses((status = 200, body = CallbackOffer)), security(("token" = []))
)]
pub(crate) async fn offer(State(shared): State<Shared>, who: Who) -> Answer<Json<CallbackOffer>> {
    who.needs(Right::AskCallback)?;
    let picture = shared.handle.told().picture;
    let current = shared.current();
    let offer = offered(
        &shared.scene_of(0, &picture, &current),
        shared.clock.now().0,
        "callback-consent-aloud",
    );
    std::future::ready(Ok(Json(offer))).await
}

/// The same in the kiosk's picture, once registration has ended.
pub(crate) fn late(scene: &Scene<'_>) -> Option<CallbackOffer> {
    let has_ended = scene.picture.doors == Doors::RegistrationEnded;
    has_ended.then(|| offered(scene, scene.picture.now.0, "callback-consent"))
}

/// `consent`: the key of what the visitor agrees to, by a tap or by word of mouth.
fn offered(scene: &Scene<'_>, now_ms: i64, consent: &str) -> CallbackOffer {
    let settings = scene.settings;
    let days = settings.limits.keep_people_days;
    let told = |language: &String| {
        let office = own(&settings.name, language);
        let args = [("office", Arg::from(office)), ("days", Arg::from(days))];
        (language.clone(), scene.texts.get(language, consent, &args))
    };
    CallbackOffer {
        available: scene.picture.mode == Mode::Electronic,
        due: kept::working_day(settings, now_ms, 1).to_string(),
        direct_line: settings.direct_line.clone(),
        consent: settings.languages.iter().map(told).collect(),
        keep_days: days,
        gist_chars: u32::try_from(format::GIST_CHARS).unwrap_or(u32::MAX),
    }
}

/// Leave a callback. From the kiosk after registration's end only.
#[utoipa::path(
    post, path = "/api/v1/callbacks", tag = "callbacks", request_body = AskCallback,
    params(("Idempotency-Key" = Option<String>, Header, description = "the same key again gives the same callback")),
    responses(
        (status = 201, body = CallbackAsked),
        (status = 409, description = "take-ticket-instead, too-many", body = Problem),
        (status = 422, description = "wrong-phone, wrong-contract, wrong-name, consent-needed", body = Problem),
        (status = 503, description = "needs-database, people-unavailable", body = Problem)
    ),
    security(("token" = []))
)]
pub(crate) async fn ask(
    State(shared): State<Shared>,
    who: Who,
    headers: HeaderMap,
    Body(wanted): Body<AskCallback>,
) -> Answer<Response> {
    who.needs(Right::AskCallback)?;
    let picture = shared.handle.told().picture;
    let (new, person) = wanted_callback(&shared, &who, &headers, &wanted, &picture)?;
    needs_database(&picture)?;
    let command = Command::Callback(CallbackCommand::Ask(Box::new(new)));
    let question = Ask::new(command, &who.by).with_key(key(&headers, &who)?);
    let done = kept::with_person(&shared, Some(person), question).await?;
    let asked = asked(&done).ok_or_else(|| Trouble::new(StatusCode::CONFLICT, "other"))?;
    let print = if wanted.print == Some(false) || done.is_repeat {
        kept::not_asked()
    } else {
        // A visitor who walks away must not leave half a slip behind.
        let mut printing = tokio::spawn(print_slip(Arc::clone(&shared), asked.clone()));
        // A terminal gives up before a slow printer does: it hears at once.
        let bound = if answers_at_once(&headers) {
            PATIENCE
        } else {
            Duration::MAX
        };
        match tokio::time::timeout(bound, &mut printing).await {
            Ok(printed) => printed.unwrap_or_else(|_panicked| kept::not_asked()),
            Err(_late) => PrintAnswer {
                outcome: PrintOutcome::Printing,
                reason: None,
            },
        }
    };
    let rows = people_of(&shared, &[&asked]).await.unwrap_or_default();
    let callback = shown::callback(&shared.settings(), &asked, &rows, kept::today(&shared));
    let etag = format!("\"{}\"", callback.revision);
    let answer = Json(CallbackAsked { callback, print });
    Ok((StatusCode::CREATED, [(header::ETAG, etag)], answer).into_response())
}

fn wanted_callback(
    shared: &Shared,
    who: &Who,
    headers: &HeaderMap,
    wanted: &AskCallback,
    picture: &Picture,
) -> Answer<(NewCallback, crate::people::Person)> {
    let settings = shared.settings();
    if !wanted.consent {
        return Err(unprocessable("consent-needed"));
    }
    let told = Told {
        purpose: "callback",
        name: wanted.name.as_deref(),
        phone: Some(&wanted.phone),
        address: wanted.address.as_deref(),
        contract: wanted.contract.as_deref(),
        gist: wanted.gist.as_deref(),
    };
    let key = key(headers, who)?;
    let person = kept::person(&told, key.as_deref(), picture)?;
    if person.phone.is_empty() {
        return Err(unprocessable("wrong-phone"));
    }
    let today = kept::today(shared);
    let agreed = kept::agreed(wanted.due.as_deref(), today)?;
    let by_staff = agreed.filter(|_date| who.role != Role::Kiosk);
    let language = match &wanted.language {
        Some(chosen) if settings.languages.contains(chosen) => chosen.clone(),
        Some(unknown) => return Err(unprocessable("unknown-language").with("language", unknown)),
        None => settings.default_language().to_owned(),
    };
    let ticket = wanted.ticket.as_deref();
    let new = NewCallback {
        person: person.id.clone(),
        service: wanted.service.clone().map(ServiceId::from),
        ticket: ticket
            .map(|text| ticket_number(text, picture))
            .transpose()?,
        origin: match who.role {
            Role::Kiosk | Role::Board | Role::Watch | Role::Reports => Origin::Kiosk,
            Role::Desk | Role::Reserve => Origin::Desk,
            Role::Hall | Role::Head | Role::Admin => Origin::Hall,
            Role::ContactCentre => Origin::ContactCentre,
        },
        language,
        by: who.account(),
        due: by_staff.unwrap_or_else(|| kept::working_day(&settings, shared.clock.now().0, 1)),
    };
    Ok((new, person))
}

fn asked(done: &Done) -> Option<Callback> {
    done.events.iter().find_map(|event| {
        let Event::Callback(CallbackEvent::Asked { callback }) = event else {
            return None;
        };
        Some(callback.clone())
    })
}

async fn print_slip(shared: Shared, callback: Callback) -> PrintAnswer {
    let rows = people_of(&shared, &[&callback]).await;
    let rows = rows.unwrap_or_default();
    let person = rows.get(&callback.person);
    let slip = slips::callback(&shared.texts, &shared.settings(), &callback, person);
    kept::print(&shared, slip).await
}

/// `None`: the database of people is away.
async fn people_of(shared: &Shared, callbacks: &[&Callback]) -> Option<shown::Rows> {
    let ids = callbacks.iter().map(|callback| callback.person.clone());
    let ids: Vec<PersonId> = ids.collect();
    shared.people.get(ids).await.ok().map(shown::by_id)
}

/// Which callbacks to list.
#[derive(Debug, Default, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Wanted {
    /// "open" (default), "closed" or "all".
    status: Option<String>,
    /// "today", "overdue" or a date.
    due: Option<String>,
    /// "kiosk", "hall", "desk" or "contact-centre".
    origin: Option<String>,
    /// A phone or a contract number, however it is written.
    q: Option<String>,
    /// Of a file: "ru" or "en"; as the browser asks, if left out.
    pub(super) lang: Option<String>,
}

/// The worklist; phones are masked.
#[utoipa::path(
    get, path = "/api/v1/callbacks", tag = "callbacks", params(Wanted),
    responses((status = 200, body = CallbackList)), security(("token" = []))
)]
pub(crate) async fn list(
    State(shared): State<Shared>,
    who: Who,
    Query(wanted): Query<Wanted>,
) -> Answer<Json<CallbackList>> {
    who.needs(Right::WorkCallbacks)?;
    let picture = shared.handle.told().picture;
    let today = kept::today(&shared);
    let found = chosen(&shared, &picture, &wanted, today).await?;
    let rows = people_of(&shared, &found).await;
    let settings = shared.settings();
    let none = shown::Rows::new();
    let view = |callback: &&Callback| {
        let rows = rows.as_ref().unwrap_or(&none);
        shown::callback(&settings, callback, rows, today)
    };
    let current = shared.current();
    let counts = shown::matters(&shared.scene_of(0, &picture, &current));
    Ok(Json(CallbackList {
        today: today.to_string(),
        now_ms: shared.clock.now().0,
        utc_offset_min: settings.calendar.utc_offset_min(shared.clock.now().0),
        open: counts.callbacks_open,
        due_today: counts.callbacks_due_today,
        overdue: counts.callbacks_overdue,
        callbacks: found.iter().map(view).collect(),
        people_shown: rows.is_some(),
    }))
}

/// The most pressing first; closed ones, the latest first.
pub(super) async fn chosen<'a>(
    shared: &Shared,
    picture: &'a Picture,
    wanted: &Wanted,
    today: Date,
) -> Answer<Vec<&'a Callback>> {
    let status = Status::wanted(wanted.status.as_deref())?;
    let unknown = |value: &str| unprocessable("unknown-filter").with("filter", value);
    let due = match wanted.due.as_deref() {
        None | Some("today" | "overdue") => None,
        Some(date) => Some(date.parse::<Date>().map_err(|_no_date| unknown(date))?),
    };
    let named = match wanted.q.as_deref().map(str::trim) {
        None | Some("") => None,
        Some(text) => Some(found_people(shared, text).await?),
    };
    let is_wanted = |callback: &&Callback| {
        let by_due = match wanted.due.as_deref() {
            Some("today") => callback.due == today,
            Some("overdue") => callback.is_overdue(today),
            _date => due.is_none_or(|due| callback.due == due),
        };
        let origin = shown::origin_name(callback.origin);
        status.shows(callback.is_open())
            && by_due
            && wanted.origin.as_deref().is_none_or(|from| from == origin)
            && named
                .as_ref()
                .is_none_or(|ids| ids.contains(&callback.person))
    };
    let all = picture.carried.callbacks.all().iter();
    let mut found: Vec<&Callback> = all.filter(is_wanted).collect();
    found.sort_by_key(|callback| match &callback.ended {
        None => (0, callback.due.day_number(), callback.asked_at.0),
        Some(ended) => (1, -ended.at.0, 0),
    });
    found.truncate(MOST_SHOWN);
    Ok(found)
}

async fn found_people(shared: &Shared, text: &str) -> Answer<BTreeSet<PersonId>> {
    let mut ids = BTreeSet::new();
    let phone = format::phone(text)
        .ok()
        .map(|phone| By::Phone(Pii::new(phone)));
    let contract = format::contract(text).ok();
    let contract = contract.map(|contract| By::Contract(Pii::new(contract)));
    for by in [phone, contract].into_iter().flatten() {
        let people = shared.people.find(by).await?;
        ids.extend(people.into_iter().map(|person| person.id));
    }
    Ok(ids)
}

fn known<'a>(id: &str, picture: &'a Picture) -> Answer<&'a Callback> {
    let unknown = || Trouble::new(StatusCode::NOT_FOUND, "unknown-record").with("id", id);
    let number = id.parse().map_err(|_not_a_number| unknown())?;
    picture.carried.callbacks.get(number).ok_or_else(unknown)
}

async fn shown_with_etag(shared: &Shared, id: &str, picture: &Picture) -> Answer<Response> {
    let callback = known(id, picture)?;
    let rows = people_of(shared, &[callback]).await;
    let rows = rows.unwrap_or_default();
    let today = kept::today(shared);
    let view = shown::callback(&shared.settings(), callback, &rows, today);
    let etag = format!("\"{}\"", view.revision);
    Ok(([(header::ETAG, etag)], Json(view)).into_response())
}

/// One callback.
#[utoipa::path(
    get, path = "/api/v1/callbacks/{id}", tag = "callbacks", params(("id" = u32, Path)),
    responses((status = 200, body = CallbackView), (status = 404, body = Problem)),
    security(("token" = []))
)]
pub(crate) async fn show(
    State(shared): State<Shared>,
    who: Who,
    Path(id): Path<String>,
) -> Answer<Response> {
    who.needs(Right::WorkCallbacks)?;
    let picture = shared.handle.told().picture;
    shown_with_etag(&shared, &id, &picture).await
}

async fn act(
    shared: &Shared,
    who: &Who,
    headers: &HeaderMap,
    command: CallbackCommand,
) -> Answer<Done> {
    let ask = Ask::new(Command::Callback(command), &who.by).with_key(key(headers, who)?);
    ask_reception(shared, ask).await
}

/// A phone, an address and a contract number are about to be read: kept first.
#[utoipa::path(
    post, path = "/api/v1/callbacks/{id}/person", tag = "callbacks", params(("id" = u32, Path)),
    responses((status = 200, body = PersonView), (status = 404, body = Problem), (status = 410, description = "person-erased", body = Problem)),
    security(("token" = []))
)]
pub(crate) async fn unmask(
    State(shared): State<Shared>,
    who: Who,
    Path(id): Path<String>,
    headers: HeaderMap,
    Body(Nothing {}): Body<Nothing>,
) -> Answer<Json<PersonView>> {
    who.needs(Right::WorkCallbacks)?;
    let picture = shared.handle.told().picture;
    let callback = known(&id, &picture)?;
    let see = CallbackCommand::See {
        ids: vec![callback.id],
        by: who.account(),
    };
    act(&shared, &who, &headers, see).await?;
    let rows = shared.people.get(vec![callback.person.clone()]).await;
    let rows = rows?;
    let row = rows.first();
    let row = row.ok_or_else(|| Trouble::new(StatusCode::GONE, "person-erased"))?;
    Ok(Json(shown::person(row, true)))
}

/// Erase a visitor's data at their wish (152-FZ); the record stays without them.
#[utoipa::path(
    delete, path = "/api/v1/callbacks/{id}/person", tag = "callbacks", params(("id" = u32, Path)),
    responses((status = 204), (status = 404, body = Problem)),
    security(("token" = []))
)]
pub(crate) async fn erase(
    State(shared): State<Shared>,
    who: Who,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Answer<StatusCode> {
    who.needs(Right::ErasePerson)?;
    let picture = shared.handle.told().picture;
    let callback = known(&id, &picture)?;
    if callback.is_open() {
        let close = CallbackCommand::Close {
            id: callback.id,
            revision: None,
            by: who.account(),
            outcome: Outcome::Withdrawn,
        };
        act(&shared, &who, &headers, close).await?;
    }
    let erased = AuditEvent::PersonErased {
        list: PeopleList::Callbacks,
        id: callback.id,
    };
    audit::keep(&shared, &who.by, erased).await?;
    shared.people.erase(callback.person.clone()).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Somebody tried to call.
#[utoipa::path(
    post, path = "/api/v1/callbacks/{id}/attempt", tag = "callbacks", request_body = TryCallback,
    params(("id" = u32, Path), ("If-Match" = Option<String>, Header)),
    responses((status = 200, body = CallbackView), (status = 409, description = "record-changed, record-closed", body = Problem)),
    security(("token" = []))
)]
pub(crate) async fn attempt(
    State(shared): State<Shared>,
    who: Who,
    Path(id): Path<String>,
    headers: HeaderMap,
    Body(wanted): Body<TryCallback>,
) -> Answer<Response> {
    who.needs(Right::WorkCallbacks)?;
    let picture = shared.handle.told().picture;
    let callback = known(&id, &picture)?;
    let all = [
        Attempt::NoAnswer,
        Attempt::Busy,
        Attempt::AskedLater,
        Attempt::WrongNumber,
    ];
    let result = all
        .into_iter()
        .find(|result| shown::attempt_name(*result) == wanted.result);
    let command = CallbackCommand::Try {
        id: callback.id,
        revision: seen_revision(&headers)?,
        by: who.account(),
        result: result
            .ok_or_else(|| unprocessable("unknown-filter").with("filter", &wanted.result))?,
        due: kept::agreed(wanted.due.as_deref(), kept::today(&shared))?,
    };
    let note = kept::line(wanted.note.as_deref())?;
    let done = act(&shared, &who, &headers, command).await?;
    add_note(&shared, &callback.person, note, &done).await;
    shown_with_etag(&shared, &id, &done_or_told(&shared, &done)).await
}

/// It is done, one way or the other.
#[utoipa::path(
    post, path = "/api/v1/callbacks/{id}/close", tag = "callbacks", request_body = CloseCallback,
    params(("id" = u32, Path), ("If-Match" = Option<String>, Header)),
    responses((status = 200, body = CallbackView), (status = 409, description = "record-changed, record-closed", body = Problem)),
    security(("token" = []))
)]
pub(crate) async fn close(
    State(shared): State<Shared>,
    who: Who,
    Path(id): Path<String>,
    headers: HeaderMap,
    Body(wanted): Body<CloseCallback>,
) -> Answer<Response> {
    who.needs(Right::WorkCallbacks)?;
    let picture = shared.handle.told().picture;
    let callback = known(&id, &picture)?;
    let all = [
        Outcome::Answered,
        Outcome::Booked,
        Outcome::Unreachable,
        Outcome::WrongNumber,
        Outcome::Withdrawn,
    ];
    let outcome = all
        .into_iter()
        .find(|outcome| shown::outcome_name(*outcome) == wanted.outcome);
    let command = CallbackCommand::Close {
        id: callback.id,
        revision: seen_revision(&headers)?,
        by: who.account(),
        outcome: outcome
            .ok_or_else(|| unprocessable("unknown-filter").with("filter", &wanted.outcome))?,
    };
    let note = kept::line(wanted.note.as_deref())?;
    let done = act(&shared, &who, &headers, command).await?;
    add_note(&shared, &callback.person, note, &done).await;
    shown_with_etag(&shared, &id, &done_or_told(&shared, &done)).await
}

/// A repeat is answered from an older picture: the latest one tells more.
fn done_or_told(shared: &Shared, done: &Done) -> Arc<Picture> {
    if done.is_repeat {
        shared.handle.told().picture
    } else {
        Arc::clone(&done.picture)
    }
}

/// What was said goes to the person's row; the record stands without it.
async fn add_note(shared: &Shared, person: &PersonId, note: Option<Pii>, done: &Done) {
    let Some(note) = note.filter(|_note| !done.is_repeat) else {
        return;
    };
    if let Err(error) = shared.people.add_gist(person.clone(), note).await {
        tracing::warn!(%error, "a note to a callback could not be kept");
    }
}

/// Print the slip again.
#[utoipa::path(
    post, path = "/api/v1/callbacks/{id}/print", tag = "callbacks", params(("id" = u32, Path)),
    responses((status = 200, body = PrintAnswer), (status = 404, body = Problem)),
    security(("token" = []))
)]
pub(crate) async fn print(
    State(shared): State<Shared>,
    who: Who,
    Path(id): Path<String>,
    headers: HeaderMap,
    Body(Nothing {}): Body<Nothing>,
) -> Answer<Json<PrintAnswer>> {
    who.needs(Right::WorkCallbacks)?;
    let picture = shared.handle.told().picture;
    let callback = known(&id, &picture)?.clone();
    let printing = print_slip(Arc::clone(&shared), callback);
    paper::once(&shared, key(&headers, &who)?, printing).await
}
