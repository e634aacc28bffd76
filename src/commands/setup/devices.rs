//! Setup's questions about devices: printer, screens, sound, clock.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use anyhow::{Context, Result};
use jiff::Zoned;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use toml_edit::{DocumentMut, Item, value};

use crate::commands::setup::talk::Talk;
use crate::commands::setup::text_at;
use crate::config::PrinterAddress;
use crate::print::outcome::Outcome;
use crate::print::port::url::PrinterUrl;
use crate::print::profile::Profile;
use crate::print::slip::{Block, Slip};
use crate::print::{PrinterHandle, PrinterSettings, serial_lines};
use crate::texts::Arg;
use crate::voice::phrase::{Call, Language};
use crate::voice::{self, Voice, VoiceState};

/// A chime, a number and a desk in one language.
const SPEECH: Duration = Duration::from_secs(15);

/// Printers that can be seen, then whatever address is typed.
pub(super) fn printer(talk: &mut Talk<'_>, file: &mut DocumentMut) -> Result<()> {
    talk.say("setup-printer", &[])?;
    let Some(first) = file
        .get_mut("printer")
        .and_then(Item::as_array_of_tables_mut)
        .and_then(|printers| printers.iter_mut().next())
    else {
        return talk.say("setup-no-printer-table", &[]);
    };
    let found = printers_seen();
    let there = first
        .get("url")
        .and_then(Item::as_str)
        .unwrap_or("preview")
        .to_owned();
    let chosen = if found.is_empty() {
        talk.say("setup-printer-none", &[])?;
        None
    } else {
        talk.choose("setup-printer-choose", &found)?
    };
    let offered = chosen.and_then(|index| found.get(index)).unwrap_or(&there);
    let is_address = |url: &str| PrinterAddress::parse(url).is_some();
    let url = talk.ask("setup-printer-address", offered, is_address)?;
    first["url"] = value(url.as_str());
    if url != "preview" && talk.agree("setup-printer-test", true)? {
        let outcome = print_test(&url)?;
        let told = [(
            "reason",
            Arg::from(outcome.reason().map_or("printed", |reason| reason.code())),
        )];
        talk.say("setup-printer-tested", &told)?;
    }
    Ok(())
}

fn printers_seen() -> Vec<String> {
    let named = ["/dev/talon/printer".to_owned()];
    let usb = (0..4).map(|number| format!("/dev/usb/lp{number}"));
    let nodes = named
        .into_iter()
        .chain(usb)
        .filter(|path| Path::new(path).exists());
    let serial = serial_lines()
        .into_iter()
        .map(|line| format!("serial:{line}?baud=115200"));
    nodes.chain(serial).collect()
}

fn print_test(url: &str) -> Result<Outcome> {
    let address = PrinterUrl::parse(url).context("could not understand the printer's address")?;
    let slip = Slip::new(vec![
        Block::Heading("Talon".to_owned()),
        Block::Number("А000".to_owned()),
        Block::Note(vec!["Пробный талон · Test ticket".to_owned()]),
    ]);
    let runtime = runtime()?;
    Ok(runtime.block_on(async {
        let printer = PrinterHandle::start(PrinterSettings::new(address, Profile::default()));
        printer.print(slip, jiff::Timestamp::now()).await
    }))
}

/// Which output shows the kiosk and which the board.
pub(super) fn screens(talk: &mut Talk<'_>, file: &mut DocumentMut) -> Result<()> {
    talk.say("setup-screens", &[])?;
    let outputs = outputs_plugged();
    if outputs.is_empty() {
        return talk.say("setup-screens-none", &[]);
    }
    for (kind, question) in [
        ("kiosk", "setup-screen-kiosk"),
        ("board", "setup-screen-board"),
    ] {
        let Some(output) = talk
            .choose(question, &outputs)?
            .and_then(|index| outputs.get(index))
        else {
            continue;
        };
        let screens = file
            .get_mut("screen")
            .and_then(Item::as_array_of_tables_mut);
        let mut meant = screens.into_iter().flat_map(|screens| screens.iter_mut());
        let is_kind = |screen: &&mut toml_edit::Table| {
            screen.get("kind").and_then(Item::as_str) == Some(kind)
        };
        if let Some(screen) = meant.find(is_kind) {
            screen["output"] = value(output.as_str());
            screen["mode"] = value("fullscreen");
        }
    }
    talk.say("setup-screens-weston", &[])
}

