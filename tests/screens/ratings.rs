//! S13: the mark after the visit has a screen of its own in every state; S8: so
//! has a contract that comes in another's hour.

use talon::kiosk::steps::Tap;
use talon::link::{Answer, Heard};
use talon::wire::*;
use talon::wire_screens::FinishedVisit;

use crate::fixtures::*;
use crate::kiosk_states::{each_shape, label};

fn with_marks(kiosk: &TestKiosk, change: impl Fn(&mut KioskView)) {
    let mut view = kiosk_view();
    view.rules.rating = true;
    let visit = |(number, desk): (&str, u16)| FinishedVisit {
        number: number.into(),
        desk,
    };
    view.finished = [
        ("А012", 3),
        ("К003", 1),
        ("Т001", 5),
        ("М006", 2),
        ("А011", 3),
        ("Е002", 4),
    ]
    .map(visit)
    .to_vec();
    change(&mut view);
    kiosk.hear(view);
}

fn to_the_list(kiosk: &TestKiosk) {
    with_marks(kiosk, |_| {});
    // With large letters it stands on a page of its own.
    kiosk.kiosk.tap(&Tap::Choose(":rate".into()));
    kiosk.stage.pass(std::time::Duration::from_millis(50));
}

fn to_the_faces(kiosk: &TestKiosk) {
    to_the_list(kiosk);
    kiosk.tap("А 012");
}

fn answered(kiosk: &TestKiosk, status: u16, body: &serde_json::Value) {
    let id = kiosk.asked.borrow().last().unwrap().id;
    let outcome = Some((status, body.to_string().into_bytes()));
    kiosk.kiosk.heard(Heard::Answer(Answer { id, outcome }));
    kiosk.stage.pass(std::time::Duration::from_millis(50));
}

fn problem(code: &str, said: &str) -> serde_json::Value {
    serde_json::json!({
        "type": "about:blank", "title": said, "status": 409, "code": code, "detail": said
    })
}

#[test]
fn s13_the_first_page_offers_it() {
    each_shape("rate-offered", |kiosk| with_marks(kiosk, |_| {}));
}

#[test]
fn s13_the_live_queue_offers_it() {
    each_shape("rate-live", |kiosk| {
        with_marks(kiosk, |view| view.mode = QueueMode::Live);
        assert!(
            kiosk
                .find_button(label(kiosk, "Оценить приём", "Rate your visit"))
                .is_some()
        );
    });
}

#[test]
fn s13_the_visits_that_have_just_ended() {
    each_shape("rate-list", to_the_list);
}

#[test]
fn s13_five_faces_with_their_words() {
    each_shape("rate-faces", |kiosk| {
        to_the_faces(kiosk);
        for (ru, en) in [
            ("Отлично", "Excellent"),
            ("Хорошо", "Good"),
            ("Нормально", "Fair"),
            ("Плохо", "Poor"),
            ("Очень плохо", "Very poor"),
        ] {
            assert!(kiosk.find_button(label(kiosk, ru, en)).is_some(), "{ru}");
        }
    });
}

#[test]
fn s13_no_answer_leaves_the_faces() {
    each_shape("rate-no-answer", |kiosk| {
        to_the_faces(kiosk);
        kiosk.tap(label(kiosk, "Хорошо", "Good"));
        let id = kiosk.asked.borrow().last().unwrap().id;
        kiosk
            .kiosk
            .heard(Heard::Answer(Answer { id, outcome: None }));
        kiosk.stage.pass(std::time::Duration::from_millis(50));
    });
}

#[test]
fn s13_thanks() {
    each_shape("rate-thanks", |kiosk| {
        to_the_faces(kiosk);
        kiosk.tap(label(kiosk, "Отлично", "Excellent"));
        answered(kiosk, 204, &serde_json::Value::Null);
    });
}

#[test]
fn s13_already_rated() {
    each_shape("rate-already", |kiosk| {
        to_the_faces(kiosk);
        kiosk.tap(label(kiosk, "Отлично", "Excellent"));
        let said = label(
            kiosk,
            "Оценка этому приёму уже поставлена. Спасибо!",
            "This visit is rated already. Thank you!",
        );
        answered(kiosk, 409, &problem("already-rated", said));
        assert!(kiosk.says(said));
    });
}

#[test]
fn s13_a_ticket_of_another_day() {
    each_shape("rate-other-day", |kiosk| {
        with_marks(kiosk, |_| {});
        kiosk.kiosk.tap(&Tap::Scanned("2026-11-21-A012".to_owned()));
        kiosk.stage.pass(std::time::Duration::from_millis(50));
    });
}

fn typed(kiosk: &TestKiosk) {
    to_the_list(kiosk);
    kiosk.tap(label(kiosk, "Другой номер", "Another number"));
    for sign in ["А", "9", "1", "2"] {
        kiosk.tap(sign);
    }
}

#[test]
fn s13_a_number_is_typed() {
    each_shape("rate-number", typed);
}

#[test]
fn s13_an_unknown_number_is_mended_where_it_was_typed() {
    each_shape("rate-unknown", |kiosk| {
        typed(kiosk);
        kiosk.tap(label(kiosk, "Далее", "Next"));
        kiosk.tap(label(kiosk, "Хорошо", "Good"));
        let said = label(
            kiosk,
            "Талона А912 сегодня нет. Проверьте, пожалуйста, номер.",
            "There is no ticket А912 today. Please check the number.",
        );
        answered(kiosk, 404, &problem("unknown-ticket", said));
        assert!(kiosk.says(said));
    });
}

#[test]
fn s8_a_contract_whose_hour_it_is_not_may_have_an_ordinary_ticket() {
    each_shape("readings-other-hour", |kiosk| {
        let mut view = kiosk_view();
        view.rules.readings = true;
        view.rules.readings_service = Some("b-meters".into());
        kiosk.hear(view);
        kiosk.kiosk.tap(&Tap::Choose(":readings".into()));
        for sign in "660400003".chars() {
            kiosk.kiosk.tap(&Tap::Key(sign.to_string()));
        }
        kiosk.stage.pass(std::time::Duration::from_millis(50));
        kiosk.tap(label(kiosk, "Далее", "Next"));
        let said = label(
            kiosk,
            "Время приёма по этому договору — 26.11.2026, 14:00–15:00. Сейчас можно взять обычный талон.",
            "This contract's time is 26.11.2026, 14:00–15:00. An ordinary ticket can be taken now.",
        );
        answered(kiosk, 409, &problem("not-your-hour", said));
        assert!(kiosk.says(said) && kiosk.says("660400003"));
        let ordinary = label(kiosk, "Обычный талон", "Ordinary ticket");
        assert!(kiosk.find_button(ordinary).is_some());
    });
}
