//! Reports of the past: as JSON for the head's page, as XLSX and CSV to take
//! away. Counted by the history; web gives them names and a form.

use axum::Json;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use jiff::civil::Date;
use office::day::MINUTE_MS;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::config::settings::{Service, Settings};
use crate::history::report::{self, By, Line, Report};
use crate::history::rows::{self, Period};
use crate::history::{History, NoReport};
use crate::web::Shared;
use crate::web::ask::language;
use crate::web::export;
use crate::web::problem::Trouble;
use crate::web::trust::{Right, Who};
use crate::wire;

/// The longest span of one report, days: four years, past any question asked.
const LONGEST_DAYS: i32 = 1_500;

/// From which day to which, both included: "2026-11-01".
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Span {
    from: String,
    /// The same day, if left out.
    to: Option<String>,
    /// Of a file: "ru" or "en"; as the browser asks, if left out.
    lang: Option<String>,
}

/// One line; moments and spans in ms.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct LineView {
    /// "2026-11-25", "2026-W48", "2026-11", "1" (Monday), "09", an id, a desk.
    pub(crate) key: String,
    /// For people: a service's title, a manager's name, else the key.
    pub(crate) label: String,
    pub(crate) visits: u32,
    pub(crate) answered: u32,
    pub(crate) in_time: u32,
    /// Share within the target, percent with one decimal.
    pub(crate) share: Option<f64>,
    pub(crate) live: u32,
    pub(crate) live_in_time: u32,
    pub(crate) late: u32,
    pub(crate) wait_mean_ms: Option<i64>,
    pub(crate) wait_median_ms: Option<i64>,
    pub(crate) wait_p85_ms: Option<i64>,
    pub(crate) wait_p95_ms: Option<i64>,
    pub(crate) wait_longest_ms: Option<i64>,
    pub(crate) service_mean_ms: Option<i64>,
    pub(crate) service_median_ms: Option<i64>,
    pub(crate) served: u32,
    pub(crate) no_shows: u32,
    pub(crate) left: u32,
    pub(crate) not_served: u32,
    pub(crate) transfers: u32,
    /// Answered visits whose slip named a time (S20), and the share of those
    /// called by then, percent with one decimal.
    pub(crate) promised: u32,
    pub(crate) promises_kept: Option<f64>,
    /// Visits with a mark (S13), and their mean, 1 to 5 with one decimal.
    pub(crate) rated: u32,
    pub(crate) rating: Option<f64>,
    pub(crate) solved: u32,
    pub(crate) peaks: u32,
    pub(crate) open_ms: i64,
    pub(crate) break_ms: i64,
}

#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ReportView {
    from: String,
    to: String,
    by: &'static str,
    lines: Vec<LineView>,
    total: LineView,
    /// False while entries of the past are still being counted in.
    complete: bool,
    target_min: u32,
    target_percent: u32,
}

#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct CellView {
    /// 1: Monday.
    weekday: i64,
    hour: i64,
    visits: u32,
    answered: u32,
    in_time: u32,
    wait_p85_ms: Option<i64>,
    /// So many such weekdays are in the span.
    days: u32,
}

#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct QuarterView {
    begins_ms: i64,
    arrivals: u32,
    wait_mean_ms: Option<i64>,
    waiting: u32,
    working: u32,
}

#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PastPeakView {
    date: String,
    began_ms: i64,
    ended_ms: i64,
    waiting: u32,
    working: u32,
    acknowledged_by: Option<String>,
    reacted_ms: Option<i64>,
}

/// One office day: its hours, and whether the head changed them.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct OfficeDayView {
    date: String,
    opens_ms: Option<i64>,
    closes_ms: Option<i64>,
    overridden: bool,
    closed_ms: Option<i64>,
}

/// What one report is asked by: who, from when to when.
pub(crate) struct Asked {
    pub(crate) history: History,
    pub(crate) from: Date,
    pub(crate) to: Date,
}

