//! Callbacks as a table for the contact centre's own program.

use axum::extract::{Query, State};
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Response};
use office::audit::{AuditEvent, PeopleList};
use office::callback::{Callback, CallbackCommand};
use office::command::Command;

use crate::people::Person;
use crate::people::pii::Pii;
use crate::reception::handle::Ask;
use crate::web::Shared;
use crate::web::audit;
use crate::web::matters::callbacks::{Wanted, chosen};
use crate::web::matters::kept;
use crate::web::matters::{Answer, csv, file_language, shown, slips};
use crate::web::tickets::ask_reception;
use crate::web::trust::{Right, Who};
use crate::web::zones::own;

/// The list as a table for Excel, whole phones in it; every one is noted as seen.
#[utoipa::path(
    get, path = "/api/v1/callbacks/export.csv", tag = "callbacks", params(Wanted),
    responses((status = 200, content_type = "text/csv", body = String)),
    security(("token" = []))
)]
pub(crate) async fn callbacks(
    State(shared): State<Shared>,
    who: Who,
    headers: HeaderMap,
    Query(wanted): Query<Wanted>,
) -> Answer<Response> {
    who.needs(Right::WorkCallbacks)?;
    let picture = shared.handle.told().picture;
    let today = kept::today(&shared);
    let found = chosen(&shared, &picture, &wanted, today).await?;
    let see = CallbackCommand::See {
        ids: found.iter().map(|callback| callback.id).collect(),
        by: who.account(),
    };
    let ask = Ask::new(Command::Callback(see), &who.by);
    if !found.is_empty() {
        ask_reception(&shared, ask).await?;
    }
    let list = PeopleList::Callbacks;
    audit::keep(&shared, &who.by, AuditEvent::PeopleExported { list }).await?;
    let ids = found.iter().map(|callback| callback.person.clone());
    let rows = shared.people.get(ids.collect()).await?;
    let language = file_language(&shared, wanted.lang.as_deref(), &headers);
    let text = csv::table(&table(&shared, &found, &shown::by_id(rows), &language));
    let name = format!("attachment; filename=\"callbacks-{today}.csv\"");
    let headers = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()),
        (header::CONTENT_DISPOSITION, name),
        (header::CACHE_CONTROL, "no-store".to_owned()),
    ];
    Ok((headers, text).into_response())
}

fn table(
    shared: &Shared,
    found: &[&Callback],
    rows: &shown::Rows,
    language: &str,
) -> Vec<Vec<String>> {
    let settings = shared.settings();
    let say = |key: &str| shared.texts.get(language, key, &[]);
    let head = shared.texts.get(language, "callback-columns", &[]);
    let mut table = vec![head.split(';').map(|name| name.trim().to_owned()).collect()];
    for callback in found {
        let person = rows.get(&callback.person);
        let text = |pick: fn(&Person) -> &Pii| {
            person.map_or_else(String::new, |person| pick(person).show().to_owned())
        };
        let service = callback.service.as_ref();
        let service = service.and_then(|id| settings.service(&id.0));
        let ended = callback.ended.as_ref();
        table.push(vec![
            callback.id.to_string(),
            slips::moment(&settings, callback.asked_at.0),
            slips::written(callback.due),
            service.map_or_else(String::new, |service| own(&service.title, language)),
            text(|person| &person.name),
            // Excel would take a plus for a formula.
            text(|person| &person.phone).replacen("+7", "8", 1),
            text(|person| &person.address),
            text(|person| &person.contract),
            text(|person| &person.gist),
            say(&format!(
                "callback-origin-{}",
                shown::origin_name(callback.origin)
            )),
            callback
                .ticket
                .as_ref()
                .map(ToString::to_string)
                .unwrap_or_default(),
            callback.tried.len().to_string(),
            ended.map_or_else(String::new, |ended| {
                say(&format!(
                    "callback-outcome-{}",
                    shown::outcome_name(ended.outcome)
                ))
            }),
            ended.map_or_else(String::new, |ended| slips::moment(&settings, ended.at.0)),
            ended.map_or_else(String::new, |ended| shown::named(&settings, &ended.by)),
        ]);
    }
    table
}
