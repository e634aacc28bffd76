//! The voice: a chime, the ticket's number and the desk, spoken in the hall.
//!
//! Promises: calls are spoken in order, one after another, none cut by the next; announcing
//! never blocks; no sound card, no player or a hung one means silence and one warning, and the
//! voice tries again by itself. A few dozen calls may wait; `queue.rs` says who goes when full.
//! Never does: decide who is called, hold up a call until it has been spoken.

pub mod phrase;

mod clips;
mod player;
mod queue;

pub use clips::{NotAClip, OwnClips};
use clips::{Recordings, Sound};
use phrase::{Call, Language, announcement};
use player::{Player, Trouble};
use queue::{Entry, Queue, Waiting};
use std::sync::Arc;
use std::sync::atomic::{AtomicU8, AtomicU64, Ordering};
use std::time::Duration;
use tokio::sync::{mpsc, watch};
use tokio::task::JoinHandle;
use tokio::time::{Instant, sleep_until, timeout};

use crate::watch::lent::{Home, Lent};
use crate::watch::upkeep::Upkeep;

/// Calls that may wait. Fifty calls are five minutes of speech: an office that is further behind
/// than that helps nobody by speaking.
const WAITING_MOST: usize = 50;
/// Calls handed over but not yet looked at; the task looks at once, even while it speaks.
const HANDED_OVER_MOST: usize = 50;
/// While the voice is silent, an older call is let go: its visitor has seen the board by then.
const STALE_AFTER: Duration = Duration::from_secs(30);
/// The longest pause between two tries: a card plugged in is heard within a minute.
const RETRY_MOST: Duration = Duration::from_mins(1);
/// Long enough for a card to be opened and fed, short enough to delay nobody.
const PROBE_MS: u16 = 200;

/// How the voice is set up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    /// `false`: nothing is started, every call is let go.
    pub enabled: bool,
    /// Each call is said in these languages, in this order; with none, the chime alone.
    pub languages: Vec<Language>,
    /// A speaker's recordings, by the names of `assets/voice/README.md`; read at the start.
    pub clips: Option<std::path::PathBuf>,
    /// ALSA's name of the device, such as `plughw:1,0`; without it the default card.
    pub device: Option<String>,
    /// Program and arguments that play a WAV file from standard input; empty: ALSA's `aplay`.
    pub player: Vec<String>,
    /// 0–100; more counts as 100. The mixer sets how loud the card is.
    pub volume_percent: u8,
    /// The office's recordings of its zones' names (S8).
    pub own: Arc<OwnClips>,
    /// The first pause after a failure; it doubles up to a minute.
    pub retry_after: Duration,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            enabled: true,
            languages: vec![Language::Russian],
            clips: None,
            device: None,
            player: Vec::new(),
            volume_percent: 100,
            own: Arc::default(),
            // A card that is busy or being plugged in is ready within a few seconds.
            retry_after: Duration::from_secs(5),
        }
    }
}

/// Whether the hall hears calls.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum VoiceState {
    /// Switched off in the office file.
    Off,
    /// The last sound was played, or none has been tried yet.
    Ready,
    /// Nothing is heard; the voice tries again by itself.
    Silent(Silence),
}

/// Why nothing is heard.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Silence {
    /// The player program is not there (alsa-utils is not installed).
    NoPlayer { detail: String },
    /// The player gave up: no sound card, or the device is taken. `detail` is its own complaint.
    NoSound { detail: String },
    /// The player hung and was killed.
    Hung { detail: String },
    /// The voice's room failed again and again and stays shut.
    Stopped,
}

/// The voice and its numbers since the start.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VoiceStatus {
    pub state: VoiceState,
    /// Calls that wait, without the one being spoken.
    pub waiting: usize,
    /// Calls spoken to the end.
    pub spoken: u64,
    /// Calls said together with an identical one.
    pub merged: u64,
    /// Calls not spoken: taken back, no room, or silent for too long.
    pub let_go: u64,
}

impl VoiceStatus {
    fn answered(&self) -> u64 {
        self.spoken
            .saturating_add(self.merged)
            .saturating_add(self.let_go)
    }
}

/// Starts the voice.
#[derive(Debug)]
pub struct Voice;

impl Voice {
    /// Starts the voice's task and tries the device once with a moment of silence. Must be called
    /// inside a tokio runtime with its time and I/O drivers on. The task ends when every handle
    /// is gone: what is being spoken is finished, what waits is let go.
    pub fn start(settings: Settings) -> VoiceHandle {
        Self::start_kept(settings, &Upkeep::default())
    }

