//! The steps of a visit at the kiosk (pure): where a tap leads, when time is up.
//!
//! Promises: three taps from welcome to ticket, two in a small office; repeated
//! taps are ignored while a question is under way; every inner step has a
//! deadline, more time for the asking, and a way back. Never reads a clock and
//! never asks the office itself.

use std::time::Duration;

use super::question::Reply;
use super::sense::{
    default_wishes, open_menu, ordinary, rated, refused, still_makes_sense, welcome,
};
use super::steps::{Marked, Step, Tap, Todo, Wishes};
use super::tree::Tree;
use crate::wire::{KioskView, PrintOutcome};

/// Since any fixed moment; never goes back.
pub type Now = Duration;

/// Back to the welcome screen after half a minute, unless the
/// office file says otherwise.
pub const IDLE: Duration = Duration::from_secs(30);
/// The countdown is seen in the last ten seconds.
pub const COUNTDOWN: Duration = Duration::from_secs(10);
/// A ticket in the hand needs no more reading; the next visitor waits.
const TICKET_IN_HAND: Duration = Duration::from_secs(20);
/// Long enough to read one line.
const THANKS: Duration = Duration::from_secs(5);
/// The link gives up after 8 s; this only guards against a lost answer.
const ASKING: Duration = Duration::from_secs(12);
/// The menu is for staff: longer than a visitor's page, still not for ever.
const MENU_IDLE: Duration = Duration::from_secs(90);

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Flow {
    pub(super) step: Step,
    pub(super) wishes: Wishes,
    pub(super) languages: Vec<String>,
    /// This screen's id in the office file.
    pub(super) screen: String,
    idle: Duration,
    touched: Now,
    pub(super) asked: u64,
    /// When somebody last switched the reading aloud off.
    silenced: Option<Now>,
    /// Touches of the corner, and when the first was.
    pub(super) corner: (u32, Now),
}

impl Flow {
    /// `languages`: those the screens speak, the default first; `screen`: this
    /// kiosk's id in the office file.
    pub fn new(languages: Vec<String>, screen: &str, now: Now) -> Self {
        let wishes = default_wishes(&languages);
        Self {
            step: welcome(),
            wishes,
            languages,
            screen: screen.to_owned(),
            idle: IDLE,
            touched: now,
            asked: 0,
            silenced: None,
            corner: (0, now),
        }
    }

    pub fn step(&self) -> &Step {
        &self.step
    }

    pub fn wishes(&self) -> &Wishes {
        &self.wishes
    }

    pub fn screen(&self) -> &str {
        &self.screen
    }

    pub fn languages(&self) -> &[String] {
        &self.languages
    }

    /// When somebody last touched the screen.
    pub fn touched(&self) -> Now {
        self.touched
    }

    /// The language the language button leads to; `None` where there is only one.
    pub fn next_language(&self) -> Option<&str> {
        let at = self
            .languages
            .iter()
            .position(|language| *language == self.wishes.language)?;
        let next = self.languages.get((at + 1) % self.languages.len().max(1))?;
        (*next != self.wishes.language).then_some(next.as_str())
    }

    /// The languages of the office changed or became known.
    pub fn speak(&mut self, languages: Vec<String>) {
        if self.languages != languages && !languages.is_empty() {
            self.languages = languages;
            self.wishes.language = default_wishes(&self.languages).language;
        }
    }

    /// A finger touched the screen, or a key was pressed.
    pub fn tap(&mut self, tap: &Tap, now: Now, office: &KioskView) -> Todo {
        self.touched = now;
        match tap {
            Tap::Elsewhere => {}
            Tap::NextLanguage => self.change_language(),
            Tap::Large => self.wish(|wishes| wishes.large = !wishes.large),
            Tap::Lower => self.wish(|wishes| wishes.lower = !wishes.lower),
            Tap::Spoken => self.toggle_speech(now),
            Tap::Arrow { can_speak } => self.arrow(*can_speak, now),
            Tap::DirectLine => self.show_direct_line(),
            Tap::Choose(id) => return self.choose(id, now, office),
            Tap::Take => return self.take(now, office, true),
            Tap::Anyway => return self.take(now, office, false),
            Tap::Privileged => self.toggle_privileged(),
            Tap::PrintBring => return self.print_bring(),
            Tap::Mark(mark) => return self.mark(*mark, now),
            Tap::Key(sign) => self.type_in(sign),
            Tap::Erase => self.erase(),
            Tap::Enter => return self.enter(now, office),
            Tap::Script => self.change_signs(),
            Tap::Agree => return self.agree(now),
            Tap::Scanned(code) => return self.scanned(code, now, office),
            Tap::TryAgain => return self.try_again(now),
            Tap::Back => self.back(office),
            Tap::StartOver => self.start_over(),
            Tap::Turn(pages) => self.turn(*pages),
            Tap::Done => self.done(now),
            Tap::Corner => self.touch_corner(now, office),
            Tap::Menu(chosen) => return self.menu(*chosen, now),
        }
        Todo::Nothing
    }

