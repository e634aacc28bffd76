//! The live feed: one picture, made once, shared by all who listen.
//!
//! Each listener holds only the latest picture; one that is slow skips those
//! in between and never holds up the rest.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::Extension;
use axum::body::{Body, Bytes};
use axum::extract::{ConnectInfo, Query, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use futures_util::stream;
use serde::{Deserialize, Serialize};
use tokio::sync::{OwnedSemaphorePermit, watch};
use tokio::time::{Interval, MissedTickBehavior, interval_at};

use crate::web::health::Listens;
use crate::web::problem::Trouble;
use crate::web::server::Way;
use crate::web::trust::{Right, Who};
use crate::web::{BOARD_STREAMS_OF_ONE, Current, STREAMS_OF_ONE, Shared};

/// A page says «нет связи» after 5 s of silence; two beats fit into that.
const BEAT: Duration = Duration::from_secs(2);

/// What each kind of listener gets, ready to send.
#[derive(Debug, Clone, Default)]
pub(crate) struct Frames {
    pub(crate) version: u64,
    pub(crate) kiosk: Bytes,
    pub(crate) board: Bytes,
    pub(crate) staff: Bytes,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum View {
    Kiosk,
    Board,
    Staff,
    Desk,
    Hall,
    Head,
}

#[derive(Debug, Deserialize)]
pub(crate) struct Wanted {
    view: Option<View>,
}

/// Draws every new picture once, for all listeners, until reception is gone.
pub(crate) async fn draw(shared: Shared, frames: watch::Sender<Arc<Frames>>) {
    let mut told = shared.handle.watch();
    let mut current = shared.current.clone();
    let mut paper = shared.paper_watch();
    let mut rooms = shared.upkeep.watch();
    loop {
        let now = Current::clone(&current.borrow_and_update());
        let latest = told.borrow_and_update().clone();
        let scene = shared.scene(&latest, &now);
        frames.send_replace(Arc::new(Frames {
            version: latest.version,
            kiosk: frame(latest.version, &scene.kiosk()),
            board: frame(latest.version, &scene.board()),
            staff: frame(latest.version, &scene.staff()),
        }));
        tokio::select! {
            woken = told.changed() => if woken.is_err() { return },
            () = change(&mut current) => {}
            () = change(&mut paper) => {}
            () = change(&mut rooms) => {}
        }
    }
}

/// Waits for a change; for ever, if whoever would change it is gone.
async fn change<T>(watched: &mut watch::Receiver<T>) {
    if watched.changed().await.is_err() {
        std::future::pending::<()>().await;
    }
}

fn frame(version: u64, view: &impl Serialize) -> Bytes {
    let json = serde_json::to_string(view).unwrap_or_default();
    Bytes::from(format!("event: picture\nid: {version}\ndata: {json}\n\n"))
}

/// Live pictures as server-sent events: `hello`, then `picture` on every
/// change, `beat` every 2 s.
#[utoipa::path(
    get, path = "/api/v1/feed", tag = "feed",
    params(("view" = String, Query, description = "kiosk, board or staff (desk, hall and head are the same)")),
    responses((status = 200, description = "text/event-stream", content_type = "text/event-stream", body = String))
)]
pub(crate) async fn feed(
    State(shared): State<Shared>,
    Query(wanted): Query<Wanted>,
    Extension(way): Extension<Way>,
    ConnectInfo(from): ConnectInfo<SocketAddr>,
    who: Option<Who>,
) -> Result<Response, Trouble> {
    let view = wanted
        .view
        .ok_or_else(|| Trouble::bad_request("unknown-view"))?;
    let right = match view {
        View::Board => None,
        View::Kiosk => Some(Right::SeeKiosk),
        View::Staff | View::Desk | View::Hall | View::Head => Some(Right::SeeQueue),
    };
    // A board need not say who it is. One that does, or stands at this computer,
    // does not share its places with whoever comes along.
    let is_known = who.is_some() || way.is_here;
    let places = match right {
        None if is_known => &shared.streams,
        None => &shared.board_streams,
        Some(right) => {
            let who = who.as_ref().ok_or_else(Trouble::unauthorized)?;
            who.needs(right)?;
            &shared.streams
        }
    };
    let full = || Trouble::new(StatusCode::SERVICE_UNAVAILABLE, "overloaded").retry_after_s(3);
    let (by, most) = match &who {
        Some(who) => (who.by.clone(), STREAMS_OF_ONE),
        None if way.is_here => ("here".to_owned(), STREAMS_OF_ONE),
        None => (from.ip().to_canonical().to_string(), BOARD_STREAMS_OF_ONE),
    };
    let listens = shared.listening.begin(&by, most).ok_or_else(full)?;
    let who = who.filter(|_who| right.is_some());
    let (session, pass) = who.map_or((None, None), |who| (who.session, who.pass));
    let place = Arc::clone(places)
        .try_acquire_owned()
        .map_err(|_none_left| full())?;
    let mut beats = interval_at(tokio::time::Instant::now() + BEAT, BEAT);
    beats.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let listener = Listener {
        view,
        frames: shared.frames.clone(),
        session,
        pass,
        shared: Arc::clone(&shared),
        beats,
        next: Next::Hello {
            build: shared.build.clone(),
            now_ms: shared.clock.now().0,
        },
        _place: place,
        _listens: listens,
    };
    let stream = stream::unfold(listener, |mut listener| async move {
        let bytes = listener.next().await?;
        Some((Ok::<_, std::convert::Infallible>(bytes), listener))
    });
    let headers = [
        (header::CONTENT_TYPE, "text/event-stream"),
        (header::CACHE_CONTROL, "no-store"),
    ];
    Ok((headers, Body::from_stream(stream)).into_response())
}

