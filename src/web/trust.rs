//! Who asks, and what they may: the one table of roles and rights.
//!
//! People come with a session cookie, screens and programs with a bearer
//! token. A cookie acts only for pages of our own origin.

use std::net::SocketAddr;

use axum::extract::{ConnectInfo, FromRequestParts, OptionalFromRequestParts};
use axum::http::request::Parts;
use axum::http::{HeaderMap, Method, header};
use office::day::Moment;
use office::desk::DeskId;
use office::picture::Picture;
use office::staff::AccountId;
use sha2::{Digest, Sha256};

use crate::config::settings;
use crate::hex::hex;
use crate::web::Shared;
use crate::web::ask::check_key;
use crate::web::problem::Trouble;

/// The session cookie's name.
pub(crate) const COOKIE: &str = "talon";

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    Kiosk,
    Board,
    /// Customer manager.
    Desk,
    Reserve,
    Hall,
    Head,
    /// Callbacks and appointments, from outside the hall (S6, S9).
    ContactCentre,
    /// IT: settings and screens, never the queue.
    Admin,
    /// A program that looks at the queue and changes nothing.
    Watch,
    /// A program that takes figures and contact records away (S18).
    Reports,
}

impl Role {
    pub fn name(self) -> &'static str {
        match self {
            Self::Kiosk => "kiosk",
            Self::Board => "board",
            Self::Desk => "desk",
            Self::Reserve => "reserve",
            Self::Hall => "hall",
            Self::Head => "head",
            Self::ContactCentre => "contact-centre",
            Self::Admin => "admin",
            Self::Watch => "watch",
            Self::Reports => "reports",
        }
    }
}

impl From<settings::Role> for Role {
    fn from(role: settings::Role) -> Self {
        match role {
            settings::Role::Desk => Self::Desk,
            settings::Role::Hall => Self::Hall,
            settings::Role::Head => Self::Head,
            settings::Role::Reserve => Self::Reserve,
            settings::Role::ContactCentre => Self::ContactCentre,
            settings::Role::Admin => Self::Admin,
        }
    }
}

/// What can be asked for, beyond what everyone on the LAN may see.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Right {
    SeeKiosk,
    SeeQueue,
    TakeTicket,
    /// With a class or a reason, past the kiosk's rules (S5).
    TakeByHand,
    /// Revive a no-show, print again.
    MendTicket,
    WorkAtDesk,
    WorkAtAnyDesk,
    /// Hours of today, the day's end, the reserve (S5, S7, S17).
    RunDay,
    /// Appointments, with names and phones (S9).
    Book,
    SeeReports,
    /// Leave a callback for a visitor (S6, S10).
    AskCallback,
    /// See callbacks, call, close them.
    WorkCallbacks,
    /// Statements, complaints, hand-overs (S12, S13, S24, S3).
    Register,
    /// What visits were about, for the company's program (S11).
    ExportContacts,
    /// Erase one person's data (152-FZ).
    ErasePerson,
    /// Mark a visit that is over: visitors alone (S13).
    Rate,
    /// Answer and end a quiet call for help (S19).
    AnswerHelp,
    /// The office file, screens and their tokens.
    Administer,
    /// Who did or saw what.
    Audit,
}

impl Role {
    pub(crate) fn may(self, right: Right) -> bool {
        match self {
            Self::Board => false,
            Self::Kiosk => matches!(
                right,
                Right::SeeKiosk | Right::TakeTicket | Right::AskCallback | Right::Rate
            ),
            Self::ContactCentre => matches!(
                right,
                Right::SeeKiosk
                    | Right::Book
                    | Right::AskCallback
                    | Right::WorkCallbacks
                    | Right::ExportContacts
            ),
            Self::Desk | Self::Reserve => match right {
                Right::SeeKiosk
                | Right::SeeQueue
                | Right::TakeTicket
                | Right::MendTicket
                | Right::WorkAtDesk
                | Right::Book
                | Right::AskCallback
                | Right::WorkCallbacks
                | Right::Register => true,
                Right::TakeByHand
                | Right::WorkAtAnyDesk
                | Right::RunDay
                | Right::SeeReports
                | Right::ErasePerson
                | Right::ExportContacts
                | Right::AnswerHelp
                | Right::Rate
                | Right::Administer
                | Right::Audit => false,
            },
            Self::Hall => !matches!(
                right,
                Right::RunDay
                    | Right::SeeReports
                    | Right::ErasePerson
                    | Right::ExportContacts
                    | Right::Rate
                    | Right::Administer
                    | Right::Audit
            ),
            Self::Head => !matches!(right, Right::Administer | Right::Rate),
            Self::Admin => matches!(right, Right::Administer | Right::SeeQueue | Right::Audit),
            Self::Watch => matches!(right, Right::SeeKiosk | Right::SeeQueue),
            Self::Reports => matches!(
                right,
                Right::SeeQueue | Right::SeeReports | Right::ExportContacts
            ),
        }
    }
}

/// A screen or a program with a token of its own.
#[derive(Clone, PartialEq, Eq)]
pub struct Device {
    pub name: String,
    pub role: Role,
    /// The only desk it may act for.
    pub desk: Option<DeskId>,
    /// SHA-256 of the token, hexadecimal; the token itself is not kept.
    pub digest: String,
}

impl std::fmt::Debug for Device {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Device")
            .field("name", &self.name)
            .field("role", &self.role)
            .finish_non_exhaustive()
    }
}

