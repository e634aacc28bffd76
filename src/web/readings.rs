//! Meter-reading days over the LAN (S8): the head draws up and fills the
//! month, the kiosk knows the contract number. Names stay in the database of
//! people.

use std::collections::{BTreeMap, BTreeSet};

use axum::Json;
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use jiff::ToSpan;
use jiff::civil::Date;
use office::audit::PeopleList;
use office::command::Command;
use office::day::Moment;
use office::readings::{
    Contract, Hour, HourPlan, Month, ReadingsCommand, ReadingsRefusal, Schedule,
};
use office::service::ServiceId;

use crate::people::pii::Pii;
use crate::people::{Person, contract_id, format};
use crate::reception::handle::{Ask, Done};
use crate::run::rules::office_date;
use crate::web::Shared;
use crate::web::appointments::{chosen_language, revision};
use crate::web::ask::{Body, answers_at_once, key, language};
use crate::web::audit;
use crate::web::check_in::checked_in;
use crate::web::contract_list::{self, WrongLine};
use crate::web::problem::Trouble;
use crate::web::tickets::{ask_reception, channel_of};
use crate::web::trust::{Right, Who};
use crate::web::view::Scene;
use crate::wire;
use crate::wire_booking::CheckedIn;
use crate::wire_readings as shape;

/// A list of ten thousand lines is about 600 KB.
pub(crate) const LIST_BYTES: usize = 2 * 1024 * 1024;

/// Wrong lines told at once: nobody mends more before trying again.
const LINES_TOLD: usize = 100;

/// The month's schedule; an empty one with revision 0 if it is not drawn up.
#[utoipa::path(
    get, path = "/api/v1/readings/{month}", tag = "readings", params(("month" = String, Path, description = "2026-12")),
    responses((status = 200, body = shape::ReadingsMonth), (status = 422, body = wire::Problem)),
    security(("token" = []))
)]
pub(crate) async fn show(
    State(shared): State<Shared>,
    who: Who,
    Path(month): Path<String>,
) -> Result<Response, Trouble> {
    who.needs(Right::RunDay)?;
    let month = month_of(&month)?;
    audit::looks_at(&shared, &who, PeopleList::Readings).await?;
    Ok(answer(&shared, month).await)
}

/// Draw the month up, or anew: hours that stay keep their contracts.
#[utoipa::path(
    put, path = "/api/v1/readings/{month}", tag = "readings", request_body = shape::DrawReadings,
    params(("month" = String, Path), ("If-Match" = String, Header, description = "the schedule's revision, in quotes; 0 for none")),
    responses(
        (status = 200, body = shape::ReadingsMonth),
        (status = 409, description = "readings-hour-in-use", body = wire::Problem),
        (status = 412, body = wire::Problem), (status = 422, body = wire::Problem)
    ),
    security(("token" = []))
)]
pub(crate) async fn draw(
    State(shared): State<Shared>,
    who: Who,
    Path(month): Path<String>,
    headers: HeaderMap,
    Body(wanted): Body<shape::DrawReadings>,
) -> Result<Response, Trouble> {
    who.needs(Right::RunDay)?;
    let month = month_of(&month)?;
    let plans: Vec<HourPlan> = wanted.hours.iter().map(plan).collect();
    let calendar = &shared.settings().calendar;
    let is_in_month =
        |hour: &HourPlan| Month::of(office_date(calendar.date_at(hour.from.0))) == month;
    if !plans.iter().all(is_in_month) {
        let code = "readings-bad-hours";
        return Err(Trouble::new(StatusCode::UNPROCESSABLE_ENTITY, code));
    }
    let command = ReadingsCommand::Draw {
        month,
        revision: revision(&headers)?,
        service: ServiceId::from(wanted.service),
        hours: plans,
        contracts: Vec::new(),
    };
    ask(&shared, &who, &headers, command).await?;
    Ok(answer(&shared, month).await)
}

