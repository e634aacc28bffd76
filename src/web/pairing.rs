//! Pairing: a screen elsewhere shows a short code, the admin types it on the
//! admin page, sees who asks and confirms; then the screen gets its pass.
//!
//! Codes live ten minutes and in memory only. Never tells a code to anybody but
//! the screen that asked, nor a token to anybody but who has its secret.

use std::net::{IpAddr, SocketAddr};
use std::sync::{Mutex, MutexGuard, PoisonError};

use axum::Json;
use axum::extract::{ConnectInfo, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use office::day::{MINUTE_MS, Moment};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::web::Shared;
use crate::web::ask::Body;
use crate::web::pass_desk::{PassView, Terms, give_out};
use crate::web::problem::Trouble;
use crate::web::trust::{COOKIE, Right, Role, Who, digest, new_token};
use crate::wire;

/// Long enough to walk from the screen to a desk, short enough that nobody
/// tries all codes.
const LIVES_MS: i64 = 10 * MINUTE_MS;

/// Codes at once, of all and of one address: a cart of screens, not a flood.
const OPEN: usize = 32;
const OPEN_OF_ONE: usize = 4;

/// How often a screen asks whether it was confirmed, seconds.
const POLL_S: u32 = 2;

/// A paired browser keeps its cookie for ten years; the pass may end before.
const COOKIE_S: u64 = 10 * 365 * 24 * 3_600;

/// Screens that show a code.
#[derive(Debug, Default)]
pub(crate) struct Pairings(Mutex<Vec<Asked>>);

#[derive(Debug)]
struct Asked {
    code: String,
    /// Of the secret by which the screen comes for its token.
    digest: String,
    role: Role,
    from: IpAddr,
    at: Moment,
    /// Name and token, from the confirmation on.
    given: Option<(String, String)>,
}

/// What a screen hears that comes for its token.
enum Claim {
    Waits,
    Given(Role, String, String),
    Over,
}

impl Pairings {
    fn open(&self, now: Moment) -> MutexGuard<'_, Vec<Asked>> {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        all.retain(|asked| (0..LIVES_MS).contains(&now.ms_since(asked.at)));
        all
    }

    /// A code nobody else shows; `None`: too many are shown.
    fn ask(&self, role: Role, from: IpAddr, secret: &str, now: Moment) -> Option<String> {
        let mut all = self.open(now);
        let of_one = all.iter().filter(|asked| asked.from == from).count();
        if of_one >= OPEN_OF_ONE
            && let Some(first) = all.iter().position(|asked| asked.from == from)
        {
            all.remove(first);
        }
        if all.len() >= OPEN {
            return None;
        }
        let code = loop {
            let code = new_code()?;
            if all.iter().all(|asked| asked.code != code) {
                break code;
            }
        };
        all.push(Asked {
            code: code.clone(),
            digest: digest(secret),
            role,
            from,
            at: now,
            given: None,
        });
        Some(code)
    }

    fn look(&self, code: &str, now: Moment) -> Option<(Role, IpAddr, Moment)> {
        let all = self.open(now);
        let mut waiting = all.iter().filter(|asked| asked.given.is_none());
        let asked = waiting.find(|asked| asked.code == code)?;
        Some((asked.role, asked.from, asked.at))
    }

    fn confirm(&self, code: &str, given: (String, String), now: Moment) {
        let mut all = self.open(now);
        let asked = all.iter_mut().find(|asked| asked.code == code);
        if let Some(asked) = asked {
            asked.given = Some(given);
        }
    }

    /// As often as the screen asks: an answer may get lost.
    fn claim(&self, secret: &str, now: Moment) -> Claim {
        let digest = digest(secret);
        let all = self.open(now);
        match all.iter().find(|asked| asked.digest == digest) {
            None => Claim::Over,
            Some(Asked { given: None, .. }) => Claim::Waits,
            Some(asked) => asked.given.clone().map_or(Claim::Waits, |(name, token)| {
                Claim::Given(asked.role, name, token)
            }),
        }
    }
}

/// Six digits, each as likely as any other.
fn new_code() -> Option<String> {
    let mut bytes = [0; 4];
    loop {
        getrandom::fill(&mut bytes).ok()?;
        let number = u32::from_le_bytes(bytes) >> 12;
        if number < 1_000_000 {
            return Some(format!("{number:06}"));
        }
    }
}

/// What asks for a pass.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct AskPairing {
    screen: PairedScreen,
}

