//! One look at the office: a GET without a feed, for programs in a terminal.

use std::time::Duration;

use http_body_util::Full;
use hyper::Request;
use hyper::body::Bytes;
use hyper::header::AUTHORIZATION;

use super::http::{self, Base};
use super::{HttpError, Place};

/// An office that is there answers in milliseconds; a report takes a second.
const LOOK_BOUND: Duration = Duration::from_secs(5);

/// Status and body of what stands at `path`.
pub async fn look(place: &Place, path: &str) -> Result<(u16, Vec<u8>), HttpError> {
    let base = Base::of(place)?;
    let mut request = Request::get(base.path(path));
    if !place.token.is_empty() {
        request = request.header(AUTHORIZATION, format!("Bearer {}", place.token));
    }
    let answer = http::send(&base, request.body(Full::new(Bytes::new()))?, LOOK_BOUND).await?;
    http::read(answer, LOOK_BOUND).await
}
