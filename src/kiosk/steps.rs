//! The words a visit at the kiosk is told in: its steps, what a finger can
//! mean, what the window then has to do. Shapes only.

use super::flow::Now;
use super::late::Told;
use super::question::{Asked, Wanted};
use crate::wire::{PrintOutcome, TicketTaken};

/// What this visitor asked the terminal to be like; ends with the visit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wishes {
    pub language: String,
    pub large: bool,
    pub lower: bool,
    /// Each focused choice is read aloud.
    pub spoken: bool,
}

impl Wishes {
    /// Whoever needs an easier screen may need a hand at the desk too.
    pub(super) fn help(&self) -> bool {
        self.large || self.lower || self.spoken
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    Welcome {
        page: usize,
    },
    /// The cards of a segment or a group.
    Branch {
        at: String,
        page: usize,
    },
    /// A word on our own keyboard.
    Search {
        typed: String,
        latin: bool,
        page: usize,
    },
    Languages {
        page: usize,
        back: Box<Step>,
    },
    /// `back` is where «назад» leads.
    Details {
        service: String,
        privileged: bool,
        /// The list of what to bring, on paper.
        list: Option<PrintOutcome>,
        back: Box<Step>,
    },
    /// «Ожидание около 40 минут — всё равно взять талон?»
    Long {
        wanted: Wanted,
        back: Box<Step>,
    },
    /// Digits on our own pad; a contract number may bear letters too.
    Entry {
        purpose: Purpose,
        typed: String,
        signs: Signs,
        trouble: Option<String>,
        /// «Далее» leads to an ordinary ticket, until the number is changed (S8).
        ordinary: bool,
        back: Box<Step>,
    },
    Asking {
        asked: Asked,
        since: Now,
        /// Where a refusal leads, for questions that were typed.
        from: Box<Step>,
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
    /// A late visitor leaves a phone (S6).
    Late {
        at: Telling,
        told: Told,
        trouble: Option<String>,
    },
    /// A callback is noted: its number, its day and its slip.
    Left {
        number: u32,
        due: String,
        slip: PrintOutcome,
        since: Now,
    },
    /// The visits that have just ended, to choose one's own from (S13).
    Finished,
    /// How the visit was: five faces.
    Rate {
        number: String,
        trouble: Option<String>,
        back: Box<Step>,
    },
    Rated {
        marked: Marked,
        since: Now,
    },
    DirectLine {
        back: Box<Step>,
    },
    /// The staff menu, open.
    Menu {
        pin: String,
        said: String,
        page: usize,
        services: bool,
    },
}

/// What became of a mark.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Marked {
    Noted,
    /// The ticket is of another day.
    OtherDay,
    /// What the office says.
    Not(String),
}

/// What a late visitor is asked, in this order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Telling {
    Phone,
    /// May be left out.
    Contract,
    /// May be left out.
    Gist,
    Consent,
}

/// The signs of our own keyboard.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Signs {
    #[default]
    Digits,
    Russian,
    Latin,
}

/// What is typed on the pad.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// The code of an appointment, or a phone number.
    CheckIn,
    /// The contract number on a meter-reading day (S8).
    Readings,
    /// The number of a ticket whose visit is over (S13).
    Number,
    Pin,
}

impl Purpose {
    /// No more signs than this.
    pub(super) fn longest(self) -> usize {
        match self {
            // A phone number with its country.
            Self::CheckIn => 15,
            Self::Readings => 20,
            Self::Number => super::mark::NUMBER_SIGNS,
            Self::Pin => 12,
        }
    }

    /// Fewer signs are no answer.
    pub fn shortest(self) -> usize {
        match self {
            Self::CheckIn | Self::Readings => 4,
            Self::Number => 2,
            Self::Pin => 6,
        }
    }
}

/// What a finger can mean.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Tap {
    /// Anywhere that is no button: «I am still here».
    Elsewhere,
    /// An arrow of a keypad. Who begins a visit by it may not see the screen:
    /// the page is read aloud, where a speech program is installed.
    Arrow {
        can_speak: bool,
    },
    Choose(String),
    Take,
    /// «Готово» under the consent: the callback is left.
    Agree,
    /// «Всё равно взять талон».
    Anyway,
    Privileged,
    PrintBring,
    /// One of the faces: 1 (bad) to 5 (good).
    Mark(u8),
    /// A letter or digit of our own keyboard.
    Key(String),
    Erase,
    /// The pad's «Далее».
    Enter,
    /// Russian or Latin letters.
    Script,
    /// A code from the scanner.
    Scanned(String),
    Back,
    StartOver,
    Turn(i32),
    Done,
    TryAgain,
    NextLanguage,
    Large,
    Lower,
    Spoken,
    DirectLine,
    /// The corner that leads to the staff menu.
    Corner,
    Menu(MenuTap),
}

/// What the staff menu offers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MenuTap {
    Services,
    TestPrint,
    PrintQueue,
    NewRoll,
    Restart,
}

/// What the window has to do after a tap.
#[derive(Debug, Clone, PartialEq, Eq)]
#[must_use]
pub enum Todo {
    Nothing,
    Ask(Asked),
    Restart,
}

/// Ids of cards that are no service: never an id of the office file.
pub const SEARCH: &str = ":search";
pub const BOOKED: &str = ":booked";
pub const READINGS: &str = ":readings";
pub const CALLBACK: &str = ":callback";
pub const RATE: &str = ":rate";
pub const OTHER_NUMBER: &str = ":number";
pub const VISIT: &str = ":visit:";
pub(super) const LANGUAGE: &str = ":language:";
