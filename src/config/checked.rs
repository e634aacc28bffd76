//! Third stage: everything resolved and typed, or a list of all that is wrong.
//!
//! A [`Checker`] goes on after a mistake: a part that failed is `None`, and
//! only when nothing was noted are the parts put together to [`Settings`].

use std::collections::BTreeMap;

use super::ByLanguage;
use super::address::parse_host;
use super::file::File;
use super::finding::Place;
use super::hall::HallParts;
use super::merged::{Merged, RULES, Source};
use super::reader::{At, NOTHING, Notes, Words, closest};
use super::settings::{Limits, LiveOrder, Network, Settings, Storage, TicketTexts, Tls, Voice};
use crate::texts::{Arg, KNOWN, LANGUAGES};

/// Room on kiosk and ticket for the office's name, in characters.
const NAME_CHARS: usize = 60;
/// Two lines in the board's side column and on the kiosk.
const DIRECT_LINE_CHARS: usize = 120;
/// A ticket is at most 120 mm long.
const CLOSING_LINES: usize = 4;
const CLOSING_CHARS: usize = 120;
const THANKS_CHARS: usize = 60;
/// The running line comes round within a few minutes.
const TICKER_LINES: usize = 20;
const TICKER_CHARS: usize = 160;
/// Longer identifiers are unreadable in addresses and logs.
const ID_CHARS: usize = 40;

/// Checks one office file.
#[derive(Debug)]
pub(super) struct Checker<'a> {
    pub(super) notes: &'a Notes,
    /// The languages of the office; empty when the file's list was wrong: then
    /// texts are not held against it.
    pub(super) languages: Vec<String>,
}

/// Ids already met, with the place of the first.
pub(super) type Seen = BTreeMap<String, Place>;

/// Checks everything; `None` when a part is wrong and was noted.
pub(super) fn check(merged: Merged, notes: &Notes) -> Option<Settings> {
    let mut checker = Checker {
        notes,
        languages: Vec::new(),
    };
    checker.languages = checker.languages_of_office(merged.file.languages.as_ref());
    checker.settings(merged)
}