impl Asked {
    pub(crate) fn new(shared: &Shared, who: &Who, span: &Span) -> Result<Self, Trouble> {
        who.needs(Right::SeeReports)?;
        let history = shared.history.clone().ok_or_else(unavailable)?;
        let from = date(&span.from)?;
        let to = span.to.as_deref().map_or(Ok(from), date)?;
        let days = (to - from).get_days();
        if !(0..=LONGEST_DAYS).contains(&days) {
            return Err(Trouble::new(StatusCode::UNPROCESSABLE_ENTITY, "bad-span"));
        }
        Ok(Self { history, from, to })
    }

    async fn period(&self) -> Result<Period, Trouble> {
        let loaded = self.history.period(self.from, self.to).await;
        loaded.map_err(no_report)
    }
}

pub(crate) fn date(text: &str) -> Result<Date, Trouble> {
    text.parse()
        .ok()
        .filter(|_plain| text.len() == 10)
        .ok_or_else(|| {
            Trouble::new(StatusCode::UNPROCESSABLE_ENTITY, "bad-date").with("date", text)
        })
}

pub(crate) fn unavailable() -> Trouble {
    Trouble::new(StatusCode::SERVICE_UNAVAILABLE, "reports-unavailable").retry_after_s(30)
}

pub(crate) fn no_report(why: NoReport) -> Trouble {
    match why {
        NoReport::Busy => {
            Trouble::new(StatusCode::SERVICE_UNAVAILABLE, "overloaded").retry_after_s(2)
        }
        NoReport::Unavailable => unavailable(),
    }
}

/// A table by "day", "week", "month", "weekday", "hour", "service", "desk",
/// "manager", "topic" or "outcome"; with ".csv" or ".xlsx" behind it a file.
#[utoipa::path(
    get, path = "/api/v1/reports/{table}", tag = "reports",
    params(("table" = String, Path, description = "service, service.csv, service.xlsx, …"),
        ("from" = String, Query, description = "2026-11-01"), ("to" = Option<String>, Query),
        ("lang" = Option<String>, Query, description = "of a file")),
    responses((status = 200, body = ReportView), (status = 422, body = wire::Problem)),
    security(("token" = []))
)]
pub(crate) async fn table(
    State(shared): State<Shared>,
    who: Who,
    Path(table): Path<String>,
    Query(span): Query<Span>,
    headers: HeaderMap,
) -> Result<Response, Trouble> {
    let asked = Asked::new(&shared, &who, &span)?;
    let (name, form) = table.split_once('.').unwrap_or((table.as_str(), ""));
    let by = By::parse(name).ok_or_else(|| {
        Trouble::new(StatusCode::NOT_FOUND, "unknown-report").with("report", name)
    })?;
    let settings = shared.settings();
    // Asked first: what is complete now was complete when it was counted.
    let complete = asked.history.is_complete();
    let period = asked.period().await?;
    let language = match span.lang {
        Some(chosen) if settings.languages.contains(&chosen) => chosen,
        Some(_) | None => language(&headers, &settings),
    };
    let target_ms = i64::from(settings.limits.target_wait_min) * MINUTE_MS;
    let counted = report::report(&period, by, target_ms);
    let sheet = export::Sheet {
        texts: &shared.texts,
        language: &language,
        by: by.name(),
        from: asked.from,
        to: asked.to,
        lines: lines(&counted, by, &settings, &language),
        total: line(
            "",
            shared.texts.get(&language, "report-total", &[]),
            &counted.total,
        ),
    };
    let file = format!("talon-{}-{}-{}", by.name(), asked.from, asked.to);
    match form {
        "" => Ok(Json(ReportView {
            from: asked.from.to_string(),
            to: asked.to.to_string(),
            by: by.name(),
            lines: sheet.lines,
            total: sheet.total,
            complete,
            target_min: settings.limits.target_wait_min,
            target_percent: settings.limits.target_share_percent,
        })
        .into_response()),
        "csv" => Ok(download(
            &file,
            "csv",
            "text/csv; charset=utf-8",
            sheet.csv(),
        )),
        "xlsx" => {
            let media_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
            let bytes = sheet
                .xlsx()
                .map_err(|_failed| Trouble::new(StatusCode::INTERNAL_SERVER_ERROR, "other"))?;
            Ok(download(&file, "xlsx", media_type, bytes))
        }
        other => Err(Trouble::new(StatusCode::NOT_FOUND, "unknown-report").with("report", other)),
    }
}

