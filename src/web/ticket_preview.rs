//! The ticket as the office file would have it, before the file is saved.

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use utoipa::ToSchema;

use crate::config::Level;
use crate::config::edit::{self, Change};
use crate::config::settings::Settings;
use crate::print::preview;
use crate::print::profile::Profile;
use crate::print::type_case::TypeCase;
use crate::texts::Texts;
use crate::web::Shared;
use crate::web::admin::{aside, no_such_place, read, shelf};
use crate::web::ask::{Body, language};
use crate::web::problem::Trouble;
use crate::web::slips;
use crate::web::trust::Who;
use crate::wire;

/// Which ticket to draw.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Wanted {
    /// As for validate; none: the file as it is.
    #[serde(default)]
    changes: Vec<Change>,
    /// 80 (default) or 58.
    #[serde(default)]
    width_mm: Option<u16>,
    /// The printer's own font, as on slow lines.
    #[serde(default)]
    text: bool,
    /// The visitor's language; the asker's by default.
    #[serde(default)]
    language: Option<String>,
}

/// A made-up ticket as the changed office file would print it; nothing is saved.
#[utoipa::path(
    post, path = "/api/v1/admin/ticket-preview", tag = "admin", request_body = Wanted,
    responses(
        (status = 200, description = "a PNG picture", content_type = "image/png"),
        (status = 422, description = "the file would have mistakes", body = wire::Problem)
    ),
    security(("token" = []))
)]
pub(crate) async fn draw(
    State(shared): State<Shared>,
    who: Who,
    headers: HeaderMap,
    Body(wanted): Body<Wanted>,
) -> Result<Response, Trouble> {
    let shelf = shelf(&shared, &who)?;
    let old = read(&shelf).await?;
    let new = edit::apply(&old, &wanted.changes).map_err(no_such_place)?;
    let asked = language(&headers, &shared.settings());
    let house = std::sync::Arc::clone(&shared);
    let drawn = aside(move || {
        let settings = shelf.check(&new).map_err(|findings| {
            let first = findings.iter().find(|found| found.level == Level::Error);
            first.map_or_else(String::new, |found| found.line(&house.texts, &asked))
        })?;
        let language = wanted.language.unwrap_or(asked);
        let profile = profile(wanted.width_mm.unwrap_or(80), wanted.text);
        picture(&settings, &house.texts, &language, &profile).map_err(|error| error.to_string())
    });
    let png = drawn.await?.map_err(|text| {
        Trouble::new(StatusCode::UNPROCESSABLE_ENTITY, "file-wrong").with("text", text)
    })?;
    Ok(([(header::CONTENT_TYPE, "image/png")], png).into_response())
}

/// The template's made-up ticket as a PNG, from the bytes that would go out.
pub fn picture(
    settings: &Settings,
    texts: &Texts,
    language: &str,
    profile: &Profile,
) -> Result<Vec<u8>, preview::PictureError> {
    let slip = slips::sample(settings, texts, language);
    preview::picture(&slip, profile, &mut TypeCase::new())
}

/// A usual printer of this paper.
pub fn profile(width_mm: u16, text: bool) -> Profile {
    let name = match (width_mm, text) {
        (58, false) => "raster-58",
        (58, true) => "text-58-cp866-17",
        (_, true) => "text-80-cp866-17",
        (_, false) => "raster-80",
    };
    Profile::named(name).unwrap_or_default()
}