    /// The office answered a question; answers to older ones are let go.
    pub fn replied(&mut self, id: u64, reply: Reply, now: Now) {
        if let Step::Details { list, .. } = &mut self.step
            && let (Some(PrintOutcome::Printing), true) = (&list, id == self.asked)
        {
            *list = Some(match reply {
                Reply::Slip(outcome) => outcome,
                Reply::Taken(_)
                | Reply::Said(_)
                | Reply::Left { .. }
                | Reply::Rated
                | Reply::NotRated(_)
                | Reply::Ordinary(_)
                | Reply::Not(_) => PrintOutcome::NotPrinted,
            });
            return;
        }
        let Step::Asking { asked, from, .. } = &self.step else {
            return;
        };
        if asked.id != id {
            return;
        }
        self.touched = now;
        self.step = match reply {
            Reply::Taken(ticket) => Step::Ticket {
                slip: ticket.print.outcome,
                ticket,
                since: now,
            },
            Reply::Said(said) => self.said(said),
            Reply::Left { number, due, slip } => Step::Left {
                number,
                due,
                slip,
                since: now,
            },
            Reply::Slip(_) => (**from).clone(),
            Reply::Rated => rated(Marked::Noted, now),
            Reply::NotRated(said) => rated(Marked::Not(said), now),
            Reply::Ordinary(said) => ordinary(refused(asked, from, Some(said), now)),
            Reply::Not(trouble) => refused(asked, from, trouble, now),
        };
    }

    /// A new picture: paper may have come, doors may have closed.
    pub fn picture(&mut self, office: &KioskView, now: Now) {
        self.idle = match office.rules.idle_s {
            0 => IDLE,
            seconds => Duration::from_secs(u64::from(seconds)),
        };
        if let Step::Ticket {
            ticket,
            slip,
            since,
        } = &mut self.step
            && let Some(outcome) = office.slips.get(&ticket.id)
            && outcome != slip
        {
            *slip = *outcome;
            // What became of the paper deserves its own time to be read.
            *since = now;
        }
        let tree = Tree::new(office, &self.screen);
        if !still_makes_sense(&self.step, office, tree) {
            self.step = welcome();
        }
        if let Step::DirectLine { back } | Step::Languages { back, .. } = &mut self.step
            && !still_makes_sense(back, office, tree)
        {
            **back = welcome();
        }
    }

    /// Time went by.
    pub fn tick(&mut self, now: Now) {
        if self.deadline().is_none_or(|deadline| now < deadline) {
            return;
        }
        if let Step::Asking { asked, from, .. } = &self.step {
            self.touched = now;
            self.step = refused(asked, from, None, now);
        } else {
            self.end_visit();
        }
    }

    /// When [`Flow::tick`] will change something by itself.
    pub fn deadline(&self) -> Option<Now> {
        // Listening takes longer than reading.
        let idle = if self.wishes.spoken {
            self.idle * 2
        } else {
            self.idle
        };
        match &self.step {
            Step::Welcome { page } => {
                let untouched = *page == 0 && self.wishes == default_wishes(&self.languages);
                (!untouched).then(|| self.touched + idle)
            }
            Step::Branch { .. }
            | Step::Search { .. }
            | Step::Languages { .. }
            | Step::Details { .. }
            | Step::Long { .. }
            | Step::Entry { .. }
            | Step::Failed { .. }
            | Step::Late { .. }
            | Step::Finished
            | Step::Rate { .. }
            | Step::DirectLine { .. } => Some(self.touched + idle),
            Step::Menu { .. } => Some(self.touched + MENU_IDLE),
            Step::Asking { since, .. } => Some(*since + ASKING),
            Step::Ticket { slip, since, .. } | Step::Left { slip, since, .. } => {
                let read = match slip {
                    PrintOutcome::Printed | PrintOutcome::NotAsked => TICKET_IN_HAND,
                    PrintOutcome::Printing | PrintOutcome::NotPrinted | PrintOutcome::Unknown => {
                        idle
                    }
                };
                Some((*since).max(self.touched) + read)
            }
            Step::Thanks { since } => Some(*since + THANKS),
            Step::Rated { marked, since } => Some(match marked {
                Marked::Noted => *since + THANKS,
                Marked::OtherDay | Marked::Not(_) => (*since).max(self.touched) + idle,
            }),
        }
    }

