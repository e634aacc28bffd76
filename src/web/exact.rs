//! How exactly the API's description says what a name may hold. A name means
//! the same everywhere: in a path, a query, a header and the body of a request.
//!
//! Pure: a schema in, the same schema with its limits out. Never loosens one.

use std::collections::{BTreeMap, BTreeSet};

use utoipa::Number;
use utoipa::openapi::path::{Operation, Parameter, ParameterIn};
use utoipa::openapi::schema::{KnownFormat, SchemaFormat, SchemaType, Type};
use utoipa::openapi::{Object, RefOr, Schema};

use crate::web::ask::{MAX_KEY_BYTES, MAX_WORDS};

/// The last moment that a date of four digits has, Unix ms.
const LAST_MS: usize = 253_402_300_799_999;

/// "00:00" to "24:00"; one digit of hours is enough.
const TIME: &str = "^(([01]?[0-9]|2[0-3]):[0-5][0-9]|24:00)$";

const MONTH: &str = "^[0-9]{4}-(0[1-9]|1[0-2])$";

/// A revision, alone or with the digest of the `ETag` it came in; «*» is any.
const REVISION: &str = r#"^(\*|"[0-9]{1,19}(\.[0-9a-f]+)?")$"#;

/// Signs of a header that are no control characters, with something to see at
/// both ends.
const KEY: &str = "^[!-~]([ -~]*[!-~])?$";

/// Letters and digits with a digit among them; what else people write in
/// between falls away.
const CONTRACT: &str = "^(?=.*[0-9])[0-9A-Za-zА-Яа-яЁё./-]{4,20}$";

/// Says what each parameter of an operation may hold.
pub(super) fn say_of_parameters(operation: &mut Operation) {
    for parameter in operation.parameters.iter_mut().flatten() {
        if let RefOr::T(parameter) = parameter {
            say_of_parameter(parameter);
        }
    }
}

fn say_of_parameter(parameter: &mut Parameter) {
    let Some(RefOr::T(Schema::Object(object))) = &mut parameter.schema else {
        return;
    };
    // A header is there or not; it is never null.
    if matches!(parameter.parameter_in, ParameterIn::Header) {
        object.schema_type = SchemaType::new(Type::String);
    }
    match parameter.name.as_str() {
        "If-Match" => object.pattern = Some(REVISION.to_owned()),
        "Idempotency-Key" => {
            object.pattern = Some(KEY.to_owned());
            object.max_length = Some(MAX_KEY_BYTES);
        }
        "status" => one_of(object, &["open", "closed", "all"]),
        "view" => one_of(object, &["desk", "hall", "head", "staff", "kiosk", "board"]),
        // Of a list: also "today" and "overdue".
        "due" => {
            let dates = "[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])";
            object.pattern = Some(format!("^(today|overdue|{dates})$"));
        }
        name => say(object, name),
    }
}

/// Says what each field of the bodies that requests bring may hold.
pub(super) fn say_of_bodies(
    names: &BTreeSet<String>,
    schemas: &mut BTreeMap<String, RefOr<Schema>>,
) {
    for name in names {
        let Some(RefOr::T(Schema::Object(body))) = schemas.get_mut(name) else {
            continue;
        };
        for (field, schema) in &mut body.properties {
            if let RefOr::T(Schema::Object(object)) = schema {
                say(object, field);
            }
        }
    }
}

fn say(object: &mut Object, name: &str) {
    let mut at_most = |least: usize, most: usize| {
        object.minimum = Some(Number::UInt(least));
        object.maximum = Some(Number::UInt(most));
    };
    match name {
        "desk" | "open" | "width_mm" => at_most(0, usize::from(u16::MAX)),
        "before" | "since" => at_most(0, usize::MAX),
        "mark" => at_most(1, 5),
        "starts_ms" | "from_ms" | "to_ms" => at_most(0, LAST_MS),
        "date" | "day" | "from" | "to" | "due" | "hand_over" => {
            object.format = Some(SchemaFormat::KnownFormat(KnownFormat::Date));
        }
        "month" => object.pattern = Some(MONTH.to_owned()),
        "opens" | "closes" | "open_at" | "open_until" => object.pattern = Some(TIME.to_owned()),
        "contract" => object.pattern = Some(CONTRACT.to_owned()),
        "reason" => object.max_length = Some(MAX_WORDS),
        _ => {}
    }
}

fn one_of(object: &mut Object, values: &[&str]) {
    object.enum_values = Some(values.iter().map(|value| (*value).into()).collect());
}