/// Draw the month up as the last one was: its n-th working day becomes the
/// n-th working day of this one, with the same hours, places and contracts.
#[utoipa::path(
    post, path = "/api/v1/readings/{month}/copy", tag = "readings", params(("month" = String, Path)),
    responses((status = 200, body = shape::ReadingsMonth), (status = 404, body = wire::Problem)),
    security(("token" = []))
)]
pub(crate) async fn copy(
    State(shared): State<Shared>,
    who: Who,
    Path(month): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Trouble> {
    who.needs(Right::RunDay)?;
    let month = month_of(&month)?;
    let told = shared.handle.told();
    let readings = &told.picture.carried.readings;
    let last = readings.month(month.before());
    let last = last.ok_or_else(|| {
        Trouble::new(StatusCode::NOT_FOUND, "readings-not-drawn").with("month", month.before())
    })?;
    let current = shared.current();
    let copied = copied(&shared.scene(&told, &current), last, month);
    let hours = copied.iter().map(|(plan, _contracts)| *plan).collect();
    let contracts = copied.into_iter().flat_map(|(plan, contracts)| {
        let all = contracts.into_iter();
        all.map(move |contract| (contract, Some(plan.from)))
    });
    // Hours and contracts in one command: kept whole or not at all.
    let draw = ReadingsCommand::Draw {
        month,
        revision: revision(&headers)?,
        service: last.service.clone(),
        hours,
        contracts: contracts.collect(),
    };
    ask(&shared, &who, &headers, draw).await?;
    Ok(answer(&shared, month).await)
}

/// Give one contract its hour by hand.
#[utoipa::path(
    post, path = "/api/v1/readings/{month}/contracts", tag = "readings", request_body = shape::AssignContract,
    params(("month" = String, Path)),
    responses((status = 200, body = shape::ReadingsMonth), (status = 409, body = wire::Problem), (status = 412, body = wire::Problem)),
    security(("token" = []))
)]
pub(crate) async fn assign(
    State(shared): State<Shared>,
    who: Who,
    Path(month): Path<String>,
    headers: HeaderMap,
    Body(wanted): Body<shape::AssignContract>,
) -> Result<Response, Trouble> {
    who.needs(Right::RunDay)?;
    let month = month_of(&month)?;
    let contract = format::contract(&wanted.contract)?;
    let name = format::line(&wanted.name, 200)?;
    let command = ReadingsCommand::Assign {
        month,
        revision: revision(&headers)?,
        contracts: vec![(Contract(contract.clone()), wanted.from_ms.map(Moment))],
    };
    ask(&shared, &who, &headers, command).await?;
    if !name.is_empty() {
        keep_names(&shared, vec![contract_list::Row { contract, name }]).await?;
    }
    Ok(answer(&shared, month).await)
}

/// Take contracts out of the schedule.
#[utoipa::path(
    post, path = "/api/v1/readings/{month}/release", tag = "readings", request_body = shape::ReleaseContracts,
    params(("month" = String, Path)),
    responses((status = 200, body = shape::ReadingsMonth), (status = 412, body = wire::Problem)),
    security(("token" = []))
)]
pub(crate) async fn release(
    State(shared): State<Shared>,
    who: Who,
    Path(month): Path<String>,
    headers: HeaderMap,
    Body(wanted): Body<shape::ReleaseContracts>,
) -> Result<Response, Trouble> {
    who.needs(Right::RunDay)?;
    let month = month_of(&month)?;
    let command = ReadingsCommand::Release {
        month,
        revision: revision(&headers)?,
        contracts: wanted.contracts.into_iter().map(Contract).collect(),
    };
    ask(&shared, &who, &headers, command).await?;
    Ok(answer(&shared, month).await)
}

/// Fill the month from a list: contract number, name. Every wrong line is told
/// with its number, and then nothing of the list is taken.
#[utoipa::path(
    post, path = "/api/v1/readings/{month}/list", tag = "readings",
    request_body(content = String, content_type = "text/csv"),
    params(("month" = String, Path)),
    responses(
        (status = 200, body = shape::ReadingsMonth),
        (status = 409, description = "readings-no-places", body = wire::Problem),
        (status = 422, description = "wrong-list, with its wrong lines", body = shape::ListProblem)
    ),
    security(("token" = []))
)]
pub(crate) async fn fill(
    State(shared): State<Shared>,
    who: Who,
    Path(month): Path<String>,
    headers: HeaderMap,
    list: Bytes,
) -> Result<Response, Trouble> {
    who.needs(Right::RunDay)?;
    let month = month_of(&month)?;
    let rows = match contract_list::read(&list) {
        Ok(rows) => rows,
        Err(lines) => return Ok(list_problem(&shared, &headers, &lines)),
    };
    let command = ReadingsCommand::Assign {
        month,
        revision: revision(&headers)?,
        contracts: rows
            .iter()
            .map(|row| (Contract(row.contract.clone()), None))
            .collect(),
    };
    ask(&shared, &who, &headers, command).await?;
    keep_names(&shared, rows).await?;
    Ok(answer(&shared, month).await)
}

