//! The plan of a month out of the office's own past: who comes on which weekday
//! at what time, which days brought many more, and how many desks that needs.

use std::collections::BTreeSet;

use axum::Json;
use axum::extract::{Query, State};
use jiff::ToSpan;
use jiff::civil::Date;
use office::plan::{Need, desks};
use office::rules::Rules;
use office::service::ServiceId;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::config::settings::Settings;
use crate::history::plan::{self, Because, Past};
use crate::web::Shared;
use crate::web::problem::Trouble;
use crate::web::reports::{date, no_report, unavailable};
use crate::web::trust::{Right, Who};
use crate::wire;

/// So far back the past is looked at, days.
const BACK_DAYS: i64 = 120;

/// A surge day to come is planned for so much more, at least, percent.
const SURGE_PERCENT: u32 = 130;

#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Asked {
    /// "2026-12"; left out: the month that begins next.
    month: Option<String>,
}

/// A usual weekday, by half hour of the clock.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct WeekdayPlan {
    /// 1: Monday.
    weekday: i8,
    /// Such days in the past.
    days: usize,
    /// When its first half hour begins, minutes since midnight.
    opens_min: u16,
    /// Visitors of each half hour, with one decimal.
    visitors: Vec<f64>,
    /// Desks proposed for each half hour; empty: nothing known.
    desks: Vec<usize>,
    desk_hours: f64,
    /// The share within the target that comes of it, percent.
    percent: u32,
}

/// A date of the month on which many more are expected.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SurgePlan {
    date: String,
    /// "date-of-month" or "after-days-off", seen so often.
    because: &'static str,
    seen: usize,
    desks: Vec<usize>,
    desk_hours: f64,
}

#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PastSurge {
    date: String,
    visitors: u32,
    /// Of its weekday's median.
    percent: u32,
}

#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct MonthPlan {
    /// "2026-12".
    month: String,
    /// Days of the past it is made of.
    days: usize,
    target_min: u32,
    target_percent: u32,
    /// Desks the office has.
    desks_there: usize,
    weekdays: Vec<WeekdayPlan>,
    surges: Vec<SurgePlan>,
    /// Desk-hours of the whole month.
    desk_hours: f64,
    past_surges: Vec<PastSurge>,
}

/// The plan of a month: visitors by weekday and half hour, surge days, desks.
#[utoipa::path(
    get, path = "/api/v1/plan", tag = "reports", operation_id = "plan",
    params(("month" = Option<String>, Query, description = "2026-12; left out: the next one")),
    responses((status = 200, body = MonthPlan), (status = 422, body = wire::Problem)),
    security(("token" = []))
)]
pub(crate) async fn show(
    State(shared): State<Shared>,
    who: Who,
    Query(asked): Query<Asked>,
) -> Result<Json<MonthPlan>, Trouble> {
    who.needs(Right::SeeReports)?;
    let history = shared.history.clone().ok_or_else(unavailable)?;
    let settings = shared.settings();
    let rules = std::sync::Arc::clone(&shared.handle.told().picture.rules);
    let today = settings.calendar.date_at(shared.clock.now().0);
    let first = match &asked.month {
        Some(month) => date(&format!("{month}-01"))?,
        None => today.last_of_month().tomorrow().unwrap_or(today),
    };
    let to = today
        .yesterday()
        .unwrap_or(today)
        .min(first.yesterday().unwrap_or(today));
    let from = to.checked_sub(BACK_DAYS.days()).unwrap_or(to);
    let office = std::sync::Arc::clone(&settings);
    let minute_at = move |ms| office.calendar.minute_at(ms).minutes();
    let loaded = history.ask(move |db| plan::load(db, from, to, minute_at));
    let loaded = loaded.await;
    let past = loaded.map_err(no_report)?;
    let made = tokio::task::spawn_blocking(move || month(&past, first, &settings, &rules));
    made.await.map(Json).map_err(|_ended| unavailable())
}

