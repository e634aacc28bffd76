//! The office's calendar: on which days it opens, from when to when (S5).
//!
//! Pure: dates and moments come as parameters. Wall-clock times are minutes of
//! a local day; moments are milliseconds since the Unix epoch, UTC. Where the
//! clocks change, a time that does not exist becomes the first one that does,
//! and one that happens twice is the earlier for opening, the later for
//! closing: nobody who came by the notice on the door stands before a shut one.

use std::collections::BTreeMap;
use std::fmt;

use jiff::civil::{Date, Weekday};
use jiff::tz::{Disambiguation, TimeZone};
use jiff::{Timestamp, ToSpan};

use super::ByLanguage;

/// How far ahead an open day is looked for: an office closed for longer than a
/// year has to write a new file anyway.
const LOOK_AHEAD_DAYS: u16 = 400;

/// A time of day in minutes after midnight, 0…1440; 1440 is "24:00".
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct MinuteOfDay(u16);

impl MinuteOfDay {
    pub const MIDNIGHT: Self = Self(0);
    pub const END_OF_DAY: Self = Self(1440);

    /// `None` after 24:00.
    pub fn new(minutes: u16) -> Option<Self> {
        (minutes <= Self::END_OF_DAY.0).then_some(Self(minutes))
    }

    /// Reads "HH:MM", "00:00" to "24:00"; one digit of hours is enough.
    pub fn parse(text: &str) -> Option<Self> {
        let (hours, minutes) = text.split_once(':')?;
        let digits = |part: &str| part.bytes().all(|b| b.is_ascii_digit());
        if !(1..=2).contains(&hours.len()) || minutes.len() != 2 {
            return None;
        }
        if !digits(hours) || !digits(minutes) {
            return None;
        }
        let (hours, minutes): (u16, u16) = (hours.parse().ok()?, minutes.parse().ok()?);
        if minutes > 59 {
            return None;
        }
        Self::new(hours * 60 + minutes)
    }

    /// Minutes after midnight, 0…1440.
    pub fn minutes(self) -> u16 {
        self.0
    }

    /// So many minutes earlier, not before midnight.
    #[must_use]
    pub fn earlier(self, minutes: u16) -> Self {
        Self(self.0.saturating_sub(minutes))
    }
}

impl fmt::Display for MinuteOfDay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:02}:{:02}", self.0 / 60, self.0 % 60)
    }
}

/// When the office opens and closes on one day; `opens < closes`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Hours {
    pub opens: MinuteOfDay,
    pub closes: MinuteOfDay,
}

impl Hours {
    /// The whole day and night.
    pub const ALL_DAY: Self = Self {
        opens: MinuteOfDay::MIDNIGHT,
        closes: MinuteOfDay::END_OF_DAY,
    };
}

/// A day that goes before the week.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExceptionalDay {
    /// `None`: closed.
    pub hours: Option<Hours>,
    /// What to tell visitors; empty if nothing was written.
    pub note: ByLanguage,
}

/// Weekly hours, exceptional days and the time zone they are meant in.
#[derive(Debug, Clone)]
pub struct Calendar {
    pub zone: TimeZone,
    /// Monday first; `None`: closed.
    pub week: [Option<Hours>; 7],
    pub exceptions: BTreeMap<Date, ExceptionalDay>,
}

impl Calendar {
    /// A calendar that is open day and night, for the demo and for tests.
    pub fn always_open(zone: TimeZone) -> Self {
        Self {
            zone,
            week: [Some(Hours::ALL_DAY); 7],
            exceptions: BTreeMap::new(),
        }
    }

    /// The hours of `date`; `None`: closed all day.
    pub fn day(&self, date: Date) -> Option<Hours> {
        if let Some(exception) = self.exceptions.get(&date) {
            return exception.hours;
        }
        let [mon, tue, wed, thu, fri, sat, sun] = self.week;
        match date.weekday() {
            Weekday::Monday => mon,
            Weekday::Tuesday => tue,
            Weekday::Wednesday => wed,
            Weekday::Thursday => thu,
            Weekday::Friday => fri,
            Weekday::Saturday => sat,
            Weekday::Sunday => sun,
        }
    }

    /// What to tell visitors about `date`, if it is exceptional and says so.
    pub fn note(&self, date: Date) -> Option<&ByLanguage> {
        self.exceptions
            .get(&date)
            .map(|exception| &exception.note)
            .filter(|note| !note.is_empty())
    }

    /// The first open day after `after` (not `after` itself), with its hours;
    /// `None` when there is none within 400 days.
    pub fn next_open_day(&self, after: Date) -> Option<(Date, Hours)> {
        let mut date = after;
        for _ in 0..LOOK_AHEAD_DAYS {
            date = date.tomorrow().ok()?;
            if let Some(hours) = self.day(date) {
                return Some((date, hours));
            }
        }
        None
    }