#[derive(Debug, Clone, Copy, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum PairedScreen {
    Board,
    Kiosk,
}

#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PairingAsked {
    /// Six digits to show; the admin types them.
    code: String,
    /// To come for the token with; never shown.
    secret: String,
    expires_ms: i64,
    now_ms: i64,
    /// Ask so often, seconds.
    poll_s: u32,
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ClaimPairing {
    secret: String,
    /// A browser gets its token as a cookie, out of reach of scripts.
    #[serde(default)]
    cookie: bool,
}

#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PairingGiven {
    name: String,
    /// "board" or "kiosk".
    role: String,
    /// Absent where it went into the cookie.
    #[serde(skip_serializing_if = "Option::is_none")]
    token: Option<String>,
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct TypedCode {
    /// As the screen shows it; spaces do not matter.
    code: String,
}

/// Who shows this code.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PairingView {
    /// "board" or "kiosk".
    role: String,
    /// Its address on the LAN.
    from: String,
    asked_ms: i64,
    expires_ms: i64,
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ConfirmPairing {
    /// As the screen shows it; spaces do not matter.
    code: String,
    /// What the screen is called from now on. 1 to 40 signs.
    #[schema(min_length = 1, max_length = 40)]
    name: String,
}

/// A screen asks to be paired; it shows the code and comes back with the secret.
#[utoipa::path(
    post, path = "/api/v1/pairings", tag = "passes", request_body = AskPairing,
    responses((status = 201, body = PairingAsked), (status = 429, description = "too-many-pairings", body = wire::Problem))
)]
pub(crate) async fn ask(
    State(shared): State<Shared>,
    ConnectInfo(from): ConnectInfo<SocketAddr>,
    Body(wanted): Body<AskPairing>,
) -> Result<(StatusCode, Json<PairingAsked>), Trouble> {
    let no_random = |_error| Trouble::new(StatusCode::INTERNAL_SERVER_ERROR, "other");
    let secret = new_token().map_err(no_random)?;
    let role = match wanted.screen {
        PairedScreen::Board => Role::Board,
        PairedScreen::Kiosk => Role::Kiosk,
    };
    let (now, from) = (shared.clock.now(), from.ip().to_canonical());
    let code = shared.pairings.ask(role, from, &secret, now);
    let full = || {
        let full = Trouble::new(StatusCode::TOO_MANY_REQUESTS, "too-many-pairings");
        full.retry_after_s(60)
    };
    let asked = PairingAsked {
        code: code.ok_or_else(full)?,
        secret,
        expires_ms: now.plus_ms(LIVES_MS).0,
        now_ms: now.0,
        poll_s: POLL_S,
    };
    std::future::ready(Ok((StatusCode::CREATED, Json(asked)))).await
}

/// The screen comes for its token: 202 while nobody has confirmed it.
#[utoipa::path(
    post, path = "/api/v1/pairings/claim", tag = "passes", request_body = ClaimPairing,
    responses(
        (status = 200, body = PairingGiven), (status = 202, description = "not confirmed yet"),
        (status = 410, description = "pairing-over", body = wire::Problem)
    )
)]
pub(crate) async fn claim(
    State(shared): State<Shared>,
    Body(wanted): Body<ClaimPairing>,
) -> Result<Response, Trouble> {
    let claim = shared.pairings.claim(&wanted.secret, shared.clock.now());
    let answer = match claim {
        Claim::Over => return Err(Trouble::new(StatusCode::GONE, "pairing-over")),
        Claim::Waits => StatusCode::ACCEPTED.into_response(),
        Claim::Given(role, name, token) => {
            let cookie =
                format!("{COOKIE}={token}; Path=/; HttpOnly; SameSite=Strict; Max-Age={COOKIE_S}");
            let given = Json(PairingGiven {
                name,
                role: role.name().to_owned(),
                token: (!wanted.cookie).then_some(token),
            });
            if wanted.cookie {
                ([(header::SET_COOKIE, cookie)], given).into_response()
            } else {
                given.into_response()
            }
        }
    };
    std::future::ready(Ok(answer)).await
}

