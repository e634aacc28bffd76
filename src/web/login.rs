//! Signing in: a personal account and its PIN or password, checked with argon2id
//! or, where the office file says so, by the company's directory.
//!
//! Failures slow the next try of that account from that address down, never for
//! good; only very many from everywhere slow an account down, and even then not
//! where it has signed in before: nobody can lock the office from outside.

use std::collections::{BTreeMap, BTreeSet};
use std::net::{IpAddr, SocketAddr};
use std::sync::{Mutex, MutexGuard, PoisonError};
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
use tokio::sync::SemaphorePermit;
use tokio::time::timeout;
use utoipa::ToSchema;

use crate::config::settings::{Account, SecretKind, Settings};
use crate::reception::handle::Ask;
use crate::web::ask::Body;
use crate::web::audit;
use crate::web::directory;
use crate::web::problem::Trouble;
use crate::web::secret;
use crate::web::tickets::ask_reception;
use crate::web::trust::{COOKIE, Role, Who, digest, new_token};
use crate::web::{House, Shared};
use crate::wire;
use crate::wire_session;

/// A session ends with the office's day; no day is longer than this.
const LONGEST_SESSION_MS: i64 = 25 * 60 * MINUTE_MS;

/// Whoever signs in just before midnight is not sent away at once.
const SHORTEST_SESSION_MS: i64 = 30 * MINUTE_MS;

/// PINs of one address that may wait for their turn; this computer's own screens
/// and tests are not counted.
const WAITING_OF_ONE: u32 = 8;

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
pub(crate) struct Attempts(Mutex<Remembered>);

#[derive(Debug, Default)]
struct Remembered {
    failures: BTreeMap<Tried, Failures>,
    /// Where an account has signed in rightly, or worked since the start.
    known: BTreeSet<(String, IpAddr)>,
    /// PINs that wait to be checked, by address.
    waiting: BTreeMap<IpAddr, u32>,
}

type Tried = (String, Option<IpAddr>);

#[derive(Debug, Clone, Copy)]
struct Failures {
    count: u32,
    not_before: Moment,
}

impl Remembered {
    fn know(&mut self, account: &str, from: IpAddr) {
        let known = (account.to_owned(), from);
        if self.known.contains(&known) {
            return;
        }
        if self.known.len() >= REMEMBERED {
            self.known.clear();
        }
        self.known.insert(known);
    }
}

impl Attempts {
    fn remembered(&self) -> MutexGuard<'_, Remembered> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// How long this account waits before its next try from this address.
    pub(crate) fn pause_ms(&self, account: &str, from: IpAddr, now: Moment) -> i64 {
        let remembered = self.remembered();
        let is_known = remembered.known.contains(&(account.to_owned(), from));
        let everywhere = (!is_known).then_some(None);
        [Some(Some(from)), everywhere]
            .into_iter()
            .flatten()
            .filter_map(|from| remembered.failures.get(&(account.to_owned(), from)))
            .map(|failures| failures.not_before.ms_since(now))
            // Longer than any pause: the clock was set back since.
            .filter(|pause_ms| (0..=LONGEST_PAUSE_MIN * MINUTE_MS).contains(pause_ms))
            .max()
            .unwrap_or(0)
    }

    pub(crate) fn failed(&self, account: &str, from: IpAddr, now: Moment) {
        let mut remembered = self.remembered();
        let attempts = &mut remembered.failures;
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
        let mut remembered = self.remembered();
        remembered
            .failures
            .remove(&(account.to_owned(), Some(from)));
        remembered.know(account, from);
    }

    /// A request of a session that lasts came from there: the account has signed
    /// in there, be it before this start.
    pub(crate) fn seen(&self, account: &str, from: IpAddr) {
        self.remembered().know(account, from);
    }

