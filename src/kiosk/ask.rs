//! Questions as the API wants them, and its answers as the flow wants them.

use std::cell::RefCell;

use serde_json::json;
use tracing::warn;
use ui::slint;

use super::hear;
use super::question::{Asked, Question, Reply};
use crate::link::{self, Answer, Ask, Heard, Link};
use crate::wire::{PrintAnswer, Problem, TakeTicket, TicketTaken};
use crate::wire_booking::CheckIn;
use crate::wire_matters::{AskCallback, CallbackAsked};
use crate::wire_readings::ContractCheckIn;
use crate::wire_screens::{Menu, MenuAnswer, PrintBring, RateVisit};

/// 200 and 201: done, now or before.
const DONE: std::ops::RangeInclusive<u16> = 200..=201;

/// 204: the mark is noted, there is nothing to add.
const NOTED: u16 = 204;
/// A contract that has no hour now (S8).
const NO_HOUR: [&str; 2] = ["not-your-hour", "unknown-contract"];
/// A visit that takes no mark, whatever is typed (S13).
const NO_MARK: [&str; 3] = ["rating-off", "not-served-yet", "already-rated"];

/// Without its country.
const PHONE_DIGITS: usize = 10;

/// Sends a question under its key: the same id asked again has the same key.
pub(super) fn send(
    link: &RefCell<Option<Link>>,
    keys: &RefCell<Option<(u64, String)>>,
    asked: &Asked,
) {
    let key = {
        let mut keys = keys.borrow_mut();
        match keys.as_ref().filter(|(id, _)| *id == asked.id) {
            Some((_, key)) => Ok(key.clone()),
            None => link::new_key().inspect(|key| *keys = Some((asked.id, key.clone()))),
        }
    };
    let sent = key.and_then(|key| {
        let ask = question(asked, key);
        link.borrow()
            .as_ref()
            .map_or(Err(link::LinkError::Busy), |link| link.ask(ask))
    });
    if let Err(error) = sent {
        warn!(%error, "question not sent");
        let id = asked.id;
        // After this tap is done with; the loop runs, a tap came through it.
        slint::invoke_from_event_loop(move || hear(Heard::Answer(Answer { id, outcome: None })))
            .unwrap_or(());
    }
}

fn question(asked: &Asked, key: String) -> Ask {
    let language = asked.language.clone();
    let (path, body) = match &asked.question {
        Question::Ticket(wanted) => {
            let body = TakeTicket {
                service: wanted.service.clone(),
                class: wanted.privileged.then(|| "privileged".to_owned()),
                language: Some(language.clone()),
                help: wanted.help,
                ..TakeTicket::default()
            };
            ("/tickets".to_owned(), json!(body))
        }
        Question::Bring { service } => {
            let body = PrintBring {
                language: Some(language.clone()),
            };
            (format!("/services/{service}/bring/print"), json!(body))
        }
        Question::CheckIn { code, help } => (
            "/check-in".to_owned(),
            json!(CheckIn {
                help: *help,
                ..check_in(code, &language)
            }),
        ),
        Question::Readings { contract, help } => {
            let body = ContractCheckIn {
                contract: contract.clone(),
                language: Some(language.clone()),
                print: None,
                help: *help,
            };
            ("/readings/check-in".to_owned(), json!(body))
        }
        Question::Callback(told) => (
            "/callbacks".to_owned(),
            json!(AskCallback {
                phone: told.phone.clone(),
                contract: Some(told.contract.clone()),
                gist: Some(told.gist.clone()),
                language: Some(language.clone()),
                consent: true,
                ..AskCallback::default()
            }),
        ),
        Question::Rate { ticket, mark } => ("/ratings".to_owned(), json!(mark_for(ticket, *mark))),
        Question::Menu { pin, act, service } => {
            let body = Menu {
                pin: pin.clone(),
                act: *act,
                service: service.clone(),
            };
            ("/kiosk/menu".to_owned(), json!(body))
        }
    };
    Ask {
        id: asked.id,
        path,
        body,
        key,
        language,
        respond_async: matches!(
            asked.question,
            Question::Ticket(_)
                | Question::CheckIn { .. }
                | Question::Readings { .. }
                | Question::Callback(_)
        ),
    }
}

fn mark_for(ticket: &str, mark: u8) -> RateVisit {
    let ticket = ticket.to_owned();
    RateVisit { ticket, mark }
}

/// A phone number has ten digits and more, a code has fewer.
fn check_in(typed: &str, language: &str) -> CheckIn {
    let is_phone = typed.len() >= PHONE_DIGITS && typed.bytes().all(|b| b.is_ascii_digit());
    let typed = Some(typed.to_owned());
    let (code, phone) = if is_phone {
        (None, typed)
    } else {
        (typed, None)
    };
    CheckIn {
        code,
        phone,
        language: Some(language.to_owned()),
        ..CheckIn::default()
    }
}

/// A ticket, a word, or a problem in the visitor's language.
pub(super) fn understand(answer: Answer) -> Reply {
    let Some((status, body)) = answer.outcome else {
        return Reply::Not(None);
    };
    if status == NOTED {
        return Reply::Rated;
    }
    if DONE.contains(&status) {
        if let Ok(ticket) = serde_json::from_slice::<TicketTaken>(&body) {
            return Reply::Taken(Box::new(ticket));
        }
        if let Ok(asked) = serde_json::from_slice::<CallbackAsked>(&body) {
            return Reply::Left {
                number: asked.callback.id,
                due: asked.callback.due,
                slip: asked.print.outcome,
            };
        }
        if let Ok(menu) = serde_json::from_slice::<MenuAnswer>(&body) {
            return Reply::Said(menu.said);
        }
        if let Ok(slip) = serde_json::from_slice::<PrintAnswer>(&body) {
            return Reply::Slip(slip.outcome);
        }
    }
    let problem = serde_json::from_slice::<Problem>(&body).ok();
    warn!(
        status,
        code = problem.as_ref().map(|problem| problem.code.as_str()),
        "not done"
    );
    match problem {
        Some(problem) if NO_MARK.contains(&problem.code.as_str()) => {
            Reply::NotRated(problem.detail)
        }
        Some(problem) if NO_HOUR.contains(&problem.code.as_str()) => {
            Reply::Ordinary(problem.detail)
        }
        problem => Reply::Not(problem.map(|problem| problem.detail)),
    }
}
