//! S13: a visitor comes by after the visit and says how it was.

use super::*;
use crate::kiosk::question::{Asked, Reply};
use crate::kiosk::steps::Tap;
use crate::wire_screens::FinishedVisit;

fn at(second: u64) -> Now {
    Now::from_secs(second)
}

/// An office that asks for marks; «А012» and «К003» have just been served.
fn office() -> KioskView {
    let mut office = crate::kiosk::flow::tests::office();
    office.rules.rating = true;
    let visit = |number: &str, desk| FinishedVisit {
        number: number.into(),
        desk,
    };
    office.finished = vec![visit("А012", 3), visit("К003", 1)];
    office
}

fn kiosk() -> Flow {
    Flow::new(vec!["ru".into(), "en".into()], "kiosk", at(0))
}

fn tap(flow: &mut Flow, tap: &Tap, office: &KioskView) -> Option<Asked> {
    match flow.tap(tap, at(1), office) {
        Todo::Ask(asked) => Some(asked),
        Todo::Nothing => None,
        Todo::Restart => panic!("nobody asked for that"),
    }
}

fn choose(id: &str) -> Tap {
    Tap::Choose(id.to_owned())
}

fn types(flow: &mut Flow, text: &str, office: &KioskView) {
    for sign in text.chars() {
        assert_eq!(tap(flow, &Tap::Key(sign.to_string()), office), None);
    }
}

fn asks_for(asked: Option<Asked>, ticket: &str, mark: u8) -> Asked {
    let asked = asked.unwrap();
    let ticket = ticket.to_owned();
    assert_eq!(asked.question, Question::Rate { ticket, mark });
    asked
}

#[test]
fn s13_three_taps_from_the_first_page_to_thanks() {
    let (office, mut flow) = (office(), kiosk());
    assert_eq!(tap(&mut flow, &choose(RATE), &office), None);
    assert_eq!(tap(&mut flow, &choose(":visit:К003"), &office), None);
    let asked = asks_for(tap(&mut flow, &Tap::Mark(4), &office), "К003", 4);
    // Impatient fingers leave one mark.
    assert_eq!(tap(&mut flow, &Tap::Mark(1), &office), None);
    flow.replied(asked.id, Reply::Rated, at(2));
    let marked = Marked::Noted;
    assert_eq!(
        flow.step(),
        &Step::Rated {
            marked,
            since: at(2)
        }
    );
    assert_eq!(flow.countdown(at(3)), None, "thanks are not counted down");
    flow.tick(at(8));
    assert_eq!(flow.step(), &welcome());
}

#[test]
fn s13_a_number_that_is_not_in_the_list_is_typed_and_mended() {
    let (mut office, mut flow) = (office(), kiosk());
    assert_eq!(tap(&mut flow, &choose(RATE), &office), None);
    assert_eq!(tap(&mut flow, &choose(OTHER_NUMBER), &office), None);
    types(&mut flow, "012", &office);
    assert_eq!(tap(&mut flow, &Tap::Enter, &office), None);
    assert!(matches!(flow.step(), Step::Entry { .. }), "no letter yet");
    for _ in 0..3 {
        assert_eq!(tap(&mut flow, &Tap::Erase, &office), None);
    }
    types(&mut flow, "а-912", &office);
    assert_eq!(tap(&mut flow, &Tap::Enter, &office), None);
    let asked = asks_for(tap(&mut flow, &Tap::Mark(5), &office), "А912", 5);
    let unknown = "Талона А912 сегодня нет.".to_owned();
    flow.replied(asked.id, Reply::Not(Some(unknown.clone())), at(2));
    let Step::Entry { typed, trouble, .. } = flow.step() else {
        panic!("{flow:?}")
    };
    assert_eq!((typed.as_str(), trouble), ("А912", &Some(unknown)));
    // Back leads the way it came, page by page.
    assert_eq!(tap(&mut flow, &Tap::Back, &office), None);
    assert_eq!(flow.step(), &Step::Finished);
    assert_eq!(tap(&mut flow, &Tap::Back, &office), None);
    assert_eq!(flow.step(), &welcome());
    // With nobody just served the number is asked for at once.
    office.finished.clear();
    assert_eq!(tap(&mut flow, &choose(RATE), &office), None);
    assert!(matches!(flow.step(), Step::Entry { .. }));
}

