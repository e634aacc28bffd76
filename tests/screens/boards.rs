//! The board: each state, and calls that come faster than people read.

use std::time::Duration;

use talon::wire::*;

use crate::fixtures::*;

fn newest(board: &TestBoard) -> String {
    use ui::slint::ComponentHandle;
    board
        .board
        .window()
        .global::<ui::BoardAdapter<'_>>()
        .get_newest()
        .number
        .into()
}

#[test]
fn an_ordinary_hour() {
    for (name, size) in [
        ("hd", TELEVISION),
        ("720", (1280, 720)),
        ("4k", (3840, 2160)),
        ("4x3", (1024, 768)),
        ("wide", (3840, 1080)),
    ] {
        let drawn = std::thread::spawn(move || {
            let board = TestBoard::new(size);
            board.hear(board_view());
            assert_eq!(newest(&board), "А 012");
            board.shot(&format!("open-{name}"));
        });
        drawn.join().unwrap();
    }
}

#[test]
fn states() {
    let board = TestBoard::new(TELEVISION);
    board.shot("starting");
    let mut view = board_view();
    view.at_desks.clear();
    view.calls.clear();
    view.next.clear();
    view.waiting = 0;
    view.wait = Some(WaitView {
        from_min: 0,
        to_min: 0,
    });
    board.hear(view.clone());
    assert!(board.says("Добро пожаловать!"));
    board.shot("empty");
    for (name, doors) in [
        ("closed", Doors::Closed),
        ("before-opening", Doors::BeforeOpening),
    ] {
        view.day = day(doors);
        board.hear(view.clone());
        board.shot(name);
    }
    assert!(board.says("Доброе утро! Откроемся в 9:00"));
}

#[test]
fn a_board_is_dark_at_night_and_lit_for_those_at_the_door() {
    let board = TestBoard::new(TELEVISION);
    let is_dark = |board: &TestBoard| {
        use ui::slint::ComponentHandle;
        let window = board.board.window();
        window.global::<ui::BoardAdapter<'_>>().get_dark()
    };
    let mut view = board_view();
    view.dark_when_closed = true;
    view.day = day(Doors::Closed);
    board.hear(view.clone());
    assert!(!is_dark(&board), "the last visitors are still at the desks");
    (view.calls, view.at_desks, view.next) = (Vec::new(), Vec::new(), Vec::new());
    board.hear(view.clone());
    board.stage.pass(seconds(6));
    assert!(is_dark(&board));
    board.shot("dark");
    view.day = day(Doors::BeforeOpening);
    // The clock says 11:42.
    view.day.opens = "12:43".into();
    board.hear(view.clone());
    assert!(is_dark(&board));
    view.day.opens = "12:42".into();
    board.hear(view.clone());
    assert!(!is_dark(&board));
    view.dark_when_closed = false;
    view.day = day(Doors::Closed);
    board.hear(view);
    assert!(!is_dark(&board));
}

#[test]
fn registration_ended() {
    let board = TestBoard::new(TELEVISION);
    let mut view = board_view();
    view.day = day(Doors::RegistrationEnded);
    board.hear(view.clone());
    assert!(board.says("Запись завершена"));
    board.shot("registration-ended");
    // The doors are shut and the last visitor is still at the desk.
    view.day = day(Doors::Closed);
    (view.waiting, view.next) = (0, Vec::new());
    board.hear(view);
    assert!(board.says("Запись завершена"));
    assert!(!board.says("возьмите талон в терминале"));
}

#[test]
fn the_live_queue_is_said_in_words() {
    let board = TestBoard::new(TELEVISION);
    let mut view = board_view();
    view.mode = QueueMode::Live;
    board.hear(view);
    assert!(board.says("Живая очередь: приглашаем по порядку, в любое окно"));
    board.shot("live");
}

#[test]
fn old_data_is_said_to_be_old() {
    let board = TestBoard::new(TELEVISION);
    board.hear(board_view());
    board.stage.pass(seconds(9));
    assert!(!board.says("Данные устарели: на 11:42. Восстанавливаем связь."));
    board.stage.pass(seconds(3));
    assert!(board.says("Данные устарели: на 11:42. Восстанавливаем связь."));
    board.shot("stale");
    board.hear(board_view());
    assert!(!board.says("Данные устарели: на 11:42. Восстанавливаем связь."));
}

