//! What staff should know just now, as codes that pages have texts for. Pure.

use std::collections::BTreeMap;

use office::day::{Copies, MINUTE_MS, Mode};

use crate::web::diary::outside_hours;
use crate::web::view::Scene;
use crate::wire::{NoticeView, Paper};

/// The live queue's end is told for so long, minutes.
const LIVE_END_TOLD_MIN: i64 = 30;

/// A computer's clock that differs from office time by more was set by somebody.
const CLOCK_TOLD_MS: i64 = 2_000;

/// As many of yesterday's forgotten tickets are named one by one.
const FORGOTTEN_NAMED: usize = 5;

/// As many doubtful slips are named one by one.
const DOUBTFUL_NAMED: usize = 3;

pub(crate) fn notices(scene: &Scene<'_>) -> Vec<NoticeView> {
    let mut all = Vec::new();
    storage(scene, &mut all);
    paper(scene, &mut all);
    crowd(scene, &mut all);
    rooms(scene, &mut all);
    all.extend(booked_outside(scene));
    if scene.picture.clock_ahead_ms.abs() > CLOCK_TOLD_MS {
        all.push(notice("clock", "warn", &[]));
    }
    if let Some(trouble) = scene.config_trouble {
        all.push(notice(
            "config-bad",
            "warn",
            &[("text", trouble.to_owned())],
        ));
    }
    all
}

/// What of the house itself has failed.
fn rooms(scene: &Scene<'_>, all: &mut Vec<NoticeView>) {
    let told = scene.fallen.iter().map(|(name, state)| {
        let (code, level) = if state.is_shut {
            ("room-shut", "bad")
        } else {
            ("room-restarted", "warn")
        };
        notice(code, level, &[("room", (*name).to_owned())])
    });
    all.extend(told);
}

/// S9: whoever is booked when the office will not be open is not forgotten.
fn booked_outside(scene: &Scene<'_>) -> Option<NoticeView> {
    let today = scene.today();
    let outside = outside_hours(scene.diary(), |date| {
        (date >= today).then(|| scene.hours_of(date))
    });
    let first = outside.first()?;
    let told = [
        ("count", outside.len().to_string()),
        ("date", first.date.to_string()),
        ("time", scene.starts(first.starts_at)),
    ];
    Some(notice("booked-outside", "warn", &told))
}

fn storage(scene: &Scene<'_>, all: &mut Vec<NoticeView>) {
    let picture = scene.picture;
    if picture.mode == Mode::Live {
        all.push(notice("live-queue", "warn", &[]));
    }
    match picture.copies {
        Copies::Two => {}
        Copies::One => all.push(notice("copies-one", "warn", &[])),
        Copies::None => all.push(notice("copies-none", "bad", &[])),
    }
    let ended = picture.live.and_then(|live| Some((live, live.ended_at?)));
    if let Some((live, ended_at)) = ended
        && picture.now.ms_since(ended_at) < LIVE_END_TOLD_MIN * MINUTE_MS
    {
        let lasted = ended_at.ms_since(live.began_at) / MINUTE_MS + 1;
        let told = [
            ("minutes", lasted.to_string()),
            ("tickets", live.tickets.to_string()),
        ];
        all.push(notice("live-ended", "info", &told));
    }
}

fn paper(scene: &Scene<'_>, all: &mut Vec<NoticeView>) {
    let code = match scene.paper {
        Paper::Ok | Paper::Unknown => None,
        Paper::Low => Some(("paper-low", "warn")),
        Paper::Out => Some(("paper-out", "bad")),
        Paper::CoverOpen => Some(("paper-cover-open", "bad")),
        Paper::Unreachable => Some(("paper-unreachable", "bad")),
    };
    // A page picks the text by it: only paper that runs low has a number.
    let left = scene.tickets_left;
    let left = left.map_or_else(|| "unknown".to_owned(), |left| left.to_string());
    let told = [("left", left)];
    all.extend(code.map(|(code, level)| notice(code, level, &told)));
    let named = scene.picture.doubtful.iter().take(DOUBTFUL_NAMED);
    let numbers: Vec<String> = named.map(|ticket| ticket.number.to_string()).collect();
    if !numbers.is_empty() {
        let told = [
            ("count", scene.picture.doubtful_count.to_string()),
            ("numbers", numbers.join(", ")),
        ];
        all.push(notice("slips-doubtful", "warn", &told));
    }
}

fn crowd(scene: &Scene<'_>, all: &mut Vec<NoticeView>) {
    let picture = scene.picture;
    let waiting = picture.waiting.len();
    let nobody_works = picture.working_desks == 0 && waiting > 0;
    if picture.peak.is_some() || nobody_works {
        let told = [
            ("waiting", waiting.to_string()),
            ("desks", picture.working_desks.to_string()),
            ("add", picture.desks_to_add.to_string()),
        ];
        all.push(notice("peak", "warn", &told));
    }
    if let Some(before) = &picture.day_before
        && !before.not_served.is_empty()
    {
        let named = before.not_served.iter().take(FORGOTTEN_NAMED);
        let numbers: Vec<String> = named.map(ToString::to_string).collect();
        let told = [
            ("count", before.not_served.len().to_string()),
            ("date", before.date.to_string()),
            ("numbers", numbers.join(", ")),
        ];
        all.push(notice("day-before", "warn", &told));
    }
    for (service, waiting) in &picture.waiting_by_service {
        let served = picture
            .desks
            .iter()
            .any(|desk| desk.is_open() && desk.services.contains(service));
        if !served && picture.mode == Mode::Electronic {
            let language = scene.settings.default_language();
            let title = scene
                .settings
                .service(&service.0)
                .and_then(|service| service.title.get(language).cloned())
                .unwrap_or_else(|| service.0.to_string());
            let told = [("service", title), ("waiting", waiting.to_string())];
            all.push(notice("coverage", "warn", &told));
        }
    }
}

fn notice(code: &str, level: &str, args: &[(&str, String)]) -> NoticeView {
    let args: BTreeMap<String, String> = args
        .iter()
        .map(|(name, value)| ((*name).to_owned(), value.clone()))
        .collect();
    NoticeView {
        code: code.to_owned(),
        level: level.to_owned(),
        args,
    }
}
