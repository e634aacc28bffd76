//! A password that the company's directory proves: asked for one person at a
//! time, few times, and never for a PIN. PINs are the office's own and are
//! judged here whatever the directory does.

use std::net::IpAddr;
use std::time::Duration;

use axum::http::StatusCode;
use office::day::Moment;
use tokio::sync::{Mutex, Semaphore};
use tokio::time::timeout;
use tracing::warn;

use crate::config::directory::Directory;
use crate::config::secrets;
use crate::config::settings::{Account, SecretKind, Settings};
use crate::directory::{self, Answer, Reader, Tries, Why};
use crate::web::Shared;
use crate::web::login;
use crate::web::problem::Trouble;

/// Questions on their way to the directory at once.
const ASKS: usize = 4;

/// A question waits for its turn no longer than this.
const TURN_WAIT: Duration = Duration::from_secs(3);

/// A page that is opened again and again shows what was seen so long ago.
const LOOKED_FOR_MS: i64 = 10_000;

/// Whether each server answers, by host.
type Looked = Vec<(String, Result<(), Why>)>;

/// What the house remembers of its questions.
#[derive(Debug)]
pub(crate) struct Asks {
    turns: Semaphore,
    tries: Tries,
    reader: Reader,
    looked: Mutex<Option<(Moment, Looked)>>,
}

impl Default for Asks {
    fn default() -> Self {
        Self {
            turns: Semaphore::new(ASKS),
            tries: Tries::default(),
            reader: Reader::default(),
            looked: Mutex::default(),
        }
    }
}

/// The directory and the person's name there, if that is who proves passwords
/// of this account.
pub(crate) fn of<'a>(
    settings: &'a Settings,
    account: &'a Account,
) -> Option<(&'a Directory, &'a str)> {
    settings
        .directory
        .as_ref()
        .zip(account.directory.as_deref())
}

/// Whether the directory answers; empty: there is none.
pub(crate) async fn look(shared: &Shared) -> Looked {
    let settings = shared.settings();
    let Some(asked) = &settings.directory else {
        return Looked::default();
    };
    // One look at a time: whoever comes meanwhile sees the same.
    let mut looked = shared.directory.looked.lock().await;
    let now = shared.clock.now();
    let fresh = looked
        .as_ref()
        .filter(|(at, _)| (0..LOOKED_FOR_MS).contains(&now.ms_since(*at)));
    if let Some((_at, fresh)) = fresh {
        return fresh.clone();
    }
    let found = directory::look(asked, &shared.directory.reader, now).await;
    *looked = Some((now, found.clone()));
    found
}

/// Whether `given` is for the directory: whatever cannot be this person's PIN.
pub(crate) fn proves<'a>(
    settings: &'a Settings,
    account: &'a Account,
    given: &str,
) -> Option<(&'a Directory, &'a str)> {
    let kind = account.secret.as_ref().map(|secret| secret.kind);
    let is_for_here = kind == Some(SecretKind::Pin) && secrets::looks_like_pin(given);
    of(settings, account).filter(|_asked| !is_for_here)
}

/// Whether the directory knows the password; wrong ones are counted and kept.
pub(crate) async fn check(
    shared: &Shared,
    from: IpAddr,
    account: &Account,
    (asked, name): (&Directory, &str),
    given: &str,
) -> Result<(), Trouble> {
    let too_often = || Trouble::new(StatusCode::TOO_MANY_REQUESTS, "too-often").retry_after_s(1);
    if given.is_empty() {
        // Nobody is asked: to a directory that would be a question without a name.
        return Err(login::wrong_secret());
    }
    let person = shared.directory.tries.begin(name).ok_or_else(too_often)?;
    let turn = timeout(TURN_WAIT, shared.directory.turns.acquire()).await;
    let Ok(Ok(_turn)) = turn else {
        return Err(too_often());
    };
    let now = shared.clock.now();
    login::pause(shared, account, from, now)?;
    let pause_ms = person.pause_ms(asked.wrong_tries, now);
    if pause_ms > 0 {
        return Err(login::paused("directory-paused", pause_ms));
    }
    let reader = &shared.directory.reader;
    let answer = directory::prove(asked, (name, given), reader, now).await;
    match answer {
        Answer::Right => {
            person.succeeded();
            shared.attempts.succeeded(&account.id, from);
            Ok(())
        }
        // The domain does not forget the wrong ones for it.
        Answer::Expired => Err(Trouble::new(StatusCode::FORBIDDEN, "directory-expired")),
        Answer::Shut => Err(Trouble::new(StatusCode::FORBIDDEN, "directory-shut")),
        Answer::Wrong => {
            person.failed(now);
            login::failed(shared, account, from, now).await?;
            Err(login::wrong_secret())
        }
        Answer::Unproved(why) => {
            warn!(
                why = why.code(),
                "the directory did not say whether a password is right"
            );
            if why == Why::Late {
                person.failed(now);
            }
            Err(Trouble::new(StatusCode::SERVICE_UNAVAILABLE, "directory-away").retry_after_s(5))
        }
    }
}
