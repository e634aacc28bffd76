//! `talon pair`: a kiosk or board on another computer shows a short code; once
//! the admin has confirmed it, the key lies in a file that `talon kiosk` or
//! `talon board` is started with. Run again, it asks for a new one.

use std::fs::OpenOptions;
use std::io::Write;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Duration;

use anyhow::{Context, Result, bail};
use clap::{Args, ValueEnum};
use serde::Deserialize;
use serde_json::json;
use tokio::time::sleep;

use crate::link::{Place, tell};
use crate::texts::{Arg, Texts};

/// An office that restarts answers again within seconds.
const AGAIN: Duration = Duration::from_secs(3);

#[derive(Debug, Args)]
pub struct PairArgs {
    /// The office's address: `https://HOST:PORT`
    #[arg(long, visible_alias = "server", value_name = "URL")]
    url: String,
    /// The office's authority from its page /trust; without it those this computer trusts
    #[arg(long, value_name = "FILE")]
    authority: Option<PathBuf>,
    /// What this computer shows
    #[arg(long, value_enum)]
    screen: PairScreen,
    /// Where the key is put, as `TALON_TOKEN=…`
    #[arg(long, value_name = "FILE", default_value = "talon-token.env")]
    to: PathBuf,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum PairScreen {
    Kiosk,
    Board,
}

#[derive(Deserialize)]
struct Asked {
    code: String,
    secret: String,
    poll_s: u64,
}

#[derive(Deserialize)]
struct Given {
    name: String,
    token: String,
}

#[derive(Deserialize)]
struct Said {
    detail: String,
}

pub fn run(args: PairArgs, language: &str) -> Result<ExitCode> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .context("could not start the tasks")?;
    runtime.block_on(pair(args, language))
}

/// Until the screen is confirmed; a code that ran out is followed by a new one.
async fn pair(args: PairArgs, language: &str) -> Result<ExitCode> {
    let texts = Texts::load();
    let say = |key: &str, about: &[(&str, Arg)]| {
        writeln!(std::io::stdout(), "{}", texts.get(language, key, about))
    };
    let place = Place {
        url: args.url,
        token: String::new(),
        authority: args.authority,
    };
    let screen = match args.screen {
        PairScreen::Kiosk => "kiosk",
        PairScreen::Board => "board",
    };
    loop {
        let wish = json!({ "screen": screen });
        let (status, body) = tell(&place, "/api/v1/pairings", &wish).await?;
        if status != 201 {
            let said = serde_json::from_slice::<Said>(&body);
            bail!(
                "{}",
                said.map_or_else(|_| status.to_string(), |said| said.detail)
            );
        }
        let asked: Asked = serde_json::from_slice(&body).context("could not read the code")?;
        let (first, last) = asked.code.split_at(asked.code.len() / 2);
        say(
            "pair-terminal",
            &[("code", Arg::from(format!("{first} {last}")))],
        )?;
        if let Some(given) = confirmed(&place, &asked).await {
            keep(&args.to, &given.token)
                .with_context(|| format!("could not write {}", args.to.display()))?;
            let file = args.to.display().to_string();
            let about = [("name", Arg::from(given.name)), ("file", Arg::from(file))];
            say("pair-terminal-done", &about)?;
            return Ok(ExitCode::SUCCESS);
        }
    }
}

/// `None` when the code ran out. An office that does not answer is waited for.
async fn confirmed(place: &Place, asked: &Asked) -> Option<Given> {
    let secret = json!({ "secret": asked.secret });
    loop {
        sleep(Duration::from_secs(asked.poll_s.clamp(1, 60))).await;
        match tell(place, "/api/v1/pairings/claim", &secret).await {
            Ok((200, body)) => return serde_json::from_slice(&body).ok(),
            Ok((410, _over)) => return None,
            Ok(_waits) => {}
            Err(_away) => sleep(AGAIN).await,
        }
    }
}

/// For its owner alone.
fn keep(file_path: &Path, token: &str) -> std::io::Result<()> {
    let mut file = OpenOptions::new()
        .create(true)
        .write(true)
        .truncate(true)
        .mode(0o600)
        .open(file_path)?;
    writeln!(file, "TALON_TOKEN={token}")?;
    file.sync_all()
}
