//! One request over one fresh connection, every step with a deadline.
//!
//! Promises: no step waits longer than its bound. A fresh connection per
//! request costs a fraction of a millisecond in a LAN and never meets a
//! half-open one.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use http_body_util::{BodyExt, Full, Limited};
use hyper::body::{Bytes, Incoming};
use hyper::header::{HOST, HeaderValue};
use hyper::{Request, Response, StatusCode, Uri};
use hyper_util::rt::TokioIo;
use rustls::ClientConfig;
use rustls::pki_types::ServerName;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_rustls::TlsConnector;

use super::{Place, seal};

/// A LAN neighbour that is there answers in milliseconds.
const CONNECT_TIMEOUT: Duration = Duration::from_millis(1500);
/// Answers are a ticket or a problem, a few KB at most.
pub(super) const LARGEST_ANSWER: usize = 256 * 1024;

/// Why a request got no answer.
#[derive(Debug, thiserror::Error)]
pub enum HttpError {
    #[error("understand the address {0:?}: expected http://host:port or https://host:port")]
    Address(String),
    #[error("use the authority {}: {why}", .path.display())]
    Authority { path: PathBuf, why: String },
    #[error(
        "believe the office's certificate ({0}): take its authority from the page /trust and name the file with --authority"
    )]
    NotTrusted(rustls::Error),
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
#[derive(Debug, Clone)]
pub(super) struct Base {
    host: String,
    port: u16,
    prefix: String,
    /// How to speak over TLS; `None`: in the clear.
    seal: Option<Arc<ClientConfig>>,
}

impl Base {
    /// Reads "<http://host:port>" or "<https://host:port>" with or without a
    /// path, and the authority's file.
    pub(super) fn of(place: &Place) -> Result<Self, HttpError> {
        let wrong = || HttpError::Address(place.url.clone());
        let uri: Uri = place.url.parse().map_err(|_not_one| wrong())?;
        // The ports are those meant where none is said.
        let (seal, usual_port) = match uri.scheme_str() {
            Some("http") => (None, 80),
            Some("https") => (Some(seal::config(place.authority.as_deref())?), 443),
            Some(_) | None => return Err(wrong()),
        };
        let host = uri
            .host()
            .ok_or_else(wrong)?
            .trim_matches(['[', ']'])
            .to_owned();
        let port = uri.port_u16().unwrap_or(usual_port);
        let prefix = uri.path().trim_end_matches('/').to_owned();
        Ok(Self {
            host,
            port,
            prefix,
            seal,
        })
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
    match &base.seal {
        None => exchange(stream, request, answer_timeout).await,
        Some(config) => {
            let name = ServerName::try_from(base.host.clone())
                .map_err(|_not_a_name| HttpError::Address(base.host.clone()))?;
            let shaking = TlsConnector::from(Arc::clone(config)).connect(name, stream);
            let Ok(sealed) = timeout(CONNECT_TIMEOUT, shaking).await else {
                return Err(HttpError::Timeout);
            };
            exchange(sealed.map_err(not_trusted)?, request, answer_timeout).await
        }
    }
}

/// rustls tells of a wrong certificate inside an I/O error.
fn not_trusted(error: std::io::Error) -> HttpError {
    let inner = error
        .get_ref()
        .and_then(|inner| inner.downcast_ref::<rustls::Error>());
    match inner {
        Some(wrong @ rustls::Error::InvalidCertificate(_)) => HttpError::NotTrusted(wrong.clone()),
        Some(_) | None => HttpError::Connect(error),
    }
}

async fn exchange<S>(
    stream: S,
    request: Request<Full<Bytes>>,
    answer_timeout: Duration,
) -> Result<Response<Incoming>, HttpError>
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
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
    read_most(answer, within, LARGEST_ANSWER).await
}

/// The same with a bound of its own on the size.
pub(super) async fn read_most(
    answer: Response<Incoming>,
    within: Duration,
    most: usize,
) -> Result<(u16, Vec<u8>), HttpError> {
    let status = answer.status().as_u16();
    let Ok(body) = timeout(within, Limited::new(answer.into_body(), most).collect()).await else {
        return Err(HttpError::Timeout);
    };
    let body = body.map_err(|error| HttpError::Answer(error.to_string()))?;
    Ok((status, body.to_bytes().to_vec()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn base(url: &str) -> Result<Base, HttpError> {
        Base::of(&Place::open(url, ""))
    }

    #[test]
    fn an_address_has_a_host_a_port_and_perhaps_a_prefix() {
        let office = base("http://127.0.0.1:8070/office/").unwrap();
        assert_eq!(office.path("/api/v1/feed"), "/office/api/v1/feed");
        assert_eq!((office.host.as_str(), office.port), ("127.0.0.1", 8070));
        assert_eq!(base("http://[::1]:9").unwrap().host, "::1");
        assert_eq!(base("http://office.lan").unwrap().port, 80);
    }

    #[test]
    fn other_schemes_are_refused() {
        for wrong in ["ftp://a", "file:///x", "127.0.0.1:80", ""] {
            assert!(base(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn an_authority_that_is_none_is_named() {
        let mut place = Place::open("https://office.lan", "");
        place.authority = Some("/dev/null".into());
        let said = Base::of(&place).unwrap_err().to_string();
        assert_eq!(said, "use the authority /dev/null: no certificate in it");
    }
}
