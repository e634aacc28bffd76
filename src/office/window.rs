//! The short window: in a peak a freed desk may take the shortest question
//! among the heads of its services.
//!
//! It opens when more than 1.5 people wait per working desk and closes below
//! one, looked at whenever a desk calls; what it is then is kept as an event.
//! Who passes whom is `order.rs`: nobody is passed whose place is more than half an hour earlier, and nobody
//! who is served first by law. The live queue has none (S1).

use crate::Office;
use crate::day::Mode;

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
