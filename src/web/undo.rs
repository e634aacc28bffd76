//! Taking a desk's last act back: what its page shows, and the command.

use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::Response;
use office::command::Command;
use office::desk::DeskId;
use office::undo::Act;

use crate::web::Shared;
use crate::web::ask::Body;
use crate::web::desks::{AtDesk, DeskPath, Nothing};
use crate::web::problem::Trouble;
use crate::web::trust::Who;
use crate::web::view::Scene;
use crate::wire;

impl Scene<'_> {
    /// What the desk can take back, while it can.
    pub(crate) fn undo(&self, desk: DeskId) -> Option<wire::UndoView> {
        let undo = self.picture.undo.iter().find(|undo| undo.desk == desk)?;
        Some(wire::UndoView {
            what: what(undo.act).to_owned(),
            ticket: undo.number.to_string(),
            resumes: undo.resumes.as_ref().map(ToString::to_string),
            until_ms: undo.until.0,
        })
    }
}

fn what(act: Act) -> &'static str {
    match act {
        Act::Call => "call",
        Act::Start => "start",
        Act::Finish => "finish",
        Act::NoShow => "no-show",
        Act::Return => "return",
        Act::Transfer => "transfer",
        Act::Park => "park",
    }
}

/// Take back the desk's last call, start, finish, no-show, return, transfer or park,
/// within the seconds of the office file.
#[utoipa::path(
    post, path = "/api/v1/desks/{desk}/undo", tag = "desks", params(("desk" = u16, Path)),
    responses(
        (status = 200, body = wire::DeskView),
        (status = 409, description = "nothing-to-undo, undo-too-late, undo-moved-on", body = wire::Problem)
    ),
    security(("token" = []))
)]
pub(crate) async fn undo(
    State(shared): State<Shared>,
    who: Who,
    Path(desk): DeskPath,
    headers: HeaderMap,
    Body(Nothing {}): Body<Nothing>,
) -> Result<Response, Trouble> {
    let at = AtDesk::new(&shared, &who, &desk, &headers)?;
    let desk = at.desk;
    at.then_show(Command::Undo { desk }).await
}
