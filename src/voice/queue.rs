//! Calls that wait for their turn to be spoken.
//!
//! Promises: pure and bounded; calls come out in the order they came in; the same call is not
//! said twice in a row. When full, the oldest waiting repeat makes room; where no repeat waits,
//! the new call is refused: those before it have waited longer, and the board shows it anyway.
//! Never does: speak, wait, look at a clock.

use super::phrase::Call;
use std::collections::VecDeque;
use tokio::time::Instant;

/// A call and since when it waits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Waiting {
    pub(super) call: Call,
    pub(super) since: Instant,
}

/// What became of a call that came in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Entry {
    /// It waits at the end.
    Queued,
    /// The same ticket waits already and is said once; a newer desk replaces the older one.
    Merged,
    /// It waits at the end; the oldest waiting repeat was let go for it.
    MadeRoom,
    /// There is no room.
    Refused,
}

#[derive(Debug)]
pub(super) struct Queue {
    waiting: VecDeque<Waiting>,
    most: usize,
}

impl Queue {
    pub(super) fn new(most: usize) -> Self {
        Self {
            waiting: VecDeque::new(),
            most,
        }
    }

    #[must_use]
    pub(super) fn enter(&mut self, call: Call, now: Instant) -> Entry {
        if let Some(same) = self
            .waiting
            .iter_mut()
            .find(|w| same_ticket(&w.call, &call))
        {
            // A visitor sent on to another desk must not hear the old one.
            same.call = Call {
                again: same.call.again && call.again,
                slow: same.call.slow || call.slow,
                ..call
            };
            return Entry::Merged;
        }
        let entry = if self.waiting.len() < self.most {
            Entry::Queued
        } else if let Some(repeat) = self.waiting.iter().position(|w| w.call.again) {
            self.waiting.remove(repeat);
            Entry::MadeRoom
        } else {
            return Entry::Refused;
        };
        self.waiting.push_back(Waiting { call, since: now });
        entry
    }

    pub(super) fn next(&mut self) -> Option<Waiting> {
        self.waiting.pop_front()
    }

    /// Puts back what could not be said; it may stand one above the limit until its next try.
    /// `false`: the same ticket has been called anew meanwhile, that call stands for both.
    #[must_use]
    pub(super) fn put_back(&mut self, first: Waiting) -> bool {
        let called_anew = self
            .waiting
            .iter()
            .any(|w| same_ticket(&w.call, &first.call));
        if !called_anew {
            self.waiting.push_front(first);
        }
        !called_anew
    }

    /// Lets go the call of that ticket to that desk, if it still waits.
    #[must_use]
    pub(super) fn take_back(&mut self, call: &Call) -> bool {
        let before = self.waiting.len();
        self.waiting
            .retain(|w| !(same_ticket(&w.call, call) && w.call.desk == call.desk));
        self.waiting.len() < before
    }

    /// Lets go what waits since before `oldest`; tells how many that were.
    #[must_use]
    pub(super) fn forget_before(&mut self, oldest: Instant) -> usize {
        let before = self.waiting.len();
        self.waiting.retain(|w| w.since >= oldest);
        before.saturating_sub(self.waiting.len())
    }

    pub(super) fn len(&self) -> usize {
        self.waiting.len()
    }
}

fn same_ticket(one: &Call, other: &Call) -> bool {
    one.series == other.series && one.number == other.number
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    fn call(number: u16, again: bool) -> Call {
        Call {
            series: "А".to_owned(),
            number,
            desk: 1,
            again,
            slow: false,
            zone: None,
            language: None,
        }
    }

    fn numbers(queue: &mut Queue) -> Vec<u16> {
        std::iter::from_fn(|| queue.next())
            .map(|w| w.call.number)
            .collect()
    }

    #[test]
    fn calls_come_out_in_the_order_they_came_in() {
        let (mut queue, now) = (Queue::new(9), Instant::now());
        for number in [3, 1, 2] {
            assert_eq!(queue.enter(call(number, false), now), Entry::Queued);
        }
        assert_eq!(numbers(&mut queue), [3, 1, 2]);
    }

    #[test]
    fn the_same_call_waits_once_and_keeps_its_place() {
        let (mut queue, now) = (Queue::new(9), Instant::now());
        assert_eq!(queue.enter(call(1, false), now), Entry::Queued);
        assert_eq!(queue.enter(call(2, false), now), Entry::Queued);
        assert_eq!(queue.enter(call(1, true), now), Entry::Merged);
        let first = queue.next().expect("it waits");
        assert!(!first.call.again, "nobody has heard the first call yet");
        assert_eq!(numbers(&mut queue), [2]);
    }

    #[test]
    fn a_ticket_sent_to_another_desk_is_called_to_the_newer_one_only() {
        let (mut queue, now) = (Queue::new(9), Instant::now());
        assert_eq!(queue.enter(call(1, false), now), Entry::Queued);
        let moved = Call {
            desk: 7,
            ..call(1, false)
        };
        assert_eq!(queue.enter(moved, now), Entry::Merged);
        assert_eq!(queue.next().map(|w| w.call.desk), Some(7));
        assert_eq!(queue.next(), None);
    }

    #[test]
    fn when_full_the_oldest_repeat_makes_room() {
        let (mut queue, now) = (Queue::new(3), Instant::now());
        assert_eq!(queue.enter(call(1, false), now), Entry::Queued);
        assert_eq!(queue.enter(call(2, true), now), Entry::Queued);
        assert_eq!(queue.enter(call(3, true), now), Entry::Queued);
        assert_eq!(queue.enter(call(4, false), now), Entry::MadeRoom);
        assert_eq!(numbers(&mut queue), [1, 3, 4]);
    }

    #[test]
    fn when_full_of_first_calls_the_newest_is_refused() {
        let (mut queue, now) = (Queue::new(2), Instant::now());
        assert_eq!(queue.enter(call(1, false), now), Entry::Queued);
        assert_eq!(queue.enter(call(2, false), now), Entry::Queued);
        assert_eq!(queue.enter(call(3, true), now), Entry::Refused);
        assert_eq!(queue.enter(call(4, false), now), Entry::Refused);
        assert_eq!(numbers(&mut queue), [1, 2]);
    }

    #[test]
    fn what_could_not_be_said_is_first_again() {
        let (mut queue, now) = (Queue::new(2), Instant::now());
        assert_eq!(queue.enter(call(1, false), now), Entry::Queued);
        assert_eq!(queue.enter(call(2, false), now), Entry::Queued);
        let first = queue.next().expect("it waits");
        assert!(queue.put_back(first));
        assert_eq!(numbers(&mut queue), [1, 2]);
    }

    #[test]
    fn what_could_not_be_said_gives_way_to_its_newer_call() {
        let (mut queue, now) = (Queue::new(2), Instant::now());
        assert_eq!(queue.enter(call(1, false), now), Entry::Queued);
        let first = queue.next().expect("it waits");
        assert_eq!(queue.enter(call(1, true), now), Entry::Queued);
        assert!(!queue.put_back(first));
        assert_eq!(numbers(&mut queue), [1]);
    }

    #[test]
    fn a_call_nobody_waits_for_any_more_is_let_go() {
        let (mut queue, start) = (Queue::new(9), Instant::now());
        let later = start + Duration::from_secs(20);
        assert_eq!(queue.enter(call(1, false), start), Entry::Queued);
        assert_eq!(queue.enter(call(2, false), later), Entry::Queued);
        assert_eq!(queue.forget_before(start + Duration::from_secs(10)), 1);
        assert_eq!(queue.len(), 1);
        assert_eq!(numbers(&mut queue), [2]);
    }
}
