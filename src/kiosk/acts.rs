//! What a tap asks for (pure): choosing, taking, typing, the staff menu.

use std::time::Duration;

use super::flow::{Flow, Now};
use super::mark::is_number;
use super::question::{Asked, Question, Wanted};
use super::sense::{
    LONGEST_WORD, is_digit, is_long, offers_ordinary, open_menu, takes_booked, takes_choices,
    welcome,
};
use super::steps::{BOOKED, LANGUAGE, MenuTap, Purpose, READINGS, SEARCH, Signs, Step, Todo};
use super::tree::Tree;
use crate::wire::{Doors, KioskView, PrintOutcome, QueueMode};
use crate::wire_screens::MenuAct;

/// Three touches of the corner within this open the way to the staff menu.
const CORNER: Duration = Duration::from_secs(3);
const CORNER_TOUCHES: u32 = 3;

impl Flow {
    pub(super) fn choose(&mut self, id: &str, now: Now, office: &KioskView) -> Todo {
        if let Some(language) = id.strip_prefix(LANGUAGE) {
            self.choose_language(language);
            return Todo::Nothing;
        }
        if let Step::Menu { services: true, .. } = &self.step {
            return self.pause(id, now, office);
        }
        if self.choose_visit(id, office) || self.choose_while_late(id, office) {
            return Todo::Nothing;
        }
        let on_a_choice = matches!(
            self.step,
            Step::Welcome { .. } | Step::Branch { .. } | Step::Search { .. }
        );
        if !on_a_choice || !takes_choices(office) {
            return Todo::Nothing;
        }
        let tree = Tree::new(office, &self.screen);
        if id == SEARCH {
            self.step = Step::Search {
                typed: String::new(),
                latin: self.wishes.language != "ru",
                page: 0,
            };
        } else if id == BOOKED {
            self.enter_for(Purpose::CheckIn);
        } else if id == READINGS {
            self.enter_for(Purpose::Readings);
        } else if tree.service(id).is_some_and(|service| service.available) {
            let back = Box::new(self.leave());
            self.step = Step::Details {
                service: id.to_owned(),
                privileged: false,
                list: None,
                back,
            };
        } else if tree.is_branch(id) {
            self.step = Step::Branch {
                at: id.to_owned(),
                page: 0,
            };
        }
        Todo::Nothing
    }

    fn choose_language(&mut self, language: &str) {
        if let Step::Languages { back, .. } = &self.step
            && self.languages.iter().any(|known| known == language)
        {
            language.clone_into(&mut self.wishes.language);
            self.step = (**back).clone();
        }
    }

    pub(super) fn enter_for(&mut self, purpose: Purpose) {
        let back = Box::new(self.leave());
        self.step = Step::Entry {
            purpose,
            typed: String::new(),
            signs: Signs::Digits,
            trouble: None,
            ordinary: false,
            back,
        };
    }

    /// `asks`: a long wait is asked about first.
    pub(super) fn take(&mut self, now: Now, office: &KioskView, asks: bool) -> Todo {
        if office.day.doors != Doors::Open {
            return Todo::Nothing;
        }
        let help = self.wishes.help();
        let wanted = match &self.step {
            Step::Details {
                service,
                privileged,
                ..
            } => Wanted {
                service: Some(service.clone()),
                privileged: *privileged,
                help,
            },
            Step::Welcome { .. } if office.mode == QueueMode::Live => Wanted {
                help,
                ..Wanted::default()
            },
            Step::Long { wanted, .. } if !asks => wanted.clone(),
            Step::Welcome { .. }
            | Step::Branch { .. }
            | Step::Search { .. }
            | Step::Languages { .. }
            | Step::Long { .. }
            | Step::Entry { .. }
            | Step::Asking { .. }
            | Step::Ticket { .. }
            | Step::Failed { .. }
            | Step::Thanks { .. }
            | Step::Late { .. }
            | Step::Left { .. }
            | Step::Finished
            | Step::Rate { .. }
            | Step::Rated { .. }
            | Step::DirectLine { .. }
            | Step::Menu { .. } => return Todo::Nothing,
        };
        if asks && is_long(&wanted, office) {
            let back = Box::new(self.leave());
            self.step = Step::Long { wanted, back };
            return Todo::Nothing;
        }
        self.ask_new(Question::Ticket(wanted), now)
    }

