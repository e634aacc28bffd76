//! How much can be booked: slots out of hours, desks and skills (S9).
//!
//! A slot holds an appointment if all of its appointments can be shared out
//! over the desks that have the skill, with no desk booked for more than its
//! share of the slot. A visit longer than a slot weighs on the slots after it.
//! The first appointment of idle desks always fits: half a desk's slot may be
//! shorter than one visit.

use std::collections::{BTreeMap, BTreeSet};

use crate::appointment::{Appointment, Code, Diary};
use crate::day::{Date, Hours, Moment};
use crate::rules::Rules;
use crate::service::ServiceId;

/// More places than this in one slot are not counted: no hall holds them.
const PLACES_COUNTED: u32 = 200;

/// One bookable span of a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Slot {
    pub starts_at: Moment,
    pub ends_at: Moment,
    /// How many more appointments of the service it holds; 0 when full.
    pub places: u32,
}

/// One day of the office, as slots are counted on it.
#[derive(Debug, Clone, Copy)]
pub struct SlotDay {
    pub date: Date,
    pub hours: Hours,
}

impl SlotDay {
    /// The starts of its slots: whole slots from opening to closing.
    pub fn starts(self, rules: &Rules) -> impl Iterator<Item = Moment> {
        let length_ms = rules.booking.slot_ms.max(1);
        let closes_at = self.hours.closes_at;
        let mut next = self.hours.opens_at;
        std::iter::from_fn(move || {
            let start = next;
            next = next.plus_ms(length_ms);
            (next <= closes_at).then_some(start)
        })
    }
}

impl Diary {
    /// The day's slots for a service, with the places each has left at `now`;
    /// slots that have begun are left out.
    pub fn slots(
        &self,
        rules: &Rules,
        service: &ServiceId,
        day: SlotDay,
        now: Moment,
    ) -> Vec<Slot> {
        if rules.booking.not_booked.contains(service) {
            return Vec::new();
        }
        day.starts(rules)
            .filter(|starts_at| *starts_at >= now)
            .map(|starts_at| Slot {
                starts_at,
                ends_at: starts_at.plus_ms(rules.booking.slot_ms),
                places: self.places(rules, service, day.date, starts_at),
            })
            .collect()
    }

    /// How many more appointments of `service` may begin then.
    fn places(&self, rules: &Rules, service: &ServiceId, date: Date, starts_at: Moment) -> u32 {
        let fits = |more| {
            self.holds(
                rules,
                &Wish {
                    service,
                    date,
                    starts_at,
                    more,
                },
                None,
            )
        };
        let (mut most, mut too_many) = (0, PLACES_COUNTED + 1);
        while too_many - most > 1 {
            let middle = u32::midpoint(most, too_many);
            if fits(middle) {
                most = middle;
            } else {
                too_many = middle;
            }
        }
        most
    }

    /// Whether one more fits, not counting the one that is moved there.
    pub(crate) fn has_room(
        &self,
        rules: &Rules,
        service: &ServiceId,
        (date, starts_at): (Date, Moment),
        moved: Option<&Code>,
    ) -> bool {
        let wish = Wish {
            service,
            date,
            starts_at,
            more: 1,
        };
        self.holds(rules, &wish, moved)
    }

    fn holds(&self, rules: &Rules, wish: &Wish<'_>, moved: Option<&Code>) -> bool {
        let slot_ms = rules.booking.slot_ms.max(1);
        let length_ms = expected_ms(rules, wish.service);
        let ends_at = wish.starts_at.plus_ms(length_ms);
        let others: Vec<&Appointment> = self
            .expected_or_there(wish.date)
            .filter(|other| Some(&other.code) != moved)
            .collect();
        let mut from = wish.starts_at;
        while from < ends_at {
            let to = from.plus_ms(slot_ms);
            let mut loads: BTreeMap<&ServiceId, i64> = BTreeMap::new();
            for other in &others {
                let until = other.starts_at.plus_ms(expected_ms(rules, &other.service));
                let load_ms = overlap_ms((other.starts_at, until), (from, to));
                if load_ms > 0 {
                    *loads.entry(&other.service).or_default() += load_ms;
                }
            }
            let is_first = wish.more == 1 && are_idle(rules, wish.service, &loads);
            let one_ms = overlap_ms((wish.starts_at, ends_at), (from, to));
            let more_ms = one_ms * i64::from(wish.more);
            if !is_first && !has_time(rules, &loads, (wish.service, more_ms)) {
                return false;
            }
            from = to;
        }
        rules
            .desks
            .values()
            .any(|skills| skills.contains(wish.service))
    }

