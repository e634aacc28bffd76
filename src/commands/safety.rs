//! What IT asks about safe keeping in the terminal: walk the logs, copy them,
//! bring an office back.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, Result};
use clap::{Args, Subcommand};

use crate::store::backup::belongings;
use crate::store::folder::Folder;
use crate::store::restore::{self, Brought};
use crate::store::verify::{self, Verdict, Walk};
use crate::texts::{Arg, Texts};

#[derive(Debug, Subcommand)]
pub enum Safety {
    /// Walk both logs of an office from end to end and compare them
    Verify(VerifyArgs),
    /// Copy an office's database into one file, also while the office runs
    Backup(BackupArgs),
    /// Bring an office back from a copy into an empty data folder
    Restore(RestoreArgs),
}

#[derive(Debug, Args)]
pub struct VerifyArgs {
    #[command(flatten)]
    place: PlaceArgs,
    /// Print the findings as JSON
    #[arg(long)]
    json: bool,
}

#[derive(Debug, Args)]
pub struct BackupArgs {
    #[command(flatten)]
    place: PlaceArgs,
    /// The new file; people's rows and tokens go into a folder beside it
    #[arg(long, value_name = "FILE")]
    to: PathBuf,
    /// The office file, to be copied along
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub struct RestoreArgs {
    /// A copy, or a folder whose newest copy is taken
    #[arg(long, value_name = "PATH")]
    from: PathBuf,
    /// The empty data folder
    #[arg(long, value_name = "DIR")]
    data: PathBuf,
    /// A rescued journal that may know more than the copy
    #[arg(long, value_name = "DIR")]
    journal: Option<PathBuf>,
}

#[derive(Debug, Args)]
struct PlaceArgs {
    /// The office's data folder
    #[arg(long, value_name = "DIR")]
    data: PathBuf,
    /// Its journal, if that lies elsewhere
    #[arg(long, value_name = "DIR")]
    journal: Option<PathBuf>,
}

impl PlaceArgs {
    fn journal_dir(&self) -> PathBuf {
        self.journal
            .clone()
            .unwrap_or_else(|| self.data.join("journal"))
    }
}

/// Exit code 0 only when all is well.
pub fn run(safety: &Safety, language: &str) -> Result<ExitCode> {
    let texts = Texts::load();
    let say = |key: &str, args: &[(&str, Arg)]| {
        let line = texts.get(language, key, args);
        writeln!(std::io::stdout(), "{line}").context("could not write to the terminal")
    };
    match safety {
        Safety::Verify(args) => {
            let verdict = verify::verify(&args.place.data, &args.place.journal_dir());
            if args.json {
                let json = serde_json::to_string_pretty(&verdict)?;
                writeln!(std::io::stdout(), "{json}")?;
            } else {
                tell(&verdict, &say)?;
            }
            Ok(code(verdict.is_fine()))
        }
        Safety::Backup(args) => {
            let place = &args.place;
            let belongings = belongings(&place.data, args.config.as_deref());
            let is_running = Folder::is_taken(&place.data);
            let walk = restore::backup(&place.data, &place.journal_dir(), &belongings, &args.to)
                .context("could not make the copy")?;
            tell_copy("safety-backup", &args.to, &walk, &say)?;
            // A stopped office is copied as far back as it goes.
            let is_cut = is_running && walk.first > 1;
            if is_cut {
                let first = i64::try_from(walk.first).unwrap_or(i64::MAX);
                say("safety-from-later", &[("first", Arg::from(first))])?;
            }
            Ok(code(walk.is_whole() && !is_cut))
        }
        Safety::Restore(args) => {
            let brought = restore::restore(&args.from, args.journal.as_deref(), &args.data)
                .context("could not bring the office back")?;
            let Brought {
                from_path,
                walk,
                by_journal,
                belongings,
                left_behind,
            } = brought;
            tell_copy("safety-restored", &from_path, &walk, &say)?;
            if by_journal > 0 {
                let more = i64::try_from(by_journal).unwrap_or(i64::MAX);
                say("safety-by-journal", &[("more", Arg::from(more))])?;
            }
            if !belongings.is_empty() {
                say(
                    "safety-belongings",
                    &[("names", Arg::from(belongings.join(", ")))],
                )?;
            }
            for file in &left_behind {
                say("safety-left-behind", &[("file", Arg::from(file.clone()))])?;
            }
            say("safety-new-series", &[])?;
            Ok(code(walk.is_whole() && left_behind.is_empty()))
        }
    }
}

fn code(is_fine: bool) -> ExitCode {
    if is_fine {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}

fn tell_copy(
    key: &str,
    path: &Path,
    walk: &Walk,
    say: &impl Fn(&str, &[(&str, Arg)]) -> Result<()>,
) -> Result<()> {
    let entries = i64::try_from(walk.entries).unwrap_or(i64::MAX);
    say(
        key,
        &[
            ("file", Arg::from(path.display().to_string())),
            ("entries", Arg::from(entries)),
            ("seal", Arg::from(walk.seal.clone())),
        ],
    )
}

fn tell(verdict: &Verdict, say: &impl Fn(&str, &[(&str, Arg)]) -> Result<()>) -> Result<()> {
    if verdict.is_running {
        say("safety-running", &[])?;
    }
    let logs = [
        ("database", &verdict.database, &verdict.database_trouble),
        ("journal", &verdict.journal, &verdict.journal_trouble),
    ];
    for (name, walk, trouble) in logs {
        let log = ("log", Arg::from(name));
        if let Some(trouble) = trouble {
            say(
                "safety-unreadable",
                &[log.clone(), ("text", Arg::from(trouble.clone()))],
            )?;
        }
        if let Some(walk) = walk {
            let entries = i64::try_from(walk.entries).unwrap_or(i64::MAX);
            let told = [
                log.clone(),
                ("entries", Arg::from(entries)),
                ("first", Arg::from(walk.first.to_string())),
                ("last", Arg::from(walk.last.to_string())),
                ("seal", Arg::from(walk.seal.clone())),
            ];
            say("safety-walked", &told)?;
            name_places("safety-broken", &walk.broken, &log, say)?;
            name_places("safety-gaps", &walk.gaps, &log, say)?;
        }
    }
    let log = ("log", Arg::from(""));
    name_places("safety-only-database", &verdict.only_in_database, &log, say)?;
    name_places("safety-only-journal", &verdict.only_in_journal, &log, say)?;
    name_places("safety-different", &verdict.different, &log, say)?;
    let behind = verdict.database_behind.max(verdict.journal_behind);
    if behind > 0 {
        let behind = i64::try_from(behind).unwrap_or(i64::MAX);
        say("safety-behind", &[("behind", Arg::from(behind))])?;
    }
    let key = match (verdict.is_fine(), verdict.is_running) {
        (true, false) => "safety-fine",
        (true, true) => "safety-fine-journal",
        (false, _) => "safety-not-fine",
    };
    say(key, &[])
}

fn name_places(
    key: &str,
    places: &[u64],
    log: &(&str, Arg),
    say: &impl Fn(&str, &[(&str, Arg)]) -> Result<()>,
) -> Result<()> {
    if places.is_empty() {
        return Ok(());
    }
    let named: Vec<String> = places.iter().map(ToString::to_string).collect();
    say(key, &[log.clone(), ("places", Arg::from(named.join(", ")))])
}
