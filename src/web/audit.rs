//! Who did or saw what: read back from the entries, newest first, for the
//! administrator and the head; and how the rooms tell what changes nothing.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use axum::Json;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use office::audit::{AuditEvent, PeopleList};
use office::command::Command;
use office::day::{MINUTE_MS, Mode, Moment};
use office::event::Event;
use office::staff::AccountId;
use serde::{Deserialize, Serialize};
use tokio::time::timeout;
use utoipa::ToSchema;

use crate::print::slip::spaced;
use crate::reception::handle::Ask;
use crate::reception::keep::{Entry, ReadAnswer};
use crate::texts::Arg;
use crate::web::Shared;
use crate::web::ask::language;
use crate::web::matters::{csv, named};
use crate::web::problem::Trouble;
use crate::web::reports::date as day_of;
use crate::web::tickets::ask_reception;
use crate::web::trust::{Right, Who};
use crate::wire::Problem;

/// What is shown; each has its sentence `audit-<code>`. What visitors and
/// counters do all day long stands in the reports instead.
const SHOWN: &[&str] = &[
    "signed-in",
    "signed-in-by-directory",
    "signed-out",
    "audit-sign-in-failed",
    "audit-file-changed",
    "audit-secret-changed",
    "audit-pass-given",
    "audit-pass-taken-back",
    "audit-people-shown",
    "audit-people-exported",
    "audit-person-shown",
    "audit-person-erased",
    "callback-asked",
    "callback-seen",
    "callback-tried",
    "callback-closed",
    "statement-taken",
    "statement-settled",
    "contact-done",
    "appointment-booked",
    "appointment-moved",
    "appointment-cancelled",
    "readings-drawn",
    "readings-assigned",
    "readings-released",
    "day-closed",
    "day-hours-overridden",
    "day-hours-restored",
    "day-closed-by-hand",
    "day-reopened",
    "hall-solved-at-reception",
    "hall-ticket-changed",
    "hall-ticket-sent",
    "hall-ticket-cancelled",
    "hall-slip-confirmed",
    "peak-acknowledged",
    "peak-reserve-called",
    "peak-reserve-stood-down",
    "signs-service-paused",
    "signs-service-resumed",
    "signs-announced",
];

/// Whoever could not sign in.
pub(crate) const NOBODY: &str = "sign-in";

/// Entries asked for at once: a few milliseconds of the database's thread.
const BATCH: u64 = 500;

/// Acts on one page.
const PAGE: usize = 100;

/// Batches looked through for one page; the rest comes with `before`.
const BATCHES_A_PAGE: u32 = 20;

/// Days and batches of one file: a quarter of an office of 3,000 visits a day.
const FILE_DAYS: i32 = 92;
const BATCHES_A_FILE: u64 = 5_000;

/// A database that needs longer is away.
const READ_WAIT: Duration = Duration::from_secs(3);

/// A list that is looked at again and again is told once in so long a time.
const TOLD_FOR_MS: i64 = 60 * MINUTE_MS;

/// People remembered as having been told of; when full, all are told anew.
const REMEMBERED: usize = 1_024;

/// Who has looked at which list lately.
#[derive(Debug, Default)]
pub(crate) struct Lately(Mutex<BTreeMap<(String, PeopleList), Moment>>);

impl Lately {
    fn is_new(&self, by: &str, list: PeopleList, now: Moment) -> bool {
        let mut told = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let key = (by.to_owned(), list);
        let is_known = told
            .get(&key)
            .is_some_and(|at| (0..TOLD_FOR_MS).contains(&now.ms_since(*at)));
        if !is_known {
            if told.len() >= REMEMBERED {
                told.clear();
            }
            told.insert(key, now);
        }
        !is_known
    }
}

/// Keeps what was done; whoever calls goes on only when it is kept.
pub(crate) async fn keep(shared: &Shared, by: &str, told: AuditEvent) -> Result<(), Trouble> {
    let ask = Ask::new(Command::Audit(told), by);
    ask_reception(shared, ask).await.map(drop)
}

/// Somebody is about to see people's names and phones: kept once an hour.
pub(crate) async fn looks_at(shared: &Shared, who: &Who, list: PeopleList) -> Result<(), Trouble> {
    if !shared.lately.is_new(&who.by, list, shared.clock.now()) {
        return Ok(());
    }
    keep(shared, &who.by, AuditEvent::PeopleShown { list }).await
}

#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct AuditLine {
    seq: u64,
    at_ms: i64,
    by: String,
    by_name: String,
    /// Stable: "signed-in".
    act: String,
    /// The act in words of the asker's language.
    text: String,
    /// Ticket, account, record, list or desk.
    about: String,
    /// The same for people: a name, a title, «№ 12».
    about_text: String,
}

#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct AuditPage {
    acts: Vec<AuditLine>,
    /// To be given as `before` for what is older; `None`: there is nothing.
    before: Option<u64>,
    now_ms: i64,
    utc_offset_min: i32,
}

#[derive(Debug, Default, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Wanted {
    /// What is older than this entry; the newest without it.
    #[param(format = "uint64")]
    before: Option<u64>,
    /// Of one account or device only.
    by: Option<String>,
}