#[test]
fn many_desks() {
    let board = TestBoard::new(TELEVISION);
    let mut view = board_view();
    for desk in 6..15 {
        view.at_desks
            .push(at_desk(&format!("Н{desk:03}"), desk, desk % 2 == 0));
    }
    // After 999 there are four digits, and a renewed numbering has the clock in front.
    view.at_desks.push(at_desk("Ж1008", 18, false));
    view.at_desks.push(at_desk("1405А036", 19, false));
    board.hear(view.clone());
    board.shot("many");
    board.stage.pass(seconds(6));
    board.shot("many-next");
    let ids = ["first-floor", "business"];
    view.zones = [
        (ids[0], texts("Первый этаж", "Ground floor")),
        (ids[1], texts("Зал юридических лиц", "Business hall")),
    ]
    .map(|(id, name)| ZoneView {
        id: id.into(),
        name,
    })
    .into();
    for (index, at) in view.at_desks.iter_mut().enumerate() {
        at.zone = ids.get(index % 3).map(|id| (*id).to_owned());
    }
    board.hear(view);
    assert!(board.says("Зал юридических лиц"));
    board.shot("many-zones");
}

#[test]
fn a_long_line_runs() {
    let board = TestBoard::new(TELEVISION);
    let mut view = board_view();
    let long = "Показания можно передать в личном кабинете, по телефону контакт-центра и в приложении — с 15 по 26 число каждого месяца, круглосуточно и без очереди";
    view.ticker = vec![texts(long, long)];
    board.hear(view);
    board.stage.pass(seconds(6));
    board.shot("running");
}

#[test]
fn the_newest_call_flashes_at_most_twice_a_second_for_eight_seconds() {
    use ui::slint::ComponentHandle;
    let board = TestBoard::new(TELEVISION);
    board.hear(board_view());
    let lit = || {
        board
            .board
            .window()
            .global::<ui::BoardAdapter<'_>>()
            .get_lit()
    };
    let (mut turns, mut last) = (0, lit());
    for step in 0..100 {
        board.stage.pass(Duration::from_millis(100));
        if lit() != last {
            (turns, last) = (turns + 1, lit());
            assert!(step <= 80, "still flashing after {step} tenths of a second");
        }
        if !last && turns == 1 {
            board.shot("unlit");
        }
    }
    assert!(last, "a board at rest is lit");
    // Two turns make a flash; 8 s × 2 flashes × 2 turns.
    assert!((16..=32).contains(&turns), "{turns}");
}

#[test]
fn fast_calls_are_shown_one_by_one_for_five_seconds_each() {
    let board = TestBoard::new(TELEVISION);
    let mut view = board_view();
    view.calls.clear();
    view.at_desks.clear();
    board.hear(view.clone());
    // Seven calls within a second, in three pictures.
    for (id, desk) in (1..=7).zip([1_u16, 2, 3, 4, 5, 1, 2]) {
        view.calls
            .insert(0, call(id, &format!("А{id:03}"), desk, 0));
        view.at_desks.retain(|at| at.desk != desk);
        view.at_desks
            .insert(0, at_desk(&format!("А{id:03}"), desk, false));
        if id % 3 == 1 {
            board.hear(view.clone());
        }
    }
    board.hear(view.clone());
    let mut shown: Vec<(String, u32)> = Vec::new();
    for _ in 0..400 {
        let number = newest(&board);
        match shown.last_mut() {
            Some((last, tenths)) if *last == number => *tenths += 1,
            _ => shown.push((number, 1)),
        }
        board.stage.pass(Duration::from_millis(100));
    }
    let numbers: Vec<&str> = shown.iter().map(|(number, _)| number.as_str()).collect();
    assert_eq!(
        numbers,
        [
            "А 001", "А 002", "А 003", "А 004", "А 005", "А 006", "А 007"
        ]
    );
    assert!(shown.iter().all(|(_, tenths)| *tenths >= 50), "{shown:?}");
}

