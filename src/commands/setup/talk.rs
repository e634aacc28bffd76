//! Questions and answers in a terminal, or with a script at the other end.

use std::io::{BufRead, IsTerminal, Write, stdin, stdout};

use anyhow::{Context, Result};
use rustix::termios::{self, LocalModes, OptionalActions};

use crate::config::secrets;
use crate::config::settings::SecretKind;
use crate::texts::{Arg, Texts};

/// So many wrong answers to one question, then what was there stays.
const TRIES: usize = 3;

#[derive(Debug)]
pub(super) struct Talk<'a> {
    texts: &'a Texts,
    language: &'a str,
}

impl<'a> Talk<'a> {
    pub(super) fn new(texts: &'a Texts, language: &'a str) -> Self {
        Self { texts, language }
    }

    pub(super) fn say(&mut self, key: &str, args: &[(&str, Arg)]) -> Result<()> {
        let text = self.texts.get(self.language, key, args);
        write_line(&text)
    }

    /// Asks until the answer is right, at most three times; an empty answer and
    /// the end of a script keep what was there.
    pub(super) fn ask(
        &mut self,
        key: &str,
        there: &str,
        is_right: impl Fn(&str) -> bool,
    ) -> Result<String> {
        for _ in 0..TRIES {
            let question = self.texts.get(self.language, key, &[]);
            write!(stdout(), "{question} [{there}]: ")?;
            stdout().flush()?;
            match read_line()? {
                Some(answer) if answer.is_empty() => break,
                None => {
                    writeln!(stdout())?;
                    break;
                }
                Some(answer) if is_right(&answer) => return Ok(answer),
                Some(_wrong) => {
                    let why = self.texts.attribute(self.language, key, "wrong", &[]);
                    write_line(&why.unwrap_or_default())?;
                }
            }
        }
        Ok(there.to_owned())
    }

    /// Yes or no.
    pub(super) fn agree(&mut self, key: &str, there: bool) -> Result<bool> {
        let word = |yes: bool| {
            self.texts.get(
                self.language,
                if yes { "setup-yes" } else { "setup-no" },
                &[],
            )
        };
        let (yes, no) = (word(true), word(false));
        let there = if there { yes.clone() } else { no.clone() };
        let is_word = |answer: &str| {
            let answer = answer.to_lowercase();
            is_yes(&answer, &yes) || is_yes(&answer, &no)
        };
        let answer = self.ask(key, &there, is_word)?;
        Ok(is_yes(&answer.to_lowercase(), &yes))
    }

    /// One of a list, by its number; `None`: none of them.
    pub(super) fn choose(&mut self, key: &str, choices: &[String]) -> Result<Option<usize>> {
        for (number, choice) in choices.iter().enumerate() {
            write_line(&format!("  {}  {choice}", number + 1))?;
        }
        let count = choices.len();
        let is_right = |answer: &str| answer.parse::<usize>().is_ok_and(|number| number <= count);
        let answer = self.ask(key, "0", is_right)?;
        Ok(answer
            .parse::<usize>()
            .ok()
            .and_then(|number| number.checked_sub(1)))
    }

    /// A new password for `account`, typed twice, not shown; `None`: later.
    pub(super) fn password(&mut self, account: &str) -> Result<Option<String>> {
        for _ in 0..TRIES {
            let given = self.hidden("setup-password")?;
            let Some(password) = given.filter(|password| !password.is_empty()) else {
                return Ok(None);
            };
            if !secrets::is_fit(SecretKind::Password, &password, account) {
                self.say("setup-password-wrong", &[])?;
            } else if self.hidden("setup-password-again")?.as_ref() == Some(&password) {
                return Ok(Some(password));
            } else {
                self.say("setup-password-differs", &[])?;
            }
        }
        Ok(None)
    }

    fn hidden(&mut self, key: &str) -> Result<Option<String>> {
        let question = self.texts.get(self.language, key, &[]);
        write!(stdout(), "{question}: ")?;
        stdout().flush()?;
        if !stdin().is_terminal() {
            let answer = read_line();
            writeln!(stdout())?;
            return answer;
        }
        let shown = termios::tcgetattr(stdin()).context("could not hide the password")?;
        let mut hidden = shown.clone();
        hidden.local_modes.remove(LocalModes::ECHO);
        termios::tcsetattr(stdin(), OptionalActions::Now, &hidden)
            .context("could not hide the password")?;
        let answer = read_line();
        termios::tcsetattr(stdin(), OptionalActions::Now, &shown)
            .context("could not show what is typed again: type `reset`")?;
        writeln!(stdout())?;
        answer
    }
}

pub(super) fn write_line(text: &str) -> Result<()> {
    writeln!(stdout(), "{text}").context("could not write to the terminal")
}

/// `None`: the script has ended.
fn read_line() -> Result<Option<String>> {
    let mut line = String::new();
    let length = stdin()
        .lock()
        .read_line(&mut line)
        .context("could not read the answer")?;
    Ok((length > 0).then(|| line.trim().to_owned()))
}

/// The word or its first letter.
fn is_yes(answer: &str, word: &str) -> bool {
    answer == word
        || word
            .chars()
            .next()
            .is_some_and(|first| answer == first.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_or_its_first_letter_will_do() {
        assert!(is_yes("да", "да") && is_yes("д", "да") && is_yes("y", "yes"));
        assert!(!is_yes("нет", "да"));
    }
}
