//! Promised waits against real ones, for the head: how exact, how often kept,
//! and whether that has become worse.

use axum::Json;
use axum::extract::{Query, State};
use serde::Serialize;
use utoipa::ToSchema;

use crate::history::promises::{self, Drift, Kept};
use crate::history::rows::date_of;
use crate::texts::Arg;
use crate::web::Shared;
use crate::web::problem::Trouble;
use crate::web::reports::{Asked, Span, no_report};
use crate::web::trust::Who;
use crate::wire::{self, Texts};

/// Promises, and what became of them.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct KeptView {
    /// A service's id, "2026-11-25", or empty: all, or the live queue's.
    key: String,
    visits: u32,
    /// Called no later than the most they were told, whole percent; 90 is meant.
    covered_percent: Option<u32>,
    /// Between the likely wait and the real one.
    mean_error_ms: Option<i64>,
    mean_wait_ms: Option<i64>,
}

#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PromisesView {
    from: String,
    to: String,
    total: KeptView,
    services: Vec<KeptView>,
    days: Vec<KeptView>,
    /// Of the last seven days, and of the days before these.
    lately: KeptView,
    before: KeptView,
    /// "too-hopeful" or "less-exact".
    drift: Option<&'static str>,
    /// What that means and what to do.
    drift_text: Option<Texts>,
}

/// How exact the promised waits were, by service and by day.
#[utoipa::path(
    get, path = "/api/v1/reports/promises", tag = "reports",
    params(("from" = String, Query, description = "2026-11-01"), ("to" = Option<String>, Query)),
    responses((status = 200, body = PromisesView), (status = 422, body = wire::Problem)),
    security(("token" = []))
)]
pub(crate) async fn promises(
    State(shared): State<Shared>,
    who: Who,
    Query(span): Query<Span>,
) -> Result<Json<PromisesView>, Trouble> {
    let asked = Asked::new(&shared, &who, &span)?;
    let (from, to) = (asked.from, asked.to);
    let loaded = asked
        .history
        .ask(move |db| promises::load(db, from, to))
        .await;
    let found = loaded.map_err(no_report)?;
    let day = |day: i64| date_of(day).map_or_else(String::new, |date| date.to_string());
    let drift = found.drift().map(|drift| match drift {
        Drift::TooHopeful => "too-hopeful",
        Drift::LessExact => "less-exact",
    });
    let text = |code: &str| -> Texts {
        let key = format!("promise-drift-{code}");
        let args = [(
            "covered",
            Arg::from(found.lately.covered_percent().unwrap_or(0)),
        )];
        let languages = shared.settings().languages.clone();
        let said = languages.into_iter();
        said.map(|language| {
            let line = shared.texts.get(&language, &key, &args);
            (language, line)
        })
        .collect()
    };
    Ok(Json(PromisesView {
        from: from.to_string(),
        to: to.to_string(),
        total: view(String::new(), found.total),
        services: found
            .services
            .iter()
            .map(|(id, kept)| view(id.clone(), *kept))
            .collect(),
        days: found
            .days
            .iter()
            .map(|(number, kept)| view(day(*number), *kept))
            .collect(),
        lately: view(String::new(), found.lately),
        before: view(String::new(), found.before),
        drift,
        drift_text: drift.map(text),
    }))
}

fn view(key: String, kept: Kept) -> KeptView {
    KeptView {
        key,
        visits: kept.visits,
        covered_percent: kept.covered_percent(),
        mean_error_ms: kept.mean_error_ms(),
        mean_wait_ms: kept.mean_wait_ms(),
    }
}
