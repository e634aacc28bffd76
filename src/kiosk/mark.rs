//! After the visit (pure, S13): whose visit it was, one mark, thanks. Three taps
//! from the first page where the visit has just ended, two by the ticket's QR.
//!
//! Knows numbers alone, nobody's name. What the office does not take is said in
//! its own words and never asked for twice.

use super::flow::{Flow, Now};
use super::question::Question;
use super::sense::{rated, takes_booked, typed_again, welcome};
use super::steps::{Marked, OTHER_NUMBER, Purpose, RATE, Step, Todo, VISIT};
use crate::wire::{Doors, KioskView};

/// "2026-11-22-": in front of the number in a ticket's QR code.
const DATE: usize = 11;
/// The best mark; the worst is 1.
pub(super) const BEST: u8 = 5;
/// With the clock of a new series in front: «1405А001».
pub(super) const NUMBER_SIGNS: usize = 8;

/// Whether a visitor may leave a mark now: the office asks for them, and its
/// day has begun.
pub(super) fn takes_marks(office: &KioskView) -> bool {
    office.rules.rating && office.day.doors != Doors::BeforeOpening
}

/// Whether the first page offers it.
pub(super) fn offers_marks(office: &KioskView) -> bool {
    office.rules.rating && takes_booked(office)
}

/// A letter with digits behind it.
pub(super) fn is_number(typed: &str) -> bool {
    let digits = typed.chars().rev().take_while(char::is_ascii_digit).count();
    let before = typed.chars().rev().nth(digits);
    (1..=4).contains(&digits) && before.is_some_and(char::is_alphabetic)
}

/// Day and number of a ticket, as its QR code carries them.
fn ticket_of(code: &str) -> Option<(&str, &str)> {
    let (day, number) = code.split_at_checked(DATE)?;
    let day = day.strip_suffix('-')?;
    let is_day = day.bytes().enumerate().all(|(at, byte)| match at {
        4 | 7 => byte == b'-',
        _ => byte.is_ascii_digit(),
    });
    (is_day && is_number(number)).then_some((day, number))
}

impl Flow {
    /// A card on the way to a mark; true: it was one.
    pub(super) fn choose_visit(&mut self, id: &str, office: &KioskView) -> bool {
        match (&self.step, id) {
            (Step::Welcome { .. }, RATE) if offers_marks(office) => {
                if office.finished.is_empty() {
                    self.enter_for(Purpose::Number);
                } else {
                    self.step = Step::Finished;
                }
            }
            (Step::Finished, OTHER_NUMBER) => self.enter_for(Purpose::Number),
            (Step::Finished, id) => {
                if let Some(number) = id.strip_prefix(VISIT) {
                    self.rate(number);
                }
            }
            _other => return false,
        }
        true
    }

    /// The faces, for this number.
    pub(super) fn rate(&mut self, number: &str) {
        let number = number.to_owned();
        let back = Box::new(self.leave());
        self.step = Step::Rate {
            number,
            trouble: None,
            back,
        };
    }

    /// The ticket held to the scanner; true: it was one, and marks are asked for.
    pub(super) fn scanned_ticket(&mut self, code: &str, now: Now, office: &KioskView) -> bool {
        let Some((day, number)) = ticket_of(code).filter(|_| takes_marks(office)) else {
            return false;
        };
        self.step = welcome();
        if day == office.day.date {
            self.rate(number);
        } else {
            let marked = Marked::OtherDay;
            self.step = Step::Rated { marked, since: now };
        }
        true
    }

    /// One of the faces.
    pub(super) fn mark(&mut self, mark: u8, now: Now) -> Todo {
        let Step::Rate { number, .. } = &self.step else {
            return Todo::Nothing;
        };
        if !(1..=BEST).contains(&mark) {
            return Todo::Nothing;
        }
        let ticket = number.clone();
        self.ask_new(Question::Rate { ticket, mark }, now)
    }
}

/// What the office said against a mark: a number nobody has is mended where it
/// was typed; anything else is read, and that is all.
pub(super) fn not_marked(from: &Step, trouble: Option<String>, now: Now) -> Option<Step> {
    let Step::Rate { number, back, .. } = from else {
        return None;
    };
    Some(match (trouble, &**back) {
        (None, _) => Step::Rate {
            number: number.clone(),
            trouble: Some(String::new()),
            back: back.clone(),
        },
        (Some(said), entry @ Step::Entry { .. }) => typed_again(entry, said),
        (Some(said), _) => rated(Marked::Not(said), now),
    })
}

#[cfg(test)]
#[path = "mark_tests.rs"]
mod tests;
