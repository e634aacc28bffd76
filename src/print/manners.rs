//! What is known of a printer's manners: does it answer questions? Pure.
//!
//! Promises: a silent device costs a visitor at most 300 ms, once; then its
//! silence is remembered and asked about again only now and then.

use super::profile::Queries;
use std::time::Duration;
use tokio::time::Instant;

/// How long a stranger may take to answer, over all questions. USB and LAN
/// printers answer within 20 ms, slow serial ones within 100 ms.
const STRANGER_MS: u64 = 300;

/// How long a printer that is known to answer may take: it may be cutting.
const FRIEND_MS: u64 = 1000;

/// How long silence is remembered: a printer exchanged at lunch is noticed soon.
const SILENCE_REMEMBERED_S: u64 = 300;

/// What is known of one printer.
#[derive(Debug, Clone, Copy)]
pub(super) struct Manners {
    queries: Queries,
    answers: Option<bool>,
    ask_again_at: Option<Instant>,
    /// It has answered when nobody listened any more.
    is_slow: bool,
    /// Whether it confirmed by process id; some know only `GS r`.
    knows_process_id: Option<bool>,
}

impl Manners {
    pub(super) fn new(queries: Queries) -> Self {
        Self {
            queries,
            answers: match queries {
                Queries::Auto => None,
                Queries::Always => Some(true),
                Queries::Never => Some(false),
            },
            ask_again_at: None,
            is_slow: false,
            knows_process_id: None,
        }
    }

    /// Whether it answers; `None` until it was asked.
    pub(super) fn answers(&self) -> Option<bool> {
        self.answers
    }

    /// How long to wait for answers now; `None` for not asking at all.
    pub(super) fn patience(&self, now: Instant) -> Option<Duration> {
        let of_stranger = if self.is_slow { FRIEND_MS } else { STRANGER_MS };
        match (self.queries, self.answers) {
            (Queries::Never, _) => None,
            (Queries::Always, _) | (Queries::Auto, Some(true)) => {
                Some(Duration::from_millis(FRIEND_MS))
            }
            (Queries::Auto, None) => Some(Duration::from_millis(of_stranger)),
            (Queries::Auto, Some(false)) => self
                .ask_again_at
                .is_none_or(|again| now >= again)
                .then(|| Duration::from_millis(of_stranger)),
        }
    }

    /// It answered.
    pub(super) fn heard(&mut self) {
        self.answers = Some(true);
        self.ask_again_at = None;
    }

    /// It was taken for silent and answered later: next time it has longer.
    pub(super) fn answered_late(&mut self) {
        if self.queries == Queries::Auto && !self.is_slow {
            self.is_slow = true;
            self.answers = None;
            self.ask_again_at = None;
        }
    }

    /// It was asked and answered nonsense: what was known of it is in doubt, and
    /// it is asked anew with the next job.
    pub(super) fn garbled(&mut self) {
        if self.queries == Queries::Auto {
            self.answers = None;
        }
        self.ask_again_at = None;
        self.knows_process_id = None;
    }

    /// It was asked and did not answer. Returns whether that is a fault: it is,
    /// if the printer was known to answer.
    pub(super) fn unheard(&mut self, now: Instant) -> bool {
        match (self.queries, self.answers) {
            (Queries::Never, _) => false,
            // What it takes now it may print hours later: until it speaks again,
            // or was away and may be another device, it gets nothing.
            (Queries::Always, _) | (Queries::Auto, Some(true)) => true,
            (Queries::Auto, None | Some(false)) => {
                self.answers = Some(false);
                self.ask_again_at = Some(now + Duration::from_secs(SILENCE_REMEMBERED_S));
                false
            }
        }
    }

    /// It was switched off or unplugged: another device may stand there now.
    pub(super) fn was_away(&mut self) {
        if self.queries == Queries::Auto && self.answers == Some(true) {
            self.answers = None;
            self.knows_process_id = None;
        }
    }

    /// Whether to ask for a process id; else `GS r` is asked at once.
    pub(super) fn try_process_id(&self) -> bool {
        self.knows_process_id != Some(false)
    }

    /// What the confirmation of a job taught.
    pub(super) fn confirmed_by_process_id(&mut self, by_process_id: bool) {
        self.knows_process_id = Some(by_process_id);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn silence_is_paid_for_once_and_asked_about_again_later() {
        let now = Instant::now();
        let mut manners = Manners::new(Queries::Auto);
        assert_eq!(manners.patience(now), Some(Duration::from_millis(300)));
        assert!(!manners.unheard(now), "a stranger may be silent");
        assert_eq!(manners.patience(now + Duration::from_secs(299)), None);
        assert!(manners.patience(now + Duration::from_mins(5)).is_some());
    }

    #[test]
    fn a_slow_printer_has_longer_the_next_time_and_once_only() {
        let now = Instant::now();
        let mut manners = Manners::new(Queries::Auto);
        assert!(!manners.unheard(now));
        manners.answered_late();
        assert_eq!(manners.patience(now), Some(Duration::from_secs(1)));
        assert!(!manners.unheard(now));
        manners.answered_late();
        assert_eq!(manners.patience(now), None, "slower than that is silent");
    }

    #[test]
    fn a_printer_that_falls_silent_is_at_fault_until_it_was_away() {
        let now = Instant::now();
        let mut manners = Manners::new(Queries::Auto);
        manners.heard();
        assert_eq!(manners.patience(now), Some(Duration::from_secs(1)));
        for _job in 0..3 {
            assert!(manners.unheard(now));
            assert_eq!(manners.answers(), Some(true));
        }
        manners.was_away();
        assert!(!manners.unheard(now), "another device may be a silent one");
    }

    #[test]
    fn the_profile_has_the_last_word() {
        let now = Instant::now();
        let mut never = Manners::new(Queries::Never);
        assert_eq!(never.patience(now), None);
        assert!(!never.unheard(now));
        let mut always = Manners::new(Queries::Always);
        assert!(always.unheard(now));
        assert_eq!(always.answers(), Some(true));
    }
}