/// Who shows this code, before it is confirmed.
#[utoipa::path(
    post, path = "/api/v1/pairings/look", tag = "passes", request_body = TypedCode,
    responses((status = 200, body = PairingView), (status = 404, description = "no-such-pairing", body = wire::Problem)),
    security(("token" = []))
)]
pub(crate) async fn look(
    State(shared): State<Shared>,
    who: Who,
    Body(typed): Body<TypedCode>,
) -> Result<Json<PairingView>, Trouble> {
    who.needs(Right::Administer)?;
    let (_code, (role, from, at)) = shown(&shared, &who, &typed.code)?;
    let view = PairingView {
        role: role.name().to_owned(),
        from: from.to_string(),
        asked_ms: at.0,
        expires_ms: at.plus_ms(LIVES_MS).0,
    };
    std::future::ready(Ok(Json(view))).await
}

/// Gives the screen that shows this code its pass, under a name.
#[utoipa::path(
    post, path = "/api/v1/pairings/confirm", tag = "passes", request_body = ConfirmPairing,
    responses(
        (status = 201, body = PassView),
        (status = 404, description = "no-such-pairing", body = wire::Problem),
        (status = 409, description = "pass-name-taken, too-many", body = wire::Problem),
        (status = 429, description = "too many wrong codes", body = wire::Problem)
    ),
    security(("token" = []))
)]
pub(crate) async fn confirm(
    State(shared): State<Shared>,
    who: Who,
    Body(typed): Body<ConfirmPairing>,
) -> Result<(StatusCode, Json<PassView>), Trouble> {
    who.needs(Right::Administer)?;
    let (code, (role, ..)) = shown(&shared, &who, &typed.code)?;
    let terms = Terms {
        name: typed.name.clone(),
        role,
        days: None,
        paired: true,
    };
    let (pass, token) = give_out(&shared, &who, terms).await?.into_parts();
    let given = (typed.name.trim().to_owned(), token);
    shared.pairings.confirm(&code, given, shared.clock.now());
    Ok((StatusCode::CREATED, Json(pass)))
}

/// Whoever types many codes that no screen shows is told to wait.
fn shown(
    shared: &Shared,
    who: &Who,
    typed: &str,
) -> Result<(String, (Role, IpAddr, Moment)), Trouble> {
    let (by, now) = (format!("pairing {}", who.by), shared.clock.now());
    let wait_s = shared.misses.wait_s(&by, now);
    if wait_s > 0 {
        let often = Trouble::new(StatusCode::TOO_MANY_REQUESTS, "too-often");
        return Err(often.retry_after_s(wait_s));
    }
    let code: String = typed.chars().filter(|sign| !sign.is_whitespace()).collect();
    let found = shared.pairings.look(&code, now);
    let found = found.ok_or_else(|| {
        shared.misses.missed(&by, now);
        Trouble::new(StatusCode::NOT_FOUND, "no-such-pairing")
    })?;
    Ok((code, found))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn address(last: u8) -> IpAddr {
        IpAddr::from([192, 168, 1, last])
    }

    #[test]
    fn a_code_lives_ten_minutes_and_its_token_comes_as_often_as_it_is_asked_for() {
        let (pairings, now) = (Pairings::default(), Moment(1_000_000));
        let code = pairings
            .ask(Role::Board, address(7), "secret", now)
            .unwrap();
        assert_eq!(code.len(), 6);
        assert!(matches!(pairings.claim("secret", now), Claim::Waits));
        assert!(matches!(pairings.claim("guess", now), Claim::Over));
        let late = now.plus_ms(LIVES_MS);
        let given = ("hall TV".to_owned(), "token".to_owned());
        pairings.confirm(&code, given, late.plus_ms(-2));
        for _lost in 0..2 {
            let claim = pairings.claim("secret", late.plus_ms(-1));
            assert!(matches!(claim, Claim::Given(Role::Board, ..)));
        }
        assert!(pairings.look(&code, now).is_none(), "confirmed once");
        assert!(matches!(pairings.claim("secret", late), Claim::Over));
    }

    #[test]
    fn one_address_shows_few_codes_and_all_together_not_many() {
        let (pairings, now) = (Pairings::default(), Moment(0));
        let first = pairings.ask(Role::Board, address(7), "0", now).unwrap();
        for _more in 0..OPEN_OF_ONE {
            pairings.ask(Role::Board, address(7), "more", now).unwrap();
        }
        assert!(pairings.look(&first, now).is_none(), "the oldest goes");
        let all = (8..200).filter_map(|last| pairings.ask(Role::Kiosk, address(last), "x", now));
        assert_eq!(all.count(), OPEN - OPEN_OF_ONE);
    }
}
