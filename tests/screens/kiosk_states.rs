//! Every state of the kiosk has a screen of its own, in every shape of it.

use i_slint_backend_testing::{AccessibleRole, ElementHandle, ElementQuery};
use talon::wire::*;
use ui::slint::ComponentHandle as _;

use crate::fixtures::*;
use crate::pictures::{Small, looks_as_before};

type Shape = (&'static str, (u32, u32), &'static [&'static str]);

/// Screen sizes and what a visitor pressed to have it so.
const SHAPES: [Shape; 10] = [
    ("portrait", PORTRAIT, &[]),
    ("landscape", LANDSCAPE, &[]),
    ("small", SMALL, &[]),
    ("english", PORTRAIT, &["English"]),
    ("large", PORTRAIT, &["Крупный шрифт"]),
    ("lower", PORTRAIT, &["Экран ниже"]),
    ("large-landscape", LANDSCAPE, &["Крупный шрифт"]),
    ("lower-landscape", LANDSCAPE, &["Экран ниже"]),
    ("english-landscape", LANDSCAPE, &["English"]),
    ("english-large", PORTRAIT, &["English", "Large text"]),
];

pub(crate) fn each_shape(state: &str, show: impl Fn(&TestKiosk) + Copy + Send + 'static) {
    let (mut pictures, mut cut) = (Vec::new(), Vec::new());
    for (name, size, presses) in SHAPES {
        let state = state.to_owned();
        // A platform belongs to a thread: each shape gets its own.
        let drawn = std::thread::spawn(move || {
            let kiosk = TestKiosk::open(size);
            for press in presses {
                kiosk.tap(press);
            }
            show(&kiosk);
            kiosk.shot(&format!("{state}-{name}"));
            touch_targets_are_large_enough(&kiosk, size);
            let cut = clipped_texts(&kiosk, &format!("{state}-{name}"));
            let (width, height) = (size.0 / 6, size.1 / 6);
            let window = kiosk.kiosk.window().window();
            (Small::of(window, &kiosk.stage, (width, height)), cut)
        });
        let (picture, found) = drawn.join().unwrap();
        pictures.push(picture);
        cut.extend(found);
    }
    looks_as_before(state, &pictures);
    assert!(cut.is_empty(), "cut:\n{}", cut.join("\n"));
}

/// In the visitor's language, and in words two fifths longer.
fn clipped_texts(kiosk: &TestKiosk, name: &str) -> Vec<String> {
    let clipped = |language: &str| {
        let query = ElementQuery::from_root(kiosk.kiosk.window());
        let texts = query
            .match_descendants()
            .match_accessible_role(AccessibleRole::Text)
            .find_all();
        let buttons = kiosk.buttons();
        let cut = texts.iter().filter(|text| {
            let is_clipped = text.accessible_description().as_deref() == Some("clipped");
            is_clipped || buttons.iter().any(|button| leaves(text, button))
        });
        let cut = cut.filter_map(ElementHandle::accessible_label);
        cut.map(|text| format!("{name} ({language}): «{text}»"))
            .collect::<Vec<_>>()
    };
    let mut found = clipped("itself");
    let before = if name.contains("english") { "en" } else { "ru" };
    talon::stage::speak("qps");
    kiosk.stage.pass(std::time::Duration::from_millis(20));
    found.extend(clipped("longer"));
    talon::stage::speak(before);
    kiosk.stage.pass(std::time::Duration::from_millis(20));
    found
}

/// A text that stands in the button by its middle, and beyond it by its edge.
fn leaves(text: &ElementHandle, button: &ElementHandle) -> bool {
    let span = |of: &ElementHandle| {
        let (at, size) = (of.absolute_position(), of.size());
        (at.y, at.y + size.height, at.x, at.x + size.width)
    };
    let (top, bottom, left, right) = span(text);
    let (upper, lower, start, end) = span(button);
    let middle = (f32::midpoint(top, bottom), f32::midpoint(left, right));
    let is_in = upper <= middle.0 && middle.0 <= lower && start <= middle.1 && middle.1 <= end;
    is_in && (top < upper - 3.0 || bottom > lower + 3.0 || left < start - 3.0 || right > end + 3.0)
}

fn touch_targets_are_large_enough(kiosk: &TestKiosk, (width, height): (u32, u32)) {
    // visual.md: 120 px at 1080 px width; across, 1080 px of height count.
    let unit = f64::from(width.min(height)) / 1080.0;
    for button in kiosk.buttons() {
        let (size, at) = (button.size(), button.absolute_position());
        let label = button.accessible_label().unwrap();
        let smallest = f64::from(size.width.min(size.height));
        // A key of the letters' board stands among its like: 16 mm are enough.
        let keys = ["Стереть", "Пробел", "ABC", "АБВ", "123", "Erase", "Space"];
        let is_key = label.chars().count() == 1 || keys.contains(&label.as_str());
        let enough = if is_key { 80.0 } else { 119.5 };
        assert!(
            smallest >= enough * unit,
            "«{label}» is {size:?} of {width}×{height}"
        );
        let right = f64::from(at.x + size.width);
        let low = f64::from(at.y + size.height);
        assert!(
            at.x >= 0.0 && right <= f64::from(width) + 0.5,
            "«{label}» leaves the screen at {right}"
        );
        assert!(
            low <= f64::from(height) + 0.5,
            "«{label}» leaves the screen at {low}"
        );
        if kiosk.kiosk.window().global_lower() {
            assert!(
                f64::from(at.y) >= 0.4 * f64::from(height) - 0.5,
                "«{label}» is out of reach"
            );
        }
    }
}

trait Lowered {
    fn global_lower(&self) -> bool;
}

impl Lowered for ui::KioskWindow {
    fn global_lower(&self) -> bool {
        use ui::slint::ComponentHandle;
        self.global::<ui::Theme<'_>>().get_lower()
    }
}

pub(crate) fn label(kiosk: &TestKiosk, ru: &'static str, en: &'static str) -> &'static str {
    if kiosk.find_button("Русский").is_some() {
        en
    } else {
        ru
    }
}

fn to_services(kiosk: &TestKiosk) {
    kiosk.tap(label(kiosk, "Для дома", "For home"));
}

fn to_details(kiosk: &TestKiosk) {
    to_services(kiosk);
    kiosk.tap(label(kiosk, "Договор энергоснабжения", "Supply contract"));
}

fn to_ticket(kiosk: &TestKiosk, outcome: PrintOutcome) {
    to_details(kiosk);
    kiosk.tap(label(kiosk, "Взять талон", "Take a ticket"));
    kiosk.answer(&ticket(Some("contract"), "В012", outcome));
}

#[test]
fn welcome() {
    each_shape("welcome", |_| {});
}

#[test]
fn services() {
    each_shape("services", to_services);
}

#[test]
fn last_services() {
    each_shape("services-last", |kiosk| {
        to_services(kiosk);
        while let Some(more) = kiosk.find_button(label(kiosk, "Ещё услуги", "More services"))
        {
            if more.accessible_enabled() != Some(true) {
                break;
            }
            kiosk.tap(label(kiosk, "Ещё услуги", "More services"));
        }
    });
}

#[test]
fn one_service_paused() {
    each_shape("paused", |kiosk| {
        let mut view = kiosk_view();
        view.services[2].available = false;
        kiosk.hear(view);
        to_services(kiosk);
        kiosk.tap(label(kiosk, "Льготы", "Benefits"));
        assert!(
            kiosk
                .find_button(label(kiosk, "Взять талон", "Take a ticket"))
                .is_none()
        );
    });
}

#[test]
fn details() {
    each_shape("details", to_details);
}

#[test]
fn a_long_queue() {
    each_shape("long", |kiosk| {
        let mut view = kiosk_view();
        view.services[1].wait = Some(WaitView {
            from_min: 40,
            to_min: 55,
        });
        view.services[1].waiting = 21;
        kiosk.hear(view);
        to_details(kiosk);
    });
}

#[test]
fn no_queue_and_nothing_to_bring() {
    each_shape("empty", |kiosk| {
        let mut view = kiosk_view();
        view.services[0].wait = Some(WaitView {
            from_min: 0,
            to_min: 1,
        });
        view.services[0].waiting = 0;
        kiosk.hear(view);
        to_services(kiosk);
        kiosk.tap(label(kiosk, "Консультация", "Advice"));
    });
}

#[test]
fn asking() {
    each_shape("asking", |kiosk| {
        to_details(kiosk);
        kiosk.tap(label(kiosk, "Взять талон", "Take a ticket"));
    });
}

#[test]
fn printing() {
    each_shape("printing", |kiosk| to_ticket(kiosk, PrintOutcome::Printing));
}

#[test]
fn printed() {
    each_shape("printed", |kiosk| to_ticket(kiosk, PrintOutcome::Printed));
}

#[test]
fn no_paper() {
    each_shape("no-paper", |kiosk| {
        let mut view = kiosk_view();
        view.paper = Paper::Out;
        kiosk.hear(view);
        to_ticket(kiosk, PrintOutcome::NotPrinted);
    });
}

#[test]
fn printer_unreachable() {
    each_shape("unreachable", |kiosk| {
        to_ticket(kiosk, PrintOutcome::NotPrinted);
    });
}

#[test]
fn paper_unknown() {
    each_shape("unknown", |kiosk| to_ticket(kiosk, PrintOutcome::Unknown));
}

#[test]
fn thanks() {
    each_shape("thanks", |kiosk| {
        to_ticket(kiosk, PrintOutcome::Printed);
        kiosk.tap(label(kiosk, "Готово", "Done"));
    });
}

#[test]
fn no_answer() {
    each_shape("failed", |kiosk| {
        to_details(kiosk);
        kiosk.tap(label(kiosk, "Взять талон", "Take a ticket"));
        let id = kiosk.asked.borrow().last().unwrap().id;
        kiosk
            .kiosk
            .heard(talon::link::Heard::Answer(talon::link::Answer {
                id,
                outcome: None,
            }));
        kiosk.pass(seconds(1));
    });
}

fn with_rules(kiosk: &TestKiosk) {
    let mut view = kiosk_view();
    view.rules.ask_over_min = 30;
    view.rules.booking = true;
    view.rules.privileged = true;
    view.rules.menu = true;
    kiosk.hear(view);
}

#[test]
fn everything_the_office_offers() {
    each_shape("offers", with_rules);
}

#[test]
fn details_with_a_benefit() {
    each_shape("benefit", |kiosk| {
        with_rules(kiosk);
        to_details(kiosk);
        kiosk.tap(label(
            kiosk,
            "У меня есть льгота на приём",
            "I am entitled to priority",
        ));
    });
}

#[test]
fn a_long_wait_is_asked_about() {
    each_shape("ask", |kiosk| {
        let mut view = kiosk_view();
        view.rules.ask_over_min = 30;
        for service in &mut view.services {
            service.wait = Some(WaitView {
                from_min: 40,
                to_min: 55,
            });
        }
        kiosk.hear(view);
        to_details(kiosk);
        kiosk.tap(label(kiosk, "Взять талон", "Take a ticket"));
    });
}

#[test]
fn search_by_a_word() {
    each_shape("search", |kiosk| {
        let way = label(kiosk, "Найти услугу по слову", "Find a service by a word");
        // With the screen lowered across there is no room for a keyboard.
        if kiosk.find_button(way).is_none() {
            return;
        }
        kiosk.tap(way);
        if kiosk.find_button("АБВ").is_some() {
            kiosk.tap("АБВ");
        }
        for letter in ["С", "В", "Е", "Р"] {
            kiosk.tap(letter);
        }
        assert!(
            kiosk
                .find_button(label(
                    kiosk,
                    "Разъяснение и сверка расчётов",
                    "Bills explained and checked"
                ))
                .is_some()
        );
    });
}

#[test]
fn a_code_is_typed() {
    each_shape("entry", |kiosk| {
        with_rules(kiosk);
        kiosk.tap(label(kiosk, "У меня запись", "I have an appointment"));
        for digit in ["4", "8", "2", "1", "3"] {
            kiosk.tap(digit);
        }
    });
}

#[test]
fn the_staff_menu() {
    each_shape("menu", |kiosk| {
        with_rules(kiosk);
        for _ in 0..3 {
            kiosk.kiosk.tap(&talon::kiosk::steps::Tap::Corner);
        }
        kiosk.stage.pass(std::time::Duration::from_millis(50));
        for _ in 0..6 {
            kiosk.tap("1");
        }
        kiosk.tap(label(kiosk, "Далее", "Next"));
        let id = kiosk.asked.borrow().last().unwrap().id;
        let said = talon::wire_screens::MenuAnswer {
            said: "Меню открыто.".into(),
        };
        kiosk
            .kiosk
            .heard(talon::link::Heard::Answer(talon::link::Answer {
                id,
                outcome: Some((200, serde_json::to_vec(&said).unwrap())),
            }));
        kiosk.stage.pass(std::time::Duration::from_millis(50));
    });
}

#[test]
fn live_queue() {
    each_shape("live", |kiosk| {
        let mut view = kiosk_view();
        view.mode = QueueMode::Live;
        kiosk.hear(view);
    });
}

#[test]
fn live_ticket() {
    each_shape("live-ticket", |kiosk| {
        let mut view = kiosk_view();
        view.mode = QueueMode::Live;
        kiosk.hear(view);
        kiosk.tap(label(kiosk, "Взять талон", "Take a ticket"));
        kiosk.answer(&ticket(None, "Ж007", PrintOutcome::Printed));
    });
}

fn with_doors(kiosk: &TestKiosk, doors: Doors) {
    let mut view = kiosk_view();
    view.day = day(doors);
    if doors == Doors::BeforeOpening {
        view.day.next_date = Some("2026-11-22".into());
        view.now_ms -= 3 * 3_600_000;
    }
    kiosk.hear(view);
}

#[test]
fn before_opening() {
    each_shape("before-opening", |kiosk| {
        with_doors(kiosk, Doors::BeforeOpening);
    });
}

#[test]
fn registration_ended() {
    each_shape("registration-ended", |kiosk| {
        with_doors(kiosk, Doors::RegistrationEnded);
    });
}

fn when_late(kiosk: &TestKiosk) {
    let mut view = kiosk_view();
    view.day = day(Doors::RegistrationEnded);
    view.rules.booking = true;
    view.late = Some(talon::wire_matters::CallbackOffer {
        available: true,
        due: "2026-11-23".into(),
        direct_line: view.office.direct_line.clone(),
        consent: texts(
            "Нажимая «Готово», я соглашаюсь, что Клиентский офис № 1 запишет мой телефон и то, что я указал, чтобы ответить на мой вопрос. Через 30 дней после ответа данные сотрут.",
            "By pressing “Done” I agree that Customer office No. 1 keeps my phone number and what I have written, to answer my question. The details are erased 30 days after the answer.",
        ),
        keep_days: 30,
        gist_chars: 500,
    });
    kiosk.hear(view);
}

fn to_phone(kiosk: &TestKiosk) {
    when_late(kiosk);
    kiosk.tap(label(kiosk, "Перезвоните мне", "Call me back"));
    for digit in "89123456789".chars() {
        kiosk.tap(&digit.to_string());
    }
}

fn to_contract(kiosk: &TestKiosk) {
    to_phone(kiosk);
    kiosk.tap(label(kiosk, "Далее", "Next"));
}

fn to_gist(kiosk: &TestKiosk) {
    to_contract(kiosk);
    for digit in "660412".chars() {
        kiosk.tap(&digit.to_string());
    }
    kiosk.tap(label(kiosk, "Далее", "Next"));
}

fn to_consent(kiosk: &TestKiosk) {
    to_gist(kiosk);
    for sign in "Пришёл двойной счёт за октябрь, просим проверить показания".chars()
    {
        kiosk
            .kiosk
            .tap(&talon::kiosk::steps::Tap::Key(sign.to_string()));
    }
    kiosk.stage.pass(std::time::Duration::from_millis(50));
    kiosk.tap(label(kiosk, "Далее", "Next"));
}

#[test]
fn s6_late_with_everything_offered() {
    each_shape("late", when_late);
}

#[test]
fn s6_late_phone() {
    each_shape("late-phone", to_phone);
}

#[test]
fn s6_late_contract() {
    each_shape("late-contract", to_contract);
}

#[test]
fn s6_late_gist() {
    each_shape("late-gist", to_gist);
}

#[test]
fn s6_late_consent() {
    each_shape("late-consent", to_consent);
}

fn callback_left(kiosk: &TestKiosk, outcome: PrintOutcome) {
    to_consent(kiosk);
    kiosk.tap(label(kiosk, "Готово", "Done"));
    let id = kiosk.asked.borrow().last().unwrap().id;
    let answer = serde_json::json!({
        "callback": {
            "id": 12, "open": true, "due": "2026-11-23", "due_today": false, "overdue": false,
            "service": null, "service_title": null, "ticket": null, "origin": "kiosk",
            "language": "ru", "asked_ms": 0, "asked_by": "kiosk", "attempts": [],
            "outcome": null, "ended_ms": null, "ended_by": null, "seen": [], "person": null,
            "revision": 1
        },
        "print": { "outcome": outcome, "reason": null }
    });
    kiosk
        .kiosk
        .heard(talon::link::Heard::Answer(talon::link::Answer {
            id,
            outcome: Some((201, answer.to_string().into_bytes())),
        }));
    kiosk.stage.pass(std::time::Duration::from_millis(50));
    assert!(kiosk.says("12"));
}

#[test]
fn s6_late_left() {
    each_shape("late-left", |kiosk| {
        callback_left(kiosk, PrintOutcome::Printed);
    });
}

#[test]
fn s6_late_left_without_paper() {
    each_shape("late-left-no-paper", |kiosk| {
        callback_left(kiosk, PrintOutcome::NotPrinted);
    });
}

#[test]
fn s8_contract_on_a_reading_day() {
    each_shape("readings", |kiosk| {
        let mut view = kiosk_view();
        view.rules.readings = true;
        kiosk.hear(view);
        kiosk.tap(label(
            kiosk,
            "Показания по договору",
            "Readings by contract",
        ));
        // With the screen lowered across there is no room for letters.
        if kiosk.find_button("АБВ").is_some() {
            kiosk.tap("АБВ");
            kiosk.tap("Э");
            kiosk.tap("К");
        }
    });
}

#[test]
fn closed() {
    each_shape("closed", |kiosk| with_doors(kiosk, Doors::Closed));
}

#[test]
fn s21_direct_line() {
    each_shape("direct-line", |kiosk| {
        kiosk.tap(label(
            kiosk,
            "Телефон контакт-центра",
            "Contact centre phone",
        ));
    });
}

#[test]
fn link_lost() {
    each_shape("lost", |kiosk| kiosk.stage.pass(seconds(7)));
}

#[test]
fn countdown() {
    each_shape("countdown", |kiosk| {
        to_services(kiosk);
        kiosk.pass(seconds(22));
    });
}

#[test]
fn starting() {
    let kiosk = TestKiosk::new(PORTRAIT);
    assert!(kiosk.says("Одну минуту"));
    kiosk.shot("starting-portrait");
}
