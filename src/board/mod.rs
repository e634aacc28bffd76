//! The board in the hall: who is invited where, who comes next, how long it takes.
//!
//! Promises: a call is drawn in the frame after it arrives; none is left out
//! (`show`); old data is said to be old. Decides nothing, asks for nothing.

pub mod show;
pub mod slides;
pub mod view;

use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::time::Duration;

use tracing::info;
use ui::slint::{self, ComponentHandle, ModelRc, SharedString, Timer, TimerMode, VecModel};
use ui::{BoardAdapter, BoardRow, BoardWindow, Theme};

use crate::clock::Clock;
use crate::link::{self, Heard, Link, Place};
use crate::stage::{self, Ended, ScreenError, WindowMode};
use crate::wire::BoardView;
use show::Show;
use slides::{Shelf, Slide};
use view::{Scene, Seen};

/// The clock shows minutes, lines take turns in seconds.
const TICK: Duration = Duration::from_secs(1);

/// A board on a desktop: half the size of a television.
pub const DESKTOP: WindowMode = WindowMode::Window {
    width: 960.0,
    height: 540.0,
};

/// What `talon board` needs to know.
#[derive(Debug, Clone)]
pub struct Screen {
    pub place: Place,
    pub window: WindowMode,
    pub clock: Clock,
    /// This board's id in the office file.
    pub id: String,
}

/// One board: a window and what is on it.
pub struct Board {
    window: BoardWindow,
    state: RefCell<State>,
    drawn: RefCell<Option<Scene>>,
    rows: Rc<VecModel<BoardRow>>,
    next: Rc<VecModel<SharedString>>,
    cells: Rc<VecModel<SharedString>>,
    clock: Clock,
    /// How a picture is fetched; tests hang theirs by hand.
    pick: RefCell<Option<Picker>>,
    /// The picture that hangs beside the calls, and the one asked for.
    hanging: RefCell<Hanging>,
    /// This board's id in the office file.
    id: String,
    tick: Timer,
    /// Fires once, when a flash turns or the next call comes forward.
    turn: Timer,
}

/// Asks for a picture below the office's address.
pub type Picker = Box<dyn Fn(&str)>;

#[derive(Default)]
struct Hanging {
    shown: Option<String>,
    asked: Option<String>,
}

struct State {
    show: Show,
    office: Option<BoardView>,
    pictured: Duration,
    heard: Duration,
    build: Option<String>,
}

impl std::fmt::Debug for Board {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Board").finish_non_exhaustive()
    }
}

impl Board {
    /// Makes the window, not yet shown.
    pub fn new(clock: Clock, id: &str) -> Result<Rc<Self>, ScreenError> {
        let window = BoardWindow::new()?;
        stage::speak("ru");
        let state = State {
            show: Show::default(),
            office: None,
            pictured: stage::now(&clock),
            heard: stage::now(&clock),
            build: None,
        };
        let board = Rc::new(Self {
            window,
            state: RefCell::new(state),
            drawn: RefCell::new(None),
            rows: Rc::default(),
            next: Rc::default(),
            cells: Rc::default(),
            clock,
            pick: RefCell::default(),
            hanging: RefCell::default(),
            id: id.to_owned(),
            tick: Timer::default(),
            turn: Timer::default(),
        });
        let adapter = board.window.global::<BoardAdapter<'_>>();
        adapter.set_rows(ModelRc::from(Rc::clone(&board.rows)));
        adapter.set_next(ModelRc::from(Rc::clone(&board.next)));
        adapter.set_clock(ModelRc::from(Rc::clone(&board.cells)));
        let weak = Rc::downgrade(&board);
        board.tick.start(TimerMode::Repeated, TICK, move || {
            if let Some(board) = weak.upgrade() {
                board.refresh();
            }
        });
        board.refresh();
        Ok(board)
    }

    pub fn window(&self) -> &BoardWindow {
        &self.window
    }

    /// Takes what the link heard; true if the office runs a newer build.
    pub fn heard(self: &Rc<Self>, heard: Heard<BoardView>) -> bool {
        let now = stage::now(&self.clock);
        let mut newer = false;
        {
            let mut state = self.state.borrow_mut();
            match heard {
                Heard::Lost | Heard::Answer(_) => {}
                Heard::Beat => state.heard = now,
                Heard::Hello { build } => {
                    state.heard = now;
                    newer = state.build.as_ref().is_some_and(|known| *known != build);
                    if state.build.is_none() {
                        state.build = Some(build);
                    }
                }
                Heard::Picture(mut picture) => {
                    view::keep_zone(&mut picture, &self.id);
                    (state.heard, state.pictured) = (now, now);
                    state.show.picture(&picture, now);
                    state.office = Some(*picture);
                }
            }
        }
        self.refresh();
        newer
    }

    /// Draws what is true now and wakes when that changes by itself.
    pub fn refresh(self: &Rc<Self>) {
        let now = stage::now(&self.clock);
        self.turn_slide(now);
        let (scene, deadline) = {
            let mut state = self.state.borrow_mut();
            state.show.tick(now);
            let seen = Seen {
                office: state.office.as_ref(),
                since: state.pictured,
                heard: state.heard,
                now,
            };
            (view::scene(&state.show, seen), state.show.deadline(now))
        };
        self.paint(scene);
        match deadline {
            None => self.turn.stop(),
            Some(deadline) => {
                let weak = Rc::downgrade(self);
                self.turn.start(
                    TimerMode::SingleShot,
                    deadline.saturating_sub(now),
                    move || {
                        if let Some(board) = weak.upgrade() {
                            board.refresh();
                        }
                    },
                );
            }
        }
    }

