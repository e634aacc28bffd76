//! What is drawn while a late visitor tells who to call (pure, S6), and while a
//! contract number (S8) or the number of a ticket (S13) is typed.

use ui::{DayWord, Slip, Tell};

use super::late::dialled;
use super::mark::is_number;
use super::pages;
use super::steps::{Purpose, Signs, Step, Telling};
use super::view::say_slip;
use crate::people::format;
use crate::stage::{day_word, text};
use crate::wire::{KioskView, PrintOutcome};

/// What a late visitor tells, or a number with letters.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct TellScene {
    pub kind: Tell,
    pub typed: String,
    pub keys: Vec<String>,
    pub columns: i32,
    pub trouble: String,
    pub wrong: bool,
    pub ready: bool,
    /// «Далее» leads to an ordinary ticket.
    pub ordinary: bool,
    pub phone: String,
    pub contract: String,
    pub gist: String,
    pub consent: String,
    /// When the visitor is called.
    pub day: DayWord,
    pub day_number: i32,
    pub month: i32,
    /// The callback's number, and its slip.
    pub number: String,
    pub slip: Slip,
}

/// The signs that fit the field; of a longer text its end.
const TAIL: usize = 90;

pub(super) fn tell(step: &Step, office: &KioskView, language: &str) -> TellScene {
    let (kind, typed, signs, trouble, ready) = match step {
        Step::Entry {
            purpose,
            typed,
            signs,
            trouble,
            ..
        } => {
            let (kind, ready) = typed_for(*purpose, typed);
            (kind, typed.as_str(), *signs, trouble, ready)
        }
        Step::Late { at, told, trouble } => {
            let (kind, typed) = match at {
                Telling::Contract => (Tell::Contract, told.contract.as_str()),
                Telling::Phone | Telling::Gist | Telling::Consent => {
                    (Tell::Gist, told.gist.as_str())
                }
            };
            (kind, typed, told.signs, trouble, told.is_ready(*at))
        }
        Step::Left {
            number, due, slip, ..
        } => return left(*number, due, *slip, office),
        Step::Welcome { .. }
        | Step::Branch { .. }
        | Step::Search { .. }
        | Step::Languages { .. }
        | Step::Details { .. }
        | Step::Long { .. }
        | Step::Asking { .. }
        | Step::Ticket { .. }
        | Step::Failed { .. }
        | Step::Thanks { .. }
        | Step::Finished
        | Step::Rate { .. }
        | Step::Rated { .. }
        | Step::DirectLine { .. }
        | Step::Menu { .. } => return TellScene::default(),
    };
    let length = typed.chars().count();
    let tail = if length > TAIL {
        let end: String = typed.chars().skip(length - TAIL).collect();
        format!("…{end}")
    } else {
        typed.to_owned()
    };
    let (keys, columns) = keyboard(kind, signs, office);
    let mut scene = TellScene {
        kind,
        typed: tail,
        keys,
        columns,
        wrong: trouble.is_some(),
        trouble: trouble.clone().unwrap_or_default(),
        ready,
        ..TellScene::default()
    };
    if let (Step::Late { told, .. }, Some(offer)) = (step, &office.late) {
        let phone = dialled(&told.phone).unwrap_or_default();
        scene.phone = format::readable_phone(&phone);
        scene.contract.clone_from(&told.contract);
        told.gist.trim().clone_into(&mut scene.gist);
        scene.consent = text(&offer.consent, language);
        (scene.day, scene.day_number, scene.month) = day_word(&office.day.date, &offer.due);
    }
    scene
}

fn typed_for(purpose: Purpose, typed: &str) -> (Tell, bool) {
    match purpose {
        Purpose::Number => (Tell::Number, is_number(typed)),
        Purpose::CheckIn | Purpose::Readings | Purpose::Pin => {
            (Tell::Readings, format::contract(typed).is_ok())
        }
    }
}

/// The keys, and how many stand in a row.
fn keyboard(kind: Tell, signs: Signs, office: &KioskView) -> (Vec<String>, i32) {
    if kind == Tell::Number {
        return (pages::number_keys(office), 5);
    }
    let columns = match signs {
        Signs::Digits => 3,
        Signs::Russian => 7,
        Signs::Latin => 6,
    };
    (pages::keyboard(signs, kind == Tell::Gist), columns)
}

fn left(number: u32, due: &str, slip: PrintOutcome, office: &KioskView) -> TellScene {
    let (day, day_number, month) = day_word(&office.day.date, due);
    TellScene {
        number: number.to_string(),
        day,
        day_number,
        month,
        slip: say_slip(slip),
        ..TellScene::default()
    }
}