    /// Who takes up a place on that day: also those who have checked in.
    fn expected_or_there(&self, date: Date) -> impl Iterator<Item = &Appointment> {
        use crate::appointment::AppointmentState as State;
        self.all().filter(move |known| {
            known.date == date
                && match &known.state {
                    State::Booked | State::CheckedIn { .. } => true,
                    State::Cancelled | State::Missed => false,
                }
        })
    }
}

/// So many more appointments of a service at one time.
struct Wish<'a> {
    service: &'a ServiceId,
    date: Date,
    starts_at: Moment,
    more: u32,
}

fn expected_ms(rules: &Rules, service: &ServiceId) -> i64 {
    let known = rules.services.get(service);
    known
        .map_or(rules.booking.slot_ms, |known| known.expected_ms)
        .max(1)
}

fn overlap_ms(one: (Moment, Moment), other: (Moment, Moment)) -> i64 {
    one.1.min(other.1).ms_since(one.0.max(other.0)).max(0)
}

/// Whether no desk that serves `service` is booked yet.
fn are_idle(rules: &Rules, service: &ServiceId, loads: &BTreeMap<&ServiceId, i64>) -> bool {
    let mut desks = rules
        .desks
        .values()
        .filter(|skills| skills.contains(service));
    desks.all(|skills| !loads.keys().any(|other| skills.contains(*other)))
}

/// Whether desks have time for `more` besides what is booked. What was booked
/// under other rules and fits no more takes nobody else's desks.
fn has_time<'a>(
    rules: &'a Rules,
    booked: &BTreeMap<&'a ServiceId, i64>,
    (service, more_ms): (&'a ServiceId, i64),
) -> bool {
    let per_desk_ms = rules.booking.slot_ms * i64::from(rules.booking.share_percent) / 100;
    let mut sharing = Sharing::new(rules, per_desk_ms);
    for (other, load_ms) in booked {
        sharing.lay_all(other, *load_ms);
    }
    sharing.lay_all(service, more_ms) == more_ms
}

/// Sharing work out over desks: a maximum flow from services to groups of
/// desks with the same skills.
struct Sharing<'a> {
    groups: Vec<(&'a BTreeSet<ServiceId>, i64)>,
    /// Work of a service laid on a group.
    laid: BTreeMap<(&'a ServiceId, usize), i64>,
}

impl<'a> Sharing<'a> {
    fn new(rules: &'a Rules, per_desk_ms: i64) -> Self {
        let mut room: BTreeMap<&BTreeSet<ServiceId>, i64> = BTreeMap::new();
        for skills in rules.desks.values() {
            *room.entry(skills).or_default() += per_desk_ms;
        }
        Self {
            groups: room.into_iter().collect(),
            laid: BTreeMap::new(),
        }
    }

    /// Lays as much of `want_ms` as there is room for; gives how much.
    fn lay_all(&mut self, service: &'a ServiceId, want_ms: i64) -> i64 {
        let mut left_ms = want_ms;
        while left_ms > 0 {
            match self.lay(service, left_ms, &mut BTreeSet::new()) {
                0 => break,
                laid_ms => left_ms -= laid_ms,
            }
        }
        want_ms - left_ms
    }

    /// Lays up to `want_ms` of the service on desks, moving other work to
    /// other desks where that makes room; gives how much it could.
    fn lay(&mut self, service: &'a ServiceId, want_ms: i64, seen: &mut BTreeSet<usize>) -> i64 {
        let mut left_ms = want_ms;
        for index in 0..self.groups.len() {
            let serves = |(skills, _room): &(&BTreeSet<ServiceId>, i64)| skills.contains(service);
            if left_ms == 0 || !self.groups.get(index).is_some_and(serves) || !seen.insert(index) {
                continue;
            }
            left_ms -= self.fill(service, index, left_ms);
            let others: Vec<(&'a ServiceId, i64)> = self
                .laid
                .iter()
                .filter(|((other, at), _laid)| *at == index && *other != service)
                .map(|((other, _at), laid_ms)| (*other, *laid_ms))
                .collect();
            for (other, laid_ms) in others {
                if left_ms == 0 {
                    break;
                }
                let moved_ms = self.lay(other, left_ms.min(laid_ms), seen);
                *self.laid.entry((other, index)).or_default() -= moved_ms;
                *self.laid.entry((service, index)).or_default() += moved_ms;
                left_ms -= moved_ms;
            }
        }
        want_ms - left_ms
    }

    fn fill(&mut self, service: &'a ServiceId, index: usize, want_ms: i64) -> i64 {
        let Some((_skills, room_ms)) = self.groups.get_mut(index) else {
            return 0;
        };
        let laid_ms = want_ms.min(*room_ms);
        *room_ms -= laid_ms;
        *self.laid.entry((service, index)).or_default() += laid_ms;
        laid_ms
    }
}
