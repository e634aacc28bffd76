//! Visits at the kiosk, tap by tap.

use std::time::Duration;

use talon::link::{Answer, Heard};
use talon::wire::*;

use crate::fixtures::*;

#[test]
fn three_taps_lead_to_a_ticket() {
    let kiosk = TestKiosk::open(PORTRAIT);
    kiosk.tap("Для дома");
    kiosk.tap("Показания приборов учёта");
    kiosk.tap("Взять талон");
    assert_eq!(
        kiosk.asked.borrow()[0].wanted().unwrap().service.as_deref(),
        Some("meters")
    );
    kiosk.answer(&ticket(Some("meters"), "М003", PrintOutcome::Printing));
    assert!(
        kiosk.says("М 003")
            && kiosk.says("Талон печатается…")
            && kiosk.says("Перед вами 3 человека")
    );

    let mut view = kiosk_view();
    view.slips
        .insert("2026-11-22-М003".into(), PrintOutcome::Printed);
    kiosk.hear(view);
    assert!(kiosk.says("Возьмите талон"));
    kiosk.tap("Готово");
    assert!(kiosk.says("Спасибо! Пожалуйста, присаживайтесь"));
    kiosk.pass(seconds(6));
    assert!(kiosk.find_button("Для дома").is_some());
}

#[test]
fn taps_repeated_while_asking_ask_once() {
    let kiosk = TestKiosk::open(PORTRAIT);
    kiosk.tap("Для дома");
    kiosk.tap("Льготы");
    let take = kiosk.button("Взять талон");
    for _ in 0..5 {
        take.invoke_accessible_default_action();
    }
    assert_eq!(kiosk.asked.borrow().len(), 1);
}

#[test]
fn two_taps_are_enough_in_a_small_office() {
    let kiosk = TestKiosk::new(PORTRAIT);
    let mut view = kiosk_view();
    view.services.truncate(4);
    view.segments.truncate(1);
    kiosk.hear(view);
    kiosk.tap("Льготы");
    kiosk.tap("Взять талон");
    assert_eq!(kiosk.asked.borrow().len(), 1);
}

#[test]
fn the_screen_changes_its_language_and_back_when_the_visit_ends() {
    let kiosk = TestKiosk::open(PORTRAIT);
    kiosk.tap("English");
    assert!(
        kiosk.find_button("For home").is_some(),
        "{:?}",
        kiosk.labels()
    );
    assert!(
        kiosk.find_button("Large text").is_some(),
        "{:?}",
        kiosk.labels()
    );
    kiosk.tap("For home");
    kiosk.tap("Advice");
    kiosk.tap("Take a ticket");
    assert_eq!(kiosk.asked.borrow()[0].language, "en");
    kiosk.answer(&ticket(Some("advice"), "А001", PrintOutcome::Printed));
    assert!(kiosk.says("3 people before you"));
    kiosk.tap("Done");
    kiosk.pass(seconds(6));
    assert!(kiosk.find_button("Для дома").is_some());
}

#[test]
fn an_idle_screen_counts_down_and_returns() {
    let kiosk = TestKiosk::open(PORTRAIT);
    kiosk.tap("Крупный шрифт");
    kiosk.tap("Для бизнеса");
    kiosk.pass(seconds(18));
    assert!(!kiosk.says("Осталось секунд: 8"));
    kiosk.pass(seconds(4));
    // A tick of the screen may come up to a second after the clock's.
    assert!((7..=9).any(|left| kiosk.says(&format!("Осталось секунд: {left}"))));
    kiosk.pass(seconds(9));
    assert!(kiosk.find_button("Для дома").is_some());
    assert!(
        kiosk.find_button("Крупный шрифт").is_some(),
        "the visit's wishes ended with it"
    );
}

#[test]
fn every_inner_screen_leads_back_and_to_the_start() {
    let kiosk = TestKiosk::open(PORTRAIT);
    kiosk.tap("Для дома");
    kiosk.tap("Ещё услуги");
    kiosk.tap("Платные услуги");
    kiosk.tap("Телефон контакт-центра");
    kiosk.tap("Назад");
    assert!(kiosk.find_button("Взять талон").is_some());
    kiosk.tap("Назад");
    assert!(
        kiosk.find_button("Платные услуги").is_some(),
        "the page of choices is remembered"
    );
    kiosk.tap("Предыдущие");
    kiosk.tap("Назад");
    kiosk.tap("Для бизнеса");
    kiosk.tap("В начало");
    assert!(kiosk.find_button("Для бизнеса").is_some());
}

#[test]
fn a_question_without_answer_is_asked_again_as_the_same_question() {
    let kiosk = TestKiosk::open(PORTRAIT);
    kiosk.tap("Для дома");
    kiosk.tap("Льготы");
    kiosk.tap("Взять талон");
    let id = kiosk.asked.borrow()[0].id;
    kiosk
        .kiosk
        .heard(Heard::Answer(Answer { id, outcome: None }));
    kiosk.stage.pass(Duration::from_millis(100));
    kiosk.tap("Попробовать ещё раз");
    assert_eq!(kiosk.asked.borrow()[1], kiosk.asked.borrow()[0]);
    kiosk.answer(&ticket(Some("benefits"), "Е001", PrintOutcome::Printed));
    assert!(kiosk.says("Е 001"));
}

