//! How a computer of the office comes to trust the pages: the authority's
//! fingerprint, its certificate, and what to click. Plain HTML without a
//! script: it is read before anything is trusted.

use std::fmt::Write;

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};

use crate::texts::{Arg, Texts};
use crate::tls::Trusted;
use crate::web::problem::Trouble;
use crate::web::{Shared, ask};

/// Where each kind of computer keeps what it trusts; in the order of offices.
const SYSTEMS: [&str; 5] = ["windows", "domain", "firefox", "linux", "android"];

/// The page that explains; 404 where the pages need no authority of ours.
pub(crate) async fn page(
    State(shared): State<Shared>,
    headers: HeaderMap,
) -> Result<Response, Trouble> {
    let trusted = trusted(&shared)?;
    let language = ask::language(&headers, &shared.settings());
    let page = html(&trusted, &shared.texts, &language);
    let kind = [(header::CONTENT_TYPE, "text/html; charset=utf-8")];
    std::future::ready(Ok((kind, page).into_response())).await
}

/// The authority's certificate, as systems and browsers import it.
pub(crate) async fn file(State(shared): State<Shared>) -> Result<Response, Trouble> {
    let trusted = trusted(&shared)?;
    let headers = [
        (header::CONTENT_TYPE, "application/x-x509-ca-cert"),
        (
            header::CONTENT_DISPOSITION,
            "attachment; filename=\"talon-ca.crt\"",
        ),
    ];
    std::future::ready(Ok((headers, trusted.pem).into_response())).await
}

fn trusted(shared: &Shared) -> Result<Trusted, Trouble> {
    let own = shared.seal.as_ref().and_then(crate::tls::Seal::trusted);
    own.ok_or_else(|| Trouble::new(StatusCode::NOT_FOUND, "no-such-page"))
}

fn html(trusted: &Trusted, texts: &Texts, language: &str) -> String {
    let say = |key: &str| escaped(&texts.get(language, key, &[]));
    let mut page = format!(
        "<!doctype html><html lang=\"{language}\"><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width\">\
         <link rel=\"stylesheet\" href=\"/assets/theme.css\">\
         <link rel=\"stylesheet\" href=\"/assets/trust.css\">\
         <title>{title}</title><main><h1>{title}</h1><p>{why}</p>\
         <p><a class=\"file\" href=\"/trust/talon-ca.crt\">{get}</a></p>\
         <h2>{compare}</h2><p>{how}</p><p class=\"print\">{print}</p>",
        title = say("trust-title"),
        why = say("trust-why"),
        get = say("trust-get"),
        compare = say("trust-compare"),
        how = say("trust-compare-how"),
        print = escaped(&trusted.fingerprint),
    );
    for system in SYSTEMS {
        let told = [("file", Arg::from("talon-ca.crt"))];
        let key = format!("trust-{system}");
        let how = texts.attribute(language, &key, "how", &told);
        // Writing to a string cannot fail.
        write!(
            page,
            "<h2>{}</h2><p>{}</p>",
            say(&key),
            escaped(&how.unwrap_or_default())
        )
        .ok();
    }
    write!(page, "<p>{}</p></main></html>", say("trust-limits")).ok();
    page
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}
