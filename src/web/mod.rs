//! The LAN side: pages for people, the API for screens and other programs.
//!
//! Every route stands on this page. Web turns requests into commands for
//! reception and pictures into JSON; it decides nothing at the counter.

pub mod trust;

mod admin;
mod advice;
mod appointments;
mod ask;
mod assets;
mod audit;
mod bounds;
mod certificate;
mod check_in;
mod contract_list;
mod desks;
mod diary;
mod directory;
mod doubtful;
mod edges;
mod exact;
mod export;
mod feed;
mod hall;
mod health;
mod lean;
mod login;
mod matters;
mod month_plan;
mod notices;
mod openapi;
mod oversight;
mod pairing;
mod paper;
mod papers;
mod parking;
mod pass_desk;
mod passes;
mod printers;
mod problem;
mod promises;
mod ratings;
mod reading;
mod readings;
mod replay;
mod reports;
mod secret;
mod server;
mod signs;
mod slips;
mod tags;
pub mod ticket_preview;
mod tickets;
mod undo;
mod view;
mod view_day;
mod watching;
mod zones;

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::middleware;
use axum::routing::{delete, get, post, put};
use office::picture::Picture;
use tokio::net::TcpListener;
use tokio::sync::{Semaphore, watch};

use crate::clock::Clock;
use crate::config::settings::Settings;
use crate::config::shelf::Shelf;
use crate::history::History;
use crate::people::People;
use crate::print::outcome::{Condition, PrinterState};
use crate::print::status::Obstacle;
use crate::print::{PrinterHandle, Printers};
use crate::reception::handle::{Handle, Told};
use crate::reception::keep::Reader;
use crate::texts::Texts;
use crate::tls::{Seal, own_names};
use crate::voice::VoiceHandle;
use crate::watch::Pulse;
use crate::watch::upkeep::Upkeep;
use crate::web::bounds::Bounds;
use crate::web::check_in::Misses;
use crate::web::feed::Frames;
use crate::web::health::Listening;
use crate::web::login::Attempts;
use crate::web::pairing::Pairings;
pub use crate::web::passes::Passes;
use crate::web::trust::Device;
use crate::web::view::Scene;
use crate::wire::{self, Paper};

/// Listeners of the feed at once: desks and screens of the largest office
/// several times over.
const STREAMS: usize = 512;

/// Of these, by one account or token: a quarter stays for the others.
const STREAMS_OF_ONE: usize = 384;

/// Boards need no token; those without one have places of their own, so that they never
/// take a desk's. 256 TVs are more than any hall has.
const BOARD_STREAMS: usize = 256;

/// Of these, from one address: a building's boards may stand behind one router.
const BOARD_STREAMS_OF_ONE: usize = 64;

/// Reprints whose answers are remembered by key.
const REPRINTS: usize = 256;

/// The office file in force, and what is wrong with a newer one.
#[derive(Debug, Clone)]
pub struct Current {
    pub settings: Arc<Settings>,
    /// In words; the office goes on with `settings`.
    pub trouble: Option<String>,
}

impl Current {
    /// The file that the house started with.
    pub fn new(settings: &Arc<Settings>) -> Self {
        Self {
            settings: Arc::clone(settings),
            trouble: None,
        }
    }
}

/// What web is started with.
#[derive(Debug)]
pub struct Start {
    pub handle: Handle,
    pub printers: Printers,
    pub voice: VoiceHandle,
    pub people: People,
    pub texts: Arc<Texts>,
    pub current: watch::Receiver<Current>,
    /// The office file on disk, for the admin page.
    pub shelf: Option<Arc<Shelf>>,
    pub devices: Vec<Device>,
    /// Tokens of programs and of screens elsewhere.
    pub passes: Passes,
    pub clock: Clock,
    pub pulse: Pulse,
    /// Rooms that were started again.
    pub upkeep: Upkeep,
    /// Encrypts the pages for other computers; `None`: plain HTTP.
    pub seal: Option<Seal>,
    /// Reads what was kept, for the company's program (S18).
    pub reader: Reader,
    /// `None`: no reports.
    pub history: Option<History>,
    /// Told on the sign-in page of the demo.
    pub demo_pin: Option<String>,
}

/// What every request sees.
pub(crate) type Shared = Arc<House>;

