//! Takes connections in and serves each on a task of its own, every wait bound:
//! ten thousand slow connections cost their own places and nothing else.

use std::convert::Infallible;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::ConnectInfo;
use axum::http::Request;
use axum::response::Response;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::{Service, service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use rustix::net::sockopt;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpStream};
use tokio::time::{sleep, timeout};
use tracing::{debug, warn};

use crate::tls::Seal;
use crate::web::bounds::Bounds;

/// A request's head arrives within this, and an idle connection is closed after
/// it: browsers send a head in one piece.
const HEAD_LIMIT: Duration = Duration::from_secs(15);

/// Bytes of a request's head. Cookies and tokens are small.
const HEAD_BYTES: usize = 32 * 1024;

/// What is sent is taken within this, or the other side is gone.
const UNTAKEN_MS: u32 = 20_000;

/// Pause after an accept that failed: usually all file descriptors are in use,
/// and connections end all the time.
const PAUSE: Duration = Duration::from_millis(50);

/// Serves until the future is dropped.
#[expect(
    clippy::infinite_loop,
    reason = "pages are served for ever; dropping the future ends it"
)]
pub(crate) async fn serve(
    listener: Arc<TcpListener>,
    router: Router,
    bounds: Bounds,
    seal: Option<Seal>,
) {
    let mut said = false;
    loop {
        let (stream, from) = match listener.accept().await {
            Ok(accepted) => accepted,
            Err(error) => {
                // Once per spell of trouble: it would fill the log.
                if !std::mem::replace(&mut said, true) {
                    warn!(%error, "a connection could not be taken in");
                }
                sleep(PAUSE).await;
                continue;
            }
        };
        said = false;
        let address = from.ip().to_canonical();
        let is_here = is_here(&stream, address);
        let Some(place) = bounds.admit(address, is_here) else {
            continue;
        };
        let guest = Guest { from, is_here };
        let (router, seal) = (router.clone(), seal.clone());
        drop(tokio::spawn(async move {
            receive(stream, guest, router, seal).await;
            drop(place);
        }));
    }
}

/// A connection of this computer to itself.
fn is_here(stream: &TcpStream, from: IpAddr) -> bool {
    let own = stream.local_addr().map(|own| own.ip().to_canonical());
    is_own_loopback(from) || own.is_ok_and(|own| own == from)
}

/// The addresses that this computer's own screens come from.
pub(crate) fn is_own_loopback(from: IpAddr) -> bool {
    from == IpAddr::V4(Ipv4Addr::LOCALHOST) || from == IpAddr::V6(Ipv6Addr::LOCALHOST)
}

/// Who has connected.
#[derive(Debug, Clone, Copy)]
struct Guest {
    from: SocketAddr,
    is_here: bool,
}

/// How a request came, for those who decide what may be done over it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Way {
    pub(crate) is_encrypted: bool,
    /// From this computer itself.
    pub(crate) is_here: bool,
}

/// Encrypted and plain connections share one port: the first byte tells.
async fn receive(stream: TcpStream, guest: Guest, router: Router, seal: Option<Seal>) {
    if let Err(error) = stream.set_nodelay(true) {
        debug!(%error, "small answers may come late");
    }
    if let Err(error) = sockopt::set_tcp_user_timeout(&stream, UNTAKEN_MS) {
        debug!(%error, "a listener that is gone will be noticed late");
    }
    let seal = match seal {
        Some(seal) if begins_tls(&stream).await => seal,
        Some(_) | None => return attend(stream, guest, false, router).await,
    };
    match timeout(HEAD_LIMIT, seal.acceptor().accept(stream)).await {
        Ok(Ok(stream)) => attend(stream, guest, true, router).await,
        Ok(Err(error)) => debug!(%error, "an encrypted connection was not made"),
        Err(_late) => debug!("an encrypted connection was too slow"),
    }
}

/// The first byte of TLS' handshake record (RFC 8446, 5.1); no method of HTTP
/// begins with it. Whoever sends nothing in time counts as plain and is let go
/// there.
async fn begins_tls(stream: &TcpStream) -> bool {
    const HANDSHAKE: u8 = 22;
    let mut first = [0];
    let peeked = timeout(HEAD_LIMIT, stream.peek(&mut first)).await;
    matches!(peeked, Ok(Ok(1))) && first == [HANDSHAKE]
}

async fn attend<S>(stream: S, guest: Guest, is_encrypted: bool, router: Router)
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let way = Way {
        is_encrypted,
        is_here: guest.is_here,
    };
    let inner = TowerToHyperService::new(router);
    let service = service_fn(move |mut request: Request<Incoming>| {
        let extensions = request.extensions_mut();
        extensions.insert(ConnectInfo(guest.from));
        extensions.insert(way);
        let answering = inner.call(request);
        async move { answering.await as Result<Response, Infallible> }
    });
    let served = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEAD_LIMIT)
        .max_header_size(HEAD_BYTES)
        .serve_connection(TokioIo::new(stream), service)
        .await;
    if let Err(error) = served {
        debug!(%error, "a connection ended early");
    }
}
