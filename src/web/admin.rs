//! The admin page's hands: the office file as forms, checked before it is
//! saved, shown as a difference, taken back to any earlier version.

use std::collections::BTreeSet;
use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use jiff::civil::Date;
use office::appointment::Code;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use office::audit::AuditEvent;

use crate::config::edit::{self, Change};
use crate::config::settings::{SecretKind, Settings};
use crate::config::shelf::{NotSaved, Shelf};
use crate::config::{ByLanguage, Finding, Level, secrets};
use crate::web::Shared;
use crate::web::ask::{Body, language};
use crate::web::audit;
use crate::web::diary::outside_hours;
use crate::web::problem::Trouble;
use crate::web::secret;
use crate::web::tags;
use crate::web::trust::{Right, Who};
use crate::web::view::Scene;

/// A form changes a few places; a whole office typed anew is a file.
const MAX_CHANGES: usize = 500;

/// What the office file says, for forms.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct OfficeFile {
    /// Send it back in quotes as If-Match.
    tag: String,
    /// The file's name, without its folder.
    name: String,
    /// The sections as data; absent if the file is no TOML. A PIN's or password's hash is `true`.
    #[schema(value_type = Option<Object>)]
    data: Option<serde_json::Value>,
    findings: Vec<FileFinding>,
    /// Earlier versions, the latest first.
    versions: Vec<FileVersion>,
}

#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct FileFinding {
    /// "error" or "warning".
    level: &'static str,
    /// From 1; 0: the whole file.
    line: u32,
    /// What stands there: "hours" and "mon"; absent where no one key does.
    section: Option<String>,
    key: Option<String>,
    what: String,
    /// What would be right.
    instead: Option<String>,
}

#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct FileVersion {
    id: String,
    until_ms: i64,
    by: String,
}

/// Changes of the form, made in turn.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Changes {
    changes: Vec<Change>,
    /// Whoever would be booked outside the new hours was thought of (S9).
    #[serde(default)]
    even_with_appointments: bool,
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Revert {
    /// One of `versions`.
    version: String,
    /// Whoever would be booked outside the new hours was thought of (S9).
    #[serde(default)]
    even_with_appointments: bool,
}

/// An appointment that the new hours leave outside (S9).
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct LeftOutside {
    date: String,
    time: String,
    code: String,
}

/// What would become of the file, or has.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct FileOutcome {
    /// The tag of the new text.
    tag: String,
    findings: Vec<FileFinding>,
    /// Lines: the first sign is a space (stays), «-» or «+».
    difference: Vec<String>,
    /// Sections that take effect at the next start only.
    restart: Vec<&'static str>,
    /// Appointments that the new hours leave outside; saved only if that was
    /// thought of.
    left_outside: Vec<LeftOutside>,
    saved: bool,
}

/// The office file as data, with its earlier versions.
#[utoipa::path(
    get, path = "/api/v1/admin/office-file", tag = "admin",
    responses((status = 200, body = OfficeFile), (status = 403, body = crate::wire::Problem)),
    security(("token" = []))
)]
pub(crate) async fn show(
    State(shared): State<Shared>,
    who: Who,
    headers: HeaderMap,
) -> Result<Response, Trouble> {
    let shelf = shelf(&shared, &who)?;
    let language = language(&headers, &shared.settings());
    let read = aside(move || {
        let text = shelf.read()?;
        let findings = match shelf.check(&text) {
            Ok(settings) => settings.warnings,
            Err(findings) => findings,
        };
        Ok((text, findings, shelf))
    });
    let (text, findings, shelf) = read.await?.map_err(|error| unreadable(&error))?;
    let versions = shelf.versions().into_iter().map(|version| FileVersion {
        id: version.id,
        until_ms: version.until_ms,
        by: version.by,
    });
    let file = OfficeFile {
        tag: Shelf::tag(&text),
        name: name(&shelf),
        data: edit::as_data(&text),
        findings: views(&shared, &findings, &text, &language),
        versions: versions.collect(),
    };
    let tag = [(header::ETAG, format!("\"{}\"", file.tag))];
    Ok((tag, Json(file)).into_response())
}

