//! The office's own words: kinds of statements (S12, S13), topics and outcomes
//! of visits (S11). All three stages of these lists in one place.

use super::ByLanguage;
use super::checked::{Checker, Seen};
use super::reader::{At, Section, Words};

/// One line of a list at 1366 px, in characters.
const TITLE_CHARS: usize = 60;
/// A year is the longest term there is.
const WORKING_DAYS: std::ops::RangeInclusive<i64> = 0..=250;

/// What the office offers to choose from; lists may be empty.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Matters {
    pub kinds: Vec<Kind>,
    pub topics: Vec<Choice>,
    pub outcomes: Vec<Choice>,
}

/// A kind of statement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kind {
    pub id: String,
    pub title: ByLanguage,
    /// The answer is due so many working days later; 0…250.
    pub working_days: u32,
    /// S13: counted, may be anonymous.
    pub complaint: bool,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    pub id: String,
    pub title: ByLanguage,
}

impl Matters {
    pub fn kind(&self, id: &str) -> Option<&Kind> {
        self.kinds.iter().find(|kind| kind.id == id)
    }

    pub fn topic(&self, id: &str) -> Option<&Choice> {
        self.topics.iter().find(|topic| topic.id == id)
    }

    pub fn outcome(&self, id: &str) -> Option<&Choice> {
        self.outcomes.iter().find(|outcome| outcome.id == id)
    }
}

/// As written in the file.
#[derive(Debug, Default)]
pub(super) struct Written {
    kinds: Vec<WrittenKind>,
    topics: Vec<WrittenChoice>,
    outcomes: Vec<WrittenChoice>,
}

#[derive(Debug)]
struct WrittenKind {
    choice: WrittenChoice,
    working_days: Option<At<i64>>,
    complaint: Option<At<bool>>,
}

#[derive(Debug)]
struct WrittenChoice {
    id: Option<At<String>>,
    title: Option<Words>,
}

pub(super) fn read(root: &mut Section<'_, '_>) -> Written {
    let mut written = Written::default();
    for mut s in root.sections("statement") {
        s.require(&["id", "title", "working_days"]);
        written.kinds.push(WrittenKind {
            choice: read_choice(&mut s),
            working_days: s.whole("working_days"),
            complaint: s.flag("complaint"),
        });
        s.done();
    }
    for (key, list) in [
        ("topic", &mut written.topics),
        ("outcome", &mut written.outcomes),
    ] {
        for mut s in root.sections(key) {
            s.require(&["id", "title"]);
            list.push(read_choice(&mut s));
            s.done();
        }
    }
    written
}

fn read_choice(s: &mut Section<'_, '_>) -> WrittenChoice {
    WrittenChoice {
        id: s.text("id"),
        title: s.words("title"),
    }
}

impl Checker<'_> {
    pub(super) fn matters(&self, written: Written) -> Matters {
        let mut seen = Seen::new();
        let mut kinds = Vec::new();
        for kind in written.kinds {
            let choice = self.listed(kind.choice, &mut seen);
            let days = kind.working_days.as_ref();
            let days = days.and_then(|days| self.range(days, "working_days", WORKING_DAYS));
            let days = days.and_then(|days| u32::try_from(days).ok());
            if let (Some(Choice { id, title }), Some(working_days)) = (choice, days) {
                kinds.push(Kind {
                    id,
                    title,
                    working_days,
                    complaint: kind.complaint.is_some_and(|flag| flag.value),
                });
            }
        }
        Matters {
            kinds,
            topics: self.choices(written.topics),
            outcomes: self.choices(written.outcomes),
        }
    }

    fn choices(&self, written: Vec<WrittenChoice>) -> Vec<Choice> {
        let mut seen = Seen::new();
        let listed = |choice| self.listed(choice, &mut seen);
        written.into_iter().filter_map(listed).collect()
    }

    fn listed(&self, choice: WrittenChoice, seen: &mut Seen) -> Option<Choice> {
        let id = self.new_id(choice.id, seen);
        let title = self.words(choice.title, TITLE_CHARS);
        Some(Choice {
            id: id?,
            title: title?,
        })
    }
}
