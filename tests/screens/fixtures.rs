//! An office to draw: the demo's services in an ordinary hour.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::rc::Rc;
use std::time::Duration;

use i_slint_backend_testing::{
    AccessibleRole, ElementHandle, ElementQuery, TestingBackend, TestingBackendOptions,
    mock_elapsed_time,
};
use office::day::Moment;
use talon::board::Board;
use talon::clock::Clock;
use talon::kiosk::Kiosk;
use talon::kiosk::question::Asked;
use talon::link::{Answer, Heard};
use talon::wire::*;
use ui::Frame;
use ui::slint::platform::{PointerEventButton, set_platform};
use ui::slint::{ComponentHandle, PhysicalSize, Window};

pub(crate) const PORTRAIT: (u32, u32) = (1080, 1920);
pub(crate) const LANDSCAPE: (u32, u32) = (1366, 768);
pub(crate) const SMALL: (u32, u32) = (1024, 768);
pub(crate) const TELEVISION: (u32, u32) = (1920, 1080);

/// 2026-11-22 08:42 UTC: a Sunday, 11:42 in the office.
pub(crate) const NOW_MS: i64 = 1_795_336_920_000;

pub(crate) fn texts(ru: &str, en: &str) -> Texts {
    BTreeMap::from([
        ("ru".to_owned(), ru.to_owned()),
        ("en".to_owned(), en.to_owned()),
    ])
}

pub(crate) fn office() -> OfficeView {
    OfficeView {
        name: texts("Клиентский офис № 1", "Customer office No. 1"),
        direct_line: texts(
            "телефон у входа, без очереди, бесплатно",
            "the phone by the entrance, no queue, free of charge",
        ),
        languages: vec!["ru".into(), "en".into()],
    }
}

pub(crate) fn day(doors: Doors) -> DayView {
    DayView {
        date: "2026-11-22".into(),
        doors,
        opens: "09:00".into(),
        closes: "20:00".into(),
        registration_ends: "19:45".into(),
        goes_on: false,
        next_date: Some("2026-11-23".into()),
        next_opens: Some("09:00".into()),
    }
}

#[expect(
    clippy::unnecessary_wraps,
    reason = "every wait in a picture is optional"
)]
fn span(from_min: u32) -> Option<WaitView> {
    Some(WaitView {
        from_min,
        to_min: from_min * 2,
    })
}

fn service(segment: &str, id: &str, series: &str, title: Texts, bring: Texts) -> ServiceView {
    let waiting = u32::try_from(id.len() % 4).unwrap();
    ServiceView {
        id: id.into(),
        segment: segment.into(),
        group: None,
        series: series.into(),
        title,
        bring,
        remote: match id {
            "contract" | "meters" | "b-meters" => texts(
                "в личном кабинете или по телефону контакт-центра",
                "in your online account or by phone",
            ),
            _ => texts("", ""),
        },
        expected_min: 8,
        available: true,
        waiting,
        wait: span(4 + waiting * 3),
    }
}

#[rustfmt::skip]
fn services() -> Vec<ServiceView> {
    let nothing = || texts("", "");
    vec![
        service("home", "advice", "А", texts("Консультация", "Advice"), nothing()),
        service("home", "contract", "В", texts("Договор энергоснабжения", "Supply contract"),
            texts("паспорт; документы на жильё; акт осмотра счётчика, если есть", "passport; proof of ownership; meter inspection report, if any")),
        service("home", "benefits", "Е", texts("Льготы", "Benefits"), texts("паспорт; удостоверение льготника", "passport; benefit certificate")),
        service("home", "bills", "К", texts("Разъяснение и сверка расчётов", "Bills explained and checked"), texts("последний счёт", "latest bill")),
        service("home", "meters", "М", texts("Показания приборов учёта", "Meter readings"), texts("показания счётчика", "meter readings")),
        service("home", "copies", "Н", texts("Копии документов, справки и бланки", "Copies, certificates and forms"), texts("паспорт", "passport")),
        service("home", "autopay", "Р", texts("Автоматический платёж", "Automatic payment"), texts("банковская карта", "bank card")),
        service("home", "paid", "С", texts("Платные услуги", "Paid services"), nothing()),
        service("home", "unmetered", "Т", texts("Неучтённое потребление", "Unmetered consumption"), texts("акт о неучтённом потреблении", "report of unmetered consumption")),
        service("business", "b-contract", "У", texts("Договоры и дополнительные соглашения", "Contracts and addenda"),
            texts("доверенность; паспорт представителя; карточка организации", "power of attorney; passport; company details")),
        service("business", "b-meters", "Х", texts("Показания приборов учёта", "Meter readings"), texts("ведомость показаний", "sheet of readings")),
        service("business", "b-bills", "С", texts("Счета, счета-фактуры и расчётные документы", "Invoices and payment documents"), texts("доверенность", "power of attorney")),
        service("business", "b-check", "Р", texts("Сверка расчётов", "Reconciliation"), texts("доверенность", "power of attorney")),
        service("business", "b-debt", "Н", texts("Справки об отсутствии задолженности", "No-debt certificates"), texts("доверенность", "power of attorney")),
    ]
}

