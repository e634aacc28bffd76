//! `talon ticket preview`: the template as paper, without a printer.

use std::fs;
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Context, Result};
use clap::{Args, Subcommand};

use crate::config::{self, Overrides};
use crate::texts::Texts;
use crate::web::ticket_preview::{picture, profile};

#[derive(Debug, Args)]
pub struct TicketArgs {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Draw a made-up ticket as the office file's [ticket] section has it
    Preview(PreviewArgs),
}

#[derive(Debug, Args)]
struct PreviewArgs {
    /// The office file
    #[arg(long, value_name = "FILE", default_value = "office.toml")]
    config: PathBuf,
    /// Where the PNG goes
    #[arg(long, value_name = "FILE", default_value = "ticket.png")]
    out: PathBuf,
    /// Width of the paper in millimetres
    #[arg(long, value_name = "MM", default_value = "80", value_parser = ["80", "58"])]
    width: String,
    /// The visitor's language [default: the office's first]
    #[arg(long, value_name = "CODE")]
    language: Option<String>,
    /// In the printer's own font, as for slow serial lines
    #[arg(long)]
    text: bool,
}

/// Does what was asked.
pub fn run(args: &TicketArgs, language: &str) -> Result<ExitCode> {
    let What::Preview(args) = &args.what;
    let texts = Texts::load();
    let settings = match config::load(&args.config, &Overrides::default()) {
        Ok(settings) => settings,
        Err(findings) => {
            let report = config::report(&findings, &texts, language);
            anyhow::bail!("{report}");
        }
    };
    let first = settings.default_language().to_owned();
    let spoken = args.language.clone().unwrap_or(first);
    anyhow::ensure!(
        settings.languages.contains(&spoken),
        "the office does not speak «{spoken}»; it speaks {}",
        settings.languages.join(", ")
    );
    let width = args.width.parse().unwrap_or(80);
    let png = picture(&settings, &texts, &spoken, &profile(width, args.text))?;
    fs::write(&args.out, png).with_context(|| format!("could not write {}", args.out.display()))?;
    Ok(ExitCode::SUCCESS)
}
