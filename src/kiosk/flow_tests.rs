//! Visits at the terminal, step by step.

use proptest::prelude::*;

use super::*;
use crate::kiosk::question::{Asked, Question};
use crate::kiosk::steps::MenuTap;
use crate::kiosk::tree::Tree;
use crate::wire::{DayView, Doors, OfficeView, Paper, QueueMode, SegmentView, ServiceView, Texts};

pub(in crate::kiosk) fn office() -> KioskView {
    let service = |id: &str, segment: &str, available| ServiceView {
        id: id.into(),
        segment: segment.into(),
        group: None,
        series: "А".into(),
        title: Texts::new(),
        bring: Texts::new(),
        remote: Texts::new(),
        expected_min: 5,
        available,
        waiting: 0,
        wait: None,
    };
    let segment = |id: &str| SegmentView {
        id: id.into(),
        title: Texts::new(),
        hint: Texts::new(),
        icon: id.into(),
        waiting: 0,
        wait: None,
    };
    let names = ["a", "b", "c", "d", "e", "f", "g"];
    KioskView {
        seq: 1,
        now_ms: 0,
        utc_offset_min: 0,
        office: OfficeView {
            name: Texts::new(),
            direct_line: Texts::new(),
            languages: languages(),
        },
        day: DayView {
            date: "2026-11-22".into(),
            doors: Doors::Open,
            opens: "09:00".into(),
            closes: "20:00".into(),
            registration_ends: "19:45".into(),
            goes_on: false,
            next_date: None,
            next_opens: None,
        },
        mode: QueueMode::Electronic,
        paper: Paper::Ok,
        segments: vec![segment("home"), segment("business")],
        services: names.map(|id| service(id, "home", id != "c")).to_vec(),
        open_desks: 1,
        waiting: 0,
        wait: None,
        within_target_percent: None,
        target_min: 15,
        groups: Vec::new(),
        rules: crate::wire_screens::KioskRules::default(),
        screens: std::collections::BTreeMap::new(),
        late: None,
        finished: Vec::new(),
        slips: std::collections::BTreeMap::new(),
    }
}

fn languages() -> Vec<String> {
    ["ru", "en"].map(str::to_owned).to_vec()
}

fn seconds(seconds: u64) -> Now {
    Duration::from_secs(seconds)
}

fn tapped(flow: &mut Flow, taps: &[Tap], at: Now) -> Vec<Asked> {
    let ask = |todo| match todo {
        Todo::Ask(asked) => Some(asked),
        Todo::Nothing | Todo::Restart => None,
    };
    let office = office();
    taps.iter()
        .filter_map(|tap| ask(flow.tap(tap, at, &office)))
        .collect()
}

#[test]
fn three_taps_ask_for_a_ticket_and_more_ask_for_nothing() {
    let mut flow = Flow::new(languages(), "kiosk", seconds(0));
    let choose = |id: &str| Tap::Choose(id.into());
    let taps = [
        choose("home"),
        choose("a"),
        Tap::Take,
        Tap::Take,
        Tap::Back,
        Tap::StartOver,
    ];
    let asked = tapped(&mut flow, &taps, seconds(1));
    assert_eq!(asked.len(), 1);
    assert_eq!(asked[0].wanted().unwrap().service.as_deref(), Some("a"));
}

#[test]
fn a_paused_service_cannot_be_chosen() {
    let mut flow = Flow::new(languages(), "kiosk", seconds(0));
    let choose = |id: &str| Tap::Choose(id.into());
    tapped(&mut flow, &[choose("home"), choose("c")], seconds(1));
    assert_eq!(
        flow.step(),
        &Step::Branch {
            at: "home".into(),
            page: 0
        }
    );
}

#[test]
fn an_answer_to_an_older_question_is_let_go() {
    let mut flow = Flow::new(languages(), "kiosk", seconds(0));
    let choose = |id: &str| Tap::Choose(id.into());
    tapped(
        &mut flow,
        &[choose("home"), choose("a"), Tap::Take],
        seconds(1),
    );
    flow.replied(99, Reply::Not(None), seconds(2));
    assert!(matches!(flow.step(), Step::Asking { .. }));
    flow.replied(1, Reply::Not(None), seconds(2));
    assert!(matches!(flow.step(), Step::Failed { .. }));
}

