//! The terminal where a visitor takes a ticket: a window, its callbacks, its link.
//!
//! Promises: draws what the office says and asks it for tickets; keeps a number
//! once given on the screen whatever becomes of link or paper. Decides nothing
//! about the queue; where a tap leads is `flow`, what is drawn is `view`.

mod acts;
mod ask;
pub mod flow;
mod keys;
pub mod late;
mod mark;
mod pages;
mod paint;
pub mod question;
mod sense;
mod speech;
pub mod steps;
mod telling;
pub mod tree;
pub mod view;
pub mod wedge;

use std::cell::RefCell;
use std::rc::Rc;
use std::time::Duration;

use tracing::info;
use ui::slint::{self, ComponentHandle, Timer, TimerMode};
use ui::{
    ChoicesAdapter, DetailsAdapter, EntryAdapter, Frame, KioskWindow, MenuAdapter, NoticesAdapter,
    RateAdapter, SearchAdapter, Speech as SpeechAdapter, TellAdapter, Theme, TicketAdapter,
};

use crate::clock::Clock;
use crate::link::{self, Heard, Link, Place};
use crate::stage::{self, Ended, ScreenError, WindowMode};
use crate::wire::KioskView;
use flow::Flow;
use paint::Painter;
use question::Asked;
use speech::Speech;
use steps::{MenuTap, RATE, Step, Tap, Todo};
use view::Seen;
use wedge::Wedge;

/// The clock shows minutes and the countdown seconds: once a second is enough.
const TICK: Duration = Duration::from_secs(1);
/// How much darker or lighter one touch of the staff menu makes the screen.
const LIGHT_STEP: f32 = 0.1;
/// Darker than this nobody could find the way back.
const DARKEST: f32 = 0.7;

/// What `talon kiosk` needs to know.
#[derive(Debug, Clone)]
pub struct Screen {
    pub place: Place,
    pub window: WindowMode,
    pub clock: Clock,
    /// This kiosk's id in the office file.
    pub id: String,
}

/// A kiosk on a desktop: half the size of the real one.
pub const DESKTOP: WindowMode = WindowMode::Window {
    width: 540.0,
    height: 960.0,
};

/// How a kiosk asks for a ticket; tests put their own in.
pub type Asker = Box<dyn Fn(Asked)>;

/// One terminal: a window with the visit that goes on in it.
pub struct Kiosk {
    window: KioskWindow,
    painter: Painter,
    visit: RefCell<Visit>,
    clock: Clock,
    ask: Asker,
    timer: Timer,
    speech: RefCell<Speech>,
    /// The page that was read aloud last; empty: none.
    read: RefCell<slint::SharedString>,
    wedge: RefCell<Wedge>,
    /// The last key was a digit or a letter: Enter ends what was typed.
    typing: std::cell::Cell<bool>,
}

struct Visit {
    flow: Flow,
    office: Option<KioskView>,
    /// When the picture came.
    pictured: Duration,
    /// When anything came.
    heard: Duration,
    build: Option<String>,
    /// The office runs another build than this screen started with.
    newer: bool,
}

impl std::fmt::Debug for Kiosk {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Kiosk").finish_non_exhaustive()
    }
}

impl Kiosk {
    /// Makes the window, not yet shown.
    pub fn new(clock: Clock, id: &str, ask: Asker) -> Result<Rc<Self>, ScreenError> {
        let window = KioskWindow::new()?;
        let visit = Visit {
            flow: Flow::new(stage::languages(&[]), id, stage::now(&clock)),
            office: None,
            pictured: stage::now(&clock),
            heard: stage::now(&clock),
            build: None,
            newer: false,
        };
        let painter = Painter::new(&window);
        let kiosk = Rc::new(Self {
            window,
            painter,
            visit: RefCell::new(visit),
            clock,
            ask,
            timer: Timer::default(),
            speech: RefCell::new(Speech::find()),
            read: RefCell::default(),
            wedge: RefCell::default(),
            typing: std::cell::Cell::new(false),
        });
        let can_speak = kiosk.speech.borrow().is_there();
        kiosk.window.global::<Frame<'_>>().set_can_speak(can_speak);
        kiosk.wire();
        kiosk.wire_pages();
        let weak = Rc::downgrade(&kiosk);
        kiosk.timer.start(TimerMode::Repeated, TICK, move || {
            if let Some(kiosk) = weak.upgrade() {
                kiosk.refresh();
            }
        });
        kiosk.refresh();
        Ok(kiosk)
    }

    pub fn window(&self) -> &KioskWindow {
        &self.window
    }

