//! The hall beside the queue: announcements, services paused for a while, what
//! to bring on paper, the kiosk's staff menu, the board's slides.

use std::net::SocketAddr;
use std::path::{Path as FilePath, PathBuf};
use std::sync::Arc;

use axum::Json;
use axum::extract::{ConnectInfo, Path, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use office::command::Command;
use office::day::MINUTE_MS;
use office::service::ServiceId;
use office::signs::SignsCommand;
use office::ticket::{Closing, Ticket, TicketState};

use crate::config::settings::Settings;
use crate::print::outcome::Outcome;
use crate::print::slip::Slip;
use crate::reception::handle::Ask;
use crate::texts::Arg;
use crate::web::ask::{Body, key};
use crate::web::login::{self, is_right};
use crate::web::paper;
use crate::web::papers;
use crate::web::problem::Trouble;
use crate::web::tickets::ask_reception;
use crate::web::trust::{Right, Who};
use crate::web::view::Scene;
use crate::web::{House, Shared};
use crate::wire;
use crate::wire_screens::{
    Announcements, FinishedVisit, GroupView, KioskRules, Menu, MenuAct, MenuAnswer, Pause,
    PrintBring, ScreenShows, Screens, Slides,
};

/// The boards' running line comes round within a few minutes.
const LINES: usize = 20;
const LINE_CHARS: usize = 160;
/// Pictures of a folder that are shown; more would come round too rarely.
const SLIDES: usize = 50;
/// A photograph for 4K is about 5 MB.
const SLIDE_BYTES: u64 = 20 << 20;

/// Long enough to walk from the desk to the kiosk by the door.
const LATELY_MS: i64 = 15 * MINUTE_MS;
/// More would not fit a page of the kiosk.
const FINISHED: usize = 8;

/// The lines that boards run now.
#[utoipa::path(
    get, path = "/api/v1/announcements", tag = "screens",
    responses((status = 200, body = Announcements)), security(("token" = []))
)]
pub(crate) async fn announcements(
    State(shared): State<Shared>,
    who: Who,
) -> Result<Json<Announcements>, Trouble> {
    who.needs(Right::SeeQueue)?;
    let lines = shared.handle.told().picture.signs.announcements.clone();
    std::future::ready(Ok(Json(Announcements { lines }))).await
}

/// Replaces all announcements; they stay over days until they are replaced.
#[utoipa::path(
    put, path = "/api/v1/announcements", tag = "screens", request_body = Announcements,
    responses((status = 200, body = Announcements), (status = 422, body = wire::Problem)),
    security(("token" = []))
)]
pub(crate) async fn announce(
    State(shared): State<Shared>,
    who: Who,
    headers: HeaderMap,
    Body(wanted): Body<Announcements>,
) -> Result<Json<Announcements>, Trouble> {
    who.needs(Right::TakeByHand)?;
    let settings = shared.settings();
    check_lines(&wanted.lines, &settings)?;
    let command = Command::Signs(SignsCommand::Announce {
        lines: wanted.lines,
    });
    let ask = Ask::new(command, &who.by).with_key(key(&headers, &who)?);
    let done = ask_reception(&shared, ask).await?;
    Ok(Json(Announcements {
        lines: done.picture.signs.announcements.clone(),
    }))
}

fn check_lines(lines: &[wire::Texts], settings: &Settings) -> Result<(), Trouble> {
    let wrong = |code| Trouble::new(StatusCode::UNPROCESSABLE_ENTITY, code);
    if lines.len() > LINES {
        return Err(wrong("too-many-lines").with("limit", LINES));
    }
    let fits = |line: &wire::Texts| {
        let said = line.get(settings.default_language());
        said.is_some_and(|text| !text.trim().is_empty())
            && line.iter().all(|(language, text)| {
                settings.languages.contains(language)
                    && text.chars().count() <= LINE_CHARS
                    && !text.chars().any(char::is_control)
            })
    };
    if lines.iter().all(fits) {
        Ok(())
    } else {
        Err(wrong("bad-line").with("limit", LINE_CHARS))
    }
}

