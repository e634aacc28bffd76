//! What the kiosk draws (pure): a picture, a step and a language in, a scene out.
//!
//! Promises: the same input gives the same scene; texts for people come in the
//! visitor's language, else in the office's own. Never asks for the time.

use ui::{Choice, DayWord, Page, Slip, Wait};

use super::flow::{Flow, Now, Step, few_services};
use crate::stage::{capitalised, clock_cells, next_day, office_clock, say_number, say_time, text};
use crate::wire::{
    Doors, KioskView, Paper, PrintOutcome, QueueMode, ServiceView, TicketTaken, WaitView,
};

/// Twice the standard's 15 minutes (S4): longer is said before the ticket is taken.
const LONG_WAIT_MIN: u32 = 30;

/// Everything on the screen, plain and comparable.
#[derive(Debug, Clone, Default, PartialEq)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is one independent mark on the screen, as the drawing has it"
)]
pub struct Scene {
    pub page: Page,
    pub language: String,
    pub large: bool,
    pub lower: bool,
    pub frame: FrameScene,
    pub choices: Vec<Choice>,
    pub welcome: bool,
    pub open_desks: i32,
    pub within_target: i32,
    pub bring: Vec<String>,
    pub wait: Wait,
    pub waiting: i32,
    pub long: bool,
    pub paused: bool,
    pub ticket: TicketScene,
    pub notices: NoticesScene,
}

#[derive(Debug, Clone, Default, PartialEq)]
pub struct FrameScene {
    pub office: String,
    pub closes: String,
    pub registration_ends: String,
    pub open: bool,
    pub clock: Vec<String>,
    pub next_language: String,
    /// Seconds; below zero: not shown.
    pub countdown: i32,
    pub subject: String,
    pub can_go_back: bool,
    pub can_start_over: bool,
    pub page_number: i32,
    pub page_count: i32,
}

#[derive(Debug, Clone, Default, PartialEq)]
pub struct TicketScene {
    pub number: String,
    pub service: String,
    pub ahead: i32,
    pub wait: Wait,
    pub slip: Slip,
    pub paper_out: bool,
}

#[derive(Debug, Clone, Default, PartialEq)]
pub struct NoticesScene {
    pub phone_place: String,
    pub phone_heading: String,
    pub opens: String,
    pub closes: String,
    pub next_day: DayWord,
    pub next_day_number: i32,
    pub next_month: i32,
    pub next_opens: String,
    pub trouble: String,
    pub starting: bool,
}

/// What the window knows besides the flow.
#[derive(Debug, Clone, Copy)]
pub struct Seen<'a> {
    pub office: Option<&'a KioskView>,
    /// When the picture came.
    pub since: Now,
    /// Nothing was heard from the office for too long.
    pub lost: bool,
    /// At most so many choices a page.
    pub per_page: usize,
    pub now: Now,
}

/// Puts everything together.
pub fn scene(flow: &Flow, seen: Seen<'_>) -> Scene {
    let wishes = flow.wishes();
    let mut scene = Scene {
        page: page(flow, seen),
        language: wishes.language.clone(),
        large: wishes.large,
        lower: wishes.lower,
        within_target: -1,
        ..Scene::default()
    };
    scene.frame.countdown = flow.countdown(seen.now).map_or(-1, number);
    scene.frame.next_language = flow.next_language().map(language_name).unwrap_or_default();
    scene.frame.page_number = 1;
    scene.frame.page_count = 1;
    let Some(office) = seen.office else {
        scene.notices.starting = true;
        return scene;
    };
    fill_frame(&mut scene, flow, office, seen);
    fill_notices(&mut scene.notices, office, &wishes.language);
    scene.open_desks = number(office.open_desks);
    scene.within_target = office.within_target_percent.map_or(-1, number);
    fill_wait(&mut scene, office.wait, office.waiting);
    fill_step(&mut scene, flow.step(), office, seen.per_page);
    scene
}

