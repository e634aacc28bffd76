//! What can only be looked at: services, board, queue, desks, health, preview.

use std::net::SocketAddr;

use axum::Json;
use axum::extract::{ConnectInfo, Path, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use office::day::{Copies, Mode};
use office::desk::DeskId;
use serde::Serialize;
use utoipa::ToSchema;

use crate::doctor::Room;
use crate::print::PrinterHandle;
use crate::voice::VoiceState;
use crate::web::Shared;
use crate::web::health;
use crate::web::problem::{Trouble, unknown_desk};
use crate::web::trust::{Right, Who};
use crate::wire;

/// The house's health in one line for monitors.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Health {
    /// "ok", or "degraded" while something is missing; the office serves in both.
    status: &'static str,
    version: &'static str,
    mode: wire::QueueMode,
    copies: wire::Copies,
    paper: wire::Paper,
    /// "ok", "off" or "silent".
    voice: &'static str,
    /// Rooms that failed since the start; one that is shut stays so until the
    /// next one.
    rooms: Vec<Room>,
}

#[utoipa::path(get, path = "/healthz", tag = "health", responses((status = 200, body = Health)))]
pub(crate) async fn health(State(shared): State<Shared>) -> Json<Health> {
    let picture = shared.handle.told().picture;
    let paper = shared.paper();
    let rooms = shared.rooms();
    let well = picture.mode == Mode::Electronic
        && picture.copies == Copies::Two
        && matches!(paper, wire::Paper::Ok | wire::Paper::Unknown)
        && !rooms.iter().any(|room| room.is_shut);
    let health = Health {
        status: if well { "ok" } else { "degraded" },
        version: env!("CARGO_PKG_VERSION"),
        mode: crate::web::view::mode(picture.mode),
        copies: crate::web::view::copies(picture.copies),
        paper,
        voice: match shared.voice.state() {
            VoiceState::Ready => "ok",
            VoiceState::Off => "off",
            VoiceState::Silent(_) => "silent",
        },
        rooms,
    };
    std::future::ready(Json(health)).await
}

/// The services and their waits now.
#[utoipa::path(get, path = "/api/v1/services", tag = "office", responses((status = 200, body = [wire::ServiceView])))]
pub(crate) async fn services(State(shared): State<Shared>) -> Json<Vec<wire::ServiceView>> {
    let services = shared
        .scene(&shared.handle.told(), &shared.current())
        .services();
    std::future::ready(Json(services)).await
}

/// What the waiting room's board shows.
#[utoipa::path(get, path = "/api/v1/board", tag = "office", responses((status = 200, body = wire::BoardView)))]
pub(crate) async fn board(State(shared): State<Shared>) -> Json<wire::BoardView> {
    let board = shared
        .scene(&shared.handle.told(), &shared.current())
        .board();
    std::future::ready(Json(board)).await
}

/// Everyone waiting, called and in service.
#[utoipa::path(
    get, path = "/api/v1/queue", tag = "office",
    responses((status = 200, body = wire::QueueView), (status = 401, body = wire::Problem)),
    security(("token" = []))
)]
pub(crate) async fn queue(
    State(shared): State<Shared>,
    who: Who,
) -> Result<Json<wire::QueueView>, Trouble> {
    who.needs(Right::SeeQueue)?;
    let queue = shared
        .scene(&shared.handle.told(), &shared.current())
        .queue();
    std::future::ready(Ok(Json(queue))).await
}

/// All desks.
#[utoipa::path(
    get, path = "/api/v1/desks", tag = "desks",
    responses((status = 200, body = [wire::DeskView]), (status = 401, body = wire::Problem)),
    security(("token" = []))
)]
pub(crate) async fn desks(
    State(shared): State<Shared>,
    who: Who,
) -> Result<Json<Vec<wire::DeskView>>, Trouble> {
    who.needs(Right::SeeQueue)?;
    let desks = shared
        .scene(&shared.handle.told(), &shared.current())
        .staff()
        .desks;
    std::future::ready(Ok(Json(desks))).await
}

