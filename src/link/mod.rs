//! What a screen holds: the office's feed and a way to ask, over the LAN API.
//!
//! Promises: reconnects by itself for ever; says when the link is lost and when
//! it is back; a command whose answer got lost is asked again under the same
//! key, within a bound, so that nothing happens twice. Never draws, never decides.

mod ask;
mod http;
mod look;
mod seal;
pub mod sse;

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use http_body_util::{BodyExt, Full};
use hyper::Request;
use hyper::body::Bytes;
use hyper::header::{ACCEPT, AUTHORIZATION};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use tokio::sync::mpsc;
use tokio::time::{sleep, timeout};
use tracing::{info, warn};

pub use ask::{Answer, Ask, new_key};
use http::Base;
pub use http::HttpError;
pub use look::{look, picture, tell};

/// Beats come every 2 s; two may be lost before the link counts as lost.
pub const SILENCE: Duration = Duration::from_secs(5);
/// Pause before the next attempt: spread, so that all screens of an office do
/// not come back in the same instant.
const PAUSE_MS: std::ops::Range<u64> = 300..3000;
/// Questions under way at once: a visitor has one, a few may still be retried.
const ASK_QUEUE: usize = 8;

/// Where the office answers and who asks.
#[derive(Clone)]
pub struct Place {
    /// `http://host:port` or `https://host:port`.
    pub url: String,
    /// The device token.
    pub token: String,
    /// The office's authority (PEM), for https; `None`: those this computer trusts.
    pub authority: Option<PathBuf>,
}

impl Place {
    /// Reached in the clear: on this computer, or with a certificate this
    /// computer trusts by itself.
    pub fn open(url: impl Into<String>, token: impl Into<String>) -> Self {
        Self {
            url: url.into(),
            token: token.into(),
            authority: None,
        }
    }
}

impl std::fmt::Debug for Place {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Place")
            .field("url", &self.url)
            .finish_non_exhaustive()
    }
}

/// Which picture the feed sends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum View {
    Kiosk,
    Board,
}

impl View {
    fn query(self) -> &'static str {
        match self {
            Self::Kiosk => "kiosk",
            Self::Board => "board",
        }
    }
}

/// Everything a link can tell its screen.
#[derive(Debug)]
pub enum Heard<P> {
    /// First thing on every connection: which build of the office answers.
    Hello {
        build: String,
    },
    Picture(Box<P>),
    /// Nothing new, but the office is there.
    Beat,
    /// Nothing was heard for [`SILENCE`], or the connection broke.
    Lost,
    Answer(Answer),
}

