//! The terminal where a visitor takes a ticket: a window, its callbacks, its link.
//!
//! Promises: draws what the office says and asks it for tickets; keeps a number
//! once given on the screen whatever becomes of link or paper. Decides nothing
//! about the queue; where a tap leads is `flow`, what is drawn is `view`.

pub mod flow;
mod paint;
pub mod view;

use std::cell::RefCell;
use std::rc::Rc;
use std::time::Duration;

use tracing::{info, warn};
use ui::slint::{self, ComponentHandle, Timer, TimerMode};
use ui::{
    ChoicesAdapter, DetailsAdapter, Frame, KioskWindow, NoticesAdapter, Theme, TicketAdapter,
};

use crate::clock::Clock;
use crate::link::{self, Answer, Ask, Heard, Link, Place};
use crate::stage::{self, Ended, ScreenError, WindowMode};
use crate::wire::{KioskView, Problem, TakeTicket, TicketTaken};
use flow::{Asked, Flow, Reply, Step, Tap, Todo};
use paint::Painter;
use view::Seen;

/// The clock shows minutes and the countdown seconds: once a second is enough.
const TICK: Duration = Duration::from_secs(1);
/// 201: the office gave a ticket.
const CREATED: u16 = 201;
/// 200: the office gives the answer it gave before.
const OK: u16 = 200;

/// What `talon kiosk` needs to know.
#[derive(Debug, Clone)]
pub struct Screen {
    pub place: Place,
    pub window: WindowMode,
    pub clock: Clock,
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
    pub fn new(clock: Clock, ask: Asker) -> Result<Rc<Self>, ScreenError> {
        let window = KioskWindow::new()?;
        let visit = Visit {
            flow: Flow::new(stage::languages(&[]), stage::now(&clock)),
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
        });
        kiosk.wire();
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
                    let (id, reply) = (answer.id, understand(answer));
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
        if let Todo::Ask(asked) = todo {
            (self.ask)(asked);
        }
    }

    /// Draws what is true now; what did not change is not drawn again.
    pub fn refresh(&self) {
        let now = stage::now(&self.clock);
        let per_page =
            usize::try_from(self.window.global::<Theme<'_>>().get_choices()).unwrap_or(1);
        let scene = {
            let mut visit = self.visit.borrow_mut();
            visit.flow.tick(now);
            let lost = now.saturating_sub(visit.heard) >= link::SILENCE;
            let seen = Seen {
                office: visit.office.as_ref(),
                since: visit.pictured,
                lost,
                per_page,
                now,
            };
            view::scene(&visit.flow, seen)
        };
        let resized = self.painter.paint(&self.window, scene);
        if resized {
            // Larger letters mean fewer choices a page.
            self.refresh();
        }
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
        self.window
            .global::<DetailsAdapter<'_>>()
            .on_take(self.tapped(Tap::Take));
        self.window
            .global::<TicketAdapter<'_>>()
            .on_done(self.tapped(Tap::Done));
        let notices = self.window.global::<NoticesAdapter<'_>>();
        notices.on_take(self.tapped(Tap::Take));
        notices.on_try_again(self.tapped(Tap::TryAgain));
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
        Box::new(move |asked| send(&sender, &keys, &asked)),
    )?;
    ON_STAGE.set(Some(Rc::clone(&kiosk)));
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

/// Sends a question under its key: the same id asked again has the same key.
fn send(link: &RefCell<Option<Link>>, keys: &RefCell<Option<(u64, String)>>, asked: &Asked) {
    let key = {
        let mut keys = keys.borrow_mut();
        match keys.as_ref().filter(|(id, _)| *id == asked.id) {
            Some((_, key)) => Ok(key.clone()),
            None => link::new_key().inspect(|key| *keys = Some((asked.id, key.clone()))),
        }
    };
    let sent = key.and_then(|key| {
        let ask = question(asked, key);
        link.borrow()
            .as_ref()
            .map_or(Err(link::LinkError::Busy), |link| link.ask(ask))
    });
    if let Err(error) = sent {
        warn!(%error, "question not sent");
        let id = asked.id;
        // After this tap is done with; the loop runs, a tap came through it.
        slint::invoke_from_event_loop(move || hear(Heard::Answer(Answer { id, outcome: None })))
            .unwrap_or(());
    }
}

fn question(asked: &Asked, key: String) -> Ask {
    let body = TakeTicket {
        service: asked.service.clone(),
        language: Some(asked.language.clone()),
        ..TakeTicket::default()
    };
    Ask {
        id: asked.id,
        path: "/tickets".to_owned(),
        body: serde_json::json!(body),
        key,
        language: asked.language.clone(),
        respond_async: true,
    }
}

/// A ticket, a problem in the visitor's language, or nothing that can be read.
fn understand(answer: Answer) -> Reply {
    let Some((status, body)) = answer.outcome else {
        return Reply::Not(None);
    };
    if (status == CREATED || status == OK)
        && let Ok(ticket) = serde_json::from_slice::<TicketTaken>(&body)
    {
        return Reply::Taken(Box::new(ticket));
    }
    let problem = serde_json::from_slice::<Problem>(&body).ok();
    warn!(
        status,
        code = problem.as_ref().map(|problem| problem.code.as_str()),
        "no ticket"
    );
    Reply::Not(problem.map(|problem| problem.detail))
}
