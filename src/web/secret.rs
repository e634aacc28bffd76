//! One's own PIN or password: changed by the person alone, who proves the old
//! one first. The admin only ever hands out a first one.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::extract::{ConnectInfo, State};
use axum::http::StatusCode;
use office::audit::AuditEvent;
use office::command::Command;
use office::staff::AccountId;
use tokio::time::timeout;

use crate::config::edit::{self, Change};
use crate::config::secrets;
use crate::config::settings::{Account, SecretKind, Settings};
use crate::config::shelf::{NotSaved, Shelf};
use crate::reception::handle::Ask;
use crate::web::Shared;
use crate::web::admin;
use crate::web::ask::Body;
use crate::web::audit;
use crate::web::directory;
use crate::web::login;
use crate::web::problem::Trouble;
use crate::web::tickets::ask_reception;
use crate::wire;
use crate::wire_session;

/// The file may be changed by somebody else meanwhile; then it is read anew.
const TRIES: usize = 3;

/// The office takes the changed file within moments; nobody waits longer.
const IN_FORCE_WAIT: Duration = Duration::from_secs(5);

/// The kind of secret that `account` gets when it is set anew: a password stays
/// one, and a PIN becomes one where the role asks for it. `None`: its password
/// is the directory's.
pub(crate) fn next_kind(settings: &Settings, account: &Account) -> Option<SecretKind> {
    let now = account.secret.as_ref().map(|secret| secret.kind);
    let next = match now {
        Some(SecretKind::Password) => SecretKind::Password,
        Some(SecretKind::Pin) | None => account.role.secret_kind(),
    };
    let is_elsewhere = next == SecretKind::Password && directory::of(settings, account).is_some();
    (!is_elsewhere).then_some(next)
}

/// Change one's own PIN or password; every other session of the account ends.
#[utoipa::path(
    post, path = "/api/v1/session/secret", tag = "session", request_body = wire_session::NewSecret,
    responses(
        (status = 204),
        (status = 401, description = "wrong account, PIN or password", body = wire::Problem),
        (status = 409, description = "directory-secret: it is changed elsewhere", body = wire::Problem),
        (status = 422, description = "the new one will not do", body = wire::Problem),
        (status = 429, description = "too many wrong tries", body = wire::Problem)
    )
)]
pub(crate) async fn change(
    State(shared): State<Shared>,
    ConnectInfo(from): ConnectInfo<SocketAddr>,
    Body(given): Body<wire_session::NewSecret>,
) -> Result<StatusCode, Trouble> {
    let settings = shared.settings();
    let account = settings
        .account(&given.account)
        .ok_or_else(login::wrong_secret)?;
    let is_same = given.new == given.now;
    let kind = next_kind(&settings, account)
        .ok_or_else(|| Trouble::new(StatusCode::CONFLICT, "directory-secret"))?;
    login::check(&shared, from, account, given.now).await?;
    if !secrets::is_fit(kind, &given.new, &account.id) {
        return Err(unfit(kind));
    }
    if is_same {
        return Err(Trouble::new(
            StatusCode::UNPROCESSABLE_ENTITY,
            "same-secret",
        ));
    }
    let hash = hashed(&shared, given.new).await?;
    save(&shared, &account.id, kind, &hash).await?;
    let told = AuditEvent::SecretChanged {
        account: AccountId(account.id.clone()),
    };
    audit::keep(&shared, &account.id, told).await?;
    end_sessions(&shared, &account.id).await?;
    in_force(&shared, &account.id, &hash).await;
    Ok(StatusCode::NO_CONTENT)
}

/// What is wrong with a new secret, by its kind.
pub(crate) fn unfit(kind: SecretKind) -> Trouble {
    let code = match kind {
        SecretKind::Pin => "bad-pin",
        SecretKind::Password => "bad-password",
    };
    Trouble::new(StatusCode::UNPROCESSABLE_ENTITY, code)
}

