//! How many desks a weekday needs, half hour by half hour: a day of usual
//! visitors played again and again through one queue, desks taken away where
//! they are not missed until the share just holds (S4).
//!
//! Not a formula for a steady state: people who come at eleven are served by
//! the desks of half past eleven, and a short crest passes before a queue has
//! grown. That is where desk hours are saved against Erlang's formula.

use crate::day::MINUTE_MS;
use crate::dice::Dice;

/// A span that has its own number of desks.
pub const SLOT_MS: i64 = 30 * MINUTE_MS;

/// Days played for each trial; the same for every trial.
const RUNS: u64 = 24;

/// More desks than this no office has.
const MOST: usize = 99;

/// A desk rests twenty minutes in three hours (S22): so much of its time is
/// work, and so much it is there for.
pub const WORK: i64 = 180;
pub const WORK_AND_REST: i64 = 200;

/// What a day is planned for.
#[derive(Debug, Clone)]
pub struct Need {
    /// Usual visitors by half hour since opening, hundredths.
    pub visitors: Vec<u32>,
    /// How long visits took, milliseconds, each as likely as any other.
    pub visits_ms: Vec<i64>,
    /// S4: a wait up to this is short.
    pub target_ms: i64,
    /// At least so many of a hundred wait no longer.
    pub share_percent: u32,
    /// Never fewer desks, so that every service has one.
    pub at_least: usize,
}

/// Desks by half hour, and the share they come to, percent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Desks {
    pub by_slot: Vec<usize>,
    pub percent: u32,
}

/// One visitor of a made-up day.
#[derive(Debug, Clone, Copy)]
struct Visitor {
    at: i64,
    visit_ms: i64,
}

/// The fewest desks that keep the share; `None` without visitors or visits.
pub fn desks(need: &Need) -> Option<Desks> {
    let days = days(need)?;
    let least = need.at_least.max(1);
    let mut by_slot: Vec<usize> = work(need).map(|desks| desks.clamp(least, MOST)).collect();
    let mut late = played(&days, &by_slot, need.target_ms);
    // One desk more where most wait too long, until the share holds.
    while !late.keeps(need.share_percent) {
        let worst = (0..by_slot.len())
            .filter(|slot| by_slot.get(*slot).is_some_and(|desks| *desks < MOST))
            .max_by_key(|slot| late.by_slot.get(*slot));
        let Some(desks) = worst.and_then(|slot| by_slot.get_mut(slot)) else {
            break;
        };
        *desks += 1;
        late = played(&days, &by_slot, need.target_ms);
    }
    // And one fewer wherever it is not missed.
    for slot in 0..by_slot.len() {
        loop {
            let mut fewer = by_slot.clone();
            let Some(desks) = fewer.get_mut(slot).filter(|desks| **desks > least) else {
                break;
            };
            *desks -= 1;
            let tried = played(&days, &fewer, need.target_ms);
            if !tried.keeps(need.share_percent) {
                break;
            }
            (by_slot, late) = (fewer, tried);
        }
    }
    let percent = late.percent();
    Some(Desks { by_slot, percent })
}

/// Desks that would just be busy all the time.
fn work(need: &Need) -> impl Iterator<Item = usize> {
    let mean_ms = mean(&need.visits_ms) * WORK_AND_REST / WORK;
    need.visitors.iter().map(move |hundredths| {
        let work_ms = i64::from(*hundredths) * mean_ms / 100;
        usize::try_from((work_ms + SLOT_MS - 1) / SLOT_MS).unwrap_or(MOST)
    })
}

/// The mean visit.
pub fn mean(visits_ms: &[i64]) -> i64 {
    let count = i64::try_from(visits_ms.len()).unwrap_or(i64::MAX);
    visits_ms
        .iter()
        .sum::<i64>()
        .checked_div(count)
        .unwrap_or(0)
}

