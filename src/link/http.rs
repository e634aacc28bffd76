//! One request over one fresh connection, every step with a deadline.
//!
//! Promises: no step waits longer than its bound. A fresh connection per
//! request costs a fraction of a millisecond in a LAN and never meets a
//! half-open one.

use std::time::Duration;

use http_body_util::{BodyExt, Full, Limited};
use hyper::body::{Bytes, Incoming};
use hyper::header::{HOST, HeaderValue};
use hyper::{Request, Response, StatusCode, Uri};
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;
use tokio::time::timeout;

/// From `design/web.md`: a LAN neighbour that is there answers in milliseconds.
const CONNECT_TIMEOUT: Duration = Duration::from_millis(1500);
/// Answers are a ticket or a problem, a few KB at most.
const LARGEST_ANSWER: usize = 256 * 1024;

/// Why a request got no answer.
#[derive(Debug, thiserror::Error)]
pub enum HttpError {
    #[error("understand the address {0:?}: expected http://host:port")]
    Address(String),
    #[error("connect: {0}")]
    Connect(#[from] std::io::Error),
    #[error("get an answer in time")]
    Timeout,
    #[error("speak HTTP: {0}")]
    Protocol(#[from] hyper::Error),
    #[error("form the request: {0}")]
    Form(#[from] hyper::http::Error),
    #[error("read the answer: {0}")]
    Answer(String),
    #[error("use the feed: it answered {0}")]
    Status(StatusCode),
}

/// Where a request goes: host, port and what stands before the path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Base {
    host: String,
    port: u16,
    prefix: String,
}

impl Base {
    /// Reads "<http://host:port>" with or without a path.
    pub(super) fn parse(url: &str) -> Result<Self, HttpError> {
        let wrong = || HttpError::Address(url.to_owned());
        let Ok(uri) = url.parse::<Uri>() else {
            return Err(wrong());
        };
        if uri.scheme_str() != Some("http") {
            return Err(wrong());
        }
        let host = uri
            .host()
            .ok_or_else(wrong)?
            .trim_matches(['[', ']'])
            .to_owned();
        // 80: what http means where no port is said.
        let port = uri.port_u16().unwrap_or(80);
        let prefix = uri.path().trim_end_matches('/').to_owned();
        Ok(Self { host, port, prefix })
    }

    pub(super) fn path(&self, path: &str) -> String {
        format!("{}{path}", self.prefix)
    }
}

/// Sends one request and gives the answer's head with its body still to come.
pub(super) async fn send(
    base: &Base,
    mut request: Request<Full<Bytes>>,
    answer_timeout: Duration,
) -> Result<Response<Incoming>, HttpError> {
    let connecting = TcpStream::connect((base.host.as_str(), base.port));
    let Ok(stream) = timeout(CONNECT_TIMEOUT, connecting).await else {
        return Err(HttpError::Timeout);
    };
    let stream = stream?;
    stream.set_nodelay(true)?;
    let host = HeaderValue::from_str(&format!("{}:{}", base.host, base.port));
    if let Ok(host) = host {
        request.headers_mut().insert(HOST, host);
    }
    let (mut sender, connection) =
        hyper::client::conn::http1::handshake(TokioIo::new(stream)).await?;
    // The connection's own task ends with the response body; its error shows there.
    drop(tokio::spawn(connection));
    let Ok(answer) = timeout(answer_timeout, sender.send_request(request)).await else {
        return Err(HttpError::Timeout);
    };
    Ok(answer?)
}

/// Reads a whole answer, bounded in time and size.
pub(super) async fn read(
    answer: Response<Incoming>,
    within: Duration,
) -> Result<(u16, Vec<u8>), HttpError> {
    let status = answer.status().as_u16();
    let Ok(body) = timeout(
        within,
        Limited::new(answer.into_body(), LARGEST_ANSWER).collect(),
    )
    .await
    else {
        return Err(HttpError::Timeout);
    };
    let body = body.map_err(|error| HttpError::Answer(error.to_string()))?;
    Ok((status, body.to_bytes().to_vec()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_has_a_host_a_port_and_perhaps_a_prefix() {
        let base = Base::parse("http://127.0.0.1:8070/office/").unwrap();
        assert_eq!(base.path("/api/v1/feed"), "/office/api/v1/feed");
        assert_eq!((base.host.as_str(), base.port), ("127.0.0.1", 8070));
        assert_eq!(Base::parse("http://[::1]:9").unwrap().host, "::1");
    }

    #[test]
    fn other_schemes_are_refused() {
        for wrong in ["https://a", "file:///x", "127.0.0.1:80", ""] {
            assert!(Base::parse(wrong).is_err(), "{wrong}");
        }
    }
}
