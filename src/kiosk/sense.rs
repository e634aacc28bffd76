//! What still makes sense for the visitor when the office has changed (pure).

use super::flow::Now;
use super::mark::{not_marked, offers_marks, takes_marks};
use super::question::{Asked, Question, Wanted};
use super::steps::{Marked, Purpose, Step, Wishes};
use super::tree::Tree;
use crate::wire::{Doors, KioskView, QueueMode};

/// Twice the longest word of a service's title.
pub(super) const LONGEST_WORD: usize = 30;

pub(super) fn welcome() -> Step {
    Step::Welcome { page: 0 }
}

pub(super) fn open_menu(pin: &str, said: String) -> Step {
    Step::Menu {
        pin: pin.to_owned(),
        said,
        page: 0,
        services: false,
    }
}

pub(super) fn rated(marked: Marked, now: Now) -> Step {
    Step::Rated { marked, since: now }
}

/// The refused number stands there still; an ordinary ticket is one tap away.
pub(super) fn ordinary(mut refused: Step) -> Step {
    if let Step::Entry { ordinary, .. } = &mut refused {
        *ordinary = true;
    }
    refused
}

/// What was typed, and what the office said against it.
pub(super) fn typed_again(entry: &Step, said: String) -> Step {
    let mut again = entry.clone();
    if let Step::Entry {
        purpose,
        typed,
        trouble,
        ordinary,
        ..
    } = &mut again
    {
        // A wrong PIN is typed anew; a code is looked at and mended.
        match purpose {
            Purpose::Pin => typed.clear(),
            Purpose::CheckIn | Purpose::Readings | Purpose::Number => {}
        }
        *trouble = Some(said);
        *ordinary = false;
    }
    again
}

/// Where a refusal leads: back to what was typed, or to a page of its own.
pub(super) fn refused(asked: &Asked, from: &Step, trouble: Option<String>, now: Now) -> Step {
    if let Some(step) = not_marked(from, trouble.clone(), now) {
        return step;
    }
    match (from, &asked.question) {
        (Step::Entry { .. }, _) => typed_again(from, trouble.unwrap_or_default()),
        (Step::Late { at, told, .. }, _) => Step::Late {
            at: *at,
            told: told.clone(),
            trouble: Some(trouble.unwrap_or_default()),
        },
        (Step::Menu { pin, .. }, _) => open_menu(pin, trouble.unwrap_or_default()),
        (
            _,
            Question::Ticket(_)
            | Question::Bring { .. }
            | Question::CheckIn { .. }
            | Question::Readings { .. }
            | Question::Callback(_)
            | Question::Rate { .. }
            | Question::Menu { .. },
        ) => Step::Failed {
            asked: asked.clone(),
            trouble,
        },
    }
}

/// Whether the likely wait is so long that it is asked about.
pub(super) fn is_long(wanted: &Wanted, office: &KioskView) -> bool {
    let wait = match &wanted.service {
        Some(id) => office
            .services
            .iter()
            .find(|service| service.id == *id)
            .and_then(|service| service.wait),
        None => office.wait,
    };
    let limit = office.rules.ask_over_min;
    limit > 0 && wait.is_some_and(|wait| wait.from_min >= limit)
}

pub(super) fn is_digit(sign: &str) -> bool {
    sign.len() == 1 && sign.bytes().all(|byte| byte.is_ascii_digit())
}

pub(super) fn takes_choices(office: &KioskView) -> bool {
    office.day.doors == Doors::Open && office.mode == QueueMode::Electronic
}

/// Whoever is expected was registered beforehand (S9): until closing.
pub(super) fn takes_booked(office: &KioskView) -> bool {
    matches!(office.day.doors, Doors::Open | Doors::RegistrationEnded)
}

/// Whether the office still offers what the visitor is looking at.
pub(super) fn still_makes_sense(step: &Step, office: &KioskView, tree: Tree<'_>) -> bool {
    match step {
        Step::Branch { at, .. } => takes_choices(office) && tree.is_branch(at),
        Step::Details { service, .. } => takes_choices(office) && tree.service(service).is_some(),
        Step::Search { .. } => takes_choices(office),
        Step::Entry { purpose, .. } => match purpose {
            Purpose::CheckIn | Purpose::Readings => takes_booked(office),
            Purpose::Number => takes_marks(office),
            Purpose::Pin => true,
        },
        Step::Long { wanted, .. } => fits(wanted, office),
        Step::Failed { asked, .. } => asked.wanted().is_none_or(|wanted| fits(wanted, office)),
        // Begun before closing, it may be told to its end; with tickets to be
        // had again it makes no sense.
        Step::Late { .. } => {
            office.late.as_ref().is_some_and(|offer| offer.available)
                || office.day.doors == Doors::Closed
        }
        Step::Finished => offers_marks(office),
        Step::Rate { .. } => takes_marks(office),
        Step::Welcome { .. }
        | Step::Left { .. }
        | Step::Languages { .. }
        | Step::Asking { .. }
        | Step::Ticket { .. }
        | Step::Rated { .. }
        | Step::Thanks { .. }
        | Step::DirectLine { .. }
        | Step::Menu { .. } => true,
    }
}

/// A ticket for a service needs the electronic queue, one without the live one.
fn fits(wanted: &Wanted, office: &KioskView) -> bool {
    let mode_is_the_same = wanted.service.is_none() == (office.mode == QueueMode::Live);
    office.day.doors == Doors::Open && mode_is_the_same
}

pub(super) fn default_wishes(languages: &[String]) -> Wishes {
    let language = languages
        .first()
        .cloned()
        .unwrap_or_else(|| "ru".to_owned());
    Wishes {
        language,
        large: false,
        lower: false,
        spoken: false,
    }
}

/// Whether the refused contract may have an ordinary ticket here and now (S8).
pub(super) fn offers_ordinary(step: &Step, office: &KioskView, screen: &str) -> bool {
    let is_refused = matches!(step, Step::Entry { ordinary: true, .. });
    let service = office.rules.readings_service.as_deref();
    let service = service.and_then(|id| Tree::new(office, screen).service(id));
    is_refused && takes_choices(office) && service.is_some_and(|service| service.available)
}
