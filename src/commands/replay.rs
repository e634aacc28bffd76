//! `talon replay`: a past day run again, as it was and with a change, side by
//! side in the terminal.

use std::collections::BTreeSet;
use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Context, Result, anyhow, bail};
use clap::Args;
use office::day::Moment;
use office::desk::DeskId;
use office::service::ServiceId;
use simulate::past::Past;
use simulate::replay::{Change, Outcome, replay};

use crate::config::calendar::MinuteOfDay;
use crate::config::settings::Settings;
use crate::run::rules::rules;
use crate::store::past_day;
use crate::texts::{Arg, Texts};

#[derive(Debug, Args)]
pub struct ReplayArgs {
    /// The office file
    #[arg(long, value_name = "FILE")]
    pub config: PathBuf,
    /// The office's data folder, instead of the file's
    #[arg(long, value_name = "DIR")]
    data: Option<PathBuf>,
    /// Its journal, if that lies elsewhere
    #[arg(long, value_name = "DIR")]
    journal: Option<PathBuf>,
    /// One more desk: 6@11:00, or 6@11:00-14:00
    #[arg(long, value_name = "DESK@TIME")]
    open: Vec<String>,
    /// A desk that serves these instead of its own: 2=benefits,readings
    #[arg(long, value_name = "DESK=IDS")]
    services: Vec<String>,
    /// The day: 2026-11-20
    day: String,
}

/// Runs the day again and prints both beside what happened.
pub fn run(args: &ReplayArgs, settings: &Settings, language: &str) -> Result<ExitCode> {
    let day: jiff::civil::Date = args.day.parse().context("the day is written 2026-11-20")?;
    let date = args.day.parse().map_err(|error| anyhow!("{error}"))?;
    let storage = &settings.storage;
    let data_dir = args.data.as_ref().unwrap_or(&storage.data_dir);
    let journal_dir = match (&args.journal, &args.data) {
        (Some(dir), _) => dir.clone(),
        (None, Some(data)) => data.join("journal"),
        (None, None) => storage.journal_dir.clone(),
    };
    let rules = rules(settings);
    let mut changes = Vec::new();
    for open in &args.open {
        changes.push(opened(open, day, settings)?);
    }
    for serve in &args.services {
        let change = served(serve)?;
        if let Change::Serve { services, .. } = &change
            && let Some(id) = services.iter().find(|id| !rules.services.contains_key(*id))
        {
            bail!("the office file knows no service {id}");
        }
        changes.push(change);
    }
    let events = past_day::events_of(data_dir, &journal_dir, date)
        .with_context(|| format!("could not read the logs in {}", data_dir.display()))?;
    let texts = Texts::load();
    let mut out = std::io::stdout().lock();
    let Some(past) = Past::of(&events, &rules) else {
        let args = [("date", Arg::from(args.day.clone()))];
        writeln!(out, "{}", texts.get(language, "problem-no-such-day", &args))?;
        return Ok(ExitCode::FAILURE);
    };
    let found = replay(&past, &rules, &changes);
    let columns = [
        ("wi-happened", &found.happened),
        ("wi-again", &found.again),
        ("wi-changed", &found.changed),
    ];
    let heads = columns.map(|(key, _outcome)| texts.get(language, key, &[]));
    writeln!(
        out,
        "{:34}{:>16}{:>16}{:>16}",
        "", heads[0], heads[1], heads[2]
    )?;
    let target = [("target", Arg::from(settings.limits.target_wait_min))];
    for (key, show) in FIGURES {
        let name = texts.get(language, key, &target);
        let shown = columns.map(|(_key, outcome)| in_words(show(outcome), &texts, language));
        writeln!(
            out,
            "{name:34}{:>16}{:>16}{:>16}",
            shown[0], shown[1], shown[2]
        )?;
    }
    Ok(ExitCode::SUCCESS)
}

/// One figure of a run.
#[derive(Clone, Copy)]
enum Figure {
    Share(Option<u32>),
    Count(u32),
    Tenths(i64),
}

/// A text's key, and how its figure is read off a run.
type Line = (&'static str, fn(&Outcome) -> Figure);

const FIGURES: [Line; 6] = [
    ("wi-percent", |outcome| Figure::Share(outcome.all.percent())),
    ("wi-late", |outcome| Figure::Count(outcome.all.late)),
    ("wi-mean", |outcome| tenths(outcome.all.mean_ms(), 60_000)),
    ("wi-longest", |outcome| {
        tenths(outcome.all.longest_ms, 60_000)
    }),
    ("wi-unanswered", |outcome| Figure::Count(outcome.unanswered)),
    ("wi-desk-hours", |outcome| {
        tenths(outcome.open_ms, 3_600_000)
    }),
];

fn tenths(ms: i64, unit_ms: i64) -> Figure {
    Figure::Tenths((ms * 10 + unit_ms / 2) / unit_ms)
}

fn in_words(figure: Figure, texts: &Texts, language: &str) -> String {
    match figure {
        Figure::Share(None) => "—".to_owned(),
        Figure::Share(Some(percent)) => {
            texts.get(language, "wi-share", &[("percent", Arg::from(percent))])
        }
        Figure::Count(count) => count.to_string(),
        Figure::Tenths(tenths) => {
            let args = [
                ("whole", Arg::from(tenths / 10)),
                ("tenths", Arg::from(tenths % 10)),
            ];
            texts.get(language, "wi-tenths", &args)
        }
    }
}

/// «6@11:00» or «6@11:00-14:00».
fn opened(text: &str, day: jiff::civil::Date, settings: &Settings) -> Result<Change> {
    let (desk, span) = text
        .split_once('@')
        .context("a desk is opened as 6@11:00")?;
    let (from, until) = match span.split_once('-') {
        Some((from, until)) => (from, Some(until)),
        None => (span, None),
    };
    let moment = |text: &str| {
        let at = MinuteOfDay::parse(text);
        let ms = at.and_then(|at| settings.calendar.opening_ms(day, at));
        ms.map(Moment)
            .with_context(|| format!("{text} is no time of day"))
    };
    Ok(Change::Open {
        desk: DeskId(desk.parse().context("a desk is a number")?),
        at: moment(from)?,
        until: until.map(moment).transpose()?,
    })
}

/// «2=benefits,readings».
fn served(text: &str) -> Result<Change> {
    let (desk, ids) = text
        .split_once('=')
        .context("services are given as 2=id,id")?;
    let ids = ids.split(',').filter(|id| !id.is_empty());
    let services: BTreeSet<ServiceId> = ids.map(ServiceId::from).collect();
    let desk = DeskId(desk.parse().context("a desk is a number")?);
    Ok(Change::Serve { desk, services })
}
