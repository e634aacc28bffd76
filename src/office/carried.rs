//! What goes on from one office day to the next.
//!
//! A start reads only what was kept since the day was opened, so the entry
//! that opens a day says, right after `DayOpened`, all that is still under way.
//! A matter that outlives the day gets a field here: it keeps its state in
//! `Office::carried`, says in `at_opening` what it no longer needs, in `unite`
//! how two histories of it become one, and in `people` whom it still concerns.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::Office;
use crate::appointment::Diary;
use crate::callback::Callbacks;
use crate::contact::HandOvers;
use crate::day::{Date, Moment};
use crate::desk::Desk;
use crate::event::Event;
use crate::numbered::Numbered;
use crate::person::PersonId;
use crate::readings::Readings;
use crate::statement::Statements;

/// Four digits that no clock shows, not even one that counts on behind 24: a
/// numbering that was renewed because the clock came to a date again.
const FIRST_RENEWAL: u16 = 5_001;
const RENEWALS: u16 = 4_999;

/// Everything that outlives a day. A field that an older log lacks is empty.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Carried {
    /// Since when this history knows everything; a log that ended before may
    /// still tell of something open, one that ended later may not.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub since: Option<Moment>,
    /// Empty while dates follow each other: then the day before tells it all.
    #[serde(skip_serializing_if = "Numbered::is_empty")]
    pub numbered: Numbered,
    /// How many numberings were renewed because the clock came to a date again.
    #[serde(skip_serializing_if = "is_zero")]
    pub renewed: u16,
    #[serde(skip_serializing_if = "Callbacks::is_empty")]
    pub callbacks: Callbacks,
    #[serde(skip_serializing_if = "Statements::is_empty")]
    pub statements: Statements,
    #[serde(skip_serializing_if = "HandOvers::is_empty")]
    pub hand_overs: HandOvers,
    /// Appointments ahead (S9).
    #[serde(skip_serializing_if = "Diary::is_empty")]
    pub diary: Diary,
    /// Meter-reading days (S8).
    #[serde(skip_serializing_if = "Readings::is_empty")]
    pub readings: Readings,
}

#[expect(
    clippy::trivially_copy_pass_by_ref,
    reason = "serde hands over a reference"
)]
fn is_zero(count: &u16) -> bool {
    *count == 0
}

impl Carried {
    /// Nothing to carry.
    pub fn is_empty(&self) -> bool {
        let Self {
            since: _,
            numbered,
            renewed,
            callbacks,
            statements,
            hand_overs,
            diary,
            readings,
        } = self;
        numbered.is_empty()
            && *renewed == 0
            && callbacks.is_empty()
            && statements.is_empty()
            && hand_overs.is_empty()
            && diary.is_empty()
            && readings.is_empty()
    }

    /// What the day of `date`, opened at `now`, starts with: what has been over for
    /// long enough is left behind in the log.
    #[must_use]
    pub fn at_opening(&self, date: Date, now: Moment) -> Self {
        Self {
            since: self.since,
            numbered: self.numbered.clone(),
            renewed: self.renewed,
            callbacks: self.callbacks.at_opening(now),
            statements: self.statements.at_opening(now),
            hand_overs: self.hand_overs.at_opening(now),
            diary: self.diary.at_opening(date),
            readings: self.readings.at_opening(date),
        }
    }

    /// This and what another history of the same office knows besides.
    #[must_use]
    pub fn unite(&self, other: &Self) -> Self {
        Self {
            since: [self.since, other.since].into_iter().flatten().min(),
            numbered: self.numbered.unite(&other.numbered),
            renewed: self.renewed.max(other.renewed),
            callbacks: self.callbacks.unite(&other.callbacks),
            statements: self.statements.unite(&other.statements),
            hand_overs: self.hand_overs.unite(&other.hand_overs),
            diary: self.diary.unite(&other.diary),
            readings: self.readings.unite(&other.readings),
        }
    }

    /// Whose personal data are still needed.
    pub fn people(&self) -> BTreeSet<PersonId> {
        let mut people = self.callbacks.people();
        people.extend(self.statements.people());
        people.extend(self.hand_overs.people());
        people.extend(self.diary.people());
        people
    }
}

impl Office {
    /// What goes on from day to day.
    pub fn carried(&self) -> &Carried {
        &self.carried
    }

    /// The dates that numbers were given on, as far as this history tells.
    fn numbered(&self) -> Numbered {
        let mut numbered = self.carried.numbered.clone();
        if numbered.is_empty()
            && let Some(before) = &self.day_before
        {
            numbered = Numbered::up_to(before.date);
        }
        if let Some(today) = self.date_with_numbers() {
            numbered.add(today);
        }
        numbered
    }

    fn date_with_numbers(&self) -> Option<Date> {
        let day = self.day.as_ref()?;
        (!self.tickets.is_empty()).then_some(day.date)
    }

    /// When the last visitors came. A clock that was weeks ahead of the days
    /// before does not count: visitors of its date came on another one.
    pub fn last_visited(&self) -> Option<Date> {
        self.numbered().last_in_a_row()
    }

    /// Numbers of this date were given before the clock was set back to it:
    /// they must go on in a series that no other day or run has, this one. `None`
    /// if they do already.
    pub fn series_of_date_again(&self) -> Option<String> {
        let today = self.day.as_ref()?.date;
        let is_again = self.prefix.is_none() && self.carried.numbered.has(today);
        let count = self.carried.renewed % RENEWALS;
        is_again.then(|| (FIRST_RENEWAL + count).to_string())
    }

    /// Nobody has been here today, and no desk is open: another day may begin,
    /// an earlier one too.
    pub fn is_untouched(&self) -> bool {
        self.tickets.is_empty() && !self.desks().any(Desk::is_open)
    }

    /// Goes behind `DayOpened`, in the same entry.
    pub(crate) fn carry_over(&self, date: Date, now: Moment) -> Option<Event> {
        let mut carried = self.carried.at_opening(date, now);
        carried.numbered = self.numbered();
        let before = self.day_before.as_ref().map(|before| before.date);
        let last = self.date_with_numbers().or(before);
        if carried.numbered.is_ordinary(last, date) {
            carried.numbered = Numbered::default();
        }
        let is_nothing = carried.is_empty() && self.carried.is_empty();
        (!is_nothing).then(|| Event::CarriedOver {
            carried: Box::new(carried),
        })
    }
}
