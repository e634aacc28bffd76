//! What the board draws (pure): a picture, the show and the time in, a scene out.

use std::time::Duration;

use ui::{BoardDay, BoardRow, DayWord, Wait};

use super::show::{Line, Now, Show};
use crate::config::calendar::MinuteOfDay;
use crate::stage::{clock_cells, clock_text, next_day, office_clock, say_number, say_time, text};
use crate::wire::{BoardView, Doors, QueueMode};

/// Older data is said to be old.
pub const STALE: Duration = Duration::from_secs(10);
/// The board speaks Russian; small English words stand beside.
const LANGUAGE: &str = "ru";
/// Two columns of four lines; more take turns.
const LINES: usize = 8;
/// Long enough to find one's number among eight.
const LINES_TURN: Duration = Duration::from_secs(6);
/// Two columns of chips; how many of them fit is the drawing's matter.
const NEXT: usize = 12;
/// Long enough to read a line that fits.
const TICKER_TURN: Duration = Duration::from_secs(14);
/// A line of more letters runs; each letter takes its time to pass.
const TICKER_FITS: usize = 60;
/// A letter of 22 units at 150 units a second (board.slint).
const LETTER_PASSES: Duration = Duration::from_millis(150);

/// So long before opening people stand at the door: minutes.
const LIT_BEFORE_MIN: u32 = 60;

/// Everything on the board, plain and comparable.
#[derive(Debug, Clone, Default, PartialEq)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is one independent mark on the screen, as the drawing has it"
)]
pub struct Scene {
    pub office: String,
    pub newest: Option<BoardRow>,
    pub lit: bool,
    pub rows: Vec<BoardRow>,
    pub next: Vec<String>,
    pub wait: Wait,
    pub waiting: i32,
    pub phone_place: String,
    pub clock: Vec<String>,
    pub ticker: String,
    pub live: bool,
    pub stale: bool,
    pub as_of: String,
    pub day: BoardDay,
    /// Outside the office's hours, if the office file says so.
    pub dark: bool,
    pub opens: String,
    pub next_day: DayWord,
    pub next_day_number: i32,
    pub next_month: i32,
    pub next_opens: String,
    pub english: bool,
}

/// What the board knows of the office.
#[derive(Debug, Clone, Copy)]
pub struct Seen<'a> {
    pub office: Option<&'a BoardView>,
    /// When the picture came.
    pub since: Now,
    /// When anything came.
    pub heard: Now,
    pub now: Now,
}

/// Leaves only the desks that this board shows, if the office file names some.
pub fn keep_zone(office: &mut BoardView, id: &str) {
    let desks = office.screens.get(id).map(|shows| shows.desks.clone());
    if let Some(desks) = desks.filter(|desks| !desks.is_empty()) {
        office.calls.retain(|call| desks.contains(&call.desk));
        office.at_desks.retain(|at| desks.contains(&at.desk));
    }
}

/// Puts everything together.
pub fn scene(show: &Show, seen: Seen<'_>) -> Scene {
    let Some(office) = seen.office else {
        return Scene {
            lit: true,
            ..Scene::default()
        };
    };
    let newest = show.newest(seen.now);
    let time_when = |at: Now| {
        let passed = at.saturating_sub(seen.since);
        office_clock(office.now_ms, office.utc_offset_min, passed)
    };
    let (next_day, next_day_number, next_month) = next_day(&office.day);
    Scene {
        office: text(&office.office.name, LANGUAGE),
        lit: newest.as_ref().is_none_or(|(_, lit)| *lit),
        newest: newest.map(|(line, _)| row(&line, office)),
        rows: rows(&show.others(), office, seen.now),
        next: office
            .next
            .iter()
            .take(NEXT)
            .map(|number| say_number(number))
            .collect(),
        wait: office.wait.map_or_else(Wait::default, |span| Wait {
            known: true,
            from: number(span.from_min),
            to: number(span.to_min),
        }),
        waiting: number(office.waiting),
        phone_place: text(&office.office.direct_line, LANGUAGE),
        clock: clock_cells(time_when(seen.now)),
        ticker: ticker(office, seen.now),
        live: office.mode == QueueMode::Live,
        stale: seen.now.saturating_sub(seen.heard) >= STALE,
        as_of: clock_text(time_when(seen.heard)),
        day: match office.day.doors {
            Doors::Open => BoardDay::Working,
            Doors::RegistrationEnded => BoardDay::RegistrationEnded,
            Doors::BeforeOpening => BoardDay::BeforeOpening,
            Doors::Closed => BoardDay::Closed,
        },
        dark: is_dark(show, office, seen.now, time_when(seen.now)),
        opens: say_time(&office.day.opens),
        next_day,
        next_day_number,
        next_month,
        next_opens: office
            .day
            .next_opens
            .as_deref()
            .map(say_time)
            .unwrap_or_default(),
        english: office
            .office
            .languages
            .iter()
            .any(|language| language == "en"),
    }
}

/// Nobody is to be called, and nobody waits for the doors. `clock`: minutes of the day.
fn is_dark(show: &Show, office: &BoardView, now: Now, clock: u32) -> bool {
    let is_shut = match office.day.doors {
        Doors::Open | Doors::RegistrationEnded => false,
        Doors::Closed => true,
        Doors::BeforeOpening => MinuteOfDay::parse(&office.day.opens)
            .is_none_or(|opens| clock.saturating_add(LIT_BEFORE_MIN) < u32::from(opens.minutes())),
    };
    office.dark_when_closed && is_shut && show.newest(now).is_none() && show.others().is_empty()
}

fn row(line: &Line, office: &BoardView) -> BoardRow {
    let zone = line.zone.as_ref();
    let zone = zone.and_then(|id| office.zones.iter().find(|zone| zone.id == *id));
    BoardRow {
        zone: zone
            .map(|zone| text(&zone.name, LANGUAGE))
            .unwrap_or_default()
            .into(),
        number: say_number(&line.number).into(),
        desk: line.desk.to_string().into(),
        called: line.called,
    }
}

/// All who fit; else pages take turns.
fn rows(lines: &[Line], office: &BoardView, now: Now) -> Vec<BoardRow> {
    let pages = u64::try_from(lines.len().div_ceil(LINES).max(1)).unwrap_or(1);
    let page = usize::try_from(now.as_secs() / LINES_TURN.as_secs() % pages).unwrap_or(0);
    lines
        .iter()
        .skip(page * LINES)
        .take(LINES)
        .map(|line| row(line, office))
        .collect()
}

/// One running line at a time; a long one has the time to pass whole.
fn ticker(office: &BoardView, now: Now) -> String {
    let texts: Vec<String> = office
        .ticker
        .iter()
        .map(|texts| text(texts, LANGUAGE))
        .collect();
    let turns: Vec<Duration> = texts.iter().map(|line| turn(line)).collect();
    let round: Duration = turns.iter().sum();
    if round.is_zero() {
        return String::new();
    }
    let mut left = Duration::from_secs(now.as_secs() % round.as_secs().max(1));
    for (line, turn) in texts.iter().zip(turns) {
        if left < turn {
            return line.clone();
        }
        left -= turn;
    }
    texts.into_iter().next().unwrap_or_default()
}

fn turn(line: &str) -> Duration {
    let letters = line.chars().count();
    if letters <= TICKER_FITS {
        return TICKER_TURN;
    }
    TICKER_TURN + LETTER_PASSES * u32::try_from(letters).unwrap_or(u32::MAX)
}

fn number(value: u32) -> i32 {
    i32::try_from(value).unwrap_or(i32::MAX)
}