pub(crate) fn kiosk_view() -> KioskView {
    let segment = |id: &str, title, hint, waiting, from_min| SegmentView {
        id: id.into(),
        title,
        hint,
        icon: id.into(),
        waiting,
        wait: span(from_min),
    };
    KioskView {
        seq: 1,
        now_ms: NOW_MS,
        utc_offset_min: 180,
        office: office(),
        day: day(Doors::Open),
        mode: QueueMode::Electronic,
        paper: Paper::Ok,
        segments: vec![
            segment(
                "home",
                texts("Для дома", "For home"),
                texts(
                    "договоры, счета, показания, льготы, справки",
                    "contracts, bills, readings, benefits",
                ),
                7,
                9,
            ),
            segment(
                "business",
                texts("Для бизнеса", "For business"),
                texts(
                    "договоры, счета-фактуры, сверка, показания",
                    "contracts, invoices, readings",
                ),
                2,
                4,
            ),
        ],
        services: services(),
        open_desks: 5,
        waiting: 9,
        wait: span(9),
        within_target_percent: Some(91),
        target_min: 15,
        groups: Vec::new(),
        rules: talon::wire_screens::KioskRules::default(),
        screens: BTreeMap::new(),
        late: None,
        finished: Vec::new(),
        slips: BTreeMap::new(),
    }
}

pub(crate) fn ticket(service: Option<&str>, number: &str, outcome: PrintOutcome) -> TicketTaken {
    TicketTaken {
        id: format!("2026-11-22-{number}"),
        number: number.into(),
        service: service.map(str::to_owned),
        place: 4,
        ahead: 3,
        wait: span(9),
        taken_ms: NOW_MS,
        mode: QueueMode::Electronic,
        print: PrintAnswer {
            outcome,
            reason: None,
        },
    }
}

pub(crate) fn call(id: u64, number: &str, desk: u16, age_ms: i64) -> CallView {
    CallView {
        id,
        number: number.into(),
        desk,
        at_ms: NOW_MS - age_ms,
        again: false,
        slow: false,
        language: "ru".into(),
        zone: None,
    }
}

pub(crate) fn at_desk(number: &str, desk: u16, serving: bool) -> AtDeskView {
    AtDeskView {
        number: number.into(),
        desk,
        serving,
        since_ms: NOW_MS,
        zone: None,
    }
}

pub(crate) fn board_view() -> BoardView {
    BoardView {
        seq: 1,
        now_ms: NOW_MS,
        utc_offset_min: 180,
        office: office(),
        day: day(Doors::Open),
        mode: QueueMode::Electronic,
        calls: vec![call(12, "А012", 3, 500), call(11, "К004", 1, 60_000)],
        at_desks: vec![
            at_desk("А012", 3, false),
            at_desk("К004", 1, false),
            at_desk("А011", 5, true),
            at_desk("Т002", 2, true),
            at_desk("А010", 4, true),
        ],
        next: ["А013", "Е003", "А014", "К005", "Р001", "А015", "М007"]
            .map(str::to_owned)
            .to_vec(),
        waiting: 7,
        wait: span(9),
        ticker: vec![texts(
            "Показания можно передать в личном кабинете — с 15 по 26 число",
            "Readings online: 15th to 26th",
        )],
        slides: talon::wire_screens::Slides::default(),
        screens: BTreeMap::new(),
        zones: Vec::new(),
        dark_when_closed: false,
    }
}

/// A screen without a display: its own clock, found by what it says.
pub(crate) struct Stage {
    pub(crate) clock: Clock,
}

impl Stage {
    /// One a test: the platform belongs to the test's thread.
    pub(crate) fn new() -> Self {
        let options = TestingBackendOptions {
            mock_time: true,
            threading: false,
            renderer_name: Some("software".into()),
        };
        set_platform(Box::new(TestingBackend::new(options))).unwrap();
        Self {
            clock: Clock::by_hand(Moment(NOW_MS)),
        }
    }

    pub(crate) fn pass(&self, time: Duration) {
        // Timers fire once a step; a screen's tick is one second.
        let mut left = time;
        while !left.is_zero() {
            let step = left.min(Duration::from_millis(100));
            self.clock
                .advance_ms(i64::try_from(step.as_millis()).unwrap());
            mock_elapsed_time(step);
            left -= step;
        }
    }
}