#[test]
fn s13_a_ticket_under_the_scanner_needs_one_tap_more() {
    let (office, mut flow) = (office(), kiosk());
    let today = format!("{}-A012", office.day.date);
    assert_eq!(tap(&mut flow, &Tap::Scanned(today), &office), None);
    asks_for(tap(&mut flow, &Tap::Mark(2), &office), "A012", 2);

    let mut flow = kiosk();
    let other = Tap::Scanned("2025-01-31-A012".into());
    assert_eq!(tap(&mut flow, &other, &office), None);
    let marked = Marked::OtherDay;
    assert_eq!(
        flow.step(),
        &Step::Rated {
            marked,
            since: at(1)
        }
    );
    assert_eq!(tap(&mut flow, &Tap::Done, &office), None);
    assert_eq!(flow.step(), &welcome());

    // Where marks are not asked for, a scanned code is one to check in with.
    let mut silent = office;
    silent.rules.rating = false;
    let asked = tap(&mut flow, &other, &silent).unwrap();
    assert!(matches!(asked.question, Question::CheckIn { .. }));
}

#[test]
fn s13_what_the_office_does_not_take_is_read_and_left() {
    let (office, mut flow) = (office(), kiosk());
    let to_asking = |flow: &mut Flow| {
        assert_eq!(tap(flow, &choose(RATE), &office), None);
        assert_eq!(tap(flow, &choose(":visit:А012"), &office), None);
        tap(flow, &Tap::Mark(3), &office).unwrap()
    };
    let asked = to_asking(&mut flow);
    let said = "Оценка этому приёму уже поставлена. Спасибо!".to_owned();
    flow.replied(asked.id, Reply::NotRated(said.clone()), at(2));
    let marked = Marked::Not(said);
    assert_eq!(
        flow.step(),
        &Step::Rated {
            marked,
            since: at(2)
        }
    );
    flow.tick(at(40));
    assert_eq!(flow.step(), &welcome());

    // No answer: the faces are there again, to be touched once more.
    let asked = to_asking(&mut flow);
    flow.replied(asked.id, Reply::Not(None), at(2));
    assert!(matches!(
        flow.step(),
        Step::Rate {
            trouble: Some(_),
            ..
        }
    ));
    assert!(tap(&mut flow, &Tap::Mark(3), &office).is_some());
}

#[test]
fn s13_off_means_off_and_the_door_does_not_matter() {
    let mut office = office();
    let mut flow = kiosk();
    office.rules.rating = false;
    assert_eq!(tap(&mut flow, &choose(RATE), &office), None);
    assert_eq!(flow.step(), &welcome());

    // Switched off while somebody looks at the faces.
    office.rules.rating = true;
    assert_eq!(tap(&mut flow, &choose(RATE), &office), None);
    assert_eq!(tap(&mut flow, &choose(":visit:А012"), &office), None);
    office.rules.rating = false;
    flow.picture(&office, at(2));
    assert_eq!(flow.step(), &welcome());

    // The last visitors leave after registration's end, and in a live queue.
    office.rules.rating = true;
    office.day.doors = Doors::RegistrationEnded;
    office.mode = crate::wire::QueueMode::Live;
    assert_eq!(tap(&mut flow, &choose(RATE), &office), None);
    assert_eq!(flow.step(), &Step::Finished);
    assert_eq!(tap(&mut flow, &choose(":visit:А012"), &office), None);
    // The doors close while the visitor thinks.
    office.day.doors = Doors::Closed;
    flow.picture(&office, at(2));
    assert!(tap(&mut flow, &Tap::Mark(5), &office).is_some());
}

#[test]
fn a_number_is_a_letter_and_up_to_four_digits() {
    for number in ["А012", "А1", "1405А001", "Ж007", "A012", "Ж1000"] {
        assert!(is_number(number), "{number}");
    }
    for other in ["", "А", "012", "А01234", "1405"] {
        assert!(!is_number(other), "{other}");
    }
    assert_eq!(ticket_of("2026-11-22-A012"), Some(("2026-11-22", "A012")));
    for other in [
        "482137",
        "2026-11-22-",
        "2026-11-22_A012",
        "записьзаписьА012",
    ] {
        assert_eq!(ticket_of(other), None, "{other}");
    }
}
