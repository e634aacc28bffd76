//! One replication of the near future: desks, earliest free first, take whom
//! the dispatch would give them (the same rule, `window.rs` included), visits
//! take as long as visits took, people come as people come.

use crate::day::{MINUTE_MS, Moment};
use crate::dice::Dice;
use crate::present::{Busy, Hall, Line};
use crate::window::{Head, after_a_look, shortest};

/// A visit that outlasts all that was seen is taken to end after this share
/// of the usual time, percent.
const OVERDUE_PERCENT: i64 = 25;

/// A desk rests a third of an hour in every three hours of work (S22): nobody
/// knows when, but capacity that is not there must not be promised.
const REST_MS: i64 = 20 * MINUTE_MS;
const WORK_PER_REST_MS: usize = 3 * 60 * 60_000;

/// Who a run tells about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Who {
    /// Index into `Hall::waiting`.
    Waiting(usize),
    /// Whoever came now for this line.
    Ghost(usize),
    /// Somebody who came at that moment.
    Came { line: usize, at: i64 },
}

#[derive(Debug, Clone, Copy)]
struct Person {
    who: Who,
    line: usize,
    place: i64,
    reference: i64,
    visit_ms: i64,
    early: bool,
    gone: bool,
}

/// What a run works on; reused from run to run.
#[derive(Debug, Default)]
pub(crate) struct Run {
    people: Vec<Person>,
    /// Those callable, by line, next one last.
    lines: Vec<Vec<usize>>,
    /// Whoever becomes callable later: when, who; the soonest last.
    later: Vec<(i64, usize)>,
    /// Checked in early, for desks that would idle.
    early: Vec<usize>,
    /// When each post is free; `None`: idle, nobody there for it.
    free_at: Vec<Option<i64>>,
    is_open: bool,
    waiting: usize,
    working: usize,
    /// People the asker waits to hear about.
    unheard: usize,
    heads: Vec<(Head, usize)>,
}

/// What a run is asked for.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Question {
    pub(crate) seed: u64,
    /// Add whoever came now, for every line.
    pub(crate) ghosts: bool,
    /// Stop at this moment even if not everyone was called.
    pub(crate) until: Option<i64>,
}

impl Run {
    /// Plays the hall forward; `tell` hears who is called when. Without
    /// `until` it ends when all who wait now have been called.
    pub(crate) fn play(&mut self, hall: &Hall, question: Question, mut tell: impl FnMut(Who, i64)) {
        self.set_up(hall, question);
        loop {
            if question.until.is_none() && self.unheard == 0 {
                return;
            }
            let free = self.earliest_free();
            let comes = self.later.last().map(|(at, _person)| *at);
            match (free, comes) {
                (_, Some(at)) if free.is_none_or(|(free_at, _post)| at <= free_at) => {
                    if question.until.is_some_and(|until| at > until) {
                        return;
                    }
                    self.admit_next(hall);
                }
                (Some((at, post)), _) => {
                    if question.until.is_some_and(|until| at > until) {
                        return;
                    }
                    self.call(hall, post, at, &mut tell);
                }
                (None, _) => return,
            }
        }
    }

    /// Everyone the latest run brought: their line and when they came.
    pub(crate) fn came(&self) -> impl Iterator<Item = (usize, i64)> {
        self.people.iter().filter_map(|person| match person.who {
            Who::Came { line, at } => Some((line, at)),
            Who::Waiting(_) | Who::Ghost(_) => None,
        })
    }

