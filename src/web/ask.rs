//! What every request brings besides who asks: a body, a key, a language, a
//! revision. Wrong ones get a clear problem.

use axum::body::Bytes;
use axum::extract::{FromRequest, Request};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use office::desk::DeskId;
use office::picture::Picture;
use office::ticket::TicketNumber;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::config::settings::Settings;
use crate::web::Shared;
use crate::web::problem::Trouble;
use crate::web::tags;
use crate::web::trust::Who;

/// Commands are small; anything larger is a mistake or an attack.
pub(crate) const MAX_BODY_BYTES: usize = 64 * 1024;

/// Longest one-time key, bytes: a UUID with room to spare.
pub(crate) const MAX_KEY_BYTES: usize = 128;

/// A JSON body, whatever its declared type; an empty one counts as `{}`.
#[derive(Debug)]
pub(crate) struct Body<T>(pub(crate) T);

impl<T: DeserializeOwned> FromRequest<Shared> for Body<T> {
    type Rejection = Trouble;

    async fn from_request(request: Request, shared: &Shared) -> Result<Self, Trouble> {
        let bytes =
            Bytes::from_request(request, shared)
                .await
                .map_err(|rejection| match rejection.into_response_status() {
                    StatusCode::PAYLOAD_TOO_LARGE => {
                        let limit = MAX_BODY_BYTES / 1024;
                        Trouble::new(StatusCode::PAYLOAD_TOO_LARGE, "too-large")
                            .with("limit", limit)
                    }
                    _ => Trouble::bad_request("unreadable-body"),
                })?;
        let bytes = if bytes.iter().all(u8::is_ascii_whitespace) {
            b"{}".as_slice()
        } else {
            &bytes
        };
        // Every body is an object; serde would take a list's items for its fields.
        if bytes.trim_ascii_start().starts_with(b"[") {
            let wrong = Trouble::new(StatusCode::UNPROCESSABLE_ENTITY, "wrong-fields");
            return Err(wrong.with("error", "a list instead of an object"));
        }
        serde_json::from_slice(bytes)
            .or_else(|error| with_whole_numbers(bytes).ok_or(error))
            .map(Self)
            .map_err(|error| match error.classify() {
                serde_json::error::Category::Data => {
                    Trouble::new(StatusCode::UNPROCESSABLE_ENTITY, "wrong-fields")
                        .with("error", error)
                }
                serde_json::error::Category::Io
                | serde_json::error::Category::Syntax
                | serde_json::error::Category::Eof => {
                    Trouble::bad_request("malformed-json").with("error", error)
                }
            })
    }
}

/// The body with «3.0» read as the whole number that it is in JSON Schema; some
/// languages write all numbers so.
fn with_whole_numbers<T: DeserializeOwned>(bytes: &[u8]) -> Option<T> {
    let mut value: Value = serde_json::from_slice(bytes).ok()?;
    make_whole(&mut value);
    serde_json::from_value(value).ok()
}

fn make_whole(value: &mut Value) {
    match value {
        Value::Number(number) => {
            let text = number.to_string();
            let whole = text.strip_suffix(".0").and_then(|text| text.parse().ok());
            if let Some(whole) = whole {
                *number = whole;
            }
        }
        Value::Array(list) => list.iter_mut().for_each(make_whole),
        Value::Object(fields) => fields.values_mut().for_each(make_whole),
        Value::Null | Value::Bool(_) | Value::String(_) => {}
    }
}

trait RejectionStatus {
    fn into_response_status(self) -> StatusCode;
}

impl<R: axum::response::IntoResponse> RejectionStatus for R {
    fn into_response_status(self) -> StatusCode {
        self.into_response().status()
    }
}

/// The one-time key of a command, apart for everyone who sends keys.
pub(crate) fn key(headers: &HeaderMap, who: &Who) -> Result<Option<String>, Trouble> {
    let Some(value) = headers.get("idempotency-key") else {
        return Ok(None);
    };
    let key = key_text(value).ok_or_else(bad_key)?;
    Ok(Some(format!("{}:{key}", who.by)))
}

/// A key that nobody could keep is refused before anything is done with it.
pub(crate) fn check_key(headers: &HeaderMap) -> Result<(), Trouble> {
    let value = headers.get("idempotency-key");
    match value.map(key_text) {
        Some(None) => Err(bad_key()),
        Some(Some(_)) | None => Ok(()),
    }
}

fn key_text(value: &HeaderValue) -> Option<&str> {
    // A tab is the one control sign that headers let through.
    let fits = |key: &&str| !key.is_empty() && key.len() <= MAX_KEY_BYTES && !key.contains('\t');
    value.to_str().ok().filter(fits)
}

fn bad_key() -> Trouble {
    Trouble::bad_request("bad-key").with("limit", MAX_KEY_BYTES)
}

/// `If-Match: "<revision>"`; nothing and «*» match any state (RFC 9110).
pub(crate) fn seen_revision(headers: &HeaderMap) -> Result<Option<u64>, Trouble> {
    let value = headers.get(header::IF_MATCH);
    let Some(value) = value.filter(|value| value.as_bytes() != b"*") else {
        return Ok(None);
    };
    let revision = tags::revision(value).ok_or_else(|| Trouble::bad_request("bad-revision"))?;
    Ok(Some(revision))
}

/// The same of a desk.
pub(crate) fn only_if(headers: &HeaderMap, desk: DeskId) -> Result<Option<(DeskId, u64)>, Trouble> {
    let seen = seen_revision(headers)?;
    Ok(seen.map(|revision| (desk, revision)))
}

/// Longest note or reason, characters: it travels with every picture.
pub(super) const MAX_WORDS: usize = 500;

/// A note or a reason: nothing, or a text that says something and is not a book.
pub(crate) fn words(text: Option<String>) -> Result<Option<String>, Trouble> {
    let text = text.filter(|text| !text.trim().is_empty());
    if text
        .as_ref()
        .is_some_and(|text| text.chars().count() > MAX_WORDS)
    {
        let code = "too-many-words";
        return Err(Trouble::new(StatusCode::UNPROCESSABLE_ENTITY, code).with("limit", MAX_WORDS));
    }
    Ok(text)
}

/// A ticket as paths and bodies name it: its number, or its id with the date.
pub(crate) fn ticket_number(text: &str, picture: &Picture) -> Result<TicketNumber, Trouble> {
    let unknown = || Trouble::new(StatusCode::NOT_FOUND, "unknown-ticket").with("ticket", text);
    let date = picture.day.as_ref().map(|day| format!("{}-", day.date));
    let number = date
        .and_then(|date| text.strip_prefix(date.as_str()))
        .unwrap_or(text);
    number.parse().map_err(|_not_a_number| unknown())
}

/// The first language of Accept-Language that the office has; else its own.
pub(crate) fn language(headers: &HeaderMap, settings: &Settings) -> String {
    headers
        .get(header::ACCEPT_LANGUAGE)
        .and_then(|value| value.to_str().ok())
        .into_iter()
        .flat_map(|value| value.split(','))
        .map(|tag| {
            tag.split([';', '-'])
                .next()
                .unwrap_or("")
                .trim()
                .to_lowercase()
        })
        .find(|tag| settings.languages.contains(tag))
        .unwrap_or_else(|| settings.default_language().to_owned())
}

pub(crate) fn answers_at_once(headers: &HeaderMap) -> bool {
    let prefer = headers.get("prefer");
    prefer.is_some_and(|prefer| prefer.as_bytes() == b"respond-async")
}
