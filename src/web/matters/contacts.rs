//! What visits were about (S11): the office's lists, the record, hand-overs to
//! the back office (S3), and the export that loses and repeats nothing (S18).

use axum::Json;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, StatusCode};
use office::audit::PeopleList;
use office::command::Command;
use office::contact::{Contact, ContactCommand, ContactEvent, HandOver};
use office::desk::DeskId;
use office::event::Event;
use office::staff::AccountId;
use office::ticket::TicketNumber;
use serde::Deserialize;

use crate::config::matters::Choice;
use crate::config::settings::Settings;
use crate::reception::handle::Ask;
use crate::reception::keep::Entry;
use crate::web::Shared;
use crate::web::ask::{Body, key, seen_revision, ticket_number};
use crate::web::audit;
use crate::web::desks::Nothing;
use crate::web::matters::kept::{self, Told, unprocessable};
use crate::web::matters::{Answer, shown};
use crate::web::problem::{Trouble, needs_database};
use crate::web::tickets::ask_reception;
use crate::web::trust::{Right, Who};
use crate::wire::Problem;
use crate::wire_matters::{
    ChoiceView, ContactChoices, ContactPage, ContactRecord, ContactView, HandOverView,
};

/// Entries read for one answer: a busy hour.
const ENTRIES: usize = 2_000;

/// What a visit can have been about, and what can have come of it.
#[utoipa::path(
    get, path = "/api/v1/contacts/choices", tag = "contacts",
    responses((status = 200, body = ContactChoices)), security(("token" = []))
)]
pub(crate) async fn choices(
    State(shared): State<Shared>,
    who: Who,
) -> Answer<Json<ContactChoices>> {
    who.needs(Right::WorkAtDesk)?;
    let matters = &shared.settings().matters;
    let list = |choices: &[Choice]| {
        let views = choices.iter().map(|choice| ChoiceView {
            id: choice.id.clone(),
            title: choice.title.clone(),
        });
        views.collect()
    };
    let choices = ContactChoices {
        topics: list(&matters.topics),
        outcomes: list(&matters.outcomes),
    };
    std::future::ready(Ok(Json(choices))).await
}

/// A visit that something is said of.
pub(crate) struct Visit {
    pub(crate) desk: DeskId,
    pub(crate) number: TicketNumber,
    /// With the act that ends it, and taken back with that.
    pub(crate) ends: bool,
}

/// Keeps what the visit at this desk was about; also before a `finish` that
/// brings it along.
pub(crate) async fn record(
    shared: &Shared,
    who: &Who,
    headers: &HeaderMap,
    visit: Visit,
    wanted: &ContactRecord,
) -> Answer<()> {
    if wanted == &ContactRecord::default() {
        return Ok(());
    }
    let settings = shared.settings();
    let matters = &settings.matters;
    if let Some(topic) = wanted
        .topic
        .as_deref()
        .filter(|id| matters.topic(id).is_none())
    {
        return Err(unprocessable("unknown-topic").with("topic", topic));
    }
    if let Some(outcome) = wanted
        .outcome
        .as_deref()
        .filter(|id| matters.outcome(id).is_none())
    {
        return Err(unprocessable("unknown-outcome").with("outcome", outcome));
    }
    let picture = shared.handle.told().picture;
    let key = key(headers, who)?.map(|key| format!("{key}:contact"));
    let told = Told {
        purpose: "note",
        gist: wanted.note.as_deref(),
        ..Told::default()
    };
    let person = kept::person(&told, key.as_deref(), &picture)?;
    let has_note = !person.gist.is_empty();
    let note = has_note.then(|| person.id.clone());
    let today = kept::today(shared);
    let hand_over = kept::agreed(wanted.hand_over.as_deref(), today)?;
    if has_note {
        needs_database(&picture)?;
    }
    let command = ContactCommand::Record {
        desk: visit.desk,
        number: visit.number,
        by: who.account(),
        topic: wanted.topic.clone(),
        outcome: wanted.outcome.clone(),
        note,
        hand_over,
        is_last_word: visit.ends,
    };
    let ask = Ask::new(Command::Contact(Box::new(command)), &who.by).with_key(key);
    let person = has_note.then_some(person);
    kept::with_person(shared, person, ask).await.map(drop)
}

