//! Errors as RFC 9457 problems: a stable code, and a text in the asker's
//! language that says what happened and what to do next.

use axum::Json;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
use office::day::Mode;
use office::day::Moment;
use office::picture::Picture;
use office::refusal::Refusal;

use crate::people::PeopleError;
use crate::people::format::Wrong;
use crate::reception::handle::NotDone;
use crate::texts::{Arg, Texts};
use crate::web::{appointments, readings};
use crate::wire;

/// A problem before it has a language: `edges::guard` gives it one.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Trouble {
    pub(crate) status: StatusCode,
    /// Also the key of its text: `problem-<code>`.
    pub(crate) code: &'static str,
    args: Vec<(&'static str, String)>,
    /// Seconds after which asking again makes sense.
    retry_after_s: Option<u32>,
}

impl From<Wrong> for Trouble {
    fn from(wrong: Wrong) -> Self {
        let unfit = |code| Self::new(StatusCode::UNPROCESSABLE_ENTITY, code);
        match wrong {
            Wrong::Phone => unfit("wrong-phone"),
            Wrong::Contract => unfit("wrong-contract"),
            Wrong::Name => unfit("wrong-name"),
            Wrong::TooLong { limit } => unfit("text-too-long").with("limit", limit),
        }
    }
}

impl From<PeopleError> for Trouble {
    fn from(error: PeopleError) -> Self {
        let later = |code| Self::new(StatusCode::SERVICE_UNAVAILABLE, code);
        match error {
            PeopleError::Overloaded => later("overloaded").retry_after_s(1),
            PeopleError::Unavailable => later("people-unavailable").retry_after_s(60),
            PeopleError::Another => Self::new(StatusCode::UNPROCESSABLE_ENTITY, "key-reused"),
        }
    }
}

impl Trouble {
    pub(crate) fn new(status: StatusCode, code: &'static str) -> Self {
        Self {
            status,
            code,
            args: Vec::new(),
            retry_after_s: None,
        }
    }

    #[expect(
        clippy::needless_pass_by_value,
        reason = "callers hand over what they have"
    )]
    pub(crate) fn with(mut self, name: &'static str, value: impl ToString) -> Self {
        self.args.push((name, value.to_string()));
        self
    }

    pub(crate) fn retry_after_s(mut self, seconds: u32) -> Self {
        self.retry_after_s = Some(seconds);
        self
    }

    pub(crate) fn bad_request(code: &'static str) -> Self {
        Self::new(StatusCode::BAD_REQUEST, code)
    }

    pub(crate) fn unauthorized() -> Self {
        Self::new(StatusCode::UNAUTHORIZED, "sign-in-needed")
    }

    pub(crate) fn forbidden() -> Self {
        Self::new(StatusCode::FORBIDDEN, "not-allowed")
    }

    /// The answer, in `language`.
    pub(crate) fn response(&self, texts: &Texts, language: &str) -> Response {
        let args: Vec<(&str, Arg)> = self
            .args
            .iter()
            .map(|(name, value)| (*name, Arg::from(value.clone())))
            .collect();
        let problem = wire::Problem {
            kind: "about:blank".to_owned(),
            title: texts.get(language, &format!("status-{}", self.status.as_u16()), &[]),
            status: self.status.as_u16(),
            detail: texts.get(language, &format!("problem-{}", self.code), &args),
            code: self.code.to_owned(),
        };
        let mut response = (self.status, Json(problem)).into_response();
        let headers = response.headers_mut();
        let media_type = HeaderValue::from_static("application/problem+json");
        headers.insert(header::CONTENT_TYPE, media_type);
        if let Some(seconds) = self.retry_after_s {
            headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        if self.status == StatusCode::UNAUTHORIZED {
            let challenge = HeaderValue::from_static("Bearer");
            headers.insert(header::WWW_AUTHENTICATE, challenge);
        }
        response
    }
}

