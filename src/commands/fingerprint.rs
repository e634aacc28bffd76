//! `talon fingerprint`: what the page /trust must show.

use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Context, Result};
use clap::Args;

use crate::config::{self, Overrides};
use crate::tls;

#[derive(Debug, Args)]
pub struct FingerprintArgs {
    /// The office file
    #[arg(long, value_name = "FILE", default_value = "/etc/talon/office.toml")]
    config: PathBuf,
    /// Folder of the data, instead of the file's
    #[arg(long, value_name = "DIR")]
    data: Option<PathBuf>,
}

pub fn run(args: FingerprintArgs) -> Result<ExitCode> {
    let overrides = Overrides {
        data_dir: args.data,
        ..Overrides::default()
    };
    let Ok(settings) = config::load(&args.config, &overrides) else {
        let file = args.config.display();
        anyhow::bail!("{file} has mistakes; see: talon check --config {file}");
    };
    let kept = tls::kept(&settings.storage.data_dir).with_context(|| {
        let dir = settings.storage.data_dir.display();
        format!(
            "no authority of the office is kept in {dir}/tls, or it may not be read: run as root"
        )
    })?;
    writeln!(std::io::stdout(), "{}", kept.fingerprint)?;
    Ok(ExitCode::SUCCESS)
}