/// Who did or saw what, newest first.
#[utoipa::path(
    get, path = "/api/v1/audit", tag = "audit", params(Wanted),
    responses((status = 200, body = AuditPage), (status = 503, description = "reading-away: the live queue is on; reading-late", body = Problem)),
    security(("token" = []))
)]
pub(crate) async fn page(
    State(shared): State<Shared>,
    who: Who,
    headers: HeaderMap,
    Query(wanted): Query<Wanted>,
) -> Result<Json<AuditPage>, Trouble> {
    who.needs(Right::Audit)?;
    let settings = shared.settings();
    let language = language(&headers, &settings);
    let newest = end(&shared).await?.saturating_add(1);
    let mut before = wanted.before.map_or(newest, |before| before.min(newest));
    let mut acts = Vec::new();
    for _batch in 0..BATCHES_A_PAGE {
        if before <= 1 || acts.len() >= PAGE {
            break;
        }
        let entries = older(&shared, before).await?;
        before = before.saturating_sub(BATCH).max(1);
        let mine = entries
            .iter()
            .filter(|entry| wanted.by.as_ref().is_none_or(|by| entry.draft.by == *by));
        for entry in mine {
            acts.extend(lines(&shared, entry, &language));
            if acts.len() >= PAGE {
                before = entry.seq;
                break;
            }
        }
    }
    let now_ms = shared.clock.now().0;
    Ok(Json(AuditPage {
        acts,
        before: (before > 1).then_some(before),
        now_ms,
        utc_offset_min: settings.calendar.utc_offset_min(now_ms),
    }))
}

#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Span {
    /// "2026-11-01".
    from: String,
    /// As `from`; both days count.
    to: Option<String>,
}

/// The same as a table for Excel, oldest first, for keeping (order 179 of the
/// data protection authority: three years).
#[utoipa::path(
    get, path = "/api/v1/audit.csv", tag = "audit", params(Span),
    responses((status = 200, content_type = "text/csv", body = String), (status = 422, description = "bad-date, span-too-long", body = Problem), (status = 503, description = "reports-unavailable: not everything is counted in yet", body = Problem)),
    security(("token" = []))
)]
pub(crate) async fn file(
    State(shared): State<Shared>,
    who: Who,
    headers: HeaderMap,
    Query(span): Query<Span>,
) -> Result<Response, Trouble> {
    who.needs(Right::Audit)?;
    let settings = shared.settings();
    let language = language(&headers, &settings);
    let from = day_of(&span.from)?;
    let to = span.to.as_deref().map_or(Ok(from), day_of)?;
    let days = (to - from).get_days();
    let too_long = |days: i32| {
        Trouble::new(StatusCode::UNPROCESSABLE_ENTITY, "span-too-long").with("days", days.max(1))
    };
    if !(0..FILE_DAYS).contains(&days) {
        return Err(too_long(FILE_DAYS));
    }
    let not_now =
        || Trouble::new(StatusCode::SERVICE_UNAVAILABLE, "reports-unavailable").retry_after_s(5);
    // A file with a gap in it would be worse than none.
    let history = shared.history.as_ref();
    let history = history.filter(|history| history.is_complete());
    let place = history.ok_or_else(not_now)?.place_of(from, to).await;
    let (first, next) = place.map_err(|_no_report| not_now())?;
    let next = next.unwrap_or(end(&shared).await?.saturating_add(1));
    if next.saturating_sub(first) > BATCHES_A_FILE * BATCH {
        return Err(too_long(days / 2));
    }
    let mut rows = Vec::new();
    let mut before = next;
    while before > first {
        for entry in older(&shared, before).await? {
            let at_ms = entry.draft.at.0;
            let date = settings.calendar.date_at(at_ms);
            if !(from..=to).contains(&date) {
                continue;
            }
            let time = settings.calendar.minute_at(at_ms);
            for line in lines(&shared, &entry, &language) {
                let (seq, time) = (line.seq.to_string(), format!("{date} {time}"));
                rows.push(vec![
                    seq,
                    time,
                    line.by,
                    line.by_name,
                    line.text,
                    line.about,
                ]);
            }
        }
        before = before.saturating_sub(BATCH).max(1);
    }
    let columns = shared.texts.get(&language, "audit-columns", &[]);
    rows.push(
        columns
            .split(';')
            .map(|name| name.trim().to_owned())
            .collect(),
    );
    rows.reverse();
    let name = format!("attachment; filename=\"talon-audit-{from}-{to}.csv\"");
    let headers = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()),
        (header::CONTENT_DISPOSITION, name),
        (header::CACHE_CONTROL, "no-store".to_owned()),
    ];
    Ok((headers, csv::table(&rows)).into_response())
}

/// How far the database goes.
async fn end(shared: &Shared) -> Result<u64, Trouble> {
    read(shared, 1, 1).await.map(|answer| answer.end)
}

