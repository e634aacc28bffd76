//! The pages' files, all inside the binary, sent compressed where it helps.

use std::collections::BTreeMap;
use std::io::Write;
use std::sync::LazyLock;

use axum::body::Bytes;
use axum::extract::Path;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use flate2::Compression;
use flate2::write::GzEncoder;
use rust_embed::RustEmbed;
use sha2::{Digest, Sha256};

use crate::hex::short_hex;
use crate::web::lean;
use crate::web::problem::Trouble;

/// Addresses people type, and the page each shows.
pub(crate) const PAGES: [(&str, &str); 15] = [
    ("/help", "help.html"),
    ("/admin", "admin.html"),
    ("/pair", "pair.html"),
    ("/doctor", "doctor.html"),
    ("/", "index.html"),
    ("/desk", "desk.html"),
    ("/hall", "hall.html"),
    ("/head", "head.html"),
    ("/report", "report.html"),
    ("/contact", "contact.html"),
    ("/statements", "statements.html"),
    ("/board", "board.html"),
    ("/printer", "printer.html"),
    ("/booking", "booking.html"),
    ("/readings", "readings.html"),
];

#[derive(RustEmbed)]
#[folder = "assets/web"]
struct WebFiles;

#[derive(RustEmbed)]
#[folder = "assets/lang"]
struct LanguageFiles;

struct Asset {
    plain: Bytes,
    /// Only where it is smaller.
    gzipped: Option<Bytes>,
    media_type: &'static str,
    etag: String,
}

static ASSETS: LazyLock<BTreeMap<String, Asset>> = LazyLock::new(|| {
    let web = WebFiles::iter().filter_map(|path| {
        let file = WebFiles::get(&path)?;
        Some((format!("web/{path}"), asset(&path, &file.data)))
    });
    let language = LanguageFiles::iter().filter_map(|path| {
        let file = LanguageFiles::get(&path)?;
        Some((format!("lang/{path}"), asset(&path, &file.data)))
    });
    web.chain(language).collect()
});

/// A file of the pages as text.
fn script(path: &str) -> Option<String> {
    let file = WebFiles::get(path)?;
    Some(String::from_utf8_lossy(&file.data).into_owned())
}

/// What is sent of a file: scripts and texts without comments, pages with the
/// names of all they need.
fn made(path: &str, data: &[u8]) -> Vec<u8> {
    let Ok(text) = std::str::from_utf8(data) else {
        return data.to_vec();
    };
    let lean = if media_type(path).starts_with("text/html") {
        lean::with_names(text, &script)
    } else {
        lean::without_comments(path, text)
    };
    lean.into_bytes()
}

fn asset(path: &str, data: &[u8]) -> Asset {
    let plain = Bytes::from(made(path, data));
    let etag = format!("\"{}\"", short_hex(&Sha256::digest(&plain)));
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    let gzipped = encoder
        .write_all(&plain)
        .and_then(|()| encoder.finish())
        .ok()
        .filter(|small| small.len() < plain.len())
        .map(Bytes::from);
    Asset {
        plain,
        gzipped,
        media_type: media_type(path),
        etag,
    }
}

fn media_type(path: &str) -> &'static str {
    match path.rsplit('.').next() {
        Some("html") => "text/html; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("svg") => "image/svg+xml",
        Some("woff2") => "font/woff2",
        Some("ftl" | "md" | "txt") => "text/plain; charset=utf-8",
        Some(_) | None => "application/octet-stream",
    }
}

/// Changes whenever any page, script or style does: pages reload by it.
pub(crate) fn build() -> String {
    let tags: Vec<&str> = ASSETS.values().map(|asset| asset.etag.as_str()).collect();
    let sum = crc32c::crc32c(tags.concat().as_bytes());
    format!("{}-{sum:08x}", env!("CARGO_PKG_VERSION"))
}

pub(crate) async fn page(name: &'static str, headers: HeaderMap) -> Result<Response, Trouble> {
    std::future::ready(send(&format!("web/{name}"), &headers)).await
}

pub(crate) async fn file(
    Path(path): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Trouble> {
    std::future::ready(send(&format!("web/{path}"), &headers)).await
}

pub(crate) async fn language(
    Path((language, file)): Path<(String, String)>,
    headers: HeaderMap,
) -> Result<Response, Trouble> {
    std::future::ready(send(&format!("lang/{language}/{file}"), &headers)).await
}

fn send(path: &str, headers: &HeaderMap) -> Result<Response, Trouble> {
    let asset = ASSETS
        .get(path)
        .ok_or_else(|| Trouble::new(StatusCode::NOT_FOUND, "no-such-page"))?;
    let has = |name: header::HeaderName, wanted: &str| {
        headers
            .get(name)
            .and_then(|value| value.to_str().ok())
            .is_some_and(|value| value.contains(wanted))
    };
    let kept = [
        (header::ETAG, asset.etag.clone()),
        (header::CACHE_CONTROL, "no-cache".to_owned()),
        (header::CONTENT_TYPE, asset.media_type.to_owned()),
        (header::VARY, "accept-encoding".to_owned()),
    ];
    if has(header::IF_NONE_MATCH, &asset.etag) {
        return Ok((StatusCode::NOT_MODIFIED, kept).into_response());
    }
    Ok(match &asset.gzipped {
        Some(gzipped) if has(header::ACCEPT_ENCODING, "gzip") => {
            let encoding = [(header::CONTENT_ENCODING, "gzip")];
            (kept, encoding, gzipped.clone()).into_response()
        }
        Some(_) | None => (kept, asset.plain.clone()).into_response(),
    })
}