#[test]
fn a_call_taken_back_disturbs_nobody_elses_and_is_not_shown_if_its_turn_has_not_come() {
    let board = TestBoard::new(TELEVISION);
    let mut view = board_view();
    view.calls.clear();
    view.at_desks.clear();
    board.hear(view.clone());
    for (id, desk) in (1..=4).zip(1_u16..) {
        let number = format!("А{id:03}");
        view.calls.insert(0, call(id, &number, desk, 0));
        view.at_desks.insert(0, at_desk(&number, desk, false));
    }
    board.hear(view.clone());
    view.calls.remove(0);
    view.at_desks.remove(0);
    board.hear(view);
    let mut shown = vec![newest(&board)];
    for _ in 0..40 {
        board.stage.pass(Duration::from_millis(500));
        shown.push(newest(&board));
    }
    shown.dedup();
    assert_eq!(shown, ["А 001", "А 002", "А 003"]);
}

#[test]
fn a_call_is_on_the_board_with_the_picture_that_brings_it() {
    let board = TestBoard::new(TELEVISION);
    board.hear(board_view());
    board.stage.pass(seconds(20));
    let mut view = board_view();
    view.calls.insert(0, call(13, "А013", 4, 0));
    view.at_desks.retain(|at| at.desk != 4);
    view.at_desks.insert(0, at_desk("А013", 4, false));
    board.hear(view);
    assert_eq!(newest(&board), "А 013");
}

/// The burst, on the board: five seconds each, in order, none left out.
#[test]
fn fifty_calls_within_ten_seconds_are_all_seen_in_order() {
    let mut show = talon::board::show::Show::default();
    let mut view = board_view();
    view.calls.clear();
    view.at_desks.clear();
    show.picture(&view, Duration::ZERO);
    let mut seen: Vec<(String, u32)> = Vec::new();
    for tenth in 1..=2700_u32 {
        let now = Duration::from_millis(100) * tenth;
        if tenth % 2 == 0 && tenth <= 100 {
            let desk = u16::try_from(tenth / 2).unwrap();
            let number = format!("А{desk:03}");
            view.calls
                .insert(0, call(u64::from(desk), &number, desk, 0));
            view.at_desks.insert(0, at_desk(&number, desk, false));
            show.picture(&view, now);
        }
        show.tick(now);
        let Some((line, _)) = show.newest(now) else {
            continue;
        };
        match seen.last_mut() {
            Some((last, tenths)) if *last == line.number => *tenths += 1,
            _ => seen.push((line.number, 1)),
        }
    }
    let expected: Vec<String> = (1..=50).map(|n| format!("А{n:03}")).collect();
    let numbers: Vec<String> = seen.iter().map(|(number, _)| number.clone()).collect();
    assert_eq!(numbers, expected);
    assert!(seen.iter().all(|(_, tenths)| *tenths >= 50), "{seen:?}");
}

#[test]
fn a_picture_hangs_beside_the_calls_until_the_next_one_has_come() {
    use std::cell::RefCell;
    use std::rc::Rc;
    use talon::board::slides::{Slide, decoded};
    use ui::slint::ComponentHandle as _;
    let board = TestBoard::new(TELEVISION);
    let asked: Rc<RefCell<Vec<String>>> = Rc::default();
    let recorder = Rc::clone(&asked);
    board.board.picks_from(Box::new(move |path| {
        recorder.borrow_mut().push(path.to_owned());
    }));
    let mut view = board_view();
    view.slides.paths = ["/api/v1/slides/a.png", "/api/v1/slides/b.png"]
        .map(str::to_owned)
        .to_vec();
    view.slides.each_s = 10;
    board.hear(view.clone());
    let first = asked.borrow().last().unwrap().clone();
    let has = || {
        let adapter = board.board.window().global::<ui::BoardAdapter<'_>>();
        adapter.get_has_slide()
    };
    assert!(!has(), "nothing hangs before it came");
    let mut png = Vec::new();
    let mut encoder = png::Encoder::new(&mut png, 4, 2);
    encoder.set_color(png::ColorType::Rgb);
    encoder
        .write_header()
        .unwrap()
        .write_image_data(&[200; 24])
        .unwrap();
    let slide = |path: &str| Slide {
        path: path.to_owned(),
        picture: decoded(&png),
    };
    // One that nobody waits for any more is let go.
    board.board.hang(slide("/api/v1/slides/old.png"));
    assert!(!has());
    board.board.hang(slide(&first));
    assert!(has());
    board.stage.pass(seconds(11));
    assert_ne!(asked.borrow().last(), Some(&first), "the next one's turn");
    assert!(has(), "the first one hangs until the next has come");
    view.slides.paths.clear();
    board.hear(view);
    board.stage.pass(seconds(1));
    assert!(!has(), "the folder was emptied");
}