    /// The same for a house that tells how its rooms fare: a task that fails is started again.
    /// The call in its mouth is let go, for a number is not said by halves and again; those that
    /// wait are spoken.
    pub fn start_kept(settings: Settings, upkeep: &Upkeep) -> VoiceHandle {
        let (calls, inbox) = mpsc::channel(HANDED_OVER_MOST);
        let first = VoiceStatus {
            state: if settings.enabled {
                VoiceState::Ready
            } else {
                VoiceState::Off
            },
            waiting: 0,
            spoken: 0,
            merged: 0,
            let_go: 0,
        };
        let enabled = settings.enabled;
        let loudness = Arc::new(AtomicU8::new(settings.volume_percent));
        let (told, status) = watch::channel(first);
        if enabled {
            keep(settings, told, &loudness, inbox, upkeep);
        }
        VoiceHandle {
            calls: enabled.then_some(calls),
            status,
            handed_over: Arc::new(AtomicU64::new(0)),
            loudness,
        }
    }
}

/// Has a speaker speak, and another one in the place of one that fell.
fn keep(
    settings: Settings,
    told: watch::Sender<VoiceStatus>,
    loudness: &Arc<AtomicU8>,
    inbox: mpsc::Receiver<Order>,
    upkeep: &Upkeep,
) {
    let held = Home::new(Held {
        inbox,
        queue: Queue::new(WAITING_MOST),
        is_speaking: false,
    });
    let speaking = upkeep.keep("voice", {
        let (held, told, loudness) = (held.clone(), told.clone(), Arc::clone(loudness));
        move || {
            let (settings, held) = (settings.clone(), held.lend());
            let (told, loudness) = (told.clone(), Arc::clone(&loudness));
            async move {
                if let Some(held) = held {
                    Speaker::new(settings, held, told, loudness).run().await;
                }
            }
        }
    });
    drop(tokio::spawn(async move {
        speaking.await;
        let Some(mut held) = held.take() else { return };
        held.inbox.close();
        let mut unheard = held.queue.len() + usize::from(held.is_speaking);
        while let Ok(order) = held.inbox.try_recv() {
            unheard += usize::from(matches!(order, Order::Speak(_)));
        }
        told.send_modify(|status| {
            status.state = VoiceState::Silent(Silence::Stopped);
            status.waiting = 0;
            status.let_go += u64::try_from(unheard).unwrap_or(u64::MAX);
        });
    }));
}

/// What the others hold of the voice. Cheap to clone.
#[derive(Debug, Clone)]
pub struct VoiceHandle {
    calls: Option<mpsc::Sender<Order>>,
    status: watch::Receiver<VoiceStatus>,
    handed_over: Arc<AtomicU64>,
    loudness: Arc<AtomicU8>,
}

impl VoiceHandle {
    /// Lets a call be spoken when its turn comes. Returns at once, whatever the voice is doing.
    pub fn announce(&self, call: Call) {
        let Some(calls) = &self.calls else { return };
        if calls.try_send(Order::Speak(call)).is_ok() {
            self.handed_over.fetch_add(1, Ordering::Relaxed);
        } else {
            tracing::warn!("the voice takes no calls: this one is only on the board");
        }
    }

    /// Its desk took the call back: it is not spoken any more, unless its turn has come.
    pub fn take_back(&self, call: Call) {
        let Some(calls) = &self.calls else { return };
        if calls.try_send(Order::TakeBack(call)).is_err() {
            tracing::debug!("a call was taken back and may be spoken all the same");
        }
    }

    /// How loud calls are from the next one on, percent; more counts as 100.
    pub fn set_volume(&self, percent: u8) {
        self.loudness.store(percent, Ordering::Relaxed);
    }

    pub fn state(&self) -> VoiceState {
        self.status.borrow().state.clone()
    }

    pub fn status(&self) -> VoiceStatus {
        self.status.borrow().clone()
    }

    /// Waits until every call announced through this handle or its clones has been spoken,
    /// merged or let go; `false` when that takes longer than `at_most`.
    pub async fn settled(&self, at_most: Duration) -> bool {
        let mut status = self.status.clone();
        let done = status.wait_for(|s| s.answered() >= self.handed_over.load(Ordering::Relaxed));
        matches!(timeout(at_most, done).await, Ok(Ok(_)))
    }
}

/// What the others want of the voice.
#[derive(Debug)]
enum Order {
    Speak(Call),
    TakeBack(Call),
}