impl Checker<'_> {
    fn settings(&self, mut merged: Merged) -> Option<Settings> {
        let file = &mut merged.file;
        let name = self.words(file.name.take(), NAME_CHARS);
        let direct_line = self.words(file.direct_line.take(), DIRECT_LINE_CHARS);
        let time_zone = file.time_zone.take();
        let ticker = self.words_list(file.ticker.take(), TICKER_LINES, TICKER_CHARS);
        let hosts = self.hosts(file.allowed_hosts.take());
        let voice_languages = file.voice_languages.take();
        let calendar = self.calendar(&mut merged, time_zone.as_ref());
        let mut counter = self.counter(&mut merged.file);
        let matters = self.matters(std::mem::take(&mut merged.file.matters));
        let (printers, printer_ids) = self.printers(std::mem::take(&mut merged.printers));
        let screens = std::mem::take(&mut merged.screens);
        let screens = self.screens(screens, &printers, &printer_ids);
        for file in counter
            .zones
            .iter_mut()
            .flat_map(|zone| zone.voice.values_mut())
        {
            *file = merged.base_dir.join(&*file).to_string_lossy().into_owned();
        }
        let parts = HallParts {
            groups: counter.groups,
            services: &counter.services,
            desks: counter.desks.keys().map(|number| number.get()).collect(),
            zones: &counter.zones,
            screens: &screens,
        };
        let hall = self.hall(&mut merged.file, parts, &merged.base_dir);
        let voice = self.voice(&merged, voice_languages);
        let limits = self.limits(&merged);
        let live_order = self.choice(
            &merged.live_order,
            "order",
            &[
                ("first-come", LiveOrder::FirstCome),
                ("keep-services", LiveOrder::KeepServices),
            ],
        );
        let storage = self.storage(&merged);
        let network = self.network(&merged, hosts);
        let directory = std::mem::take(&mut merged.file.directory);
        let directory = self.directory(directory, &merged.base_dir);
        let ticket = self.ticket_texts(&mut merged);
        Some(Settings {
            languages: self.languages.clone(),
            name: name?,
            time_zone: time_zone?.value,
            direct_line: direct_line?,
            calendar: calendar?,
            segments: counter.segments,
            services: counter.services,
            desks: counter.desks,
            zones: counter.zones,
            staff: counter.staff,
            matters,
            printers,
            screens,
            headless: merged.headless,
            voice: voice?,
            ticket,
            ticker,
            hall,
            limits: limits?,
            live_order: live_order?,
            storage: storage?,
            network: network?,
            directory,
            warnings: Vec::new(),
        })
    }

    fn ticket_texts(&self, merged: &mut Merged) -> TicketTexts {
        let (order, logo) = self.ticket(&mut merged.file, &merged.base_dir);
        let file = &mut merged.file;
        TicketTexts {
            order,
            logo,
            qr: file.ticket_qr.take().is_none_or(|qr| qr.value),
            closing: self.words_list(file.closing.take(), CLOSING_LINES, CLOSING_CHARS),
            thanks: self.optional_words(file.thanks.take(), THANKS_CHARS),
        }
    }

    fn languages_of_office(&self, list: Option<&At<Vec<At<String>>>>) -> Vec<String> {
        let Some(list) = list else {
            return Vec::new();
        };
        if list.value.is_empty() {
            self.empty(list.at, "languages");
        }
        self.language_list(&list.value, "languages", KNOWN)
    }

    /// Known languages of a list, in its order.
    fn language_list(
        &self,
        list: &[At<String>],
        key: &'static str,
        allowed: &[&str],
    ) -> Vec<String> {
        let mut seen = Seen::new();
        for language in list {
            if !allowed.contains(&language.value.as_str()) {
                self.unknown(language, "config-unknown-language", allowed);
            }
            self.no_repeat(language, key, &mut seen);
        }
        let known = |language: &&At<String>| allowed.contains(&language.value.as_str());
        let mut found = Vec::new();
        for language in list.iter().filter(known) {
            if !found.contains(&language.value) {
                found.push(language.value.clone());
            }
        }
        found
    }

    fn voice(&self, merged: &Merged, list: Option<At<Vec<At<String>>>>) -> Option<Voice> {
        let device = &merged.voice_device;
        if device.value.trim().is_empty() {
            self.empty(device.at, "device");
        }
        let offered: Vec<&str> = self.languages.iter().map(String::as_str).collect();
        let languages = match list {
            None => self.languages.iter().take(1).cloned().collect(),
            Some(list) if list.value.is_empty() => {
                self.empty(list.at, "languages");
                return None;
            }
            // The office's own list is wrong: nothing to hold this one against.
            Some(_) if offered.is_empty() => return None,
            Some(list) => self.language_list(&list.value, "languages", &offered),
        };
        Some(Voice {
            enabled: merged.voice_enabled,
            languages,
            device: device.value.clone(),
        })
    }

    fn limits(&self, merged: &Merged) -> Option<Limits> {
        let mut found: BTreeMap<&str, u32> = BTreeMap::new();
        for rule in RULES {
            let number = merged.limits.get(rule.name)?;
            if let Some(number) = self.range(number, rule.name, rule.min..=rule.max)
                && let Ok(number) = u32::try_from(number)
            {
                found.insert(rule.name, number);
            }
        }
        let take = |name: &str| found.get(name).copied();
        Some(Limits {
            registration_ends_before_closing_min: take("registration_ends_before_closing_min")?,
            live_waiting_per_desk: take("live_waiting_per_desk")?,
            target_wait_min: take("target_wait_min")?,
            target_share_percent: take("target_share_percent")?,
            live_target_share_percent: take("live_target_share_percent")?,
            peak_waiting_per_desk: take("peak_waiting_per_desk")?,
            appointment_credit_min: take("appointment_credit_min")?,
            appointment_late_min: take("appointment_late_min")?,
            appointment_early_min: take("appointment_early_min")?,
            appointment_slot_min: take("appointment_slot_min")?,
            appointment_share_percent: take("appointment_share_percent")?,
            appointment_days_ahead: take("appointment_days_ahead")?,
            privileged_credit_min: take("privileged_credit_min")?,
            short_window_min: take("short_window_min")?,
            no_show_pause_min: take("no_show_pause_min")?,
            no_show_limit: take("no_show_limit")?,
            no_show_return_min: take("no_show_return_min")?,
            min_between_calls_ms: take("min_between_calls_ms")?,
            undo_s: take("undo_s")?,
            max_waiting: take("max_waiting")?,
            keep_people_days: take("keep_people_days")?,
        })
    }

    fn storage(&self, merged: &Merged) -> Option<Storage> {
        let journal = &merged.journal_dir;
        // Compared by parts, so that "data" and "data/" are one folder.
        if journal.value.components().eq(merged.data_dir.components()) {
            let args = vec![("found", Arg::from(journal.value.display().to_string()))];
            self.notes.mistake(journal.at, "config-one-folder", args);
            return None;
        }
        if let Some(backup) = &merged.backup_dir
            && backup.value.components().eq(merged.data_dir.components())
        {
            let args = vec![("found", Arg::from(backup.value.display().to_string()))];
            self.notes.mistake(backup.at, "config-one-folder", args);
            return None;
        }
        Some(Storage {
            data_dir: merged.data_dir.clone(),
            journal_dir: journal.value.clone(),
            backup_dir: merged.backup_dir.as_ref().map(|dir| dir.value.clone()),
        })
    }

    fn network(&self, merged: &Merged, allowed_hosts: Vec<String>) -> Option<Network> {
        let Ok(listen) = merged.listen.parse() else {
            self.bad_value(merged.listen_from, "config-bad-listen", &merged.listen);
            return None;
        };
        Some(Network {
            listen,
            allowed_hosts,
            tls: self.tls(&merged.file)?,
        })
    }

    /// Unless the file says otherwise, pages for other computers are encrypted.
    fn tls(&self, file: &File) -> Option<Tls> {
        let Some(found) = &file.tls else {
            return Some(Tls::Auto);
        };
        let files = match (&file.certificate, &file.key) {
            (Some(certificate), Some(key)) => Some(Tls::Files {
                certificate: certificate.value.clone().into(),
                key: key.value.clone().into(),
            }),
            (_, _) => None,
        };
        if found.value == "files" && files.is_none() {
            self.notes
                .mistake(found.at, "config-tls-needs-files", Vec::new());
            return None;
        }
        let known = [("own", 0), ("off", 1), ("files", 2)];
        match self.choice(found, "tls", &known)? {
            0 => Some(Tls::Own),
            1 => Some(Tls::Off),
            _ => files,
        }
    }

    fn hosts(&self, list: Option<At<Vec<At<String>>>>) -> Vec<String> {
        let mut hosts = Vec::new();
        let mut seen = Seen::new();
        for host in list.map(|list| list.value).unwrap_or_default() {
            match parse_host(&host.value) {
                None => self.found(host.at, "config-bad-host", &host.value),
                Some(name) => {
                    let host = At {
                        value: name,
                        at: host.at,
                    };
                    self.no_repeat(&host, "allowed_hosts", &mut seen);
                    hosts.push(host.value);
                }
            }
        }
        hosts
    }

    /// A required text: in every language of the office, not empty, not longer
    /// than `max` characters, on one line.
    pub(super) fn words(&self, words: Option<Words>, max: usize) -> Option<ByLanguage> {
        let words = words?;
        let mut right = true;
        for (language, text) in &words.by_language {
            if !KNOWN.contains(&language.as_str()) {
                let written = At {
                    value: language.clone(),
                    at: text.at,
                };
                self.unknown(&written, "config-unknown-language", KNOWN);
                right = false;
            }
            right &= self.one_line(text, words.key, max);
        }
        for language in &self.languages {
            // A translator's language may be partial: the first one stands in.
            let is_needed = LANGUAGES.contains(&language.as_str());
            if is_needed && !words.by_language.contains_key(language) {
                let args = vec![
                    ("key", Arg::from(words.key)),
                    ("language", Arg::from(language.as_str())),
                ];
                self.notes
                    .mistake(words.at, "config-missing-translation", args);
                right = false;
            }
        }
        let offered = |language: &String| self.languages.contains(language);
        // A text in a language the office does not offer now is no mistake: a
        // language can be switched off by one word.
        right.then(|| {
            let written = words.by_language.into_iter();
            let mut texts: ByLanguage = written
                .filter(|(language, _)| offered(language))
                .map(|(language, text)| (language, text.value))
                .collect();
            let first = self.languages.first().and_then(|first| texts.get(first));
            if let Some(first) = first.cloned() {
                for language in &self.languages {
                    texts
                        .entry(language.clone())
                        .or_insert_with(|| first.clone());
                }
            }
            texts
        })
    }

    /// As [`Checker::words`], empty when the file says nothing.
    pub(super) fn optional_words(&self, words: Option<Words>, max: usize) -> ByLanguage {
        self.words(words, max).unwrap_or_default()
    }

    fn words_list(
        &self,
        list: Option<At<Vec<Words>>>,
        max_lines: usize,
        max: usize,
    ) -> Vec<ByLanguage> {
        let Some(list) = list else {
            return Vec::new();
        };
        if let Some(first_over) = list.value.get(max_lines) {
            let args = vec![
                ("key", Arg::from(first_over.key)),
                ("max", Arg::from(max_lines.to_string())),
            ];
            self.notes
                .mistake(first_over.at, "config-too-many-lines", args);
        }
        let check = |words| self.words(Some(words), max);
        list.value.into_iter().filter_map(check).collect()
    }

    /// Whether a text is not empty, fits and stays on its line.
    pub(super) fn one_line(&self, text: &At<String>, key: &'static str, max: usize) -> bool {
        let count = text.value.chars().count();
        if text.value.trim().is_empty() {
            self.empty(text.at, key);
            return false;
        }
        if text.value.chars().any(char::is_control) {
            let args = vec![("key", Arg::from(key))];
            self.notes
                .mistake(text.at, "config-control-character", args);
            return false;
        }
        if count > max {
            let args = vec![
                ("key", Arg::from(key)),
                ("count", Arg::from(i64::try_from(count).unwrap_or(i64::MAX))),
                ("max", Arg::from(i64::try_from(max).unwrap_or(i64::MAX))),
            ];
            self.notes.mistake(text.at, "config-too-long", args);
            return false;
        }
        true
    }

    /// A new identifier: a–z, 0–9, "-", at most 40 characters, not met before.
    pub(super) fn new_id(&self, id: Option<At<String>>, seen: &mut Seen) -> Option<String> {
        let id = id?;
        let right_char = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        let right_length = (1..=ID_CHARS).contains(&id.value.len());
        let right = right_length && id.value.chars().all(right_char) && !id.value.starts_with('-');
        if !right {
            self.found(id.at, "config-bad-id", &id.value);
        }
        let new = self.no_repeat(&id, "id", seen);
        (right && new).then_some(id.value)
    }

    /// Notes a repeated value with the line of the first.
    pub(super) fn no_repeat(&self, found: &At<String>, key: &'static str, seen: &mut Seen) -> bool {
        let Some(first) = seen.get(&found.value) else {
            seen.insert(found.value.clone(), found.at);
            return true;
        };
        let args = vec![
            ("key", Arg::from(key)),
            ("found", Arg::from(found.value.as_str())),
            ("line", Arg::from(first.line)),
        ];
        self.notes.mistake(found.at, "config-repeated", args);
        false
    }

    /// One of a few words.
    pub(super) fn choice<T: Copy>(
        &self,
        found: &At<String>,
        key: &'static str,
        known: &[(&str, T)],
    ) -> Option<T> {
        let hit = known.iter().find(|(word, _)| *word == found.value);
        if hit.is_none() {
            let words: Vec<&str> = known.iter().map(|(word, _)| *word).collect();
            let args = vec![
                ("key", Arg::from(key)),
                ("found", Arg::from(found.value.as_str())),
                ("known", Arg::from(words.join(", "))),
            ];
            self.notes.mistake(found.at, "config-unknown-choice", args);
        }
        hit.map(|(_, choice)| *choice)
    }

    /// A number within its range.
    pub(super) fn range(
        &self,
        found: &At<i64>,
        key: &'static str,
        range: std::ops::RangeInclusive<i64>,
    ) -> Option<i64> {
        if range.contains(&found.value) {
            return Some(found.value);
        }
        // As words, not numbers: a number would be a plural form, these are bounds.
        let args = vec![
            ("key", Arg::from(key)),
            ("found", Arg::from(found.value.to_string())),
            ("min", Arg::from(range.start().to_string())),
            ("max", Arg::from(range.end().to_string())),
        ];
        self.notes.mistake(found.at, "config-out-of-range", args);
        None
    }

    /// A reference to something that has an id.
    pub(super) fn known_id(
        &self,
        found: At<String>,
        text_key: &'static str,
        known: &Seen,
    ) -> Option<String> {
        if known.contains_key(&found.value) {
            return Some(found.value);
        }
        let known: Vec<&str> = known.keys().map(String::as_str).collect();
        self.unknown(&found, text_key, &known);
        None
    }

    /// Notes a reference to something that is not there.
    pub(super) fn unknown(&self, found: &At<String>, text_key: &'static str, known: &[&str]) {
        let guess = closest(&found.value, known.iter().copied());
        let args = vec![
            ("found", Arg::from(found.value.as_str())),
            ("guess", Arg::from(guess.unwrap_or(NOTHING))),
            ("known", Arg::from(known.join(", "))),
        ];
        self.notes.mistake(found.at, text_key, args);
    }

    pub(super) fn found(&self, at: Place, text_key: &'static str, found: &str) {
        let args = vec![("found", Arg::from(found))];
        self.notes.mistake(at, text_key, args);
    }

    pub(super) fn empty(&self, at: Place, key: &'static str) {
        self.notes
            .mistake(at, "config-empty", vec![("key", Arg::from(key))]);
    }

    /// A wrong value that may come from the command line.
    pub(super) fn bad_value(&self, from: Source, text_key: &'static str, found: &str) {
        match from {
            Source::File(at) => self.found(at, text_key, found),
            Source::Option(option) => self.notes.option_mistake(option, text_key, found),
        }
    }
}