pub(crate) fn seconds(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

/// A kiosk with a recorder instead of a link.
pub(crate) struct TestKiosk {
    pub(crate) stage: Stage,
    pub(crate) kiosk: Rc<Kiosk>,
    pub(crate) asked: Rc<RefCell<Vec<Asked>>>,
}

impl TestKiosk {
    pub(crate) fn new((width, height): (u32, u32)) -> Self {
        let stage = Stage::new();
        let asked: Rc<RefCell<Vec<Asked>>> = Rc::default();
        let recorder = Rc::clone(&asked);
        let kiosk = Kiosk::new(
            stage.clock.clone(),
            "kiosk",
            Box::new(move |question| recorder.borrow_mut().push(question)),
        )
        .unwrap();
        kiosk
            .window()
            .window()
            .set_size(PhysicalSize::new(width, height));
        // Whether a speech program is installed here is this computer's matter.
        let frame = kiosk.window().global::<Frame<'_>>();
        frame.set_can_speak(false);
        kiosk.window().show().unwrap();
        stage.pass(Duration::from_millis(100));
        Self {
            stage,
            kiosk,
            asked,
        }
    }

    pub(crate) fn open((width, height): (u32, u32)) -> Self {
        let kiosk = Self::new((width, height));
        kiosk.hear(kiosk_view());
        kiosk
    }

    pub(crate) fn hear(&self, view: KioskView) {
        assert!(!self.kiosk.heard(Heard::Picture(Box::new(view))));
        mock_elapsed_time(Duration::from_millis(20));
    }

    /// Time goes by with the link alive.
    pub(crate) fn pass(&self, time: Duration) {
        for _ in 0..time.as_secs() {
            self.kiosk.heard(Heard::Beat);
            self.stage.pass(seconds(1));
        }
    }

    pub(crate) fn answer(&self, ticket: &TicketTaken) {
        let id = self.asked.borrow().last().unwrap().id;
        let outcome = Some((201, serde_json::to_vec(ticket).unwrap()));
        self.kiosk.heard(Heard::Answer(Answer { id, outcome }));
        mock_elapsed_time(Duration::from_millis(20));
    }

    pub(crate) fn button(&self, label: &str) -> ElementHandle {
        self.find_button(label)
            .unwrap_or_else(|| panic!("no button «{label}»; there are: {:?}", self.labels()))
    }

    pub(crate) fn find_button(&self, label: &str) -> Option<ElementHandle> {
        self.buttons()
            .into_iter()
            .find(|button| button.accessible_label().as_deref() == Some(label))
    }

    pub(crate) fn buttons(&self) -> Vec<ElementHandle> {
        let query = ElementQuery::from_root(self.kiosk.window());
        query
            .match_descendants()
            .match_accessible_role(AccessibleRole::Button)
            .find_all()
    }

    pub(crate) fn labels(&self) -> Vec<String> {
        self.buttons()
            .iter()
            .filter_map(ElementHandle::accessible_label)
            .map(String::from)
            .collect()
    }

    /// Taps where a finger would.
    pub(crate) fn tap(&self, label: &str) {
        self.button(label)
            .mock_single_click(PointerEventButton::Left);
        mock_elapsed_time(Duration::from_millis(20));
    }

    pub(crate) fn says(&self, text: &str) -> bool {
        self.text(text).is_some()
    }

    pub(crate) fn text(&self, text: &str) -> Option<ElementHandle> {
        ElementHandle::find_by_accessible_label(self.kiosk.window(), text).next()
    }

    pub(crate) fn shot(&self, name: &str) {
        shot(self.kiosk.window().window(), &format!("kiosk-{name}"));
    }
}

/// A board fed by hand.
pub(crate) struct TestBoard {
    pub(crate) stage: Stage,
    pub(crate) board: Rc<Board>,
}

impl TestBoard {
    pub(crate) fn new((width, height): (u32, u32)) -> Self {
        let stage = Stage::new();
        let board = Board::new(stage.clock.clone(), "board").unwrap();
        board
            .window()
            .window()
            .set_size(PhysicalSize::new(width, height));
        board.window().show().unwrap();
        stage.pass(Duration::from_millis(100));
        Self { stage, board }
    }

    pub(crate) fn hear(&self, view: BoardView) {
        assert!(!self.board.heard(Heard::Picture(Box::new(view))));
        mock_elapsed_time(Duration::from_millis(20));
    }

    pub(crate) fn says(&self, text: &str) -> bool {
        ElementHandle::find_by_accessible_label(self.board.window(), text)
            .next()
            .is_some()
    }

    pub(crate) fn shot(&self, name: &str) {
        shot(self.board.window().window(), &format!("board-{name}"));
    }
}

/// Draws the window and keeps the picture in the folder `TALON_SHOTS`, for a
/// person to look at; without it nothing is drawn, which is much quicker.
pub(crate) fn shot(window: &Window, name: &str) {
    let Some(folder) = std::env::var_os("TALON_SHOTS").map(PathBuf::from) else {
        return;
    };
    let picture = window.take_snapshot().unwrap();
    std::fs::create_dir_all(&folder).unwrap();
    let file = std::fs::File::create(folder.join(format!("{name}.png"))).unwrap();
    let mut encoder = png::Encoder::new(
        std::io::BufWriter::new(file),
        picture.width(),
        picture.height(),
    );
    encoder.set_color(png::ColorType::Rgba);
    encoder.set_depth(png::BitDepth::Eight);
    encoder
        .write_header()
        .unwrap()
        .write_image_data(picture.as_bytes())
        .unwrap();
}