/// What the visitor at the desk came about; again replaces it.
#[utoipa::path(
    post, path = "/api/v1/desks/{desk}/contact", tag = "contacts", request_body = ContactRecord,
    params(("desk" = u16, Path)),
    responses((status = 204), (status = 409, description = "nobody-at-desk", body = Problem), (status = 422, description = "unknown-topic, unknown-outcome, wrong-date", body = Problem)),
    security(("token" = []))
)]
pub(crate) async fn at_desk(
    State(shared): State<Shared>,
    who: Who,
    Path(desk): Path<String>,
    headers: HeaderMap,
    Body(wanted): Body<ContactRecord>,
) -> Answer<StatusCode> {
    let unknown = || Trouble::new(StatusCode::NOT_FOUND, "unknown-desk").with("desk", &desk);
    let desk = DeskId(desk.parse().map_err(|_not_a_number| unknown())?);
    let picture = shared.handle.told().picture;
    who.needs_desk(desk, &picture)?;
    let nobody = || Trouble::new(StatusCode::CONFLICT, "nobody-at-desk").with("desk", desk);
    let at_desk = picture.desk(desk).and_then(|desk| desk.ticket().cloned());
    let number = match wanted.ticket.as_deref() {
        Some(text) => ticket_number(text, &picture)?,
        None => at_desk.ok_or_else(nobody)?,
    };
    let visit = Visit {
        desk,
        number,
        ends: false,
    };
    record(&shared, &who, &headers, visit, &wanted).await?;
    Ok(StatusCode::NO_CONTENT)
}

#[derive(Debug, Default, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Since {
    /// `next` of the last answer; 0 at first.
    #[serde(default)]
    #[param(format = "uint64")]
    since: u64,
}

/// Contact records in the order they were kept; one that was taken back with the
/// end of its visit says so. Ask again with `next` until
/// `more` is false: nothing is lost, nothing comes twice.
#[utoipa::path(
    get, path = "/api/v1/contacts", tag = "contacts", params(Since),
    responses((status = 200, body = ContactPage), (status = 503, description = "reading-away, reading-late", body = Problem)),
    security(("token" = []))
)]
pub(crate) async fn since(
    State(shared): State<Shared>,
    who: Who,
    Query(wanted): Query<Since>,
) -> Answer<Json<ContactPage>> {
    who.needs(Right::ExportContacts)?;
    audit::looks_at(&shared, &who, PeopleList::Contacts).await?;
    let answer = audit::read(&shared, wanted.since.saturating_add(1), ENTRIES).await?;
    let next = answer
        .entries
        .last()
        .map_or(wanted.since, |entry| entry.seq);
    let found: Vec<Word<'_>> = answer
        .entries
        .iter()
        .flat_map(|entry| words(entry))
        .collect();
    let notes = found.iter().filter_map(|word| word.contact?.note.clone());
    let rows = shared.people.get(notes.collect()).await.ok();
    let rows = shown::by_id(rows.unwrap_or_default());
    let settings = shared.settings();
    let contacts = found.iter().map(|word| word.view(&settings, &rows));
    Ok(Json(ContactPage {
        contacts: contacts.collect(),
        next,
        more: next < answer.end,
    }))
}

/// What an entry says of a visit.
struct Word<'a> {
    entry: &'a Entry,
    number: &'a TicketNumber,
    date: office::day::Date,
    desk: DeskId,
    /// What stands from now on; `None`: it was taken back.
    contact: Option<&'a Contact>,
}

fn words(entry: &Entry) -> impl Iterator<Item = Word<'_>> {
    entry.draft.events.iter().filter_map(move |event| {
        let Event::Contact(event) = event else {
            return None;
        };
        match event {
            ContactEvent::Recorded { contact } => Some(Word {
                entry,
                number: &contact.number,
                date: contact.date,
                desk: contact.desk,
                contact: Some(contact),
            }),
            ContactEvent::TakenBack {
                number,
                date,
                desk,
                stands,
            } => Some(Word {
                entry,
                number,
                date: *date,
                desk: *desk,
                contact: stands.as_ref(),
            }),
            ContactEvent::Done { .. } => None,
        }
    })
}