/// A contract's hour: under way, next or last.
#[utoipa::path(
    get, path = "/api/v1/readings/contracts/{contract}", tag = "readings", params(("contract" = String, Path)),
    responses((status = 200, body = shape::ContractHour), (status = 404, body = wire::Problem)),
    security(("token" = []))
)]
pub(crate) async fn contract(
    State(shared): State<Shared>,
    who: Who,
    Path(contract): Path<String>,
) -> Result<Json<shape::ContractHour>, Trouble> {
    who.needs(Right::TakeTicket)?;
    let contract = Contract(format::contract(&contract)?);
    let told = shared.handle.told();
    let current = shared.current();
    let scene = shared.scene(&told, &current);
    let now = told.picture.now;
    let found = told.picture.carried.readings.hour_for(&contract, now);
    let (_month, schedule, hour) = found.ok_or_else(unknown)?;
    let opens_at = hour.from.plus_ms(-told.picture.rules.booking.early_ms);
    let view = shape::ContractHour {
        service: schedule.service.0.to_string(),
        date: current.settings.calendar.date_at(hour.from.0).to_string(),
        from: scene.starts(hour.from),
        to: scene.ends(hour.to),
        now: (opens_at..hour.to).contains(&now),
        ticket: hour.came.get(&contract).map(ToString::to_string),
        contract: contract.0,
    };
    std::future::ready(Ok(Json(view))).await
}

/// Check in by contract number: within its hour the ticket is an appointment's.
#[utoipa::path(
    post, path = "/api/v1/readings/check-in", tag = "readings", request_body = shape::ContractCheckIn,
    responses(
        (status = 201, body = CheckedIn), (status = 404, body = wire::Problem),
        (status = 409, description = "not-your-hour, already-checked-in", body = wire::Problem)
    ),
    security(("token" = []))
)]
pub(crate) async fn check_in(
    State(shared): State<Shared>,
    who: Who,
    headers: HeaderMap,
    Body(wanted): Body<shape::ContractCheckIn>,
) -> Result<Response, Trouble> {
    who.needs(Right::TakeTicket)?;
    let contract = Contract(format::contract(&wanted.contract)?);
    let language = match &wanted.language {
        Some(chosen) => chosen_language(&shared, chosen)?,
        None => shared.settings().default_language().to_owned(),
    };
    let command = ReadingsCommand::CheckIn {
        contract: contract.clone(),
        channel: channel_of(&who),
        language,
        paper: wanted.print != Some(false),
        help: wanted.help,
    };
    let ask = Ask::new(Command::Readings(Box::new(command)), &who.by);
    let ask = ask.with_key(key(&headers, &who)?);
    let result = checked_in(&shared, ask, answers_at_once(&headers)).await;
    match result {
        Ok(taken) => Ok((StatusCode::CREATED, Json(taken)).into_response()),
        Err(trouble) if trouble.code == "not-your-hour" => {
            let told = shared.handle.told();
            let found = told
                .picture
                .carried
                .readings
                .hour_for(&contract, told.picture.now);
            let date = found.map(|(_month, _schedule, hour)| {
                let date = shared.settings().calendar.date_at(hour.from.0);
                format!("{:02}.{:02}.{}", date.day(), date.month(), date.year())
            });
            Err(trouble.with("date", date.unwrap_or_default()))
        }
        Err(trouble) => Err(trouble),
    }
}

async fn ask(
    shared: &Shared,
    who: &Who,
    headers: &HeaderMap,
    command: ReadingsCommand,
) -> Result<Done, Trouble> {
    let ask = Ask::new(Command::Readings(Box::new(command)), &who.by);
    ask_reception(shared, ask.with_key(key(headers, who)?)).await
}

async fn answer(shared: &Shared, month: Month) -> Response {
    let told = shared.handle.told();
    let schedule = told.picture.carried.readings.month(month);
    let names = names_of(shared, schedule).await;
    let current = shared.current();
    let view = shared
        .scene(&told, &current)
        .readings(month, names.as_ref());
    let tag = [(header::ETAG, format!("\"{}\"", view.revision))];
    (tag, Json(view)).into_response()
}

type Names = BTreeMap<String, String>;

