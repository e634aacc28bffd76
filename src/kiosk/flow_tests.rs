//! Visits at the terminal, step by step.

use proptest::prelude::*;

use super::*;
use crate::wire::{DayView, OfficeView, Paper, SegmentView, ServiceView, Texts};

fn office() -> KioskView {
    let service = |id: &str, segment: &str, available| ServiceView {
        id: id.into(),
        segment: segment.into(),
        group: None,
        series: "А".into(),
        title: Texts::new(),
        bring: Texts::new(),
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
        groups: Vec::new(),
        rules: crate::wire_screens::KioskRules::default(),
        screens: std::collections::BTreeMap::new(),
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
        Todo::Nothing => None,
    };
    let office = office();
    taps.iter()
        .filter_map(|tap| ask(flow.tap(tap, at, &office)))
        .collect()
}

#[test]
fn three_taps_ask_for_a_ticket_and_more_ask_for_nothing() {
    let mut flow = Flow::new(languages(), seconds(0));
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
    assert_eq!(asked[0].service.as_deref(), Some("a"));
}

#[test]
fn a_paused_service_cannot_be_chosen() {
    let mut flow = Flow::new(languages(), seconds(0));
    let choose = |id: &str| Tap::Choose(id.into());
    tapped(&mut flow, &[choose("home"), choose("c")], seconds(1));
    assert_eq!(
        flow.step(),
        &Step::Services {
            segment: "home".into(),
            page: 0
        }
    );
}

#[test]
fn an_answer_to_an_older_question_is_let_go() {
    let mut flow = Flow::new(languages(), seconds(0));
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
    let mut flow = Flow::new(languages(), seconds(0));
    tapped(&mut flow, &[Tap::Choose("home".into())], seconds(100));
    assert_eq!(flow.countdown(seconds(119)), None);
    assert_eq!(flow.countdown(seconds(120)), Some(10));
    assert_eq!(flow.countdown(seconds(129)), Some(1));
    tapped(&mut flow, &[Tap::Elsewhere], seconds(129));
    assert_eq!(flow.countdown(seconds(130)), None);
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
    ]
}

proptest! {
    #[test]
    fn whatever_is_tapped_the_welcome_screen_comes_back(taps in proptest::collection::vec(any_tap(), 0..40)) {
        let mut flow = Flow::new(languages(), seconds(0));
        let fresh = flow.clone();
        tapped(&mut flow, &taps, seconds(1));
        let inner = !matches!(flow.step(), Step::Welcome { .. });
        prop_assert!(!inner || flow.deadline().is_some(), "no deadline at {:?}", flow.step());
        // At most: asking fails after 12 s, and the failure is read for 30 s.
        for second in 2..60 {
            flow.tick(seconds(second));
        }
        prop_assert_eq!(flow.step(), fresh.step());
        prop_assert_eq!(flow.wishes(), fresh.wishes());
    }
}