fn page(flow: &Flow, seen: Seen<'_>) -> Page {
    // A number once given stays to be read, whatever the link does.
    if let Step::Ticket { .. } = flow.step() {
        return Page::Ticket;
    }
    let Some(office) = seen.office.filter(|_| !seen.lost) else {
        return Page::Lost;
    };
    match flow.step() {
        Step::Asking { .. } | Step::Ticket { .. } => Page::Ticket,
        Step::Thanks { .. } => Page::Thanks,
        Step::Failed { .. } => Page::Failed,
        Step::DirectLine { .. } => Page::DirectLine,
        Step::Welcome { .. } | Step::Services { .. } | Step::Details { .. } => {
            match office.day.doors {
                Doors::BeforeOpening => Page::BeforeOpening,
                Doors::RegistrationEnded => Page::RegistrationEnded,
                Doors::Closed => Page::Closed,
                Doors::Open => open_page(flow.step(), office.mode),
            }
        }
    }
}

fn open_page(step: &Step, mode: QueueMode) -> Page {
    match (mode, step) {
        (QueueMode::Live, _) => Page::Live,
        (QueueMode::Electronic, Step::Services { .. }) => Page::Services,
        (QueueMode::Electronic, Step::Details { .. }) => Page::Details,
        (QueueMode::Electronic, _) => Page::Welcome,
    }
}

fn fill_frame(scene: &mut Scene, flow: &Flow, office: &KioskView, seen: Seen<'_>) {
    let frame = &mut scene.frame;
    frame.office = text(&office.office.name, &scene.language);
    frame.open = office.day.doors == Doors::Open && office.mode == QueueMode::Electronic;
    if !matches!(office.day.doors, Doors::Closed) {
        frame.closes = say_time(&office.day.closes);
    }
    frame.registration_ends = say_time(&office.day.registration_ends);
    let passed = seen.now.saturating_sub(seen.since);
    frame.clock = clock_cells(office_clock(office.now_ms, office.utc_offset_min, passed));
    let inner = !matches!(scene.page, Page::Lost | Page::Thanks);
    (frame.can_go_back, frame.can_start_over) = match flow.step() {
        Step::Services { .. } => (false, inner),
        Step::Details { .. } | Step::DirectLine { .. } | Step::Failed { .. } => (inner, inner),
        Step::Welcome { .. } | Step::Asking { .. } | Step::Ticket { .. } | Step::Thanks { .. } => {
            (false, false)
        }
    };
    if let Step::Services { .. } = flow.step() {
        frame.can_go_back = inner;
    }
}

fn fill_notices(notices: &mut NoticesScene, office: &KioskView, language: &str) {
    notices.phone_place = text(&office.office.direct_line, language);
    notices.phone_heading = capitalised(&notices.phone_place);
    notices.opens = say_time(&office.day.opens);
    notices.closes = say_time(&office.day.closes);
    (
        notices.next_day,
        notices.next_day_number,
        notices.next_month,
    ) = next_day(&office.day);
    notices.next_opens = office
        .day
        .next_opens
        .as_deref()
        .map(say_time)
        .unwrap_or_default();
}

fn fill_wait(scene: &mut Scene, span: Option<WaitView>, waiting: u32) {
    scene.wait = wait(span);
    scene.waiting = number(waiting);
    scene.long = span.is_some_and(|span| span.from_min >= LONG_WAIT_MIN);
}