/// A wrong address that a person opened: the same in words, with the way home.
pub(crate) fn lost_page(texts: &Texts, language: &str) -> Response {
    let say = |key: &str| texts.get(language, key, &[]);
    let page = format!(
        "<!doctype html><html lang=\"{language}\"><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\
         <title>{} · Talon</title><link rel=\"icon\" href=\"/assets/icon.svg\">\
         <link rel=\"stylesheet\" href=\"/assets/theme.css\">\
         <div class=\"sign\"><main><section class=\"panel\"><h1>{}</h1><p>{}</p><p>&nbsp;</p>\
         <p><a class=\"pill out\" href=\"/\">{}</a></p></section></main></div></html>",
        say("status-404"),
        say("status-404"),
        say("problem-no-such-page"),
        say("page-index"),
    );
    (StatusCode::NOT_FOUND, Html(page)).into_response()
}

/// Why reception did not do it; `clock` turns a moment into "09:00".
pub(crate) fn not_done(why: NotDone, clock: impl Fn(Moment) -> String) -> Trouble {
    match why {
        NotDone::Refused(refusal) => refused(refusal, clock),
        NotDone::Stale { revision } => {
            Trouble::new(StatusCode::PRECONDITION_FAILED, "desk-changed").with("revision", revision)
        }
        NotDone::KeyReused => Trouble::new(StatusCode::UNPROCESSABLE_ENTITY, "key-reused"),
        NotDone::NoRepeat => Trouble::forbidden(),
        NotDone::Overloaded => {
            Trouble::new(StatusCode::SERVICE_UNAVAILABLE, "overloaded").retry_after_s(1)
        }
        NotDone::NoAnswer => {
            Trouble::new(StatusCode::SERVICE_UNAVAILABLE, "no-answer").retry_after_s(1)
        }
    }
}