#[test]
fn a_refusal_is_said_in_the_words_of_the_office() {
    let kiosk = TestKiosk::open(PORTRAIT);
    kiosk.tap("Для дома");
    kiosk.tap("Льготы");
    kiosk.tap("Взять талон");
    let problem = Problem {
        kind: "about:blank".into(),
        title: "Услуга приостановлена".into(),
        status: 409,
        detail: "Эту услугу сейчас не оказывают. Выберите, пожалуйста, другую.".into(),
        code: "service-paused".into(),
    };
    let id = kiosk.asked.borrow()[0].id;
    let outcome = Some((409, serde_json::to_vec(&problem).unwrap()));
    kiosk.kiosk.heard(Heard::Answer(Answer { id, outcome }));
    kiosk.stage.pass(Duration::from_millis(100));
    assert!(kiosk.says(&problem.detail));
    kiosk.shot("refused-portrait");
}

#[test]
fn a_number_stays_on_the_screen_when_the_link_breaks() {
    let kiosk = TestKiosk::open(PORTRAIT);
    kiosk.tap("Для дома");
    kiosk.tap("Льготы");
    kiosk.tap("Взять талон");
    kiosk.answer(&ticket(Some("benefits"), "Е001", PrintOutcome::Unknown));
    kiosk.stage.pass(seconds(8));
    assert!(kiosk.says("Е 001") && kiosk.says("Запомните ваш номер"));
}

#[test]
fn a_lost_link_is_said_after_five_seconds_and_forgotten_when_it_is_back() {
    let kiosk = TestKiosk::open(PORTRAIT);
    kiosk.stage.pass(seconds(4));
    assert!(kiosk.find_button("Для дома").is_some());
    kiosk.stage.pass(seconds(3));
    assert!(kiosk.says("Одну минуту") && kiosk.find_button("Для дома").is_none());
    kiosk.kiosk.heard(Heard::Beat);
    kiosk.stage.pass(Duration::from_millis(100));
    assert!(kiosk.find_button("Для дома").is_some());
}

#[test]
fn doors_that_close_end_the_choosing_but_not_the_ticket() {
    let kiosk = TestKiosk::open(PORTRAIT);
    kiosk.tap("Для дома");
    let mut view = kiosk_view();
    view.day = day(Doors::RegistrationEnded);
    kiosk.hear(view.clone());
    assert!(kiosk.says("На сегодня запись в очередь завершена"));
    kiosk.hear(kiosk_view());
    kiosk.tap("Для дома");
    kiosk.tap("Льготы");
    kiosk.tap("Взять талон");
    kiosk.answer(&ticket(Some("benefits"), "Е001", PrintOutcome::Printed));
    kiosk.hear(view);
    assert!(kiosk.says("Е 001"));
}

#[test]
fn a_picture_under_the_finger_does_not_lose_the_tap() {
    use ui::slint::platform::{PointerEventButton, WindowEvent};
    use ui::slint::{ComponentHandle, LogicalPosition};
    let kiosk = TestKiosk::open(PORTRAIT);
    let card = kiosk.button("Для дома");
    let (at, size) = (card.absolute_position(), card.size());
    let position = LogicalPosition::new(at.x + size.width / 2.0, at.y + size.height / 2.0);
    let window = kiosk.kiosk.window().window();
    let button = PointerEventButton::Left;
    window.dispatch_event(WindowEvent::PointerPressed { position, button });
    kiosk.shot("pressed-portrait");
    let mut view = kiosk_view();
    view.segments[0].waiting = 8;
    kiosk.hear(view);
    window.dispatch_event(WindowEvent::PointerReleased { position, button });
    kiosk.stage.pass(Duration::from_millis(100));
    assert!(kiosk.find_button("Льготы").is_some());
}

#[test]
fn a_newer_build_waits_for_the_end_of_the_visit() {
    let kiosk = TestKiosk::open(PORTRAIT);
    let hello = |build: &str| Heard::Hello {
        build: build.into(),
    };
    assert!(!kiosk.kiosk.heard(hello("one")));
    kiosk.tap("Для дома");
    assert!(!kiosk.kiosk.heard(hello("two")));
    kiosk.tap("В начало");
    assert!(kiosk.kiosk.heard(Heard::Beat));
}

/// S14: before the ticket the kiosk tells what to bring and how the same is
/// done without coming.
#[test]
fn s14_what_to_bring_and_the_way_without_a_visit_are_told_before_the_ticket() {
    let kiosk = TestKiosk::open(PORTRAIT);
    kiosk.tap("Для дома");
    kiosk.tap("Договор энергоснабжения");
    assert!(kiosk.says("Что взять с собой"));
    assert!(kiosk.says("Документы на жильё"));
    assert!(kiosk.says("Можно и без визита: в личном кабинете или по телефону контакт-центра"));
    assert!(kiosk.asked.borrow().is_empty(), "no ticket is taken yet");
}
