//! Cards and keys of the kiosk's pages (pure): a language in, what is drawn out.

use std::collections::BTreeSet;

use ui::{Choice, Wait};

use super::mark::offers_marks;
use super::steps::{
    BOOKED, CALLBACK, LANGUAGE, OTHER_NUMBER, Purpose, RATE, READINGS, SEARCH, Signs, VISIT,
};
use super::tree::{Branch, Tree};
use super::view::{SearchScene, number, wait};
use crate::stage::{say_number, text};
use crate::wire::{KioskView, ServiceView};
use crate::wire_screens::FinishedVisit;

/// Seven in a row, each big enough for a finger: by the alphabet, because not
/// everyone types.
const RUSSIAN: &str = "абвгдежзийклмнопрстуфхцчшщъыьэюя";
const LATIN: &str = "abcdefghijklmnopqrstuvwxyz";
/// Kept for the live queue (S1).
const LIVE_SERIES: &str = "Ж";
/// What the language button says where a page of languages follows: in the
/// letters of most who look for it.
pub(super) const LANGUAGE_BUTTON: &str = "Language";

/// The first page: segments or services, the way for those who have booked, a
/// search where there are many.
pub(super) fn first(
    office: &KioskView,
    tree: Tree<'_>,
    language: &str,
    found: usize,
) -> Vec<Choice> {
    let cards = tree.first();
    let mut all: Vec<Choice> = cards
        .iter()
        .map(|card| self::card(card, language))
        .collect();
    let with_icons = all.iter().all(|choice| !choice.icon.is_empty());
    if office.rules.booking {
        all.push(way(BOOKED, with_icons, "calendar"));
    }
    if office.rules.readings {
        all.push(way(READINGS, with_icons, "document"));
    }
    // Where a keyboard has room.
    if tree.is_searched() && found > 0 {
        all.push(way(SEARCH, with_icons, "search"));
    }
    if offers_marks(office) {
        all.push(way(RATE, with_icons, "star"));
    }
    all
}

/// The visits that have just ended, and the way to type another number: one
/// page, however few cards it has room for.
pub(super) fn finished(office: &KioskView, per_page: usize) -> Vec<Choice> {
    let visits = office.finished.iter().take(per_page.saturating_sub(1));
    let card = |visit: &FinishedVisit| Choice {
        id: format!("{VISIT}{}", visit.number).into(),
        title: say_number(&visit.number).into(),
        hint: ":desk".into(),
        icon: "paper".into(),
        available: true,
        waiting: i32::from(visit.desk),
        wait: Wait::default(),
        way: true,
    };
    let mut all: Vec<Choice> = visits.map(card).collect();
    all.push(way(OTHER_NUMBER, true, "pencil"));
    all
}

/// What is left after registration's end (S6), beside the phone.
pub(super) fn late(office: &KioskView) -> Vec<Choice> {
    let is_offered = office.late.as_ref().is_some_and(|offer| offer.available);
    let ways = [
        (is_offered, CALLBACK, "repeat"),
        (office.rules.booking, BOOKED, "calendar"),
        (office.rules.readings, READINGS, "document"),
        (offers_marks(office), RATE, "star"),
    ];
    let open = ways.into_iter().filter(|(is_open, _, _)| *is_open);
    open.map(|(_, id, icon)| way(id, true, icon)).collect()
}

/// A card that leads to a page of its own; its words are the drawing's.
fn way(id: &str, with_icon: bool, icon: &str) -> Choice {
    Choice {
        id: id.into(),
        icon: if with_icon { icon } else { "" }.into(),
        available: true,
        way: true,
        ..Choice::default()
    }
}

pub(super) fn card(card: &Branch<'_>, language: &str) -> Choice {
    Choice {
        id: card.id.into(),
        title: text(card.title, language).into(),
        hint: card
            .hint
            .map(|hint| text(hint, language))
            .unwrap_or_default()
            .into(),
        icon: card.icon.into(),
        available: card.available,
        waiting: number(card.waiting),
        wait: wait(card.wait),
        way: false,
    }
}

pub(super) fn service(service: &ServiceView, language: &str) -> Choice {
    Choice {
        id: service.id.as_str().into(),
        title: text(&service.title, language).into(),
        available: service.available,
        waiting: number(service.waiting),
        wait: wait(service.wait),
        ..Choice::default()
    }
}

