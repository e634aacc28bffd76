//! One replication of the near future: desks, earliest free first, take whom
//! the dispatch would give them (the same rule, `window.rs` included), visits
//! take as long as visits took, people come as people come.

use crate::day::MINUTE_MS;
use crate::dice::Dice;
use crate::order::{BY_LAW, Head, choose};
use crate::present::{Busy, Hall, Line, Mix};
use crate::window::after_a_look;

/// A visit that outlasts all that was seen is taken to end after this share
/// of the usual time, percent.
const OVERDUE_PERCENT: i64 = 25;

/// Who is booked checks in so early, as a rule.
const CHECKED_IN_EARLY_MS: i64 = 5 * MINUTE_MS;

/// Who a run tells about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Who {
    /// Index into `Hall::waiting`.
    Waiting(usize),
    /// Whoever came now for this line.
    Ghost(usize),
    /// Somebody who came at that moment, or was booked for it.
    Came { line: usize, at: i64 },
    /// Somebody's second leg.
    Again,
}

#[derive(Debug, Clone, Copy)]
struct Person {
    who: Who,
    line: usize,
    place: i64,
    reference: i64,
    visit_ms: i64,
    /// Checked in before the booked time; a line of its own until then.
    early: Option<i64>,
    is_booked: bool,
    /// Goes on at another desk, at a line by this draw.
    goes_on: Option<u64>,
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
    /// Posts that are on a break until they are free.
    away: Vec<bool>,
    /// Each post's breaks to come: from when, how long; the soonest last.
    breaks: Vec<Vec<(i64, i64)>>,
    is_open: bool,
    /// Somebody came now, for whichever line: one more waits.
    has_ghosts: bool,
    waiting: usize,
    working: usize,
    /// People the asker waits to hear about.
    unheard: usize,
    heads: Vec<Head<(i64, i64, usize)>>,
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
            Who::Waiting(_) | Who::Ghost(_) | Who::Again => None,
        })
    }

    pub(crate) fn set_up(&mut self, hall: &Hall, question: Question) {
        self.people.clear();
        self.later.clear();
        self.early.clear();
        self.lines.truncate(hall.lines.len());
        self.lines.iter_mut().for_each(Vec::clear);
        self.lines.resize(hall.lines.len(), Vec::new());
        self.is_open = hall.was_open;
        self.has_ghosts = question.ghosts;
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
                early: waiting.early_until,
                is_booked: waiting.is_booked,
                goes_on: goes_on(&mut dice, hall),
                gone: false,
            });
            let comes_in = match waiting.early_until {
                // After a missed call nobody's before the pause is over.
                Some(until) if waiting.ready_in > 0 => until.max(waiting.ready_in),
                Some(until) => {
                    self.early.push(index);
                    until
                }
                None => waiting.ready_in,
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
        self.set_posts(hall, question.seed);
        self.later
            .sort_unstable_by_key(|(at, person)| std::cmp::Reverse((*at, *person)));
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
                early: None,
                is_booked: false,
                goes_on: None,
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
                let (ready, place, is_booked) = credited(&mut dice, &hall.mix, at);
                self.later.push((ready.max(1), self.people.len()));
                self.people.push(Person {
                    who: Who::Came {
                        line: coming.line,
                        at: ready,
                    },
                    line: coming.line,
                    place,
                    reference: ready,
                    visit_ms: draw(&mut dice, hall.lines.get(coming.line)),
                    early: None,
                    is_booked,
                    goes_on: goes_on(&mut dice, hall),
                    gone: false,
                });
                at += dice.gap(coming.gap_ms).max(1);
            }
        }
    }

    fn set_posts(&mut self, hall: &Hall, seed: u64) {
        self.free_at.clear();
        self.away.clear();
        self.working = 0;
        for post in &hall.posts {
            let mut dice = Dice::of(seed, (1 << 40) + usize::from(post.desk.0));
            let free_at = match post.busy {
                Busy::Free => 0,
                Busy::Back { in_ms } => in_ms,
                Busy::Visit { line, for_ms, .. } => left(&mut dice, hall.lines.get(line), for_ms),
            };
            self.free_at.push(Some(free_at));
            if let (
                Busy::Visit {
                    place, reference, ..
                },
                Some(drawn),
            ) = (post.busy, goes_on(&mut dice, hall))
            {
                let again = self.second_leg(hall, drawn, (place, reference));
                self.later.push((free_at, again));
            }
            let is_away = matches!(post.busy, Busy::Back { .. });
            self.away.push(is_away);
            self.working += usize::from(!is_away);
        }
        self.set_breaks(hall, seed);
    }

    /// Nobody knows who breaks when, but capacity that is not there must not
    /// be promised (S22): in each half hour as many of the desks as usual, for
    /// they take turns.
    fn set_breaks(&mut self, hall: &Hall, seed: u64) {
        self.breaks.truncate(hall.posts.len());
        self.breaks.iter_mut().for_each(Vec::clear);
        self.breaks.resize(hall.posts.len(), Vec::new());
        let posts = self.breaks.len();
        // Who is away has had theirs: the others take the half hour's breaks.
        let back = self.away.iter().filter(|away| !**away).count().max(1);
        for (slot, (from, to, breaks)) in hall.breaks_to_come().enumerate().rev() {
            let mut dice = Dice::of(seed, (1 << 44) + slot);
            let first = dice.below(1000);
            let begun = usize::try_from(breaks.begun).unwrap_or(0) * posts / back;
            let are_back = self.breaks.iter_mut().zip(&self.away);
            let are_back = are_back.filter(|(_to_come, away)| !**away);
            for (index, (to_come, _away)) in are_back.enumerate() {
                let moment = from + dice.below_ms(to - from);
                if (first + index * 1000 / back) % 1000 < begun {
                    to_come.push((moment, breaks.length_ms()));
                }
            }
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
        if matches!(person.who, Who::Came { .. } | Who::Again) {
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

    pub(crate) fn call(
        &mut self,
        hall: &Hall,
        post: usize,
        at: i64,
        tell: &mut impl FnMut(Who, i64),
    ) {
        if let Some(away) = self.away.get_mut(post).filter(|away| **away) {
            *away = false;
            self.working += 1;
        }
        if self.goes_away(post, at) {
            return;
        }
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
        if person.early.is_some_and(|until| at < until) {
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
            Who::Came { .. } | Who::Again => self.waiting -= 1,
        }
        if let Some(drawn) = person.goes_on {
            self.goes_on(hall, &person, drawn, at + person.visit_ms);
        }
        if let Some(free_at) = self.free_at.get_mut(post) {
            *free_at = Some(at + person.visit_ms);
        }
        tell(person.who, at);
    }

    /// A break that is due begins as soon as the desk is free.
    fn goes_away(&mut self, post: usize, at: i64) -> bool {
        let to_come = self.breaks.get_mut(post);
        let due = to_come.and_then(|breaks| breaks.pop_if(|(from, _ms)| *from <= at));
        let Some((_from, ms)) = due else { return false };
        if let (Some(free_at), Some(away)) = (self.free_at.get_mut(post), self.away.get_mut(post)) {
            *free_at = Some(at + ms);
            *away = true;
            self.working -= 1;
        }
        true
    }

    fn goes_on(&mut self, hall: &Hall, first: &Person, drawn: u64, at: i64) {
        let again = self.second_leg(hall, drawn, (first.place, first.reference));
        if let Some(person) = self.people.get_mut(again) {
            person.is_booked = first.is_booked;
        }
        let sooner = self.later.partition_point(|(other, _person)| *other > at);
        self.later.insert(sooner, (at, again));
    }

    /// The second leg keeps the place of the first.
    fn second_leg(&mut self, hall: &Hall, drawn: u64, (place, reference): (i64, i64)) -> usize {
        let services = u64::try_from(hall.services.max(1)).unwrap_or(1);
        let line = usize::try_from(drawn % services).unwrap_or(0);
        let mut dice = Dice::of(drawn, line);
        self.people.push(Person {
            who: Who::Again,
            line,
            place,
            reference,
            visit_ms: draw(&mut dice, hall.lines.get(line)),
            early: None,
            is_booked: false,
            goes_on: None,
            gone: false,
        });
        self.people.len() - 1
    }

    /// As `Office::next_for`, by the same rule (`order.rs`).
    fn choose(&mut self, hall: &Hall, post: usize) -> Option<usize> {
        let post = hall.posts.get(post)?;
        self.heads.clear();
        let mut of_head = None;
        for line in &post.lines {
            let Some(index) = self.lines.get(*line).and_then(|line| line.last().copied()) else {
                continue;
            };
            let person = self.people.get(index)?;
            let service = hall.lines.get(*line)?;
            let head = Head {
                key: (person.place, person.reference, index),
                place_at: person.place,
                usual_ms: service.usual_ms,
                is_booked: person.is_booked,
            };
            // Who waits for this desk alone stands in one line with the others
            // of the service; the two are neighbours.
            let held = self
                .heads
                .last_mut()
                .filter(|_head| of_head == Some(&service.service));
            match held {
                Some(held) if held.key <= head.key => {}
                Some(held) => *held = head,
                None => self.heads.push(head),
            }
            of_head = Some(&service.service);
        }
        if self.heads.is_empty() {
            return self.early_for(&post.lines);
        }
        if hall.reach_ms.is_some() {
            let waiting = self.waiting + usize::from(self.has_ghosts);
            self.is_open = after_a_look(self.is_open, waiting, self.working);
        }
        let taken = choose(&self.heads, hall.reach_ms.filter(|_reach| self.is_open))?;
        self.heads.get(taken).map(|head| head.key.2)
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

/// When somebody who comes at `at` may be called, their place, and whether they
/// are booked.
fn credited(dice: &mut Dice, mix: &Mix, at: i64) -> (i64, i64, bool) {
    let drawn = dice.below(1000);
    let booked_for = at + CHECKED_IN_EARLY_MS;
    if drawn < mix.by_law {
        (at, BY_LAW, false)
    } else if drawn < mix.by_law + mix.privileged {
        (at, at - mix.privileged_credit_ms, false)
    } else if drawn < mix.by_law + mix.privileged + mix.booked {
        (booked_for, booked_for - mix.appointment_credit_ms, true)
    } else {
        (at, at, false)
    }
}

fn goes_on(dice: &mut Dice, hall: &Hall) -> Option<u64> {
    (dice.below(1000) < hall.mix.transferred).then(|| dice.next())
}

/// How long a visit keeps its desk.
fn draw(dice: &mut Dice, line: Option<&Line>) -> i64 {
    let samples = line.map_or(&[][..], |line| line.samples.as_slice());
    let index = dice.below(samples.len());
    samples.get(index).copied().unwrap_or(0)
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