/// What these changes would lead to; nothing is saved.
#[utoipa::path(
    post, path = "/api/v1/admin/office-file/validate", tag = "admin", request_body = Changes,
    responses((status = 200, body = FileOutcome), (status = 422, body = crate::wire::Problem)),
    security(("token" = []))
)]
pub(crate) async fn validate(
    State(shared): State<Shared>,
    who: Who,
    headers: HeaderMap,
    Body(wanted): Body<Changes>,
) -> Result<Json<FileOutcome>, Trouble> {
    let shelf = shelf(&shared, &who)?;
    let language = language(&headers, &shared.settings());
    let changes = with_hashes(&shared, wanted.changes).await?;
    let old = read(&shelf).await?;
    let new = edit::apply(&old, &changes).map_err(no_such_place)?;
    outcome(&shared, &shelf, old, new, &language)
        .await
        .map(Json)
}

/// Saves the changes if the file is still the one that was looked at.
#[utoipa::path(
    put, path = "/api/v1/admin/office-file", tag = "admin", request_body = Changes,
    params(("If-Match" = String, Header, description = "the tag that was looked at, in quotes")),
    responses(
        (status = 200, body = FileOutcome),
        (status = 412, description = "somebody else changed the file meanwhile", body = crate::wire::Problem),
        (status = 422, description = "the new file has mistakes: see validate", body = crate::wire::Problem)
    ),
    security(("token" = []))
)]
pub(crate) async fn save(
    State(shared): State<Shared>,
    who: Who,
    headers: HeaderMap,
    Body(wanted): Body<Changes>,
) -> Result<Json<FileOutcome>, Trouble> {
    let shelf = shelf(&shared, &who)?;
    let changes = with_hashes(&shared, wanted.changes).await?;
    let old = read(&shelf).await?;
    let new = edit::apply(&old, &changes).map_err(no_such_place)?;
    let despite = wanted.even_with_appointments;
    put(&shared, &who, &headers, (old, new), despite).await
}

/// Brings an earlier version back; that is a change as any other.
#[utoipa::path(
    post, path = "/api/v1/admin/office-file/revert", tag = "admin", request_body = Revert,
    params(("If-Match" = String, Header, description = "the tag that was looked at, in quotes")),
    responses((status = 200, body = FileOutcome), (status = 404, body = crate::wire::Problem), (status = 412, body = crate::wire::Problem)),
    security(("token" = []))
)]
pub(crate) async fn revert(
    State(shared): State<Shared>,
    who: Who,
    headers: HeaderMap,
    Body(wanted): Body<Revert>,
) -> Result<Json<FileOutcome>, Trouble> {
    let shelf = shelf(&shared, &who)?;
    let old = read(&shelf).await?;
    let version = wanted.version;
    let new = aside(move || shelf.version(&version)).await?;
    let new = new.ok_or_else(|| Trouble::new(StatusCode::NOT_FOUND, "no-such-version"))?;
    let despite = wanted.even_with_appointments;
    put(&shared, &who, &headers, (old, new), despite).await
}

async fn put(
    shared: &Shared,
    who: &Who,
    headers: &HeaderMap,
    (old, new): (String, String),
    despite_booked: bool,
) -> Result<Json<FileOutcome>, Trouble> {
    let shelf = shelf(shared, who)?;
    let given = headers.get(header::IF_MATCH).and_then(tags::tag);
    let given =
        given.ok_or_else(|| Trouble::new(StatusCode::PRECONDITION_REQUIRED, "tag-needed"))?;
    let tag = given.to_owned();
    let language = language(headers, &shared.settings());
    let mut told = outcome(shared, &shelf, old, new.clone(), &language).await?;
    if let (Some(first), false) = (told.left_outside.first(), despite_booked) {
        let trouble = Trouble::new(StatusCode::CONFLICT, "file-booked-outside");
        return Err(trouble
            .with("count", told.left_outside.len())
            .with("date", &first.date)
            .with("time", &first.time));
    }
    let (by, now_ms) = (who.by.clone(), shared.clock.now().0);
    let saving = aside(move || shelf.save(&new, &tag, &by, now_ms));
    match saving.await? {
        Ok(()) => {
            told.saved = true;
            let changed = AuditEvent::FileChanged {
                tag: told.tag.clone(),
            };
            audit::keep(shared, &who.by, changed).await?;
            Ok(Json(told))
        }
        Err(NotSaved::Changed) => Err(Trouble::new(
            StatusCode::PRECONDITION_FAILED,
            "file-changed",
        )),
        Err(NotSaved::Wrong(findings)) => {
            let first = findings.iter().find(|found| found.level == Level::Error);
            let text = first.map_or_else(String::new, |found| found.line(&shared.texts, &language));
            Err(Trouble::new(StatusCode::UNPROCESSABLE_ENTITY, "file-wrong").with("text", text))
        }
        Err(NotSaved::Disk(error)) => Err(unreadable(&error)),
    }
}