/// «Временно не принимаем», or again as before. Those who wait are served.
#[utoipa::path(
    put, path = "/api/v1/services/{service}/paused", tag = "screens", request_body = Pause,
    params(("service" = String, Path, description = "id of the service")),
    responses((status = 200, body = Pause), (status = 404, body = wire::Problem)),
    security(("token" = []))
)]
pub(crate) async fn pause(
    State(shared): State<Shared>,
    who: Who,
    Path(service): Path<String>,
    headers: HeaderMap,
    Body(wanted): Body<Pause>,
) -> Result<Json<Pause>, Trouble> {
    who.needs(Right::TakeByHand)?;
    let ask = pausing(service, wanted.paused, &who.by).with_key(key(&headers, &who)?);
    ask_reception(&shared, ask).await?;
    Ok(Json(wanted))
}

fn pausing(service: String, paused: bool, by: &str) -> Ask {
    let service = ServiceId::from(service);
    Ask::new(Command::Signs(SignsCommand::Pause { service, paused }), by)
}

/// «Что взять с собой» on paper, before any ticket (S14).
#[utoipa::path(
    post, path = "/api/v1/services/{service}/bring/print", tag = "screens", request_body = PrintBring,
    params(("service" = String, Path, description = "id of the service")),
    responses((status = 200, body = wire::PrintAnswer), (status = 404, body = wire::Problem)),
    security(("token" = []))
)]
pub(crate) async fn print_bring(
    State(shared): State<Shared>,
    who: Who,
    Path(service): Path<String>,
    headers: HeaderMap,
    Body(wanted): Body<PrintBring>,
) -> Result<Json<wire::PrintAnswer>, Trouble> {
    who.needs(Right::TakeTicket)?;
    let settings = shared.settings();
    let service = settings.service(&service).ok_or_else(|| {
        Trouble::new(StatusCode::NOT_FOUND, "unknown-service").with("service", &service)
    })?;
    let language = wanted
        .language
        .filter(|language| settings.languages.contains(language))
        .unwrap_or_else(|| settings.default_language().to_owned());
    let slip = papers::bring(&shared.texts, &settings, service, &language);
    let key = key(&headers, &who)?;
    let of = Arc::clone(&shared);
    let printing = async move { paper::told_of(print(&of, slip).await) };
    paper::once(&shared, key, printing).await
}

/// One act of the kiosk's staff menu; the PIN comes with each.
#[utoipa::path(
    post, path = "/api/v1/kiosk/menu", tag = "screens", request_body = Menu,
    responses(
        (status = 200, body = MenuAnswer),
        (status = 401, description = "wrong PIN", body = wire::Problem),
        (status = 429, description = "too many wrong PINs", body = wire::Problem)
    ),
    security(("token" = []))
)]
pub(crate) async fn menu(
    State(shared): State<Shared>,
    who: Who,
    ConnectInfo(from): ConnectInfo<SocketAddr>,
    Body(wanted): Body<Menu>,
) -> Result<Json<MenuAnswer>, Trouble> {
    who.needs(Right::TakeTicket)?;
    let settings = shared.settings();
    check_pin(&shared, &settings, from, wanted.pin).await?;
    let language = settings.default_language().to_owned();
    let say = |key: &str, args: &[(&str, Arg)]| shared.texts.get(&language, key, args);
    let said = match wanted.act {
        MenuAct::Open => say("menu-open", &[]),
        MenuAct::Pause | MenuAct::Resume => {
            let service = wanted
                .service
                .ok_or_else(|| Trouble::bad_request("menu-needs-service"))?;
            let paused = wanted.act == MenuAct::Pause;
            ask_reception(&shared, pausing(service.clone(), paused, &who.by)).await?;
            let title = settings
                .service(&service)
                .and_then(|service| service.title.get(&language).cloned())
                .unwrap_or(service);
            let key = if paused {
                "menu-paused"
            } else {
                "menu-resumed"
            };
            say(key, &[("service", Arg::from(title))])
        }
        MenuAct::TestPrint | MenuAct::PrintQueue => {
            let slip = {
                let told = shared.handle.told();
                let current = shared.current();
                let scene = shared.scene(&told, &current);
                if wanted.act == MenuAct::TestPrint {
                    papers::test(&scene, &language)
                } else {
                    papers::queue(&scene, &language)
                }
            };
            let key = match print(&shared, slip).await {
                Outcome::Printed => "menu-printed",
                Outcome::NotPrinted(_) => "menu-not-printed",
                Outcome::Unknown(_) => "menu-unknown",
            };
            say(key, &[])
        }
        MenuAct::NewRoll => match new_roll(&shared).await {
            Some(Some(left)) => say("menu-new-roll", &[("left", Arg::from(i64::from(left)))]),
            Some(None) => say("menu-roll-not-counted", &[]),
            None => say("menu-printer-busy", &[]),
        },
    };
    Ok(Json(MenuAnswer { said }))
}