    /// Whole seconds until the welcome screen, in the last ten of them.
    pub fn countdown(&self, now: Now) -> Option<u32> {
        let is_short = matches!(
            self.step,
            Step::Asking { .. }
                | Step::Thanks { .. }
                | Step::Rated {
                    marked: Marked::Noted,
                    ..
                }
        );
        if is_short {
            return None;
        }
        let left = self.deadline()?.saturating_sub(now);
        let seconds = u32::try_from(left.as_millis().div_ceil(1000)).ok()?;
        (left <= COUNTDOWN).then_some(seconds)
    }

    fn change_language(&mut self) {
        // With three or more, going round one by one is a guess: a page instead.
        if self.languages.len() > 2 {
            if !matches!(self.step, Step::Languages { .. } | Step::Asking { .. }) {
                let back = Box::new(self.leave());
                self.step = Step::Languages { page: 0, back };
            }
        } else if let Some(next) = self.next_language() {
            self.wishes.language = next.to_owned();
        }
    }

    /// Another letter size shows another number of choices a page.
    fn toggle_speech(&mut self, now: Now) {
        self.silenced = self.wishes.spoken.then_some(now);
        self.wish(|wishes| wishes.spoken = !wishes.spoken);
    }

    /// Reads to whoever begins a visit by an arrow, but not against their word.
    fn arrow(&mut self, can_speak: bool, now: Now) {
        let is_new = self.deadline().is_none();
        let is_silenced = self.silenced.is_some_and(|at| now < at + self.idle);
        if can_speak && is_new && !is_silenced {
            self.wishes.spoken = true;
        }
    }

    fn wish(&mut self, change: impl FnOnce(&mut Wishes)) {
        change(&mut self.wishes);
        if let Step::Welcome { page }
        | Step::Branch { page, .. }
        | Step::Search { page, .. }
        | Step::Languages { page, .. } = &mut self.step
        {
            *page = 0;
        }
    }

    fn show_direct_line(&mut self) {
        if !matches!(self.step, Step::DirectLine { .. } | Step::Asking { .. }) {
            let back = Box::new(self.leave());
            self.step = Step::DirectLine { back };
        }
    }

    /// The step as it is, for a way back.
    pub(super) fn leave(&mut self) -> Step {
        std::mem::replace(&mut self.step, welcome())
    }

    fn back(&mut self, office: &KioskView) {
        let next = match &self.step {
            Step::Branch { at, .. } => match Tree::new(office, &self.screen).parent(at) {
                Some(parent) => Step::Branch {
                    at: parent.to_owned(),
                    page: 0,
                },
                None => welcome(),
            },
            Step::Details { back, .. }
            | Step::Long { back, .. }
            | Step::Entry { back, .. }
            | Step::Languages { back, .. }
            | Step::Rate { back, .. }
            | Step::DirectLine { back } => (**back).clone(),
            Step::Late { at, told, .. } => super::late::before(*at, told),
            Step::Menu { pin, services, .. } if *services => open_menu(pin, String::new()),
            Step::Search { .. } | Step::Failed { .. } | Step::Finished | Step::Menu { .. } => {
                welcome()
            }
            Step::Welcome { .. }
            | Step::Asking { .. }
            | Step::Ticket { .. }
            | Step::Left { .. }
            | Step::Rated { .. }
            | Step::Thanks { .. } => return,
        };
        self.step = next;
    }

    /// The same visit goes on: the visitor's wishes stay.
    fn start_over(&mut self) {
        if !matches!(self.step, Step::Asking { .. }) {
            self.step = welcome();
        }
    }

    fn turn(&mut self, pages: i32) {
        if let Step::Welcome { page }
        | Step::Branch { page, .. }
        | Step::Search { page, .. }
        | Step::Languages { page, .. }
        | Step::Menu { page, .. } = &mut self.step
        {
            let turned = i64::try_from(*page).unwrap_or(0) + i64::from(pages);
            *page = usize::try_from(turned).unwrap_or(0);
        }
    }

    fn done(&mut self, now: Now) {
        if matches!(self.step, Step::Ticket { .. }) {
            self.step = Step::Thanks { since: now };
        } else if matches!(
            self.step,
            Step::Thanks { .. } | Step::Left { .. } | Step::Rated { .. }
        ) {
            self.end_visit();
        }
    }

    fn end_visit(&mut self) {
        self.step = welcome();
        self.wishes = default_wishes(&self.languages);
    }
}

#[cfg(test)]
#[path = "flow_tests.rs"]
pub(super) mod tests;
