//! The outermost layer: which host was meant, how long answers are kept, and
//! every error as a problem in the asker's language.

use std::io::Write;
use std::net::{IpAddr, SocketAddr};
use std::time::Duration;

use axum::Extension;
use axum::body::{Body, HttpBody, to_bytes};
use axum::extract::{ConnectInfo, Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Redirect, Response};
use flate2::Compression;
use flate2::write::GzEncoder;
use tokio::time::timeout;

use crate::web::Shared;
use crate::web::ask;
use crate::web::problem::{Trouble, lost_page};
use crate::web::server::{Way, is_own_loopback};
use crate::web::tags;
use crate::web::trust::is_own_origin;

/// Own scripts, styles, pictures and feeds only; nothing inline.
const POLICY: &str = "default-src 'self'; img-src 'self' data:; frame-ancestors 'none'; \
                      base-uri 'none'; form-action 'self'; object-src 'none'";

/// An answer begins within this: reports of a year take a second, a slip five.
/// Whoever sends a request's body more slowly is not served.
const ANSWER_LIMIT: Duration = Duration::from_secs(30);

pub(crate) async fn guard(
    State(shared): State<Shared>,
    ConnectInfo(from): ConnectInfo<SocketAddr>,
    Extension(way): Extension<Way>,
    request: Request,
    next: Next,
) -> Response {
    let settings = shared.settings();
    let language = ask::language(request.headers(), &settings);
    let headers = request.headers();
    let takes_gzip = headers
        .get(header::ACCEPT_ENCODING)
        .is_some_and(|value| value.to_str().is_ok_and(|value| value.contains("gzip")));
    let is_look = request.method() == Method::GET;
    let is_person = is_look
        && headers.get(header::ACCEPT).is_some_and(|kinds| {
            kinds
                .to_str()
                .is_ok_and(|kinds| kinds.contains("text/html"))
        });
    let has_already = headers.get(header::IF_NONE_MATCH).cloned();
    let known = [&settings.network.allowed_hosts, &shared.own_names];
    let response = if !is_known_host(headers, known) {
        Trouble::new(StatusCode::MISDIRECTED_REQUEST, "unknown-host").into_response()
    } else if !is_own_origin(request.method(), headers, way.is_encrypted) {
        Trouble::new(StatusCode::FORBIDDEN, "foreign-origin").into_response()
    } else if shared.seal.is_some() && needs_encryption(&request, way) {
        to_encrypted(&request)
    } else if !may_ask(&shared, from.ip().to_canonical()) {
        let often = Trouble::new(StatusCode::TOO_MANY_REQUESTS, "too-often");
        often.retry_after_s(1).into_response()
    } else {
        let late = || Trouble::new(StatusCode::REQUEST_TIMEOUT, "too-slow").into_response();
        let answer = timeout(ANSWER_LIMIT, next.run(request)).await;
        answer.unwrap_or_else(|_late| late())
    };
    let response = match response.extensions().get::<Trouble>() {
        Some(trouble) if is_person && trouble.code == "no-such-page" => {
            lost_page(&shared.texts, &language)
        }
        Some(trouble) => trouble.response(&shared.texts, &language),
        None if is_bare_error(&response) => {
            // Nobody but the address can be wrong here: bodies are refused in words.
            let code = match response.status() {
                StatusCode::BAD_REQUEST => "wrong-address",
                _others => "other",
            };
            Trouble::new(response.status(), code).response(&shared.texts, &language)
        }
        None if is_look => tags::tagged(response, has_already).await,
        None => response,
    };
    let mut response = if takes_gzip {
        packed(response).await
    } else {
        response
    };
    say_how_to_treat(response.headers_mut(), way);
    response
}

/// What browsers may do with an answer.
fn say_how_to_treat(headers: &mut HeaderMap, way: Way) {
    let of_all = [
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (RESOURCE_POLICY, "same-origin"),
    ];
    let of_documents = [
        (header::CONTENT_SECURITY_POLICY, POLICY),
        (header::X_FRAME_OPTIONS, "DENY"),
        (header::REFERRER_POLICY, "no-referrer"),
        (OPENER_POLICY, "same-origin"),
    ];
    let of_documents = of_documents.iter().filter(|_| !is_part_of_a_page(headers));
    for (name, value) in of_all
        .iter()
        .chain(of_documents)
        .cloned()
        .collect::<Vec<_>>()
    {
        headers.insert(name, HeaderValue::from_static(value));
    }
    if way.is_encrypted {
        keep_encrypted(headers);
    }
    headers
        .entry(header::CACHE_CONTROL)
        .or_insert(HeaderValue::from_static("no-store"));
}

/// From this size on packing pays, bytes: below it headers weigh more.
const WORTH_PACKING: u64 = 1024;