#[derive(Debug)]
pub(crate) struct House {
    handle: Handle,
    printer: Option<PrinterHandle>,
    printers: Printers,
    voice: VoiceHandle,
    people: People,
    reader: Reader,
    texts: Arc<Texts>,
    current: watch::Receiver<Current>,
    shelf: Option<Arc<Shelf>>,
    devices: Vec<Device>,
    passes: Passes,
    pairings: Pairings,
    clock: Clock,
    frames: watch::Receiver<Arc<Frames>>,
    streams: Arc<Semaphore>,
    board_streams: Arc<Semaphore>,
    /// Staffing advice of the last ten seconds.
    advice: tokio::sync::Mutex<advice::Kept>,
    /// What became of reprints, by key: the same key prints once.
    reprints: Mutex<BTreeMap<String, wire::PrintAnswer>>,
    /// One PIN is checked at a time: each takes 19 MiB and tens of milliseconds.
    pin_checks: Semaphore,
    attempts: Attempts,
    /// Questions to the company's directory.
    directory: directory::Asks,
    /// Who has looked at people's data lately.
    lately: audit::Lately,
    /// Codes and phones nobody is booked under.
    misses: Misses,
    pulse: Pulse,
    upkeep: Upkeep,
    bounds: Bounds,
    listening: Listening,
    history: Option<History>,
    seal: Option<Seal>,
    /// Names of this computer: pages may be opened by them.
    own_names: Vec<String>,
    demo_pin: Option<String>,
    /// Changes when the program does.
    build: String,
}

impl House {
    fn settings(&self) -> Arc<Settings> {
        Arc::clone(&self.current.borrow().settings)
    }

    /// The printer that tickets come out of: the first of the file the house
    /// started with.
    fn printer(&self) -> Option<&PrinterHandle> {
        self.printer.as_ref()
    }

    fn paper_watch(&self) -> watch::Receiver<PrinterState> {
        self.printer().map_or_else(
            || watch::channel(PrinterState::default()).1,
            PrinterHandle::watch_state,
        )
    }

    /// How the printer is that tickets come out of now.
    fn printer_in_use(&self) -> Option<PrinterState> {
        let ready = self.ready_printers();
        ready.first().map(|printer| printer.state())
    }

    fn paper(&self) -> Paper {
        let state = self.printer_in_use();
        match state.map(|state| state.condition) {
            Some(_) if state.is_some_and(PrinterState::runs_low) => Paper::Low,
            None | Some(Condition::NotKnown) => Paper::Unknown,
            Some(Condition::Ready) => Paper::Ok,
            Some(Condition::PaperLow) => Paper::Low,
            Some(Condition::Out(Obstacle::PaperOut)) => Paper::Out,
            Some(Condition::Out(Obstacle::CoverOpen)) => Paper::CoverOpen,
            Some(
                Condition::Out(Obstacle::CutterError | Obstacle::PrinterError | Obstacle::Offline)
                | Condition::Garbled
                | Condition::Unreachable,
            ) => Paper::Unreachable,
        }
    }

    fn scene<'a>(&'a self, told: &'a Told, current: &'a Current) -> Scene<'a> {
        self.scene_of(told.version, &told.picture, current)
    }

    fn scene_of<'a>(
        &'a self,
        version: u64,
        picture: &'a Picture,
        current: &'a Current,
    ) -> Scene<'a> {
        Scene {
            version,
            picture,
            settings: &current.settings,
            texts: &self.texts,
            paper: self.paper(),
            tickets_left: self.printer_in_use().and_then(|state| state.tickets_left),
            fallen: self.upkeep.troubled_lately(),
            config_trouble: current.trouble.as_deref(),
        }
    }

    fn current(&self) -> Current {
        self.current.borrow().clone()
    }
}

/// Serves the LAN until the future is dropped, or a room of it cannot be helped.
pub async fn serve(listener: TcpListener, start: Start) {
    let (sender, frames) = watch::channel(Arc::new(Frames::default()));
    let bounds = Bounds::default();
    let (upkeep, seal) = (start.upkeep.clone(), start.seal.clone());
    let settings = Arc::clone(&start.current.borrow().settings);
    let first = settings.printers.first().map(|printer| printer.id.clone());
    let shared: Shared = Arc::new(House {
        handle: start.handle,
        printer: first.and_then(|first| start.printers.get(&first).cloned()),
        printers: start.printers,
        voice: start.voice,
        people: start.people,
        reader: start.reader,
        texts: start.texts,
        current: start.current,
        shelf: start.shelf,
        devices: start.devices,
        passes: start.passes,
        pairings: Pairings::default(),
        clock: start.clock,
        frames,
        streams: Arc::new(Semaphore::new(STREAMS)),
        board_streams: Arc::new(Semaphore::new(BOARD_STREAMS)),
        advice: tokio::sync::Mutex::default(),
        reprints: Mutex::default(),
        pin_checks: Semaphore::new(1),
        attempts: Attempts::default(),
        directory: directory::Asks::default(),
        lately: audit::Lately::default(),
        misses: Misses::default(),
        pulse: start.pulse,
        upkeep: start.upkeep,
        bounds: bounds.clone(),
        listening: Listening::default(),
        history: start.history,
        seal: start.seal,
        own_names: own_names(&[]),
        demo_pin: start.demo_pin,
        build: assets::build(),
    });
    // A room that falls is started again, and nobody is told to come back; one
    // that stays shut ends the pages, and the house starts anew.
    let drawing = upkeep.keep("feed", {
        let shared = Arc::clone(&shared);
        move || feed::draw(Arc::clone(&shared), sender.clone())
    });
    let (listener, router) = (Arc::new(listener), routes(shared));
    let taking_in = upkeep.keep("web", move || {
        let (router, bounds, seal) = (router.clone(), bounds.clone(), seal.clone());
        server::serve(Arc::clone(&listener), router, bounds, seal)
    });
    tokio::select! {
        () = drawing => {}
        () = taking_in => {}
    }
}