/// Everything that can wake the voice.
enum Step {
    Ordered(Order),
    Played(Result<(), Trouble>),
    RetryDue,
    HandlesGone,
}

/// A sound being played, and the call it speaks (`None`: the silent try-out). Falls silent with
/// the speaker, so that two never speak at once.
struct Playing {
    speaks: Option<Waiting>,
    end: JoinHandle<Result<(), Trouble>>,
}

impl Drop for Playing {
    fn drop(&mut self) {
        self.end.abort();
    }
}

/// What outlives a speaker.
struct Held {
    inbox: mpsc::Receiver<Order>,
    queue: Queue,
    /// A call is in the speaker's mouth.
    is_speaking: bool,
}

/// The one task that owns the voice.
struct Speaker {
    settings: Settings,
    player: Player,
    held: Lent<Held>,
    recorded: Recordings,
    playing: Option<Playing>,
    /// When to try again; `Some` exactly while the voice is silent or not yet tried.
    retry_at: Option<Instant>,
    pause: Duration,
    handles_gone: bool,
    told: watch::Sender<VoiceStatus>,
    /// Percent; the hour may change it.
    loudness: Arc<AtomicU8>,
}

impl Speaker {
    fn new(
        settings: Settings,
        held: Lent<Held>,
        told: watch::Sender<VoiceStatus>,
        loudness: Arc<AtomicU8>,
    ) -> Self {
        Self {
            player: Player::new(&settings.player, settings.device.as_deref()),
            held,
            recorded: settings
                .clips
                .as_deref()
                .map(Recordings::read)
                .unwrap_or_default(),
            playing: None,
            retry_at: Some(Instant::now()),
            pause: settings.retry_after.min(RETRY_MOST),
            handles_gone: false,
            loudness,
            settings,
            told,
        }
    }

    async fn run(mut self) {
        // One that fell has said a number by halves.
        let was_cut = std::mem::take(&mut self.held.is_speaking);
        self.tell(|s| s.let_go += u64::from(was_cut));
        while !self.handles_gone || self.playing.is_some() {
            match self.next_step().await {
                Step::Ordered(Order::Speak(call)) => self.called(call),
                Step::Ordered(Order::TakeBack(call)) => {
                    let is_let_go = self.held.queue.take_back(&call);
                    self.tell(|s| s.let_go += u64::from(is_let_go));
                }
                Step::Played(result) => self.played(result),
                Step::RetryDue => self.retry(),
                Step::HandlesGone => self.handles_gone = true,
            }
            if self.playing.is_none() && self.retry_at.is_none() && !self.handles_gone {
                self.speak_next();
            }
            self.tell(|_| ());
        }
    }

    async fn next_step(&mut self) -> Step {
        let retry_at = self.retry_at.filter(|_| self.playing.is_none());
        tokio::select! {
            order = self.held.inbox.recv(), if !self.handles_gone => {
                order.map_or(Step::HandlesGone, Step::Ordered)
            }
            result = end_of(&mut self.playing) => Step::Played(result),
            () = at(retry_at) => Step::RetryDue,
        }
    }

    fn called(&mut self, call: Call) {
        match self.held.queue.enter(call, Instant::now()) {
            Entry::Queued => {}
            Entry::Merged => self.tell(|s| s.merged += 1),
            Entry::MadeRoom => {
                tracing::warn!("too many calls wait to be spoken: a repeated one is let go");
                self.tell(|s| s.let_go += 1);
            }
            Entry::Refused => {
                tracing::warn!("too many calls wait to be spoken: the newest is let go");
                self.tell(|s| s.let_go += 1);
            }
        }
    }

    fn played(&mut self, result: Result<(), Trouble>) {
        let spoke = self.playing.take();
        let spoke = spoke.and_then(|mut playing| playing.speaks.take());
        self.held.is_speaking = false;
        match result {
            Ok(()) => {
                self.retry_at = None;
                self.pause = self.settings.retry_after.min(RETRY_MOST);
                if self.told.borrow().state != VoiceState::Ready {
                    tracing::info!("the voice is heard again");
                }
                self.tell(|s| {
                    s.state = VoiceState::Ready;
                    s.spoken += u64::from(spoke.is_some());
                });
            }
            Err(trouble) => self.failed(&trouble, spoke),
        }
    }

