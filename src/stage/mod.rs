//! What kiosk and board share: the window, the display, clocks and texts.
//!
//! Promises: looks for a display before Slint does, because a missing one would
//! end the whole process. Knows no page and no flow; both faces stand on it.

mod display;

use std::collections::BTreeSet;
use std::rc::Rc;
use std::time::Duration;

use tracing::warn;
use ui::DayWord;
use ui::slint::winit_030::winit::window::Fullscreen;
use ui::slint::winit_030::{WinitWindowAccessor, invoke_from_active_event_loop};
use ui::slint::{self, LogicalSize, Model, VecModel};

pub use display::display_available;

use crate::clock::Clock;
use crate::wire::{DayView, Texts};

/// Languages the drawn screens speak: the folders of `ui/lang`.
pub use ui::LANGUAGES;

/// The clock as the faces count: since any fixed moment, never back.
pub fn now(clock: &Clock) -> Duration {
    Duration::from_millis(u64::try_from(clock.now().0).unwrap_or(0))
}

/// Where a screen shows itself.
#[derive(Debug, Clone, PartialEq)]
pub enum WindowMode {
    /// An ordinary window on a desktop, sizes in logical pixels.
    Window { width: f32, height: f32 },
    /// The whole monitor of this name ("HDMI-1"); `None`: wherever it opens.
    Fullscreen { monitor: Option<String> },
}

/// The process's exit code when its window was closed by hand: whoever started
/// it leaves it closed.
pub const EXIT_CLOSED: u8 = 3;

/// Why a screen ended without an error.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ended {
    /// Somebody closed the window.
    Closed,
    /// The office runs a newer build; start the screen again from it.
    NewBuild,
}

