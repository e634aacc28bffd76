//! What happened: the only thing kept and told. What is not an event did not
//! happen. Every event says all that applying it needs, so that an old log
//! replays the same whatever the office file says today.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::appointment::AppointmentEvent;
use crate::audit::AuditEvent;
use crate::callback::CallbackEvent;
use crate::carried::Carried;
use crate::contact::ContactEvent;
use crate::day::{Copies, Date, Hours, Mode, Moment};
use crate::desk::{BreakKind, DeskId};
use crate::estimate::Span;
use crate::hall::HallEvent;
use crate::help::HelpEvent;
use crate::learnt::Learnt;
use crate::oversight::DayEvent;
use crate::park::ParkEvent;
use crate::peak::PeakEvent;
use crate::readings::ReadingsEvent;
use crate::service::ServiceId;
use crate::signs::SignsEvent;
use crate::staff::AccountId;
use crate::statement::StatementEvent;
use crate::ticket::{Channel, Class, Closing, SlipOutcome, TicketNumber, Why};
use crate::undo::Act;

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "kebab-case")]
pub enum Event {
    DayOpened {
        date: Date,
        hours: Option<Hours>,
    },
    /// What goes on from the day before; right behind `DayOpened`.
    CarriedOver {
        carried: Box<Carried>,
    },
    /// What was learnt of visits and arrivals goes on into the day.
    LearntCarriedOver(Learnt),
    DayClosed {
        not_served: Vec<TicketNumber>,
    },
    HoursChanged {
        hours: Option<Hours>,
    },
    StorageChanged {
        mode: Mode,
        copies: Copies,
    },
    /// Numbers up to this one may be printed from now on.
    NumbersLeased {
        series: String,
        up_to: u16,
    },
    /// The next number of the series is behind this one.
    NumbersSkipped {
        series: String,
        last: u16,
    },
    NumberingRenewed {
        prefix: String,
    },
    /// The wall clock now leads office time by so much; negative: it lags.
    ClockJumped {
        by_ms: i64,
    },
    TicketTaken(Taken),
    /// Known only to a log that could not be read until now.
    TicketFound {
        #[serde(flatten)]
        taken: Taken,
        taken_at: Moment,
        closed: Option<Closing>,
    },
    /// The same log knows that this visit has ended.
    EndFound {
        number: TicketNumber,
        how: Closing,
    },
    /// The short window opened or closed with the call that follows.
    ShortWindow {
        open: bool,
    },
    TicketCalled {
        number: TicketNumber,
        desk: DeskId,
        #[serde(flatten)]
        why: Why,
    },
    TicketRecalled {
        number: TicketNumber,
        desk: DeskId,
    },
    TicketMissed {
        number: TicketNumber,
        desk: DeskId,
        then: AfterMiss,
    },
    VisitStarted {
        number: TicketNumber,
        desk: DeskId,
    },
    VisitFinished {
        number: TicketNumber,
        desk: DeskId,
        /// The visitor goes back to the desk that asked for it.
        back_to: Option<DeskId>,
    },
    TicketReturned {
        number: TicketNumber,
        desk: DeskId,
        not_before: Option<Moment>,
    },
    TicketTransferred {
        number: TicketNumber,
        desk: DeskId,
        service: Option<ServiceId>,
        only_at: Option<DeskId>,
        come_back_to: Option<DeskId>,
        note: Option<String>,
    },
    Park(ParkEvent),
    /// The desk's act is taken back; ticket and desk are as before it.
    Undone {
        number: TicketNumber,
        desk: DeskId,
        act: Act,
    },
    TicketRevived {
        number: TicketNumber,
        place_floor: Moment,
    },
    DeskOpened {
        desk: DeskId,
        staff: AccountId,
    },
    DeskClosed {
        desk: DeskId,
    },
    BreakStarted {
        desk: DeskId,
        kind: BreakKind,
    },
    BreakEnded {
        desk: DeskId,
    },
    DeskServicesChanged {
        desk: DeskId,
        services: BTreeSet<ServiceId>,
    },
    SlipNoted {
        number: TicketNumber,
        outcome: SlipOutcome,
        /// What the slip says: called by then, most likely (S20).
        #[serde(default, skip_serializing_if = "Option::is_none")]
        promised: Option<Moment>,
    },
    Signs(SignsEvent),
    SignedIn {
        session: String,
        account: AccountId,
        until: Moment,
        /// The company's directory said that the password is right.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        by_directory: bool,
    },
    SignedOut {
        session: String,
    },
    Appointment(AppointmentEvent),
    Day(DayEvent),
    Peak(PeakEvent),
    Hall(HallEvent),
    Readings(ReadingsEvent),
    Callback(CallbackEvent),
    Help(HelpEvent),
    Statement(StatementEvent),
    Contact(ContactEvent),
    Audit(AuditEvent),
    /// The visitor's mark for the visit, 1 to 5 (S13).
    Rated {
        number: TicketNumber,
        mark: u8,
    },
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Taken {
    pub number: TicketNumber,
    pub service: Option<ServiceId>,
    pub class: Class,
    pub channel: Channel,
    pub language: String,
    /// By hand, out of the rules.
    pub reason: Option<String>,
    /// What the wait is counted from.
    pub reference: Moment,
    /// The booked time it was checked in for, on time (S9).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub booked_for: Option<Moment>,
    /// Whether a slip was asked for.
    pub paper: bool,
    /// «Подойти и помочь».
    #[serde(default)]
    pub help: bool,
    /// The wait that was told as the ticket was taken, for an ordinary visitor;
    /// held against what came of it (`history`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub promised: Option<Span>,
}

/// What a call that nobody answered leads to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "then", rename_all = "kebab-case")]
pub enum AfterMiss {
    /// Waits on, called again no sooner than `not_before`, at a place no
    /// earlier than `place_floor`.
    WaitsOn {
        not_before: Moment,
        place_floor: Moment,
    },
    ClosedAsNoShow,
}