fn routes(shared: Shared) -> Router {
    Router::new()
        .merge(looked_after())
        .merge(api())
        .merge(booking())
        .merge(matters::routes())
        .merge(readings_api())
        .merge(pages())
        .fallback(edges::no_such_page)
        .method_not_allowed_fallback(edges::wrong_method)
        .layer(DefaultBodyLimit::max(ask::MAX_BODY_BYTES))
        .layer(middleware::from_fn_with_state(
            Arc::clone(&shared),
            edges::guard,
        ))
        .with_state(shared)
}

/// For whoever looks after the house.
fn looked_after() -> Router<Shared> {
    Router::new()
        .route("/healthz", get(reading::health))
        .route("/readyz", get(watching::ready))
        .route("/metrics", get(watching::metrics))
        .route("/api/v1/doctor", get(health::findings))
        .route("/api/v1/doctor/living", get(health::living))
        .route("/api/v1/audit", get(audit::page))
        .route("/api/v1/audit.csv", get(audit::file))
        .route("/api/v1/openapi.json", get(openapi::document))
        .route(
            "/api/v1/admin/office-file",
            get(admin::show).put(admin::save),
        )
        .route("/api/v1/admin/office-file/validate", post(admin::validate))
        .route("/api/v1/admin/office-file/revert", post(admin::revert))
        .route("/api/v1/admin/ticket-preview", post(ticket_preview::draw))
        .route("/api/v1/passes", get(pass_desk::list).post(pass_desk::give))
        .route("/api/v1/passes/{pass}", delete(pass_desk::take_back))
        .route("/api/v1/pairings", post(pairing::ask))
        .route("/api/v1/pairings/claim", post(pairing::claim))
        .route("/api/v1/pairings/look", post(pairing::look))
        .route("/api/v1/pairings/confirm", post(pairing::confirm))
}