fn fill_step(scene: &mut Scene, step: &Step, office: &KioskView, per_page: usize) {
    let language = scene.language.clone();
    match step {
        Step::Welcome { page } => {
            scene.welcome = true;
            let all = if few_services(office) {
                office
                    .services
                    .iter()
                    .map(|service| service_choice(service, &language))
                    .collect()
            } else {
                segment_choices(office, &language)
            };
            fill_choices(scene, all, *page, per_page);
        }
        Step::Services { segment, page } => {
            let of_segment = office
                .services
                .iter()
                .filter(|service| service.segment == *segment);
            let all = of_segment
                .map(|service| service_choice(service, &language))
                .collect();
            fill_choices(scene, all, *page, per_page);
        }
        Step::Details { service, .. } => {
            let Some(service) = office.services.iter().find(|known| known.id == *service) else {
                return;
            };
            scene.frame.subject = text(&service.title, &language);
            scene.bring = lines(&text(&service.bring, &language));
            scene.paused = !service.available;
            fill_wait(scene, service.wait, service.waiting);
        }
        Step::Asking { .. } => scene.ticket.slip = Slip::Asking,
        Step::Ticket { ticket, slip, .. } => {
            scene.ticket = ticket_scene(ticket, *slip, office, &language);
        }
        Step::Failed { trouble, .. } => scene.notices.trouble = trouble.clone().unwrap_or_default(),
        Step::Thanks { .. } | Step::DirectLine { .. } => {}
    }
}

fn fill_choices(scene: &mut Scene, all: Vec<Choice>, page: usize, per_page: usize) {
    let per_page = per_page.max(1);
    let pages = all.len().div_ceil(per_page).max(1);
    let page = page.min(pages - 1);
    scene.frame.page_number = i32::try_from(page + 1).unwrap_or(1);
    scene.frame.page_count = i32::try_from(pages).unwrap_or(1);
    scene.choices = all
        .into_iter()
        .skip(page * per_page)
        .take(per_page)
        .collect();
}

fn segment_choices(office: &KioskView, language: &str) -> Vec<Choice> {
    let choice = |segment: &crate::wire::SegmentView| Choice {
        id: segment.id.as_str().into(),
        title: text(&segment.title, language).into(),
        hint: text(&segment.hint, language).into(),
        icon: segment.icon.as_str().into(),
        available: true,
        waiting: number(segment.waiting),
        wait: wait(segment.wait),
    };
    office.segments.iter().map(choice).collect()
}

fn service_choice(service: &ServiceView, language: &str) -> Choice {
    Choice {
        id: service.id.as_str().into(),
        title: text(&service.title, language).into(),
        hint: String::new().into(),
        icon: String::new().into(),
        available: service.available,
        waiting: number(service.waiting),
        wait: wait(service.wait),
    }
}

fn ticket_scene(
    ticket: &TicketTaken,
    slip: PrintOutcome,
    office: &KioskView,
    language: &str,
) -> TicketScene {
    let service = ticket.service.as_ref();
    let service = service.and_then(|id| office.services.iter().find(|service| service.id == *id));
    TicketScene {
        number: say_number(&ticket.number),
        service: service
            .map(|service: &ServiceView| text(&service.title, language))
            .unwrap_or_default(),
        ahead: number(ticket.ahead),
        wait: wait(ticket.wait),
        slip: match slip {
            PrintOutcome::Printing => Slip::Printing,
            PrintOutcome::Printed => Slip::Printed,
            // Nobody asked for paper: the number on the screen is the ticket.
            PrintOutcome::NotPrinted | PrintOutcome::NotAsked => Slip::NotPrinted,
            PrintOutcome::Unknown => Slip::Unknown,
        },
        paper_out: office.paper == Paper::Out
            || ticket.print.reason.as_deref() == Some("paper-out"),
    }
}

/// "Паспорт; договор" and texts of several lines become one thing a line.
fn lines(text: &str) -> Vec<String> {
    let things = text
        .split(['\n', ';'])
        .map(str::trim)
        .filter(|line| !line.is_empty());
    things.map(capitalised).collect()
}

fn wait(span: Option<WaitView>) -> Wait {
    span.map_or_else(Wait::default, |span| Wait {
        known: true,
        from: number(span.from_min),
        to: number(span.to_min),
    })
}

fn number(value: u32) -> i32 {
    i32::try_from(value).unwrap_or(i32::MAX)
}

/// A language calls itself by its own name.
fn language_name(code: &str) -> String {
    match code {
        "ru" => "Русский".to_owned(),
        "en" => "English".to_owned(),
        other => other.to_uppercase(),
    }
}
