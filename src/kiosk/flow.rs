//! The steps of a visit at the kiosk (pure): where a tap leads, when time is up.
//!
//! Promises: three taps from welcome to ticket, two in a small office; repeated
//! taps are ignored while a question is under way; every inner step has a
//! deadline and a way back. Never reads a clock and never asks the office itself.

use std::time::Duration;

use crate::wire::{Doors, KioskView, PrintOutcome, QueueMode, TicketTaken};

/// Since any fixed moment; never goes back.
pub type Now = Duration;

/// From visual.md: back to the welcome screen after half a minute.
pub const IDLE: Duration = Duration::from_secs(30);
/// From visual.md: the countdown is seen in the last ten seconds.
pub const COUNTDOWN: Duration = Duration::from_secs(10);
/// A ticket in the hand needs no more reading; the next visitor waits.
const TICKET_IN_HAND: Duration = Duration::from_secs(20);
/// Long enough to read one line.
const THANKS: Duration = Duration::from_secs(5);
/// The link gives up after 8 s; this only guards against a lost answer.
const ASKING: Duration = Duration::from_secs(12);
/// Two taps where the office has few services: as many as fit one page.
const FEW_SERVICES: usize = 6;

/// What this visitor asked the terminal to be like; ends with the visit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wishes {
    pub language: String,
    pub large: bool,
    pub lower: bool,
}

/// A question for a ticket; the same id asked again is the same question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    pub id: u64,
    /// `None`: the live queue.
    pub service: Option<String>,
    pub language: String,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    Welcome {
        page: usize,
    },
    Services {
        segment: String,
        page: usize,
    },
    /// `back` is where «назад» leads.
    Details {
        service: String,
        back: Box<Step>,
    },
    Asking {
        asked: Asked,
        since: Now,
    },
    Ticket {
        ticket: Box<TicketTaken>,
        slip: PrintOutcome,
        since: Now,
    },
    Failed {
        asked: Asked,
        trouble: Option<String>,
    },
    Thanks {
        since: Now,
    },
    DirectLine {
        back: Box<Step>,
    },
}

/// What a finger can mean.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Tap {
    /// Anywhere that is no button: «I am still here».
    Elsewhere,
    Choose(String),
    Take,
    Back,
    StartOver,
    Turn(i32),
    Done,
    TryAgain,
    NextLanguage,
    Large,
    Lower,
    DirectLine,
}

/// What the window has to do after a tap.
#[derive(Debug, Clone, PartialEq, Eq)]
#[must_use]
pub enum Todo {
    Nothing,
    Ask(Asked),
}

/// How a question ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reply {
    Taken(Box<TicketTaken>),
    /// What the office says against it, in the visitor's language; `None`: no answer.
    Not(Option<String>),
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Flow {
    step: Step,
    wishes: Wishes,
    languages: Vec<String>,
    touched: Now,
    asked: u64,
}

impl Flow {
    /// `languages`: those the screens speak, the default first.
    pub fn new(languages: Vec<String>, now: Now) -> Self {
        let wishes = default_wishes(&languages);
        Self {
            step: Step::Welcome { page: 0 },
            wishes,
            languages,
            touched: now,
            asked: 0,
        }
    }

    pub fn step(&self) -> &Step {
        &self.step
    }