/// The kernel's names of outputs with something plugged in: "HDMI-A-1".
fn outputs_plugged() -> Vec<String> {
    let cards = fs::read_dir("/sys/class/drm");
    let mut outputs: Vec<String> = cards
        .into_iter()
        .flatten()
        .flatten()
        .filter_map(|card| {
            let status = fs::read_to_string(card.path().join("status")).ok()?;
            let name = card.file_name().into_string().ok()?;
            let (_card, connector) = name.split_once('-')?;
            (status.trim() == "connected").then(|| connector.to_owned())
        })
        .collect();
    outputs.sort();
    outputs
}

pub(super) fn sound(talk: &mut Talk<'_>, file: &mut DocumentMut) -> Result<()> {
    talk.say("setup-sound", &[])?;
    let there = text_at(file, &["voice", "device"]);
    let there = if there.is_empty() {
        "default".to_owned()
    } else {
        there
    };
    let device = talk.ask("setup-sound-device", &there, |device| !device.is_empty())?;
    if device != there {
        super::put(file, &["voice", "device"], &device);
    }
    if talk.agree("setup-sound-test", true)? {
        let is_heard = speak(&device)?;
        let key = if is_heard {
            "setup-sound-played"
        } else {
            "setup-sound-silent"
        };
        talk.say(key, &[])?;
    }
    Ok(())
}

/// Says one call; whether the card took it to the end.
fn speak(device: &str) -> Result<bool> {
    let device = (device != "default").then(|| device.to_owned());
    runtime()?.block_on(async {
        let voice = Voice::start(voice::Settings {
            languages: vec![Language::Russian],
            device,
            ..voice::Settings::default()
        });
        voice.announce(Call {
            series: "А".to_owned(),
            number: 1,
            desk: 1,
            again: false,
            slow: false,
            zone: None,
            language: None,
        });
        let mut looks = tokio::time::interval(Duration::from_millis(100));
        let said = async {
            while voice.status().spoken == 0 {
                if matches!(voice.state(), VoiceState::Silent(_)) {
                    return false;
                }
                looks.tick().await;
            }
            true
        };
        Ok(tokio::time::timeout(SPEECH, said).await.unwrap_or(false))
    })
}

/// Shown and set in the office's time, whatever zone the computer is in.
pub(super) fn clock(talk: &mut Talk<'_>, file: &DocumentMut) -> Result<()> {
    let zone = text_at(file, &["office", "time_zone"]);
    let office = TimeZone::get(&zone).unwrap_or_else(|_unknown| TimeZone::system());
    let now = Zoned::now().with_time_zone(office.clone());
    let told = [
        ("now", Arg::from(now.strftime("%d.%m.%Y %H:%M").to_string())),
        ("zone", Arg::from(zone.clone())),
    ];
    talk.say("setup-clock", &told)?;
    if talk.agree("setup-clock-right", true)? {
        return Ok(());
    }
    let computer = TimeZone::system();
    let there = |text: &str| on_this_computer(text, &office, &computer);
    let time = talk.ask("setup-clock-set", "", |text| there(text).is_some())?;
    let Some(own) = there(&time) else {
        return Ok(());
    };
    let set = Command::new("timedatectl")
        .args(["set-time", &own])
        .stdout(Stdio::null())
        .status();
    let key = match set {
        Ok(status) if status.success() => "setup-clock-done",
        Ok(_) | Err(_) => "setup-clock-refused",
    };
    let told = [
        ("time", Arg::from(time)),
        ("own", Arg::from(own)),
        ("zone", Arg::from(zone)),
    ];
    talk.say(key, &told)
}

/// The office's time as `timedatectl` takes it: in the computer's zone. `None`:
/// no time.
fn on_this_computer(text: &str, office: &TimeZone, computer: &TimeZone) -> Option<String> {
    let time = DateTime::strptime("%Y-%m-%d %H:%M", text).ok()?;
    let time = time.to_zoned(office.clone()).ok()?;
    let own = time.with_time_zone(computer.clone());
    Some(own.strftime("%Y-%m-%d %H:%M").to_string())
}

fn runtime() -> Result<tokio::runtime::Runtime> {
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .context("could not start the tasks")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_of_the_office_is_set_on_a_computer_in_another_zone() {
        let zone = |name| TimeZone::get(name).unwrap();
        let own = |text, computer| on_this_computer(text, &zone("Asia/Omsk"), &zone(computer));
        let told = own("2026-11-28 02:30", "UTC");
        assert_eq!(told.as_deref(), Some("2026-11-27 20:30"));
        let told = own("2026-11-28 02:30", "Asia/Omsk");
        assert_eq!(told.as_deref(), Some("2026-11-28 02:30"));
        assert_eq!(own("28.11.2026 02:30", "UTC"), None);
    }
}
