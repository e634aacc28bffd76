//! One question to the office, carried until it is answered or its time is up.
//!
//! Promises: every attempt bears the same key, so a lost answer is given again
//! and nothing happens twice; after [`WHOLE_BOUND`] the asker hears «no answer».

use std::time::Duration;

use http_body_util::Full;
use hyper::Request;
use hyper::body::Bytes;
use hyper::header::{ACCEPT_LANGUAGE, AUTHORIZATION, CONTENT_TYPE};
use tokio::time::{Instant, sleep, timeout_at};
use tracing::warn;

use super::http::{self, Base};
use super::{LinkError, pause};

/// A visitor waits this long before the terminal says that it did not work.
const WHOLE_BOUND: Duration = Duration::from_secs(8);
/// One attempt; the office answers in tens of milliseconds, so that two or
/// three attempts fit into the whole.
const ATTEMPT_BOUND: Duration = Duration::from_millis(2500);
/// Between attempts, at most.
const LONGEST_PAUSE: Duration = Duration::from_millis(700);

/// A question to the office: a POST under `/api/v1`.
#[derive(Debug, Clone)]
pub struct Ask {
    /// Comes back with the answer.
    pub id: u64,
    /// "/tickets".
    pub path: String,
    pub body: serde_json::Value,
    /// One per intent: the same for a repeated question, see [`new_key`].
    pub key: String,
    /// Language of the texts in the answer.
    pub language: String,
    /// Answer before the paper is out; the feed tells the rest.
    pub respond_async: bool,
}

/// What came of it: a status and a body, or nothing within the bound.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    pub id: u64,
    pub outcome: Option<(u16, Vec<u8>)>,
}

/// A fresh idempotency key: 128 random bits as hexadecimal digits.
pub fn new_key() -> Result<String, LinkError> {
    let mut bytes = [0_u8; 16];
    getrandom::fill(&mut bytes).map_err(|error| LinkError::Randomness(error.to_string()))?;
    Ok(format!("{:032x}", u128::from_be_bytes(bytes)))
}

/// Carries one question until it is answered or the bound is reached.
pub(super) async fn carry(base: &Base, token: &str, ask: Ask) -> Answer {
    let until = Instant::now() + WHOLE_BOUND;
    let mut outcome = None;
    while outcome.is_none() {
        let attempt_until = until.min(Instant::now() + ATTEMPT_BOUND);
        match timeout_at(attempt_until, once(base, token, &ask)).await {
            // The office is there but not ready: ask again, the key keeps it single.
            Ok(Ok((status, _))) if matches!(status, 502..=504) => {
                warn!(status, "office not ready, asking again");
            }
            Ok(Ok(answer)) => outcome = Some(answer),
            Ok(Err(error)) => warn!(%error, "no answer, asking again"),
            Err(_) => warn!("no answer in time, asking again"),
        }
        let rest = pause().min(LONGEST_PAUSE);
        if outcome.is_none() {
            if Instant::now() + rest >= until {
                break;
            }
            sleep(rest).await;
        }
    }
    Answer {
        id: ask.id,
        outcome,
    }
}

async fn once(base: &Base, token: &str, ask: &Ask) -> Result<(u16, Vec<u8>), http::HttpError> {
    let mut request = Request::post(base.path(&format!("/api/v1{}", ask.path)))
        .header(AUTHORIZATION, format!("Bearer {token}"))
        .header(CONTENT_TYPE, "application/json")
        .header(ACCEPT_LANGUAGE, &ask.language)
        .header("idempotency-key", &ask.key);
    if ask.respond_async {
        request = request.header("prefer", "respond-async");
    }
    let request = request.body(Full::new(Bytes::from(ask.body.to_string())))?;
    let answer = http::send(base, request, ATTEMPT_BOUND).await?;
    http::read(answer, ATTEMPT_BOUND).await
}