    /// Takes what the link heard; true if the office runs a newer build and
    /// nobody is in the middle of a visit.
    pub fn heard(&self, heard: Heard<KioskView>) -> bool {
        let now = stage::now(&self.clock);
        let newer = {
            let mut visit = self.visit.borrow_mut();
            match heard {
                Heard::Lost => {}
                Heard::Beat => visit.heard = now,
                Heard::Hello { build } => {
                    visit.heard = now;
                    visit.newer = visit.build.as_ref().is_some_and(|known| *known != build);
                    if visit.build.is_none() {
                        visit.build = Some(build);
                    }
                }
                Heard::Picture(picture) => {
                    (visit.heard, visit.pictured) = (now, now);
                    visit
                        .flow
                        .speak(stage::languages(&picture.office.languages));
                    visit.flow.picture(&picture, now);
                    visit.office = Some(*picture);
                }
                Heard::Answer(answer) => {
                    let (id, reply) = (answer.id, ask::understand(answer));
                    visit.flow.replied(id, reply, now);
                }
            }
            visit.newer && matches!(visit.flow.step(), Step::Welcome { .. })
        };
        self.refresh();
        newer
    }

    /// A finger did something.
    pub fn tap(&self, tap: &Tap) {
        let now = stage::now(&self.clock);
        let todo = {
            let mut visit = self.visit.borrow_mut();
            let Visit { flow, office, .. } = &mut *visit;
            office
                .as_ref()
                .map_or(Todo::Nothing, |office| flow.tap(tap, now, office))
        };
        self.refresh();
        match todo {
            Todo::Nothing => {}
            Todo::Ask(asked) => (self.ask)(asked),
            Todo::Restart => restart(),
        }
    }

    /// Draws what is true now; what did not change is not drawn again.
    pub fn refresh(&self) {
        let now = stage::now(&self.clock);
        let per_page =
            usize::try_from(self.window.global::<Theme<'_>>().get_choices()).unwrap_or(1);
        let found = usize::try_from(self.window.global::<Theme<'_>>().get_found()).unwrap_or(1);
        let scene = {
            let mut visit = self.visit.borrow_mut();
            visit.flow.tick(now);
            let lost = now.saturating_sub(visit.heard) >= link::SILENCE;
            let seen = Seen {
                office: visit.office.as_ref(),
                since: visit.pictured,
                lost,
                per_page,
                found,
                now,
            };
            view::scene(&visit.flow, seen)
        };
        let painted = self.painter.paint(&self.window, scene);
        if painted.turned {
            self.turned();
        }
        if painted.resized {
            // Larger letters mean fewer choices a page.
            self.refresh();
        }
        self.read_page();
    }

    fn tapped(self: &Rc<Self>, tap: Tap) -> impl Fn() + 'static {
        let weak = Rc::downgrade(self);
        move || {
            if let Some(kiosk) = weak.upgrade() {
                kiosk.tap(&tap);
            }
        }
    }

    fn wire(self: &Rc<Self>) {
        let frame = self.window.global::<Frame<'_>>();
        frame.on_touched(self.tapped(Tap::Elsewhere));
        frame.on_back(self.tapped(Tap::Back));
        frame.on_start_over(self.tapped(Tap::StartOver));
        frame.on_change_language(self.tapped(Tap::NextLanguage));
        frame.on_toggle_large(self.tapped(Tap::Large));
        frame.on_toggle_lower(self.tapped(Tap::Lower));
        frame.on_direct_line(self.tapped(Tap::DirectLine));
        frame.on_toggle_spoken(self.tapped(Tap::Spoken));
        frame.on_corner(self.tapped(Tap::Corner));
        let weak = Rc::downgrade(self);
        frame.on_key(move |text| weak.upgrade().is_some_and(|kiosk| kiosk.key(&text)));
        let weak = Rc::downgrade(self);
        frame.on_turn(move |pages| {
            if let Some(kiosk) = weak.upgrade() {
                kiosk.tap(&Tap::Turn(pages));
            }
        });
        let weak = Rc::downgrade(self);
        frame.on_room_changed(move || {
            if let Some(kiosk) = weak.upgrade() {
                kiosk.refresh();
            }
        });
        let weak = Rc::downgrade(self);
        self.window
            .global::<ChoicesAdapter<'_>>()
            .on_chosen(move |id| {
                if let Some(kiosk) = weak.upgrade() {
                    kiosk.tap(&Tap::Choose(id.into()));
                }
            });
    }

    fn wire_pages(self: &Rc<Self>) {
        let details = self.window.global::<DetailsAdapter<'_>>();
        details.on_take(self.tapped(Tap::Take));
        details.on_toggle_privileged(self.tapped(Tap::Privileged));
        details.on_print_list(self.tapped(Tap::PrintBring));
        self.window
            .global::<TicketAdapter<'_>>()
            .on_done(self.tapped(Tap::Done));
        let notices = self.window.global::<NoticesAdapter<'_>>();
        notices.on_take(self.tapped(Tap::Take));
        notices.on_try_again(self.tapped(Tap::TryAgain));
        notices.on_anyway(self.tapped(Tap::Anyway));
        notices.on_rate(self.tapped(Tap::Choose(RATE.to_owned())));
        let rate = self.window.global::<RateAdapter<'_>>();
        rate.on_done(self.tapped(Tap::Done));
        let weak = Rc::downgrade(self);
        rate.on_mark(move |mark| {
            if let Some(kiosk) = weak.upgrade() {
                kiosk.tap(&Tap::Mark(u8::try_from(mark).unwrap_or(0)));
            }
        });
        let entry = self.window.global::<EntryAdapter<'_>>();
        entry.on_key(self.typed());
        entry.on_erase(self.tapped(Tap::Erase));
        entry.on_enter(self.tapped(Tap::Enter));
        let tell = self.window.global::<TellAdapter<'_>>();
        tell.on_key(self.typed());
        tell.on_erase(self.tapped(Tap::Erase));
        tell.on_change_signs(self.tapped(Tap::Script));
        tell.on_enter(self.tapped(Tap::Enter));
        tell.on_agree(self.tapped(Tap::Agree));
        tell.on_done(self.tapped(Tap::Done));
        let search = self.window.global::<SearchAdapter<'_>>();
        search.on_key(self.typed());
        search.on_erase(self.tapped(Tap::Erase));
        search.on_change_script(self.tapped(Tap::Script));
        let menu = self.window.global::<MenuAdapter<'_>>();
        menu.on_services(self.tapped(Tap::Menu(MenuTap::Services)));
        menu.on_test_print(self.tapped(Tap::Menu(MenuTap::TestPrint)));
        menu.on_print_queue(self.tapped(Tap::Menu(MenuTap::PrintQueue)));
        menu.on_new_roll(self.tapped(Tap::Menu(MenuTap::NewRoll)));
        menu.on_restart(self.tapped(Tap::Menu(MenuTap::Restart)));
        menu.on_brighter(self.lit(-LIGHT_STEP));
        menu.on_darker(self.lit(LIGHT_STEP));
        let weak = Rc::downgrade(self);
        self.window
            .global::<SpeechAdapter<'_>>()
            .on_focused(move |label| {
                if let Some(kiosk) = weak.upgrade() {
                    kiosk.tell(&label);
                }
            });
    }

    fn typed(self: &Rc<Self>) -> impl Fn(slint::SharedString) + 'static {
        let weak = Rc::downgrade(self);
        move |sign| {
            if let Some(kiosk) = weak.upgrade() {
                kiosk.tap(&Tap::Key(sign.into()));
            }
        }
    }