    pub fn wishes(&self) -> &Wishes {
        &self.wishes
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

    /// A finger touched the screen.
    pub fn tap(&mut self, tap: &Tap, now: Now, office: &KioskView) -> Todo {
        self.touched = now;
        match tap {
            Tap::Elsewhere => Todo::Nothing,
            Tap::NextLanguage => self.change_language(),
            Tap::Large => {
                self.wishes.large = !self.wishes.large;
                self.first_page();
                Todo::Nothing
            }
            Tap::Lower => {
                self.wishes.lower = !self.wishes.lower;
                self.first_page();
                Todo::Nothing
            }
            Tap::DirectLine => self.show_direct_line(),
            Tap::Choose(id) => self.choose(id, office),
            Tap::Take => self.take(now, office),
            Tap::TryAgain => self.try_again(now),
            Tap::Back => self.back(),
            Tap::StartOver => self.start_over(),
            Tap::Turn(pages) => self.turn(*pages),
            Tap::Done => self.done(now),
        }
    }

    /// The office answered a question; answers to older ones are let go.
    pub fn replied(&mut self, id: u64, reply: Reply, now: Now) {
        let Step::Asking { asked, .. } = &self.step else {
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
            Reply::Not(trouble) => Step::Failed {
                asked: asked.clone(),
                trouble,
            },
        };
    }

    /// A new picture: paper may have come, doors may have closed.
    pub fn picture(&mut self, office: &KioskView, now: Now) {
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
        if !still_makes_sense(&self.step, office) {
            self.step = Step::Welcome { page: 0 };
        }
        if let Step::DirectLine { back } = &mut self.step
            && !still_makes_sense(back, office)
        {
            **back = Step::Welcome { page: 0 };
        }
    }

    /// Time went by.
    pub fn tick(&mut self, now: Now) {
        if self.deadline().is_none_or(|deadline| now < deadline) {
            return;
        }
        if let Step::Asking { asked, .. } = &self.step {
            self.touched = now;
            self.step = Step::Failed {
                asked: asked.clone(),
                trouble: None,
            };
        } else {
            self.end_visit();
        }
    }

    /// When [`Flow::tick`] will change something by itself.
    pub fn deadline(&self) -> Option<Now> {
        match &self.step {
            Step::Welcome { page } => {
                let untouched = *page == 0 && self.wishes == default_wishes(&self.languages);
                (!untouched).then(|| self.touched + IDLE)
            }
            Step::Services { .. }
            | Step::Details { .. }
            | Step::Failed { .. }
            | Step::DirectLine { .. } => Some(self.touched + IDLE),
            Step::Asking { since, .. } => Some(*since + ASKING),
            Step::Ticket { slip, since, .. } => {
                let read = match slip {
                    PrintOutcome::Printed | PrintOutcome::NotAsked => TICKET_IN_HAND,
                    PrintOutcome::Printing | PrintOutcome::NotPrinted | PrintOutcome::Unknown => {
                        IDLE
                    }
                };
                Some((*since).max(self.touched) + read)
            }
            Step::Thanks { since } => Some(*since + THANKS),
        }
    }

    /// Whole seconds until the welcome screen, in the last ten of them.
    pub fn countdown(&self, now: Now) -> Option<u32> {
        match &self.step {
            Step::Asking { .. } | Step::Thanks { .. } => None,
            Step::Welcome { .. }
            | Step::Services { .. }
            | Step::Details { .. }
            | Step::Ticket { .. }
            | Step::Failed { .. }
            | Step::DirectLine { .. } => {
                let left = self.deadline()?.saturating_sub(now);
                let seconds = u32::try_from(left.as_millis().div_ceil(1000)).ok()?;
                (left <= COUNTDOWN).then_some(seconds)
            }
        }
    }

    fn change_language(&mut self) -> Todo {
        if let Some(next) = self.next_language() {
            self.wishes.language = next.to_owned();
        }
        Todo::Nothing
    }

    /// Another letter size shows another number of choices a page.
    fn first_page(&mut self) {
        if let Step::Welcome { page } | Step::Services { page, .. } = &mut self.step {
            *page = 0;
        }
    }

    fn show_direct_line(&mut self) -> Todo {
        if matches!(self.step, Step::DirectLine { .. } | Step::Asking { .. }) {
            return Todo::Nothing;
        }
        let back = std::mem::replace(&mut self.step, Step::Welcome { page: 0 });
        self.step = Step::DirectLine {
            back: Box::new(back),
        };
        Todo::Nothing
    }

    fn choose(&mut self, id: &str, office: &KioskView) -> Todo {
        let on_a_choice = matches!(self.step, Step::Welcome { .. } | Step::Services { .. });
        if !on_a_choice || !takes_choices(office) {
            return Todo::Nothing;
        }
        if office
            .services
            .iter()
            .any(|service| service.id == id && service.available)
        {
            let back = Box::new(self.step.clone());
            self.step = Step::Details {
                service: id.to_owned(),
                back,
            };
        } else if office.segments.iter().any(|segment| segment.id == id) {
            self.step = Step::Services {
                segment: id.to_owned(),
                page: 0,
            };
        }
        Todo::Nothing
    }

    fn take(&mut self, now: Now, office: &KioskView) -> Todo {
        if office.day.doors != Doors::Open {
            return Todo::Nothing;
        }
        let service = match &self.step {
            Step::Details { service, .. } => Some(service.clone()),
            Step::Welcome { .. } if office.mode == QueueMode::Live => None,
            Step::Welcome { .. }
            | Step::Services { .. }
            | Step::Asking { .. }
            | Step::Ticket { .. }
            | Step::Failed { .. }
            | Step::Thanks { .. }
            | Step::DirectLine { .. } => return Todo::Nothing,
        };
        self.asked += 1;
        let asked = Asked {
            id: self.asked,
            service,
            language: self.wishes.language.clone(),
        };
        self.ask(asked, now)
    }

    /// Under the same id, hence the same key: no second ticket can come of it.
    fn try_again(&mut self, now: Now) -> Todo {
        match &self.step {
            Step::Failed { asked, .. } => self.ask(asked.clone(), now),
            Step::Welcome { .. }
            | Step::Services { .. }
            | Step::Details { .. }
            | Step::Asking { .. }
            | Step::Ticket { .. }
            | Step::Thanks { .. }
            | Step::DirectLine { .. } => Todo::Nothing,
        }
    }

    fn ask(&mut self, asked: Asked, now: Now) -> Todo {
        self.step = Step::Asking {
            asked: asked.clone(),
            since: now,
        };
        Todo::Ask(asked)
    }

    fn back(&mut self) -> Todo {
        match &self.step {
            Step::Services { .. } | Step::Failed { .. } => self.step = Step::Welcome { page: 0 },
            Step::Details { back, .. } | Step::DirectLine { back } => self.step = (**back).clone(),
            Step::Welcome { .. }
            | Step::Asking { .. }
            | Step::Ticket { .. }
            | Step::Thanks { .. } => {}
        }
        Todo::Nothing
    }

    /// The same visit goes on: the visitor's wishes stay.
    fn start_over(&mut self) -> Todo {
        if !matches!(self.step, Step::Asking { .. }) {
            self.step = Step::Welcome { page: 0 };
        }
        Todo::Nothing
    }

    fn turn(&mut self, pages: i32) -> Todo {
        if let Step::Welcome { page } | Step::Services { page, .. } = &mut self.step {
            let turned = i64::try_from(*page).unwrap_or(0) + i64::from(pages);
            *page = usize::try_from(turned).unwrap_or(0);
        }
        Todo::Nothing
    }

    fn done(&mut self, now: Now) -> Todo {
        match &self.step {
            Step::Ticket { .. } => self.step = Step::Thanks { since: now },
            Step::Thanks { .. } => self.end_visit(),
            Step::Welcome { .. }
            | Step::Services { .. }
            | Step::Details { .. }
            | Step::Asking { .. }
            | Step::Failed { .. }
            | Step::DirectLine { .. } => {}
        }
        Todo::Nothing
    }

    fn end_visit(&mut self) {
        self.step = Step::Welcome { page: 0 };
        self.wishes = default_wishes(&self.languages);
    }
}

/// Whether the welcome screen offers services at once, without segments.
pub fn few_services(office: &KioskView) -> bool {
    office.segments.len() <= 1 || office.services.len() <= FEW_SERVICES
}

fn takes_choices(office: &KioskView) -> bool {
    office.day.doors == Doors::Open && office.mode == QueueMode::Electronic
}

/// Whether the office still offers what the visitor is looking at.
fn still_makes_sense(step: &Step, office: &KioskView) -> bool {
    match step {
        Step::Services { segment, .. } => {
            takes_choices(office) && office.segments.iter().any(|known| known.id == *segment)
        }
        Step::Details { service, .. } => {
            takes_choices(office) && office.services.iter().any(|known| known.id == *service)
        }
        Step::Failed { asked, .. } => {
            let mode_is_the_same = asked.service.is_none() == (office.mode == QueueMode::Live);
            office.day.doors == Doors::Open && mode_is_the_same
        }
        Step::Welcome { .. }
        | Step::Asking { .. }
        | Step::Ticket { .. }
        | Step::Thanks { .. }
        | Step::DirectLine { .. } => true,
    }
}

fn default_wishes(languages: &[String]) -> Wishes {
    let language = languages
        .first()
        .cloned()
        .unwrap_or_else(|| "ru".to_owned());
    Wishes {
        language,
        large: false,
        lower: false,
    }
}

#[cfg(test)]
#[path = "flow_tests.rs"]
mod tests;
