//! How many connections and requests one address may have. Pure: time and
//! addresses are handed in.
//!
//! This computer's own screens have places of their own, so that nobody on the
//! LAN can take them. Full means: the newcomer is let go at once and comes
//! again; whoever is connected stays.

use std::collections::BTreeMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, PoisonError};

use office::day::Moment;

/// Connections from the LAN at once: every listener of the feed twice over,
/// with room for pages that load. A connection costs about 10 KB.
const FROM_LAN: usize = 2_048;

/// Beyond these, places for addresses that hold few: four computers must not be
/// able to keep every desk of the office out.
const FOR_FEW: usize = 1_024;

/// As many as a browser opens to one office.
const FEW: usize = 6;

/// Beyond these, a few places for each address from where somebody has proved
/// who they are: a stranger with hundreds of addresses, as one computer has with
/// IPv6, cannot keep out the desks that work here.
const FOR_KNOWN: usize = 1_024;

/// Such addresses remembered; when full, the one that was quiet longest goes.
const KNOWN: usize = 1_024;

/// Connections from this computer: its screens, monitors, and tests.
const FROM_HERE: usize = 1_024;

/// From one address: a whole office may sit behind one router.
const FROM_ONE: usize = 512;

/// Requests a second that one address may make for long, and at once. Two
/// hundred desk pages that come back after a restart ask a few things each.
const REQUESTS_A_SECOND: i64 = 100;
const REQUESTS_AT_ONCE: i64 = 1_000;

/// Addresses remembered for their requests; when full, all begin anew.
const REMEMBERED: usize = 4_096;

/// Who is connected and who asks how often.
#[derive(Debug, Clone, Default)]
pub(crate) struct Bounds(Arc<Mutex<Counts>>);

#[derive(Debug, Default)]
struct Counts {
    from_lan: usize,
    from_here: usize,
    by_address: BTreeMap<IpAddr, usize>,
    /// When somebody last proved from there who they are.
    known: BTreeMap<IpAddr, Moment>,
    asking: BTreeMap<IpAddr, Bucket>,
    let_go: u64,
    too_often: u64,
}

/// Requests left, in thousandths, as of `at`.
#[derive(Debug, Clone, Copy)]
struct Bucket {
    left_milli: i64,
    at: Moment,
}

/// What monitors are told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Load {
    pub(crate) connections: usize,
    /// Connections let go because all places were taken.
    pub(crate) let_go: u64,
    /// Requests refused because their address asked too often.
    pub(crate) too_often: u64,
}

/// A connection's place, given back when dropped.
#[derive(Debug)]
pub(crate) struct Place {
    bounds: Bounds,
    from: IpAddr,
    is_here: bool,
}

impl Bounds {
    /// A place for a connection; `None`: all are taken.
    pub(crate) fn admit(&self, from: IpAddr, is_here: bool) -> Option<Place> {
        let mut counts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let taken = counts.by_address.get(&from).copied().unwrap_or(0);
        let (all, most, most_from_one) = if is_here {
            (counts.from_here, FROM_HERE, FROM_HERE)
        } else if taken < FEW && counts.known.contains_key(&from) {
            (counts.from_lan, FROM_LAN + FOR_FEW + FOR_KNOWN, FEW)
        } else if taken < FEW {
            (counts.from_lan, FROM_LAN + FOR_FEW, FEW)
        } else {
            (counts.from_lan, FROM_LAN, FROM_ONE)
        };
        if all >= most || taken >= most_from_one {
            counts.let_go = counts.let_go.saturating_add(1);
            return None;
        }
        counts.by_address.insert(from, taken + 1);
        *counts.of(is_here) += 1;
        Some(Place {
            bounds: self.clone(),
            from,
            is_here,
        })
    }

    /// Somebody at this address has proved who they are.
    pub(crate) fn know(&self, from: IpAddr, now: Moment) {
        let mut counts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if counts.known.len() >= KNOWN && !counts.known.contains_key(&from) {
            let known = counts.known.iter();
            let quiet = known.min_by_key(|(_from, at)| **at);
            if let Some(quiet) = quiet.map(|(from, _at)| *from) {
                counts.known.remove(&quiet);
            }
        }
        counts.known.insert(from, now);
    }

    /// Whether an address may ask one more thing at `now`.
    pub(crate) fn may_ask(&self, from: IpAddr, now: Moment) -> bool {
        let mut counts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if counts.asking.len() >= REMEMBERED && !counts.asking.contains_key(&from) {
            counts.asking.clear();
        }
        let full = Bucket {
            left_milli: REQUESTS_AT_ONCE * 1_000,
            at: now,
        };
        let bucket = counts.asking.entry(from).or_insert(full);
        let gained = now.ms_since(bucket.at).max(0) * REQUESTS_A_SECOND;
        bucket.left_milli = (bucket.left_milli + gained).min(full.left_milli);
        bucket.at = now;
        let may = bucket.left_milli >= 1_000;
        if may {
            bucket.left_milli -= 1_000;
        } else {
            counts.too_often = counts.too_often.saturating_add(1);
        }
        may
    }

