//! Hands a sound to the player, a process of its own, and waits until it has been played.
//!
//! Promises: a player that hangs is killed at its deadline; a missing player or sound card is an
//! answer, not a failure of the office; nothing here blocks a thread.
//! Never does: choose what is said, try again by itself.

use super::clips::Sound;
use std::process::{ExitStatus, Stdio};
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::process::{Child, ChildStdin, Command};
use tokio::time::{Instant, timeout};

/// Time over the sound's own length. Opening a card and its last buffer take about a second;
/// three leave room for a busy machine.
const GRACE: Duration = Duration::from_secs(3);
/// A killed process is gone at once unless a driver holds it; nobody waits longer for that.
const BURIAL: Duration = Duration::from_secs(1);
/// The player's last words come with its end; 200 ms is for a reader that has yet to run.
const LAST_WORDS: Duration = Duration::from_millis(200);
/// Bytes of complaint read: ALSA's chatter is a few lines; as much again fits in the pipe, so a
/// player is not held up by its own complaints.
const COMPLAINT_BYTES: u64 = 64 * 1024;

/// Why a sound was not (fully) heard.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(super) enum Trouble {
    #[error("could not start {program}: {why}")]
    NoPlayer { program: String, why: String },
    #[error("{program} refused the sound: {why}")]
    Refused {
        program: String,
        why: String,
        /// It gave up before half of the sound can have been heard.
        early: bool,
    },
    #[error("{program} was still playing {over_s} s after the end and was killed")]
    Hung { program: String, over_s: u64 },
}

/// The command that plays a WAV file from its standard input.
#[derive(Debug, Clone)]
pub(super) struct Player {
    program: String,
    args: Vec<String>,
}

impl Player {
    /// `command` is program and arguments; when empty, ALSA's `aplay` on `device` (an ALSA name
    /// such as `plughw:1,0`) or on the default card.
    pub(super) fn new(command: &[String], device: Option<&str>) -> Self {
        if let Some((program, args)) = command.split_first() {
            return Self {
                program: program.clone(),
                args: args.to_vec(),
            };
        }
        let mut args = vec!["-q".to_owned()];
        if let Some(device) = device {
            args.push("-D".to_owned());
            args.push(device.to_owned());
        }
        args.push("-".to_owned());
        Self {
            program: "aplay".to_owned(),
            args,
        }
    }

    /// Plays to the end. Takes at most the sound's length and four seconds.
    pub(super) async fn play(&self, sound: &Sound) -> Result<(), Trouble> {
        let mut child = Command::new(&self.program)
            .args(&self.args)
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .map_err(|error| Trouble::NoPlayer {
                program: self.program.clone(),
                why: error.to_string(),
            })?;
        let started = Instant::now();
        let listener = child.stderr.take().map(|stderr| {
            tokio::spawn(async move {
                let mut complaint = Vec::new();
                let mut stderr = stderr.take(COMPLAINT_BYTES);
                // What cannot be read is a shorter complaint.
                stderr.read_to_end(&mut complaint).await.ok();
                let complaint = String::from_utf8_lossy(&complaint);
                // ALSA's library talks first, the player's own reason comes last.
                let reason = complaint.trim().lines().next_back();
                reason.unwrap_or_default().to_owned()
            })
        });
        let stdin = child.stdin.take();
        let played = timeout(
            sound.length().saturating_add(GRACE),
            feed_and_wait(&mut child, stdin, &sound.wav()),
        )
        .await;
        let complaint = match played {
            Ok(Ok(status)) if status.success() => return Ok(()),
            Ok(Ok(status)) => last_words(listener, &status.to_string()).await,
            Ok(Err(error)) => error.to_string(),
            Err(_deadline) => {
                bury(&mut child).await;
                return Err(Trouble::Hung {
                    program: self.program.clone(),
                    over_s: GRACE.as_secs(),
                });
            }
        };
        Err(Trouble::Refused {
            program: self.program.clone(),
            why: complaint,
            early: started.elapsed() < sound.length() / 2,
        })
    }
}

async fn feed_and_wait(
    child: &mut Child,
    stdin: Option<ChildStdin>,
    wav: &[u8],
) -> std::io::Result<ExitStatus> {
    if let Some(mut stdin) = stdin {
        // A player that stops reading tells why by its exit status.
        stdin.write_all(wav).await.ok();
        drop(stdin);
    }
    child.wait().await
}

async fn last_words(listener: Option<tokio::task::JoinHandle<String>>, otherwise: &str) -> String {
    let Some(mut listener) = listener else {
        return otherwise.to_owned();
    };
    match timeout(LAST_WORDS, &mut listener).await {
        Ok(Ok(words)) if !words.is_empty() => words,
        Ok(_) => otherwise.to_owned(),
        Err(_still_open) => {
            listener.abort();
            otherwise.to_owned()
        }
    }
}

async fn bury(child: &mut Child) {
    if let Err(error) = child.start_kill() {
        tracing::warn!(%error, "could not kill the hung player");
    }
    if timeout(BURIAL, child.wait()).await.is_err() {
        tracing::warn!("the hung player does not die; the runtime collects it later");
    }
}
