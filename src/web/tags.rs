//! `ETag`: a record's revision, and behind a dot a digest of what was told of
//! it. The revision is for `If-Match`; the digest makes `If-None-Match` hold for
//! every field, also for those that change with the time or the office file.

use axum::body::{Body, to_bytes};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use sha2::{Digest, Sha256};

use crate::hex::short_hex;

/// Completes the `ETag` of a record that was looked at; 304 if that is what the
/// asker knows (`If-None-Match`).
pub(crate) async fn tagged(response: Response, known: Option<HeaderValue>) -> Response {
    let headers = response.headers();
    let is_json = headers
        .get(header::CONTENT_TYPE)
        .is_some_and(|kind| kind.as_bytes().starts_with(b"application/json"));
    let tag = headers.get(header::ETAG).and_then(|tag| tag.to_str().ok());
    let tag = tag.map(|tag| tag.trim_matches('"').to_owned());
    let (Some(tag), true, StatusCode::OK) = (tag, is_json, response.status()) else {
        return response;
    };
    let (mut parts, body) = response.into_parts();
    let Ok(bytes) = to_bytes(body, usize::MAX).await else {
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    };
    let digest = short_hex(&Sha256::digest(&bytes));
    let Ok(whole) = HeaderValue::from_str(&format!("\"{tag}.{digest}\"")) else {
        return Response::from_parts(parts, Body::from(bytes));
    };
    let has = known.is_some_and(|known| has(&known, &whole));
    parts.headers.insert(header::ETAG, whole);
    if !has {
        return Response::from_parts(parts, Body::from(bytes));
    }
    parts.status = StatusCode::NOT_MODIFIED;
    parts.headers.remove(header::CONTENT_TYPE);
    parts.headers.remove(header::CONTENT_LENGTH);
    Response::from_parts(parts, Body::empty())
}

/// One of a list, weak or strong, or «*» (RFC 9110).
fn has(known: &HeaderValue, tag: &HeaderValue) -> bool {
    let Ok(known) = known.to_str() else {
        return false;
    };
    let mut listed = known.split(',').map(str::trim);
    listed.any(|one| one == "*" || one.trim_start_matches("W/").as_bytes() == tag.as_bytes())
}

/// What an `If-Match` says within its quotes, with or without the digest that
/// `tagged` put behind it.
pub(crate) fn tag(value: &HeaderValue) -> Option<&str> {
    let quoted = value.to_str().ok()?.trim();
    let text = quoted.strip_prefix('"')?.strip_suffix('"')?;
    Some(text.split_once('.').map_or(text, |(tag, _digest)| tag))
}

/// The same of a record that counts its revisions.
pub(crate) fn revision(value: &HeaderValue) -> Option<u64> {
    let digits = tag(value).filter(|tag| tag.bytes().all(|byte| byte.is_ascii_digit()))?;
    digits.parse().ok()
}