impl Word<'_> {
    fn view(&self, settings: &Settings, rows: &shown::Rows) -> ContactView {
        let contact = self.contact;
        let by = contact.map_or(self.entry.draft.by.as_str(), |contact| {
            contact.by.0.as_str()
        });
        let note = contact.and_then(|contact| rows.get(contact.note.as_ref()?));
        let service = contact.and_then(|contact| contact.service.as_ref());
        let hand_over = contact.and_then(|contact| contact.hand_over);
        ContactView {
            seq: self.entry.seq,
            at_ms: self.entry.draft.at.0,
            ticket: format!("{}-{}", self.date, self.number),
            taken_back: contact.is_none(),
            desk: self.desk.0,
            service: service.map(|service| service.0.to_string()),
            by: by.to_owned(),
            by_name: shown::named(settings, &AccountId(by.to_owned())),
            topic: contact.and_then(|contact| contact.topic.clone()),
            outcome: contact.and_then(|contact| contact.outcome.clone()),
            note: note.map(|row| row.gist.show().to_owned()),
            hand_over: hand_over.map(|due| due.to_string()),
        }
    }
}

/// What the back office has to do (S3), the most pressing first.
#[utoipa::path(
    get, path = "/api/v1/hand-overs", tag = "contacts",
    responses((status = 200, body = [HandOverView])), security(("token" = []))
)]
pub(crate) async fn hand_overs(
    State(shared): State<Shared>,
    who: Who,
) -> Answer<Json<Vec<HandOverView>>> {
    who.needs(Right::Register)?;
    let picture = shared.handle.told().picture;
    let mut all: Vec<&HandOver> = picture.carried.hand_overs.all().iter().collect();
    all.sort_by_key(|held| (held.done.is_some(), held.due.day_number(), held.id));
    let notes = all.iter().filter_map(|held| held.contact.note.clone());
    let rows = shared.people.get(notes.collect()).await.unwrap_or_default();
    let rows = shown::by_id(rows);
    let (settings, today) = (shared.settings(), kept::today(&shared));
    let view = |held: &&HandOver| {
        let contact: &Contact = &held.contact;
        let note = contact.note.as_ref().and_then(|id| rows.get(id));
        HandOverView {
            id: held.id,
            ticket: format!("{}-{}", contact.date, contact.number),
            service: contact
                .service
                .as_ref()
                .map(|service| service.0.to_string()),
            topic: contact.topic.clone(),
            note: note.map(|row| row.gist.show().to_owned()),
            by: shown::named(&settings, &contact.by),
            at_ms: held.at.0,
            due: held.due.to_string(),
            overdue: held.is_overdue(today),
            done_ms: held.done.as_ref().map(|(_by, at)| at.0),
            done_by: held
                .done
                .as_ref()
                .map(|(by, _at)| shown::named(&settings, by)),
            revision: held.revision,
        }
    };
    Ok(Json(all.iter().map(view).collect()))
}

/// The back office has done it.
#[utoipa::path(
    post, path = "/api/v1/hand-overs/{id}/done", tag = "contacts", params(("id" = u32, Path), ("If-Match" = Option<String>, Header)),
    responses((status = 204), (status = 409, description = "record-changed, record-closed", body = Problem)),
    security(("token" = []))
)]
pub(crate) async fn hand_over_done(
    State(shared): State<Shared>,
    who: Who,
    Path(id): Path<String>,
    headers: HeaderMap,
    Body(Nothing {}): Body<Nothing>,
) -> Answer<StatusCode> {
    who.needs(Right::Register)?;
    let unknown = || Trouble::new(StatusCode::NOT_FOUND, "unknown-record").with("id", &id);
    let command = ContactCommand::Done {
        id: id.parse().map_err(|_not_a_number| unknown())?,
        revision: seen_revision(&headers)?,
        by: who.account(),
    };
    let ask = Ask::new(Command::Contact(Box::new(command)), &who.by).with_key(key(&headers, &who)?);
    ask_reception(&shared, ask).await?;
    Ok(StatusCode::NO_CONTENT)
}