    /// Where pictures come from.
    pub fn picks_from(&self, pick: Picker) {
        self.pick.replace(Some(pick));
    }

    /// Asks for the picture whose turn it is; the old one hangs until it comes.
    fn turn_slide(&self, now: Duration) {
        let due = {
            let state = self.state.borrow();
            let office = state.office.as_ref();
            office.and_then(|office| slides::due(&office.slides, now).map(str::to_owned))
        };
        let mut hanging = self.hanging.borrow_mut();
        let Some(due) = due else {
            if hanging.shown.take().is_some() {
                let adapter = self.window.global::<BoardAdapter<'_>>();
                adapter.set_has_slide(false);
                adapter.set_slide(slint::Image::default());
            }
            hanging.asked = None;
            return;
        };
        if hanging.shown.as_ref() != Some(&due) && hanging.asked.as_ref() != Some(&due) {
            if let Some(pick) = self.pick.borrow().as_ref() {
                pick(&due);
            }
            hanging.asked = Some(due);
        }
    }

    /// A picture came; one that is late by now is not hung.
    pub fn hang(&self, slide: Slide) {
        let mut hanging = self.hanging.borrow_mut();
        if hanging.asked.as_ref() != Some(&slide.path) {
            return;
        }
        hanging.asked = None;
        // One that cannot be read leaves the one before.
        if let Some(picture) = slide.picture {
            let adapter = self.window.global::<BoardAdapter<'_>>();
            adapter.set_slide(slint::Image::from_rgb8(picture));
            adapter.set_has_slide(true);
        }
        hanging.shown = Some(slide.path);
    }

    fn paint(&self, scene: Scene) {
        let mut drawn = self.drawn.borrow_mut();
        if drawn.as_ref() == Some(&scene) {
            return;
        }
        let adapter = self.window.global::<BoardAdapter<'_>>();
        adapter.set_has_newest(scene.newest.is_some());
        adapter.set_newest(scene.newest.clone().unwrap_or_default());
        adapter.set_lit(scene.lit);
        stage::sync(&self.rows, &scene.rows);
        stage::sync(&self.next, &shared(&scene.next));
        stage::sync(&self.cells, &shared(&scene.clock));
        adapter.set_office(scene.office.as_str().into());
        adapter.set_wait(scene.wait.clone());
        adapter.set_waiting(scene.waiting);
        adapter.set_phone_place(scene.phone_place.as_str().into());
        adapter.set_ticker(scene.ticker.as_str().into());
        adapter.set_live(scene.live);
        adapter.set_stale(scene.stale);
        adapter.set_as_of(scene.as_of.as_str().into());
        adapter.set_day(scene.day);
        adapter.set_opens(scene.opens.as_str().into());
        adapter.set_next_day(scene.next_day);
        adapter.set_next_day_number(scene.next_day_number);
        adapter.set_next_month(scene.next_month);
        adapter.set_next_opens(scene.next_opens.as_str().into());
        adapter.set_english(scene.english);
        adapter.set_dark(scene.dark);
        *drawn = Some(scene);
    }
}

/// Runs the board until its window closes or the office has a newer build.
pub fn run(screen: &Screen) -> Result<Ended, ScreenError> {
    stage::prepare("talon-board")?;
    let board = Board::new(screen.clock.clone(), &screen.id)?;
    ON_STAGE.set(Some(Rc::clone(&board)));
    let locked = matches!(screen.window, WindowMode::Fullscreen { .. });
    board.window.global::<Theme<'_>>().set_locked(locked);
    stage::place(&board.window, &screen.window)?;
    let shelf = Shelf::start(&screen.place, |slide| {
        // Fails only when the event loop has ended, and then nobody looks.
        slint::invoke_from_event_loop(move || hang(slide)).unwrap_or(());
    })?;
    board.picks_from(Box::new(move |path| shelf.fetch(path)));
    let link = Link::start(&screen.place, link::View::Board, |heard| {
        // Fails only when the event loop has ended, and then nobody listens.
        slint::invoke_from_event_loop(move || hear(heard)).unwrap_or(());
    })?;
    slint::run_event_loop()?;
    drop(link);
    ON_STAGE.set(None);
    Ok(if NEWER.get() {
        Ended::NewBuild
    } else {
        Ended::Closed
    })
}

thread_local! {
    /// The board of this process; the event loop's thread owns it.
    static ON_STAGE: RefCell<Option<Rc<Board>>> = const { RefCell::new(None) };
    static NEWER: Cell<bool> = const { Cell::new(false) };
}

fn hang(slide: Slide) {
    if let Some(board) = ON_STAGE.with_borrow(Clone::clone) {
        board.hang(slide);
    }
}

fn hear(heard: Heard<BoardView>) {
    let board = ON_STAGE.with_borrow(Clone::clone);
    if board.is_some_and(|board| board.heard(heard)) {
        info!("the office runs a newer build: starting again");
        NEWER.set(true);
        slint::quit_event_loop().unwrap_or(());
    }
}

fn shared(texts: &[String]) -> Vec<SharedString> {
    texts.iter().map(|text| text.as_str().into()).collect()
}
