//! Reads aloud what a keypad reaches, with whatever speech program is
//! installed; without one the kiosk does not offer it.
//!
//! Promises: never blocks, never waits; a new text silences the one before; a
//! program that hangs is ended with the next text.

use std::path::PathBuf;
use std::process::{Child, Command, Stdio};

use tracing::warn;

/// Programs of Debian that take a text and speak it, the better voice first.
const PROGRAMS: [(&str, Kind); 3] = [
    ("RHVoice-test", Kind::RhVoice),
    ("espeak-ng", Kind::Espeak),
    ("espeak", Kind::Espeak),
];

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// Reads the text from its standard input.
    RhVoice,
    Espeak,
}

/// The kiosk's own voice.
#[derive(Debug, Default)]
pub(super) struct Speech {
    program: Option<(PathBuf, Kind)>,
    speaking: Option<Child>,
}

impl Speech {
    /// Looks for a program on the path.
    pub(super) fn find() -> Self {
        let path = std::env::var_os("PATH").unwrap_or_default();
        let dirs: Vec<PathBuf> = std::env::split_paths(&path).collect();
        let program = PROGRAMS.iter().find_map(|(name, kind)| {
            let file = dirs.iter().map(|dir| dir.join(name));
            file.into_iter()
                .find(|file| file.is_file())
                .map(|file| (file, *kind))
        });
        Self {
            program,
            speaking: None,
        }
    }

    pub(super) fn is_there(&self) -> bool {
        self.program.is_some()
    }

    /// Says the text in place of whatever is being said.
    pub(super) fn say(&mut self, text: &str, language: &str) {
        self.hush();
        let Some((program, kind)) = &self.program else {
            return;
        };
        if text.trim().is_empty() {
            return;
        }
        let mut command = Command::new(program);
        match kind {
            Kind::Espeak => command
                .args(["-v", language, "--", text])
                .stdin(Stdio::null()),
            Kind::RhVoice => {
                let voice = if language == "en" { "slt" } else { "anna" };
                command.args(["-p", voice]).stdin(Stdio::piped())
            }
        };
        let started = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn();
        match started {
            Ok(mut child) => {
                if let Some(mut stdin) = child.stdin.take() {
                    use std::io::Write as _;
                    // A text is far smaller than a pipe; a program that is gone says nothing.
                    stdin.write_all(text.as_bytes()).unwrap_or(());
                }
                self.speaking = Some(child);
            }
            Err(error) => warn!(%error, "the speech program did not start"),
        }
    }

    /// Ends what is being said.
    pub(super) fn hush(&mut self) {
        if let Some(mut child) = self.speaking.take() {
            child.kill().unwrap_or(());
            // Killed: it is over at once.
            drop(child.wait());
        }
    }
}

impl Drop for Speech {
    fn drop(&mut self) {
        self.hush();
    }
}