    /// A place in the line of PINs to check; `None`: this address has enough there.
    fn wait(&self, from: IpAddr) -> Option<InLine<'_>> {
        let mut remembered = self.remembered();
        let waiting = remembered.waiting.entry(from).or_insert(0);
        if *waiting >= WAITING_OF_ONE && !from.is_loopback() {
            return None;
        }
        *waiting += 1;
        Some(InLine {
            attempts: self,
            from,
        })
    }
}

/// One PIN waiting to be checked.
pub(crate) struct InLine<'a> {
    attempts: &'a Attempts,
    from: IpAddr,
}

impl Drop for InLine<'_> {
    fn drop(&mut self) {
        let mut remembered = self.attempts.remembered();
        if let Some(waiting) = remembered.waiting.get_mut(&self.from) {
            *waiting -= 1;
            if *waiting == 0 {
                remembered.waiting.remove(&self.from);
            }
        }
    }
}

/// Until when a session lasts that begins now: the end of the office's day.
fn session_end(settings: &Settings, now: Moment) -> Moment {
    let end = settings.calendar.day_end_ms(now.0).map_or(now, Moment);
    let (least, most) = (
        now.plus_ms(SHORTEST_SESSION_MS),
        now.plus_ms(LONGEST_SESSION_MS),
    );
    end.clamp(least, most)
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
    /// What it signs in with: "pin" or "password".
    secret: &'static str,
    /// The company's directory knows its password; a PIN, if it has one, is the
    /// office's own.
    directory: bool,
    /// What it has when that is changed; none: it is changed elsewhere.
    next_secret: Option<&'static str>,
    /// The demo tells its PIN until somebody sets one of their own; a real
    /// office never does.
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
        .filter_map(|account| {
            let secret = account.secret.as_ref();
            let in_directory = directory::of(&settings, account).is_some();
            if secret.is_none() && !in_directory {
                return None;
            }
            let kind = secret.map_or(SecretKind::Password, |secret| secret.kind);
            let is_demo = secret.is_some_and(|secret| secret.is_demo);
            Some(AccountView {
                account: account.id.clone(),
                name: account.name.clone(),
                role: account.role.name(),
                desk: account.desk.map(std::num::NonZeroU16::get),
                called: calls.iter().any(|call| call.account.0 == account.id),
                secret: kind.name(),
                directory: in_directory,
                next_secret: secret::next_kind(&settings, account).map(SecretKind::name),
                demo_pin: shared.demo_pin.clone().filter(|_pin| is_demo),
            })
        })
        .collect();
    std::future::ready(Json(views)).await
}

/// Sign in; the answer sets the session cookie.
#[utoipa::path(
    post, path = "/api/v1/session", tag = "session", request_body = wire_session::SignIn,
    responses(
        (status = 200, body = wire_session::SessionView),
        (status = 401, description = "wrong account, PIN or password", body = wire::Problem),
        (status = 403, description = "it was set by somebody else: change it first", body = wire::Problem),
        (status = 429, description = "too many wrong tries", body = wire::Problem),
        (status = 503, description = "directory-away: nobody can say whether the password is right", body = wire::Problem)
    )
)]
pub(crate) async fn sign_in(
    State(shared): State<Shared>,
    ConnectInfo(from): ConnectInfo<SocketAddr>,
    Body(given): Body<wire_session::SignIn>,
) -> Result<Response, Trouble> {
    let settings = shared.settings();
    let account = settings.account(&given.account).ok_or_else(wrong_secret)?;
    let proof = check(&shared, from, account, given.pin).await?;
    let secret = account.secret.as_ref();
    if proof == Proof::Here && secret.is_some_and(|secret| secret.is_first) {
        return Err(Trouble::new(StatusCode::FORBIDDEN, "renew-secret"));
    }
    let token = new_token()
        .map_err(|_no_random| Trouble::new(StatusCode::INTERNAL_SERVER_ERROR, "other"))?;
    let now = shared.clock.now();
    let until = session_end(&settings, now);
    let command = Command::SignIn {
        session: digest(&token),
        account: AccountId(account.id.clone()),
        until,
        by_directory: proof == Proof::Directory,
    };
    ask_reception(&shared, Ask::new(command, &account.id)).await?;
    let session = wire_session::SessionView {
        account: account.id.clone(),
        name: account.name.clone(),
        role: Role::from(account.role).name().to_owned(),
        desk: None,
        expires_ms: Some(until.0),
    };
    let cookie = format!(
        "{COOKIE}={token}; Path=/; HttpOnly; SameSite=Strict; Max-Age={}",
        until.ms_since(now) / 1000
    );
    Ok(([(header::SET_COOKIE, cookie)], Json(session)).into_response())
}

