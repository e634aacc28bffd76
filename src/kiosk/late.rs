//! After registration's end (pure): a phone, a contract number, the gist and a
//! word of consent make a callback (S6, S10); whoever has booked checks in.

use super::flow::{Flow, Now};
use super::question::Question;
use super::sense::{takes_booked, welcome};
use super::steps::{BOOKED, CALLBACK, Purpose, READINGS, Signs, Step, Telling, Todo};
use crate::people::format;
use crate::wire::{Doors, KioskView};

/// A foreign number with its country.
const PHONE_DIGITS: usize = 15;
/// The longest contract number (`people::format`).
const CONTRACT_SIGNS: usize = 20;
/// Nobody types more on a wall; the office takes 500.
const GIST_SIGNS: usize = 200;

/// What a late visitor told so far.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Told {
    /// Digits as they were typed.
    pub phone: String,
    pub contract: String,
    pub gist: String,
    pub signs: Signs,
}

impl std::fmt::Debug for Told {
    /// Without the person: steps end up in messages.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Told").finish_non_exhaustive()
    }
}

impl Told {
    pub(super) fn type_in(&mut self, at: Telling, sign: &str) {
        let fits = |text: &str, limit: usize| text.chars().count() < limit;
        match at {
            Telling::Phone => {
                let is_digit = sign.chars().all(|sign| sign.is_ascii_digit());
                if is_digit && fits(&self.phone, PHONE_DIGITS) {
                    self.phone.push_str(sign);
                }
            }
            Telling::Contract if fits(&self.contract, CONTRACT_SIGNS) && sign != " " => {
                self.contract.push_str(&sign.to_uppercase());
            }
            Telling::Gist if fits(&self.gist, GIST_SIGNS) => {
                // A sentence begins with a capital, as on a phone.
                if self.gist.is_empty() {
                    self.gist.push_str(&sign.to_uppercase());
                } else {
                    self.gist.push_str(&sign.to_lowercase());
                }
            }
            Telling::Contract | Telling::Gist | Telling::Consent => {}
        }
    }

    pub(super) fn erase(&mut self, at: Telling) {
        match at {
            Telling::Phone => self.phone.pop(),
            Telling::Contract => self.contract.pop(),
            Telling::Gist => self.gist.pop(),
            Telling::Consent => None,
        };
    }

    pub(super) fn is_empty(&self, at: Telling) -> bool {
        match at {
            Telling::Phone => self.phone.is_empty(),
            Telling::Contract => self.contract.is_empty(),
            Telling::Gist => self.gist.is_empty(),
            Telling::Consent => true,
        }
    }

    /// Whether «Далее» leads on from here.
    pub fn is_ready(&self, at: Telling) -> bool {
        match at {
            Telling::Phone => dialled(&self.phone).is_some(),
            Telling::Contract => {
                self.contract.is_empty() || format::contract(&self.contract).is_ok()
            }
            Telling::Gist | Telling::Consent => true,
        }
    }
}

/// The number as it is dialled: ours, or a foreign one that was typed with its
/// country and without the «+» a pad does not have.
pub fn dialled(typed: &str) -> Option<String> {
    let foreign = || format::phone(&format!("+{typed}"));
    format::phone(typed).or_else(|_wrong| foreign()).ok()
}

/// The page before.
pub(super) fn before(at: Telling, told: &Told) -> Step {
    let before = match at {
        Telling::Phone => return welcome(),
        Telling::Contract => Telling::Phone,
        Telling::Gist => Telling::Contract,
        Telling::Consent => Telling::Gist,
    };
    Step::Late {
        at: before,
        told: told.clone(),
        trouble: None,
    }
}

impl Flow {
    /// A card of the page after registration's end; true: it was one.
    pub(super) fn choose_while_late(&mut self, id: &str, office: &KioskView) -> bool {
        let is_late = office.day.doors == Doors::RegistrationEnded;
        if !is_late || !matches!(self.step, Step::Welcome { .. }) || !takes_booked(office) {
            return false;
        }
        let is_offered = office.late.as_ref().is_some_and(|offer| offer.available);
        match id {
            CALLBACK if is_offered => {
                self.step = Step::Late {
                    at: Telling::Phone,
                    told: Told::default(),
                    trouble: None,
                };
            }
            BOOKED if office.rules.booking => self.enter_for(Purpose::CheckIn),
            READINGS if office.rules.readings => self.enter_for(Purpose::Readings),
            _other => {}
        }
        true
    }

    /// «Далее»: to the next question, if this one is answered.
    pub(super) fn tell_on(&mut self) {
        let speaks_russian = self.wishes.language == "ru";
        let Step::Late { at, told, trouble } = &mut self.step else {
            return;
        };
        if !told.is_ready(*at) {
            return;
        }
        *trouble = None;
        *at = match at {
            Telling::Phone => Telling::Contract,
            Telling::Contract => Telling::Gist,
            Telling::Gist | Telling::Consent => Telling::Consent,
        };
        told.signs = match at {
            Telling::Gist if speaks_russian => Signs::Russian,
            Telling::Gist => Signs::Latin,
            Telling::Phone | Telling::Contract | Telling::Consent => Signs::Digits,
        };
    }

    /// The visitor agreed: the callback is left.
    pub(super) fn agree(&mut self, now: Now) -> Todo {
        let Step::Late {
            at: Telling::Consent,
            told,
            ..
        } = &self.step
        else {
            return Todo::Nothing;
        };
        let Some(phone) = dialled(&told.phone) else {
            return Todo::Nothing;
        };
        let told = Told {
            phone,
            ..told.clone()
        };
        self.ask_new(Question::Callback(told), now)
    }

    /// The keyboard's other letters.
    pub(super) fn change_signs(&mut self) {
        let next = |signs: Signs| match signs {
            Signs::Digits => Signs::Russian,
            Signs::Russian => Signs::Latin,
            Signs::Latin => Signs::Digits,
        };
        if let Step::Search { latin, .. } = &mut self.step {
            *latin = !*latin;
        } else if let Step::Late { told, .. } = &mut self.step {
            told.signs = next(told.signs);
        } else if let Step::Entry {
            purpose: Purpose::Readings,
            signs,
            ..
        } = &mut self.step
        {
            *signs = next(*signs);
        }
    }
}
