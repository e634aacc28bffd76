//! The office file's printers and voice, as their rooms want them.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;

use tracing::warn;

use crate::config::settings::{Network, PrintMode, Printer, Settings, Tls};
use crate::history::{self, History};
use crate::print::port::url::PrinterUrl;
use crate::print::profile::{Mode, Profile};
use crate::print::roll::Roll;
use crate::print::{PrinterSettings, Printers};
use crate::reception::keep::Reader;
use crate::tls::Seal;
use crate::voice::phrase::Language;
use crate::voice::{self, OwnClips, Voice, VoiceHandle};
use crate::watch::upkeep::Upkeep;

/// Slips that may wait for the printer: a class of pupils at the kiosk and the
/// hall manager's hand tickets; each still has its 5 s.
const SLIPS_WAITING: usize = 32;

/// CP866 lies on page 17 on most makers' printers (EPSON's numbering).
const USUAL_CP866_PAGE: u8 = 17;

pub(super) fn printers(settings: &Settings, upkeep: &Upkeep) -> Printers {
    let mut all = BTreeMap::new();
    for printer in &settings.printers {
        match PrinterUrl::parse(&printer.url) {
            Ok(url) => {
                let is_preview = url == PrinterUrl::Preview;
                let mut wanted = PrinterSettings::new(url, profile(printer));
                wanted.queue = SLIPS_WAITING;
                wanted.roll = printer.roll_m.map(Roll::of_metres);
                wanted.roll_path = Some(roll_path(settings, &printer.id));
                if is_preview {
                    wanted.preview_dir = Some(settings.storage.data_dir.join("slips"));
                }
                all.insert(printer.id.clone(), wanted);
            }
            Err(error) => warn!(printer = printer.id, %error, "a printer is left out"),
        }
    }
    Printers::start(all, upkeep)
}

/// Ids of the office file are letters, digits and hyphens: they make a file's name.
fn roll_path(settings: &Settings, printer: &str) -> PathBuf {
    let dir_path = settings.storage.data_dir.join("rolls");
    dir_path.join(format!("{printer}.json"))
}

fn profile(printer: &Printer) -> Profile {
    let named = Profile::named(&printer.profile);
    let mut profile = named.unwrap_or_default();
    let is_narrow = printer.width_mm == 58;
    profile.width_dots = if is_narrow { 384 } else { 576 };
    let page_of = |mode: &Mode| match mode {
        Mode::Raster => USUAL_CP866_PAGE,
        Mode::Text { page, .. } => *page,
    };
    let leave_kanji = matches!(
        profile.mode,
        Mode::Text {
            leave_kanji: true,
            ..
        }
    );
    profile.mode = match printer.mode {
        PrintMode::Raster => Mode::Raster,
        PrintMode::Text => Mode::Text {
            columns: if is_narrow { 32 } else { 48 },
            page: printer.code_page.unwrap_or_else(|| page_of(&profile.mode)),
            leave_kanji,
        },
    };
    profile
}

pub(super) fn history(settings: &Settings, reader: Reader, upkeep: &Upkeep) -> History {
    let place = history::Place {
        path: settings.storage.data_dir.join("history.db"),
        zone: settings.calendar.zone.clone(),
        zone_name: settings.time_zone.clone(),
    };
    History::start(place, reader, upkeep)
}

/// A company's certificate that cannot be used gives way to one of the office's
/// own: pages are not served in the clear by mistake.
pub(super) fn seal(settings: &Settings, address: SocketAddr) -> Option<Seal> {
    let dir = &settings.storage.data_dir;
    match Seal::open(&settings.network, address, dir) {
        Ok(seal) => seal,
        Err(error) => {
            warn!("the company's certificate is not served, one of the office's own is: {error}");
            let own = Network {
                tls: Tls::Own,
                ..settings.network.clone()
            };
            let seal = Seal::open(&own, address, dir).ok().flatten();
            seal.map(|seal| seal.in_place_of(&error))
        }
    }
}

pub(super) fn voice(settings: &Settings, upkeep: &Upkeep) -> VoiceHandle {
    let spoken = &settings.voice;
    let device = match spoken.device.as_str() {
        "" | "default" => None,
        name => Some(name.to_owned()),
    };
    let wanted = voice::Settings {
        enabled: spoken.enabled,
        // The chime alone, where the office file wants no words.
        languages: spoken
            .languages
            .iter()
            .filter(|_language| !settings.hall.voice.chime_only)
            .filter_map(|language| Language::from_tag(language))
            .collect(),
        device,
        own: Arc::new(names_of_zones(settings)),
        clips: settings.hall.voice.clips_dir.clone(),
        ..voice::Settings::default()
    };
    Voice::start_kept(wanted, upkeep)
}

/// Recordings that cannot be used are told, and their zones not named (S8).
fn names_of_zones(settings: &Settings) -> OwnClips {
    let mut own = OwnClips::default();
    for zone in &settings.zones {
        for (tag, file) in &zone.voice {
            let Some(language) = Language::from_tag(tag) else {
                continue;
            };
            let read = std::fs::read(file).map_err(|error| error.to_string());
            let taken = read.and_then(|ogg| {
                let added = own.add(&zone.id, language, &ogg);
                added.map_err(|error| error.to_string())
            });
            if let Err(error) = taken {
                warn!(
                    zone = zone.id,
                    file, error, "a zone is not named by the voice"
                );
            }
        }
    }
    own
}