    fn set_up(&mut self, hall: &Hall, question: Question) {
        self.people.clear();
        self.later.clear();
        self.early.clear();
        self.lines.truncate(hall.lines.len());
        self.lines.iter_mut().for_each(Vec::clear);
        self.lines.resize(hall.lines.len(), Vec::new());
        self.is_open = hall.was_open;
        self.waiting = hall.waiting.len();
        self.unheard = hall.waiting.len();
        for (index, waiting) in hall.waiting.iter().enumerate() {
            let mut dice = Dice::of(question.seed, index);
            self.people.push(Person {
                who: Who::Waiting(index),
                line: waiting.line,
                place: waiting.place,
                reference: waiting.reference,
                visit_ms: draw(&mut dice, hall.lines.get(waiting.line)),
                early: waiting.early,
                gone: false,
            });
            let comes_in = if waiting.early {
                self.early.push(index);
                waiting.reference
            } else {
                waiting.ready_in
            };
            if comes_in > 0 {
                self.later.push((comes_in, index));
            } else {
                self.stand_in_line(index);
            }
        }
        if question.ghosts {
            self.add_ghosts(hall);
        }
        self.add_coming(hall, question.seed);
        self.later
            .sort_unstable_by_key(|(at, person)| std::cmp::Reverse((*at, *person)));
        self.set_posts(hall, question.seed);
    }

    fn add_ghosts(&mut self, hall: &Hall) {
        for line in 0..hall.lines.len() {
            self.unheard += 1;
            let index = self.people.len();
            self.people.push(Person {
                who: Who::Ghost(line),
                line,
                place: 0,
                reference: 0,
                visit_ms: 0,
                early: false,
                gone: false,
            });
            self.stand_in_line(index);
        }
    }

    fn add_coming(&mut self, hall: &Hall, seed: u64) {
        for (flow, coming) in hall.coming.iter().enumerate() {
            // Far from those who wait, so that their draws stay theirs.
            let mut dice = Dice::of(seed, (flow + 1) << 20);
            let mut at = coming.from + dice.gap(coming.gap_ms);
            while at < coming.to {
                let privileged = dice.below(100) < hall.privileged_percent;
                let credit_ms = i64::from(privileged) * hall.privileged_credit_ms;
                self.later.push((at.max(1), self.people.len()));
                self.people.push(Person {
                    who: Who::Came {
                        line: coming.line,
                        at,
                    },
                    line: coming.line,
                    place: at - credit_ms,
                    reference: at,
                    visit_ms: draw(&mut dice, hall.lines.get(coming.line)),
                    early: false,
                    gone: false,
                });
                at += dice.gap(coming.gap_ms).max(1);
            }
        }
    }

    fn set_posts(&mut self, hall: &Hall, seed: u64) {
        self.free_at.clear();
        self.working = 0;
        for post in &hall.posts {
            let mut dice = Dice::of(seed, (1 << 40) + usize::from(post.desk.0));
            self.free_at.push(Some(match post.busy {
                Busy::Free => 0,
                Busy::Back { in_ms } => in_ms,
                Busy::Visit { line, for_ms } => left(&mut dice, hall.lines.get(line), for_ms),
            }));
            self.working += usize::from(!matches!(post.busy, Busy::Back { .. }));
        }
    }

    fn earliest_free(&self) -> Option<(i64, usize)> {
        let posts = self.free_at.iter().enumerate();
        posts.filter_map(|(post, at)| Some(((*at)?, post))).min()
    }

    /// The next one becomes callable; an idle desk that serves them wakes.
    fn admit_next(&mut self, hall: &Hall) {
        let Some((at, index)) = self.later.pop() else {
            return;
        };
        let Some(person) = self.people.get(index).copied() else {
            return;
        };
        if person.gone {
            return;
        }
        if matches!(person.who, Who::Came { .. }) {
            self.waiting += 1;
        }
        self.early.retain(|early| *early != index);
        self.stand_in_line(index);
        let mut posts = self.free_at.iter_mut().zip(&hall.posts);
        let idle =
            posts.find(|(free_at, post)| free_at.is_none() && post.lines.contains(&person.line));
        if let Some((free_at, _post)) = idle {
            *free_at = Some(at);
        }
    }

    /// Into the line by place; most come last.
    fn stand_in_line(&mut self, index: usize) {
        let people = &self.people;
        let key = |index: usize| {
            let person = people.get(index);
            person.map(|person| (person.place, person.reference, index))
        };
        let line = people.get(index).map_or(0, |person| person.line);
        if let Some(line) = self.lines.get_mut(line) {
            let behind = line.partition_point(|other| key(*other) > key(index));
            line.insert(behind, index);
        }
    }

