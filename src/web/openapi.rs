//! The API's own description, made from the code.

use axum::Json;
use axum::http::StatusCode;
use utoipa::openapi::security::{Http, HttpAuthScheme, SecurityScheme};
use utoipa::openapi::{ContentBuilder, Ref, RefOr, ResponseBuilder};
use utoipa::{Modify, OpenApi};

use crate::web::advice;
use crate::web::audit;
use crate::web::health;
use crate::web::matters;
use crate::web::signs;
use crate::web::undo;
use crate::web::{
    admin, appointments, check_in, desks, feed, hall, login, month_plan, oversight, parking,
    promises, ratings, reading, readings, replay, reports, ticket_preview, tickets, watching,
};
use crate::wire;

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Talon",
        description = "The queue of one customer office. Commands are POSTs with an Idempotency-Key; \
                       errors are RFC 9457 problems with a stable `code`."
    ),
    paths(
        signs::announcements, signs::announce, signs::pause, signs::print_bring, signs::menu, signs::slide,
        undo::undo,
        advice::advice, advice::why, audit::page, audit::file,
        crate::web::paper::print_queue,
        tickets::take, tickets::show, tickets::revive, tickets::print_again,
        desks::call_next, desks::call, desks::open, desks::close, desks::recall, desks::no_show,
        desks::start, desks::finish, desks::put_back, desks::transfer, desks::take_break,
        desks::resume, desks::set_services,
        parking::park, parking::unpark, parking::release,
        reading::services, reading::board, reading::queue, reading::desks, reading::desk,
        reading::health, health::findings, watching::ready, watching::metrics, reading::preview_slips, reading::preview_slip,
        appointments::list, appointments::slots, appointments::show, appointments::make,
        appointments::move_to, appointments::cancel, appointments::print_again, check_in::check_in,
        admin::show, admin::validate, admin::save, admin::revert, ticket_preview::draw,
        readings::show, readings::draw, readings::copy, readings::assign, readings::release,
        readings::fill, readings::contract, readings::check_in,
        login::accounts, login::show, login::sign_in, login::sign_out,
        feed::feed,
        reports::table, reports::heat, reports::curve, reports::peaks, reports::days,
        ratings::rate,
        promises::promises, replay::show, month_plan::show,
        hall::solved, hall::change, hall::send, hall::cancel,
        oversight::set_hours, oversight::restore_hours, oversight::close, oversight::reopen,
        oversight::acknowledge, oversight::call_reserve, oversight::stand_down
    ),
    components(schemas(wire::KioskView, wire::StaffView, wire::Problem)),
    modifiers(&Token)
)]
struct Api;

struct Token;

impl Modify for Token {
    fn modify(&self, openapi: &mut utoipa::openapi::OpenApi) {
        let components = openapi.components.get_or_insert_default();
        let scheme = SecurityScheme::Http(Http::new(HttpAuthScheme::Bearer));
        components.add_security_scheme("token", scheme);
    }
}

/// Every operation may be answered so; the texts are in the problem itself.
const EVERYWHERE: [u16; 10] = [400, 401, 403, 404, 409, 413, 422, 429, 500, 503];

/// A response that needs no words of its own is described by its status; every
/// error is a problem.
fn describe(responses: &mut utoipa::openapi::Responses) {
    for status in EVERYWHERE {
        let entry = responses.responses.entry(status.to_string());
        entry.or_insert_with(|| RefOr::T(ResponseBuilder::new().build()));
    }
    for (status, response) in &mut responses.responses {
        let known = status
            .parse()
            .ok()
            .and_then(|code| StatusCode::from_u16(code).ok());
        let (RefOr::T(response), Some(known)) = (response, known) else {
            continue;
        };
        if response.description.is_empty() {
            let reason = known.canonical_reason().unwrap_or("answer");
            reason.clone_into(&mut response.description);
        }
        if known.is_client_error() || known.is_server_error() {
            let schema = Ref::from_schema_name("Problem");
            let problem = ContentBuilder::new().schema(Some(schema)).build();
            let media_type = "application/problem+json".to_owned();
            response.content.clear();
            response.content.insert(media_type, RefOr::T(problem));
        }
    }
}

pub(crate) async fn document() -> Json<utoipa::openapi::OpenApi> {
    std::future::ready(Json(described())).await
}

fn described() -> utoipa::openapi::OpenApi {
    let mut openapi = Api::openapi();
    openapi.merge(matters::Api::openapi());
    for item in openapi.paths.paths.values_mut() {
        let operations = [
            &mut item.get,
            &mut item.put,
            &mut item.post,
            &mut item.delete,
        ];
        for operation in operations.into_iter().flatten() {
            let tag = operation.tags.iter().flatten().next();
            // Two rooms may both have a «show».
            if let (Some(tag), Some(id)) = (tag, &mut operation.operation_id) {
                *id = format!("{tag}-{id}");
            }
            describe(&mut operation.responses);
        }
    }
    openapi
}