fn download(name: &str, ending: &str, media_type: &'static str, bytes: Vec<u8>) -> Response {
    let disposition = format!("attachment; filename=\"{name}.{ending}\"");
    let headers = [
        (header::CONTENT_TYPE, media_type.to_owned()),
        (header::CONTENT_DISPOSITION, disposition),
    ];
    (headers, bytes).into_response()
}

fn lines(report: &Report, by: By, settings: &Settings, language: &str) -> Vec<LineView> {
    let label = |key: &str| match by {
        By::Service => service_name(settings, key, language),
        By::Manager => settings.account(key).map(|account| account.name.clone()),
        By::Topic => settings
            .matters
            .topic(key)
            .and_then(|topic| topic.title.get(language).cloned()),
        By::Outcome => settings
            .matters
            .outcome(key)
            .and_then(|outcome| outcome.title.get(language).cloned()),
        By::Day | By::Week | By::Month | By::Weekday | By::Hour | By::Desk => None,
    };
    report
        .lines
        .iter()
        .map(|(key, counted)| line(key, label(key).unwrap_or_else(|| key.clone()), counted))
        .collect()
}

/// A service's title, with its segment where another has the same.
fn service_name(settings: &Settings, key: &str, language: &str) -> Option<String> {
    let title_of = |service: &Service| service.title.get(language).cloned();
    let service = settings.service(key)?;
    let title = title_of(service)?;
    let alike = settings.services.iter().map(title_of);
    if alike.flatten().filter(|other| *other == title).count() < 2 {
        return Some(title);
    }
    let mut segments = settings.segments.iter();
    let segment = segments.find(|known| known.id == service.segment);
    let segment = segment.and_then(|known| known.kiosk_title.get(language))?;
    Some(format!("{title} ({segment})"))
}

fn line(key: &str, label: String, line: &Line) -> LineView {
    LineView {
        key: key.to_owned(),
        label,
        visits: line.visits,
        answered: line.answered,
        in_time: line.in_time,
        share: share(line.in_time, line.answered),
        live: line.live,
        live_in_time: line.live_in_time,
        late: line.late,
        wait_mean_ms: line.wait_mean,
        wait_median_ms: line.wait_median,
        wait_p85_ms: line.wait_p85,
        wait_p95_ms: line.wait_p95,
        wait_longest_ms: line.wait_longest,
        service_mean_ms: line.service_mean,
        service_median_ms: line.service_median,
        served: line.served,
        no_shows: line.no_shows,
        left: line.left,
        not_served: line.not_served,
        transfers: line.transfers,
        promised: line.promised,
        promises_kept: share(line.promises_kept, line.promised),
        rated: line.rated,
        rating: rating(line.marks, line.rated),
        solved: line.solved,
        peaks: line.peaks,
        open_ms: line.open_ms,
        break_ms: line.break_ms,
    }
}

/// A mean mark with one decimal, rounded to the nearest.
fn rating(marks: u32, rated: u32) -> Option<f64> {
    let (marks, rated) = (u64::from(marks), u64::from(rated));
    let tenths = (marks * 20 + rated).checked_div(rated * 2)?;
    u32::try_from(tenths)
        .ok()
        .map(|tenths| f64::from(tenths) / 10.0)
}

/// One decimal, rounded down: 84.96 % is not 85 %.
fn share(part: u32, all: u32) -> Option<f64> {
    let permille = (u64::from(part) * 1_000).checked_div(u64::from(all))?;
    u32::try_from(permille)
        .ok()
        .map(|permille| f64::from(permille) / 10.0)
}