struct Listener {
    view: View,
    shared: Shared,
    /// The session it listens by; the feed ends with it.
    session: Option<String>,
    /// Or the pass.
    pass: Option<String>,
    frames: watch::Receiver<Arc<Frames>>,
    beats: Interval,
    next: Next,
    _place: OwnedSemaphorePermit,
    _listens: Listens,
}

enum Next {
    /// Carries the build, so that screens reload after an upgrade.
    Hello {
        build: String,
        now_ms: i64,
    },
    Picture,
    ChangeOrBeat,
}

impl Listener {
    /// Signed out, taken back, or expired: the feed ends.
    fn is_over(&self) -> bool {
        let now = self.shared.clock.now();
        if let Some(digest) = &self.pass {
            return !self.shared.passes.holds(digest, now);
        }
        let Some(digest) = &self.session else {
            return false;
        };
        let picture = self.shared.handle.told().picture;
        picture
            .sessions
            .get(digest)
            .is_none_or(|session| session.until <= now)
    }

    async fn next(&mut self) -> Option<Bytes> {
        match std::mem::replace(&mut self.next, Next::ChangeOrBeat) {
            Next::Hello { build, now_ms } => {
                self.next = Next::Picture;
                let seq = self.frames.borrow().version;
                let hello = serde_json::json!({ "build": build, "seq": seq, "now_ms": now_ms });
                Some(Bytes::from(format!(
                    "event: hello\nretry: 1000\ndata: {hello}\n\n"
                )))
            }
            Next::Picture => Some(self.latest()),
            Next::ChangeOrBeat => {
                let next = tokio::select! {
                    changed = self.frames.changed() => changed.ok().map(|()| self.latest()),
                    _ = self.beats.tick() => Some(Bytes::from_static(b"event: beat\ndata: {}\n\n")),
                };
                next.filter(|_bytes| !self.is_over())
            }
        }
    }

    fn latest(&mut self) -> Bytes {
        let frames = self.frames.borrow_and_update();
        match self.view {
            View::Kiosk => frames.kiosk.clone(),
            View::Board => frames.board.clone(),
            View::Staff | View::Desk | View::Hall | View::Head => frames.staff.clone(),
        }
    }
}
