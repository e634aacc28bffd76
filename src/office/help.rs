//! The quiet call for help (S19): from any desk to hall manager and head.
//!
//! Works in every mode and whether or not the desk or the day is open; shown
//! to staff alone, never on a board, never spoken. Whoever sees it may end it,
//! so it always goes off; a new day begins without any.

use serde::{Deserialize, Serialize};

use crate::Office;
use crate::day::Moment;
use crate::desk::DeskId;
use crate::event::Event;
use crate::refusal::Refusal;
use crate::staff::AccountId;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Help {
    pub desk: DeskId,
    pub asked_at: Moment,
    pub asked_by: AccountId,
    /// «Иду», in the order they said so, each once.
    pub coming: Vec<(AccountId, Moment)>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub enum HelpCommand {
    Ask {
        desk: DeskId,
        by: AccountId,
    },
    /// «Иду».
    Answer {
        desk: DeskId,
        by: AccountId,
    },
    End {
        desk: DeskId,
        by: AccountId,
    },
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "what", rename_all = "kebab-case")]
pub enum HelpEvent {
    Asked { desk: DeskId, by: AccountId },
    Answered { desk: DeskId, by: AccountId },
    Ended { desk: DeskId, by: AccountId },
}

impl Office {
    /// Calls under way, by desk.
    pub fn help(&self) -> impl Iterator<Item = &Help> {
        self.help.values()
    }

    /// Asking, answering and ending twice is once.
    pub(crate) fn decide_help(&self, command: &HelpCommand) -> Result<Vec<Event>, Refusal> {
        let event = match command {
            HelpCommand::Ask { desk, by } => {
                if self.desk(*desk).is_none() {
                    return Err(Refusal::UnknownDesk(*desk));
                }
                (!self.help.contains_key(desk)).then(|| HelpEvent::Asked {
                    desk: *desk,
                    by: by.clone(),
                })
            }
            HelpCommand::Answer { desk, by } => {
                let help = self.help.get(desk).ok_or(Refusal::NoHelpAsked(*desk))?;
                let is_coming = help.coming.iter().any(|(coming, _at)| coming == by);
                (!is_coming).then(|| HelpEvent::Answered {
                    desk: *desk,
                    by: by.clone(),
                })
            }
            HelpCommand::End { desk, by } => {
                self.help.contains_key(desk).then(|| HelpEvent::Ended {
                    desk: *desk,
                    by: by.clone(),
                })
            }
        };
        Ok(event.map(Event::Help).into_iter().collect())
    }

    pub(crate) fn apply_help(&mut self, event: &HelpEvent, at: Moment) {
        match event {
            HelpEvent::Asked { desk, by } => {
                let help = Help {
                    desk: *desk,
                    asked_at: at,
                    asked_by: by.clone(),
                    coming: Vec::new(),
                };
                self.help.insert(*desk, help);
            }
            HelpEvent::Answered { desk, by } => {
                if let Some(help) = self.help.get_mut(desk) {
                    help.coming.push((by.clone(), at));
                }
            }
            HelpEvent::Ended { desk, by: _ } => {
                self.help.remove(desk);
            }
        }
    }
}
