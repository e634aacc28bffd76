//! Appointments over the LAN (S9): the diary, slots, booking, moving,
//! cancelling. Names and phones stay in the database of people; the heart
//! hears of a random id.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use jiff::civil::Date;
use office::appointment::{
    Appointment, AppointmentCommand, AppointmentEvent, AppointmentRefusal, Book, CODE_DIGITS, Code,
    Time,
};
use office::audit::PeopleList;
use office::command::Command;
use office::day::Moment;
use office::event::Event;
use office::person::PersonId;
use office::service::ServiceId;

use crate::people::pii::Pii;
use crate::people::{By, Person, format, new_id};
use crate::reception::handle::{Ask, Done};
use crate::run::rules::office_date;
use crate::web::Shared;
use crate::web::ask::{Body, key, seen_revision};
use crate::web::audit;
use crate::web::diary::People;
use crate::web::paper;
use crate::web::problem::{Trouble, needs_database};
use crate::web::tickets::ask_reception;
use crate::web::trust::{Right, Who};
use crate::wire::{self, PrintAnswer, PrintOutcome};
use crate::wire_booking::{
    AppointmentDay, AppointmentMade, AppointmentView, MakeAppointment, MoveAppointment, SlotsView,
};

/// Random codes handed to the heart: with a thousand taken of a million, that
/// all eight are taken never happens.
const CODES_TRIED: usize = 8;

#[derive(Debug, Default, serde::Deserialize)]
pub(crate) struct DayAsked {
    date: Option<String>,
    /// A code or a phone: then every appointment ahead that bears it.
    find: Option<String>,
}

/// One day's diary, or with `find` the appointments of one code or phone.
#[utoipa::path(
    get, path = "/api/v1/appointments", tag = "appointments",
    params(
        ("date" = Option<String>, Query, description = "2026-12-01; today by default"),
        ("find" = Option<String>, Query, description = "a code or a phone: all that is ahead under it")
    ),
    responses((status = 200, body = AppointmentDay), (status = 422, body = wire::Problem)),
    security(("token" = []))
)]
pub(crate) async fn list(
    State(shared): State<Shared>,
    who: Who,
    Query(asked): Query<DayAsked>,
) -> Result<Json<AppointmentDay>, Trouble> {
    who.needs(Right::Book)?;
    audit::looks_at(&shared, &who, PeopleList::Appointments).await?;
    let told = shared.handle.told();
    let current = shared.current();
    let scene = shared.scene(&told, &current);
    let date = match &asked.date {
        Some(text) => date_of(text)?,
        None => scene.today(),
    };
    let Some(wanted) = asked.find.filter(|text| !text.trim().is_empty()) else {
        let known = scene.diary().on(office_date(date));
        let people = people_of(&shared, known.into_iter()).await;
        return Ok(Json(scene.appointment_day(date, people.as_ref())));
    };
    let found = find(&shared, scene.diary().all(), &wanted).await?;
    let people = people_of(&shared, found.iter().copied()).await;
    let nobody = People::new();
    let mut day = scene.appointment_day(date, None);
    day.people_shown = people.is_some();
    day.appointments = found
        .into_iter()
        .map(|known| scene.appointment(known, people.as_ref().unwrap_or(&nobody)))
        .collect();
    Ok(Json(day))
}

#[derive(Debug, serde::Deserialize)]
pub(crate) struct SlotsAsked {
    service: String,
    date: Option<String>,
}

/// A service's free slots of one day, and how full the days ahead are.
#[utoipa::path(
    get, path = "/api/v1/appointments/slots", tag = "appointments",
    params(("service" = String, Query), ("date" = Option<String>, Query)),
    responses((status = 200, body = SlotsView), (status = 422, body = wire::Problem)),
    security(("token" = []))
)]
pub(crate) async fn slots(
    State(shared): State<Shared>,
    who: Who,
    Query(asked): Query<SlotsAsked>,
) -> Result<Json<SlotsView>, Trouble> {
    who.needs(Right::Book)?;
    let told = shared.handle.told();
    let current = shared.current();
    let scene = shared.scene(&told, &current);
    if current.settings.service(&asked.service).is_none() {
        let code = "unknown-service";
        return Err(
            Trouble::new(StatusCode::UNPROCESSABLE_ENTITY, code).with("service", &asked.service)
        );
    }
    let date = match &asked.date {
        Some(text) => date_of(text)?,
        None => scene.today(),
    };
    let view = scene.slots_of(&ServiceId::from(asked.service), date);
    std::future::ready(Ok(Json(view))).await
}