/// One desk; its `ETag` is the revision for `If-Match`.
#[utoipa::path(
    get, path = "/api/v1/desks/{desk}", tag = "desks", params(("desk" = u16, Path)),
    responses((status = 200, body = wire::DeskView), (status = 404, body = wire::Problem)),
    security(("token" = []))
)]
pub(crate) async fn desk(
    State(shared): State<Shared>,
    who: Who,
    Path(desk): Path<u16>,
) -> Result<Response, Trouble> {
    who.needs(Right::SeeQueue)?;
    let told = shared.handle.told();
    let id = DeskId(desk);
    let desk = told.picture.desk(id).ok_or_else(|| unknown_desk(id))?;
    let view = shared.scene(&told, &shared.current()).desk(desk);
    let etag = [(header::ETAG, format!("\"{}\"", view.revision))];
    std::future::ready(Ok((etag, Json(view)).into_response())).await
}

/// A slip of the preview printer.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PreviewSlipView {
    id: u64,
    at_ms: i64,
    number: Option<String>,
}

/// Slips say who waits for what: other computers show them to staff alone. The
/// demo's visitors are made up, and its page is the first thing to look at.
fn may_see_slips(shared: &Shared, from: SocketAddr, who: Option<&Who>) -> Result<(), Trouble> {
    if shared.demo_pin.is_some() {
        return Ok(());
    }
    health::may_see(from, who)
}

/// The preview printer's last slips, newest first; empty with a real printer.
/// Without signing in on the office's own computer and in the demo.
#[utoipa::path(
    get, path = "/api/v1/printer/slips", tag = "printer",
    responses((status = 200, body = [PreviewSlipView]), (status = 401, body = wire::Problem), (status = 403, body = wire::Problem)),
    security((), ("token" = []))
)]
pub(crate) async fn preview_slips(
    State(shared): State<Shared>,
    ConnectInfo(from): ConnectInfo<SocketAddr>,
    who: Option<Who>,
) -> Result<Json<Vec<PreviewSlipView>>, Trouble> {
    may_see_slips(&shared, from, who.as_ref())?;
    let slips = shared.printer().map(PrinterHandle::preview_slips);
    let views = slips
        .iter()
        .flat_map(|slips| slips.iter().rev())
        .map(|slip| PreviewSlipView {
            id: slip.id,
            at_ms: slip.at.as_millisecond(),
            number: slip.number.clone(),
        })
        .collect();
    std::future::ready(Ok(Json(views))).await
}

/// One of them as a picture: `{id}.png`.
#[utoipa::path(
    get, path = "/api/v1/printer/slips/{slip}", tag = "printer", params(("slip" = String, Path)),
    responses(
        (status = 200, content_type = "image/png", body = Vec<u8>), (status = 401, body = wire::Problem),
        (status = 403, body = wire::Problem), (status = 404, body = wire::Problem)
    ),
    security((), ("token" = []))
)]
pub(crate) async fn preview_slip(
    State(shared): State<Shared>,
    ConnectInfo(from): ConnectInfo<SocketAddr>,
    who: Option<Who>,
    Path(name): Path<String>,
) -> Result<Response, Trouble> {
    may_see_slips(&shared, from, who.as_ref())?;
    let wanted: Option<u64> = name.strip_suffix(".png").and_then(|id| id.parse().ok());
    let slips = shared.printer().map(PrinterHandle::preview_slips);
    let found = slips
        .iter()
        .flat_map(|slips| slips.iter())
        .find(|slip| Some(slip.id) == wanted)
        .ok_or_else(|| Trouble::new(StatusCode::NOT_FOUND, "unknown-slip"))?;
    let picture = found.png.to_vec();
    let answer = ([(header::CONTENT_TYPE, "image/png")], picture).into_response();
    std::future::ready(Ok(answer)).await
}