#[test]
fn the_countdown_is_seen_in_the_last_ten_seconds() {
    let mut flow = Flow::new(languages(), "kiosk", seconds(0));
    tapped(&mut flow, &[Tap::Choose("home".into())], seconds(100));
    assert_eq!(flow.countdown(seconds(119)), None);
    assert_eq!(flow.countdown(seconds(120)), Some(10));
    assert_eq!(flow.countdown(seconds(129)), Some(1));
    tapped(&mut flow, &[Tap::Elsewhere], seconds(129));
    assert_eq!(flow.countdown(seconds(130)), None);
}

#[test]
fn who_begins_by_an_arrow_is_read_to_unless_they_said_no() {
    let arrow = [Tap::Arrow { can_speak: true }];
    let mut flow = Flow::new(languages(), "kiosk", seconds(0));
    tapped(&mut flow, &[Tap::Arrow { can_speak: false }], seconds(1));
    assert!(!flow.wishes().spoken, "nothing here can speak");
    tapped(&mut flow, &arrow, seconds(2));
    assert!(flow.wishes().spoken);
    tapped(&mut flow, &[Tap::Spoken], seconds(3));
    tapped(&mut flow, &arrow, seconds(4));
    assert!(!flow.wishes().spoken, "they do not want it");
    tapped(&mut flow, &arrow, seconds(40));
    assert!(flow.wishes().spoken, "the next visitor may");
    flow.tick(seconds(100));
    assert!(!flow.wishes().spoken, "it ends with the visit");
    tapped(&mut flow, &[choose("home")], seconds(101));
    tapped(&mut flow, &arrow, seconds(102));
    assert!(
        !flow.wishes().spoken,
        "who found a button by the finger sees"
    );
}

fn any_tap() -> impl Strategy<Value = Tap> {
    prop_oneof![
        "[a-g]|home|business".prop_map(Tap::Choose),
        (-2..3).prop_map(Tap::Turn),
        Just(Tap::Take),
        Just(Tap::Back),
        Just(Tap::StartOver),
        Just(Tap::Done),
        Just(Tap::TryAgain),
        Just(Tap::NextLanguage),
        Just(Tap::Large),
        Just(Tap::Lower),
        Just(Tap::DirectLine),
        Just(Tap::Elsewhere),
        any::<bool>().prop_map(|can_speak| Tap::Arrow { can_speak }),
        Just(Tap::Anyway),
        Just(Tap::Privileged),
        Just(Tap::Spoken),
        Just(Tap::PrintBring),
        Just(Tap::Enter),
        Just(Tap::Corner),
        "[0-9а-я]".prop_map(Tap::Key),
        "[0-9]{6}".prop_map(Tap::Scanned),
    ]
}

fn choose(id: &str) -> Tap {
    Tap::Choose(id.into())
}

/// One group inside another, "a" and "b" in the inner one.
fn deep_office() -> KioskView {
    let group = |id: &str, parent: &str| crate::wire_screens::GroupView {
        id: id.into(),
        parent: parent.into(),
        title: Texts::from([("ru".to_owned(), id.to_owned())]),
        hint: Texts::new(),
    };
    let mut office = office();
    office.groups = vec![group("papers", "home"), group("copies", "papers")];
    for service in &mut office.services {
        if service.id == "a" || service.id == "b" {
            service.group = Some("copies".into());
        }
    }
    office
}

#[test]
fn groups_lead_to_groups_and_back_step_by_step() {
    let office = deep_office();
    let mut flow = Flow::new(languages(), "kiosk", seconds(0));
    let at = |flow: &Flow| {
        let Step::Branch { at, .. } = flow.step() else {
            panic!("no branch: {:?}", flow.step());
        };
        at.clone()
    };
    let top: Vec<String> = Tree::new(&office, "kiosk")
        .below("home")
        .iter()
        .map(|card| card.id.to_owned())
        .collect();
    assert_eq!(top, ["papers", "c", "d", "e", "f", "g"]);
    for id in ["home", "papers", "copies"] {
        let _none = flow.tap(&choose(id), seconds(1), &office);
        assert_eq!(at(&flow), id);
    }
    for parent in ["papers", "home"] {
        let _none = flow.tap(&Tap::Back, seconds(1), &office);
        assert_eq!(at(&flow), parent);
    }
    let _none = flow.tap(&Tap::Back, seconds(1), &office);
    assert_eq!(flow.step(), &Step::Welcome { page: 0 });
}