/// One appointment; its `ETag` goes into `If-Match` of a change.
#[utoipa::path(
    get, path = "/api/v1/appointments/{code}", tag = "appointments", params(("code" = String, Path)),
    responses((status = 200, body = AppointmentView), (status = 404, body = wire::Problem)),
    security(("token" = []))
)]
pub(crate) async fn show(
    State(shared): State<Shared>,
    who: Who,
    Path(code): Path<String>,
) -> Result<Response, Trouble> {
    who.needs(Right::Book)?;
    let code = code_of(&code)?;
    let told = shared.handle.told();
    let known = told.picture.carried.diary.get(&code).ok_or_else(unknown)?;
    let view = view_of(&shared, known).await;
    Ok((etag(known), Json(view)).into_response())
}

/// Book a visitor. Never more than the slot holds: of two who want the last
/// place, the second gets `slot-full`.
#[utoipa::path(
    post, path = "/api/v1/appointments", tag = "appointments", request_body = MakeAppointment,
    params(("Idempotency-Key" = Option<String>, Header, description = "the same key again books nothing more")),
    responses(
        (status = 201, body = AppointmentMade),
        (status = 409, description = "slot-full, slot-past, slot-too-far, not-bookable", body = wire::Problem),
        (status = 422, description = "no-such-slot, bad-phone, contact-needed", body = wire::Problem),
        (status = 503, description = "needs-database: the live queue is on", body = wire::Problem)
    ),
    security(("token" = []))
)]
pub(crate) async fn make(
    State(shared): State<Shared>,
    who: Who,
    headers: HeaderMap,
    Body(wanted): Body<MakeAppointment>,
) -> Result<Response, Trouble> {
    who.needs(Right::Book)?;
    needs_database(&shared.handle.told().picture)?;
    let key = key(&headers, &who)?;
    let language = match &wanted.language {
        Some(chosen) => chosen_language(&shared, chosen)?,
        None => shared.settings().default_language().to_owned(),
    };
    let person = person_of(&shared, &wanted, key.as_deref())?;
    let command = AppointmentCommand::Book(Book {
        service: ServiceId::from(wanted.service.clone()),
        to: time(&shared, wanted.starts_ms),
        language,
        person: person.id.clone(),
        codes: new_codes()?,
    });
    let ask = Ask::new(Command::Appointment(Box::new(command)), &who.by).with_key(key);
    // A page that is closed meanwhile must not leave half a booking.
    let booking = tokio::spawn(book(Arc::clone(&shared), ask, person, wanted.print));
    let (made, tag) = booking.await.map_err(|_panicked| broken())??;
    Ok((StatusCode::CREATED, tag, Json(made)).into_response())
}

type Tag = [(header::HeaderName, String); 1];

async fn book(
    shared: Shared,
    ask: Ask,
    person: Person,
    print: bool,
) -> Result<(AppointmentMade, Tag), Trouble> {
    let id = person.id.clone();
    // Sent again after the person was erased: the row stays gone.
    let had_record = is_needed(&shared, &id);
    let rows = shared.people.get(vec![id.clone()]).await;
    if !had_record || !rows?.is_empty() {
        shared.people.put(person).await?;
    }
    let asked = ask_reception(&shared, ask).await;
    if let Err(trouble) = &asked
        && trouble.status.is_client_error()
        && !is_needed(&shared, &id)
    {
        // Nobody was booked: nothing personal stays. What fails here goes with
        // the hourly look for those nobody needs.
        shared.people.erase(id).await.ok();
    }
    let done = asked?;
    answer(&shared, &done, print && !done.is_repeat).await
}

