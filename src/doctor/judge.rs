//! What was seen → what it means. Pure.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::directory::Why;
use crate::doctor::certificate::{self, Certificate};
use crate::doctor::{Finding, Level, directory};
use crate::texts::Arg;

/// Less room than this and the office stops keeping events soon: a day of 3,000
/// visits writes about 15 MB in both logs.
const ROOM_BAD_BYTES: u64 = 200 << 20;
/// Less than this is room for some weeks.
const ROOM_WARN_BYTES: u64 = 1 << 30;

/// A clock that runs apart from the one on the board by more was set by hand,
/// or its battery is flat.
const CLOCK_APART_S: u64 = 60;

/// Copies are made in hours of work: a night and a weekend day may lie between.
const BACKUP_WARN_H: i64 = 36;
const BACKUP_BAD_H: i64 = 24 * 7;

/// Everything that was looked at; what could not be seen is `None` or empty.
#[derive(Debug, Clone, Default)]
pub struct Seen {
    pub folders: Vec<Folder>,
    /// Both logs lie on one disk.
    pub is_one_disk: Option<bool>,
    pub disks: Vec<Disk>,
    /// SMART of the disks with data: name, and whether it is well.
    pub smart: Vec<(String, Option<bool>)>,
    /// systemd cannot keep the office up, asked when it does not answer.
    pub unit_fails: Option<bool>,
    /// The database of an office that does not run: whether its copy is sound.
    pub stopped_database: Option<Result<(), String>>,
    pub living: Option<Living>,
    pub sound_cards: Option<usize>,
    pub has_player: bool,
    pub voice_enabled: bool,
    /// Outputs of the office file, and whether something is plugged in.
    pub outputs: Vec<(String, Option<bool>)>,
    pub has_kiosk: bool,
    pub has_touch: Option<bool>,
    /// The wall clock minus the battery-backed one, seconds.
    pub rtc_ahead_s: Option<i64>,
    /// The wall clock minus the latest thing the office wrote, seconds.
    pub ahead_of_last_write_s: Option<i64>,
    pub time_zone: String,
    /// The computer's own zone.
    pub system_zone: Option<String>,
    /// Hours since the latest backup; `None` inside: there is none.
    pub backup_age_h: Option<Option<i64>>,
    /// The office file's warnings.
    pub file_warnings: usize,
    /// An upgrade was taken back: the version that runs, and the package's.
    pub taken_back: Option<(String, String)>,
    /// Servers of the company's directory, and what keeps one from proving
    /// passwords.
    pub directory: Vec<(String, Result<(), Why>)>,
}

/// What only the running office knows.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
#[schema(as = DoctorLiving)]
pub struct Living {
    pub version: String,
    /// Mode is electronic: the database answers.
    pub database_answers: bool,
    /// Places where events are kept durably: 0, 1, 2.
    pub copies: u8,
    pub clock_ahead_ms: i64,
    pub printers: Vec<Printer>,
    /// "ok", "off" or "silent".
    pub voice: String,
    pub links: Vec<Link>,
    pub certificate: Option<Certificate>,
    pub file_trouble: Option<String>,
    /// Rooms that failed and were started again.
    #[serde(default)]
    pub rooms: Vec<Room>,
}

/// A room of the house that had trouble.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[schema(as = DoctorRoom)]
pub struct Room {
    /// "print", "feed", "web", "voice", "tls", "people", "watch".
    pub name: String,
    pub restarts: u32,
    /// It stays shut until the house starts anew.
    pub is_shut: bool,
}

#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[schema(as = DoctorPrinter)]
pub struct Printer {
    pub id: String,
    /// The print room's word: "ready", "paper-low", "cover-open".
    pub condition: String,
    pub usable: bool,
    /// About; `None`: the paper is not counted, or nobody knows.
    #[serde(default)]
    pub tickets_left: Option<u32>,
    #[serde(default)]
    pub runs_low: bool,
}

/// A desk that is open, or a screen of the office file.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[schema(as = DoctorLink)]
pub struct Link {
    /// "desk", "kiosk", "board".
    pub kind: String,
    /// A desk's number; empty for a screen.
    pub name: String,
    pub is_up: bool,
}

#[derive(Debug, Clone)]
pub struct Folder {
    pub path: String,
    pub exists: bool,
    pub is_writable: bool,
    /// Somebody besides owner and group may look into it.
    pub is_open_to_others: bool,
}

#[derive(Debug, Clone)]
pub struct Disk {
    pub path: String,
    pub free_bytes: u64,
    pub size_bytes: u64,
}