    fn lit(self: &Rc<Self>, by: f32) -> impl Fn() + 'static {
        let weak = Rc::downgrade(self);
        move || {
            if let Some(kiosk) = weak.upgrade() {
                let theme = kiosk.window.global::<Theme<'_>>();
                theme.set_dim((theme.get_dim() + by).clamp(0.0, DARKEST));
                kiosk.tap(&Tap::Elsewhere);
            }
        }
    }
}

/// Runs the terminal until its window closes or the office has a newer build.
pub fn run(screen: &Screen) -> Result<Ended, ScreenError> {
    stage::prepare("talon-kiosk")?;
    let asks = Rc::new(RefCell::new(None::<Link>));
    let sender = Rc::clone(&asks);
    let keys = RefCell::new(None::<(u64, String)>);
    let kiosk = Kiosk::new(
        screen.clock.clone(),
        &screen.id,
        Box::new(move |asked| ask::send(&sender, &keys, &asked)),
    )?;
    ON_STAGE.set(Some(Rc::clone(&kiosk)));
    let locked = matches!(screen.window, WindowMode::Fullscreen { .. });
    kiosk.window.global::<Theme<'_>>().set_locked(locked);
    stage::place(&kiosk.window, &screen.window)?;
    let link = Link::start(&screen.place, link::View::Kiosk, |heard| {
        // Fails only when the event loop has ended, and then nobody listens.
        slint::invoke_from_event_loop(move || hear(heard)).unwrap_or(());
    })?;
    asks.replace(Some(link));
    slint::run_event_loop()?;
    asks.replace(None);
    ON_STAGE.set(None);
    Ok(if NEWER.get() {
        Ended::NewBuild
    } else {
        Ended::Closed
    })
}

thread_local! {
    /// The kiosk of this process; the event loop's thread owns it.
    static ON_STAGE: RefCell<Option<Rc<Kiosk>>> = const { RefCell::new(None) };
    static NEWER: std::cell::Cell<bool> = const { std::cell::Cell::new(false) };
}

fn hear(heard: Heard<KioskView>) {
    let kiosk = ON_STAGE.with_borrow(Clone::clone);
    if kiosk.is_some_and(|kiosk| kiosk.heard(heard)) {
        info!("the office runs a newer build: starting again");
        NEWER.set(true);
        slint::quit_event_loop().unwrap_or(());
    }
}

/// The screen's keeper starts it again.
fn restart() {
    info!("the screen starts again, as the staff menu asked");
    NEWER.set(true);
    slint::quit_event_loop().unwrap_or(());
}