/// The week's hours over the span.
#[utoipa::path(
    get, path = "/api/v1/reports/heat", tag = "reports", params(("from" = String, Query, description = "2026-11-01"), ("to" = Option<String>, Query)),
    responses((status = 200, body = [CellView]), (status = 422, body = wire::Problem)),
    security(("token" = []))
)]
pub(crate) async fn heat(
    State(shared): State<Shared>,
    who: Who,
    Query(span): Query<Span>,
) -> Result<Json<Vec<CellView>>, Trouble> {
    let asked = Asked::new(&shared, &who, &span)?;
    let period = asked.period().await?;
    let target_ms = i64::from(shared.settings().limits.target_wait_min) * MINUTE_MS;
    let cells = report::heat(&period, target_ms).into_iter();
    Ok(Json(
        cells
            .map(|cell| CellView {
                weekday: cell.weekday,
                hour: cell.hour,
                visits: cell.visits,
                answered: cell.answered,
                in_time: cell.in_time,
                wait_p85_ms: cell.wait_p85,
                days: cell.days,
            })
            .collect(),
    ))
}

/// One day by quarters of an hour: arrivals, waits, desks at work.
#[utoipa::path(
    get, path = "/api/v1/reports/curve", tag = "reports", params(("from" = String, Query, description = "2026-11-01"), ("to" = Option<String>, Query)),
    responses((status = 200, body = [QuarterView]), (status = 422, body = wire::Problem)),
    security(("token" = []))
)]
pub(crate) async fn curve(
    State(shared): State<Shared>,
    who: Who,
    Query(span): Query<Span>,
) -> Result<Json<Vec<QuarterView>>, Trouble> {
    let asked = Asked::new(&shared, &who, &span)?;
    let day = asked.from;
    let loaded = asked.history.ask(move |db| rows::by_clock(db, day)).await;
    let quarters = report::curve(&loaded.map_err(no_report)?, shared.clock.now().0);
    Ok(Json(
        quarters
            .into_iter()
            .map(|quarter| QuarterView {
                begins_ms: quarter.begins_ms,
                arrivals: quarter.arrivals,
                wait_mean_ms: quarter.wait_mean,
                waiting: quarter.waiting,
                working: quarter.working,
            })
            .collect(),
    ))
}

/// Every peak of the span (S7): when, how bad, who took note, how fast a desk opened.
#[utoipa::path(
    get, path = "/api/v1/reports/peaks", tag = "reports", params(("from" = String, Query, description = "2026-11-01"), ("to" = Option<String>, Query)),
    responses((status = 200, body = [PastPeakView]), (status = 422, body = wire::Problem)),
    security(("token" = []))
)]
pub(crate) async fn peaks(
    State(shared): State<Shared>,
    who: Who,
    Query(span): Query<Span>,
) -> Result<Json<Vec<PastPeakView>>, Trouble> {
    let asked = Asked::new(&shared, &who, &span)?;
    let period = asked.period().await?;
    let settings = shared.settings();
    let name = |id: i64| {
        let account = period.names.get(&id)?;
        let known = settings.account(account).map(|known| known.name.clone());
        Some(known.unwrap_or_else(|| account.clone()))
    };
    let views = period.peaks.iter().map(|peak| PastPeakView {
        date: rows::date_of(peak.day).map_or_else(String::new, |date| date.to_string()),
        began_ms: peak.began_ms,
        ended_ms: peak.ended_ms,
        waiting: peak.waiting,
        working: peak.working,
        acknowledged_by: peak.acknowledged.and_then(name),
        reacted_ms: peak.reacted_ms,
    });
    Ok(Json(views.collect()))
}

/// The office days of the span and their hours (S5).
#[utoipa::path(
    get, path = "/api/v1/reports/days", tag = "reports", params(("from" = String, Query, description = "2026-11-01"), ("to" = Option<String>, Query)),
    responses((status = 200, body = [OfficeDayView]), (status = 422, body = wire::Problem)),
    security(("token" = []))
)]
pub(crate) async fn days(
    State(shared): State<Shared>,
    who: Who,
    Query(span): Query<Span>,
) -> Result<Json<Vec<OfficeDayView>>, Trouble> {
    let asked = Asked::new(&shared, &who, &span)?;
    let period = asked.period().await?;
    let views = period.days.iter().map(|day| OfficeDayView {
        date: rows::date_of(day.day).map_or_else(String::new, |date| date.to_string()),
        opens_ms: day.opens_ms,
        closes_ms: day.closes_ms,
        overridden: day.overridden,
        closed_ms: day.closed_ms,
    });
    Ok(Json(views.collect()))
}