fn month(past: &Past, first: Date, settings: &Settings, rules: &Rules) -> MonthPlan {
    let office = Wanted {
        past,
        settings,
        rules,
        at_least: covering(rules),
    };
    let opens = |date: Date| settings.calendar.day(date).is_some();
    let weekdays = past.weekdays();
    let plans: Vec<WeekdayPlan> = weekdays.iter().map(|usual| office.weekday(usual)).collect();
    let mut surges = Vec::new();
    let mut desk_hours = 0.0;
    let mut day = first;
    while day.month() == first.month() {
        let weekday = day.weekday().to_monday_one_offset();
        let planned = plans.iter().find(|plan| plan.weekday == weekday);
        let usual = weekdays.iter().find(|usual| usual.weekday == weekday);
        if let (Some(planned), Some(usual), true) = (planned, usual, opens(day)) {
            match past.expects(day, opens) {
                Some(because) => {
                    let surge = office.surge(day, because, usual);
                    desk_hours += surge.desk_hours;
                    surges.push(surge);
                }
                None => desk_hours += planned.desk_hours,
            }
        }
        match day.tomorrow() {
            Ok(next) => day = next,
            Err(_end_of_time) => break,
        }
    }
    let known = past.surges();
    MonthPlan {
        month: first.strftime("%Y-%m").to_string(),
        days: past.days.len(),
        target_min: settings.limits.target_wait_min,
        target_percent: settings.limits.target_share_percent,
        desks_there: rules.desks.len(),
        weekdays: plans,
        surges,
        desk_hours,
        past_surges: known
            .iter()
            .rev()
            .take(12)
            .map(|surge| PastSurge {
                date: surge.date.to_string(),
                visitors: surge.visitors,
                percent: surge.percent,
            })
            .collect(),
    }
}

struct Wanted<'a> {
    past: &'a Past,
    settings: &'a Settings,
    rules: &'a Rules,
    at_least: usize,
}

impl Wanted<'_> {
    fn desks(&self, visitors: Vec<u32>) -> (Vec<usize>, u32) {
        let need = Need {
            visitors,
            visits_ms: self.past.visits_ms.clone(),
            target_ms: self.rules.target_wait_ms,
            share_percent: self.settings.limits.target_share_percent,
            at_least: self.at_least,
        };
        desks(&need).map_or((Vec::new(), 0), |found| (found.by_slot, found.percent))
    }

    fn weekday(&self, usual: &plan::Weekday) -> WeekdayPlan {
        let (desks, percent) = self.desks(usual.by_slot.clone());
        WeekdayPlan {
            weekday: usual.weekday,
            days: usual.days,
            opens_min: u16::try_from(usual.first_slot * 30).unwrap_or(0),
            visitors: usual.by_slot.iter().map(|count| tenths(*count)).collect(),
            desk_hours: hours_of(&desks),
            desks,
            percent,
        }
    }

    fn surge(&self, date: Date, because: Because, usual: &plan::Weekday) -> SurgePlan {
        let seen = self.past.surges();
        let mean = seen.iter().map(|surge| surge.percent).sum::<u32>();
        let count = u32::try_from(seen.len()).unwrap_or(u32::MAX).max(1);
        let percent = (mean / count).max(SURGE_PERCENT);
        let more = usual
            .by_slot
            .iter()
            .map(|count| count * percent / 100)
            .collect();
        let (desks, _percent) = self.desks(more);
        let (because, seen) = match because {
            Because::DateOfMonth { seen } => ("date-of-month", seen),
            Because::AfterDaysOff { seen } => ("after-days-off", seen),
        };
        SurgePlan {
            date: date.to_string(),
            because,
            seen,
            desk_hours: hours_of(&desks),
            desks,
        }
    }
}

fn hours_of(desks: &[usize]) -> f64 {
    let halves: usize = desks.iter().sum();
    f64::from(u32::try_from(halves).unwrap_or(u32::MAX)) / 2.0
}

fn tenths(hundredths: u32) -> f64 {
    f64::from((hundredths + 5) / 10) / 10.0
}

/// The fewest desks that together serve every service, found greedily.
fn covering(rules: &Rules) -> usize {
    let mut missing: BTreeSet<&ServiceId> = rules.desks.values().flatten().collect();
    let mut desks = 0;
    while !missing.is_empty() {
        let brings =
            |skills: &BTreeSet<ServiceId>| skills.iter().filter(|id| missing.contains(id)).count();
        let Some(best) = rules.desks.values().max_by_key(|skills| brings(skills)) else {
            break;
        };
        missing.retain(|id| !best.contains(*id));
        desks += 1;
    }
    desks.max(1)
}
