//! Watches the office file: a right one is taken over while the office runs, a
//! wrong one changes nothing and is told to those who can mend it.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::{Notify, watch};
use tokio::time::{MissedTickBehavior, interval};
use tracing::{info, warn};

use crate::config::shelf::Shelf;
use crate::config::{self, Overrides};
use crate::reception::handle::Handle;
use crate::run::demo::Demo;
use crate::run::rules::{OfficeCalendar, rules};
use crate::run::sessions;
use crate::texts::Texts;
use crate::web::Current;

/// How often the file's time is looked at.
const LOOK_EVERY: Duration = Duration::from_secs(2);

#[derive(Debug)]
pub(super) struct Keeper {
    path: PathBuf,
    overrides: Overrides,
    /// Told by the admin page after it has saved.
    saved: Arc<Notify>,
    /// Gives everyone its PIN again.
    demo: Option<Demo>,
    handle: Handle,
    texts: Arc<Texts>,
}

impl Keeper {
    pub(super) fn new(
        shelf: &Shelf,
        overrides: Overrides,
        demo: Option<Demo>,
        handle: Handle,
        texts: Arc<Texts>,
    ) -> Self {
        Self {
            path: shelf.path().to_owned(),
            overrides,
            saved: shelf.changes(),
            demo,
            handle,
            texts,
        }
    }

    /// Until it is aborted. SIGHUP asks for a look at once.
    pub(super) async fn watch(self, current: watch::Sender<Current>) {
        let mut looks = interval(LOOK_EVERY);
        looks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let Ok(mut hangup) = signal(SignalKind::hangup()) else {
            return;
        };
        let mut known = self.changed_at().await;
        let mut void = self.void_since_last(&current).await;
        sessions::end(&self.handle, &mut void).await;
        self.keep();
        loop {
            let is_asked = tokio::select! {
                _ = looks.tick() => false,
                asked = hangup.recv() => asked.is_some(),
                () = self.saved.notified() => true,
            };
            sessions::end(&self.handle, &mut void).await;
            let now = self.changed_at().await;
            if is_asked || (now != known && now.is_some()) {
                known = now;
                if let Some(ended) = self.read(&current).await {
                    void.extend(ended);
                    sessions::end(&self.handle, &mut void).await;
                    self.keep();
                }
            }
        }
    }

    /// Sessions that a change of the file while the office stood still has ended.
    async fn void_since_last(&self, current: &watch::Sender<Current>) -> BTreeSet<String> {
        let now = Arc::clone(&current.borrow().settings);
        let (path, overrides) = (self.path.clone(), self.overrides.clone());
        let is_demo = self.demo.is_some();
        let reading = tokio::task::spawn_blocking(move || {
            let last = config::in_force::last(&path, &overrides);
            last.filter(|_last| !is_demo)
        });
        let last = reading.await.ok().flatten();
        let picture = self.handle.told().picture;
        sessions::void(&picture, last.as_ref().unwrap_or(&now), &now)
    }

    async fn changed_at(&self) -> Option<SystemTime> {
        let path = self.path.clone();
        let look = tokio::task::spawn_blocking(move || {
            std::fs::metadata(path)
                .and_then(|found| found.modified())
                .ok()
        });
        look.await.ok().flatten()
    }

    /// Keeps the file for later starts; nobody waits for the disk.
    fn keep(&self) {
        if self.demo.is_some() {
            return;
        }
        let (path, overrides) = (self.path.clone(), self.overrides.clone());
        let _keeping = tokio::task::spawn_blocking(move || {
            if let Err(error) = config::in_force::keep(&path, &overrides) {
                warn!(%error, "no copy of the office file is kept for later starts");
            }
        });
    }

    /// Takes the file over if it is right, and tells which sessions end by it;
    /// `None`: the earlier one stays.
    async fn read(&self, current: &watch::Sender<Current>) -> Option<BTreeSet<String>> {
        let (path, overrides) = (self.path.clone(), self.overrides.clone());
        let demo = self.demo.clone();
        let reading = tokio::task::spawn_blocking(move || {
            let mut settings = config::load(&path, &overrides)?;
            if let Some(demo) = &demo
                && let Err(error) = demo.let_everyone_in(&mut settings)
            {
                warn!(%error, "the demo's accounts are left without a PIN");
            }
            Ok::<_, Vec<config::Finding>>(settings)
        });
        match reading.await {
            Ok(Ok(settings)) => {
                let almanac = Box::new(OfficeCalendar::new(&settings));
                if self.handle.change_rules(rules(&settings), almanac) {
                    info!("the new office file is in force");
                    // Whoever signs in from here on does so by the new file.
                    let picture = self.handle.told().picture;
                    let void = sessions::void(&picture, &current.borrow().settings, &settings);
                    current.send_replace(Current {
                        settings: Arc::new(settings),
                        trouble: None,
                    });
                    return Some(void);
                }
            }
            Ok(Err(findings)) => {
                let first = told(&findings, &self.texts);
                current.send_modify(|current| current.trouble = first);
            }
            Err(error) => warn!(%error, "the office file could not be read"),
        }
        None
    }
}

/// The first mistake of a file that is not in force, in words for who can mend
/// it; `None`: there is none.
pub(super) fn told(findings: &[config::Finding], texts: &Texts) -> Option<String> {
    let is_mistake = |finding: &&config::Finding| finding.level == config::Level::Error;
    let mistakes = findings.iter().filter(is_mistake).count();
    let first = findings.iter().find(is_mistake)?;
    warn!(
        mistakes,
        "the office file has mistakes; the earlier one stays"
    );
    Some(first.line(texts, crate::texts::FIRST))
}
