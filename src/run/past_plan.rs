//! What a made-up day is made of: who comes when, for what, for how long.
//! Pure, and the same for the same dice.
//!
//! Figures are a guess at a busy city office: mornings and Mondays are full,
//! the first days and the end of a month too (bills, meter readings).

use jiff::civil::{Date, Weekday};
use office::day::{MINUTE_MS, Moment};
use office::desk::BreakKind;
use office::service::ServiceId;

use crate::config::matters::Choice;
use crate::config::settings::Settings;

/// Visitors in an hour of an ordinary day, on average.
const PER_HOUR: i64 = 51;

/// By hour from 8 to 20, percent of that.
const BY_HOUR: [i64; 12] = [70, 105, 135, 140, 120, 90, 88, 100, 110, 118, 86, 48];

/// Real visits are shorter than the office file's careful guess, percent.
const VISIT_PERCENT: i64 = 40;

/// Of a hundred visitors, by service of the demo office.
const MIX: [(&str, i64); 14] = [
    ("consultation", 22),
    ("settlement", 12),
    ("benefits", 7),
    ("contract", 5),
    ("readings", 18),
    ("documents", 12),
    ("autopay", 4),
    ("paid-services", 2),
    ("unmetered", 1),
    ("business-contract", 2),
    ("business-readings", 4),
    ("business-invoices", 6),
    ("business-reconciliation", 3),
    ("business-no-debt", 2),
];

/// One day's plan.
#[derive(Debug)]
pub(super) struct DayPlan {
    pub(super) opens: Moment,
    pub(super) closes: Moment,
    pub(super) arrivals: Vec<Moment>,
    /// The database was away between.
    pub(super) live_spell: Option<(Moment, Moment)>,
    /// The head closed earlier, said at this moment.
    pub(super) shortened_at: Option<Moment>,
    /// Matters solved at reception.
    pub(super) solved: u64,
    /// One manager did not come.
    pub(super) absent: Option<usize>,
}

impl DayPlan {
    pub(super) fn of(
        date: Date,
        first_hour: i64,
        (opens, closes): (Moment, Moment),
        dice: &mut Dice,
    ) -> Self {
        let weekday = match date.weekday() {
            Weekday::Monday => 113,
            Weekday::Tuesday => 108,
            Weekday::Wednesday => 97,
            Weekday::Thursday => 100,
            Weekday::Friday => 106,
            Weekday::Saturday => 82,
            Weekday::Sunday => 60,
        };
        let of_month = match date.day() {
            1..=5 => 114,
            20..=25 => 108,
            _ => 98,
        };
        let luck = dice.range(93, 107);
        let mut arrivals = Vec::new();
        let mut hour_begins = opens;
        let mut hour = first_hour;
        while hour_begins < closes {
            let share = usize::try_from(hour - 8)
                .ok()
                .and_then(|index| BY_HOUR.get(index).copied())
                .unwrap_or(50);
            let per_million = share * weekday * of_month / 100 * luck;
            let mean = PER_HOUR * per_million / 1_000_000;
            let count = dice.range(mean - mean / 5, mean + mean / 5);
            for _ in 0..count {
                let ms = dice.range(0, 60 * MINUTE_MS);
                arrivals.push(hour_begins.plus_ms(ms));
            }
            hour_begins = hour_begins.plus_ms(60 * MINUTE_MS);
            hour += 1;
        }
        arrivals.retain(|at| *at < closes);
        let live_at = opens.plus_ms(dice.range(60, 400) * MINUTE_MS);
        let live_ms = dice.range(6, 55) * MINUTE_MS;
        Self {
            opens,
            closes,
            arrivals,
            live_spell: (dice.roll(60) == 0).then_some((live_at, live_at.plus_ms(live_ms))),
            shortened_at: (dice.roll(70) == 0).then_some(opens.plus_ms(120 * MINUTE_MS)),
            solved: 8 + dice.roll(16),
            absent: (dice.roll(9) == 0).then(|| usize::try_from(dice.roll(5)).unwrap_or(0)),
        }
    }

    /// Lunch one after another, a rest before and after it.
    pub(super) fn breaks(&self, turn: usize, dice: &mut Dice) -> Vec<(Moment, BreakKind)> {
        let turn = i64::try_from(turn).unwrap_or(0);
        let length_min = self.closes.ms_since(self.opens) / MINUTE_MS;
        let middle = length_min / 2 - 90 + turn * 45;
        let mut at = |minute: i64| {
            self.opens
                .plus_ms((minute + dice.range(-10, 10)) * MINUTE_MS)
        };
        vec![
            (at(100 + turn * 15), BreakKind::Rest),
            (at(middle), BreakKind::Lunch),
            (at(length_min - 160 + turn * 12), BreakKind::Rest),
        ]
    }
}

/// What the next visitor comes for; an office without that service gets its first.
pub(super) fn service(settings: &Settings, dice: &mut Dice) -> Option<ServiceId> {
    let all: i64 = MIX.iter().map(|(_id, share)| share).sum();
    let mut left = dice.range(0, all - 1);
    let wanted = MIX.iter().find(|(_id, share)| {
        left -= share;
        left < 0
    });
    let known = wanted.and_then(|(id, _share)| settings.service(id));
    let service = known.or_else(|| settings.services.first())?;
    Some(ServiceId::from(service.id.clone()))
}

/// Topic and outcome of a visit, by the office file's own words; one visit in
/// five is closed without. The first words are the usual ones.
pub(super) fn about(settings: &Settings, dice: &mut Dice) -> Option<(String, String)> {
    if dice.roll(5) == 0 {
        return None;
    }
    let mut pick = |choices: &[Choice]| {
        let usual = choices.iter().position(|_| dice.roll(2) == 0);
        let choice = choices.get(usual.unwrap_or(0))?;
        Some(choice.id.clone())
    };
    let matters = &settings.matters;
    Some((pick(&matters.topics)?, pick(&matters.outcomes)?))
}

/// How long a visit takes: skewed to the right, as visits are.
pub(super) fn visit_ms(settings: &Settings, service: Option<&ServiceId>, dice: &mut Dice) -> i64 {
    let expected_min = service
        .and_then(|id| settings.service(&id.0))
        .map_or(8, |service| i64::from(service.expected_min.get()));
    let mean_ms = expected_min * MINUTE_MS * VISIT_PERCENT / 100;
    // Half the mean for sure, the other half as the mean of two dice squared.
    let (one, two) = (dice.range(0, 1_000), dice.range(0, 1_000));
    let skewed = one * two / 250;
    (mean_ms / 2 + mean_ms / 2 * skewed / 1_000).max(25_000)
}

/// Xorshift64 (Marsaglia 2003): the same year every time.
#[derive(Debug)]
pub(super) struct Dice(u64);

impl Dice {
    pub(super) fn new() -> Self {
        Self(0x7A10_2026)
    }

    /// 0 to `sides` − 1.
    pub(super) fn roll(&mut self, sides: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % sides.max(1)
    }

    /// `from` to `to`, both included.
    pub(super) fn range(&mut self, from: i64, to: i64) -> i64 {
        let sides = u64::try_from(to - from + 1).unwrap_or(1);
        from + i64::try_from(self.roll(sides)).unwrap_or(0)
    }

    pub(super) fn between(&mut self, from: Moment, to: Moment) -> Moment {
        Moment(self.range(from.0, to.0))
    }
}
