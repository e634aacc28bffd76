//! When a desk alone serves somebody who waits: its break had better wait too,
//! half an hour at most. Advice, never force (S22).

use std::collections::BTreeMap;

use crate::Office;
use crate::day::MINUTE_MS;
use crate::desk::{Desk, DeskId};
use crate::estimate::Estimates;

/// A break is asked to wait no longer than this (dispatch design).
const LONGEST_MS: i64 = 30 * MINUTE_MS;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BreakAdvice {
    /// So many wait whom only this desk serves just now.
    pub waiting: u32,
    /// After so long they have been called, as a rule.
    pub better_in_ms: i64,
}

impl Office {
    /// Desks whose break had better wait.
    pub fn breaks_better_later(&self, estimates: &Estimates) -> BTreeMap<DeskId, BreakAdvice> {
        let working: Vec<&Desk> = self.desks().filter(|desk| desk.is_working()).collect();
        let mut advice: BTreeMap<DeskId, BreakAdvice> = BTreeMap::new();
        for ticket in self.waiting() {
            let mut serving = working.iter().filter(|desk| self.may_serve(desk, ticket));
            let (Some(only), None) = (serving.next(), serving.next()) else {
                continue;
            };
            let span = estimates.tickets.get(&ticket.number);
            let better_in_ms = span.map_or(0, |span| span.likely_ms).min(LONGEST_MS);
            let found = advice.entry(only.id).or_insert(BreakAdvice {
                waiting: 0,
                better_in_ms,
            });
            found.waiting += 1;
            found.better_in_ms = found.better_in_ms.max(better_in_ms);
        }
        advice
    }
}