/// The made-up days; each trial of desks sees the same.
fn days(need: &Need) -> Option<Vec<Vec<Visitor>>> {
    if need.visits_ms.is_empty() || need.visitors.iter().all(|count| *count == 0) {
        return None;
    }
    let day = |run| {
        let mut day = Vec::new();
        for (slot, hundredths) in need.visitors.iter().enumerate() {
            let Some(gap_ms) = (SLOT_MS * 100).checked_div(i64::from(*hundredths)) else {
                continue;
            };
            let mut dice = Dice::of(run, slot);
            let from = i64::try_from(slot).unwrap_or(0) * SLOT_MS;
            let mut at = from + dice.gap(gap_ms);
            while at < from + SLOT_MS {
                let drawn = need.visits_ms.get(dice.below(need.visits_ms.len()));
                let visit_ms = drawn.copied().unwrap_or(0) * WORK_AND_REST / WORK;
                day.push(Visitor { at, visit_ms });
                at += dice.gap(gap_ms).max(1);
            }
        }
        day
    };
    Some((1..=RUNS).map(day).collect())
}

#[derive(Debug, Default)]
struct Late {
    all: u32,
    too_long: u32,
    /// Of those who came in that half hour, so many waited too long.
    by_slot: Vec<u32>,
}

impl Late {
    fn keeps(&self, share_percent: u32) -> bool {
        (self.all - self.too_long) * 100 >= self.all * share_percent
    }

    fn percent(&self) -> u32 {
        ((self.all - self.too_long) * 100)
            .checked_div(self.all)
            .unwrap_or(100)
    }
}

fn played(days: &[Vec<Visitor>], by_slot: &[usize], target_ms: i64) -> Late {
    let mut late = Late {
        by_slot: vec![0; by_slot.len()],
        ..Late::default()
    };
    let mut busy: Vec<i64> = Vec::new();
    for day in days {
        busy.clear();
        // First come, first served: nobody starts before the one ahead.
        let mut no_sooner = 0;
        for visitor in day {
            let starts_at = start(&mut busy, by_slot, visitor.at.max(no_sooner));
            no_sooner = starts_at;
            busy.push(starts_at + visitor.visit_ms);
            late.all += 1;
            if starts_at - visitor.at > target_ms {
                late.too_long += 1;
                if let Some(count) = late.by_slot.get_mut(slot_of(visitor.at)) {
                    *count += 1;
                }
            }
        }
    }
    late
}

/// When a desk is free, at `from` or later; visits that ended leave `busy`.
fn start(busy: &mut Vec<i64>, by_slot: &[usize], from: i64) -> i64 {
    let mut at = from;
    loop {
        busy.retain(|end| *end > at);
        // After closing the last half hour's desks stay until all are served.
        let slot = slot_of(at).min(by_slot.len().saturating_sub(1));
        let desks = by_slot.get(slot).copied().unwrap_or(1);
        if busy.len() < desks.max(1) {
            return at;
        }
        let next_slot = i64::try_from(slot_of(at) + 1).unwrap_or(0) * SLOT_MS;
        let next_end = busy.iter().copied().min().unwrap_or(next_slot);
        at = if slot_of(at) + 1 < by_slot.len() {
            next_end.min(next_slot)
        } else {
            next_end
        };
    }
}

fn slot_of(at: i64) -> usize {
    usize::try_from(at / SLOT_MS).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn need(visitors: Vec<u32>) -> Need {
        Need {
            visitors,
            visits_ms: vec![4 * MINUTE_MS, 8 * MINUTE_MS, 18 * MINUTE_MS],
            target_ms: 15 * MINUTE_MS,
            share_percent: 85,
            at_least: 1,
        }
    }

    #[test]
    fn nobody_comes_and_nothing_is_planned() {
        assert_eq!(desks(&need(vec![0; 18])), None);
        assert_eq!(desks(&need(Vec::new())), None);
    }

    #[test]
    fn a_busier_half_hour_gets_more_desks_and_the_share_holds() {
        let found = desks(&need(vec![300, 300, 1500, 1500, 300, 300])).unwrap();
        assert!(found.percent >= 85);
        let most = found.by_slot.iter().max().unwrap();
        assert!(
            found.by_slot[2] == *most || found.by_slot[3] == *most,
            "{found:?}"
        );
        assert!(found.by_slot[0] < *most, "{found:?}");
    }

    #[test]
    fn every_service_keeps_a_desk_however_few_come() {
        let quiet = Need {
            at_least: 3,
            ..need(vec![50, 50, 50])
        };
        assert_eq!(desks(&quiet).unwrap().by_slot, [3, 3, 3]);
    }
}