#[test]
fn a_kiosk_offers_only_its_own_services_and_no_empty_branch() {
    let mut office = deep_office();
    let shows = crate::wire_screens::ScreenShows {
        services: ["d", "e"].map(str::to_owned).into(),
        ..Default::default()
    };
    office.screens.insert("porch".into(), shows);
    let tree = Tree::new(&office, "porch");
    assert_eq!(tree.services().count(), 2);
    assert!(!tree.is_branch("papers") && !tree.is_branch("business"));
    let mut flow = Flow::new(languages(), "porch", seconds(0));
    let _none = flow.tap(&choose("a"), seconds(1), &office);
    assert_eq!(flow.step(), &Step::Welcome { page: 0 });
}

#[test]
fn a_word_finds_its_service_with_a_slip_of_the_finger_too() {
    let mut office = office();
    for (service, title) in
        office
            .services
            .iter_mut()
            .zip(["Счётчик: показания", "Копии документов", "Льготы"])
    {
        service.title = Texts::from([("ru".to_owned(), title.to_owned())]);
    }
    let found = |typed: &str| -> Vec<String> {
        let tree = Tree::new(&office, "kiosk");
        tree.find(typed).iter().map(|s| s.id.clone()).collect()
    };
    assert_eq!(found("счет"), ["a"], "«е» is «ё» too");
    assert_eq!(found("докум"), ["b"]);
    assert_eq!(found("дакум"), ["b"]);
    assert!(found("").is_empty() && found("паспорт").is_empty());
}

#[test]
fn a_long_wait_is_asked_about_before_the_ticket() {
    let mut office = office();
    office.rules.ask_over_min = 40;
    office.services[0].wait = Some(crate::wire::WaitView {
        from_min: 40,
        to_min: 55,
    });
    let mut flow = Flow::new(languages(), "kiosk", seconds(0));
    for tap in [choose("home"), choose("a"), Tap::Take, Tap::Take] {
        assert_eq!(flow.tap(&tap, seconds(1), &office), Todo::Nothing);
    }
    assert!(matches!(flow.step(), Step::Long { .. }));
    let todo = flow.tap(&Tap::Anyway, seconds(2), &office);
    assert!(matches!(todo, Todo::Ask(_)));
    assert_eq!(flow.tap(&Tap::Anyway, seconds(2), &office), Todo::Nothing);
}

#[test]
fn an_easier_screen_and_a_benefit_travel_with_the_ticket() {
    let mut flow = Flow::new(languages(), "kiosk", seconds(0));
    let taps = [
        Tap::Lower,
        choose("home"),
        choose("a"),
        Tap::Privileged,
        Tap::Take,
    ];
    let asked = tapped(&mut flow, &taps, seconds(1));
    let wanted = asked[0].wanted().unwrap();
    assert!(wanted.help && wanted.privileged);
}

#[test]
fn the_staff_menu_opens_by_three_touches_and_a_pin() {
    let mut office = office();
    office.rules.menu = true;
    let mut flow = Flow::new(languages(), "kiosk", seconds(0));
    let tap = |flow: &mut Flow, tap: Tap, at| flow.tap(&tap, seconds(at), &office);
    for at in [1, 10, 11] {
        let _none = tap(&mut flow, Tap::Corner, at);
    }
    assert_eq!(flow.step(), &Step::Welcome { page: 0 }, "too slow");
    let _none = tap(&mut flow, Tap::Corner, 12);
    for digit in ["1", "1", "1", "1", "1", "x", "1"] {
        let _none = tap(&mut flow, Tap::Key(digit.into()), 13);
    }
    let Todo::Ask(asked) = tap(&mut flow, Tap::Enter, 14) else {
        panic!("the PIN is asked about");
    };
    assert!(matches!(&asked.question, Question::Menu { pin, .. } if pin == "111111"));
    assert!(!format!("{asked:?}").contains("111111"), "no PIN in logs");
    flow.replied(asked.id, Reply::Said("да".into()), seconds(15));
    assert!(matches!(flow.step(), Step::Menu { .. }));
    let Todo::Ask(asked) = tap(&mut flow, Tap::Menu(MenuTap::NewRoll), 15) else {
        panic!("a new roll is told");
    };
    flow.replied(asked.id, Reply::Said("на 700 талонов".into()), seconds(16));
    assert!(matches!(flow.step(), Step::Menu { said, .. } if said == "на 700 талонов"));
    let _none = tap(&mut flow, Tap::Menu(MenuTap::Services), 16);
    assert!(matches!(tap(&mut flow, choose("a"), 17), Todo::Ask(_)));
}