    fn failed(&mut self, trouble: &Trouble, spoke: Option<Waiting>) {
        if self.told.borrow().state == VoiceState::Ready {
            tracing::warn!(%trouble, "calls are not heard, only shown; trying again by itself");
        } else {
            tracing::debug!(%trouble, "calls are still not heard");
        }
        self.retry_at = Some(Instant::now() + self.pause);
        self.pause = self.pause.saturating_mul(2).min(RETRY_MOST);
        let silence = silence_after(trouble);
        if let Some(call) = spoke {
            let again = worth_another_try(trouble);
            let merged = again && !self.held.queue.put_back(call);
            self.tell(|s| {
                s.merged += u64::from(merged);
                s.let_go += u64::from(!again);
            });
        }
        self.tell(|s| s.state = VoiceState::Silent(silence));
    }

    fn retry(&mut self) {
        if let Some(oldest) = Instant::now().checked_sub(STALE_AFTER) {
            let forgotten = self.held.queue.forget_before(oldest);
            let forgotten = u64::try_from(forgotten).unwrap_or(u64::MAX);
            self.tell(|s| s.let_go = s.let_go.saturating_add(forgotten));
        }
        if self.held.queue.len() > 0 {
            self.speak_next();
        } else {
            self.play(None, None);
        }
    }

    fn speak_next(&mut self) {
        if let Some(waiting) = self.held.queue.next() {
            let call = waiting.call.clone();
            self.play(Some(waiting), Some(call));
        }
    }

    /// Plays the call, or a moment of silence to see whether the device takes it.
    fn play(&mut self, speaks: Option<Waiting>, call: Option<Call>) {
        let player = self.player.clone();
        let settings = self.settings.clone();
        let recorded = self.recorded.clone();
        let volume_percent = self.loudness.load(Ordering::Relaxed);
        self.held.is_speaking = speaks.is_some();
        let end = tokio::spawn(async move {
            let sound = match call {
                Some(call) => decoded(settings, call, volume_percent, recorded).await,
                None => Sound::silence(PROBE_MS),
            };
            player.play(&sound).await
        });
        self.playing = Some(Playing { speaks, end });
    }

    fn tell(&self, change: impl FnOnce(&mut VoiceStatus)) {
        let waiting = self.held.queue.len();
        self.told.send_if_modified(|status| {
            let before = status.clone();
            change(status);
            status.waiting = waiting;
            *status != before
        });
    }
}

/// Decoding a call costs some milliseconds of computing, too much for the thread all rooms share.
async fn decoded(
    settings: Settings,
    call: Call,
    volume_percent: u8,
    recorded: Recordings,
) -> Sound {
    let languages = spoken(&settings.languages, call.language);
    let work = move || {
        let pieces = announcement(&languages, &call);
        let own = (settings.own.as_ref(), call.zone.as_deref());
        Sound::of(&pieces, own, volume_percent, &recorded)
    };
    let sound = tokio::task::spawn_blocking(work).await.unwrap_or_default();
    if !sound.left_out.is_empty() {
        tracing::warn!(left_out = ?sound.left_out, "parts of a call are not heard");
    }
    sound
}

/// The office's languages; where the visitor's is not among them, theirs alone: the number is
/// for them. With the chime alone nobody is spoken to.
fn spoken(office: &[Language], visitor: Option<Language>) -> Vec<Language> {
    match visitor {
        Some(theirs) if !office.is_empty() && !office.contains(&theirs) => vec![theirs],
        Some(_) | None => office.to_vec(),
    }
}

async fn end_of(playing: &mut Option<Playing>) -> Result<(), Trouble> {
    match playing {
        Some(playing) => (&mut playing.end).await.unwrap_or_else(|error| {
            Err(Trouble::Refused {
                program: "the voice".to_owned(),
                why: error.to_string(),
                early: false,
            })
        }),
        None => std::future::pending().await,
    }
}

async fn at(moment: Option<Instant>) {
    match moment {
        Some(moment) => sleep_until(moment).await,
        None => std::future::pending().await,
    }
}

fn silence_after(trouble: &Trouble) -> Silence {
    let detail = trouble.to_string();
    match trouble {
        Trouble::NoPlayer { .. } => Silence::NoPlayer { detail },
        Trouble::Refused { .. } => Silence::NoSound { detail },
        Trouble::Hung { .. } => Silence::Hung { detail },
    }
}

/// A call that was half heard is not said again: the visitor would hear its number cut.
fn worth_another_try(trouble: &Trouble) -> bool {
    match trouble {
        Trouble::NoPlayer { .. } => true,
        Trouble::Refused { early, .. } => *early,
        Trouble::Hung { .. } => false,
    }
}