pub(crate) fn wrong_secret() -> Trouble {
    Trouble::new(StatusCode::UNAUTHORIZED, "wrong-pin")
}

/// Who said that a secret is right.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Proof {
    Here,
    Directory,
}

/// Whether it is this account's secret; wrong ones are counted and kept.
pub(crate) async fn check(
    shared: &Shared,
    from: SocketAddr,
    account: &Account,
    given: String,
) -> Result<Proof, Trouble> {
    let from = from.ip().to_canonical();
    let _in_line = in_line(shared, from)?;
    // A slow directory takes no turn from PINs.
    let settings = shared.settings();
    if let Some(asked) = directory::proves(&settings, account, &given) {
        directory::check(shared, from, account, asked, &given).await?;
        return Ok(Proof::Directory);
    }
    // The turn is held until the outcome is counted: many tries at once are
    // counted one by one.
    let _turn = turn(shared).await?;
    let now = shared.clock.now();
    pause(shared, account, from, now)?;
    if !is_right(hash_of(account), given).await? {
        failed(shared, account, from, now).await?;
        return Err(wrong_secret());
    }
    shared.attempts.succeeded(&account.id, from);
    Ok(Proof::Here)
}

/// Refuses while wrong tries slow this account down from there.
pub(crate) fn pause(
    shared: &Shared,
    account: &Account,
    from: IpAddr,
    now: Moment,
) -> Result<(), Trouble> {
    match shared.attempts.pause_ms(&account.id, from, now) {
        0 => Ok(()),
        pause_ms => Err(paused("too-many-pins", pause_ms)),
    }
}

/// A place in the line of secrets to check, while it is held.
pub(crate) fn in_line(house: &House, from: IpAddr) -> Result<InLine<'_>, Trouble> {
    let too_often = || Trouble::new(StatusCode::TOO_MANY_REQUESTS, "too-often").retry_after_s(1);
    house.attempts.wait(from).ok_or_else(too_often)
}

/// One secret is hashed at a time; whoever waits too long is asked to come again.
pub(crate) async fn turn(house: &House) -> Result<SemaphorePermit<'_>, Trouble> {
    let overloaded =
        || Trouble::new(StatusCode::SERVICE_UNAVAILABLE, "overloaded").retry_after_s(1);
    let turn = timeout(TURN_WAIT, house.pin_checks.acquire()).await;
    turn.map_err(|_late| overloaded())?
        .map_err(|_closed| overloaded())
}

pub(crate) fn paused(code: &'static str, pause_ms: i64) -> Trouble {
    let seconds = u32::try_from(pause_ms / 1000 + 1).unwrap_or(u32::MAX);
    Trouble::new(StatusCode::TOO_MANY_REQUESTS, code)
        .with("minutes", pause_ms / MINUTE_MS + 1)
        .retry_after_s(seconds)
}

/// Counts a wrong secret and keeps that it was tried.
pub(crate) async fn failed(
    shared: &Shared,
    account: &Account,
    from: IpAddr,
    now: Moment,
) -> Result<(), Trouble> {
    shared.attempts.failed(&account.id, from, now);
    let failed = AuditEvent::SignInFailed {
        account: AccountId(account.id.clone()),
    };
    audit::keep(shared, audit::NOBODY, failed).await
}