#[test]
fn a_scanned_code_checks_in_and_a_wrong_one_can_be_mended() {
    let office = office();
    let mut flow = Flow::new(languages(), "kiosk", seconds(0));
    let Todo::Ask(asked) = flow.tap(&Tap::Scanned("48213".into()), seconds(1), &office) else {
        panic!("a code is asked about");
    };
    flow.replied(asked.id, Reply::Not(Some("нет".into())), seconds(2));
    assert!(
        matches!(flow.step(), Step::Entry { trouble: Some(why), .. } if why == "нет"),
        "{:?}",
        flow.step()
    );
}

proptest! {
    #[test]
    fn whatever_is_tapped_the_welcome_screen_comes_back(taps in proptest::collection::vec(any_tap(), 0..40)) {
        let mut flow = Flow::new(languages(), "kiosk", seconds(0));
        let fresh = flow.clone();
        tapped(&mut flow, &taps, seconds(1));
        let inner = !matches!(flow.step(), Step::Welcome { .. });
        prop_assert!(!inner || flow.deadline().is_some(), "no deadline at {:?}", flow.step());
        // At most: asking fails after 12 s, and the failure is read for 30 s, 60 s where it is spoken.
        for second in 2..120 {
            flow.tick(seconds(second));
        }
        prop_assert_eq!(flow.step(), fresh.step());
        prop_assert_eq!(flow.wishes(), fresh.wishes());
    }
}

fn late_office() -> KioskView {
    let mut office = office();
    office.day.doors = Doors::RegistrationEnded;
    office.rules.booking = true;
    office.late = Some(crate::wire_matters::CallbackOffer {
        available: true,
        due: "2026-11-23".into(),
        direct_line: Texts::new(),
        consent: Texts::new(),
        keep_days: 30,
        gist_chars: 500,
    });
    office
}

fn typed(flow: &mut Flow, text: &str, office: &KioskView) {
    for sign in text.chars() {
        let todo = flow.tap(&Tap::Key(sign.to_string()), seconds(1), office);
        assert_eq!(todo, Todo::Nothing);
    }
}

#[test]
fn s6_a_late_visitor_leaves_a_phone_a_contract_and_the_gist() {
    use crate::kiosk::steps::{CALLBACK, Telling};
    let office = late_office();
    let mut flow = Flow::new(languages(), "kiosk", seconds(0));
    let tap = |flow: &mut Flow, tap: Tap| flow.tap(&tap, seconds(1), &office);
    assert_eq!(tap(&mut flow, Tap::Choose(CALLBACK.into())), Todo::Nothing);
    // Half a number leads nowhere; letters are no digits.
    typed(&mut flow, "8912aб34", &office);
    assert_eq!(tap(&mut flow, Tap::Enter), Todo::Nothing);
    assert!(matches!(
        flow.step(),
        Step::Late {
            at: Telling::Phone,
            ..
        }
    ));
    typed(&mut flow, "56789", &office);
    assert_eq!(tap(&mut flow, Tap::Erase), Todo::Nothing);
    typed(&mut flow, "9", &office);
    assert_eq!(tap(&mut flow, Tap::Enter), Todo::Nothing);
    typed(&mut flow, "эк-1042", &office);
    assert_eq!(tap(&mut flow, Tap::Enter), Todo::Nothing);
    typed(&mut flow, "СЧЁТ ЗА МАЙ", &office);
    assert_eq!(tap(&mut flow, Tap::Enter), Todo::Nothing);
    // Nothing is sent before the visitor agreed, and the way back keeps it all.
    assert_eq!(tap(&mut flow, Tap::Enter), Todo::Nothing);
    assert_eq!(tap(&mut flow, Tap::Back), Todo::Nothing);
    assert_eq!(tap(&mut flow, Tap::Agree), Todo::Nothing);
    assert_eq!(tap(&mut flow, Tap::Enter), Todo::Nothing);
    let Todo::Ask(asked) = tap(&mut flow, Tap::Agree) else {
        panic!("the callback is asked for: {flow:?}")
    };
    let Question::Callback(told) = &asked.question else {
        panic!("{asked:?}")
    };
    assert_eq!(told.phone, "+79123456789");
    assert_eq!(told.contract, "ЭК-1042");
    assert_eq!(told.gist, "Счёт за май");
    assert!(
        !format!("{asked:?} {flow:?}").contains("345"),
        "no phone in a message"
    );
    // Impatient fingers leave one callback.
    assert_eq!(tap(&mut flow, Tap::Agree), Todo::Nothing);
    let left = Reply::Left {
        number: 12,
        due: "2026-11-23".into(),
        slip: PrintOutcome::Printed,
    };
    flow.replied(asked.id, left, seconds(2));
    assert!(matches!(flow.step(), Step::Left { number: 12, .. }));
    assert_eq!(tap(&mut flow, Tap::Done), Todo::Nothing);
    assert_eq!(flow.step(), &Step::Welcome { page: 0 });
}