    /// The local date at a moment; an impossible moment is clamped.
    pub fn date_at(&self, utc_ms: i64) -> Date {
        self.zone.to_datetime(timestamp(utc_ms)).date()
    }

    /// When the local date at a moment ends.
    pub fn day_end_ms(&self, utc_ms: i64) -> Option<i64> {
        let tomorrow = self.date_at(utc_ms).tomorrow().ok()?;
        self.opening_ms(tomorrow, MinuteOfDay::MIDNIGHT)
    }

    /// The local time of day at a moment, whole minutes, 00:00…23:59.
    pub fn minute_at(&self, utc_ms: i64) -> MinuteOfDay {
        let time = self.zone.to_datetime(timestamp(utc_ms)).time();
        let minutes = i32::from(time.hour()) * 60 + i32::from(time.minute());
        MinuteOfDay(u16::try_from(minutes).unwrap_or(0))
    }

    /// How far the office's clocks are ahead of UTC at a moment, minutes.
    pub fn utc_offset_min(&self, utc_ms: i64) -> i32 {
        self.zone.to_offset(timestamp(utc_ms)).seconds() / 60
    }

    /// The moment at which the office opens by the clock time `at` of `date`.
    pub fn opening_ms(&self, date: Date, at: MinuteOfDay) -> Option<i64> {
        self.moment(date, at, Disambiguation::Compatible)
    }

    /// The moment at which something ends by the clock time `at` of `date`.
    pub fn closing_ms(&self, date: Date, at: MinuteOfDay) -> Option<i64> {
        // In a gap "later" and "compatible" agree; in a fold they are an hour apart.
        self.moment(date, at, Disambiguation::Later)
    }

    /// From which moment to which the office is open on `date`; `None`: closed.
    pub fn span_ms(&self, date: Date) -> Option<(i64, i64)> {
        let hours = self.day(date)?;
        Some((
            self.opening_ms(date, hours.opens)?,
            self.closing_ms(date, hours.closes)?,
        ))
    }

    /// Whether the office is open by its hours at a moment.
    pub fn is_open(&self, utc_ms: i64) -> bool {
        self.span_ms(self.date_at(utc_ms))
            .is_some_and(|(opens, closes)| (opens..closes).contains(&utc_ms))
    }

    fn moment(&self, date: Date, at: MinuteOfDay, rule: Disambiguation) -> Option<i64> {
        let wall = date
            .at(0, 0, 0, 0)
            .checked_add(i64::from(at.minutes()).minutes())
            .ok()?;
        let stamp = self
            .zone
            .to_ambiguous_timestamp(wall)
            .disambiguate(rule)
            .ok()?;
        Some(stamp.as_millisecond())
    }
}

