//! What visits of some days were about, as a table for the company's program
//! or for Excel (S11, S18): beside the export by event id.

use axum::extract::{Query, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use jiff::civil::Date;
use office::audit::{AuditEvent, PeopleList};
use office::person::PersonId;
use serde::Deserialize;

use crate::history::contacts::{self, ContactRow};
use crate::web::Shared;
use crate::web::audit;
use crate::web::matters::kept::unprocessable;
use crate::web::matters::{Answer, csv, file_language, shown, slips};
use crate::web::problem::Trouble;
use crate::web::trust::{Right, Who};
use crate::web::zones::own;
use crate::wire::Problem;

/// The longest span of one file, days: a leap year.
const LONGEST_DAYS: i32 = 366;

/// From which day to which, both included.
#[derive(Debug, Default, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Span {
    /// "2026-11-25"; today, if left out.
    from: Option<String>,
    /// The same day, if left out.
    to: Option<String>,
    /// "ru" or "en"; as the browser asks, if left out.
    lang: Option<String>,
}

/// The records of some days as a table; a visit stands in it once, as it was
/// recorded last.
#[utoipa::path(
    get, path = "/api/v1/contacts/export.csv", tag = "contacts", params(Span),
    responses(
        (status = 200, content_type = "text/csv", body = String),
        (status = 422, description = "bad-date, span-too-long", body = Problem),
        (status = 503, description = "reports-unavailable: not everything is counted in yet", body = Problem)
    ),
    security(("token" = []))
)]
pub(crate) async fn contacts_csv(
    State(shared): State<Shared>,
    who: Who,
    headers: HeaderMap,
    Query(span): Query<Span>,
) -> Answer<Response> {
    who.needs(Right::ExportContacts)?;
    let (from, to) = days(&shared, &span)?;
    let away = || Trouble::new(StatusCode::SERVICE_UNAVAILABLE, "reports-unavailable");
    let history = shared.history.as_ref();
    // A file with a gap in it would be worse than none.
    let history = history
        .filter(|history| history.is_complete())
        .ok_or_else(|| away().retry_after_s(5))?;
    let rows = history.ask(move |db| contacts::load(db, from, to)).await;
    let rows = rows.map_err(|_no_report| away().retry_after_s(30))?;
    let list = PeopleList::Contacts;
    audit::keep(&shared, &who.by, AuditEvent::PeopleExported { list }).await?;
    let notes = rows.iter().filter_map(|row| row.note.clone().map(PersonId));
    let notes = shared.people.get(notes.collect()).await.unwrap_or_default();
    let notes = shown::by_id(notes);
    let language = file_language(&shared, span.lang.as_deref(), &headers);
    let text = csv::table(&table(&shared, &rows, &notes, &language));
    let days = if from == to {
        from.to_string()
    } else {
        format!("{from}-{to}")
    };
    let name = format!("attachment; filename=\"contacts-{days}.csv\"");
    let headers = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()),
        (header::CONTENT_DISPOSITION, name),
        (header::CACHE_CONTROL, "no-store".to_owned()),
    ];
    Ok((headers, text).into_response())
}

fn days(shared: &Shared, span: &Span) -> Answer<(Date, Date)> {
    let read = |text: &str| {
        text.parse::<Date>()
            .map_err(|_no_date| unprocessable("bad-date").with("date", text))
    };
    let today = || {
        let settings = shared.settings();
        settings.calendar.date_at(shared.clock.now().0)
    };
    let from = span.from.as_deref().map_or_else(|| Ok(today()), read)?;
    let to = span.to.as_deref().map_or(Ok(from), read)?;
    let length = (to - from).get_days();
    if !(0..LONGEST_DAYS).contains(&length) {
        return Err(unprocessable("span-too-long").with("days", LONGEST_DAYS));
    }
    Ok((from, to))
}

fn table(
    shared: &Shared,
    rows: &[ContactRow],
    notes: &shown::Rows,
    language: &str,
) -> Vec<Vec<String>> {
    let settings = shared.settings();
    let matters = &settings.matters;
    let own = |title: Option<&crate::config::ByLanguage>, id: &Option<String>| {
        let id = id.clone().unwrap_or_default();
        title.map_or(id, |title| own(title, language))
    };
    let head = shared.texts.get(language, "contact-columns", &[]);
    let mut table = vec![head.split(';').map(|name| name.trim().to_owned()).collect()];
    for row in rows {
        let service = row.service.as_deref().and_then(|id| settings.service(id));
        let topic = row.topic.as_deref().and_then(|id| matters.topic(id));
        let outcome = row.outcome.as_deref().and_then(|id| matters.outcome(id));
        let note = row.note.clone().map(PersonId);
        let note = note.and_then(|id| notes.get(&id));
        let account = settings.account(&row.by);
        table.push(vec![
            row.date.to_string(),
            slips::moment(&settings, row.at_ms),
            row.number.clone(),
            row.desk.to_string(),
            account.map_or_else(|| row.by.clone(), |account| account.name.clone()),
            own(service.map(|service| &service.title), &row.service),
            own(topic.map(|topic| &topic.title), &row.topic),
            own(outcome.map(|outcome| &outcome.title), &row.outcome),
            note.map_or_else(String::new, |note| note.gist.show().to_owned()),
            row.hand_over
                .map_or_else(String::new, |due| due.to_string()),
        ]);
    }
    table
}