impl Scene<'_> {
    /// The service the kiosk asks contract numbers for, if it does: an hour of
    /// today is not over.
    pub(crate) fn takes_readings(&self) -> Option<String> {
        let (picture, calendar) = (self.picture, &self.settings.calendar);
        let today = calendar.date_at(picture.now.0);
        let month = picture
            .carried
            .readings
            .month(Month::of(office_date(today)))?;
        let mut hours = month.hours.iter();
        let is_ahead =
            hours.any(|hour| calendar.date_at(hour.from.0) == today && hour.to > picture.now);
        is_ahead.then(|| month.service.0.to_string())
    }

    fn readings(&self, month: Month, names: Option<&Names>) -> shape::ReadingsMonth {
        let readings = &self.picture.carried.readings;
        let schedule = readings.month(month);
        let hours: Vec<shape::ReadingsHour> = schedule
            .iter()
            .flat_map(|schedule| &schedule.hours)
            .map(|hour| self.readings_hour(hour, names))
            .collect();
        shape::ReadingsMonth {
            month: month.to_string(),
            revision: schedule.map_or(0, |schedule| schedule.revision),
            service: schedule.map(|schedule| schedule.service.0.to_string()),
            places: hours.iter().map(|hour| u64::from(hour.places)).sum(),
            assigned: hours.iter().map(|hour| hour.contracts.len() as u64).sum(),
            days: days_of(month).map(|date| self.readings_day(date)).collect(),
            may_copy: readings.month(month.before()).is_some(),
            names_shown: names.is_some(),
            hours,
        }
    }

    fn readings_hour(&self, hour: &Hour, names: Option<&Names>) -> shape::ReadingsHour {
        let contracts = hour.contracts.iter().map(|contract| shape::ContractView {
            contract: contract.0.clone(),
            name: names.and_then(|names| names.get(&contract.0).cloned()),
            ticket: hour.came.get(contract).map(ToString::to_string),
        });
        shape::ReadingsHour {
            date: self.settings.calendar.date_at(hour.from.0).to_string(),
            from: self.starts(hour.from),
            to: self.ends(hour.to),
            from_ms: hour.from.0,
            to_ms: hour.to.0,
            places: hour.places,
            contracts: contracts.collect(),
        }
    }

    fn readings_day(&self, date: Date) -> shape::ReadingsDay {
        let hours = self.hours_of(date);
        let mut spans = Vec::new();
        if let Some(hours) = hours {
            let mut from = hours.opens_at;
            while from.plus_ms(HOUR_MS) <= hours.closes_at {
                let to = from.plus_ms(HOUR_MS);
                spans.push(shape::HourSpan {
                    from_ms: from.0,
                    to_ms: to.0,
                });
                from = to;
            }
        }
        shape::ReadingsDay {
            date: date.to_string(),
            opens: hours.map(|hours| self.starts(hours.opens_at)),
            closes: hours.map(|hours| self.ends(hours.closes_at)),
            hours: spans,
        }
    }
}

const HOUR_MS: i64 = 60 * office::day::MINUTE_MS;

/// Every day of the month.
fn days_of(month: Month) -> impl Iterator<Item = Date> {
    let first = Date::new(month.year, i8::try_from(month.month).unwrap_or(1), 1);
    let first = first.unwrap_or_default();
    (0..i32::from(first.days_in_month())).filter_map(move |day| first.checked_add(day.days()).ok())
}

/// The last month's hours on this month's working days, with their contracts.
fn copied(scene: &Scene<'_>, last: &Schedule, month: Month) -> Vec<(HourPlan, BTreeSet<Contract>)> {
    let open = |month: Month| {
        let days = days_of(month).filter(|date| scene.hours_of(*date).is_some());
        days.collect::<Vec<Date>>()
    };
    let calendar = &scene.settings.calendar;
    let (before, now) = (open(month.before()), open(month));
    let mut hours: Vec<(HourPlan, BTreeSet<Contract>)> = last
        .hours
        .iter()
        .filter_map(|hour| {
            let date = calendar.date_at(hour.from.0);
            let nth = before.iter().position(|open| *open == date)?;
            let date = *now.get(nth)?;
            let from = calendar.opening_ms(date, calendar.minute_at(hour.from.0))?;
            let plan = HourPlan {
                from: Moment(from),
                to: Moment(from).plus_ms(hour.to.ms_since(hour.from)),
                places: hour.places,
            };
            Some((plan, hour.contracts.clone()))
        })
        .collect();
    hours.sort_by_key(|(plan, _contracts)| plan.from);
    hours
}

async fn names_of(shared: &Shared, schedule: Option<&Schedule>) -> Option<Names> {
    let contracts = schedule
        .iter()
        .flat_map(|schedule| &schedule.hours)
        .flat_map(|hour| &hour.contracts);
    let ids = contracts
        .filter_map(|contract| contract_id(&contract.0).ok())
        .collect();
    let rows = shared.people.get(ids).await.ok()?;
    let names = rows
        .into_iter()
        .map(|row| (row.contract.show().to_owned(), row.name.show().to_owned()));
    Some(names.collect())
}

