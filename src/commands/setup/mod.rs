//! `talon setup`: the first day, question by question. Every question offers
//! what the office file says already, so it can be repeated; answers may come
//! from a script, one a line, an empty line keeping what is there.
//!
//! Nothing is written until the changed file has passed the office's own check;
//! the file before it stays beside it.

mod devices;
mod talk;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, Result, bail};
use clap::Args;
use toml_edit::{DocumentMut, Item, Table, value};

use crate::config::{self, Overrides};
use crate::run::demo::hash_secret;
use crate::texts::{Arg, Texts};
use talk::{Talk, write_line};

/// The network's port, as in `talon.socket`.
const LISTEN: &str = "0.0.0.0:8080";

#[derive(Debug, Args)]
pub struct SetupArgs {
    /// The office file; it is made if there is none
    #[arg(long, value_name = "FILE", default_value = "/etc/talon/office.toml")]
    config: PathBuf,
}

/// Walks through the first day.
pub fn run(args: &SetupArgs, language: &str) -> Result<ExitCode> {
    let texts = Texts::load();
    let mut talk = Talk::new(&texts, language);
    let path = &args.config;
    let before = match fs::read_to_string(path) {
        Ok(text) => text,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => config::demo().to_owned(),
        Err(error) => bail!("could not read {}: {error}", path.display()),
    };
    let mut file: DocumentMut = before
        .parse()
        .with_context(|| format!("{} is no TOML; see: talon check", path.display()))?;

    talk.say(
        "setup-hello",
        &[("file", Arg::from(path.display().to_string()))],
    )?;
    office(&mut talk, &mut file)?;
    account(&mut talk, &mut file)?;
    devices::printer(&mut talk, &mut file)?;
    devices::screens(&mut talk, &mut file)?;
    devices::sound(&mut talk, &mut file)?;
    devices::clock(&mut talk, &file)?;

    let after = file.to_string();
    if let Err(findings) = config::parse(&after, &path.display().to_string(), &Overrides::default())
    {
        talk.say("setup-mistakes", &[])?;
        write_line(&config::report(&findings, &texts, language))?;
        return Ok(ExitCode::FAILURE);
    }
    keep(path, &after)?;
    talk.say(
        "setup-done",
        &[("file", Arg::from(path.display().to_string()))],
    )?;
    Ok(ExitCode::SUCCESS)
}

fn office(talk: &mut Talk<'_>, file: &mut DocumentMut) -> Result<()> {
    talk.say("setup-office", &[])?;
    let language = first_language(file);
    let name = text_at(file, &["office", "name", &language]);
    let name = talk.ask("setup-office-name", &name, |name| !name.is_empty())?;
    put(file, &["office", "name", &language], &name);
    let zone = text_at(file, &["office", "time_zone"]);
    let is_zone = |zone: &str| jiff::tz::TimeZone::get(zone).is_ok();
    let zone = talk.ask("setup-time-zone", &zone, is_zone)?;
    put(file, &["office", "time_zone"], &zone);
    if talk.agree("setup-open-network", true)? {
        put(file, &["network", "listen"], LISTEN);
    }
    Ok(())
}

/// The head of the office: who can let the others in.
fn account(talk: &mut Talk<'_>, file: &mut DocumentMut) -> Result<()> {
    talk.say("setup-account", &[])?;
    let Some(staff) = file.get_mut("staff").and_then(Item::as_array_of_tables_mut) else {
        return Ok(());
    };
    let is_head = |account: &&mut Table| account.get("role").and_then(Item::as_str) == Some("head");
    let Some(head) = staff.iter_mut().find(is_head) else {
        return talk.say("setup-no-head", &[]);
    };
    let name = head
        .get("name")
        .and_then(Item::as_str)
        .unwrap_or_default()
        .to_owned();
    let name = talk.ask("setup-head-name", &name, |name| !name.is_empty())?;
    head["name"] = value(name);
    let has_password = head.get("password_hash").is_some();
    if has_password && !talk.agree("setup-new-password", false)? {
        return Ok(());
    }
    let id = head.get("id").and_then(Item::as_str).unwrap_or_default();
    if let Some(password) = talk.password(id)? {
        head["password_hash"] = value(hash_secret(&password)?);
        head.remove("pin_hash");
        return talk.say("setup-password-set", &[]);
    }
    talk.say("setup-password-later", &[])
}

fn first_language(file: &DocumentMut) -> String {
    let languages = file
        .get("office")
        .and_then(|office| office.get("languages"));
    let first = languages
        .and_then(|list| list.get(0))
        .and_then(Item::as_str);
    first.unwrap_or(crate::texts::FIRST).to_owned()
}

fn text_at(file: &DocumentMut, path: &[&str]) -> String {
    let found = path
        .iter()
        .try_fold(file.as_item(), |item, key| item.get(key));
    found.and_then(Item::as_str).unwrap_or_default().to_owned()
}

/// Sets a text, keeping what stands around it.
fn put(file: &mut DocumentMut, path: &[&str], text: &str) {
    if text_at(file, path) == text {
        return;
    }
    let mut item = file.as_item_mut();
    for key in path {
        item = &mut item[*key];
    }
    *item = value(text);
}

/// The file before stays beside it; owner and rights stay as they are.
fn keep(path: &Path, text: &str) -> Result<()> {
    if let Some(dir) = path.parent().filter(|dir| !dir.as_os_str().is_empty()) {
        fs::create_dir_all(dir).with_context(|| format!("could not make {}", dir.display()))?;
    }
    if path.exists() {
        let aside = path.with_extension("toml.before");
        fs::copy(path, &aside).with_context(|| format!("could not write {}", aside.display()))?;
    }
    fs::write(path, text).with_context(|| format!("could not write {}", path.display()))
}
