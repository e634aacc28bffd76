//! Checking in for an appointment (S9): at the kiosk, or by staff for a visitor.
//!
//! A code has a million values and a day uses a few dozen; whoever tries many
//! is told to wait, so that nobody takes another's place by guessing.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use office::appointment::{self, AppointmentCommand, Code, Whom};
use office::command::Command;
use office::day::{MINUTE_MS, Moment};
use office::ticket::Class;

use crate::reception::handle::Ask;
use crate::web::Shared;
use crate::web::appointments::{chosen_language, people_by_phone};
use crate::web::ask::{Body, answers_at_once, key, ticket_number, words};
use crate::web::problem::Trouble;
use crate::web::tickets::{channel_of, issue, shown};
use crate::web::trust::{Right, Who};
use crate::wire;
use crate::wire_booking::{CheckIn, CheckedIn};

/// So many codes or phones nobody is booked under, from one device within a
/// minute, are slips of the finger.
const MISSES_A_MINUTE: u32 = 10;

/// Devices remembered; when full, all are forgotten.
const REMEMBERED: usize = 256;

/// Codes and phones that were not found, by who asked.
#[derive(Debug, Default)]
pub(crate) struct Misses(Mutex<BTreeMap<String, (Moment, u32)>>);

impl Misses {
    /// Seconds until `by` may try again; 0: now.
    pub(crate) fn wait_s(&self, by: &str, now: Moment) -> u32 {
        let misses = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let Some((since, count)) = misses.get(by) else {
            return 0;
        };
        let left_ms = since.plus_ms(MINUTE_MS).ms_since(now);
        // Longer than a minute: the clock was set back since.
        if *count < MISSES_A_MINUTE || !(1..=MINUTE_MS).contains(&left_ms) {
            return 0;
        }
        u32::try_from(left_ms / 1_000 + 1).unwrap_or(60)
    }

    pub(crate) fn missed(&self, by: &str, now: Moment) {
        let mut misses = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if misses.len() >= REMEMBERED {
            misses.clear();
        }
        let (since, count) = misses.entry(by.to_owned()).or_insert((now, 0));
        if !(0..MINUTE_MS).contains(&now.ms_since(*since)) {
            (*since, *count) = (now, 0);
        }
        *count += 1;
    }
}

/// Check in by code, QR payload or phone: a ticket whose wait counts from the
/// booked time; more than the late window after it, an ordinary ticket.
#[utoipa::path(
    post, path = "/api/v1/check-in", tag = "appointments", request_body = CheckIn,
    params(("Idempotency-Key" = Option<String>, Header, description = "the same key again gives the same ticket")),
    responses(
        (status = 201, body = CheckedIn),
        (status = 404, description = "unknown-appointment", body = wire::Problem),
        (status = 409, description = "check-in-too-early, already-checked-in, appointment-other-day, \
         appointment-cancelled", body = wire::Problem),
        (status = 429, description = "too-many-codes", body = wire::Problem)
    ),
    security(("token" = []))
)]
pub(crate) async fn check_in(
    State(shared): State<Shared>,
    who: Who,
    headers: HeaderMap,
    Body(wanted): Body<CheckIn>,
) -> Result<Response, Trouble> {
    who.needs(Right::TakeTicket)?;
    let now = shared.clock.now();
    let wait_s = shared.misses.wait_s(&who.by, now);
    if wait_s > 0 {
        return Err(
            Trouble::new(StatusCode::TOO_MANY_REQUESTS, "too-many-codes")
                .with("seconds", wait_s)
                .retry_after_s(wait_s),
        );
    }
    let reason = words(wanted.reason.clone())?;
    if reason.is_some() {
        who.needs(Right::TakeByHand)?;
    }
    let command = AppointmentCommand::CheckIn(appointment::CheckIn {
        whom: whom(&shared, &wanted).await?,
        channel: channel_of(&who),
        language: wanted
            .language
            .as_deref()
            .map(|chosen| chosen_language(&shared, chosen))
            .transpose()?,
        paper: wanted.print != Some(false),
        help: wanted.help,
        reason,
    });
    let command = Command::Appointment(Box::new(command));
    let ask = Ask::new(command, &who.by).with_key(key(&headers, &who)?);
    let result = checked_in(&shared, ask, answers_at_once(&headers)).await;
    if let Err(trouble) = &result
        && trouble.status == StatusCode::NOT_FOUND
    {
        shared.misses.missed(&who.by, now);
    }
    Ok((StatusCode::CREATED, Json(result?)).into_response())
}

/// Issues the ticket and says what it is; a visitor who walks away must not
/// leave a ticket without its slip.
pub(crate) async fn checked_in(
    shared: &Shared,
    ask: Ask,
    answer_at_once: bool,
) -> Result<CheckedIn, Trouble> {
    let issuing = tokio::spawn(issue(Arc::clone(shared), ask, answer_at_once));
    let issued = issuing
        .await
        .map_err(|_panicked| Trouble::new(StatusCode::INTERNAL_SERVER_ERROR, "other"))?;
    let taken = issued?;
    let picture = shared.handle.told().picture;
    let number = ticket_number(&taken.number, &picture)?;
    let ticket = shown(shared, &picture, &number).await?;
    Ok(CheckedIn {
        on_time: ticket.class == Class::Appointment,
        booked_ms: ticket.booked_for.map(|at| at.0),
        ticket: taken,
    })
}

async fn whom(shared: &Shared, wanted: &CheckIn) -> Result<Whom, Trouble> {
    let unknown = || Trouble::new(StatusCode::NOT_FOUND, "unknown-appointment");
    match (&wanted.code, &wanted.phone) {
        (Some(code), None) => {
            let code: Code = code.parse().map_err(|_no_code| unknown())?;
            Ok(Whom::Code(code))
        }
        (None, Some(phone)) => {
            let people = people_by_phone(shared, phone).await?;
            Ok(Whom::People(people))
        }
        (Some(_), Some(_)) | (None, None) => Err(Trouble::new(
            StatusCode::UNPROCESSABLE_ENTITY,
            "code-or-phone",
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whoever_tries_many_codes_waits_and_others_do_not() {
        let misses = Misses::default();
        let at = |second: i64| Moment(second * 1_000);
        for second in 0..10 {
            assert_eq!(misses.wait_s("kiosk", at(second)), 0);
            misses.missed("kiosk", at(second));
        }
        assert_eq!(misses.wait_s("kiosk", at(10)), 51);
        assert_eq!(misses.wait_s("hall", at(10)), 0);
        assert_eq!(misses.wait_s("kiosk", at(60)), 0);
        misses.missed("kiosk", at(60));
        assert_eq!(misses.wait_s("kiosk", at(60)), 0);
    }
}