async fn keep_names(shared: &Shared, rows: Vec<contract_list::Row>) -> Result<(), Trouble> {
    let created = shared.clock.now();
    let mut people = Vec::with_capacity(rows.len());
    for row in rows.into_iter().filter(|row| !row.name.is_empty()) {
        people.push(Person {
            id: contract_id(&row.contract)?,
            purpose: "readings".to_owned(),
            name: Pii::new(row.name),
            phone: Pii::default(),
            address: Pii::default(),
            contract: Pii::new(row.contract),
            gist: Pii::default(),
            created,
            erase_after: None,
        });
    }
    Ok(shared.people.put_all(people).await?)
}

fn list_problem(shared: &Shared, headers: &HeaderMap, wrong: &[WrongLine]) -> Response {
    let language = language(headers, &shared.settings());
    let say =
        |key: &str, args: &[(&str, crate::texts::Arg)]| shared.texts.get(&language, key, args);
    let lines = wrong
        .iter()
        .take(LINES_TOLD)
        .map(|line| shape::WrongLineView {
            line: line.line,
            code: line.code.to_owned(),
            text: say(line.code, &[("found", line.found.clone().into())]),
        });
    let count = i64::try_from(wrong.len()).unwrap_or(i64::MAX);
    let problem = shape::ListProblem {
        kind: "about:blank".to_owned(),
        title: say("status-422", &[]),
        status: 422,
        detail: say("problem-wrong-list", &[("count", count.into())]),
        code: "wrong-list".to_owned(),
        lines: lines.collect(),
    };
    let mut response = (StatusCode::UNPROCESSABLE_ENTITY, Json(problem)).into_response();
    let media_type = HeaderValue::from_static("application/problem+json");
    response
        .headers_mut()
        .insert(header::CONTENT_TYPE, media_type);
    response
}

fn plan(hour: &shape::DrawHour) -> HourPlan {
    HourPlan {
        from: Moment(hour.from_ms),
        to: Moment(hour.to_ms),
        places: hour.places,
    }
}

fn month_of(text: &str) -> Result<Month, Trouble> {
    text.parse().map_err(|_no_month| {
        Trouble::new(StatusCode::UNPROCESSABLE_ENTITY, "bad-month").with("month", text)
    })
}

fn unknown() -> Trouble {
    Trouble::new(StatusCode::NOT_FOUND, "unknown-contract")
}

/// Why the schedule could not be changed, or a contract not checked in.
pub(crate) fn refused(no: ReadingsRefusal, clock: impl Fn(Moment) -> String) -> Trouble {
    let conflict = |code| Trouble::new(StatusCode::CONFLICT, code);
    let wrong = |code| Trouble::new(StatusCode::UNPROCESSABLE_ENTITY, code);
    match no {
        ReadingsRefusal::NotDrawn(month) => {
            Trouble::new(StatusCode::NOT_FOUND, "readings-not-drawn").with("month", month)
        }
        ReadingsRefusal::Changed { revision } => {
            Trouble::new(StatusCode::PRECONDITION_FAILED, "readings-changed")
                .with("revision", revision)
        }
        ReadingsRefusal::BadHours => wrong("readings-bad-hours"),
        ReadingsRefusal::BadPlaces { limit } => wrong("readings-bad-places").with("limit", limit),
        ReadingsRefusal::HourInUse { from, contracts } => conflict("readings-hour-in-use")
            .with("time", clock(from))
            .with("contracts", contracts),
        ReadingsRefusal::NoSuchHour { from } => {
            wrong("readings-no-such-hour").with("time", clock(from))
        }
        ReadingsRefusal::NotEnoughPlaces { missing } => {
            conflict("readings-no-places").with("missing", missing)
        }
        ReadingsRefusal::TooMany { limit } => wrong("readings-too-many").with("limit", limit),
        ReadingsRefusal::UnknownContract => Trouble::new(StatusCode::NOT_FOUND, "unknown-contract"),
        ReadingsRefusal::NotYourHour { from, to } => conflict("not-your-hour")
            .with("from", clock(from))
            .with("to", clock(to)),
        ReadingsRefusal::AlreadyCheckedIn { ticket } => {
            conflict("already-checked-in").with("ticket", ticket)
        }
    }
}
