//! What the kiosk draws (pure): a picture, a step and a language in, a scene out.
//!
//! Promises: the same input gives the same scene; texts for people come in the
//! visitor's language, else in the office's own. Never asks for the time.

use ui::{Choice, DayWord, Entry, Page, Paper as ListPaper, RateOutcome, Slip, Wait};

use super::flow::{Flow, Now};

use super::mark::offers_marks;
use super::pages;
use super::question::Question;
use super::sense::offers_ordinary;
use super::steps::{Marked, Purpose, Step, Telling};
use super::telling::{TellScene, tell};
use super::tree::Tree;
use crate::stage::{capitalised, clock_cells, next_day, office_clock, say_number, say_time, text};
use crate::texts::things;
use crate::wire::{
    Doors, KioskView, Paper, PrintOutcome, QueueMode, ServiceView, TicketTaken, WaitView,
};

/// Twice the standard's 15 minutes (S4), where the office file says nothing.
const LONG_WAIT_MIN: u32 = 30;
/// Nobody near the kiosk outside the office's hours: it goes dark.
const DARK_AFTER: Now = Now::from_mins(1);

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
    pub target_min: i32,
    pub bring: Vec<String>,
    /// The same in one sentence.
    pub bring_told: String,
    /// How it is done without coming; empty: not told.
    pub remote: String,
    pub wait: Wait,
    pub waiting: i32,
    pub long: bool,
    pub paused: bool,
    pub may_be_privileged: bool,
    pub privileged: bool,
    pub list: ListPaper,
    pub entry: EntryScene,
    pub search: SearchScene,
    pub tell: TellScene,
    pub menu_said: String,
    pub ticket: TicketScene,
    pub rate: RateScene,
    pub notices: NoticesScene,
}

/// One mark for one visit (S13).
#[derive(Debug, Clone, Default, PartialEq)]
pub struct RateScene {
    pub number: String,
    pub wrong: bool,
    /// What the office says; empty with `wrong`: no answer.
    pub said: String,
    pub outcome: RateOutcome,
}

/// What is typed on the pad.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct EntryScene {
    pub kind: Entry,
    pub typed: String,
    pub wrong: bool,
    pub trouble: String,
    pub ready: bool,
}

/// What is typed on the keyboard.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct SearchScene {
    pub example: String,
    pub typed: String,
    pub keys: Vec<String>,
    pub script: String,
}

#[derive(Debug, Clone, Default, PartialEq)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is one independent mark on the screen, as the drawing has it"
)]
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
    pub speaks: bool,
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
    /// A mark may be left.
    pub rating: bool,
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
    /// As many services a search shows.
    pub found: usize,
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
        target_min: 0,
        ..Scene::default()
    };
    scene.frame.countdown = flow.countdown(seen.now).map_or(-1, number);
    scene.frame.next_language = match flow.languages().len() {
        0 | 1 => String::new(),
        2 => flow
            .next_language()
            .map(pages::language_name)
            .unwrap_or_default(),
        _ => pages::LANGUAGE_BUTTON.to_owned(),
    };
    scene.frame.speaks = wishes.spoken;
    scene.frame.page_number = 1;
    scene.frame.page_count = 1;
    let Some(office) = seen.office else {
        scene.notices.starting = true;
        return scene;
    };
    fill_frame(&mut scene, flow, office, seen);
    fill_notices(&mut scene.notices, office, &wishes.language);
    scene.notices.rating = offers_marks(office);
    scene.open_desks = number(office.open_desks);
    scene.within_target = office.within_target_percent.map_or(-1, number);
    scene.target_min = number(office.target_min);
    fill_wait(&mut scene, office, office.wait, office.waiting);
    fill_step(&mut scene, flow, office, seen);
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
    if is_dark(flow, office, seen.now) {
        return Page::Dark;
    }
    match flow.step() {
        Step::Asking { asked, .. } => match asked.question {
            Question::Ticket(_)
            | Question::CheckIn { .. }
            | Question::Readings { .. }
            | Question::Bring { .. } => Page::Ticket,
            Question::Callback(_) => Page::Left,
            Question::Rate { .. } => Page::Rate,
            // The menu is asked and stays.
            Question::Menu { .. } => Page::Menu,
        },
        Step::Ticket { .. } => Page::Ticket,
        Step::Thanks { .. } => Page::Thanks,
        Step::Failed { .. } => Page::Failed,
        Step::DirectLine { .. } => Page::DirectLine,
        Step::Languages { .. } => Page::Languages,
        Step::Finished => Page::Finished,
        Step::Rate { .. } => Page::Rate,
        Step::Rated { .. } => Page::Rated,
        Step::Entry {
            purpose: Purpose::Readings | Purpose::Number,
            ..
        }
        | Step::Late {
            at: Telling::Contract | Telling::Gist,
            ..
        } => Page::Tell,
        Step::Late {
            at: Telling::Consent,
            ..
        } => Page::Consent,
        Step::Left { .. } => Page::Left,
        Step::Entry { .. } | Step::Late { .. } => Page::Entry,
        Step::Menu { services: true, .. } => Page::MenuServices,
        Step::Menu { .. } => Page::Menu,
        Step::Welcome { .. }
        | Step::Branch { .. }
        | Step::Search { .. }
        | Step::Details { .. }
        | Step::Long { .. } => match office.day.doors {
            Doors::BeforeOpening => Page::BeforeOpening,
            Doors::RegistrationEnded => Page::RegistrationEnded,
            Doors::Closed => Page::Closed,
            Doors::Open => open_page(flow.step(), office.mode),
        },
    }
}

