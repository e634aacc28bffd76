//! Second stage: the file, with defaults where it is silent and with what the
//! command line says over it. Nothing is judged here; every default says where
//! its number comes from.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::file::File;
use super::finding::Place;
use super::reader::At;

/// What the command line sets over the file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Overrides {
    /// `--listen ADDR`: address and port of the LAN pages; port 0 takes a free one.
    pub listen: Option<String>,
    /// `--data DIR`: instead of `storage.data_dir`; relative to the working folder.
    pub data_dir: Option<PathBuf>,
    /// `--printer URL`: instead of the first printer's `url`.
    pub printer: Option<String>,
    /// `--headless`: no kiosk and board windows here.
    pub headless: bool,
    /// The demo and simulated days: open day and night, registration never
    /// ends, whatever the hours in the file.
    pub always_open: bool,
    /// Instead of the file's time zone.
    pub time_zone: Option<String>,
}

/// A number of `[limits]`: its name, its default and the range it may have.
#[derive(Debug)]
pub(super) struct Rule {
    pub(super) name: &'static str,
    pub(super) default: i64,
    pub(super) min: i64,
    pub(super) max: i64,
}

const fn rule(name: &'static str, default: i64, min: i64, max: i64) -> Rule {
    Rule {
        name,
        default,
        min,
        max,
    }
}

/// Defaults are the standard's figures (S4, S5, S7, S9) and those of
/// `docs/dispatch.md`. Ranges only keep out what cannot be meant: a credit longer
/// than four hours, a call every few milliseconds (1.5 s guards against a
/// double press), more people than a hall holds.
pub(super) const RULES: &[Rule] = &[
    rule("registration_ends_before_closing_min", 15, 0, 240),
    rule("live_waiting_per_desk", 1, 0, 20),
    rule("target_wait_min", 15, 1, 240),
    rule("target_share_percent", 85, 1, 100),
    rule("live_target_share_percent", 100, 1, 100),
    rule("peak_waiting_per_desk", 3, 1, 50),
    rule("appointment_credit_min", 60, 0, 240),
    rule("appointment_late_min", 15, 0, 240),
    rule("appointment_early_min", 30, 0, 240),
    rule("appointment_slot_min", 30, 5, 240),
    rule("appointment_share_percent", 50, 1, 100),
    rule("appointment_days_ahead", 14, 0, 90),
    rule("privileged_credit_min", 15, 0, 240),
    rule("short_window_min", 30, 0, 120),
    rule("no_show_pause_min", 3, 0, 60),
    rule("no_show_limit", 3, 1, 10),
    rule("no_show_return_min", 10, 0, 120),
    rule("min_between_calls_ms", 1500, 1500, 60_000),
    rule("undo_s", 10, 0, 60),
    rule("max_waiting", 500, 10, 5000),
    rule("keep_people_days", 30, 1, 1095),
];

/// Debian's place for a service's data; systemd's `StateDirectory=talon`.
const DATA_DIR: &str = "/var/lib/talon";
/// This computer only: the network is opened on purpose.
const LISTEN: &str = "127.0.0.1:8080";
/// The common ticket printer.
const WIDTH_MM: i64 = 80;

/// Where a value was set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Source {
    File(Place),
    /// A command-line option: "--listen".
    Option(&'static str),
}

#[derive(Debug)]
pub(super) struct Printer {
    pub(super) id: Option<At<String>>,
    pub(super) url: Option<String>,
    pub(super) url_from: Source,
    pub(super) width_mm: At<i64>,
    pub(super) mode: At<String>,
    pub(super) profile: At<String>,
    pub(super) code_page: Option<At<i64>>,
    pub(super) roll_m: Option<At<i64>>,
}

#[derive(Debug)]
pub(super) struct Screen {
    pub(super) id: Option<At<String>>,
    pub(super) kind: Option<At<String>>,
    pub(super) mode: At<String>,
    pub(super) output: Option<At<String>>,
    pub(super) rotate: At<i64>,
    pub(super) printer: Option<At<String>>,
}

#[derive(Debug)]
pub(super) struct Merged {
    /// The rest of the file: what has no default.
    pub(super) file: File,
    pub(super) always_open: bool,
    pub(super) headless: bool,
    /// The office file's own folder.
    pub(super) base_dir: PathBuf,
    pub(super) printers: Vec<Printer>,
    pub(super) screens: Vec<Screen>,
    pub(super) voice_enabled: bool,
    pub(super) voice_device: At<String>,
    /// Every rule of [`RULES`].
    pub(super) limits: BTreeMap<&'static str, At<i64>>,
    pub(super) live_order: At<String>,
    pub(super) data_dir: PathBuf,
    pub(super) journal_dir: At<PathBuf>,
    pub(super) backup_dir: Option<At<PathBuf>>,
    pub(super) listen: String,
    pub(super) listen_from: Source,
}

