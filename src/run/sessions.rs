//! A sign-in lasts no longer than what it was proved by: whoever is taken out of
//! the office file, or has another secret there, signs in anew.

use std::collections::BTreeSet;

use office::command::Command;
use office::picture::Picture;
use tracing::warn;

use crate::config::settings::{Account, Settings};
use crate::reception::handle::{Ask, Handle, NotDone};

/// For the log: no person ends these.
const BY: &str = "office-file";

/// Sessions to be ended, by their digests, when `new` follows `old`.
pub(super) fn void(picture: &Picture, old: &Settings, new: &Settings) -> BTreeSet<String> {
    let held = picture.sessions.iter();
    let is_void = |account: &str| {
        let (before, after) = (old.account(account), new.account(account));
        after.is_none_or(|after| before.is_some_and(|before| !proves_alike(before, after)))
    };
    held.filter(|(_digest, session)| is_void(&session.account.0))
        .map(|(digest, _session)| digest.clone())
        .collect()
}

/// The demo's PIN is hashed anew with every reading.
fn proves_alike(before: &Account, after: &Account) -> bool {
    let own = |account: &Account| {
        let secret = account.secret.as_ref();
        secret
            .filter(|secret| !secret.is_demo)
            .map(|secret| secret.hash.clone())
    };
    own(before) == own(after) && before.directory == after.directory
}

/// Ends them; what reception has no time for stays for the next look.
pub(super) async fn end(handle: &Handle, void: &mut BTreeSet<String>) {
    while let Some(session) = void.pop_first() {
        let command = Command::SignOut {
            session: session.clone(),
        };
        let ended = handle.ask(Ask::new(command, BY)).await;
        if let Err(why @ (NotDone::Overloaded | NotDone::NoAnswer)) = ended {
            warn!(?why, "a sign-in by an old secret could not be ended yet");
            void.insert(session);
            return;
        }
    }
}
