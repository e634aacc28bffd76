//! The register of statements, complaints and papers dropped off (S12, S13, S24).

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use office::audit::{AuditEvent, PeopleList};
use office::command::Command;
use office::day::Date;
use office::event::Event;
use office::person::PersonId;
use office::picture::Picture;
use office::statement::{Answer as How, NewStatement, Statement, StatementCommand, StatementEvent};
use serde::Deserialize;

use crate::config::settings::Settings;
use crate::people::Person;
use crate::reception::handle::{Ask, Done};
use crate::web::Shared;
use crate::web::ask::{Body, key, seen_revision, ticket_number};
use crate::web::audit;
use crate::web::desks::Nothing;
use crate::web::matters::kept::{self, Status, Told, unprocessable};
use crate::web::matters::{Answer, shown, slips};
use crate::web::paper;
use crate::web::problem::{Trouble, needs_database};
use crate::web::tickets::ask_reception;
use crate::web::trust::{Right, Who};
use crate::wire::{PrintAnswer, Problem};
use crate::wire_matters::{
    KindView, MonthView, PersonView, SettleStatement, StatementList, StatementTaken, StatementView,
    TakeStatement,
};

/// Take a statement and tell its term (S12).
#[utoipa::path(
    post, path = "/api/v1/statements", tag = "statements", request_body = TakeStatement,
    params(("Idempotency-Key" = Option<String>, Header)),
    responses(
        (status = 201, body = StatementTaken),
        (status = 422, description = "unknown-kind, not-anonymous, wrong-phone", body = Problem),
        (status = 503, description = "needs-database, people-unavailable", body = Problem)
    ),
    security(("token" = []))
)]
pub(crate) async fn take(
    State(shared): State<Shared>,
    who: Who,
    headers: HeaderMap,
    Body(wanted): Body<TakeStatement>,
) -> Answer<Response> {
    who.needs(Right::Register)?;
    let picture = shared.handle.told().picture;
    let (new, person) = wanted_statement(&shared, &who, &headers, &wanted, &picture)?;
    needs_database(&picture)?;
    let command = Command::Statement(StatementCommand::Take(Box::new(new)));
    let question = Ask::new(command, &who.by).with_key(key(&headers, &who)?);
    let done = kept::with_person(&shared, person, question).await?;
    let taken = taken(&done).ok_or_else(|| Trouble::new(StatusCode::CONFLICT, "other"))?;
    let print = if wanted.print == Some(false) || done.is_repeat {
        kept::not_asked()
    } else {
        let printing = tokio::spawn(receipt(Arc::clone(&shared), taken.clone()));
        printing.await.unwrap_or_else(|_panicked| kept::not_asked())
    };
    let rows = people_of(&shared, &[&taken]).await.unwrap_or_default();
    let statement = view(&shared.settings(), &taken, &rows, kept::today(&shared));
    let etag = format!("\"{}\"", statement.revision);
    let answer = Json(StatementTaken { statement, print });
    Ok((StatusCode::CREATED, [(header::ETAG, etag)], answer).into_response())
}

fn wanted_statement(
    shared: &Shared,
    who: &Who,
    headers: &HeaderMap,
    wanted: &TakeStatement,
    picture: &Picture,
) -> Answer<(NewStatement, Option<Person>)> {
    let settings = shared.settings();
    let kind = settings.matters.kind(&wanted.kind);
    let kind = kind.ok_or_else(|| unprocessable("unknown-kind").with("kind", &wanted.kind))?;
    let told = Told {
        purpose: "statement",
        name: wanted.name.as_deref(),
        phone: wanted.phone.as_deref(),
        address: wanted.address.as_deref(),
        contract: wanted.contract.as_deref(),
        gist: wanted.gist.as_deref(),
    };
    let key = key(headers, who)?;
    let person = kept::person(&told, key.as_deref(), picture)?;
    let is_nameless = [
        &person.name,
        &person.phone,
        &person.address,
        &person.contract,
    ]
    .iter()
    .all(|text| text.is_empty());
    // S13: only a complaint may come from nobody.
    if is_nameless && !(kind.complaint && wanted.anonymous) {
        return Err(unprocessable("not-anonymous"));
    }
    let ticket = wanted.ticket.as_deref();
    let has_row = !is_nameless || !person.gist.is_empty();
    let new = NewStatement {
        kind: kind.id.clone(),
        complaint: kind.complaint,
        anonymous: is_nameless,
        person: has_row.then(|| person.id.clone()),
        ticket: ticket
            .map(|text| ticket_number(text, picture))
            .transpose()?,
        drop_off: wanted.drop_off,
        language: settings.default_language().to_owned(),
        by: who.account(),
        due: kept::working_day(&settings, shared.clock.now().0, kind.working_days),
    };
    Ok((new, Some(person).filter(|_person| has_row)))
}