#[test]
fn s6_a_refused_callback_keeps_what_was_told_and_asks_again_under_a_new_tap() {
    use crate::kiosk::steps::{CALLBACK, Telling};
    let office = late_office();
    let mut flow = Flow::new(languages(), "kiosk", seconds(0));
    let tap = |flow: &mut Flow, tap: Tap| flow.tap(&tap, seconds(1), &office);
    assert_eq!(tap(&mut flow, Tap::Choose(CALLBACK.into())), Todo::Nothing);
    typed(&mut flow, "9123456789", &office);
    for _ in 0..3 {
        assert_eq!(tap(&mut flow, Tap::Enter), Todo::Nothing);
    }
    let Todo::Ask(asked) = tap(&mut flow, Tap::Agree) else {
        panic!("{flow:?}")
    };
    flow.replied(
        asked.id,
        Reply::Not(Some("База отдыхает".into())),
        seconds(2),
    );
    let Step::Late {
        at: Telling::Consent,
        told,
        trouble,
    } = flow.step()
    else {
        panic!("{flow:?}")
    };
    assert_eq!(told.phone, "9123456789");
    assert_eq!(trouble.as_deref(), Some("База отдыхает"));
}

#[test]
fn s9_whoever_has_booked_checks_in_after_registrations_end_too() {
    use crate::kiosk::steps::BOOKED;
    let office = late_office();
    let mut flow = Flow::new(languages(), "kiosk", seconds(0));
    assert_eq!(flow.tap(&Tap::Large, seconds(1), &office), Todo::Nothing);
    let todo = flow.tap(&Tap::Choose(BOOKED.into()), seconds(1), &office);
    assert_eq!(todo, Todo::Nothing);
    typed(&mut flow, "482137", &office);
    let Todo::Ask(asked) = flow.tap(&Tap::Enter, seconds(1), &office) else {
        panic!("{flow:?}")
    };
    // The easier screen travels with the ticket.
    assert_eq!(
        asked.question,
        Question::CheckIn {
            code: "482137".into(),
            help: true
        }
    );
    // A ticket is not to be had.
    let todo = flow.tap(&Tap::StartOver, seconds(2), &office);
    assert_eq!(todo, Todo::Nothing);
    assert_eq!(flow.tap(&Tap::Take, seconds(2), &office), Todo::Nothing);
}

#[test]
fn s8_a_contract_number_with_letters_is_typed_on_a_reading_day() {
    use crate::kiosk::steps::READINGS;
    let mut office = office();
    office.rules.readings = true;
    office.rules.readings_service = Some("a".into());
    let mut flow = Flow::new(languages(), "kiosk", seconds(0));
    let todo = flow.tap(&Tap::Choose(READINGS.into()), seconds(1), &office);
    assert_eq!(todo, Todo::Nothing);
    typed(&mut flow, "Э", &office);
    assert_eq!(flow.tap(&Tap::Enter, seconds(1), &office), Todo::Nothing);
    typed(&mut flow, "К-1042", &office);
    let Todo::Ask(asked) = flow.tap(&Tap::Enter, seconds(1), &office) else {
        panic!("{flow:?}")
    };
    assert_eq!(
        asked.question,
        Question::Readings {
            contract: "ЭК-1042".into(),
            help: false
        }
    );
    // Not its hour: the number stays to be looked at, an ordinary ticket is near.
    let said = "Ваш час — 14:00–15:00.".to_owned();
    flow.replied(asked.id, Reply::Ordinary(said.clone()), seconds(2));
    let Step::Entry { typed, trouble, .. } = flow.step() else {
        panic!("{flow:?}")
    };
    assert_eq!((typed.as_str(), trouble), ("ЭК-1042", &Some(said.clone())));
    let mut mended = flow.clone();
    assert_eq!(flow.tap(&Tap::Enter, seconds(3), &office), Todo::Nothing);
    assert!(matches!(flow.step(), Step::Details { service, .. } if service == "a"));
    // A changed number is asked for again.
    assert_eq!(mended.tap(&Tap::Erase, seconds(3), &office), Todo::Nothing);
    let todo = mended.tap(&Tap::Enter, seconds(3), &office);
    assert!(matches!(todo, Todo::Ask(_)));
}
