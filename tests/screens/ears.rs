//! A visitor with only a keypad and ears: what is read of each page, and where
//! the keys come first.

use std::cell::RefCell;
use std::rc::Rc;

use i_slint_backend_testing::mock_elapsed_time;
use talon::wire::PrintOutcome;
use ui::slint::platform::{Key, WindowEvent};
use ui::slint::{ComponentHandle, SharedString};
use ui::{Frame, Speech};

use crate::fixtures::*;

/// Presses a key as a keypad does.
fn press(kiosk: &TestKiosk, key: Key) {
    let window = kiosk.kiosk.window().window();
    let text = SharedString::from(key);
    window.dispatch_event(WindowEvent::KeyPressed { text: text.clone() });
    window.dispatch_event(WindowEvent::KeyReleased { text });
    mock_elapsed_time(std::time::Duration::from_millis(50));
}

#[test]
fn a_keypad_and_ears_are_enough_for_a_ticket() {
    let kiosk = TestKiosk::open(PORTRAIT);
    let window = kiosk.kiosk.window();
    window.global::<Frame<'_>>().set_can_speak(true);
    let heard: Rc<RefCell<Vec<String>>> = Rc::default();
    let ear = Rc::clone(&heard);
    window
        .global::<Speech<'_>>()
        .on_focused(move |label| ear.borrow_mut().push(label.to_string()));
    let last = || heard.borrow().last().cloned().unwrap_or_default();

    let walk_to = |label: &str| {
        while !last().starts_with(label) {
            press(&kiosk, Key::DownArrow);
            assert!(heard.borrow().len() < 30, "{:?}", heard.borrow());
        }
    };

    // The first arrow begins the reading; the next ones walk.
    press(&kiosk, Key::DownArrow);
    assert!(window.global::<Frame<'_>>().get_speaks());
    assert!(heard.borrow().is_empty(), "{:?}", heard.borrow());
    assert!(window.get_page_told().starts_with("Здравствуйте!"));
    press(&kiosk, Key::DownArrow);
    assert!(last().starts_with("Для дома"), "{:?}", heard.borrow());
    press(&kiosk, Key::Return);
    assert_eq!(window.get_page_told(), "Для дома");
    walk_to("Договор энергоснабжения");
    press(&kiosk, Key::Return);
    let told = window.get_page_told();
    assert!(
        told.contains("Что взять с собой: паспорт, документы"),
        "{told}"
    );
    walk_to("Взять талон");
    press(&kiosk, Key::Return);
    assert_eq!(window.get_page_told(), "Одну минуту…");
    kiosk.answer(&ticket(Some("contract"), "А012", PrintOutcome::Printed));
    let told = window.get_page_told();
    assert!(told.contains("Ваш номер: А 012"), "{told}");
    assert!(!told.contains("не напечатан"), "{told}");
}

#[test]
fn without_paper_the_number_is_to_be_remembered() {
    let kiosk = TestKiosk::open(PORTRAIT);
    for label in ["Для дома", "Консультация"] {
        kiosk.tap(label);
    }
    let before = kiosk.kiosk.window().get_page_mark();
    let take = kiosk.labels().into_iter();
    let take = take
        .into_iter()
        .find(|label| label.starts_with("Взять талон"));
    kiosk.tap(&take.unwrap());
    kiosk.answer(&ticket(
        Some("consultation"),
        "А012",
        PrintOutcome::NotPrinted,
    ));
    let window = kiosk.kiosk.window();
    assert_ne!(window.get_page_mark(), before, "it is read anew");
    assert!(
        window
            .get_page_told()
            .contains("запомните, пожалуйста, номер")
    );
}
