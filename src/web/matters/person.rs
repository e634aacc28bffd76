//! Everything the office holds of one person, wherever it stands: found, handed
//! out to them, erased at their wish (152-FZ). Records and figures stay, without
//! the person. What is done is kept before it is done.

use std::collections::BTreeMap;

use axum::Json;
use axum::extract::State;
use office::appointment::AppointmentCommand;
use office::audit::{AuditEvent, PeopleList};
use office::callback::{CallbackCommand, Outcome};
use office::command::Command;
use office::person::PersonId;
use office::picture::Picture;
use office::statement::{Answer as How, StatementCommand};

use crate::people::By;
use crate::people::Person;
use crate::people::format::{self, readable_phone};
use crate::people::pii::Pii;
use crate::reception::handle::Ask;
use crate::web::Shared;
use crate::web::ask::Body;
use crate::web::audit;
use crate::web::matters::Answer;
use crate::web::matters::kept::unprocessable;
use crate::web::tickets::ask_reception;
use crate::web::trust::{Right, Who};
use crate::wire::Problem;
use crate::wire_person::{ErasePerson, FindPerson, PersonErased, PersonFound, PersonRow};

/// Fewer letters would show half of the office's visitors.
const LETTERS: usize = 3;

/// As many as one search shows.
const ROWS: usize = 50;

/// Everything kept of one person: by phone, contract number or words.
#[utoipa::path(
    post, path = "/api/v1/people/find", tag = "people", request_body = FindPerson,
    responses(
        (status = 200, body = PersonFound),
        (status = 422, description = "search-too-short", body = Problem),
        (status = 503, description = "people-unavailable", body = Problem)
    ),
    security(("token" = []))
)]
pub(crate) async fn find(
    State(shared): State<Shared>,
    who: Who,
    Body(wanted): Body<FindPerson>,
) -> Answer<Json<PersonFound>> {
    who.needs(Right::ErasePerson)?;
    let words = wanted.wanted.trim();
    let told = AuditEvent::PeopleShown {
        list: PeopleList::OnePerson,
    };
    let letters = words.chars().filter(|letter| letter.is_alphanumeric());
    if letters.count() < LETTERS {
        return Err(unprocessable("search-too-short").with("letters", LETTERS));
    }
    audit::keep(&shared, &who.by, told).await?;
    let mut rows = BTreeMap::new();
    for by in ways(words) {
        let found = shared.people.find(by).await?;
        rows.extend(found.into_iter().map(|row| (row.id.clone(), row)));
    }
    let picture = shared.handle.told().picture;
    let mut rows: Vec<PersonRow> = rows.values().map(|row| view(row, &picture)).collect();
    rows.sort_by(|a, b| b.created_ms.cmp(&a.created_ms).then(a.row.cmp(&b.row)));
    rows.truncate(ROWS);
    let settings = shared.settings();
    Ok(Json(PersonFound {
        rows,
        utc_offset_min: settings.calendar.utc_offset_min(shared.clock.now().0),
    }))
}

/// As what the words can be meant.
fn ways(words: &str) -> Vec<By> {
    let phone = format::phone(words).ok();
    let contract = format::contract(words).ok();
    let contract = contract.map(Pii::new).map(By::Contract);
    let written = phone.iter().flat_map(|phone| as_written(phone));
    let mut ways: Vec<By> = written.map(Pii::new).map(By::Words).collect();
    ways.extend(
        phone
            .map(Pii::new)
            .map(By::Phone)
            .into_iter()
            .chain(contract),
    );
    ways.push(By::Words(Pii::new(words)));
    ways
}

/// How a phone stands in a note, without what precedes its ten digits: "+7", "8".
fn as_written(phone: &str) -> Vec<String> {
    let readable = readable_phone(phone);
    let Some((code, rest)) = readable
        .strip_prefix("+7 ")
        .and_then(|ten| ten.split_once(' '))
    else {
        return vec![phone.trim_start_matches('+').to_owned()];
    };
    vec![
        format!("{code}{}", rest.replace('-', "")),
        format!("{code} {rest}"),
        format!("{code}) {rest}"),
        format!("{code}){rest}"),
        format!("{code}-{rest}"),
        format!("{code} {}", rest.replace('-', " ")),
    ]
}