/// Move an appointment to another slot. `If-Match` says which state was seen.
#[utoipa::path(
    post, path = "/api/v1/appointments/{code}/move", tag = "appointments", request_body = MoveAppointment,
    params(("code" = String, Path), ("If-Match" = String, Header, description = "the appointment's revision, in quotes")),
    responses(
        (status = 200, body = AppointmentMade),
        (status = 409, body = wire::Problem),
        (status = 412, description = "somebody else has changed it", body = wire::Problem),
        (status = 428, description = "If-Match is missing", body = wire::Problem)
    ),
    security(("token" = []))
)]
pub(crate) async fn move_to(
    State(shared): State<Shared>,
    who: Who,
    Path(code): Path<String>,
    headers: HeaderMap,
    Body(wanted): Body<MoveAppointment>,
) -> Result<Response, Trouble> {
    who.needs(Right::Book)?;
    let command = AppointmentCommand::Move {
        code: code_of(&code)?,
        revision: revision(&headers)?,
        to: time(&shared, wanted.starts_ms),
    };
    change(&shared, &who, &headers, (command, &code, wanted.print)).await
}

/// Cancel an appointment; its place is free again.
#[utoipa::path(
    post, path = "/api/v1/appointments/{code}/cancel", tag = "appointments",
    params(("code" = String, Path), ("If-Match" = String, Header, description = "the appointment's revision, in quotes")),
    responses(
        (status = 200, body = AppointmentMade),
        (status = 409, body = wire::Problem),
        (status = 412, description = "somebody else has changed it", body = wire::Problem)
    ),
    security(("token" = []))
)]
pub(crate) async fn cancel(
    State(shared): State<Shared>,
    who: Who,
    Path(code): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Trouble> {
    who.needs(Right::Book)?;
    let command = AppointmentCommand::Cancel {
        code: code_of(&code)?,
        revision: revision(&headers)?,
    };
    change(&shared, &who, &headers, (command, &code, false)).await
}

async fn change(
    shared: &Shared,
    who: &Who,
    headers: &HeaderMap,
    (command, code, print): (AppointmentCommand, &str, bool),
) -> Result<Response, Trouble> {
    let ask = Ask::new(Command::Appointment(Box::new(command)), &who.by);
    let done = ask_reception(shared, ask.with_key(key(headers, who)?)).await?;
    let code = code_of(code)?;
    let known = done.picture.carried.diary.get(&code).ok_or_else(unknown)?;
    let (made, tag) = made(shared, known, print && !done.is_repeat).await;
    Ok((tag, Json(made)).into_response())
}

/// Print the slip with the code; every one after the first bears «повтор».
#[utoipa::path(
    post, path = "/api/v1/appointments/{code}/print", tag = "appointments", params(("code" = String, Path)),
    responses((status = 200, body = PrintAnswer), (status = 404, body = wire::Problem)),
    security(("token" = []))
)]
pub(crate) async fn print_again(
    State(shared): State<Shared>,
    who: Who,
    Path(code): Path<String>,
    headers: HeaderMap,
) -> Result<Json<PrintAnswer>, Trouble> {
    who.needs(Right::Book)?;
    let code = code_of(&code)?;
    let told = shared.handle.told();
    let known = told.picture.carried.diary.get(&code).ok_or_else(unknown)?;
    let key = key(&headers, &who)?;
    let (of, known) = (Arc::clone(&shared), known.clone());
    paper::once(&shared, key, async move { print(&of, known, true).await }).await
}

async fn answer(
    shared: &Shared,
    done: &Done,
    print: bool,
) -> Result<(AppointmentMade, Tag), Trouble> {
    let code = done.events.iter().find_map(|event| {
        let Event::Appointment(AppointmentEvent::Booked(booked)) = event else {
            return None;
        };
        Some(booked.code.clone())
    });
    // A repeat may come after the appointment was moved: told is what is now.
    let told = shared.handle.told();
    let known = code.and_then(|code| told.picture.carried.diary.get(&code).cloned());
    let known = known.ok_or_else(unknown)?;
    Ok(made(shared, &known, print).await)
}

async fn made(shared: &Shared, known: &Appointment, wants_slip: bool) -> (AppointmentMade, Tag) {
    let print = if wants_slip {
        print(shared, known.clone(), false).await
    } else {
        PrintAnswer {
            outcome: PrintOutcome::NotAsked,
            reason: None,
        }
    };
    let appointment = view_of(shared, known).await;
    (AppointmentMade { appointment, print }, etag(known))
}