async fn outcome(
    shared: &Shared,
    shelf: &Arc<Shelf>,
    old: String,
    new: String,
    language: &str,
) -> Result<FileOutcome, Trouble> {
    let shelf = Arc::clone(shelf);
    let looked = aside(move || {
        let lines = edit::difference(&old, &new);
        let difference = lines
            .iter()
            .map(|line| format!("{}{}", line.sign, line.text))
            .collect();
        (difference, shelf.check(&old), shelf.check(&new), new)
    });
    let (difference, before, after, new) = looked.await?;
    let restart = match (&before, &after) {
        (Ok(before), Ok(after)) => needs_restart(before, after),
        (Err(_), _) | (_, Err(_)) => Vec::new(),
    };
    let left_outside = match &after {
        Ok(after) => left_outside(shared, after),
        Err(_) => Vec::new(),
    };
    let findings = match after {
        Ok(settings) => settings.warnings,
        Err(findings) => findings,
    };
    Ok(FileOutcome {
        tag: Shelf::tag(&new),
        findings: views(shared, &findings, &new, language),
        difference,
        restart,
        left_outside,
        saved: false,
    })
}

/// Who is booked within the hours in force and outside the new ones. The head's
/// word for today goes before the file.
fn left_outside(shared: &Shared, new: &Settings) -> Vec<LeftOutside> {
    let told = shared.handle.told();
    let current = shared.current();
    let scene = shared.scene(&told, &current);
    let today = scene.today();
    let is_overridden = told
        .picture
        .day
        .as_ref()
        .is_some_and(|day| day.overridden_by.is_some());
    let may_change = |date: Date| date > today || (date == today && !is_overridden);
    let now_outside: BTreeSet<&Code> = outside_hours(scene.diary(), |date| {
        may_change(date).then(|| scene.hours_of(date))
    })
    .into_iter()
    .map(|known| &known.code)
    .collect();
    let then = Scene {
        settings: new,
        ..scene.clone()
    };
    outside_hours(scene.diary(), |date| {
        may_change(date).then(|| then.planned_hours(date))
    })
    .into_iter()
    .filter(|known| !now_outside.contains(&known.code))
    .map(|known| LeftOutside {
        date: known.date.to_string(),
        time: scene.starts(known.starts_at),
        code: known.code.to_string(),
    })
    .collect()
}

/// The sections that the house reads at its start only.
fn needs_restart(old: &Settings, new: &Settings) -> Vec<&'static str> {
    let changed = [
        ("printer", old.printers != new.printers),
        ("screen", old.screens != new.screens),
        (
            "voice",
            old.voice != new.voice || !spoken_zones(old).eq(spoken_zones(new)),
        ),
        ("storage", old.storage != new.storage),
        ("network", old.network != new.network),
    ];
    let changed = changed
        .into_iter()
        .filter(|(_name, is_changed)| *is_changed);
    changed.map(|(name, _is_changed)| name).collect()
}

/// The recordings of zones' names, which the voice reads at its start.
fn spoken_zones(settings: &Settings) -> impl Iterator<Item = (&String, &ByLanguage)> {
    settings.zones.iter().map(|zone| (&zone.id, &zone.voice))
}

