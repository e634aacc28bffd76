//! How many desks the next hour needs, and why a visitor was called: in words
//! that the head of office, the hall manager and a visitor can use.

use axum::Json;
use axum::extract::{Path, State};
use office::coverage::BreakAdvice;
use office::day::{Mode, Moment};
use office::service::ServiceId;
use office::staffing::{Advice, Change, Choice, Outlook};
use office::ticket::{Ticket, TicketState, Why};
use serde::Serialize;
use utoipa::ToSchema;

use crate::texts::Arg;
use crate::web::ask::ticket_number;
use crate::web::problem::{Trouble, not_done};
use crate::web::tickets::found;
use crate::web::trust::{Right, Who};
use crate::web::view::Scene;
use crate::web::{House, Shared};
use crate::wire::Texts;

/// Advice younger than this is told again: it is made anew every ten seconds
/// at most, however many pages ask.
const FRESH_MS: i64 = 10_000;

/// The advice told last.
#[derive(Debug, Default)]
pub(crate) struct Kept {
    at: Option<Moment>,
    advice: Option<Advice>,
}

/// What an hour comes to, in percent of visitors called within the target.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct OutlookView {
    /// Of the whole day, by the end of the hour.
    day_percent: u32,
    /// Of those who wait now or come within the hour.
    hour_percent: u32,
    /// Of these, so many wait too long.
    long_waits: u32,
}

/// Another number of desks, and what it comes to.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PlanView {
    /// "open" or "spare".
    act: &'static str,
    desks: Vec<u16>,
    /// Service ids that need the first of these desks most.
    services: Vec<String>,
    outlook: OutlookView,
}

/// A desk whose break had better wait (S22).
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct BreakView {
    desk: u16,
    /// So many wait whom only this desk serves.
    waiting: u32,
    /// Minutes, at most 30.
    better_in_min: i64,
    text: Texts,
}

/// `GET /api/v1/advice`.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct AdviceView {
    at_ms: i64,
    until_ms: i64,
    target_percent: u32,
    working_desks: usize,
    as_it_is: OutlookView,
    /// When the day's share falls below the target if nothing changes.
    lost_at_ms: Option<i64>,
    /// The fewest desks that keep the target; `None`: none of those there are.
    enough_desks: Option<usize>,
    one_more: Option<PlanView>,
    more: Option<PlanView>,
    one_less: Option<PlanView>,
    /// Whether a short question may pass just now.
    short_window: bool,
    /// What to do, most important first.
    sentences: Vec<Texts>,
    breaks: Vec<BreakView>,
}

/// How many desks the next hour needs; `null` while no day is open, nobody
/// works, or nobody is there or expected.
#[utoipa::path(
    get, path = "/api/v1/advice", tag = "office",
    responses((status = 200, body = Option<AdviceView>)),
    security(("token" = []))
)]
pub(crate) async fn advice(
    State(shared): State<Shared>,
    who: Who,
) -> Result<Json<Option<AdviceView>>, Trouble> {
    who.needs(Right::SeeQueue)?;
    let now = shared.clock.now();
    let current = shared.current();
    let limits = &current.settings.limits;
    let told = shared.handle.told();
    let target_percent = match told.picture.mode {
        Mode::Electronic => limits.target_share_percent,
        Mode::Live => limits.live_target_share_percent,
    };
    let advice = fresh(&shared, now, target_percent).await?;
    let estimates = std::sync::Arc::clone(&told.picture.estimates);
    let (breaks, short_window) = shared
        .handle
        .look(move |office| {
            let breaks = office.breaks_better_later(&estimates);
            (breaks, office.is_short_window())
        })
        .await
        .map_err(|why| not_done(why, |_at| String::new()))?;
    let scene = shared.scene(&told, &current);
    Ok(Json(advice.map(|advice| {
        AdviceView {
            breaks: breaks
                .into_iter()
                .map(|(desk, advice)| scene.break_advice(desk.0, advice))
                .collect(),
            short_window,
            ..scene.advice(&advice)
        }
    })))
}

/// The advice of the last ten seconds, or a new one, made outside reception
/// from a copy of the office.
async fn fresh(
    shared: &House,
    now: Moment,
    target_percent: u32,
) -> Result<Option<Advice>, Trouble> {
    let mut kept = shared.advice.lock().await;
    if kept.at.is_some_and(|at| now.ms_since(at) < FRESH_MS) {
        return Ok(kept.advice.clone());
    }
    let office = shared
        .handle
        .look(Clone::clone)
        .await
        .map_err(|why| not_done(why, |_at| String::new()))?;
    let made = tokio::task::spawn_blocking(move || office.advise(now, target_percent)).await;
    kept.at = Some(now);
    kept.advice = made.unwrap_or_default();
    Ok(kept.advice.clone())
}