fn timestamp(utc_ms: i64) -> Timestamp {
    Timestamp::from_millisecond(utc_ms).unwrap_or(if utc_ms < 0 {
        Timestamp::MIN
    } else {
        Timestamp::MAX
    })
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn at(text: &str) -> MinuteOfDay {
        MinuteOfDay::parse(text).unwrap()
    }

    fn hours(opens: &str, closes: &str) -> Hours {
        Hours {
            opens: at(opens),
            closes: at(closes),
        }
    }

    fn ms(utc: &str) -> i64 {
        utc.parse::<Timestamp>().unwrap().as_millisecond()
    }

    fn office(zone: &str) -> Calendar {
        let weekday = Some(hours("08:00", "20:00"));
        Calendar {
            zone: TimeZone::get(zone).unwrap(),
            week: [
                weekday,
                weekday,
                weekday,
                weekday,
                weekday,
                Some(hours("09:00", "17:00")),
                None,
            ],
            exceptions: BTreeMap::new(),
        }
    }

    fn closed() -> ExceptionalDay {
        ExceptionalDay {
            hours: None,
            note: ByLanguage::new(),
        }
    }

    #[test]
    fn clock_times_are_read_and_written() {
        assert_eq!(at("08:05").minutes(), 485);
        assert_eq!(at("8:05"), at("08:05"));
        assert_eq!(at("24:00"), MinuteOfDay::END_OF_DAY);
        assert_eq!(at("08:05").to_string(), "08:05");
        for wrong in [
            "25:00", "24:01", "12:60", "12", "12:5", "+1:00", ":30", "", "1a:00", "１2:00",
        ] {
            assert_eq!(MinuteOfDay::parse(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn weekdays_and_sundays_have_their_own_hours() {
        let office = office("Europe/Moscow");
        assert_eq!(
            office.day(date(2026, 11, 23)),
            Some(hours("08:00", "20:00"))
        );
        assert_eq!(
            office.day(date(2026, 11, 21)),
            Some(hours("09:00", "17:00"))
        );
        assert_eq!(office.day(date(2026, 11, 22)), None);
    }

    #[test]
    fn an_exceptional_day_goes_before_the_week() {
        let mut office = office("Europe/Moscow");
        let short = ExceptionalDay {
            hours: Some(hours("10:00", "14:00")),
            note: ByLanguage::from([("ru".into(), "Рабочее воскресенье".into())]),
        };
        office.exceptions.insert(date(2026, 11, 22), short);
        office.exceptions.insert(date(2026, 11, 23), closed());
        assert_eq!(
            office.day(date(2026, 11, 22)),
            Some(hours("10:00", "14:00"))
        );
        assert!(office.note(date(2026, 11, 22)).is_some());
        assert_eq!(office.day(date(2026, 11, 23)), None);
        assert_eq!(office.note(date(2026, 11, 23)), None);
    }

    #[test]
    fn the_next_open_day_skips_sunday_and_holidays_and_never_is_the_day_itself() {
        let mut office = office("Europe/Moscow");
        assert_eq!(
            office.next_open_day(date(2026, 11, 20)),
            Some((date(2026, 11, 21), hours("09:00", "17:00")))
        );
        office.exceptions.insert(date(2026, 11, 23), closed());
        assert_eq!(
            office.next_open_day(date(2026, 11, 21)),
            Some((date(2026, 11, 24), hours("08:00", "20:00")))
        );
    }

    #[test]
    fn an_office_that_never_opens_has_no_next_day() {
        let mut office = office("UTC");
        office.week = [None; 7];
        assert_eq!(office.next_open_day(date(2026, 1, 1)), None);
        assert_eq!(office.next_open_day(Date::MAX), None);
    }

    #[test]
    fn moscow_time_is_three_hours_ahead_of_utc() {
        let office = office("Europe/Moscow");
        let span = office.span_ms(date(2026, 11, 23)).unwrap();
        assert_eq!(
            span,
            (ms("2026-11-23T05:00:00Z"), ms("2026-11-23T17:00:00Z"))
        );
        assert!(!office.is_open(span.0 - 1));
        assert!(office.is_open(span.0));
        assert!(office.is_open(span.1 - 1));
        assert!(!office.is_open(span.1));
        assert_eq!(office.utc_offset_min(span.0), 180);
        assert_eq!(
            office.date_at(ms("2026-11-22T21:30:00Z")),
            date(2026, 11, 23)
        );
        assert_eq!(office.minute_at(ms("2026-11-22T21:30:59Z")), at("00:30"));
    }

    #[test]
    fn closing_at_24_is_the_next_midnight_also_on_the_last_day_of_the_year() {
        let mut office = office("Europe/Moscow");
        office.week = [Some(hours("00:00", "24:00")); 7];
        let (opens, closes) = office.span_ms(date(2026, 12, 31)).unwrap();
        assert_eq!(closes - opens, 24 * 3_600_000);
        assert_eq!(closes, ms("2026-12-31T21:00:00Z"));
        assert_eq!(Some(closes), office.span_ms(date(2027, 1, 1)).map(|s| s.0));
    }

    #[test]
    fn a_day_across_the_spring_change_is_an_hour_shorter() {
        let mut office = office("Europe/Berlin");
        office.week = [Some(hours("01:00", "10:00")); 7];
        let (opens, closes) = office.span_ms(date(2026, 3, 29)).unwrap();
        assert_eq!(closes - opens, 8 * 3_600_000);
        // 02:30 does not exist: 03:30 summer time is what the wall clock shows then.
        assert_eq!(
            office.opening_ms(date(2026, 3, 29), at("02:30")),
            Some(ms("2026-03-29T01:30:00Z"))
        );
        assert_eq!(
            office.closing_ms(date(2026, 3, 29), at("02:30")),
            Some(ms("2026-03-29T01:30:00Z"))
        );
    }

    #[test]
    fn a_time_that_happens_twice_opens_early_and_closes_late() {
        let office = office("Europe/Berlin");
        let day = date(2026, 10, 25);
        assert_eq!(
            office.opening_ms(day, at("02:30")),
            Some(ms("2026-10-25T00:30:00Z"))
        );
        assert_eq!(
            office.closing_ms(day, at("02:30")),
            Some(ms("2026-10-25T01:30:00Z"))
        );
        assert_eq!(office.utc_offset_min(ms("2026-10-25T00:30:00Z")), 120);
        assert_eq!(office.utc_offset_min(ms("2026-10-25T01:30:00Z")), 60);
    }

    #[test]
    fn impossible_moments_do_not_stop_the_office() {
        let office = office("Asia/Vladivostok");
        assert!(!office.is_open(i64::MIN));
        assert!(office.date_at(i64::MAX) > date(9999, 1, 1));
    }
}
