//! Who is still to come today: the weekday's usual visitors, scaled by how
//! today has gone so far; on an office's first days, the last hour goes on.

use std::collections::BTreeMap;

use crate::Office;
use crate::day::{MINUTE_MS, Moment};
use crate::learnt::{SLOT_MS, slot, weekday};
use crate::service::ServiceId;

/// So far back an office without a history looks, and no less than the second
/// figure: two visitors in the first minute are no rush.
const LOOK_BACK_MS: i64 = 60 * MINUTE_MS;
const LOOK_BACK_AT_LEAST_MS: i64 = 20 * MINUTE_MS;

/// The day so far is weighed as if so many visitors had come as usual.
const STEADYING: i64 = 10;

/// A span of the near future in which people come evenly.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Flow {
    pub(crate) service: ServiceId,
    /// Milliseconds from now.
    pub(crate) from: i64,
    pub(crate) to: i64,
    /// Milliseconds between two visitors.
    pub(crate) gap_ms: i64,
}

impl Office {
    /// Who comes within `ahead_ms`, while visitors are registered (S5).
    pub(crate) fn flows(&self, now: Moment, ahead_ms: i64) -> Vec<Flow> {
        let Some(day) = self.day.as_ref().filter(|day| !day.closed) else {
            return Vec::new();
        };
        let Some(hours) = &day.hours else {
            return Vec::new();
        };
        let until = hours
            .registration_ends_at
            .min(now.plus_ms(ahead_ms))
            .max(now);
        let weekday = weekday(day.date);
        let is_known = |id: &ServiceId| !self.learnt.usual_day(id, weekday).is_empty();
        if !self.rules.services.keys().any(is_known) {
            return self.as_in_the_last_hour(now, hours.opens_at, until);
        }
        let (numerator, denominator) = self.so_far(now, weekday);
        let mut flows = Vec::new();
        for service in self.rules.services.keys() {
            let usual = self.learnt.usual_day(service, weekday);
            let mut from = now;
            while from < until {
                let index = slot(hours, from);
                let since_opening = i64::try_from(index + 1).unwrap_or(i64::MAX) * SLOT_MS;
                let to = hours.opens_at.plus_ms(since_opening).min(until);
                let hundredths = i64::from(usual.get(index).copied().unwrap_or(0));
                let scaled = hundredths * numerator / denominator;
                if let Some(gap_ms) = (SLOT_MS * 100).checked_div(scaled) {
                    flows.push(Flow {
                        service: service.clone(),
                        from: from.ms_since(now),
                        to: to.ms_since(now),
                        gap_ms: gap_ms.max(1),
                    });
                }
                from = to.max(from.plus_ms(1));
            }
        }
        flows
    }

    /// Today's visitors over the usual ones by now, half to double.
    fn so_far(&self, now: Moment, weekday: usize) -> (i64, i64) {
        let Some(hours) = self.day.as_ref().and_then(|day| day.hours) else {
            return (1, 1);
        };
        let here = slot(&hours, now);
        let into = now.ms_since(hours.opens_at).max(0) % SLOT_MS;
        let mut usual = 0;
        for service in self.rules.services.keys() {
            let slots = self.learnt.usual_day(service, weekday);
            for (index, hundredths) in slots.iter().enumerate().take(here + 1) {
                let part = if index < here { SLOT_MS } else { into };
                usual += i64::from(*hundredths) * part / SLOT_MS;
            }
        }
        let came = i64::try_from(self.tickets.len()).unwrap_or(0) * 100;
        let (came, usual) = (came + STEADYING * 100, usual + STEADYING * 100);
        (came.clamp(usual / 2, usual * 2), usual.max(1))
    }

    fn as_in_the_last_hour(&self, now: Moment, opened: Moment, until: Moment) -> Vec<Flow> {
        let span = now
            .ms_since(opened)
            .clamp(LOOK_BACK_AT_LEAST_MS, LOOK_BACK_MS);
        let since = now.plus_ms(-span);
        let mut came: BTreeMap<&ServiceId, i64> = BTreeMap::new();
        for ticket in self.tickets().filter(|ticket| ticket.taken_at > since) {
            if let Some(service) = &ticket.service {
                *came.entry(service).or_default() += 1;
            }
        }
        came.into_iter()
            .filter(|_flow| until > now)
            .map(|(service, count)| Flow {
                service: service.clone(),
                from: 0,
                to: until.ms_since(now),
                gap_ms: (span / count.max(1)).max(1),
            })
            .collect()
    }
}