fn taken(done: &Done) -> Option<Statement> {
    done.events.iter().find_map(|event| {
        let Event::Statement(StatementEvent::Taken { statement, .. }) = event else {
            return None;
        };
        Some(statement.clone())
    })
}

async fn people_of(shared: &Shared, statements: &[&Statement]) -> Option<shown::Rows> {
    let ids: Vec<PersonId> = statements
        .iter()
        .filter_map(|held| held.person.clone())
        .collect();
    shared.people.get(ids).await.ok().map(shown::by_id)
}

async fn receipt(shared: Shared, statement: Statement) -> PrintAnswer {
    let slip = slips::statement(&shared.texts, &shared.settings(), &statement);
    kept::print(&shared, slip).await
}

fn answer_name(answer: How) -> &'static str {
    match answer {
        How::Answered => "answered",
        How::Withdrawn => "withdrawn",
        How::PassedOn => "passed-on",
    }
}

fn view(
    settings: &Settings,
    statement: &Statement,
    rows: &shown::Rows,
    today: Date,
) -> StatementView {
    let kind = settings.matters.kind(&statement.kind);
    let settled = statement.settled.as_ref();
    let row = statement.person.as_ref().and_then(|id| rows.get(id));
    StatementView {
        id: statement.id,
        number: format!("{}/{}", statement.number, statement.year),
        kind: statement.kind.clone(),
        kind_title: kind.map(|kind| kind.title.clone()),
        complaint: statement.complaint,
        open: statement.is_open(),
        due: statement.due.to_string(),
        due_today: statement.is_open() && statement.due == today,
        overdue: statement.is_overdue(today),
        drop_off: statement.drop_off,
        ticket: statement.ticket.as_ref().map(ToString::to_string),
        taken_ms: statement.taken_at.0,
        taken_by: shown::named(settings, &statement.taken_by),
        answer: settled.map(|settled| answer_name(settled.answer).to_owned()),
        settled_ms: settled.map(|settled| settled.at.0),
        settled_by: settled.map(|settled| shown::named(settings, &settled.by)),
        person: row.map(|row| shown::person(row, false)),
        revision: statement.revision,
    }
}

#[derive(Debug, Default, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Wanted {
    /// "open" (default), "closed" or "all".
    status: Option<String>,
    /// Only complaints (S13).
    complaints: Option<bool>,
}

/// The register: what is due first, and complaints by month.
#[utoipa::path(
    get, path = "/api/v1/statements", tag = "statements", params(Wanted),
    responses((status = 200, body = StatementList)), security(("token" = []))
)]
pub(crate) async fn list(
    State(shared): State<Shared>,
    who: Who,
    Query(wanted): Query<Wanted>,
) -> Answer<Json<StatementList>> {
    who.needs(Right::Register)?;
    let picture = shared.handle.told().picture;
    let today = kept::today(&shared);
    let register = &picture.carried.statements;
    let status = Status::wanted(wanted.status.as_deref())?;
    let is_wanted = |held: &&Statement| {
        status.shows(held.is_open()) && (held.complaint || wanted.complaints != Some(true))
    };
    let mut found: Vec<&Statement> = register.all().iter().filter(is_wanted).collect();
    found.sort_by_key(|held| match &held.settled {
        None => (0, held.due.day_number(), held.taken_at.0),
        Some(settled) => (1, -settled.at.0, 0),
    });
    let rows = people_of(&shared, &found).await;
    let none = shown::Rows::new();
    let settings = shared.settings();
    let current = shared.current();
    let counts = shown::matters(&shared.scene_of(0, &picture, &current));
    Ok(Json(StatementList {
        today: today.to_string(),
        now_ms: shared.clock.now().0,
        utc_offset_min: settings.calendar.utc_offset_min(shared.clock.now().0),
        open: counts.statements_open,
        due_today: counts.statements_due_today,
        overdue: counts.statements_overdue,
        kinds: settings.matters.kinds.iter().map(kind_view).collect(),
        statements: found
            .iter()
            .map(|held| view(&settings, held, rows.as_ref().unwrap_or(&none), today))
            .collect(),
        complaints: register.months().iter().map(month_view).collect(),
        people_shown: rows.is_some(),
    }))
}

