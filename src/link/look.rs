//! One look at the office, or one word to it, without a feed: for programs in a
//! terminal and a board's pictures.

use std::time::Duration;

use http_body_util::Full;
use hyper::Request;
use hyper::body::Bytes;
use hyper::header::{AUTHORIZATION, CONTENT_TYPE};

use super::http::{self, Base};
use super::{HttpError, Place};

/// An office that is there answers in milliseconds; a report takes a second.
const LOOK_BOUND: Duration = Duration::from_secs(5);

/// A photograph over a slow office line.
const PICTURE_BOUND: Duration = Duration::from_secs(20);

/// Largest picture that the office hands out, and a little.
const PICTURE_BYTES: usize = 21 << 20;

/// Status and body of what stands at `path`.
pub async fn look(place: &Place, path: &str) -> Result<(u16, Vec<u8>), HttpError> {
    get(place, path, LOOK_BOUND, http::LARGEST_ANSWER).await
}

/// The same for a picture, which may be large.
pub async fn picture(place: &Place, path: &str) -> Result<(u16, Vec<u8>), HttpError> {
    get(place, path, PICTURE_BOUND, PICTURE_BYTES).await
}

/// Tells the office something without being anybody yet: a screen that asks to
/// be paired.
pub async fn tell(
    place: &Place,
    path: &str,
    body: &serde_json::Value,
) -> Result<(u16, Vec<u8>), HttpError> {
    let base = Base::of(place)?;
    let request = Request::post(base.path(path)).header(CONTENT_TYPE, "application/json");
    let request = request.body(Full::new(Bytes::from(body.to_string())))?;
    let answer = http::send(&base, request, LOOK_BOUND).await?;
    http::read_most(answer, LOOK_BOUND, http::LARGEST_ANSWER).await
}

async fn get(
    place: &Place,
    path: &str,
    bound: Duration,
    most: usize,
) -> Result<(u16, Vec<u8>), HttpError> {
    let base = Base::of(place)?;
    let mut request = Request::get(base.path(path));
    if !place.token.is_empty() {
        request = request.header(AUTHORIZATION, format!("Bearer {}", place.token));
    }
    let answer = http::send(&base, request.body(Full::new(Bytes::new()))?, bound).await?;
    http::read_most(answer, bound, most).await
}