/// A whole answer in JSON goes out packed; the feed, which has no end, does not.
async fn packed(response: Response) -> Response {
    let is_json = response
        .headers()
        .get(header::CONTENT_TYPE)
        .is_some_and(|kind| kind.as_bytes().starts_with(b"application/json"));
    let size = response.body().size_hint().exact().unwrap_or(0);
    if !is_json || size < WORTH_PACKING || response.headers().contains_key(header::CONTENT_ENCODING)
    {
        return response;
    }
    let (mut parts, body) = response.into_parts();
    let Ok(plain) = to_bytes(body, usize::MAX).await else {
        return Response::from_parts(parts, Body::empty());
    };
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    let Ok(small) = encoder.write_all(&plain).and_then(|()| encoder.finish()) else {
        return Response::from_parts(parts, Body::from(plain));
    };
    let gzip = HeaderValue::from_static("gzip");
    parts.headers.insert(header::CONTENT_ENCODING, gzip);
    let vary = HeaderValue::from_static("accept-encoding");
    parts.headers.append(header::VARY, vary);
    parts.headers.remove(header::CONTENT_LENGTH);
    Response::from_parts(parts, Body::from(small))
}

/// A script, a style or a font is never a document of its own: what is said of
/// documents would only make the first view heavier.
fn is_part_of_a_page(headers: &HeaderMap) -> bool {
    let kind = headers.get(header::CONTENT_TYPE);
    let starts = |kind: &HeaderValue, with: &str| kind.as_bytes().starts_with(with.as_bytes());
    kind.is_some_and(|kind| {
        ["text/javascript", "text/css", "font/"]
            .iter()
            .any(|part| starts(kind, part))
    })
}

/// Pages of other sites get no hold of ours, nor of what we serve.
const OPENER_POLICY: HeaderName = HeaderName::from_static("cross-origin-opener-policy");
const RESOURCE_POLICY: HeaderName = HeaderName::from_static("cross-origin-resource-policy");

/// A cookie given encrypted comes back encrypted only.
fn keep_encrypted(headers: &mut HeaderMap) {
    let given = headers.get(header::SET_COOKIE);
    let secure = given.and_then(|given| {
        let text = given.to_str().ok()?;
        HeaderValue::from_str(&format!("{text}; Secure")).ok()
    });
    if let Some(secure) = secure {
        headers.insert(header::SET_COOKIE, secure);
    }
}

/// What anybody in the hall sees anyway, and what is read before the pages are
/// trusted: old TVs that show the board know no certificate of ours.
const OPEN: [&str; 8] = [
    "/trust",
    "/assets/",
    "/lang/",
    "/board",
    "/api/v1/board",
    "/healthz",
    "/readyz",
    "/metrics",
];

/// Everything else from other computers comes encrypted.
fn needs_encryption(request: &Request, way: Way) -> bool {
    let path = request.uri().path();
    let is_open = OPEN.iter().any(|open| path.starts_with(open));
    let is_board_feed = path == "/api/v1/feed" && request.uri().query() == Some("view=board");
    !(way.is_encrypted || way.is_here || is_open || is_board_feed)
}

/// Shows the way; what was to be done plainly is not done.
fn to_encrypted(request: &Request) -> Response {
    let host = request.headers().get(header::HOST);
    let host = host.and_then(|host| host.to_str().ok());
    let looks = request.method() == Method::GET || request.method() == Method::HEAD;
    match host {
        Some(host) if looks => {
            let path = request
                .uri()
                .path_and_query()
                .map_or("/", |path| path.as_str());
            Redirect::temporary(&format!("https://{host}{path}")).into_response()
        }
        Some(_) | None => Trouble::new(StatusCode::FORBIDDEN, "tls-needed").into_response(),
    }
}

/// This computer's own screens and programs are not counted.
fn may_ask(shared: &Shared, from: IpAddr) -> bool {
    is_own_loopback(from) || shared.bounds.may_ask(from, shared.clock.now())
}

pub(crate) async fn no_such_page() -> Trouble {
    std::future::ready(Trouble::new(StatusCode::NOT_FOUND, "no-such-page")).await
}

pub(crate) async fn wrong_method() -> Trouble {
    std::future::ready(Trouble::new(StatusCode::METHOD_NOT_ALLOWED, "wrong-method")).await
}

/// An address cannot be rebound by somebody's DNS; a name must be ours.
fn is_known_host(headers: &HeaderMap, known: [&Vec<String>; 2]) -> bool {
    let Some(host) = headers
        .get(header::HOST)
        .and_then(|host| host.to_str().ok())
    else {
        return true;
    };
    let name = match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => name,
        Some(_) | None => host,
    };
    let name = name
        .trim_start_matches('[')
        .trim_end_matches(']')
        .to_lowercase();
    name == "localhost"
        || name.parse::<IpAddr>().is_ok()
        || known.into_iter().flatten().any(|known| *known == name)
}

/// An error that a library made, in words of its own.
fn is_bare_error(response: &Response) -> bool {
    let is_problem = response
        .headers()
        .get(header::CONTENT_TYPE)
        .is_some_and(|kind| kind.as_bytes().starts_with(b"application/"));
    (response.status().is_client_error() || response.status().is_server_error()) && !is_problem
}