    fn call(&mut self, hall: &Hall, post: usize, at: i64, tell: &mut impl FnMut(Who, i64)) {
        let found = self.choose(hall, post);
        let person = found.and_then(|index| self.people.get_mut(index));
        let Some(person) = person else {
            if let Some(free_at) = self.free_at.get_mut(post) {
                *free_at = None;
            }
            return;
        };
        person.gone = true;
        let person = *person;
        if person.early && at < person.reference {
            self.early.retain(|early| Some(*early) != found);
        } else if let Some(line) = self.lines.get_mut(person.line) {
            line.pop();
        }
        match person.who {
            Who::Ghost(_) => self.unheard -= 1,
            Who::Waiting(_) => {
                self.unheard -= 1;
                self.waiting -= 1;
            }
            Who::Came { .. } => self.waiting -= 1,
        }
        if let Some(free_at) = self.free_at.get_mut(post) {
            *free_at = Some(at + person.visit_ms);
        }
        tell(person.who, at);
    }

    /// `Office::next_for`, on lines.
    fn choose(&mut self, hall: &Hall, post: usize) -> Option<usize> {
        let post = hall.posts.get(post)?;
        self.heads.clear();
        let mut first: Option<((i64, i64, usize), usize)> = None;
        for line in &post.lines {
            let Some(index) = self.lines.get(*line).and_then(|line| line.last().copied()) else {
                continue;
            };
            let person = self.people.get(index)?;
            let key = (person.place, person.reference, index);
            if first.is_none_or(|(held, _head)| key < held) {
                first = Some((key, self.heads.len()));
            }
            let head = Head {
                place_at: Moment(person.place),
                usual_ms: hall.lines.get(*line).and_then(|line| line.usual_ms),
            };
            self.heads.push((head, index));
        }
        let Some((_key, first)) = first else {
            return self.early_for(&post.lines);
        };
        let (first_head, first_index) = *self.heads.get(first)?;
        let reach_ms = hall.reach_ms;
        if let Some(reach_ms) = reach_ms {
            self.is_open = after_a_look(self.is_open, self.waiting, self.working);
            if self.is_open {
                let heads = self.heads.iter().map(|(head, _index)| *head);
                let short = shortest(heads, &first_head, reach_ms);
                return short
                    .and_then(|short| self.heads.get(short))
                    .map(|(_head, index)| *index)
                    .or(Some(first_index));
            }
        }
        Some(first_index)
    }

    fn early_for(&self, lines: &[usize]) -> Option<usize> {
        let early = self.early.iter().copied();
        let serves = |index: &usize| {
            let person = self.people.get(*index);
            person.is_some_and(|person| lines.contains(&person.line))
        };
        // In the order of place, as `Hall::waiting` is.
        early.filter(serves).min()
    }
}

/// How long a visit keeps its desk, with the rest that may follow it.
fn draw(dice: &mut Dice, line: Option<&Line>) -> i64 {
    let samples = line.map_or(&[][..], |line| line.samples.as_slice());
    let index = dice.below(samples.len());
    let visit_ms = samples.get(index).copied().unwrap_or(0);
    let rest_at = i64::try_from(dice.below(WORK_PER_REST_MS)).unwrap_or(i64::MAX);
    visit_ms + if rest_at < visit_ms { REST_MS } else { 0 }
}

/// What is left of a visit that has lasted for so long: of those that lasted
/// longer, one.
fn left(dice: &mut Dice, line: Option<&Line>, for_ms: i64) -> i64 {
    let Some(line) = line else { return 0 };
    let longer = line.samples.partition_point(|sample| *sample <= for_ms);
    let index = longer + dice.below(line.samples.len() - longer);
    match line.samples.get(index) {
        Some(sample) => sample - for_ms,
        None => line.usual_ms.unwrap_or(for_ms) * OVERDUE_PERCENT / 100,
    }
}
