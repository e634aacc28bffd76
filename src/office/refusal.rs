//! Why not, as data: the visitor or clerk may not. Texts are made at the edge.

use crate::appointment::AppointmentRefusal;
use crate::day::Moment;
use crate::desk::DeskId;
use crate::hall::HallRefusal;
use crate::oversight::DayRefusal;
use crate::peak::PeakRefusal;
use crate::rating::RatingRefusal;
use crate::readings::ReadingsRefusal;
use crate::service::ServiceId;
use crate::staff::AccountId;
use crate::ticket::TicketNumber;

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refusal {
    DayNotOpen,
    NotYetOpen {
        opens_at: Moment,
    },
    RegistrationEnded,
    OfficeClosed,
    UnknownService(String),
    ServiceClosed(ServiceId),
    /// Only the live queue takes a visitor without one.
    ServiceNeeded,
    QueueFull {
        limit: u32,
    },
    NumbersUsedUp {
        series: String,
    },
    UnknownDesk(DeskId),
    DeskClosed(DeskId),
    DeskOpen(DeskId),
    DeskTaken {
        desk: DeskId,
        by: AccountId,
    },
    /// One person cannot sit at two desks.
    AlreadyAtDesk {
        desk: DeskId,
    },
    OnBreak(DeskId),
    NotOnBreak(DeskId),
    /// A called visitor is still expected here: recall, no-show or start.
    DeskBusy {
        desk: DeskId,
        ticket: TicketNumber,
    },
    /// A visit is under way: it must be named to be finished.
    MustFinish {
        desk: DeskId,
        ticket: TicketNumber,
    },
    /// The visit to be finished is not at this desk (any more).
    NotServedHere {
        desk: DeskId,
        ticket: TicketNumber,
    },
    NobodyCalled(DeskId),
    NobodyServed(DeskId),
    NobodyAtDesk(DeskId),
    TooSoon {
        desk: DeskId,
        ready_at: Moment,
    },
    UnknownTicket(TicketNumber),
    TicketElsewhere {
        ticket: TicketNumber,
        desk: DeskId,
    },
    TicketClosed(TicketNumber),
    TicketNotClosed(TicketNumber),
    NoSuchDestination,
    Appointment(AppointmentRefusal),
    /// So many visits are put aside at this desk already.
    TooManyParked {
        desk: DeskId,
        limit: usize,
    },
    NotParked(TicketNumber),
    Day(DayRefusal),
    Peak(PeakRefusal),
    Hall(HallRefusal),
    Readings(ReadingsRefusal),
    Rating(RatingRefusal),
    /// Waits until the database is back (S1: the queue goes on without it).
    NeedsDatabase,
    /// A callback or a statement with this number is not there (any more).
    UnknownRecord {
        id: u32,
    },
    /// Somebody else changed it meanwhile; nothing was overwritten.
    RecordChanged {
        revision: u64,
    },
    RecordClosed {
        id: u32,
    },
    TooMany {
        limit: usize,
    },
    /// S19: nobody at this desk asked for help, or it was ended.
    NoHelpAsked(DeskId),
    /// Registration is open: a ticket serves the visitor better (S6).
    TakeTicketInstead,
    NothingToUndo(DeskId),
    /// The few seconds are over.
    UndoTooLate {
        desk: DeskId,
        ticket: TicketNumber,
    },
    /// The desk or the ticket is no longer where the act left it.
    UndoMovedOn {
        desk: DeskId,
        ticket: TicketNumber,
    },
}