/// Fills in what the file does not say; `base_dir` is the file's own folder.
pub(super) fn merge(mut file: File, overrides: &Overrides, base_dir: &Path) -> Merged {
    if let Some(zone) = overrides.time_zone.clone() {
        file.time_zone = Some(default(zone));
    }
    let data_dir = overrides.data_dir.clone().unwrap_or_else(|| {
        let dir = file.data_dir.as_ref().map_or(DATA_DIR, |dir| &dir.value);
        base_dir.join(dir)
    });
    let journal_dir = match file.journal_dir.take() {
        Some(dir) => At {
            value: base_dir.join(dir.value),
            at: dir.at,
        },
        None => default(data_dir.join("journal")),
    };
    let backup_dir = file.backup_dir.take().map(|dir| At {
        value: base_dir.join(dir.value),
        at: dir.at,
    });
    let (listen, listen_from) = match (&overrides.listen, file.listen.take()) {
        (Some(listen), _) => (listen.clone(), Source::Option("--listen")),
        (None, Some(listen)) => (listen.value, Source::File(listen.at)),
        (None, None) => (LISTEN.to_owned(), Source::File(Place::default())),
    };
    Merged {
        always_open: overrides.always_open,
        headless: overrides.headless,
        base_dir: base_dir.to_owned(),
        printers: merge_printers(&mut file, overrides),
        screens: merge_screens(&mut file),
        voice_enabled: file.voice_enabled.take().is_none_or(|flag| flag.value),
        voice_device: file
            .voice_device
            .take()
            .unwrap_or_else(|| default("default".to_owned())),
        limits: merge_limits(&mut file, overrides),
        live_order: file
            .live_order
            .take()
            .unwrap_or_else(|| default("first-come".to_owned())),
        data_dir,
        journal_dir,
        backup_dir,
        listen,
        listen_from,
        file,
    }
}

fn default<T>(value: T) -> At<T> {
    At {
        value,
        at: Place::default(),
    }
}

fn merge_printers(file: &mut File, overrides: &Overrides) -> Vec<Printer> {
    let mut printers: Vec<Printer> = std::mem::take(&mut file.printers)
        .into_iter()
        .map(|printer| Printer {
            id: printer.id,
            url_from: Source::File(printer.url.as_ref().map(|url| url.at).unwrap_or_default()),
            url: printer.url.map(|url| url.value),
            width_mm: printer.width_mm.unwrap_or_else(|| default(WIDTH_MM)),
            mode: printer.mode.unwrap_or_else(|| default("raster".to_owned())),
            profile: printer
                .profile
                .unwrap_or_else(|| default("generic".to_owned())),
            code_page: printer.code_page,
            roll_m: printer.roll_m,
        })
        .collect();
    if printers.is_empty() {
        printers.push(preview_printer());
    }
    if let (Some(url), Some(first)) = (&overrides.printer, printers.first_mut()) {
        first.url = Some(url.clone());
        first.url_from = Source::Option("--printer");
    }
    printers
}

/// Without a printer the tickets are at least seen on the preview page.
fn preview_printer() -> Printer {
    Printer {
        id: Some(default("tickets".to_owned())),
        url: Some("preview".to_owned()),
        url_from: Source::File(Place::default()),
        width_mm: default(WIDTH_MM),
        mode: default("raster".to_owned()),
        profile: default("generic".to_owned()),
        code_page: None,
        roll_m: None,
    }
}

fn merge_screens(file: &mut File) -> Vec<Screen> {
    let fill = |screen: super::file::Screen| Screen {
        id: screen.id,
        kind: screen.kind,
        mode: screen
            .mode
            .unwrap_or_else(|| default("fullscreen".to_owned())),
        output: screen.output,
        rotate: screen.rotate.unwrap_or_else(|| default(0)),
        printer: screen.printer,
    };
    let mut screens = std::mem::take(&mut file.screens);
    for screen in &mut screens {
        let shows = std::mem::take(&mut screen.shows);
        file.plans
            .extend(screen.id.as_ref().map(|id| (id.value.clone(), shows)));
    }
    screens.into_iter().map(fill).collect()
}

fn merge_limits(file: &mut File, overrides: &Overrides) -> BTreeMap<&'static str, At<i64>> {
    let mut limits = std::mem::take(&mut file.limits);
    for rule in RULES {
        limits
            .entry(rule.name)
            .or_insert_with(|| default(rule.default));
    }
    if overrides.always_open {
        limits.insert("registration_ends_before_closing_min", default(0));
    }
    limits
}
