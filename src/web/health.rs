//! The doctor's findings over the API: what the office sees of itself and of
//! the computer, the same as in the terminal.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};

use axum::Json;
use axum::extract::{ConnectInfo, State};
use axum::http::HeaderMap;
use office::day::{Copies, Mode};

use crate::config::settings::ScreenKind;
use crate::doctor::{self, Certificate, FindingView, Link, Living, Printer, Room, Wanted};
use crate::voice::VoiceState;
use crate::web::directory;
use crate::web::problem::Trouble;
use crate::web::server::is_own_loopback;
use crate::web::trust::{Right, Who};
use crate::web::{House, Shared, ask};

/// Who listens to the feed just now: accounts and devices by name.
#[derive(Debug, Clone, Default)]
pub(crate) struct Listening(Arc<Mutex<BTreeMap<String, usize>>>);

/// One listener; it is forgotten when dropped.
#[derive(Debug)]
pub(crate) struct Listens {
    all: Listening,
    by: String,
}

impl Listening {
    /// `None`: as many as `most` listen already as this one.
    pub(crate) fn begin(&self, by: &str, most: usize) -> Option<Listens> {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let count = all.entry(by.to_owned()).or_insert(0);
        if *count >= most {
            return None;
        }
        *count += 1;
        Some(Listens {
            all: self.clone(),
            by: by.to_owned(),
        })
    }

    fn has(&self, by: &str) -> bool {
        let all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        all.contains_key(by)
    }
}

impl Drop for Listens {
    fn drop(&mut self) {
        let mut all = self.all.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = all.get_mut(&self.by) {
            *count -= 1;
            if *count == 0 {
                all.remove(&self.by);
            }
        }
    }
}

/// What the office knows of itself; for the doctor in a terminal of this
/// computer, and for whoever may see the queue.
#[utoipa::path(
    get, path = "/api/v1/doctor/living", tag = "health",
    responses((status = 200, body = Living)),
    security((), ("token" = []))
)]
pub(crate) async fn living(
    State(shared): State<Shared>,
    ConnectInfo(from): ConnectInfo<SocketAddr>,
    who: Option<Who>,
) -> Result<Json<Living>, Trouble> {
    may_see(from, who.as_ref())?;
    std::future::ready(Ok(Json(shared.living()))).await
}

/// What is well, what is not, and what to do: `talon doctor`'s findings.
#[utoipa::path(
    get, path = "/api/v1/doctor", tag = "health",
    responses((status = 200, body = [FindingView])),
    security((), ("token" = []))
)]
pub(crate) async fn findings(
    State(shared): State<Shared>,
    ConnectInfo(from): ConnectInfo<SocketAddr>,
    who: Option<Who>,
    headers: HeaderMap,
) -> Result<Json<Vec<FindingView>>, Trouble> {
    may_see(from, who.as_ref())?;
    let settings = shared.settings();
    let language = ask::language(&headers, &settings);
    // Folders and devices are looked at where blocking is allowed.
    let looking =
        tokio::task::spawn_blocking(move || doctor::look(&settings, Wanted { smart: false }));
    let mut seen = looking.await.map_err(|_panicked| {
        Trouble::new(axum::http::StatusCode::SERVICE_UNAVAILABLE, "overloaded").retry_after_s(1)
    })?;
    seen.living = Some(shared.living());
    seen.directory = directory::look(&shared).await;
    let findings = doctor::judge(&seen);
    let views = findings
        .iter()
        .map(|finding| finding.view(&shared.texts, &language));
    Ok(Json(views.collect()))
}

/// From this computer, or who may see the queue.
pub(crate) fn may_see(from: SocketAddr, who: Option<&Who>) -> Result<(), Trouble> {
    if is_own_loopback(from.ip().to_canonical()) {
        return Ok(());
    }
    who.ok_or_else(Trouble::unauthorized)?
        .needs(Right::SeeQueue)
}

impl House {
    pub(crate) fn rooms(&self) -> Vec<Room> {
        let troubled = self.upkeep.troubled().into_iter();
        troubled
            .map(|(name, state)| Room {
                name: name.to_owned(),
                restarts: state.restarts,
                is_shut: state.is_shut,
            })
            .collect()
    }

    fn living(&self) -> Living {
        let picture = self.handle.told().picture;
        let current = self.current();
        let desks = picture.desks.iter().filter_map(|desk| {
            let staff = desk.staff()?;
            Some(Link {
                kind: "desk".to_owned(),
                name: desk.id.0.to_string(),
                is_up: self.listening.has(&staff.0),
            })
        });
        let screens = current.settings.screens.iter().map(|screen| {
            let kind = match screen.kind {
                ScreenKind::Kiosk => "kiosk",
                ScreenKind::Board => "board",
            };
            Link {
                kind: kind.to_owned(),
                name: String::new(),
                is_up: self.listening.has(kind),
            }
        });
        Living {
            version: env!("CARGO_PKG_VERSION").to_owned(),
            database_answers: picture.mode == Mode::Electronic,
            copies: match picture.copies {
                Copies::Two => 2,
                Copies::One => 1,
                Copies::None => 0,
            },
            clock_ahead_ms: picture.clock_ahead_ms,
            printers: self
                .printers
                .iter()
                .map(|(id, printer)| {
                    let state = printer.state();
                    Printer {
                        id: id.to_owned(),
                        condition: state.condition.code().to_owned(),
                        usable: state.condition.usable(),
                        tickets_left: state.tickets_left,
                        runs_low: state.runs_low(),
                    }
                })
                .collect(),
            voice: match self.voice.state() {
                VoiceState::Ready => "ok",
                VoiceState::Off => "off",
                VoiceState::Silent(_) => "silent",
            }
            .to_owned(),
            links: desks.chain(screens).collect(),
            certificate: self.seal.as_ref().map(|seal| Certificate {
                days_left: seal.days_left(),
                is_own: seal.is_own(),
                authority_days_left: seal.authority_days_left(),
                has_begun: seal.has_begun(),
                refused: seal.refused(),
                left_out: seal.left_out(),
            }),
            file_trouble: current.trouble,
            rooms: self.rooms(),
        }
    }
}