fn api() -> Router<Shared> {
    let desk = |path: &str| format!("/api/v1/desks/{{desk}}{path}");
    Router::new()
        .route("/api/v1/feed", get(feed::feed))
        .route("/api/v1/services", get(reading::services))
        .route("/api/v1/board", get(reading::board))
        .route("/api/v1/queue", get(reading::queue))
        .route("/api/v1/desks", get(reading::desks))
        .route("/api/v1/tickets", post(tickets::take))
        .route("/api/v1/advice", get(advice::advice))
        .route("/api/v1/tickets/{ticket}/why", get(advice::why))
        .route("/api/v1/tickets/{ticket}", get(tickets::show))
        .route("/api/v1/tickets/{ticket}/revive", post(tickets::revive))
        .route("/api/v1/tickets/{ticket}/print", post(tickets::print_again))
        .route("/api/v1/tickets/{ticket}/change", post(hall::change))
        .route("/api/v1/tickets/{ticket}/send", post(hall::send))
        .route("/api/v1/tickets/{ticket}/cancel", post(hall::cancel))
        .route("/api/v1/slips/doubtful", get(doubtful::list))
        .route("/api/v1/tickets/{ticket}/in-hand", post(doubtful::confirm))
        .route("/api/v1/visits/solved", post(hall::solved))
        .route(
            "/api/v1/day/hours",
            post(oversight::set_hours).delete(oversight::restore_hours),
        )
        .route("/api/v1/day/close", post(oversight::close))
        .route("/api/v1/reports/heat", get(reports::heat))
        .route("/api/v1/reports/curve", get(reports::curve))
        .route("/api/v1/reports/peaks", get(reports::peaks))
        .route("/api/v1/reports/days", get(reports::days))
        .route("/api/v1/reports/promises", get(promises::promises))
        .route("/api/v1/replay", get(replay::show))
        .route("/api/v1/plan", get(month_plan::show))
        .route("/api/v1/reports/{table}", get(reports::table))
        .route("/api/v1/day/reopen", post(oversight::reopen))
        .route("/api/v1/peaks/acknowledge", post(oversight::acknowledge))
        .route("/api/v1/peaks/call-reserve", post(oversight::call_reserve))
        .route("/api/v1/peaks/stand-down", post(oversight::stand_down))
        .route(&desk(""), get(reading::desk))
        .route(&desk("/open"), post(desks::open))
        .route(&desk("/close"), post(desks::close))
        .route(&desk("/call-next"), post(desks::call_next))
        .route(&desk("/call"), post(desks::call))
        .route(&desk("/recall"), post(desks::recall))
        .route(&desk("/no-show"), post(desks::no_show))
        .route(&desk("/start"), post(desks::start))
        .route(&desk("/finish"), post(desks::finish))
        .route(&desk("/return"), post(desks::put_back))
        .route(&desk("/undo"), post(undo::undo))
        .route(&desk("/transfer"), post(desks::transfer))
        .route(&desk("/park"), post(parking::park))
        .route(&desk("/unpark"), post(parking::unpark))
        .route(&desk("/release"), post(parking::release))
        .route(&desk("/break"), post(desks::take_break))
        .route(&desk("/resume"), post(desks::resume))
        .route(&desk("/services"), put(desks::set_services))
        .route("/api/v1/ratings", post(ratings::rate))
        .merge(signs_api())
        .route("/api/v1/accounts", get(login::accounts))
        .route(
            "/api/v1/session",
            get(login::show)
                .post(login::sign_in)
                .delete(login::sign_out),
        )
        .route("/api/v1/session/secret", post(secret::change))
        .route("/api/v1/printers", get(printers::list))
        .route("/api/v1/printers/{printer}/roll", post(printers::new_roll))
        .route("/api/v1/printer/queue", post(paper::print_queue))
        .route("/api/v1/printer/slips", get(reading::preview_slips))
        .route("/api/v1/printer/slips/{slip}", get(reading::preview_slip))
}

fn signs_api() -> Router<Shared> {
    let service = |path: &str| format!("/api/v1/services/{{service}}{path}");
    Router::new()
        .route(
            "/api/v1/announcements",
            get(signs::announcements).put(signs::announce),
        )
        .route("/api/v1/kiosk/menu", post(signs::menu))
        .route("/api/v1/slides/{name}", get(signs::slide))
        .route(&service("/paused"), put(signs::pause))
        .route(&service("/bring/print"), post(signs::print_bring))
}

fn booking() -> Router<Shared> {
    Router::new()
        .route(
            "/api/v1/appointments",
            get(appointments::list).post(appointments::make),
        )
        .route("/api/v1/appointments/slots", get(appointments::slots))
        .route("/api/v1/appointments/{code}", get(appointments::show))
        .route(
            "/api/v1/appointments/{code}/move",
            post(appointments::move_to),
        )
        .route(
            "/api/v1/appointments/{code}/cancel",
            post(appointments::cancel),
        )
        .route(
            "/api/v1/appointments/{code}/print",
            post(appointments::print_again),
        )
        .route("/api/v1/check-in", post(check_in::check_in))
}

fn readings_api() -> Router<Shared> {
    let month = |path: &str| format!("/api/v1/readings/{{month}}{path}");
    Router::new()
        .route(&month(""), get(readings::show).put(readings::draw))
        .route(&month("/copy"), post(readings::copy))
        .route(&month("/contracts"), post(readings::assign))
        .route(&month("/release"), post(readings::release))
        .route(
            &month("/list"),
            post(readings::fill).layer(DefaultBodyLimit::max(readings::LIST_BYTES)),
        )
        .route(
            "/api/v1/readings/contracts/{contract}",
            get(readings::contract),
        )
        .route("/api/v1/readings/check-in", post(readings::check_in))
}

fn pages() -> Router<Shared> {
    let mut router = Router::new()
        .route("/trust", get(certificate::page))
        .route("/trust/talon-ca.crt", get(certificate::file))
        .route("/assets/{*path}", get(assets::file))
        .route("/lang/{language}/{file}", get(assets::language));
    for (path, page) in assets::PAGES {
        router = router.route(path, get(move |headers| assets::page(page, headers)));
    }
    router
}