    pub(super) fn toggle_privileged(&mut self) {
        if let Step::Details { privileged, .. } = &mut self.step {
            *privileged = !*privileged;
        }
    }

    /// The page stays: the list comes beside it.
    pub(super) fn print_bring(&mut self) -> Todo {
        let language = self.wishes.language.clone();
        let Step::Details { service, list, .. } = &mut self.step else {
            return Todo::Nothing;
        };
        if matches!(list, Some(PrintOutcome::Printing | PrintOutcome::Printed)) {
            return Todo::Nothing;
        }
        *list = Some(PrintOutcome::Printing);
        self.asked += 1;
        Todo::Ask(Asked {
            id: self.asked,
            question: Question::Bring {
                service: service.clone(),
            },
            language,
        })
    }

    pub(super) fn type_in(&mut self, sign: &str) {
        match &mut self.step {
            Step::Search { typed, page, .. } if typed.chars().count() < LONGEST_WORD => {
                typed.push_str(&sign.to_lowercase());
                *page = 0;
            }
            Step::Entry {
                purpose,
                typed,
                trouble,
                ordinary,
                ..
            } if typed.chars().count() < purpose.longest() && fits(*purpose, sign) => {
                typed.push_str(&sign.to_uppercase());
                (*trouble, *ordinary) = (None, false);
            }
            Step::Late { at, told, trouble } => {
                told.type_in(*at, sign);
                *trouble = None;
            }
            Step::Search { .. }
            | Step::Entry { .. }
            | Step::Welcome { .. }
            | Step::Branch { .. }
            | Step::Languages { .. }
            | Step::Details { .. }
            | Step::Long { .. }
            | Step::Asking { .. }
            | Step::Ticket { .. }
            | Step::Failed { .. }
            | Step::Thanks { .. }
            | Step::Left { .. }
            | Step::Finished
            | Step::Rate { .. }
            | Step::Rated { .. }
            | Step::DirectLine { .. }
            | Step::Menu { .. } => {}
        }
    }

    pub(super) fn erase(&mut self) {
        if let Step::Search { typed, .. } | Step::Entry { typed, .. } = &mut self.step {
            typed.pop();
        } else if let Step::Late { at, told, .. } = &mut self.step {
            told.erase(*at);
        }
        if let Step::Entry {
            trouble, ordinary, ..
        } = &mut self.step
        {
            (*trouble, *ordinary) = (None, false);
        }
    }

    /// An ordinary ticket for whom the schedule has no hour now; true: it is
    /// what «Далее» leads to.
    fn take_ordinary(&mut self, office: &KioskView) -> bool {
        if !offers_ordinary(&self.step, office, &self.screen) {
            return false;
        }
        self.step = Step::Details {
            service: office.rules.readings_service.clone().unwrap_or_default(),
            privileged: false,
            list: None,
            back: Box::new(welcome()),
        };
        true
    }

    pub(super) fn enter(&mut self, now: Now, office: &KioskView) -> Todo {
        if self.take_ordinary(office) {
            return Todo::Nothing;
        }
        if let Step::Late { .. } = &self.step {
            self.tell_on();
            return Todo::Nothing;
        }
        let Step::Entry { purpose, typed, .. } = &self.step else {
            return Todo::Nothing;
        };
        if typed.chars().count() < purpose.shortest() {
            return Todo::Nothing;
        }
        let question = match purpose {
            Purpose::CheckIn => Question::CheckIn {
                code: typed.clone(),
                help: self.wishes.help(),
            },
            Purpose::Readings => Question::Readings {
                contract: typed.clone(),
                help: self.wishes.help(),
            },
            Purpose::Number => {
                if is_number(typed) {
                    let number = typed.clone();
                    self.rate(&number);
                }
                return Todo::Nothing;
            }
            Purpose::Pin => Question::Menu {
                pin: typed.clone(),
                act: MenuAct::Open,
                service: None,
            },
        };
        self.ask_new(question, now)
    }

    /// A scanned code checks in from wherever a visitor may be; a ticket's is
    /// rated.
    pub(super) fn scanned(&mut self, code: &str, now: Now, office: &KioskView) -> Todo {
        let is_busy = matches!(self.step, Step::Asking { .. } | Step::Menu { .. });
        if !is_busy && self.scanned_ticket(code, now, office) {
            return Todo::Nothing;
        }
        if is_busy || !takes_booked(office) {
            return Todo::Nothing;
        }
        let is_there = matches!(
            self.step,
            Step::Entry {
                purpose: Purpose::CheckIn,
                ..
            }
        );
        if !is_there {
            self.step = welcome();
            self.enter_for(Purpose::CheckIn);
        }
        let question = Question::CheckIn {
            code: code.to_owned(),
            help: self.wishes.help(),
        };
        self.ask_new(question, now)
    }