/// Why a link could not be made at all.
#[derive(Debug, thiserror::Error)]
pub enum LinkError {
    #[error("start the link: {0}")]
    Thread(#[from] std::io::Error),
    #[error(transparent)]
    Http(#[from] HttpError),
    #[error("make a key: no randomness ({0})")]
    Randomness(String),
    #[error("ask: too many questions are under way")]
    Busy,
}

/// A running link; it ends when this is dropped.
#[derive(Debug)]
pub struct Link {
    asks: mpsc::Sender<Ask>,
}

impl Link {
    /// Starts the link on a thread of its own; `tell` is called on that thread.
    pub fn start<P, T>(place: &Place, view: View, tell: T) -> Result<Self, LinkError>
    where
        P: DeserializeOwned + Send + 'static,
        T: Fn(Heard<P>) + Send + Sync + 'static,
    {
        let base = Base::of(place)?;
        let token = place.token.clone();
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()?;
        let (asks, waiting) = mpsc::channel(ASK_QUEUE);
        let live = Live {
            base,
            token,
            view,
            tell: Arc::new(tell),
        };
        std::thread::Builder::new()
            .name("link".to_owned())
            .spawn(move || runtime.block_on(live.run(waiting)))?;
        Ok(Self { asks })
    }

    /// Sends a question; the answer comes as [`Heard::Answer`] with its id.
    pub fn ask(&self, ask: Ask) -> Result<(), LinkError> {
        self.asks.try_send(ask).map_err(|_full| LinkError::Busy)
    }
}

#[derive(Deserialize)]
struct Hello {
    #[serde(default)]
    build: String,
}

struct Live<P> {
    base: Base,
    token: String,
    view: View,
    tell: Arc<dyn Fn(Heard<P>) + Send + Sync>,
}

impl<P: DeserializeOwned + Send + 'static> Live<P> {
    /// Until the screen lets go of its [`Link`].
    async fn run(self, mut asks: mpsc::Receiver<Ask>) {
        let (base, token, tell) = (
            self.base.clone(),
            self.token.clone(),
            Arc::clone(&self.tell),
        );
        let listening = self.listen();
        tokio::pin!(listening);
        loop {
            tokio::select! {
                () = &mut listening => return,
                ask = asks.recv() => {
                    let Some(ask) = ask else { return };
                    let (base, token, tell) = (base.clone(), token.clone(), Arc::clone(&tell));
                    drop(tokio::spawn(async move { tell(Heard::Answer(ask::carry(&base, &token, ask).await)) }));
                }
            }
        }
    }

    #[expect(
        clippy::infinite_loop,
        reason = "a screen reconnects for ever; dropping the link ends it"
    )]
    async fn listen(self) {
        let mut said = String::new();
        loop {
            let Err(error) = self.follow(&mut said).await;
            (self.tell)(Heard::Lost);
            // Once per kind of trouble, not once per attempt.
            let trouble = error.to_string();
            if trouble != said {
                warn!(%trouble, "link to the office lost; trying again");
                said = trouble;
            }
            sleep(pause()).await;
        }
    }

    /// Follows the feed until it breaks.
    async fn follow(&self, said: &mut String) -> Result<std::convert::Infallible, HttpError> {
        let path = self
            .base
            .path(&format!("/api/v1/feed?view={}", self.view.query()));
        let request = Request::get(path)
            .header(AUTHORIZATION, format!("Bearer {}", self.token))
            .header(ACCEPT, "text/event-stream")
            .body(Full::new(Bytes::new()))?;
        let answer = http::send(&self.base, request, SILENCE).await?;
        if answer.status() != hyper::StatusCode::OK {
            return Err(HttpError::Status(answer.status()));
        }
        let mut body = answer.into_body();
        let mut reader = sse::Reader::default();
        loop {
            let Ok(frame) = timeout(SILENCE, body.frame()).await else {
                return Err(HttpError::Timeout);
            };
            let frame = frame.ok_or_else(|| HttpError::Answer("the feed ended".to_owned()))??;
            let Ok(bytes) = frame.into_data() else {
                continue;
            };
            let events = reader
                .push(&bytes)
                .map_err(|error| HttpError::Answer(error.to_string()))?;
            for event in events {
                self.pass_on(&event, said);
            }
        }
    }

    fn pass_on(&self, event: &sse::Event, said: &mut String) {
        match event.name.as_str() {
            "hello" => {
                info!(feed = self.view.query(), "linked to the office");
                said.clear();
                let build = serde_json::from_str::<Hello>(&event.data)
                    .map_or_else(|_| String::new(), |hello| hello.build);
                (self.tell)(Heard::Hello { build });
            }
            "picture" => match serde_json::from_str::<P>(&event.data) {
                Ok(picture) => (self.tell)(Heard::Picture(Box::new(picture))),
                Err(error) => warn!(%error, "picture not understood"),
            },
            // `beat` and whatever a later office may send: it is alive.
            _ => (self.tell)(Heard::Beat),
        }
    }
}

fn pause() -> Duration {
    let mut bytes = [0_u8; 8];
    // Without randomness every screen waits the same: worse, but no reason to stop.
    let random = getrandom::fill(&mut bytes).map_or(0, |()| u64::from_le_bytes(bytes));
    Duration::from_millis(PAUSE_MS.start + random % (PAUSE_MS.end - PAUSE_MS.start))
}

#[cfg(test)]
mod tests;