    pub(crate) fn load(&self) -> Load {
        let counts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        Load {
            connections: counts.from_lan + counts.from_here,
            let_go: counts.let_go,
            too_often: counts.too_often,
        }
    }
}

impl Counts {
    fn of(&mut self, is_here: bool) -> &mut usize {
        if is_here {
            &mut self.from_here
        } else {
            &mut self.from_lan
        }
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut counts = self.bounds.0.lock().unwrap_or_else(PoisonError::into_inner);
        *counts.of(self.is_here) -= 1;
        if let Some(taken) = counts.by_address.get_mut(&self.from) {
            *taken -= 1;
            if *taken == 0 {
                counts.by_address.remove(&self.from);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn address(last: u8) -> IpAddr {
        IpAddr::from([192, 168, 1, last])
    }

    #[test]
    fn one_address_cannot_take_every_place_and_gives_its_own_back() {
        let bounds = Bounds::default();
        let greedy: Vec<_> = (0..10_000)
            .filter_map(|_| bounds.admit(address(66), false))
            .collect();
        assert_eq!(greedy.len(), FROM_ONE);
        assert!(bounds.admit(address(7), false).is_some());
        drop(greedy);
        assert!(bounds.admit(address(66), false).is_some());
        assert_eq!(bounds.load().connections, 0);
        assert_eq!(bounds.load().let_go, 10_000 - FROM_ONE as u64);
    }

    #[test]
    fn the_whole_lan_cannot_take_this_computers_own_places() {
        let bounds = Bounds::default();
        let all: Vec<_> = (0..=255_u8)
            .flat_map(|last| (0..20).map(move |_| address(last)))
            .filter_map(|from| bounds.admit(from, false))
            .collect();
        // 103 computers fill the places of all; each of the others gets its few.
        assert_eq!(all.len(), FROM_LAN + 153 * FEW);
        assert!(bounds.admit(address(1), false).is_none());
        assert!(bounds.admit(IpAddr::from([127, 0, 0, 1]), true).is_some());
    }

    #[test]
    fn a_few_computers_that_take_every_place_do_not_keep_the_desks_out() {
        let bounds = Bounds::default();
        let greedy: Vec<_> = (1..=20)
            .flat_map(|last| (0..600).map(move |_| address(last)))
            .filter_map(|from| bounds.admit(from, false))
            .collect();
        assert!(greedy.len() < FROM_LAN + FOR_FEW / 2, "{}", greedy.len());
        let desks: Vec<_> = (100..200)
            .flat_map(|last| (0..FEW).map(move |_| address(last)))
            .filter_map(|from| bounds.admit(from, false))
            .collect();
        assert_eq!(desks.len(), 100 * FEW, "every page of every desk");
    }

    #[test]
    fn a_stranger_with_a_thousand_addresses_does_not_keep_out_who_works_here() {
        let bounds = Bounds::default();
        let morning = Moment(1_000_000);
        for last in 0..100 {
            bounds.know(address(last), morning);
        }
        let stranger = |last: u16| IpAddr::from([0xfe80, 0, 0, 0, 0, 0, 0, last]);
        let greedy: Vec<_> = (0..1_000)
            .flat_map(|last| (0..FEW).map(move |_| stranger(last)))
            .filter_map(|from| bounds.admit(from, false))
            .collect();
        assert_eq!(greedy.len(), FROM_LAN + FOR_FEW);
        let desks: Vec<_> = (0..100)
            .flat_map(|last| (0..FEW).map(move |_| address(last)))
            .filter_map(|from| bounds.admit(from, false))
            .collect();
        assert_eq!(desks.len(), 100 * FEW, "every page of every desk");
        assert!(bounds.admit(address(200), false).is_none());
    }

    #[test]
    fn of_a_thousand_known_addresses_the_quietest_is_forgotten() {
        let bounds = Bounds::default();
        let at = |second: i64| Moment(1_000_000).plus_ms(second * 1_000);
        bounds.know(address(1), at(0));
        bounds.know(address(2), at(1));
        bounds.know(address(1), at(2));
        let others = (0..KNOWN - 1).filter_map(|last| u16::try_from(last).ok());
        for last in others {
            bounds.know(IpAddr::from([0xfe80, 0, 0, 0, 0, 0, 0, last]), at(3));
        }
        let known = &bounds
            .0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .known;
        assert_eq!(known.len(), KNOWN);
        assert!(known.contains_key(&address(1)) && !known.contains_key(&address(2)));
    }

    #[test]
    fn an_address_that_asks_too_often_waits_and_others_do_not() {
        let bounds = Bounds::default();
        let now = Moment(1_000_000);
        let asked = (0..5_000).filter(|_| bounds.may_ask(address(66), now));
        assert_eq!(i64::try_from(asked.count()), Ok(REQUESTS_AT_ONCE));
        assert!(bounds.may_ask(address(7), now));
        assert!(!bounds.may_ask(address(66), now.plus_ms(9)));
        assert!(bounds.may_ask(address(66), now.plus_ms(20)));
    }
}