    /// Under the same id, hence the same key: no second ticket can come of it.
    pub(super) fn try_again(&mut self, now: Now) -> Todo {
        let Step::Failed { asked, .. } = &self.step else {
            return Todo::Nothing;
        };
        let asked = asked.clone();
        self.ask(asked, now)
    }

    pub(super) fn ask_new(&mut self, question: Question, now: Now) -> Todo {
        self.asked += 1;
        let asked = Asked {
            id: self.asked,
            question,
            language: self.wishes.language.clone(),
        };
        self.ask(asked, now)
    }

    fn ask(&mut self, asked: Asked, now: Now) -> Todo {
        let from = Box::new(self.leave());
        self.step = Step::Asking {
            asked: asked.clone(),
            since: now,
            from,
        };
        Todo::Ask(asked)
    }

    pub(super) fn touch_corner(&mut self, now: Now, office: &KioskView) {
        let (touches, first) = self.corner;
        self.corner = if touches > 0 && now.saturating_sub(first) <= CORNER {
            (touches + 1, first)
        } else {
            (1, now)
        };
        let may_open = office.rules.menu
            && !matches!(
                self.step,
                Step::Asking { .. } | Step::Ticket { .. } | Step::Entry { .. } | Step::Menu { .. }
            );
        if self.corner.0 >= CORNER_TOUCHES && may_open {
            self.corner = (0, now);
            self.step = welcome();
            // The menu is for staff: as it was drawn for them.
            (self.wishes.large, self.wishes.lower) = (false, false);
            self.enter_for(Purpose::Pin);
        }
    }

    pub(super) fn menu(&mut self, chosen: MenuTap, now: Now) -> Todo {
        let Step::Menu { pin, services, .. } = &mut self.step else {
            return Todo::Nothing;
        };
        let act = match chosen {
            MenuTap::Services => {
                *services = true;
                return Todo::Nothing;
            }
            MenuTap::Restart => return Todo::Restart,
            MenuTap::TestPrint => MenuAct::TestPrint,
            MenuTap::PrintQueue => MenuAct::PrintQueue,
            MenuTap::NewRoll => MenuAct::NewRoll,
        };
        let question = Question::Menu {
            pin: pin.clone(),
            act,
            service: None,
        };
        self.ask_new(question, now)
    }

    fn pause(&mut self, service: &str, now: Now, office: &KioskView) -> Todo {
        let Step::Menu { pin, .. } = &self.step else {
            return Todo::Nothing;
        };
        let known = office.services.iter().find(|known| known.id == service);
        let Some(known) = known else {
            return Todo::Nothing;
        };
        let question = Question::Menu {
            pin: pin.clone(),
            act: if known.available {
                MenuAct::Pause
            } else {
                MenuAct::Resume
            },
            service: Some(service.to_owned()),
        };
        self.ask_new(question, now)
    }

    /// The menu's answer: it is open, or stays open with what was done.
    pub(super) fn said(&self, said: String) -> Step {
        let Step::Asking { asked, from, .. } = &self.step else {
            return welcome();
        };
        match (&asked.question, &**from) {
            (
                Question::Menu { .. },
                Step::Menu {
                    pin,
                    page,
                    services,
                    ..
                },
            ) => Step::Menu {
                pin: pin.clone(),
                said,
                page: *page,
                services: *services,
            },
            (Question::Menu { pin, .. }, _) => open_menu(pin, String::new()),
            (
                Question::Ticket(_)
                | Question::Bring { .. }
                | Question::CheckIn { .. }
                | Question::Readings { .. }
                | Question::Callback(_)
                | Question::Rate { .. },
                _,
            ) => welcome(),
        }
    }
}

/// Whether the sign belongs into what is typed.
fn fits(purpose: Purpose, sign: &str) -> bool {
    match purpose {
        Purpose::CheckIn | Purpose::Pin => is_digit(sign),
        Purpose::Readings => true,
        Purpose::Number => sign.chars().all(char::is_alphanumeric),
    }
}