/// Every finding, in the order of the house: office, data, paper, faces, clock.
pub fn judge(seen: &Seen) -> Vec<Finding> {
    let mut found = Found(Vec::new());
    found.office(seen);
    found.data(seen);
    found.disks(seen);
    found.backups(seen);
    found.printers(seen);
    found.sound(seen);
    found.screens(seen);
    found.links(seen);
    found.clock(seen);
    let living = seen.living.as_ref();
    let certificate = living.and_then(|living| living.certificate.as_ref());
    found
        .0
        .extend(certificate.into_iter().flat_map(certificate::judge));
    found.0.extend(directory::judge(&seen.directory));
    found.0
}

struct Found(Vec<Finding>);

type Args = Vec<(&'static str, Arg)>;

impl Found {
    fn say(&mut self, check: &'static str, level: Level, key: &'static str, args: Args) {
        self.0.push(Finding {
            check,
            level,
            key,
            args,
        });
    }

    fn office(&mut self, seen: &Seen) {
        match &seen.living {
            Some(living) => {
                let version = vec![("version", Arg::from(living.version.as_str()))];
                self.say("office", Level::Ok, "doctor-office-runs", version);
                if let Some(trouble) = &living.file_trouble {
                    let text = vec![("text", Arg::from(trouble.as_str()))];
                    self.say("file", Level::Warn, "doctor-file-newer-bad", text);
                }
                for room in &living.rooms {
                    let told = vec![
                        ("room", Arg::from(room.name.as_str())),
                        ("restarts", Arg::from(i64::from(room.restarts))),
                    ];
                    let (level, key) = if room.is_shut {
                        (Level::Bad, "doctor-room-shut")
                    } else {
                        (Level::Warn, "doctor-room-restarted")
                    };
                    self.say("office", level, key, told);
                }
            }
            None if seen.unit_fails == Some(true) => {
                self.say("office", Level::Bad, "doctor-office-fails", vec![]);
            }
            None => self.say("office", Level::Warn, "doctor-office-stopped", vec![]),
        }
        if let Some((running, newer)) = &seen.taken_back {
            let versions = [("running", running), ("newer", newer)];
            let told = versions.map(|(name, version)| (name, Arg::from(version.as_str())));
            self.say("upgrade", Level::Warn, "doctor-taken-back", told.into());
        }
        if seen.file_warnings > 0 {
            let count = vec![("count", count(seen.file_warnings))];
            self.say("file", Level::Warn, "doctor-file-warnings", count);
        }
    }

    fn data(&mut self, seen: &Seen) {
        for folder in &seen.folders {
            let path = || vec![("path", Arg::from(folder.path.as_str()))];
            let (level, key) = if !folder.exists {
                (Level::Bad, "doctor-folder-missing")
            } else if !folder.is_writable {
                (Level::Bad, "doctor-folder-read-only")
            } else if folder.is_open_to_others {
                (Level::Warn, "doctor-folder-open")
            } else {
                (Level::Ok, "doctor-folder-fine")
            };
            self.say("folder", level, key, path());
        }
        match (&seen.living, &seen.stopped_database) {
            (Some(living), _) => {
                let (level, key) = match (living.database_answers, living.copies) {
                    (true, 2..) => (Level::Ok, "doctor-database-two"),
                    (true, _) => (Level::Warn, "doctor-journal-away"),
                    (false, 1..) => (Level::Bad, "doctor-database-away"),
                    (false, 0) => (Level::Bad, "doctor-no-durable-log"),
                };
                self.say("database", level, key, vec![]);
            }
            (None, Some(Ok(()))) => {
                self.say("database", Level::Ok, "doctor-database-sound", vec![]);
            }
            (None, Some(Err(error))) => {
                let error = vec![("error", Arg::from(error.as_str()))];
                self.say("database", Level::Bad, "doctor-database-damaged", error);
            }
            (None, None) => {}
        }
        if seen.is_one_disk == Some(true) {
            self.say("journal", Level::Note, "doctor-one-disk", vec![]);
        }
    }

    fn disks(&mut self, seen: &Seen) {
        for disk in &seen.disks {
            let level = match disk.free_bytes {
                free if free < ROOM_BAD_BYTES => Level::Bad,
                free if free < ROOM_WARN_BYTES => Level::Warn,
                _ => Level::Ok,
            };
            let key = if level == Level::Ok {
                "doctor-disk-room"
            } else {
                "doctor-disk-full"
            };
            let told = vec![
                ("path", Arg::from(disk.path.as_str())),
                ("free", Arg::from(megabytes(disk.free_bytes))),
                ("size", Arg::from(megabytes(disk.size_bytes))),
            ];
            self.say("disk", level, key, told);
        }
        for (name, health) in &seen.smart {
            let (level, key) = match health {
                Some(true) => (Level::Ok, "doctor-smart-fine"),
                Some(false) => (Level::Bad, "doctor-smart-failing"),
                None => (Level::Note, "doctor-smart-unknown"),
            };
            self.say(
                "smart",
                level,
                key,
                vec![("disk", Arg::from(name.as_str()))],
            );
        }
    }

    fn backups(&mut self, seen: &Seen) {
        match seen.backup_age_h {
            Some(Some(hours)) => {
                let level = if hours <= BACKUP_WARN_H {
                    Level::Ok
                } else if hours <= BACKUP_BAD_H {
                    Level::Warn
                } else {
                    Level::Bad
                };
                let key = if level == Level::Ok {
                    "doctor-backup-fresh"
                } else {
                    "doctor-backup-old"
                };
                self.say("backup", level, key, vec![("hours", Arg::from(hours))]);
            }
            Some(None) => self.say("backup", Level::Warn, "doctor-backup-none", vec![]),
            None => {}
        }
    }

    fn printers(&mut self, seen: &Seen) {
        for printer in seen.living.iter().flat_map(|living| &living.printers) {
            let level = match (printer.usable, printer.condition.as_str()) {
                (false, _) => Level::Bad,
                (true, "paper-low") => Level::Warn,
                (true, "not-known") => Level::Note,
                (true, _) => Level::Ok,
            };
            let told = vec![
                ("printer", Arg::from(printer.id.as_str())),
                ("condition", Arg::from(printer.condition.as_str())),
            ];
            self.say("printer", level, "doctor-printer", told);
            if let (true, Some(left)) = (printer.usable, printer.tickets_left) {
                let told = vec![
                    ("printer", Arg::from(printer.id.as_str())),
                    ("left", Arg::from(i64::from(left))),
                ];
                let (level, key) = if printer.runs_low {
                    (Level::Warn, "doctor-roll-ends")
                } else {
                    (Level::Ok, "doctor-roll-lasts")
                };
                self.say("printer", level, key, told);
            }
        }
    }

    fn sound(&mut self, seen: &Seen) {
        if !seen.voice_enabled {
            self.say("sound", Level::Note, "doctor-sound-off", vec![]);
        } else if !seen.has_player {
            self.say("sound", Level::Bad, "doctor-sound-no-player", vec![]);
        } else if seen.sound_cards == Some(0) {
            self.say("sound", Level::Bad, "doctor-sound-no-card", vec![]);
        } else if seen
            .living
            .as_ref()
            .is_some_and(|living| living.voice == "silent")
        {
            self.say("sound", Level::Bad, "doctor-sound-silent", vec![]);
        } else {
            self.say("sound", Level::Ok, "doctor-sound-fine", vec![]);
        }
    }

    fn screens(&mut self, seen: &Seen) {
        for (output, plugged) in &seen.outputs {
            let (level, key) = match plugged {
                Some(true) => (Level::Ok, "doctor-screen-fine"),
                Some(false) => (Level::Bad, "doctor-screen-unplugged"),
                None => (Level::Note, "doctor-screen-unknown"),
            };
            let name = vec![("output", Arg::from(output.as_str()))];
            self.say("screen", level, key, name);
        }
        if seen.has_kiosk {
            match seen.has_touch {
                Some(true) => self.say("touch", Level::Ok, "doctor-touch-fine", vec![]),
                Some(false) => self.say("touch", Level::Warn, "doctor-touch-none", vec![]),
                None => {}
            }
        }
    }

    fn links(&mut self, seen: &Seen) {
        for link in seen.living.iter().flat_map(|living| &living.links) {
            let (level, key) = if link.is_up {
                (Level::Ok, "doctor-link-up")
            } else {
                (Level::Warn, "doctor-link-down")
            };
            let told = vec![
                ("kind", Arg::from(link.kind.as_str())),
                ("name", Arg::from(link.name.as_str())),
            ];
            self.say("link", level, key, told);
        }
    }

    fn clock(&mut self, seen: &Seen) {
        let set_by_s = seen
            .living
            .as_ref()
            .map_or(0, |living| living.clock_ahead_ms / 1000);
        let is_behind = seen.ahead_of_last_write_s.is_some_and(|ahead| ahead < -60);
        let rtc_apart = seen
            .rtc_ahead_s
            .filter(|ahead| ahead.unsigned_abs() > CLOCK_APART_S);
        if is_behind {
            self.say("clock", Level::Bad, "doctor-clock-behind", vec![]);
        } else if set_by_s.unsigned_abs() > CLOCK_APART_S {
            let told = vec![("seconds", Arg::from(set_by_s))];
            self.say("clock", Level::Warn, "doctor-clock-set", told);
        } else if let Some(seconds) = rtc_apart {
            let told = vec![("seconds", Arg::from(seconds))];
            self.say("clock", Level::Warn, "doctor-clock-battery", told);
        } else {
            self.say("clock", Level::Ok, "doctor-clock-fine", vec![]);
        }
        let zone = vec![
            ("zone", Arg::from(seen.time_zone.as_str())),
            (
                "system",
                Arg::from(seen.system_zone.as_deref().unwrap_or("—")),
            ),
        ];
        let is_same = seen
            .system_zone
            .as_ref()
            .is_none_or(|system| *system == seen.time_zone);
        let (level, key) = if is_same {
            (Level::Ok, "doctor-zone-fine")
        } else {
            (Level::Note, "doctor-zone-differs")
        };
        self.say("zone", level, key, zone);
    }
}

fn count(count: usize) -> Arg {
    Arg::from(i64::try_from(count).unwrap_or(i64::MAX))
}

fn megabytes(bytes: u64) -> i64 {
    i64::try_from(bytes >> 20).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys(seen: &Seen) -> Vec<(&'static str, Level)> {
        let found = judge(seen);
        found.iter().map(|found| (found.key, found.level)).collect()
    }

    #[test]
    fn a_full_disk_is_bad_and_one_that_fills_is_told_in_time() {
        let with_free = |free_bytes| Seen {
            disks: vec![Disk {
                path: "/var/lib/talon".to_owned(),
                free_bytes,
                size_bytes: 100 << 30,
            }],
            ..Seen::default()
        };
        let disk = |free| {
            judge(&with_free(free))
                .into_iter()
                .find(|found| found.check == "disk")
        };
        assert_eq!(disk(10 << 20).unwrap().level, Level::Bad);
        assert_eq!(disk(500 << 20).unwrap().level, Level::Warn);
        assert_eq!(disk(50 << 30).unwrap().level, Level::Ok);
    }

    #[test]
    fn s1_a_database_that_is_away_is_bad_though_the_office_goes_on() {
        let living = Living {
            database_answers: false,
            copies: 1,
            ..Living::default()
        };
        let seen = Seen {
            living: Some(living),
            ..Seen::default()
        };
        assert!(keys(&seen).contains(&("doctor-database-away", Level::Bad)));
    }

    #[test]
    fn a_clock_behind_what_was_written_is_bad() {
        let seen = Seen {
            ahead_of_last_write_s: Some(-3_600),
            ..Seen::default()
        };
        assert!(keys(&seen).contains(&("doctor-clock-behind", Level::Bad)));
    }

    #[test]
    fn every_finding_has_its_words_in_every_language() {
        let texts = crate::texts::Texts::load();
        let text = concat!(include_str!("judge.rs"), include_str!("certificate.rs"));
        let is_key = |part: &&str| part.starts_with("doctor-") && part.len() > "doctor-".len();
        for key in text.split('"').filter(is_key) {
            for language in crate::texts::LANGUAGES {
                assert!(texts.has(language, key), "{key} in {language}");
            }
        }
    }

    #[test]
    fn whatever_is_not_well_says_what_to_do() {
        let texts = crate::texts::Texts::load();
        let condition = |condition: &str| Printer {
            id: "tickets".to_owned(),
            condition: condition.to_owned(),
            usable: condition == "paper-low",
            tickets_left: Some(7),
            runs_low: true,
        };
        let living = Living {
            printers: [
                "paper-low",
                "paper-out",
                "cover-open",
                "cutter-error",
                "offline",
            ]
            .map(condition)
            .into(),
            voice: "silent".to_owned(),
            file_trouble: Some("…".to_owned()),
            rooms: [true, false]
                .map(|is_shut| Room {
                    name: "voice".to_owned(),
                    restarts: 2,
                    is_shut,
                })
                .into(),
            clock_ahead_ms: 600_000,
            ..Living::default()
        };
        let seen = Seen {
            living: Some(living),
            has_player: true,
            voice_enabled: true,
            has_kiosk: true,
            has_touch: Some(false),
            backup_age_h: Some(None),
            outputs: vec![("HDMI-A-1".to_owned(), Some(false))],
            smart: vec![("sda".to_owned(), Some(false))],
            file_warnings: 2,
            ..Seen::default()
        };
        let found = judge(&seen);
        assert!(
            found
                .iter()
                .filter(|found| found.level >= Level::Warn)
                .count()
                > 12
        );
        for finding in found.iter().filter(|found| found.level >= Level::Warn) {
            for language in crate::texts::LANGUAGES {
                let view = finding.view(&texts, language);
                assert!(view.advice.is_some(), "{view:?}");
            }
        }
    }
}
