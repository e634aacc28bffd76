//! On which dates numbers were given: a clock that is set back may come to one
//! of them again, and its numbers must not.

use serde::{Deserialize, Serialize};

use crate::day::Date;

/// No office is shut for so many days in a row: a date further ahead was that of
/// a wrong clock, and says nothing of the days before it.
const IN_A_ROW_DAYS: i64 = 14;

/// Dates from the one to the other, both with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
struct Span {
    /// `None`: from the beginning.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    from: Option<Date>,
    until: Date,
}

/// In order, with gaps between them.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Numbered(Vec<Span>);

impl Numbered {
    /// Every date up to this one, as far as anybody knows.
    pub(crate) fn up_to(until: Date) -> Self {
        Self(vec![Span { from: None, until }])
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub fn has(&self, date: Date) -> bool {
        let mut spans = self.0.iter();
        spans.any(|span| span.from <= Some(date) && date <= span.until)
    }

    /// Whether it tells of nothing but of dates in their order, the `last` before
    /// the day of `date`.
    pub(crate) fn is_ordinary(&self, last: Option<Date>, date: Date) -> bool {
        match self.0.as_slice() {
            [] => true,
            [only] => Some(only.until) == last && only.until < date,
            [_, _, ..] => false,
        }
    }

    /// The last of the dates that followed each other; later ones, further
    /// ahead, are a wrong clock's.
    pub(crate) fn last_in_a_row(&self) -> Option<Date> {
        self.0.first().map(|span| span.until)
    }

    pub(crate) fn add(&mut self, date: Date) {
        self.0.push(Span {
            from: Some(date),
            until: date,
        });
        self.join();
    }

    /// This and what another history knows besides.
    #[must_use]
    pub(crate) fn unite(&self, other: &Self) -> Self {
        let mut united = Self([self.0.as_slice(), &other.0].concat());
        united.join();
        united
    }

    fn join(&mut self) {
        self.0.sort_by_key(|span| (span.from, span.until));
        let mut joined: Vec<Span> = Vec::new();
        for span in self.0.drain(..) {
            joined.push(span);
            while let [.., before, after] = joined.as_mut_slice()
                && follows(*before, *after)
            {
                before.until = before.until.max(after.until);
                joined.pop();
            }
        }
        self.0 = joined;
    }
}

/// Soon after, or two weeks long: nobody leaves a clock wrong for so long, the
/// office was shut.
fn follows(before: Span, after: Span) -> bool {
    after.from.is_none_or(|from| {
        let from = from.day_number();
        from - before.until.day_number() <= IN_A_ROW_DAYS
            || after.until.day_number() - from >= IN_A_ROW_DAYS
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date(text: &str) -> Date {
        text.parse().unwrap()
    }

    #[test]
    fn days_in_a_row_are_one_span_and_a_wrong_year_is_its_own() {
        let mut numbered = Numbered::up_to(date("2026-11-25"));
        numbered.add(date("2026-11-30"));
        let last = Some(date("2026-11-30"));
        assert!(numbered.is_ordinary(last, date("2026-12-01")));
        assert!(!numbered.is_ordinary(Some(date("2026-11-24")), date("2026-12-01")));
        assert!(numbered.has(date("2026-11-20")));

        numbered.add(date("2027-03-01"));
        assert!(!numbered.is_ordinary(last, date("2027-03-02")));
        assert_eq!(numbered.last_in_a_row(), last);
        assert!(!numbered.has(date("2026-12-01")));
        numbered.add(date("2026-12-01"));
        assert!(numbered.has(date("2026-12-01")));
        assert!(numbered.has(date("2027-03-01")));
        assert!(!numbered.has(date("2026-12-02")));
    }

    #[test]
    fn an_office_that_was_shut_for_months_goes_on_as_one_span() {
        let mut numbered = Numbered::up_to(date("2026-11-25"));
        numbered.add(date("2027-03-01"));
        numbered.add(date("2027-03-08"));
        assert_eq!(numbered.last_in_a_row(), Some(date("2026-11-25")));
        numbered.add(date("2027-03-15"));
        assert!(numbered.is_ordinary(Some(date("2027-03-15")), date("2027-03-16")));
    }
}
