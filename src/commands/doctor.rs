//! `talon doctor`: looks at this computer, asks the running office what only
//! that knows, and says both in plain words.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::Result;
use clap::Args;
use office::day::Moment;
use tokio::runtime::Runtime;

use crate::clock::Clock;
use crate::config::settings::Settings;
use crate::config::{self, Overrides};
use crate::directory::{self, Why};
use crate::doctor::{self, Finding, FindingView, Level, Living, Wanted};
use crate::link;
use crate::store::look::quick_check;
use crate::texts::{Arg, Texts};

#[derive(Debug, Args)]
pub struct DoctorArgs {
    /// The office file
    #[arg(long, value_name = "FILE", default_value = "/etc/talon/office.toml")]
    config: PathBuf,
    /// Folder of the data, instead of the file's
    #[arg(long, value_name = "DIR")]
    data: Option<PathBuf>,
    /// Where the office answers, instead of the file's address
    #[arg(long, value_name = "URL")]
    url: Option<String>,
    /// One line of JSON, for scripts
    #[arg(long)]
    json: bool,
}

/// Exit code 0: nothing is broken. 1: something is. 2: the office file itself
/// cannot be used.
pub fn run(args: DoctorArgs, language: &str) -> Result<ExitCode> {
    let texts = Texts::load();
    let overrides = Overrides {
        data_dir: args.data,
        ..Overrides::default()
    };
    let settings = match config::load(&args.config, &overrides) {
        Ok(settings) => settings,
        Err(findings) => {
            if args.json {
                let views = unusable(&findings, &args.config, &texts, language);
                tell_json(&views, true)?;
            } else {
                let report = config::report(&findings, &texts, language);
                writeln!(std::io::stderr().lock(), "{report}")?;
            }
            return Ok(ExitCode::from(2));
        }
    };
    let url = args.url.unwrap_or_else(|| own_url(&settings));
    let mut seen = doctor::look(&settings, Wanted { smart: true });
    seen.living = ask(&url);
    seen.directory = directory(&settings);
    if seen.living.is_none() {
        seen.unit_fails = Some(doctor::unit_fails());
        seen.stopped_database = quick_check(&settings.storage.data_dir.join("office.db"));
    }
    let findings: Vec<FindingView> = doctor::judge(&seen)
        .iter()
        .map(|finding| finding.view(&texts, language))
        .collect();
    let (report, is_bad) = doctor::report(&findings);
    if args.json {
        tell_json(&findings, is_bad)?;
    } else {
        let mut out = std::io::stdout().lock();
        write!(out, "{report}")?;
        out.flush()?;
    }
    Ok(ExitCode::from(u8::from(is_bad)))
}

fn tell_json(findings: &[FindingView], is_bad: bool) -> std::io::Result<()> {
    let all = serde_json::json!({ "ok": !is_bad, "findings": findings });
    let mut out = std::io::stdout().lock();
    writeln!(out, "{all}")?;
    out.flush()
}

/// Each mistake of an office file that cannot be used, as the doctor's findings.
fn unusable(
    mistakes: &[config::Finding],
    file: &Path,
    texts: &Texts,
    language: &str,
) -> Vec<FindingView> {
    let found = mistakes.iter().map(|mistake| Finding {
        check: "file",
        level: match mistake.level {
            config::Level::Error => Level::Bad,
            config::Level::Warning => Level::Warn,
        },
        key: "doctor-file-unusable",
        args: vec![
            ("text", Arg::from(mistake.line(texts, language))),
            ("file", Arg::from(file.display().to_string())),
        ],
    });
    found.map(|found| found.view(texts, language)).collect()
}

/// This computer's own way to the office.
fn own_url(settings: &Settings) -> String {
    let listen = settings.network.listen;
    if listen.ip().is_unspecified() {
        format!("http://127.0.0.1:{}", listen.port())
    } else {
        format!("http://{listen}")
    }
}

fn runtime() -> Option<Runtime> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build();
    runtime.ok()
}

/// The company's directory, asked from here: as root, so that a password file
/// the office itself cannot read looks well; the page /doctor tells that.
fn directory(settings: &Settings) -> Vec<(String, Result<(), Why>)> {
    let asked = settings.directory.as_ref().zip(runtime());
    asked.map_or_else(Vec::new, |(directory, runtime)| {
        let reader = directory::Reader::default();
        runtime.block_on(directory::look(
            directory,
            &reader,
            Clock::real(Moment(0)).now(),
        ))
    })
}

/// What only the running office knows; `None` when none answers.
fn ask(url: &str) -> Option<Living> {
    let runtime = runtime()?;
    let place = link::Place::open(url, "");
    let answer = runtime.block_on(link::look(&place, "/api/v1/doctor/living"));
    let (200, body) = answer.ok()? else {
        return None;
    };
    serde_json::from_slice(&body).ok()
}
