//! «Если бы в 11:00 открыли шестое окно»: a past day run again with a change,
//! before and after side by side.

use std::collections::BTreeSet;

use axum::Json;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use jiff::civil::Date;
use office::day::Moment;
use office::desk::DeskId;
use office::rules::Rules;
use office::service::ServiceId;
use serde::{Deserialize, Serialize};
use simulate::past::Past;
use simulate::replay::{Change, Line, Outcome, replay};
use utoipa::ToSchema;

use crate::config::calendar::MinuteOfDay;
use crate::config::settings::Settings;
use crate::web::Shared;
use crate::web::problem::Trouble;
use crate::web::reports::{date, no_report, unavailable};
use crate::web::trust::{Right, Who};
use crate::wire;

/// The day, and what is changed about it.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Asked {
    day: String,
    /// One more desk, from `open_at` to `open_until` («11:00») or the day's end.
    open: Option<u16>,
    open_at: Option<String>,
    open_until: Option<String>,
    /// This desk serves `services` instead of its own, ids between commas.
    desk: Option<u16>,
    services: Option<String>,
}

/// A count of answered calls; spans in ms.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ReplayLine {
    /// "09" (the hour), a service's id, or empty: the whole day.
    key: String,
    answered: u32,
    in_time: u32,
    /// Whole percent within the target.
    percent: Option<u32>,
    /// Over half an hour.
    late: u32,
    wait_mean_ms: i64,
    wait_longest_ms: i64,
}

#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct OutcomeView {
    total: ReplayLine,
    hours: Vec<ReplayLine>,
    services: Vec<ReplayLine>,
    /// Came, and was never called.
    unanswered: u32,
    /// Desks open, all together.
    open_ms: i64,
}

/// A past day three times: as it happened, run again by the rule alone, and
/// run again with the change. Both runs follow the same rule, so that they
/// differ by the change.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ReplayView {
    day: String,
    target_min: u32,
    target_percent: u32,
    happened: OutcomeView,
    again: OutcomeView,
    changed: OutcomeView,
}

/// What a past day would have come to with one more desk, or with other
/// services at one.
#[utoipa::path(
    get, path = "/api/v1/replay", tag = "reports", operation_id = "replay",
    params(("day" = String, Query, description = "2026-11-20"),
        ("open" = Option<u16>, Query, description = "one more desk: its number"),
        ("open_at" = Option<String>, Query, description = "11:00"),
        ("open_until" = Option<String>, Query, description = "14:00; left out: to the day's end"),
        ("desk" = Option<u16>, Query, description = "a desk that serves other services"),
        ("services" = Option<String>, Query, description = "their ids, between commas")),
    responses((status = 200, body = ReplayView), (status = 404, body = wire::Problem),
        (status = 422, body = wire::Problem)),
    security(("token" = []))
)]
pub(crate) async fn show(
    State(shared): State<Shared>,
    who: Who,
    Query(asked): Query<Asked>,
) -> Result<Json<ReplayView>, Trouble> {
    who.needs(Right::SeeReports)?;
    let history = shared.history.clone().ok_or_else(unavailable)?;
    let day = date(&asked.day)?;
    let settings = shared.settings();
    let rules = std::sync::Arc::clone(&shared.handle.told().picture.rules);
    let changes = changes(&asked, day, &settings, &rules)?;
    let events = history.events_of(day).await.map_err(no_report)?;
    let made = tokio::task::spawn_blocking(move || {
        let past = Past::of(&events, &rules)?;
        let found = replay(&past, &rules, &changes);
        Some(found)
    });
    let found = made.await.ok().flatten().ok_or_else(|| {
        Trouble::new(StatusCode::NOT_FOUND, "no-such-day").with("date", asked.day.as_str())
    })?;
    let opens = settings.calendar.minute_at(found.opens_at.0).minutes();
    let view = |outcome: &Outcome| outcome_view(outcome, opens / 60);
    Ok(Json(ReplayView {
        day: day.to_string(),
        target_min: settings.limits.target_wait_min,
        target_percent: settings.limits.target_share_percent,
        happened: view(&found.happened),
        again: view(&found.again),
        changed: view(&found.changed),
    }))
}

fn changes(
    asked: &Asked,
    day: Date,
    settings: &Settings,
    rules: &Rules,
) -> Result<Vec<Change>, Trouble> {
    let mut changes = Vec::new();
    if let Some(desk) = asked.open {
        let at = asked.open_at.as_deref().unwrap_or_default();
        changes.push(Change::Open {
            desk: DeskId(desk),
            at: moment(at, day, settings)?,
            until: match asked.open_until.as_deref() {
                Some(until) if !until.is_empty() => Some(moment(until, day, settings)?),
                Some(_) | None => None,
            },
        });
    }
    if let Some(desk) = asked.desk {
        let ids = asked.services.as_deref().unwrap_or_default().split(',');
        let named = ids.filter(|id| !id.is_empty()).map(ServiceId::from);
        let services: BTreeSet<ServiceId> = named.collect();
        let unknown = services.iter().find(|id| !rules.services.contains_key(*id));
        if let Some(id) = unknown {
            return Err(
                Trouble::new(StatusCode::UNPROCESSABLE_ENTITY, "unknown-service")
                    .with("service", &*id.0),
            );
        }
        let desk = DeskId(desk);
        changes.push(Change::Serve { desk, services });
    }
    Ok(changes)
}

/// A time of day on that day, in the office's zone.
fn moment(text: &str, day: Date, settings: &Settings) -> Result<Moment, Trouble> {
    let at = MinuteOfDay::parse(text);
    let ms = at.and_then(|at| settings.calendar.opening_ms(day, at));
    let bad = || Trouble::new(StatusCode::UNPROCESSABLE_ENTITY, "bad-time").with("time", text);
    ms.map(Moment).ok_or_else(bad)
}

fn outcome_view(outcome: &Outcome, first_hour: u16) -> OutcomeView {
    let hours = outcome.hours.iter().zip(first_hour..);
    let services = outcome.services.iter();
    OutcomeView {
        total: line(String::new(), &outcome.all),
        hours: hours
            .map(|(counted, hour)| line(format!("{:02}", hour % 24), counted))
            .collect(),
        services: services
            .map(|(id, counted)| line(id.0.to_string(), counted))
            .collect(),
        unanswered: outcome.unanswered,
        open_ms: outcome.open_ms,
    }
}

fn line(key: String, counted: &Line) -> ReplayLine {
    ReplayLine {
        key,
        answered: counted.answered,
        in_time: counted.in_time,
        percent: counted.percent(),
        late: counted.late,
        wait_mean_ms: counted.mean_ms(),
        wait_longest_ms: counted.longest_ms,
    }
}