/// A service in the staff menu: always to be pressed.
pub(super) fn switch(of: &ServiceView, language: &str) -> Choice {
    Choice {
        hint: if of.available { "" } else { ":paused" }.into(),
        available: true,
        way: true,
        wait: Wait::default(),
        ..service(of, language)
    }
}

pub(super) fn languages(codes: &[String]) -> Vec<Choice> {
    let card = |code: &String| Choice {
        id: format!("{LANGUAGE}{code}").into(),
        title: language_name(code).into(),
        available: true,
        way: true,
        ..Choice::default()
    };
    codes.iter().map(card).collect()
}

/// A language calls itself by its own name.
pub(super) fn language_name(code: &str) -> String {
    let name = match code {
        "ru" => "Русский",
        "en" => "English",
        "tt" => "Татарча",
        "uz" => "O‘zbekcha",
        "tg" => "Тоҷикӣ",
        "ky" => "Кыргызча",
        "zh" => "中文",
        other => return other.to_uppercase(),
    };
    name.to_owned()
}

pub(super) fn search(typed: &str, latin: bool, example: String) -> SearchScene {
    let letters = if latin { LATIN } else { RUSSIAN };
    let mut keys: Vec<String> = letters
        .chars()
        .map(|letter| letter.to_uppercase().to_string())
        .collect();
    keys.extend([" ", "<"].map(str::to_owned));
    SearchScene {
        typed: typed.to_owned(),
        example,
        keys,
        script: if latin { "АБВ" } else { "ABC" }.to_owned(),
    }
}

/// The keyboard of a contract number or a gist; the last key changes its signs.
pub(super) fn keyboard(signs: Signs, with_words: bool) -> Vec<String> {
    let letters = match signs {
        Signs::Digits => "123456789-0/",
        Signs::Russian => RUSSIAN,
        Signs::Latin => LATIN,
    };
    let mut keys: Vec<String> = letters
        .chars()
        .map(|letter| letter.to_uppercase().to_string())
        .collect();
    if with_words {
        keys.push(" ".to_owned());
    }
    let other = match signs {
        Signs::Digits => "АБВ",
        Signs::Russian => "ABC",
        Signs::Latin => "123",
    };
    keys.extend(["<", other].map(str::to_owned));
    keys
}

/// Digits, then the letters this office's tickets begin with.
pub(super) fn number_keys(office: &KioskView) -> Vec<String> {
    let letters: BTreeSet<&str> = office
        .services
        .iter()
        .map(|service| service.series.as_str())
        .chain([LIVE_SERIES])
        .collect();
    let digits = (1..=9).chain([0]).map(|digit: u8| digit.to_string());
    let letters = letters.into_iter().map(str::to_owned);
    digits.chain(letters).chain(["<".to_owned()]).collect()
}

/// A phone as it is read out while it is typed: «8 912 345-67-89».
pub(super) fn phone(typed: &str) -> String {
    let has_code = typed.starts_with(['7', '8']);
    let sizes: &[usize] = if has_code {
        &[1, 3, 3, 2, 2]
    } else {
        &[3, 3, 2, 2]
    };
    let mut left = typed.chars();
    let mut said = String::new();
    for (at, size) in sizes.iter().enumerate() {
        let part: String = left.by_ref().take(*size).collect();
        if part.is_empty() {
            return said;
        }
        if at > 0 {
            said.push(if at + 2 >= sizes.len() { '-' } else { ' ' });
        }
        said.push_str(&part);
    }
    let rest: String = left.collect();
    if rest.is_empty() {
        return said;
    }
    // Longer than ours: a foreign one, as it was typed.
    format!("+{typed}")
}

/// Digits in groups as they are read out; a PIN as dots.
pub(super) fn shown(purpose: Purpose, typed: &str) -> String {
    match purpose {
        Purpose::Pin => "•".repeat(typed.chars().count()),
        Purpose::Readings | Purpose::Number => typed.to_owned(),
        Purpose::CheckIn => {
            let signs: Vec<char> = typed.chars().collect();
            let groups: Vec<String> = signs
                .chunks(3)
                .map(|group| group.iter().collect())
                .collect();
            groups.join(" ")
        }
    }
}
