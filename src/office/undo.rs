//! Taking back: a desk's last act within a few seconds, as if it had not been.
//!
//! The log keeps both, the act and that it was taken back; ticket and desk are
//! again exactly what they were, timers too. A call that also finished a visit
//! is one act: both are taken back, and the contact record given with the end
//! (S11). What was spoken stays spoken, so the pause
//! between two calls goes on from it.

use serde::{Deserialize, Serialize};

use crate::Office;
use crate::day::Moment;
use crate::desk::{DeskId, DeskState, Doing};
use crate::event::Event;
use crate::park::ParkEvent;
use crate::refusal::Refusal;
use crate::ticket::{Ticket, TicketNumber, TicketState};

/// What can be taken back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Act {
    Call,
    Start,
    Finish,
    NoShow,
    Return,
    Transfer,
    Park,
}

/// A desk's last act, while it can still be taken back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Undo {
    pub desk: DeskId,
    pub act: Act,
    pub number: TicketNumber,
    /// The visit that the same act finished and that would go on.
    pub resumes: Option<TicketNumber>,
    pub until: Moment,
}

/// One act with what it changed.
#[derive(Debug, Clone)]
pub(crate) struct Done {
    act: Act,
    at: Moment,
    before: Box<Ticket>,
    /// Known once the act is applied.
    after: Option<TicketState>,
    doing_before: Doing,
    since_before: Moment,
    served_before: u32,
    /// The same command finished the visit before it.
    joins: bool,
    /// The desk has done something else since.
    has_moved_on: bool,
}

impl Event {
    /// Whose act it is, if it can be taken back.
    fn act(&self) -> Option<(Act, &TicketNumber, DeskId)> {
        let (act, number, desk) = if let Self::TicketCalled { number, desk, .. } = self {
            (Act::Call, number, desk)
        } else if let Self::VisitStarted { number, desk } = self {
            (Act::Start, number, desk)
        } else if let Self::VisitFinished { number, desk, .. } = self {
            (Act::Finish, number, desk)
        } else if let Self::TicketMissed { number, desk, .. } = self {
            (Act::NoShow, number, desk)
        } else if let Self::TicketReturned { number, desk, .. } = self {
            (Act::Return, number, desk)
        } else if let Self::TicketTransferred { number, desk, .. } = self {
            (Act::Transfer, number, desk)
        } else if let Self::Park(ParkEvent::Parked { number, desk, .. }) = self {
            (Act::Park, number, desk)
        } else {
            return None;
        };
        Some((act, number, *desk))
    }
}

impl Office {
    /// S2, S3: the desk's last act is taken back, in time and while neither
    /// desk nor ticket has moved on.
    pub(crate) fn decide_undo(&self, id: DeskId, now: Moment) -> Result<Vec<Event>, Refusal> {
        let desk = self.desks.get(&id).ok_or(Refusal::UnknownDesk(id))?;
        if !desk.is_open() {
            return Err(Refusal::DeskClosed(id));
        }
        let acts = self.acts.get(&id).map_or(&[][..], Vec::as_slice);
        let last = acts.last().ok_or(Refusal::NothingToUndo(id))?;
        let ticket = last.before.number.clone();
        if last.at.plus_ms(self.rules.undo_ms) < now {
            return Err(Refusal::UndoTooLate { desk: id, ticket });
        }
        if !self.can_undo(id) {
            return Err(Refusal::UndoMovedOn { desk: id, ticket });
        }
        let newest_first = acts.iter().rev();
        Ok(newest_first
            .flat_map(|done| self.undone(done, id))
            .collect())
    }

    /// The end of a visit goes with what was said of it then (S11).
    fn undone(&self, done: &Done, desk: DeskId) -> impl Iterator<Item = Event> {
        let number = &done.before.number;
        let undone = Event::Undone {
            number: number.clone(),
            desk,
            act: done.act,
        };
        let is_end = done.act == Act::Finish;
        let word = is_end.then(|| self.take_word_back(number, desk)).flatten();
        std::iter::once(undone).chain(word)
    }

