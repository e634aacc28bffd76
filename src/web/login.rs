//! Signing in: a personal account and its PIN, checked with argon2id.
//!
//! Failures slow the next try of that account from that address down, never for
//! good; only very many from everywhere slow an account down for all.

use std::collections::BTreeMap;
use std::net::{IpAddr, SocketAddr};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use argon2::Argon2;
use argon2::password_hash::PasswordVerifier;
use axum::Json;
use axum::extract::{ConnectInfo, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use office::audit::AuditEvent;
use office::command::Command;
use office::day::{MINUTE_MS, Moment};
use office::staff::AccountId;
use serde::Serialize;
use tokio::time::timeout;
use utoipa::ToSchema;

use crate::reception::handle::Ask;
use crate::web::Shared;
use crate::web::ask::Body;
use crate::web::audit;
use crate::web::problem::Trouble;
use crate::web::tickets::ask_reception;
use crate::web::trust::{COOKIE, Role, Who, digest, new_token};
use crate::wire;

/// A working day with an early start and a late end.
const SESSION_MS: i64 = 16 * 60 * MINUTE_MS;

/// So many wrong PINs are a slip of the finger.
const FREE_FAILURES: u32 = 5;

/// Then 1, 2, 4 … minutes, at most this many.
const LONGEST_PAUSE_MIN: i64 = 15;

/// So many wrong PINs for one account from anywhere are an attack on it.
const FREE_FAILURES_EVERYWHERE: u32 = 50;

/// Accounts and addresses remembered; when full, all are forgotten.
const REMEMBERED: usize = 4_096;

/// A PIN waits for its turn to be checked no longer than this.
const TURN_WAIT: Duration = Duration::from_secs(5);

/// Wrong PINs by account and address; without an address: from everywhere.
#[derive(Debug, Default)]
pub(crate) struct Attempts(Mutex<BTreeMap<Tried, Failures>>);

type Tried = (String, Option<IpAddr>);

#[derive(Debug, Clone, Copy)]
struct Failures {
    count: u32,
    not_before: Moment,
}

impl Attempts {
    pub(crate) fn pause_ms(&self, account: &str, from: IpAddr, now: Moment) -> i64 {
        let attempts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        [Some(from), None]
            .into_iter()
            .filter_map(|from| attempts.get(&(account.to_owned(), from)))
            .map(|failures| failures.not_before.ms_since(now).max(0))
            .max()
            .unwrap_or(0)
    }

    pub(crate) fn failed(&self, account: &str, from: IpAddr, now: Moment) {
        let mut attempts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if attempts.len() >= REMEMBERED {
            attempts.clear();
        }
        for (from, free) in [
            (Some(from), FREE_FAILURES),
            (None, FREE_FAILURES_EVERYWHERE),
        ] {
            let failures = attempts
                .entry((account.to_owned(), from))
                .or_insert(Failures {
                    count: 0,
                    not_before: now,
                });
            failures.count += 1;
            if let Some(extra) = failures.count.checked_sub(free) {
                let minutes = 1_i64.checked_shl(extra).unwrap_or(LONGEST_PAUSE_MIN);
                let pause = minutes.clamp(1, LONGEST_PAUSE_MIN) * MINUTE_MS;
                failures.not_before = now.plus_ms(pause);
            }
        }
    }

    pub(crate) fn succeeded(&self, account: &str, from: IpAddr) {
        let mut attempts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        attempts.remove(&(account.to_owned(), Some(from)));
    }
}

#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct AccountView {
    account: String,
    name: String,
    role: &'static str,
    /// The desk offered first.
    desk: Option<u16>,
    /// S17: the head asks this person to a desk.
    called: bool,
    /// The demo tells its PIN; a real office never does.
    #[serde(skip_serializing_if = "Option::is_none")]
    demo_pin: Option<String>,
}

/// Who can sign in: the list on the sign-in page.
#[utoipa::path(get, path = "/api/v1/accounts", tag = "session", responses((status = 200, body = [AccountView])))]
pub(crate) async fn accounts(State(shared): State<Shared>) -> Json<Vec<AccountView>> {
    let settings = shared.settings();
    let calls = &shared.handle.told().picture.reserve_calls;
    let views = settings
        .staff
        .iter()
        .filter(|account| account.pin_hash.is_some())
        .map(|account| AccountView {
            account: account.id.clone(),
            name: account.name.clone(),
            role: account.role.name(),
            desk: account.desk.map(std::num::NonZeroU16::get),
            called: calls.iter().any(|call| call.account.0 == account.id),
            demo_pin: shared.demo_pin.clone(),
        })
        .collect();
    std::future::ready(Json(views)).await
}