fn is_dark(flow: &Flow, office: &KioskView, now: Now) -> bool {
    let is_shut = matches!(office.day.doors, Doors::Closed | Doors::BeforeOpening);
    let is_idle = matches!(flow.step(), Step::Welcome { .. })
        && now.saturating_sub(flow.touched()) >= DARK_AFTER;
    office.rules.dark_when_closed && is_shut && is_idle
}

fn open_page(step: &Step, mode: QueueMode) -> Page {
    match (mode, step) {
        (_, Step::Long { .. }) => Page::Long,
        (QueueMode::Live, _) => Page::Live,
        (QueueMode::Electronic, Step::Branch { .. }) => Page::Services,
        (QueueMode::Electronic, Step::Search { .. }) => Page::Search,
        (QueueMode::Electronic, Step::Details { .. }) => Page::Details,
        (QueueMode::Electronic, _) => Page::Welcome,
    }
}

fn fill_frame(scene: &mut Scene, flow: &Flow, office: &KioskView, seen: Seen<'_>) {
    let frame = &mut scene.frame;
    frame.office = text(&office.office.name, &scene.language);
    frame.open = office.day.doors == Doors::Open && office.mode == QueueMode::Electronic;
    if !matches!(office.day.doors, Doors::Closed) && !office.day.goes_on {
        frame.closes = say_time(&office.day.closes);
    }
    frame.registration_ends = say_time(&office.day.registration_ends);
    let passed = seen.now.saturating_sub(seen.since);
    frame.clock = clock_cells(office_clock(office.now_ms, office.utc_offset_min, passed));
    let inner = !matches!(scene.page, Page::Lost | Page::Thanks);
    (frame.can_go_back, frame.can_start_over) = match flow.step() {
        Step::Branch { .. }
        | Step::Search { .. }
        | Step::Languages { .. }
        | Step::Details { .. }
        | Step::Long { .. }
        | Step::Entry { .. }
        | Step::DirectLine { .. }
        | Step::Late { .. }
        | Step::Finished
        | Step::Rate { .. }
        | Step::Failed { .. } => (inner, inner),
        Step::Menu { services, .. } => (inner && *services, inner),
        Step::Welcome { .. }
        | Step::Asking { .. }
        | Step::Ticket { .. }
        | Step::Left { .. }
        | Step::Rated { .. }
        | Step::Thanks { .. } => (false, false),
    };
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

fn fill_wait(scene: &mut Scene, office: &KioskView, span: Option<WaitView>, waiting: u32) {
    let limit = match office.rules.ask_over_min {
        0 => LONG_WAIT_MIN,
        minutes => minutes,
    };
    scene.wait = wait(span);
    scene.waiting = number(waiting);
    scene.long = span.is_some_and(|span| span.from_min >= limit);
}

fn fill_step(scene: &mut Scene, flow: &Flow, office: &KioskView, seen: Seen<'_>) {
    let language = scene.language.clone();
    let tree = Tree::new(office, flow.screen());
    match flow.step() {
        Step::Welcome { .. } if office.day.doors == Doors::RegistrationEnded => {
            fill_choices(scene, pages::late(office), 0, seen.per_page);
        }
        Step::Welcome { page } => {
            scene.welcome = true;
            let all = pages::first(office, tree, &language, seen.found);
            fill_choices(scene, all, *page, seen.per_page);
        }
        Step::Branch { at, page } => {
            let title = tree.title(at).map(|title| text(title, &language));
            scene.frame.subject = title.unwrap_or_default();
            let cards = tree.below(at);
            let all = cards.iter().map(|card| pages::card(card, &language));
            fill_choices(scene, all.collect(), *page, seen.per_page);
        }
        Step::Search { typed, latin, page } => {
            let example = tree.example(&language);
            scene.search = pages::search(typed, *latin, example);
            let found = tree.find(typed);
            let all = found
                .iter()
                .map(|service| pages::service(service, &language));
            fill_choices(scene, all.collect(), *page, seen.found);
        }
        Step::Languages { page, .. } => {
            let all = pages::languages(flow.languages());
            fill_choices(scene, all, *page, seen.per_page);
        }
        Step::Finished => {
            let all = pages::finished(office, seen.per_page);
            fill_choices(scene, all, 0, seen.per_page);
        }
        Step::Details { .. } => fill_details(scene, flow.step(), office, tree),
        Step::Long { wanted, .. } => {
            let service = wanted.service.as_deref().and_then(|id| tree.service(id));
            if let Some(service) = service {
                fill_wait(scene, office, service.wait, service.waiting);
            }
        }
        Step::Entry { .. } | Step::Late { .. } | Step::Left { .. } | Step::Asking { .. } => {
            fill_typed(scene, flow.step(), office);
            scene.tell.ordinary = offers_ordinary(flow.step(), office, flow.screen());
        }
        Step::Ticket { ticket, slip, .. } => {
            scene.ticket = ticket_scene(ticket, *slip, office, &language);
        }
        Step::Failed { trouble, .. } => scene.notices.trouble = trouble.clone().unwrap_or_default(),
        Step::Menu {
            said,
            page,
            services,
            ..
        } => {
            scene.menu_said.clone_from(said);
            if *services {
                let all = office.services.iter();
                let all = all
                    .map(|service| pages::switch(service, &language))
                    .collect();
                fill_choices(scene, all, *page, seen.per_page);
            }
        }
        Step::Rate { .. } | Step::Rated { .. } => scene.rate = rate(flow.step()),
        Step::Thanks { .. } | Step::DirectLine { .. } => {}
    }
}

fn fill_typed(scene: &mut Scene, step: &Step, office: &KioskView) {
    if let Step::Asking { from, .. } = step {
        (scene.ticket.slip, scene.tell.slip) = (Slip::Asking, Slip::Asking);
        // The faces stay until the answer is there.
        scene.rate = rate(from);
        return;
    }
    scene.entry = entry(step);
    scene.tell = tell(step, office, &scene.language);
}

fn entry(step: &Step) -> EntryScene {
    if let Step::Late {
        at: Telling::Phone,
        told,
        ..
    } = step
    {
        return EntryScene {
            kind: Entry::Phone,
            typed: pages::phone(&told.phone),
            ready: told.is_ready(Telling::Phone),
            ..EntryScene::default()
        };
    }
    let Step::Entry {
        purpose,
        typed,
        trouble,
        ..
    } = step
    else {
        return EntryScene::default();
    };
    EntryScene {
        kind: match purpose {
            Purpose::CheckIn | Purpose::Readings | Purpose::Number => Entry::CheckIn,
            Purpose::Pin => Entry::Pin,
        },
        typed: pages::shown(*purpose, typed),
        wrong: trouble.is_some(),
        trouble: trouble.clone().unwrap_or_default(),
        ready: typed.chars().count() >= purpose.shortest(),
    }
}

fn rate(step: &Step) -> RateScene {
    let mut scene = RateScene::default();
    if let Step::Rate {
        number, trouble, ..
    } = step
    {
        scene.number = say_number(number);
        scene.wrong = trouble.is_some();
        scene.said = trouble.clone().unwrap_or_default();
    } else if let Step::Rated { marked, .. } = step {
        (scene.outcome, scene.said) = match marked {
            Marked::Noted => (RateOutcome::Noted, String::new()),
            Marked::OtherDay => (RateOutcome::OtherDay, String::new()),
            Marked::Not(said) => (RateOutcome::Not, said.clone()),
        };
    }
    scene
}

fn fill_details(scene: &mut Scene, step: &Step, office: &KioskView, tree: Tree<'_>) {
    let Step::Details {
        service,
        privileged,
        list,
        ..
    } = step
    else {
        return;
    };
    let Some(service) = tree.service(service) else {
        return;
    };
    scene.frame.subject = text(&service.title, &scene.language);
    let bring = text(&service.bring, &scene.language);
    scene.bring = things(&bring).map(capitalised).collect();
    scene.bring_told = things(&bring).collect::<Vec<_>>().join(", ");
    scene.remote = text(&service.remote, &scene.language);
    scene.paused = !service.available;
    scene.may_be_privileged = office.rules.privileged;
    scene.privileged = *privileged;
    scene.list = match list {
        None => ListPaper::NotAsked,
        Some(PrintOutcome::Printing) => ListPaper::Printing,
        Some(PrintOutcome::Printed) => ListPaper::Printed,
        Some(PrintOutcome::NotPrinted | PrintOutcome::Unknown | PrintOutcome::NotAsked) => {
            ListPaper::NotPrinted
        }
    };
    fill_wait(scene, office, service.wait, service.waiting);
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
        slip: say_slip(slip),
        paper_out: office.paper == Paper::Out
            || ticket.print.reason.as_deref() == Some("paper-out"),
    }
}

pub(super) fn say_slip(slip: PrintOutcome) -> Slip {
    match slip {
        PrintOutcome::Printing => Slip::Printing,
        PrintOutcome::Printed => Slip::Printed,
        // Nobody asked for paper: the number on the screen is the ticket.
        PrintOutcome::NotPrinted | PrintOutcome::NotAsked => Slip::NotPrinted,
        PrintOutcome::Unknown => Slip::Unknown,
    }
}

pub(super) fn wait(span: Option<WaitView>) -> Wait {
    span.map_or_else(Wait::default, |span| Wait {
        known: true,
        from: number(span.from_min),
        to: number(span.to_min),
    })
}

pub(super) fn number(value: u32) -> i32 {
    i32::try_from(value).unwrap_or(i32::MAX)
}
