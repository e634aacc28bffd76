//! Matters as they go over the LAN. Pure, but for the people handed in.

use std::collections::BTreeMap;

use office::callback::{Attempt, Callback, Origin, Outcome};
use office::day::Date;
use office::person::PersonId;
use office::staff::AccountId;

use crate::config::settings::Settings;
use crate::people::Person;
use crate::people::format::{masked_phone, readable_phone};
use crate::web::view::Scene;
use crate::wire_matters::{CallbackView, DoneBy, HelpView, MattersView, PersonView};

/// Rows by their id.
pub(super) type Rows = BTreeMap<PersonId, Person>;

pub(super) fn by_id(people: Vec<Person>) -> Rows {
    let keyed = people.into_iter().map(|person| (person.id.clone(), person));
    keyed.collect()
}

/// Shown name of an account; a device is named as it is.
pub(crate) fn named(settings: &Settings, account: &AccountId) -> String {
    let known = settings.account(&account.0);
    known.map_or_else(|| account.0.clone(), |known| known.name.clone())
}

pub(super) fn attempt_name(result: Attempt) -> &'static str {
    match result {
        Attempt::NoAnswer => "no-answer",
        Attempt::Busy => "busy",
        Attempt::AskedLater => "asked-later",
        Attempt::WrongNumber => "wrong-number",
    }
}

pub(super) fn outcome_name(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Answered => "answered",
        Outcome::Booked => "booked",
        Outcome::Unreachable => "unreachable",
        Outcome::WrongNumber => "wrong-number",
        Outcome::Withdrawn => "withdrawn",
    }
}

pub(super) fn origin_name(origin: Origin) -> &'static str {
    match origin {
        Origin::Kiosk => "kiosk",
        Origin::Hall => "hall",
        Origin::Desk => "desk",
        Origin::ContactCentre => "contact-centre",
    }
}

/// `whole`: phone, address and contract number too.
pub(super) fn person(person: &Person, whole: bool) -> PersonView {
    let some = |text: &str| Some(text.to_owned()).filter(|text| whole && !text.is_empty());
    PersonView {
        name: person.name.show().to_owned(),
        phone_masked: masked_phone(person.phone.show()),
        phone: some(&readable_phone(person.phone.show())),
        address: some(person.address.show()),
        contract: some(person.contract.show()),
        gist: person.gist.show().to_owned(),
    }
}

pub(super) fn callback(
    settings: &Settings,
    callback: &Callback,
    rows: &Rows,
    today: Date,
) -> CallbackView {
    let service = callback.service.as_ref();
    let known = service.and_then(|id| settings.service(&id.0));
    let ended = callback.ended.as_ref();
    CallbackView {
        id: callback.id,
        open: callback.is_open(),
        due: callback.due.to_string(),
        due_today: callback.is_open() && callback.due == today,
        overdue: callback.is_overdue(today),
        service: service.map(|service| service.0.to_string()),
        service_title: known.map(|service| service.title.clone()),
        ticket: callback.ticket.as_ref().map(ToString::to_string),
        origin: origin_name(callback.origin).to_owned(),
        language: callback.language.clone(),
        asked_ms: callback.asked_at.0,
        asked_by: named(settings, &callback.asked_by),
        attempts: callback
            .tried
            .iter()
            .map(|tried| DoneBy {
                at_ms: tried.at.0,
                by: named(settings, &tried.by),
                result: Some(attempt_name(tried.result).to_owned()),
            })
            .collect(),
        outcome: ended.map(|ended| outcome_name(ended.outcome).to_owned()),
        ended_ms: ended.map(|ended| ended.at.0),
        ended_by: ended.map(|ended| named(settings, &ended.by)),
        seen: callback
            .seen
            .iter()
            .map(|seen| DoneBy {
                at_ms: seen.at.0,
                by: named(settings, &seen.by),
                result: None,
            })
            .collect(),
        person: rows.get(&callback.person).map(|row| person(row, false)),
        revision: callback.revision,
    }
}

/// Quiet calls under way, for the staff feed.
pub(crate) fn help(scene: &Scene<'_>) -> Vec<HelpView> {
    let all = scene.picture.help.iter();
    all.map(|help| HelpView {
        desk: help.desk.0,
        asked_ms: help.asked_at.0,
        asked_by: named(scene.settings, &help.asked_by),
        coming: help
            .coming
            .iter()
            .map(|(by, at)| DoneBy {
                at_ms: at.0,
                by: named(scene.settings, by),
                result: None,
            })
            .collect(),
    })
    .collect()
}

/// What waits for somebody, for the staff feed.
pub(crate) fn matters(scene: &Scene<'_>) -> MattersView {
    let now_ms = scene.picture.now.0;
    let today = crate::run::rules::office_date(scene.settings.calendar.date_at(now_ms));
    let carried = &scene.picture.carried;
    let callbacks = carried.callbacks.all();
    MattersView {
        callbacks_open: tally(callbacks, Callback::is_open),
        callbacks_due_today: tally(callbacks, |held| held.is_open() && held.due == today),
        callbacks_overdue: tally(callbacks, |held| held.is_overdue(today)),
        statements_open: tally(
            carried.statements.all(),
            office::statement::Statement::is_open,
        ),
        statements_due_today: tally(carried.statements.all(), |held| {
            held.is_open() && held.due == today
        }),
        statements_overdue: tally(carried.statements.all(), |held| held.is_overdue(today)),
        hand_overs_open: tally(carried.hand_overs.all(), |held| held.done.is_none()),
        hand_overs_overdue: tally(carried.hand_overs.all(), |held| held.is_overdue(today)),
    }
}

fn tally<T>(all: &[T], wanted: impl Fn(&T) -> bool) -> u32 {
    let found = all.iter().filter(|held| wanted(held));
    u32::try_from(found.count()).unwrap_or(u32::MAX)
}
