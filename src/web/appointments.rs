//! Appointments over the LAN (S9).

use axum::http::StatusCode;
use office::appointment::AppointmentRefusal;
use office::day::Moment;

use crate::web::problem::Trouble;

/// Why an appointment could not be made, changed or kept.
pub(crate) fn refused(no: AppointmentRefusal, clock: impl Fn(Moment) -> String) -> Trouble {
    let conflict = |code| Trouble::new(StatusCode::CONFLICT, code);
    match no {
        AppointmentRefusal::DatabaseAway => {
            Trouble::new(StatusCode::SERVICE_UNAVAILABLE, "booking-database-away").retry_after_s(60)
        }
        AppointmentRefusal::NotBookable(service) => {
            conflict("not-bookable").with("service", service)
        }
        AppointmentRefusal::NoSuchSlot => {
            Trouble::new(StatusCode::UNPROCESSABLE_ENTITY, "no-such-slot")
        }
        AppointmentRefusal::Past => conflict("slot-past"),
        AppointmentRefusal::TooFarAhead { days } => conflict("slot-too-far").with("days", days),
        AppointmentRefusal::SlotFull { starts_at } => {
            conflict("slot-full").with("time", clock(starts_at))
        }
        AppointmentRefusal::CodesTaken => {
            Trouble::new(StatusCode::SERVICE_UNAVAILABLE, "overloaded").retry_after_s(1)
        }
        AppointmentRefusal::Unknown => Trouble::new(StatusCode::NOT_FOUND, "unknown-appointment"),
        AppointmentRefusal::Changed { revision } => {
            Trouble::new(StatusCode::PRECONDITION_FAILED, "appointment-changed")
                .with("revision", revision)
        }
        AppointmentRefusal::Cancelled => conflict("appointment-cancelled"),
        AppointmentRefusal::Missed => conflict("appointment-missed"),
        AppointmentRefusal::AlreadyCheckedIn { ticket } => {
            conflict("already-checked-in").with("ticket", ticket)
        }
        AppointmentRefusal::OtherDay { date, starts_at } => conflict("appointment-other-day")
            .with(
                "date",
                format!("{:02}.{:02}.{}", date.day, date.month, date.year),
            )
            .with("time", clock(starts_at)),
        AppointmentRefusal::TooEarly { from, starts_at } => conflict("check-in-too-early")
            .with("from", clock(from))
            .with("time", clock(starts_at)),
    }
}