/// Who I am.
#[utoipa::path(
    get, path = "/api/v1/session", tag = "session",
    responses((status = 200, body = wire_session::SessionView), (status = 401, body = wire::Problem)),
    security(("token" = []))
)]
pub(crate) async fn show(who: Who) -> Json<wire_session::SessionView> {
    let view = wire_session::SessionView {
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

fn hash_of(account: &Account) -> Option<String> {
    account.secret.as_ref().map(|secret| secret.hash.clone())
}

/// Checks a PIN or a password away from the threads that serve.
pub(crate) async fn is_right(hash: Option<String>, given: String) -> Result<bool, Trouble> {
    let Some(hash) = hash else { return Ok(false) };
    let check = tokio::task::spawn_blocking(move || {
        argon2::password_hash::phc::PasswordHash::new(&hash).is_ok_and(|hash| {
            Argon2::default()
                .verify_password(given.as_bytes(), &hash)
                .is_ok()
        })
    });
    check.await.map_err(|_panicked| {
        Trouble::new(StatusCode::SERVICE_UNAVAILABLE, "overloaded").retry_after_s(1)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::{self, Overrides};

    fn address(last: u8) -> IpAddr {
        IpAddr::from([192, 168, 1, last])
    }

    #[test]
    fn wrong_pins_from_everywhere_do_not_lock_the_desk_somebody_works_at() {
        let (attempts, now) = (Attempts::default(), Moment(1_000_000));
        attempts.succeeded("sokolova", address(7));
        for try_no in 0..1_000_u32 {
            let last = u8::try_from(try_no % 200 + 20).unwrap();
            attempts.failed("sokolova", address(last), now);
        }
        assert_eq!(attempts.pause_ms("sokolova", address(7), now), 0);
        assert!(attempts.pause_ms("sokolova", address(8), now) > 0);
        let longest = LONGEST_PAUSE_MIN * MINUTE_MS;
        assert!(attempts.pause_ms("sokolova", address(8), now) <= longest);
        assert_eq!(attempts.pause_ms("belov", address(20), now), 0);
    }

    #[test]
    fn a_pause_of_a_clock_that_was_ahead_locks_nobody_out() {
        let (attempts, now) = (Attempts::default(), Moment(1_000_000));
        let ahead = now.plus_ms(365 * 24 * 60 * MINUTE_MS);
        for _ in 0..20 {
            attempts.failed("sokolova", address(7), ahead);
        }
        assert!(attempts.pause_ms("sokolova", address(7), ahead) > 0);
        assert_eq!(attempts.pause_ms("sokolova", address(7), now), 0);
        attempts.failed("sokolova", address(7), now);
        assert!(attempts.pause_ms("sokolova", address(7), now) > 0);
    }

    #[test]
    fn one_address_does_not_fill_the_line_of_pins() {
        let attempts = Attempts::default();
        let held: Vec<_> = (0..100)
            .filter_map(|_| attempts.wait(address(66)))
            .collect();
        assert_eq!(u32::try_from(held.len()), Ok(WAITING_OF_ONE));
        assert!(attempts.wait(address(7)).is_some());
        drop(held);
        assert!(attempts.wait(address(66)).is_some());
    }

    #[test]
    fn a_session_ends_with_the_offices_day() {
        let settings = config::parse(config::demo(), "", &Overrides::default()).unwrap();
        // 2026-11-25 09:00 in Moscow; the day ends at midnight there.
        let morning = Moment(1_795_586_400_000);
        let end = session_end(&settings, morning);
        assert_eq!(end.ms_since(morning), 15 * 60 * MINUTE_MS);
        let late = end.plus_ms(-MINUTE_MS);
        assert_eq!(
            session_end(&settings, late).ms_since(late),
            SHORTEST_SESSION_MS
        );
    }
}