/// Sign in; the answer sets the session cookie.
#[utoipa::path(
    post, path = "/api/v1/session", tag = "session", request_body = wire::SignIn,
    responses(
        (status = 200, body = wire::SessionView),
        (status = 401, description = "wrong account or PIN", body = wire::Problem),
        (status = 429, description = "too many wrong PINs", body = wire::Problem)
    )
)]
pub(crate) async fn sign_in(
    State(shared): State<Shared>,
    ConnectInfo(from): ConnectInfo<SocketAddr>,
    Body(given): Body<wire::SignIn>,
) -> Result<Response, Trouble> {
    let settings = shared.settings();
    let wrong = || Trouble::new(StatusCode::UNAUTHORIZED, "wrong-pin");
    let account = settings.account(&given.account).ok_or_else(wrong)?;
    let from = from.ip();
    // The turn is held until the outcome is counted: many tries at once are
    // counted one by one.
    let overloaded =
        || Trouble::new(StatusCode::SERVICE_UNAVAILABLE, "overloaded").retry_after_s(1);
    let turn = timeout(TURN_WAIT, shared.pin_checks.acquire()).await;
    let _turn = turn
        .map_err(|_late| overloaded())?
        .map_err(|_closed| overloaded())?;
    let now = shared.clock.now();
    let pause_ms = shared.attempts.pause_ms(&account.id, from, now);
    if pause_ms > 0 {
        let seconds = u32::try_from(pause_ms / 1000 + 1).unwrap_or(u32::MAX);
        return Err(Trouble::new(StatusCode::TOO_MANY_REQUESTS, "too-many-pins")
            .with("minutes", pause_ms / MINUTE_MS + 1)
            .retry_after_s(seconds));
    }
    if !is_right(account.pin_hash.clone(), given.pin).await? {
        shared.attempts.failed(&account.id, from, now);
        let failed = AuditEvent::SignInFailed {
            account: AccountId(account.id.clone()),
        };
        audit::keep(&shared, "sign-in", failed).await?;
        return Err(wrong());
    }
    shared.attempts.succeeded(&account.id, from);
    let token = new_token()
        .map_err(|_no_random| Trouble::new(StatusCode::INTERNAL_SERVER_ERROR, "other"))?;
    let until = now.plus_ms(SESSION_MS);
    let command = Command::SignIn {
        session: digest(&token),
        account: AccountId(account.id.clone()),
        until,
    };
    ask_reception(&shared, Ask::new(command, &account.id)).await?;
    let session = wire::SessionView {
        account: account.id.clone(),
        name: account.name.clone(),
        role: Role::from(account.role).name().to_owned(),
        desk: None,
        expires_ms: Some(until.0),
    };
    let cookie = format!(
        "{COOKIE}={token}; Path=/; HttpOnly; SameSite=Strict; Max-Age={}",
        SESSION_MS / 1000
    );
    Ok(([(header::SET_COOKIE, cookie)], Json(session)).into_response())
}

/// Who I am.
#[utoipa::path(
    get, path = "/api/v1/session", tag = "session",
    responses((status = 200, body = wire::SessionView), (status = 401, body = wire::Problem)),
    security(("token" = []))
)]
pub(crate) async fn show(who: Who) -> Json<wire::SessionView> {
    let view = wire::SessionView {
        account: who.by,
        name: who.name,
        role: who.role.name().to_owned(),
        desk: who.desk.map(|desk| desk.0),
        expires_ms: who.until.map(|until| until.0),
    };
    std::future::ready(Json(view)).await
}

/// Sign out; twice is no error.
#[utoipa::path(delete, path = "/api/v1/session", tag = "session", responses((status = 204)))]
pub(crate) async fn sign_out(
    State(shared): State<Shared>,
    who: Option<Who>,
) -> Result<Response, Trouble> {
    if let Some(Who {
        session: Some(session),
        by,
        ..
    }) = who
    {
        ask_reception(&shared, Ask::new(Command::SignOut { session }, &by)).await?;
    }
    let gone = format!("{COOKIE}=; Path=/; HttpOnly; SameSite=Strict; Max-Age=0");
    Ok((StatusCode::NO_CONTENT, [(header::SET_COOKIE, gone)]).into_response())
}

/// Checks a PIN away from the threads that serve.
pub(crate) async fn is_right(hash: Option<String>, pin: String) -> Result<bool, Trouble> {
    let Some(hash) = hash else { return Ok(false) };
    let check = tokio::task::spawn_blocking(move || {
        argon2::password_hash::phc::PasswordHash::new(&hash).is_ok_and(|hash| {
            Argon2::default()
                .verify_password(pin.as_bytes(), &hash)
                .is_ok()
        })
    });
    check.await.map_err(|_panicked| {
        Trouble::new(StatusCode::SERVICE_UNAVAILABLE, "overloaded").retry_after_s(1)
    })
}