/// «Почему вызвали раньше меня?»
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct WhyAnswer {
    number: String,
    /// As `WhyView::code`, or "waiting" or "gone".
    code: &'static str,
    text: Texts,
}

/// Why this visitor was called, or what their turn waits for.
#[utoipa::path(
    get, path = "/api/v1/tickets/{ticket}/why", tag = "tickets",
    params(("ticket" = String, Path, description = "number or id")),
    responses((status = 200, body = WhyAnswer), (status = 404, body = crate::wire::Problem)),
    security(("token" = []))
)]
pub(crate) async fn why(
    State(shared): State<Shared>,
    who: Who,
    Path(ticket): Path<String>,
) -> Result<Json<WhyAnswer>, Trouble> {
    who.needs(Right::TakeTicket)?;
    let told = shared.handle.told();
    let ticket = found(&shared, &ticket_number(&ticket, &told.picture)?).await?;
    let answer = shared.scene(&told, &shared.current()).why_answer(&ticket);
    Ok(Json(answer))
}

impl Scene<'_> {
    fn advice(&self, advice: &Advice) -> AdviceView {
        AdviceView {
            at_ms: advice.at.0,
            until_ms: advice.until.0,
            target_percent: advice.target_percent,
            working_desks: advice.working,
            as_it_is: outlook(advice.as_it_is),
            lost_at_ms: advice.lost_at.map(|at| at.0),
            enough_desks: advice.enough,
            one_more: advice.one_more.as_ref().map(plan),
            more: advice.more.as_ref().map(plan),
            one_less: advice.one_less.as_ref().map(plan),
            short_window: false,
            sentences: self.sentences(advice),
            breaks: Vec::new(),
        }
    }

    fn sentences(&self, advice: &Advice) -> Vec<Texts> {
        let mut said = Vec::new();
        let shared = [
            ("until", Arg::from(self.clock(advice.until))),
            ("now", Arg::from(shown(advice.as_it_is))),
            ("day", Arg::from(advice.as_it_is.day_percent)),
            ("target", Arg::from(advice.target_percent)),
            (
                "desks",
                Arg::from(u32::try_from(advice.working).unwrap_or(0)),
            ),
        ];
        if let Some(one) = &advice.one_more {
            let enough = advice.enough.is_some();
            let all = advice.more.as_ref().filter(|more| more.changes.len() > 1);
            said.push(self.with_desk("advice-open", one, &shared));
            if let Some(all) = all {
                let key = match (enough, only_day(all.outlook, advice)) {
                    (true, true) => "advice-open-more-day",
                    (true, false) => "advice-open-more",
                    (false, _) => "advice-not-enough",
                };
                said.push(self.with_desk(key, all, &shared));
            } else if !enough {
                said.push(self.with_desk("advice-not-enough", one, &shared));
            }
        } else if advice.enough.is_none() {
            said.push(self.in_all_languages("advice-no-desk", &shared));
        }
        if let Some(less) = &advice.one_less {
            said.push(self.with_desk("advice-spare", less, &shared));
        } else if advice.enough == Some(advice.working) {
            let key = if only_day(advice.as_it_is, advice) {
                "advice-enough-day"
            } else {
                "advice-enough"
            };
            said.push(self.in_all_languages(key, &shared));
        }
        if let Some(lost_at) = advice.lost_at {
            let args = [
                ("at", Arg::from(self.clock(lost_at))),
                ("target", Arg::from(advice.target_percent)),
            ];
            said.push(self.in_all_languages("advice-lost", &args));
        }
        said
    }

    fn with_desk(&self, key: &str, choice: &Choice, shared: &[(&'static str, Arg)]) -> Texts {
        let desks: Vec<String> = desks(choice).iter().map(ToString::to_string).collect();
        let services: &[ServiceId] = match choice.changes.first() {
            Some(Change::Open { services, .. }) => services,
            Some(Change::Spare { .. }) | None => &[],
        };
        self.settings
            .languages
            .iter()
            .map(|language| {
                let titles: Vec<String> = services
                    .iter()
                    .filter_map(|id| self.settings.service(&id.0)?.title.get(language).cloned())
                    .map(|title| format!("«{title}»"))
                    .collect();
                let mut args = shared.to_vec();
                args.push(("desk", Arg::from(desks.join(", "))));
                args.push(("opened", Arg::from(u32::try_from(desks.len()).unwrap_or(0))));
                args.push(("count", Arg::from(u32::try_from(titles.len()).unwrap_or(0))));
                args.push(("services", Arg::from(titles.join(", "))));
                args.push(("then", Arg::from(shown(choice.outlook))));
                args.push(("then_day", Arg::from(choice.outlook.day_percent)));
                args.push(("long", Arg::from(choice.outlook.long_waits)));
                (language.clone(), self.texts.get(language, key, &args))
            })
            .collect()
    }

    fn in_all_languages(&self, key: &str, args: &[(&'static str, Arg)]) -> Texts {
        let languages = self.settings.languages.iter();
        languages
            .map(|language| (language.clone(), self.texts.get(language, key, args)))
            .collect()
    }

    fn break_advice(&self, desk: u16, advice: BreakAdvice) -> BreakView {
        let better_in_min = (advice.better_in_ms + 59_999) / 60_000;
        let args = [
            ("desk", Arg::from(u32::from(desk))),
            ("waiting", Arg::from(advice.waiting)),
            ("minutes", Arg::from(better_in_min)),
        ];
        BreakView {
            desk,
            waiting: advice.waiting,
            better_in_min,
            text: self.in_all_languages("advice-break", &args),
        }
    }

    fn why_answer(&self, ticket: &Ticket) -> WhyAnswer {
        let code = match &ticket.state {
            TicketState::Called { why, .. } | TicketState::Serving { why, .. } => match why {
                Why::LongestWait => "longest-wait",
                Why::FirstCome => "first-come",
                Why::Privileged => "privileged",
                Why::OutOfTurn => "out-of-turn",
                Why::Appointment => "appointment",
                Why::ShortQuestion => "short-question",
                Why::SentHere => "sent-here",
                // The reason may be the visitor's own matter: it stays with staff.
                Why::ByHand { .. } => "by-hand",
            },
            TicketState::Waiting { .. } | TicketState::Parked { .. } => "waiting",
            TicketState::Closed { .. } => "gone",
        };
        let before = |other: &&Ticket| other.number != ticket.number;
        let ahead = self.picture.waiting.iter().take_while(before).count();
        let args = [
            ("number", Arg::from(ticket.number.to_string())),
            ("since", Arg::from(self.clock(ticket.reference))),
            ("ahead", Arg::from(u32::try_from(ahead).unwrap_or(0))),
        ];
        WhyAnswer {
            number: ticket.number.to_string(),
            code,
            text: self.in_all_languages(&format!("answer-{code}"), &args),
        }
    }
}

fn plan(choice: &Choice) -> PlanView {
    let services = choice.changes.first().map(|change| match change {
        Change::Open { services, .. } => services.iter().map(|id| id.0.to_string()).collect(),
        Change::Spare { .. } => Vec::new(),
    });
    let is_open = |change: &Change| matches!(change, Change::Open { .. });
    PlanView {
        act: if choice.changes.iter().any(is_open) {
            "open"
        } else {
            "spare"
        },
        desks: desks(choice),
        services: services.unwrap_or_default(),
        outlook: outlook(choice.outlook),
    }
}

fn desks(choice: &Choice) -> Vec<u16> {
    choice
        .changes
        .iter()
        .map(|change| match change {
            Change::Open { desk, .. } | Change::Spare { desk } => desk.0,
        })
        .collect()
}

fn outlook(outlook: Outlook) -> OutlookView {
    OutlookView {
        day_percent: outlook.day_percent,
        hour_percent: outlook.hour_percent,
        long_waits: outlook.long_waits,
    }
}

/// The day keeps its share though the coming hour does not: both are told.
fn only_day(outlook: Outlook, advice: &Advice) -> bool {
    outlook.hour_percent < advice.target_percent && outlook.day_percent >= advice.target_percent
}

/// What is told of an outlook: the share of the coming hour, which the desks
/// of now decide.
fn shown(outlook: Outlook) -> u32 {
    outlook.hour_percent
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_that_is_kept_and_an_hour_that_is_not_are_told_apart() {
        let advice = |day_percent, hour_percent| Advice {
            at: Moment(0),
            until: Moment(3_600_000),
            target_percent: 85,
            working: 5,
            as_it_is: Outlook {
                day_percent,
                hour_percent,
                long_waits: 0,
            },
            lost_at: None,
            enough: Some(5),
            one_more: None,
            more: None,
            one_less: None,
        };
        let is_told = |day, hour| only_day(advice(day, hour).as_it_is, &advice(day, hour));
        assert!(is_told(88, 65));
        assert!(!is_told(88, 85), "both are kept");
        assert!(!is_told(60, 95), "the hour is what is kept");
    }
}
