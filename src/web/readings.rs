//! Meter-reading days over the LAN (S8).

use axum::http::StatusCode;
use office::day::Moment;
use office::readings::ReadingsRefusal;

use crate::web::problem::Trouble;

/// Why the schedule could not be changed, or a contract not checked in.
pub(crate) fn refused(no: ReadingsRefusal, clock: impl Fn(Moment) -> String) -> Trouble {
    let conflict = |code| Trouble::new(StatusCode::CONFLICT, code);
    let wrong = |code| Trouble::new(StatusCode::UNPROCESSABLE_ENTITY, code);
    match no {
        ReadingsRefusal::NotDrawn(month) => {
            Trouble::new(StatusCode::NOT_FOUND, "readings-not-drawn").with("month", month)
        }
        ReadingsRefusal::Changed { revision } => {
            Trouble::new(StatusCode::PRECONDITION_FAILED, "readings-changed")
                .with("revision", revision)
        }
        ReadingsRefusal::BadHours => wrong("readings-bad-hours"),
        ReadingsRefusal::BadPlaces { limit } => wrong("readings-bad-places").with("limit", limit),
        ReadingsRefusal::HourInUse { from, contracts } => conflict("readings-hour-in-use")
            .with("time", clock(from))
            .with("contracts", contracts),
        ReadingsRefusal::NoSuchHour { from } => {
            wrong("readings-no-such-hour").with("time", clock(from))
        }
        ReadingsRefusal::NotEnoughPlaces { missing } => {
            conflict("readings-no-places").with("missing", missing)
        }
        ReadingsRefusal::TooMany { limit } => wrong("readings-too-many").with("limit", limit),
        ReadingsRefusal::UnknownContract => Trouble::new(StatusCode::NOT_FOUND, "unknown-contract"),
        ReadingsRefusal::NotYourHour { from, to } => conflict("not-your-hour")
            .with("from", clock(from))
            .with("to", clock(to)),
        ReadingsRefusal::AlreadyCheckedIn { ticket } => {
            conflict("already-checked-in").with("ticket", ticket)
        }
    }
}