/// A new roll in the kiosk's printer, the first of the office file: the tickets
/// it is good for, if its paper is counted. `None`: the printer is busy or gone.
async fn new_roll(shared: &House) -> Option<Option<u32>> {
    let printer = shared.printer()?;
    let is_done = printer.roll_is_new().await;
    is_done.then(|| printer.state().tickets_left)
}

/// Guarded as the sign-in is: one check at a time, one in line from an address,
/// a growing pause.
async fn check_pin(
    shared: &House,
    settings: &Settings,
    from: SocketAddr,
    pin: String,
) -> Result<(), Trouble> {
    const WHOSE: &str = "kiosk-menu";
    let hash = settings.hall.menu_pin_hash.clone();
    let hash = hash.ok_or_else(|| Trouble::new(StatusCode::NOT_FOUND, "no-menu"))?;
    let from = from.ip().to_canonical();
    let _in_line = login::in_line(shared, from)?;
    let _turn = login::turn(shared).await?;
    let now = shared.clock.now();
    let pause_ms = shared.attempts.pause_ms(WHOSE, from, now);
    if pause_ms > 0 {
        return Err(login::paused("too-many-pins", pause_ms));
    }
    if is_right(Some(hash), pin).await? {
        shared.attempts.succeeded(WHOSE, from);
        return Ok(());
    }
    shared.attempts.failed(WHOSE, from, now);
    Err(Trouble::new(StatusCode::UNAUTHORIZED, "menu-wrong-pin"))
}

async fn print(shared: &Shared, slip: Slip) -> Outcome {
    let at = jiff::Timestamp::from_millisecond(shared.clock.now().0).unwrap_or_default();
    let shared = Arc::clone(shared);
    // Whoever asked may walk away; the paper comes out whole.
    let printing = tokio::spawn(async move { shared.print(slip, at).await });
    printing.await.unwrap_or(Outcome::NotPrinted(
        crate::print::outcome::Reason::Unreachable,
    ))
}

/// A picture of the slides' folder.
#[utoipa::path(
    get, path = "/api/v1/slides/{name}", tag = "screens",
    params(("name" = String, Path, description = "as the board's feed names it")),
    responses((status = 200, description = "a PNG or JPEG picture"), (status = 404, body = wire::Problem))
)]
pub(crate) async fn slide(
    State(shared): State<Shared>,
    Path(name): Path<String>,
) -> Result<Response, Trouble> {
    let missing = || Trouble::new(StatusCode::NOT_FOUND, "no-such-slide");
    let dir = shared.settings().hall.slides_dir.clone();
    let dir = dir.ok_or_else(missing)?;
    let reading = tokio::task::spawn_blocking(move || {
        let is_slide = slide_names(&dir).contains(&name);
        is_slide.then(|| {
            std::fs::read(dir.join(&name))
                .ok()
                .map(|bytes| (name, bytes))
        })
    });
    let found = reading.await.ok().flatten().flatten();
    let (name, bytes) = found.ok_or_else(missing)?;
    let kind = if has_ending(FilePath::new(&name), &["png"]) {
        "image/png"
    } else {
        "image/jpeg"
    };
    let headers = [
        (header::CONTENT_TYPE, kind),
        (header::CACHE_CONTROL, "max-age=60"),
    ];
    Ok((headers, bytes).into_response())
}

