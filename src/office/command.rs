//! What may be asked of the office.

use std::collections::BTreeSet;

use serde::Serialize;

use crate::appointment::AppointmentCommand;
use crate::audit::AuditEvent;
use crate::callback::CallbackCommand;
use crate::carried::Carried;
use crate::contact::ContactCommand;
use crate::day::{Copies, Date, Hours, Mode, Moment};
use crate::desk::{BreakKind, DeskId};
use crate::event::Taken;
use crate::hall::HallCommand;
use crate::help::HelpCommand;
use crate::oversight::DayCommand;
use crate::park::ParkCommand;
use crate::peak::PeakCommand;
use crate::rating::RatingCommand;
use crate::readings::ReadingsCommand;
use crate::service::ServiceId;
use crate::signs::{Signs, SignsCommand};
use crate::staff::AccountId;
use crate::statement::StatementCommand;
use crate::ticket::{Channel, Class, Closing, SlipOutcome, TicketNumber};

/// Serialised only to compare a repeated command with the first one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub enum Command {
    OpenDay {
        date: Date,
        hours: Option<Hours>,
    },
    /// The clock was set back to before the day that is open or was the last,
    /// which it had opened wrongly or ended too early: the day of `date` begins.
    /// Only if that day is closed, or nobody was in it.
    LeaveDay {
        date: Date,
        hours: Option<Hours>,
    },
    CloseDay,
    /// Today's hours out of a reloaded office file.
    ChangeHours {
        hours: Option<Hours>,
    },
    /// What the two logs can keep now, and so the mode.
    NoteStorage {
        mode: Mode,
        copies: Copies,
    },
    /// After a restart that cannot be sure of the last numbers.
    RecoverNumbers(Recovery),
    /// After damage took entries out of the day.
    Mend,
    /// Promises the next numbers before the first of them is given.
    PromiseNumbers(Take),
    /// What a log that could not be read until now knows of today.
    TakeOver(FoundDay),
    NoteClockJump {
        by_ms: i64,
    },
    TakeTicket(Take),
    CallNext {
        desk: DeskId,
        /// The visit this call ends.
        finish: Option<TicketNumber>,
    },
    CallTicket(CallByHand),
    Recall {
        desk: DeskId,
    },
    Miss {
        desk: DeskId,
    },
    Start {
        desk: DeskId,
    },
    Finish {
        desk: DeskId,
    },
    /// Back into the queue, at the old place.
    Return {
        desk: DeskId,
    },
    Transfer {
        desk: DeskId,
        to: Destination,
        come_back: bool,
        note: Option<String>,
    },
    /// A visit put aside for a while.
    Park(ParkCommand),
    /// Takes the desk's last act back.
    Undo {
        desk: DeskId,
    },
    /// A no-show came after all.
    Revive {
        ticket: TicketNumber,
    },
    OpenDesk {
        desk: DeskId,
        staff: AccountId,
    },
    CloseDesk {
        desk: DeskId,
    },
    TakeBreak {
        desk: DeskId,
        kind: BreakKind,
    },
    EndBreak {
        desk: DeskId,
    },
    SetServices {
        desk: DeskId,
        services: BTreeSet<ServiceId>,
    },
    NoteSlip {
        ticket: TicketNumber,
        outcome: SlipOutcome,
        /// What the slip says: called by then, most likely (S20).
        promised: Option<Moment>,
    },
    /// Paused services, announcements.
    Signs(SignsCommand),
    SignIn {
        session: String,
        account: AccountId,
        until: Moment,
        /// The company's directory said that the password is right.
        by_directory: bool,
    },
    SignOut {
        session: String,
    },
    Appointment(Box<AppointmentCommand>),
    /// The head's word over the day (S5).
    Day(DayCommand),
    /// S7, S17.
    Peak(PeakCommand),
    /// The hall manager's hand (S2).
    Hall(HallCommand),
    Readings(Box<ReadingsCommand>),
    Callback(CallbackCommand),
    /// S19.
    Help(HelpCommand),
    /// Changes nothing; kept for who asks later.
    Audit(AuditEvent),
    /// S12, S13.
    Statement(StatementCommand),
    /// S11, S3.
    Contact(Box<ContactCommand>),
    Rate(RatingCommand),
}

/// An office day as another history tells it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FoundDay {
    pub date: Date,
    pub tickets: Vec<FoundTicket>,
    /// What it says goes on from day to day.
    pub carried: Box<Carried>,
    /// Its pauses and announcements.
    pub signs: Signs,
    /// Its last moment.
    pub ended: Moment,
}

/// A ticket as another history of the day ends with it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FoundTicket {
    pub taken: Taken,
    pub taken_at: Moment,
    /// `None`: waiting or at a desk.
    pub closed: Option<Closing>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Take {
    /// `None` in live-queue mode only.
    pub service: Option<ServiceId>,
    pub class: Class,
    pub channel: Channel,
    pub language: String,
    /// By hand, out of the rules.
    pub reason: Option<String>,
    /// Whether paper is asked for.
    pub paper: bool,
    /// Chose large letters, a low screen or the spoken mode: «подойти и помочь».
    pub help: bool,
}

/// A given visitor, called past the order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CallByHand {
    pub desk: DeskId,
    pub ticket: TicketNumber,
    /// The visit this call ends.
    pub finish: Option<TicketNumber>,
    pub reason: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub enum Destination {
    Service(ServiceId),
    Desk(DeskId),
}

/// How numbering goes on after a restart.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub enum Recovery {
    /// The logs differ in length: go on behind what may have been printed.
    BehindLease,
    /// A log could not be read: a visibly different series, named by the clock's
    /// minute and begun where its second says.
    NewSeries { prefix: String },
}
