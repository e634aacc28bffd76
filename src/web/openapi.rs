//! The API's own description, made from the code.

use std::collections::{BTreeMap, BTreeSet};

use axum::Json;
use axum::http::StatusCode;
use utoipa::openapi::path::{Operation, Parameter, ParameterBuilder, ParameterIn};
use utoipa::openapi::schema::{SchemaType, Type};
use utoipa::openapi::security::{Http, HttpAuthScheme, SecurityScheme};
use utoipa::openapi::{
    ContentBuilder, Header, Object, Ref, RefOr, Required, ResponseBuilder, Schema,
};
use utoipa::{Modify, OpenApi};

use crate::web::advice;
use crate::web::audit;
use crate::web::doubtful;
use crate::web::exact;
use crate::web::health;
use crate::web::matters;
use crate::web::signs;
use crate::web::undo;
use crate::web::{
    admin, appointments, check_in, desks, feed, hall, login, month_plan, oversight, pairing,
    parking, pass_desk, printers, promises, ratings, reading, readings, replay, reports,
    ticket_preview, tickets, watching,
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
        crate::web::paper::print_queue, doubtful::list, doubtful::confirm,
        printers::list, printers::new_roll,
        tickets::take, tickets::show, tickets::revive, tickets::print_again,
        desks::call_next, desks::call, desks::open, desks::close, desks::recall, desks::no_show,
        desks::start, desks::finish, desks::put_back, desks::transfer, desks::take_break,
        desks::resume, desks::set_services,
        parking::park, parking::unpark, parking::release,
        reading::services, reading::board, reading::queue, reading::desks, reading::desk,
        reading::health, health::findings, health::living, watching::ready, watching::metrics, reading::preview_slips, reading::preview_slip,
        appointments::list, appointments::slots, appointments::show, appointments::make,
        appointments::move_to, appointments::cancel, appointments::print_again, check_in::check_in,
        admin::show, admin::validate, admin::save, admin::revert, ticket_preview::draw,
        readings::show, readings::draw, readings::copy, readings::assign, readings::release,
        readings::fill, readings::contract, readings::check_in,
        pass_desk::list, pass_desk::give, pass_desk::take_back,
        pairing::ask, pairing::claim, pairing::look, pairing::confirm,
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
const EVERYWHERE: [u16; 12] = [400, 401, 403, 404, 408, 409, 413, 421, 422, 429, 500, 503];

/// A change whose state has to be named may be answered so as well.
const WITH_IF_MATCH: [u16; 2] = [412, 428];

/// Commands that need no key: they say who asks, change nothing, change only
/// the state that `If-Match` names, or do nothing the second time (a pass's name
/// and a code are taken once).
const WITHOUT_KEY: [&str; 6] = [
    "/api/v1/passes",
    "/api/v1/pairings",
    "/api/v1/session",
    "/api/v1/admin/",
    "/api/v1/kiosk/menu",
    "/person",
];

/// Looks at one record: it has an `ETag`.
const RECORDS: [&str; 6] = [
    "/api/v1/desks/{desk}",
    "/api/v1/appointments/{code}",
    "/api/v1/callbacks/{id}",
    "/api/v1/statements/{id}",
    "/api/v1/readings/{month}",
    "/api/v1/admin/office-file",
];

/// Desk commands that do not depend on the state that was seen.
const WHATEVER_THE_STATE: [&str; 4] = ["/contact", "/help", "/help/answer", "/help/end"];

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

/// The headers of a command that hold everywhere and so stand at none of them.
fn say_what_goes_with(path: &str, operation: &mut Operation) {
    let parameters = operation.parameters.get_or_insert_default();
    let mut add = |name: &str, said: &str, needed: Required| {
        if !parameters.iter().any(|known| is_named(known, name)) {
            let text = Object::with_type(SchemaType::new(Type::String));
            let header = ParameterBuilder::new()
                .name(name)
                .parameter_in(ParameterIn::Header)
                .required(needed)
                .description(Some(said))
                .schema(Some(text));
            parameters.push(RefOr::T(header.build()));
        }
    };
    if !WITHOUT_KEY.iter().any(|without| path.contains(without)) {
        let said = "the same key again does nothing twice";
        add("Idempotency-Key", said, Required::False);
    }
    if path.starts_with("/api/v1/readings/{month}") {
        let said = "the schedule's revision, in quotes";
        add("If-Match", said, Required::True);
    }
    let act = path.strip_prefix("/api/v1/desks/{desk}");
    if act.is_some_and(|act| !WHATEVER_THE_STATE.contains(&act)) {
        let said = "the desk's revision, in quotes";
        add("If-Match", said, Required::False);
    }
}

fn is_named(parameter: &RefOr<Parameter>, name: &str) -> bool {
    matches!(parameter, RefOr::T(parameter) if parameter.name == name)
}

/// The name of the schema of what a request brings.
fn body_name(operation: &Operation) -> Option<String> {
    let Some(RefOr::T(body)) = &operation.request_body else {
        return None;
    };
    let Some(RefOr::T(content)) = body.content.get("application/json") else {
        return None;
    };
    let Some(RefOr::Ref(named)) = &content.schema else {
        return None;
    };
    let name = named.ref_location.rsplit('/').next();
    name.map(str::to_owned)
}

/// A body of which nothing is needed may be left out.
fn may_say_nothing(operation: &mut Operation, schemas: &BTreeMap<String, RefOr<Schema>>) {
    let name = body_name(operation).unwrap_or_default();
    if let Some(RefOr::T(Schema::Object(object))) = schemas.get(&name)
        && object.required.is_empty()
        && let Some(RefOr::T(body)) = &mut operation.request_body
    {
        body.required = Some(Required::False);
    }
}

fn tag(responses: &mut utoipa::openapi::Responses) {
    let unchanged = ResponseBuilder::new().description("as it was: If-None-Match names this ETag");
    let unchanged = RefOr::T(unchanged.build());
    responses.responses.insert("304".to_owned(), unchanged);
    if let Some(RefOr::T(found)) = responses.responses.get_mut("200") {
        let said = "revision and digest; goes back as If-Match or If-None-Match";
        let mut header = Header::new(Object::with_type(SchemaType::new(Type::String)));
        header.description = Some(said.to_owned());
        found.headers.insert("ETag".to_owned(), header.into());
    }
}

pub(crate) async fn document() -> Json<utoipa::openapi::OpenApi> {
    std::future::ready(Json(described())).await
}

fn described() -> utoipa::openapi::OpenApi {
    let mut openapi = Api::openapi();
    openapi.merge(matters::Api::openapi());
    let schemas = openapi.components.clone().unwrap_or_default().schemas;
    // What stands in lists of such bodies is met only there.
    let mut bodies = BTreeSet::from(["DrawHour".to_owned()]);
    for (path, item) in &mut openapi.paths.paths {
        if RECORDS.contains(&path.as_str())
            && let Some(operation) = &mut item.get
        {
            tag(&mut operation.responses);
        }
        let changes = [&mut item.put, &mut item.post, &mut item.delete];
        for operation in changes.into_iter().flatten() {
            say_what_goes_with(path, operation);
            may_say_nothing(operation, &schemas);
        }
        let operations = [
            &mut item.get,
            &mut item.put,
            &mut item.post,
            &mut item.delete,
        ];
        for operation in operations.into_iter().flatten() {
            let mut parameters = operation.parameters.iter().flatten();
            if parameters.any(|known| is_named(known, "If-Match")) {
                for status in WITH_IF_MATCH {
                    let entry = operation.responses.responses.entry(status.to_string());
                    entry.or_insert_with(|| RefOr::T(ResponseBuilder::new().build()));
                }
            }
            exact::say_of_parameters(operation);
            bodies.extend(body_name(operation));
            let tag = operation.tags.iter().flatten().next();
            // Two rooms may both have a «show».
            if let (Some(tag), Some(id)) = (tag, &mut operation.operation_id) {
                *id = format!("{tag}-{id}");
            }
            describe(&mut operation.responses);
        }
    }
    if let Some(components) = &mut openapi.components {
        exact::say_of_bodies(&bodies, &mut components.schemas);
    }
    openapi
}