fn kind_view(kind: &crate::config::matters::Kind) -> KindView {
    KindView {
        id: kind.id.clone(),
        title: kind.title.clone(),
        working_days: kind.working_days,
        complaint: kind.complaint,
    }
}

fn month_view(month: &office::statement::Month) -> MonthView {
    MonthView {
        month: format!("{:04}-{:02}", month.year, month.month),
        complaints: month.complaints,
        anonymous: month.anonymous,
    }
}

fn known<'a>(id: &str, picture: &'a Picture) -> Answer<&'a Statement> {
    let unknown = || Trouble::new(StatusCode::NOT_FOUND, "unknown-record").with("id", id);
    let number = id.parse().map_err(|_not_a_number| unknown())?;
    picture.carried.statements.get(number).ok_or_else(unknown)
}

/// One statement.
#[utoipa::path(
    get, path = "/api/v1/statements/{id}", tag = "statements", params(("id" = u32, Path)),
    responses((status = 200, body = StatementView), (status = 404, body = Problem)),
    security(("token" = []))
)]
pub(crate) async fn show(
    State(shared): State<Shared>,
    who: Who,
    Path(id): Path<String>,
) -> Answer<Response> {
    who.needs(Right::Register)?;
    let picture = shared.handle.told().picture;
    shown_with_etag(&shared, &id, &picture).await
}

async fn shown_with_etag(shared: &Shared, id: &str, picture: &Picture) -> Answer<Response> {
    let statement = known(id, picture)?;
    let rows = people_of(shared, &[statement]).await.unwrap_or_default();
    let view = view(&shared.settings(), statement, &rows, kept::today(shared));
    let etag = format!("\"{}\"", view.revision);
    Ok(([(header::ETAG, etag)], Json(view)).into_response())
}

/// The answer has gone out, or none is needed.
#[utoipa::path(
    post, path = "/api/v1/statements/{id}/settle", tag = "statements", request_body = SettleStatement,
    params(("id" = u32, Path), ("If-Match" = Option<String>, Header)),
    responses((status = 200, body = StatementView), (status = 409, description = "record-changed, record-closed", body = Problem)),
    security(("token" = []))
)]
pub(crate) async fn settle(
    State(shared): State<Shared>,
    who: Who,
    Path(id): Path<String>,
    headers: HeaderMap,
    Body(wanted): Body<SettleStatement>,
) -> Answer<Response> {
    who.needs(Right::Register)?;
    let picture = shared.handle.told().picture;
    let all = [How::Answered, How::Withdrawn, How::PassedOn];
    let answer = all
        .into_iter()
        .find(|answer| answer_name(*answer) == wanted.answer);
    let settle = StatementCommand::Settle {
        id: known(&id, &picture)?.id,
        revision: seen_revision(&headers)?,
        by: who.account(),
        answer: answer
            .ok_or_else(|| unprocessable("unknown-filter").with("filter", &wanted.answer))?,
    };
    let ask = Ask::new(Command::Statement(settle), &who.by).with_key(key(&headers, &who)?);
    ask_reception(&shared, ask).await?;
    let picture = shared.handle.told().picture;
    shown_with_etag(&shared, &id, &picture).await
}

/// Who it is from; only where a reply needs it, and kept before it is shown.
#[utoipa::path(
    post, path = "/api/v1/statements/{id}/person", tag = "statements", params(("id" = u32, Path)),
    responses((status = 200, body = PersonView), (status = 410, body = Problem)),
    security(("token" = []))
)]
pub(crate) async fn unmask(
    State(shared): State<Shared>,
    who: Who,
    Path(id): Path<String>,
    Body(Nothing {}): Body<Nothing>,
) -> Answer<Json<PersonView>> {
    who.needs(Right::Register)?;
    let picture = shared.handle.told().picture;
    let erased = || Trouble::new(StatusCode::GONE, "person-erased");
    let person = known(&id, &picture)?.person.clone().ok_or_else(erased)?;
    let shown = AuditEvent::PersonShown {
        list: PeopleList::Statements,
        id: known(&id, &picture)?.id,
    };
    audit::keep(&shared, &who.by, shown).await?;
    let rows = shared.people.get(vec![person]).await?;
    Ok(Json(shown::person(rows.first().ok_or_else(erased)?, true)))
}

/// The receipt again (S12).
#[utoipa::path(
    post, path = "/api/v1/statements/{id}/print", tag = "statements", params(("id" = u32, Path)),
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
    who.needs(Right::Register)?;
    let picture = shared.handle.told().picture;
    let printing = receipt(Arc::clone(&shared), known(&id, &picture)?.clone());
    paper::once(&shared, key(&headers, &who)?, printing).await
}