/// Names of the pictures in the folder, in the order they are shown. A folder
/// that cannot be read has none.
pub(crate) fn slide_names(dir: &FilePath) -> Vec<String> {
    let Ok(entries) = std::fs::read_dir(dir) else {
        return Vec::new();
    };
    let is_picture = |path: &PathBuf| {
        let small =
            std::fs::metadata(path).is_ok_and(|file| file.is_file() && file.len() <= SLIDE_BYTES);
        small && has_ending(path, &["png", "jpg", "jpeg"])
    };
    let paths = entries.filter_map(|entry| Some(entry.ok()?.path()));
    let mut names: Vec<String> = paths
        .filter(is_picture)
        .filter_map(|path| path.file_name()?.to_str().map(str::to_owned))
        .collect();
    names.sort();
    names.truncate(SLIDES);
    names
}

fn has_ending(path: &FilePath, endings: &[&str]) -> bool {
    let ending = path.extension().and_then(|ending| ending.to_str());
    ending.is_some_and(|ending| {
        endings
            .iter()
            .any(|known| known.eq_ignore_ascii_case(ending))
    })
}

impl Scene<'_> {
    pub(crate) fn groups(&self) -> Vec<GroupView> {
        let groups = self.settings.hall.groups.iter();
        groups
            .map(|group| GroupView {
                id: group.id.clone(),
                parent: group.parent.clone(),
                title: group.title.clone(),
                hint: group.hint.clone(),
            })
            .collect()
    }

    pub(crate) fn kiosk_rules(&self) -> KioskRules {
        let hall = &self.settings.hall;
        KioskRules {
            ask_over_min: hall.ask_over_min,
            privileged: hall.privileged,
            rating: hall.rating,
            idle_s: hall.idle_s,
            booking: self.settings.services.iter().any(|service| service.booked),
            readings: self.takes_readings().is_some(),
            readings_service: self.takes_readings(),
            menu: hall.menu_pin_hash.is_some(),
            dark_when_closed: hall.dark_when_closed,
        }
    }

    /// Visits that ended lately and have no mark yet (S13).
    pub(crate) fn finished(&self) -> Vec<FinishedVisit> {
        if !self.settings.hall.rating {
            return Vec::new();
        }
        let now = self.picture.now;
        let visit = |ticket: &Ticket| match ticket.state {
            TicketState::Closed {
                at,
                how: Closing::Served,
            } if ticket.rated.is_none() && now.ms_since(at) <= LATELY_MS => Some(FinishedVisit {
                number: ticket.number.to_string(),
                desk: ticket.legs.last()?.desk.0,
            }),
            TicketState::Closed { .. }
            | TicketState::Waiting { .. }
            | TicketState::Called { .. }
            | TicketState::Serving { .. }
            | TicketState::Parked { .. } => None,
        };
        let visits = self.picture.recent.iter().filter_map(visit);
        visits.take(FINISHED).collect()
    }

    pub(crate) fn screens(&self) -> Screens {
        let shows = |plan: &crate::config::hall::ScreenPlan| ScreenShows {
            services: plan.services.clone(),
            desks: plan.desks.clone(),
        };
        let plans = self.settings.hall.screens.iter();
        plans.map(|(id, plan)| (id.clone(), shows(plan))).collect()
    }

    /// Announcements first, then the office file's lines.
    pub(crate) fn ticker(&self) -> Vec<wire::Texts> {
        let said = self.picture.signs.announcements.iter();
        said.chain(&self.settings.ticker).cloned().collect()
    }

    pub(crate) fn slides(&self) -> Slides {
        let names = self.settings.hall.slides_dir.as_deref().map(slide_names);
        Slides {
            paths: names
                .unwrap_or_default()
                .iter()
                .map(|name| format!("/api/v1/slides/{}", percent(name)))
                .collect(),
            each_s: self.settings.hall.slide_s,
        }
    }
}

/// A file's name in an address.
fn percent(name: &str) -> String {
    use std::fmt::Write as _;
    name.bytes().fold(String::new(), |mut path, byte| {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            path.push(char::from(byte));
        } else {
            // A String takes whatever is written to it.
            write!(path, "%{byte:02X}").unwrap_or(());
        }
        path
    })
}