async fn print(shared: &Shared, known: Appointment, is_repeat: bool) -> PrintAnswer {
    let shared = Arc::clone(shared);
    // Whoever asked may walk away: the slip comes out all the same.
    let printing = tokio::spawn(async move {
        let told = shared.handle.told();
        let current = shared.current();
        let slip = shared
            .scene(&told, &current)
            .appointment_slip(&known, is_repeat);
        let at = jiff::Timestamp::from_millisecond(told.picture.now.0).unwrap_or_default();
        shared.print(slip, at).await
    });
    let Ok(outcome) = printing.await else {
        return PrintAnswer {
            outcome: PrintOutcome::Unknown,
            reason: None,
        };
    };
    paper::told_of(outcome)
}

async fn view_of(shared: &Shared, known: &Appointment) -> AppointmentView {
    let people = people_of(shared, std::iter::once(known)).await;
    let told = shared.handle.told();
    let current = shared.current();
    let scene = shared.scene(&told, &current);
    scene.appointment(known, &people.unwrap_or_default())
}

/// The people of these appointments; `None` while their database is away.
async fn people_of(shared: &Shared, known: impl Iterator<Item = &Appointment>) -> Option<People> {
    let ids = known.map(|known| known.person.clone()).collect();
    let rows = shared.people.get(ids).await.ok()?;
    Some(
        rows.into_iter()
            .map(|person| (person.id.clone(), person))
            .collect(),
    )
}

/// By code or phone, by time.
async fn find<'a>(
    shared: &Shared,
    all: impl Iterator<Item = &'a Appointment>,
    text: &str,
) -> Result<Vec<&'a Appointment>, Trouble> {
    let mut found: Vec<&Appointment> = if let Ok(code) = text.parse::<Code>() {
        all.filter(|known| known.code == code).collect()
    } else {
        let people = people_by_phone(shared, text).await?;
        all.filter(|known| people.contains(&known.person)).collect()
    };
    found.sort_by_key(|known| (known.starts_at, &known.code));
    Ok(found)
}

/// Everyone under a phone.
pub(crate) async fn people_by_phone(shared: &Shared, text: &str) -> Result<Vec<PersonId>, Trouble> {
    let phone = format::phone(text)?;
    let by = By::Phone(Pii::new(phone));
    let rows = shared.people.find(by).await?;
    Ok(rows.into_iter().map(|person| person.id).collect())
}

fn person_of(
    shared: &Shared,
    wanted: &MakeAppointment,
    key: Option<&str>,
) -> Result<Person, Trouble> {
    let phone = match wanted.phone.trim() {
        "" => String::new(),
        typed => format::phone(typed)?,
    };
    let name = format::name(&wanted.name)?;
    if phone.is_empty() && name.is_empty() {
        let code = "contact-needed";
        return Err(Trouble::new(StatusCode::UNPROCESSABLE_ENTITY, code));
    }
    let told = shared.handle.told();
    let day = told.picture.day.as_ref().map(|day| day.date.to_string());
    Ok(Person {
        id: new_id(key, &day.unwrap_or_default())?,
        purpose: "appointment".to_owned(),
        name: Pii::new(name),
        phone: Pii::new(phone),
        address: Pii::default(),
        contract: Pii::default(),
        gist: Pii::default(),
        created: told.picture.now,
        erase_after: None,
    })
}

fn is_needed(shared: &Shared, id: &PersonId) -> bool {
    let told = shared.handle.told();
    let mut all = told.picture.carried.diary.all();
    all.any(|known| known.person == *id)
}

/// A slot as the heart wants it: with its day and that day's hours.
fn time(shared: &Shared, starts_ms: i64) -> Time {
    let told = shared.handle.told();
    let current = shared.current();
    let scene = shared.scene(&told, &current);
    let date = current.settings.calendar.date_at(starts_ms);
    Time {
        date: office_date(date),
        starts_at: Moment(starts_ms),
        hours: scene.hours_of(date),
    }
}

