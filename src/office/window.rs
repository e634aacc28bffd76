//! The short window: in a peak a freed desk may take the shortest question
//! among the heads of its services.
//!
//! It opens when more than 1.5 people wait per working desk and closes below
//! one, looked at whenever a desk calls; what it is then is kept as an event.
//! Nobody is passed whose place is more than half an hour earlier, and nobody
//! who is served first by law. The live queue has none (S1).

use crate::Office;
use crate::day::{Mode, Moment};

/// What a desk may take next out of one of its services.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Head {
    pub(crate) place_at: Moment,
    /// How long the service takes as a rule, milliseconds; `None`: nobody
    /// knows, so it is neither passed as long nor taken as short.
    pub(crate) usual_ms: Option<i64>,
}

/// Whether the window is open after one look at the hall: hysteresis 1.5 and
/// 1.0 people per working desk, so that it does not flicker.
pub(crate) fn after_a_look(was_open: bool, waiting: usize, working: usize) -> bool {
    if working == 0 {
        return false;
    }
    if was_open {
        waiting >= working
    } else {
        waiting.saturating_mul(2) > working.saturating_mul(3)
    }
}

/// Which of the heads a desk takes: the earliest place (`first`), or in the
/// window the shortest question not more than `reach_ms` behind it.
pub(crate) fn shortest(
    heads: impl Iterator<Item = Head>,
    first: &Head,
    reach_ms: i64,
) -> Option<usize> {
    let longest_ms = first.usual_ms?;
    // Served first by law: nothing is short enough to pass.
    if first.place_at == Moment(i64::MIN) {
        return None;
    }
    heads
        .enumerate()
        .filter(|(_index, head)| head.place_at.ms_since(first.place_at) <= reach_ms)
        .filter_map(|(index, head)| Some((head.usual_ms?, head.place_at, index)))
        .filter(|(usual_ms, ..)| *usual_ms < longest_ms)
        .min()
        .map(|(_usual_ms, _place_at, index)| index)
}

impl Office {
    /// Whether a desk that calls now calls in the short window.
    pub(crate) fn window_now(&self) -> bool {
        self.mode == Mode::Electronic
            && self.rules.short_window_ms > 0
            && after_a_look(self.short_window, self.queue.len(), self.working_desks())
    }

    /// Whether the short window was open at the latest call.
    pub fn is_short_window(&self) -> bool {
        self.short_window
    }
}
