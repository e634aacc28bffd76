//! Signing in, and one's own PIN or password, as JSON.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// `POST /api/v1/session`: sign in with a personal account.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SignIn {
    pub account: String,
    /// The PIN or the password, as `GET /api/v1/accounts` tells.
    #[serde(alias = "password")]
    pub pin: String,
}

/// `POST /api/v1/session/secret`: a PIN or password of one's own.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewSecret {
    pub account: String,
    /// What signs in until now.
    pub now: String,
    /// A PIN: 6 to 12 digits, no row; a password: 10 to 128 signs.
    pub new: String,
}

impl std::fmt::Debug for NewSecret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("NewSecret").finish_non_exhaustive()
    }
}

impl std::fmt::Debug for SignIn {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SignIn").finish_non_exhaustive()
    }
}

/// `GET /api/v1/session`: who I am and what I may do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SessionView {
    pub account: String,
    pub name: String,
    /// "kiosk", "desk" (customer manager), "hall", "head", "reserve".
    pub role: String,
    /// The only desk this token may act for, if it is bound to one.
    pub desk: Option<u16>,
    pub expires_ms: Option<i64>,
}