/// Six random digits, several times. No modulo bias: what does not fit is
/// drawn again.
fn new_codes() -> Result<Vec<Code>, Trouble> {
    let mut codes = Vec::with_capacity(CODES_TRIED);
    while codes.len() < CODES_TRIED {
        let mut bytes = [0; 4];
        getrandom::fill(&mut bytes).map_err(|_no_random| broken())?;
        let drawn = u32::from_le_bytes(bytes) >> 12;
        if drawn < 1_000_000 {
            let text = format!("{drawn:0CODE_DIGITS$}");
            codes.extend(text.parse::<Code>());
        }
    }
    Ok(codes)
}

pub(crate) fn chosen_language(shared: &Shared, chosen: &str) -> Result<String, Trouble> {
    if shared
        .settings()
        .languages
        .iter()
        .any(|known| known == chosen)
    {
        return Ok(chosen.to_owned());
    }
    let code = "unknown-language";
    Err(Trouble::new(StatusCode::UNPROCESSABLE_ENTITY, code).with("language", chosen))
}

/// A change must say what it saw.
pub(crate) fn revision(headers: &HeaderMap) -> Result<Option<u64>, Trouble> {
    if !headers.contains_key(header::IF_MATCH) {
        let code = "revision-needed";
        return Err(Trouble::new(StatusCode::PRECONDITION_REQUIRED, code));
    }
    seen_revision(headers)
}

pub(crate) fn date_of(text: &str) -> Result<Date, Trouble> {
    let date = text.parse().ok().filter(|_date| text.len() == 10);
    date.ok_or_else(|| {
        Trouble::new(StatusCode::UNPROCESSABLE_ENTITY, "bad-date").with("date", text)
    })
}

fn code_of(text: &str) -> Result<Code, Trouble> {
    text.parse().map_err(|_no_code| unknown())
}

fn etag(known: &Appointment) -> Tag {
    [(header::ETAG, format!("\"{}\"", known.revision))]
}

fn unknown() -> Trouble {
    Trouble::new(StatusCode::NOT_FOUND, "unknown-appointment")
}

fn broken() -> Trouble {
    Trouble::new(StatusCode::INTERNAL_SERVER_ERROR, "other")
}

/// What is wrong with a phone, a name or a contract number.
/// Why an appointment could not be made, changed or kept.
pub(crate) fn refused(no: AppointmentRefusal, clock: impl Fn(Moment) -> String) -> Trouble {
    let conflict = |code| Trouble::new(StatusCode::CONFLICT, code);
    match no {
        AppointmentRefusal::NotBookable(service) => {
            conflict("not-bookable").with("service", service)
        }
        AppointmentRefusal::NoSuchSlot => {
            Trouble::new(StatusCode::UNPROCESSABLE_ENTITY, "no-such-slot")
        }
        AppointmentRefusal::Past => conflict("slot-past"),
        AppointmentRefusal::TooFarAhead { days } => conflict("slot-too-far").with("days", days),
        AppointmentRefusal::SlotFull { starts_at } => {
            conflict("slot-full").with("time", clock(starts_at))
        }
        AppointmentRefusal::CodesTaken => {
            Trouble::new(StatusCode::SERVICE_UNAVAILABLE, "overloaded").retry_after_s(1)
        }
        AppointmentRefusal::Unknown => unknown(),
        AppointmentRefusal::Changed { revision } => {
            Trouble::new(StatusCode::PRECONDITION_FAILED, "appointment-changed")
                .with("revision", revision)
        }
        AppointmentRefusal::Cancelled => conflict("appointment-cancelled"),
        AppointmentRefusal::Missed => conflict("appointment-missed"),
        AppointmentRefusal::AlreadyCheckedIn { ticket } => {
            conflict("already-checked-in").with("ticket", ticket)
        }
        AppointmentRefusal::OtherDay { date, starts_at } => conflict("appointment-other-day")
            .with(
                "date",
                format!("{:02}.{:02}.{}", date.day, date.month, date.year),
            )
            .with("time", clock(starts_at)),
        AppointmentRefusal::TooEarly { from, starts_at } => conflict("check-in-too-early")
            .with("from", clock(from))
            .with("time", clock(starts_at)),
    }
}