/// A PIN or password of the form becomes its hash before anything else sees it.
async fn with_hashes(shared: &Shared, wanted: Vec<Change>) -> Result<Vec<Change>, Trouble> {
    if wanted.len() > MAX_CHANGES {
        let trouble = Trouble::new(StatusCode::UNPROCESSABLE_ENTITY, "too-many-changes");
        return Err(trouble.with("limit", MAX_CHANGES));
    }
    let mut changes = Vec::with_capacity(wanted.len());
    for mut change in wanted {
        let (index, kind) = match change.path.as_slice() {
            [staff, index, key] if staff == "staff" && key == "pin" => (index, SecretKind::Pin),
            [staff, index, key] if staff == "staff" && key == "password" => {
                (index, SecretKind::Password)
            }
            _ => {
                changes.push(change);
                continue;
            }
        };
        let given = change.value.take();
        let given = given.as_ref().and_then(serde_json::Value::as_str);
        let given = given.unwrap_or("");
        if !secrets::is_fit(kind, given, "") {
            return Err(secret::unfit(kind));
        }
        let hash = secret::hashed(shared, given.to_owned()).await?;
        changes.extend(secret::changes(index, kind, &hash));
    }
    Ok(changes)
}

pub(super) fn shelf(shared: &Shared, who: &Who) -> Result<Arc<Shelf>, Trouble> {
    who.needs(Right::Administer)?;
    let shelf = shared.shelf.as_ref();
    shelf
        .map(Arc::clone)
        .ok_or_else(|| Trouble::new(StatusCode::NOT_FOUND, "no-office-file"))
}

pub(super) async fn read(shelf: &Arc<Shelf>) -> Result<String, Trouble> {
    let shelf = Arc::clone(shelf);
    aside(move || shelf.read())
        .await?
        .map_err(|error| unreadable(&error))
}

/// Away from the threads that serve.
pub(super) async fn aside<T: Send + 'static>(
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, Trouble> {
    tokio::task::spawn_blocking(work)
        .await
        .map_err(|_panicked| Trouble::new(StatusCode::INTERNAL_SERVER_ERROR, "other"))
}

pub(super) fn unreadable(error: &std::io::Error) -> Trouble {
    Trouble::new(StatusCode::SERVICE_UNAVAILABLE, "file-unreadable").with("error", error)
}

pub(super) fn no_such_place(wrong: edit::NoSuchPlace) -> Trouble {
    Trouble::new(StatusCode::UNPROCESSABLE_ENTITY, "no-such-place").with("number", wrong.0 + 1)
}

fn name(shelf: &Shelf) -> String {
    let name = shelf.path().file_name().unwrap_or_default();
    name.to_string_lossy().into_owned()
}

fn views(shared: &Shared, findings: &[Finding], text: &str, language: &str) -> Vec<FileFinding> {
    let view = |found: &Finding| {
        let (section, key) = place(text, found.at.line).unzip();
        FileFinding {
            level: match found.level {
                Level::Error => "error",
                Level::Warning => "warning",
            },
            line: found.at.line,
            section,
            key,
            what: found.what(&shared.texts, language),
            instead: found.instead(&shared.texts, language),
        }
    };
    findings.iter().map(view).collect()
}

/// Section and key of a line, counted from 1, where it holds one.
fn place(text: &str, line: u32) -> Option<(String, String)> {
    let lines: Vec<&str> = text.lines().take(usize::try_from(line).ok()?).collect();
    let (key, _value) = lines.last()?.split_once('=')?;
    let section = lines.iter().rev().find(|line| line.starts_with('['))?;
    let name = section.trim_matches(|sign: char| sign != '_' && !sign.is_ascii_lowercase());
    Some((name.to_owned(), key.trim().to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_known_by_its_section_and_key() {
        let text = "[office]\nname = \"Талон\"\n\n[[live_queue]]\norder = \"first\"\n";
        let known = |section: &str, key: &str| Some((section.to_owned(), key.to_owned()));
        assert_eq!(place(text, 2), known("office", "name"));
        assert_eq!(place(text, 5), known("live_queue", "order"));
        assert_eq!(place(text, 4), None);
        assert_eq!(place(text, 0), None);
    }
}