/// The hash of a new secret; one is made at a time.
pub(crate) async fn hashed(shared: &Shared, secret: String) -> Result<String, Trouble> {
    let _turn = login::turn(shared).await?;
    admin::aside(move || secrets::hash(&secret))
        .await?
        .map_err(|_error| {
            Trouble::new(StatusCode::SERVICE_UNAVAILABLE, "overloaded").retry_after_s(1)
        })
}

/// The changes that give the person at `index` of the office file this secret.
pub(crate) fn changes(index: &str, kind: SecretKind, hash: &str) -> [Change; 2] {
    let (set, gone) = match kind {
        SecretKind::Pin => ("pin_hash", "password_hash"),
        SecretKind::Password => ("password_hash", "pin_hash"),
    };
    [
        of_person(index, gone, None),
        of_person(index, set, Some(hash.into())),
    ]
}

fn of_person(index: &str, key: &str, value: Option<serde_json::Value>) -> Change {
    let path = ["staff", index, key].map(str::to_owned).to_vec();
    Change { path, value }
}

async fn save(shared: &Shared, account: &str, kind: SecretKind, hash: &str) -> Result<(), Trouble> {
    let shelf = shared.shelf.as_ref();
    let shelf = shelf.ok_or_else(|| Trouble::new(StatusCode::NOT_FOUND, "no-office-file"))?;
    for _ in 0..TRIES {
        let old = admin::read(shelf).await?;
        let index = index_of(&old, account).ok_or_else(login::wrong_secret)?;
        let index = index.to_string();
        let mut changes = changes(&index, kind, hash).to_vec();
        changes.push(of_person(&index, "renew", None));
        let new = edit::apply(&old, &changes).map_err(admin::no_such_place)?;
        let (tag, by, now_ms) = (Shelf::tag(&old), account.to_owned(), shared.clock.now().0);
        let saving = Arc::clone(shelf);
        match admin::aside(move || saving.save(&new, &tag, &by, now_ms)).await? {
            Ok(()) => return Ok(()),
            Err(NotSaved::Changed) => {}
            // Its mistakes are for those who look after it, not for this person.
            Err(NotSaved::Wrong(_findings)) => {
                return Err(Trouble::new(StatusCode::CONFLICT, "secret-file-wrong"));
            }
            Err(NotSaved::Disk(error)) => return Err(admin::unreadable(&error)),
        }
    }
    Err(Trouble::new(StatusCode::SERVICE_UNAVAILABLE, "overloaded").retry_after_s(1))
}

fn index_of(text: &str, account: &str) -> Option<usize> {
    let data = edit::as_data(text)?;
    let people = data.get("staff")?.as_array()?;
    people
        .iter()
        .position(|person| person.get("id").and_then(serde_json::Value::as_str) == Some(account))
}

/// Whoever is signed in with the old secret elsewhere signs in again.
async fn end_sessions(shared: &Shared, account: &str) -> Result<(), Trouble> {
    let told = shared.handle.told();
    let sessions = told.picture.sessions.iter();
    let held = sessions.filter(|(_digest, session)| session.account.0 == account);
    for (digest, _session) in held {
        let session = digest.clone();
        ask_reception(shared, Ask::new(Command::SignOut { session }, account)).await?;
    }
    Ok(())
}

/// Waits until the office has taken the changed file: the next sign-in is
/// judged by the new secret.
async fn in_force(shared: &Shared, account: &str, hash: &str) {
    let is_taken = |settings: &Settings| {
        let secret = settings
            .account(account)
            .and_then(|account| account.secret.as_ref());
        secret.is_some_and(|secret| secret.hash == hash)
    };
    let mut current = shared.current.clone();
    let taken = current.wait_for(|current| is_taken(&current.settings));
    // Later is soon enough: the file is written.
    timeout(IN_FORCE_WAIT, taken).await.ok();
}