    /// What each desk can take back at `now`.
    pub fn undo(&self, now: Moment) -> impl Iterator<Item = Undo> {
        self.acts.iter().filter_map(move |(desk, acts)| {
            let last = acts.last()?;
            let until = last.at.plus_ms(self.rules.undo_ms);
            let before = acts.len().checked_sub(2).and_then(|index| acts.get(index));
            (until >= now && self.can_undo(*desk)).then(|| Undo {
                desk: *desk,
                act: last.act,
                number: last.before.number.clone(),
                resumes: before.map(|done| done.before.number.clone()),
                until,
            })
        })
    }

    /// Desk and tickets are still where the last act left them.
    fn can_undo(&self, id: DeskId) -> bool {
        let acts = self.acts.get(&id).map_or(&[][..], Vec::as_slice);
        let desk_stayed = acts.last().is_some_and(|last| !last.has_moved_on);
        let tickets_stayed = acts.iter().all(|done| {
            let ticket = self.tickets.get(&done.before.number);
            let after = done.after.as_ref();
            ticket
                .zip(after)
                .is_some_and(|(ticket, after)| is_same_stay(&ticket.state, after))
        });
        desk_stayed && tickets_stayed && self.day.as_ref().is_some_and(|day| !day.closed)
    }

    /// Before an event is applied: what taking it back would restore.
    pub(crate) fn before_act(&self, event: &Event, at: Moment) -> Option<(DeskId, Done)> {
        let (act, number, id) = event.act()?;
        let desk = self.desks.get(&id)?;
        let before = Box::new(self.tickets.get(number)?.clone());
        let doing_before = desk.doing()?.clone();
        let acts = self.acts.get(&id).map_or(&[][..], Vec::as_slice);
        let finishes = |last: &Done| last.act == Act::Finish && last.at == at && !last.has_moved_on;
        let done = Done {
            act,
            at,
            after: None,
            before,
            doing_before,
            since_before: desk.since,
            served_before: desk.served_today,
            joins: act == Act::Call && acts.last().is_some_and(finishes),
            has_moved_on: false,
        };
        Some((id, done))
    }

    /// After it was applied: it is the desk's last act now.
    pub(crate) fn note_act(&mut self, id: DeskId, mut done: Done) {
        let Some(ticket) = self.tickets.get(&done.before.number) else {
            return;
        };
        done.after = Some(ticket.state.clone());
        let acts = self.acts.entry(id).or_default();
        if !done.joins {
            acts.clear();
        }
        acts.push(done);
    }

    /// The desk does something else now.
    pub(crate) fn desk_moves_on(&mut self, id: DeskId) {
        if let Some(last) = self.acts.get_mut(&id).and_then(|acts| acts.last_mut()) {
            last.has_moved_on = true;
        }
    }

    /// Folds in that the desk's last act was taken back.
    pub(crate) fn undo_at(&mut self, number: &TicketNumber, id: DeskId, act: Act) {
        let Some(acts) = self.acts.get_mut(&id) else {
            return;
        };
        let is_it = |done: &mut Done| done.act == act && done.before.number == *number;
        let Some(done) = acts.pop_if(is_it) else {
            return;
        };
        self.with_ticket(number, |ticket| {
            // Paper goes its own way.
            let (slip, slip_confirmed) = (ticket.slip, ticket.slip_confirmed);
            *ticket = Ticket {
                slip,
                slip_confirmed,
                ..*done.before
            };
        });
        if let Some(desk) = self.desks.get_mut(&id) {
            if let DeskState::Open { doing, .. } = &mut desk.state {
                *doing = done.doing_before;
            }
            desk.since = done.since_before;
            desk.served_today = done.served_before;
            desk.revision += 1;
        }
        if act == Act::Call {
            // Boards stop showing it.
            self.calls
                .retain(|call| !(call.number == *number && call.desk == id && call.at >= done.at));
        }
    }
}

/// The same stay in the same state; a call that was repeated is still that call.
fn is_same_stay(now: &TicketState, then: &TicketState) -> bool {
    match (now, then) {
        (
            TicketState::Called { desk, since, .. },
            TicketState::Called {
                desk: at,
                since: from,
                ..
            },
        ) => (desk, since) == (at, from),
        (
            TicketState::Waiting { .. }
            | TicketState::Called { .. }
            | TicketState::Serving { .. }
            | TicketState::Parked { .. }
            | TicketState::Closed { .. },
            _,
        ) => now == then,
    }
}