#[derive(Debug, thiserror::Error)]
pub enum ScreenError {
    #[error("open a window: no display answers (DISPLAY, WAYLAND_DISPLAY)")]
    NoDisplay,
    #[error("draw: {0}")]
    Platform(#[from] slint::PlatformError),
    #[error(transparent)]
    Link(#[from] crate::link::LinkError),
    #[error("reach the event loop: {0}")]
    EventLoop(#[from] slint::EventLoopError),
}

/// Chooses the software renderer and names the window for the compositor.
pub fn prepare(app_id: &str) -> Result<(), ScreenError> {
    if !display_available() {
        return Err(ScreenError::NoDisplay);
    }
    let selector = slint::BackendSelector::new().backend_name("winit".into());
    selector.renderer_name("software".into()).select()?;
    slint::set_xdg_app_id(app_id)?;
    Ok(())
}

/// Shows the window where it belongs.
pub fn place<W>(window: &W, mode: &WindowMode) -> Result<(), ScreenError>
where
    W: slint::ComponentHandle + 'static,
{
    match mode {
        WindowMode::Window { width, height } => {
            window.window().set_size(LogicalSize::new(*width, *height));
            window.show()?;
        }
        WindowMode::Fullscreen { monitor } => {
            window.window().set_fullscreen(true);
            // No way out of a locked screen: its keeper ends it.
            window
                .window()
                .on_close_requested(|| slint::CloseRequestResponse::KeepWindowShown);
            window.show()?;
            if let Some(name) = monitor.clone() {
                move_to(window, name)?;
            }
        }
    }
    Ok(())
}

/// The list of monitors is only right when asked from inside the event loop.
fn move_to<W>(window: &W, name: String) -> Result<(), ScreenError>
where
    W: slint::ComponentHandle + 'static,
{
    let weak = window.as_weak();
    invoke_from_active_event_loop(move |event_loop| {
        let monitor = event_loop
            .available_monitors()
            .find(|monitor| monitor.name().as_deref() == Some(&name));
        if monitor.is_none() {
            warn!(
                monitor = name,
                "no monitor of this name; staying where the window opened"
            );
        }
        if let Some(window) = weak.upgrade() {
            let shown = window.window().with_winit_window(|window| {
                window.set_fullscreen(Some(Fullscreen::Borderless(monitor)));
            });
            if shown.is_none() {
                warn!("the window is not there yet; staying where it opens");
            }
        }
    })?;
    Ok(())
}

/// Switches every text of this process; the office's own language stays if a
/// language is not bundled.
pub fn speak(language: &str) {
    if let Err(error) = slint::select_bundled_translation(language) {
        warn!(language, %error, "language not bundled");
    }
}

/// Which of the office's languages the screens can speak, default first.
pub fn languages(offered: &[String]) -> Vec<String> {
    let mut seen = BTreeSet::new();
    let known = offered
        .iter()
        .filter(|language| LANGUAGES.contains(&language.as_str()));
    let known: Vec<String> = known
        .filter(|language| seen.insert(language.as_str()))
        .cloned()
        .collect();
    if known.is_empty() {
        vec!["ru".to_owned()]
    } else {
        known
    }
}

/// The text in this language, else in Russian, else in any.
pub fn text(texts: &Texts, language: &str) -> String {
    let found = texts
        .get(language)
        .or_else(|| texts.get("ru"))
        .or_else(|| texts.values().next());
    found.cloned().unwrap_or_default()
}

/// "А012" is easier to read as "А 012".
pub fn say_number(number: &str) -> String {
    let digits = number.find(|letter: char| letter.is_ascii_digit());
    match digits.and_then(|at| number.split_at_checked(at)) {
        Some((letters, digits)) if !letters.is_empty() => format!("{letters} {digits}"),
        Some(_) | None => number.to_owned(),
    }
}

/// Where a text opens a line.
pub fn capitalised(text: &str) -> String {
    let mut letters = text.chars();
    let first = letters.next().into_iter().flat_map(char::to_uppercase);
    first.chain(letters).collect()
}

/// "09:00" is said "9:00".
pub fn say_time(time: &str) -> String {
    time.strip_prefix('0').unwrap_or(time).to_owned()
}

/// Minutes since midnight at the office, so long after the picture was drawn.
pub fn office_clock(now_ms: i64, utc_offset_min: i32, passed: Duration) -> u32 {
    let passed_ms = i64::try_from(passed.as_millis()).unwrap_or(0);
    let minutes = now_ms.saturating_add(passed_ms).div_euclid(60_000) + i64::from(utc_offset_min);
    // A day has 1440 minutes.
    u32::try_from(minutes.rem_euclid(1440)).unwrap_or(0)
}

/// "11:42", one sign a cell: digits that change in place keep their width.
pub fn clock_cells(minutes: u32) -> Vec<String> {
    clock_text(minutes).chars().map(String::from).collect()
}

pub fn clock_text(minutes: u32) -> String {
    format!("{:02}:{:02}", minutes / 60 % 24, minutes % 60)
}

/// When the office opens next, as people say it.
pub fn next_day(day: &DayView) -> (DayWord, i32, i32) {
    let next = day.next_date.as_deref();
    next.map_or((DayWord::Tomorrow, 0, 0), |next| day_word(&day.date, next))
}

/// The day `next` ("2026-11-23") as people name it on the day `today`.
pub fn day_word(today: &str, next: &str) -> (DayWord, i32, i32) {
    let date = |text: &str| text.parse::<jiff::civil::Date>().ok();
    let Some(next) = date(next) else {
        return (DayWord::Tomorrow, 0, 0);
    };
    let today = date(today);
    let word = if today == Some(next) {
        DayWord::Today
    } else if today.and_then(|today| today.tomorrow().ok()) == Some(next) {
        DayWord::Tomorrow
    } else {
        DayWord::Date
    };
    (word, i32::from(next.day()), i32::from(next.month()))
}

/// Brings a model up to date row by row: a card under a finger stays the same
/// card, so that a picture arriving meanwhile does not lose the tap.
pub fn sync<T: Clone + PartialEq + 'static>(model: &Rc<VecModel<T>>, rows: &[T]) {
    while model.row_count() > rows.len() {
        model.remove(model.row_count() - 1);
    }
    for (at, row) in rows.iter().enumerate() {
        match model.row_data(at) {
            Some(old) if old == *row => {}
            Some(_) => model.set_row_data(at, row.clone()),
            None => model.push(row.clone()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_clock_follows_the_office_and_not_the_screen() {
        // 2026-11-22 08:41:30 UTC; the office is three hours ahead.
        let drawn = 1_795_336_890_000;
        assert_eq!(
            clock_text(office_clock(drawn, 180, Duration::ZERO)),
            "11:41"
        );
        assert_eq!(
            clock_text(office_clock(drawn, 180, Duration::from_secs(30))),
            "11:42"
        );
        assert_eq!(clock_cells(702), ["1", "1", ":", "4", "2"]);
    }

    #[test]
    fn a_number_is_said_with_a_gap() {
        assert_eq!(say_number("А012"), "А 012");
        assert_eq!(say_number("12"), "12");
    }

    #[test]
    fn only_languages_with_texts_are_offered() {
        let offered = ["en", "kk", "ru", "en"].map(str::to_owned);
        assert_eq!(languages(&offered), ["en", "ru"]);
        assert_eq!(languages(&[]), ["ru"]);
    }
}