/// What of the office's records a row belongs to.
enum Record<'a> {
    Callback(&'a office::callback::Callback),
    Statement(&'a office::statement::Statement),
    Appointment(&'a office::appointment::Appointment),
    HandOver(&'a office::contact::HandOver),
}

pub(super) fn has_record(id: &PersonId, picture: &Picture) -> bool {
    Record::of(id, picture).is_some()
}

impl<'a> Record<'a> {
    fn of(id: &PersonId, picture: &'a Picture) -> Option<Self> {
        let carried = &picture.carried;
        let mut callbacks = carried.callbacks.all().iter();
        let mut statements = carried.statements.all().iter();
        let mut hand_overs = carried.hand_overs.all().iter();
        let callback = callbacks.find(|held| held.person == *id);
        let statement = statements.find(|held| held.person.as_ref() == Some(id));
        let appointment = carried.diary.all().find(|held| held.person == *id);
        let hand_over = hand_overs.find(|held| held.contact.note.as_ref() == Some(id));
        callback
            .map(Self::Callback)
            .or_else(|| statement.map(Self::Statement))
            .or_else(|| appointment.map(Self::Appointment))
            .or_else(|| hand_over.map(Self::HandOver))
    }

    fn name(&self) -> String {
        match self {
            Self::Callback(held) => held.id.to_string(),
            Self::Statement(held) => format!("{}/{}", held.number, held.year),
            Self::Appointment(held) => held.code.to_string(),
            Self::HandOver(held) => format!("{}-{}", held.contact.date, held.contact.number),
        }
    }

    /// As the log names it; 0: by nothing that is a number.
    fn id(&self) -> u32 {
        match self {
            Self::Callback(held) => held.id,
            Self::Statement(held) => held.id,
            Self::Appointment(held) => held.code.to_string().parse().unwrap_or(0),
            Self::HandOver(held) => held.id,
        }
    }

    /// What ends it as the visitor's wish; `None`: it is over, or the office's
    /// own work that needs nobody's name.
    fn end(&self, who: &Who) -> Option<Command> {
        match self {
            Self::Callback(held) => held.is_open().then(|| {
                Command::Callback(CallbackCommand::Close {
                    id: held.id,
                    revision: None,
                    by: who.account(),
                    outcome: Outcome::Withdrawn,
                })
            }),
            Self::Statement(held) => held.is_open().then(|| {
                Command::Statement(StatementCommand::Settle {
                    id: held.id,
                    revision: None,
                    by: who.account(),
                    answer: How::Withdrawn,
                })
            }),
            Self::Appointment(held) => held.is_booked().then(|| {
                Command::Appointment(Box::new(AppointmentCommand::Cancel {
                    code: held.code.clone(),
                    revision: None,
                }))
            }),
            Self::HandOver(_) => None,
        }
    }
}

/// Which list of the log a row's purpose belongs to.
fn list_of(purpose: &str) -> PeopleList {
    match purpose {
        "callback" => PeopleList::Callbacks,
        "statement" => PeopleList::Statements,
        "appointment" => PeopleList::Appointments,
        "readings" => PeopleList::Readings,
        _note => PeopleList::Contacts,
    }
}

fn view(row: &Person, picture: &Picture) -> PersonRow {
    let record = Record::of(&row.id, picture);
    let is_open = match &record {
        Some(Record::Callback(held)) => held.is_open(),
        Some(Record::Statement(held)) => held.is_open(),
        Some(Record::Appointment(held)) => held.is_booked(),
        Some(Record::HandOver(_)) | None => false,
    };
    PersonRow {
        row: row.id.to_string(),
        purpose: row.purpose.clone(),
        record: record.map(|record| record.name()),
        open: is_open,
        created_ms: row.created.0,
        erase_after_ms: row.erase_after.map(|at| at.0),
        name: row.name.show().to_owned(),
        phone: readable_phone(row.phone.show()),
        address: row.address.show().to_owned(),
        contract: row.contract.show().to_owned(),
        gist: row.gist.show().to_owned(),
    }
}

/// Erase these data for good; what was open is withdrawn.
#[utoipa::path(
    post, path = "/api/v1/people/erase", tag = "people", request_body = ErasePerson,
    responses(
        (status = 200, body = PersonErased),
        (status = 422, description = "too-many", body = Problem),
        (status = 503, description = "people-unavailable", body = Problem)
    ),
    security(("token" = []))
)]
pub(crate) async fn erase(
    State(shared): State<Shared>,
    who: Who,
    Body(wanted): Body<ErasePerson>,
) -> Answer<Json<PersonErased>> {
    who.needs(Right::ErasePerson)?;
    if wanted.rows.len() > ROWS {
        return Err(unprocessable("too-many").with("limit", ROWS));
    }
    let ids = wanted.rows.into_iter().map(PersonId).collect();
    let rows = shared.people.get(ids).await?;
    let (mut erased, mut withdrawn) = (0, 0);
    for row in rows {
        let picture = shared.handle.told().picture;
        let record = Record::of(&row.id, &picture);
        if let Some(end) = record.as_ref().and_then(|record| record.end(&who)) {
            ask_reception(&shared, Ask::new(end, &who.by)).await?;
            withdrawn += 1;
        }
        let told = AuditEvent::PersonErased {
            list: list_of(&row.purpose),
            id: record.map_or(0, |record| record.id()),
        };
        audit::keep(&shared, &who.by, told).await?;
        if shared.people.erase(row.id).await? {
            erased += 1;
        }
    }
    Ok(Json(PersonErased { erased, withdrawn }))
}
