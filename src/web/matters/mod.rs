//! Matters beside the queue: callbacks (S6, S10), statements (S12, S13), the
//! contact record (S11), quiet help (S19).
//!
//! Personal data come from and go to `people` only; what is decided, reception
//! decides. Looking at somebody's phone is kept before it is shown.

mod callbacks;
mod contact_file;
mod contacts;
pub(crate) mod csv;
mod export;
mod help;
mod kept;
mod person;
mod shown;
mod slips;
mod statements;

use axum::Router;
use axum::http::HeaderMap;
use axum::routing::{get, post};
use utoipa::OpenApi;

use crate::web::Shared;
use crate::web::ask::language;
use crate::web::problem::Trouble;
use crate::wire_matters as wire;

pub(crate) use callbacks::late;
pub(crate) use contacts::{Visit, record};
pub(crate) use shown::{help, matters, named};

pub(crate) fn routes() -> Router<Shared> {
    let callback = |path: &str| format!("/api/v1/callbacks/{{id}}{path}");
    let statement = |path: &str| format!("/api/v1/statements/{{id}}{path}");
    let desk = |path: &str| format!("/api/v1/desks/{{desk}}{path}");
    Router::new()
        .route(
            "/api/v1/callbacks",
            get(callbacks::list).post(callbacks::ask),
        )
        .route("/api/v1/callbacks/offer", get(callbacks::offer))
        .route("/api/v1/callbacks/export.csv", get(export::callbacks))
        .route(&callback(""), get(callbacks::show))
        .route(
            &callback("/person"),
            post(callbacks::unmask).delete(callbacks::erase),
        )
        .route(&callback("/attempt"), post(callbacks::attempt))
        .route(&callback("/close"), post(callbacks::close))
        .route(&callback("/print"), post(callbacks::print))
        .route(
            "/api/v1/statements",
            get(statements::list).post(statements::take),
        )
        .route(&statement(""), get(statements::show))
        .route(&statement("/settle"), post(statements::settle))
        .route(&statement("/person"), post(statements::unmask))
        .route(&statement("/print"), post(statements::print))
        .route("/api/v1/people/find", post(person::find))
        .route("/api/v1/people/erase", post(person::erase))
        .route("/api/v1/contacts", get(contacts::since))
        .route("/api/v1/contacts/choices", get(contacts::choices))
        .route(
            "/api/v1/contacts/export.csv",
            get(contact_file::contacts_csv),
        )
        .route("/api/v1/hand-overs", get(contacts::hand_overs))
        .route(
            "/api/v1/hand-overs/{id}/done",
            post(contacts::hand_over_done),
        )
        .route(&desk("/contact"), post(contacts::at_desk))
        .route(&desk("/help"), post(help::ask))
        .route(&desk("/help/answer"), post(help::answer))
        .route(&desk("/help/end"), post(help::end))
}

/// This room's part of the API's description.
#[derive(OpenApi)]
#[openapi(
    paths(
        callbacks::offer,
        callbacks::ask,
        callbacks::list,
        callbacks::show,
        callbacks::unmask,
        callbacks::erase,
        callbacks::attempt,
        callbacks::close,
        callbacks::print,
        export::callbacks,
        statements::take,
        statements::list,
        statements::show,
        statements::settle,
        statements::unmask,
        statements::print,
        person::find,
        person::erase,
        contacts::choices,
        contacts::at_desk,
        contact_file::contacts_csv,
        contacts::since,
        contacts::hand_overs,
        contacts::hand_over_done,
        help::ask,
        help::answer,
        help::end
    ),
    components(schemas(wire::MattersView, wire::HelpView))
)]
pub(crate) struct Api;

/// The language of a file: the one the page is in, else the browser's.
fn file_language(shared: &Shared, wanted: Option<&str>, headers: &HeaderMap) -> String {
    let settings = shared.settings();
    let known = settings
        .languages
        .iter()
        .find(|known| wanted == Some(known));
    known.map_or_else(|| language(headers, &settings), Clone::clone)
}

type Answer<T> = Result<T, Trouble>;