/// Somebody who proved who they are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Who {
    /// For the log: an account or a device.
    pub(crate) by: String,
    pub(crate) name: String,
    pub(crate) role: Role,
    pub(crate) desk: Option<DeskId>,
    pub(crate) until: Option<Moment>,
    /// Of a person's session, to end it.
    pub(crate) session: Option<String>,
    /// Digest of a pass, to end what listens by it.
    pub(crate) pass: Option<String>,
}

impl Who {
    pub(crate) fn needs(&self, right: Right) -> Result<(), Trouble> {
        if self.role.may(right) {
            Ok(())
        } else {
            Err(Trouble::forbidden())
        }
    }

    /// As whom a desk is opened.
    pub(crate) fn account(&self) -> AccountId {
        AccountId(self.by.clone())
    }

    /// Managers act at the desk they opened, a desk's token at its desk, hall
    /// manager and head anywhere.
    pub(crate) fn needs_desk(&self, id: DeskId, picture: &Picture) -> Result<(), Trouble> {
        self.needs(Right::WorkAtDesk)?;
        let desk = picture
            .desk(id)
            .ok_or_else(|| crate::web::problem::unknown_desk(id))?;
        let is_theirs = match self.desk {
            Some(bound) => bound == id,
            None => self.role.may(Right::WorkAtAnyDesk) || desk.staff() == Some(&self.account()),
        };
        if is_theirs {
            Ok(())
        } else {
            Err(Trouble::new(axum::http::StatusCode::FORBIDDEN, "not-your-desk").with("desk", id))
        }
    }
}

impl FromRequestParts<Shared> for Who {
    type Rejection = Trouble;

    async fn from_request_parts(parts: &mut Parts, shared: &Shared) -> Result<Self, Trouble> {
        let who = if let Some(token) = bearer(&parts.headers) {
            by_token(token, shared).ok_or_else(Trouble::unauthorized)?
        } else {
            let token = cookie(&parts.headers).ok_or_else(Trouble::unauthorized)?;
            by_cookie(token, shared)?
        };
        check_key(&parts.headers)?;
        if let Some(ConnectInfo(from)) = parts.extensions.get::<ConnectInfo<SocketAddr>>() {
            let from = from.ip().to_canonical();
            shared.bounds.know(from, shared.clock.now());
            // A screen's token says nothing of the person who signs in there.
            if who.session.is_some() {
                shared.attempts.seen(&who.by, from);
            }
        }
        Ok(who)
    }
}

impl OptionalFromRequestParts<Shared> for Who {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(
        parts: &mut Parts,
        shared: &Shared,
    ) -> Result<Option<Self>, Self::Rejection> {
        let who = <Self as FromRequestParts<Shared>>::from_request_parts(parts, shared).await;
        Ok(who.ok())
    }
}

fn by_token(token: &str, shared: &Shared) -> Option<Who> {
    let digest = digest(token);
    let device = shared.devices.iter().find(|device| device.digest == digest);
    let Some(device) = device else {
        return shared.passes.who(token, shared.clock.now());
    };
    Some(Who {
        by: device.name.clone(),
        name: device.name.clone(),
        role: device.role,
        desk: device.desk,
        until: None,
        session: None,
        pass: None,
    })
}

/// A person's session, or the pass of a paired browser.
fn by_cookie(token: &str, shared: &Shared) -> Result<Who, Trouble> {
    let paired = shared.passes.who(token, shared.clock.now());
    paired.map_or_else(|| by_session(token, shared), Ok)
}

fn by_session(token: &str, shared: &Shared) -> Result<Who, Trouble> {
    let digest = digest(token);
    let told = shared.handle.told();
    let session = told.picture.sessions.get(&digest);
    let session = session.ok_or_else(Trouble::unauthorized)?;
    if session.until <= shared.clock.now() {
        return Err(Trouble::new(
            axum::http::StatusCode::UNAUTHORIZED,
            "sign-in-expired",
        ));
    }
    let settings = shared.settings();
    let account = settings
        .account(&session.account.0)
        .ok_or_else(Trouble::unauthorized)?;
    Ok(Who {
        by: account.id.clone(),
        name: account.name.clone(),
        role: account.role.into(),
        desk: None,
        until: Some(session.until),
        session: Some(digest),
        pass: None,
    })
}

fn bearer(headers: &HeaderMap) -> Option<&str> {
    let value = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    let (scheme, token) = value.split_once(' ')?;
    scheme
        .eq_ignore_ascii_case("bearer")
        .then_some(token.trim())
}

fn cookie(headers: &HeaderMap) -> Option<&str> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(name, _value)| *name == COOKIE)
        .map(|(_name, value)| value)
}

/// A page of another site may not act with our cookie. Browsers send Origin
/// with every request that changes something. A page that came unencrypted may
/// be anybody's: it does not act encrypted.
pub(crate) fn is_own_origin(method: &Method, headers: &HeaderMap, is_encrypted: bool) -> bool {
    if method == Method::GET || method == Method::HEAD {
        return true;
    }
    let text = |name| headers.get(name).and_then(|value| value.to_str().ok());
    match (text(header::ORIGIN), text(header::HOST)) {
        (Some(origin), Some(host)) => origin
            .split_once("://")
            .is_some_and(|(scheme, origin)| origin == host && (scheme == "https" || !is_encrypted)),
        (None, _) => true,
        (Some(_), None) => false,
    }
}

/// SHA-256 of a token, hexadecimal.
pub fn digest(token: &str) -> String {
    hex(&Sha256::digest(token.as_bytes()))
}

/// A new token: 256 random bits, hexadecimal.
pub fn new_token() -> Result<String, getrandom::Error> {
    let mut bytes = [0; 32];
    getrandom::fill(&mut bytes)?;
    Ok(hex(&bytes))
}
