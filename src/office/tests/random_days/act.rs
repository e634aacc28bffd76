//! What a window did last in the plain model, to be taken back.

use crate::model::{Model, Person, Where};
use crate::step::Do;

/// Everyone an act changed: who, before and after.
#[derive(Debug, Clone)]
pub(crate) struct Act {
    at: i64,
    finished: bool,
    changed: Vec<(usize, Person, Person)>,
}

impl Model {
    /// What would have to be put right if the window took this back.
    pub(crate) fn remember(&mut self, step: Do, before: &Self, now: i64) {
        let (desk, is_act) = match step {
            Do::Next(desk, _)
            | Do::Call(desk, ..)
            | Do::Miss(desk)
            | Do::Start(desk)
            | Do::Finish(desk)
            | Do::Return(desk)
            | Do::Transfer(desk, ..) => (desk, true),
            Do::Open(desk, _) | Do::Close(desk) | Do::Break(desk) | Do::EndBreak(desk) => {
                (desk, false)
            }
            _ => return,
        };
        let everybody = before.people.iter().zip(&self.people).enumerate();
        let changed: Vec<_> = everybody
            .filter(|(_who, (old, new))| old != new)
            .map(|(who, (old, new))| (who, old.clone(), new.clone()))
            .collect();
        let index = usize::from(desk) - 1;
        let was = &before.windows[index];
        let window = &mut self.windows[index];
        let moved_on = (was.who, was.on_break) != (window.who, window.on_break);
        if changed.is_empty() && !moved_on {
            return;
        }
        let is_call = matches!(step, Do::Next(..) | Do::Call(..));
        let finished = changed.len() == 1
            && matches!(step, Do::Finish(_) | Do::Next(..))
            && matches!(changed[0].1.at, Where::Served { .. });
        let mut act = Act {
            at: now,
            finished,
            changed,
        };
        let joins = |last: &Act| is_call && !finished && last.finished && last.at == now;
        if let Some(last) = window.last.take().filter(joins) {
            act.changed.extend(last.changed);
        }
        window.last = is_act.then_some(act);
    }

    pub(crate) fn undo(&mut self, desk: u8, now: i64) -> Option<()> {
        if !self.is_day_open() || !self.is_open(desk) {
            return None;
        }
        let act = self.windows[usize::from(desk) - 1].last.clone()?;
        let is_late = now > act.at + 10_000;
        let mut changed = act.changed.iter();
        if is_late || changed.any(|(who, _old, new)| !self.people[*who].is_as(new)) {
            return None;
        }
        for (who, old, _new) in act.changed {
            self.people[who] = Person {
                touched: true,
                ..old
            };
        }
        self.windows[usize::from(desk) - 1].last = None;
        Some(())
    }
}

impl Person {
    /// Nothing happened to them since.
    fn is_as(&self, then: &Self) -> bool {
        let touched = then.touched;
        let now = self.clone();
        Self { touched, ..now } == *then
    }
}