/// The batch before that entry, newest first.
async fn older(shared: &Shared, before: u64) -> Result<Vec<Arc<Entry>>, Trouble> {
    let first = before.saturating_sub(BATCH).max(1);
    let count = usize::try_from(before - first).unwrap_or(0);
    let mut entries = read(shared, first, count).await?.entries;
    entries.retain(|entry| entry.seq < before);
    entries.reverse();
    Ok(entries)
}

/// Entries as the database has them; waited for no longer than a page may.
pub(crate) async fn read(shared: &Shared, seq: u64, limit: usize) -> Result<ReadAnswer, Trouble> {
    let code = match shared.handle.told().picture.mode {
        Mode::Live => "reading-away",
        Mode::Electronic => "reading-late",
    };
    let not_now = || Trouble::new(StatusCode::SERVICE_UNAVAILABLE, code).retry_after_s(5);
    timeout(READ_WAIT, shared.reader.read(seq, limit))
        .await
        .ok()
        .flatten()
        .ok_or_else(not_now)
}

/// An entry's acts that are shown, the last first.
fn lines(shared: &Shared, entry: &Entry, language: &str) -> Vec<AuditLine> {
    let settings = shared.settings();
    let shown = entry.draft.events.iter().rev().filter_map(|event| {
        let (act, kind, about) = told(event)?;
        Some(AuditLine {
            seq: entry.seq,
            at_ms: entry.draft.at.0,
            by: entry.draft.by.clone(),
            by_name: if entry.draft.by == NOBODY {
                shared.texts.get(language, "audit-nobody", &[])
            } else {
                named(&settings, &AccountId(entry.draft.by.clone()))
            },
            text: shared.texts.get(language, &format!("audit-{act}"), &[]),
            about_text: if about == entry.draft.by {
                String::new() // it stands beside already
            } else {
                about_text(shared, kind, &about, language)
            },
            act,
            about,
        })
    });
    shown.collect()
}

/// What an act was about in words of the asker's language.
fn about_text(shared: &Shared, kind: &str, about: &str, language: &str) -> String {
    let settings = shared.settings();
    let word = |key: &str, args: &[(&str, Arg)]| shared.texts.get(language, key, args);
    match kind {
        "account" => named(&settings, &AccountId(about.to_owned())),
        "list" => word(&format!("people-list-{about}"), &[]),
        "desk" => word("desk-n", &[("desk", Arg::from(about))]),
        "number" => spaced(about),
        "id" => format!("№\u{a0}{about}"),
        "service" => {
            let title = settings.service(about).map(|service| &service.title);
            let title = title.and_then(|title| title.get(language));
            title.map_or_else(|| about.to_owned(), Clone::clone)
        }
        _ => about.to_owned(),
    }
}

/// Code and object of an event, as they stand in the log, and what the object is.
fn told(event: &Event) -> Option<(String, &'static str, String)> {
    let value = serde_json::to_value(event).ok()?;
    let word = |name: &str| value.get(name).and_then(serde_json::Value::as_str);
    let act = match word("what").or_else(|| word("act")) {
        Some(what) => format!("{}-{what}", word("event")?),
        None => word("event")?.to_owned(),
    };
    let is_by_directory = value.get("by_directory").is_some();
    let act = if is_by_directory {
        act + "-by-directory"
    } else {
        act
    };
    if !SHOWN.contains(&act.as_str()) {
        return None;
    }
    let names = [
        "number", "account", "id", "list", "desk", "service", "date", "tag", "name",
    ];
    let about = names.iter().find_map(|name| {
        let found = value.get(name)?;
        let number = || found.as_i64().map(|number| number.to_string());
        let said = found.as_str().map(str::to_owned).or_else(number)?;
        Some((*name, said))
    });
    let (kind, about) = about.unwrap_or_default();
    Some((act, kind, about))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::texts::Texts;

    #[test]
    fn every_act_has_its_sentence_in_every_language() {
        let texts = Texts::load();
        for act in SHOWN {
            for language in ["ru", "en"] {
                let key = format!("audit-{act}");
                assert_ne!(texts.get(language, &key, &[]), key, "{language}");
            }
        }
    }

    #[test]
    fn every_list_of_people_has_its_name_in_every_language() {
        let texts = Texts::load();
        let lists = [
            PeopleList::Appointments,
            PeopleList::Callbacks,
            PeopleList::Readings,
            PeopleList::Contacts,
            PeopleList::Statements,
            PeopleList::OnePerson,
        ];
        for list in lists {
            let shown = Event::Audit(AuditEvent::PeopleShown { list });
            let (_act, kind, about) = told(&shown).unwrap();
            let key = format!("people-{kind}-{about}");
            for language in ["ru", "en"] {
                assert_ne!(texts.get(language, &key, &[]), key, "{language}");
            }
        }
    }

    #[test]
    fn a_list_under_someones_eyes_all_day_is_told_once_an_hour() {
        let lately = Lately::default();
        let look = |by: &str, min: i64| {
            lately.is_new(by, PeopleList::Appointments, Moment(min * MINUTE_MS))
        };
        assert!(look("hall", 0) && look("belov", 1));
        assert!(!look("hall", 59));
        assert!(look("hall", 60));
        assert!(look("hall", 10), "the clock was set back");
    }
}
