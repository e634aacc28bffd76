//! Where one log stands, and what that makes of the office's mode. Pure: time
//! is handed in.

use std::time::Duration;

use tokio::time::Instant;

/// A write is waited for so long, once per incident.
pub(super) const ACK_WAIT: Duration = Duration::from_millis(500);

/// A database that does not answer for so long is down (S1 begins).
pub(super) const STALL_LIMIT: Duration = Duration::from_secs(5);

/// An error that reopening cured is forgiven once in this time; the next one
/// within it means that the log is down.
pub(super) const FORGIVEN_FOR: Duration = Duration::from_mins(1);

/// A commit slower than this is no sign of health.
const SLOW_COMMIT: Duration = Duration::from_millis(200);

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Standing {
    Up,
    /// One error is forgiven if reopening cures it.
    Reopening {
        since: Instant,
    },
    /// An order went out and no answer came in time; nobody waits for it.
    Stalled {
        since: Instant,
    },
    Down {
        since: Instant,
        /// Probes made so far.
        probes: u32,
        next_probe: Instant,
    },
    /// Answers again; counts as up after a quiet time.
    Recovering {
        since: Instant,
        /// Probes made until then.
        probes: u32,
    },
}

impl Standing {
    pub(super) fn down(now: Instant) -> Self {
        Self::Down {
            since: now,
            probes: 0,
            next_probe: now + pause_before(0),
        }
    }

    pub(super) fn recovering(now: Instant) -> Self {
        Self::Recovering {
            since: now,
            probes: 0,
        }
    }

    /// A probe found it answering again. If that does not last, the next
    /// pauses grow as if it never had.
    pub(super) fn probed_well(&self, now: Instant) -> Self {
        match self {
            Self::Down { probes, .. } | Self::Recovering { probes, .. } => Self::Recovering {
                since: now,
                probes: *probes,
            },
            Self::Up | Self::Reopening { .. } | Self::Stalled { .. } => Self::recovering(now),
        }
    }

    /// An order of the moment `sent` was not answered in time.
    pub(super) fn stalled(&self, sent: Instant) -> Self {
        match self {
            // Was not counted on yet: it has to prove itself from the beginning.
            Self::Recovering { .. } => Self::Stalled {
                since: sent.checked_sub(STALL_LIMIT).unwrap_or(sent),
            },
            Self::Up | Self::Reopening { .. } | Self::Stalled { .. } | Self::Down { .. } => {
                Self::Stalled { since: sent }
            }
        }
    }

    /// A slow commit begins the quiet time anew.
    pub(super) fn commit_took(&mut self, took: Duration, now: Instant) {
        match self {
            Self::Recovering { since, .. } if took > SLOW_COMMIT => *since = now,
            Self::Up
            | Self::Reopening { .. }
            | Self::Stalled { .. }
            | Self::Down { .. }
            | Self::Recovering { .. } => {}
        }
    }

    /// After one more probe that failed.
    pub(super) fn probed_in_vain(&self, now: Instant) -> Self {
        match self {
            Self::Down { since, probes, .. } => Self::Down {
                since: *since,
                probes: probes + 1,
                next_probe: now + pause_before(probes + 1),
            },
            Self::Recovering { probes, .. } => Self::Down {
                since: now,
                probes: probes + 1,
                next_probe: now + pause_before(probes + 1),
            },
            Self::Up | Self::Reopening { .. } | Self::Stalled { .. } => Self::down(now),
        }
    }

    /// Entries may be sent to it.
    pub(super) fn takes_entries(&self) -> bool {
        matches!(self, Self::Up | Self::Recovering { .. })
    }

    /// Entries are on their way to it, or will be as soon as it has reopened.
    pub(super) fn may_answer(&self) -> bool {
        self.takes_entries() || matches!(self, Self::Reopening { .. })
    }

    /// Whether a copy here can be counted on.
    pub(super) fn is_a_copy(&self, now: Instant) -> bool {
        match self {
            Self::Up | Self::Recovering { .. } => true,
            Self::Reopening { since } => now.duration_since(*since) < STALL_LIMIT,
            Self::Stalled { .. } | Self::Down { .. } => false,
        }
    }

    /// As the database's standing: whether the queue is electronic, given
    /// whether it was.
    pub(super) fn is_electronic(&self, was: bool, now: Instant) -> bool {
        match self {
            Self::Up => true,
            Self::Reopening { since } | Self::Stalled { since } => {
                was && now.duration_since(*since) < STALL_LIMIT
            }
            Self::Down { .. } | Self::Recovering { .. } => false,
        }
    }
}

/// Probes come after 1, 2 and 5 seconds, then every 10.
fn pause_before(probe: u32) -> Duration {
    Duration::from_secs(match probe {
        0 => 1,
        1 => 2,
        2 => 5,
        _ => 10,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_disk_that_opens_well_and_takes_nothing_is_probed_ever_more_seldom() {
        let mut now = Instant::now();
        let mut standing = Standing::down(now);
        let mut pauses = Vec::new();
        for _probe in 0..5 {
            let Standing::Down { next_probe, .. } = standing else {
                panic!("it is down: {standing:?}");
            };
            pauses.push((next_probe - now).as_secs());
            now = next_probe;
            standing = standing.probed_well(now).probed_in_vain(now);
        }
        assert_eq!(pauses, [1, 2, 5, 10, 10]);
    }
}
