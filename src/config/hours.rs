//! Checks hours, exceptional days and the time zone, and makes the calendar.

use std::collections::BTreeMap;

use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::calendar::{Calendar, ExceptionalDay, Hours, MinuteOfDay};
use super::checked::Checker;
use super::file::Exception;
use super::finding::Place;
use super::merged::Merged;
use super::reader::{At, NOTHING, closest};
use crate::texts::Arg;

/// One line under the hours on the kiosk.
const NOTE_CHARS: usize = 80;
/// A longer "exceptional" time is a mistyped year.
const RANGE_DAYS: i32 = 366;
/// How a day without hours is written.
const CLOSED: &str = "closed";

/// A mistake was found and noted; there is nothing to go on with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Noted;

impl Checker<'_> {
    pub(super) fn calendar(
        &self,
        merged: &mut Merged,
        time_zone: Option<&At<String>>,
    ) -> Option<Calendar> {
        let zone = time_zone.and_then(|name| self.zone(name));
        let hours = std::mem::take(&mut merged.file.hours);
        let first_day = hours.iter().flatten().next().map(|hours| hours.at);
        let mut days = hours
            .into_iter()
            .map(|text| text.map_or(Err(Noted), |text| self.hours(&text)));
        // Short of a day only when `[hours]` was noted as missing.
        let week: [_; 7] = std::array::from_fn(|_| days.next().unwrap_or(Err(Noted)));
        let exceptions = self.exceptions(std::mem::take(&mut merged.file.exceptions));
        if let Some(at) = first_day
            && week.iter().all(|day| *day == Ok(None))
            && exceptions.values().all(|day| day.hours.is_none())
        {
            self.notes.mistake(at, "config-never-open", Vec::new());
        }
        let zone = zone?;
        if merged.always_open {
            return Some(Calendar::always_open(zone));
        }
        let [mon, tue, wed, thu, fri, sat, sun] = week.map(Result::ok);
        Some(Calendar {
            zone,
            week: [mon?, tue?, wed?, thu?, fri?, sat?, sun?],
            exceptions,
        })
    }

    fn zone(&self, name: &At<String>) -> Option<TimeZone> {
        if let Ok(zone) = TimeZone::get(&name.value) {
            return Some(zone);
        }
        let known: Vec<String> = jiff::tz::db().available().map(|n| n.to_string()).collect();
        let guess = closest(&name.value, known.iter().map(String::as_str));
        let args = vec![
            ("found", Arg::from(name.value.as_str())),
            ("guess", Arg::from(guess.unwrap_or(NOTHING))),
        ];
        self.notes
            .mistake(name.at, "config-unknown-time-zone", args);
        None
    }

    /// `None`: closed.
    fn hours(&self, text: &At<String>) -> Result<Option<Hours>, Noted> {
        if text.value == CLOSED {
            return Ok(None);
        }
        // People type the dash their keyboard gives them.
        let Some((opens, closes)) = text.value.split_once(['-', '–', '—']) else {
            self.found(text.at, "config-bad-hours", &text.value);
            return Err(Noted);
        };
        // Both are read before either stops: both may be wrong.
        let opens = self.time(text.at, opens.trim());
        let closes = self.time(text.at, closes.trim());
        let (opens, closes) = (opens?, closes?);
        if opens >= closes {
            let args = vec![
                ("opens", Arg::from(opens.to_string())),
                ("closes", Arg::from(closes.to_string())),
            ];
            self.notes
                .mistake(text.at, "config-closes-before-opening", args);
            return Err(Noted);
        }
        Ok(Some(Hours { opens, closes }))
    }

    fn time(&self, at: Place, text: &str) -> Result<MinuteOfDay, Noted> {
        MinuteOfDay::parse(text).ok_or_else(|| {
            self.found(at, "config-bad-time", text);
            Noted
        })
    }

    fn exceptions(&self, written: Vec<Exception>) -> BTreeMap<Date, ExceptionalDay> {
        let mut days = BTreeMap::new();
        let mut lines: BTreeMap<Date, Place> = BTreeMap::new();
        for exception in written {
            let note = self.optional_words(exception.note, NOTE_CHARS);
            let hours = exception.hours.map_or(Err(Noted), |text| self.hours(&text));
            let at = exception.date.as_ref().map(|date| date.at);
            let first = exception.date.and_then(|date| self.date(&date));
            let last = match exception.until {
                Some(until) => self.date(&until).map(|date| (date, until.at)),
                None => first.zip(at),
            };
            let (Some(first), Some(at), Some((last, until_at))) = (first, at, last) else {
                continue;
            };
            if !self.is_right_range(first, last, until_at) {
                continue;
            }
            for date in first
                .series(jiff::ToSpan::days(1))
                .take_while(|d| *d <= last)
            {
                if let Some(line) = lines.insert(date, at) {
                    self.repeated_date(at, date, line);
                    break;
                }
                if let Ok(hours) = hours {
                    let note = note.clone();
                    days.insert(date, ExceptionalDay { hours, note });
                }
            }
        }
        days
    }

    fn is_right_range(&self, first: Date, last: Date, at: Place) -> bool {
        let days = (last - first).get_days();
        if (0..=RANGE_DAYS).contains(&days) {
            return true;
        }
        let args = vec![
            ("first", Arg::from(first.to_string())),
            ("last", Arg::from(last.to_string())),
        ];
        self.notes.mistake(at, "config-bad-range", args);
        false
    }

    fn repeated_date(&self, at: Place, date: Date, first: Place) {
        let args = vec![
            ("key", Arg::from("date")),
            ("found", Arg::from(date.to_string())),
            ("line", Arg::from(first.line)),
        ];
        self.notes.mistake(at, "config-repeated", args);
    }

    fn date(&self, text: &At<String>) -> Option<Date> {
        // jiff reads more forms; only this one is promised.
        let plain = text.value.len() == 10;
        let date = text.value.parse().ok().filter(|_| plain);
        if date.is_none() {
            self.found(text.at, "config-bad-date", &text.value);
        }
        date
    }
}