#[expect(
    clippy::too_many_lines,
    reason = "one arm a refusal: the list of all that may be refused"
)]
fn refused(refusal: Refusal, clock: impl Fn(Moment) -> String) -> Trouble {
    let conflict = |code| Trouble::new(StatusCode::CONFLICT, code);
    let missing = |code| Trouble::new(StatusCode::NOT_FOUND, code);
    let wrong = |code| Trouble::new(StatusCode::UNPROCESSABLE_ENTITY, code);
    match refusal {
        Refusal::DayNotOpen => conflict("day-not-open"),
        Refusal::NotYetOpen { opens_at } => conflict("not-yet-open").with("opens", clock(opens_at)),
        Refusal::RegistrationEnded => conflict("registration-ended"),
        Refusal::OfficeClosed => conflict("office-closed"),
        Refusal::UnknownService(service) => wrong("unknown-service").with("service", service),
        Refusal::ServiceClosed(service) => conflict("service-closed").with("service", service),
        Refusal::ServiceNeeded => wrong("service-needed"),
        Refusal::QueueFull { limit } => {
            Trouble::new(StatusCode::SERVICE_UNAVAILABLE, "queue-full").with("limit", limit)
        }
        Refusal::NumbersUsedUp { series } => conflict("numbers-used-up").with("series", series),
        Refusal::UnknownDesk(desk) => missing("unknown-desk").with("desk", desk),
        Refusal::DeskClosed(desk) => conflict("desk-closed").with("desk", desk),
        Refusal::DeskOpen(desk) => conflict("desk-open").with("desk", desk),
        Refusal::DeskTaken { desk, by: _ } => conflict("desk-taken").with("desk", desk),
        Refusal::AlreadyAtDesk { desk } => conflict("already-at-desk").with("desk", desk),
        Refusal::OnBreak(desk) => conflict("on-break").with("desk", desk),
        Refusal::NotOnBreak(desk) => conflict("not-on-break").with("desk", desk),
        Refusal::DeskBusy { desk, ticket } => conflict("desk-busy")
            .with("desk", desk)
            .with("ticket", ticket),
        Refusal::MustFinish { desk, ticket } => conflict("must-finish")
            .with("desk", desk)
            .with("ticket", ticket),
        Refusal::NotServedHere { desk, ticket } => conflict("not-served-here")
            .with("desk", desk)
            .with("ticket", ticket),
        Refusal::NobodyCalled(desk) => conflict("nobody-called").with("desk", desk),
        Refusal::NobodyServed(desk) => conflict("nobody-served").with("desk", desk),
        Refusal::NobodyAtDesk(desk) => conflict("nobody-at-desk").with("desk", desk),
        Refusal::TooSoon { desk, ready_at: _ } => {
            conflict("too-soon").with("desk", desk).retry_after_s(2)
        }
        Refusal::UnknownTicket(ticket) => missing("unknown-ticket").with("ticket", ticket),
        Refusal::TicketElsewhere { ticket, desk } => conflict("ticket-elsewhere")
            .with("ticket", ticket)
            .with("desk", desk),
        Refusal::TicketClosed(ticket) => conflict("ticket-closed").with("ticket", ticket),
        Refusal::TicketNotClosed(ticket) => conflict("ticket-not-closed").with("ticket", ticket),
        Refusal::NoSuchDestination => wrong("no-such-destination"),
        Refusal::Appointment(no) => appointments::refused(no, clock),
        Refusal::TooManyParked { desk, limit } => conflict("too-many-parked")
            .with("desk", desk)
            .with("limit", limit),
        Refusal::NotParked(ticket) => conflict("not-parked").with("ticket", ticket),
        Refusal::Day(why) => crate::web::oversight::day_refused(&why, clock),
        Refusal::Peak(why) => crate::web::oversight::peak_refused(&why),
        Refusal::Hall(why) => crate::web::hall::refused(&why),
        Refusal::Readings(no) => readings::refused(no, clock),
        Refusal::Rating(no) => crate::web::ratings::refused(&no),
        Refusal::NeedsDatabase => {
            Trouble::new(StatusCode::SERVICE_UNAVAILABLE, "needs-database").retry_after_s(30)
        }
        Refusal::UnknownRecord { id } => missing("unknown-record").with("id", id),
        Refusal::RecordChanged { revision } => {
            conflict("record-changed").with("revision", revision)
        }
        Refusal::RecordClosed { id } => conflict("record-closed").with("id", id),
        Refusal::TooMany { limit } => conflict("too-many").with("limit", limit),
        Refusal::NoHelpAsked(desk) => conflict("no-help-asked").with("desk", desk),
        Refusal::TakeTicketInstead => conflict("take-ticket-instead"),
        Refusal::NothingToUndo(desk) => conflict("nothing-to-undo").with("desk", desk),
        Refusal::UndoTooLate { desk, ticket } => conflict("undo-too-late")
            .with("desk", desk)
            .with("ticket", ticket),
        Refusal::UndoMovedOn { desk, ticket } => conflict("undo-moved-on")
            .with("desk", desk)
            .with("ticket", ticket),
    }
}

pub(crate) fn unknown_desk(desk: office::desk::DeskId) -> Trouble {
    Trouble::new(StatusCode::NOT_FOUND, "unknown-desk").with("desk", desk)
}

/// A trouble travels with the response; the outermost layer, which knows the
/// asker's language, writes it out.
impl IntoResponse for Trouble {
    fn into_response(self) -> Response {
        let mut response = self.status.into_response();
        response.extensions_mut().insert(self);
        response
    }
}

/// In the live queue what needs the database is refused before anything is
/// written (S1).
pub(crate) fn needs_database(picture: &Picture) -> Result<(), Trouble> {
    if picture.mode == Mode::Live {
        return Err(
            Trouble::new(StatusCode::SERVICE_UNAVAILABLE, "needs-database").retry_after_s(30),
        );
    }
    Ok(())
}
